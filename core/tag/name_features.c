/* name_features.c - the features of a word for the finder of names.
 *
 * A feature is a hash of a template's number and a value. Templates are of
 * the word and its neighbours (as written, shapes, affixes, classes,
 * clusters, parts of speech), of the clues that lists give, of the run of
 * capitals that the word is in with what stands around it, and of what was
 * seen of the word in the document. Numbers of templates are part of the
 * model format. */
#include "tag/name_view.h"
#include "tag/word.h"

/* Where features go, and the number of the next template. */
typedef struct sink {
    uint64_t *keys;
    size_t n;
    unsigned id;
} sink;

static inline void put(sink *s, uint64_t value)
{
    s->keys[s->n++] = as_feature_key(s->id++, value);
}

static inline void skip(sink *s, unsigned n)
{
    s->id += n;
}

static inline uint64_t join3(uint64_t a, uint64_t b, uint64_t c)
{
    return as_join(as_join(a, b), c);
}

typedef struct window {
    const as_name_word *b, *a, *t, *c, *d; /* two before .. two behind */
    uint64_t look; /* capitals of the word, its place, the sentence */
} window;

static void put_words(sink *s, const window *w)
{
    const as_name_form *t = w->t->form, *a = w->a->form, *c = w->c->form;
    put(s, 0);
    put(s, t->lower);
    put(s, t->exact);
    put(s, a->lower);
    put(s, c->lower);
    put(s, w->b->form->lower);
    put(s, w->d->form->lower);
    put(s, as_join(a->lower, t->lower));
    put(s, as_join(t->lower, c->lower));
    put(s, as_join(a->lower, c->lower));
    put(s, t->shape);
    put(s, as_join(a->shape, t->shape));
    put(s, as_join(t->shape, c->shape));
    put(s, w->look);
    put(s, as_join(w->look, (uint64_t)w->b->caps << 24 |
                                (uint64_t)a->caps << 16 |
                                (uint64_t)c->caps << 8 | w->d->caps));
}

static void put_affixes(sink *s, const window *w)
{
    const as_name_form *t = w->t->form;
    const bool capital = as_name_is_capital(t->caps);
    for (size_t i = 0; i < AS_NAME_AFFIXES; i++) {
        if (capital && t->pre[i] != 0) {
            put(s, t->pre[i]);
        } else {
            skip(s, 1);
        }
    }
    for (size_t i = 0; i < AS_NAME_AFFIXES; i++) {
        if ((capital || i == 2) && t->suf[i] != 0) {
            put(s, t->suf[i]);
        } else {
            skip(s, 1);
        }
    }
}

static void put_upos(sink *s, const window *w)
{
    const uint64_t a = w->a->upos, t = w->t->upos, c = w->c->upos;
    put(s, as_join(t, w->look));
    put(s, a << 8 | t);
    put(s, t << 8 | c);
    put(s, a << 16 | t << 8 | c);
}

static void put_classes(sink *s, const window *w)
{
    const uint64_t a = w->a->form->class | (uint64_t)w->a->roles << 16;
    const uint64_t t = w->t->form->class | (uint64_t)w->t->roles << 16;
    const uint64_t c = w->c->form->class | (uint64_t)w->c->roles << 16;
    put(s, as_join(t, w->look));
    put(s, as_join(a, w->t->caps));
    put(s, as_join(c, w->t->caps));
    put(s, join3(a, t, w->t->caps));
    put(s, join3(t, c, w->t->caps));
    put(s, join3(a, c, w->t->caps));
    put(s, as_join(w->b->form->class, w->t->caps));
    put(s, as_join(w->d->form->class, w->t->caps));
}

static void put_clusters(sink *s, const window *w)
{
    const as_name_form *t = w->t->form, *a = w->a->form, *c = w->c->form;
    for (size_t i = 0; i < AS_NAME_GRAINS; i++) {
        put(s, t->cluster[i]);
        put(s, a->cluster[i]);
        put(s, c->cluster[i]);
    }
    const uint64_t am = a->cluster[1], tm = t->cluster[1], cm = c->cluster[1];
    put(s, w->b->form->cluster[1]);
    put(s, w->d->form->cluster[1]);
    put(s, as_join(am, tm));
    put(s, as_join(tm, cm));
    put(s, as_join(am, cm));
    put(s, join3(am, t->cluster[0], cm));
    put(s, as_join(t->cluster[0], w->look));
    put(s, join3(w->b->form->cluster[1], am, t->caps));
    put(s, join3(w->d->form->cluster[1], cm, t->caps));
}

/* One bit for each class that a word has a clue of. */
static uint64_t classes_of(const as_name_word *w)
{
    uint64_t mask = 0;
    for (unsigned k = 0; w->clues >> (3 * k) != 0 && k < AS_CLUE_CLASSES;
         k++) {
        mask |= (uint64_t)(as_name_clue(w, k) != 0) << k;
    }
    return mask;
}

static void put_clues(sink *s, const window *w)
{
    const uint64_t a = classes_of(w->a), t = classes_of(w->t),
                   c = classes_of(w->c);
    const unsigned id = s->id;
    for (unsigned k = 0; t >> k != 0; k++) {
        const unsigned code = as_name_clue(w->t, k);
        if (code != 0) {
            s->id = id;
            put(s, k * 8 + code);
            put(s, as_join(k * 8 + code, w->look));
        }
    }
    s->id = id + 2;
    put(s, as_join(t, w->t->caps));
    put(s, as_join(a, t));
    put(s, as_join(t, c));
    if (a != 0) {
        s->id = id + 5;
        put(s, as_join(a, w->t->caps));
    }
    if (c != 0) {
        s->id = id + 6;
        put(s, as_join(c, w->t->caps));
    }
    s->id = id + 7;
}

/* What stands on both sides of a link: Party of Croatia, Bank for Trade. */
static void put_links(sink *s, const window *w)
{
    const as_name_form *b = w->b->form, *a = w->a->form, *t = w->t->form,
                       *c = w->c->form, *d = w->d->form;
    const uint64_t cue = t->class | (uint64_t)t->roles << 16;
    if ((c->roles & AS_ROLE_LINK) != 0) {
        const uint64_t behind = as_join(classes_of(w->d), d->caps);
        put(s, join3(t->lower, c->lower, d->caps));
        put(s, join3(cue, c->lower, behind));
        put(s, join3(t->cluster[1], c->lower, d->cluster[0]));
    }
    s->id = 91;
    if ((t->roles & AS_ROLE_LINK) != 0) {
        const uint64_t before = a->class | (uint64_t)a->roles << 16;
        const uint64_t behind = as_join(classes_of(w->c), c->caps);
        put(s, join3(a->lower, t->lower, c->caps));
        put(s, join3(before, t->lower, behind));
        put(s, join3(a->cluster[1], t->lower, c->cluster[1]));
        put(s, join3(a->caps, t->lower, c->lower));
    }
    s->id = 95;
    if ((a->roles & AS_ROLE_LINK) != 0) {
        const uint64_t before = b->class | (uint64_t)b->roles << 16;
        const uint64_t own = as_join(classes_of(w->t), t->caps);
        put(s, join3(b->lower, a->lower, t->caps));
        put(s, join3(before, a->lower, own));
        put(s, join3(b->cluster[1], a->lower, t->cluster[0]));
    }
}

static uint64_t at_most(uint64_t n, uint64_t most)
{
    return n < most ? n : most;
}

static void put_run(sink *s, const window *w, const as_name_word *word,
                    size_t at)
{
    const size_t beg = w->t->run_beg, end = w->t->run_end, len = end - beg;
    const as_name_word *head = &word[beg], *last = &word[end - 1];
    const as_name_form *before = word[(ptrdiff_t)beg - 1].form,
                       *behind = word[end].form;
    const uint64_t where = at_most(len, 6) * 8 + at_most(at - beg, 6);
    const uint64_t back = at_most(len, 6) * 8 + at_most(end - 1 - at, 6);
    put(s, where * 2 + head->first);
    put(s, last->form->lower);
    put(s, head->form->lower);
    put(s, as_join(before->lower, w->t->first));
    put(s, behind->lower);
    put(s, as_join(last->form->lower, where));
    put(s, as_join(last->form->cluster[1], where));
    put(s, as_join(before->cluster[1], where));
    put(s, as_join(behind->cluster[1], back));
    put(s, join3(before->cluster[1], behind->cluster[1], at_most(len, 3)));
    put(s, as_join(head->form->cluster[1], where));
    uint64_t classes = 0;
    uint32_t roles = 0;
    for (size_t i = beg; i < end; i++) {
        classes |= classes_of(&word[i]);
        roles |= word[i].roles;
    }
    put(s, as_join(classes_of(last), where));
    put(s, as_join(classes_of(head), where));
    put(s, as_join(classes, at_most(len, 4)));
    put(s, as_join(last->form->class | (uint64_t)last->roles << 16, back));
    put(s, as_join(head->form->class | (uint64_t)head->roles << 16,
                   where));
    put(s, join3(roles & ~(uint32_t)AS_ROLE_LINK, before->roles,
                 behind->roles) * 8 + at_most(len, 4));
    put(s, join3(before->class, where, w->t->caps));
    put(s, join3(behind->class, back, w->t->caps));
}

static void put_seen(sink *s, const window *w)
{
    const uint32_t seen = w->t->seen;
    const uint64_t caps = w->t->caps;
    put(s, as_join(seen, w->look));
    const unsigned id = s->id;
    for (unsigned k = 0; seen >> k != 0; k++) {
        if ((seen >> k & 1) != 0) {
            s->id = id;
            put(s, as_join(k, w->look));
        }
    }
    s->id = id + 1;
    if (caps == AS_NAME_LOWER) {
        return;
    }
    static const uint32_t groups[] = {
        AS_SEEN_TITLE | AS_SEEN_GIVEN | AS_SEEN_AT | AS_SEEN_SAY |
            AS_SEEN_ORG_RUN | AS_SEEN_LOWER | AS_SEEN_INSIDE,
        AS_SEEN_TITLE | AS_SEEN_GIVEN | AS_SEEN_LAST | AS_SEEN_SAY |
            AS_SEEN_OWNER,
        AS_SEEN_AT | AS_SEEN_LOC | AS_SEEN_PLACE_RUN | AS_SEEN_ALONE |
            AS_SEEN_LAST,
        AS_SEEN_BRACKETS | AS_SEEN_ORG | AS_SEEN_ORG_RUN | AS_SEEN_ALONE |
            AS_SEEN_LAST | AS_SEEN_AT,
    };
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        put(s, as_join(seen & groups[i], caps));
    }
}

/* The nearest words of bodies in the run, and how far they are. */
static void put_bodies(sink *s, const window *w, const as_name_word *word,
                       size_t at)
{
    const unsigned id = s->id;
    for (size_t i = at; i-- > w->t->run_beg;) {
        if ((word[i].roles & AS_ROLE_ORG) != 0) {
            put(s, as_join(word[i].form->lower, w->t->caps));
            put(s, join3(at_most(at - i, 6), w->t->form->lower,
                         classes_of(w->t)));
            break;
        }
    }
    s->id = id + 2;
    for (size_t i = at + 1; i < w->t->run_end; i++) {
        if ((word[i].roles & AS_ROLE_ORG) != 0) {
            put(s, as_join(word[i].form->lower, at_most(i - at, 4)));
            put(s, join3(at_most(i - at, 6), classes_of(w->t),
                         w->t->caps));
            break;
        }
    }
    s->id = id + 4;
}

static bool is_word(const as_name_word *w)
{
    return w->caps != AS_NAME_SIGNS && w->caps != AS_NAME_DIGITS;
}

size_t as_name_features(const as_name_view *view, size_t at, uint64_t *keys)
{
    const as_name_word *t = &view->word[at];
    const window w = {
        t - 2, t - 1, t, t + 1, t + 2,
        t->caps | (uint64_t)t->first << 4 | (uint64_t)view->mode << 5};
    sink s = {.keys = keys, .id = 1};
    put_words(&s, &w);
    s.id = 20;
    put_affixes(&s, &w);
    s.id = 30;
    put_upos(&s, &w);
    put_classes(&s, &w);
    s.id = 50;
    put_clusters(&s, &w);
    s.id = 80;
    put_clues(&s, &w);
    s.id = 88;
    put_links(&s, &w);
    s.id = 100;
    if (t->run_beg < t->run_end) {
        put_run(&s, &w, view->word, at);
        put_bodies(&s, &w, view->word, at);
    }
    s.id = 140;
    if (is_word(t)) {
        put_seen(&s, &w);
    }
    return s.n;
}

uint8_t as_name_context(const as_name_word *word)
{
    return (uint8_t)(word->caps * 2 +
                     ((word->roles & AS_ROLE_LINK) != 0));
}

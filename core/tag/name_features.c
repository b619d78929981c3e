/* name_features.c - the features of a word for the finder of names.
 *
 * A feature is a hash of a template's number and a value. Templates are of
 * the word and its neighbours (as written, shapes, affixes, classes,
 * clusters, parts of speech), of the clues that lists give, of the run of
 * capitals that the word is in with what stands around it, and of what was
 * seen of the word in the document. Numbers of templates are part of the
 * model format, and their order is that of a model's rows. */
#include "tag/name_view.h"
#include "tag/word.h"

/* Where features go, which are wanted, and the number of the next template.
 * `groups` is known to the compiler where speed matters, so that what is not
 * wanted costs nothing there. */
typedef struct sink {
    uint64_t *keys;
    size_t n;
    unsigned groups;
    unsigned id;
} sink;

/* Short for the groups. */
enum {
    OWN = AS_NAME_OWN,
    PREV = AS_NAME_PREV,
    NEXT = AS_NAME_NEXT,
    PREV2 = AS_NAME_PREV2,
    NEXT2 = AS_NAME_NEXT2,
    LOOK = AS_NAME_LOOK,
    TAGS = AS_NAME_TAGS,
    CLUES = AS_NAME_CLUES,
    SEEN = AS_NAME_SEEN,
    REST = AS_NAME_REST
};

#define INLINE static inline __attribute__((always_inline))

INLINE void put(sink *s, unsigned group, uint64_t value)
{
    if ((s->groups & group) != 0) {
        s->keys[s->n++] = as_feature_key(s->id, value);
    }
    s->id++;
}

INLINE void skip(sink *s, unsigned n)
{
    s->id += n;
}

INLINE uint64_t join3(uint64_t a, uint64_t b, uint64_t c)
{
    return as_join(as_join(a, b), c);
}

typedef struct window {
    const as_name_word *b, *a, *t, *c, *d; /* two before .. two behind */
    uint64_t look; /* capitals of the word, its place, the sentence */
} window;

INLINE void put_words(sink *s, const window *w)
{
    const as_name_form *t = w->t->form, *a = w->a->form, *c = w->c->form;
    put(s, OWN, 0);
    put(s, OWN, t->lower);
    put(s, OWN, t->exact);
    put(s, PREV, a->lower);
    put(s, NEXT, c->lower);
    put(s, PREV2, w->b->form->lower);
    put(s, NEXT2, w->d->form->lower);
    put(s, REST, as_join(a->lower, t->lower));
    put(s, REST, as_join(t->lower, c->lower));
    put(s, REST, as_join(a->lower, c->lower));
    put(s, OWN, t->shape);
    put(s, REST, as_join(a->shape, t->shape));
    put(s, REST, as_join(t->shape, c->shape));
    put(s, LOOK, w->look);
    put(s, REST, as_join(w->look, (uint64_t)w->b->caps << 24 |
                                      (uint64_t)a->caps << 16 |
                                      (uint64_t)c->caps << 8 | w->d->caps));
}

INLINE void put_affixes(sink *s, const window *w)
{
    const as_name_form *t = w->t->form;
    const bool capital = as_name_is_capital(t->caps);
    for (size_t i = 0; i < AS_NAME_AFFIXES; i++) {
        if (capital && t->pre[i] != 0) {
            put(s, OWN, t->pre[i]);
        } else {
            skip(s, 1);
        }
    }
    for (size_t i = 0; i < AS_NAME_AFFIXES; i++) {
        if ((capital || i == 2) && t->suf[i] != 0) {
            put(s, OWN, t->suf[i]);
        } else {
            skip(s, 1);
        }
    }
}

INLINE void put_upos(sink *s, const window *w)
{
    const uint64_t a = w->a->upos, t = w->t->upos, c = w->c->upos;
    put(s, TAGS, as_join(t, w->look));
    put(s, TAGS, a << 8 | t);
    put(s, TAGS, t << 8 | c);
    put(s, TAGS, a << 16 | t << 8 | c);
}

INLINE void put_classes(sink *s, const window *w)
{
    const uint64_t a = w->a->form->class | (uint64_t)w->a->roles << 16;
    const uint64_t t = w->t->form->class | (uint64_t)w->t->roles << 16;
    const uint64_t c = w->c->form->class | (uint64_t)w->c->roles << 16;
    put(s, LOOK, as_join(t, w->look));
    put(s, REST, as_join(a, w->t->caps));
    put(s, REST, as_join(c, w->t->caps));
    put(s, REST, join3(a, t, w->t->caps));
    put(s, REST, join3(t, c, w->t->caps));
    put(s, REST, join3(a, c, w->t->caps));
    put(s, REST, as_join(w->b->form->class, w->t->caps));
    put(s, REST, as_join(w->d->form->class, w->t->caps));
}

INLINE void put_clusters(sink *s, const window *w)
{
    const as_name_form *t = w->t->form, *a = w->a->form, *c = w->c->form;
    for (size_t i = 0; i < AS_NAME_GRAINS; i++) {
        put(s, OWN, t->cluster[i]);
        put(s, PREV, a->cluster[i]);
        put(s, NEXT, c->cluster[i]);
    }
    const uint64_t am = a->cluster[1], tm = t->cluster[1], cm = c->cluster[1];
    put(s, PREV2, w->b->form->cluster[1]);
    put(s, NEXT2, w->d->form->cluster[1]);
    put(s, REST, as_join(am, tm));
    put(s, REST, as_join(tm, cm));
    put(s, REST, as_join(am, cm));
    put(s, REST, join3(am, t->cluster[0], cm));
    put(s, LOOK, as_join(t->cluster[0], w->look));
    put(s, REST, join3(w->b->form->cluster[1], am, t->caps));
    put(s, REST, join3(w->d->form->cluster[1], cm, t->caps));
}

INLINE void put_clues(sink *s, const window *w)
{
    const uint64_t a = as_name_clue_mask(w->a), t = as_name_clue_mask(w->t),
                   c = as_name_clue_mask(w->c);
    const unsigned id = s->id;
    for (unsigned k = 0; t >> k != 0; k++) {
        const unsigned code = as_name_clue(w->t, k);
        if (code != 0) {
            s->id = id;
            put(s, CLUES, k * 8 + code);
            put(s, CLUES, as_join(k * 8 + code, w->look));
        }
    }
    s->id = id + 2;
    put(s, CLUES, as_join(t, w->t->caps));
    put(s, CLUES, as_join(a, t));
    put(s, CLUES, as_join(t, c));
    if (a != 0) {
        s->id = id + 5;
        put(s, CLUES, as_join(a, w->t->caps));
    }
    if (c != 0) {
        s->id = id + 6;
        put(s, CLUES, as_join(c, w->t->caps));
    }
    s->id = id + 7;
}

/* What stands on both sides of a link: Party of Croatia, Bank for Trade. */
INLINE void put_links(sink *s, const window *w)
{
    const as_name_form *b = w->b->form, *a = w->a->form, *t = w->t->form,
                       *c = w->c->form, *d = w->d->form;
    const uint64_t cue = t->class | (uint64_t)t->roles << 16;
    if ((c->roles & AS_ROLE_LINK) != 0) {
        const uint64_t behind = as_join(as_name_clue_mask(w->d), d->caps);
        put(s, REST, join3(t->lower, c->lower, d->caps));
        put(s, REST, join3(cue, c->lower, behind));
        put(s, REST, join3(t->cluster[1], c->lower, d->cluster[0]));
    }
    s->id = 91;
    if ((t->roles & AS_ROLE_LINK) != 0) {
        const uint64_t before = a->class | (uint64_t)a->roles << 16;
        const uint64_t behind = as_join(as_name_clue_mask(w->c), c->caps);
        put(s, REST, join3(a->lower, t->lower, c->caps));
        put(s, REST, join3(before, t->lower, behind));
        put(s, REST, join3(a->cluster[1], t->lower, c->cluster[1]));
        put(s, REST, join3(a->caps, t->lower, c->lower));
    }
    s->id = 95;
    if ((a->roles & AS_ROLE_LINK) != 0) {
        const uint64_t before = b->class | (uint64_t)b->roles << 16;
        const uint64_t own = as_join(as_name_clue_mask(w->t), t->caps);
        put(s, REST, join3(b->lower, a->lower, t->caps));
        put(s, REST, join3(before, a->lower, own));
        put(s, REST, join3(b->cluster[1], a->lower, t->cluster[0]));
    }
}

static uint64_t at_most(uint64_t n, uint64_t most)
{
    return n < most ? n : most;
}

INLINE void put_run(sink *s, const window *w, const as_name_word *word,
                    size_t at)
{
    const size_t beg = w->t->run_beg, end = w->t->run_end, len = end - beg;
    const as_name_word *head = &word[beg], *last = &word[end - 1];
    const as_name_form *before = word[(ptrdiff_t)beg - 1].form,
                       *behind = word[end].form;
    const uint64_t where = at_most(len, 6) * 8 + at_most(at - beg, 6);
    const uint64_t back = at_most(len, 6) * 8 + at_most(end - 1 - at, 6);
    put(s, REST, where * 2 + head->first);
    put(s, REST, last->form->lower);
    put(s, REST, head->form->lower);
    put(s, REST, as_join(before->lower, w->t->first));
    put(s, REST, behind->lower);
    put(s, REST, as_join(last->form->lower, where));
    put(s, REST, as_join(last->form->cluster[1], where));
    put(s, REST, as_join(before->cluster[1], where));
    put(s, REST, as_join(behind->cluster[1], back));
    put(s, REST,
        join3(before->cluster[1], behind->cluster[1], at_most(len, 3)));
    put(s, REST, as_join(head->form->cluster[1], where));
    uint64_t classes = 0;
    uint32_t roles = 0;
    for (size_t i = beg; i < end; i++) {
        classes |= as_name_clue_mask(&word[i]);
        roles |= word[i].roles;
    }
    put(s, REST, as_join(as_name_clue_mask(last), where));
    put(s, REST, as_join(as_name_clue_mask(head), where));
    put(s, REST, as_join(classes, at_most(len, 4)));
    put(s, REST,
        as_join(last->form->class | (uint64_t)last->roles << 16, back));
    put(s, REST,
        as_join(head->form->class | (uint64_t)head->roles << 16, where));
    put(s, REST, join3(roles & ~(uint32_t)AS_ROLE_LINK, before->roles,
                       behind->roles) * 8 + at_most(len, 4));
    put(s, REST, join3(before->class, where, w->t->caps));
    put(s, REST, join3(behind->class, back, w->t->caps));
}

INLINE void put_seen(sink *s, const window *w)
{
    const uint32_t seen = w->t->seen;
    const uint64_t caps = w->t->caps;
    put(s, SEEN, as_join(seen, w->look));
    const unsigned id = s->id;
    for (unsigned k = 0; seen >> k != 0; k++) {
        if ((seen >> k & 1) != 0) {
            s->id = id;
            put(s, SEEN, as_join(k, w->look));
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
        put(s, SEEN, as_join(seen & groups[i], caps));
    }
}

/* The nearest words of bodies in the run, and how far they are. */
INLINE void put_bodies(sink *s, const window *w, const as_name_word *word,
                       size_t at)
{
    const unsigned id = s->id;
    for (size_t i = at; i-- > w->t->run_beg;) {
        if ((word[i].roles & AS_ROLE_ORG) != 0) {
            put(s, REST, as_join(word[i].form->lower, w->t->caps));
            put(s, REST, join3(at_most(at - i, 6), w->t->form->lower,
                               as_name_clue_mask(w->t)));
            break;
        }
    }
    s->id = id + 2;
    for (size_t i = at + 1; i < w->t->run_end; i++) {
        if ((word[i].roles & AS_ROLE_ORG) != 0) {
            put(s, REST, as_join(word[i].form->lower, at_most(i - at, 4)));
            put(s, REST, join3(at_most(i - at, 6), as_name_clue_mask(w->t),
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

INLINE size_t features(const as_name_view *view, size_t at, unsigned groups,
                       uint64_t *keys)
{
    const as_name_word *t = &view->word[at];
    const window w = {t - 2, t - 1, t, t + 1, t + 2, as_name_look(view, t)};
    sink s = {.keys = keys, .groups = groups, .id = 1};
    put_words(&s, &w);
    s.id = 20;
    put_affixes(&s, &w);
    s.id = 30;
    put_upos(&s, &w);
    put_classes(&s, &w);
    s.id = 50;
    put_clusters(&s, &w);
    if ((groups & AS_NAME_CLUES) != 0) {
        s.id = 80;
        put_clues(&s, &w);
    }
    if ((groups & AS_NAME_REST) != 0) {
        s.id = 88;
        put_links(&s, &w);
        s.id = 100;
        if (t->run_beg < t->run_end) {
            put_run(&s, &w, view->word, at);
            put_bodies(&s, &w, view->word, at);
        }
    }
    if ((groups & AS_NAME_SEEN) != 0 && is_word(t)) {
        s.id = 140;
        put_seen(&s, &w);
    }
    return s.n;
}

size_t as_name_features(const as_name_view *view, size_t at, uint64_t *keys)
{
    return features(view, at, AS_NAME_ALL, keys);
}

/* What is asked for at every word, and the rest. */
size_t as_name_features_of(const as_name_view *view, size_t at,
                           unsigned groups, uint64_t *keys)
{
    if (groups == AS_NAME_REST) {
        return features(view, at, AS_NAME_REST, keys);
    }
    if (groups == (AS_NAME_REST | AS_NAME_LOOK)) {
        return features(view, at, AS_NAME_REST | AS_NAME_LOOK, keys);
    }
    return features(view, at, groups, keys);
}

uint8_t as_name_context(const as_name_word *word)
{
    return (uint8_t)(word->caps * 2 +
                     ((word->roles & AS_ROLE_LINK) != 0));
}

/* name_spread.c - consistency of names within a document.
 *
 * Forms of names are hashes of the types of their words, so that case is
 * folded already. Each form has votes, one for each mention that the model or
 * a list found, by kind. Further mentions are looked for only where a word
 * begins some form, outside what is taken, and only where a capital says
 * that a name may stand; a single word beside other capitals is left alone,
 * as it may be part of a name that nobody knows. One pass over the tokens.
 * The idea is that of one sense a discourse (Gale, Church and Yarowsky
 * 1992). */
#include "tag/name_spread.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { WORDS_MAX = 12, INITIALS_MIN = 2, INITIALS_MAX = 8, FORMS_A_NAME = 4 };
#define AGREE 0.66f   /* share of the votes that a kind needs */
#define TRUSTED 0.5f  /* votes that a form needs to be looked for */
#define SPREAD 0.9f   /* probability of a mention that is only alike */

typedef struct form {
    uint64_t key;
    float vote[AS_NAME_KINDS];
    uint32_t first, end; /* tokens of the whole name; 0, 0: its own words */
    bool doubtful;       /* of several whole names */
} form;

struct as_spread {
    AS_VEC(form) forms;
    AS_VEC(uint32_t) table; /* by key: index in `forms` + 1, 0: free; open
                             * addressing, n a power of two */
    AS_VEC(uint8_t) starts; /* by type: words of the longest form from it */
    AS_VEC(uint8_t) taken;  /* by token */
    as_names found;
    as_doc *doc;
    as_norms norms;
};

as_status as_spread_new(as_spread **out, as_err *err)
{
    as_spread *s = as_mem_zero(1, sizeof *s);
    if (s == NULL) {
        return as_err_nomem(err);
    }
    *out = s;
    return AS_OK;
}

void as_spread_free(as_spread *s)
{
    if (s != NULL) {
        as_vec_clear(&s->forms);
        as_vec_clear(&s->table);
        as_vec_clear(&s->starts);
        as_vec_clear(&s->taken);
        as_vec_clear(&s->found);
        as_mem_free(s);
    }
}

/* ---- forms --------------------------------------------------------------- */

static uint64_t key_step(uint64_t key, uint32_t type)
{
    return as_hash_mix(key, type) | 1;
}

static uint64_t key_of(const as_spread *s, uint32_t first, uint32_t end)
{
    uint64_t key = 1;
    for (; first < end; first++) {
        key = key_step(key, s->norms.type[first]);
    }
    return key;
}

/* The place of `key`, or where it would be. */
static uint32_t *slot_of(const as_spread *s, uint64_t key)
{
    size_t at = (size_t)(key >> 8) & (s->table.n - 1);
    while (s->table.v[at] != 0 && s->forms.v[s->table.v[at] - 1].key != key) {
        at = (at + 1) & (s->table.n - 1);
    }
    return &s->table.v[at];
}

static form *find_form(const as_spread *s, uint64_t key)
{
    const uint32_t at = *slot_of(s, key);
    return at != 0 ? &s->forms.v[at - 1] : NULL;
}

/* The form of `key`, which begins with `type` and has `n` words; there is
 * room, as every name makes FORMS_A_NAME at most. */
static form *make_form(as_spread *s, uint64_t key, uint32_t type, uint32_t n)
{
    uint32_t *slot = slot_of(s, key);
    if (*slot == 0) {
        s->forms.v[s->forms.n++] = (form){.key = key};
        *slot = (uint32_t)s->forms.n;
    }
    if (s->starts.v[type] < n) {
        s->starts.v[type] = (uint8_t)n;
    }
    return &s->forms.v[*slot - 1];
}

static as_status make_room(as_spread *s, size_t n_names, as_err *err)
{
    size_t size = 64;
    while (size < n_names * FORMS_A_NAME * 2) {
        size *= 2;
    }
    const size_t n_tokens = as_doc_tokens(s->doc)->n;
    s->forms.n = s->table.n = s->starts.n = s->taken.n = s->found.n = 0;
    as_status st = as_vec_reserve(&s->table, size, err);
    if (st == AS_OK) { /* what is not used is never touched */
        st = as_vec_reserve(&s->forms, n_names * FORMS_A_NAME, err);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&s->starts, (size_t)s->norms.n_types + 1, err);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&s->taken, n_tokens + 1, err);
    }
    if (st == AS_OK) {
        s->table.n = size;
        memset(s->table.v, 0, size * sizeof *s->table.v);
        memset(s->starts.v, 0, s->norms.n_types);
        memset(s->taken.v, 0, n_tokens);
    }
    return st;
}

/* ---- votes --------------------------------------------------------------- */

static as_slice word_at(const as_spread *s, uint32_t tok)
{
    return as_doc_token_text(s->doc, tok, tok + 1);
}

static bool is_capital(as_slice word)
{
    return word.n > 0 && word.p[0] >= 'A' && word.p[0] <= 'Z';
}

/* A further form of the name at [first, end). */
static void alias(as_spread *s, uint64_t key, uint32_t type,
                  const as_name *name)
{
    form *f = make_form(s, key, type, 1);
    const bool known = f->end > f->first;
    if (known && key_of(s, f->first, f->end) !=
                     key_of(s, name->first, name->end)) {
        f->doubtful = true;
    }
    if (!known) {
        f->first = name->first;
        f->end = name->end;
    }
    f->vote[name->kind] += name->score;
}

/* The last word of a person's name. */
static void alias_last(as_spread *s, const as_name *name)
{
    const as_slice last = word_at(s, name->end - 1);
    if (name->end - name->first >= 2 && last.n > 2 &&
        !(last.p[0] >= 'a' && last.p[0] <= 'z')) {
        const uint32_t type = s->norms.type[name->end - 1];
        alias(s, key_step(1, type), type, name);
    }
}

static uint64_t hash_initials(const as_spread *s, const as_name *name)
{
    char letters[INITIALS_MAX];
    size_t n = 0;
    for (uint32_t t = name->first; t < name->end; t++) {
        const as_slice word = word_at(s, t);
        if (is_capital(word) && n == INITIALS_MAX) {
            return 0;
        }
        if (is_capital(word)) {
            letters[n++] = (char)(word.p[0] + ('a' - 'A'));
        }
    }
    return n >= INITIALS_MIN ? as_hash_portable(as_slice_of(letters, n)) : 0;
}

static bool looks_short(as_slice word)
{
    size_t up = 0;
    for (size_t i = 0; i < word.n; i++) {
        up += word.p[i] >= 'A' && word.p[i] <= 'Z';
    }
    return word.n <= INITIALS_MAX && up >= INITIALS_MIN;
}

/* A short form in brackets behind a name: Shanghai Cooperation Organisation
 * (SCO). That of a body is taken as it is, as it may be of another language;
 * others must be of the name's initials. What has such a one and was taken for
 * a person is a body. */
static void alias_initials(as_spread *s, const as_name *name)
{
    const size_t n_tokens = as_doc_tokens(s->doc)->n;
    const uint32_t at = name->end + 1;
    if (at + 1 >= n_tokens ||
        !as_slice_eq(word_at(s, name->end), AS_LIT("(")) ||
        !as_slice_eq(word_at(s, at + 1), AS_LIT(")")) ||
        !looks_short(word_at(s, at))) {
        return;
    }
    const uint32_t type = s->norms.type[at];
    const bool same = s->norms.types[type].hash == hash_initials(s, name);
    if (!same && name->kind != AS_NAME_ORG) {
        return;
    }
    as_name whole = *name;
    if (name->kind == AS_NAME_PERSON) {
        const uint32_t first = s->norms.type[name->first];
        form *f = make_form(s, key_of(s, name->first, name->end), first,
                            name->end - name->first);
        f->vote[AS_NAME_ORG] += 2 * name->score;
        whole.kind = AS_NAME_ORG;
    }
    alias(s, key_step(1, type), type, &whole);
}

static void vote(as_spread *s, const as_name *name)
{
    const uint32_t n = name->end - name->first;
    memset(s->taken.v + name->first, 1, n);
    if (n > WORDS_MAX) {
        return;
    }
    form *f = make_form(s, key_of(s, name->first, name->end),
                        s->norms.type[name->first], n);
    f->vote[name->kind] += name->score;
    if (name->kind == AS_NAME_PERSON) {
        alias_last(s, name);
    }
    alias_initials(s, name);
}

static void vote_clue(as_spread *s, const as_clue *clue)
{
    static const as_name_kind kinds[] = {AS_NAME_PERSON, AS_NAME_ORG,
                                         AS_NAME_LOC};
    if (clue->class >= AS_CLUE_LOOKUP_PERSON) {
        return;
    }
    bool is_free = true;
    for (uint32_t t = clue->first; t < clue->end; t++) {
        is_free = is_free && !s->taken.v[t];
    }
    if (is_free && clue->class <= AS_CLUE_LOC) {
        const as_name name = {.first = clue->first, .end = clue->end,
                              .kind = kinds[clue->class], .score = 1};
        vote(s, &name);
    }
    memset(s->taken.v + clue->first, 1, clue->end - clue->first);
}

/* The kind that most votes are for; false if they do not agree. */
static bool verdict(const form *f, as_name_kind *kind)
{
    float sum = 0;
    unsigned best = 0;
    for (unsigned k = 0; k < AS_NAME_KINDS; k++) {
        sum += f->vote[k];
        best = f->vote[k] > f->vote[best] ? k : best;
    }
    *kind = (as_name_kind)best;
    return sum >= TRUSTED && f->vote[best] >= AGREE * sum;
}

/* ---- further mentions ---------------------------------------------------- */

/* Is token `tok` the head or tail of what may be a longer name? */
static bool stands_alone(const as_spread *s, const as_name_view *v, size_t beg,
                         size_t end)
{
    if (v->mode == AS_NAME_CAPITALS) {
        return true;
    }
    const as_name_word *w = v->word;
    const bool before = beg > 0 &&
                        as_name_is_capital(w[beg - 1].caps) &&
                        !w[beg - 1].first &&
                        (w[beg - 1].roles & AS_ROLE_TITLE) == 0 &&
                        !s->taken.v[v->first + beg - 1];
    const bool behind = end < v->n && as_name_is_capital(w[end].caps) &&
                        !s->taken.v[v->first + end];
    return !before && !behind;
}

/* May the single word be a name here? */
static bool may_be_one(const as_name_view *v, size_t at)
{
    const as_name_word *w = &v->word[at];
    return as_name_is_capital(w->caps) &&
           (w->seen & AS_SEEN_LOWER) == 0 && w->caps != AS_NAME_SINGLE;
}

static bool may_be(const as_spread *s, const as_name_view *v, size_t beg,
                   size_t end)
{
    if (end - beg == 1 && !may_be_one(v, beg)) {
        return false;
    }
    for (size_t i = beg; i < end; i++) {
        if (s->taken.v[v->first + i]) {
            return false;
        }
    }
    return as_name_is_capital(v->word[beg].caps) &&
           stands_alone(s, v, beg, end);
}

/* The longest form from word `at` that may be a name: its end, or `at`. */
static size_t longest_at(const as_spread *s, const as_name_view *v, size_t at,
                         as_name *out)
{
    const size_t most = s->starts.v[v->type[at]];
    uint64_t key = 1;
    size_t end = at;
    for (size_t i = at; i < v->n && i < at + most; i++) {
        key = key_step(key, v->type[i]);
        const form *f = find_form(s, key);
        as_name_kind kind;
        if (f != NULL && verdict(f, &kind) && kind != AS_NAME_MISC &&
            may_be(s, v, at, i + 1)) {
            end = i + 1;
            *out = (as_name){.first = v->first + (uint32_t)at,
                             .end = v->first + (uint32_t)end,
                             .kind = kind, .score = SPREAD};
        }
    }
    return end;
}

static as_status look(as_spread *s, const as_name_view *v, as_err *err)
{
    for (size_t i = 0; i < v->n;) {
        as_name name;
        const size_t end =
            s->starts.v[v->type[i]] > 0 && !s->taken.v[v->first + i]
                ? longest_at(s, v, i, &name)
                : i;
        as_name *last = end > i ? as_vec_push(&s->found, err) : NULL;
        if (end > i && last == NULL) {
            return AS_ENOMEM;
        }
        if (end > i) {
            *last = name;
        }
        i = end > i ? end : i + 1;
    }
    return AS_OK;
}

/* May the name be [first, end), more than it is, as a longer form found
 * elsewhere says? */
static bool longer_is_known(const as_spread *s, const as_name *name,
                            uint32_t first, uint32_t end)
{
    if (s->starts.v[s->norms.type[first]] < end - first) {
        return false; /* most: no form from there is as long */
    }
    for (uint32_t t = first; t < end; t++) {
        const bool own = t >= name->first && t < name->end;
        if (!own && s->taken.v[t]) {
            return false;
        }
    }
    const form *f = find_form(s, key_of(s, first, end));
    as_name_kind kind;
    return f != NULL && verdict(f, &kind) && kind == name->kind &&
           is_capital(word_at(s, first)) && is_capital(word_at(s, end - 1));
}

/* Take in words on either side of a name that belong to it elsewhere. */
static void lengthen(as_spread *s, as_name *name)
{
    enum { MORE = 3 };
    const size_t n_tokens = as_doc_tokens(s->doc)->n;
    const uint32_t own_first = name->first, own_end = name->end;
    for (uint32_t left = 0; left <= MORE && left <= own_first; left++) {
        for (uint32_t right = 0; right <= MORE && own_end + right <= n_tokens;
             right++) {
            const uint32_t first = own_first - left, end = own_end + right;
            if (end - first > name->end - name->first &&
                end - first <= WORDS_MAX &&
                longer_is_known(s, name, first, end)) {
                name->first = first;
                name->end = end;
            }
        }
    }
    memset(s->taken.v + name->first, 1, name->end - name->first);
}

/* Is there a word that some form begins with? */
static bool is_worth_it(const as_spread *s, uint32_t beg, uint32_t end)
{
    for (; beg < end; beg++) {
        if (s->starts.v[s->norms.type[beg]] > 0 && !s->taken.v[beg]) {
            return true;
        }
    }
    return false;
}

/* ---- what comes of it ---------------------------------------------------- */

/* Kinds by majority, and the whole name of a short one. */
static void agree(const as_spread *s, as_name *name)
{
    const form *f = name->end - name->first <= WORDS_MAX
                        ? find_form(s, key_of(s, name->first, name->end))
                        : NULL;
    as_name_kind kind;
    if (f == NULL) {
        return;
    }
    if (verdict(f, &kind)) {
        name->kind = kind;
    }
    if (f->end - f->first > name->end - name->first && !f->doubtful) {
        name->whole_first = f->first;
        name->whole_end = f->end;
    }
}

static int by_place(const void *a, const void *b)
{
    const as_name *p = a, *q = b;
    return (p->first > q->first) - (p->first < q->first);
}

/* Votes of all that is known, into forms. */
static as_status take_votes(as_spread *s, const as_clue *clues, size_t n_clues,
                            const as_names *names, as_err *err)
{
    as_status st = as_doc_norms(s->doc, &s->norms, err);
    if (st == AS_OK) {
        st = make_room(s, names->n + n_clues, err);
    }
    for (size_t i = 0; i < names->n && st == AS_OK; i++) {
        vote(s, &names->v[i]);
    }
    for (size_t i = 0; i < n_clues && st == AS_OK; i++) {
        vote_clue(s, &clues[i]);
    }
    return st;
}

/* What was found joins the names. */
static as_status merge(const as_spread *s, as_names *names, as_err *err)
{
    as_status st = as_vec_reserve(names, s->found.n, err);
    if (st == AS_OK && s->found.n > 0) {
        memcpy(names->v + names->n, s->found.v,
               s->found.n * sizeof *names->v);
        names->n += s->found.n;
        qsort(names->v, names->n, sizeof *names->v, by_place);
    }
    return st;
}

static as_status run(as_spread *s, as_name_reader *reader,
                     const as_clue *clues, size_t n_clues, as_names *names,
                     as_err *err)
{
    as_status st = take_votes(s, clues, n_clues, names, err);
    for (size_t i = 0; i < names->n && st == AS_OK; i++) {
        lengthen(s, &names->v[i]);
    }
    uint32_t beg, end;
    as_name_reader_rewind(reader);
    while (st == AS_OK && as_name_reader_peek(reader, &beg, &end)) {
        as_name_view view;
        if (!is_worth_it(s, beg, end)) {
            as_name_reader_skip(reader);
            continue;
        }
        st = as_name_reader_next(reader, &view, err);
        if (st == AS_OK) {
            st = look(s, &view, err);
        }
    }
    st = st == AS_OK ? merge(s, names, err) : st;
    for (size_t i = 0; i < names->n && st == AS_OK; i++) {
        agree(s, &names->v[i]);
    }
    return st;
}

as_status as_spread_run(as_spread *s, as_name_reader *reader, as_doc *doc,
                        const as_clue *clues, size_t n_clues, as_names *names,
                        as_err *err)
{
    s->doc = doc;
    const as_status st = run(s, reader, clues, n_clues, names, err);
    as_vec_relax(&s->forms);
    as_vec_relax(&s->table);
    as_vec_relax(&s->starts);
    as_vec_relax(&s->taken);
    as_vec_relax(&s->found);
    return st;
}

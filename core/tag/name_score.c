/* name_score.c - weights of features added up, most of them beforehand.
 *
 * Sums are of integers, so that any order gives the same. What depends on the
 * form of one word alone was added up when that form was first met in that
 * place; what depends on a few small things (parts of speech, clues, what was
 * seen) is kept in tables with one place for each of some hashes,
 * where newer takes the place of older. The rest, some twenty features a word
 * and as many again within a run of capitals, is looked up: of three words
 * side by side one is asked for, one looked up and one added up in each
 * round, so that memory has time. Memory: 8 MB at most. */
#include "tag/name_score.h"

#include <string.h>

#include "base/mem.h"

enum { STEPS = 3, FORMS = AS_NAME_FORMS_KEPT + AS_NAME_FORMS_MORE };

typedef int16_t sums[AS_CRF_LABELS];

/* Of a form in each place that it can have; OWN_PLAIN is as_name_group LOOK
 * of a word whose look is its capitals alone. */
enum place { OWN, PREV, NEXT, PREV2, NEXT2, OWN_PLAIN, PLACES };

static const unsigned group_of[PLACES] = {
    [OWN] = AS_NAME_OWN,     [PREV] = AS_NAME_PREV,
    [NEXT] = AS_NAME_NEXT,   [PREV2] = AS_NAME_PREV2,
    [NEXT2] = AS_NAME_NEXT2, [OWN_PLAIN] = AS_NAME_LOOK};

typedef struct form_sums {
    uint16_t known; /* a bit a place */
    sums sum[PLACES];
} form_sums;

typedef struct memo {
    uint64_t key; /* what the sum depends on, + 1; 0: free */
    sums sum;
} memo;

enum { TAGS_BITS = 12, CLUES_BITS = 10, SEEN_BITS = 12 };

/* A word whose score is on its way. */
typedef struct ahead {
    uint64_t key[AS_NAME_KEYS_MAX];
    const uint8_t *row[AS_NAME_KEYS_MAX];
    size_t n;
    sums sum; /* so far */
} ahead;

struct as_name_scorer {
    const as_rows *weights;
    float scale;
    uint64_t epoch;
    form_sums *forms; /* by id; the last is the border */
    memo *tags, *clues, *seen;
    ahead ahead[STEPS];
};

_Static_assert(AS_CRF_LABELS == 17, "add and add_row count on it");

static inline void add(int16_t *restrict sum, const int16_t *restrict more)
{
    for (size_t k = 0; k < 16; k++) {
        sum[k] = (int16_t)(sum[k] + more[k]);
    }
    sum[16] = (int16_t)(sum[16] + more[16]);
}

static inline void add_row(int16_t *restrict sum,
                           const uint8_t *restrict bytes)
{
    const int8_t *row = (const int8_t *)bytes;
    for (size_t k = 0; k < 16; k++) {
        sum[k] = (int16_t)(sum[k] + row[k]);
    }
    sum[16] = (int16_t)(sum[16] + row[16]);
}

/* ---- making -------------------------------------------------------------- */

static memo *memos(unsigned bits)
{
    return as_mem_zero((size_t)1 << bits, sizeof(memo));
}

as_status as_name_scorer_new(const as_rows *weights, float scale,
                             as_name_scorer **out, as_err *err)
{
    as_name_scorer *s = as_mem_zero(1, sizeof *s);
    if (s == NULL) {
        return as_err_nomem(err);
    }
    s->weights = weights;
    s->scale = scale;
    s->forms = as_mem_zero(FORMS + 1, sizeof *s->forms);
    s->tags = memos(TAGS_BITS);
    s->clues = memos(CLUES_BITS);
    s->seen = memos(SEEN_BITS);
    if (s->forms == NULL || s->tags == NULL || s->clues == NULL ||
        s->seen == NULL) {
        as_name_scorer_free(s);
        return as_err_nomem(err);
    }
    *out = s;
    return AS_OK;
}

void as_name_scorer_free(as_name_scorer *scorer)
{
    if (scorer != NULL) {
        as_mem_free(scorer->forms);
        as_mem_free(scorer->tags);
        as_mem_free(scorer->clues);
        as_mem_free(scorer->seen);
        as_mem_free(scorer);
    }
}

/* ---- what is remembered -------------------------------------------------- */

static void look_up(const as_name_scorer *s, const as_name_view *view,
                    size_t at, unsigned group, int16_t *sum)
{
    uint64_t keys[AS_NAME_KEYS_MAX];
    const size_t n = as_name_features_of(view, at, group, keys);
    memset(sum, 0, sizeof(sums));
    for (size_t i = 0; i < n; i++) {
        const uint8_t *row = as_rows_find(s->weights, keys[i]);
        if (row != NULL) {
            add_row(sum, row);
        }
    }
}

/* Of the form of `word`, which stands at `place` as seen from word `at`. */
static inline void add_form(as_name_scorer *s, const as_name_view *view,
                            size_t at, const as_name_word *word,
                            enum place place, int16_t *sum)
{
    form_sums *f = &s->forms[word->id < FORMS ? word->id : FORMS];
    if ((f->known >> place & 1) == 0) {
        look_up(s, view, at, group_of[place], f->sum[place]);
        f->known |= (uint16_t)(1u << place);
    }
    add(sum, f->sum[place]);
}

static inline void add_memo(const as_name_scorer *s, memo *table,
                            unsigned bits, uint64_t key,
                            const as_name_view *view, size_t at,
                            enum as_name_group group, int16_t *sum)
{
    memo *m = &table[key * 0x9E3779B97F4A7C15ull >> (64 - bits)];
    if (m->key != key + 1) {
        look_up(s, view, at, group, m->sum);
        m->key = key + 1;
    }
    add(sum, m->sum);
}

static uint64_t key_of_tags(const as_name_word *w, uint64_t look)
{
    return (uint64_t)w[-1].upos << 24 | (uint64_t)w[0].upos << 16 |
           (uint64_t)w[1].upos << 8 | look;
}

static uint64_t key_of_clues(const as_name_word *w, uint64_t look)
{
    const uint64_t around = as_name_clue_mask(&w[-1]) << AS_CLUE_CLASSES |
                            as_name_clue_mask(&w[1]);
    return as_hash_mix(as_hash_mix(w->clues, around), look);
}

/* Everything but the rest: added up; its keys: asked for. */
static void begin_word(as_name_scorer *s, const as_name_view *view, size_t at,
                       ahead *a)
{
    const as_name_word *w = &view->word[at];
    const uint64_t look = as_name_look(view, w);
    const bool plain = look == w->caps;
    a->n = as_name_features_of(
        view, at, plain ? AS_NAME_REST : AS_NAME_REST | AS_NAME_LOOK, a->key);
    for (size_t i = 0; i < a->n; i++) {
        as_rows_prefetch(s->weights, a->key[i]);
    }
    memset(a->sum, 0, sizeof a->sum);
    add_form(s, view, at, w, OWN, a->sum);
    if (plain) {
        add_form(s, view, at, w, OWN_PLAIN, a->sum);
    }
    add_form(s, view, at, w - 1, PREV, a->sum);
    add_form(s, view, at, w + 1, NEXT, a->sum);
    add_form(s, view, at, w - 2, PREV2, a->sum);
    add_form(s, view, at, w + 2, NEXT2, a->sum);
    add_memo(s, s->tags, TAGS_BITS, key_of_tags(w, look), view, at,
             AS_NAME_TAGS, a->sum);
    add_memo(s, s->clues, CLUES_BITS, key_of_clues(w, look), view, at,
             AS_NAME_CLUES, a->sum);
    add_memo(s, s->seen, SEEN_BITS, (uint64_t)w->seen << 8 | look, view, at,
             AS_NAME_SEEN, a->sum);
}

/* ---- the rest ------------------------------------------------------------ */

static void find_rows(const as_name_scorer *s, ahead *a)
{
    static const uint8_t none[AS_CRF_LABELS];
    for (size_t i = 0; i < a->n; i++) {
        a->row[i] = as_rows_find_or(s->weights, a->key[i], none);
        __builtin_prefetch(a->row[i]);
        __builtin_prefetch(a->row[i] + AS_CRF_LABELS - 1);
    }
}

static void end_word(const as_name_scorer *s, const ahead *a, float *score)
{
    sums sum;
    memcpy(sum, a->sum, sizeof sum);
    for (size_t i = 0; i < a->n; i++) {
        add_row(sum, a->row[i]);
    }
    for (size_t k = 0; k < AS_CRF_LABELS; k++) {
        score[k] = (float)sum[k] / s->scale;
    }
}

void as_name_scores(as_name_scorer *s, const as_name_view *view,
                    uint64_t epoch, size_t beg, size_t end, as_crf_row *score)
{
    if (s->epoch != epoch) { /* ids begin anew */
        memset(s->forms, 0, (FORMS + 1) * sizeof *s->forms);
        s->epoch = epoch;
    }
    for (size_t i = beg; i < end + STEPS - 1; i++) {
        if (i < end) {
            begin_word(s, view, i, &s->ahead[i % STEPS]);
        }
        if (i >= beg + 1 && i - 1 < end) {
            find_rows(s, &s->ahead[(i - 1) % STEPS]);
        }
        if (i >= beg + 2) {
            end_word(s, &s->ahead[(i - 2) % STEPS], score[i - 2 - beg]);
        }
    }
}

/* sort.c - hits in another order.
 *
 * Sorting is by counting, once for each word that is looked at, from the last
 * to the first: each time what is alike stays as it was. The words' ranks are
 * read first, in the order of the text, which is the order of memory; then
 * only numbers of hits move, until all is done. A million hits are a few
 * passes over them and over the alphabet, and between any two thousands of
 * them it can be stopped. */
#include "base/hash.h"
#include "corpus/corpus_int.h"
#include "corpus/hits.h"

typedef struct sorter {
    as_u32s order, other; /* hits by number; where the next order goes */
    as_u32s keys;         /* of each hit, one row of them a turn */
    as_u32s counts;
    const as_cancel *cancel;
    as_err *err;
} sorter;

static void sorter_clear(sorter *s)
{
    as_vec_clear(&s->order);
    as_vec_clear(&s->other);
    as_vec_clear(&s->keys);
    as_vec_clear(&s->counts);
}

static as_status sorter_open(sorter *s, size_t n, size_t n_turns,
                             size_t n_keys)
{
    if (as_vec_reserve(&s->order, n, s->err) != AS_OK ||
        as_vec_reserve(&s->other, n, s->err) != AS_OK ||
        as_vec_reserve(&s->keys, n * n_turns, s->err) != AS_OK) {
        return AS_ENOMEM;
    }
    s->order.n = s->other.n = n;
    for (size_t i = 0; i < n; i++) {
        s->order.v[i] = (uint32_t)i;
    }
    return as_vec_reserve(&s->counts, n_keys + 1, s->err);
}

/* Sort by the keys of a turn, each below n_keys. */
static as_status pass(sorter *s, size_t turn, size_t n_keys)
{
    const size_t n = s->order.n;
    const uint32_t *keys = s->keys.v + turn * n;
    uint32_t *at = s->counts.v;
    memset(at, 0, (n_keys + 1) * sizeof *at);
    for (size_t i = 0; i < n; i++) {
        at[keys[i] + 1]++;
    }
    for (size_t k = 1; k <= n_keys; k++) {
        at[k] += at[k - 1];
    }
    for (size_t i = 0; i < n; i++) {
        if (corpus_stop(s->cancel, i)) {
            return corpus_stopped(s->err);
        }
        const uint32_t hit = s->order.v[i];
        s->other.v[at[keys[hit]]++] = hit;
    }
    const as_u32s was = s->order;
    s->order = s->other;
    s->other = was;
    return AS_OK;
}

/* The token of `hit` that `order` looks at in turn `depth`; false if there is
 * none. */
static bool token_of(const as_hit *hit, as_order order, uint32_t depth,
                     uint32_t n_tokens, uint32_t *tok)
{
    switch (order) {
    case AS_ORDER_LEFT: *tok = hit->first - 1 - depth; break;
    case AS_ORDER_RIGHT: *tok = hit->end + depth; break;
    default:
        *tok = hit->first + depth;
        return *tok < hit->end;
    }
    return *tok < n_tokens; /* below 0 is far above */
}

/* All keys: 0 where the document has no such token. */
static as_status fill_keys(sorter *s, const as_corpus *c,
                           const as_choice *choice, const as_hits *hits,
                           as_order order)
{
    const corpus_column *col = &c->columns[AS_BY_NORM];
    const size_t n = hits->v.n;
    for (size_t i = 0; i < n; i++) {
        if (corpus_stop(s->cancel, i)) {
            return corpus_stopped(s->err);
        }
        const as_hit *hit = &hits->v.v[i];
        const corpus_doc *d = &c->docs.v[choice->docs[hit->doc]];
        for (uint32_t k = 0; k < AS_ORDER_DEPTH; k++) {
            uint32_t tok;
            s->keys.v[k * n + i] =
                token_of(hit, order, k, d->n, &tok)
                    ? col->rank.v[col->types.v[d->first + tok]] + 1
                    : 0;
        }
    }
    return AS_OK;
}

static as_status sort_words(sorter *s, as_corpus *c, const as_choice *choice,
                            const as_hits *hits, as_order order)
{
    corpus_column *col = &c->columns[AS_BY_NORM];
    as_status st = as_corpus_column(c, AS_BY_NORM, s->cancel, s->err);
    st = st == AS_OK ? corpus_alphabet(col, s->cancel, s->err) : st;
    const size_t n_keys = col->rank.n + 1;
    st = st == AS_OK ? sorter_open(s, hits->v.n, AS_ORDER_DEPTH, n_keys) : st;
    st = st == AS_OK ? fill_keys(s, c, choice, hits, order) : st;
    for (size_t turn = AS_ORDER_DEPTH; st == AS_OK && turn-- > 0;) {
        st = pass(s, turn, n_keys);
    }
    return st;
}

/* Each document's rank, or place where `ranks` is NULL. */
static as_status sort_docs(sorter *s, const as_choice *choice,
                           const as_hits *hits, const uint32_t *ranks)
{
    as_status st = sorter_open(s, hits->v.n, 1, choice->n);
    for (size_t i = 0; st == AS_OK && i < hits->v.n; i++) {
        const uint32_t doc = hits->v.v[i].doc;
        s->keys.v[i] = ranks ? ranks[doc] : doc;
    }
    return st == AS_OK ? pass(s, 0, choice->n) : st;
}

/* The hits themselves, at last. */
static as_status apply(const sorter *s, as_hits *hits)
{
    const size_t n = hits->v.n;
    as_hit *v = as_mem_new(n * sizeof *v);
    if (v == NULL) {
        return as_err_nomem(s->err);
    }
    for (size_t i = 0; i < n; i++) {
        v[i] = hits->v.v[s->order.v[i]];
    }
    as_mem_free(hits->v.v);
    hits->v.v = v;
    hits->v.cap = n;
    return AS_OK;
}

as_status as_hits_sort(as_corpus *c, const as_choice *choice, as_order order,
                       const uint32_t *ranks, const as_cancel *cancel,
                       as_hits *hits, as_err *err)
{
    sorter s = {.cancel = cancel, .err = err};
    if (hits->v.n < 2) {
        return AS_OK;
    }
    as_status st = order == AS_ORDER_DOCS
                       ? sort_docs(&s, choice, hits, ranks)
                       : sort_words(&s, c, choice, hits, order);
    st = st == AS_OK ? apply(&s, hits) : st;
    sorter_clear(&s);
    return st;
}

as_status hits_in_order(as_corpus *c, const as_choice *choice,
                        const as_cancel *cancel, as_hits *hits, as_err *err)
{
    return as_hits_sort(c, choice, AS_ORDER_DOCS, NULL, cancel, hits, err);
}

/* D. E. Knuth, "The Art of Computer Programming" 2, algorithm S: each in its
 * turn, with the chance that is left. */
void as_hits_sample(as_hits *hits, size_t n, uint64_t seed)
{
    const size_t all = hits->v.n;
    size_t kept = 0;
    for (size_t i = 0; i < all && n < all; i++) {
        const uint64_t x = as_hash_mix(seed, i) >> 32;
        if (x * (all - i) >> 32 < n - kept) {
            hits->v.v[kept++] = hits->v.v[i];
        }
    }
    hits->v.n = n < all ? kept : all;
}

/* alphabet.c - the order of types by their bytes.
 *
 * Sorted by their first eight bytes, two at a time by counting, and those
 * alike in these by comparing; new types are merged into the order that there
 * was. Cost: a few passes over the new types, one over all. */
#include <endian.h>

#include "corpus/corpus_int.h"

typedef struct lettered {
    uint64_t head; /* the first bytes, so that numbers order as they do */
    uint32_t type;
} lettered;

typedef struct spelling {
    const as_intern *lex;
    lettered *v, *other;
    size_t n;
    const as_cancel *cancel;
    as_err *err;
} spelling;

static uint64_t head_of(as_slice s)
{
    uint64_t head = 0;
    memcpy(&head, s.n ? s.p : "", s.n < sizeof head ? s.n : sizeof head);
    return be64toh(head);
}

/* Sort by the 16 bits of the heads at `shift`. */
static as_status pass(spelling *s, uint32_t *counts, unsigned shift)
{
    enum { KEYS = 1 << 16 };
    memset(counts, 0, (KEYS + 1) * sizeof *counts);
    for (size_t i = 0; i < s->n; i++) {
        counts[(s->v[i].head >> shift & (KEYS - 1)) + 1]++;
    }
    for (size_t k = 1; k <= KEYS; k++) {
        counts[k] += counts[k - 1];
    }
    for (size_t i = 0; i < s->n; i++) {
        if (corpus_stop(s->cancel, i)) {
            return corpus_stopped(s->err);
        }
        s->other[counts[s->v[i].head >> shift & (KEYS - 1)]++] = s->v[i];
    }
    lettered *was = s->v;
    s->v = s->other;
    s->other = was;
    return AS_OK;
}

static bool type_before(const void *lex, uint32_t a, uint32_t b)
{
    return as_slice_cmp(as_intern_get(lex, a), as_intern_get(lex, b)) < 0;
}

/* The types in the order of the heads, those alike sorted as a whole. */
static as_status finish(const spelling *s, uint32_t *out)
{
    as_status st = AS_OK;
    for (size_t i = 0, end; st == AS_OK && i < s->n; i = end) {
        for (end = i; end < s->n && s->v[end].head == s->v[i].head; end++) {
            out[end] = s->v[end].type;
        }
        size_t kept = 0;
        st = end - i > 1 ? corpus_top(out + i, end - i, 0, type_before, s->lex,
                                      s->cancel, &kept, s->err)
                         : AS_OK;
    }
    return st;
}

/* Types [from, from + n) in order, into `out`. */
static as_status sort_types(const as_intern *lex, size_t from, size_t n,
                            const as_cancel *cancel, uint32_t *out,
                            as_err *err)
{
    spelling s = {lex, as_mem_new(n * sizeof(lettered)),
                  as_mem_new(n * sizeof(lettered)), n, cancel, err};
    uint32_t *counts = as_mem_new(((1 << 16) + 1) * sizeof *counts);
    as_status st = s.v && s.other && counts ? AS_OK : as_err_nomem(err);
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        const uint32_t type = (uint32_t)(from + i);
        s.v[i] = (lettered){head_of(as_intern_get(lex, type)), type};
    }
    for (unsigned shift = 0; st == AS_OK && shift < 64; shift += 16) {
        st = pass(&s, counts, shift);
    }
    st = st == AS_OK ? finish(&s, out) : st;
    as_mem_free(counts);
    as_mem_free(s.v);
    as_mem_free(s.other);
    return st;
}

/* order[0 .. n) and fresh[0 .. n_fresh), each sorted: from behind, into one. */
static void merge(const as_intern *lex, uint32_t *order, size_t n,
                  const uint32_t *fresh, size_t n_fresh)
{
    size_t at = n + n_fresh;
    while (n_fresh > 0) {
        const bool old = n > 0 && type_before(lex, fresh[n_fresh - 1],
                                              order[n - 1]);
        order[--at] = old ? order[--n] : fresh[--n_fresh];
    }
}

as_status corpus_alphabet(corpus_column *col, const as_cancel *cancel,
                          as_err *err)
{
    const size_t n = col->order.n;
    const size_t n_fresh = as_intern_count(col->lex) - n;
    if (n_fresh == 0) {
        return AS_OK;
    }
    as_u32s fresh = {0};
    as_status st = as_vec_reserve(&fresh, n_fresh, err);
    st = st == AS_OK ? as_vec_reserve(&col->order, n_fresh, err) : st;
    st = st == AS_OK ? as_vec_reserve(&col->rank, n_fresh, err) : st;
    st = st == AS_OK ? sort_types(col->lex, n, n_fresh, cancel, fresh.v, err)
                     : st;
    if (st == AS_OK) {
        merge(col->lex, col->order.v, n, fresh.v, n_fresh);
        col->order.n = col->rank.n = n + n_fresh;
        for (size_t i = 0; i < col->order.n; i++) {
            col->rank.v[col->order.v[i]] = (uint32_t)i;
        }
    }
    as_vec_clear(&fresh);
    return st;
}

/* top.c - the first few of many, in order: a heap of as many as are wanted,
 * whose root is the last of them; what comes before it takes its place. Where
 * all are wanted that is heapsort. One of our own because it can be stopped.
 * Cost: a comparison for each that is not wanted; in place. */
#include "corpus/corpus_int.h"

typedef struct heap {
    uint32_t *v;
    bool (*before)(const void *ctx, uint32_t a, uint32_t b);
    const void *ctx;
} heap;

/* Put `id` where it belongs at or below `at`; the later ones are on top. */
static void sink(const heap *h, size_t at, size_t n, uint32_t id)
{
    for (size_t kid; (kid = 2 * at + 1) < n; at = kid) {
        if (kid + 1 < n && h->before(h->ctx, h->v[kid], h->v[kid + 1])) {
            kid++;
        }
        if (!h->before(h->ctx, id, h->v[kid])) {
            break;
        }
        h->v[at] = h->v[kid];
    }
    h->v[at] = id;
}

as_status corpus_top(uint32_t *ids, size_t n, size_t limit,
                     bool (*before)(const void *ctx, uint32_t a, uint32_t b),
                     const void *ctx, const as_cancel *cancel, size_t *kept,
                     as_err *err)
{
    enum { STEP = 1 << 12 };
    const heap h = {ids, before, ctx};
    const size_t m = limit > 0 && limit < n ? limit : n;
    for (size_t i = m / 2; i-- > 0;) {
        sink(&h, i, m, ids[i]);
    }
    for (size_t i = m; i < n; i++) {
        if (i % STEP == 0 && as_cancelled(cancel)) {
            return corpus_stopped(err);
        }
        if (before(ctx, ids[i], ids[0])) {
            sink(&h, 0, m, ids[i]);
        }
    }
    for (size_t i = m; i-- > 1;) {
        if (i % STEP == 0 && as_cancelled(cancel)) {
            return corpus_stopped(err);
        }
        const uint32_t last = ids[0];
        sink(&h, 0, i, ids[i]);
        ids[i] = last;
    }
    *kept = m;
    return AS_OK;
}

/* Items by number, in a new block. */
static void *gather(const char *items, size_t size, const uint32_t *ids,
                    size_t n)
{
    char *v = as_mem_new((n + 1) * size);
    for (size_t i = 0; v != NULL && i < n; i++) {
        memcpy(v + i * size, items + ids[i] * size, size);
    }
    return v;
}

as_status corpus_pick_items(void **v, size_t *n, size_t *cap, size_t size,
                            size_t limit,
                            bool (*before)(const void *ctx, uint32_t a,
                                           uint32_t b),
                            const void *ctx, const as_cancel *cancel,
                            as_err *err)
{
    as_u32s ids = {0};
    size_t kept = 0;
    as_status st = as_vec_reserve(&ids, *n, err);
    for (size_t i = 0; st == AS_OK && i < *n; i++) {
        ids.v[i] = (uint32_t)i;
    }
    st = st == AS_OK ? corpus_top(ids.v, *n, limit, before, ctx, cancel, &kept,
                                  err)
                     : st;
    void *items = st == AS_OK ? gather(*v, size, ids.v, kept) : NULL;
    if (st == AS_OK && items == NULL) {
        st = as_err_nomem(err);
    }
    if (st == AS_OK) {
        as_mem_free(*v);
        *v = items;
        *n = kept;
        *cap = kept + 1;
    }
    as_vec_clear(&ids);
    return st;
}

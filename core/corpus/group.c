/* group.c - hits counted by what they have in common.
 *
 * A table from what is common (the types of the hit's tokens, or that of one
 * beside it) to its group; what is in a slot is the group, and one of its hits
 * tells what it has. */
#include <assert.h>

#include "base/hash.h"
#include "corpus/corpus_int.h"
#include "corpus/hits.h"

typedef struct grouping {
    const as_corpus *c;
    const as_choice *choice;
    const as_hits *hits;
    as_group_by by;
    as_groups found;
    as_u32s last_doc; /* of each: where it was seen last */
    uint32_t *slots;  /* group + 1; 0: free */
    size_t mask;
} grouping;

/* What decides: `n` numbers. One token that is not there is none. */
static const uint32_t *key_of(const grouping *g, uint32_t hit, uint32_t *n)
{
    static const uint32_t none = AS_TYPE_NONE;
    const as_hit *h = &g->hits->v.v[hit];
    const corpus_doc *d = &g->c->docs.v[g->choice->docs[h->doc]];
    const uint32_t *types = g->c->columns[AS_BY_NORM].types.v + d->first;
    *n = 1;
    switch (g->by) {
    case AS_GROUP_LEFT: return h->first > 0 ? types + h->first - 1 : &none;
    case AS_GROUP_RIGHT: return h->end < d->n ? types + h->end : &none;
    default: *n = h->end - h->first; return types + h->first;
    }
}

static uint64_t hash_of(const uint32_t *key, uint32_t n)
{
    uint64_t h = n;
    for (uint32_t i = 0; i < n; i++) {
        h = as_hash_mix(h, key[i]);
    }
    return h;
}

static bool same(const grouping *g, uint32_t hit, const uint32_t *key,
                 uint32_t n)
{
    uint32_t m;
    const uint32_t *other = key_of(g, hit, &m);
    return m == n && memcmp(other, key, n * sizeof *key) == 0;
}

/* The slot of that key: its group's, or a free one. */
static size_t slot_of(const grouping *g, const uint32_t *key, uint32_t n)
{
    for (size_t at = hash_of(key, n) & g->mask;; at = (at + 1) & g->mask) {
        const uint32_t group = g->slots[at];
        assert(group == 0 || g->found.v != NULL);
        if (group == 0 || same(g, g->found.v[group - 1].hit, key, n)) {
            return at;
        }
    }
}

static as_status grow(grouping *g, as_err *err)
{
    const size_t mask = g->slots ? g->mask * 2 + 1 : 1023;
    uint32_t *slots = as_mem_zero(mask + 1, sizeof *slots);
    if (slots == NULL) {
        return as_err_nomem(err);
    }
    as_mem_free(g->slots);
    g->slots = slots;
    g->mask = mask;
    for (size_t i = 0; i < g->found.n; i++) {
        uint32_t n;
        const uint32_t *key = key_of(g, g->found.v[i].hit, &n);
        slots[slot_of(g, key, n)] = (uint32_t)i + 1;
    }
    return AS_OK;
}

static as_status group_new(grouping *g, uint32_t hit, size_t slot,
                           as_err *err)
{
    if (as_vec_reserve(&g->found, 1, err) != AS_OK ||
        as_vec_reserve(&g->last_doc, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    g->found.v[g->found.n++] = (as_group){hit, 0, 0};
    g->last_doc.v[g->last_doc.n++] = AS_TYPE_NONE;
    g->slots[slot] = (uint32_t)g->found.n;
    return AS_OK;
}

static as_status count(grouping *g, const as_cancel *cancel, as_err *err)
{
    for (uint32_t i = 0; i < g->hits->v.n; i++) {
        if (corpus_stop(cancel, i)) {
            return corpus_stopped(err);
        }
        as_status st = (g->found.n + 1) * 2 > g->mask ? grow(g, err) : AS_OK;
        uint32_t n;
        const uint32_t *key = key_of(g, i, &n);
        const size_t slot = st == AS_OK ? slot_of(g, key, n) : 0;
        if (st == AS_OK && g->slots[slot] == 0) {
            st = group_new(g, i, slot, err);
        }
        if (st != AS_OK) {
            return st;
        }
        const uint32_t at = g->slots[slot] - 1;
        assert(g->found.v != NULL && g->last_doc.v != NULL);
        const uint32_t doc = g->hits->v.v[i].doc;
        g->found.v[at].n++;
        g->found.v[at].docs += g->last_doc.v[at] != doc;
        g->last_doc.v[at] = doc;
    }
    return AS_OK;
}

/* By the alphabet, word by word; what is not there comes first. */
static int compare_keys(const grouping *g, uint32_t a, uint32_t b)
{
    uint32_t n, m;
    const uint32_t *x = key_of(g, g->found.v[a].hit, &n);
    const uint32_t *y = key_of(g, g->found.v[b].hit, &m);
    for (uint32_t i = 0; i < n && i < m; i++) {
        if (x[i] == y[i]) {
            continue;
        }
        if (x[i] == AS_TYPE_NONE || y[i] == AS_TYPE_NONE) {
            return x[i] == AS_TYPE_NONE ? -1 : 1;
        }
        return as_slice_cmp(as_corpus_type(g->c, AS_BY_NORM, x[i]),
                            as_corpus_type(g->c, AS_BY_NORM, y[i]));
    }
    return (n > m) - (n < m);
}

static bool group_before(const void *ctx, uint32_t a, uint32_t b)
{
    const grouping *g = ctx;
    const as_group *x = &g->found.v[a], *y = &g->found.v[b];
    return x->n != y->n ? x->n > y->n : compare_keys(g, a, b) < 0;
}

as_status as_hits_group(as_corpus *c, const as_choice *choice,
                        const as_hits *hits, as_group_by by, size_t limit,
                        const as_cancel *cancel, as_groups *out,
                        size_t *n_all, as_err *err)
{
    grouping g = {.c = c, .choice = choice, .hits = hits, .by = by};
    as_status st = as_corpus_column(c, AS_BY_NORM, cancel, err);
    st = st == AS_OK ? count(&g, cancel, err) : st;
    const size_t n = g.found.n;
    st = st == AS_OK
             ? corpus_pick(&g.found, limit, group_before, &g, cancel, err)
             : st;
    as_vec_clear(out);
    if (st == AS_OK) {
        *n_all = n;
        memcpy(out, &g.found, sizeof *out);
    } else {
        as_vec_clear(&g.found);
    }
    as_vec_clear(&g.last_doc);
    as_mem_free(g.slots);
    return st;
}

/* gaz_batch.c - searching many tokens at once for the longest phrases.
 *
 * Tokens are taken in batches, and a batch stage by stage: keys, first
 * tokens that may begin an entry, pairs that may, then a round of the table
 * for each further token, and the bytes of what was found. A stage knows
 * what the next one reads and has it fetched, so that a table larger than
 * the caches costs little more than a small one; and it branches on nothing
 * that cannot be foretold.
 * Layout: see gaz_int.h.
 * Cost: a few ns a token for its key; most tokens are then turned away by a
 * bit, and most pairs by another.
 * Invariants: hits do not overlap and come in text order. A hit that turns
 * out to be none (two keys with one tag) is searched again the plain way.
 * Refuses nothing: a gazetteer is never changed here. */
#include "match/gaz_batch.h"

/* ---- the table ----------------------------------------------------------- */

static void table_fetch(const as_gaz *gaz, uint64_t key)
{
    __builtin_prefetch(&gaz->buckets[gaz_bucket_of(key, gaz->n_buckets)]);
}

/* Fetch what the rounds begin with; the number of walkers. */
static uint32_t walks_start(const as_gaz *gaz, gaz_batch *b)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        b->len[i] = 0;
        b->val[i] = GAZ_NONE;
        b->who[k] = (uint16_t)i;
        b->key[k] = b->pair[i];
        if (b->bits[i] & GAZ_LONGER) {
            table_fetch(gaz, b->pair[i]);
            k++;
        }
        if (b->bits[i] & GAZ_ALONE) {
            table_fetch(gaz, b->keys[b->at[i]]);
        }
    }
    return k;
}

static void walks_alone(const as_gaz *gaz, gaz_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->bits[i] & GAZ_ALONE) {
            b->val[i] = gaz_table_find(gaz, b->keys[b->at[i]]).val;
            b->len[i] = gaz_has_entry(b->val[i]);
        }
    }
}

/* Look up the keys of the `n` walkers, of `len` tokens each; how many go
 * on. */
static uint32_t walks_on(const as_gaz *gaz, gaz_batch *b, uint32_t n,
                         uint32_t len)
{
    uint32_t k = 0;
    for (uint32_t j = 0; j < n; j++) {
        const uint32_t i = b->who[j], next = b->at[i] + len;
        const uint64_t key = gaz_key_on(b->key[j], b->keys[next]);
        const gaz_found found = gaz_table_find(gaz, b->key[j]);
        /* No branches: nothing of this can be foretold. */
        const uint32_t mask = 0u - gaz_has_entry(found.val);
        b->len[i] = (uint8_t)((b->len[i] & ~mask) | (len & mask));
        b->val[i] = (b->val[i] & ~mask) | (found.val & mask);
        const bool more = ((found.val & GAZ_CHILD) != 0) &
                          ((found.kids & gaz_kid_of(key)) != 0) &
                          (next < b->n_keys);
        b->who[k] = (uint16_t)i;
        b->key[k] = key;
        k += more;
        table_fetch(gaz, key & (0ull - more));
    }
    return k;
}

/* Keep those that have an entry, and fetch its record. */
static void walks_end(const as_gaz *gaz, gaz_batch *b)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        const uint8_t len = b->len[i];
        const uint32_t val = b->val[i];
        b->at[k] = b->at[i];
        b->len[k] = len;
        b->val[k] = val;
        k += len > 0;
        const size_t at = (size_t)(val & GAZ_NONE) * GAZ_RECORD;
        const bool here =
            (len > 0) & !(val & GAZ_MANY) & (at < gaz->n_texts);
        __builtin_prefetch(gaz->texts + (here ? at : 0));
    }
    b->n = k;
}

static void batch_walks(const as_gaz *gaz, gaz_batch *b)
{
    uint32_t n = walks_start(gaz, b);
    walks_alone(gaz, b);
    for (uint32_t len = 2; n > 0 && len <= GAZ_TOKENS_MAX; len++) {
        n = walks_on(gaz, b, n, len);
    }
    walks_end(gaz, b);
}

/* ---- hits ---------------------------------------------------------------- */

/* Settle the hits at or behind *free_from, in text order, until `cap`. */
static size_t batch_settle(const gaz_scan *s, const gaz_batch *b,
                           as_gaz_hit *out, size_t cap, uint32_t *free_from)
{
    size_t n = 0;
    for (uint32_t i = 0; i < b->n && n < cap; i++) {
        const uint32_t first = b->beg + b->at[i], end = first + b->len[i];
        if (first < *free_from) {
            continue;
        }
        uint32_t at = 0, entry;
        if (gaz_entry_next(s, b->val[i], first, end, &at, &entry)) {
            out[n++] = (as_gaz_hit){first, end, entry};
            *free_from = end;
        } else if (gaz_longest_at(s, first, &out[n])) {
            *free_from = out[n++].end;
        }
    }
    return n;
}

/* As gaz_find_batches, token by token. */
static size_t find_slowly(const gaz_scan *s, uint32_t *from, uint32_t limit,
                          as_gaz_hit *hits, size_t cap)
{
    size_t n = 0;
    uint32_t tok = *from;
    while (tok < limit && n < cap) {
        if (gaz_longest_at(s, tok, &hits[n])) {
            tok = hits[n++].end;
        } else {
            tok++;
        }
    }
    *from = tok;
    return n;
}

size_t gaz_find_batches(const gaz_scan *s, uint32_t *from, uint32_t limit,
                        as_gaz_hit *hits, size_t cap)
{
    if (s->lemmas_too) {
        return find_slowly(s, from, limit, hits, cap);
    }
    uint32_t at = *from;
    size_t n = 0;
    gaz_batch b;
    b.beg = b.n_keys = 0;
    memset(b.seen, 0, sizeof b.seen);
    while (at < limit && n < cap) {
        const uint32_t stop = limit - at > GAZ_BATCH ? at + GAZ_BATCH : limit;
        gaz_batch_keys(s, &b, at,
                       s->end - stop > GAZ_BEYOND ? stop + GAZ_BEYOND
                                                  : s->end);
        gaz_batch_pick(s, &b, stop - at);
        batch_walks(s->gaz, &b);
        uint32_t free_from = at;
        n += batch_settle(s, &b, hits + n, cap - n, &free_from);
        at = n < cap && stop > free_from ? stop : free_from;
    }
    *from = at;
    return n;
}

size_t as_gaz_find(const as_gaz *gaz, const as_doc *doc,
                   const as_norms *norms, uint32_t *from, uint32_t end,
                   as_gaz_hit *hits, size_t cap)
{
    const gaz_scan s = gaz_scan_of(gaz, doc, norms, end);
    return gaz_find_batches(&s, from, end, hits, cap);
}

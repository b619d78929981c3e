/* gaz.c - searching a document's tokens for the phrases of a gazetteer.
 *
 * Layout: see gaz_int.h.
 * Cost: most tokens are turned away by a bit. The others are taken in
 * batches: the buckets that a batch will read are fetched before the first
 * of them is read, so that a table larger than the caches costs little more
 * than a small one. A hit is compared byte for byte.
 * Invariants: hits do not overlap and come in text order; of the entries
 * that begin at a token the longest wins, then the one added first; two
 * searches over two halves of a range may differ from one over the whole,
 * because a hit ends at the range's end.
 * Refuses nothing: a gazetteer is never changed here. */
#include "match/gaz.h"

#include <assert.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/mem.h"
#include "match/gaz_int.h"

as_gaz *as_gaz_ref(as_gaz *gaz)
{
    atomic_fetch_add_explicit(&gaz->refs, 1, memory_order_relaxed);
    return gaz;
}

void as_gaz_unref(as_gaz *gaz)
{
    if (gaz == NULL || atomic_fetch_sub(&gaz->refs, 1) > 1) {
        return;
    }
    as_mem_free(gaz->flat);
    as_mem_free(gaz->info_flat);
    as_mem_free(gaz);
}

as_slice as_gaz_name(const as_gaz *gaz)
{
    return gaz->name;
}

size_t as_gaz_count(const as_gaz *gaz)
{
    return gaz->n_entries;
}

size_t as_gaz_size(const as_gaz *gaz)
{
    return gaz->size;
}

static const gaz_info *info_of(const as_gaz *gaz, uint32_t entry)
{
    assert(entry < gaz->n_entries);
    return &gaz->infos[gaz->entries[entry].info & ~GAZ_EXACT];
}

as_slice as_gaz_label(const as_gaz *gaz, uint32_t entry)
{
    return info_of(gaz, entry)->label;
}

const as_feature *as_gaz_fields(const as_gaz *gaz, uint32_t entry, size_t *n)
{
    const gaz_info *info = info_of(gaz, entry);
    *n = info->n_fields;
    return info->fields;
}

/* ---- the table ----------------------------------------------------------- */

/* Bit i: tag i of the bucket is `tag`. */
static inline unsigned tags_equal(const gaz_bucket *b, uint32_t tag)
{
#ifdef __SSE2__
    const __m128i want = _mm_set1_epi32((int)tag);
    const __m128i *tags = (const __m128i *)(const void *)b->tag;
    const __m128i lo = _mm_cmpeq_epi32(_mm_load_si128(tags), want);
    const __m128i hi = _mm_cmpeq_epi32(_mm_load_si128(tags + 1), want);
    return (unsigned)_mm_movemask_ps(_mm_castsi128_ps(lo)) |
           (unsigned)_mm_movemask_ps(_mm_castsi128_ps(hi)) << 4;
#else
    unsigned equal = 0;
    for (unsigned i = 0; i < GAZ_SLOTS; i++) {
        equal |= (unsigned)(b->tag[i] == tag) << i;
    }
    return equal;
#endif
}

/* The value of `key`, if it has one. */
static inline bool table_find(const as_gaz *gaz, uint64_t key, uint32_t *val)
{
    uint64_t at = gaz_bucket_of(key, gaz->n_buckets);
    const uint32_t tag = gaz_tag_of(key);
    for (;;) {
        const gaz_bucket *b = &gaz->buckets[at];
        const unsigned equal = tags_equal(b, tag);
        if (equal != 0) {
            *val = b->val[__builtin_ctz(equal)];
            return true;
        }
        if (b->tag[GAZ_SLOTS - 1] == 0) {
            return false;
        }
        at = at + 1 < gaz->n_buckets ? at + 1 : 0;
    }
}

static inline void table_fetch(const as_gaz *gaz, uint64_t key)
{
    __builtin_prefetch(&gaz->buckets[gaz_bucket_of(key, gaz->n_buckets)]);
}

/* ---- matching at a token ------------------------------------------------- */

/* What is searched. */
typedef struct scan {
    const as_gaz *gaz;
    const as_norms *norms;
    const as_tokens *tokens;
    const char *text;
    uint32_t end; /* tokens at and behind it are not looked at */
} scan;

static scan scan_of(const as_gaz *gaz, const as_doc *doc,
                    const as_norms *norms, uint32_t end)
{
    return (scan){gaz, norms, as_doc_tokens(doc), as_doc_text(doc).p, end};
}

static inline const as_type *type_at(const scan *s, uint32_t tok)
{
    return &s->norms->types[s->norms->type[tok]];
}

/* What the entry's token must be equal to at `tok`. */
static as_slice bytes_at(const scan *s, uint32_t tok, bool exact)
{
    if (!exact) {
        return type_at(s, tok)->norm;
    }
    const uint32_t beg = s->tokens->beg[tok];
    return as_slice_of(s->text + beg, s->tokens->end[tok] - beg);
}

/* Is the entry, byte for byte, tokens [first, end)? */
static bool entry_is(const scan *s, uint32_t entry, uint32_t first,
                     uint32_t end)
{
    const gaz_entry *e = &s->gaz->entries[entry];
    const bool exact = e->info & GAZ_EXACT;
    const char *p = s->gaz->texts + e[0].text;
    const char *stop = s->gaz->texts + e[1].text;
    for (uint32_t tok = first; tok < end; tok++) {
        const as_slice have = bytes_at(s, tok, exact);
        if (have.n > (size_t)(stop - p) || memcmp(p, have.p, have.n) != 0) {
            return false;
        }
        p += have.n;
        if (tok + 1 < end && (p == stop || *p++ != '\0')) {
            return false;
        }
    }
    return p == stop;
}

/* Follow the table from the prefix [first, end), whose key is `key`, up to
 * `most` tokens. True if a prefix on the way has an entry: the longest then
 * is in *hit, with the first entry of its chain. */
static bool walk(const scan *s, uint64_t key, uint32_t first, uint32_t end,
                 uint32_t most, as_gaz_hit *hit)
{
    bool found = false;
    uint32_t val;
    while (end - first <= most && table_find(s->gaz, key, &val)) {
        if ((val & ~GAZ_CHILD) != GAZ_NO_ENTRY) {
            *hit = (as_gaz_hit){first, end, val & ~GAZ_CHILD};
            found = true;
        }
        if (!(val & GAZ_CHILD) || end == s->end) {
            break;
        }
        key = gaz_key_on(key, type_at(s, end)->hash);
        end++;
    }
    return found;
}

/* The first entry of the chain that hit->entry heads which is equal to the
 * text, byte for byte. */
static bool settle(const scan *s, as_gaz_hit *hit)
{
    for (uint32_t e = hit->entry; e != GAZ_NO_ENTRY;
         e = s->gaz->entries[e].next) {
        if (entry_is(s, e, hit->first, hit->end)) {
            hit->entry = e;
            return true;
        }
    }
    return false;
}

/* The longest entry of at most `most` tokens that begins at `first`. A walk
 * nearly always ends at one; where it does not, the next one is shorter. */
static bool longest_at(const scan *s, uint32_t first, uint32_t most,
                       as_gaz_hit *hit)
{
    const uint64_t key = type_at(s, first)->hash;
    as_gaz_hit h;
    for (; walk(s, key, first, first + 1, most, &h);
         most = h.end - first - 1) {
        if (settle(s, &h)) {
            *hit = h;
            return true;
        }
    }
    return false;
}

as_status as_gaz_next(const as_gaz *gaz, const as_doc *doc,
                      const as_norms *norms, uint32_t from, uint32_t end,
                      as_gaz_hit *hit)
{
    const scan s = scan_of(gaz, doc, norms, end);
    for (uint32_t tok = from; tok < end; tok++) {
        if (gaz_filter_has(&gaz->starts, type_at(&s, tok)->hash) &&
            longest_at(&s, tok, GAZ_TOKENS_MAX, hit)) {
            return AS_OK;
        }
    }
    return AS_EOF;
}

/* ---- many at once -------------------------------------------------------- */

enum { BATCH = 128, AHEAD = 8 };

/* Tokens that may begin a hit. What is known of them grows stage by stage,
 * so that what a stage reads was fetched by the one before it. */
typedef struct batch {
    uint32_t n;
    uint32_t tok[BATCH];
    uint64_t key[BATCH];   /* of the token */
    uint64_t pair[BATCH];  /* of it and the next */
    bool goes_on[BATCH];   /* may the next belong to the entry? */
    as_gaz_hit hit[BATCH]; /* unsettled; end is 0 if there is none */
} batch;

/* Candidates among tokens [beg, end), at most BATCH of them. No branch on
 * the filter's answer: it cannot be foretold. */
static void batch_pick(const scan *s, uint32_t beg, uint32_t end, batch *b)
{
    uint32_t n = 0;
    for (uint32_t tok = beg; tok < end; tok++) {
        const uint64_t key = type_at(s, tok)->hash;
        b->tok[n] = tok;
        b->key[n] = key;
        n += gaz_filter_has(&s->gaz->starts, key);
    }
    b->n = n;
}

static void pair_make(const scan *s, batch *b, uint32_t i)
{
    const uint32_t next = b->tok[i] + 1;
    b->goes_on[i] = next < s->end;
    b->pair[i] = b->goes_on[i]
                     ? gaz_key_on(b->key[i], type_at(s, next)->hash)
                     : 0;
    const gaz_filter *pairs = &s->gaz->pairs;
    __builtin_prefetch(&pairs->bits[gaz_bit_of(pairs, b->pair[i]) / 64]);
    table_fetch(s->gaz, b->key[i]);
}

/* Ask for the pair, and fetch what follows it where it may be there. */
static void pair_ask(const scan *s, batch *b, uint32_t i)
{
    if (!b->goes_on[i] || !gaz_filter_has(&s->gaz->pairs, b->pair[i])) {
        b->goes_on[i] = false;
        return;
    }
    const uint32_t third = b->tok[i] + 2;
    table_fetch(s->gaz, b->pair[i]);
    if (third < s->end) {
        table_fetch(s->gaz,
                    gaz_key_on(b->pair[i], type_at(s, third)->hash));
    }
}

static void batch_pairs(const scan *s, batch *b)
{
    for (uint32_t i = 0; i < b->n + AHEAD; i++) {
        if (i < b->n) {
            pair_make(s, b, i);
        }
        if (i >= AHEAD) {
            pair_ask(s, b, i - AHEAD);
        }
    }
}

/* As walk from a token, with what the batch knows. */
static bool batch_walk(const scan *s, const batch *b, uint32_t i,
                       as_gaz_hit *hit)
{
    uint32_t val;
    const uint32_t first = b->tok[i];
    if (!table_find(s->gaz, b->key[i], &val)) {
        return false;
    }
    if ((val & GAZ_CHILD) && b->goes_on[i] &&
        walk(s, b->pair[i], first, first + 2, GAZ_TOKENS_MAX, hit)) {
        return true;
    }
    *hit = (as_gaz_hit){first, first + 1, val & ~GAZ_CHILD};
    return hit->entry != GAZ_NO_ENTRY;
}

static void batch_walks(const scan *s, batch *b)
{
    const as_gaz *gaz = s->gaz;
    for (uint32_t i = 0; i < b->n; i++) {
        if (batch_walk(s, b, i, &b->hit[i])) {
            __builtin_prefetch(&gaz->entries[b->hit[i].entry]);
        } else {
            b->hit[i].end = 0;
        }
    }
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->hit[i].end > 0) {
            const gaz_entry *e = &gaz->entries[b->hit[i].entry];
            __builtin_prefetch(gaz->texts + e->text);
        }
    }
}

/* Settle the hits at or behind *free_from, in text order, until `cap`. */
static size_t batch_settle(const scan *s, const batch *b, as_gaz_hit *out,
                           size_t cap, uint32_t *free_from)
{
    size_t n = 0;
    for (uint32_t i = 0; i < b->n && n < cap; i++) {
        as_gaz_hit h = b->hit[i];
        if (h.end == 0 || h.first < *free_from) {
            continue;
        }
        if (settle(s, &h) ||
            longest_at(s, h.first, h.end - h.first - 1, &h)) {
            out[n++] = h;
            *free_from = h.end;
        }
    }
    return n;
}

size_t as_gaz_find(const as_gaz *gaz, const as_doc *doc,
                   const as_norms *norms, uint32_t *from, uint32_t end,
                   as_gaz_hit *hits, size_t cap)
{
    const scan s = scan_of(gaz, doc, norms, end);
    uint32_t at = *from;
    size_t n = 0;
    batch b = {0};
    while (at < end && n < cap) {
        const uint32_t stop = end - at > BATCH ? at + BATCH : end;
        batch_pick(&s, at, stop, &b);
        batch_pairs(&s, &b);
        batch_walks(&s, &b);
        uint32_t free_from = at;
        n += batch_settle(&s, &b, hits + n, cap - n, &free_from);
        at = n < cap && stop > free_from ? stop : free_from;
    }
    *from = at;
    return n;
}

/* ---- annotating ---------------------------------------------------------- */

static as_status hit_add(const as_gaz *gaz, as_doc *doc, as_layer *layer,
                         const as_gaz_hit *hit, const as_prov *prov,
                         as_err *err)
{
    const as_tokens *tokens = as_doc_tokens(doc);
    const gaz_info *info = info_of(gaz, hit->entry);
    const as_span_spec spec = {.beg = tokens->beg[hit->first],
                               .end = tokens->end[hit->end - 1],
                               .label = info->label,
                               .score = 1,
                               .prov = prov ? *prov : (as_prov){{NULL, 0}, 0},
                               .features = info->fields,
                               .n_features = info->n_fields};
    return as_layer_add(doc, layer, &spec, NULL, err);
}

as_status as_gaz_annotate(const as_gaz *gaz, as_doc *doc, as_layer *layer,
                          uint32_t beg, uint32_t end, const as_prov *prov,
                          size_t *n_found, as_err *err)
{
    enum { HITS = 64 };
    const size_t n_tokens = as_doc_tokens(doc)->n;
    if (beg > end || end > n_tokens) {
        return as_err_set(err, AS_ERANGE, "tokens %u..%u are not in 0..%zu",
                          beg, end, n_tokens);
    }
    as_norms norms;
    as_status st = as_doc_norms(doc, &norms, err);
    const as_doc_mark before = as_doc_mark_now(doc);
    size_t found = 0;
    while (st == AS_OK && beg < end) {
        as_gaz_hit hits[HITS];
        const size_t n =
            as_gaz_find(gaz, doc, &norms, &beg, end, hits, HITS);
        for (size_t i = 0; st == AS_OK && i < n; i++) {
            st = hit_add(gaz, doc, layer, &hits[i], prov, err);
        }
        found += n;
    }
    if (st != AS_OK) {
        as_doc_rollback(doc, before);
        return st;
    }
    *n_found = found;
    return AS_OK;
}

/* gaz_find.c - searching a document's tokens for the phrases of a gazetteer.
 *
 * Layout: see gaz_int.h.
 * Cost: a few ns a token for its key; most tokens are then turned away by a
 * bit, and most pairs by another. What is left is taken in batches: the
 * buckets that a batch will read are fetched before the first of them is
 * read, so that a table larger than the caches costs little more than a
 * small one. A hit is compared byte for byte.
 * Invariants: hits of the longest do not overlap and come in text order; of
 * the entries that begin at a token the longest wins, then the one added
 * first; two searches over two halves of a range may differ from one over
 * the whole, because a hit ends at the range's end.
 * Entries that match lemmas are walked to over the lemmas' keys, in a second
 * walk from the same token; which column an entry is compared with is its
 * own affair, whichever walk came to it.
 * Refuses nothing: a gazetteer is never changed here. */
#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "doc/tags.h"
#include "match/gaz_int.h"

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
    for (uint32_t far = 0; far <= gaz->reach; far++) {
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
    return false;
}

static inline void table_fetch(const as_gaz *gaz, uint64_t key)
{
    __builtin_prefetch(&gaz->buckets[gaz_bucket_of(key, gaz->n_buckets)]);
}

static inline bool pair_may_be(const as_gaz *gaz, uint64_t key)
{
    const uint64_t want = gaz_pair_bits(key);
    return (gaz->pairs[gaz_pair_word(key, gaz->n_pairs)] & want) == want;
}

/* ---- tokens -------------------------------------------------------------- */

/* What is searched. */
typedef struct scan {
    const as_gaz *gaz;
    const as_norms *norms; /* may be NULL */
    const as_tokens *tokens;
    as_slice text;
    as_tags tags;
    uint32_t end;       /* tokens at and behind it are not looked at */
    bool lemmas_too;    /* a second walk is worth it */
    bool is_mixed;      /* entries match in more than one way */
    as_gaz_match match; /* of all, if not */
} scan;

static scan scan_of(const as_gaz *gaz, const as_doc *doc,
                    const as_norms *norms, uint32_t end)
{
    scan s = {.gaz = gaz,
              .norms = norms,
              .tokens = as_doc_tokens(doc),
              .text = as_doc_text(doc),
              .end = end};
    const uint32_t kinds = gaz->kinds & 7;
    s.is_mixed = (kinds & (kinds - 1)) != 0;
    s.match = kinds & 1u << AS_GAZ_LEMMA   ? AS_GAZ_LEMMA
              : kinds & 1u << AS_GAZ_EXACT ? AS_GAZ_EXACT
                                           : AS_GAZ_NORM;
    if (kinds & 1u << AS_GAZ_LEMMA) {
        s.lemmas_too = as_doc_tags(doc, &s.tags) && s.tags.lemma != NULL;
    }
    return s;
}

static inline as_slice token_at(const scan *s, uint32_t tok)
{
    const uint32_t beg = s->tokens->beg[tok];
    return (as_slice){s->text.p + beg, s->tokens->end[tok] - beg};
}

/* The norm of a token; in `room` if it has to be made. */
static as_slice norm_at(const scan *s, uint32_t tok, char room[GAZ_NORM_MAX])
{
    if (s->norms != NULL) {
        return s->norms->types[s->norms->type[tok]].norm;
    }
    const as_slice token = token_at(s, tok);
    return token.n <= GAZ_TOKEN_BYTES ? gaz_norm(token, room)
                                      : (as_slice){NULL, 0};
}

/* The folded lemma, or the norm where there is none. */
static as_slice lemma_at(const scan *s, uint32_t tok, char room[GAZ_NORM_MAX])
{
    if (s->lemmas_too) {
        const as_slice lemma = s->tags.lemmas[s->tags.lemma[tok]].norm;
        if (lemma.n > 0 && lemma.n <= GAZ_TOKEN_BYTES) {
            return gaz_norm(lemma, room);
        }
    }
    return norm_at(s, tok, room);
}

static __attribute__((noinline)) uint64_t slow_key_at(const scan *s,
                                                      uint32_t tok)
{
    char room[GAZ_NORM_MAX];
    return gaz_norm_key(norm_at(s, tok, room));
}

static inline uint64_t key_at(const scan *s, uint32_t tok)
{
    const uint32_t beg = s->tokens->beg[tok];
    const uint32_t n = s->tokens->end[tok] - beg;
    if (n <= GAZ_WORD_MAX) {
        gaz_word w = gaz_word_load(s->text.p + beg, n, s->text.n - beg);
        if (gaz_word_is_ascii(w)) {
            w = (gaz_word){gaz_lower8(w.lo), gaz_lower8(w.hi)};
            return gaz_word_key(w);
        }
    }
    return slow_key_at(s, tok);
}

static uint64_t lemma_key_at(const scan *s, uint32_t tok)
{
    char room[GAZ_NORM_MAX];
    return gaz_norm_key(lemma_at(s, tok, room));
}

/* ---- matching at a token ------------------------------------------------- */

/* Is the entry, byte for byte, tokens [first, end)? */
static bool entry_is(const scan *s, uint32_t entry, uint32_t first,
                     uint32_t end)
{
    const as_gaz *gaz = s->gaz;
    as_gaz_match match = s->match;
    if (entry >= gaz->n_entries ||
        (s->is_mixed && !gaz_kind_of(gaz, entry, &match))) {
        return false;
    }
    const uint32_t from = gaz->text_at[entry], to = gaz->text_at[entry + 1];
    if (from > to || to > gaz->n_texts) {
        return false;
    }
    const char *p = gaz->texts + from, *stop = gaz->texts + to;
    char room[GAZ_NORM_MAX];
    for (uint32_t tok = first; tok < end; tok++) {
        const as_slice have = match == AS_GAZ_EXACT  ? token_at(s, tok)
                              : match == AS_GAZ_NORM ? norm_at(s, tok, room)
                                                     : lemma_at(s, tok, room);
        if (have.n == 0 || have.n > (size_t)(stop - p) ||
            memcmp(p, have.p, have.n) != 0) {
            return false;
        }
        p += have.n;
        if (tok + 1 < end && (p == stop || *p++ != '\0')) {
            return false;
        }
    }
    return p == stop;
}

/* The entries of a value, one by one: start with *at 0. */
static bool entry_next(const as_gaz *gaz, uint32_t val, uint32_t *at,
                       uint32_t *entry)
{
    const uint32_t first = val & GAZ_NONE;
    if (!(val & GAZ_MANY)) {
        *entry = first;
        return first != GAZ_NONE && (*at)++ == 0;
    }
    const size_t i = (size_t)first + *at;
    if (i >= gaz->n_many || (*at > 0 && (gaz->many[i - 1] & GAZ_LAST))) {
        return false;
    }
    ++*at;
    *entry = gaz->many[i] & ~GAZ_LAST;
    return true;
}

/* The first entry of the value which is the text, byte for byte. */
static bool settle(const scan *s, uint32_t val, as_gaz_hit *hit)
{
    uint32_t at = 0, entry;
    while (entry_next(s->gaz, val, &at, &entry)) {
        if (entry_is(s, entry, hit->first, hit->end)) {
            hit->entry = entry;
            return true;
        }
    }
    return false;
}

static inline bool has_entry(uint32_t val)
{
    return (val & (GAZ_NONE | GAZ_MANY)) != GAZ_NONE;
}

/* Prefixes that have entries, shortest first. */
typedef struct trail {
    uint32_t n;
    uint32_t end[GAZ_TOKENS_MAX];
    uint32_t val[GAZ_TOKENS_MAX];
} trail;

static inline void trail_put(trail *t, uint32_t end, uint32_t val)
{
    if (has_entry(val)) {
        t->end[t->n] = end;
        t->val[t->n] = val;
        t->n++;
    }
}

/* Follow the table from `first`. `start` is its key, by lemmas or not. */
static void walk(const scan *s, uint32_t first, bool by_lemma, trail *t)
{
    const as_gaz *gaz = s->gaz;
    uint64_t key = by_lemma ? lemma_key_at(s, first) : key_at(s, first);
    const unsigned bits =
        gaz_start_bits(gaz->starts, gaz->start_mask, key);
    uint32_t val = 0;
    t->n = 0;
    if ((bits & GAZ_ALONE) && table_find(gaz, key, &val)) {
        trail_put(t, first + 1, val);
    }
    if (!(bits & GAZ_LONGER)) {
        return;
    }
    const uint32_t end = s->end - first > GAZ_TOKENS_MAX
                             ? first + GAZ_TOKENS_MAX
                             : s->end;
    for (uint32_t tok = first + 1; tok < end; tok++) {
        key = gaz_key_on(key,
                         by_lemma ? lemma_key_at(s, tok) : key_at(s, tok));
        if (tok == first + 1 && !pair_may_be(gaz, key)) {
            return;
        }
        if (!table_find(gaz, key, &val)) {
            return;
        }
        trail_put(t, tok + 1, val);
        if (!(val & GAZ_CHILD)) {
            return;
        }
    }
}

static bool longest_of(const scan *s, uint32_t first, const trail *t,
                       as_gaz_hit *hit)
{
    for (uint32_t i = t->n; i-- > 0;) {
        as_gaz_hit h = {first, t->end[i], 0};
        if (settle(s, t->val[i], &h)) {
            *hit = h;
            return true;
        }
    }
    return false;
}

/* The longest entry that begins at `first`. */
static bool longest_at(const scan *s, uint32_t first, as_gaz_hit *hit)
{
    trail t;
    as_gaz_hit other;
    walk(s, first, false, &t);
    bool found = longest_of(s, first, &t, hit);
    if (s->lemmas_too) {
        walk(s, first, true, &t);
        if (longest_of(s, first, &t, &other) &&
            (!found || other.end > hit->end ||
             (other.end == hit->end && other.entry < hit->entry))) {
            *hit = other;
            found = true;
        }
    }
    return found;
}

as_status as_gaz_next(const as_gaz *gaz, const as_doc *doc,
                      const as_norms *norms, uint32_t from, uint32_t end,
                      as_gaz_hit *hit)
{
    const scan s = scan_of(gaz, doc, norms, end);
    for (uint32_t tok = from; tok < end; tok++) {
        if (longest_at(&s, tok, hit)) {
            return AS_OK;
        }
    }
    return AS_EOF;
}

/* ---- many at once -------------------------------------------------------- */

enum { BATCH = 128, BEYOND = 2, SEEN = 32 };

/* A word that is not ASCII, and its key: quotation marks and dashes are
 * frequent. A zero word is none. */
typedef struct seen {
    gaz_word word;
    uint64_t key;
} seen;

/* Tokens that may begin a hit. What is known of them grows stage by stage,
 * so that what a stage reads was fetched by the one before it. */
typedef struct batch {
    /* Of the tokens, two more, and a 0. */
    uint64_t keys[BATCH + BEYOND + 1];
    uint32_t n;
    uint16_t at[BATCH];            /* which of the tokens */
    uint8_t bits[BATCH];           /* GAZ_ALONE, GAZ_LONGER */
    uint64_t pair[BATCH];          /* key of it and the next */
    as_gaz_hit hit[BATCH];         /* unsettled; end is 0 if there is none */
    uint32_t val[BATCH];           /* of the hit */
    seen seen[SEEN];
} batch;

static __attribute__((noinline)) uint64_t odd_key(const scan *s, batch *b,
                                                  uint32_t tok)
{
    const uint32_t beg = s->tokens->beg[tok];
    const uint32_t n = s->tokens->end[tok] - beg;
    if (s->norms != NULL || n > GAZ_WORD_MAX) {
        return slow_key_at(s, tok);
    }
    const gaz_word w = gaz_word_load(s->text.p + beg, n, s->text.n - beg);
    seen *have = &b->seen[(w.lo ^ w.lo >> 16 ^ w.hi) % SEEN];
    if (have->word.lo != w.lo || have->word.hi != w.hi) {
        *have = (seen){w, slow_key_at(s, tok)};
    }
    return have->key;
}

/* Keys of tokens [beg, end), and a 0 behind them. */
static void batch_keys(const scan *s, batch *b, uint32_t beg, uint32_t end)
{
    const uint32_t *begs = s->tokens->beg, *ends = s->tokens->end;
    for (uint32_t tok = beg; tok < end; tok++) {
        const uint32_t at = begs[tok], n = ends[tok] - at;
        if (n <= GAZ_WORD_MAX) {
            gaz_word w = gaz_word_load(s->text.p + at, n, s->text.n - at);
            if (gaz_word_is_ascii(w)) {
                w = (gaz_word){gaz_lower8(w.lo), gaz_lower8(w.hi)};
                b->keys[tok - beg] = gaz_word_key(w);
                continue;
            }
        }
        b->keys[tok - beg] = odd_key(s, b, tok);
    }
    b->keys[end - beg] = 0;
}

/* Candidates among the first `n` tokens. No branch on the filter's answer:
 * it cannot be foretold. */
static void batch_pick(const as_gaz *gaz, batch *b, uint32_t n)
{
    const uint64_t *starts = gaz->starts, mask = gaz->start_mask;
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i++) {
        const unsigned bits = gaz_start_bits(starts, mask, b->keys[i]);
        b->at[k] = (uint16_t)i;
        b->bits[k] = (uint8_t)bits;
        k += bits != 0;
    }
    b->n = k;
}

/* Keep those that are an entry by themselves or whose pair is known. `known`
 * is the number of keys. */
static void batch_pairs(const as_gaz *gaz, batch *b, uint32_t known)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const uint32_t at = b->at[i];
        b->pair[i] = gaz_key_on(b->keys[at], b->keys[at + 1]);
        b->bits[i] &= at + 1 < known ? 3 : GAZ_ALONE;
        __builtin_prefetch(
            &gaz->pairs[gaz_pair_word(b->pair[i], gaz->n_pairs)]);
    }
    uint32_t k = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        const uint64_t pair = b->pair[i];
        const unsigned pass = pair_may_be(gaz, pair) ? 3 : GAZ_ALONE;
        const unsigned bits = b->bits[i] & pass;
        b->at[k] = b->at[i];
        b->bits[k] = (uint8_t)bits;
        b->pair[k] = pair;
        k += bits != 0;
    }
    b->n = k;
}

static void batch_fetch(const as_gaz *gaz, const batch *b, uint32_t known)
{
    for (uint32_t i = 0; i < b->n; i++) {
        const uint32_t at = b->at[i];
        if (b->bits[i] & GAZ_ALONE) {
            table_fetch(gaz, b->keys[at]);
        }
        if (b->bits[i] & GAZ_LONGER) {
            table_fetch(gaz, b->pair[i]);
            if (at + 2 < known) {
                table_fetch(gaz, gaz_key_on(b->pair[i], b->keys[at + 2]));
            }
        }
    }
}

/* As walk, keeping only the longest, and with what the batch knows. */
static void batch_walk(const scan *s, batch *b, uint32_t i, uint32_t beg,
                       uint32_t known)
{
    const as_gaz *gaz = s->gaz;
    const uint32_t at = b->at[i], first = beg + at;
    uint32_t val = 0, end = first + 2, best = 0;
    as_gaz_hit *hit = &b->hit[i];
    *hit = (as_gaz_hit){first, 0, 0};
    if (b->bits[i] & GAZ_LONGER) {
        const uint32_t stop = s->end - first > GAZ_TOKENS_MAX
                                  ? first + GAZ_TOKENS_MAX
                                  : s->end;
        uint64_t key = b->pair[i];
        while (table_find(gaz, key, &val)) {
            if (has_entry(val)) {
                hit->end = end;
                best = val;
            }
            if (!(val & GAZ_CHILD) || end == stop) {
                break;
            }
            key = gaz_key_on(key, end - beg < known ? b->keys[end - beg]
                                                    : key_at(s, end));
            end++;
        }
    }
    if (hit->end == 0 && (b->bits[i] & GAZ_ALONE) &&
        table_find(gaz, b->keys[at], &val) && has_entry(val)) {
        hit->end = first + 1;
        best = val;
    }
    b->val[i] = best;
    if (hit->end != 0 && !(best & GAZ_MANY) && best < gaz->n_entries) {
        __builtin_prefetch(&gaz->text_at[best]);
    }
}

static void batch_walks(const scan *s, batch *b, uint32_t beg,
                        uint32_t known)
{
    const as_gaz *gaz = s->gaz;
    for (uint32_t i = 0; i < b->n; i++) {
        batch_walk(s, b, i, beg, known);
    }
    for (uint32_t i = 0; i < b->n; i++) {
        const uint32_t entry = b->val[i] & GAZ_NONE;
        if (b->hit[i].end > 0 && !(b->val[i] & GAZ_MANY) &&
            entry < gaz->n_entries && gaz->text_at[entry] < gaz->n_texts) {
            __builtin_prefetch(gaz->texts + gaz->text_at[entry]);
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
        if (settle(s, b->val[i] & ~GAZ_CHILD, &h) ||
            longest_at(s, h.first, &h)) {
            out[n++] = h;
            *free_from = h.end;
        }
    }
    return n;
}

/* As find_from, token by token. */
static size_t find_slowly(const scan *s, uint32_t *from, uint32_t limit,
                          as_gaz_hit *hits, size_t cap)
{
    size_t n = 0;
    uint32_t tok = *from;
    while (tok < limit && n < cap) {
        if (longest_at(s, tok, &hits[n])) {
            tok = hits[n++].end;
        } else {
            tok++;
        }
    }
    *from = tok;
    return n;
}

/* As as_gaz_find, of hits that begin before `limit`. */
static size_t find_from(const scan *s, uint32_t *from, uint32_t limit,
                        as_gaz_hit *hits, size_t cap)
{
    if (s->lemmas_too) {
        return find_slowly(s, from, limit, hits, cap);
    }
    uint32_t at = *from;
    size_t n = 0;
    batch b;
    memset(b.seen, 0, sizeof b.seen);
    while (at < limit && n < cap) {
        const uint32_t stop = limit - at > BATCH ? at + BATCH : limit;
        const uint32_t known = s->end - stop > BEYOND ? stop + BEYOND : s->end;
        batch_keys(s, &b, at, known);
        batch_pick(s->gaz, &b, stop - at);
        batch_pairs(s->gaz, &b, known - at);
        batch_fetch(s->gaz, &b, known - at);
        batch_walks(s, &b, at, known - at);
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
    const scan s = scan_of(gaz, doc, norms, end);
    return find_from(&s, from, end, hits, cap);
}

/* ---- all ----------------------------------------------------------------- */

enum { HITS = 64, CANCEL_EVERY = 4096 };

/* Longer first, then in order of addition. */
static int by_length(const void *a, const void *b)
{
    const as_gaz_hit *p = a, *q = b;
    if (p->end != q->end) {
        return p->end > q->end ? -1 : 1;
    }
    return (p->entry > q->entry) - (p->entry < q->entry);
}

static as_status trail_hits(const scan *s, uint32_t first, const trail *t,
                            as_gaz_hits *hits, as_err *err)
{
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t at = 0, entry;
        while (entry_next(s->gaz, t->val[i], &at, &entry)) {
            if (!entry_is(s, entry, first, t->end[i])) {
                continue;
            }
            as_gaz_hit *hit = as_vec_push(hits, err);
            if (hit == NULL) {
                return AS_ENOMEM;
            }
            *hit = (as_gaz_hit){first, t->end[i], entry};
        }
    }
    return AS_OK;
}

/* Every entry that begins at `first`; both walks may come to the same. */
static as_status all_at(const scan *s, uint32_t first, as_gaz_hits *hits,
                        as_err *err)
{
    trail t;
    const size_t before = hits->n;
    walk(s, first, false, &t);
    as_status st = trail_hits(s, first, &t, hits, err);
    if (st == AS_OK && s->lemmas_too) {
        walk(s, first, true, &t);
        st = trail_hits(s, first, &t, hits, err);
    }
    if (st != AS_OK || hits->n - before < 2) {
        return st;
    }
    as_gaz_hit *v = hits->v + before;
    const size_t n = hits->n - before;
    qsort(v, n, sizeof *v, by_length);
    size_t k = 1;
    for (size_t i = 1; i < n; i++) {
        if (by_length(&v[i], &v[k - 1]) != 0) {
            v[k++] = v[i];
        }
    }
    hits->n = before + k;
    return AS_OK;
}

/* Every hit that begins in [beg, limit), *beg being moved behind them. */
static as_status all_in(const scan *s, uint32_t *beg, uint32_t limit,
                        as_gaz_hits *hits, as_err *err)
{
    as_status st = AS_OK;
    while (*beg < limit && st == AS_OK) {
        if (as_gaz_overlaps(s->gaz)) {
            st = all_at(s, (*beg)++, hits, err);
            continue;
        }
        st = as_vec_reserve(hits, HITS, err);
        if (st == AS_OK) {
            hits->n += find_from(s, beg, limit, hits->v + hits->n, HITS);
        }
    }
    return st;
}

as_status as_gaz_all(const as_gaz *gaz, const as_doc *doc,
                     const as_norms *norms, uint32_t beg, uint32_t end,
                     const as_cancel *cancel, as_gaz_hits *hits, as_err *err)
{
    const scan s = scan_of(gaz, doc, norms, end);
    as_status st = AS_OK;
    while (beg < end && st == AS_OK) {
        if (as_cancelled(cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        st = all_in(&s, &beg,
                    end - beg > CANCEL_EVERY ? beg + CANCEL_EVERY : end, hits,
                    err);
    }
    return st;
}

/* ---- annotating ---------------------------------------------------------- */

static as_status hit_add(const as_gaz *gaz, as_doc *doc, as_layer *layer,
                         const as_gaz_hit *hit, const as_prov *prov,
                         as_err *err)
{
    const as_tokens *tokens = as_doc_tokens(doc);
    const as_gaz_info *info;
    as_status st = as_gaz_info_of(gaz, hit->entry, &info, err);
    if (st != AS_OK) {
        return st;
    }
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
                          const as_cancel *cancel, size_t *n_found,
                          as_err *err)
{
    const size_t n_tokens = as_doc_tokens(doc)->n;
    if (beg > end || end > n_tokens) {
        return as_err_set(err, AS_ERANGE, "tokens %u..%u are not in 0..%zu",
                          beg, end, n_tokens);
    }
    as_gaz_hits hits = {0};
    as_norms norms;
    as_status st = as_doc_norms(doc, &norms, err);
    if (st == AS_OK) {
        st = as_gaz_all(gaz, doc, &norms, beg, end, cancel, &hits, err);
    }
    const as_doc_mark before = as_doc_mark_now(doc);
    for (size_t i = 0; st == AS_OK && i < hits.n; i++) {
        st = hit_add(gaz, doc, layer, &hits.v[i], prov, err);
    }
    if (st == AS_OK) {
        *n_found = hits.n;
    } else {
        as_doc_rollback(doc, before);
    }
    as_vec_clear(&hits);
    return st;
}

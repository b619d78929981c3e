/* gaz_scan.h - what the searches share: the table, the tokens of a document
 * as keys, the entry that stands at a token. Private to gaz_*.c, pat_gaz.c. */
#ifndef AS_MATCH_GAZ_SCAN_H
#define AS_MATCH_GAZ_SCAN_H

#include "doc/tags.h"
#include "match/gaz_int.h"

/* ---- the table ----------------------------------------------------------- */

/* Bit i: tag i of the bucket is `tag`. *over: its filter. */
static inline unsigned gaz_tags_equal(const gaz_bucket *b, uint32_t tag,
                                      unsigned *over)
{
#ifdef __SSE2__
    const __m128i want = _mm_set1_epi32((int)(tag << 9));
    const __m128i *tags = (const __m128i *)(const void *)b->tag;
    const __m128i lo = _mm_load_si128(tags), hi = _mm_load_si128(tags + 1);
    const __m128i lo_is = _mm_cmpeq_epi32(_mm_slli_epi32(lo, 9), want);
    const __m128i hi_is = _mm_cmpeq_epi32(_mm_slli_epi32(hi, 9), want);
    *over = (unsigned)_mm_movemask_ps(_mm_castsi128_ps(lo)) |
            (unsigned)_mm_movemask_ps(_mm_castsi128_ps(hi)) << 4;
    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(
        _mm_packs_epi32(lo_is, hi_is), _mm_setzero_si128()));
#else
    unsigned equal = 0;
    *over = 0;
    for (unsigned i = 0; i < GAZ_SLOTS; i++) {
        equal |= (unsigned)((b->tag[i] & GAZ_TAG) == tag) << i;
        *over |= b->tag[i] >> 31 << i;
    }
    return equal;
#endif
}

/* What the table has for a key. */
typedef struct gaz_found {
    uint32_t val;  /* GAZ_NONE if it has nothing */
    uint32_t kids; /* see gaz_kid_of */
} gaz_found;

/* gaz_table_find behind the bucket that `key` belongs to. */
gaz_found gaz_table_find_on(const as_gaz *gaz, uint64_t key);

static inline gaz_found gaz_table_find(const as_gaz *gaz, uint64_t key)
{
    const gaz_bucket *b = &gaz->buckets[gaz_bucket_of(key, gaz->n_buckets)];
    const uint32_t tag = gaz_tag_of(key);
    unsigned over;
    const unsigned equal = gaz_tags_equal(b, tag, &over);
    if (equal == 0 && (over >> gaz_over_of(tag) & 1)) {
        return gaz_table_find_on(gaz, key);
    }
    /* No branch: whether it is there cannot be foretold. */
    const int i = __builtin_ctz(equal | 1u << (GAZ_SLOTS - 1));
    const uint32_t val = b->val[i];
    return (gaz_found){equal ? val : GAZ_NONE, b->tag[i]};
}

static inline bool gaz_pair_may_be(const as_gaz *gaz, uint64_t key)
{
    const uint64_t want = gaz_pair_bits(key);
    return (gaz->pairs[gaz_pair_word(key, gaz->pair_mask)] & want) == want;
}

static inline bool gaz_has_entry(uint32_t val)
{
    return (val & (GAZ_NONE | GAZ_MANY)) != GAZ_NONE;
}

/* ---- tokens -------------------------------------------------------------- */

/* What is searched. */
typedef struct gaz_scan {
    const as_gaz *gaz;
    const as_norms *norms; /* may be NULL */
    const as_tokens *tokens;
    as_slice text;
    as_tags tags;
    uint32_t end;    /* tokens at and behind it are not looked at */
    const uint64_t *lemma_keys; /* by lemma; 0: not known. NULL: none is */
    bool by_norm;    /* some entry may be found by a walk over norms */
    bool lemmas_too; /* a second walk is worth it */
    bool avx512;     /* this machine has it, and may use it */
} gaz_scan;

gaz_scan gaz_scan_of(const as_gaz *gaz, const as_doc *doc,
                     const as_norms *norms, uint32_t end);

/* The folded word that token `tok` is, if it is ASCII and short enough. */
static inline bool gaz_word_at(const gaz_scan *s, uint32_t tok, gaz_word *w)
{
    const uint32_t beg = s->tokens->beg[tok];
    const uint32_t n = s->tokens->end[tok] - beg;
    if (n > GAZ_WORD_MAX) {
        return false;
    }
    *w = gaz_word_fold(s->text.p + beg, n, s->text.n - beg);
    return gaz_word_is_ascii(*w);
}

/* The folded lemma; empty where it is, or is too long for an entry. */
as_slice gaz_lemma(as_slice lemma, char room[GAZ_NORM_MAX]);

/* The key of any token. */
uint64_t gaz_slow_key_at(const gaz_scan *s, uint32_t tok);

/* ---- matching at a token ------------------------------------------------- */

/* The entries of a value that are tokens [first, end) byte for byte, one by
 * one: start with *at 0. */
bool gaz_entry_next(const gaz_scan *s, uint32_t val, uint32_t first,
                    uint32_t end, uint32_t *at, uint32_t *entry);

/* Prefixes that have entries, shortest first. */
typedef struct gaz_trail {
    uint32_t n;
    uint32_t end[GAZ_TOKENS_MAX];
    uint32_t val[GAZ_TOKENS_MAX];
} gaz_trail;

/* Follow the table from `first`, by lemmas or not. */
void gaz_walk(const gaz_scan *s, uint32_t first, bool by_lemma, gaz_trail *t);

/* The longest entry that begins at `first`. */
bool gaz_longest_at(const gaz_scan *s, uint32_t first, as_gaz_hit *hit);

#endif

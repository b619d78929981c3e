/* gaz_pick.c - keys of many tokens, and which of them may begin a phrase.
 *
 * Two ways that give the same: one for any machine, and one that takes eight
 * tokens at a time where there is AVX-512 and ASSAY_SIMD does not say
 * otherwise (see text/token.h).
 * Layout: see gaz_batch.h; for filters and keys gaz_int.h.
 * Cost: a ns or two a token.
 * Invariants: words of at most 15 ASCII bytes are folded and hashed in
 * registers; all others take the long way, those of at most 15 bytes once
 * for each that was seen lately.
 * Refuses nothing. */
#include "match/gaz_batch.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* ---- keys ---------------------------------------------------------------- */

static __attribute__((noinline)) uint64_t odd_key(const gaz_scan *s,
                                                  gaz_batch *b, uint32_t tok)
{
    const uint32_t beg = s->tokens->beg[tok];
    const uint32_t n = s->tokens->end[tok] - beg;
    if (s->norms != NULL || n > GAZ_WORD_MAX) {
        return gaz_slow_key_at(s, tok);
    }
    const gaz_word w = gaz_word_load(s->text.p + beg, n, s->text.n - beg);
    gaz_seen *have = &b->seen[(w.lo ^ w.lo >> 16 ^ w.hi) % GAZ_SEEN];
    if (have->word.lo != w.lo || have->word.hi != w.hi) {
        *have = (gaz_seen){w, gaz_slow_key_at(s, tok)};
    }
    return have->key;
}

/* Keys of tokens [from, end) to b->keys, where that of `beg` is the first. */
static void keys_any(const gaz_scan *s, gaz_batch *b, uint32_t beg,
                     uint32_t from, uint32_t end)
{
    for (uint32_t tok = from; tok < end; tok++) {
        gaz_word w;
        b->keys[tok - beg] =
            gaz_word_at(s, tok, &w) ? gaz_word_key(w) : odd_key(s, b, tok);
    }
}

/* ---- what may begin a hit ------------------------------------------------ */

static void starts_pick(const as_gaz *gaz, gaz_batch *b, uint32_t n)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i++) {
        const unsigned bits =
            gaz_start_bits(gaz->starts, gaz->start_mask, b->keys[i]);
        b->at[k] = (uint16_t)i;
        b->bits[k] = (uint8_t)bits;
        k += bits != 0;
    }
    b->n = k;
}

/* No branch on a filter's answer: it cannot be foretold. */
static void pick_any(const as_gaz *gaz, gaz_batch *b, uint32_t n)
{
    starts_pick(gaz, b, n);
    uint32_t k = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        const uint32_t at = b->at[i];
        const uint64_t pair = gaz_key_on(b->keys[at], b->keys[at + 1]);
        const bool longer =
            at + 1 < b->n_keys && gaz_pair_may_be(gaz, pair);
        const unsigned bits = b->bits[i] & (longer ? 3 : GAZ_ALONE);
        b->at[k] = (uint16_t)at;
        b->bits[k] = (uint8_t)bits;
        b->pair[k] = pair;
        k += bits != 0;
    }
    b->n = k;
}

/* ---- eight at a time ----------------------------------------------------- */

#if defined(__x86_64__)

#define TARGET                                                                \
    __attribute__((                                                           \
        target("avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2")))

TARGET static inline __m512i all(uint64_t x)
{
    return _mm512_set1_epi64((long long)x);
}

/* x ^ x >> n */
TARGET static inline __m512i fold_down(__m512i x, unsigned n)
{
    return _mm512_xor_si512(x, _mm512_srli_epi64(x, n));
}

TARGET static inline __m512i lower(__m512i v)
{
    const __mmask64 capital = _mm512_cmplt_epu8_mask(
        _mm512_sub_epi8(v, _mm512_set1_epi8('A')), _mm512_set1_epi8(26));
    return _mm512_mask_add_epi8(v, capital, v, _mm512_set1_epi8(32));
}

/* gaz_word_key */
TARGET static inline __m512i word_keys(__m512i lo, __m512i hi)
{
    __m512i x = _mm512_mullo_epi64(hi, all(GAZ_MUL1));
    x = _mm512_xor_si512(fold_down(x, 32), lo);
    x = _mm512_mullo_epi64(x, all(GAZ_MUL2));
    x = _mm512_mullo_epi64(fold_down(x, 29), all(GAZ_MUL3));
    return fold_down(x, 32);
}

/* Keys of eight tokens, of each of which 16 bytes can be read; bits of those
 * that need the long way. */
TARGET static inline __mmask8 keys8(const char *text, const uint32_t *begs,
                                    const uint32_t *ends, uint64_t *keys)
{
    const __m512i beg = _mm512_cvtepu32_epi64(
        _mm256_loadu_si256((const __m256i *)(const void *)begs));
    const __m512i end = _mm512_cvtepu32_epi64(
        _mm256_loadu_si256((const __m256i *)(const void *)ends));
    const __m512i n = _mm512_sub_epi64(end, beg);
    const __m512i bits = _mm512_slli_epi64(n, 3);
    const __m512i bits_hi = _mm512_sub_epi64(
        _mm512_max_epi64(bits, all(64)), all(64));
    const __m512i lo = lower(_mm512_andnot_si512(
        _mm512_sllv_epi64(all(UINT64_MAX), bits),
        _mm512_i64gather_epi64(beg, text, 1)));
    const __m512i hi = lower(_mm512_andnot_si512(
        _mm512_sllv_epi64(all(UINT64_MAX), bits_hi),
        _mm512_i64gather_epi64(beg, text + 8, 1)));
    const __mmask8 odd =
        _mm512_cmpgt_epi64_mask(n, all(GAZ_WORD_MAX)) |
        _mm512_test_epi64_mask(_mm512_or_si512(lo, hi),
                               all(UINT64_C(0x8080808080808080)));
    _mm512_storeu_si512(
        keys, word_keys(lo, _mm512_or_si512(hi, _mm512_slli_epi64(n, 56))));
    return odd;
}

TARGET static void keys_avx512(const gaz_scan *s, gaz_batch *b, uint32_t beg,
                               uint32_t from, uint32_t end)
{
    const uint32_t *begs = s->tokens->beg, *ends = s->tokens->end;
    uint32_t tok = from;
    for (; tok + GAZ_LANES <= end &&
           s->text.n - begs[tok + GAZ_LANES - 1] >= 2 * sizeof(uint64_t);
         tok += GAZ_LANES) {
        unsigned odd = keys8(s->text.p, begs + tok, ends + tok,
                             &b->keys[tok - beg]);
        for (; odd != 0; odd &= odd - 1) {
            const uint32_t i = tok + (uint32_t)__builtin_ctz(odd);
            b->keys[i - beg] = odd_key(s, b, i);
        }
    }
    keys_any(s, b, beg, tok, end);
}

/* gaz_start_bits */
TARGET static inline __m512i start_bits8(const as_gaz *gaz, __m512i key)
{
    const __m512i at = _mm512_and_si512(_mm512_srli_epi64(key, 20),
                                        all(gaz->start_mask));
    const __m512i words = _mm512_i64gather_epi64(_mm512_srli_epi64(at, 5),
                                                 gaz->starts, 8);
    const __m512i shift =
        _mm512_slli_epi64(_mm512_and_si512(at, all(31)), 1);
    return _mm512_and_si512(_mm512_srlv_epi64(words, shift), all(3));
}

/* gaz_key_on */
TARGET static inline __m512i keys_on(__m512i key, __m512i next)
{
    __m512i x = _mm512_mullo_epi64(
        _mm512_xor_si512(key, all(AS_HASH_MIX1)), all(AS_HASH_MIX2));
    x = _mm512_add_epi64(fold_down(x, 32), next);
    return fold_down(_mm512_mullo_epi64(x, all(AS_HASH_MIX3)), 29);
}

/* gaz_pair_may_be, of the lanes in `which`. */
TARGET static inline __mmask8 pairs_may_be8(const as_gaz *gaz, __m512i pair,
                                            __mmask8 which)
{
    const __m512i one = all(1), low6 = all(63);
    const __m512i want = _mm512_or_si512(
        _mm512_sllv_epi64(one, _mm512_and_si512(pair, low6)),
        _mm512_or_si512(
            _mm512_sllv_epi64(one, _mm512_and_si512(
                                       _mm512_srli_epi64(pair, 6), low6)),
            _mm512_sllv_epi64(one, _mm512_and_si512(
                                       _mm512_srli_epi64(pair, 12), low6))));
    const __m512i at = _mm512_and_si512(_mm512_srli_epi64(pair, 24),
                                        all(gaz->pair_mask));
    const __m512i have = _mm512_mask_i64gather_epi64(
        _mm512_setzero_si512(), which, at, gaz->pairs, 8);
    return which & _mm512_cmpeq_epi64_mask(_mm512_and_si512(have, want), want);
}

TARGET static void pick_avx512(const as_gaz *gaz, gaz_batch *b, uint32_t n)
{
    const __m128i lanes = _mm_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7);
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i += GAZ_LANES) {
        const __m512i key = _mm512_loadu_si512(b->keys + i);
        const __m512i pair =
            keys_on(key, _mm512_loadu_si512(b->keys + i + 1));
        const __m512i bits = start_bits8(gaz, key);
        const uint32_t left = n - i, has_next = b->n_keys - 1 - i;
        const __mmask8 here = (__mmask8)(left < 8 ? (1u << left) - 1 : 0xFF);
        const __mmask8 next =
            (__mmask8)(has_next < 8 ? (1u << has_next) - 1 : 0xFF);
        const __mmask8 longer = pairs_may_be8(
            gaz, pair,
            here & next & _mm512_test_epi64_mask(bits, all(GAZ_LONGER)));
        const __mmask8 alone =
            here & _mm512_test_epi64_mask(bits, all(GAZ_ALONE));
        const __mmask8 pass = longer | alone;
        const __m128i kept = _mm_or_si128(
            _mm_maskz_set1_epi8(longer, GAZ_LONGER),
            _mm_maskz_set1_epi8(alone, GAZ_ALONE));
        _mm_storeu_si128(
            (__m128i *)(void *)(b->at + k),
            _mm_maskz_compress_epi16(
                pass, _mm_add_epi16(lanes, _mm_set1_epi16((short)i))));
        _mm_storel_epi64((__m128i *)(void *)(b->bits + k),
                         _mm_maskz_compress_epi8(pass, kept));
        _mm512_storeu_si512(b->pair + k,
                            _mm512_maskz_compress_epi64(pass, pair));
        k += (uint32_t)__builtin_popcount(pass);
    }
    b->n = k;
}

#endif

/* ---- the choice ---------------------------------------------------------- */

void gaz_batch_keys(const gaz_scan *s, gaz_batch *b, uint32_t beg,
                    uint32_t end)
{
    uint32_t have = 0;
    if (beg >= b->beg && beg < b->beg + b->n_keys) {
        have = b->beg + b->n_keys - beg;
        memmove(b->keys, b->keys + (beg - b->beg), have * sizeof *b->keys);
    }
#if defined(__x86_64__)
    if (s->avx512) {
        keys_avx512(s, b, beg, beg + have, end);
    } else
#endif
    {
        keys_any(s, b, beg, beg + have, end);
    }
    b->beg = beg;
    b->n_keys = end - beg;
    b->keys[b->n_keys] = 0;
}

void gaz_batch_pick(const gaz_scan *s, gaz_batch *b, uint32_t n)
{
#if defined(__x86_64__)
    if (s->avx512) {
        pick_avx512(s->gaz, b, n);
        return;
    }
#endif
    pick_any(s->gaz, b, n);
}

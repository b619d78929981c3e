/* emit.c - the bits of a block's plain words to token columns.
 *
 * Every variant writes the same. That for AVX-512 packs the numbers of the
 * bits that are set, sixteen columns of a token a store.
 * Cost: a few cycles a block, whatever is in it, or some a token. */
#include "text/token_int.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define WORD (AS_TOK_ALPHA | AS_TOK_ASCII)
#define POINT (AS_TOK_PUNCT | AS_TOK_ASCII)

/* Flags by code. */
static const uint16_t easy_flags[AS_EASY_CODES] = {
    [AS_EASY_MIXED] = WORD,
    [AS_EASY_LOWER] = WORD | AS_TOK_LOWER,
    [AS_EASY_UPPER] = WORD | AS_TOK_UPPER,
    [AS_EASY_TITLE] = WORD | AS_TOK_TITLE,
    [AS_EASY_NUMBER] = AS_TOK_NUM | AS_TOK_ASCII,
    [AS_EASY_MARK] = POINT,
    [AS_EASY_STOP] = POINT | AS_TOK_STOP,
    [AS_EASY_BLANK | AS_EASY_MIXED] = AS_TOK_SPACE | WORD,
    [AS_EASY_BLANK | AS_EASY_LOWER] = AS_TOK_SPACE | WORD | AS_TOK_LOWER,
    [AS_EASY_BLANK | AS_EASY_UPPER] = AS_TOK_SPACE | WORD | AS_TOK_UPPER,
    [AS_EASY_BLANK | AS_EASY_TITLE] = AS_TOK_SPACE | WORD | AS_TOK_TITLE,
    [AS_EASY_BLANK | AS_EASY_NUMBER] =
        AS_TOK_SPACE | AS_TOK_NUM | AS_TOK_ASCII,
    [AS_EASY_BLANK | AS_EASY_MARK] = AS_TOK_SPACE | POINT,
    [AS_EASY_BLANK | AS_EASY_STOP] = AS_TOK_SPACE | POINT | AS_TOK_STOP,
};

void as_emit_any(as_tokens *t, uint32_t base, const as_easy *easy)
{
    uint64_t starts = easy->starts, ends = easy->ends;
    size_t n = t->n;
    for (; starts != 0; n++) {
        const unsigned at = (unsigned)__builtin_ctzll(starts);
        const unsigned end = (unsigned)__builtin_ctzll(ends);
        t->beg[n] = base + at;
        t->end[n] = base + end;
        t->flags[n] = easy_flags[(easy->code[0] >> end & 1) |
                                    (easy->code[1] >> end & 1) << 1 |
                                    (easy->code[2] >> end & 1) << 2 |
                                    (easy->blank >> at & 1) << 3];
        starts &= starts - 1;
        ends &= ends - 1;
    }
    t->n = n;
}

#if defined(__x86_64__)

#define TARGET                                                                \
    __attribute__((target("avx512bw,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))

/* Sixteen bytes of `v` from `at` on, each put to `base`. */
TARGET static inline void put16(uint32_t *to, __m128i bytes, uint32_t base)
{
    _mm512_storeu_si512(to, _mm512_add_epi32(_mm512_cvtepu8_epi32(bytes),
                                             _mm512_set1_epi32((int)base)));
}

TARGET static void put_rest(as_tokens *t, size_t n, uint32_t base, __m512i beg,
                            __m512i end)
{
    put16(t->beg + n + 16, _mm512_extracti32x4_epi32(beg, 1), base);
    put16(t->end + n + 16, _mm512_extracti32x4_epi32(end, 1), base);
    put16(t->beg + n + 32, _mm512_extracti32x4_epi32(beg, 2), base);
    put16(t->end + n + 32, _mm512_extracti32x4_epi32(end, 2), base);
    put16(t->beg + n + 48, _mm512_extracti32x4_epi32(beg, 3), base);
    put16(t->end + n + 48, _mm512_extracti32x4_epi32(end, 3), base);
}

TARGET void as_emit_avx512(as_tokens *t, uint32_t base, const as_easy *easy)
{
    static const uint8_t numbers[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
        48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    const __m512i number = _mm512_loadu_si512(numbers);
    const __m512i beg = _mm512_maskz_compress_epi8(easy->starts, number);
    const __m512i end = _mm512_maskz_compress_epi8(easy->ends, number);
    const size_t n = t->n;
    const unsigned count = (unsigned)__builtin_popcountll(easy->starts);
    put16(t->beg + n, _mm512_castsi512_si128(beg), base);
    put16(t->end + n, _mm512_castsi512_si128(end), base);
    const uint64_t bit0 = _pext_u64(easy->code[0], easy->ends);
    const uint64_t bit1 = _pext_u64(easy->code[1], easy->ends);
    const uint64_t bit2 = _pext_u64(easy->code[2], easy->ends);
    const uint64_t bit3 = _pext_u64(easy->blank, easy->starts);
    const __m256i table256 =
        _mm256_loadu_si256((const __m256i *)(const void *)easy_flags);
    const __m512i table = _mm512_castsi256_si512(table256);
    for (unsigned i = 0; i < count; i += 32) {
        const __m512i code = _mm512_or_si512(
            _mm512_or_si512(
                _mm512_maskz_set1_epi16((__mmask32)(bit0 >> i), 1),
                _mm512_maskz_set1_epi16((__mmask32)(bit1 >> i), 2)),
            _mm512_or_si512(
                _mm512_maskz_set1_epi16((__mmask32)(bit2 >> i), 4),
                _mm512_maskz_set1_epi16((__mmask32)(bit3 >> i), 8)));
        _mm512_storeu_si512(t->flags + n + i,
                            _mm512_permutexvar_epi16(code, table));
    }
    if (count > 16) {
        put_rest(t, n, base, beg, end);
    }
    t->n = n + count;
}

#endif

/* classify.c - 64 bytes to bit masks, by the best means this machine has.
 *
 * Every variant gives the same masks for every byte, so that the tokens
 * cannot depend on the machine; tests compare them. "careful" is the scalar
 * one with the short cut for plain words switched off: it checks that the
 * short cut and the rules agree. */
#include <stdlib.h>
#include <string.h>

#include "text/token_int.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static bool is_last(char c)
{
    return c == '.' || c == ',' || c == '?' || c == '!' || c == ':' ||
           c == ';' || c == ')' || c == '"';
}

/* The bits of the letters that as_masks.cut is made of. */
typedef struct letters {
    uint64_t t, a, s, e, n, o, m;
} letters;

/* nt ot na ta ts me; a block begins with a chunk, so that no pair ends at
 * bit 0. */
static inline uint64_t cut_pairs(const letters *l)
{
    return (l->t & ((l->n | l->o) << 1)) |
           (l->a & ((l->n | l->t) << 1)) | (l->s & (l->t << 1)) |
           (l->e & (l->m << 1));
}

static uint64_t letter_bits(const char *p, char lower)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 64; i++) {
        bits |= (uint64_t)((p[i] | 0x20) == lower) << i;
    }
    return bits;
}

static void classify_scalar(const char *p, as_masks *out)
{
    as_masks m = {0};
    for (unsigned i = 0; i < 64; i++) {
        const uint64_t cls = as_byte_class[(unsigned char)p[i]];
        m.space |= (uint64_t)((cls & AS_B_SPACE) != 0) << i;
        m.blank |= (uint64_t)(p[i] == ' ') << i;
        m.alpha |= (uint64_t)((cls & AS_B_ALPHA) != 0) << i;
        m.upper |= (cls & AS_B_UPPER) << i;
        m.digit |= (uint64_t)((cls & AS_B_DIGIT) != 0) << i;
        m.last |= (uint64_t)is_last(p[i]) << i;
        m.open |= (uint64_t)(p[i] == '(' || p[i] == '"') << i;
        m.dot |= (uint64_t)(p[i] == '.') << i;
        m.bang |= (uint64_t)(p[i] == '!' || p[i] == '?') << i;
        m.link |= (uint64_t)((cls & AS_B_LINK) != 0) << i;
    }
    const letters l = {letter_bits(p, 't'), letter_bits(p, 'a'),
                       letter_bits(p, 's'), letter_bits(p, 'e'),
                       letter_bits(p, 'n'), letter_bits(p, 'o'),
                       letter_bits(p, 'm')};
    m.cut = cut_pairs(&l);
    *out = m;
}

#if defined(__x86_64__)

static inline uint64_t
letter_sse2(const char *p, char lower)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 64; i += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
        const __m128i low = _mm_or_si128(v, _mm_set1_epi8(0x20));
        const __m128i is = _mm_cmpeq_epi8(low, _mm_set1_epi8(lower));
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(is) << i;
    }
    return bits;
}

/* Signed compares do: bytes above 0x7F are negative, below every bound. */
static void classify_sse2(const char *p, as_masks *out)
{
    const __m128i bit5 = _mm_set1_epi8(0x20);
    as_masks m = {0};
    for (unsigned i = 0; i < 64; i += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(p + i));
        const __m128i low = _mm_or_si128(v, bit5);
        const __m128i alpha =
            _mm_and_si128(_mm_cmpgt_epi8(low, _mm_set1_epi8('a' - 1)),
                          _mm_cmplt_epi8(low, _mm_set1_epi8('z' + 1)));
        const __m128i is_low = _mm_cmpeq_epi8(v, low);
        const __m128i space = _mm_or_si128(
            _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8(-1)),
                          _mm_cmplt_epi8(v, _mm_set1_epi8(0x21))),
            _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7F)));
        const __m128i digit = _mm_and_si128(
            _mm_cmpgt_epi8(v, _mm_set1_epi8('0' - 1)),
            _mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
        const __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
        const __m128i open = _mm_or_si128(
            quote, _mm_cmpeq_epi8(v, _mm_set1_epi8('(')));
        const __m128i pairs = _mm_or_si128(v, _mm_set1_epi8(1));
        const __m128i dot = _mm_cmpeq_epi8(v, _mm_set1_epi8('.'));
        const __m128i bang =
            _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('!')),
                         _mm_cmpeq_epi8(v, _mm_set1_epi8('?')));
        const __m128i comma = _mm_cmpeq_epi8(v, _mm_set1_epi8(','));
        const __m128i link = _mm_or_si128( /* @ : and . */
            dot, _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('@')),
                 _mm_cmpeq_epi8(v, _mm_set1_epi8(':'))));
        const __m128i last = _mm_or_si128( /* and " ) : ; */
            _mm_or_si128(_mm_or_si128(dot, bang),
                         _mm_or_si128(comma, quote)),
            _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(')')),
                         _mm_cmpeq_epi8(pairs, _mm_set1_epi8(';'))));
        m.space |= (uint64_t)(unsigned)_mm_movemask_epi8(space) << i;
        m.blank |= (uint64_t)(unsigned)_mm_movemask_epi8(
                       _mm_cmpeq_epi8(v, _mm_set1_epi8(' ')))
                   << i;
        m.alpha |= (uint64_t)(unsigned)_mm_movemask_epi8(alpha) << i;
        m.upper |= (uint64_t)(unsigned)_mm_movemask_epi8(
                       _mm_andnot_si128(is_low, alpha))
                   << i;
        m.digit |= (uint64_t)(unsigned)_mm_movemask_epi8(digit) << i;
        m.last |= (uint64_t)(unsigned)_mm_movemask_epi8(last) << i;
        m.open |= (uint64_t)(unsigned)_mm_movemask_epi8(open) << i;
        m.dot |= (uint64_t)(unsigned)_mm_movemask_epi8(dot) << i;
        m.bang |= (uint64_t)(unsigned)_mm_movemask_epi8(bang) << i;
        m.link |= (uint64_t)(unsigned)_mm_movemask_epi8(link) << i;
    }
    const letters l = {letter_sse2(p, 't'), letter_sse2(p, 'a'),
                       letter_sse2(p, 's'), letter_sse2(p, 'e'),
                       letter_sse2(p, 'n'), letter_sse2(p, 'o'),
                       letter_sse2(p, 'm')};
    m.cut = cut_pairs(&l);
    *out = m;
}

__attribute__((target("avx2"))) static inline uint64_t
letter_avx2(const char *p, char lower)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 64; i += 32) {
        const __m256i v = _mm256_loadu_si256((const __m256i *)(p + i));
        const __m256i low = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
        const __m256i is = _mm256_cmpeq_epi8(low, _mm256_set1_epi8(lower));
        bits |= (uint64_t)(unsigned)_mm256_movemask_epi8(is) << i;
    }
    return bits;
}

__attribute__((target("avx2"))) static void
classify_avx2(const char *p, as_masks *out)
{
    const __m256i bit5 = _mm256_set1_epi8(0x20);
    as_masks m = {0};
    for (unsigned i = 0; i < 64; i += 32) {
        const __m256i v = _mm256_loadu_si256((const __m256i *)(p + i));
        const __m256i low = _mm256_or_si256(v, bit5);
        const __m256i alpha = _mm256_and_si256(
            _mm256_cmpgt_epi8(low, _mm256_set1_epi8('a' - 1)),
            _mm256_cmpgt_epi8(_mm256_set1_epi8('z' + 1), low));
        const __m256i is_low = _mm256_cmpeq_epi8(v, low);
        const __m256i space = _mm256_or_si256(
            _mm256_and_si256(
                _mm256_cmpgt_epi8(v, _mm256_set1_epi8(-1)),
                _mm256_cmpgt_epi8(_mm256_set1_epi8(0x21), v)),
            _mm256_cmpeq_epi8(v, _mm256_set1_epi8(0x7F)));
        const __m256i digit = _mm256_and_si256(
            _mm256_cmpgt_epi8(v, _mm256_set1_epi8('0' - 1)),
            _mm256_cmpgt_epi8(_mm256_set1_epi8('9' + 1), v));
        const __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
        const __m256i open = _mm256_or_si256(
            quote, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('(')));
        const __m256i pairs = _mm256_or_si256(v, _mm256_set1_epi8(1));
        const __m256i dot = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('.'));
        const __m256i bang =
            _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('!')),
                            _mm256_cmpeq_epi8(v, _mm256_set1_epi8('?')));
        const __m256i comma = _mm256_cmpeq_epi8(v, _mm256_set1_epi8(','));
        const __m256i link = _mm256_or_si256( /* @ : and . */
            dot, _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('@')),
                 _mm256_cmpeq_epi8(v, _mm256_set1_epi8(':'))));
        const __m256i last = _mm256_or_si256( /* and " ) : ; */
            _mm256_or_si256(_mm256_or_si256(dot, bang),
                            _mm256_or_si256(comma, quote)),
            _mm256_or_si256(
                _mm256_cmpeq_epi8(v, _mm256_set1_epi8(')')),
                _mm256_cmpeq_epi8(pairs, _mm256_set1_epi8(';'))));
        m.space |= (uint64_t)(unsigned)_mm256_movemask_epi8(space) << i;
        m.blank |= (uint64_t)(unsigned)_mm256_movemask_epi8(
                       _mm256_cmpeq_epi8(v, _mm256_set1_epi8(' ')))
                   << i;
        m.alpha |= (uint64_t)(unsigned)_mm256_movemask_epi8(alpha) << i;
        m.upper |= (uint64_t)(unsigned)_mm256_movemask_epi8(
                       _mm256_andnot_si256(is_low, alpha))
                   << i;
        m.digit |= (uint64_t)(unsigned)_mm256_movemask_epi8(digit) << i;
        m.last |= (uint64_t)(unsigned)_mm256_movemask_epi8(last) << i;
        m.open |= (uint64_t)(unsigned)_mm256_movemask_epi8(open) << i;
        m.dot |= (uint64_t)(unsigned)_mm256_movemask_epi8(dot) << i;
        m.bang |= (uint64_t)(unsigned)_mm256_movemask_epi8(bang) << i;
        m.link |= (uint64_t)(unsigned)_mm256_movemask_epi8(link) << i;
    }
    const letters l = {letter_avx2(p, 't'), letter_avx2(p, 'a'),
                       letter_avx2(p, 's'), letter_avx2(p, 'e'),
                       letter_avx2(p, 'n'), letter_avx2(p, 'o'),
                       letter_avx2(p, 'm')};
    m.cut = cut_pairs(&l);
    *out = m;
}

/* What a byte below 0x80 is, by bits; what the last letter of a pair for
 * as_masks.cut is, and what the one before it is. */
enum {
    IS_SPACE = 1,
    IS_ALPHA = 2,
    IS_UPPER = 4,
    IS_DIGIT = 8,
    IS_LAST = 16,
    IS_OPEN = 32,
    IS_DOT = 64,
    IS_BANG = 128
};
enum { CUT_T = 1, CUT_A = 2, CUT_S = 4, CUT_E = 8 };
enum { IS_LINK = 128 }; /* of cut_second, where there is room */
static uint8_t byte_bits[128], cut_second[128], cut_first[128];

static void bits_start(void)
{
    for (unsigned c = 0; c < 128; c++) {
        const unsigned cls = as_byte_class[c];
        byte_bits[c] = (uint8_t)((cls & AS_B_SPACE ? IS_SPACE : 0) |
                                 (cls & AS_B_ALPHA ? IS_ALPHA : 0) |
                                 (cls & AS_B_UPPER ? IS_UPPER : 0) |
                                 (cls & AS_B_DIGIT ? IS_DIGIT : 0) |
                                 (is_last((char)c) ? IS_LAST : 0) |
                                 (c == '(' || c == '"' ? IS_OPEN : 0) |
                                 (c == '.' ? IS_DOT : 0) |
                                 (c == '!' || c == '?' ? IS_BANG : 0));
        const unsigned low = c | 0x20;
        cut_second[c] = low == 't'   ? CUT_T
                        : low == 'a' ? CUT_A
                        : low == 's' ? CUT_S
                        : low == 'e' ? CUT_E
                                     : 0;
        cut_second[c] |= cls & AS_B_LINK ? IS_LINK : 0;
        cut_first[c] = low == 'n'   ? CUT_T | CUT_A
                       : low == 'o' ? CUT_T
                       : low == 't' ? CUT_A | CUT_S
                       : low == 'm' ? CUT_E
                                    : 0;
    }
}

#define TARGET __attribute__((target("avx512bw,avx512vbmi")))

/* The entry of each byte in a table of 128; 0 for bytes above. */
TARGET static inline __m512i look_up(__m512i v, const uint8_t table[128])
{
    return _mm512_maskz_permutex2var_epi8(
        ~_mm512_movepi8_mask(v), _mm512_loadu_si512(table), v,
        _mm512_loadu_si512(table + 64));
}

#define HAS(v, bit) _mm512_test_epi8_mask(v, _mm512_set1_epi8((char)(bit)))

/* `before` makes a shift by one byte of `first`. */
TARGET static void classify_avx512(const char *p, as_masks *out)
{
    static const uint8_t before[64] = {
        0,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
        15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
        47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62};
    const __m512i v = _mm512_loadu_si512(p);
    const __m512i is = look_up(v, byte_bits);
    const __m512i second = look_up(v, cut_second);
    const __m512i first = _mm512_permutexvar_epi8(
        _mm512_loadu_si512(before), look_up(v, cut_first));
    *out = (as_masks){
        .space = HAS(is, IS_SPACE),
        .blank = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(' ')),
        .alpha = HAS(is, IS_ALPHA),
        .upper = HAS(is, IS_UPPER),
        .digit = HAS(is, IS_DIGIT),
        .last = HAS(is, IS_LAST),
        .open = HAS(is, IS_OPEN),
        .dot = HAS(is, IS_DOT),
        .bang = HAS(is, IS_BANG),
        .link = HAS(second, IS_LINK),
        .cut = _mm512_test_epi8_mask(first, second) & ~1ull,
    };
}

#endif

/* ---- the choice --------------------------------------------------------- */

enum { VARIANTS_MAX = 5 };

static as_variant the_variants[VARIANTS_MAX + 1]; /* best first, NULL-ended */
static const as_variant *the_choice;

static void variant_add(as_variant made)
{
    as_variant *v = the_variants;
    while (v->name != NULL) {
        v++;
    }
    *v = made;
}

/* Before main, so that no thread ever sees a half-made choice. */
__attribute__((constructor)) static void variants_start(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool bmi =
        __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (bmi && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vbmi2")) {
        bits_start();
        variant_add((as_variant){"avx512", classify_avx512, as_emit_avx512,
                                 false, true});
    }
    if (__builtin_cpu_supports("avx2")) {
        variant_add((as_variant){"avx2", classify_avx2, as_emit_any, false,
                                 bmi});
    }
    variant_add((as_variant){"sse2", classify_sse2, as_emit_any, false,
                             false});
#endif
    variant_add((as_variant){"scalar", classify_scalar, as_emit_any, false,
                             false});
    variant_add((as_variant){"careful", classify_scalar, as_emit_any, true,
                             false});
    the_choice = the_variants;
    const char *wish = getenv("ASSAY_SIMD");
    if (wish != NULL) {
        (void)as_token_variant_set(wish, NULL);
    }
}

const as_variant *as_variant_chosen(void)
{
    return the_choice;
}

bool as_token_avx512(void)
{
    return strcmp(the_choice->name, "avx512") == 0;
}

const char *as_token_variant(size_t i)
{
    return i < VARIANTS_MAX ? the_variants[i].name : NULL;
}

as_status as_token_variant_set(const char *name, as_err *err)
{
    for (const as_variant *v = the_variants; v->name != NULL; v++) {
        if (strcmp(v->name, name) == 0) {
            the_choice = v;
            return AS_OK;
        }
    }
    return as_err_set(err, AS_EINVAL, "no such classifier here: %s", name);
}

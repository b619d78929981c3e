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
        m.alpha |= (uint64_t)((cls & AS_B_ALPHA) != 0) << i;
        m.upper |= (cls & AS_B_UPPER) << i;
        m.digit |= (uint64_t)((cls & AS_B_DIGIT) != 0) << i;
        m.last |= (uint64_t)is_last(p[i]) << i;
        m.open |= (uint64_t)(p[i] == '(' || p[i] == '"') << i;
        m.dot |= (uint64_t)(p[i] == '.') << i;
        m.bang |= (uint64_t)(p[i] == '!' || p[i] == '?') << i;
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
        const __m128i last = _mm_or_si128( /* and " ) : ; */
            _mm_or_si128(_mm_or_si128(dot, bang),
                         _mm_or_si128(comma, quote)),
            _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(')')),
                         _mm_cmpeq_epi8(pairs, _mm_set1_epi8(';'))));
        m.space |= (uint64_t)(unsigned)_mm_movemask_epi8(space) << i;
        m.alpha |= (uint64_t)(unsigned)_mm_movemask_epi8(alpha) << i;
        m.upper |= (uint64_t)(unsigned)_mm_movemask_epi8(
                       _mm_andnot_si128(is_low, alpha))
                   << i;
        m.digit |= (uint64_t)(unsigned)_mm_movemask_epi8(digit) << i;
        m.last |= (uint64_t)(unsigned)_mm_movemask_epi8(last) << i;
        m.open |= (uint64_t)(unsigned)_mm_movemask_epi8(open) << i;
        m.dot |= (uint64_t)(unsigned)_mm_movemask_epi8(dot) << i;
        m.bang |= (uint64_t)(unsigned)_mm_movemask_epi8(bang) << i;
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
        const __m256i last = _mm256_or_si256( /* and " ) : ; */
            _mm256_or_si256(_mm256_or_si256(dot, bang),
                            _mm256_or_si256(comma, quote)),
            _mm256_or_si256(
                _mm256_cmpeq_epi8(v, _mm256_set1_epi8(')')),
                _mm256_cmpeq_epi8(pairs, _mm256_set1_epi8(';'))));
        m.space |= (uint64_t)(unsigned)_mm256_movemask_epi8(space) << i;
        m.alpha |= (uint64_t)(unsigned)_mm256_movemask_epi8(alpha) << i;
        m.upper |= (uint64_t)(unsigned)_mm256_movemask_epi8(
                       _mm256_andnot_si256(is_low, alpha))
                   << i;
        m.digit |= (uint64_t)(unsigned)_mm256_movemask_epi8(digit) << i;
        m.last |= (uint64_t)(unsigned)_mm256_movemask_epi8(last) << i;
        m.open |= (uint64_t)(unsigned)_mm256_movemask_epi8(open) << i;
        m.dot |= (uint64_t)(unsigned)_mm256_movemask_epi8(dot) << i;
        m.bang |= (uint64_t)(unsigned)_mm256_movemask_epi8(bang) << i;
    }
    const letters l = {letter_avx2(p, 't'), letter_avx2(p, 'a'),
                       letter_avx2(p, 's'), letter_avx2(p, 'e'),
                       letter_avx2(p, 'n'), letter_avx2(p, 'o'),
                       letter_avx2(p, 'm')};
    m.cut = cut_pairs(&l);
    *out = m;
}

#define IS(v, c) _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c))
#define BETWEEN(v, low, high)                                                 \
    (_mm512_cmpge_epu8_mask(v, _mm512_set1_epi8(low)) &                       \
     _mm512_cmple_epu8_mask(v, _mm512_set1_epi8(high)))

/* A compare gives the mask itself. */
__attribute__((target("avx512bw"))) static void
classify_avx512(const char *p, as_masks *out)
{
    const __m512i v = _mm512_loadu_si512(p);
    const __m512i low = _mm512_or_si512(v, _mm512_set1_epi8(0x20));
    as_masks m = {
        .space = _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(0x21)) |
                 IS(v, 0x7F),
        .alpha = BETWEEN(low, 'a', 'z'),
        .upper = BETWEEN(v, 'A', 'Z'),
        .digit = BETWEEN(v, '0', '9'),
        .dot = IS(v, '.'),
        .bang = IS(v, '!') | IS(v, '?'),
    };
    const uint64_t quote = IS(v, '"');
    m.open = quote | IS(v, '(');
    m.last = m.dot | m.bang | quote | IS(v, ',') | IS(v, ')') |
             BETWEEN(v, ':', ';');
    const letters l = {IS(low, 't'), IS(low, 'a'), IS(low, 's'),
                       IS(low, 'e'), IS(low, 'n'), IS(low, 'o'),
                       IS(low, 'm')};
    m.cut = cut_pairs(&l);
    *out = m;
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
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2")) {
        variant_add((as_variant){"avx512", classify_avx512, false, true});
    }
    if (__builtin_cpu_supports("avx2")) {
        variant_add((as_variant){"avx2", classify_avx2, false,
                                 __builtin_cpu_supports("bmi") &&
                                     __builtin_cpu_supports("bmi2")});
    }
    variant_add((as_variant){"sse2", classify_sse2, false, false});
#endif
    variant_add((as_variant){"scalar", classify_scalar, false, false});
    variant_add((as_variant){"careful", classify_scalar, true, false});
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

/* chars.c - classes of bytes (a table) and of code points (utf8proc). */
#include <utf8proc.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "text/token_int.h"
#include "text/utf8.h"

#define SP AS_B_SPACE
#define PU AS_B_PUNCT
#define NU (AS_B_PUNCT | AS_B_NUM)
#define LI (AS_B_PUNCT | AS_B_LINK)
#define NL (AS_B_PUNCT | AS_B_NUM | AS_B_LINK)
#define DI (AS_B_DIGIT | AS_B_NUM)
#define UP AS_B_UPPER
#define LO AS_B_LOWER
#define HI AS_B_HIGH

const uint8_t as_byte_class[256] = {
    SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, /* 00 */
    SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, SP, /* 10 */
    SP, PU, PU, PU, PU, PU, PU, NU, PU, PU, PU, NU, NU, NU, NL, NU,
    DI, DI, DI, DI, DI, DI, DI, DI, DI, DI, NL, PU, PU, PU, PU, PU,
    LI, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, /* 40 */
    UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, UP, PU, PU, PU, PU, PU, /* 50 */
    PU, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, /* 60 */
    LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, LO, PU, PU, PU, PU, SP, /* 70 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* 80 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* 90 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* A0 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* B0 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* C0 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* D0 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* E0 */
    HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, HI, /* F0 */
};

static as_char_class class_of_letter(uint32_t cp)
{
    if (cp < 0x0E00) {
        return AS_CH_LETTER;
    }
    if ((cp < 0x0F00) || (cp >= 0x1000 && cp < 0x10A0) ||
        (cp >= 0x1780 && cp < 0x1800)) {
        return AS_CH_SEA;
    }
    if ((cp >= 0x30A0 && cp < 0x3100) || (cp >= 0x31F0 && cp < 0x3200) ||
        (cp >= 0xFF66 && cp < 0xFFA0)) {
        return AS_CH_KANA;
    }
    if ((cp >= 0x3005 && cp < 0x30A0) || (cp >= 0x3400 && cp < 0x4DC0) ||
        (cp >= 0x4E00 && cp < 0xA000) || (cp >= 0xF900 && cp < 0xFB00) ||
        (cp >= 0x20000 && cp < 0x40000)) {
        return AS_CH_IDEO;
    }
    return AS_CH_LETTER;
}

/* A format character holds a word together, but for the byte order mark and
 * the zero-width space, which are white space here. */
static as_char_class class_of_format(uint32_t cp)
{
    return cp == 0xFEFF || cp == 0x200B ? AS_CH_SPACE : AS_CH_FORMAT;
}

static as_char_class class_of_symbol(const utf8proc_property_t *prop)
{
    switch (prop->boundclass) {
    case UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC:
    case UTF8PROC_BOUNDCLASS_REGIONAL_INDICATOR:
        return AS_CH_EMOJI;
    case UTF8PROC_BOUNDCLASS_EXTEND: /* skin tones */
        return AS_CH_MARK;
    default:
        return AS_CH_PUNCT;
    }
}

static as_char_class class_of(uint32_t cp)
{
    const utf8proc_property_t *prop =
        utf8proc_get_property((utf8proc_int32_t)cp);
    switch (prop->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return class_of_letter(cp);
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return AS_CH_MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NO:
        return AS_CH_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return AS_CH_SPACE;
    case UTF8PROC_CATEGORY_CF:
        return class_of_format(cp);
    default:
        return class_of_symbol(prop);
    }
}

static as_char ascii_char(unsigned char c)
{
    const unsigned cls = as_byte_class[c];
    const as_char_class ch = cls & AS_B_ALPHA   ? AS_CH_LETTER
                             : cls & AS_B_DIGIT ? AS_CH_DIGIT
                             : cls & AS_B_SPACE ? AS_CH_SPACE
                                                : AS_CH_PUNCT;
    return (as_char){c, 1, (uint8_t)ch};
}

as_char as_char_at(const char *p, size_t at, size_t end)
{
    const unsigned char c = (unsigned char)p[at];
    if (c < 0x80) {
        return ascii_char(c);
    }
    size_t len;
    const uint32_t cp = as_utf8_decode(p + at, end - at, &len);
    return (as_char){cp, (uint8_t)len, (uint8_t)class_of(cp)};
}

size_t as_cluster_end(const char *p, size_t at, size_t end)
{
    utf8proc_int32_t state = 0;
    as_char now = as_char_at(p, at, end);
    for (;;) {
        at += now.len;
        if (at >= end) {
            return at;
        }
        const as_char next = as_char_at(p, at, end);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)now.cp,
                                             (utf8proc_int32_t)next.cp,
                                             &state)) {
            return at;
        }
        now = next;
    }
}

/* ---- shapes ------------------------------------------------------------- */

/* What the characters of a token have, and what all of them are. */
typedef struct shape {
    unsigned any, all; /* AS_B_*, of the ASCII bytes */
    bool letter, upper, lower, digit, high; /* at least one */
    bool other;     /* something that is neither letter, mark nor digit */
    bool not_punct; /* something that is no punctuation */
    bool not_num;   /* something that numbers are not written with */
} shape;

static void shape_add_char(shape *sh, as_char ch)
{
    const utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)ch.cp);
    const bool letter = ch.cls == AS_CH_LETTER || ch.cls == AS_CH_IDEO ||
                        ch.cls == AS_CH_KANA || ch.cls == AS_CH_SEA;
    sh->high = true;
    sh->upper |= cat == UTF8PROC_CATEGORY_LU || cat == UTF8PROC_CATEGORY_LT;
    sh->lower |= cat == UTF8PROC_CATEGORY_LL;
    sh->letter |= letter;
    sh->digit |= ch.cls == AS_CH_DIGIT;
    sh->other |= ch.cls == AS_CH_PUNCT || ch.cls == AS_CH_EMOJI;
    sh->not_punct |= letter || ch.cls == AS_CH_DIGIT;
    sh->not_num |= ch.cls != AS_CH_DIGIT && ch.cls != AS_CH_MARK &&
                   ch.cls != AS_CH_FORMAT && ch.cp != 0x2019 &&
                   ch.cp != 0x066B && ch.cp != 0x066C;
}

/* What the ASCII bytes say, put to the rest. */
static void shape_add_ascii(shape *sh)
{
    sh->upper |= (sh->any & AS_B_UPPER) != 0;
    sh->lower |= (sh->any & AS_B_LOWER) != 0;
    sh->letter |= (sh->any & AS_B_ALPHA) != 0;
    sh->digit |= (sh->any & AS_B_DIGIT) != 0;
    sh->other |= (sh->any & (AS_B_PUNCT | AS_B_SPACE)) != 0;
    sh->not_punct |= (sh->any & (AS_B_ALNUM | AS_B_SPACE)) != 0;
    sh->not_num |= (sh->all & AS_B_NUM) == 0;
}

static uint16_t shape_flags(const shape *sh, bool first_upper)
{
    unsigned flags = sh->high ? 0 : AS_TOK_ASCII;
    if (sh->letter) {
        flags |= sh->other || sh->digit ? 0 : AS_TOK_ALPHA;
        flags |= sh->upper && !sh->lower ? AS_TOK_UPPER : 0;
        flags |= sh->lower && !sh->upper ? AS_TOK_LOWER : 0;
        flags |= first_upper && sh->lower ? AS_TOK_TITLE : 0;
    }
    flags |= sh->digit && !sh->not_num ? AS_TOK_NUM : 0;
    flags |= sh->not_punct ? 0 : AS_TOK_PUNCT;
    return (uint16_t)flags;
}

/* The same for any token. */
static uint16_t long_shape(const char *p, size_t beg, size_t end)
{
    shape sh = {.all = AS_B_NUM};
    bool had_letter = false;
    bool first_upper = false;
    for (size_t at = beg; at < end;) {
        const unsigned cls = as_byte_class[(unsigned char)p[at]];
        bool upper = (cls & AS_B_UPPER) != 0;
        bool letter = (cls & AS_B_ALPHA) != 0;
        if (cls & AS_B_HIGH) {
            const as_char ch = as_char_at(p, at, end);
            shape_add_char(&sh, ch);
            upper = sh.upper;
            letter = sh.letter;
            at += ch.len;
        } else {
            sh.any |= cls;
            sh.all &= cls;
            at++;
        }
        first_upper |= !had_letter && letter && upper;
        had_letter |= letter;
    }
    shape_add_ascii(&sh);
    return shape_flags(&sh, first_upper);
}

/* Letters, and perhaps other things, all of them ASCII. */
static unsigned mixed_shape(const char *p, size_t beg, unsigned any)
{
    unsigned flags = any & (AS_B_DIGIT | AS_B_PUNCT) ? 0 : AS_TOK_ALPHA;
    if (!(any & AS_B_UPPER)) {
        return flags | AS_TOK_LOWER;
    }
    if (!(any & AS_B_LOWER)) {
        return flags | AS_TOK_UPPER;
    }
    while (!as_byte_is(p[beg], AS_B_ALPHA)) {
        beg++;
    }
    return flags | (as_byte_is(p[beg], AS_B_UPPER) ? AS_TOK_TITLE : 0);
}

#ifdef __SSE2__

static inline unsigned between(__m128i v, char low, char high)
{
    return (unsigned)_mm_movemask_epi8(
        _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)(low - 1))),
                      _mm_cmplt_epi8(v, _mm_set1_epi8((char)(high + 1)))));
}

/* The same of the first `n` <= 16 bytes at p, of which 16 can be read; bits
 * take the place of a loop. False if they are not all ASCII. */
static bool short_shape(const char *p, size_t n, uint16_t *flags)
{
    const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    const unsigned all = (1u << n) - 1;
    const unsigned upper = between(v, 'A', 'Z') & all;
    const unsigned alpha = upper | (between(v, 'a', 'z') & all);
    const unsigned digit = between(v, '0', '9') & all;
    const unsigned num = /* + , - . / : and digits; and ' */
        between(v, '+', ':') |
        (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\'')));
    unsigned f = alpha == all ? AS_TOK_ALPHA : 0;
    f |= upper == 0 ? AS_TOK_LOWER : 0;
    f |= upper == alpha ? AS_TOK_UPPER : 0;
    f |= upper != alpha && (alpha & -alpha & upper) ? AS_TOK_TITLE : 0;
    if (alpha == 0) {
        f = digit == 0 ? AS_TOK_PUNCT : (num & all) == all ? AS_TOK_NUM : 0;
    }
    *flags = (uint16_t)(f | AS_TOK_ASCII);
    return ((unsigned)_mm_movemask_epi8(v) & all) == 0;
}

#endif

uint16_t as_token_shape(const char *p, size_t beg, size_t end, size_t n)
{
#ifdef __SSE2__
    uint16_t flags;
    if (end - beg <= 16 && n - beg >= 16 &&
        short_shape(p + beg, end - beg, &flags)) {
        return flags;
    }
#else
    (void)n;
#endif
    unsigned any = 0;
    unsigned all = AS_B_NUM;
    for (size_t at = beg; at < end; at++) {
        const unsigned cls = as_byte_class[(unsigned char)p[at]];
        any |= cls;
        all &= cls;
    }
    if (any & AS_B_HIGH) {
        return long_shape(p, beg, end);
    }
    if (any & AS_B_ALPHA) {
        return (uint16_t)(AS_TOK_ASCII | mixed_shape(p, beg, any));
    }
    if (any & AS_B_DIGIT) {
        return AS_TOK_ASCII | (all ? AS_TOK_NUM : 0);
    }
    return AS_TOK_ASCII | AS_TOK_PUNCT;
}

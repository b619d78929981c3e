/* token_int.h - what the stages of the tokenizer share; private to text/.
 *
 *   classify.c  64-byte blocks -> bit masks (scalar, SSE2, AVX2, AVX-512)
 *   token.c     masks -> chunks between white space; plain words at once
 *   emit.c      bits of plain words -> columns
 *   chunk.c     any other chunk, rule by rule: marks, quotes, emoji, runs
 *   word.c      words and numbers, clitics and units split off
 *   join.c      what joins words: stops, hyphens, slashes, abbreviations
 *   link.c      URLs, e-mail addresses, host and file names, hashtags
 *   lexicon.c   the lists of words that the rules ask for
 *   chars.c     classes of bytes and code points */
#ifndef AS_TEXT_TOKEN_INT_H
#define AS_TEXT_TOKEN_INT_H

#include <string.h>

#include "text/token.h"

/* ---- characters --------------------------------------------------------- */

enum as_byte_class {
    AS_B_UPPER = 1,
    AS_B_LOWER = 2,
    AS_B_DIGIT = 4,
    AS_B_SPACE = 8, /* NUL to space, DEL */
    AS_B_PUNCT = 16,
    AS_B_HIGH = 32,  /* part of a longer sequence */
    AS_B_NUM = 64,   /* what numbers are written with: digits and .,:/-+' */
    AS_B_LINK = 128, /* what addresses have: @ : and . */
    AS_B_ALPHA = AS_B_UPPER | AS_B_LOWER,
    AS_B_ALNUM = AS_B_ALPHA | AS_B_DIGIT
};

extern const uint8_t as_byte_class[256];

static inline bool as_byte_is(char c, unsigned classes)
{
    return (as_byte_class[(unsigned char)c] & classes) != 0;
}

typedef enum as_char_class {
    AS_CH_SPACE,
    AS_CH_LETTER,
    AS_CH_DIGIT,
    AS_CH_MARK,   /* combining marks: part of what is before */
    AS_CH_FORMAT, /* joiners, soft hyphens: part of a word when inside it */
    AS_CH_IDEO,  /* Han, Hiragana: a token each */
    AS_CH_KANA,  /* Katakana: a token a run */
    AS_CH_SEA,   /* Thai, Lao, Khmer, Myanmar: likewise */
    AS_CH_EMOJI, /* starts a pictograph or a flag */
    AS_CH_PUNCT  /* all else */
} as_char_class;

typedef struct as_char {
    uint32_t cp;
    uint8_t len;
    uint8_t cls; /* as_char_class */
} as_char;

/* The character at `at` < end. */
as_char as_char_at(const char *p, size_t at, size_t end);

/* Bytes of the apostrophe (' or U+2019) at `at`, or 0. */
static inline size_t as_apos_len(const char *p, size_t at, size_t end)
{
    if (at >= end) {
        return 0;
    }
    if (p[at] == '\'') {
        return 1;
    }
    return p[at] == '\xE2' && end - at >= 3 && p[at + 1] == '\x80' &&
                   p[at + 2] == '\x99'
               ? 3
               : 0;
}

/* End of the extended grapheme cluster at `at`. */
size_t as_cluster_end(const char *p, size_t at, size_t end);

/* Shape flags of the token [beg, end) of a text of `n` bytes; none that need
 * its neighbours. */
uint16_t as_token_shape(const char *p, size_t beg, size_t end, size_t n);

/* ---- lexicon ------------------------------------------------------------ */

enum as_lex_flag {
    AS_LEX_TITLE = 1 << 0,   /* before a name: mr, gen */
    AS_LEX_CAPITAL = 1 << 1, /* months, states: only when capitalised */
    AS_LEX_SUFFIX = 1 << 2,  /* after a name: inc, jr */
    AS_LEX_NUMREF = 1 << 3,  /* an abbreviation only before a number: no */
    AS_LEX_ABBR = 1 << 4,    /* any other abbreviation */
    AS_LEX_PREFIX = 1 << 5,  /* keeps its hyphen: anti-war */
    AS_LEX_UNIT = 1 << 6,    /* split from its number: 5|kg */
    AS_LEX_HOST = 1 << 7,    /* last part of a host name: com */
    AS_LEX_FILE = 1 << 8,    /* last part of a file name: doc */
    AS_LEX_CUT1 = 1 << 9,    /* one word that is two: whats, last 1 */
    AS_LEX_CUT2 = 1 << 10,   /* likewise, last 2 letters: gon|na */
    AS_LEX_CUT3 = 1 << 11,   /* last 3: can|not */
    AS_LEX_MONEY = 1 << 12,  /* before an amount: usd */
    AS_LEX_STARTER = 1 << 13, /* opens a sentence more often than a name */
    AS_LEX_SAID = 1 << 14,   /* who speaks, behind a quotation: he, she */
    AS_LEX_AT = 1 << 15,      /* prepositions of time: at 5 a.m. */
    AS_LEX_WEAK = 1 << 16,    /* an abbreviation only inside a sentence */
    AS_LEX_TAIL = 1 << 17,    /* keeps the hyphen before it: two-fold */
    AS_LEX_ELIDED = 1 << 18,  /* after an apostrophe: 'em */
    AS_LEX_PREP = 1 << 19,    /* goes on where a name ended: in, of, has */
    AS_LEX_ANY_ABBR = AS_LEX_TITLE | AS_LEX_CAPITAL | AS_LEX_SUFFIX |
                      AS_LEX_NUMREF | AS_LEX_ABBR | AS_LEX_WEAK,
    AS_LEX_CUT = AS_LEX_CUT1 | AS_LEX_CUT2 | AS_LEX_CUT3,
    AS_LEX_SPECIAL = AS_LEX_CUT | AS_LEX_ANY_ABBR
};

static inline uint64_t as_load4(const char *p)
{
    uint32_t got;
    memcpy(&got, p, sizeof got);
    return got;
}

/* A word of one to eight bytes as one integer, ASCII letters in lower case;
 * no other byte of a token becomes a letter or digit by that. The key is for
 * tables in memory: it depends on the machine's byte order. */
static inline uint64_t as_lex_key(const char *p, size_t n)
{
    const uint64_t lower = 0x2020202020202020u >> (8 * (8 - n));
    if (n >= 4) {
        return as_load4(p) | as_load4(p + n - 4) << (8 * (n - 4)) | lower;
    }
    const uint64_t first = (unsigned char)p[0];
    const uint64_t middle = (unsigned char)p[n / 2];
    const uint64_t last = (unsigned char)p[n - 1];
    return first | middle << (8 * (n / 2)) | last << (8 * (n - 1)) | lower;
}

/* The flags of a word, 0 if it is in no list. */
unsigned as_lex_find_key(uint64_t key);

/* A bit for each hash of a word that is in a list, and in one of
 * AS_LEX_SPECIAL: a quick no that stays in the nearest cache. */
extern uint64_t as_lex_bits[128], as_lex_special[128];

static inline uint64_t as_lex_hash(uint64_t key)
{
    return key * 0x9E3779B97F4A7C15u;
}

static inline unsigned as_lex_find(const char *p, size_t n)
{
    if (n < 1 || n > 8) {
        return 0;
    }
    const uint64_t key = as_lex_key(p, n);
    const uint64_t bit = as_lex_hash(key) >> 51;
    return as_lex_bits[bit >> 6] >> (bit & 63) & 1 ? as_lex_find_key(key) : 0;
}

/* Length of the emoticon at p with n bytes left in its chunk; 0 if there is
 * none. `first`: p is where the chunk begins. */
size_t as_emoticon_len(const char *p, size_t n, bool first);

/* ---- classifiers -------------------------------------------------------- */

/* A bit a byte, lowest first. */
typedef struct as_masks {
    uint64_t space; /* as AS_B_SPACE */
    uint64_t blank; /* of these: ' ' */
    uint64_t alpha;
    uint64_t upper;
    uint64_t digit;
    uint64_t last; /* what may end a plain chunk: . , ? ! : ; ) and " */
    uint64_t open; /* what may begin one: ( and " */
    uint64_t dot;  /* of these: . */
    uint64_t bang; /* and ! ? */
    uint64_t link; /* as AS_B_LINK */
    uint64_t cut;  /* the last letter of a pair that ends a word of
                      AS_LEX_CUT */
} as_masks;

/* Of the 64 bytes at p. */
typedef void (*as_classify)(const char *p, as_masks *out);

/* Tokens of a block: their first bits, the bits behind them, and what they
 * are: a code, lowest bit first, at the bit behind. */
typedef struct as_easy {
    uint64_t starts, ends;
    uint64_t code[3];
    uint64_t blank; /* starts with one space before them */
} as_easy;

enum {
    AS_EASY_MIXED,
    AS_EASY_LOWER,
    AS_EASY_UPPER,
    AS_EASY_TITLE,
    AS_EASY_NUMBER,
    AS_EASY_MARK,
    AS_EASY_STOP,
    AS_EASY_BLANK = 8, /* put to the code of one with a space before it */
    AS_EASY_CODES = 16
};

/* Append the tokens of the block at `base`. There must be room for 64,
 * however few they are. */
typedef void (*as_emit)(as_tokens *t, uint32_t base, const as_easy *easy);

void as_emit_any(as_tokens *t, uint32_t base, const as_easy *easy);
#if defined(__x86_64__)
void as_emit_avx512(as_tokens *t, uint32_t base, const as_easy *easy);
#endif

typedef struct as_variant {
    const char *name;
    as_classify classify;
    as_emit emit;
    bool careful; /* plain words take the careful road too */
    bool bmi;     /* the machine has BMI and BMI2 */
} as_variant;

const as_variant *as_variant_chosen(void);

/* ---- scanning ----------------------------------------------------------- */

typedef struct as_scan {
    const char *p;
    size_t n;
    as_tokens *out;
    size_t last_end; /* of the last token */
    size_t beg, end; /* the chunk */
    unsigned marks;  /* AS_HAS_*, of the chunk */
    /* No address, no name starts before these; both only grow, so that no
     * chunk is searched twice. */
    size_t no_mail, no_name;
    bool failed; /* out of memory */
} as_scan;

enum { AS_HAS_AT = 1, AS_HAS_DOT = 2, AS_HAS_SLASH = 4 };

/* Add a token; its flags are `flags`, its shape and what lies before it. */
void as_scan_put(as_scan *s, size_t beg, size_t end, unsigned flags);

/* The tokens of the chunk [beg, end), by the careful rules. `links`: there
 * may be bytes of AS_B_LINK in it, but for the last one. */
void as_scan_chunk(as_scan *s, size_t beg, size_t end, bool links);

/* The word or number that starts at `at`: adds it (and its clitic) and
 * gives where to go on. The token begins at `beg`, where a sign may be. */
size_t as_scan_word(as_scan *s, size_t beg, size_t at);

/* End of the URL, address or file name that starts at `at`, else `at`. */
size_t as_link_end(as_scan *s, size_t at);

/* End of the handle or hashtag whose sign is at `at`, else `at`. */
size_t as_tag_end(const as_scan *s, size_t at);

/* End of the letters, digits and marks from `at` on. */
size_t as_run_end(const as_scan *s, size_t at);

/* End of the clitic ('s, 'll) whose apostrophe is at `at`, else `at`. */
size_t as_clitic_end(const as_scan *s, size_t at);

/* The first byte behind the chunk that is no white space; 0 if none is near
 * or a blank line comes first. */
char as_scan_next(const as_scan *s);

#endif

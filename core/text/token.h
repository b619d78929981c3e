/* token.h - text to tokens, Universal Dependencies (EWT) conventions for
 * English, Unicode word boundaries (UAX 29) for other scripts.
 * Tokens never overlap and are in order; between them lies only white space
 * and control characters (NUL and U+FEFF among them). */
#ifndef AS_TEXT_TOKEN_H
#define AS_TEXT_TOKEN_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

/* Shape and spacing of a token. A word may have several. */
enum as_token_flag {
    AS_TOK_ALPHA = 1 << 0,  /* letters and marks only */
    AS_TOK_TITLE = 1 << 1,  /* first letter upper case, another one lower */
    AS_TOK_UPPER = 1 << 2,  /* has letters, all cased ones upper case */
    AS_TOK_LOWER = 1 << 3,  /* has letters, all cased ones lower case */
    AS_TOK_NUM = 1 << 4,    /* digits, with their separators, signs */
    AS_TOK_PUNCT = 1 << 5,  /* punctuation or symbols only */
    AS_TOK_ASCII = 1 << 6,  /* no byte above 0x7F */
    AS_TOK_STOP = 1 << 7,   /* may end a sentence: . ! ? and their kin */
    AS_TOK_SPACE = 1 << 8,  /* white space before it */
    AS_TOK_LINE = 1 << 9,   /* a line break before it */
    AS_TOK_BLANK = 1 << 10, /* a blank line before it */
    AS_TOK_ABBR = 1 << 11,  /* its last full stop belongs to it */
    AS_TOK_URL = 1 << 12    /* URL, e-mail address, handle or hashtag */
};

/* Columns of equal length; byte offsets, half-open. Zero-initialised is
 * empty and ready; the columns keep their room from text to text. */
typedef struct as_tokens {
    uint32_t *beg;
    uint32_t *end;
    uint16_t *flags;
    size_t n;
    size_t cap;
} as_tokens;

/* Replace what `out` holds with the tokens of `text` (well-formed UTF-8,
 * below 4 GiB). Errors: AS_ELIMIT (too long), AS_ENOMEM; `out` is then
 * empty. */
as_status as_tokenize(as_slice text, as_tokens *out, as_err *err);

void as_tokens_clear(as_tokens *tokens);

/* The classifiers that this machine can run, by name, for tests and
 * benchmarks: "avx2", "sse2", "scalar" ... NULL after the last. The best is
 * chosen at start; ASSAY_SIMD names another. as_token_variant_set answers
 * AS_EINVAL for one that is not here. */
const char *as_token_variant(size_t i);
as_status as_token_variant_set(const char *name, as_err *err);

/* Is the one in use that for AVX-512 with BW, DQ, VL, VBMI and VBMI2? Others
 * may then use these, too. */
bool as_token_avx512(void);

#endif

/* norm.c - case folding and composition by utf8proc.
 *
 * ASCII words are folded byte by byte. Others are decomposed with folding,
 * put in canonical order and composed, in pieces: utf8proc's ordering takes
 * quadratic time on a long run of marks, so a piece is cut before a
 * character that never composes backwards (below U+0300), and by force after
 * PIECE_MAX bytes, which only text that no language writes will reach.
 * Cost: linear. A word of ordinary length allocates nothing but its room in
 * `out`. */
#include "text/norm.h"

#include <utf8proc.h>

#include "base/mem.h"
#include "text/utf8.h"

enum {
    PIECE_MIN = 64,   /* do not look for a cut before */
    PIECE_MAX = 1024, /* cut at the next character, come what may */
    /* A folded and decomposed character has at most 18 code points from 2
     * bytes or more, but folds are short: 4 a byte is ample. */
    CODES_MAX = 4 * (PIECE_MAX + 4)
};

static const utf8proc_option_t FOLD =
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;

static bool is_ascii(as_slice s)
{
    unsigned char seen = 0;
    for (size_t i = 0; i < s.n; i++) {
        seen |= (unsigned char)s.p[i];
    }
    return seen < 0x80;
}

static as_status norm_ascii(as_slice word, as_buf *out, as_err *err)
{
    as_status st = as_buf_reserve(out, word.n, err);
    if (st != AS_OK || word.n == 0) {
        return st;
    }
    char *to = out->p + out->n;
    for (size_t i = 0; i < word.n; i++) {
        const char c = word.p[i];
        to[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    out->n += word.n;
    return AS_OK;
}

/* End of the piece that starts at `beg`. */
static size_t piece_end(as_slice word, size_t beg)
{
    size_t at = beg;
    while (at < word.n) {
        size_t len;
        const uint32_t cp = as_utf8_decode(word.p + at, word.n - at, &len);
        const size_t have = at - beg;
        if (have >= PIECE_MAX || (have >= PIECE_MIN && cp < 0x300)) {
            break;
        }
        at += len;
    }
    return at;
}

static as_status put_codes(const utf8proc_int32_t *codes, size_t n,
                           as_buf *out, as_err *err)
{
    for (size_t i = 0; i < n; i++) {
        char bytes[4];
        const uint32_t cp = codes[i] == 0x2019 ? '\'' : (uint32_t)codes[i];
        as_status st = as_buf_add(out, bytes, as_utf8_encode(cp, bytes), err);
        if (st != AS_OK) {
            return st;
        }
    }
    return AS_OK;
}

static as_status norm_piece(as_slice piece, as_buf *out, as_err *err)
{
    utf8proc_int32_t codes[CODES_MAX];
    utf8proc_ssize_t n =
        utf8proc_decompose((const utf8proc_uint8_t *)piece.p,
                           (utf8proc_ssize_t)piece.n, codes, CODES_MAX, FOLD);
    if (n < 0 || n > CODES_MAX) {
        return as_buf_add_slice(out, piece, err); /* not UTF-8: leave it */
    }
    n = utf8proc_normalize_utf32(codes, n, FOLD);
    return put_codes(codes, n > 0 ? (size_t)n : 0, out, err);
}

as_status as_norm(as_slice word, as_buf *out, as_err *err)
{
    if (is_ascii(word)) {
        return norm_ascii(word, out, err);
    }
    const size_t before = out->n;
    for (size_t beg = 0; beg < word.n;) {
        const size_t end = piece_end(word, beg);
        const as_slice piece = {word.p + beg, end - beg};
        as_status st = norm_piece(piece, out, err);
        if (st != AS_OK) {
            out->n = before;
            return st;
        }
        beg = end;
    }
    return AS_OK;
}

/* json.c - JSON strings and numbers.
 *
 * A string is copied in runs: eight bytes at a time are tested for one that
 * needs a closer look (quote, backslash, control, 0xE2 as the first byte of
 * U+2028/2029), so that plain text costs little more than memcpy. Numbers go
 * through snprintf, whose decimal point is the locale's and is put right.
 * What is not well-formed UTF-8 (a path, a string of a plugin's) is repaired:
 * JSON cannot hold it. Refuses: infinities and NaN. */
#include "io/json.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/utf8.h"

#define ONES 0x0101010101010101ull
#define TOPS 0x8080808080808080ull

/* Non-zero if a byte of `x` is zero. */
static inline uint64_t has_zero(uint64_t x)
{
    return (x - ONES) & ~x & TOPS;
}

/* Non-zero if a byte of `x` may need escaping; never zero when one does. */
static inline uint64_t has_special(uint64_t x)
{
    return ((x - ONES * 0x20) & ~x & TOPS) | has_zero(x ^ (ONES * '"')) |
           has_zero(x ^ (ONES * '\\')) | has_zero(x ^ (ONES * 0xE2));
}

static inline bool is_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == 0xE2;
}

/* Bytes from `at` on that can be copied as they are. */
static size_t plain_run(as_slice s, size_t at)
{
    size_t i = at;
    while (i + 8 <= s.n) {
        uint64_t x;
        memcpy(&x, s.p + i, 8);
        if (has_special(x)) {
            break;
        }
        i += 8;
    }
    while (i < s.n && !is_special((unsigned char)s.p[i])) {
        i++;
    }
    return i - at;
}

/* Escape the special byte at `at`; how many bytes of `s` that used up. */
static size_t escape(as_slice s, size_t at, as_buf *out, as_status *st,
                     as_err *err)
{
    const unsigned char c = (unsigned char)s.p[at];
    if (c == 0xE2) {
        const bool line = s.n - at >= 3 && (unsigned char)s.p[at + 1] == 0x80 &&
                          ((unsigned char)s.p[at + 2] & 0xFE) == 0xA8;
        if (!line) {
            *st = as_buf_add_byte(out, s.p[at], err);
            return 1;
        }
        const bool last = (unsigned char)s.p[at + 2] == 0xA9;
        *st = as_buf_add(out, last ? "\\u2029" : "\\u2028", 6, err);
        return 3;
    }
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (size_t i = 0; i + 1 < sizeof shorts; i += 2) {
        if (c == (unsigned char)shorts[i]) {
            const char two[2] = {'\\', shorts[i + 1]};
            *st = as_buf_add(out, two, 2, err);
            return 1;
        }
    }
    static const char hex[] = "0123456789abcdef";
    const char six[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    *st = as_buf_add(out, six, 6, err);
    return 1;
}

/* `s` with its quotation marks; well-formed. */
static as_status quote(as_buf *out, as_slice s, as_err *err)
{
    const size_t before = out->n;
    as_status st = as_buf_reserve(out, s.n + 2, err);
    if (st == AS_OK) {
        st = as_buf_add_byte(out, '"', err);
    }
    for (size_t at = 0; st == AS_OK && at < s.n;) {
        const size_t run = plain_run(s, at);
        st = as_buf_add(out, s.p + at, run, err);
        at += run;
        if (st == AS_OK && at < s.n) {
            at += escape(s, at, out, &st, err);
        }
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(out, '"', err);
    }
    if (st != AS_OK) {
        out->n = before;
    }
    return st;
}

as_status as_json_text(as_buf *out, as_slice s, as_err *err)
{
    if (as_utf8_valid(s) == s.n) {
        return quote(out, s, err);
    }
    as_buf good = {0};
    size_t n_bad = 0;
    as_status st = as_utf8_repair(s, &good, &n_bad, err);
    if (st == AS_OK) {
        st = quote(out, as_buf_slice(&good), err);
    }
    as_buf_clear(&good);
    return st;
}

/* Whatever the locale has for a decimal point becomes '.'; the new length. */
static size_t point_fix(char *s, size_t n)
{
    size_t beg = strspn(s, "+-0123456789e");
    if (beg >= n) {
        return n;
    }
    size_t end = beg + 1;
    while (end < n && strchr("+-0123456789e", s[end]) == NULL) {
        end++;
    }
    s[beg] = '.';
    memmove(s + beg + 1, s + end, n - end + 1);
    return n - (end - beg - 1);
}

as_status as_json_real(as_buf *out, double x, as_err *err)
{
    if (!isfinite(x)) {
        return as_err_set(err, AS_EINVAL, "%s cannot be written as JSON",
                          isnan(x) ? "NaN" : "an infinity");
    }
    char s[64];
    int n;
    if (fabs(x) < 1e15 && x == floor(x)) {
        n = snprintf(s, sizeof s, "%.0f", x == 0 ? 0.0 : x);
        return as_buf_add(out, s, (size_t)n, err);
    }
    /* What fifteen digits tell apart %g writes without zeros at the end; only
     * subnormal numbers have fewer. */
    for (int digits = fabs(x) < DBL_MIN ? 1 : DBL_DIG;; digits++) {
        n = snprintf(s, sizeof s, "%.*g", digits, x);
        if (digits == 17 || strtod(s, NULL) == x) {
            break;
        }
    }
    return as_buf_add(out, s, point_fix(s, (size_t)n), err);
}

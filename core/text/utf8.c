/* utf8.c - UTF-8 by the table of well-formed byte sequences (Unicode 15,
 * table 3-7). ASCII is skipped eight bytes at a time; every other sequence
 * costs a few compares. Nothing here keeps state or allocates, apart from
 * the buffer that a repair appends to. */
#include "text/utf8.h"

#include <string.h>

static const uint64_t HIGH_BITS = 0x8080808080808080u;

/* Bytes of plain ASCII from p on, at most n; may stop up to 7 early. */
static size_t ascii_run(const char *p, size_t n)
{
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, sizeof word);
        if (word & HIGH_BITS) {
            break;
        }
    }
    return i;
}

/* What must follow a lead byte: how many bytes in all, and the range of the
 * second one. Length 0: no sequence starts with this byte. */
typedef struct lead {
    uint8_t len, lo, hi;
} lead;

static lead lead_of(unsigned char c)
{
    if (c < 0x80) {
        return (lead){1, 0, 0};
    }
    if (c < 0xC2 || c > 0xF4) {
        return (lead){0, 0, 0};
    }
    if (c < 0xE0) {
        return (lead){2, 0x80, 0xBF};
    }
    if (c < 0xF0) {
        return (lead){3, c == 0xE0 ? 0xA0 : 0x80, c == 0xED ? 0x9F : 0xBF};
    }
    return (lead){4, c == 0xF0 ? 0x90 : 0x80, c == 0xF4 ? 0x8F : 0xBF};
}

/* The bytes at p (n >= 1 left) that are, or well begin, one sequence: the
 * "maximal subpart". *whole says whether the sequence is complete. */
static size_t subpart(const char *p, size_t n, bool *whole)
{
    const lead want = lead_of((unsigned char)p[0]);
    size_t got = 1;
    while (got < want.len && got < n) {
        const unsigned char c = (unsigned char)p[got];
        const unsigned char lo = got == 1 ? want.lo : 0x80;
        const unsigned char hi = got == 1 ? want.hi : 0xBF;
        if (c < lo || c > hi) {
            break;
        }
        got++;
    }
    *whole = got == want.len;
    return got;
}

size_t as_utf8_valid(as_slice s)
{
    size_t i = 0;
    while (i < s.n) {
        i += ascii_run(s.p + i, s.n - i);
        /* Up to eight characters before looking for ASCII again. */
        for (int k = 0; k < 8 && i < s.n; k++) {
            bool whole;
            const size_t len = subpart(s.p + i, s.n - i, &whole);
            if (!whole) {
                return i;
            }
            i += len;
        }
    }
    return i;
}

as_status as_utf8_repair(as_slice s, as_buf *out, size_t *n_bad, as_err *err)
{
    const size_t before = out->n;
    size_t bad = 0;
    for (size_t i = 0; i < s.n;) {
        const as_slice rest = {s.p + i, s.n - i};
        const size_t good = as_utf8_valid(rest);
        as_status st = as_buf_add(out, rest.p, good, err);
        if (st == AS_OK && good < rest.n) {
            st = as_buf_add(out, "\xEF\xBF\xBD", 3, err);
        }
        if (st != AS_OK) {
            out->n = before;
            return st;
        }
        i += good;
        if (i < s.n) {
            bool whole;
            i += subpart(s.p + i, s.n - i, &whole);
            bad++;
        }
    }
    *n_bad += bad;
    return AS_OK;
}

uint32_t as_utf8_decode(const char *p, size_t n, size_t *len)
{
    const unsigned char *u = (const unsigned char *)p;
    if (u[0] < 0x80 || n < 2) {
        *len = 1;
        return u[0];
    }
    if (u[0] < 0xE0 || n < 3) {
        *len = 2;
        return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3Fu);
    }
    if (u[0] < 0xF0 || n < 4) {
        *len = 3;
        return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 |
               (u[2] & 0x3Fu);
    }
    *len = 4;
    return (uint32_t)(u[0] & 0x07) << 18 | (uint32_t)(u[1] & 0x3F) << 12 |
           (uint32_t)(u[2] & 0x3F) << 6 | (u[3] & 0x3Fu);
}

size_t as_utf8_encode(uint32_t cp, char *out)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t as_utf8_count(as_slice s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++) {
        count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    }
    return count;
}

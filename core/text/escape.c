/* escape.c - see escape.h. An escape names the code point, or the byte where
 * there is none: \x1B, \u{202E}. */
#include "text/escape.h"

#include "text/utf8.h"

bool as_text_steers(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0x061C ||
           cp == 0x200E || cp == 0x200F || (cp >= 0x2028 && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF;
}

static as_status escape_one(uint32_t cp, as_slice bytes, bool lines,
                            as_buf *out, as_err *err)
{
    if (lines && (cp == '\n' || cp == '\t')) {
        return as_buf_add_byte(out, (char)cp, err);
    }
    if (!as_text_steers(cp)) {
        return as_buf_add_slice(out, bytes, err);
    }
    return cp < 0x80 ? as_buf_printf(out, err, "\\x%02X", cp)
                     : as_buf_printf(out, err, "\\u{%04X}", cp);
}

as_status as_escape(as_slice s, bool lines, as_buf *out, as_err *err)
{
    as_status st = AS_OK;
    while (s.n > 0 && st == AS_OK) {
        size_t good = as_utf8_valid(s);
        for (size_t i = 0, len; i < good && st == AS_OK; i += len) {
            uint32_t cp = as_utf8_decode(s.p + i, good - i, &len);
            st = escape_one(cp, as_slice_of(s.p + i, len), lines, out, err);
        }
        s = as_slice_of(s.p + good, s.n - good);
        if (s.n > 0 && st == AS_OK) {
            st = as_buf_printf(out, err, "\\x%02X", (unsigned char)s.p[0]);
            s = as_slice_of(s.p + 1, s.n - 1);
        }
    }
    return st;
}

as_status as_escape_strip(as_slice s, bool lines, as_buf *out,
                          size_t *n_left_out, as_err *err)
{
    as_status st = AS_OK;
    size_t n = 0;
    while (s.n > 0 && st == AS_OK) {
        size_t good = as_utf8_valid(s);
        for (size_t i = 0, len; i < good && st == AS_OK; i += len) {
            uint32_t cp = as_utf8_decode(s.p + i, good - i, &len);
            const bool kept = (lines && (cp == '\n' || cp == '\t')) ||
                              !as_text_steers(cp);
            n += !kept;
            st = kept ? as_buf_add(out, s.p + i, len, err) : AS_OK;
        }
        n += good < s.n;
        good += good < s.n;
        s = as_slice_of(s.p + good, s.n - good);
    }
    *n_left_out = n;
    return st;
}

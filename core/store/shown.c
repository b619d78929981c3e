/* shown.c - see shown.h. */
#include "store/shown.h"

#include "text/utf8.h"

bool as_steers(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0x061C ||
           cp == 0x200E || cp == 0x200F ||
           (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
           cp == 0xFEFF;
}

const char *as_shown(as_slice s, char *out, size_t size)
{
    const size_t room = size - 4; /* "..." and the NUL */
    size_t n = 0, at = 0;
    while (at < s.n) {
        const as_slice rest = as_slice_of(s.p + at, s.n - at < 4 ? s.n - at
                                                                 : 4);
        size_t len = 1;
        const char *put = "?";
        if (as_utf8_valid(rest) > 0) {
            put = as_steers(as_utf8_decode(rest.p, rest.n, &len)) ? "?"
                                                                  : rest.p;
        }
        const size_t n_put = *put == '?' ? 1 : len;
        if (n + n_put > room) {
            memcpy(out + n, "...", 4);
            return out;
        }
        memcpy(out + n, put, n_put);
        n += n_put;
        at += len;
    }
    out[n] = '\0';
    return out;
}

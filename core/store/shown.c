/* shown.c - see shown.h. */
#include "store/shown.h"

#include "text/escape.h"
#include "text/utf8.h"

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
            const uint32_t cp = as_utf8_decode(rest.p, rest.n, &len);
            put = as_text_steers(cp) ? "?" : rest.p;
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

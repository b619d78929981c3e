/* utf8.h - check, repair and walk UTF-8 (The Unicode Standard 15, 3.9). */
#ifndef AS_TEXT_UTF8_H
#define AS_TEXT_UTF8_H

#include <stdint.h>

#include "base/buf.h"

/* Length of the longest well-formed prefix of `s`; s.n when all is well. */
size_t as_utf8_valid(as_slice s);

/* Append `s` to `out`, each maximal ill-formed subpart replaced by U+FFFD
 * (Unicode 3.9, "substitution of maximal subparts"); their count is added to
 * *n_bad. NUL, BOM and CR are kept. Errors: AS_ENOMEM, `out` as before. */
as_status as_utf8_repair(as_slice s, as_buf *out, size_t *n_bad, as_err *err);

/* Decode the code point at p of well-formed text with n >= 1 bytes left and
 * give its length in bytes in *len. */
uint32_t as_utf8_decode(const char *p, size_t n, size_t *len);

/* Encode `cp` (a scalar value) into out[4]; the number of bytes. */
size_t as_utf8_encode(uint32_t cp, char *out);

/* Code points in well-formed `s`. */
size_t as_utf8_count(as_slice s);

#endif

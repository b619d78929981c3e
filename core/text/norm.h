/* norm.h - the norm of a word: full case folding (Unicode CaseFolding, C+F)
 * and NFC, accents kept, curly apostrophes made straight. By utf8proc. */
#ifndef AS_TEXT_NORM_H
#define AS_TEXT_NORM_H

#include "base/buf.h"

/* Append the norm of `word` (well-formed UTF-8). ASCII takes a fast path
 * that gives the same. Errors: AS_ENOMEM, `out` as before. */
as_status as_norm(as_slice word, as_buf *out, as_err *err);

#endif

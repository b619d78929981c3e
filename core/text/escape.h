/* escape.h - text that may be anything, made fit for a terminal. */
#ifndef AS_TEXT_ESCAPE_H
#define AS_TEXT_ESCAPE_H

#include <stdint.h>

#include "base/buf.h"

/* Does it steer a terminal, or turn the text around it: controls (C0, DEL,
 * C1), line and paragraph separators, marks of direction? This is the one
 * place that decides; what is done about it (escaped, left out, shown as `?`,
 * refused as a name) differs. */
bool as_text_steers(uint32_t cp);

/* Append `s` with all that steers escaped, and bytes that are not UTF-8. Line
 * feeds and tabs stay if `lines`. Errors: AS_ENOMEM. */
as_status as_escape(as_slice s, bool lines, as_buf *out, as_err *err);

/* The same with all of that left out; *n_left_out counts it (characters, or
 * bytes that are not UTF-8). Errors: AS_ENOMEM. */
as_status as_escape_strip(as_slice s, bool lines, as_buf *out,
                          size_t *n_left_out, as_err *err);

#endif

/* width.h - how many columns text takes on a terminal, and text made to fit
 * them. Text is UTF-8; a character takes what terminals give it: two columns
 * if it is wide in East Asia, none if it is a control or a mark that stands
 * on the letter before it. */
#ifndef AS_TEXT_WIDTH_H
#define AS_TEXT_WIDTH_H

#include <stdint.h>

#include "base/buf.h"

size_t as_char_width(uint32_t cp);

size_t as_text_width(as_slice s);

/* The longest beginning of `s` that `room` columns hold, in bytes; marks of
 * its last character belong to it. */
size_t as_width_fit(as_slice s, size_t room);

/* Append `s`, its lines broken between words so that they take at most `width`
 * columns (0: as they are); what follows a break is indented by two. A word
 * that is wider stays whole: it may be a path. A line with a caret below it is
 * not broken, but cut as by as_width_window. Errors: AS_ENOMEM. */
as_status as_width_wrap(as_slice s, size_t width, as_buf *out, as_err *err);

/* Append what of a line fits into `width` columns around byte `at` (0: all of
 * it), an ellipsis where there is more. *column is where `at` is then.
 * Errors: AS_ENOMEM; AS_ERANGE if `at` is behind the line. */
as_status as_width_window(as_slice line, size_t at, size_t width, as_buf *out,
                          size_t *column, as_err *err);

#endif

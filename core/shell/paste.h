/* paste.h - what was pasted, made text that may stand in an entry. */
#ifndef AS_SHELL_PASTE_H
#define AS_SHELL_PASTE_H

#include "base/buf.h"

typedef struct as_paste {
    size_t n_lines;    /* at least 1, unless it is empty */
    size_t n_left_out; /* control characters, bytes that are not UTF-8 */
} as_paste;

/* Append `pasted` with line ends as line feeds, without those at its end, and
 * without what could act on a terminal; tabs stay. Errors: AS_ENOMEM. */
as_status as_paste_clean(as_slice pasted, as_buf *out, as_paste *what,
                         as_err *err);

#endif

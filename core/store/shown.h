/* shown.h - text of strangers (names in archives, comments, what git says)
 * made fit for one line of a message. */
#ifndef AS_STORE_SHOWN_H
#define AS_STORE_SHOWN_H

#include "base/slice.h"

enum { AS_SHOWN = 512 };

/* `s` into out[size], NUL-ended: `?` for each character that steers
 * (text/escape.h) and each byte that is no UTF-8; cut between characters, with
 * `...`, if too long. size is at least 8. The same pointer is returned. */
const char *as_shown(as_slice s, char *out, size_t size);

#endif

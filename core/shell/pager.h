/* pager.h - text that is longer than the screen, by a pager. For the main
 * thread, while the terminal is as it was found. */
#ifndef AS_SHELL_PAGER_H
#define AS_SHELL_PAGER_H

#include <stdbool.h>

#include "base/slice.h"

/* Does `text` take more than `rows` rows of `columns` columns? Colours (ESC
 * [ ... m) take none. */
bool as_pager_overflows(as_slice text, size_t columns, size_t rows);

/* Which pager: `named`, else $PAGER, else less if there is one. NULL: none,
 * since that is empty or "cat". Borrowed. */
const char *as_pager_command(const char *named);

/* Run `command` by the shell and write `text` to it; wait for its end. Ctrl-C
 * is the pager's meanwhile, SIGTERM and SIGHUP end it. Leaving it before the
 * end of the text is no error. False: it could not be started, and nothing
 * was shown. */
bool as_pager_show(as_slice text, const char *command);

#endif

/* history.h - what was typed at the prompt, kept from session to session.
 * A file with an entry a line (line feeds as \n, backslashes doubled), only
 * ever appended to, so that sessions at the same time do not disturb each
 * other; of one larger than 4 MiB the last mebibyte is kept. */
#ifndef AS_SHELL_HISTORY_H
#define AS_SHELL_HISTORY_H

#include "base/arena.h"
#include "base/err.h"
#include "base/slice.h"

/* The file: history in $XDG_STATE_HOME/assay, or ~/.local/state/assay; its
 * folders are made (for the user alone). NULL in *out if there is no home.
 * Owned by `arena`. Errors: AS_EIO (a folder cannot be made), AS_ENOMEM. */
as_status as_history_path(as_arena *arena, const char **out, as_err *err);

/* Called with each entry, oldest first, NUL-ended. */
typedef void (*as_history_fn)(void *ctx, const char *entry);

/* Read the last entries (those of the last mebibyte), and leave no more than
 * them in a file that has grown too large. A file that is not there has
 * none. Errors: AS_EIO, AS_ENOMEM. */
as_status as_history_load(const char *path, as_history_fn fn, void *ctx,
                          as_err *err);

/* Add one entry, all of it or nothing, made durable against the end of this
 * program at once.
 * Errors: AS_EIO, AS_ENOMEM. */
as_status as_history_append(const char *path, as_slice entry, as_err *err);

#endif

/* linefile.h - files that several sessions add lines to, at any time: whole
 * lines, under a lock, never mixed. A line that was cut short, by a kill,
 * ends where the next one begins. What is no regular file is refused, so
 * that nothing is read for ever.
 * Where there are no locks (some network file systems), or their owner is
 * stopped, it goes on without after a second.
 * Errors: AS_EIO `path: why`; AS_ENOMEM. */
#ifndef AS_STORE_LINEFILE_H
#define AS_STORE_LINEFILE_H

#include "base/arena.h"
#include "base/buf.h"

/* The file NAME in the user's folder for what outlives a session
 * ($XDG_STATE_HOME/assay, or ~/.local/state/assay), which is made, for the
 * user alone. NULL in *out if there is no home. Owned by `arena`. */
as_status as_linefile_path(as_arena *arena, const char *name,
                           const char **out, as_err *err);

/* Add `line`, which has no line feed, and one: all of it or nothing. The file
 * is made if it is not there, for the user alone. AS_EINVAL for a line feed
 * in it. */
as_status as_linefile_add(const char *path, as_slice line, as_err *err);

/* Append at most the last `max` bytes to `out`, from the beginning of a line
 * on; without waiting for who writes, so that the last line may be cut short.
 * A last line that is longer than that is left out, for those before it.
 * No file: nothing. On error `out` is as before. */
as_status as_linefile_read(const char *path, size_t max, as_buf *out,
                           as_err *err);

/* Where the file is larger than `max`, put one of its last lines in its
 * place, `keep` bytes at most, in one step. */
as_status as_linefile_trim(const char *path, size_t max, size_t keep,
                           as_err *err);

#endif

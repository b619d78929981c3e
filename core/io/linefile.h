/* linefile.h - files that several sessions add lines to, at any time: whole
 * lines, under a lock, never mixed. A line that a killed program left
 * unfinished ends where the next one begins. */
#ifndef AS_IO_LINEFILE_H
#define AS_IO_LINEFILE_H

#include "base/buf.h"

/* Add `line`, which has no line feed, and one. The file is made if it is not
 * there, for the user alone; what is no regular file is refused. Errors:
 * AS_EIO `path: why`; AS_EINVAL for a line feed in it; AS_ENOMEM. */
as_status as_linefile_add(const char *path, as_slice line, as_err *err);

/* Append at most the last `max` bytes to `out`, from the beginning of a line
 * on. No file: nothing. Errors: AS_EIO, AS_ENOMEM; `out` is as before. */
as_status as_linefile_read(const char *path, size_t max, as_buf *out,
                           as_err *err);

/* Where the file is larger than `max`, drop lines from its beginning until
 * half of that is left. Errors as of reading; the file is then as it was,
 * unless its disk failed. */
as_status as_linefile_trim(const char *path, size_t max, as_err *err);

#endif

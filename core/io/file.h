/* file.h - a small file as a whole: manifests, gazetteers, scripts.
 * Documents are read by input.h. */
#ifndef AS_IO_FILE_H
#define AS_IO_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Append the bytes of `path`. Errors: AS_EIO `path: cannot open: ...`;
 * AS_ELIMIT for more than `max` bytes; AS_ENOMEM. `out` is then as before. */
as_status as_file_read(const char *path, size_t max, as_buf *out,
                       as_err *err);

/* One read of at most `n` bytes behind the end of `out`; *got is 0 at the end
 * of the file. Errors: AS_EIO naming `name`, AS_ENOMEM. */
as_status as_file_read_some(int fd, const char *name, size_t n, as_buf *out,
                            size_t *got, as_err *err);

/* Does a relative path stay within its folder, whatever links there are? */
bool as_file_inside(const char *path);

/* Line and column (from 1, columns in code points) of byte `at`. */
void as_text_place(as_slice text, size_t at, size_t *line, size_t *column);

#endif

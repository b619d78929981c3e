/* output.h - bytes to a file or a stream, all or an error. Unbuffered: each
 * call writes whole lines, so that an interrupted run leaves whole lines. */
#ifndef AS_IO_OUTPUT_H
#define AS_IO_OUTPUT_H

#include "base/buf.h"

typedef struct as_output as_output;

/* "-" is standard output; any other path is made or emptied.
 * Errors: AS_EIO naming the path and the reason, AS_ENOMEM. */
as_status as_output_open(const char *path, as_output **out, as_err *err);

/* Errors: AS_EIO: `PATH: cannot write: No space left on device`. */
as_status as_output_write(as_output *out, as_slice bytes, as_err *err);

/* Errors of closing are errors of writing. Accepts NULL. */
as_status as_output_close(as_output *out, as_err *err);

#endif

/* sink.h - where records go: one stream, or a folder with a table a kind.
 * Threads: one at a time. */
#ifndef AS_SHELL_SINK_H
#define AS_SHELL_SINK_H

#include "io/format.h"
#include "io/output.h"

typedef struct as_sink as_sink;

/* One table unless `format` is CSV or TSV and there are several kinds.
 * `path` NULL or "-" is standard output, which takes one table only (the
 * caller has seen to that). With several tables `path` is a folder, made if
 * it is not there; each gets KIND.csv or KIND.tsv in it, with its header
 * row. Errors: AS_EIO naming the path, AS_ENOMEM. */
as_status as_sink_open(const char *path, as_format format,
                       const as_kinds *kinds, const as_slice *names,
                       size_t n_tables, as_sink **out, as_err *err);

/* Write one document's tables; to a terminal without what steers it. Errors:
 * AS_EIO, AS_ENOMEM. */
as_status as_sink_write(as_sink *sink, const as_buf *tables, as_err *err);

/* The first error of closing. Accepts NULL. */
as_status as_sink_close(as_sink *sink, as_err *err);

#endif

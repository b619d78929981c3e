/* gazfile_int.h - as_gazfile_load of bytes that are in memory, for tests. */
#ifndef AS_IO_GAZFILE_INT_H
#define AS_IO_GAZFILE_INT_H

#include "io/gazfile.h"

/* A table if `path` ends in .tsv, else YAML; nothing is opened. */
as_status gazfile_read(const char *path, as_slice text,
                       const as_gazfile_defaults *def, as_gaz_builder *b,
                       as_err *err);

#endif

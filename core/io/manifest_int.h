/* manifest_int.h - the parts of manifest.c that are tested by themselves. */
#ifndef AS_IO_MANIFEST_INT_H
#define AS_IO_MANIFEST_INT_H

#include "io/manifest.h"

/* MAJOR.MINOR.PATCH[-PRE][+BUILD] of Semantic Versioning 2.0.0. */
bool manifest_version_ok(const char *s);

/* Is `version` within `range`: comparisons (>= > <= < =, ^, ~, or none for =)
 * with MAJOR[.MINOR[.PATCH]], separated by blanks or commas, all of which
 * must hold? False if the range does not read as one. */
bool manifest_range(const char *range, const char *version, bool *fits);

/* as_manifest_load of text that is in memory; `path` is for messages and for
 * the folder's name, where it exists. */
as_status manifest_read(const char *path, as_slice text, as_manifest **out,
                        as_err *err);

#endif

/* cachedir.h - where what can be made again is kept: a folder each kind in
 * $XDG_CACHE_HOME/assay (~/.cache/assay if that is not set). The environment
 * variable ASSAY_NO_CACHE, if not empty, switches all of it off. */
#ifndef AS_IO_CACHEDIR_H
#define AS_IO_CACHEDIR_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* False if there is none, or the path is too long; there is room behind it
 * for a name of 60 bytes. The folder need not be there yet. */
bool as_cachedir(const char *kind, char out[PATH_MAX]);

/* Make the folder and those above it; what fails shows when it is used. */
void as_cachedir_make(const char *path);

/* A stamp says that something with this hash was tried once and was good.
 * Forgotten after 30 days. A stamp that cannot be kept is tried again. */
bool as_stamp_find(const char *kind, uint64_t hash);
void as_stamp_put(const char *kind, uint64_t hash);

#endif

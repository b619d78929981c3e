/* gazcache.h - gazetteers from files, compiled once and kept.
 *
 * What was compiled lies in $XDG_CACHE_HOME/assay/gazetteers (~/.cache if
 * that is not set), in a file called for the hash of everything that it was
 * made from: the bytes of the sources, the options, the version of the
 * format. A file is mapped into memory; match/gaz.h says what is checked. It
 * is written beside its place and then renamed, so that nobody ever sees half
 * of one: two processes may build it at once, and one that is killed leaves
 * only what a later one clears away. Where the folder cannot be used (not
 * there, read-only, full) the gazetteer is built in memory, and nobody is
 * told. Files that nobody used for 30 days go when a new one is written.
 * The environment variable ASSAY_NO_CACHE, if not empty, switches it off. */
#ifndef AS_IO_GAZCACHE_H
#define AS_IO_GAZCACHE_H

#include "io/gazfile.h"

/* Sources of fewer bytes are compiled each time: a file would cost as much. */
enum { AS_GAZCACHE_FROM = 1 << 10 };

typedef struct as_gazcache_spec {
    as_slice name;
    as_gazfile_defaults defaults;
    bool overlaps;
    const char *rules;        /* a table of inflection; may be NULL */
    const char *const *files; /* in order: the first entry of a text wins */
    size_t n_files;
} as_gazcache_spec;

/* Errors: those of as_gazfile_load and as_gazfile_rules. */
as_status as_gazcache_load(const as_gazcache_spec *spec, as_gaz **out,
                           as_err *err);

#endif

/* gazfile.h - gazetteer entries from YAML and TSV files.
 *
 * YAML: `entries:`, each {text, also: [..], label, match: exact|norm, name,
 *   country, fields: [{name, value}]}; `words:`, plain texts.
 * TSV: a header line; column `text` is required, `label` and `match` are
 *   optional, every other column is a field; an empty cell leaves it out; a
 *   line that begins with # is a comment. */
#ifndef AS_IO_GAZFILE_H
#define AS_IO_GAZFILE_H

#include "match/gaz.h"

typedef struct as_gazfile_defaults {
    as_slice label;
    as_gaz_match match;
} as_gazfile_defaults;

/* Add every entry of `path` (.yaml, .yml or .tsv) to `b`. Errors: AS_EIO,
 * AS_ENOMEM, AS_ESYNTAX with `path:line:column: what, what to do`; entries
 * before the error have then been added. */
as_status as_gazfile_load(const char *path, const as_gazfile_defaults *def,
                          as_gaz_builder *b, as_err *err);

#endif

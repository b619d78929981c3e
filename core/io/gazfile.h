/* gazfile.h - gazetteer entries from YAML, TSV and JSONL files.
 *
 * YAML: `entries:`, each {text, also: [..], label, match: exact|norm|lemma,
 *   inflect: false, name, country, fields: [{name, value}]}; `words:`, plain
 *   texts.
 * TSV: a header line; column `text` is required, `label`, `match` and
 *   `inflect` (no: leave this one alone) are optional, every other column is
 *   a field; an empty cell leaves it out; a line that begins with # is a
 *   comment.
 * JSONL: an object a line with `text`, and `also`, `label`, `match` and
 *   `inflect` as in YAML; every other member is a field: a text, a number,
 *   true or false, or a list of texts; null leaves it out.
 *
 * Inflection is a TSV of its own, with the columns `ending` and `form`: an
 * entry that ends in `ending` is also found with `form` in its place. Of the
 * endings that an entry has the longest counts, with all its rows; an empty
 * one is had by every entry. So `y`, `ies` and (empty), `s` make plurals; a
 * possessive needs no rule, because 's is a token of its own, unless the hit
 * is to take it in. */
#ifndef AS_IO_GAZFILE_H
#define AS_IO_GAZFILE_H

#include "match/gaz.h"

typedef struct as_gazfile_defaults {
    as_slice label;
    as_gaz_match match;
} as_gazfile_defaults;

/* Add every entry of `path` (.yaml, .yml, .tsv or .jsonl) to `b`. Errors:
 * AS_EIO, AS_ENOMEM, AS_ELIMIT, AS_ESYNTAX with `path:line:column: what, what
 * to do`; entries before the error have then been added. */
as_status as_gazfile_load(const char *path, const as_gazfile_defaults *def,
                          as_gaz_builder *b, as_err *err);

/* Is it a file that as_gazfile_load takes, by its name? */
bool as_gazfile_is(const char *path);

#endif

/* indexfile.h - an entry of an index of plugins: one YAML file a plugin, with
 * what a user looks for and the releases there are.
 *
 *   name, summary, license, homepage, categories
 *   releases: [{version, source, ref, file, commit, tree, api, requires,
 *               conflicts, signer, yanked}]
 *
 * A release comes from a git repository (`source`, and `ref` in it) or is an
 * archive (`file`, beside the entries or `source` of one). What is said of
 * commit, tree and signer must be so of what is fetched. */
#ifndef AS_IO_INDEXFILE_H
#define AS_IO_INDEXFILE_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"
#include "io/need.h"

enum { AS_INDEX_ENTRY_MAX = 1 << 20 }; /* bytes */

/* Only `version` is always there; the others may be NULL. */
typedef struct as_index_release {
    char *version;
    char *source, *ref; /* of git, or the path of an archive */
    char *file;         /* within the index */
    char *commit, *tree;
    char *api;
    char **requires_text, **conflicts_text; /* cut up into: */
    uint32_t n_requires_text, n_conflicts_text;
    as_manifest_need *requires, *conflicts; /* n_..._text of each */
    char *signer; /* id of a key, or the key */
    char *yanked; /* why it should not be used any more */
} as_index_release;

typedef struct as_index_entry {
    char *name, *summary;
    char *license, *homepage; /* may be NULL */
    char **categories;
    uint32_t n_categories;
    as_index_release *releases; /* in the order of the file */
    uint32_t n_releases;
} as_index_entry;

/* Read `text`, the bytes of `path`. Errors: AS_ESYNTAX
 * `path:line:column: what, what to do`; AS_ENOMEM. */
as_status as_index_entry_read(const char *path, as_slice text,
                              as_index_entry **out, as_err *err);
void as_index_entry_free(as_index_entry *entry); /* accepts NULL */

#endif

/* gazfile_int.h - what the readers of gazetteer files share, and reading of
 * bytes that are in memory. */
#ifndef AS_IO_GAZFILE_INT_H
#define AS_IO_GAZFILE_INT_H

#include "base/vec.h"
#include "io/gazfile.h"

/* Where entries go. `fields` are those of the entry at hand. */
typedef struct gazfile_target {
    const char *path;
    const as_gazfile_defaults *def;
    as_gaz_builder *builder;
    AS_VEC(as_feature) fields;
} gazfile_target;

as_status gazfile_field(gazfile_target *t, as_slice key, as_value value,
                        as_err *err);

/* `entry` without fields, which are those of `t`, and with the default label
 * if it has none. */
as_status gazfile_add(gazfile_target *t, const as_gaz_entry *entry,
                      as_err *err);

/* `path:line:column: what`; AS_ESYNTAX. */
as_status gazfile_wrong(const char *path, size_t line, size_t column,
                        const char *what, as_err *err);

/* "exact", "norm" or "lemma". */
bool gazfile_match(as_slice name, as_gaz_match *match);

/* Well-formed UTF-8 and without a byte order mark, or AS_ESYNTAX. */
as_status gazfile_text(const char *path, as_slice *text, as_err *err);

/* The next line of `text` without its end, from *at on; false at the end. */
bool gazfile_line(as_slice text, size_t *at, as_slice *line);

as_status gazfile_yaml(gazfile_target *t, as_slice text, as_err *err);
as_status gazfile_tsv(gazfile_target *t, as_slice text, as_err *err);
as_status gazfile_jsonl(gazfile_target *t, as_slice text, as_err *err);

/* as_gazfile_load and as_gazfile_rules of bytes; the ending of `path` says
 * what they are, nothing is opened. gazfile_bytes reads them. */
as_status gazfile_bytes(const char *path, as_buf *out, as_err *err);
as_status gazfile_read(const char *path, as_slice text,
                       const as_gazfile_defaults *def, as_gaz_builder *b,
                       as_err *err);
as_status gazfile_rules(const char *path, as_slice text, as_gaz_builder *b,
                        as_err *err);

#endif

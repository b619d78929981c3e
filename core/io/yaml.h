/* yaml.h - YAML by a libcyaml schema, with errors that an author can act on.
 * Private to io: no other floor includes libcyaml. */
#ifndef AS_IO_YAML_H
#define AS_IO_YAML_H

#include <stdint.h>

#include <cyaml/cyaml.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

/* Yes or no, for strict enumerations: libcyaml's own booleans take any word
 * that is not one for no. */
enum { AS_YAML_ANSWERS = 4 };
extern const cyaml_strval_t as_yaml_answers[AS_YAML_ANSWERS];

/* Load `text`, the bytes of `path`, by `schema` (a pointer to a mapping) into
 * `arena`; *out and all below it lives as long as that. `hint` says what to
 * do about a value of the wrong type; may be NULL. Aliases are refused, and a
 * second document. Errors: AS_ESYNTAX with `path:line:column: what`,
 * AS_ENOMEM. */
as_status as_yaml_load(const char *path, as_slice text,
                       const cyaml_schema_value_t *schema, const char *hint,
                       as_arena *arena, void **out, as_err *err);

/* The same of a file that is a list: `schema` is a pointer to a sequence, and
 * *n says how many there are. */
as_status as_yaml_load_list(const char *path, as_slice text,
                            const cyaml_schema_value_t *schema,
                            const char *hint, as_arena *arena, void **out,
                            uint32_t *n, as_err *err);

/* Append `data` as YAML by `schema` (a pointer to a mapping), as as_yaml_load
 * reads it. Errors: AS_EINVAL (what the schema does not allow), AS_ENOMEM. */
as_status as_yaml_save(const cyaml_schema_value_t *schema, const void *data,
                       as_buf *out, as_err *err);

/* AS_ESYNTAX with `path:line:column: what`, the place being that of `where`
 * as of as_yaml_find, or `path: where: what` if it is not there. */
as_status as_yaml_fault(const char *path, as_slice text, const char *where,
                        const char *what, as_err *err);

/* Where the value at `where` begins: keys and indexes (from 0) from the top,
 * joined by full stops: "gazetteers.1.files.0". False if it is not there. */
bool as_yaml_find(as_slice text, const char *where, size_t *line,
                  size_t *column);

#endif

/* yaml.h - YAML by libcyaml, with errors that name their place.
 * The schemas are those of the callers in this floor (manifest.c,
 * gazfile.c). */
#ifndef AS_IO_YAML_H
#define AS_IO_YAML_H

#include <cyaml/cyaml.h>

#include "base/err.h"

/* Load `path` by `schema` into *out, which as_yaml_free gives back. Unknown
 * keys, wrong types, aliases and files above 64 MiB are refused.
 * Errors: AS_EIO, AS_ELIMIT, AS_ENOMEM, AS_ESYNTAX with
 * `path:line:column: what`; *out is then not written. */
as_status as_yaml_load(const char *path, const cyaml_schema_value_t *schema,
                       void **out, as_err *err);

/* Accepts NULL in `data`. */
void as_yaml_free(const cyaml_schema_value_t *schema, void *data);

#endif

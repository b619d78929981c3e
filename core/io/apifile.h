/* apifile.h - the description of the API: lua/assay/api/PART.yaml, a list of
 * what can be typed. Help, completion, hints, the files for editors and the
 * manual are made from it.
 *
 *   - name: kwic              as typed: kwic, rules.add, doc:find, doc.id
 *     kind: command           command function method field type topic part
 *     call, summary, doc      how it is called, one sentence, the rest
 *     params: [{name, type, optional, doc}]
 *     returns: [{type, doc}]
 *     fields: [{name, type, optional, doc}]     of a type only, as
 *     extends: record                           ... a type with more of them
 *     since, capability, example, prints
 *
 * Types are those of LuaCATS: string, document[], "left"|"right",
 * table<string, integer>; @kind[] is what the string given as the parameter
 * `kind` names. A `part` is the title of the file's entries. */
#ifndef AS_IO_APIFILE_H
#define AS_IO_APIFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

enum { AS_API_FILE_MAX = 1 << 20 }; /* bytes */

typedef enum as_api_kind {
    AS_API_COMMAND,
    AS_API_FUNCTION,
    AS_API_METHOD,
    AS_API_FIELD,
    AS_API_TYPE,
    AS_API_TOPIC,
    AS_API_PART
} as_api_kind;

/* A parameter, a result (no name) or a field. */
typedef struct as_api_value {
    char *name, *type;
    char *doc; /* may be NULL */
    bool optional;
} as_api_value;

/* Only name, kind and summary are always there; other texts may be NULL. */
typedef struct as_api_entry {
    char *name;
    as_api_kind kind;
    char *call, *summary, *doc;
    as_api_value *params, *returns, *fields;
    uint32_t n_params, n_returns, n_fields;
    char *extends;
    char *since, *capability;
    char *example, *prints;
} as_api_entry;

typedef struct as_api_file {
    as_api_entry *entries; /* in the order of the file */
    uint32_t n_entries;
} as_api_file;

/* The word of the file for a kind. */
const char *as_api_kind_name(as_api_kind kind);

/* Read `text`, the bytes of `path`. Errors: AS_ESYNTAX
 * `path:line:column: what, what to do`; AS_ENOMEM. */
as_status as_api_file_read(const char *path, as_slice text, as_api_file **out,
                           as_err *err);
void as_api_file_free(as_api_file *file); /* accepts NULL */

#endif

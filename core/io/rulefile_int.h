/* rulefile_int.h - rule files as their schema has them, and reading of bytes
 * that are in memory. */
#ifndef AS_IO_RULEFILE_INT_H
#define AS_IO_RULEFILE_INT_H

#include "base/arena.h"
#include "io/rulefile.h"

typedef struct rulefile_name {
    char *name, *pattern;
} rulefile_name;

typedef struct rulefile_gaz {
    char *name, *label, *inflect;
    char **entries, **files;
    uint32_t n_entries, n_files;
    as_gaz_match match;
} rulefile_gaz;

typedef struct rulefile_field {
    char *name, *from, *value, *feature, *when;
    as_rule_as as;
} rulefile_field;

typedef struct rulefile_guard {
    char *pattern;
    as_rule_within within;
} rulefile_guard;

typedef struct rulefile_role {
    char *name, *find, *barrier, *within;
    as_rule_side side;
    bool required;
} rulefile_role;

typedef struct rulefile_frame {
    char *trigger;
    rulefile_role *roles;
    uint32_t n_roles;
} rulefile_frame;

typedef struct rulefile_examples {
    char **match, **no_match;
    uint32_t n_match, n_no_match;
} rulefile_examples;

typedef struct rulefile_rule {
    char *name, *label, *kind, *pattern, *action, *priority;
    as_scope scope;
    as_match_mode mode;
    rulefile_frame *frame;
    rulefile_field *fields;
    rulefile_guard *unless;
    rulefile_examples *examples;
    uint32_t n_fields, n_unless;
} rulefile_rule;

typedef struct rulefile {
    rulefile_name *macros;
    rulefile_gaz *gazetteers;
    rulefile_rule *rules;
    uint32_t n_macros, n_gazetteers, n_rules;
} rulefile;

/* By the schema (rulefile_yaml.c), into `arena`. Errors: AS_ESYNTAX with the
 * place, AS_ENOMEM. */
as_status rulefile_yaml(const char *path, as_slice text, as_arena *arena,
                        const rulefile **out, as_err *err);

/* Line and column of `part` in the YAML `text`, or of what it is in. With
 * `in`, of a place in the pattern that stands there (rulefile_place.c). */
void rulefile_place(as_slice text, const char *part,
                    const as_pattern_place *in, size_t *line, size_t *column);

/* as_rulefile_load of texts that are in memory, one for each path. */
as_status rulefile_read(const as_rulefile_spec *spec, const as_slice *texts,
                        as_rules **out, as_err *err);

#endif

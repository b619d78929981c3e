/* rulefile.h - rules from YAML files.
 *
 *   macros:     [{name, pattern}]
 *   gazetteers: [{name, entries: [..], files: [..], match: norm|exact|lemma,
 *                 label, inflect: FILE}]
 *   rules:      [{name, label, kind, priority, scope: sentence|paragraph|
 *                 document, mode: first|longest|all, pattern or frame,
 *                 fields, unless, examples, do}]
 *   fields:     [{name, from, value, as: span|text|lemma|norm|number|date|
 *                 name|country|bool, feature: NAME, when: CAPTURE}]
 *   unless:     [{within: sentence|match|paragraph|document, pattern}]
 *   frame:      {trigger, roles: [{name, find, side: any|left|right, within,
 *                 barrier, required}]}
 *   examples:   {match: [..], no_match: [..]}
 *
 * Examples are read here and tried elsewhere (flow/examples.h), because that
 * takes a pipeline. */
#ifndef AS_IO_RULEFILE_H
#define AS_IO_RULEFILE_H

#include "match/rules.h"

/* What is wrong (or, as a lint, of no use): `path:line:column: what, what to
 * do`, and the line of a pattern with a caret under the place, or "". */
typedef struct as_rulefile_problem {
    bool lint;
    const char *msg, *caret;
} as_rulefile_problem;

typedef void (*as_rulefile_tell)(void *ctx, const as_rulefile_problem *p);

typedef struct as_rulefile_spec {
    const char *const *paths;
    size_t n_paths;
    /* Where `files` of gazetteers are, and below which they must be; NULL:
     * beside the rule file, or from the plugin's folder where the rule file
     * lies in a folder of one; anywhere. */
    const char *root;
    as_slice origin; /* plugin@version */
    const as_pattern_env *env; /* may be NULL */
    as_rulefile_tell tell;     /* may be NULL */
    void *ctx;
} as_rulefile_spec;

/* Read all files of `spec` into one set of rules. Everything wrong is told,
 * and the first of it is in `err`. Errors: AS_EIO, AS_ESYNTAX, AS_EINVAL,
 * AS_ELIMIT, AS_ENOMEM. */
as_status as_rulefile_load(const as_rulefile_spec *spec, as_rules **out,
                           as_err *err);

/* Line and column, from 1, of `part` ("rules.3.examples.match.0") in the
 * file at `path`; 1:1 where it cannot be told. */
void as_rulefile_place(const char *path, const char *part, size_t *line,
                       size_t *column);

#endif

/* rules_int.h - rules in Lua; for rules_*.c, api_rules.c and lua_plugin.c.
 *
 * A value holds a reference to its set and a runner, which keeps its room
 * from document to document. */
#ifndef AS_BIND_RULES_INT_H
#define AS_BIND_RULES_INT_H

#include "bind/bind_int.h"
#include "match/rules.h"

/* User values of a set: functions of `do` by rule, lints as lines, the file
 * that it came from or nil. */
enum { UV_ACTIONS = 1, UV_LINTS, UV_PATH, UV_COUNT = UV_PATH };

typedef struct rules_box {
    as_rules *rules;
    as_rule_runner *runner;
    size_t bytes; /* as counted in as_bind */
    bool busy;    /* a `do` of its own runs */
} rules_box;

/* The set of argument `idx`; raises, naming `who` and `arg`. */
rules_box *as_rules_check(lua_State *L, int idx, const char *who,
                          const char *arg);

/* Run the set at index `at` on a document, whose handle is at `handle`; an
 * error rolls it back. When `trying`, a rule whose `do` has no function adds
 * its span. Raises nothing; needs room on the stack. */
as_status as_rules_run_lua(lua_State *L, int at, int handle, as_doc *doc,
                           bool trying, as_err *err);

/* Functions for Lua. */
int as_rules_make(lua_State *L); /* as __call */
int as_rules_load(lua_State *L);
int as_rules_of(lua_State *L);
int as_rules_test(lua_State *L);
int as_rules_data(lua_State *L);
int as_rules_find_lua(lua_State *L); /* set, document: as rules:find */

/* Words of rule files in the order of their enumerations; NULL-ended. */
extern const char *const as_rules_conversions[], *const as_rules_withins[],
    *const as_rules_sides[], *const as_rules_scopes[], *const as_rules_modes[];

/* Call the function on top of the stack as function(doc, hit) and do as it
 * says: false adds nothing, a table is the fields to add, else those of the
 * hit count, which it may have changed. The document's handle is at stack
 * index `handle`. Pops the function. Raises. */
void as_rule_act(lua_State *L, int handle, as_doc *doc,
                 const as_rules *rules, const as_rule_hit *hit);

/* In whose name the session's own rules are made. */
#define AS_SESSION_ORIGIN "session@0"

/* In whose name rules are made, and what their patterns may name. */
typedef struct as_rules_whose {
    const char *origin; /* "plugin@version" */
    const as_pattern_env *env; /* NULL: nothing but their own */
} as_rules_whose;

/* Rules from the table at argument 1, compiled into *out, the caller's;
 * functions of `do` go to the table at stack index `actions` by rule, lints
 * as lines to `lints`. Raises with everything that is wrong. */
void as_rules_read(lua_State *L, int actions, int lints,
                   const as_rules_whose *whose, as_rules **out);

/* "rules.0.fields.1" as Lua counts: "rules.1.fields.2". */
void as_rules_part(const char *part, char *out, size_t size);

/* Line `msg`, with the two lines of `caret` behind it, into the list at
 * `idx`. */
void as_rules_note(lua_State *L, int idx, const char *msg, const char *caret);

#endif

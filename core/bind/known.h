/* known.h - the labels, attributes and gazetteers that are known where the
 * user types: those of the plugins and of the open documents. */
#ifndef AS_BIND_KNOWN_H
#define AS_BIND_KNOWN_H

#include "bind/rules_int.h"
#include "flow/rule_env.h"

typedef struct as_known {
    const as_bind *bind;
    as_rule_env plugins;
    as_pattern_env declared; /* zeroed without plugins */
    const as_rules *rules;   /* the session's own, or NULL */
} as_known;

/* `env` borrows `known`; in the user's state alone. */
void as_known_make(const as_bind *bind, as_known *known, as_pattern_env *env);

/* corpus.pattern(source, rules), corpus.attributes(), corpus.tags() */
int as_known_pattern(lua_State *L);
int as_known_attributes(lua_State *L);
int as_known_tags(lua_State *L);

#endif

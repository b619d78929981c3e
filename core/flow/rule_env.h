/* rule_env.h - what patterns may name, as the plugins that are there have
 * it: gazetteers (the plugin's own first), labels and kinds, features. */
#ifndef AS_FLOW_RULE_ENV_H
#define AS_FLOW_RULE_ENV_H

#include "flow/plugins.h"

typedef struct as_rule_env {
    const as_plugins *plugins;
    const as_plugin *own; /* whose rules they are; NULL: nobody's */
} as_rule_env;

/* Is there Lua of others, which may give labels and features that no manifest
 * tells of? What came with the program tells of all. */
bool as_rule_env_open(const as_rule_env *known);

/* `env` borrows `known`. */
void as_rule_env_make(const as_rule_env *known, as_pattern_env *env);

#endif

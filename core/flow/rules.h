/* rules.h - the stage that runs a plugin's rules, before its Lua. */
#ifndef AS_FLOW_RULES_H
#define AS_FLOW_RULES_H

#include "flow/pipeline.h"

/* `plugin` has rules and outlives the stage. `code` (may be NULL) is the
 * plugin's own stage, whose `act` is called for rules with `do`. `room` is
 * that of the pipeline. Errors: AS_ENOMEM. */
as_status as_rules_stage(const as_plugin *plugin, const as_stage *code,
                         as_rule_room *room, const as_cancel *cancel,
                         as_stage *out, as_err *err);

#endif

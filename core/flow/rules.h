/* rules.h - the stage that runs a plugin's rules, before its Lua. */
#ifndef AS_FLOW_RULES_H
#define AS_FLOW_RULES_H

#include "flow/pipeline.h"

/* `plugin` has rules and outlives the stage. `code` (may be NULL) is the
 * plugin's own stage, whose `act` is called for rules with `do`. Errors:
 * AS_ENOMEM. */
as_status as_rules_stage(const as_plugin *plugin, const as_stage *code,
                         const as_cancel *cancel, as_stage *out, as_err *err);

#endif

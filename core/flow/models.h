/* models.h - the models of a kind that the plugins have. */
#ifndef AS_FLOW_MODELS_H
#define AS_FLOW_MODELS_H

#include "flow/plugins.h"

/* The first model of `kind` for `lang` in running order; NULL: none has one.
 * Owned by the plugins. */
as_model *as_models_find(const as_plugins *plugins, const char *kind,
                         as_slice lang);

typedef as_status (*as_models_use)(void *state, const as_plugin *plugin,
                                   as_model *model, as_err *err);

/* Hand the models of `kind` to `use`, in running order. One that it refuses
 * is told to `problem` and passed over. Errors: AS_ENOMEM. */
as_status as_models_each(const as_plugins *plugins, const char *kind,
                         as_models_use use, void *state,
                         as_plugins_problem problem, void *problem_ctx,
                         as_err *err);

#endif

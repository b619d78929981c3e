/* finder.h - the stage that finds names by model, and joins them with what
 * the gazetteers wrote to the layer `entity`.
 * Where a name of the model and a hit of a list overlap, the longer stays; of
 * one extent the list's, which knows more, unless the model is sure of
 * another type. */
#ifndef AS_FLOW_FINDER_H
#define AS_FLOW_FINDER_H

#include "flow/pipeline.h"

/* A reference to `plugins` is taken; a model that does not open is told to
 * `problem` and left out. Errors: AS_EOF (there is no model), AS_ENOMEM. */
as_status as_finder_stage(as_plugins *plugins, as_plugins_problem problem,
                          void *problem_ctx, const as_cancel *cancel,
                          as_stage *out, as_err *err);

/* Switch off or on what the lists of one plugin tell the model; `stage` is
 * of as_finder_stage. */
bool as_finder_switch(const as_stage *stage, const char *plugin, bool on);

#endif

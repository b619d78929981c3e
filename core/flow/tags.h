/* tags.h - the stage that gives documents parts of speech and lemmas, by the
 * models of the plugins. A plugin with a model of kind "pos" speaks its
 * language, "lemma" models of the same language go with it; of two plugins
 * for one language the earlier one speaks. A document is tagged by the first
 * that knows its language, or that it reads like; else it stays untagged and
 * its language unknown. */
#ifndef AS_FLOW_TAGS_H
#define AS_FLOW_TAGS_H

#include "flow/pipeline.h"

/* A reference to `plugins` is taken. Models that cannot be used are told to
 * `problem`. AS_EOF if there is none to use: then there is no stage.
 * Errors: AS_ENOMEM. */
as_status as_tags_stage(as_plugins *plugins, as_plugins_problem problem,
                        void *problem_ctx, const as_cancel *cancel,
                        as_stage *out, as_err *err);

#endif

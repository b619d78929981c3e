/* names.h - the stage that puts the gazetteers of all plugins to work.
 * Of hits that overlap within one kind the longest stays, then that of the
 * earlier plugin and gazetteer, so that no word becomes two records. Every
 * hit of kind `entity` gets `actor`, an id that all mentions of one canonical
 * name share within the document, and `mention`. */
#ifndef AS_FLOW_NAMES_H
#define AS_FLOW_NAMES_H

#include "flow/pipeline.h"

/* A reference to `plugins` is taken. Errors: AS_ENOMEM. */
as_status as_names_stage(as_plugins *plugins, const as_cancel *cancel,
                         as_stage *out, as_err *err);

#endif

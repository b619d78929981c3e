/* names.h - the stage that puts the gazetteers of all plugins to work.
 * Of hits that overlap within one kind the longest stays, then that of the
 * earlier plugin and gazetteer, so that no word becomes two records; hits of
 * a gazetteer of overlaps all stay. Every
 * hit of kind `entity` gets `name` where its entry has none, `actor`, an id
 * that all mentions of one canonical name share within the document, and
 * `mention`, unless the entry has these already. */
#ifndef AS_FLOW_NAMES_H
#define AS_FLOW_NAMES_H

#include "flow/pipeline.h"

/* A reference to `plugins` is taken. Errors: AS_ENOMEM. */
as_status as_names_stage(as_plugins *plugins, const as_cancel *cancel,
                         as_stage *out, as_err *err);

/* Switch off or on the gazetteers of one plugin; false if it has none that
 * annotate. `stage` is of as_names_stage. */
bool as_names_switch(const as_stage *stage, const char *plugin, bool on);

#endif

/* clues.h - what the plugins' lists know of a document, for the finder of
 * names: what their gazetteers wrote to the layer `entity`, by class of
 * label, and the hits of those that annotate nothing but have a label, or
 * belong to a plugin that runs before the actors. */
#ifndef AS_FLOW_CLUES_H
#define AS_FLOW_CLUES_H

#include "base/cancel.h"
#include "base/vec.h"
#include "flow/plugins.h"
#include "tag/clue.h"

typedef struct as_clues as_clues;

/* A reference to `plugins` is taken. One thread. Errors: AS_ENOMEM. */
as_status as_clues_new(as_plugins *plugins, const as_cancel *cancel,
                       as_clues **out, as_err *err);
void as_clues_free(as_clues *clues); /* accepts NULL */

/* The clues of `doc`, in the order of as_clues_sort; valid until the next
 * call. Errors: AS_ENOMEM, AS_ECANCEL. */
as_status as_clues_of(as_clues *clues, as_doc *doc, const as_clue **list,
                      size_t *n, as_err *err);

/* The clues are not needed any more: give back what a long document took. */
void as_clues_relax(as_clues *clues);

/* Switch off or on the lists of one plugin; false if it has none that
 * annotate nothing. */
bool as_clues_switch(as_clues *clues, const char *plugin, bool on);

#endif

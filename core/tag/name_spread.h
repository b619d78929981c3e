/* name_spread.h - what was found once in a document is found everywhere in
 * it. Private to core/tag. */
#ifndef AS_TAG_NAME_SPREAD_H
#define AS_TAG_NAME_SPREAD_H

#include "tag/finder.h"
#include "tag/name_view.h"

typedef struct as_spread as_spread;

/* Errors: AS_ENOMEM. */
as_status as_spread_new(as_spread **out, as_err *err);
void as_spread_free(as_spread *spread); /* accepts NULL */

/* Second look at the document that `reader` has begun: give a name the kind
 * that most of its mentions have, weighed by their probability; find further
 * mentions of whole names, of the last words of persons' names and of the
 * initials of bodies, and those in sentences in capitals by their folded
 * form. `names` are those of the model, by place, and stay so; what lists know
 * for certain (`clues`) votes and is not touched. Errors: AS_ENOMEM. */
as_status as_spread_run(as_spread *spread, as_name_reader *reader, as_doc *doc,
                        const as_clue *clues, size_t n_clues, as_names *names,
                        as_err *err);

#endif

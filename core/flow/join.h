/* join.h - put the names that a model found into the layer `entity`, beside
 * what lists wrote there. */
#ifndef AS_FLOW_JOIN_H
#define AS_FLOW_JOIN_H

#include "doc/layer.h"
#include "tag/finder.h"

/* Of names and spans that overlap the longer stays; of one extent the span,
 * unless both are of PERSON, ORG and LOC, differ, and the name is sure. A
 * person never takes the place of a thing that a list knows, such as a
 * weapon. A MISC name is not written, and what lies within it goes with it
 * where it is a PERSON, ORG or LOC. A name that is a row of spans with marks
 * between (Ukraine-Belarus) is those; a person ends before the preposition
 * in front of a country (Abdullah II of Jordan). `names` are by place, none
 * overlapping. New spans have the name's probability as score, `name`,
 * `actor` and `mention` (see names.h), `country` where a span whose place an
 * ORG or LOC takes has one, and `prov`. Errors: AS_ENOMEM; spans may then
 * have been added. */
as_status as_join_names(as_doc *doc, as_names *names,
                        const as_prov *prov, as_err *err);

#endif

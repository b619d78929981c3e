/* actors.h - the stage that tells who is who: mentions of one actor in the
 * layer `entity` get one `actor` and one canonical `name`.
 *
 * It reads what rules wrote before it, in layers that are no records:
 *   _acting    a seat of government that acts: `government`, `code`
 *   _nominal   a noun that stands for an actor: `refers`, `role`
 *   _pronoun   `gender` (m f n), `case` (subject object possessive reflexive)
 *   _type      `label` of what stands there ("the town of X")
 *   _not       no name, whatever it looks like ("in May")
 *   _gender    `gender` of the person that it lies in, or stands before
 * and `role`, whose `person` and `of` become canonical names.
 * Mentions by noun and pronoun are added to `entity`, with `mention`; what
 * nobody fits, or more than one, stays open. */
#ifndef AS_FLOW_ACTORS_H
#define AS_FLOW_ACTORS_H

#include "flow/pipeline.h"

/* Errors: AS_ENOMEM. */
as_status as_actors_stage(const as_cancel *cancel, as_stage *out, as_err *err);

#endif

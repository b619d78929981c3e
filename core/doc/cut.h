/* cut.h - annotations in steps, each of which can be taken out of a document
 * and put back: what undo and redo stand on.
 *
 * What is added while a step is set belongs to it; a step may be added to
 * again and again. To take one out leaves all others as they are, whether
 * older or newer. A cut may be put back into its own document only. */
#ifndef AS_DOC_CUT_H
#define AS_DOC_CUT_H

#include "doc/layer.h"

typedef struct as_cut as_cut;

/* From here on what is added to `doc` belongs to `step`; 0: to none. The step
 * that was set before. */
uint32_t as_doc_step(as_doc *doc, uint32_t step);

/* Take out all spans of `step` (not 0), in order of addition. Their room in
 * the document is free again once what was added behind them goes as well.
 * Pointers to them, indexes of later ones and marks behind the first become
 * stale. Errors: AS_ENOMEM; AS_EINVAL if the step amended a span. On error
 * the document is as before. */
as_status as_cut_take(as_doc *doc, uint32_t step, as_cut **out, as_err *err);

/* Add them again, at the end, to their step. The cut stays the caller's.
 * Errors: AS_ENOMEM, AS_ELIMIT; the document is then as before. */
as_status as_cut_put(const as_cut *cut, as_doc *doc, as_err *err);

size_t as_cut_count(const as_cut *cut); /* spans */
void as_cut_free(as_cut *cut);         /* accepts NULL */

#endif

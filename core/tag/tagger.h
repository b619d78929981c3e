/* tagger.h - parts of speech and lemmas for sentences and documents.
 * A tagger remembers the words that it has met, and so is for one thread;
 * the models that it was made of are shared. What it remembers is bounded
 * and never changes what it answers. */
#ifndef AS_TAG_TAGGER_H
#define AS_TAG_TAGGER_H

#include "base/cancel.h"
#include "doc/doc.h"
#include "tag/model.h"
#include "tag/upos.h"

typedef struct as_tagger as_tagger;

/* A tagger of a model of kind "pos" and one of kind "lemma" (NULL: no
 * lemmas), for the same language; it takes references. Errors: AS_ENOMEM,
 * AS_ESYNTAX `path: what is wrong with the model`. */
as_status as_tagger_new(as_model *pos, as_model *lemma, as_tagger **out,
                        as_err *err);
void as_tagger_free(as_tagger *tagger); /* accepts NULL */

/* Give `doc` its language and its part of speech and lemma columns (see
 * doc/tags.h). A document that has another language than the model, or none
 * and does not read like the model's, is left as it is: *tagged (may be
 * NULL) says which. `cancel` may be NULL. Errors: AS_ENOMEM, AS_ECANCEL; `doc`
 * as before. */
as_status as_tagger_run(as_tagger *tagger, as_doc *doc,
                        const as_cancel *cancel, bool *tagged, as_err *err);

/* Does `doc` read like the tagger's language? By the share of its words that
 * are everyday words there. Errors: AS_ENOMEM. */
as_status as_tagger_speaks(as_tagger *tagger, const as_doc *doc, bool *out,
                           as_err *err);

/* Tags of one sentence of `n` words into pos[n]. Errors: AS_ENOMEM. */
as_status as_tagger_sentence(as_tagger *tagger, const as_slice *forms,
                             size_t n, uint8_t *pos, as_err *err);

/* Append the lemma of `form` as a `pos`; the norm if the tagger has no model
 * of lemmas. Errors: AS_ENOMEM. */
as_status as_tagger_lemma(const as_tagger *tagger, as_slice form, uint8_t pos,
                          as_buf *out, as_err *err);

#endif

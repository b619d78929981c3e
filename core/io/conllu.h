/* conllu.h - a document as CoNLL-U, the format of Universal Dependencies
 * (https://universaldependencies.org/format.html).
 * What is not known is `_`: lemmas and parts of speech of a document that has
 * none, features, language-specific tags. There is no parse; so that readers
 * that want a tree take the lines, every token of a sentence hangs from its
 * first one by `dep`, the relation for "not determined". */
#ifndef AS_IO_CONLLU_H
#define AS_IO_CONLLU_H

#include "doc/doc.h"

/* Append `doc`. White space between tokens becomes one blank, so that
 * `# text` is what the lines say. Errors: AS_ENOMEM, `out` as before. */
as_status as_conllu_doc(const as_doc *doc, as_buf *out, as_err *err);

#endif

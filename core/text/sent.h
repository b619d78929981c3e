/* sent.h - tokens to sentences and paragraphs. */
#ifndef AS_TEXT_SENT_H
#define AS_TEXT_SENT_H

#include "base/vec.h"
#include "text/token.h"

/* Index of each sentence's (paragraph's) first token, ascending; the first
 * is 0 unless there is no token. Zero-initialised is empty and ready. */
typedef struct as_starts {
    uint32_t *v;
    size_t n;
    size_t cap;
} as_starts;

/* Replace what `sents` and `paras` hold. A paragraph starts a sentence.
 * Errors: AS_ENOMEM; both are then empty. */
as_status as_sentences(as_slice text, const as_tokens *tokens,
                       as_starts *sents, as_starts *paras, as_err *err);

void as_starts_clear(as_starts *starts);

#endif

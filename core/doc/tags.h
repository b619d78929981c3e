/* tags.h - the columns of part of speech and lemma, which a tagger gives to
 * a document (tag/tagger.h has one). A document has them or has not. */
#ifndef AS_DOC_TAGS_H
#define AS_DOC_TAGS_H

#include "doc/doc.h"

/* Parts of speech are numbers below this; tag/upos.h has their names. */
enum { AS_DOC_POS_MAX = 32 };

typedef struct as_tags {
    const uint8_t *pos;    /* one a token */
    const uint32_t *lemma; /* an index into `lemmas` a token; NULL: none */
    const as_type *lemmas; /* n_lemmas, each with as_hash_portable of it */
    uint32_t n_lemmas;
} as_tags;

/* Copy `tags` into the document, in place of those that it has. Errors:
 * AS_EINVAL (a number out of range); AS_ENOMEM; the document is then as
 * before. */
as_status as_doc_tags_set(as_doc *doc, const as_tags *tags, as_err *err);

/* The document's columns, valid until they are set anew; false, and *out
 * zeroed, if it has none. */
bool as_doc_tags(const as_doc *doc, as_tags *out);

/* The lemma of a token; .p is NULL if there is none. `tok` out of range is
 * the caller's bug. */
as_slice as_doc_lemma(const as_doc *doc, uint32_t tok);

#endif

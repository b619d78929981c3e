/* doc.h - a document: immutable text and metadata, token columns, sentences,
 * and the annotation layers that stages add to it (see layer.h).
 * One arena owns all of it. Threads: one at a time; many when only read. */
#ifndef AS_DOC_DOC_H
#define AS_DOC_DOC_H

#include <stdint.h>

#include "base/buf.h"
#include "text/sent.h"
#include "text/token.h"

typedef struct as_doc as_doc;

/* All may be empty; copied. `date` is the reference date, ISO 8601. */
typedef struct as_doc_meta {
    as_slice id;
    as_slice title;
    as_slice date;
    as_slice source; /* the path or stream that it came from */
} as_doc_meta;

/* Take `text` (left empty), repair its UTF-8, tokenize it and split it into
 * sentences. Norms are worked out by as_doc_norms when first asked for.
 * Errors: AS_ENOMEM, AS_ELIMIT (4 GiB or more); `text` is then untouched. */
as_status as_doc_new(as_buf *text, const as_doc_meta *meta, as_doc **out,
                     as_err *err);

/* Accepts NULL. */
void as_doc_free(as_doc *doc);

/* The text as kept: well-formed UTF-8; all offsets refer to it. */
as_slice as_doc_text(const as_doc *doc);

/* A number that no other document has had, and that changes when its columns
 * of doc/tags.h do: who worked something out of them can tell by it. */
uint64_t as_doc_serial(const as_doc *doc);

const as_doc_meta *as_doc_meta_of(const as_doc *doc);

/* Ill-formed sequences that were replaced on the way in. */
size_t as_doc_repaired(const as_doc *doc);

/* Language as ISO 639-1 ("en"), or empty when not known. */
as_slice as_doc_lang(const as_doc *doc);
as_status as_doc_lang_set(as_doc *doc, as_slice lang, as_err *err);

/* Columns; valid as long as the document. */
const as_tokens *as_doc_tokens(const as_doc *doc);
const as_starts *as_doc_sents(const as_doc *doc);
const as_starts *as_doc_paras(const as_doc *doc);

/* Bytes [beg of token `first`, end of token `end` - 1); first < end. */
as_slice as_doc_token_text(const as_doc *doc, uint32_t first, uint32_t end);

/* The sentence that token `tok` belongs to, and the tokens of a sentence
 * [*first, *end). Both by index; out of range is the caller's bug. */
uint32_t as_doc_sent_of(const as_doc *doc, uint32_t tok);
void as_doc_sent(const as_doc *doc, uint32_t sent, uint32_t *first,
                 uint32_t *end);

/* First token that ends behind byte `at`; the token count if none does. */
uint32_t as_doc_token_at(const as_doc *doc, uint32_t at);

/* A word type of this document: every token with the same norm shares one.
 * `hash` is as_hash_portable of the norm, so that compiled dictionaries can
 * be looked up without hashing again. */
typedef struct as_type {
    as_slice norm;
    uint64_t hash;
} as_type;

typedef struct as_norms {
    const uint32_t *type; /* a type id a token */
    const as_type *types; /* n_types of them */
    uint32_t n_types;
} as_norms;

/* The norm column, worked out at the first call (then the document must be
 * the caller's alone) and kept. Errors: AS_ENOMEM. */
as_status as_doc_norms(as_doc *doc, as_norms *out, as_err *err);

/* Check every invariant of text, columns and layers; for tests, fuzzers and
 * debug builds. Errors: AS_EINVAL naming the first that is broken. */
as_status as_doc_check(const as_doc *doc, as_err *err);

/* Heap bytes that the document holds. */
size_t as_doc_size(const as_doc *doc);

#endif

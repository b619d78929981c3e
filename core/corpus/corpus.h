/* corpus.h - an index over many open documents, for questions that count:
 * where words stand, how often, beside what.
 *
 * Documents are added and dropped one by one; nothing is worked out before a
 * question needs it, and what was worked out stays for the next: a column of
 * word types a token for each attribute that was asked for, the list of where
 * each type stands, the alphabet of the types.
 * A document must not change or go before as_corpus_drop; that its tags
 * (doc/tags.h) were set anew is noticed at the next as_corpus_choose.
 * Tokens of all documents are numbered through; a corpus holds less than
 * 2^32 - 1 of them. Threads: one at a time. */
#ifndef AS_CORPUS_CORPUS_H
#define AS_CORPUS_CORPUS_H

#include "base/cancel.h"
#include "base/vec.h"
#include "doc/doc.h"

typedef struct as_corpus as_corpus;
typedef AS_VEC(uint32_t) as_u32s;

/* What makes two tokens one type. Where a document has no lemmas the norm
 * stands in for them, as in patterns; where it has no parts of speech they
 * are X. */
typedef enum as_by {
    AS_BY_NORM,
    AS_BY_WORD,      /* the text as it stands */
    AS_BY_LEMMA,
    AS_BY_UPOS,      /* "NOUN" */
    AS_BY_LEMMA_POS, /* "say_VERB" */
    AS_BY_N
} as_by;

enum { AS_TYPE_NONE = UINT32_MAX };

/* "norm" and so on, by number; NULL behind the last. */
extern const char *const as_by_names[AS_BY_N + 1];

/* Errors: AS_ENOMEM. */
as_status as_corpus_new(as_corpus **out, as_err *err);
void as_corpus_free(as_corpus *c); /* accepts NULL */

/* Give `doc` a number; free of cost but for a line in a list. Errors:
 * AS_ENOMEM; AS_ELIMIT (too many tokens in all). */
as_status as_corpus_add(as_corpus *c, as_doc *doc, uint32_t *id, as_err *err);

/* The document goes; its number is not given again. */
void as_corpus_drop(as_corpus *c, uint32_t id);

/* Are most tokens those of documents that went? Then as_corpus_clear, and add
 * those that are still there. */
bool as_corpus_worn(const as_corpus *c);
void as_corpus_clear(as_corpus *c);

/* Bytes held. */
size_t as_corpus_size(const as_corpus *c);

/* For who tells how large it is. */
size_t as_corpus_doc_count(const as_corpus *c);   /* not dropped */
uint64_t as_corpus_token_count(const as_corpus *c); /* of those */
uint32_t as_corpus_type_count(const as_corpus *c, as_by by); /* known so far */

/* ---- what a question is about ------------------------------------------ */

/* Documents in an order of the caller's; each once. */
typedef struct as_choice {
    uint32_t *docs; /* numbers in the corpus */
    size_t n;
    uint32_t *rank;   /* by number: place in `docs`; AS_TYPE_NONE: not in it */
    bool in_order;    /* the numbers ascend */
    uint64_t n_tokens;
} as_choice;

/* Take the `n` documents `docs`; one that comes twice counts once. *out is
 * zeroed or filled before; valid until a document is added or as_corpus_clear.
 * One that is dropped meanwhile is still counted, but nothing found in it. Errors: AS_ENOMEM,
 * *out is then empty. */
as_status as_corpus_choose(as_corpus *c, const uint32_t *docs, size_t n,
                           as_choice *out, as_err *err);
void as_choice_clear(as_choice *choice);

/* Does any of them have lemmas and parts of speech? */
bool as_corpus_tagged(const as_corpus *c, const as_choice *choice);

/* ---- what is worked out ------------------------------------------------- */

/* Have the column of `by` for all documents. Stopped half way it keeps what
 * it has. Errors: AS_ENOMEM, AS_ECANCEL. */
as_status as_corpus_column(as_corpus *c, as_by by, const as_cancel *cancel,
                           as_err *err);

/* After as_corpus_column. The texts of types, NUL-ended; the types of all
 * tokens. */
as_slice as_corpus_type(const as_corpus *c, as_by by, uint32_t type);
const uint32_t *as_corpus_types(const as_corpus *c, as_by by);

/* A document and its tokens in that numbering, from *first. */
as_doc *as_corpus_doc(const as_corpus *c, uint32_t id, uint32_t *first,
                      uint32_t *n);

/* Does `text` fit `glob`, in which each * stands for any bytes? */
bool as_glob_fits(as_slice glob, as_slice text);

#endif

/* counts_int.h - what the files that count share; not for others. */
#ifndef AS_CORPUS_COUNTS_INT_H
#define AS_CORPUS_COUNTS_INT_H

#include "corpus/corpus_int.h"
#include "corpus/counts.h"

/* A number a type. */
typedef struct corpus_counts {
    uint32_t *n, *docs; /* docs NULL where it was not asked for */
    uint32_t n_types;
} corpus_counts;

void corpus_counts_clear(corpus_counts *n);

/* Count the types of the documents chosen. On error *out is empty. */
as_status corpus_count(as_corpus *c, const as_choice *choice, as_by by,
                       bool docs, const as_cancel *cancel, corpus_counts *out,
                       as_err *err);

/* Does the listing want the type, as far as its text decides? */
bool corpus_listed(const corpus_column *col, const as_listing *l,
                   uint32_t type);

#endif

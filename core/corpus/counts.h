/* counts.h - how often types stand in the documents of a choice: by
 * themselves, in a row, beside something, in one corpus and in another.
 * All lists come sorted, the strongest first, then by the bytes of the type;
 * `limit` 0 is no limit, and n_all how many there were without it. Tokens are
 * all tokens; punctuation is counted among them and listed only if asked for.
 * Errors everywhere: AS_ENOMEM, AS_ECANCEL; what is filled is then empty. */
#ifndef AS_CORPUS_COUNTS_H
#define AS_CORPUS_COUNTS_H

#include "corpus/hits.h"

/* Which types are listed. */
typedef struct as_listing {
    as_by by;
    as_slice glob; /* that the type fits; empty: any */
    uint32_t min;  /* this often at least */
    bool punct;    /* punctuation as well */
    size_t limit;
    size_t room; /* of ngrams: how many different ones one table holds, which
                  * bounds memory; 0: two million */
} as_listing;

/* ---- frequencies ------------------------------------------------------- */

typedef struct as_freq_row {
    uint32_t type, n, docs; /* documents that have it */
} as_freq_row;

typedef struct as_freq {
    AS_VEC(as_freq_row) v;
    size_t n_all;
} as_freq;

as_status as_freq_count(as_corpus *c, const as_choice *choice,
                        const as_listing *listing, const as_cancel *cancel,
                        as_freq *out, as_err *err);

/* Of each group of documents (groups: a number below n_groups a document of
 * the choice): hits, documents with hits, documents, tokens. */
typedef struct as_share {
    uint64_t n, docs_with, docs, tokens;
} as_share;

/* `out` has n_groups. Hits must be in order of documents. */
void as_freq_share(const as_corpus *c, const as_choice *choice,
                   const as_hits *hits, const uint32_t *groups,
                   size_t n_groups, as_share *out);

/* ---- in a row ----------------------------------------------------------- */

enum { AS_NGRAM_MAX = 10 };

typedef struct as_ngram {
    uint32_t at; /* its first token, one of its places, in the numbering of
                  * all; see as_corpus_types */
    uint32_t n, docs;
} as_ngram;

typedef struct as_ngrams {
    AS_VEC(as_ngram) v;
    size_t n_all;
} as_ngrams;

/* Sequences of `size` tokens (1 .. AS_NGRAM_MAX) within sentences. One that
 * has punctuation in it is left out unless that is asked for; listing->glob
 * is that of one of its types. */
as_status as_ngrams_count(as_corpus *c, const as_choice *choice, uint32_t size,
                          const as_listing *listing, const as_cancel *cancel,
                          as_ngrams *out, as_err *err);

/* ---- beside something ---------------------------------------------------- */

typedef enum as_measure {
    AS_MEASURE_LOGDICE,
    AS_MEASURE_MI,
    AS_MEASURE_T,
    AS_MEASURE_LL,
    AS_MEASURE_N /* how often */
} as_measure;

typedef struct as_colloc_row {
    uint32_t type;
    uint32_t n, left, right; /* in windows: n = left + right */
    uint32_t freq;           /* in the choice */
    double value[AS_MEASURE_N];
} as_colloc_row;

typedef struct as_collocs {
    AS_VEC(as_colloc_row) v;
    size_t n_all;
    uint64_t n_nodes, n_window; /* hits; tokens in windows */
} as_collocs;

/* What stands up to `left` tokens before and `right` behind the hits (in
 * order of documents), in their sentences. A token in the windows of two hits
 * counts once, for the first; those of the hit are not in its window. min is
 * of the tokens in windows. */
as_status as_colloc_count(as_corpus *c, const as_choice *choice,
                          const as_hits *hits, uint32_t left, uint32_t right,
                          as_measure measure, const as_listing *listing,
                          const as_cancel *cancel, as_collocs *out,
                          as_err *err);

/* ---- in one corpus and in another --------------------------------------- */

typedef enum as_key_order { AS_KEY_LL, AS_KEY_RATIO, AS_KEY_DIFF } as_key_order;

typedef struct as_key_row {
    uint32_t type, n, other; /* in the one, in the other */
    double ll, ratio, diff;  /* ll without a sign: that of ratio is it */
} as_key_row;

typedef struct as_keys_found {
    AS_VEC(as_key_row) v;
    size_t n_all;
    uint64_t n_tokens, n_other;
} as_keys_found;

/* Types of both that differ: more frequent in `one` (side > 0), in `other`
 * (< 0) or either (0). By the size of what is asked for. min is of both
 * together. */
as_status as_keyness_count(as_corpus *c, const as_choice *one,
                           const as_choice *other, as_key_order order,
                           int side, const as_listing *listing,
                           const as_cancel *cancel, as_keys_found *out,
                           as_err *err);

#endif

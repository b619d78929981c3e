/* sweep.h - a pattern over many sentences at once, for who knows of each
 * token what the pattern's leaves, its tests of words, flags, numbers and parts
 * of speech, say of it. Spans and gazetteers are read off the documents.
 *
 * A window is a run of whole sentences. Each leaf is a row of bits, one a
 * token, and so is each state of the program: a step is made for 64 tokens at
 * a time, and a sentence without a match costs next to nothing.
 *
 * Cost: (states + edges) * tokens / 64, and rounds of it where there are
 * loops, 64 at most; then a walk for each match. Threads: one at a time. */
#ifndef AS_MATCH_SWEEP_H
#define AS_MATCH_SWEEP_H

#include "match/pattern.h"

typedef struct as_sweep as_sweep;

typedef enum as_leaf_kind {
    AS_LEAF_WORDS, /* the token is one of `words` */
    AS_LEAF_FLAGS, /* it has one of the flags `mask` */
    AS_LEAF_POS,   /* bit pos of `mask` is set */
    AS_LEAF_SENT,  /* the number of its sentence, from 1, is one of the leaf's */
    AS_LEAF_ID     /* its own number in its sentence, from 1, is */
} as_leaf_kind;

typedef struct as_leaf {
    as_leaf_kind kind;
    uint32_t mask;
    bool untagged;         /* AS_LEAF_POS: of what has no part of speech */
    as_pattern_need words; /* all of one column */
    const void *numbers;   /* for as_leaf_has */
} as_leaf;

enum { AS_LEAVES_MAX = 64 };

/* Is it one of a leaf's numbers? */
bool as_leaf_has(const as_leaf *leaf, uint32_t number);

/* *out is NULL where the pattern asks for too much. It borrows `p`. Errors:
 * AS_ENOMEM. */
as_status as_sweep_new(const as_pattern *p, as_sweep **out, as_err *err);
void as_sweep_free(as_sweep *s); /* accepts NULL */

size_t as_sweep_leaves(const as_sweep *s, const as_leaf **out);

/* Tokens [beg, end) of a window are numbered from its rows' first bit. Bits
 * outside may be anything. */
typedef struct as_window {
    const uint64_t *const *leaves; /* a row each */
    const uint64_t *sents, *paras; /* of tokens that begin one, and of `end`
                                    * where one ends there */
    uint32_t beg, end;             /* beg < end */
} as_window;

/* Does it look at spans or gazetteers, too? Then as_sweep_spans must be told
 * of every document that has tokens in a window, in order, before the window
 * is opened: that tokens [first, end) of it, whole sentences, are those from
 * bit `at` on. Documents must not change meanwhile. Errors: AS_ENOMEM. */
bool as_sweep_reads_spans(const as_sweep *s);
as_status as_sweep_spans(as_sweep *s, as_doc *doc, uint32_t first,
                         uint32_t end, uint32_t at, as_err *err);

/* Have the matches of a window; its rows must last until the next call.
 * Errors: AS_ENOMEM. */
as_status as_sweep_open(as_sweep *s, const as_window *w, as_err *err);

/* Where every match of the pattern has as many tokens, and no captures: how
 * many, and in *starts, n_words long, where one can begin in the window that
 * was opened; of those that overlap the first is one, and so on. Else 0. */
uint32_t as_sweep_alike(const as_sweep *s, const uint64_t **starts,
                        uint32_t *n_words);

/* The next match, as as_search_next has it within sentences, in the window's
 * numbers; AS_EOF when there is none. Errors: AS_ENOMEM. */
as_status as_sweep_next(as_sweep *s, as_match *match, as_err *err);

#endif

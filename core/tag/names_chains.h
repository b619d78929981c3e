/* names_chains.h - lessons as the learner of names wants them: chains of
 * words with the rows of their features. Private to core/tag. */
#ifndef AS_TAG_NAMES_CHAINS_H
#define AS_TAG_NAMES_CHAINS_H

#include "tag/crf.h"
#include "tag/name_view.h"
#include "tag/names_train.h"
#include "tag/weights.h"

typedef struct as_names_chain {
    uint32_t first, n; /* words */
    uint32_t lesson, times; /* the lesson's */
    bool at_border;
} as_names_chain;

typedef struct as_names_chains {
    AS_VEC(as_names_chain) chain;
    /* A word each: */
    AS_VEC(uint8_t) gold;    /* label */
    AS_VEC(uint8_t) context;
    AS_VEC(uint64_t) row_at; /* first of its rows; one more at the end */
    AS_VEC(int32_t) row;
} as_names_chains;

/* Read the lessons: count features into `weights`, start it with those seen
 * `min` times, find their rows. Errors: AS_ENOMEM, AS_ECANCEL. */
as_status as_names_chains_make(as_names_chains *out,
                               const as_name_lesson *lessons, size_t n,
                               const as_name_lists *lists, uint32_t min,
                               as_weights *weights, const as_cancel *cancel,
                               as_err *err);
void as_names_chains_clear(as_names_chains *chains);

#endif

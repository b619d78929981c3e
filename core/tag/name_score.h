/* name_score.h - scores of the labels of names for the words of a sentence:
 * sums of a model's weights over the features of each. Private to core/tag.
 * One thread, and one reader (name_view.h). */
#ifndef AS_TAG_NAME_SCORE_H
#define AS_TAG_NAME_SCORE_H

#include "tag/crf.h"
#include "tag/name_view.h"

typedef struct as_name_scorer as_name_scorer;

/* `weights` has rows of AS_CRF_LABELS int8 of `scale` each, and is borrowed.
 * Errors: AS_ENOMEM. */
as_status as_name_scorer_new(const as_rows *weights, float scale,
                             as_name_scorer **out, as_err *err);
void as_name_scorer_free(as_name_scorer *scorer); /* accepts NULL */

/* Scores of words [beg, end) of `view` into score[end - beg]. `epoch` is that
 * of its reader. They are those of as_name_features to the last bit. */
void as_name_scores(as_name_scorer *scorer, const as_name_view *view,
                    uint64_t epoch, size_t beg, size_t end,
                    as_crf_row *score);

#endif

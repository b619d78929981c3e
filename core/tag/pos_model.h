/* pos_model.h - what a part-of-speech model holds. Private to core/tag. */
#ifndef AS_TAG_POS_MODEL_H
#define AS_TAG_POS_MODEL_H

#include "tag/dict.h"
#include "tag/model.h"
#include "tag/rows.h"
#include "tag/word.h"

#define AS_POS_KIND "pos"
#define AS_POS_PARAMS "params"
#define AS_POS_DICT "dictionary"
#define AS_POS_LEXICON "lexicon"
#define AS_POS_WEIGHTS "weights"
#define AS_POS_SCALE 32.0f /* int8 weights are 1/32 */

/* The section "params". A text is in the model's language if, of 1000 of its
 * words, those that are in the dictionary or lexicon and those that are
 * common add up to `speaks` (what is both counts twice). */
typedef struct as_pos_params {
    uint32_t features; /* AS_POS_FEATURES: which set the weights are for */
    uint32_t n_tags;
    uint32_t speaks;
    uint32_t zero;
} as_pos_params;

enum { AS_POS_FEATURES = 1 };

as_pos_params as_pos_params_default(void);

/* A model looked into; borrows from it. */
typedef struct as_pos_model {
    as_pos_params params;
    as_word_lists lists;
    as_rows weights;
} as_pos_model;

/* Errors: AS_ESYNTAX `path: what`. */
as_status as_pos_model_open(const as_model *model, as_pos_model *out,
                            as_err *err);

#endif

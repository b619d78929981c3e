/* names_model.h - what a model of names holds. Private to core/tag. */
#ifndef AS_TAG_NAMES_MODEL_H
#define AS_TAG_NAMES_MODEL_H

#include "tag/crf.h"
#include "tag/model.h"
#include "tag/name_word.h"
#include "tag/rows.h"

#define AS_NAMES_KIND "names"
#define AS_NAMES_PARAMS "params"
#define AS_NAMES_WORDS "words"
#define AS_NAMES_CLUSTERS "clusters"
#define AS_NAMES_PAIRS "pairs"     /* as_crf.weight, floats */
#define AS_NAMES_WEIGHTS "weights" /* int8, a row a feature */
#define AS_NAMES_SCALE 32.0f       /* int8 weights are 1/32 */

enum { AS_NAMES_FEATURES = 1 };

/* The section "params". */
typedef struct as_names_params {
    uint32_t features; /* AS_NAMES_FEATURES: which set the weights are for */
    uint32_t n_labels;
    uint32_t n_clues; /* classes of clues */
    float cool;       /* see as_crf; makes probabilities honest */
} as_names_params;

/* A model looked into; borrows from it, but for `crf`. */
typedef struct as_names_model {
    as_names_params params;
    as_name_lists lists;
    as_rows weights;
    as_crf crf;
} as_names_model;

/* Errors: AS_ESYNTAX `path: what`. */
as_status as_names_model_open(const as_model *model, as_names_model *out,
                              as_err *err);

#endif

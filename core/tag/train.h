/* train.h - learn the models of part of speech and of lemmas.
 * The same corpus and options give the same bytes. Nothing is printed: who
 * wants to show how it goes passes a callback. One thread, minutes. */
#ifndef AS_TAG_TRAIN_H
#define AS_TAG_TRAIN_H

#include "base/buf.h"
#include "base/cancel.h"
#include "tag/treebank.h"

typedef struct as_train_opts {
    const char *lang;  /* ISO 639-1; what the model is for */
    const char *about; /* source and licence, kept in the model's section
                          AS_MODEL_ABOUT; may be NULL */
    const char *lexicon; /* lines of WORD, tab, CLASS: words that behave alike
                            (as_train_pos, as_train_names); may be NULL */
    const char *clusters; /* of as_train_clusters; for names; may be NULL */
    uint64_t seed;     /* order of sentences, choice of case copies */
    uint32_t epochs;   /* 0: the default */
    double rate;       /* step size of AdaGrad; 0: the default */
    double least;      /* weights below are dropped; 0: the default */
    uint32_t copies;   /* per cent of sentences learnt again in upper, lower
                          and title case each */
    uint32_t min;      /* features seen less often are dropped; 0: default */
    const as_cancel *cancel; /* may be NULL */
} as_train_opts;

/* After each epoch; shares of tokens that were right, 0 .. 1, NaN where
 * there was nothing to score. */
typedef struct as_train_step {
    uint32_t epoch, n_epochs; /* epoch counts from 1 */
    double train;
    double dev;
} as_train_step;

typedef void (*as_train_progress)(void *ctx, const as_train_step *step);

/* Learn from `train` and append the model's bytes to `model` (see
 * as_model_save). `dev` may be NULL: then nothing is scored; if it is given,
 * *score (may be NULL) is the share of its tokens that the finished, pruned
 * and quantised model gets right.
 * Errors: AS_ENOMEM; AS_ECANCEL; AS_EINVAL (nothing to learn from). */
as_status as_train_pos(const as_treebank *train, const as_treebank *dev,
                       const as_train_opts *opts, as_train_progress progress,
                       void *ctx, as_buf *model, double *score, as_err *err);

/* The same for lemmas; the score is with the corpus's own tags and caseless.
 * `rate`, `least`, `copies` and `min` are not used. */
as_status as_train_lemma(const as_treebank *train, const as_treebank *dev,
                         const as_train_opts *opts, as_train_progress progress,
                         void *ctx, as_buf *model, double *score, as_err *err);

/* What the defaults are, for help texts. */
as_train_opts as_train_defaults(void);

#endif

/* names_train.h - learn a model of names from documents in which they are
 * marked. The same lessons and options give the same bytes. */
#ifndef AS_TAG_NAMES_TRAIN_H
#define AS_TAG_NAMES_TRAIN_H

#include "tag/finder.h"
#include "tag/train.h"

/* A document with parts of speech, what the lists know of it (in the order
 * of as_clues_sort), and its names, by place, none overlapping; `times` says
 * how often an epoch goes through it, 0 being 1. Borrowed. */
typedef struct as_name_lesson {
    as_doc *doc;
    const as_clue *clues;
    size_t n_clues;
    const as_name *names; /* scores are not looked at */
    size_t n_names;
    uint32_t times;
} as_name_lesson;

/* How good probabilities are: names that were found in lessons held back, by
 * the probability given to them, a tenth each. */
enum { AS_NAME_BINS = 10 };
typedef struct as_name_report {
    struct {
        size_t n, right;
        double sum; /* of probabilities */
    } bin[AS_NAME_BINS];
    size_t n_gold; /* names there are */
    double cool;   /* what scores are multiplied by to be honest */
} as_name_report;

/* Share of found and of wanted names that were right, as their F1. */
double as_name_report_f1(const as_name_report *report);

/* Learn from `lessons` and append the model's bytes to `model`. It is done
 * twice: first without every tenth lesson, on which probabilities are then
 * made honest and *report (may be NULL) is worked out, then with all.
 * Errors: AS_ENOMEM; AS_ECANCEL; AS_EINVAL (no name in the lessons); those
 * of reading opts->lexicon and opts->clusters. */
as_status as_train_names(const as_name_lesson *lessons, size_t n,
                         const as_train_opts *opts, as_train_progress progress,
                         void *ctx, as_buf *model, as_name_report *report,
                         as_err *err);

as_train_opts as_train_names_defaults(void);

#endif

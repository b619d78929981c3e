/* forms.h - the words that a tagger has met, with what the model says of
 * each alone. Private to core/tag. One thread. */
#ifndef AS_TAG_FORMS_H
#define AS_TAG_FORMS_H

#include "base/slice.h"
#include "tag/pos_model.h"
#include "tag/upos.h"
#include "tag/word.h"

enum { AS_TAG_UNSURE = 255 };

typedef int16_t as_scores[AS_UPOS_N];

enum { AS_TAGS_BEFORE = AS_UPOS_N + 1 }; /* a tag, or the border */

/* Sums of the features that depend on a word and the tag before the one
 * that is being tagged: this word, or the one before this. Bit k of a mask
 * says that row k is filled. */
typedef struct as_form_history {
    uint32_t has_cur, has_next;
    as_scores cur[AS_TAGS_BEFORE], next[AS_TAGS_BEFORE];
} as_form_history;

/* A word in one case mode. Sums are of weights of features that depend on
 * this word alone, for each place that it can have. */
typedef struct as_form {
    as_slice text;
    uint8_t sure; /* its tag, or AS_TAG_UNSURE */
    uint32_t seen;            /* how often it was got */
    as_form_history *history; /* NULL until it was got some times */
    as_word word;
    as_scores sum[AS_WORD_GROUPS];
    uint32_t lemma[AS_UPOS_N]; /* lemma id + 1; 0: not asked yet */
} as_form;

typedef struct as_forms as_forms;

/* `model` is borrowed. Errors: AS_ENOMEM. */
as_status as_forms_new(const as_pos_model *model, as_forms **out,
                       as_err *err);
void as_forms_free(as_forms *forms);

/* The entries of `n` words, made if they are not there. Valid until
 * as_forms_trim. Many at once are faster: memory is asked for all of them
 * before the first is looked at. Errors: AS_ENOMEM. */
as_status as_forms_get(as_forms *forms, const as_slice *texts, size_t n,
                       as_case_mode mode, as_form **out, as_err *err);

/* Add up the weights of `keys`. */
void as_forms_sum(const as_pos_model *model, const uint64_t *keys, size_t n,
                  as_scores out);

/* What stands before and behind a sentence. */
const as_form *as_forms_border(const as_forms *forms);

/* Forget everything if there is too much of it. */
void as_forms_trim(as_forms *forms);

/* Forget the lemmas of every form: their ids are no longer valid. */
void as_forms_drop_lemmas(as_forms *forms);

#endif

/* lemma_learn.h - what the two stages of learning lemmas share: examples
 * and rules (lemma_examples.c), the linear model (lemma_train.c). Private to
 * core/tag. */
#ifndef AS_TAG_LEMMA_LEARN_H
#define AS_TAG_LEMMA_LEARN_H

#include "base/map.h"
#include "base/vec.h"
#include "tag/lemma.h"
#include "tag/train.h"
#include "tag/weights.h"

typedef struct lemma_example {
    as_slice norm, lemma; /* lie in the triples */
    uint64_t count;
    uint32_t rule;
    uint8_t pos;
} lemma_example;

typedef struct lemma_learner {
    const as_train_opts *opts;
    as_map *triples;  /* tag, norm, 0, lemma: how often */
    as_map *best;     /* tag, norm: index of its example */
    as_map *rule_ids; /* length of strip, strip, add: index of the rule */
    as_map *lemmas;   /* tag, lemma: number of examples */
    AS_VEC(lemma_example) examples;
    AS_VEC(as_lemma_rule) rules;
    AS_VEC(uint32_t) uses; /* a rule and tag: how many examples */
    as_buf texts, scratch;
    as_lemma_model view; /* of rules and texts */
    as_weights *weights;
    uint64_t random;
} lemma_learner;

/* Examples, lexicon and rules of `train`. Errors: AS_ENOMEM; AS_EINVAL
 * (nothing to learn from); AS_ELIMIT (too many rules). */
as_status lemma_examples_make(lemma_learner *l, const as_treebank *train,
                              as_err *err);

/* The buffer becomes the key of `a` in a map: tag, a. */
as_status lemma_key_put(as_buf *buf, uint8_t pos, as_slice a, as_err *err);

void lemma_learner_clear(lemma_learner *l);

#endif

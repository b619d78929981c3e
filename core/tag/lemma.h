/* lemma.h - from a word and its part of speech to its lemma: learnt
 * exceptions, else the edit rule that a linear model likes best.
 * Private to core/tag; a tagger (tagger.h) remembers the answers. */
#ifndef AS_TAG_LEMMA_H
#define AS_TAG_LEMMA_H

#include "base/buf.h"
#include "tag/model.h"
#include "tag/rows.h"
#include "tag/upos.h"

#define AS_LEMMA_KIND "lemma"
#define AS_LEMMA_RULES "rules"
#define AS_LEMMA_TEXTS "texts"
#define AS_LEMMA_EXCEPTIONS "exceptions"
#define AS_LEMMA_LEXICON "lexicon"
#define AS_LEMMA_WEIGHTS "weights"
#define AS_LEMMA_SCALE 16.0f

enum {
    AS_LEMMA_MAX_RULES = 1 << 15,
    AS_LEMMA_MAX_CANDIDATES = 64,
    AS_LEMMA_FEATURES = 16, /* at most that many a candidate */
    AS_LEMMA_EXCEPTION_WIDTH = 4
};

/* Cut `n_strip` bytes off the end of the norm, which must be the rule's
 * first text, and put the second one there. Texts lie at `at` in "texts". */
typedef struct as_lemma_rule {
    uint32_t at;
    uint16_t n_strip, n_add;
    uint32_t tags; /* tags for which the linear model may choose it; rules
                      without come behind all others */
} as_lemma_rule;

/* A model looked into; borrows from it. While it is learnt, too: then
 * `exceptions` and `weights` are not there yet. */
typedef struct as_lemma_model {
    const as_lemma_rule *rules;
    uint32_t n_rules;
    const char *texts;
    as_rows exceptions; /* as_lemma_key: u16 more of the key, u16 rule */
    as_rows lexicon;    /* lemmas that were seen; rows without bytes to it */
    as_rows weights;
} as_lemma_model;

/* Errors: AS_ESYNTAX `path: what`. */
as_status as_lemma_model_open(const as_model *model, as_lemma_model *out,
                              as_err *err);

/* Append the lemma of `form` with its `norm`. Proper nouns keep their
 * capitals, other lemmas are norms. Errors: AS_ENOMEM. */
as_status as_lemma_find(const as_lemma_model *m, as_slice form, as_slice norm,
                        uint8_t pos, as_buf *out, as_err *err);

/* ---- for training -------------------------------------------------------- */

uint64_t as_lemma_key(as_slice text, uint8_t pos);

static inline as_slice as_lemma_strip(const as_lemma_model *m, uint32_t rule)
{
    const as_lemma_rule *r = &m->rules[rule];
    return as_slice_of(m->texts + r->at, r->n_strip);
}

static inline as_slice as_lemma_add(const as_lemma_model *m, uint32_t rule)
{
    const as_lemma_rule *r = &m->rules[rule];
    return as_slice_of(m->texts + r->at + r->n_strip, r->n_add);
}

/* Rules that the linear model may choose for `norm`; their number. */
size_t as_lemma_candidates(const as_lemma_model *m, as_slice norm,
                           uint8_t pos,
                           uint32_t rules[AS_LEMMA_MAX_CANDIDATES]);

/* Append what rule `rule` makes of `norm`. Errors: AS_ENOMEM. */
as_status as_lemma_apply(const as_lemma_model *m, as_slice norm,
                         uint32_t rule, as_buf *out, as_err *err);

/* Features of a candidate; `known`: its outcome is a lemma that was seen. */
size_t as_lemma_features(as_slice norm, uint8_t pos, uint32_t rule,
                         size_t n_strip, bool known,
                         uint64_t out[AS_LEMMA_FEATURES]);

#endif

/* crf.h - linear-chain conditional random fields over the labels of names
 * (Lafferty, McCallum and Pereira 2001): best labels, probabilities, and the
 * gradient for training. Private to core/tag.
 *
 * Labels are O and, for each of four kinds of name, B (first word of
 * several), I (between), E (last) and S (the only word): BIO with the end
 * and the single word told apart, of which only sequences that make whole
 * names are allowed. A chain is a run of tokens; what stands before it is O,
 * or the border of a sentence. The weight of two labels in a row depends on
 * the later token's context, a small number that the caller gives. */
#ifndef AS_TAG_CRF_H
#define AS_TAG_CRF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vec.h"

enum {
    AS_CRF_KINDS = 4,
    AS_CRF_LABELS = 1 + 4 * AS_CRF_KINDS,
    AS_CRF_BORDER = AS_CRF_LABELS, /* before a sentence */
    AS_CRF_FROM = AS_CRF_LABELS + 1,
    AS_CRF_CONTEXTS = 16
};

/* Where a token stands in its name. */
enum { AS_CRF_B, AS_CRF_I, AS_CRF_E, AS_CRF_S };

static inline uint8_t as_crf_label(unsigned kind, unsigned place)
{
    return (uint8_t)(1 + 4 * kind + place);
}

/* May `to` stand behind `from` (which may be AS_CRF_BORDER); may a chain end
 * with `label`? */
bool as_crf_follows(unsigned from, unsigned to);
bool as_crf_ends(unsigned label);

typedef float as_crf_row[AS_CRF_LABELS];
typedef int32_t as_crf_from[AS_CRF_LABELS]; /* labels before labels */

/* Weights of two labels in a row, and their exponentials, 0 where one may
 * not follow the other. A plain value; as_crf_exp fills `exp`. */
typedef struct as_crf {
    as_crf_row weight[AS_CRF_CONTEXTS][AS_CRF_FROM];
    as_crf_row exp[AS_CRF_CONTEXTS][AS_CRF_FROM];
    float cool; /* scores are multiplied by it: 1 is as learnt */
} as_crf;

/* Work out `exp` of one context, or of all. */
void as_crf_exp(as_crf *crf, unsigned context);
void as_crf_exp_all(as_crf *crf);

/* A chain: `n` >= 1 tokens with the scores of their labels. */
typedef struct as_crf_chain {
    const as_crf_row *score;
    const uint8_t *context; /* below AS_CRF_CONTEXTS */
    size_t n;
    bool at_border; /* begins a sentence */
} as_crf_chain;

/* Working memory, kept from chain to chain. Zero-initialised is ready. */
typedef struct as_crf_work {
    AS_VEC(as_crf_row) alpha, beta, hot, best;
    AS_VEC(float) scale;
    AS_VEC(as_crf_from) from;
} as_crf_work;
void as_crf_work_clear(as_crf_work *work);

/* The most probable labels into label[n] (Viterbi 1967). Errors: AS_ENOMEM. */
as_status as_crf_best(const as_crf *crf, const as_crf_chain *chain,
                      as_crf_work *work, uint8_t *label, as_err *err);

/* Forward-backward (Baum et al. 1970), scaled: fills the work for the
 * functions below; *log_z (may be NULL) is the logarithm of the sum over all
 * allowed sequences. Errors: AS_ENOMEM. */
as_status as_crf_sums(const as_crf *crf, const as_crf_chain *chain,
                      as_crf_work *work, double *log_z, as_err *err);

/* After as_crf_sums: the probability of each label at `at`. */
void as_crf_marginal(const as_crf_work *work, size_t at, as_crf_row out);

/* After as_crf_sums: the probability that a name of `kind` stands exactly at
 * [beg, end), beg < end <= n. */
float as_crf_span(const as_crf *crf, const as_crf_chain *chain,
                  const as_crf_work *work, size_t beg, size_t end,
                  unsigned kind);

/* After as_crf_sums: the probability of `from` (as before the chain where
 * `at` is 0) followed by each label at `at`. */
void as_crf_pair(const as_crf *crf, const as_crf_chain *chain,
                 const as_crf_work *work, size_t at, unsigned from,
                 as_crf_row out);

#endif

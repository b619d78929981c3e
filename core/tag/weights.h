/* weights.h - the weights of a linear model while it is learnt: hashed
 * features to rows of floats, trained by AdaGrad (Duchi, Hazan and Singer
 * 2011). Private to core/tag. One thread. */
#ifndef AS_TAG_WEIGHTS_H
#define AS_TAG_WEIGHTS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

typedef struct as_weights as_weights;

enum { AS_WEIGHTS_MAX_WIDTH = 17, AS_WEIGHTS_NONE = -1 };

/* `width` floats a feature, at most AS_WEIGHTS_MAX_WIDTH. */
as_status as_weights_new(size_t width, as_weights **out, as_err *err);
void as_weights_free(as_weights *w);

/* Count a feature before training: only those counted at least `min` times
 * get a row when as_weights_start is called. Errors: AS_ENOMEM. */
as_status as_weights_count(as_weights *w, const uint64_t *keys, size_t n,
                           as_err *err);
as_status as_weights_start(as_weights *w, uint32_t min, as_err *err);

/* Forget what was learnt since as_weights_start. */
void as_weights_reset(as_weights *w);

/* Rows of `keys`, AS_WEIGHTS_NONE where there is none. */
void as_weights_find(const as_weights *w, const uint64_t *keys, size_t n,
                     int32_t *rows);

/* Add up the rows into score[width], which starts at 0. */
void as_weights_score(const as_weights *w, const int32_t *rows, size_t n,
                      float *score);

/* Move the rows along `gradient`, of width floats. */
void as_weights_step(as_weights *w, const int32_t *rows, size_t n,
                     const float *gradient, float rate);

/* Remember the weights as they are; as_weights_average puts in their place
 * the mean of those remembered since as_weights_start or the last reset.
 * Errors: AS_ENOMEM. */
as_status as_weights_remember(as_weights *w, as_err *err);
void as_weights_average(as_weights *w);

/* Append a rows.h section of int8: weight * scale rounded and held within
 * +-127; features below `least` in all their weights are left out.
 * Errors: AS_ENOMEM. */
as_status as_weights_pack(const as_weights *w, float scale, float least,
                          as_buf *out, size_t *n_rows, as_err *err);

#endif

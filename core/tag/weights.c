/* weights.c - rows of floats behind an open-addressing hash table.
 *
 * Keys are hashes and never 0 in practice; a key of 0 is taken as 1. The
 * table maps a key to a row number + 1; rows keep the order in which their
 * features were first counted, so that training and the packed section are
 * the same bit for bit on every run. While counting, `rows` holds counts.
 * Cost: a probe a feature; 8 bytes a float. */
#include "tag/weights.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/vec.h"
#include "tag/rows.h"

#define ADAGRAD_START 0.01f

struct as_weights {
    size_t width;
    uint64_t *table_key; /* 0: free */
    uint32_t *table_row;
    size_t mask;
    AS_VEC(uint64_t) key;   /* of each row, in order */
    AS_VEC(uint32_t) count; /* of each row */
    float *value;           /* rows of width */
    float *square;          /* sums of squared gradients */
    float *sum;             /* of what was remembered; NULL: nothing was */
    uint32_t n_sums;
};

static uint64_t fix_key(uint64_t key)
{
    return key ? key : 1;
}

static size_t slot_of(const as_weights *w, uint64_t key)
{
    size_t at = (size_t)(key >> 20) & w->mask;
    while (w->table_key[at] != 0 && w->table_key[at] != key) {
        at = (at + 1) & w->mask;
    }
    return at;
}

/* A table of `size` slots with what `key` holds. */
static as_status table_make(as_weights *w, size_t size, as_err *err)
{
    uint64_t *keys = as_mem_zero(size, sizeof *keys);
    uint32_t *rows = as_mem_zero(size, sizeof *rows);
    if (keys == NULL || rows == NULL) {
        as_mem_free(keys);
        as_mem_free(rows);
        return as_err_nomem(err);
    }
    as_mem_free(w->table_key);
    as_mem_free(w->table_row);
    w->table_key = keys;
    w->table_row = rows;
    w->mask = size - 1;
    for (size_t i = 0; i < w->key.n; i++) {
        size_t at = slot_of(w, w->key.v[i]);
        keys[at] = w->key.v[i];
        rows[at] = (uint32_t)i;
    }
    return AS_OK;
}

as_status as_weights_new(size_t width, as_weights **out, as_err *err)
{
    assert(width > 0 && width <= AS_WEIGHTS_MAX_WIDTH);
    as_weights *w = as_mem_zero(1, sizeof *w);
    if (w == NULL) {
        return as_err_nomem(err);
    }
    w->width = width;
    as_status st = table_make(w, 1 << 10, err);
    if (st != AS_OK) {
        as_weights_free(w);
        return st;
    }
    *out = w;
    return AS_OK;
}

void as_weights_free(as_weights *w)
{
    if (w != NULL) {
        as_mem_free(w->table_key);
        as_mem_free(w->table_row);
        as_vec_clear(&w->key);
        as_vec_clear(&w->count);
        as_mem_free(w->value);
        as_mem_free(w->square);
        as_mem_free(w->sum);
        as_mem_free(w);
    }
}

static as_status count_one(as_weights *w, uint64_t key, as_err *err)
{
    size_t at = slot_of(w, key);
    if (w->table_key[at] == key) {
        w->count.v[w->table_row[at]]++;
        return AS_OK;
    }
    if (w->key.n * 2 > w->mask) {
        as_status st = table_make(w, (w->mask + 1) * 2, err);
        if (st != AS_OK) {
            return st;
        }
        at = slot_of(w, key);
    }
    if (as_vec_reserve(&w->key, 1, err) != AS_OK ||
        as_vec_reserve(&w->count, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    w->table_key[at] = key;
    w->table_row[at] = (uint32_t)w->key.n;
    w->key.v[w->key.n++] = key;
    w->count.v[w->count.n++] = 1;
    return AS_OK;
}

as_status as_weights_count(as_weights *w, const uint64_t *keys, size_t n,
                           as_err *err)
{
    assert(w->value == NULL);
    as_status st = AS_OK;
    for (size_t i = 0; i < n && st == AS_OK; i++) {
        st = count_one(w, fix_key(keys[i]), err);
    }
    return st;
}

as_status as_weights_start(as_weights *w, uint32_t min, as_err *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->key.n; i++) {
        if (w->count.v[i] >= min) {
            w->key.v[kept++] = w->key.v[i];
        }
    }
    w->key.n = kept;
    as_vec_clear(&w->count);
    size_t size = 1 << 10;
    while (size < kept * 2) {
        size *= 2;
    }
    as_status st = table_make(w, size, err);
    if (st != AS_OK) {
        return st;
    }
    w->value = as_mem_zero(kept * w->width + 1, sizeof *w->value);
    w->square = as_mem_zero(kept * w->width + 1, sizeof *w->square);
    if (w->value == NULL || w->square == NULL) {
        return as_err_nomem(err);
    }
    as_weights_reset(w);
    return AS_OK;
}

void as_weights_reset(as_weights *w)
{
    for (size_t i = 0; i < w->key.n * w->width; i++) {
        w->value[i] = 0;
        w->square[i] = ADAGRAD_START;
    }
    as_mem_free(w->sum);
    w->sum = NULL;
    w->n_sums = 0;
}

as_status as_weights_remember(as_weights *w, as_err *err)
{
    const size_t n = w->key.n * w->width;
    if (w->sum == NULL) {
        w->sum = as_mem_zero(n + 1, sizeof *w->sum);
        if (w->sum == NULL) {
            return as_err_nomem(err);
        }
    }
    for (size_t i = 0; i < n; i++) {
        w->sum[i] += w->value[i];
    }
    w->n_sums++;
    return AS_OK;
}

void as_weights_average(as_weights *w)
{
    for (size_t i = 0; w->n_sums > 0 && i < w->key.n * w->width; i++) {
        w->value[i] = w->sum[i] / (float)w->n_sums;
    }
}

void as_weights_find(const as_weights *w, const uint64_t *keys, size_t n,
                     int32_t *rows)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t key = fix_key(keys[i]);
        size_t at = slot_of(w, key);
        rows[i] = w->table_key[at] == key ? (int32_t)w->table_row[at]
                                          : AS_WEIGHTS_NONE;
    }
}

void as_weights_score(const as_weights *w, const int32_t *rows, size_t n,
                      float *score)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i] == AS_WEIGHTS_NONE) {
            continue;
        }
        const float *row = w->value + (size_t)rows[i] * w->width;
        for (size_t k = 0; k < w->width; k++) {
            score[k] += row[k];
        }
    }
}

void as_weights_step(as_weights *w, const int32_t *rows, size_t n,
                     const float *gradient, float rate)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i] == AS_WEIGHTS_NONE) {
            continue;
        }
        float *value = w->value + (size_t)rows[i] * w->width;
        float *square = w->square + (size_t)rows[i] * w->width;
        for (size_t k = 0; k < w->width; k++) {
            float g = gradient[k];
            square[k] += g * g;
            value[k] += rate * g / sqrtf(square[k]);
        }
    }
}

/* False if all weights of the row are below `least`. */
static bool quantise(const float *row, size_t width, float scale, float least,
                     uint8_t *out)
{
    bool keep = false;
    for (size_t k = 0; k < width; k++) {
        float x = roundf(row[k] * scale);
        x = x > 127 ? 127 : x < -127 ? -127 : x;
        out[k] = (uint8_t)(int8_t)x;
        keep = keep || (fabsf(row[k]) >= least && x != 0);
    }
    return keep;
}

as_status as_weights_pack(const as_weights *w, float scale, float least,
                          as_buf *out, size_t *n_rows, as_err *err)
{
    as_buf keys = {0}, rows = {0};
    as_status st = AS_OK;
    for (size_t i = 0; i < w->key.n && st == AS_OK; i++) {
        uint8_t row[AS_WEIGHTS_MAX_WIDTH];
        if (quantise(w->value + i * w->width, w->width, scale, least, row)) {
            st = as_buf_add(&keys, &w->key.v[i], sizeof(uint64_t), err);
            if (st == AS_OK) {
                st = as_buf_add(&rows, row, w->width, err);
            }
        }
    }
    size_t n = rows.n / w->width;
    if (st == AS_OK) {
        st = as_rows_pack((const uint64_t *)(const void *)keys.p,
                          (const uint8_t *)rows.p, n, (uint32_t)w->width, out,
                          err);
    }
    if (st == AS_OK) {
        *n_rows = n;
    }
    as_buf_clear(&keys);
    as_buf_clear(&rows);
    return st;
}

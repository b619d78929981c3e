/* rows.h - a read-only hash table in a model's section: 64-bit keys to rows
 * of a fixed number of bytes. Private to core/tag.
 *
 * Keys are hashes already. Their low bits choose a bucket, their high 16 are
 * the mark that tells the rows of a bucket apart; so a key that is not in the
 * table finds a row with a chance of about 4 in 65,536. Who cannot bear that
 * keeps more of the key in the row. Buckets hold three rows on average; a
 * find that misses touches 2 cache lines, a hit 3. */
#ifndef AS_TAG_ROWS_H
#define AS_TAG_ROWS_H

#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"
#include "tag/model.h"

enum { AS_ROWS_STEP = 8 }; /* marks that a find compares at once */

/* A view of a section; a plain value. */
typedef struct as_rows {
    const uint32_t *start; /* n_buckets + 1 row indexes, ascending */
    const uint16_t *mark;  /* one a row, and AS_ROWS_STEP more */
    const uint8_t *row;    /* n * width bytes */
    uint32_t mask;         /* n_buckets - 1 */
    uint32_t n;
    uint32_t width;
} as_rows;

/* Check `section` and look into it. `name` stands in the message. Errors:
 * AS_ESYNTAX if anything would let a find leave the section. */
as_status as_rows_open(const char *name, as_slice section, uint32_t width,
                       as_rows *out, as_err *err);

/* The same of a section of `model`. Errors: AS_ESYNTAX. */
as_status as_rows_of(const as_model *model, const char *section,
                     uint32_t width, as_rows *out, as_err *err);

/* A bit for each of the AS_ROWS_STEP marks at `mark` that is `wanted`. */
static inline uint32_t as_rows_equal(const uint16_t *mark, uint16_t wanted)
{
#ifdef __SSE2__
    __m128i eight = _mm_loadu_si128((const __m128i *)(const void *)mark);
    __m128i same = _mm_cmpeq_epi16(eight, _mm_set1_epi16((short)wanted));
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(same, same)) & 0xFF;
#else
    uint32_t bits = 0;
    for (uint32_t i = 0; i < AS_ROWS_STEP; i++) {
        bits |= (uint32_t)(mark[i] == wanted) << i;
    }
    return bits;
#endif
}

/* The row of `key`, or `none`. Takes no branch on whether it is there: in a
 * tagger nobody could predict it. */
static inline const uint8_t *as_rows_find_or(const as_rows *t, uint64_t key,
                                             const uint8_t *none)
{
    uint32_t bucket = (uint32_t)key & t->mask;
    uint16_t wanted = (uint16_t)(key >> 48);
    uint32_t at = t->start[bucket], n = t->start[bucket + 1] - at;
    for (; n > AS_ROWS_STEP; n -= AS_ROWS_STEP, at += AS_ROWS_STEP) {
        uint32_t bits = as_rows_equal(t->mark + at, wanted);
        if (bits != 0) { /* buckets of so many rows are rare */
            at += (uint32_t)__builtin_ctz(bits);
            return t->row + (size_t)at * t->width;
        }
    }
    uint32_t bits = as_rows_equal(t->mark + at, wanted) & ((1u << n) - 1);
    at += (uint32_t)__builtin_ctz(bits | 1u << AS_ROWS_STEP);
    const uint8_t *row = t->row + (size_t)at * t->width;
    return bits != 0 ? row : none;
}

/* The row of `key` or NULL. */
static inline const uint8_t *as_rows_find(const as_rows *t, uint64_t key)
{
    return as_rows_find_or(t, key, NULL);
}

static inline void as_rows_prefetch(const as_rows *t, uint64_t key)
{
    __builtin_prefetch(&t->start[(uint32_t)key & t->mask]);
}

/* Append the section for `n` keys and their rows. Of two keys that cannot be
 * told apart the first is found. Errors: AS_ENOMEM, AS_ELIMIT (2^28 rows). */
as_status as_rows_pack(const uint64_t *keys, const uint8_t *rows, size_t n,
                       uint32_t width, as_buf *out, as_err *err);

#endif

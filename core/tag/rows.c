/* rows.c - check and build the hash tables of a model.
 *
 * Section: u32 n_buckets, n_rows, width, 0; u32 start[n_buckets + 1]; u16
 * mark[n_rows + 8], so that eight may be read anywhere; padding to 8 bytes;
 * rows. Built by a counting sort, so that the same keys in the same order
 * give the same bytes. */
#include "tag/rows.h"

#include <string.h>

#include "base/mem.h"

enum { HEAD_WORDS = 4, ROWS_A_BUCKET = 3 };
#define MAX_ROWS ((uint32_t)1 << 28)

typedef struct extent {
    uint64_t start, mark, row, size;
} extent;

static extent extent_of(uint64_t n_buckets, uint64_t n, uint64_t width)
{
    extent e;
    e.start = HEAD_WORDS * sizeof(uint32_t);
    e.mark = e.start + (n_buckets + 1) * sizeof(uint32_t);
    e.row = (e.mark + (n + AS_ROWS_STEP) * sizeof(uint16_t) + 7) / 8 * 8;
    e.size = e.row + n * width;
    return e;
}

static bool starts_ascend(const uint32_t *start, uint32_t n_buckets,
                          uint32_t n)
{
    uint32_t last = 0;
    bool good = start[0] == 0 && start[n_buckets] == n;
    for (uint32_t i = 0; i <= n_buckets; i++) {
        good = good && start[i] >= last;
        last = start[i];
    }
    return good;
}

as_status as_rows_open(const char *name, as_slice section, uint32_t width,
                       as_rows *out, as_err *err)
{
    uint32_t h[HEAD_WORDS] = {0};
    if (section.n >= sizeof h) {
        memcpy(h, section.p, sizeof h);
    }
    uint32_t n_buckets = h[0], n = h[1];
    if (n_buckets == 0 || (n_buckets & (n_buckets - 1)) != 0 ||
        n_buckets > MAX_ROWS || n > MAX_ROWS || h[2] != width ||
        extent_of(n_buckets, n, width).size != section.n) {
        return as_err_set(err, AS_ESYNTAX, "%s: corrupt table in model", name);
    }
    extent e = extent_of(n_buckets, n, width);
    const char *p = section.p;
    as_rows t = {.start = (const uint32_t *)(const void *)(p + e.start),
                 .mark = (const uint16_t *)(const void *)(p + e.mark),
                 .row = (const uint8_t *)(p + e.row),
                 .mask = n_buckets - 1, .n = n, .width = width};
    if (!starts_ascend(t.start, n_buckets, n)) {
        return as_err_set(err, AS_ESYNTAX, "%s: corrupt table in model", name);
    }
    *out = t;
    return AS_OK;
}

static uint32_t bucket_count(size_t n)
{
    uint32_t count = 1;
    while (count * (size_t)ROWS_A_BUCKET < n) {
        count *= 2;
    }
    return count;
}

/* start[b] becomes the first row of bucket b, start[n_buckets] is n. */
static void count_buckets(const uint64_t *keys, size_t n, uint32_t n_buckets,
                          uint32_t *start)
{
    for (size_t i = 0; i < n; i++) {
        start[((uint32_t)keys[i] & (n_buckets - 1)) + 1]++;
    }
    for (uint32_t b = 0; b < n_buckets; b++) {
        start[b + 1] += start[b];
    }
}

as_status as_rows_pack(const uint64_t *keys, const uint8_t *rows, size_t n,
                       uint32_t width, as_buf *out, as_err *err)
{
    if (n > MAX_ROWS) {
        return as_err_set(err, AS_ELIMIT, "too many rows in model");
    }
    uint32_t n_buckets = bucket_count(n);
    extent e = extent_of(n_buckets, n, width);
    uint32_t *start = as_mem_zero((size_t)n_buckets + 1, sizeof *start);
    if (start == NULL) {
        return as_err_nomem(err);
    }
    as_status st = as_buf_reserve(out, (size_t)e.size, err);
    if (st == AS_OK) {
        char *p = out->p + out->n;
        uint32_t h[HEAD_WORDS] = {n_buckets, (uint32_t)n, width, 0};
        memset(p, 0, (size_t)e.size);
        memcpy(p, h, sizeof h);
        count_buckets(keys, n, n_buckets, start);
        memcpy(p + e.start, start, ((size_t)n_buckets + 1) * sizeof *start);
        for (size_t i = 0; i < n; i++) {
            uint32_t at = start[(uint32_t)keys[i] & (n_buckets - 1)]++;
            uint16_t mark = (uint16_t)(keys[i] >> 48);
            memcpy(p + e.mark + at * sizeof mark, &mark, sizeof mark);
            memcpy(p + e.row + (size_t)at * width, rows + i * width, width);
        }
        out->n += (size_t)e.size;
    }
    as_mem_free(start);
    return st;
}

as_status as_rows_of(const as_model *model, const char *section,
                     uint32_t width, as_rows *out, as_err *err)
{
    as_slice bytes;
    as_status st = as_model_section(model, section, &bytes, err);
    if (st != AS_OK) {
        return st;
    }
    return as_rows_open(as_model_name(model), bytes, width, out, err);
}

/* gaz_batch.h - tokens that are searched together. Private to gaz_batch.c,
 * gaz_pick.c and gaz_find.c. */
#ifndef AS_MATCH_GAZ_BATCH_H
#define AS_MATCH_GAZ_BATCH_H

#include "match/gaz_scan.h"

enum {
    GAZ_BATCH = 256,
    GAZ_BEYOND = GAZ_TOKENS_MAX - 1,
    GAZ_LANES = 8, /* columns may be written that far behind their end */
    GAZ_SEEN = 64
};

/* A word that is not ASCII, and its key: quotation marks and dashes are
 * frequent. A zero word is none. */
typedef struct gaz_seen {
    gaz_word word;
    uint64_t key;
} gaz_seen;

typedef struct gaz_batch {
    /* Keys of tokens [beg, beg + n_keys), and a 0 behind them. */
    uint32_t beg, n_keys;
    uint64_t keys[GAZ_BATCH + GAZ_BEYOND + 1 + GAZ_LANES];
    /* Tokens that may begin a hit. */
    uint32_t n;
    uint16_t at[GAZ_BATCH + GAZ_LANES];   /* behind beg */
    uint8_t bits[GAZ_BATCH + GAZ_LANES];  /* GAZ_ALONE, GAZ_LONGER */
    uint64_t pair[GAZ_BATCH + GAZ_LANES]; /* key of it and the next */
    uint8_t len[GAZ_BATCH];   /* tokens of the longest entry; 0: none */
    uint32_t val[GAZ_BATCH];  /* its value */
    /* Those of them whose entries go on, by index, and the key so far. */
    uint16_t who[GAZ_BATCH];
    uint64_t key[GAZ_BATCH];
    gaz_seen seen[GAZ_SEEN];
} gaz_batch;

/* Keys of tokens [beg, end), at most GAZ_BATCH + GAZ_BEYOND of them, as far
 * as the batch does not know them. */
void gaz_batch_keys(const gaz_scan *s, gaz_batch *b, uint32_t beg,
                    uint32_t end);

/* Of the first `n` tokens those that may be an entry by themselves, or begin
 * a pair that may. */
void gaz_batch_pick(const gaz_scan *s, gaz_batch *b, uint32_t n);

/* As as_gaz_find, of hits that begin before `limit`. With room for GAZ_BATCH
 * hits nothing is searched twice. */
size_t gaz_find_batches(const gaz_scan *s, uint32_t *from, uint32_t limit,
                        as_gaz_hit *hits, size_t cap);

#endif

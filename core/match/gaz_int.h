/* gaz_int.h - how a gazetteer is laid out; for gaz.c and gaz_build.c.
 *
 * Every prefix of every phrase is a key: the hash of its first token's type,
 * mixed with that of each further one. A hash table over keys takes the
 * place of an automaton: it is as fast to build as to fill, and an address
 * depends on the text's hashes alone, so that it can be fetched early.
 *
 *   buckets   64 bytes, eight (tag, value) pairs; the upper bits of a key
 *             choose the bucket, the lower 32 are the tag. A full bucket
 *             runs over into the next
 *   value     the first entry with that key, or GAZ_NO_ENTRY; GAZ_CHILD if
 *             a longer phrase goes on from here
 *   starts    a bit for each first token: sends most tokens away at once
 *   pairs     a bit for each first two tokens: saves reading a bucket
 *   entries   one a phrase, in order of addition, and one behind the last
 *   texts     the tokens of each phrase with a NUL between two: norms, or
 *             the bytes as given for an exact entry
 *
 * Tags may collide; the value's chain then holds entries of several keys,
 * and comparing the bytes tells them apart. All of these lie in one block
 * and refer to each other by index, so that a block can go to a file and
 * come back as it is. Infos hold pointers and lie in a second block. */
#ifndef AS_MATCH_GAZ_INT_H
#define AS_MATCH_GAZ_INT_H

#include <stdatomic.h>

#include "base/hash.h"
#include "match/gaz.h"

enum { GAZ_SLOTS = 8, GAZ_TOKENS_MAX = 32 };

#define GAZ_CHILD UINT32_C(0x80000000)
#define GAZ_NO_ENTRY UINT32_C(0x7FFFFFFF)
#define GAZ_EXACT UINT32_C(0x80000000) /* in gaz_entry.info */

typedef struct gaz_bucket {
    uint32_t tag[GAZ_SLOTS]; /* 0: free; filled from the front */
    uint32_t val[GAZ_SLOTS];
} gaz_bucket;

typedef struct gaz_entry {
    uint32_t text; /* offset in texts; ends where the next one's begins */
    uint32_t next; /* the next entry with the same key, or GAZ_NO_ENTRY */
    uint32_t info; /* index, and GAZ_EXACT */
} gaz_entry;

/* What a hit carries; entries with the same share one. */
typedef struct gaz_info {
    as_slice label;
    const as_feature *fields;
    size_t n_fields;
} gaz_info;

/* A bitmap with a power of two of bits. */
typedef struct gaz_filter {
    uint64_t *bits;
    uint64_t mask; /* bits - 1 */
} gaz_filter;

struct as_gaz {
    atomic_size_t refs;
    as_slice name;
    gaz_bucket *buckets;
    uint64_t n_buckets;
    gaz_filter starts, pairs;
    gaz_entry *entries;
    size_t n_entries;
    char *texts;
    gaz_info *infos;
    void *flat;      /* the block of all of these but infos */
    void *info_flat; /* infos, fields, lists, and their bytes */
    size_t size;     /* bytes of both, and of this */
};

/* ---- keys ---------------------------------------------------------------- */

static inline uint64_t gaz_key_on(uint64_t key, uint64_t type_hash)
{
    return as_hash_mix(key, type_hash);
}

static inline uint64_t gaz_bucket_of(uint64_t key, uint64_t n_buckets)
{
    return (uint64_t)((unsigned __int128)key * n_buckets >> 64);
}

static inline uint32_t gaz_tag_of(uint64_t key)
{
    return (uint32_t)key ? (uint32_t)key : 1;
}

/* From the middle of the key: its ends are the bucket and the tag. */
static inline uint64_t gaz_bit_of(const gaz_filter *f, uint64_t key)
{
    return key >> 20 & f->mask;
}

static inline bool gaz_filter_has(const gaz_filter *f, uint64_t key)
{
    const uint64_t bit = gaz_bit_of(f, key);
    return f->bits[bit / 64] >> (bit % 64) & 1;
}

static inline void gaz_filter_add(gaz_filter *f, uint64_t key)
{
    const uint64_t bit = gaz_bit_of(f, key);
    f->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

#endif

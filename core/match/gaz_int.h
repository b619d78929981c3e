/* gaz_int.h - how a gazetteer is laid out; for the files gaz*.c and
 * pat_gaz.c, which asks many at once.
 *
 *   gaz.c          whose it is, and opening an image
 *   gaz_info.c     what entries carry, as bytes
 *   gaz_builder.c  phrases and their forms, collected
 *   gaz_build.c    what was collected to an image
 *   gaz_scan.c     the phrase that begins at one token
 *   gaz_batch.c    the same for many tokens at once
 *   gaz_pick.c     keys of many tokens, and which may begin a phrase
 *   gaz_find.c     hits of a range, and annotating them
 *
 * A gazetteer is one block of bytes, the image: a head, then parts that the
 * head gives places for. Parts refer to each other by index, so that the
 * block can go to a file and come back as it is.
 *
 * Every prefix of every phrase, from two tokens on, is a key: the hash of its
 * first token, mixed with that of each further one; so is a phrase of one
 * token. A hash table over keys takes the place of an automaton: it is as
 * fast to build as to fill, and an address depends on the text's hashes
 * alone, so that it can be fetched early.
 *
 *   starts    two bits for each first token: may it be an entry by itself
 *             (GAZ_ALONE), may it begin a longer one (GAZ_LONGER)
 *   pairs     three bits of one word for each first two tokens; a power of
 *             two words
 *   buckets   64 bytes, eight (tag, value) pairs; the upper bits of a key
 *             choose the bucket, the lower 23 are the tag. A full bucket
 *             runs over into the next. What is left of a tag are two filters,
 *             so that few buckets are read for nothing: eight bits of the
 *             keys that go on from this one; and, one bit from each tag, of
 *             the keys that ran over
 *   value     GAZ_CHILD if a longer phrase goes on from here, and the record
 *             of the entry with that key, GAZ_NONE, or GAZ_MANY and where in
 *             `many` they are listed
 *   many      records of one key, in order; GAZ_LAST marks the last one
 *   texts     a record an entry, on a border of four bytes, by which a record
 *             is counted: four bytes of the entry's number and, above it, how
 *             it matches; its tokens, folded, or as given for an exact entry,
 *             with GAZ_SEP between two and GAZ_STOP behind the last. So a
 *             look at one place settles a hit
 *   info_of   what each entry carries, in as many bytes as the number needs,
 *             none if all carry the same
 *   info_at   where each info begins in `infos`, and one behind the last
 *   infos     see gaz_info.h; made into what callers see when first asked
 *
 * Tags may collide: comparing the bytes tells entries apart. Nothing that is
 * read from the image is believed: an index is compared with its bound where
 * it is used. */
#ifndef AS_MATCH_GAZ_INT_H
#define AS_MATCH_GAZ_INT_H

#include <endian.h>
#include <stdatomic.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/hash.h"
#include "match/gaz.h"

enum {
    GAZ_SLOTS = 8,
    GAZ_RECORD = 4, /* bytes that records are counted by */
    GAZ_TOKENS_MAX = 32,
    GAZ_TOKEN_BYTES = 256, /* longer tokens are in no entry */
    GAZ_NORM_MAX = 16 * GAZ_TOKEN_BYTES, /* bytes that folding may make */
    GAZ_VERSION = 2,
    GAZ_ALIGN = 64
};

#define GAZ_CHILD UINT32_C(0x80000000)
#define GAZ_MANY UINT32_C(0x40000000)
#define GAZ_NONE UINT32_C(0x3FFFFFFF)
#define GAZ_LAST UINT32_C(0x80000000) /* in `many` */
#define GAZ_TAG UINT32_C(0x007FFFFF)  /* in tags */
#define GAZ_KID UINT32_C(0x00800000)  /* likewise, the first of eight */
#define GAZ_OVER UINT32_C(0x80000000) /* likewise */

/* No token has them. */
enum { GAZ_SEP = '\0', GAZ_STOP = '\n' };

enum { GAZ_ALONE = 1, GAZ_LONGER = 2 };

typedef struct gaz_bucket {
    uint32_t tag[GAZ_SLOTS]; /* & GAZ_TAG is 0: free; filled from the front */
    uint32_t val[GAZ_SLOTS];
} gaz_bucket;

typedef enum gaz_part {
    GAZ_BUCKETS,
    GAZ_STARTS,
    GAZ_PAIRS,
    GAZ_INFO_OF,
    GAZ_INFO_AT,
    GAZ_INFOS,
    GAZ_TEXTS,
    GAZ_NAME,
    GAZ_MANY_LISTS, /* the last one: its size is known when all is filled */
    GAZ_PARTS
} gaz_part;

typedef struct gaz_place {
    uint64_t at, n; /* bytes */
} gaz_place;

enum { GAZ_OVERLAPS = 1 }; /* in gaz_head.flags */

/* The first bytes of an image; no padding. */
typedef struct gaz_head {
    char magic[8];
    uint32_t order; /* GAZ_ORDER as this machine writes it */
    uint32_t version;
    uint64_t size; /* of the image */
    uint32_t flags;
    uint32_t kinds; /* bit 1 << as_gaz_match for each that entries have */
    uint32_t n_entries, n_infos;
    uint32_t info_width; /* bytes of a number in info_of: 0, 1, 2, 4 */
    uint32_t reach;      /* buckets that a key may have run over */
    gaz_place parts[GAZ_PARTS];
    uint64_t body_hash; /* of all behind the head */
    uint64_t head_hash; /* of all before this member */
} gaz_head;

#define GAZ_MAGIC "as-gaz\r\n"
#define GAZ_ORDER UINT32_C(0x01020304)

struct as_gaz {
    atomic_size_t refs;
    const char *image;
    size_t size; /* of the image */
    const gaz_bucket *buckets;
    const uint64_t *starts, *pairs;
    const uint32_t *many;
    const unsigned char *info_of;
    const uint32_t *info_at;
    const char *infos, *texts;
    as_slice name;
    uint64_t n_buckets, start_mask, pair_mask; /* fields - 1; words - 1 */
    size_t n_many, n_infos_bytes, n_texts;
    uint32_t n_entries, n_infos, info_width, reach, flags, kinds;
    _Atomic(const as_gaz_info *) *known; /* infos that were asked for */
    void *block;            /* what to free, if the image is ours */
    void (*done)(void *ctx); /* what to call, if it is not */
    void *ctx;
};

/* Point `gaz` into the image, all bounds checked. Errors: AS_EINVAL. */
as_status gaz_attach(as_gaz *gaz, as_slice image, as_err *err);

/* Write the checksums, when all the rest is written. */
void gaz_seal(gaz_head *head);

/* The head of a record. */
static inline uint32_t gaz_record_head(uint32_t entry, as_gaz_match match)
{
    return entry | (uint32_t)match << 30;
}

/* ---- keys ---------------------------------------------------------------- */

enum { GAZ_WORD_MAX = 15 };

/* At most 15 bytes, zeros, and their number in the topmost byte. */
typedef struct gaz_word {
    uint64_t lo, hi;
} gaz_word;

/* The `n` bytes at `p`, of which `have` >= n can be read. */
static inline gaz_word gaz_word_load(const char *p, size_t n, size_t have)
{
    char rest[16] = {0};
    if (have < sizeof rest) {
        p = memcpy(rest, p, n);
    }
    uint64_t lo, hi;
    memcpy(&lo, p, sizeof lo);
    memcpy(&hi, p + sizeof lo, sizeof hi);
    const uint64_t part = ~(UINT64_MAX << (n % 8 * 8));
    lo = le64toh(lo) & (n < 8 ? part : UINT64_MAX);
    hi = le64toh(hi) & (n < 8 ? 0 : part);
    return (gaz_word){lo, hi | (uint64_t)n << 56};
}

/* ASCII capitals made small. */
static inline uint64_t gaz_lower8(uint64_t w)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t low7 = w & (ones * 0x7F);
    const uint64_t from_a = low7 + ones * (0x80 - 'A');
    const uint64_t past_z = low7 + ones * (0x7F - 'Z');
    return w | (from_a & ~past_z & ~w & (ones * 0x80)) >> 2;
}

/* gaz_word_load, ASCII capitals made small, of at most 15 bytes. */
static inline gaz_word gaz_word_fold(const char *p, size_t n, size_t have)
{
#ifdef __SSE2__
    static const uint8_t keep[32] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    if (have >= sizeof(__m128i)) {
        const __m128i bits = _mm_loadu_si128(
            (const __m128i *)(const void *)(keep + sizeof(__m128i) - n));
        const __m128i v = _mm_and_si128(
            _mm_loadu_si128((const __m128i *)(const void *)p), bits);
        const __m128i capital =
            _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('A' - 1)),
                          _mm_cmplt_epi8(v, _mm_set1_epi8('Z' + 1)));
        const __m128i low = _mm_or_si128(
            v, _mm_and_si128(capital, _mm_set1_epi8('a' - 'A')));
        const __m128i high = _mm_unpackhi_epi64(low, low);
        return (gaz_word){(uint64_t)_mm_cvtsi128_si64(low),
                          (uint64_t)_mm_cvtsi128_si64(high) |
                              (uint64_t)n << 56};
    }
#endif
    const gaz_word w = gaz_word_load(p, n, have);
    return (gaz_word){gaz_lower8(w.lo), gaz_lower8(w.hi)};
}

static inline bool gaz_word_is_ascii(gaz_word w)
{
    return ((w.lo | w.hi) & UINT64_C(0x8080808080808080)) == 0;
}

/* The key of a folded ASCII word: what gaz_pick.c has for eight at once. */
#define GAZ_MUL1 UINT64_C(0xA0761D6478BD642F)
#define GAZ_MUL2 UINT64_C(0xE7037ED1A0B428DB)
#define GAZ_MUL3 UINT64_C(0xD6E8FEB86659FD93)
static inline uint64_t gaz_word_key(gaz_word w)
{
    uint64_t x = w.hi * GAZ_MUL1;
    x = ((x ^ x >> 32) ^ w.lo) * GAZ_MUL2;
    x = (x ^ x >> 29) * GAZ_MUL3;
    return x ^ x >> 32;
}

/* The key of a norm: that of a word where it is one. */
static inline uint64_t gaz_norm_key(as_slice norm)
{
    if (norm.n == 0) {
        return 0; /* a token too long for any entry, or that folds to nothing */
    }
    if (norm.n <= GAZ_WORD_MAX) {
        const gaz_word w = gaz_word_load(norm.p, norm.n, norm.n);
        if (gaz_word_is_ascii(w)) {
            return gaz_word_key(w);
        }
    }
    return as_hash_portable(norm);
}

/* The norm of `token`, of at most GAZ_TOKEN_BYTES, in `room`. */
as_slice gaz_norm(as_slice token, char room[GAZ_NORM_MAX]);

static inline uint64_t gaz_key_on(uint64_t key, uint64_t next)
{
    return as_hash_mix(key, next);
}

static inline uint64_t gaz_bucket_of(uint64_t key, uint64_t n_buckets)
{
    return (uint64_t)((unsigned __int128)key * n_buckets >> 64);
}

static inline uint32_t gaz_tag_of(uint64_t key)
{
    const uint32_t tag = (uint32_t)key & GAZ_TAG;
    return tag ? tag : 1;
}

/* Which bit of a full bucket's filter stands for `tag`. */
static inline unsigned gaz_over_of(uint32_t tag)
{
    return tag >> 20;
}

/* The bit that stands for `key` in the tag of the key that it goes on from. */
static inline uint32_t gaz_kid_of(uint64_t key)
{
    return GAZ_KID << (key >> 40 & 7);
}

/* ---- filters, of bits from the middle of the key ------------------------- */

static inline uint64_t gaz_start_of(uint64_t key, uint64_t mask)
{
    return key >> 20 & mask;
}

static inline unsigned gaz_start_bits(const uint64_t *starts, uint64_t mask,
                                      uint64_t key)
{
    const uint64_t at = gaz_start_of(key, mask);
    return starts[at / 32] >> (at % 32 * 2) & 3;
}

static inline uint64_t gaz_pair_word(uint64_t key, uint64_t mask)
{
    return key >> 24 & mask;
}

static inline uint64_t gaz_pair_bits(uint64_t key)
{
    return UINT64_C(1) << (key & 63) | UINT64_C(1) << (key >> 6 & 63) |
           UINT64_C(1) << (key >> 12 & 63);
}

#endif

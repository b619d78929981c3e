/* norms.c - the norm column: each token's word type, folded once.
 *
 * Three tables from bytes to types:
 *   words  tokens of at most 15 bytes, as they stand but for ASCII letters
 *          made small: 15 bytes and the length in two 64-bit words, compared
 *          in registers. Nearly every token ends here, without a call.
 *   longs  longer tokens, byte for byte
 *   norms  norms, asked only about tokens that the first two do not know;
 *          its ids are the types, and it owns their bytes
 * So a token is folded, and its norm hashed, once a document for each way
 * that it is written. `words` and `longs` go when the column is done.
 * Cost: a few ns a token; memory is linear in types.
 * Invariants: making ASCII letters small never changes the norm; all tables
 * are seeded, so that no text can make them slow; words is under 2/3 full.
 * A failure leaves the document without norms, as before. */
#include <assert.h>
#include <endian.h>

#include "base/hash.h"
#include "base/mem.h"
#include "doc/doc_int.h"
#include "text/norm.h"

enum { WORD_MAX = 15 };

/* A key of `words`: bytes of the token, zeros, then its length. Tokens are
 * not empty, so a key is never all zeros: that is a free slot. */
typedef struct word {
    uint64_t lo, hi;
} word;

typedef struct word_slot {
    word key;
    uint64_t type;
} word_slot;

typedef struct norming {
    as_doc *doc;
    uint64_t seed[2];
    word_slot *words;
    size_t mask; /* slots of words - 1, a power of two */
    size_t n_words;
    as_intern *longs;
    doc_u32s long_types; /* by id in longs */
} norming;

/* ---- words -------- */

/* ASCII capitals among eight bytes made small; other bytes stay. */
static inline uint64_t lower8(uint64_t w)
{
    const uint64_t ones = 0x0101010101010101ull;
    uint64_t low7 = w & (ones * 0x7F);
    uint64_t from_a = low7 + ones * (0x80 - 'A');
    uint64_t past_z = low7 + ones * (0x7F - 'Z');
    uint64_t capital = (from_a & ~past_z & ~w) & (ones * 0x80);
    return w | capital >> 2;
}

/* The key of the `n` <= WORD_MAX bytes at `beg`. Reads 16 bytes at once
 * where the text has them. */
static inline word word_of(const as_buf *text, uint32_t beg, uint32_t n)
{
    word w = {0, 0};
#if __BYTE_ORDER == __LITTLE_ENDIAN
    if (text->n - beg >= sizeof w) {
        memcpy(&w, text->p + beg, sizeof w);
        uint64_t mask = ~(UINT64_MAX << (n % 8 * 8));
        w.lo &= n < 8 ? mask : UINT64_MAX;
        w.hi &= n < 8 ? 0 : mask;
    } else {
        memcpy(&w, text->p + beg, n);
    }
#else
    memcpy(&w, text->p + beg, n);
#endif
    w.lo = lower8(w.lo);
    w.hi = lower8(w.hi);
    unsigned char *last = (unsigned char *)&w + WORD_MAX;
#if __BYTE_ORDER == __LITTLE_ENDIAN
    (void)last;
    w.hi |= (uint64_t)n << 56;
#else
    *last = (unsigned char)n;
#endif
    return w;
}

/* One 128-bit product, both halves: the seeds are secret, so the factors
 * cannot be chosen. */
static inline size_t word_hash(const norming *nm, word w)
{
    unsigned __int128 x = (unsigned __int128)(w.lo ^ nm->seed[0]) *
                          (w.hi ^ nm->seed[1]);
    return (size_t)(uint64_t)x ^ (size_t)(uint64_t)(x >> 64);
}

static inline bool word_is_free(const word_slot *slot)
{
    return (slot->key.lo | slot->key.hi) == 0;
}

/* The slot of `w`, or the free one where it would go. */
static inline word_slot *word_find(const norming *nm, word w)
{
    for (size_t at = word_hash(nm, w);; at++) {
        word_slot *slot = &nm->words[at & nm->mask];
        if ((slot->key.lo == w.lo && slot->key.hi == w.hi) ||
            word_is_free(slot)) {
            return slot;
        }
    }
}

static as_status words_grow(norming *nm, as_err *err)
{
    norming big = *nm;
    big.mask = nm->mask * 2 + 1;
    big.words = as_mem_zero(big.mask + 1, sizeof *big.words);
    if (big.words == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i <= nm->mask; i++) {
        if (!word_is_free(&nm->words[i])) {
            *word_find(&big, nm->words[i].key) = nm->words[i];
        }
    }
    as_mem_free(nm->words);
    *nm = big;
    return AS_OK;
}

/* ---- types -------- */

/* The type of a norm, made if it is new. */
static as_status type_of_norm(as_doc *doc, as_slice norm, uint32_t *type,
                              as_err *err)
{
    as_status st = as_vec_reserve(&doc->types, 1, err);
    if (st == AS_OK) {
        st = as_intern_add(doc->types_in, norm, type, err);
    }
    if (st == AS_OK && *type == doc->types.n) {
        as_slice kept = as_intern_get(doc->types_in, *type);
        doc->types.v[doc->types.n++] =
            (as_type){kept, as_hash_portable(norm)};
    }
    return st;
}

/* The type of a token that no table knows. */
static as_status type_of_token(as_doc *doc, as_slice token, uint32_t *type,
                               as_err *err)
{
    doc->scratch.n = 0;
    as_status st = as_norm(token, &doc->scratch, err);
    if (st == AS_OK) {
        st = type_of_norm(doc, as_buf_slice(&doc->scratch), type, err);
    }
    return st;
}

static bool word_is_ascii(word w)
{
    return ((w.lo | w.hi) & 0x8080808080808080ull) == 0;
}

/* Enter `w`, the key of `token`, into its free slot. */
static as_status word_add(norming *nm, word w, as_slice token, uint32_t *type,
                          as_err *err)
{
    as_status st = AS_OK;
    if ((nm->n_words + 1) * 3 > (nm->mask + 1) * 2) {
        st = words_grow(nm, err);
    }
    if (st == AS_OK && word_is_ascii(w)) {
        as_slice norm = {(const char *)&w, token.n};
        st = type_of_norm(nm->doc, norm, type, err);
    } else if (st == AS_OK) {
        st = type_of_token(nm->doc, token, type, err);
    }
    if (st == AS_OK) {
        *word_find(nm, w) = (word_slot){w, *type};
        nm->n_words++;
    }
    return st;
}

static as_status long_type(norming *nm, as_slice token, uint32_t *type,
                           as_err *err)
{
    uint32_t id;
    as_status st = as_vec_reserve(&nm->long_types, 1, err);
    if (st == AS_OK) {
        st = as_intern_add(nm->longs, token, &id, err);
    }
    if (st == AS_OK && id == nm->long_types.n) {
        st = type_of_token(nm->doc, token, type, err);
        if (st == AS_OK) {
            nm->long_types.v[nm->long_types.n++] = *type;
        }
    } else if (st == AS_OK) {
        *type = nm->long_types.v[id];
    }
    return st;
}

/* ---- the column -------- */

static as_status column_fill(norming *nm, as_err *err)
{
    as_doc *doc = nm->doc;
    const as_tokens *t = &doc->tokens;
    for (size_t i = 0; i < t->n; i++) {
        const uint32_t beg = t->beg[i], n = t->end[i] - beg;
        const as_slice token = {doc->text.p + beg, n};
        uint32_t type;
        as_status st = AS_OK;
        if (n <= WORD_MAX) {
            const word w = word_of(&doc->text, beg, n);
            const word_slot *slot = word_find(nm, w);
            if (!word_is_free(slot)) {
                doc->type_of.v[i] = (uint32_t)slot->type;
                continue;
            }
            st = word_add(nm, w, token, &type, err);
        } else {
            st = long_type(nm, token, &type, err);
        }
        if (st != AS_OK) {
            return st;
        }
        doc->type_of.v[i] = type;
    }
    doc->type_of.n = t->n;
    return AS_OK;
}

/* A table for about as many words as a text of `n` tokens has. */
static size_t words_guess(size_t n)
{
    size_t slots = 64;
    while (slots < n && slots < 16384) {
        slots *= 2;
    }
    return slots;
}

static as_status norming_start(norming *nm, as_doc *doc, as_err *err)
{
    const size_t slots = words_guess(doc->tokens.n);
    *nm = (norming){.doc = doc, .mask = slots - 1};
    nm->seed[0] = as_hash_seeded(AS_LIT("norms.c lo"));
    nm->seed[1] = as_hash_seeded(AS_LIT("norms.c hi"));
    nm->words = as_mem_zero(slots, sizeof *nm->words);
    nm->longs = as_intern_new();
    doc->types_in = as_intern_new();
    if (!nm->words || !nm->longs || !doc->types_in) {
        return as_err_nomem(err);
    }
    return as_vec_reserve(&doc->type_of, doc->tokens.n, err);
}

static void norming_end(norming *nm)
{
    as_mem_free(nm->words);
    as_intern_free(nm->longs);
    as_vec_clear(&nm->long_types);
}

static void norms_drop(as_doc *doc)
{
    as_vec_clear(&doc->type_of);
    as_vec_clear(&doc->types);
    as_intern_free(doc->types_in);
    doc->types_in = NULL;
}

as_status as_doc_norms(as_doc *doc, as_norms *out, as_err *err)
{
    if (!doc->has_norms) {
        norming nm;
        as_status st = norming_start(&nm, doc, err);
        if (st == AS_OK) {
            st = column_fill(&nm, err);
        }
        norming_end(&nm);
        if (st != AS_OK) {
            norms_drop(doc);
            return st;
        }
        doc->norms = (as_norms){doc->type_of.v, doc->types.v,
                                (uint32_t)doc->types.n};
        doc->has_norms = true;
    }
    *out = doc->norms;
    return AS_OK;
}

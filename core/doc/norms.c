/* norms.c - the norm column: each token's word type, folded once.
 *
 * Three tables from bytes to types, thrown away when the column is done:
 *   words   tokens of at most 15 bytes, as they stand but for ASCII letters
 *           made small: 15 bytes and the length in two 64-bit words, compared
 *           in registers. Nearly every token ends here, without a call; an
 *           ASCII one that is new is its own norm, and a new type
 *   longs   longer tokens, byte for byte
 *   others  norms that are not ASCII or longer than 15 bytes
 * So a token is folded, and its norm hashed, once a document for each way
 * that it is written. A type's bytes are the document's where the token that
 * brought it is its own norm; otherwise they are kept aside.
 * Cost: a few ns a token, some tens of ns a type; memory linear in types.
 * Invariants: making ASCII letters small never changes the norm; all tables
 * are seeded, so that no text can make them slow; words is under 2/3 full.
 * A failure leaves the document without norms, as before. */
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
    as_intern *longs, *others;
    doc_u32s long_types, other_types; /* by id in those */
    char *room;                       /* for bytes of norms */
    size_t n_room;
} norming;

/* ---- words --------------------------------------------------------------- */

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
static inline word word_of(as_slice text, uint32_t beg, uint32_t n)
{
    uint64_t bytes[2] = {0, 0};
    if (text.n - beg >= sizeof bytes) {
        memcpy(bytes, text.p + beg, sizeof bytes);
    } else {
        memcpy(bytes, text.p + beg, n);
    }
    const uint64_t part = ~(UINT64_MAX << (n % 8 * 8));
    const uint64_t lo = le64toh(bytes[0]) & (n < 8 ? part : UINT64_MAX);
    const uint64_t hi = le64toh(bytes[1]) & (n < 8 ? 0 : part);
    return (word){lower8(lo), lower8(hi) | (uint64_t)n << 56};
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

/* Enter `w` for `type` into its free slot; slots move when the table grows. */
static as_status word_put(norming *nm, word_slot *slot, word w, uint32_t type,
                          as_err *err)
{
    *slot = (word_slot){w, type};
    nm->n_words++;
    return nm->n_words * 3 > nm->mask * 2 ? words_grow(nm, err) : AS_OK;
}

/* ---- types --------------------------------------------------------------- */

/* A copy of `norm` that lives as long as the document; p NULL if refused. */
static as_slice bytes_keep(norming *nm, as_slice norm)
{
    enum { ROOM = 2048 };
    if (norm.n > nm->n_room || nm->room == NULL) {
        const size_t n = norm.n > ROOM ? norm.n : ROOM;
        nm->room = as_arena_get(nm->doc->kept, n);
        nm->n_room = nm->room ? n : 0;
    }
    if (nm->room == NULL) {
        return (as_slice){NULL, 0};
    }
    const as_slice copy = {memcpy(nm->room, norm.p, norm.n), norm.n};
    nm->room += norm.n;
    nm->n_room -= norm.n;
    return copy;
}

/* A new type; `token` brought it. */
static as_status type_new(norming *nm, as_slice norm, as_slice token,
                          uint32_t *type, as_err *err)
{
    as_doc *doc = nm->doc;
    const as_slice kept =
        as_slice_eq(norm, token) ? token : bytes_keep(nm, norm);
    as_type *t = kept.p ? as_vec_push(&doc->types, err) : NULL;
    if (t == NULL) {
        return as_err_nomem(err);
    }
    *t = (as_type){kept, as_hash_portable(norm)};
    *type = (uint32_t)doc->types.n - 1;
    return AS_OK;
}

static bool word_is_ascii(word w)
{
    return ((w.lo | w.hi) & 0x8080808080808080ull) == 0;
}

/* The type of the ASCII word `w`, whose slot is `slot`. */
static as_status type_of_ascii(norming *nm, word_slot *slot, word w,
                               as_slice token, uint32_t *type, as_err *err)
{
    if (!word_is_free(slot)) {
        *type = (uint32_t)slot->type;
        return AS_OK;
    }
    const uint64_t bytes[2] = {htole64(w.lo), htole64(w.hi)};
    const as_slice norm = {(const char *)bytes, w.hi >> 56};
    as_status st = type_new(nm, norm, token, type, err);
    return st == AS_OK ? word_put(nm, slot, w, *type, err) : st;
}

static as_status type_of_other(norming *nm, as_slice norm, as_slice token,
                               uint32_t *type, as_err *err)
{
    uint32_t id;
    as_status st = as_vec_reserve(&nm->other_types, 1, err);
    if (st == AS_OK) {
        st = as_intern_add(nm->others, norm, &id, err);
    }
    if (st == AS_OK && id < nm->other_types.n) {
        *type = nm->other_types.v[id];
    } else if (st == AS_OK) {
        st = type_new(nm, norm, token, type, err);
        nm->other_types.v[nm->other_types.n++] = *type;
    }
    return st;
}

/* The type of a token that has to be folded. */
static as_status type_of_folded(norming *nm, as_slice token, uint32_t *type,
                                as_err *err)
{
    as_buf *buf = &nm->doc->scratch;
    buf->n = 0;
    as_status st = as_norm(token, buf, err);
    if (st != AS_OK) {
        return st;
    }
    const as_slice norm = as_buf_slice(buf);
    if (norm.n > 0 && norm.n <= WORD_MAX) {
        const word w = word_of(norm, 0, (uint32_t)norm.n);
        if (word_is_ascii(w)) {
            return type_of_ascii(nm, word_find(nm, w), w, token, type, err);
        }
    }
    return type_of_other(nm, norm, token, type, err);
}

/* The type of a token whose word `w` is new, and goes into `slot`. */
static as_status type_of_new_word(norming *nm, word_slot *slot, word w,
                                  as_slice token, uint32_t *type, as_err *err)
{
    if (word_is_ascii(w)) {
        return type_of_ascii(nm, slot, w, token, type, err);
    }
    as_status st = type_of_folded(nm, token, type, err);
    if (st == AS_OK) {
        slot = word_find(nm, w); /* folding may have entered words */
        st = word_is_free(slot) ? word_put(nm, slot, w, *type, err) : AS_OK;
    }
    return st;
}

static as_status type_of_long(norming *nm, as_slice token, uint32_t *type,
                              as_err *err)
{
    uint32_t id;
    as_status st = as_vec_reserve(&nm->long_types, 1, err);
    if (st == AS_OK) {
        st = as_intern_add(nm->longs, token, &id, err);
    }
    if (st == AS_OK && id < nm->long_types.n) {
        *type = nm->long_types.v[id];
    } else if (st == AS_OK) {
        st = type_of_folded(nm, token, type, err);
        nm->long_types.v[nm->long_types.n++] = *type;
    }
    return st;
}

/* ---- the column ---------------------------------------------------------- */

static as_status column_fill(norming *nm, as_err *err)
{
    as_doc *doc = nm->doc;
    const as_tokens *t = &doc->tokens;
    const as_slice text = as_buf_slice(&doc->text);
    for (size_t i = 0; i < t->n; i++) {
        const uint32_t beg = t->beg[i], n = t->end[i] - beg;
        const as_slice token = {text.p + beg, n};
        uint32_t type;
        as_status st = AS_OK;
        if (n <= WORD_MAX) {
            const word w = word_of(text, beg, n);
            word_slot *slot = word_find(nm, w);
            if (!word_is_free(slot)) {
                doc->type_of.v[i] = (uint32_t)slot->type;
                continue;
            }
            st = type_of_new_word(nm, slot, w, token, &type, err);
        } else {
            st = type_of_long(nm, token, &type, err);
        }
        if (st != AS_OK) {
            return st;
        }
        doc->type_of.v[i] = type;
    }
    doc->type_of.n = t->n;
    return AS_OK;
}

/* A table for about as many words as a text of `n` tokens has; it grows. */
static size_t words_guess(size_t n)
{
    size_t slots = 64;
    while (slots < n / 2 && slots < 8192) {
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
    nm->others = as_intern_new();
    if (!nm->words || !nm->longs || !nm->others) {
        return as_err_nomem(err);
    }
    return as_vec_reserve(&doc->type_of, doc->tokens.n, err);
}

static void norming_end(norming *nm)
{
    as_mem_free(nm->words);
    as_intern_free(nm->longs);
    as_intern_free(nm->others);
    as_vec_clear(&nm->long_types);
    as_vec_clear(&nm->other_types);
}

as_status as_doc_norms(as_doc *doc, as_norms *out, as_err *err)
{
    if (!doc->has_norms) {
        norming nm;
        const as_arena_mark before = as_arena_mark_now(doc->kept);
        as_status st = norming_start(&nm, doc, err);
        if (st == AS_OK) {
            st = column_fill(&nm, err);
        }
        norming_end(&nm);
        if (st != AS_OK) {
            as_vec_clear(&doc->type_of);
            as_vec_clear(&doc->types);
            as_arena_rollback(doc->kept, before);
            return st;
        }
        doc->norms = (as_norms){doc->type_of.v, doc->types.v,
                                (uint32_t)doc->types.n};
        doc->has_norms = true;
    }
    *out = doc->norms;
    return AS_OK;
}

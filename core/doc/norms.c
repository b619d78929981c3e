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

typedef struct norming {
    as_doc *doc;
    uint64_t seed[2];
    word *words;          /* a table; four to a cache line */
    uint32_t *word_types; /* as long; behind words, in one block */
    size_t mask;          /* slots - 1, a power of two */
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

/* The `n` <= WORD_MAX bytes at `beg`, and n. Reads 16 bytes at once where
 * the text has them. */
static inline word word_load(as_slice text, uint32_t beg, uint32_t n)
{
    char rest[sizeof(word)] = {0};
    const char *p = text.p + beg;
    if (text.n - beg < sizeof rest) {
        p = memcpy(rest, p, n);
    }
    word w;
    memcpy(&w.lo, p, sizeof w.lo);
    memcpy(&w.hi, p + sizeof w.lo, sizeof w.hi);
    const uint64_t part = ~(UINT64_MAX << (n % 8 * 8));
    const uint64_t lo = le64toh(w.lo) & (n < 8 ? part : UINT64_MAX);
    const uint64_t hi = le64toh(w.hi) & (n < 8 ? 0 : part);
    return (word){lo, hi | (uint64_t)n << 56};
}

/* The length byte is no letter, so that it stays. */
static inline word word_lower(word w)
{
    return (word){lower8(w.lo), lower8(w.hi)};
}

static inline bool word_eq(word a, word b)
{
    return a.lo == b.lo && a.hi == b.hi;
}

/* One 128-bit product, both halves: the seeds are secret, so the factors
 * cannot be chosen. */
static inline size_t word_hash(const norming *nm, word w)
{
    unsigned __int128 x = (unsigned __int128)(w.lo ^ nm->seed[0]) *
                          (w.hi ^ nm->seed[1]);
    return (size_t)(uint64_t)x ^ (size_t)(uint64_t)(x >> 64);
}

static inline bool word_is_free(word w)
{
    return (w.lo | w.hi) == 0;
}

/* The slot of `w`, or the free one where it would go. */
static inline size_t word_find(const norming *nm, word w)
{
    for (size_t at = word_hash(nm, w);; at++) {
        const word have = nm->words[at & nm->mask];
        if (word_eq(have, w) || word_is_free(have)) {
            return at & nm->mask;
        }
    }
}

/* A table of `slots` free slots in place of none. */
static as_status words_make(norming *nm, size_t slots, as_err *err)
{
    nm->words = as_mem_zero(slots, sizeof(word) + sizeof(uint32_t));
    if (nm->words == NULL) {
        return as_err_nomem(err);
    }
    nm->word_types = (uint32_t *)(void *)(nm->words + slots);
    nm->mask = slots - 1;
    return AS_OK;
}

static as_status words_grow(norming *nm, as_err *err)
{
    norming big = *nm;
    as_status st = words_make(&big, (nm->mask + 1) * 2, err);
    if (st != AS_OK) {
        return st;
    }
    for (size_t i = 0; i <= nm->mask; i++) {
        if (!word_is_free(nm->words[i])) {
            const size_t slot = word_find(&big, nm->words[i]);
            big.words[slot] = nm->words[i];
            big.word_types[slot] = nm->word_types[i];
        }
    }
    as_mem_free(nm->words);
    *nm = big;
    return AS_OK;
}

/* Enter `w` for `type` into its free slot; slots move when the table grows. */
static as_status word_put(norming *nm, size_t slot, word w, uint32_t type,
                          as_err *err)
{
    nm->words[slot] = w;
    nm->word_types[slot] = type;
    nm->n_words++;
    return nm->n_words * 3 > nm->mask * 2 ? words_grow(nm, err) : AS_OK;
}

/* ---- types --------------------------------------------------------------- */

/* Room for `n` bytes that live as long as the document; NULL if refused. */
static char *room_get(norming *nm, size_t n)
{
    enum { ROOM = 2048 };
    if (nm->room == NULL || n > nm->n_room) {
        const size_t size = n > ROOM ? n : ROOM;
        nm->room = as_arena_get(nm->doc->kept, size);
        nm->n_room = nm->room ? size : 0;
    }
    return nm->room;
}

/* The `n` bytes just written to the room, as a norm. */
static as_slice room_take(norming *nm, size_t n)
{
    const as_slice norm = {nm->room, n};
    nm->room += n;
    nm->n_room -= n;
    return norm;
}

/* A new type; its bytes live as long as the document, or p is NULL. */
static as_status type_new(norming *nm, as_slice norm, uint32_t *type,
                          as_err *err)
{
    as_doc *doc = nm->doc;
    as_type *t = norm.p ? as_vec_push(&doc->types, err) : NULL;
    if (t == NULL) {
        return as_err_nomem(err);
    }
    *t = (as_type){norm, as_hash_portable(norm)};
    *type = (uint32_t)doc->types.n - 1;
    return AS_OK;
}

/* `norm` where it will stay: in the text, if `token` is the same. */
static as_slice norm_keep(norming *nm, as_slice norm, as_slice token)
{
    if (as_slice_eq(norm, token)) {
        return token;
    }
    char *room = room_get(nm, norm.n);
    if (room == NULL) {
        return (as_slice){NULL, 0};
    }
    memcpy(room, norm.p, norm.n);
    return room_take(nm, norm.n);
}

/* As norm_keep for an ASCII word, without a call: new ones are frequent. */
static as_slice word_keep(norming *nm, word w, as_slice token)
{
    const as_slice text = as_buf_slice(&nm->doc->text);
    const uint32_t n = (uint32_t)(w.hi >> 56);
    if (token.n == n &&
        word_eq(w, word_load(text, (uint32_t)(token.p - text.p), n))) {
        return token;
    }
    char *room = room_get(nm, sizeof w);
    if (room == NULL) {
        return (as_slice){NULL, 0};
    }
    const uint64_t bytes[2] = {htole64(w.lo), htole64(w.hi)};
    memcpy(room, bytes, sizeof bytes);
    return room_take(nm, n);
}

static bool word_is_ascii(word w)
{
    return ((w.lo | w.hi) & 0x8080808080808080ull) == 0;
}

/* The type of the ASCII word `w`, whose slot is `slot`. */
static as_status type_of_ascii(norming *nm, size_t slot, word w,
                               as_slice token, uint32_t *type, as_err *err)
{
    if (!word_is_free(nm->words[slot])) {
        *type = nm->word_types[slot];
        return AS_OK;
    }
    as_status st = type_new(nm, word_keep(nm, w, token), type, err);
    return st == AS_OK ? word_put(nm, slot, w, *type, err) : st;
}

/* as_intern_add; many a document never needs the interner. */
static as_status text_id(as_intern **in, as_slice s, uint32_t *id,
                         as_err *err)
{
    if (*in == NULL) {
        *in = as_intern_new();
    }
    return *in ? as_intern_add(*in, s, id, err) : as_err_nomem(err);
}

static as_status type_of_other(norming *nm, as_slice norm, as_slice token,
                               uint32_t *type, as_err *err)
{
    uint32_t id = 0;
    as_status st = as_vec_reserve(&nm->other_types, 1, err);
    if (st == AS_OK) {
        st = text_id(&nm->others, norm, &id, err);
    }
    if (st == AS_OK && id < nm->other_types.n) {
        *type = nm->other_types.v[id];
    } else if (st == AS_OK) {
        st = type_new(nm, norm_keep(nm, norm, token), type, err);
        if (st == AS_OK) {
            nm->other_types.v[nm->other_types.n++] = *type;
        }
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
        const word w = word_lower(word_load(norm, 0, (uint32_t)norm.n));
        if (word_is_ascii(w)) {
            return type_of_ascii(nm, word_find(nm, w), w, token, type, err);
        }
    }
    return type_of_other(nm, norm, token, type, err);
}

/* The type of a token whose word `w` is new, and goes into `slot`. */
static as_status type_of_new_word(norming *nm, size_t slot, word w,
                                  as_slice token, uint32_t *type, as_err *err)
{
    if (word_is_ascii(w)) {
        return type_of_ascii(nm, slot, w, token, type, err);
    }
    as_status st = type_of_folded(nm, token, type, err);
    if (st == AS_OK) {
        slot = word_find(nm, w); /* folding may have entered words */
        if (word_is_free(nm->words[slot])) {
            st = word_put(nm, slot, w, *type, err);
        }
    }
    return st;
}

static as_status type_of_long(norming *nm, as_slice token, uint32_t *type,
                              as_err *err)
{
    uint32_t id = 0;
    as_status st = as_vec_reserve(&nm->long_types, 1, err);
    if (st == AS_OK) {
        st = text_id(&nm->longs, token, &id, err);
    }
    if (st == AS_OK && id < nm->long_types.n) {
        *type = nm->long_types.v[id];
    } else if (st == AS_OK) {
        st = type_of_folded(nm, token, type, err);
        if (st == AS_OK) {
            nm->long_types.v[nm->long_types.n++] = *type;
        }
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
        uint32_t type = 0;
        as_status st = AS_OK;
        if (n <= WORD_MAX) {
            const word w = word_lower(word_load(text, beg, n));
            const size_t slot = word_find(nm, w);
            if (!word_is_free(nm->words[slot])) {
                doc->type_of.v[i] = nm->word_types[slot];
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
    *nm = (norming){.doc = doc};
    nm->seed[0] = as_hash_seeded(AS_LIT("norms.c lo"));
    nm->seed[1] = as_hash_seeded(AS_LIT("norms.c hi"));
    as_status st = words_make(nm, words_guess(doc->tokens.n), err);
    return st == AS_OK ? as_vec_reserve(&doc->type_of, doc->tokens.n, err)
                       : st;
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

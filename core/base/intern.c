/* intern.c - open addressing with linear probing over (hash tag, id) slots,
 * at most two thirds full; the strings lie in an arena. Adding a string that
 * is there costs one hash and, nearly always, one comparison. */
#include "base/intern.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/vec.h"

typedef struct slot {
    uint32_t tag; /* upper half of the hash */
    uint32_t id;  /* AS_INTERN_NONE: free */
} slot;

typedef struct text {
    as_slice s;
    uint64_t hash;
} text;

struct as_intern {
    slot *slots;
    size_t mask; /* slots - 1, slots a power of two */
    AS_VEC(text) texts;
    as_arena *arena;
};

static slot *slots_new(size_t n)
{
    slot *slots = as_mem_new(n * sizeof *slots);
    for (size_t i = 0; slots != NULL && i < n; i++) {
        slots[i].id = AS_INTERN_NONE;
    }
    return slots;
}

as_intern *as_intern_new(void)
{
    as_intern *in = as_mem_zero(1, sizeof *in);
    if (in == NULL) {
        return NULL;
    }
    in->mask = 63;
    in->slots = slots_new(in->mask + 1);
    in->arena = as_arena_new();
    if (in->slots == NULL || in->arena == NULL) {
        as_intern_free(in);
        return NULL;
    }
    return in;
}

void as_intern_free(as_intern *in)
{
    if (in != NULL) {
        as_mem_free(in->slots);
        as_vec_clear(&in->texts);
        as_arena_free(in->arena);
        as_mem_free(in);
    }
}

/* The slot that holds `s`, or the free one where it would go. */
static slot *slot_of(const as_intern *in, as_slice s, uint64_t hash)
{
    const uint32_t tag = (uint32_t)(hash >> 32);
    for (size_t at = hash & in->mask;; at = (at + 1) & in->mask) {
        slot *sl = &in->slots[at];
        if (sl->id == AS_INTERN_NONE ||
            (sl->tag == tag && as_slice_eq(in->texts.v[sl->id].s, s))) {
            return sl;
        }
    }
}

static as_status grow(as_intern *in, as_err *err)
{
    size_t mask = in->mask * 2 + 1;
    slot *slots = slots_new(mask + 1);
    if (slots == NULL) {
        return as_err_nomem(err);
    }
    for (uint32_t id = 0; id < in->texts.n; id++) {
        uint64_t hash = in->texts.v[id].hash;
        size_t at = hash & mask;
        while (slots[at].id != AS_INTERN_NONE) {
            at = (at + 1) & mask;
        }
        slots[at] = (slot){(uint32_t)(hash >> 32), id};
    }
    as_mem_free(in->slots);
    in->slots = slots;
    in->mask = mask;
    return AS_OK;
}

static as_status add(as_intern *in, as_slice s, uint64_t hash, uint32_t *id,
                     as_err *err)
{
    slot *sl = slot_of(in, s, hash);
    if (sl->id != AS_INTERN_NONE) {
        *id = sl->id;
        return AS_OK;
    }
    if (in->texts.n >= INT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "more than 2^31 different strings");
    }
    if ((in->texts.n + 1) * 3 > (in->mask + 1) * 2) {
        as_status st = grow(in, err);
        if (st != AS_OK) {
            return st;
        }
        sl = slot_of(in, s, hash);
    }
    as_slice copy = as_arena_copy(in->arena, s);
    text *t = copy.p ? as_vec_push(&in->texts, err) : NULL;
    if (t == NULL) {
        return as_err_nomem(err);
    }
    *t = (text){copy, hash};
    *id = (uint32_t)in->texts.n - 1;
    *sl = (slot){(uint32_t)(hash >> 32), *id};
    return AS_OK;
}

as_status as_intern_add(as_intern *in, as_slice s, uint32_t *id, as_err *err)
{
    return add(in, s, as_hash_seeded(s), id, err);
}

/* What looking `n` strings up will read, fetched ahead: all slots, then the
 * texts that these name, then their bytes. */
static void fetch(const as_intern *in, const uint64_t *hashes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        __builtin_prefetch(&in->slots[hashes[i] & in->mask]);
    }
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = in->slots[hashes[i] & in->mask].id;
        if (id != AS_INTERN_NONE) {
            __builtin_prefetch(&in->texts.v[id]);
        }
    }
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = in->slots[hashes[i] & in->mask].id;
        if (id != AS_INTERN_NONE) {
            __builtin_prefetch(in->texts.v[id].s.p);
        }
    }
}

as_status as_intern_add_many(as_intern *in, const as_slice *s, size_t n,
                             uint32_t *ids, size_t *done, as_err *err)
{
    enum { BATCH = 64 };
    uint64_t hashes[BATCH];
    as_status st = AS_OK;
    size_t at = 0;
    while (st == AS_OK && at < n) {
        const size_t many = n - at < BATCH ? n - at : BATCH;
        for (size_t i = 0; i < many; i++) {
            hashes[i] = as_hash_seeded(s[at + i]);
        }
        fetch(in, hashes, many);
        for (size_t i = 0; st == AS_OK && i < many; i++) {
            st = add(in, s[at], hashes[i], &ids[at], err);
            at += st == AS_OK;
        }
    }
    *done = at;
    return st;
}

uint32_t as_intern_find(const as_intern *in, as_slice s)
{
    return slot_of(in, s, as_hash_seeded(s))->id;
}

as_slice as_intern_get(const as_intern *in, uint32_t id)
{
    return in->texts.v[id].s;
}

uint32_t as_intern_count(const as_intern *in)
{
    return (uint32_t)in->texts.n;
}

size_t as_intern_size(const as_intern *in)
{
    return sizeof *in + (in->mask + 1) * sizeof *in->slots +
           in->texts.cap * sizeof *in->texts.v + as_arena_size(in->arena);
}

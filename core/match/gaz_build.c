/* gaz_build.c - phrases to a gazetteer.
 *
 * A builder keeps what the compiled form will hold, in growing vectors: the
 * entries, their bytes, the keys of all their prefixes, and what they are
 * annotated with, interned. Building counts the different keys, sizes the
 * table by that, and fills it.
 * Layout: see gaz_int.h.
 * Cost: adding is tokenizing and folding the phrase; building is two passes
 * over the keys, with each bucket fetched before it is needed.
 * Invariants: entries are entered last to first and go to the head of their
 * chain, so that chains are in order of addition.
 * Refuses: see as_gaz_builder_add. */
#include <sys/mman.h>

#include "base/intern.h"
#include "base/mem.h"
#include "match/gaz_info.h"
#include "match/gaz_int.h"
#include "text/norm.h"
#include "text/utf8.h"

enum {
    CACHE_LINE = 64,
    HUGE_PAGE = 2 << 20,
    FETCH_AHEAD = 12,
    /* A table is at most FULL / 8 full: longer runs cost more than memory. */
    FULL = 6
};

struct as_gaz_builder {
    AS_VEC(gaz_entry) entries;
    AS_VEC(uint8_t) n_tokens; /* of each entry */
    AS_VEC(uint64_t) keys;    /* of each entry's prefixes, shortest first */
    as_buf texts;
    as_intern *infos; /* label and fields as bytes, see gaz_info.h */
    as_tokens tokens; /* of the phrase at hand */
    as_buf scratch;
};

as_status as_gaz_builder_new(as_gaz_builder **out, as_err *err)
{
    as_gaz_builder *b = as_mem_zero(1, sizeof *b);
    if (b == NULL) {
        return as_err_nomem(err);
    }
    b->infos = as_intern_new();
    if (b->infos == NULL) {
        as_mem_free(b);
        return as_err_nomem(err);
    }
    *out = b;
    return AS_OK;
}

/* Free what it holds, but not the builder. */
static void builder_clear(as_gaz_builder *b)
{
    as_vec_clear(&b->entries);
    as_vec_clear(&b->n_tokens);
    as_vec_clear(&b->keys);
    as_buf_clear(&b->texts);
    as_intern_free(b->infos);
    as_tokens_clear(&b->tokens);
    as_buf_clear(&b->scratch);
}

void as_gaz_builder_free(as_gaz_builder *b)
{
    if (b != NULL) {
        builder_clear(b);
        as_mem_free(b);
    }
}

/* ---- adding -------------------------------------------------------------- */

/* The tokens of the phrase into b->tokens. */
static as_status phrase_tokens(as_gaz_builder *b, as_slice text, as_err *err)
{
    if (as_utf8_valid(text) != text.n) {
        return as_err_set(err, AS_EINVAL, "entry is not well-formed UTF-8");
    }
    as_status st = as_tokenize(text, &b->tokens, err);
    if (st != AS_OK) {
        return st;
    }
    if (b->tokens.n == 0) {
        return as_err_set(err, AS_EINVAL, "entry without a token");
    }
    if (b->tokens.n > GAZ_TOKENS_MAX) {
        return as_err_set(err, AS_EINVAL,
                          "entry of %zu tokens: %d is the most", b->tokens.n,
                          GAZ_TOKENS_MAX);
    }
    return AS_OK;
}

/* Append token `i` of the phrase to the texts, and the key of the prefix
 * that ends with it to the keys, where there is room. */
static as_status token_add(as_gaz_builder *b, const as_gaz_entry *entry,
                           size_t i, as_err *err)
{
    const uint32_t beg = b->tokens.beg[i];
    const as_slice token = {entry->text.p + beg, b->tokens.end[i] - beg};
    b->scratch.n = 0;
    as_status st = as_norm(token, &b->scratch, err);
    if (st == AS_OK && i > 0) {
        st = as_buf_add_byte(&b->texts, '\0', err);
    }
    if (st != AS_OK) {
        return st;
    }
    const as_slice norm = as_buf_slice(&b->scratch);
    const uint64_t hash = as_hash_portable(norm);
    uint64_t *key = &b->keys.v[b->keys.n];
    *key = i == 0 ? hash : gaz_key_on(key[-1], hash);
    b->keys.n++;
    return as_buf_add_slice(
        &b->texts, entry->match == AS_GAZ_EXACT ? token : norm, err);
}

/* All tokens; on error texts and keys are as before. */
static as_status phrase_add(as_gaz_builder *b, const as_gaz_entry *entry,
                            as_err *err)
{
    const size_t n_texts = b->texts.n, n_keys = b->keys.n;
    as_status st = as_vec_reserve(&b->keys, b->tokens.n, err);
    for (size_t i = 0; st == AS_OK && i < b->tokens.n; i++) {
        st = token_add(b, entry, i, err);
    }
    if (st == AS_OK && b->texts.n > UINT32_MAX) {
        st = as_err_set(err, AS_ELIMIT, "more than 4 GiB of entries");
    }
    if (st != AS_OK) {
        b->texts.n = n_texts;
        b->keys.n = n_keys;
    }
    return st;
}

static as_status info_add(as_gaz_builder *b, const as_gaz_entry *entry,
                          uint32_t *info, as_err *err)
{
    b->scratch.n = 0;
    as_status st = gaz_info_write(entry, &b->scratch, err);
    if (st == AS_OK) {
        st = as_intern_add(b->infos, as_buf_slice(&b->scratch), info, err);
    }
    if (st == AS_OK && entry->match == AS_GAZ_EXACT) {
        *info |= GAZ_EXACT;
    }
    return st;
}

as_status as_gaz_builder_add(as_gaz_builder *b, const as_gaz_entry *entry,
                             as_err *err)
{
    if (b->entries.n + 1 >= GAZ_NO_ENTRY) {
        return as_err_set(err, AS_ELIMIT, "more than 2^31 entries");
    }
    uint32_t info;
    const uint32_t text = (uint32_t)b->texts.n;
    as_status st = phrase_tokens(b, entry->text, err);
    if (st == AS_OK) {
        st = info_add(b, entry, &info, err);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&b->entries, 1, err);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&b->n_tokens, 1, err);
    }
    if (st == AS_OK) {
        st = phrase_add(b, entry, err);
    }
    if (st == AS_OK) {
        b->entries.v[b->entries.n++] = (gaz_entry){text, GAZ_NO_ENTRY, info};
        b->n_tokens.v[b->n_tokens.n++] = (uint8_t)b->tokens.n;
    }
    return st;
}

/* ---- sizing -------------------------------------------------------------- */

/* How many keys are different: of first tokens, of pairs, of all. */
typedef struct census {
    size_t starts, pairs, all;
} census;

static uint64_t pow2_from(uint64_t n)
{
    uint64_t p = 1;
    while (p < n) {
        p *= 2;
    }
    return p;
}

/* Count the bits that keys fall on, eight bits a key: few are missed. */
static as_status census_take(const as_gaz_builder *b, census *out,
                             as_err *err)
{
    const uint64_t n_bits = pow2_from((uint64_t)b->keys.n * 8 + 64);
    gaz_filter seen = {as_mem_zero(n_bits / 64, 8), n_bits - 1};
    if (seen.bits == NULL) {
        return as_err_nomem(err);
    }
    census c = {0, 0, 0};
    size_t k = 0;
    for (size_t e = 0; e < b->entries.n; e++) {
        for (uint8_t i = 0; i < b->n_tokens.v[e]; i++, k++) {
            if (!gaz_filter_has(&seen, b->keys.v[k])) {
                gaz_filter_add(&seen, b->keys.v[k]);
                c.all++;
                c.starts += i == 0;
                c.pairs += i == 1;
            }
        }
    }
    as_mem_free(seen.bits);
    *out = c;
    return AS_OK;
}

/* Where the parts of the flat block begin. */
typedef struct plan {
    uint64_t n_buckets, n_start_bits, n_pair_bits;
    size_t starts_at, pairs_at, entries_at, texts_at, name_at, size;
} plan;

static uint64_t clamp_bits(uint64_t n, uint64_t most)
{
    n = pow2_from(n);
    return n < 1024 ? 1024 : n > most ? most : n;
}

/* The filter of first tokens stays small enough for a cache near by. */
static plan plan_make(const as_gaz_builder *b, const census *c,
                      uint64_t n_buckets, size_t n_name)
{
    plan p = {.n_buckets = n_buckets,
              .n_start_bits = clamp_bits(c->starts * 16, 1 << 21),
              .n_pair_bits = clamp_bits(c->pairs * 8, 1 << 30)};
    p.starts_at = p.n_buckets * sizeof(gaz_bucket);
    p.pairs_at = p.starts_at + p.n_start_bits / 8;
    p.entries_at = p.pairs_at + p.n_pair_bits / 8;
    p.texts_at = p.entries_at + (b->entries.n + 1) * sizeof(gaz_entry);
    p.name_at = p.texts_at + b->texts.n;
    p.size = p.name_at + n_name;
    return p;
}

/* ---- filling ------------------------------------------------------------- */

/* The slot of `key`, made if it is new; it counts in *n_slots. */
static uint32_t *slot_of(as_gaz *gaz, uint64_t key, size_t *n_slots)
{
    uint64_t at = gaz_bucket_of(key, gaz->n_buckets);
    const uint32_t tag = gaz_tag_of(key);
    for (;;) {
        gaz_bucket *bucket = &gaz->buckets[at];
        for (unsigned i = 0; i < GAZ_SLOTS; i++) {
            if (bucket->tag[i] == 0) {
                bucket->tag[i] = tag;
                bucket->val[i] = GAZ_NO_ENTRY;
                ++*n_slots;
            }
            if (bucket->tag[i] == tag) {
                return &bucket->val[i];
            }
        }
        at = at + 1 < gaz->n_buckets ? at + 1 : 0;
    }
}

static void entry_enter(as_gaz *gaz, uint32_t entry, const uint64_t *keys,
                        unsigned n_tokens, size_t *n_slots)
{
    gaz_filter_add(&gaz->starts, keys[0]);
    if (n_tokens > 1) {
        gaz_filter_add(&gaz->pairs, keys[1]);
    }
    for (unsigned i = 0; i + 1 < n_tokens; i++) {
        *slot_of(gaz, keys[i], n_slots) |= GAZ_CHILD;
    }
    uint32_t *val = slot_of(gaz, keys[n_tokens - 1], n_slots);
    gaz->entries[entry].next = *val & ~GAZ_CHILD;
    *val = (*val & GAZ_CHILD) | entry;
}

/* Enter all entries into zeroed buckets and filters, the last one first.
 * False if the table would be too full: the census was unlucky. */
static bool table_fill(as_gaz *gaz, const as_gaz_builder *b)
{
    const size_t limit = gaz->n_buckets * 7;
    size_t n_slots = 0, k = b->keys.n;
    for (size_t e = b->entries.n; e-- > 0;) {
        if (n_slots + b->n_tokens.v[e] > limit) {
            return false;
        }
        for (unsigned i = 0; i < b->n_tokens.v[e]; i++) {
            k--;
            if (k >= FETCH_AHEAD) {
                __builtin_prefetch(&gaz->buckets[gaz_bucket_of(
                    b->keys.v[k - FETCH_AHEAD], gaz->n_buckets)]);
            }
        }
        entry_enter(gaz, (uint32_t)e, &b->keys.v[k], b->n_tokens.v[e],
                    &n_slots);
    }
    return true;
}

/* A zeroed block on a cache line; large ones ask for large pages, which make
 * reads all over it cheaper. `raw` is what must be freed. */
static char *block_new(size_t size, void **raw)
{
    const size_t align = size < HUGE_PAGE ? CACHE_LINE : HUGE_PAGE;
    char *p = size < SIZE_MAX - align ? as_mem_new(size + align) : NULL;
    if (p == NULL) {
        return NULL;
    }
    *raw = p;
    p += (align - (uintptr_t)p % align) % align;
    if (align == HUGE_PAGE) {
        (void)madvise(p, size, MADV_HUGEPAGE);
    }
    return memset(p, 0, size);
}

/* Buckets, filters, entries, texts and name as the plan says. */
static as_status flat_make(as_gaz *gaz, const as_gaz_builder *b,
                           const plan *p, as_slice name, as_err *err)
{
    char *block = block_new(p->size, &gaz->flat);
    if (block == NULL) {
        return as_err_nomem(err);
    }
    gaz->buckets = (gaz_bucket *)(void *)block;
    gaz->n_buckets = p->n_buckets;
    gaz->starts.bits = (uint64_t *)(void *)(block + p->starts_at);
    gaz->starts.mask = p->n_start_bits - 1;
    gaz->pairs.bits = (uint64_t *)(void *)(block + p->pairs_at);
    gaz->pairs.mask = p->n_pair_bits - 1;
    gaz->entries = (gaz_entry *)(void *)(block + p->entries_at);
    gaz->n_entries = b->entries.n;
    gaz->texts = block + p->texts_at;
    gaz->name = as_slice_of(block + p->name_at, name.n);
    if (b->entries.n > 0) {
        memcpy(gaz->entries, b->entries.v, b->entries.n * sizeof(gaz_entry));
        memcpy(gaz->texts, b->texts.p, b->texts.n);
    }
    gaz->entries[b->entries.n] =
        (gaz_entry){(uint32_t)b->texts.n, GAZ_NO_ENTRY, 0};
    if (name.n > 0) {
        memcpy(block + p->name_at, name.p, name.n);
    }
    gaz->size += p->size;
    return AS_OK;
}

/* Plan, make and fill until it fits, which is nearly always at once. */
static as_status flat_build(as_gaz *gaz, const as_gaz_builder *b,
                            as_slice name, as_err *err)
{
    census c = {0, 0, 0};
    as_status st = census_take(b, &c, err);
    uint64_t n_buckets = (c.all + c.all / 12) / FULL + 8;
    while (st == AS_OK) {
        const plan p = plan_make(b, &c, n_buckets, name.n);
        gaz->size = sizeof *gaz;
        st = flat_make(gaz, b, &p, name, err);
        if (st == AS_OK && table_fill(gaz, b)) {
            return AS_OK;
        }
        as_mem_free(gaz->flat);
        gaz->flat = NULL;
        n_buckets *= 2;
    }
    return st;
}

static as_status gaz_make(const as_gaz_builder *b, as_slice name,
                          as_gaz *gaz, as_err *err)
{
    as_status st = flat_build(gaz, b, name, err);
    size_t n_infos = 0;
    if (st == AS_OK) {
        st = gaz_infos_make(b->infos, &gaz->infos, &n_infos, err);
    }
    if (st == AS_OK) {
        gaz->info_flat = gaz->infos;
        gaz->size += n_infos;
    }
    return st;
}

as_status as_gaz_build(as_gaz_builder *b, as_slice name, as_gaz **out,
                       as_err *err)
{
    as_gaz *gaz = as_mem_zero(1, sizeof *gaz);
    as_intern *infos = as_intern_new();
    as_status st = gaz && infos ? gaz_make(b, name, gaz, err)
                                : as_err_nomem(err);
    if (st != AS_OK) {
        as_intern_free(infos);
        if (gaz != NULL) {
            as_mem_free(gaz->flat);
            as_mem_free(gaz);
        }
        return st;
    }
    builder_clear(b);
    *b = (as_gaz_builder){.infos = infos};
    atomic_init(&gaz->refs, 1);
    *out = gaz;
    return AS_OK;
}

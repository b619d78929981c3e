/* gaz_build.c - what a builder collected to a gazetteer.
 *
 * Building counts the different keys, sizes the table by that, fills it, and
 * seals the image.
 * Layout: see gaz_int.h.
 * Cost: two passes over the keys, with each bucket fetched before it is
 * needed.
 * Invariants: while the table is filled, records of one key hang on a chain;
 * they are entered last to first and go to its head, forms before entries as
 * given, so that chains are in the order in which entries win. Chains of more
 * than one become lists.
 * Refuses: see as_gaz_build. */
#include <sys/mman.h>

#include "base/mem.h"
#include "match/gaz_builder.h"

enum {
    HUGE_PAGE = 2 << 20,
    FETCH_AHEAD = 12,
    PAIRS_MAX = 1 << 20, /* words of that filter */
    /* A table is at most FULL / 8 full: longer runs cost more than memory. */
    FULL = 6
};

/* ---- sizing -------------------------------------------------------------- */

/* How many keys are different: of first tokens, of pairs, and how many of
 * them go into the table; how many entries have a key that another one had. */
typedef struct census {
    size_t starts, pairs, slots, again;
} census;

static uint64_t pow2_from(uint64_t n)
{
    uint64_t p = 1;
    while (p < n) {
        p *= 2;
    }
    return p;
}

/* Is the bit of `key` new? It is set afterwards. */
static bool bit_is_new(uint64_t *bits, uint64_t mask, uint64_t key)
{
    const uint64_t bit = key >> 20 & mask;
    const uint64_t one = UINT64_C(1) << (bit % 64);
    const bool is_new = !(bits[bit / 64] & one);
    bits[bit / 64] |= one;
    return is_new;
}

static void census_count(const as_gaz_builder *b, uint64_t *keys_seen,
                         uint64_t *ends_seen, uint64_t mask, census *c)
{
    const uint64_t *keys = b->keys.v;
    size_t k = 0;
    for (size_t e = 0; e < b->entries.n; e++) {
        const unsigned n = b->entries.v[e].n_tokens;
        for (unsigned i = 0; i < n; i++, k++) {
            if (k + FETCH_AHEAD < b->keys.n) {
                const uint64_t later = keys[k + FETCH_AHEAD] >> 20 & mask;
                __builtin_prefetch(&keys_seen[later / 64]);
                __builtin_prefetch(&ends_seen[later / 64]);
            }
            if (bit_is_new(keys_seen, mask, keys[k])) {
                c->slots += i > 0;
                c->starts += i == 0;
                c->pairs += i == 1;
            }
        }
        const bool is_new = bit_is_new(ends_seen, mask, keys[k - 1]);
        c->again += !is_new;
        c->slots += n == 1 && is_new;
    }
}

/* Count the bits that keys fall on, eight bits a key: few are missed. */
static as_status census_take(const as_gaz_builder *b, census *out,
                             as_err *err)
{
    const uint64_t n_bits = pow2_from((uint64_t)b->keys.n * 8 + 64);
    uint64_t *seen = as_mem_zero(n_bits / 64 * 2, 8);
    if (seen == NULL) {
        return as_err_nomem(err);
    }
    *out = (census){0};
    census_count(b, seen, seen + n_bits / 64, n_bits - 1, out);
    as_mem_free(seen);
    return AS_OK;
}

/* Bytes that a number below `n` takes in info_of. */
static uint32_t width_of(uint32_t n)
{
    return n <= 1 ? 0 : n <= 1u << 8 ? 1 : n <= 1u << 16 ? 2 : 4;
}

static size_t infos_size(const as_intern *infos)
{
    size_t n = 0;
    for (uint32_t i = 0; i < as_intern_count(infos); i++) {
        n += as_intern_get(infos, i).n;
    }
    return n;
}

static size_t round_up(size_t n, size_t to)
{
    return (n + to - 1) / to * to;
}

/* The head with all places, and room for lists of `n_many` entries. */
static as_status head_plan(const as_gaz_builder *b, const census *c,
                           uint64_t n_buckets, size_t n_many, as_slice name,
                           gaz_head *h, as_err *err)
{
    /* Filters stay small enough for a cache near by. */
    uint64_t fields = pow2_from(c->starts * 16);
    fields = fields < 256 ? 256 : fields > 1 << 20 ? 1 << 20 : fields;
    uint64_t pairs = pow2_from(c->pairs / 8);
    pairs = pairs > PAIRS_MAX ? PAIRS_MAX : pairs;
    const size_t n = b->entries.n, n_infos = infos_size(b->infos);
    *h = (gaz_head){.magic = GAZ_MAGIC,
                    .order = GAZ_ORDER,
                    .version = GAZ_VERSION,
                    .kinds = b->kinds,
                    .n_entries = (uint32_t)n,
                    .n_infos = n ? as_intern_count(b->infos) : 0};
    if (n_infos > UINT32_MAX) {
        (void)as_err_set(err, AS_ELIMIT, "more than 4 GiB of fields");
        return AS_ELIMIT; /* which an analyser sees */
    }
    h->info_width = width_of(h->n_infos);
    const size_t sizes[GAZ_PARTS] = {
        [GAZ_BUCKETS] = n_buckets * sizeof(gaz_bucket),
        [GAZ_STARTS] = fields / 4,
        [GAZ_PAIRS] = pairs * sizeof(uint64_t),
        [GAZ_INFO_OF] = n * h->info_width,
        [GAZ_MANY_LISTS] = n_many * sizeof(uint32_t),
        [GAZ_INFO_AT] = ((size_t)h->n_infos + 1) * sizeof(uint32_t),
        [GAZ_INFOS] = h->n_infos ? n_infos : 0,
        [GAZ_TEXTS] = b->texts.n,
        [GAZ_NAME] = name.n};
    size_t at = round_up(sizeof *h, GAZ_ALIGN);
    for (int i = 0; i < GAZ_PARTS; i++) {
        h->parts[i] = (gaz_place){at, sizes[i]};
        at = round_up(at + sizes[i], sizeof(uint64_t));
    }
    h->size = at;
    return AS_OK;
}

/* ---- filling ------------------------------------------------------------- */

/* An image being filled. */
typedef struct filling {
    const as_gaz_builder *b;
    char *image;
    gaz_head *head;
    gaz_bucket *buckets;
    uint64_t n_buckets;
    uint64_t *starts, *pairs;
    uint64_t start_mask, pair_mask;
    uint32_t *next; /* chains: by entry, the next record with its key */
    size_t n_slots, n_many, most_many;
    uint32_t reach;
} filling;

typedef struct slot {
    uint32_t *tag, *val;
} slot;

/* The slot of `key`, made if it is new. */
static slot slot_of(filling *f, uint64_t key)
{
    uint64_t at = gaz_bucket_of(key, f->n_buckets);
    const uint32_t tag = gaz_tag_of(key);
    for (uint32_t far = 0;; far++) {
        gaz_bucket *bucket = &f->buckets[at];
        for (unsigned i = 0; i < GAZ_SLOTS; i++) {
            const uint32_t have = bucket->tag[i] & GAZ_TAG;
            if (have == 0) {
                bucket->tag[i] |= tag;
                bucket->val[i] = GAZ_NONE;
                f->n_slots++;
                f->reach = far > f->reach ? far : f->reach;
            }
            if (have == 0 || have == tag) {
                return (slot){&bucket->tag[i], &bucket->val[i]};
            }
        }
        bucket->tag[gaz_over_of(tag)] |= GAZ_OVER;
        at = at + 1 < f->n_buckets ? at + 1 : 0;
    }
}

static void start_add(filling *f, uint64_t key, unsigned bits)
{
    const uint64_t at = gaz_start_of(key, f->start_mask);
    f->starts[at / 32] |= (uint64_t)bits << (at % 32 * 2);
}

static void entry_enter(filling *f, uint32_t e, const uint64_t *keys,
                        unsigned n_tokens)
{
    start_add(f, keys[0], n_tokens > 1 ? GAZ_LONGER : GAZ_ALONE);
    if (n_tokens > 1) {
        f->pairs[gaz_pair_word(keys[1], f->pair_mask)] |=
            gaz_pair_bits(keys[1]);
    }
    for (unsigned i = 1; i + 1 < n_tokens; i++) {
        const slot s = slot_of(f, keys[i]);
        *s.val |= GAZ_CHILD;
        *s.tag |= gaz_kid_of(keys[i + 1]);
    }
    uint32_t *val = slot_of(f, keys[n_tokens - 1]).val;
    const uint32_t first = *val & GAZ_NONE;
    const bool more = first != GAZ_NONE;
    f->n_many += !more ? 0 : *val & GAZ_MANY ? 1 : 2;
    f->next[e] = first;
    *val = (*val & GAZ_CHILD) | (more ? GAZ_MANY : 0) |
           f->b->entries.v[e].record;
}

/* Enter the forms, or the entries as given, the last one first. False if the
 * table or the lists would be too full: the census was unlucky. */
static bool table_fill(filling *f, bool forms)
{
    const as_gaz_builder *b = f->b;
    const size_t limit = f->n_buckets * (GAZ_SLOTS - 1);
    size_t k = b->keys.n;
    for (size_t e = b->entries.n; e-- > 0;) {
        const unsigned n = b->entries.v[e].n_tokens;
        k -= n;
        if (b->entries.v[e].is_form != forms) {
            continue;
        }
        if (f->n_slots + n > limit) {
            return false;
        }
        for (size_t i = k; i < k + n && i >= FETCH_AHEAD; i++) {
            __builtin_prefetch(&f->buckets[gaz_bucket_of(
                b->keys.v[i - FETCH_AHEAD], f->n_buckets)]);
        }
        entry_enter(f, (uint32_t)e, &b->keys.v[k], n);
    }
    return f->n_many <= f->most_many;
}

/* A zeroed block on a cache line; large ones ask for large pages, which make
 * reads all over it cheaper. `raw` is what must be freed. */
static char *block_new(size_t size, void **raw)
{
    const size_t align = size < HUGE_PAGE ? GAZ_ALIGN : HUGE_PAGE;
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

static void *part_of(const filling *f, gaz_part part)
{
    return f->image + f->head->parts[part].at;
}

static uint32_t entry_of(const filling *f, uint32_t record)
{
    uint32_t head;
    memcpy(&head, f->b->texts.p + (size_t)record * GAZ_RECORD, sizeof head);
    return head & GAZ_NONE;
}

/* Chains of more than one become lists. */
static void lists_write(filling *f)
{
    uint32_t *many = part_of(f, GAZ_MANY_LISTS);
    uint32_t at = 0;
    for (uint64_t i = 0; i < f->n_buckets; i++) {
        for (int k = 0; k < GAZ_SLOTS; k++) {
            uint32_t *val = &f->buckets[i].val[k];
            if (!(f->buckets[i].tag[k] & GAZ_TAG) || !(*val & GAZ_MANY)) {
                continue;
            }
            uint32_t record = *val & GAZ_NONE;
            *val = (*val & GAZ_CHILD) | GAZ_MANY | at;
            for (; record != GAZ_NONE; record = f->next[entry_of(f, record)]) {
                many[at++] = record;
            }
            many[at - 1] |= GAZ_LAST;
        }
    }
}

static void columns_write(const filling *f, as_slice name)
{
    const as_gaz_builder *b = f->b;
    unsigned char *info_of = part_of(f, GAZ_INFO_OF);
    const uint32_t width = f->head->info_width;
    for (size_t e = 0; e < b->entries.n; e++) {
        for (uint32_t i = 0; i < width; i++) {
            info_of[e * width + i] =
                (unsigned char)(b->entries.v[e].info >> (8 * i));
        }
    }
    uint32_t *info_at = part_of(f, GAZ_INFO_AT);
    char *infos = part_of(f, GAZ_INFOS);
    for (uint32_t i = 0; i < f->head->n_infos; i++) {
        const as_slice info = as_intern_get(b->infos, i);
        memcpy(infos + info_at[i], info.p, info.n);
        info_at[i + 1] = info_at[i] + (uint32_t)info.n;
    }
    if (b->texts.n > 0) {
        memcpy(part_of(f, GAZ_TEXTS), b->texts.p, b->texts.n);
    }
    if (name.n > 0) {
        memcpy(part_of(f, GAZ_NAME), name.p, name.n);
    }
}

/* ---- building ------------------------------------------------------------ */

static as_status fill_start(filling *f, const as_gaz_builder *b,
                            const gaz_head *h, void **raw, as_err *err)
{
    *f = (filling){.b = b};
    f->next = as_mem_new((b->entries.n + 1) * sizeof *f->next);
    f->image = f->next ? block_new((size_t)h->size, raw) : NULL;
    if (f->image == NULL) {
        as_mem_free(f->next);
        return as_err_nomem(err);
    }
    f->head = memcpy(f->image, h, sizeof *h);
    f->buckets = part_of(f, GAZ_BUCKETS);
    f->n_buckets = h->parts[GAZ_BUCKETS].n / sizeof(gaz_bucket);
    f->starts = part_of(f, GAZ_STARTS);
    f->start_mask = h->parts[GAZ_STARTS].n * 4 - 1;
    f->pairs = part_of(f, GAZ_PAIRS);
    f->pair_mask = h->parts[GAZ_PAIRS].n / sizeof(uint64_t) - 1;
    f->most_many = (size_t)h->parts[GAZ_MANY_LISTS].n / sizeof(uint32_t);
    return AS_OK;
}

/* All that is left when the table is filled. */
static void fill_end(filling *f, as_slice name, bool overlaps)
{
    gaz_head *h = f->head;
    lists_write(f);
    columns_write(f, name);
    h->reach = f->reach;
    h->flags = overlaps ? GAZ_OVERLAPS : 0;
    gaz_place *lists = &h->parts[GAZ_MANY_LISTS];
    lists->n = f->n_many * sizeof(uint32_t);
    h->size = round_up(lists->at + lists->n, sizeof(uint64_t));
    gaz_seal(h);
}

/* Plan, make and fill until it fits, which is nearly always at once. The
 * image is within *raw. */
static as_status image_build(const as_gaz_builder *b, as_slice name,
                             bool overlaps, void **raw, as_slice *image,
                             as_err *err)
{
    census c = {0};
    gaz_head h = {0};
    filling f;
    as_status st = census_take(b, &c, err);
    uint64_t n_buckets = (c.slots + c.slots / 12) / FULL + 8;
    size_t n_many = c.again * 2 + b->entries.n / 64 + 16;
    while (st == AS_OK) {
        st = head_plan(b, &c, n_buckets, n_many, name, &h, err);
        if (st == AS_OK) {
            st = fill_start(&f, b, &h, raw, err);
        }
        if (st != AS_OK) {
            break;
        }
        const bool fits = table_fill(&f, true) && table_fill(&f, false);
        if (fits) {
            fill_end(&f, name, overlaps);
            *image = (as_slice){f.image, (size_t)f.head->size};
        }
        as_mem_free(f.next);
        if (fits) {
            return AS_OK;
        }
        as_mem_free(*raw);
        n_buckets *= 2;
        n_many = n_many * 2 + b->entries.n / 4;
    }
    return st;
}

static as_status gaz_make(const as_gaz_builder *b, as_slice name,
                          bool overlaps, as_gaz *gaz, as_err *err)
{
    as_slice image;
    as_status st = image_build(b, name, overlaps, &gaz->block, &image, err);
    if (st != AS_OK) {
        return st;
    }
    gaz->known =
        as_mem_zero(as_intern_count(b->infos), sizeof *gaz->known);
    st = gaz->known ? gaz_attach(gaz, image, err) : as_err_nomem(err);
    if (st != AS_OK) {
        as_mem_free(gaz->known);
        as_mem_free(gaz->block);
    }
    return st;
}

as_status as_gaz_build(as_gaz_builder *b, as_slice name, bool overlaps,
                       as_gaz **out, as_err *err)
{
    as_gaz *gaz = as_mem_zero(1, sizeof *gaz);
    as_intern *infos = as_intern_new();
    as_status st = gaz && infos ? gaz_make(b, name, overlaps, gaz, err)
                                : as_err_nomem(err);
    if (st != AS_OK) {
        as_intern_free(infos);
        as_mem_free(gaz);
        return st;
    }
    gaz_builder_clear(b);
    *b = (as_gaz_builder){.infos = infos};
    atomic_init(&gaz->refs, 1);
    *out = gaz;
    return AS_OK;
}

/* gaz.c - a compiled gazetteer: whose it is, what its image holds.
 *
 * Layout: see gaz_int.h.
 * Cost: opening an image looks at its head, and reads it through when it is
 * small; infos are made when first asked for, because a large gazetteer has
 * millions of which few are ever met.
 * Invariants: once attached, no part reaches out of the image, whatever its
 * bytes are. Infos are published by one compare and exchange: of two threads
 * that make the same one, one throws its own away.
 * Refuses: images of another version or byte order, cut or damaged. */
#include "match/gaz.h"

#include <assert.h>

#include "base/mem.h"
#include "match/gaz_info.h"
#include "match/gaz_int.h"
#include "text/norm.h"

as_gaz *as_gaz_ref(as_gaz *gaz)
{
    atomic_fetch_add_explicit(&gaz->refs, 1, memory_order_relaxed);
    return gaz;
}

void as_gaz_unref(as_gaz *gaz)
{
    if (gaz == NULL || atomic_fetch_sub(&gaz->refs, 1) > 1) {
        return;
    }
    for (uint32_t i = 0; i < gaz->n_infos; i++) {
        as_mem_free((void *)atomic_load(&gaz->known[i]));
    }
    as_mem_free(gaz->known);
    as_mem_free(gaz->block);
    if (gaz->done != NULL) {
        gaz->done(gaz->ctx);
    }
    as_mem_free(gaz);
}

as_slice as_gaz_name(const as_gaz *gaz)
{
    return gaz->name;
}

size_t as_gaz_count(const as_gaz *gaz)
{
    return gaz->n_entries;
}

size_t as_gaz_size(const as_gaz *gaz)
{
    return sizeof *gaz + gaz->size + gaz->n_infos * sizeof *gaz->known;
}

bool as_gaz_overlaps(const as_gaz *gaz)
{
    return gaz->flags & GAZ_OVERLAPS;
}

as_slice as_gaz_image(const as_gaz *gaz)
{
    return (as_slice){gaz->image, gaz->size};
}

as_slice gaz_norm(as_slice token, char room[GAZ_NORM_MAX])
{
    assert(token.n <= GAZ_TOKEN_BYTES);
    /* It never grows: folding makes at most three bytes of one. */
    as_buf out = {room, 0, GAZ_NORM_MAX};
    (void)as_norm(token, &out, NULL);
    return as_buf_slice(&out);
}

/* ---- infos --------------------------------------------------------------- */

static as_status damaged(as_err *err)
{
    return as_err_set(err, AS_EIO,
                      "a compiled gazetteer is damaged: remove its file from "
                      "the cache");
}

/* The bytes of the info of `entry`; n is 0 if the image is damaged. */
static as_slice info_bytes(const as_gaz *gaz, uint32_t entry, uint32_t *info)
{
    const unsigned char *at =
        gaz->info_of + (size_t)entry * gaz->info_width;
    uint32_t id = 0;
    for (uint32_t i = 0; i < gaz->info_width; i++) {
        id |= (uint32_t)at[i] << (8 * i);
    }
    *info = id;
    if (id >= gaz->n_infos) {
        return (as_slice){NULL, 0};
    }
    const uint32_t beg = gaz->info_at[id], end = gaz->info_at[id + 1];
    if (beg > end || end > gaz->n_infos_bytes) {
        return (as_slice){NULL, 0};
    }
    return (as_slice){gaz->infos + beg, end - beg};
}

as_status as_gaz_info_of(const as_gaz *gaz, uint32_t entry,
                         const as_gaz_info **out, as_err *err)
{
    assert(entry < gaz->n_entries);
    uint32_t id;
    const as_slice bytes = info_bytes(gaz, entry, &id);
    if (bytes.n == 0) {
        return damaged(err);
    }
    const as_gaz_info *have = atomic_load(&gaz->known[id]);
    if (have == NULL) {
        as_gaz_info *made;
        as_status st = gaz_info_read(bytes, &made, err);
        if (st != AS_OK) {
            return st;
        }
        if (atomic_compare_exchange_strong(&gaz->known[id], &have, made)) {
            have = made;
        } else {
            as_mem_free(made);
        }
    }
    *out = have;
    return AS_OK;
}

/* ---- images -------------------------------------------------------------- */

static uint64_t head_hash(const gaz_head *head)
{
    return as_hash_portable((as_slice){(const char *)head,
                                       offsetof(gaz_head, head_hash)});
}

static uint64_t body_hash(const gaz_head *head)
{
    return as_hash_portable(
        (as_slice){(const char *)head + sizeof *head,
                   (size_t)head->size - sizeof *head});
}

void gaz_seal(gaz_head *head)
{
    head->body_hash = body_hash(head);
    head->head_hash = head_hash(head);
}

static as_status refused(const char *why, as_err *err)
{
    (void)as_err_set(err, AS_EINVAL, "compiled gazetteer: %s", why);
    return AS_EINVAL; /* which an analyser sees */
}

static bool is_pow2(uint64_t n)
{
    return n != 0 && (n & (n - 1)) == 0;
}

/* Does each part lie in the image and have the size that the numbers in the
 * head call for? */
static bool parts_fit(const gaz_head *h)
{
    const gaz_place *p = h->parts;
    for (int i = 0; i < GAZ_PARTS; i++) {
        if (p[i].at < sizeof *h || p[i].at > h->size ||
            p[i].n > h->size - p[i].at || p[i].at % sizeof(uint64_t) != 0) {
            return false;
        }
    }
    return p[GAZ_BUCKETS].at % GAZ_ALIGN == 0 &&
           p[GAZ_BUCKETS].n >= sizeof(gaz_bucket) &&
           p[GAZ_BUCKETS].n % sizeof(gaz_bucket) == 0 &&
           is_pow2(p[GAZ_STARTS].n) && p[GAZ_STARTS].n >= sizeof(uint64_t) &&
           is_pow2(p[GAZ_PAIRS].n) && p[GAZ_PAIRS].n >= sizeof(uint64_t) &&
           (h->info_width <= 2 || h->info_width == 4) &&
           p[GAZ_INFO_OF].n == (uint64_t)h->n_entries * h->info_width &&
           p[GAZ_MANY_LISTS].n % 4 == 0 &&
           p[GAZ_INFO_AT].n == ((uint64_t)h->n_infos + 1) * 4 &&
           h->n_entries <= GAZ_NONE &&
           h->reach < p[GAZ_BUCKETS].n / sizeof(gaz_bucket);
}

static as_status head_check(as_slice image, gaz_head *h, as_err *err)
{
    if (image.n < sizeof *h || (uintptr_t)image.p % GAZ_ALIGN != 0) {
        return refused("too short", err);
    }
    memcpy(h, image.p, sizeof *h);
    if (memcmp(h->magic, GAZ_MAGIC, sizeof h->magic) != 0) {
        return refused("not one", err);
    }
    if (h->order != GAZ_ORDER || h->version != GAZ_VERSION) {
        return refused("of another machine or version", err);
    }
    if (h->size != image.n) {
        return refused("cut short", err);
    }
    if (h->head_hash != head_hash(h) || !parts_fit(h)) {
        return refused("damaged", err);
    }
    return AS_OK;
}

as_status gaz_attach(as_gaz *gaz, as_slice image, as_err *err)
{
    gaz_head h;
    as_status st = head_check(image, &h, err);
    if (st != AS_OK) {
        return st;
    }
    const char *at[GAZ_PARTS];
    for (int i = 0; i < GAZ_PARTS; i++) {
        at[i] = image.p + h.parts[i].at;
    }
    gaz->image = image.p;
    gaz->size = image.n;
    gaz->buckets = (const gaz_bucket *)(const void *)at[GAZ_BUCKETS];
    gaz->starts = (const uint64_t *)(const void *)at[GAZ_STARTS];
    gaz->pairs = (const uint64_t *)(const void *)at[GAZ_PAIRS];
    gaz->many = (const uint32_t *)(const void *)at[GAZ_MANY_LISTS];
    gaz->info_of = (const unsigned char *)at[GAZ_INFO_OF];
    gaz->info_at = (const uint32_t *)(const void *)at[GAZ_INFO_AT];
    gaz->infos = at[GAZ_INFOS];
    gaz->texts = at[GAZ_TEXTS];
    gaz->name = (as_slice){at[GAZ_NAME], (size_t)h.parts[GAZ_NAME].n};
    gaz->n_buckets = h.parts[GAZ_BUCKETS].n / sizeof(gaz_bucket);
    gaz->start_mask = h.parts[GAZ_STARTS].n * 4 - 1;
    gaz->pair_mask = h.parts[GAZ_PAIRS].n / sizeof(uint64_t) - 1;
    gaz->n_many = (size_t)h.parts[GAZ_MANY_LISTS].n / sizeof(uint32_t);
    gaz->n_infos_bytes = (size_t)h.parts[GAZ_INFOS].n;
    gaz->n_texts = (size_t)h.parts[GAZ_TEXTS].n;
    gaz->n_entries = h.n_entries;
    gaz->n_infos = h.n_infos;
    gaz->info_width = h.info_width;
    gaz->reach = h.reach;
    gaz->flags = h.flags;
    gaz->kinds = h.kinds;
    return AS_OK;
}

as_status as_gaz_open(as_slice image, void (*done)(void *ctx), void *ctx,
                      as_gaz **out, as_err *err)
{
    gaz_head h;
    as_status st = head_check(image, &h, err);
    if (st == AS_OK && image.n <= AS_GAZ_CHECK_MAX &&
        body_hash((const gaz_head *)(const void *)image.p) != h.body_hash) {
        st = refused("damaged", err);
    }
    if (st != AS_OK) {
        return st;
    }
    as_gaz *gaz = as_mem_zero(1, sizeof *gaz);
    void *known = as_mem_zero(h.n_infos, sizeof *gaz->known);
    if (gaz == NULL || known == NULL) {
        as_mem_free(gaz);
        as_mem_free(known);
        return as_err_nomem(err);
    }
    st = gaz_attach(gaz, image, err);
    assert(st == AS_OK);
    atomic_init(&gaz->refs, 1);
    gaz->known = known;
    gaz->done = done;
    gaz->ctx = ctx;
    *out = gaz;
    return st;
}

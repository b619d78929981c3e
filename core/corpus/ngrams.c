/* ngrams.c - sequences of types, counted.
 *
 * A table by hash, open, its slots one of a sequence's places, how often it
 * stands and in how many documents; a slot that fits by hash is compared at
 * its place. What is looked up next is fetched ahead, a batch at a time.
 * A table that gets too large is begun anew. First without what stands once,
 * where that is not wanted: all are marked in two rows of bits by hash, seen
 * and seen again, and only what was seen again comes into the table (some that
 * stand once do, too, and go at the end). Then in parts by hash, twice as many
 * each time, each with a pass of its own. So memory stays bounded by one table
 * and what is listed. */
#include "base/hash.h"
#include "corpus/counts_int.h"

enum {
    BATCH = 64,
    MOST_USED = 1 << 21, /* of a table's slots, unless the listing says so */
    MOST_PARTS = 1 << 16,
    FIRST_SLOTS = 1 << 12,
    MOST_BITS = 1 << 27 /* of each row */
};

typedef struct gram_slot {
    uint32_t hash; /* of its upper half, never 0: that is a free slot */
    uint32_t at, n, docs, last_doc;
} gram_slot;

typedef struct gram {
    uint64_t hash;
    uint32_t at, doc;
} gram;

typedef struct counting {
    const as_corpus *c;
    const corpus_column *col;
    const as_listing *listing;
    uint32_t size;
    gram_slot *slots;
    size_t mask, n_used, most;
    uint32_t part, n_parts;
    bool full; /* the table of this part would be too large */
    uint8_t *is_bad;  /* by type: no sequence may have it */
    uint8_t *is_good; /* each must have one such; NULL: any will do */
    uint64_t *once, *again; /* rows of bits; NULL: all are wanted */
    size_t bits_mask;
    bool marking; /* in them, and nothing else yet */
    gram batch[BATCH];
    size_t n_batch;
    as_err *err;
} counting;

/* ---- the table ---------------------------------------------------------- */

static as_status slots_grow(counting *k)
{
    const size_t mask = k->slots ? k->mask * 2 + 1 : FIRST_SLOTS - 1;
    gram_slot *slots = as_mem_zero(mask + 1, sizeof *slots);
    if (slots == NULL) {
        return as_err_nomem(k->err);
    }
    for (size_t i = 0; k->slots && i <= k->mask; i++) {
        const gram_slot *s = &k->slots[i];
        if (s->hash == 0) {
            continue;
        }
        size_t at = s->hash & mask;
        while (slots[at].hash != 0) {
            at = (at + 1) & mask;
        }
        slots[at] = *s;
    }
    as_mem_free(k->slots);
    k->slots = slots;
    k->mask = mask;
    return AS_OK;
}

static bool same(const counting *k, uint32_t a, uint32_t b)
{
    const uint32_t *t = k->col->types.v;
    for (uint32_t i = 0; i < k->size; i++) {
        if (t[a + i] != t[b + i]) {
            return false;
        }
    }
    return true;
}

static uint32_t tag_of(uint64_t hash)
{
    const uint32_t tag = (uint32_t)(hash >> 32);
    return tag ? tag : 1;
}

static void add(counting *k, const gram *g)
{
    const uint32_t tag = tag_of(g->hash);
    size_t at = tag & k->mask;
    while (k->slots[at].hash != 0 &&
           (k->slots[at].hash != tag || !same(k, k->slots[at].at, g->at))) {
        at = (at + 1) & k->mask;
    }
    gram_slot *s = &k->slots[at];
    if (s->hash == 0) {
        *s = (gram_slot){tag, g->at, 0, 0, AS_TYPE_NONE};
        k->full |= ++k->n_used > k->most && k->n_parts < MOST_PARTS;
    }
    s->n++;
    s->docs += s->last_doc != g->doc;
    s->last_doc = g->doc;
}

/* The place of a hash in the rows of bits. */
static uint64_t *bit_of(const counting *k, uint64_t *row, uint64_t hash,
                        uint64_t *bit)
{
    const size_t at = (size_t)(hash >> 8) & k->bits_mask;
    *bit = UINT64_C(1) << (at % 64);
    return &row[at / 64];
}

/* Mark what is in the batch, of which nothing stays. */
static void mark(counting *k)
{
    uint64_t bit;
    for (size_t i = 0; i < k->n_batch; i++) {
        __builtin_prefetch(bit_of(k, k->once, k->batch[i].hash, &bit));
        __builtin_prefetch(bit_of(k, k->again, k->batch[i].hash, &bit));
    }
    for (size_t i = 0; i < k->n_batch; i++) {
        uint64_t *once = bit_of(k, k->once, k->batch[i].hash, &bit);
        if ((*once & bit) != 0) {
            *bit_of(k, k->again, k->batch[i].hash, &bit) |= bit;
        }
        *once |= bit;
    }
    k->n_batch = 0;
}

/* Of the batch stays what was seen again. */
static void sift(counting *k)
{
    size_t kept = 0;
    uint64_t bit;
    for (size_t i = 0; i < k->n_batch; i++) {
        __builtin_prefetch(bit_of(k, k->again, k->batch[i].hash, &bit));
    }
    for (size_t i = 0; i < k->n_batch; i++) {
        if ((*bit_of(k, k->again, k->batch[i].hash, &bit) & bit) != 0) {
            k->batch[kept++] = k->batch[i];
        }
    }
    k->n_batch = kept;
}

/* Count what is in the batch. */
static as_status flush(counting *k)
{
    if (k->marking) {
        mark(k);
        return AS_OK;
    }
    if (k->again != NULL) {
        sift(k);
    }
    if ((k->n_used + BATCH) * 2 > k->mask) {
        as_status st = slots_grow(k);
        if (st != AS_OK) {
            return st;
        }
    }
    for (size_t i = 0; i < k->n_batch; i++) {
        __builtin_prefetch(&k->slots[tag_of(k->batch[i].hash) & k->mask]);
    }
    for (size_t i = 0; i < k->n_batch; i++) {
        add(k, &k->batch[i]);
    }
    k->n_batch = 0;
    return AS_OK;
}

/* ---- going through ------------------------------------------------------ */

static bool has_good(const counting *k, uint32_t at)
{
    for (uint32_t i = 0; i < k->size; i++) {
        if (k->is_good[k->col->types.v[at + i]]) {
            return true;
        }
    }
    return false;
}

/* Put the sequence at `at` into the batch, if it is of this part. */
static as_status put(counting *k, uint32_t at, uint32_t doc)
{
    uint64_t h = k->size;
    for (uint32_t i = 0; i < k->size; i++) {
        h = as_hash_mix(h, k->col->types.v[at + i]);
    }
    if (((uint32_t)h & (k->n_parts - 1)) != k->part ||
        (k->is_good && !has_good(k, at))) {
        return AS_OK;
    }
    k->batch[k->n_batch++] = (gram){h, at, doc};
    return k->n_batch == BATCH ? flush(k) : AS_OK;
}

/* Tokens [beg, end) in the numbering of all: one sentence. */
static as_status go_sentence(counting *k, uint32_t beg, uint32_t end,
                             uint32_t doc)
{
    uint32_t run = 0; /* good tokens up to here */
    as_status st = AS_OK;
    for (uint32_t i = beg; st == AS_OK && i < end; i++) {
        run = k->is_bad[k->col->types.v[i]] ? 0 : run + 1;
        if (run >= k->size) {
            st = put(k, i + 1 - k->size, doc);
        }
    }
    return st;
}

static as_status go_doc(counting *k, const corpus_doc *d, uint32_t nth,
                        const as_cancel *cancel)
{
    const as_starts *s = d->doc ? as_doc_sents(d->doc) : NULL;
    as_status st = AS_OK;
    for (size_t i = 0; s && st == AS_OK && !k->full && i < s->n; i++) {
        const uint32_t end = i + 1 < s->n ? s->v[i + 1] : d->n;
        if (as_cancelled(cancel)) {
            return corpus_stopped(k->err);
        }
        st = go_sentence(k, d->first + s->v[i], d->first + end, nth);
    }
    return st;
}

/* Those of this part that are frequent enough join the list. */
static as_status collect(counting *k, as_ngrams *out)
{
    for (size_t i = 0; k->slots && i <= k->mask; i++) {
        const gram_slot *s = &k->slots[i];
        if (s->hash == 0 || s->n < k->listing->min) {
            continue;
        }
        as_ngram *g = as_vec_push(&out->v, k->err);
        if (g == NULL) {
            return AS_ENOMEM;
        }
        *g = (as_ngram){s->at, s->n, s->docs};
    }
    return AS_OK;
}

static as_status go_all(counting *k, const as_choice *choice,
                        const as_cancel *cancel)
{
    as_status st = AS_OK;
    k->n_batch = 0;
    k->full = false;
    for (size_t i = 0; st == AS_OK && !k->full && i < choice->n; i++) {
        st = go_doc(k, &k->c->docs.v[choice->docs[i]], (uint32_t)i, cancel);
    }
    return st == AS_OK ? flush(k) : st;
}

/* Have the rows of bits. */
static as_status go_marking(counting *k, const as_choice *choice,
                            const as_cancel *cancel)
{
    size_t n_bits = 1024;
    while (n_bits < choice->n_tokens * 8 && n_bits < MOST_BITS) {
        n_bits *= 2;
    }
    k->bits_mask = n_bits - 1;
    k->once = as_mem_zero(n_bits / 64, sizeof *k->once);
    k->again = as_mem_zero(n_bits / 64, sizeof *k->again);
    if (k->once == NULL || k->again == NULL) {
        return as_err_nomem(k->err);
    }
    k->marking = true;
    as_status st = go_all(k, choice, cancel);
    k->marking = false;
    return st;
}

static as_status go_part(counting *k, const as_choice *choice,
                         const as_cancel *cancel, as_ngrams *out)
{
    if (k->slots) {
        memset(k->slots, 0, (k->mask + 1) * sizeof *k->slots);
    }
    k->n_used = 0;
    as_status st = go_all(k, choice, cancel);
    return st == AS_OK && !k->full ? collect(k, out) : st;
}

/* ---- which, and in what order ------------------------------------------- */

static as_status mark_types(counting *k)
{
    const uint32_t n = as_intern_count(k->col->lex);
    const as_slice glob = k->listing->glob;
    k->is_bad = as_mem_zero(n, 1);
    k->is_good = glob.n > 0 ? as_mem_zero(n, 1) : NULL;
    if (k->is_bad == NULL || (glob.n > 0 && k->is_good == NULL)) {
        return as_err_nomem(k->err);
    }
    for (uint32_t t = 0; t < n; t++) {
        k->is_bad[t] = !k->listing->punct && !k->col->is_word.v[t];
        if (glob.n > 0) {
            k->is_good[t] = as_glob_fits(glob, as_intern_get(k->col->lex, t));
        }
    }
    return AS_OK;
}

typedef struct gram_order {
    const counting *k;
    const as_ngram *v;
} gram_order;

static bool gram_before(const void *ctx, uint32_t a, uint32_t b)
{
    const gram_order *o = ctx;
    const as_ngram *x = &o->v[a], *y = &o->v[b];
    const uint32_t *t = o->k->col->types.v;
    if (x->n != y->n) {
        return x->n > y->n;
    }
    for (uint32_t i = 0; i < o->k->size; i++) {
        if (t[x->at + i] != t[y->at + i]) {
            return as_slice_cmp(as_intern_get(o->k->col->lex, t[x->at + i]),
                                as_intern_get(o->k->col->lex,
                                              t[y->at + i])) < 0;
        }
    }
    return false;
}

static as_status sort_grams(const counting *k, const as_cancel *cancel,
                            as_ngrams *out)
{
    const gram_order order = {k, out->v.v};
    out->n_all = out->v.n;
    return corpus_pick(&out->v, k->listing->limit, gram_before, &order, cancel, k->err);
}

as_status as_ngrams_count(as_corpus *c, const as_choice *choice, uint32_t size,
                          const as_listing *listing, const as_cancel *cancel,
                          as_ngrams *out, as_err *err)
{
    counting k = {.c = c, .col = &c->columns[listing->by], .listing = listing,
                  .size = size, .err = err,
                  .most = listing->room > 0 ? listing->room : MOST_USED};
    as_vec_clear(&out->v);
    out->n_all = 0;
    as_status st = as_corpus_column(c, listing->by, cancel, err);
    st = st == AS_OK ? mark_types(&k) : st;
    k.n_parts = 1;
    while (st == AS_OK && k.part < k.n_parts) {
        st = go_part(&k, choice, cancel, out);
        if (st != AS_OK || !k.full) {
            k.part++;
            continue;
        }
        out->v.n = k.part = 0;
        if (k.again == NULL && listing->min > 1) {
            st = go_marking(&k, choice, cancel);
        } else {
            k.n_parts *= 2;
        }
    }
    st = st == AS_OK ? sort_grams(&k, cancel, out) : st;
    if (st != AS_OK) {
        as_vec_clear(&out->v);
    }
    as_mem_free(k.slots);
    as_mem_free(k.once);
    as_mem_free(k.again);
    as_mem_free(k.is_bad);
    as_mem_free(k.is_good);
    return st;
}

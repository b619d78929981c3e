/* gaz_build.c - phrases to a gazetteer.
 *
 * A builder keeps what the compiled form will hold, in growing vectors: the
 * entries, their bytes, the keys of all their prefixes, and what they carry,
 * interned. Building counts the different keys, sizes the table by that,
 * fills it, and seals the image.
 * Layout: see gaz_int.h.
 * Cost: adding is tokenizing and folding the phrase; building is two passes
 * over the keys, with each bucket fetched before it is needed.
 * Invariants: while the table is filled, entries of one key hang on a chain;
 * they are entered last to first and go to its head, forms before entries as
 * given, so that chains are in the order in which entries win. Chains of more
 * than one become lists.
 * Refuses: see as_gaz_builder_add. */
#include <sys/mman.h>

#include "base/intern.h"
#include "base/mem.h"
#include "match/gaz_info.h"
#include "match/gaz_int.h"
#include "text/norm.h"
#include "text/utf8.h"

enum {
    HUGE_PAGE = 2 << 20,
    FETCH_AHEAD = 12,
    RULES_MAX = 1000,
    /* A table is at most FULL / 8 full: longer runs cost more than memory. */
    FULL = 6
};

typedef struct phrase {
    uint32_t text; /* offset in texts; ends where the next one's begins */
    uint32_t info;
    uint8_t n_tokens;
    bool is_form; /* made by a rule */
} phrase;

typedef struct rule {
    as_slice ending, form; /* of one allocation, at ending.p */
} rule;

struct as_gaz_builder {
    AS_VEC(phrase) entries;
    AS_VEC(uint64_t) keys; /* of each entry's prefixes, shortest first */
    AS_VEC(rule) rules;
    as_buf texts;
    as_intern *infos; /* what entries carry, as bytes, see gaz_info.h */
    uint32_t kinds;   /* as in the head */
    as_tokens tokens; /* of the phrase at hand */
    as_buf scratch, form;
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
    for (size_t i = 0; i < b->rules.n; i++) {
        as_mem_free((void *)b->rules.v[i].ending.p);
    }
    as_vec_clear(&b->rules);
    as_vec_clear(&b->entries);
    as_vec_clear(&b->keys);
    as_buf_clear(&b->texts);
    as_intern_free(b->infos);
    as_tokens_clear(&b->tokens);
    as_buf_clear(&b->scratch);
    as_buf_clear(&b->form);
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
    for (size_t i = 0; i < b->tokens.n; i++) {
        if (b->tokens.end[i] - b->tokens.beg[i] > GAZ_TOKEN_BYTES) {
            return as_err_set(err, AS_EINVAL,
                              "entry with a word of more than %d bytes",
                              GAZ_TOKEN_BYTES);
        }
    }
    return AS_OK;
}

/* Append token `i` of the phrase to the texts, and the key of the prefix
 * that ends with it to the keys, where there is room. */
static as_status token_add(as_gaz_builder *b, as_slice text, bool exact,
                           size_t i, as_err *err)
{
    const uint32_t beg = b->tokens.beg[i];
    const as_slice token = {text.p + beg, b->tokens.end[i] - beg};
    b->scratch.n = 0;
    as_status st = as_norm(token, &b->scratch, err);
    if (st == AS_OK && i > 0) {
        st = as_buf_add_byte(&b->texts, '\0', err);
    }
    if (st != AS_OK) {
        return st;
    }
    const as_slice norm = as_buf_slice(&b->scratch);
    const uint64_t hash = gaz_norm_key(norm);
    uint64_t *key = &b->keys.v[b->keys.n];
    *key = i == 0 ? hash : gaz_key_on(key[-1], hash);
    b->keys.n++;
    return as_buf_add_slice(&b->texts, exact ? token : norm, err);
}

/* One more entry. On error texts and keys are longer, which the caller takes
 * back. */
static as_status phrase_add(as_gaz_builder *b, as_slice text, bool exact,
                            uint32_t info, bool is_form, as_err *err)
{
    if (b->entries.n + 1 >= GAZ_NONE) {
        return as_err_set(err, AS_ELIMIT, "more than 2^30 entries");
    }
    const uint32_t at = (uint32_t)b->texts.n;
    as_status st = phrase_tokens(b, text, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&b->keys, b->tokens.n, err);
    }
    for (size_t i = 0; st == AS_OK && i < b->tokens.n; i++) {
        st = token_add(b, text, exact, i, err);
    }
    if (st == AS_OK && b->texts.n > UINT32_MAX) {
        st = as_err_set(err, AS_ELIMIT, "more than 4 GiB of entries");
    }
    phrase *e = st == AS_OK ? as_vec_push(&b->entries, err) : NULL;
    if (e == NULL) {
        return st == AS_OK ? AS_ENOMEM : st;
    }
    *e = (phrase){at, info, (uint8_t)b->tokens.n, is_form};
    return AS_OK;
}

/* ---- forms --------------------------------------------------------------- */

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool ends_in(as_slice text, as_slice ending)
{
    if (ending.n > text.n) {
        return false;
    }
    const char *p = text.p + text.n - ending.n;
    for (size_t i = 0; i < ending.n; i++) {
        if (lower(p[i]) != lower(ending.p[i])) {
            return false;
        }
    }
    return true;
}

as_status as_gaz_builder_rule(as_gaz_builder *b, as_slice ending,
                              as_slice form, as_err *err)
{
    if (as_utf8_valid(ending) != ending.n || as_utf8_valid(form) != form.n) {
        return as_err_set(err, AS_EINVAL, "a rule is not well-formed UTF-8");
    }
    if (as_slice_eq(ending, form)) {
        return as_err_set(err, AS_EINVAL,
                          "a rule that changes nothing: ending and form are "
                          "the same");
    }
    if (b->rules.n >= RULES_MAX) {
        return as_err_set(err, AS_ELIMIT, "more than %d rules of inflection",
                          RULES_MAX);
    }
    char *copy = as_mem_new(ending.n + form.n);
    rule *r = copy ? as_vec_push(&b->rules, err) : NULL;
    if (r == NULL) {
        as_mem_free(copy);
        return as_err_nomem(err);
    }
    *r = (rule){{copy, ending.n}, {copy + ending.n, form.n}};
    if (ending.n > 0) {
        memcpy(copy, ending.p, ending.n);
    }
    if (form.n > 0) {
        memcpy(copy + ending.n, form.p, form.n);
    }
    return AS_OK;
}

/* The text with `r` applied. A form that is no entry (all of the text was
 * its ending, or there are too many tokens) is left out. */
static as_status form_add(as_gaz_builder *b, as_slice text, const rule *r,
                          bool exact, uint32_t info, as_err *err)
{
    as_err why;
    const size_t n_texts = b->texts.n, n_keys = b->keys.n;
    b->form.n = 0;
    as_status st = as_buf_add(&b->form, text.p, text.n - r->ending.n, err);
    if (st == AS_OK) {
        st = as_buf_add_slice(&b->form, r->form, err);
    }
    if (st != AS_OK) {
        return st;
    }
    st = phrase_add(b, as_buf_slice(&b->form), exact, info, true, &why);
    if (st == AS_EINVAL) {
        b->texts.n = n_texts;
        b->keys.n = n_keys;
        return AS_OK;
    }
    return st == AS_OK ? st : as_err_set(err, st, "%s", why.msg);
}

static as_status forms_add(as_gaz_builder *b, as_slice text, bool exact,
                           uint32_t info, as_err *err)
{
    size_t longest = 0;
    for (size_t i = 0; i < b->rules.n; i++) {
        const as_slice ending = b->rules.v[i].ending;
        if (ending.n > longest && ends_in(text, ending)) {
            longest = ending.n;
        }
    }
    as_status st = AS_OK;
    for (size_t i = 0; i < b->rules.n && st == AS_OK; i++) {
        const rule *r = &b->rules.v[i];
        if (r->ending.n == longest && ends_in(text, r->ending)) {
            st = form_add(b, text, r, exact, info, err);
        }
    }
    return st;
}

/* White space at the end would hide the ending. */
static as_slice trimmed(as_slice text)
{
    while (text.n > 0 && (text.p[text.n - 1] == ' ' ||
                          text.p[text.n - 1] == '\t')) {
        text.n--;
    }
    return text;
}

as_status as_gaz_builder_add(as_gaz_builder *b, const as_gaz_entry *entry,
                             as_err *err)
{
    const size_t n_texts = b->texts.n, n_keys = b->keys.n;
    const size_t n_entries = b->entries.n;
    const bool exact = entry->match == AS_GAZ_EXACT;
    uint32_t info = 0;
    b->scratch.n = 0;
    as_status st = gaz_info_write(entry, &b->scratch, err);
    if (st == AS_OK) {
        st = as_intern_add(b->infos, as_buf_slice(&b->scratch), &info, err);
    }
    if (st == AS_OK) {
        st = phrase_add(b, entry->text, exact, info, false, err);
    }
    if (st == AS_OK && !entry->no_forms) {
        st = forms_add(b, trimmed(entry->text), exact, info, err);
    }
    if (st != AS_OK) {
        b->texts.n = n_texts;
        b->keys.n = n_keys;
        b->entries.n = n_entries;
        return st;
    }
    b->kinds |= 1u << entry->match;
    return AS_OK;
}

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
    /* The filter of first tokens stays small enough for a cache near by. */
    uint64_t fields = pow2_from(c->starts * 16);
    fields = fields < 256 ? 256 : fields > 1 << 20 ? 1 << 20 : fields;
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
        [GAZ_PAIRS] = (c->pairs / 8 + 1) * sizeof(uint64_t),
        [GAZ_TEXT_AT] = (n + 1) * sizeof(uint32_t),
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
    uint64_t start_mask, n_pairs;
    uint32_t *next; /* chains: the next entry with the same key */
    size_t n_slots, n_many, most_many;
    uint32_t reach;
} filling;

/* The slot of `key`, made if it is new. */
static uint32_t *slot_of(filling *f, uint64_t key)
{
    uint64_t at = gaz_bucket_of(key, f->n_buckets);
    const uint32_t tag = gaz_tag_of(key);
    for (uint32_t far = 0;; far++) {
        gaz_bucket *bucket = &f->buckets[at];
        for (unsigned i = 0; i < GAZ_SLOTS; i++) {
            if (bucket->tag[i] == 0) {
                bucket->tag[i] = tag;
                bucket->val[i] = GAZ_NONE;
                f->n_slots++;
                f->reach = far > f->reach ? far : f->reach;
            }
            if (bucket->tag[i] == tag) {
                return &bucket->val[i];
            }
        }
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
        f->pairs[gaz_pair_word(keys[1], f->n_pairs)] |= gaz_pair_bits(keys[1]);
    }
    for (unsigned i = 1; i + 1 < n_tokens; i++) {
        *slot_of(f, keys[i]) |= GAZ_CHILD;
    }
    uint32_t *val = slot_of(f, keys[n_tokens - 1]);
    const uint32_t first = *val & GAZ_NONE;
    f->n_many += first == GAZ_NONE           ? 0
                 : f->next[first] == GAZ_NONE ? 2
                                              : 1;
    f->next[e] = first;
    *val = (*val & GAZ_CHILD) | e;
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

/* Chains of more than one become lists. */
static void lists_write(filling *f)
{
    uint32_t *many = part_of(f, GAZ_MANY_LISTS);
    uint32_t at = 0;
    for (uint64_t i = 0; i < f->n_buckets; i++) {
        for (int k = 0; k < GAZ_SLOTS && f->buckets[i].tag[k]; k++) {
            uint32_t *val = &f->buckets[i].val[k];
            uint32_t e = *val & GAZ_NONE;
            if (e == GAZ_NONE || f->next[e] == GAZ_NONE) {
                continue;
            }
            *val = (*val & GAZ_CHILD) | GAZ_MANY | at;
            for (; e != GAZ_NONE; e = f->next[e]) {
                many[at++] = e;
            }
            many[at - 1] |= GAZ_LAST;
        }
    }
}

static void columns_write(const filling *f, as_slice name)
{
    const as_gaz_builder *b = f->b;
    uint32_t *text_at = part_of(f, GAZ_TEXT_AT);
    unsigned char *info_of = part_of(f, GAZ_INFO_OF);
    const uint32_t width = f->head->info_width;
    for (size_t e = 0; e < b->entries.n; e++) {
        text_at[e] = b->entries.v[e].text;
        for (uint32_t i = 0; i < width; i++) {
            info_of[e * width + i] =
                (unsigned char)(b->entries.v[e].info >> (8 * i));
        }
    }
    text_at[b->entries.n] = (uint32_t)b->texts.n;
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
    f->n_pairs = h->parts[GAZ_PAIRS].n / sizeof(uint64_t);
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
    builder_clear(b);
    *b = (as_gaz_builder){.infos = infos};
    atomic_init(&gaz->refs, 1);
    *out = gaz;
    return AS_OK;
}

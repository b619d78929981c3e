/* names.c - gazetteer hits of all plugins, overlaps settled, to layers.
 *
 * Each gazetteer is searched by itself; its hits go into one list, but those
 * of one of overlaps, which asked for all of them, stay whatever is there and
 * take no room. Sorted by
 * worth (longer, then the earlier gazetteer), each hit stays if none of its
 * tokens is taken yet, a kind at a time. Buffers are kept from document to
 * document. Cost: a pass over the tokens a gazetteer, n log n in the hits.
 * Invariant: sources are in order of plugins, so that results do not depend
 * on anything but what is installed. */
#include "flow/names.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"

/* Entries with more fields than that lose the last ones. */
enum { HIT_FEATURES_MAX = 64 };

/* A gazetteer that annotates. */
typedef struct source {
    const as_gaz *gaz;
    const char *plugin;
    uint32_t kind; /* index into names.kinds */
    as_prov prov;
    bool off;
} source;

typedef struct hit {
    uint32_t first, end; /* tokens */
    uint32_t source, entry;
} hit;

typedef AS_VEC(hit) hits;

typedef struct names {
    as_plugins *plugins;
    const as_cancel *cancel;
    as_arena *arena;        /* provenance */
    AS_VEC(source) sources; /* in order of plugins */
    AS_VEC(as_slice) kinds; /* layers, each once */
    hits hits, kept;
    as_gaz_hits found; /* of one gazetteer */
} names;

static as_status kind_of(names *n, const char *name, uint32_t *kind,
                         as_err *err)
{
    const as_slice s = as_slice_str(name);
    for (uint32_t i = 0; i < n->kinds.n; i++) {
        if (as_slice_eq(n->kinds.v[i], s)) {
            *kind = i;
            return AS_OK;
        }
    }
    as_slice *last = as_vec_push(&n->kinds, err);
    if (last == NULL) {
        return AS_ENOMEM;
    }
    *last = s;
    *kind = (uint32_t)n->kinds.n - 1;
    return AS_OK;
}

static as_status add_source(names *n, const as_plugin *p, uint32_t i,
                            as_err *err)
{
    const as_manifest_gaz *g = &p->manifest->gazetteers[i];
    as_buf rule = {0};
    as_status st = as_buf_printf(&rule, err, "%s@%s/%s", p->manifest->name,
                                 p->manifest->version, g->name);
    source s = {.gaz = p->gazetteers[i], .plugin = p->manifest->name};
    if (st == AS_OK) {
        s.prov.rule = as_arena_copy(n->arena, as_buf_slice(&rule));
        st = s.prov.rule.p ? kind_of(n, g->kind, &s.kind, err)
                           : as_err_nomem(err);
    }
    as_buf_clear(&rule);
    source *last = st == AS_OK ? as_vec_push(&n->sources, err) : NULL;
    if (last == NULL) {
        return st == AS_OK ? AS_ENOMEM : st;
    }
    *last = s;
    return AS_OK;
}

/* ---- hits --------------------------------------------------------------- */

static as_status search(names *n, const as_doc *doc, const as_norms *norms,
                        uint32_t at, as_err *err)
{
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    const as_gaz *gaz = n->sources.v[at].gaz;
    n->found.n = 0;
    as_status st =
        as_gaz_all(gaz, doc, norms, 0, end, n->cancel, &n->found, err);
    for (size_t i = 0; st == AS_OK && i < n->found.n; i++) {
        const as_gaz_hit *found = &n->found.v[i];
        hit *h = as_vec_push(as_gaz_overlaps(gaz) ? &n->kept : &n->hits, err);
        if (h == NULL) {
            return AS_ENOMEM;
        }
        *h = (hit){found->first, found->end, at, found->entry};
    }
    return st;
}

/* Longest first, then the earlier source, then the earlier place. */
static int by_worth(const void *a, const void *b)
{
    const hit *p = a, *q = b;
    const uint32_t m = p->end - p->first, n = q->end - q->first;
    if (m != n) {
        return m > n ? -1 : 1;
    }
    if (p->source != q->source) {
        return p->source < q->source ? -1 : 1;
    }
    return (p->first > q->first) - (p->first < q->first);
}

static int by_place(const void *a, const void *b)
{
    const hit *p = a, *q = b;
    if (p->first != q->first) {
        return p->first < q->first ? -1 : 1;
    }
    return (p->source > q->source) - (p->source < q->source);
}

/* Keep the hits of `kind` that no worthier one overlaps. `taken` has a flag
 * a token, all clear before and after. */
static as_status settle(names *n, uint32_t kind, uint8_t *taken, as_err *err)
{
    const size_t before = n->kept.n;
    for (size_t i = 0; i < n->hits.n; i++) {
        const hit *h = &n->hits.v[i];
        if (n->sources.v[h->source].kind != kind) {
            continue;
        }
        bool is_free = true;
        for (uint32_t t = h->first; t < h->end && is_free; t++) {
            is_free = !taken[t];
        }
        hit *kept = is_free ? as_vec_push(&n->kept, err) : NULL;
        if (is_free && kept == NULL) {
            return AS_ENOMEM;
        }
        if (is_free) {
            *kept = *h;
            memset(taken + h->first, 1, h->end - h->first);
        }
    }
    for (size_t i = before; i < n->kept.n; i++) {
        const hit *h = &n->kept.v[i];
        memset(taken + h->first, 0, h->end - h->first);
    }
    return AS_OK;
}

/* ---- to layers ---------------------------------------------------------- */

/* The actor's number: of its canonical name, or else of its words. */
static as_status actor_id(as_map *actors, as_slice name, char out[16],
                          as_slice *id, as_err *err)
{
    uint64_t number = as_map_count(actors) + 1;
    if (!as_map_find(actors, name, &number)) {
        as_status st = as_map_set(actors, name, number, err);
        if (st != AS_OK) {
            return st;
        }
    }
    const int len = snprintf(out, 16, "a%llu", (unsigned long long)number);
    *id = as_slice_of(out, (size_t)len);
    return AS_OK;
}

static const as_value *find(const as_feature *all, size_t n, as_slice key)
{
    for (size_t i = 0; i < n; i++) {
        if (as_slice_eq(all[i].key, key)) {
            return &all[i].value;
        }
    }
    return NULL;
}

/* An entry may say better. */
static void put(as_feature *all, size_t *n, as_slice key, as_slice text)
{
    if (find(all, *n, key) == NULL) {
        all[(*n)++] = (as_feature){key, {.type = AS_VAL_TEXT, .text = text}};
    }
}

/* name, actor and mention of an entity. An entry without a name is called
 * what the document calls it. */
static as_status put_actor(as_map *actors, as_slice words, as_feature *all,
                           size_t *n, char number[16], as_err *err)
{
    put(all, n, AS_LIT("name"), words);
    const as_value *name = find(all, *n, AS_LIT("name"));
    as_slice id;
    as_status st = actor_id(actors, name->type == AS_VAL_TEXT ? name->text
                                                              : words,
                            number, &id, err);
    if (st == AS_OK) {
        put(all, n, AS_LIT("actor"), id);
        put(all, n, AS_LIT("mention"), AS_LIT("name"));
    }
    return st;
}

/* What one kind's layer has got so far. */
typedef struct writing {
    as_doc *doc;
    as_layer *layer;
    as_map *actors;
    as_map *written; /* source and entry -> a span of it */
} writing;

/* The features of a hit in `all`; does none of them depend on its words? */
static as_status features_of(const names *n, const writing *w, const hit *h,
                             const as_gaz_info *info, as_feature *all,
                             size_t *count, char number[16], bool *same,
                             as_err *err)
{
    const source *s = &n->sources.v[h->source];
    *count = info->n_fields < HIT_FEATURES_MAX ? info->n_fields
                                               : HIT_FEATURES_MAX;
    *same = true;
    if (*count > 0) {
        memcpy(all, info->fields, *count * sizeof *all);
    }
    if (!as_slice_eq(n->kinds.v[s->kind], AS_LIT("entity"))) {
        return AS_OK;
    }
    *same = find(all, *count, AS_LIT("name")) != NULL;
    return put_actor(w->actors, as_doc_token_text(w->doc, h->first, h->end),
                     all, count, number, err);
}

static as_status write_hit(const names *n, const writing *w, const hit *h,
                           as_err *err)
{
    const source *s = &n->sources.v[h->source];
    const as_tokens *tokens = as_doc_tokens(w->doc);
    const uint32_t beg = tokens->beg[h->first];
    const uint32_t end = tokens->end[h->end - 1];
    const uint32_t who[2] = {h->source, h->entry};
    const as_slice key = {(const char *)who, sizeof who};
    uint64_t like = 0;
    if (as_map_find(w->written, key, &like)) {
        return as_layer_add_like(w->doc, w->layer, (uint32_t)like, beg, end,
                                 NULL, err);
    }
    as_feature all[HIT_FEATURES_MAX + 3];
    as_span_spec spec = {.beg = beg, .end = end, .score = 1, .prov = s->prov,
                         .features = all};
    const as_gaz_info *info;
    char number[16];
    bool same = false;
    uint32_t index = 0;
    as_status st = as_gaz_info_of(s->gaz, h->entry, &info, err);
    st = st == AS_OK ? features_of(n, w, h, info, all, &spec.n_features,
                                   number, &same, err)
                     : st;
    if (st == AS_OK) {
        spec.label = info->label;
        st = as_layer_add(w->doc, w->layer, &spec, &index, err);
    }
    return st == AS_OK && same ? as_map_set(w->written, key, index, err) : st;
}

static as_status write_kind(const names *n, as_doc *doc, uint32_t kind,
                            as_err *err)
{
    writing w = {.doc = doc, .actors = as_map_new(), .written = as_map_new()};
    as_status st = w.actors && w.written
                       ? as_doc_layer(doc, n->kinds.v[kind], &w.layer, err)
                       : as_err_nomem(err);
    for (size_t i = 0; i < n->kept.n && st == AS_OK; i++) {
        const hit *h = &n->kept.v[i];
        if (n->sources.v[h->source].kind == kind) {
            st = write_hit(n, &w, h, err);
        }
    }
    as_map_free(w.actors);
    as_map_free(w.written);
    return st;
}

static as_status find_all(names *n, as_doc *doc, as_err *err)
{
    const size_t n_tokens = as_doc_tokens(doc)->n;
    as_norms norms;
    as_status st = as_doc_norms(doc, &norms, err);
    n->hits.n = n->kept.n = 0;
    for (uint32_t i = 0; i < n->sources.n && st == AS_OK; i++) {
        st = n->sources.v[i].off ? AS_OK : search(n, doc, &norms, i, err);
    }
    if (st != AS_OK || n->hits.n + n->kept.n == 0) {
        return st;
    }
    uint8_t *taken = as_mem_zero(n_tokens, 1);
    if (taken == NULL) {
        return as_err_nomem(err);
    }
    if (n->hits.n > 0) {
        qsort(n->hits.v, n->hits.n, sizeof *n->hits.v, by_worth);
    }
    for (uint32_t k = 0; k < n->kinds.n && st == AS_OK; k++) {
        st = settle(n, k, taken, err);
    }
    as_mem_free(taken);
    if (st == AS_OK && n->kept.n > 0) {
        qsort(n->kept.v, n->kept.n, sizeof *n->kept.v, by_place);
    }
    for (uint32_t k = 0; k < n->kinds.n && st == AS_OK; k++) {
        st = write_kind(n, doc, k, err);
    }
    return st;
}

static as_status run(void *state, as_doc *doc, as_err *err)
{
    names *n = state;
    const as_status st = find_all(n, doc, err);
    as_vec_relax(&n->hits);
    as_vec_relax(&n->kept);
    as_vec_relax(&n->found);
    return st;
}

static void names_free(void *state)
{
    names *n = state;
    as_plugins_unref(n->plugins);
    as_arena_free(n->arena);
    as_vec_clear(&n->sources);
    as_vec_clear(&n->kinds);
    as_vec_clear(&n->hits);
    as_vec_clear(&n->kept);
    as_vec_clear(&n->found);
    as_mem_free(n);
}

bool as_names_switch(const as_stage *stage, const char *plugin, bool on)
{
    names *n = stage->state;
    bool found = false;
    for (size_t i = 0; i < n->sources.n; i++) {
        source *s = &n->sources.v[i];
        if (strcmp(s->plugin, plugin) == 0) {
            s->off = !on;
            found = true;
        }
    }
    return found;
}

as_status as_names_stage(as_plugins *plugins, const as_cancel *cancel,
                         as_stage *out, as_err *err)
{
    names *n = as_mem_zero(1, sizeof *n);
    if (n == NULL) {
        return as_err_nomem(err);
    }
    n->plugins = as_plugins_ref(plugins);
    n->cancel = cancel;
    n->arena = as_arena_new();
    as_status st = n->arena ? AS_OK : as_err_nomem(err);
    for (size_t i = 0; i < as_plugins_count(plugins); i++) {
        const as_plugin *p = as_plugins_get(plugins, i);
        for (uint32_t k = 0; k < p->manifest->n_gazetteers && st == AS_OK;
             k++) {
            if (p->manifest->gazetteers[k].kind != NULL) {
                st = add_source(n, p, k, err);
            }
        }
    }
    if (st != AS_OK) {
        names_free(n);
        return st;
    }
    *out = (as_stage){.name = "names", .run = run, .free = names_free,
                      .state = n};
    return AS_OK;
}

/* clues.c - spans of the layer `entity` and hits of lists for lookup, as
 * clues. Buffers are kept from document to document. Cost: a pass over the
 * tokens for each gazetteer for lookup, n log n in the clues. */
#include "flow/clues.h"

#include <string.h>

#include "match/gaz.h"

typedef struct source {
    const as_gaz *gaz;
    const char *plugin;
    bool off;
} source;

struct as_clues {
    as_plugins *plugins;
    const as_cancel *cancel;
    AS_VEC(source) sources;
    AS_VEC(as_clue) list;
    as_gaz_hits found; /* of one gazetteer */
};

void as_clues_free(as_clues *c)
{
    if (c != NULL) {
        as_plugins_unref(c->plugins);
        as_vec_clear(&c->sources);
        as_vec_clear(&c->list);
        as_vec_clear(&c->found);
        as_mem_free(c);
    }
}

/* Does a list for lookup tell of names? One with a label does, and those of a
 * plugin that works for the actors (roles, nouns that stand for somebody); the
 * words that later rules look up do not. */
static bool tells(const as_manifest *m, const as_manifest_gaz *g)
{
    return g->kind == NULL && (g->label != NULL || m->n_before > 0);
}

static as_status add_sources(as_clues *c, const as_plugin *p, as_err *err)
{
    for (uint32_t i = 0; i < p->manifest->n_gazetteers; i++) {
        if (!tells(p->manifest, &p->manifest->gazetteers[i])) {
            continue;
        }
        source *s = as_vec_push(&c->sources, err);
        if (s == NULL) {
            return AS_ENOMEM;
        }
        *s = (source){p->gazetteers[i], p->manifest->name, false};
    }
    return AS_OK;
}

as_status as_clues_new(as_plugins *plugins, const as_cancel *cancel,
                       as_clues **out, as_err *err)
{
    as_clues *c = as_mem_zero(1, sizeof *c);
    if (c == NULL) {
        return as_err_nomem(err);
    }
    c->plugins = as_plugins_ref(plugins);
    c->cancel = cancel;
    as_status st = AS_OK;
    for (size_t i = 0; i < as_plugins_count(plugins) && st == AS_OK; i++) {
        st = add_sources(c, as_plugins_get(plugins, i), err);
    }
    if (st != AS_OK) {
        as_clues_free(c);
        return st;
    }
    *out = c;
    return AS_OK;
}

static as_status add(as_clues *c, uint32_t first, uint32_t end,
                     as_clue_class class, as_err *err)
{
    as_clue *clue = as_vec_push(&c->list, err);
    if (clue == NULL) {
        return AS_ENOMEM;
    }
    *clue = (as_clue){first, end, class};
    return AS_OK;
}

static as_status add_layer(as_clues *c, const as_doc *doc, as_err *err)
{
    const as_layer *layer = as_doc_layer_find(doc, AS_LIT("entity"));
    const size_t n = layer ? as_layer_count(layer) : 0;
    as_status st = AS_OK;
    for (uint32_t i = 0; i < n && st == AS_OK; i++) {
        const as_span *s = as_layer_get(layer, i);
        st = add(c, s->first_tok, s->end_tok,
                 as_clue_class_of(s->label, false), err);
    }
    return st;
}

static as_status add_lookup(as_clues *c, const source *s, as_doc *doc,
                            as_err *err)
{
    as_norms norms;
    c->found.n = 0;
    as_status st = as_doc_norms(doc, &norms, err);
    if (st == AS_OK) {
        st = as_gaz_all(s->gaz, doc, &norms, 0,
                        (uint32_t)as_doc_tokens(doc)->n, c->cancel, &c->found,
                        err);
    }
    for (size_t i = 0; i < c->found.n && st == AS_OK; i++) {
        const as_gaz_hit *h = &c->found.v[i];
        const as_gaz_info *info;
        st = as_gaz_info_of(s->gaz, h->entry, &info, err);
        if (st == AS_OK) {
            st = add(c, h->first, h->end, as_clue_class_of(info->label, true),
                     err);
        }
    }
    return st;
}

as_status as_clues_of(as_clues *c, as_doc *doc, const as_clue **list,
                      size_t *n, as_err *err)
{
    c->list.n = 0;
    as_status st = add_layer(c, doc, err);
    for (size_t i = 0; i < c->sources.n && st == AS_OK; i++) {
        if (!c->sources.v[i].off) {
            st = add_lookup(c, &c->sources.v[i], doc, err);
        }
    }
    if (st == AS_OK) {
        as_clues_sort(c->list.v, c->list.n);
        *list = c->list.v;
        *n = c->list.n;
    }
    return st;
}

void as_clues_relax(as_clues *c)
{
    as_vec_relax(&c->list);
    as_vec_relax(&c->found);
}

bool as_clues_switch(as_clues *c, const char *plugin, bool on)
{
    bool found = false;
    for (size_t i = 0; i < c->sources.n; i++) {
        if (strcmp(c->sources.v[i].plugin, plugin) == 0) {
            c->sources.v[i].off = !on;
            found = true;
        }
    }
    return found;
}

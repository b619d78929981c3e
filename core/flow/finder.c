/* finder.c - a finder of names for each language that the plugins have a
 * model of.
 *
 * Models are shared, a finder is a thread's own. A document without parts of
 * speech, or in a language without a model, is left as the lists have it.
 * Cost: see tag/finder.h. */
#include "flow/finder.h"

#include "base/arena.h"
#include "doc/tags.h"
#include "flow/clues.h"
#include "flow/join.h"
#include "flow/models.h"
#include "tag/finder.h"

typedef struct voice {
    as_finder *finder;
    as_slice lang; /* the model's */
    as_prov prov;
} voice;

typedef struct finders {
    as_plugins *plugins;
    const as_cancel *cancel;
    as_arena *arena; /* provenance */
    as_clues *clues;
    AS_VEC(voice) voices;
    as_names names;
} finders;

static const voice *voice_of(const finders *f, as_slice lang)
{
    for (size_t i = 0; i < f->voices.n; i++) {
        if (as_slice_eq(f->voices.v[i].lang, lang)) {
            return &f->voices.v[i];
        }
    }
    return NULL;
}

static as_status prov_of(finders *f, const as_manifest *m, as_prov *out,
                         as_err *err)
{
    as_buf rule = {0};
    as_status st =
        as_buf_printf(&rule, err, "%s@%s/names", m->name, m->version);
    if (st == AS_OK) {
        out->rule = as_arena_copy(f->arena, as_buf_slice(&rule));
        st = out->rule.p ? AS_OK : as_err_nomem(err);
    }
    as_buf_clear(&rule);
    return st;
}

static as_status add_voice(void *state, const as_plugin *p, as_model *model,
                           as_err *err)
{
    finders *f = state;
    if (voice_of(f, as_model_lang(model)) != NULL) {
        return AS_OK;
    }
    voice v = {.lang = as_model_lang(model)};
    as_status st = prov_of(f, p->manifest, &v.prov, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&f->voices, 1, err);
    }
    if (st == AS_OK) {
        st = as_finder_new(model, &v.finder, err);
    }
    if (st == AS_OK) {
        f->voices.v[f->voices.n++] = v;
    }
    return st;
}

static as_status run(void *state, as_doc *doc, as_err *err)
{
    finders *f = state;
    const voice *v = voice_of(f, as_doc_lang(doc));
    as_tags tags;
    if (v == NULL || !as_doc_tags(doc, &tags)) {
        return AS_OK;
    }
    const as_clue *clues;
    size_t n;
    f->names.n = 0;
    as_status st = as_clues_of(f->clues, doc, &clues, &n, err);
    if (st == AS_OK) {
        st = as_finder_run(v->finder, doc, clues, n, f->cancel, &f->names,
                           err);
    }
    as_clues_relax(f->clues);
    st = st == AS_OK ? as_join_names(doc, &f->names, &v->prov, err) : st;
    as_vec_relax(&f->names);
    return st;
}

static void finders_free(void *state)
{
    finders *f = state;
    for (size_t i = 0; i < f->voices.n; i++) {
        as_finder_free(f->voices.v[i].finder);
    }
    as_vec_clear(&f->voices);
    as_vec_clear(&f->names);
    as_clues_free(f->clues);
    as_arena_free(f->arena);
    as_plugins_unref(f->plugins);
    as_mem_free(f);
}

bool as_finder_switch(const as_stage *stage, const char *plugin, bool on)
{
    const finders *f = stage->state;
    return as_clues_switch(f->clues, plugin, on);
}

as_status as_finder_stage(as_plugins *plugins, as_plugins_problem problem,
                          void *problem_ctx, const as_cancel *cancel,
                          as_stage *out, as_err *err)
{
    finders *f = as_mem_zero(1, sizeof *f);
    if (f == NULL) {
        return as_err_nomem(err);
    }
    f->plugins = as_plugins_ref(plugins);
    f->cancel = cancel;
    f->arena = as_arena_new();
    as_status st = f->arena ? as_clues_new(plugins, cancel, &f->clues, err)
                            : as_err_nomem(err);
    if (st == AS_OK) {
        st = as_models_each(plugins, "names", add_voice, f, problem,
                            problem_ctx, err);
    }
    if (st == AS_OK && f->voices.n == 0) {
        st = AS_EOF;
    }
    if (st != AS_OK) {
        finders_free(f);
        return st;
    }
    *out = (as_stage){.name = "finder", .run = run, .free = finders_free,
                      .state = f};
    return AS_OK;
}

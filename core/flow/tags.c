/* tags.c - a tagger for each language that the plugins have models of.
 *
 * Models are shared, a tagger is a thread's own: it remembers the words that
 * it has met. Cost: see tag/tagger.h; a look at a sample of the words for
 * each language that a document is not in. */
#include "flow/tags.h"

#include "base/vec.h"
#include "flow/models.h"
#include "tag/tagger.h"

typedef struct tags {
    as_plugins *plugins;
    const as_cancel *cancel;
    AS_VEC(as_tagger *) taggers;
    AS_VEC(as_slice) langs; /* of the taggers; the models' */
} tags;

static bool is_spoken(const tags *t, as_slice lang)
{
    for (size_t i = 0; i < t->langs.n; i++) {
        if (as_slice_eq(t->langs.v[i], lang)) {
            return true;
        }
    }
    return false;
}

static as_status add_tagger(void *state, const as_plugin *plugin,
                            as_model *pos, as_err *err)
{
    tags *t = state;
    const as_slice lang = as_model_lang(pos);
    (void)plugin;
    if (is_spoken(t, lang)) {
        return AS_OK;
    }
    as_status st = as_vec_reserve(&t->taggers, t->taggers.n + 1, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&t->langs, t->langs.n + 1, err);
    }
    as_tagger *tagger = NULL;
    if (st == AS_OK) {
        /* Any plugin's lemmas: they need not come with the tags. */
        st = as_tagger_new(pos, as_models_find(t->plugins, "lemma", lang),
                           &tagger, err);
    }
    if (st == AS_OK) {
        t->taggers.v[t->taggers.n++] = tagger;
        t->langs.v[t->langs.n++] = lang;
    }
    return st;
}

static as_status run(void *state, as_doc *doc, as_err *err)
{
    tags *t = state;
    bool tagged = false;
    as_status st = AS_OK;
    for (size_t i = 0; i < t->taggers.n && st == AS_OK && !tagged; i++) {
        st = as_tagger_run(t->taggers.v[i], doc, t->cancel, &tagged, err);
    }
    return st;
}

static void tags_free(void *state)
{
    tags *t = state;
    for (size_t i = 0; i < t->taggers.n; i++) {
        as_tagger_free(t->taggers.v[i]);
    }
    as_vec_clear(&t->taggers);
    as_vec_clear(&t->langs);
    as_plugins_unref(t->plugins);
    as_mem_free(t);
}

as_status as_tags_stage(as_plugins *plugins, as_plugins_problem problem,
                        void *problem_ctx, const as_cancel *cancel,
                        as_stage *out, as_err *err)
{
    tags *t = as_mem_zero(1, sizeof *t);
    if (t == NULL) {
        return as_err_nomem(err);
    }
    t->plugins = as_plugins_ref(plugins);
    t->cancel = cancel;
    as_status st = as_models_each(plugins, "pos", add_tagger, t, problem,
                                  problem_ctx, err);
    if (st == AS_OK && t->taggers.n == 0) {
        st = AS_EOF;
    }
    if (st != AS_OK) {
        tags_free(t);
        return st;
    }
    *out = (as_stage){.name = "tags", .run = run, .free = tags_free,
                      .state = t};
    return AS_OK;
}

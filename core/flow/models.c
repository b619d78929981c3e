/* models.c - looks through the plugins' models: a handful each. */
#include "flow/models.h"

static bool is_kind(const as_model *model, const char *kind)
{
    return as_slice_eq(as_model_kind(model), as_slice_str(kind));
}

as_model *as_models_find(const as_plugins *plugins, const char *kind,
                         as_slice lang)
{
    for (size_t i = 0; i < as_plugins_count(plugins); i++) {
        const as_plugin *p = as_plugins_get(plugins, i);
        for (uint32_t k = 0; k < p->manifest->n_models; k++) {
            if (is_kind(p->models[k], kind) &&
                as_slice_eq(as_model_lang(p->models[k]), lang)) {
                return p->models[k];
            }
        }
    }
    return NULL;
}

as_status as_models_each(const as_plugins *plugins, const char *kind,
                         as_models_use use, void *state,
                         as_plugins_problem problem, void *problem_ctx,
                         as_err *err)
{
    for (size_t i = 0; i < as_plugins_count(plugins); i++) {
        const as_plugin *p = as_plugins_get(plugins, i);
        for (uint32_t k = 0; k < p->manifest->n_models; k++) {
            if (!is_kind(p->models[k], kind)) {
                continue;
            }
            as_err why;
            const as_status st = use(state, p, p->models[k], &why);
            if (st == AS_ENOMEM) {
                return as_err_nomem(err);
            }
            if (st != AS_OK) {
                problem(problem_ctx, &why);
            }
        }
    }
    return AS_OK;
}

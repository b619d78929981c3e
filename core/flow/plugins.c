/* plugins.c - finds plugin folders and loads what is in them.
 *
 * Loading is by folder, in name order; what is broken is told and left out.
 * Which go together, and their order: plugins_order.c. */
#include "flow/plugins.h"

#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flow/plugins_int.h"
#include "flow/rule_env.h"
#include "io/gazcache.h"
#include "io/rulefile.h"
#include "io/userdir.h"

typedef struct loading {
    as_plugins *set;
    const as_plugins_spec *spec;
} loading;

void plugins_clear_one(as_plugin *p)
{
    for (uint32_t i = 0; p->gazetteers && i < p->manifest->n_gazetteers;
         i++) {
        as_gaz_unref(p->gazetteers[i]);
    }
    for (uint32_t i = 0; p->models && i < p->manifest->n_models; i++) {
        as_model_unref(p->models[i]);
    }
    as_rules_unref(p->rules);
    as_manifest_free((as_manifest *)p->manifest);
}

static as_status load_gaz(as_plugins *set, const char *dir,
                          const as_manifest_gaz *m, as_gaz **out,
                          as_err *err)
{
    const char **files = as_arena_zero(set->arena, (size_t)m->n_files + 1,
                                       sizeof *files);
    as_gazcache_spec spec = {
        .name = as_slice_str(m->name),
        .defaults = {as_slice_str(m->label), m->match},
        .overlaps = m->overlaps,
        .rules = m->inflect ? as_path_join(set->arena, dir, m->inflect) : NULL,
        .files = files,
        .n_files = m->n_files};
    if (files == NULL || (m->inflect && spec.rules == NULL)) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 0; i < m->n_files; i++) {
        files[i] = as_path_join(set->arena, dir, m->files[i]);
        if (files[i] == NULL) {
            return as_err_nomem(err);
        }
    }
    return as_gazcache_load(&spec, out, err);
}

static as_status load_gazetteers(as_plugins *set, as_plugin *p, as_err *err)
{
    const as_manifest *m = p->manifest;
    as_gaz **list = as_arena_zero(set->arena, m->n_gazetteers + 1,
                                  sizeof *list);
    if (list == NULL) {
        return as_err_nomem(err);
    }
    p->gazetteers = list;
    as_status st = AS_OK;
    for (uint32_t i = 0; i < m->n_gazetteers && st == AS_OK; i++) {
        st = load_gaz(set, p->dir, &m->gazetteers[i], &list[i], err);
    }
    return st;
}

static as_status load_models(as_plugins *set, as_plugin *p, as_err *err)
{
    const as_manifest *m = p->manifest;
    as_model **list = as_arena_zero(set->arena, m->n_models + 1,
                                    sizeof *list);
    if (list == NULL) {
        return as_err_nomem(err);
    }
    p->models = list;
    as_status st = AS_OK;
    for (uint32_t i = 0; i < m->n_models && st == AS_OK; i++) {
        const char *path = as_path_join(set->arena, p->dir, m->models[i]);
        st = path ? as_model_load(path, &list[i], err) : as_err_nomem(err);
    }
    return st;
}

static as_status declare_kinds(as_plugins *set, const as_manifest *m,
                               as_err *err)
{
    as_status st = AS_OK;
    for (uint32_t i = 0; i < m->n_kinds && st == AS_OK; i++) {
        const as_manifest_kind *k = &m->kinds[i];
        AS_VEC(as_slice) fields = {0};
        st = as_vec_reserve(&fields, k->n_fields, err);
        for (uint32_t f = 0; f < k->n_fields && st == AS_OK; f++) {
            fields.v[fields.n++] = as_slice_str(k->fields[f]);
        }
        if (st == AS_OK) {
            st = as_kinds_add(set->kinds, as_slice_str(k->name), fields.v,
                              fields.n, err);
        }
        as_vec_clear(&fields);
    }
    return st;
}

/* The plugin in `dir` joins the set, or *p is cleared. */
static as_status load_parts(as_plugins *set, as_plugin *p, as_err *err)
{
    const char *main = as_path_join(set->arena, p->dir, "main.lua");
    if (main == NULL) {
        return as_err_nomem(err);
    }
    p->main = access(main, F_OK) == 0 ? main : NULL;
    as_status st = load_gazetteers(set, p, err);
    if (st == AS_OK) {
        st = load_models(set, p, err);
    }
    if (st == AS_OK) {
        st = declare_kinds(set, p->manifest, err);
    }
    as_plugin *last = st == AS_OK ? as_vec_push(&set->list, err) : NULL;
    if (last != NULL) {
        *last = *p;
    }
    return last ? AS_OK : st == AS_OK ? AS_ENOMEM : st;
}

/* The strings of a lock file, kept with the set. */
static char *keep(as_plugins *set, const char *s)
{
    const size_t n = strlen(s) + 1;
    char *copy = as_arena_get(set->arena, n);
    return copy ? memcpy(copy, s, n) : NULL;
}

static as_status take_entry(as_plugins *set, as_plugin *p,
                            const as_lock_entry *e, as_err *err)
{
    const uint32_t n = e->now.n_grants;
    as_lock_grant *grants =
        as_arena_zero(set->arena, n + 1u, sizeof *grants);
    as_lock_pair *config =
        as_arena_zero(set->arena, e->n_config + 1u, sizeof *config);
    bool good = grants != NULL && config != NULL;
    for (uint32_t i = 0; good && i < n; i++) {
        const as_lock_grant *g = &e->now.grants[i];
        grants[i] = (as_lock_grant){keep(set, g->name), keep(set, g->folder)};
        good = grants[i].name != NULL && grants[i].folder != NULL;
    }
    for (uint32_t i = 0; good && i < e->n_config; i++) {
        const as_lock_pair *c = &e->config[i];
        config[i] = (as_lock_pair){keep(set, c->name), keep(set, c->value)};
        good = config[i].name != NULL && config[i].value != NULL;
    }
    p->grants = grants;
    p->n_grants = n;
    p->config = config;
    p->n_config = e->n_config;
    return good ? AS_OK : as_err_nomem(err);
}

/* Is it there already, or switched off? */
static bool is_passed_over(const loading *l, const as_plugin_source *from,
                           const char *name)
{
    return plugins_find(l->set, name) != NULL ||
           (l->spec->lock != NULL && from->entry == NULL &&
            as_lock_disables(l->spec->lock, name));
}

static as_status load_one(loading *l, const as_plugin_source *from,
                          const char *dir, as_err *err)
{
    as_plugins *set = l->set;
    const char *path = as_path_join(set->arena, dir, "plugin.yaml");
    if (path == NULL) {
        return as_err_nomem(err);
    }
    if (access(path, F_OK) != 0) {
        return AS_OK; /* a folder of something else */
    }
    as_manifest *m;
    as_status st = as_manifest_load(path, &m, err);
    if (st != AS_OK) {
        return st;
    }
    as_plugin p = {.manifest = m, .dir = dir, .trust = from->trust};
    if (is_passed_over(l, from, m->name)) {
        plugins_clear_one(&p);
        return AS_OK;
    }
    st = from->entry ? take_entry(set, &p, from->entry, err) : AS_OK;
    st = st == AS_OK ? load_parts(set, &p, err) : st;
    if (st != AS_OK) {
        plugins_clear_one(&p);
    }
    return st;
}

/* What is wrong with a plugin is told; only memory ends it all. */
static as_status try_one(loading *l, const as_plugin_source *from,
                         const char *dir, as_err *err)
{
    as_err why;
    const as_status st = dir ? load_one(l, from, dir, &why)
                             : as_err_nomem(&why);
    if (st == AS_ENOMEM) {
        return as_err_nomem(err);
    }
    if (st != AS_OK) {
        l->spec->problem(l->spec->ctx, &why);
    }
    return AS_OK;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static as_status load_dir(loading *l, const as_plugin_source *from,
                          as_err *err)
{
    struct dirent **names = NULL;
    const int n = scandir(from->dir, &names, NULL, by_bytes);
    as_status st = AS_OK;
    if (n < 0 && errno != ENOENT) {
        as_err why;
        as_err_set(&why, AS_EIO, "%s: cannot open: %s", from->dir,
                   strerror(errno));
        l->spec->problem(l->spec->ctx, &why);
    }
    for (int i = 0; i < n; i++) {
        const char *name = names[i]->d_name;
        if (name[0] != '.' && st == AS_OK) {
            const char *dir = as_path_join(l->set->arena, from->dir, name);
            st = try_one(l, from, dir, err);
        }
        free(names[i]);
    }
    free(names);
    return st;
}

static as_status load_source(loading *l, const as_plugin_source *from,
                             as_err *err)
{
    const char *dir = from->one ? keep(l->set, from->dir) : NULL;
    return from->one ? try_one(l, from, dir, err) : load_dir(l, from, err);
}

/* ---- leaving out --------------------------------------------------------- */

void as_plugins_drop(as_plugins *plugins,
                     bool (*drop)(void *ctx, const as_plugin *plugin),
                     void *drop_ctx, as_plugins_problem problem, void *ctx)
{
    for (size_t i = plugins->list.n; i-- > 0;) {
        if (drop(drop_ctx, &plugins->list.v[i])) {
            plugins_leave_out(plugins, i);
        }
    }
    plugins_drop_wanting(plugins, problem, ctx);
}

/* ---- rules ------------------------------------------------------------- */

/* Fields that rules give belong to their kind. */
static as_status declare_fields(as_plugins *set, const as_rules *rules,
                                as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < as_rules_count(rules); i++) {
        const as_slice *field = NULL;
        if (as_rules_layer(rules, i).p[0] == '_') {
            continue; /* no record */
        }
        st = as_kinds_add(set->kinds, as_rules_layer(rules, i), NULL, 0, err);
        for (size_t f = 0;
             st == AS_OK && (field = as_rules_field(rules, i, f)) != NULL;
             f++) {
            st = as_kinds_add(set->kinds, as_rules_layer(rules, i), field, 1,
                              err);
        }
    }
    return st;
}

static void tell_rule(void *ctx, const as_rulefile_problem *p)
{
    loading *l = ctx;
    as_err err;
    if (!l->spec->lenient) {
        as_err_set(&err, AS_EINVAL, "%s", p->msg);
        l->spec->problem(l->spec->ctx, &err);
    }
}

static as_status rule_paths(as_plugins *set, as_plugin *p, as_err *err)
{
    const as_manifest *m = p->manifest;
    const char **paths = as_arena_zero(set->arena, m->n_rules + 1u,
                                       sizeof *paths);
    p->rule_files = paths;
    p->rule_stage = as_path_join(set->arena, m->name, "rules");
    bool good = paths != NULL && p->rule_stage != NULL;
    for (uint32_t i = 0; good && i < m->n_rules; i++) {
        paths[i] = as_path_join(set->arena, p->dir, m->rules[i]);
        good = paths[i] != NULL;
    }
    return good ? AS_OK : as_err_nomem(err);
}

static as_status load_rules(loading *l, as_plugin *p, as_err *err)
{
    const as_manifest *m = p->manifest;
    as_pattern_env env;
    const as_rule_env known = {l->set, p};
    as_buf origin = {0};
    as_err why;
    as_status st = rule_paths(l->set, p, err);
    st = st == AS_OK ? as_buf_printf(&origin, err, "%s@%s", m->name,
                                     m->version)
                     : st;
    if (st == AS_OK) {
        as_rule_env_make(&known, &env);
        env.no_lints = true; /* `assay rules check' tells them */
        const as_rulefile_spec spec = {.paths = p->rule_files,
                                       .n_paths = m->n_rules,
                                       .root = p->dir,
                                       .origin = as_buf_slice(&origin),
                                       .env = &env,
                                       .tell = tell_rule,
                                       .ctx = l};
        st = as_rulefile_load(&spec, &p->rules, &why);
        if (st == AS_ENOMEM) {
            (void)as_err_nomem(err);
        }
    }
    as_buf_clear(&origin);
    return st;
}

/* Of plugins that all are there; one whose rules have faults is left out. */
static as_status load_all_rules(loading *l, as_err *err)
{
    as_status st = AS_OK;
    bool dropped = false;
    for (size_t i = 0; st == AS_OK && i < l->set->list.n; i++) {
        as_plugin *p = &l->set->list.v[i];
        if (p->manifest->n_rules == 0) {
            continue;
        }
        st = load_rules(l, p, err);
        if (st == AS_OK) {
            st = declare_fields(l->set, p->rules, err);
        } else if (st != AS_ENOMEM && l->spec->lenient) {
            st = AS_OK;
        } else if (st != AS_ENOMEM) {
            plugins_leave_out(l->set, i--);
            dropped = true;
            st = AS_OK;
        }
    }
    if (st == AS_OK && dropped) {
        plugins_drop_wanting(l->set, l->spec->problem, l->spec->ctx);
    }
    return st;
}

/* What each requires: none moves any more, and what is required comes first,
 * so that its own list is there. */
static as_status link_needed(as_plugins *set, as_err *err)
{
    for (size_t i = 0; i < set->list.n; i++) {
        as_plugin *p = &set->list.v[i];
        const as_manifest *m = p->manifest;
        as_plugin_needed *list =
            as_arena_zero(set->arena, m->n_requires + 1u, sizeof *list);
        if (list == NULL) {
            return as_err_nomem(err);
        }
        for (uint32_t k = 0; k < m->n_requires; k++) {
            const as_plugin *q = plugins_find(set, m->requires[k].name);
            list[k] = (as_plugin_needed){.manifest = q->manifest,
                                         .dir = q->dir,
                                         .needed = q->needed,
                                         .config = q->config,
                                         .n_config = q->n_config};
        }
        p->needed = list;
    }
    return AS_OK;
}

/* ---- the set ------------------------------------------------------------ */

as_status as_plugins_load(const as_plugins_spec *spec, as_plugins **out,
                          as_err *err)
{
    as_plugins *set = as_mem_zero(1, sizeof *set);
    if (set == NULL) {
        return as_err_nomem(err);
    }
    atomic_init(&set->refs, 1);
    set->arena = as_arena_new();
    as_status st = set->arena ? as_kinds_new(&set->kinds, err)
                              : as_err_nomem(err);
    loading l = {set, spec};
    for (size_t i = 0; i < spec->n_sources && st == AS_OK; i++) {
        st = load_source(&l, &spec->sources[i], err);
    }
    if (st == AS_OK) {
        plugins_drop_wanting(set, spec->problem, spec->ctx);
        st = plugins_sort(set, err);
    }
    st = st == AS_OK ? load_all_rules(&l, err) : st;
    st = st == AS_OK ? link_needed(set, err) : st;
    if (st != AS_OK) {
        as_plugins_unref(set);
        return st;
    }
    *out = set;
    return AS_OK;
}

as_plugins *as_plugins_ref(as_plugins *plugins)
{
    atomic_fetch_add(&plugins->refs, 1);
    return plugins;
}

void as_plugins_unref(as_plugins *plugins)
{
    if (plugins == NULL || atomic_fetch_sub(&plugins->refs, 1) != 1) {
        return;
    }
    for (size_t i = 0; i < plugins->list.n; i++) {
        plugins_clear_one(&plugins->list.v[i]);
    }
    as_vec_clear(&plugins->list);
    as_kinds_free(plugins->kinds);
    as_arena_free(plugins->arena);
    as_mem_free(plugins);
}

size_t as_plugins_count(const as_plugins *plugins)
{
    return plugins->list.n;
}

const as_plugin *as_plugins_get(const as_plugins *plugins, size_t i)
{
    return &plugins->list.v[i];
}

const as_kinds *as_plugins_kinds(const as_plugins *plugins)
{
    return plugins->kinds;
}

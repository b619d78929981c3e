/* plugins.c - finds plugin folders, loads what is in them, sorts them.
 *
 * Loading is by folder, in name order; what is broken is told and left out.
 * Sorting places, again and again, the first plugin all of whose
 * predecessors stand already: deterministic, and quadratic in the number of
 * plugins, of which there are dozens. A predecessor is a plugin named in
 * `requires` or `after`, or any that `provides` a kind named in `after`; and
 * those that run before the stage `actors` precede all others that run. */
#include "flow/plugins.h"

#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/vec.h"
#include "flow/rule_env.h"
#include "io/gazcache.h"
#include "io/rulefile.h"

struct as_plugins {
    atomic_uint refs;
    AS_VEC(as_plugin) list;
    as_kinds *kinds;
    as_arena *arena; /* paths, arrays of gazetteers */
};

typedef struct loading {
    as_plugins *set;
    as_plugins_problem problem;
    void *ctx;
    bool lenient;
} loading;

static const char *join(as_arena *arena, const char *dir, const char *name)
{
    const size_t n = strlen(dir), m = strlen(name);
    char *p = as_arena_get(arena, n + m + 2);
    if (p != NULL) {
        memcpy(p, dir, n);
        p[n] = '/';
        memcpy(p + n + 1, name, m + 1);
    }
    return p;
}

static void plugin_clear(as_plugin *p)
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
        .rules = m->inflect ? join(set->arena, dir, m->inflect) : NULL,
        .files = files,
        .n_files = m->n_files};
    if (files == NULL || (m->inflect && spec.rules == NULL)) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 0; i < m->n_files; i++) {
        files[i] = join(set->arena, dir, m->files[i]);
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
        const char *path = join(set->arena, p->dir, m->models[i]);
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

static bool is_loaded(const as_plugins *set, const char *name)
{
    for (size_t i = 0; i < set->list.n; i++) {
        if (strcmp(set->list.v[i].manifest->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The plugin in `dir` joins the set, or *p is cleared. */
static as_status load_parts(as_plugins *set, as_plugin *p, as_err *err)
{
    const char *main = join(set->arena, p->dir, "main.lua");
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

static as_status load_one(as_plugins *set, const char *dir, as_err *err)
{
    const char *path = join(set->arena, dir, "plugin.yaml");
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
    as_plugin p = {.manifest = m, .dir = dir};
    if (is_loaded(set, m->name)) {
        plugin_clear(&p);
        return AS_OK;
    }
    st = load_parts(set, &p, err);
    if (st != AS_OK) {
        plugin_clear(&p);
    }
    return st;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static as_status load_dir(loading *l, const char *dir, as_err *err)
{
    struct dirent **names = NULL;
    const int n = scandir(dir, &names, NULL, by_bytes);
    as_status st = AS_OK;
    if (n < 0 && errno != ENOENT) {
        as_err why;
        as_err_set(&why, AS_EIO, "%s: cannot open: %s", dir, strerror(errno));
        l->problem(l->ctx, &why);
    }
    for (int i = 0; i < n; i++) {
        const char *name = names[i]->d_name;
        if (name[0] != '.' && st == AS_OK) {
            const char *path = join(l->set->arena, dir, name);
            as_err why;
            st = path ? load_one(l->set, path, &why) : as_err_nomem(&why);
            if (st == AS_ENOMEM) {
                (void)as_err_nomem(err);
            } else if (st != AS_OK) {
                l->problem(l->ctx, &why);
                st = AS_OK;
            }
        }
        free(names[i]);
    }
    free(names);
    return st;
}

/* ---- order ------------------------------------------------------------------- */

static bool lists(char *const *list, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(list[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Does it do more than hold lists and models? */
static bool runs(const as_plugin *p)
{
    return p->main != NULL || p->manifest->n_rules > 0;
}

static bool goes_before(const as_plugin *first, const as_plugin *then)
{
    const as_manifest *a = first->manifest, *b = then->manifest;
    if (lists(b->requires, b->n_requires, a->name) ||
        lists(b->after, b->n_after, a->name) ||
        (a->n_before > 0 && b->n_before == 0 && runs(then))) {
        return true;
    }
    for (uint32_t i = 0; i < b->n_after; i++) {
        if (lists(a->provides, a->n_provides, b->after[i])) {
            return true;
        }
    }
    return false;
}

/* The first plugin at or behind `from` that no other there goes before. */
static size_t first_free(const as_plugins *set, size_t from)
{
    for (size_t i = from; i < set->list.n; i++) {
        bool held = false;
        for (size_t k = from; k < set->list.n && !held; k++) {
            held = k != i && goes_before(&set->list.v[k], &set->list.v[i]);
        }
        if (!held) {
            return i;
        }
    }
    return set->list.n;
}

/* A plugin at or behind `from` that goes before `then`. When none is free
 * each has one. */
static size_t before(const as_plugins *set, size_t from, size_t then)
{
    size_t i = from;
    while (i == then || !goes_before(&set->list.v[i], &set->list.v[then])) {
        i++;
    }
    return i;
}

/* From any plugin that waits, the way back along those it waits for ends in
 * a ring: as many steps as there are plugins lead into it for certain. */
static as_status cycle(const as_plugins *set, size_t from, as_err *err)
{
    size_t at = from;
    for (size_t i = from; i < set->list.n; i++) {
        at = before(set, from, at);
    }
    as_buf ring = {0};
    const size_t start = at;
    as_status st =
        as_buf_printf(&ring, err, "%s", set->list.v[at].manifest->name);
    do {
        at = before(set, from, at);
        if (st == AS_OK) {
            st = as_buf_printf(&ring, err, " waits for %s",
                               set->list.v[at].manifest->name);
        }
        if (st == AS_OK && at != start) {
            st = as_buf_add_slice(&ring, AS_LIT(", which"), err);
        }
    } while (at != start);
    if (st == AS_OK) {
        st = as_err_set(err, AS_EINVAL,
                        "plugins in a ring: %.*s: mend their \"after\" or "
                        "\"requires\"",
                        (int)ring.n, ring.p);
    }
    as_buf_clear(&ring);
    return st;
}

static as_status sort(as_plugins *set, as_err *err)
{
    for (size_t at = 0; at < set->list.n; at++) {
        const size_t next = first_free(set, at);
        if (next == set->list.n) {
            return cycle(set, at, err);
        }
        const as_plugin p = set->list.v[next];
        memmove(&set->list.v[at + 1], &set->list.v[at],
                (next - at) * sizeof p);
        set->list.v[at] = p;
    }
    return AS_OK;
}

static int by_name(const void *a, const void *b)
{
    const as_plugin *p = a, *q = b;
    return strcmp(p->manifest->name, q->manifest->name);
}

/* The plugin at `i` goes. */
static void leave_out(as_plugins *set, size_t i)
{
    plugin_clear(&set->list.v[i]);
    set->list.n--;
    memmove(&set->list.v[i], &set->list.v[i + 1],
            (set->list.n - i) * sizeof *set->list.v);
}

/* What a plugin requires must be there; one that lacks it is left out, and
 * so, in the next round, is what requires that one. */
static void drop_wanting(loading *l)
{
    as_plugins *set = l->set;
    for (size_t i = 0; i < set->list.n; i++) {
        const as_manifest *m = set->list.v[i].manifest;
        for (uint32_t k = 0; k < m->n_requires; k++) {
            if (is_loaded(set, m->requires[k])) {
                continue;
            }
            as_err err;
            as_err_set(&err, AS_EINVAL,
                       "%s/plugin.yaml: requires the plugin \"%s\", which is "
                       "not there",
                       set->list.v[i].dir, m->requires[k]);
            l->problem(l->ctx, &err);
            leave_out(set, i);
            i = SIZE_MAX; /* from the start */
            break;
        }
    }
}

void as_plugins_drop(as_plugins *plugins,
                     bool (*drop)(void *ctx, const as_plugin *plugin),
                     void *drop_ctx, as_plugins_problem problem, void *ctx)
{
    loading l = {.set = plugins, .problem = problem, .ctx = ctx};
    for (size_t i = plugins->list.n; i-- > 0;) {
        if (drop(drop_ctx, &plugins->list.v[i])) {
            leave_out(plugins, i);
        }
    }
    drop_wanting(&l);
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
    if (!p->lint && !l->lenient) { /* `assay rules check' tells the others */
        as_err_set(&err, AS_EINVAL, "%s", p->msg);
        l->problem(l->ctx, &err);
    }
}

static as_status rule_paths(as_plugins *set, as_plugin *p, as_err *err)
{
    const as_manifest *m = p->manifest;
    const char **paths = as_arena_zero(set->arena, m->n_rules + 1u,
                                       sizeof *paths);
    p->rule_files = paths;
    p->rule_stage = join(set->arena, m->name, "rules");
    bool good = paths != NULL && p->rule_stage != NULL;
    for (uint32_t i = 0; good && i < m->n_rules; i++) {
        paths[i] = join(set->arena, p->dir, m->rules[i]);
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
        } else if (st != AS_ENOMEM && l->lenient) {
            st = AS_OK;
        } else if (st != AS_ENOMEM) {
            leave_out(l->set, i--);
            dropped = true;
            st = AS_OK;
        }
    }
    if (st == AS_OK && dropped) {
        drop_wanting(l);
    }
    return st;
}

/* ---- the set -------------------------------------------------------------------- */

as_status as_plugins_load(const char *const *dirs, size_t n_dirs, bool lenient,
                          as_plugins_problem problem, void *ctx,
                          as_plugins **out, as_err *err)
{
    as_plugins *set = as_mem_zero(1, sizeof *set);
    if (set == NULL) {
        return as_err_nomem(err);
    }
    atomic_init(&set->refs, 1);
    set->arena = as_arena_new();
    as_status st = set->arena ? as_kinds_new(&set->kinds, err)
                              : as_err_nomem(err);
    loading l = {set, problem, ctx, lenient};
    for (size_t i = 0; i < n_dirs && st == AS_OK; i++) {
        st = load_dir(&l, dirs[i], err);
    }
    if (st == AS_OK && set->list.n > 0) {
        drop_wanting(&l);
        qsort(set->list.v, set->list.n, sizeof *set->list.v, by_name);
        st = sort(set, err);
    }
    st = st == AS_OK ? load_all_rules(&l, err) : st;
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
        plugin_clear(&plugins->list.v[i]);
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

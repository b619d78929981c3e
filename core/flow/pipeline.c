/* pipeline.c - stages in a row: the models and the gazetteers of all plugins,
 * the finder of names, then each plugin's own rules and code. A stage that
 * fails costs its own annotations only: the document is rolled back to where
 * the stage began, and the next one runs. Time is the thread's own, so that a
 * busy machine does not blame a stage. */
#include "flow/pipeline.h"

#include <string.h>
#include <time.h>

#include "base/vec.h"
#include "flow/actors.h"
#include "flow/finder.h"
#include "flow/names.h"
#include "flow/rules.h"
#include "flow/tags.h"

typedef struct slot {
    as_stage stage;
    as_timing timing;
    const as_plugin *plugin; /* whose it is; NULL: everybody's */
    bool off;
} slot;

struct as_pipeline {
    as_plugins *plugins;
    const as_cancel *cancel;
    as_rule_room *room; /* of all rules */
    AS_VEC(slot) slots;
    size_t names;  /* the slot of names.h */
    size_t finder; /* that of finder.h; SIZE_MAX: there is none */
};

static as_status add(as_pipeline *p, const as_stage *stage,
                     const as_plugin *plugin, as_err *err)
{
    slot *s = as_vec_push(&p->slots, err);
    if (s == NULL) {
        if (stage->free) {
            stage->free(stage->state);
        }
        return AS_ENOMEM;
    }
    *s = (slot){.stage = *stage,
                .timing = {.name = stage->name},
                .plugin = plugin};
    return AS_OK;
}

typedef struct making {
    as_pipeline *p;
    as_stage_maker maker;
    void *maker_ctx;
    as_plugins_problem problem;
    void *problem_ctx;
} making;

static as_status add_rules(const making *m, const as_plugin *plugin,
                           const as_stage *code, as_err *err)
{
    as_stage stage;
    as_status st = as_rules_stage(plugin, code, m->p->room,
                                  m->p->cancel, &stage, err);
    return st == AS_OK ? add(m->p, &stage, plugin, err) : st;
}

/* The code is made first, because the rules call it, and runs last. Without
 * its code a plugin has no rules either: they may rest on it. */
static as_status add_plugin(const making *m, const as_plugin *plugin,
                            as_err *err)
{
    as_stage code = {0};
    as_err why;
    as_status st = m->maker ? m->maker(m->maker_ctx, plugin, &code, &why)
                            : AS_EOF;
    if (st == AS_ENOMEM) {
        return as_err_nomem(err);
    }
    if (st != AS_OK && st != AS_EOF) {
        m->problem(m->problem_ctx, &why);
        return AS_OK;
    }
    as_status made = AS_OK;
    if (plugin->rules != NULL) {
        made = add_rules(m, plugin, st == AS_OK ? &code : NULL, err);
    }
    if (st != AS_OK) {
        return made;
    }
    if (made != AS_OK) {
        if (code.free) {
            code.free(code.state);
        }
        return made;
    }
    return add(m->p, &code, plugin, err);
}

static as_status add_actors(const making *m, as_err *err)
{
    as_stage stage;
    as_status st = as_actors_stage(m->p->cancel, &stage, err);
    return st == AS_OK ? add(m->p, &stage, NULL, err) : st;
}

/* The actors come between those plugins that say so and the others. */
static as_status add_plugins(const making *m, as_err *err)
{
    as_status st = AS_OK;
    for (int late = 0; st == AS_OK && late < 2; late++) {
        for (size_t i = 0;
             st == AS_OK && i < as_plugins_count(m->p->plugins); i++) {
            const as_plugin *p = as_plugins_get(m->p->plugins, i);
            st = (p->manifest->n_before == 0) == late ? add_plugin(m, p, err)
                                                      : AS_OK;
        }
        st = st == AS_OK && !late ? add_actors(m, err) : st;
    }
    return st;
}

static as_status add_tags(as_pipeline *p, as_plugins_problem problem,
                          void *problem_ctx, as_err *err)
{
    as_stage tags;
    as_status st = as_tags_stage(p->plugins, problem, problem_ctx, p->cancel,
                                 &tags, err);
    return st == AS_OK   ? add(p, &tags, NULL, err)
           : st == AS_EOF ? AS_OK
                          : st;
}

static as_status add_names(as_pipeline *p, as_err *err)
{
    as_stage names;
    as_status st = as_names_stage(p->plugins, p->cancel, &names, err);
    p->names = p->slots.n;
    return st == AS_OK ? add(p, &names, NULL, err) : st;
}

static as_status add_finder(as_pipeline *p, as_plugins_problem problem,
                            void *problem_ctx, as_err *err)
{
    as_stage finder;
    as_status st = as_finder_stage(p->plugins, problem, problem_ctx,
                                   p->cancel, &finder, err);
    if (st == AS_EOF) {
        return AS_OK;
    }
    p->finder = p->slots.n;
    return st == AS_OK ? add(p, &finder, NULL, err) : st;
}

as_status as_pipeline_new(as_plugins *plugins, as_stage_maker maker,
                          void *maker_ctx, as_plugins_problem problem,
                          void *problem_ctx, const as_cancel *cancel,
                          as_pipeline **out, as_err *err)
{
    as_pipeline *p = as_mem_zero(1, sizeof *p);
    if (p == NULL) {
        return as_err_nomem(err);
    }
    p->plugins = as_plugins_ref(plugins);
    p->cancel = cancel;
    p->finder = SIZE_MAX;
    as_status st = add_tags(p, problem, problem_ctx, err);
    if (st == AS_OK) {
        st = add_names(p, err);
    }
    if (st == AS_OK) {
        st = add_finder(p, problem, problem_ctx, err);
    }
    st = st == AS_OK ? as_rule_room_new(&p->room, err) : st;
    const making m = {p, maker, maker_ctx, problem, problem_ctx};
    st = st == AS_OK ? add_plugins(&m, err) : st;
    if (st != AS_OK) {
        as_pipeline_free(p);
        return st;
    }
    *out = p;
    return AS_OK;
}

void as_pipeline_free(as_pipeline *p)
{
    if (p == NULL) {
        return;
    }
    for (size_t i = 0; i < p->slots.n; i++) {
        const as_stage *s = &p->slots.v[i].stage;
        if (s->free) {
            s->free(s->state);
        }
    }
    as_vec_clear(&p->slots);
    as_rule_room_unref(p->room);
    as_plugins_unref(p->plugins);
    as_mem_free(p);
}

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static as_status run_slot(slot *s, as_doc *doc, as_err *err)
{
    const as_doc_mark before = as_doc_mark_now(doc);
    const double started = now();
    const as_status st = s->stage.run(s->stage.state, doc, err);
    s->timing.seconds += now() - started;
    s->timing.docs++;
    if (st != AS_OK) {
        s->timing.failed++;
        as_doc_rollback(doc, before);
    }
    return st;
}

static bool is_rules(const slot *s)
{
    return s->plugin != NULL && s->stage.name == s->plugin->rule_stage;
}

/* Slots [from, end). */
static as_status run_slots(as_pipeline *p, size_t from, size_t end,
                           as_doc *doc, as_err *err)
{
    as_status first = AS_OK;
    for (size_t i = from; i < end; i++) {
        slot *s = &p->slots.v[i];
        if (s->off || s->stage.run == NULL) {
            continue;
        }
        if (as_cancelled(p->cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        if (!is_rules(s)) { /* it has scratch of its own */
            as_rule_room_relax(p->room, false);
        }
        as_err why;
        const as_status st = run_slot(s, doc, &why);
        if (st == AS_ECANCEL || st == AS_ENOMEM) {
            return as_err_set(err, st, "%s", why.msg);
        }
        if (st != AS_OK && first == AS_OK) {
            const as_slice id = as_doc_meta_of(doc)->id;
            first = as_err_set(err, st, "%s: %.*s: %s", s->stage.name,
                               (int)(id.n < 200 ? id.n : 200),
                               id.n ? id.p : "", why.msg);
        }
    }
    return first;
}

/* The document is through: what it took beside itself is given back. */
static void relax(as_pipeline *p, const as_doc *doc)
{
    enum { LONG_TEXT = 1 << 20 };
    as_rule_room_relax(p->room, true);
    if (as_doc_text(doc).n > LONG_TEXT) {
        as_mem_trim();
    }
}

as_status as_pipeline_run(as_pipeline *p, as_doc *doc, as_err *err)
{
    const as_status st = run_slots(p, 0, p->slots.n, doc, err);
    relax(p, doc);
    return st;
}

/* The slot of its rules; SIZE_MAX: there is none. */
static size_t rules_of(const as_pipeline *p, const as_plugin *plugin)
{
    for (size_t i = 0; i < p->slots.n; i++) {
        if (p->slots.v[i].plugin == plugin && is_rules(&p->slots.v[i])) {
            return i;
        }
    }
    return SIZE_MAX;
}

bool as_pipeline_has_rules(const as_pipeline *p, const as_plugin *plugin)
{
    return rules_of(p, plugin) != SIZE_MAX;
}

as_status as_pipeline_run_rules(as_pipeline *p, const as_plugin *plugin,
                                as_doc *doc, as_err *err)
{
    const size_t own = rules_of(p, plugin);
    if (own == SIZE_MAX) {
        return as_err_set(err, AS_EINVAL, "%s: its rules do not run",
                          plugin->manifest->name);
    }
    as_status st = run_slots(p, 0, own, doc, err);
    if (st != AS_ENOMEM && st != AS_ECANCEL) {
        st = run_slots(p, own, own + 1, doc, err);
    }
    relax(p, doc);
    return st;
}

static as_status unknown(const as_pipeline *p, const char *name, as_err *err)
{
    as_buf known = {0};
    as_status st = AS_OK;
    const size_t last = p->finder == SIZE_MAX ? p->names : p->finder;
    for (size_t i = 0; i <= last && st == AS_OK; i++) {
        st = as_buf_printf(&known, err, "%s, ", p->slots.v[i].stage.name);
    }
    st = st == AS_OK ? as_buf_add_slice(&known, AS_LIT("rules"), err) : st;
    for (size_t i = 0; i < as_plugins_count(p->plugins) && st == AS_OK; i++) {
        st = as_buf_printf(&known, err, ", %s",
                           as_plugins_get(p->plugins, i)->manifest->name);
    }
    if (st == AS_OK) {
        st = as_err_set(err, AS_EINVAL, "no stage \"%s\": there are %.*s",
                        name, (int)known.n, known.p);
    }
    as_buf_clear(&known);
    return st;
}

static bool is_plugin(const as_pipeline *p, const char *name)
{
    for (size_t i = 0; i < as_plugins_count(p->plugins); i++) {
        if (strcmp(as_plugins_get(p->plugins, i)->manifest->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A stage by its name, all stages of a plugin, or the rules of all. */
static bool is_meant(const slot *s, const char *name)
{
    return strcmp(s->stage.name, name) == 0 ||
           (s->plugin != NULL &&
            strcmp(s->plugin->manifest->name, name) == 0) ||
           (is_rules(s) && strcmp(name, "rules") == 0);
}

as_status as_pipeline_switch(as_pipeline *p, const char *name, bool on,
                             as_err *err)
{
    bool found = as_names_switch(&p->slots.v[p->names].stage, name, on);
    if (p->finder != SIZE_MAX) {
        found |= as_finder_switch(&p->slots.v[p->finder].stage, name, on);
    }
    for (size_t i = 0; i < p->slots.n; i++) {
        if (is_meant(&p->slots.v[i], name)) {
            p->slots.v[i].off = !on;
            found = true;
        }
    }
    found = found || is_plugin(p, name) || strcmp(name, "rules") == 0;
    return found ? AS_OK : unknown(p, name, err);
}

size_t as_pipeline_count(const as_pipeline *p)
{
    return p->slots.n;
}

as_timing as_pipeline_timing(const as_pipeline *p, size_t i)
{
    return p->slots.v[i].timing;
}

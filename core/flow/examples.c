/* examples.c - see examples.h.
 *
 * What an example rests on: the program, and every file of every plugin.
 * Their names, sizes and times of change are hashed; where all are as they
 * were when the examples were good, they are not tried again. Cost: a stat a
 * file; else a run of the pipeline an example. */
#include "flow/examples.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/vec.h"
#include "io/cachedir.h"
#include "io/rulefile.h"

/* ---- one example ------------------------------------------------------ */

static bool has_winner(const as_rules *rules, const as_rule_example *e,
                       const as_doc *doc)
{
    const as_layer *layer =
        as_doc_layer_find(doc, as_rules_layer(rules, e->rule));
    const as_slice origin = as_rules_origin(rules, e->rule);
    const size_t n = layer ? as_layer_count(layer) : 0;
    for (uint32_t i = 0; i < n; i++) {
        const as_span *s = as_layer_get(layer, i);
        if (s->prov != NULL && as_slice_eq(s->prov->rule, origin)) {
            return true;
        }
    }
    return false;
}

/* The unit of the example that the rule got furthest in. */
static as_status ask_why(as_rule_runner *r, const as_rules *rules,
                         const as_rule_example *e, as_doc *doc, as_buf *out,
                         as_err *err)
{
    const uint32_t n = (uint32_t)as_doc_tokens(doc)->n;
    const bool whole = as_rules_scope(rules, e->rule) != AS_SCOPE_SENTENCE;
    uint32_t furthest = 0;
    as_status st = AS_OK;
    for (uint32_t at = 0; st == AS_OK && at < n;) {
        uint32_t first = 0;
        uint32_t end = n;
        as_why why;
        if (!whole) {
            as_doc_sent(doc, as_doc_sent_of(doc, at), &first, &end);
        }
        st = as_rules_why(r, doc, e->rule, first, end, &why, err);
        bool better = out->n == 0 || why.at - why.first > furthest;
        if (st == AS_OK && better) {
            out->n = 0;
            furthest = why.at - why.first;
            st = as_buf_add_slice(out, why.text, err);
        }
        at = end;
    }
    return st;
}

typedef struct trying {
    as_rules *rules;
    as_examples_annotate annotate;
    void *annotate_ctx;
    as_examples_tell tell;
    void *tell_ctx;
    as_rule_runner *runner; /* made when there is something to ask */
    as_buf why, text;
} trying;

static as_status judge(trying *t, const as_rule_example *e, as_doc *doc,
                       as_err *err)
{
    as_status st = AS_OK;
    if (has_winner(t->rules, e, doc) == e->must) {
        return AS_OK;
    }
    if (t->runner == NULL) {
        st = as_rule_runner_new(t->rules, NULL, &t->runner, err);
    }
    t->why.n = 0;
    st = st == AS_OK ? ask_why(t->runner, t->rules, e, doc, &t->why, err) : st;
    return st == AS_OK ? as_buf_printf(&t->text, err, "this must %s: %.*s",
                                       e->must ? "match and does not"
                                               : "not match and does",
                                       (int)(t->why.n ? t->why.n : 7),
                                       t->why.n ? t->why.p : "no text")
                       : st;
}

/* Rules that fail are what became of it. */
static as_status annotate_and_judge(trying *t, const as_rule_example *e,
                                    as_doc *doc, as_err *err)
{
    as_err why;
    t->text.n = 0;
    as_status st = t->annotate(t->annotate_ctx, doc, &why);
    if (st == AS_OK) {
        st = judge(t, e, doc, err);
    } else if (st == AS_ENOMEM || st == AS_ECANCEL) {
        return as_err_set(err, st, "%s", why.msg);
    } else {
        st = as_buf_printf(&t->text, err, "this fails: %s", why.msg);
    }
    if (st == AS_OK) {
        t->tell(t->tell_ctx, e, as_buf_slice(&t->text));
    }
    return st;
}

static as_status try_one(trying *t, const as_rule_example *e, as_err *err)
{
    as_buf text = {0};
    as_doc *doc = NULL;
    as_status st = as_buf_add_slice(&text, e->text, err);
    st = st == AS_OK ? as_doc_new(&text, NULL, &doc, err) : st;
    st = st == AS_OK ? annotate_and_judge(t, e, doc, err) : st;
    as_buf_clear(&text);
    as_doc_free(doc);
    return st;
}

as_status as_examples_run(as_rules *rules, as_examples_annotate annotate,
                          void *annotate_ctx, as_examples_tell tell,
                          void *tell_ctx, as_err *err)
{
    trying t = {.rules = rules,
                .annotate = annotate,
                .annotate_ctx = annotate_ctx,
                .tell = tell,
                .tell_ctx = tell_ctx};
    as_status st = AS_OK;
    const size_t n = as_rules_example_count(rules);
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        const as_rule_example e = as_rules_example(rules, i);
        st = try_one(&t, &e, err);
    }
    as_rule_runner_free(t.runner);
    as_buf_clear(&t.why);
    as_buf_clear(&t.text);
    return st;
}

/* ---- what it rests on ------------------------------------------------- */

enum { DEPTH_MAX = 8, PATH_ROOM = 4096 };

static uint64_t hash_file(const char *path, const struct stat *sb)
{
    uint64_t h = as_hash_portable(as_slice_str(path));
    h = as_hash_mix(h, (uint64_t)sb->st_dev);
    h = as_hash_mix(h, (uint64_t)sb->st_ino);
    h = as_hash_mix(h, (uint64_t)sb->st_size);
    h = as_hash_mix(h, (uint64_t)sb->st_mtim.tv_sec);
    return as_hash_mix(h, (uint64_t)sb->st_mtim.tv_nsec);
}

/* Everything in a folder but hidden files, in whatever order it is listed. */
static uint64_t hash_folder(const char *dir, int depth)
{
    DIR *d = depth < DEPTH_MAX ? opendir(dir) : NULL;
    const struct dirent *e;
    uint64_t sum = 0;
    while (d != NULL && (e = readdir(d)) != NULL) {
        char path[PATH_ROOM];
        struct stat sb;
        const int n = snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        if (e->d_name[0] == '.' || n < 0 || n >= PATH_ROOM ||
            stat(path, &sb) != 0) {
            continue;
        }
        sum += S_ISDIR(sb.st_mode) ? hash_folder(path, depth + 1)
                                   : hash_file(path, &sb);
    }
    if (d != NULL) {
        (void)closedir(d);
    }
    return sum;
}

/* The program and all plugins: names come from the gazetteers and models of
 * those behind as well. */
static uint64_t hash_all(const as_plugins *plugins)
{
    uint64_t h = as_hash_portable(AS_LIT(AS_VERSION));
    struct stat sb;
    if (stat("/proc/self/exe", &sb) == 0) {
        h = as_hash_mix(h, hash_file("", &sb));
    }
    for (size_t i = 0; i < as_plugins_count(plugins); i++) {
        h = as_hash_mix(h, hash_folder(as_plugins_get(plugins, i)->dir, 0));
    }
    return h;
}

/* ---- plugins ---------------------------------------------------------- */

typedef struct checking {
    as_examples *x;
    const as_examples_how *how;
    as_pipeline *pipe; /* made when the first example is tried */
    const as_plugin *plugin; /* at hand */
    size_t i;                /* its number */
    bool good;
} checking;

static as_status annotate(void *ctx, as_doc *doc, as_err *err)
{
    const checking *c = ctx;
    if (c->how->tried != NULL) {
        c->how->tried(c->how->problem_ctx, c->i, AS_EXAMPLES_DUE);
    }
    return as_pipeline_run_rules(c->pipe, c->plugin, doc, err);
}

static void tell(void *ctx, const as_rule_example *e, as_slice why)
{
    checking *c = ctx;
    size_t line = 1;
    size_t column = 1;
    as_err err;
    if (why.n == 0) {
        return;
    }
    const char *path = c->plugin->rule_files[e->file];
    as_rulefile_place(path, e->part, &line, &column);
    as_err_set(&err, AS_EINVAL, "%s:%zu:%zu: %.*s", path, line, column,
               (int)why.n, why.p);
    c->how->problem(c->how->problem_ctx, &err);
    c->good = false;
}

/* What goes wrong while the pipeline is made is told when it is made for
 * good. */
static void tell_later(void *ctx, const as_err *err)
{
    (void)ctx;
    (void)err;
}

static as_status try_plugin(checking *c, as_examples_state *out, as_err *err)
{
    const as_examples_how *how = c->how;
    as_status st = AS_OK;
    c->good = true;
    if (c->pipe == NULL) {
        st = as_pipeline_new(c->x->plugins, how->maker, how->maker_ctx,
                             tell_later, NULL, how->cancel, &c->pipe, err);
    }
    if (st == AS_OK && !as_pipeline_has_rules(c->pipe, c->plugin)) {
        *out = AS_EXAMPLES_NONE; /* as will be told */
        return AS_OK;
    }
    if (st == AS_OK) {
        st = as_examples_run(c->plugin->rules, annotate, c, tell, c, err);
        *out = c->good ? AS_EXAMPLES_GOOD : AS_EXAMPLES_BAD;
    }
    return st;
}

static uint64_t hash_of(const as_examples *x, const as_plugin *plugin)
{
    return as_hash_mix(x->hash, as_hash_portable(
                                    as_slice_str(plugin->manifest->name)));
}

as_status as_examples_init(as_plugins *plugins, as_examples *out, as_err *err)
{
    const size_t n = as_plugins_count(plugins);
    *out = (as_examples){.plugins = plugins, .hash = hash_all(plugins)};
    out->states = as_mem_zero(n, sizeof *out->states);
    if (out->states == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < n; i++) {
        const as_plugin *p = as_plugins_get(plugins, i);
        if (p->rules != NULL && as_rules_example_count(p->rules) > 0 &&
            !as_stamp_find("examples", hash_of(out, p))) {
            out->states[i] = AS_EXAMPLES_DUE;
        }
    }
    return AS_OK;
}

as_status as_examples_try(as_examples *x, const as_examples_how *how,
                          as_err *err)
{
    checking c = {.x = x, .how = how};
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < as_plugins_count(x->plugins); i++) {
        if (x->states[i] != AS_EXAMPLES_DUE) {
            continue;
        }
        c.plugin = as_plugins_get(x->plugins, i);
        c.i = i;
        st = try_plugin(&c, &x->states[i], err);
        if (st == AS_OK && how->tried != NULL) {
            how->tried(how->problem_ctx, i, x->states[i]);
        }
    }
    as_pipeline_free(c.pipe);
    return st;
}

static bool has_failed(void *ctx, const as_plugin *plugin)
{
    const as_examples *x = ctx;
    for (size_t i = 0; i < as_plugins_count(x->plugins); i++) {
        if (as_plugins_get(x->plugins, i) == plugin) {
            return x->states[i] == AS_EXAMPLES_BAD;
        }
    }
    return false;
}

void as_examples_settle(as_examples *x, as_plugins_problem problem, void *ctx)
{
    bool any = false;
    for (size_t i = 0; i < as_plugins_count(x->plugins); i++) {
        any |= x->states[i] == AS_EXAMPLES_BAD;
        if (x->states[i] == AS_EXAMPLES_GOOD) {
            const as_plugin *plugin = as_plugins_get(x->plugins, i);
            as_stamp_put("examples", hash_of(x, plugin));
        }
    }
    if (any) {
        as_plugins_drop(x->plugins, has_failed, x, problem, ctx);
    }
}

void as_examples_clear(as_examples *x)
{
    as_mem_free(x->states);
    *x = (as_examples){0};
}

as_status as_examples_check(as_plugins *plugins, const as_examples_how *how,
                            as_err *err)
{
    as_examples x;
    as_status st = as_examples_init(plugins, &x, err);
    if (st == AS_OK) {
        st = as_examples_try(&x, how, err);
    }
    if (st == AS_OK) {
        as_examples_settle(&x, how->problem, how->problem_ctx);
    }
    as_examples_clear(&x);
    return st;
}

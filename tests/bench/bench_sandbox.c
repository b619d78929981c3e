/* bench_sandbox.c - what the sandbox costs the Lua of the bundled plugins.
 *
 *     bench_sandbox FILE [MAX-MB]
 *
 * Cuts the file (at most MAX-MB of it, 2) into documents of five paragraphs
 * and sends each through two pipelines of all bundled plugins: one with the
 * states that the program makes, one with states of the same API but Lua's
 * own libraries, no guard, no memory cap, no own allocator. Prints CPU time
 * spent in the plugins' Lua (annotate and what rules call) and in the whole
 * pipelines, medians over RUNS passes over all documents, and their ratios.
 * Which pipeline goes first changes from document to document. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bind/lua_plugin.h"
#include "bind/rules_int.h"
#include "flow/plugins.h"

enum { RUNS = 7, PARAGRAPHS = 5, KINDS = 2 };

static void must(as_status st, const as_err *err)
{
    if (st != AS_OK) {
        fprintf(stderr, "bench_sandbox: %s\n", err->msg);
        exit(1);
    }
}

static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- a state without a sandbox ------------------------------------------ */

typedef struct plain {
    as_bind bind;
    lua_State *L;
    char origin[128];
    bool annotates;
} plain;

static void plain_open(plain *s, const as_plugin *p)
{
    snprintf(s->origin, sizeof s->origin, "%s@%s", p->manifest->name,
             p->manifest->version);
    s->bind.origin = s->origin;
    s->bind.dir = p->dir;
    s->bind.plugin = p;
    lua_State *L = s->L = luaL_newstate();
    *(as_bind **)lua_getextraspace(L) = &s->bind;
    luaL_openlibs(L);
    as_bind_types(L);
    as_bind_api(L);
    lua_newtable(L);
    lua_setfield(L, -2, "config");
    lua_setglobal(L, "assay");
    lua_getglobal(L, "package");
    lua_pushfstring(L, "%s/?.lua", p->dir);
    lua_setfield(L, -2, "path");
    lua_pop(L, 1);
    if (luaL_dofile(L, p->main) != LUA_OK) {
        fprintf(stderr, "bench_sandbox: %s\n", lua_tostring(L, -1));
        exit(1);
    }
    s->annotates = lua_getfield(L, 1, "annotate") == LUA_TFUNCTION;
    lua_settop(L, 1); /* the module stays */
}

static as_status plain_end(plain *s, int st)
{
    if (st != LUA_OK) {
        fprintf(stderr, "bench_sandbox: %s\n", lua_tostring(s->L, -1));
        exit(1);
    }
    as_slots_release(&s->bind);
    lua_settop(s->L, 1);
    return AS_OK;
}

static as_status plain_run(void *state, as_doc *doc, as_err *err)
{
    (void)err;
    plain *s = state;
    lua_getfield(s->L, 1, "annotate");
    as_handle_fill(&s->bind, as_handle_push(s->L), doc, true);
    return plain_end(s, lua_pcall(s->L, 1, 0, 0));
}

typedef struct job {
    plain *s;
    as_doc *doc;
    const as_rules *rules;
    const as_rule_hit *hit;
} job;

static int act(lua_State *L)
{
    const job *j = lua_touserdata(L, 1);
    as_handle_fill(&j->s->bind, as_handle_push(L), j->doc, true);
    lua_pushvalue(L, 2);
    as_push_slice(L, as_rules_action(j->rules, j->hit->rule));
    lua_rawget(L, -2);
    lua_remove(L, -2);
    as_rule_act(L, 3, j->doc, j->rules, j->hit);
    return 0;
}

static as_status plain_act(void *state, as_doc *doc, const as_rules *rules,
                           const as_rule_hit *hit, as_err *err)
{
    (void)err;
    plain *s = state;
    job j = {s, doc, rules, hit};
    lua_pushcfunction(s->L, act);
    lua_pushlightuserdata(s->L, &j);
    lua_pushvalue(s->L, 1);
    return plain_end(s, lua_pcall(s->L, 2, 0, 0));
}

static void plain_free(void *state)
{
    plain *s = state;
    lua_close(s->L);
    as_slots_clear(&s->bind);
    free(s);
}

static as_status plain_stage(const as_plugin *p, as_stage *out)
{
    if (p->main == NULL) {
        return AS_EOF;
    }
    plain *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return AS_ENOMEM;
    }
    plain_open(s, p);
    *out = (as_stage){.name = p->manifest->name,
                      .run = s->annotates ? plain_run : NULL,
                      .free = plain_free,
                      .state = s,
                      .act = plain_act};
    return AS_OK;
}

/* ---- stages that are timed ------------------------------------------------ */

static double lua_time[KINDS]; /* since the pass began */

typedef struct timed {
    as_stage real;
    double *time;
} timed;

static as_status timed_run(void *state, as_doc *doc, as_err *err)
{
    timed *t = state;
    const double begun = cpu_now();
    const as_status st = t->real.run(t->real.state, doc, err);
    *t->time += cpu_now() - begun;
    return st;
}

static as_status timed_act(void *state, as_doc *doc, const as_rules *rules,
                           const as_rule_hit *hit, as_err *err)
{
    timed *t = state;
    const double begun = cpu_now();
    const as_status st = t->real.act(t->real.state, doc, rules, hit, err);
    *t->time += cpu_now() - begun;
    return st;
}

static void timed_begin(void *state, const as_doc *doc)
{
    timed *t = state;
    const double begun = cpu_now();
    if (t->real.act_begin) {
        t->real.act_begin(t->real.state, doc);
    }
    *t->time += cpu_now() - begun;
}

static void timed_end(void *state)
{
    timed *t = state;
    const double begun = cpu_now();
    if (t->real.act_end) {
        t->real.act_end(t->real.state);
    }
    *t->time += cpu_now() - begun;
}

static void timed_free(void *state)
{
    timed *t = state;
    t->real.free(t->real.state);
    free(t);
}

/* An as_stage_maker; `ctx` is where time goes, the second one for plain. */
static as_status make(void *ctx, const as_plugin *plugin, as_stage *out,
                      as_err *err)
{
    as_stage real = {0};
    const bool is_plain = ctx == &lua_time[1];
    const as_status st = is_plain ? plain_stage(plugin, &real)
                                  : as_lua_plugin_stage(NULL, plugin, &real,
                                                        err);
    if (st != AS_OK) {
        return st;
    }
    timed *t = calloc(1, sizeof *t);
    if (t == NULL) {
        exit(1);
    }
    *t = (timed){real, ctx};
    *out = (as_stage){.name = real.name,
                      .run = real.run ? timed_run : NULL,
                      .free = timed_free,
                      .state = t,
                      .act = real.act ? timed_act : NULL,
                      .act_begin = timed_begin,
                      .act_end = timed_end};
    return AS_OK;
}

/* ---- documents -------------------------------------------------------------- */

typedef AS_VEC(as_slice) slices;

/* Texts of PARAGRAPHS paragraphs each. */
static void cut(as_slice all, slices *out)
{
    size_t beg = 0;
    int n = 0;
    for (size_t i = 0; i + 1 < all.n; i++) {
        if (all.p[i] == '\n' && all.p[i + 1] == '\n' && ++n == PARAGRAPHS) {
            as_slice *s = as_vec_push(out, NULL);
            *s = as_slice_of(all.p + beg, i + 2 - beg);
            beg = i + 2;
            n = 0;
        }
    }
}

static as_doc *doc_of(as_slice text)
{
    as_err err;
    as_buf buf = {0};
    as_doc *doc = NULL;
    must(as_buf_add_slice(&buf, text, &err), &err);
    const as_doc_meta meta = {.id = AS_LIT("d")};
    must(as_doc_new(&buf, &meta, &doc, &err), &err);
    return doc;
}

static as_slice file_read(const char *path, size_t max)
{
    FILE *f = fopen(path, "rb");
    char *p = malloc(max);
    if (f == NULL || p == NULL) {
        perror(path);
        exit(1);
    }
    const size_t n = fread(p, 1, max, f);
    fclose(f);
    return as_slice_of(p, n);
}

/* ---- the whole ---------------------------------------------------------------- */

static void told(void *ctx, const as_err *err)
{
    (void)ctx;
    fprintf(stderr, "bench_sandbox: %s\n", err->msg);
    exit(1);
}

static double one(as_pipeline *p, as_slice text)
{
    as_err err;
    as_doc *doc = doc_of(text);
    const double begun = cpu_now();
    must(as_pipeline_run(p, doc, &err), &err);
    const double took = cpu_now() - begun;
    as_doc_free(doc);
    return took;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v)
{
    qsort(v, RUNS, sizeof *v, by_size);
    return v[RUNS / 2];
}

static void print_line(const char *what, double with[RUNS],
                       double without[RUNS])
{
    double ratio[RUNS];
    for (int i = 0; i < RUNS; i++) {
        ratio[i] = with[i] / without[i];
    }
    const double r = median(ratio);
    printf("%-28s %8.3f s with the sandbox %8.3f s without   ratio %.3f\n",
           what, median(with), median(without), r);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: bench_sandbox FILE [MAX-MB]\n", stderr);
        return 2;
    }
    const size_t mb = argc > 2 ? strtoul(argv[2], NULL, 10) : 2;
    slices texts = {0};
    cut(file_read(argv[1], mb * 1000000), &texts);
    const as_plugin_source source = {.dir = "plugins",
                                     .trust = AS_TRUST_BUNDLED};
    const as_plugins_spec spec = {
        .sources = &source, .n_sources = 1, .problem = told};
    as_err err;
    as_plugins *plugins = NULL;
    as_pipeline *pipes[KINDS];
    must(as_plugins_load(&spec, &plugins, &err), &err);
    for (int k = 0; k < KINDS; k++) {
        must(as_pipeline_new(plugins, make, &lua_time[k], told, NULL, NULL,
                             &pipes[k], &err),
             &err);
    }
    double lua[KINDS][RUNS], all[KINDS][RUNS];
    for (int r = -1; r < RUNS; r++) { /* the first warms up */
        double sums[KINDS] = {0};
        lua_time[0] = lua_time[1] = 0;
        for (size_t i = 0; i < texts.n; i++) {
            for (size_t k = 0; k < KINDS; k++) {
                const size_t which = (i + k) % KINDS;
                sums[which] += one(pipes[which], texts.v[i]);
            }
        }
        for (int k = 0; k < KINDS && r >= 0; k++) {
            lua[k][r] = lua_time[k];
            all[k][r] = sums[k];
        }
    }
    printf("%zu documents, CPU time of one pass, medians of %d\n", texts.n,
           RUNS);
    print_line("Lua of the bundled plugins", lua[0], lua[1]);
    print_line("all stages", all[0], all[1]);
    for (int k = 0; k < KINDS; k++) {
        as_pipeline_free(pipes[k]);
    }
    as_plugins_unref(plugins);
    return 0;
}

/* lua_plugin.c - a plugin's main.lua as a stage of the pipeline.
 *
 * One state a stage; a pipeline is one thread's, and so is the state. A state
 * that had to be stopped is made anew. The
 * document is lent for the time of annotate(doc): the handle is stale
 * afterwards, should the plugin have kept it. Files are named relative to
 * the plugin's folder inside Lua (its messages cut long names), and get the
 * folder in front on the way out. */
#include "bind/lua_plugin.h"

#include <stdatomic.h>
#include <stdio.h>

#include "base/buf.h"
#include "bind/chunks.h"
#include "bind/rules_int.h"
#include "bind/sandbox.h"

enum {
    MEMORY_EACH = 16, /* bytes for a byte of a document, besides */
    MEMORY_MB = 64,  /* unless the manifest says otherwise */
    SECONDS = 10,
    LOST_MAX = 3 /* states, each of the plugin's memory, are given up */
};

#define ANNOTATE "assay.annotate" /* in the registry */
#define MODULE "assay.module"     /* what main.lua returned */
#define RESEED "assay.randomseed"

typedef struct stage {
    as_bind bind;
    lua_State *L;
    const as_plugin *plugin;
    as_kinds *kinds;
    as_buf origin;
    uint32_t seconds;
    uint32_t n_lost; /* states whose code had to be left */
    as_guard idle; /* while the rules of a document run */
} stage;

typedef struct job {
    stage *s;
    as_doc *doc;
    const as_rules *rules;  /* of an act */
    const as_rule_hit *hit;
    bool acts, annotates; /* what there is in it */
    as_status st;
} job;

/* ---- errors ----------------------------------------------------------- */

/* The message begins with a place in a file of the plugin: `file.lua:12:`. A
 * plugin may write there what it likes, but not a path out of its folder. */
static bool has_place(const char *msg)
{
    const char *lua = strstr(msg, ".lua:");
    char name[128];
    const size_t n = lua ? (size_t)(lua - msg) : sizeof name;
    if (n >= sizeof name || lua[5] < '0' || lua[5] > '9') {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const char c = msg[i];
        name[i] = c;
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/')) {
            return false; /* no dots: so no .. */
        }
    }
    return n > 0 && msg[0] != '/';
}

static as_status place_error(const stage *s, as_status st, as_err *err)
{
    if (err && st != AS_OK && st != AS_ENOMEM && st != AS_ECANCEL) {
        const char *file = has_place(err->msg) ? "" : "main.lua: ";
        if (strncmp(err->msg, "main.lua: ", 10) == 0) {
            file = "";
        }
        as_err_prefix(err, "%s/%s", s->plugin->dir, file);
        err->status = st;
    }
    return st;
}

/* The plugin's seconds for each MiB of the document that is begun. */
static uint32_t seconds_for(const stage *s, const as_doc *doc)
{
    const size_t mib = doc ? as_doc_text(doc).n >> 20 : 0;
    const uint64_t all = (uint64_t)s->seconds * (mib + 1);
    return all < UINT32_MAX / 2 ? (uint32_t)all : UINT32_MAX / 2;
}

/* A state whose code had to be left (as_guard_escape): never to be touched
 * again. The list keeps it where checkers of leaks find it. */
typedef struct lost {
    struct lost *next;
    lua_State *L;
} lost;

static _Atomic(lost *) all_lost;

static void give_up(stage *s)
{
    lost *one = as_mem_new(sizeof *one);
    if (one) {
        one->L = s->L;
        one->next = atomic_load(&all_lost);
        while (!atomic_compare_exchange_weak(&all_lost, &one->next, one)) {
        }
    }
    s->L = NULL;
    s->n_lost++;
}

/* lua_pcall of fn(job) under the guard; -1: the state was given up. */
static int call(stage *s, lua_CFunction fn, job *j)
{
    lua_State *L = s->L;
    as_bind *b = &s->bind;
    sigjmp_buf escape;
    as_guard_enter(&b->guard, L, seconds_for(s, j->doc));
    as_mem_meter *outer = as_mem_meter_set(&b->meter);
    if (sigsetjmp(escape, 0) != 0) {
        as_guard_escaped(&s->bind.guard);
        as_mem_meter_set(outer);
        as_guard_leave(&s->bind.guard, NULL);
        give_up(s);
        return -1;
    }
    as_guard_escape(&b->guard, &escape);
    lua_pushcfunction(L, fn);
    lua_pushlightuserdata(L, j);
    const int st = lua_pcall(L, 1, 0, 0);
    as_mem_meter_set(outer);
    as_guard_leave(&b->guard, L);
    return st;
}

static as_status stopped(const stage *s, as_err *err)
{
    if (as_cancelled(s->bind.guard.outer)) {
        return as_err_set(err, AS_ECANCEL, "interrupted");
    }
    return as_err_set(err, AS_ELIMIT,
                      "ran longer than %u s, and had to be given up%s",
                      (unsigned)s->bind.guard.seconds,
                      s->n_lost < LOST_MAX ? ""
                                           : ": it is switched off from here "
                                             "on");
}

/* Run fn(job) in the state, within memory and time. A state that was stopped
 * is in no state that anybody thought of: it is closed, and made anew for the
 * next document. */
static as_status protect(stage *s, lua_CFunction fn, job *j, as_err *err)
{
    const int st = call(s, fn, j);
    as_status out = AS_OK;
    if (st < 0) {
        out = stopped(s, err);
    } else if (st != LUA_OK) {
        out = as_bind_result(s->L, st, err);
        if (out == AS_ESCRIPT && j->st != AS_OK) {
            out = j->st;
        }
    } else if (as_guard_due(&s->bind.guard) == AS_ECANCEL) {
        out = as_err_set(err, AS_ECANCEL, "interrupted");
    }
    if (s->L) {
        lua_settop(s->L, 0);
    }
    if (s->L && (out == AS_ELIMIT || s->bind.guard.due != AS_OK)) {
        as_bind_close(&s->bind, s->L);
        s->L = NULL;
    }
    return place_error(s, out, err);
}

static as_status setup_state(stage *s, job *j, as_err *err);

/* The state for a call: the one there is, or after a kill a new one; within a
 * document (`again` false) none is made. */
static as_status ready(stage *s, bool again, as_err *err)
{
    if (s->L) {
        return AS_OK;
    }
    if (s->n_lost >= LOST_MAX) {
        return as_err_set(err, AS_ELIMIT,
                          "%s: is switched off, since it had to be given up "
                          "%d times",
                          s->plugin->dir, LOST_MAX);
    }
    if (!again) {
        return as_err_set(err, AS_ELIMIT,
                          "%s: was stopped in this document", s->plugin->dir);
    }
    job j = {.s = s};
    return setup_state(s, &j, err);
}

/* What our own code makes of a document on a plugin's behalf grows with it
 * (views of its tokens, hits): so does the cap. */
static void widen(stage *s, const as_doc *doc)
{
    as_bind *b = &s->bind;
    uint32_t seconds;
    as_lua_plugin_limits(s->plugin, &b->mem_cap, &seconds);
    b->mem_cap += MEMORY_EACH * (doc ? as_doc_text(doc).n : 0);
    b->meter.cap = b->mem_cap;
}

/* A new document, or none: a new state. */
static void begin(stage *s, const as_doc *doc)
{
    as_bind *b = &s->bind;
    widen(s, doc);
    as_guard_restart(&b->guard);
    as_sandbox_restart(b);
    b->meter.used = b->held_bytes;
    b->meter.hit = 0;
    b->held_collect_at = b->mem_cap / 4;
}

/* ---- a document ------------------------------------------------------- */

/* What a long document left goes now: the collector would wait for the next
 * one. It may run finalizers, and so belongs under the guard. */
static void tidy(lua_State *L)
{
    enum { TIDY_AT = 8 << 10 }; /* KiB */
    if (lua_gc(L, LUA_GCCOUNT, 0) > TIDY_AT) {
        lua_gc(L, LUA_GCCOLLECT, 0);
    }
}

static int annotate(lua_State *L)
{
    const job *j = lua_touserdata(L, 1);
    /* Chance must not depend on which documents came before. */
    lua_getfield(L, LUA_REGISTRYINDEX, RESEED);
    lua_pushinteger(L, 1);
    lua_call(L, 1, 0);
    lua_getfield(L, LUA_REGISTRYINDEX, ANNOTATE);
    uint32_t slot = as_handle_push(L);
    as_handle_fill(&j->s->bind, slot, j->doc, true);
    lua_call(L, 1, 0);
    tidy(L);
    return 0;
}

static as_status stage_run(void *state, as_doc *doc, as_err *err)
{
    stage *s = state;
    job j = {.s = s, .doc = doc};
    as_status st = ready(s, true, err);
    if (st != AS_OK) {
        return st;
    }
    begin(s, doc);
    st = protect(s, annotate, &j, err);
    as_slots_release(&s->bind);
    return st;
}

/* ---- a hit of a rule -------------------------------------------------- */

static int act(lua_State *L)
{
    const job *j = lua_touserdata(L, 1);
    uint32_t slot = as_handle_push(L);
    as_handle_fill(&j->s->bind, slot, j->doc, true);
    lua_getfield(L, LUA_REGISTRYINDEX, MODULE);
    as_push_slice(L, as_rules_action(j->rules, j->hit->rule));
    lua_rawget(L, 3);
    as_rule_act(L, 2, j->doc, j->rules, j->hit);
    return 0;
}

static void stage_act_begin(void *state, const as_doc *doc)
{
    stage *s = state;
    (void)ready(s, true, NULL); /* told by the first act */
    begin(s, doc);
    as_guard_idle(&s->idle);
}

static void stage_act_end(void *state)
{
    stage *s = state;
    as_guard_idle_end(&s->idle);
}

static as_status stage_act(void *state, as_doc *doc, const as_rules *rules,
                           const as_rule_hit *hit, as_err *err)
{
    stage *s = state;
    job j = {.s = s, .doc = doc, .rules = rules, .hit = hit};
    as_status st = ready(s, false, err);
    if (st != AS_OK) {
        return st;
    }
    st = protect(s, act, &j, err);
    as_slots_release(&s->bind);
    return st;
}

static void stage_free(void *state)
{
    stage *s = state;
    if (s) {
        as_bind_close(&s->bind, s->L);
        as_kinds_free(s->kinds);
        as_buf_clear(&s->origin);
        as_mem_free(s);
    }
}

/* ---- making ----------------------------------------------------------- */

/* Every `do` of a rule is a function of the module on top. */
static bool check_actions(lua_State *L, const as_rules *rules)
{
    bool any = false;
    for (size_t i = 0; rules && i < as_rules_count(rules); i++) {
        const as_slice action = as_rules_action(rules, i);
        if (action.n == 0) {
            continue;
        }
        as_push_slice(L, action);
        if (lua_rawget(L, -2) != LUA_TFUNCTION) {
            as_push_slice(L, action);
            as_push_slice(L, as_rules_name(rules, i));
            as_bind_error(L, "main.lua: there is no function %s, which rule "
                             "%s names under `do': write it",
                          lua_tostring(L, -2), lua_tostring(L, -1));
        }
        lua_pop(L, 1);
        any = true;
    }
    return any;
}

static int setup(lua_State *L)
{
    job *j = lua_touserdata(L, 1);
    as_sandbox_open(L);
    lua_getglobal(L, "math");
    lua_getfield(L, -1, "randomseed");
    lua_setfield(L, LUA_REGISTRYINDEX, RESEED);
    as_chunks_load(L, "main.lua", &j->st);
    lua_call(L, 0, 1);
    if (!lua_istable(L, -1)) {
        return luaL_error(L, "main.lua: must return a table (got %s)",
                          luaL_typename(L, -1));
    }
    j->acts = check_actions(L, j->s->plugin->rules);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, MODULE);
    const bool has = as_field_push(L, lua_gettop(L), "main.lua", "annotate",
                                   LUA_TFUNCTION, "a function");
    if (!has && j->acts) {
        return 0;
    }
    if (!has) {
        j->st = AS_EOF;
        return luaL_error(L, "main.lua: has no annotate");
    }
    lua_setfield(L, LUA_REGISTRYINDEX, ANNOTATE);
    j->annotates = true;
    return 0;
}

static as_status make_kinds(stage *s, as_err *err)
{
    as_status st = as_kinds_new(&s->kinds, err);
    const as_manifest *m = s->plugin->manifest;
    for (uint32_t i = 0; st == AS_OK && i < m->n_kinds; i++) {
        const as_manifest_kind *k = &m->kinds[i];
        for (uint32_t f = 0; st == AS_OK && f < k->n_fields; f++) {
            as_slice field = as_slice_str(k->fields[f]);
            st = as_kinds_add(s->kinds, as_slice_str(k->name), &field, 1,
                              err);
        }
    }
    s->bind.kinds = s->kinds;
    return st;
}

void as_lua_plugin_limits(const as_plugin *plugin, size_t *memory,
                          uint32_t *seconds)
{
    const as_manifest *m = plugin->manifest;
    const uint32_t mb = m->limits ? m->limits->memory_mb : 0;
    const uint32_t given = m->limits ? m->limits->seconds : 0;
    const bool runs = plugin->main != NULL;
    *memory = runs ? (size_t)(mb ? mb : MEMORY_MB) << 20 : 0;
    *seconds = runs ? given ? given : SECONDS : 0;
}

static as_status prepare(stage *s, as_err *err)
{
    const as_manifest *m = s->plugin->manifest;
    as_lua_plugin_limits(s->plugin, &s->bind.mem_cap, &s->seconds);
    s->bind.meter.cap = s->bind.mem_cap;
    s->bind.meter.beside = &s->bind.mem_used;
    s->bind.plugin = s->plugin;
    s->bind.dir = s->plugin->dir;
    as_status st = make_kinds(s, err);
    if (st == AS_OK) {
        st = as_buf_printf(&s->origin, err, "%s@%s", m->name, m->version);
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(&s->origin, '\0', err);
    }
    s->bind.origin = s->origin.p;
    return st;
}

/* A state with main.lua run in it, or none. */
static as_status setup_state(stage *s, job *j, as_err *err)
{
    as_bind *b = &s->bind;
    b->mem_used = b->held_bytes = b->n_held = b->n_closing = 0;
    b->mem_hit = false;
    begin(s, NULL);
    s->L = as_bind_open(b);
    as_status st = s->L ? protect(s, setup, j, err) : as_err_nomem(err);
    if (st != AS_OK && s->L) {
        as_bind_close(b, s->L);
        s->L = NULL;
    }
    return st;
}

/* Rules with `do` and no code to do it. */
static as_status no_code(const as_plugin *plugin, as_err *err)
{
    const as_rules *rules = plugin->rules;
    for (size_t i = 0; rules && i < as_rules_count(rules); i++) {
        const as_slice name = as_rules_name(rules, i);
        if (as_rules_action(rules, i).n > 0) {
            return as_err_set(err, AS_EINVAL,
                              "%s: rule %.*s has a `do', and there is no "
                              "main.lua: write one",
                              plugin->dir, (int)name.n, name.p);
        }
    }
    return AS_EOF;
}

static as_status make(void *ctx, const as_plugin *plugin, bool trial,
                      as_stage *out, as_err *err)
{
    if (!plugin->main) {
        return no_code(plugin, err);
    }
    stage *s = as_mem_zero(1, sizeof *s);
    if (!s) {
        return as_err_nomem(err);
    }
    s->plugin = plugin;
    s->bind.guard.outer = ctx;
    s->bind.trial = trial;
    as_status st = prepare(s, err);
    job j = {.s = s};
    st = st == AS_OK ? setup_state(s, &j, err) : st;
    if (st != AS_OK) {
        stage_free(s);
        return st;
    }
    *out = (as_stage){.name = plugin->manifest->name,
                      .run = j.annotates ? stage_run : NULL,
                      .free = stage_free,
                      .state = s,
                      .act = j.acts ? stage_act : NULL,
                      .act_begin = stage_act_begin,
                      .act_end = stage_act_end};
    return AS_OK;
}

as_status as_lua_plugin_stage(void *ctx, const as_plugin *plugin,
                              as_stage *out, as_err *err)
{
    return make(ctx, plugin, false, out, err);
}

as_status as_lua_plugin_trial(void *ctx, const as_plugin *plugin,
                              as_stage *out, as_err *err)
{
    return make(ctx, plugin, true, out, err);
}

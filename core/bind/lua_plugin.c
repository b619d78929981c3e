/* lua_plugin.c - a plugin's main.lua as a stage of the pipeline.
 *
 * One state a stage; a pipeline is one thread's, and so is the state. The
 * document is lent for the time of annotate(doc): the handle is stale
 * afterwards, should the plugin have kept it. Files are named relative to
 * the plugin's folder inside Lua (its messages cut long names), and get the
 * folder in front on the way out. */
#include "bind/lua_plugin.h"

#include <stdio.h>

#include "base/buf.h"
#include "bind/rules_int.h"
#include "bind/sandbox.h"

enum {
    MEMORY_MB = 64,  /* unless the manifest says otherwise */
    SECONDS = 10
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

/* The message begins with a place: `file.lua:12:`. */
static bool has_place(const char *msg)
{
    const char *lua = strstr(msg, ".lua:");
    const char *space = strchr(msg, ' ');
    return lua && lua[5] >= '0' && lua[5] <= '9' && (!space || lua < space);
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

/* Run fn(job) in the state, within memory and time. */
static as_status protect(stage *s, lua_CFunction fn, job *j, as_err *err)
{
    lua_State *L = s->L;
    as_guard_enter(&s->bind.guard, L, seconds_for(s, j->doc));
    lua_pushcfunction(L, fn);
    lua_pushlightuserdata(L, j);
    int st = lua_pcall(L, 1, 0, 0);
    as_guard_leave(&s->bind.guard, L);
    as_status out = AS_OK;
    if (st != LUA_OK) {
        out = as_bind_result(L, st, err);
        if (out == AS_ESCRIPT && j->st != AS_OK) {
            out = j->st;
        }
        lua_gc(L, LUA_GCCOLLECT, 0);
    } else if (as_guard_due(&s->bind.guard) == AS_ECANCEL) {
        out = as_err_set(err, AS_ECANCEL, "interrupted");
    }
    lua_settop(L, 0);
    return place_error(s, out, err);
}

/* ---- a document ------------------------------------------------------- */

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
    return 0;
}

static as_status stage_run(void *state, as_doc *doc, as_err *err)
{
    stage *s = state;
    job j = {.s = s, .doc = doc};
    s->bind.doc_bytes = as_doc_size(doc);
    s->bind.n_adds = 0;
    as_guard_restart(&s->bind.guard);
    as_status st = protect(s, annotate, &j, err);
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

static void stage_act_begin(void *state)
{
    stage *s = state;
    as_guard_restart(&s->bind.guard);
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
    s->bind.doc_bytes = as_doc_size(doc);
    s->bind.n_adds = 0;
    as_status st = protect(s, act, &j, err);
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
    as_sandbox_load(L, "main.lua", &j->st);
    lua_call(L, 0, 1);
    if (!lua_istable(L, -1)) {
        return luaL_error(L, "main.lua: must return a table (got %s)",
                          luaL_typename(L, -1));
    }
    j->acts = check_actions(L, j->s->plugin->rules);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, MODULE);
    lua_pushliteral(L, "annotate");
    int type = lua_rawget(L, -2);
    if (type == LUA_TNIL && j->acts) {
        return 0;
    }
    if (type == LUA_TNIL) {
        j->st = AS_EOF;
        return luaL_error(L, "main.lua: has no annotate");
    }
    if (type != LUA_TFUNCTION) {
        return luaL_error(L, "main.lua: annotate must be a function (got %s)",
                          luaL_typename(L, -1));
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

static as_status prepare(stage *s, as_err *err)
{
    const as_manifest *m = s->plugin->manifest;
    uint32_t mb = m->limits ? m->limits->memory_mb : 0;
    uint32_t seconds = m->limits ? m->limits->seconds : 0;
    s->bind.mem_cap = (size_t)(mb ? mb : MEMORY_MB) << 20;
    s->seconds = seconds ? seconds : SECONDS;
    s->bind.dir = s->plugin->dir;
    as_status st = make_kinds(s, err);
    if (st == AS_OK) {
        st = as_buf_printf(&s->origin, err, "%s@%s", m->name, m->version);
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(&s->origin, '\0', err);
    }
    s->bind.origin = s->origin.p;
    if (st == AS_OK) {
        s->L = as_bind_open(&s->bind);
        st = s->L ? AS_OK : as_err_nomem(err);
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

as_status as_lua_plugin_stage(void *ctx, const as_plugin *plugin,
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
    as_status st = prepare(s, err);
    job j = {.s = s};
    st = st == AS_OK ? protect(s, setup, &j, err) : st;
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

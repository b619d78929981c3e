/* plugin_tests.c - core.plugin_tests: the tests that a plugin brings.
 *
 * The plugin is loaded in front of all others, as it lies in its folder. The
 * examples of its rules run in the pipeline up to them; its tests/NAME.lua
 * run in a state of their own, a sandbox as the plugin's code has, to which
 * nothing is granted. There, `records` sends a text through the whole
 * pipeline. What became of each is a row; rows are kept here and made into
 * tables at the end, so that no Lua error passes through C that holds memory.
 * Refuses: to let a test see files, or run longer than SECONDS. */
#include <stdio.h>

#include "base/arena.h"
#include "bind/chunks.h"
#include "bind/lua_plugin.h"
#include "bind/sandbox.h"
#include "bind/user.h"
#include "flow/examples.h"
#include "io/rulefile.h"

enum { SECONDS = 20, MEMORY_MB = 256 };

typedef struct row {
    const char *kind; /* load, example, test */
    as_slice name, why; /* why: empty if it is good */
} row;

typedef struct tests {
    as_plugins *plugins;
    as_pipeline *pipe;
    const as_plugin *plugin;
    as_bind bind; /* of the state for the tests */
    lua_State *S;
    as_buf origin;
    as_arena *arena;
    AS_VEC(row) rows;
    AS_VEC(as_plugin_source) sources;
    as_slice prelude, file; /* the file that is running */
    const char *dir;
    bool failed; /* memory was refused */
} tests;

static void tests_free(void *p)
{
    tests *t = p;
    if (t == NULL) {
        return;
    }
    if (t->S) {
        as_bind_close(&t->bind, t->S);
    }
    as_pipeline_free(t->pipe);
    as_plugins_unref(t->plugins);
    as_buf_clear(&t->origin);
    as_vec_clear(&t->rows);
    as_vec_clear(&t->sources);
    as_arena_free(t->arena);
    as_mem_free(t);
}

static void add_row(tests *t, const char *kind, as_slice name, as_slice why)
{
    row *r = as_vec_push(&t->rows, NULL);
    if (r != NULL) {
        *r = (row){kind, as_arena_copy(t->arena, name),
                   as_arena_copy(t->arena, why)};
    }
    t->failed |= r == NULL || r->name.p == NULL || r->why.p == NULL;
}

/* ---- loading ---------------------------------------------------------- */

/* What is wrong with other plugins is not ours to tell. */
static void on_problem(void *ctx, const as_err *err)
{
    tests *t = ctx;
    if (strncmp(err->msg, t->dir, strlen(t->dir)) == 0) {
        add_row(t, "load", as_slice_str("loads"), as_slice_str(err->msg));
    }
}

static as_status load(tests *t, const as_cancel *cancel, as_err *err)
{
    const as_plugins_spec spec = {.sources = t->sources.v,
                                  .n_sources = t->sources.n,
                                  .problem = on_problem,
                                  .ctx = t};
    as_status st = as_plugins_load(&spec, &t->plugins, err);
    for (size_t i = 0; st == AS_OK && i < as_plugins_count(t->plugins); i++) {
        const as_plugin *p = as_plugins_get(t->plugins, i);
        if (strcmp(p->dir, t->dir) == 0) {
            t->plugin = p;
        }
    }
    return st == AS_OK ? as_pipeline_new(t->plugins, as_lua_plugin_trial,
                                         (void *)cancel, on_problem, t,
                                         cancel, &t->pipe, err)
                       : st;
}

/* ---- examples --------------------------------------------------------- */

static as_status annotate(void *ctx, as_doc *doc, as_err *err)
{
    const tests *t = ctx;
    return as_pipeline_run_rules(t->pipe, t->plugin, doc, err);
}

static void on_example(void *ctx, const as_rule_example *e, as_slice why)
{
    tests *t = ctx;
    as_buf name = {0}, text = {0};
    const as_slice rule = as_rules_name(t->plugin->rules, e->rule);
    const char *path = t->plugin->rule_files[e->file];
    size_t line = 1, column = 1;
    as_status st = as_buf_printf(&name, NULL, "%.*s: %s \"%.*s\"",
                                 (int)rule.n, rule.p,
                                 e->must ? "matches" : "does not match",
                                 (int)e->text.n, e->text.p);
    if (st == AS_OK && why.n > 0) {
        as_rulefile_place(path, e->part, &line, &column);
        st = as_buf_printf(&text, NULL, "%s:%zu:%zu: %.*s", path, line,
                           column, (int)why.n, why.p);
    }
    t->failed |= st != AS_OK;
    if (st == AS_OK) {
        add_row(t, "example", as_buf_slice(&name), as_buf_slice(&text));
    }
    as_buf_clear(&name);
    as_buf_clear(&text);
}

/* ---- in the sandbox --------------------------------------------------- */

static tests *tests_of(lua_State *S)
{
    return lua_touserdata(S, lua_upvalueindex(1));
}

/* A string of the table at `idx`, which keeps it; or empty. */
static as_slice field(lua_State *S, int idx, const char *key)
{
    if (!lua_istable(S, idx)) {
        return (as_slice){0};
    }
    lua_pushstring(S, key);
    as_slice s = {0};
    if (lua_rawget(S, idx) == LUA_TSTRING) {
        s = as_to_slice(S, -1);
    }
    lua_pop(S, 1);
    return s;
}

static as_doc *make_doc(const tests *t, as_slice text,
                        const as_doc_meta *meta, as_err *err)
{
    as_buf copy = {0};
    as_doc *doc = NULL;
    as_status st = as_buf_add_slice(&copy, text, err);
    st = st == AS_OK ? as_doc_new(&copy, meta, &doc, err) : st;
    st = st == AS_OK ? as_pipeline_run(t->pipe, doc, err) : st;
    if (st != AS_OK) {
        as_doc_free(doc);
        doc = NULL;
    }
    as_buf_clear(&copy);
    return doc;
}

/* records(text [, kind [, {date =, title =}]]): what extract would write. */
static int records(lua_State *S)
{
    tests *t = tests_of(S);
    if (lua_type(S, 1) != LUA_TSTRING) {
        return as_bind_arg(S, 1, "records", "text", "a string");
    }
    if (!lua_isnoneornil(S, 2) && lua_type(S, 2) != LUA_TSTRING) {
        return as_bind_arg(S, 2, "records", "kind", "a string");
    }
    lua_settop(S, 3);
    const as_doc_meta meta = {.id = AS_LIT("test"),
                              .date = field(S, 3, "date"),
                              .title = field(S, 3, "title")};
    const uint32_t slot = as_handle_push(S);
    as_err err;
    as_doc *doc = make_doc(t, as_to_slice(S, 1), &meta, &err);
    if (doc == NULL) {
        return as_bind_raise(S, err.status, &err);
    }
    as_handle_fill(&t->bind, slot, doc, false);
    lua_getfield(S, 4, "records");
    lua_pushvalue(S, 4);
    if (!lua_isnil(S, 2)) {
        lua_pushvalue(S, 2);
    }
    lua_call(S, lua_gettop(S) - 5, 1);
    as_handle_close(S, 4);
    return 1;
}

/* report(name, why): why is nil if it is good. */
static int report(lua_State *S)
{
    tests *t = tests_of(S);
    as_slice why = {0};
    if (!lua_isnoneornil(S, 2)) {
        luaL_tolstring(S, 2, NULL);
        why = as_to_slice(S, -1);
        why = why.n ? why : as_slice_str("failed");
    }
    luaL_tolstring(S, 1, NULL);
    as_slice name = as_to_slice(S, -1);
    add_row(t, "test",
            (as_slice){lua_pushfstring(S, "%s: %s", t->file.p, name.p),
                       t->file.n + 2 + strlen(name.p)},
            why);
    return 0;
}

static int run_file(lua_State *S)
{
    tests *t = lua_touserdata(S, 1);
    as_status st = AS_OK;
    as_sandbox_open(S);
    lua_pushlightuserdata(S, t);
    lua_pushcclosure(S, records, 1);
    lua_setglobal(S, "records");
    if (luaL_loadbufferx(S, t->prelude.p, t->prelude.n, "=tests", "t") !=
        LUA_OK) {
        return lua_error(S);
    }
    lua_pushlightuserdata(S, t);
    lua_pushcclosure(S, report, 1);
    lua_call(S, 1, 0);
    as_chunks_load(S, t->file.p, &st);
    lua_call(S, 0, 0);
    return 0;
}

static as_status open_state(tests *t, const as_cancel *cancel, as_err *err)
{
    t->bind = (as_bind){.mem_cap = (size_t)MEMORY_MB << 20,
                        .dir = t->plugin->dir,
                        .plugin = t->plugin,
                        .kinds = as_plugins_kinds(t->plugins),
                        .origin = t->origin.p};
    t->bind.guard.outer = cancel;
    as_sandbox_restart(&t->bind);
    t->S = as_bind_open(&t->bind);
    return t->S ? AS_OK : as_err_nomem(err);
}

/* One file of tests in a state of its own. What stops the file is a row. */
static as_status test_file(tests *t, const as_cancel *cancel, as_err *err)
{
    as_status st = open_state(t, cancel, err);
    if (st != AS_OK) {
        return st;
    }
    const size_t before = t->rows.n;
    as_err why = {0};
    as_guard_enter(&t->bind.guard, t->S, SECONDS);
    lua_pushcfunction(t->S, run_file);
    lua_pushlightuserdata(t->S, t);
    int code = lua_pcall(t->S, 1, 0, 0);
    as_guard_leave(&t->bind.guard, t->S);
    if (code != LUA_OK) {
        st = as_bind_result(t->S, code, &why);
    }
    as_bind_close(&t->bind, t->S);
    t->S = NULL;
    if (st == AS_ECANCEL) {
        return as_err_set(err, st, "interrupted");
    }
    if (st == AS_OK && t->rows.n == before) {
        as_err_set(&why, AS_EINVAL, "there is no test in it");
        st = AS_EINVAL;
    }
    if (st != AS_OK) {
        add_row(t, "test", t->file, as_slice_str(why.msg));
    }
    return AS_OK;
}

/* ---- called from Lua -------------------------------------------------- */

static const char *text_of(lua_State *L, int idx, const char *key)
{
    if (lua_getfield(L, idx, key) != LUA_TSTRING) {
        luaL_error(L, "plugin_tests: %s must be a string", key);
    }
    const char *s = lua_tostring(L, -1);
    lua_pop(L, 1); /* the table keeps it */
    return s;
}

/* The plugin first, then the folders in `folders`. */
static void read_sources(lua_State *L, tests *t)
{
    if (lua_getfield(L, 1, "folders") != LUA_TTABLE) {
        luaL_error(L, "plugin_tests: folders must be a list");
    }
    const lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 0; i <= n; i++) {
        const char *dir = t->dir;
        if (i > 0 && lua_rawgeti(L, -1, i) == LUA_TSTRING) {
            dir = lua_tostring(L, -1);
        }
        as_plugin_source *s = as_vec_push(&t->sources, NULL);
        if (s == NULL) {
            as_bind_raise(L, AS_ENOMEM, NULL);
        }
        *s = (as_plugin_source){.dir = dir, .one = true,
                                .trust = AS_TRUST_BUNDLED};
        if (i > 0) {
            lua_pop(L, 1); /* `folders` keeps it */
        }
    }
    lua_pop(L, 1);
}

static tests *push_tests(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    as_box *box = as_box_push(L, tests_free);
    tests *t = box->p = as_mem_zero(1, sizeof *t);
    if (t == NULL || (t->arena = as_arena_new()) == NULL) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    t->dir = text_of(L, 1, "dir");
    t->prelude = as_slice_str(text_of(L, 1, "prelude"));
    read_sources(L, t);
    return t;
}

static void push_rows(lua_State *L, const tests *t)
{
    lua_createtable(L, (int)t->rows.n, 0);
    for (size_t i = 0; i < t->rows.n; i++) {
        const row *r = &t->rows.v[i];
        lua_createtable(L, 0, 4);
        lua_pushstring(L, r->kind);
        lua_setfield(L, -2, "kind");
        as_push_slice(L, r->name);
        lua_setfield(L, -2, "name");
        lua_pushboolean(L, r->why.n == 0);
        lua_setfield(L, -2, "good");
        if (r->why.n > 0) {
            as_push_slice(L, r->why);
            lua_setfield(L, -2, "why");
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static as_status run_files(lua_State *L, tests *t, const as_cancel *cancel,
                           as_err *err)
{
    as_status st = AS_OK;
    const int files = lua_gettop(L);
    for (lua_Integer i = 1; st == AS_OK; i++) {
        if (lua_rawgeti(L, files, i) != LUA_TSTRING) {
            break;
        }
        t->file = as_to_slice(L, -1);
        lua_settop(L, files); /* the list keeps it */
        st = test_file(t, cancel, err);
    }
    lua_settop(L, files);
    return st;
}

/* plugin_tests{dir=, folders={dir...}, files={"tests/a.lua"...}, prelude=}:
 * rows of kind, name, good, why. `dir` is absolute, folders are those of the
 * other plugins, `prelude` is run before each file. */
static int plugin_tests(lua_State *L)
{
    const as_cancel *cancel = &as_bind_of(L)->lua->bind.guard.cancel;
    tests *t = push_tests(L);
    if (lua_getfield(L, 1, "files") != LUA_TTABLE) {
        return luaL_error(L, "plugin_tests: files must be a list");
    }
    as_err err;
    as_status st = load(t, cancel, &err);
    if (st == AS_OK && t->plugin != NULL) {
        const as_manifest *m = t->plugin->manifest;
        st = as_buf_printf(&t->origin, &err, "%s@%s", m->name, m->version);
        st = st == AS_OK ? as_buf_add_byte(&t->origin, '\0', &err) : st;
        if (st == AS_OK && t->plugin->rules != NULL) {
            st = as_examples_run(t->plugin->rules, annotate, t, on_example,
                                 t, &err);
        }
        st = st == AS_OK ? run_files(L, t, cancel, &err) : st;
    }
    st = st == AS_OK && t->failed ? as_err_nomem(&err) : st;
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    push_rows(L, t);
    return 1;
}

const luaL_Reg as_api_plugin_tests[] = {{"plugin_tests", plugin_tests},
                                        {NULL, NULL}};

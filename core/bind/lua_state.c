/* lua_state.c - the user's state: made, entered, left; scripts run in it.
 *
 * Everything that can raise runs in protected mode under the guard, so that
 * no error ever reaches Lua's panic. `assay.core` is what C offers; the
 * library in lua/assay/ makes the table `assay` and the commands out of it. */
#include "bind/lua_state.h"

#include <stdio.h>

#include "bind/api_ask.h"
#include "bind/api_corpus.h"
#include "bind/api_store.h"
#include "bind/calls.h"
#include "bind/lua_plugin.h"
#include "bind/journal.h"
#include "bind/pattern.h"
#include "bind/term.h"
#include "bind/user.h"

/* ---- protected calls -------------------------------------------------- */

as_status as_lua_protect(as_lua *lua, lua_CFunction fn, void *arg,
                         as_err *err)
{
    lua_State *L = lua->L;
    if (!lua_checkstack(L, 8)) {
        return as_err_nomem(err);
    }
    as_cancel_lower(&lua->bind.guard.cancel);
    as_guard_enter(&lua->bind.guard, L, 0);
    lua_pushcfunction(L, fn);
    lua_pushlightuserdata(L, arg);
    int st = lua_pcall(L, 1, 0, 0);
    as_guard_leave(&lua->bind.guard, L);
    fflush(stdout); /* before anything else writes there */
    as_status out = AS_OK;
    if (st != LUA_OK) {
        out = as_bind_result(L, st, err);
    } else if (as_cancelled(&lua->bind.guard.cancel)) {
        out = as_err_set(err, AS_ECANCEL, "interrupted");
    }
    lua_settop(L, 0);
    as_cancel_lower(&lua->bind.guard.cancel);
    return out;
}

void as_lua_library(lua_State *L, const char *module)
{
    lua_getfield(L, LUA_REGISTRYINDEX, AS_REQUIRE);
    lua_pushstring(L, module);
    lua_call(L, 1, 1);
}

/* errors[name](message, code) of assay.errors: of who calls this, level 3
 * there. */
static int explain(lua_State *L)
{
    as_lua_library(L, "assay.errors");
    lua_pushvalue(L, 1);
    lua_gettable(L, -2);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 3);
    lua_call(L, 2, 1);
    return 1;
}

void as_lua_explain(lua_State *L, const char *name, as_slice code)
{
    if (lua_type(L, -1) != LUA_TSTRING ||
        as_guard_due(&as_bind_of(L)->guard) != AS_OK) {
        return;
    }
    lua_pushcfunction(L, explain);
    lua_pushstring(L, name);
    lua_pushvalue(L, -3);
    as_push_slice(L, code);
    if (lua_pcall(L, 3, 1, 0) == LUA_OK && lua_type(L, -1) == LUA_TSTRING) {
        lua_replace(L, -2);
    } else {
        lua_pop(L, 1);
    }
}

/* Lua's own words for what is missing, at 1, become ours; a wrong argument's
 * are told how the command is called. */
static void put_into_words(lua_State *L)
{
    static const char *const known[] = {"a nil value (", "attempt to call a ",
                                        " (got "};
    const char *msg = lua_tostring(L, 1);
    for (size_t i = 0; msg && i < sizeof known / sizeof *known; i++) {
        if (strstr(msg, known[i]) != NULL) {
            as_lua_explain(L, "explain", AS_LIT(""));
            return;
        }
    }
}

/* core.term.trace: is where errors come from to be told? */
static bool is_traced(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, "assay.term");
    lua_pushliteral(L, "trace");
    const bool yes = lua_istable(L, -2) && lua_rawget(L, -2) != LUA_TNIL &&
                     lua_toboolean(L, -1);
    lua_settop(L, 1);
    return yes;
}

/* The message as a string, its traceback kept beside it. */
static int on_error(lua_State *L)
{
    as_lua *lua = as_bind_of(L)->lua;
    if (lua_type(L, 1) != LUA_TSTRING &&
        luaL_getmetafield(L, 1, "__tostring") == LUA_TFUNCTION) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 1);
        lua_replace(L, 1);
    }
    lua_settop(L, 1);
    put_into_words(L);
    lua->trace.n = 0;
    if (is_traced(L)) {
        luaL_traceback(L, L, NULL, 1);
        (void)as_buf_add_slice(&lua->trace, as_to_slice(L, -1), NULL);
    }
    lua_settop(L, 1);
    return 1;
}

int as_lua_traced(lua_State *L, int n, int n_results)
{
    int base = lua_gettop(L) - n;
    lua_pushcfunction(L, on_error);
    lua_insert(L, base);
    int st = lua_pcall(L, n, n_results, base);
    lua_remove(L, base);
    return st;
}

as_slice as_lua_trace(const as_lua *lua)
{
    return as_buf_slice(&lua->trace);
}

/* ---- making ----------------------------------------------------------- */

/* A searcher of `require`: our modules are found where the program has them,
 * also by what is loaded after a script has changed package.path. */
static int find_module(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    if (strncmp(name, "assay", 5) != 0 || (name[5] != '.' && name[5] != '\0')) {
        return 0;
    }
    const char *file = luaL_gsub(L, name[5] ? name : "assay.init", ".", "/");
    file = lua_pushfstring(L, "%s/%s.lua",
                           lua_tostring(L, lua_upvalueindex(1)), file);
    const int st = luaL_loadfile(L, file);
    if (st != LUA_OK && st != LUA_ERRFILE) {
        return lua_error(L);
    }
    lua_insert(L, -2); /* else why not, before the file */
    return 2;
}

/* Behind package.preload. `assay.core` is on top: paths.library is where our
 * modules are. */
static void set_library(lua_State *L, const char *share)
{
    lua_getfield(L, -1, "paths");
    lua_pushfstring(L, "%s/lua", share);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "library");
    lua_pushcclosure(L, find_module, 1);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "searchers");
    for (lua_Integer i = luaL_len(L, -1); i >= 2; i--) {
        lua_geti(L, -1, i);
        lua_seti(L, -2, i + 1);
    }
    lua_pushvalue(L, -3);
    lua_seti(L, -2, 2);
    lua_pop(L, 4);
}

/* assay.core.store; the table that gets it is on top. */
static void set_store(lua_State *L)
{
    as_change_type(L);
    lua_newtable(L);
    luaL_setfuncs(L, as_api_store, 0);
    luaL_setfuncs(L, as_api_change, 0);
    luaL_setfuncs(L, as_api_keys, 0);
    luaL_setfuncs(L, as_api_ask, 0);
    lua_setfield(L, -2, "store");
}

/* t[name] = a table of functions, for the table t on top. */
static void set_part(lua_State *L, const char *name, const luaL_Reg *functions)
{
    lua_newtable(L);
    luaL_setfuncs(L, functions, 0);
    lua_setfield(L, -2, name);
}

static void set_core(lua_State *L, const as_lua_opts *opts)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    as_bind_api(L);
    lua_getfield(L, LUA_REGISTRYINDEX, AS_DOC_METHODS);
    lua_setfield(L, -2, "methods"); /* the library adds to them */
    as_handle_properties(L);
    lua_setfield(L, -2, "properties");
    luaL_setfuncs(L, as_api_open, 0);
    luaL_setfuncs(L, as_api_plugins, 0);
    luaL_setfuncs(L, as_api_plugin_tests, 0);
    luaL_setfuncs(L, as_api_help, 0);
    set_store(L);
    as_corpus_open(L);
    set_part(L, "paths", as_api_paths);
    set_part(L, "state", as_api_state);
    set_part(L, "output", as_api_output);
    set_library(L, opts->share ? opts->share : ".");
    as_journal_open(L);
    as_term_open(L, opts);
    lua_pushliteral(L, AS_PREFIX);
    lua_setfield(L, -2, "prefix");
    lua_setfield(L, -2, "assay.core");
    lua_pop(L, 1);
}

/* An empty table before the globals: what an entry declares stays here. */
static void set_prompt(lua_State *L)
{
    lua_newtable(L);
    lua_createtable(L, 0, 2);
    lua_pushglobaltable(L);
    lua_setfield(L, -2, "__index");
    lua_pushglobaltable(L);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, AS_PROMPT_ENV);
}

static int setup(lua_State *L)
{
    as_lua *lua = lua_touserdata(L, 1);
    luaL_openlibs(L);
    lua_getglobal(L, "require");
    lua_setfield(L, LUA_REGISTRYINDEX, AS_REQUIRE);
    as_calls_coroutines(L);
    as_calls_finalizers(L);
    as_pattern_open(L);
    as_bind_types(L);
    as_each_type(L);
    set_core(L, &lua->opts);
    set_prompt(L);
    lua_getglobal(L, "require");
    lua_pushliteral(L, "assay");
    lua_call(L, 1, 0);
    return 0;
}

as_status as_lua_new(const as_lua_opts *opts, as_lua **out, as_err *err)
{
    as_lua *lua = as_mem_zero(1, sizeof *lua);
    if (!lua) {
        return as_err_nomem(err);
    }
    lua->opts = *opts;
    lua->bind.lua = lua;
    lua->bind.chars = opts->chars;
    lua->collect_at = 64u << 20;
    if (opts->plugins) {
        lua->opts.plugins = as_plugins_ref(opts->plugins);
        lua->bind.kinds = as_plugins_kinds(opts->plugins);
    }
    as_status st = AS_OK;
    lua->L = as_bind_open(&lua->bind);
    if (!lua->L) {
        st = as_err_nomem(err);
    } else if (!lua->bind.kinds) {
        st = as_kinds_new(&lua->own_kinds, err);
        lua->bind.kinds = lua->own_kinds;
    }
    if (st == AS_OK) {
        st = as_lua_protect(lua, setup, lua, err);
    }
    if (st != AS_OK) {
        as_lua_free(lua);
        return st;
    }
    *out = lua;
    return AS_OK;
}

void as_lua_free(as_lua *lua)
{
    if (!lua) {
        return;
    }
    as_bind_close(&lua->bind, lua->L);
    for (size_t i = 0; i < lua->retired.n; i++) {
        as_pipeline_free(lua->retired.v[i].pipe);
        as_plugins_unref(lua->retired.v[i].plugins);
    }
    as_vec_clear(&lua->retired);
    as_pipeline_free(lua->pipe);
    as_plugins_unref(lua->opts.plugins);
    as_kinds_free(lua->own_kinds);
    as_buf_clear(&lua->trace);
    as_mem_free(lua);
}

void as_lua_interrupt(as_lua *lua)
{
    as_cancel_raise(&lua->bind.guard.cancel);
}

void as_source_keep(lua_State *L, const char *source, as_slice code)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "assay.sources");
    as_push_slice(L, code);
    lua_setfield(L, -2, source);
    lua_pop(L, 1);
}

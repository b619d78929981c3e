/* sandbox.c - a Lua for code that need not be trusted; see sandbox.h.
 *
 * What is left out or replaced, and why:
 *   dofile, loadfile, io, os, package, debug   files, the process
 *   string.dump    bytecode
 *   load, require  see chunks.h
 *   setmetatable   refuses __gc: finalizers run where no hook looks; and
 *                  __mode, see no_weak_tables
 *   pcall, xpcall, coroutine   see calls.h
 *   table.concat, sort ...     see tables.h
 *   string.find, match, gmatch, gsub   see pattern.h
 *   string.rep, format         may loop in C for ever, or for long
 *   print          goes to standard error, with the plugin's name, as text
 *                  that no terminal obeys, 64 KiB a document
 * What Lua's own code may do with one instruction is linear in the memory cap
 * (comparing long strings), or left by the guard's way out (a growing table
 * whose keys have one hash). */
#include "bind/sandbox.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "bind/calls.h"
#include "bind/chunks.h"
#include "bind/files.h"
#include "bind/pattern.h"
#include "bind/tables.h"
#include "flow/plugins.h"
#include "text/escape.h"

enum {
    OUT_MAX = 64 << 10,  /* bytes of print a document */
    FORMAT_MAX = 250     /* arguments of string.format */
};

/* ---- base ------------------------------------------------------------- */

static int safe_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL) {
            return luaL_error(L, "setmetatable: a plugin has no __gc");
        }
        lua_pushliteral(L, "__mode");
        if (lua_rawget(L, 2) != LUA_TNIL) {
            return luaL_error(L, "setmetatable: a plugin has no weak tables "
                                 "(__mode)");
        }
    }
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
        return luaL_error(L, "cannot change a protected metatable");
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

static int safe_collect(lua_State *L)
{
    const char *what = luaL_optstring(L, 1, "collect");
    if (strcmp(what, "count") == 0) {
        double kb = lua_gc(L, LUA_GCCOUNT, 0);
        lua_pushnumber(L, kb + lua_gc(L, LUA_GCCOUNTB, 0) / 1024.0);
        return 1;
    }
    if (strcmp(what, "collect") != 0 && strcmp(what, "step") != 0) {
        return luaL_error(L, "collectgarbage: a plugin may only \"collect\", "
                          "\"step\" and \"count\"");
    }
    lua_gc(L, LUA_GCCOLLECT, 0);
    lua_pushinteger(L, 0);
    return 1;
}

/* ---- print ------------------------------------------------------------ */

static void write_out(as_slice s)
{
    while (s.n > 0) {
        const ssize_t n = write(STDERR_FILENO, s.p, s.n);
        if (n < 0 && errno != EINTR) {
            return; /* there is nowhere to complain */
        }
        s = (as_slice){s.p + (n > 0 ? n : 0), s.n - (n > 0 ? (size_t)n : 0)};
    }
}

/* The line "ORIGIN: text", as far as the quota goes. No Lua error may pass:
 * the buffer is ours. */
static void out_line(as_bind *b, as_slice text)
{
    as_buf line = {0};
    as_status st = as_buf_printf(&line, NULL, "%s: ", b->origin);
    st = st == AS_OK ? as_escape(text, false, &line, NULL) : st;
    const bool more = line.n >= b->out_left;
    if (more) {
        line.n = b->out_left;
        while (line.n > 0 && ((unsigned char)line.p[line.n] & 0xC0) == 0x80) {
            line.n--;
        }
    }
    b->out_left -= line.n;
    st = st == AS_OK ? as_buf_add_byte(&line, '\n', NULL) : st;
    if (st == AS_OK && more) {
        b->out_told = true;
        st = as_buf_printf(&line, NULL,
                           "%s: prints more than %d KiB for one document: "
                           "the rest is dropped\n",
                           b->origin, OUT_MAX >> 10);
    }
    if (st == AS_OK) {
        write_out(as_buf_slice(&line));
    }
    as_buf_clear(&line);
}

static int safe_print(lua_State *L)
{
    as_bind *b = as_bind_of(L);
    const int n = lua_gettop(L);
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    for (int i = 1; i <= n && luaL_bufflen(&text) <= OUT_MAX; i++) {
        size_t len;
        as_guard_step(L);
        const char *s = luaL_tolstring(L, i, &len);
        lua_pushlstring(L, s, len < OUT_MAX ? len : OUT_MAX);
        lua_remove(L, -2);
        luaL_addvalue(&text);
        luaL_addlstring(&text, " ", i < n);
    }
    luaL_pushresult(&text);
    if (!b->out_told) {
        out_line(b, as_to_slice(L, -1));
    }
    return 0;
}

void as_sandbox_restart(as_bind *b)
{
    b->out_left = OUT_MAX;
    b->out_told = false;
    b->n_mem_met = 0;
    b->mem_killed = false;
    as_files_restart(b);
}

/* ---- strings ---------------------------------------------------------- */

/* Call the library's own function, upvalue 1. */
static int pass_on(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* What has bytes is bounded by the memory cap; nothing, over and over, is
 * not. */
static int safe_rep(lua_State *L)
{
    size_t n, n_sep;
    luaL_checklstring(L, 1, &n);
    luaL_optlstring(L, 3, "", &n_sep);
    if (n == 0 && n_sep == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    return pass_on(L);
}

/* %.9s of a long string reads all of it, and a number takes a while. */
static int safe_format(lua_State *L)
{
    const int n = lua_gettop(L);
    size_t all = 0;
    const size_t cap = as_bind_of(L)->mem_cap;
    if (n > FORMAT_MAX) {
        return luaL_error(L, "string.format: more than %d arguments",
                          FORMAT_MAX);
    }
    for (int i = 1; i <= n; i++) {
        all += lua_type(L, i) == LUA_TSTRING ? lua_rawlen(L, i) : 0;
    }
    if (cap != 0 && all > cap) {
        return luaL_error(L, "string.format: more than %d MiB of text",
                          (int)(cap >> 20));
    }
    return pass_on(L);
}

static void wrap(lua_State *L, const char *lib, const char *name,
                 lua_CFunction fn)
{
    lua_getglobal(L, lib);
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, fn, 1);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

/* ---- options ---------------------------------------------------------- */

static void push_option(lua_State *L, const as_manifest_option *o,
                        const char *value)
{
    switch (value ? as_manifest_type(o->type) : AS_OPTION_NONE) {
    case AS_OPTION_TEXT:
        lua_pushstring(L, value);
        return;
    case AS_OPTION_NUMBER:
        if (lua_stringtonumber(L, value) == 0) {
            lua_pushnumber(L, strtod(value, NULL));
        }
        return;
    case AS_OPTION_BOOLEAN:
        lua_pushboolean(L, strcmp(value, "true") == 0);
        return;
    case AS_OPTION_NONE:
        break;
    }
    lua_pushnil(L);
}

void as_sandbox_config(lua_State *L, const as_manifest *m,
                       const as_lock_pair *config, size_t n)
{
    lua_newtable(L);
    for (uint32_t i = 0; i < m->n_config; i++) {
        const as_manifest_option *o = &m->config[i];
        const char *value = o->value;
        for (size_t k = 0; k < n; k++) {
            if (strcmp(config[k].name, o->name) == 0 &&
                as_manifest_value_ok(o, config[k].value)) {
                value = config[k].value;
            }
        }
        push_option(L, o, value);
        lua_setfield(L, -2, o->name);
    }
}

/* ---- weak tables ------------------------------------------------------ */

/* There are none here. A weak table loses entries whenever the collector runs:
 * between two looks of our own code at one argument, which then holds what is
 * freed; and chains of weak keys cost the collector quadratic time. A
 * metatable may get its __mode at any time, so that no function of ours could
 * refuse it. But Lua asks for the one string that it made "__mode" of when
 * the state began, by its address: with other bytes in it, no string of a
 * plugin is that string any more. The bytes are drawn, so that none can be
 * made that is. */
static void no_weak_tables(lua_State *L)
{
    lua_pushliteral(L, "__mode");
    const char *given = lua_tostring(L, -1);
    char *name; /* the same, and ours to change */
    memcpy(&name, &given, sizeof name);
    const size_t n = lua_rawlen(L, -1);
    if (getrandom(name, n, GRND_NONBLOCK) != (ssize_t)n) {
        const uintptr_t here = (uintptr_t)L ^ (uintptr_t)clock();
        memcpy(name, &here, n < sizeof here ? n : sizeof here);
        name[0] = '\xFF';
    }
    lua_pop(L, 1);
}

/* ---- opening ---------------------------------------------------------- */

static void open_libraries(lua_State *L)
{
    static const luaL_Reg libs[] = {{LUA_GNAME, luaopen_base},
                                    {LUA_STRLIBNAME, luaopen_string},
                                    {LUA_TABLIBNAME, luaopen_table},
                                    {LUA_MATHLIBNAME, luaopen_math},
                                    {LUA_UTF8LIBNAME, luaopen_utf8},
                                    {LUA_COLIBNAME, luaopen_coroutine},
                                    {NULL, NULL}};
    for (const luaL_Reg *lib = libs; lib->name; lib++) {
        luaL_requiref(L, lib->name, lib->func, 1);
        lua_pop(L, 1);
    }
}

static void replace_base(lua_State *L)
{
    static const char *const gone[] = {"dofile", "loadfile", "warn", NULL};
    static const luaL_Reg fns[] = {{"setmetatable", safe_setmetatable},
                                   {"collectgarbage", safe_collect},
                                   {"print", safe_print},
                                   {NULL, NULL}};
    lua_pushglobaltable(L);
    luaL_setfuncs(L, fns, 0);
    for (const char *const *name = gone; *name; name++) {
        lua_pushnil(L);
        lua_setfield(L, -2, *name);
    }
    lua_pop(L, 1);
    as_calls_protected(L);
    as_calls_coroutines(L);
}

static void replace_strings(lua_State *L)
{
    lua_getglobal(L, LUA_STRLIBNAME);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_pop(L, 1);
    wrap(L, "string", "rep", safe_rep);
    wrap(L, "string", "format", safe_format);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushliteral(L, "string");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
    as_pattern_open(L);
}

void as_sandbox_open(lua_State *L)
{
    const as_plugin *p = as_bind_of(L)->plugin;
    open_libraries(L);
    replace_base(L);
    replace_strings(L);
    as_tables_open(L);
    as_bind_types(L);
    as_bind_api(L);
    as_sandbox_config(L, p->manifest, p->config, p->n_config);
    lua_setfield(L, -2, "config");
    as_files_open(L, p);
    lua_setfield(L, -2, "files");
    lua_setglobal(L, "assay");
    as_chunks_open(L);
    no_weak_tables(L);
}

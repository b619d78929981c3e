/* sandbox.c - a Lua for code that need not be trusted; see sandbox.h.
 *
 * What is left out or replaced, and why:
 *   dofile, loadfile, io, os, package, debug   files, the process
 *   coroutine      not needed to annotate; one stack less to watch
 *   load           text only; no reader functions, which could be endless
 *   string.dump    bytecode
 *   setmetatable   refuses __gc: finalizers run where no hook looks
 *   xpcall         its handler would run inside the hook that stops code
 *   string.rep, table.move, insert, remove   may loop in C for ever
 *   string.find, match, gmatch, gsub         see pattern.h
 *   print          goes to standard error, with the plugin's name */
#include "bind/sandbox.h"

#include <errno.h>
#include <stdio.h>

#include "bind/pattern.h"

enum {
    FILE_MAX = 16 << 20, /* bytes of a Lua file */
    MOVE_MAX = 10 * 1000 * 1000
};

#define MODULES "assay.modules" /* in the registry: name -> value */

/* ---- replaced functions ----------------------------------------------- */

static int safe_load(lua_State *L)
{
    size_t n;
    const char *code = luaL_checklstring(L, 1, &n);
    const char *name = luaL_optstring(L, 2, "=load");
    bool env = !lua_isnone(L, 4);
    if (luaL_loadbufferx(L, code, n, name, "t") != LUA_OK) {
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    if (env) {
        lua_pushvalue(L, 4);
        if (!lua_setupvalue(L, -2, 1)) {
            lua_pop(L, 1);
        }
    }
    return 1;
}

static int safe_setmetatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL) {
            return luaL_error(L, "setmetatable: a plugin has no __gc");
        }
    }
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
        return luaL_error(L, "cannot change a protected metatable");
    }
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

/* xpcall(f, handler, ...): the handler runs after the error, not within. */
static int safe_xpcall(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TFUNCTION);
    int n = lua_gettop(L) - 2;
    lua_pushvalue(L, 1);
    lua_insert(L, 3);
    if (lua_pcall(L, n, LUA_MULTRET, 0) == LUA_OK) {
        lua_pushboolean(L, 1);
        lua_replace(L, 2);
        return lua_gettop(L) - 1;
    }
    as_guard_check(L);
    lua_pushvalue(L, 2);
    lua_insert(L, -2);
    lua_call(L, 1, 1);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
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

static int safe_print(lua_State *L)
{
    int n = lua_gettop(L);
    fprintf(stderr, "%s:", as_bind_of(L)->origin);
    for (int i = 1; i <= n; i++) {
        size_t len;
        const char *s = luaL_tolstring(L, i, &len);
        putc(' ', stderr);
        for (size_t k = 0; k < len; k++) {
            unsigned char c = (unsigned char)s[k];
            putc(c < 0x20 || c == 0x7F ? ' ' : c, stderr);
        }
        lua_pop(L, 1);
    }
    putc('\n', stderr);
    return 0;
}

/* ---- bounded loops ---------------------------------------------------- */

/* Call the library's own function, upvalue 1. */
static int pass_on(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

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

static int safe_move(lua_State *L)
{
    lua_Integer from = luaL_checkinteger(L, 2);
    lua_Integer to = luaL_checkinteger(L, 3);
    if (to >= from && (lua_Unsigned)to - (lua_Unsigned)from > MOVE_MAX) {
        return luaL_error(L, "table.move: more than %d elements", MOVE_MAX);
    }
    return pass_on(L);
}

/* insert and remove believe __len. */
static int safe_shift(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL) {
        return luaL_error(L, "not for a table with __len");
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

/* ---- files ------------------------------------------------------------ */

static void buf_free(void *p)
{
    as_buf_clear(p);
    as_mem_free(p);
}

/* Read all of `path` into a boxed buffer. */
static as_buf *read_file(lua_State *L, const char *path, const char *name)
{
    as_box *box = as_box_push(L, buf_free);
    as_buf *buf = box->p = as_mem_zero(1, sizeof *buf);
    if (!buf || as_buf_reserve(buf, 4096, NULL) != AS_OK) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    FILE *f = fopen(path, "rbe");
    if (!f) {
        luaL_error(L, "%s: cannot open: %s", name, strerror(errno));
        return NULL;
    }
    size_t n;
    as_status st = AS_OK;
    while (st == AS_OK &&
           (n = fread(buf->p + buf->n, 1, buf->cap - buf->n, f)) > 0) {
        buf->n += n;
        st = buf->n > FILE_MAX ? AS_ELIMIT : as_buf_reserve(buf, 4096, NULL);
    }
    bool bad = ferror(f) != 0;
    (void)fclose(f);
    if (st == AS_ENOMEM) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    } else if (st != AS_OK || bad) {
        luaL_error(L, "%s: %s", name, bad ? "cannot read" : "too long");
    }
    return buf;
}

void as_sandbox_load(lua_State *L, const char *name, as_status *st)
{
    *st = AS_EIO;
    const char *path = lua_pushfstring(L, "%s/%s", as_bind_of(L)->dir, name);
    const as_buf *buf = read_file(L, path, name);
    *st = AS_ESYNTAX;
    const char *chunk = lua_pushfstring(L, "@%s", name);
    if (luaL_loadbufferx(L, buf->n ? buf->p : "", buf->n, chunk, "t") !=
        LUA_OK) {
        lua_error(L);
    }
    *st = AS_OK;
    lua_replace(L, -4);
    lua_pop(L, 2); /* the box is collected */
}

/* "lib.words" -> "lib/words.lua"; letters, digits, _ and - only, so that no
 * name leads out of the folder. */
static const char *push_module_file(lua_State *L, const char *name)
{
    bool start = true;
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (const char *p = name; *p; p++) {
        bool part = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                    (*p >= '0' && *p <= '9') || *p == '_' || *p == '-';
        if (!part && (*p != '.' || start)) {
            luaL_error(L, "require: \"%s\" cannot be a module", name);
        }
        start = !part;
        luaL_addchar(&b, part ? *p : '/');
    }
    if (start) {
        luaL_error(L, "require: \"%s\" cannot be a module", name);
    }
    luaL_addstring(&b, ".lua");
    luaL_pushresult(&b);
    return lua_tostring(L, -1);
}

static int safe_require(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, MODULES);
    int type = lua_getfield(L, 2, name);
    if (type == LUA_TLIGHTUSERDATA) {
        return luaL_error(L, "require: \"%s\" requires itself", name);
    }
    if (type != LUA_TNIL) {
        return 1;
    }
    lua_pushlightuserdata(L, L); /* being loaded */
    lua_setfield(L, 2, name);
    as_status st;
    as_sandbox_load(L, push_module_file(L, name), &st);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1)) {
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, name);
    return 1;
}

/* ---- opening ---------------------------------------------------------- */

static void open_libraries(lua_State *L)
{
    static const luaL_Reg libs[] = {{LUA_GNAME, luaopen_base},
                                    {LUA_STRLIBNAME, luaopen_string},
                                    {LUA_TABLIBNAME, luaopen_table},
                                    {LUA_MATHLIBNAME, luaopen_math},
                                    {LUA_UTF8LIBNAME, luaopen_utf8},
                                    {NULL, NULL}};
    for (const luaL_Reg *lib = libs; lib->name; lib++) {
        luaL_requiref(L, lib->name, lib->func, 1);
        lua_pop(L, 1);
    }
}

static void replace_base(lua_State *L)
{
    static const char *const gone[] = {"dofile", "loadfile", "warn", NULL};
    static const luaL_Reg fns[] = {{"load", safe_load},
                                   {"setmetatable", safe_setmetatable},
                                   {"xpcall", safe_xpcall},
                                   {"collectgarbage", safe_collect},
                                   {"print", safe_print},
                                   {"require", safe_require},
                                   {NULL, NULL}};
    lua_pushglobaltable(L);
    luaL_setfuncs(L, fns, 0);
    for (const char *const *name = gone; *name; name++) {
        lua_pushnil(L);
        lua_setfield(L, -2, *name);
    }
    lua_pop(L, 1);
}

static void replace_others(lua_State *L)
{
    lua_getglobal(L, LUA_STRLIBNAME);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_pop(L, 1);
    wrap(L, "string", "rep", safe_rep);
    wrap(L, "table", "move", safe_move);
    wrap(L, "table", "insert", safe_shift);
    wrap(L, "table", "remove", safe_shift);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushliteral(L, "string");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}

void as_sandbox_open(lua_State *L)
{
    open_libraries(L);
    replace_base(L);
    replace_others(L);
    as_pattern_open(L);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, MODULES);
    as_bind_types(L);
    lua_newtable(L);
    luaL_setfuncs(L, as_api_misc, 0);
    luaL_setfuncs(L, as_api_gaz, 0);
    luaL_setfuncs(L, as_api_pattern, 0);
    as_rules_open(L);
    lua_pushliteral(L, AS_VERSION);
    lua_setfield(L, -2, "version");
    lua_setglobal(L, "assay");
}

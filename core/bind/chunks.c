/* chunks.c - see chunks.h.
 *
 * The parser's cost is not linear: a long chain of `or` is a list that it
 * walks again for each. So it gets its text in small pieces, and the guard is
 * asked before each. Modules are kept in the registry by the name of their
 * plugin and their own: "NAME/lib.words". */
#include "bind/chunks.h"

#include <stdio.h>

#include "base/buf.h"
#include "bind/calls.h"
#include "bind/files.h"
#include "bind/sandbox.h"
#include "flow/plugins.h"

enum {
    FILE_MAX = 4 << 20, /* bytes of a Lua file */
    LOAD_MAX = 4 << 20, /* bytes of text for `load` */
    PIECE = 512,
    NAME_SHOWN = 40
};

/* In the registry: name -> value, and globals by plugin; the names of what is
 * being loaded, in order; the globals before any code ran. */
#define MODULES "assay.modules"
#define LOADING "assay.loading"
#define CLEAN "assay.globals"

/* Upvalue of require: whose code asks, an as_plugin_needed; NULL: our own. */
enum { UP_OWNER = 1 };

/* ---- parsing ---------------------------------------------------------- */

typedef struct text {
    const char *p;
    size_t n;
} text;

static const char *next_piece(lua_State *L, void *ctx, size_t *n)
{
    text *t = ctx;
    const char *p = t->p;
    as_guard_check(L);
    *n = t->n < PIECE ? t->n : PIECE;
    t->p += *n;
    t->n -= *n;
    return *n ? p : NULL;
}

static int parse(lua_State *L, const char *p, size_t n, const char *name)
{
    text t = {p, n};
    return lua_load(L, next_piece, &t, name, "t");
}

/* ---- load ------------------------------------------------------------- */

/* "=[load]" or "=[load NAME]", with NAME's letters, digits, blanks, `_` and
 * `-` only: nothing that could be a path, or a line number. */
static void name_chunk(const char *name, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "=[load%s", *name ? " " : "");
    for (size_t i = 0; name[i] && i < NAME_SHOWN && n + 2 < size; i++) {
        const char c = name[i];
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == ' ' || c == '_' ||
                          c == '-';
        out[n++] = (char)(good ? c : '?');
    }
    out[n++] = ']';
    out[n] = '\0';
}

/* load(text [, name [, mode [, env]]]); upvalue 1: the globals, nil: _G. */
static int safe_load(lua_State *L)
{
    size_t n;
    const char *code = luaL_checklstring(L, 1, &n);
    char name[NAME_SHOWN + 16];
    name_chunk(luaL_optstring(L, 2, ""), name, sizeof name);
    const bool own_env = !lua_isnone(L, 4);
    if (n > LOAD_MAX) {
        lua_pushnil(L);
        lua_pushfstring(L, "load: more than %d MiB of text", LOAD_MAX >> 20);
        return 2;
    }
    const int status = parse(L, code, n, name);
    if (status != LUA_OK) {
        as_calls_caught(L, status);
        lua_pushnil(L);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushvalue(L, own_env ? 4 : lua_upvalueindex(1));
    if ((!own_env && lua_isnil(L, -1)) || !lua_setupvalue(L, -2, 1)) {
        lua_pop(L, 1);
    }
    return 1;
}

/* ---- files ------------------------------------------------------------ */

/* All of dir/name in a boxed buffer, pushed. */
static as_buf *read_file(lua_State *L, const char *dir, const char *name)
{
    as_buf *buf = as_buf_push(L);
    as_err err;
    const as_status st = as_files_code(dir, name, FILE_MAX, buf, &err);
    if (st == AS_ENOMEM) {
        as_bind_raise(L, st, &err);
    } else if (st != AS_OK) {
        luaL_error(L, "%s", err.msg);
    }
    return buf;
}

/* Push the chunk of a file, called `shown` in messages. */
static void load_file(lua_State *L, const char *dir, const char *name,
                      const char *shown, as_status *st)
{
    *st = AS_EIO;
    const as_buf *buf = read_file(L, dir, name);
    *st = AS_ESYNTAX;
    const int status = parse(L, buf->n ? buf->p : "", buf->n, shown);
    if (status != LUA_OK) {
        as_calls_caught(L, status);
        lua_error(L);
    }
    *st = AS_OK;
    lua_remove(L, -2); /* the box is collected */
}

void as_chunks_load(lua_State *L, const char *name, as_status *st)
{
    const char *shown = lua_pushfstring(L, "@%s", name);
    load_file(L, as_bind_of(L)->dir, name, shown, st);
    lua_remove(L, -2);
}

/* ---- modules ---------------------------------------------------------- */

/* "lib.words" -> "lib/words.lua"; letters, digits, _ and - only, so that no
 * name leads out of the folder. `name` is the whole, for messages. */
static const char *push_file(lua_State *L, const char *module,
                             const char *name)
{
    bool start = true;
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (const char *p = module; *p; p++) {
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

/* The plugin before the slash of `name`, among those that `owner` requires;
 * raises for any other, and for a module that is not public. */
static const as_plugin_needed *target_of(lua_State *L, const char *name,
                                         const as_plugin_needed *owner)
{
    const as_plugin *self = as_bind_of(L)->plugin;
    const as_manifest *m = owner ? owner->manifest : self->manifest;
    const as_plugin_needed *needed = owner ? owner->needed : self->needed;
    const size_t n = strcspn(name, "/");
    const as_plugin_needed *found = NULL;
    if (name[0] < 'a' || name[0] > 'z') {
        as_bind_error(L, "require: \"%s\" cannot be a module", name);
    }
    for (uint32_t i = 0; needed && i < m->n_requires; i++) {
        const char *other = m->requires[i].name;
        if (strlen(other) == n && memcmp(other, name, n) == 0) {
            found = &needed[i];
        }
    }
    if (found == NULL) {
        as_bind_error(L, "require: \"%s\": plugin.yaml of %s does not name "
                         "that plugin under `requires': add it",
                      name, m->name);
    }
    for (uint32_t i = 0; i < found->manifest->n_modules; i++) {
        if (strcmp(found->manifest->modules[i], name + n + 1) == 0) {
            return found;
        }
    }
    as_bind_error(L, "require: \"%s\" is no public module: plugin.yaml of %s "
                     "does not name it under `modules'",
                  name, found->manifest->name);
}

static void push_require(lua_State *L, const as_plugin_needed *owner);

/* Copy the fields of the table at `from` into that at `to`; with `deep` a
 * table among them is copied, too. */
static void copy_fields(lua_State *L, int from, int to, bool deep)
{
    luaL_checkstack(L, 8, "require");
    lua_pushnil(L);
    while (lua_next(L, from)) {
        lua_pushvalue(L, -2);
        if (deep && lua_istable(L, -2)) {
            lua_newtable(L);
            copy_fields(L, lua_gettop(L) - 2, lua_gettop(L), false);
        } else {
            lua_pushvalue(L, -2);
        }
        lua_rawset(L, to);
        lua_pop(L, 1);
    }
}

/* Push the globals of another plugin's modules, made when first needed. */
static void push_globals(lua_State *L, const as_plugin_needed *owner)
{
    lua_getfield(L, LUA_REGISTRYINDEX, MODULES);
    if (lua_rawgetp(L, -1, owner) == LUA_TTABLE) {
        lua_remove(L, -2);
        return;
    }
    lua_pop(L, 1);
    lua_newtable(L);
    const int env = lua_gettop(L);
    lua_getfield(L, LUA_REGISTRYINDEX, CLEAN);
    copy_fields(L, env + 1, env, true);
    lua_settop(L, env);
    lua_pushvalue(L, env);
    lua_setfield(L, env, LUA_GNAME);
    lua_pushvalue(L, env);
    lua_pushcclosure(L, safe_load, 1);
    lua_setfield(L, env, "load");
    push_require(L, owner);
    lua_setfield(L, env, "require");
    lua_getfield(L, env, "assay");
    as_sandbox_config(L, owner->manifest, owner->config, owner->n_config);
    lua_setfield(L, -2, "config");
    as_files_open(L, NULL);
    lua_setfield(L, -2, "files");
    lua_pop(L, 1);
    lua_pushvalue(L, env);
    lua_rawsetp(L, env - 1, owner);
    lua_remove(L, env - 1);
}

/* Push the chunk of module `name`, which is `target`'s (NULL: our own). */
static void push_chunk(lua_State *L, const char *name,
                       const as_plugin_needed *target)
{
    as_status st;
    const char *slash = strchr(name, '/');
    const char *file = push_file(L, slash ? slash + 1 : name, name);
    if (!target) {
        as_chunks_load(L, file, &st);
        return;
    }
    const char *shown = lua_pushfstring(L, "=(%s) %s", target->manifest->name,
                                        file);
    load_file(L, target->dir, file, shown, &st);
    push_globals(L, target);
    if (!lua_setupvalue(L, -2, 1)) {
        lua_pop(L, 1);
    }
}

/* Load and run the module called argument 1 (upvalues as require's). */
static int run_module(lua_State *L)
{
    const char *name = lua_tostring(L, 1);
    push_chunk(L, name, lua_touserdata(L, 2));
    const char *slash = strchr(name, '/');
    lua_pushstring(L, slash ? slash + 1 : name);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1)) {
        lua_pushboolean(L, 1);
    }
    return 1;
}

/* Raise "a requires itself: a -> b -> a"; what is being loaded is the list at
 * index 3, and item `first` of it is `name`. */
static int cycle(lua_State *L, const char *name, lua_Integer first)
{
    const lua_Integer n = (lua_Integer)lua_rawlen(L, 3);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (lua_Integer i = first; i <= n && first < n; i++) {
        luaL_addstring(&b, i == first ? ": " : "");
        lua_rawgeti(L, 3, i);
        luaL_addvalue(&b);
        luaL_addstring(&b, " -> ");
    }
    luaL_addstring(&b, first < n ? name : "");
    luaL_pushresult(&b);
    as_bind_error(L, "require: \"%s\" requires itself%s", name,
                  lua_tostring(L, -1));
}

/* require(name): a module of the plugin whose code asks, or "NAME/module". */
static int safe_require(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    if (strlen(name) != lua_rawlen(L, 1)) {
        return luaL_error(L, "require: \"%s\" cannot be a module", name);
    }
    const as_plugin_needed *owner =
        lua_touserdata(L, lua_upvalueindex(UP_OWNER));
    const as_plugin_needed *target =
        strchr(name, '/') ? target_of(L, name, owner) : owner;
    lua_settop(L, 1);
    if (target && !strchr(name, '/')) { /* as the others call it */
        lua_pushfstring(L, "%s/%s", target->manifest->name, name);
        lua_replace(L, 1);
        name = lua_tostring(L, 1);
    }
    lua_getfield(L, LUA_REGISTRYINDEX, MODULES);
    lua_getfield(L, LUA_REGISTRYINDEX, LOADING);
    if (lua_getfield(L, 2, name) != LUA_TNIL) {
        return 1;
    }
    const lua_Integer n = (lua_Integer)lua_rawlen(L, 3);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 3, i);
        if (lua_rawequal(L, -1, 1)) {
            return cycle(L, name, i);
        }
        lua_pop(L, 1);
    }
    lua_pushvalue(L, 1);
    lua_rawseti(L, 3, n + 1);
    lua_pushcfunction(L, run_module);
    lua_pushvalue(L, 1);
    lua_pushlightuserdata(L, (void *)target);
    const int status = lua_pcall(L, 2, 1, 0);
    lua_pushnil(L);
    lua_rawseti(L, 3, n + 1);
    if (status != LUA_OK) {
        as_calls_caught(L, status);
        return lua_error(L);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, name);
    return 1;
}

static void push_require(lua_State *L, const as_plugin_needed *owner)
{
    lua_pushlightuserdata(L, (void *)owner);
    lua_pushcclosure(L, safe_require, 1);
}

void as_chunks_open(lua_State *L)
{
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, MODULES);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LOADING);
    lua_pushnil(L);
    lua_pushcclosure(L, safe_load, 1);
    lua_setglobal(L, "load");
    push_require(L, NULL);
    lua_setglobal(L, "require");
    lua_newtable(L);
    lua_pushglobaltable(L);
    copy_fields(L, lua_gettop(L), lua_gettop(L) - 1, true);
    lua_pop(L, 1);
    lua_pushnil(L);
    lua_setfield(L, -2, LUA_GNAME);
    lua_setfield(L, LUA_REGISTRYINDEX, CLEAN);
}

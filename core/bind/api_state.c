/* api_state.c - assay.core.state: what outlives a session, for
 * lua/assay/session. Only in the user's state. JSON is read by jansson,
 * which takes what was written by lua/assay/json.lua. */
#include <jansson.h>
#include <sys/stat.h>

#include "bind/user.h"
#include "store/linefile.h"
#include "store/tree.h"

enum { DEEPEST = 64 };

static as_slice text_arg(lua_State *L, int idx, const char *fn,
                         const char *arg)
{
    if (lua_type(L, idx) != LUA_TSTRING) {
        as_bind_arg(L, idx, fn, arg, "a string");
    }
    return as_to_slice(L, idx);
}

/* ---- files -------------------------------------------------------------- */

static void free_arena(void *p)
{
    as_arena_free(p);
}

/* state.path(name): of a file in the user's folder for it, which is made; nil
 * where there can be none. */
static int path_of(lua_State *L)
{
    const char *name = as_path_arg(L, 1, "state.path"), *path = NULL;
    as_box *box = as_box_push(L, free_arena);
    as_err err;
    as_arena *arena = box->p = as_arena_new();
    const as_status st = arena ? as_linefile_path(arena, name, &path, &err)
                               : as_err_nomem(&err);
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_pushstring(L, path); /* nil for NULL */
    as_box_drop(box);
    return 1;
}

/* True; or nil and why not. */
static int done(lua_State *L, as_status st, const as_err *err)
{
    if (st != AS_OK) {
        return as_bind_fail(L, err);
    }
    lua_pushboolean(L, 1);
    return 1;
}

/* state.add(path, line): true; or nil and why not. */
static int add(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "state.add");
    const as_slice line = text_arg(L, 2, "state.add", "line");
    as_err err;
    return done(L, as_linefile_add(path, line, &err), &err);
}

/* state.read(path, max): the last lines, as one string; or nil and why not. */
static int read_lines(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "state.read");
    const lua_Integer max = luaL_checkinteger(L, 2);
    as_buf *buf = as_buf_push(L);
    as_err err;
    const as_status st =
        as_linefile_read(path, max > 0 ? (size_t)max : 0, buf, &err);
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    as_push_slice(L, as_buf_slice(buf));
    as_box_drop(lua_touserdata(L, -2));
    return 1;
}

/* state.trim(path, max, keep): true; or nil and why not. */
static int trim(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "state.trim");
    const lua_Integer max = luaL_checkinteger(L, 2);
    const lua_Integer rest = luaL_checkinteger(L, 3);
    as_err err;
    const as_status st = as_linefile_trim(path, max > 0 ? (size_t)max : 0,
                                          rest > 0 ? (size_t)rest : 0, &err);
    return done(L, st, &err);
}

/* ---- JSON --------------------------------------------------------------- */

static void free_json(void *p)
{
    json_decref(p);
}

static void push_json(lua_State *L, json_t *value, int depth)
{
    size_t i;
    const char *key;
    size_t n;
    json_t *each;
    luaL_checkstack(L, 6, "JSON too deep");
    switch (depth < DEEPEST ? json_typeof(value) : JSON_NULL) {
    case JSON_OBJECT:
        lua_createtable(L, 0, (int)json_object_size(value));
        json_object_keylen_foreach(value, key, n, each) {
            lua_pushlstring(L, key, n);
            push_json(L, each, depth + 1);
            lua_rawset(L, -3);
        }
        break;
    case JSON_ARRAY:
        lua_newtable(L);
        json_array_foreach(value, i, each) {
            push_json(L, each, depth + 1);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        break;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(value),
                        json_string_length(value));
        break;
    case JSON_INTEGER:
        lua_pushinteger(L, json_integer_value(value));
        break;
    case JSON_REAL:
        lua_pushnumber(L, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        lua_pushboolean(L, json_is_true(value));
        break;
    case JSON_NULL:
        lua_pushnil(L);
        break;
    }
}

/* state.parse(text): what a text of JSON says; null, and what lies too deep,
 * is nil. Nil and why for what is no JSON. */
static int parse(lua_State *L)
{
    const as_slice text = text_arg(L, 1, "state.parse", "text");
    as_box *box = as_box_push(L, free_json);
    json_error_t why;
    box->p = json_loadb(text.p, text.n,
                        JSON_ALLOW_NUL | JSON_DECODE_ANY, &why);
    if (box->p == NULL) {
        lua_pushnil(L);
        lua_pushstring(L, why.text);
        return 2;
    }
    push_json(L, box->p, 0);
    as_box_drop(box);
    return 1;
}

/* state.sha256(text): in hex. */
static int sha256(lua_State *L)
{
    char hex[AS_TREE_HEX];
    as_sha256_hex(text_arg(L, 1, "state.sha256", "text"), hex);
    lua_pushstring(L, hex);
    return 1;
}

const luaL_Reg as_api_state[] = {{"path", path_of}, {"add", add},
                                 {"read", read_lines}, {"trim", trim},
                                 {"parse", parse}, {"sha256", sha256},
                                 {NULL, NULL}};

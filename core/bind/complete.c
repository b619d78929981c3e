/* complete.c - names for the word under the cursor. Which they are, is found
 * out in lua/assay/prompt/complete.lua, which reads tables raw and runs none
 * of the user's code; here they become the caller's. */
#include "bind/user.h"

typedef struct search {
    as_slice line;
    size_t at, from;
    as_lua_names *out;
} search;

static void add_name(lua_State *L, as_lua_names *out, as_slice name)
{
    char **place = NULL;
    char *copy = as_mem_new(name.n + 1);
    if (copy) {
        place = as_vec_push(out, NULL);
    }
    if (!place) {
        as_mem_free(copy);
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    memcpy(copy, name.p, name.n);
    copy[name.n] = '\0';
    *place = copy;
}

/* complete.names(line, at) -> {name, ...}, first byte from 1, paths */
static int look_up(lua_State *L)
{
    search *s = lua_touserdata(L, 1);
    as_lua_library(L, "assay.prompt.complete");
    lua_getfield(L, -1, "names");
    as_push_slice(L, s->line);
    lua_pushinteger(L, (lua_Integer)s->at);
    lua_call(L, 2, 3);
    const lua_Integer from = lua_tointeger(L, -2);
    s->from = from >= 1 ? (size_t)from - 1 : s->at;
    s->out->paths = lua_toboolean(L, -1) != 0;
    lua_pop(L, 2);
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TSTRING; i++) {
        add_name(L, s->out, as_to_slice(L, -1));
        lua_pop(L, 1);
    }
    return 0;
}

as_status as_lua_complete(as_lua *lua, as_slice line, size_t at, size_t *from,
                          as_lua_names *out, as_err *err)
{
    if (at > line.n) {
        return as_err_set(err, AS_ERANGE, "no place %zu in the line", at);
    }
    as_lua_names found = {0};
    search s = {.line = line, .at = at, .from = at, .out = &found};
    const as_status st = as_lua_protect(lua, look_up, &s, err);
    if (st != AS_OK) {
        as_lua_names_free(&found);
        return st;
    }
    *out = found;
    *from = s.from;
    return AS_OK;
}

void as_lua_names_free(as_lua_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        as_mem_free(names->v[i]);
    }
    as_vec_clear(names);
}

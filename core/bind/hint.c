/* hint.c - the signature of the call around the cursor; which one it is, is
 * found out in lua/assay/prompt/hint.lua. */
#include "bind/user.h"

typedef struct hint {
    as_slice line;
    size_t at;
    as_buf *out;
    size_t beg, end;
} hint;

/* hint.at(line, at) -> text, first, last; or nil */
static int ask(lua_State *L)
{
    hint *h = lua_touserdata(L, 1);
    as_lua_library(L, "assay.prompt.hint");
    lua_getfield(L, -1, "at");
    as_push_slice(L, h->line);
    lua_pushinteger(L, (lua_Integer)h->at);
    lua_call(L, 2, 3);
    if (lua_type(L, -3) != LUA_TSTRING) {
        return 0;
    }
    const as_slice text = as_to_slice(L, -3);
    const lua_Integer first = lua_tointeger(L, -2);
    const lua_Integer last = lua_tointeger(L, -1);
    if (as_buf_add_slice(h->out, text, NULL) != AS_OK) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    if (first >= 1 && last >= first && (size_t)last <= text.n) {
        h->beg = (size_t)first - 1;
        h->end = (size_t)last;
    }
    return 0;
}

as_status as_lua_hint(as_lua *lua, as_slice line, size_t at, as_buf *out,
                      size_t *beg, size_t *end, as_err *err)
{
    hint h = {.line = line, .at = at, .out = out};
    if (at > line.n) {
        return as_err_set(err, AS_ERANGE, "no place %zu in the line", at);
    }
    out->n = 0;
    const as_status st = as_lua_protect(lua, ask, &h, err);
    if (st != AS_OK) {
        out->n = 0;
        return st;
    }
    *beg = h.beg;
    *end = h.end;
    return AS_OK;
}

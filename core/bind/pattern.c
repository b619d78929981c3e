/* pattern.c - the string functions that take patterns, see pattern.h. The
 * as_pat is in pattern_match.c. A literal string is found by memmem, whose
 * cost is linear. */
#include "bind/pattern.h"

#include <ctype.h>

#include "bind/pattern_int.h"

/* ---- results ---------------------------------------------------------- */

/* Capture i, or the whole match [s, e) as the first where there is none. */
static void push_capture(const as_pat *m, int i, const char *s,
                         const char *e)
{
    if (i >= m->n) {
        if (i > 0) {
            as_bind_error(m->L, "invalid capture index %%%d", i + 1);
        }
        lua_pushlstring(m->L, s, (size_t)(e - s));
    } else if (m->cap[i].len == AS_PAT_OPEN) {
        as_bind_error(m->L, "unfinished capture");
    } else if (m->cap[i].len == AS_PAT_PLACE) {
        lua_pushinteger(m->L, m->cap[i].p - m->src + 1);
    } else {
        lua_pushlstring(m->L, m->cap[i].p, (size_t)m->cap[i].len);
    }
}

/* All captures; the whole match if there are none and `whole`. */
static int push_captures(const as_pat *m, const char *s, const char *e,
                         bool whole)
{
    const int n = m->n == 0 && whole ? 1 : m->n;
    luaL_checkstack(m->L, n, "too many captures");
    for (int i = 0; i < n; i++) {
        push_capture(m, i, s, e);
    }
    return n;
}

/* ---- find and match --------------------------------------------------- */

static as_slice check_slice(lua_State *L, int idx)
{
    as_slice s;
    s.p = luaL_checklstring(L, idx, &s.n);
    assert(s.p);
    return s;
}

/* Argument `idx` as an offset; negative ones count from the end. */
static size_t start_of(lua_State *L, int idx, size_t n)
{
    lua_Integer i = luaL_optinteger(L, idx, 1);
    if (i > 0) {
        return (size_t)i - 1;
    }
    if (i == 0 || i < -(lua_Integer)n) {
        return 0;
    }
    return n + (size_t)i;
}

static bool is_literal(as_slice pat)
{
    for (size_t i = 0; i < pat.n; i++) {
        if (pat.p[i] != '\0' && strchr("^$*+?.([%-", pat.p[i])) {
            return false;
        }
    }
    return true;
}

static int find_literal(lua_State *L, as_slice src, as_slice pat, size_t from)
{
    const char *at = memmem(src.p + from, src.n - from, pat.p, pat.n);
    if (!at) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, at - src.p + 1);
    lua_pushinteger(L, at - src.p + (ptrdiff_t)pat.n);
    return 2;
}

static int search(lua_State *L, bool find)
{
    const as_slice src = check_slice(L, 1), pat = check_slice(L, 2);
    const size_t from = start_of(L, 3, src.n);
    if (from > src.n) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_literal(pat))) {
        return find_literal(L, src, pat, from);
    }
    as_pat m;
    as_pat_init(&m, L, src, pat);
    const bool anchor = pat.n > 0 && *pat.p == '^';
    for (const char *s = src.p + from; s <= m.end; s++) {
        const char *e = as_pat_match(&m, s, pat.p + anchor);
        if (e && find) {
            lua_pushinteger(L, s - src.p + 1);
            lua_pushinteger(L, e - src.p);
            return push_captures(&m, s, e, false) + 2;
        }
        if (e) {
            return push_captures(&m, s, e, true);
        }
        if (anchor) {
            break;
        }
    }
    lua_pushnil(L);
    return 1;
}

static int str_find(lua_State *L)
{
    return search(L, true);
}

static int str_match(lua_State *L)
{
    return search(L, false);
}

/* ---- gmatch ----------------------------------------------------------- */

/* Upvalues: subject, pattern, where to go on, end of the last match (-1:
 * none), behind which an empty match does not count. */
static int gmatch_next(lua_State *L)
{
    const as_slice src = as_to_slice(L, lua_upvalueindex(1));
    const as_slice pat = as_to_slice(L, lua_upvalueindex(2));
    const size_t from = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    const lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    as_pat m;
    as_pat_init(&m, L, src, pat);
    for (size_t at = from; at <= src.n; at++) {
        const char *s = src.p + at;
        const char *e = as_pat_match(&m, s, pat.p);
        if (e && e - src.p != last) {
            lua_pushinteger(L, e - src.p);
            lua_pushvalue(L, -1);
            lua_replace(L, lua_upvalueindex(3));
            lua_replace(L, lua_upvalueindex(4));
            return push_captures(&m, s, e, true);
        }
    }
    lua_pushinteger(L, (lua_Integer)src.n + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
}

static int str_gmatch(lua_State *L)
{
    const as_slice src = check_slice(L, 1);
    check_slice(L, 2);
    size_t from = start_of(L, 3, src.n);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(from > src.n ? src.n + 1 : from));
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, gmatch_next, 4);
    return 1;
}

/* ---- gsub ------------------------------------------------------------- */

/* The replacement string with %0 to %9 filled in. */
static void add_template(const as_pat *m, luaL_Buffer *b, const char *s,
                         const char *e)
{
    const as_slice t = as_to_slice(m->L, 3);
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] != '%') {
            luaL_addchar(b, t.p[i]);
            continue;
        }
        const char c = ++i < t.n ? t.p[i] : '\0';
        if (c == '%') {
            luaL_addchar(b, c);
        } else if (c == '0') {
            luaL_addlstring(b, s, (size_t)(e - s));
        } else if (isdigit((unsigned char)c)) {
            if (c - '1' >= m->n && c != '1') {
                as_bind_error(m->L, "invalid capture index %%%d in replacement "
                           "string", c - '0');
            }
            push_capture(m, c - '1', s, e);
            luaL_addvalue(b); /* turns a place into digits */
        } else {
            as_bind_error(m->L, "invalid use of '%%' in replacement string");
        }
    }
}

/* What stands for the match [s, e). */
static void add_value(const as_pat *m, luaL_Buffer *b, const char *s,
                      const char *e)
{
    lua_State *L = m->L;
    const int type = lua_type(L, 3);
    as_guard_step(L);
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(m, s, e, true), 1);
    } else if (type == LUA_TTABLE) {
        push_capture(m, 0, s, e);
        lua_gettable(L, 3);
    } else {
        add_template(m, b, s, e);
        return;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(b, s, (size_t)(e - s));
    } else if (lua_isstring(L, -1)) {
        luaL_addvalue(b);
    } else {
        as_bind_error(L, "invalid replacement value (a %s)",
                   luaL_typename(L, -1));
    }
}

static int str_gsub(lua_State *L)
{
    const as_slice src = check_slice(L, 1), pat = check_slice(L, 2);
    const int type = lua_type(L, 3);
    luaL_argexpected(L,
                     type == LUA_TNUMBER || type == LUA_TSTRING ||
                         type == LUA_TFUNCTION || type == LUA_TTABLE,
                     3, "string/function/table");
    const lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)src.n + 1);
    const bool anchor = pat.n > 0 && *pat.p == '^';
    as_pat m;
    as_pat_init(&m, L, src, pat);
    const char *s = src.p, *last = NULL;
    lua_Integer n = 0;
    luaL_Buffer b;
    lua_settop(L, 3);
    luaL_buffinit(L, &b);
    while (n < most) {
        const char *e = as_pat_match(&m, s, pat.p + anchor);
        if (e && e != last) {
            n++;
            add_value(&m, &b, s, e);
            s = last = e;
        } else if (s < m.end) {
            luaL_addchar(&b, *s);
            s++;
        } else {
            break;
        }
        if (anchor) {
            break;
        }
    }
    luaL_addlstring(&b, s, (size_t)(m.end - s));
    luaL_pushresult(&b);
    lua_pushinteger(L, n);
    return 2;
}

void as_pattern_open(lua_State *L)
{
    static const luaL_Reg fns[] = {{"find", str_find},
                                   {"match", str_match},
                                   {"gmatch", str_gmatch},
                                   {"gsub", str_gsub},
                                   {NULL, NULL}};
    lua_getglobal(L, LUA_STRLIBNAME);
    luaL_setfuncs(L, fns, 0);
    lua_pop(L, 1);
}

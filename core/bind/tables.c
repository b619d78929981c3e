/* tables.c - see tables.h. Every step of a loop asks the guard for what the
 * last tick saw, which is one load and one branch.
 *
 * Sorting merges runs of doubling length between two plain lists, so that
 * metamethods of the caller's table are asked 2 n times, and a comparison
 * that contradicts itself costs n log n like any other. */
#include "bind/tables.h"

#include <limits.h>

enum { MOVE_MAX = 10 * 1000 * 1000, SORT_MAX = INT_MAX / 2 };

static lua_Integer length_of(lua_State *L, int idx)
{
    luaL_checktype(L, idx, LUA_TTABLE);
    return luaL_len(L, idx);
}

/* The length of argument 1, where __len could be anything. */
static lua_Integer plain_length(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL) {
        as_bind_error(L, "not for a table with __len");
    }
    return (lua_Integer)lua_rawlen(L, 1);
}

/* ---- insert and remove ------------------------------------------------ */

static int insert(lua_State *L)
{
    const lua_Integer n = plain_length(L);
    const int top = lua_gettop(L);
    if (top == 2) {
        lua_seti(L, 1, n + 1);
        return 0;
    }
    if (top != 3) {
        return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    const lua_Integer at = luaL_checkinteger(L, 2);
    luaL_argcheck(L, at >= 1 && at <= n + 1, 2, "position out of bounds");
    for (lua_Integer i = n + 1; i > at; i--) {
        as_guard_step(L);
        lua_geti(L, 1, i - 1);
        lua_seti(L, 1, i);
    }
    lua_seti(L, 1, at);
    return 0;
}

static int remove_one(lua_State *L)
{
    const lua_Integer n = plain_length(L);
    lua_Integer at = luaL_optinteger(L, 2, n);
    luaL_argcheck(L, lua_isnoneornil(L, 2) || at == n ||
                         (at >= 1 && at <= n + 1),
                  2, "position out of bounds");
    lua_geti(L, 1, at);
    for (; at < n; at++) {
        as_guard_step(L);
        lua_geti(L, 1, at + 1);
        lua_seti(L, 1, at);
    }
    lua_pushnil(L);
    lua_seti(L, 1, at);
    return 1;
}

/* ---- move, unpack, concat --------------------------------------------- */

static int move(lua_State *L)
{
    const lua_Integer from = luaL_checkinteger(L, 2);
    const lua_Integer end = luaL_checkinteger(L, 3);
    const lua_Integer to = luaL_checkinteger(L, 4);
    const int dest = lua_isnoneornil(L, 5) ? 1 : 5;
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, dest, LUA_TTABLE);
    if (end >= from) {
        if ((lua_Unsigned)end - (lua_Unsigned)from >= MOVE_MAX) {
            return luaL_error(L, "table.move: more than %d elements",
                              MOVE_MAX);
        }
        const lua_Integer n = end - from + 1;
        luaL_argcheck(L, to <= LUA_MAXINTEGER - n + 1, 4,
                      "destination wraps around");
        const bool up = to > end || to <= from || dest != 1;
        for (lua_Integer i = 0; i < n; i++) {
            const lua_Integer k = up ? i : n - 1 - i;
            as_guard_step(L);
            lua_geti(L, 1, from + k);
            lua_seti(L, dest, to + k);
        }
    }
    lua_pushvalue(L, dest);
    return 1;
}

static int unpack(lua_State *L)
{
    const lua_Integer from = luaL_optinteger(L, 2, 1);
    const lua_Integer end =
        lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
    if (from > end) {
        return 0;
    }
    const lua_Unsigned n = (lua_Unsigned)end - (lua_Unsigned)from;
    if (n >= INT_MAX || !lua_checkstack(L, (int)n + 1)) {
        return luaL_error(L, "too many results to unpack");
    }
    for (lua_Integer i = 0; i <= (lua_Integer)n; i++) {
        as_guard_step(L);
        lua_geti(L, 1, from + i);
    }
    return (int)n + 1;
}

static int concat(lua_State *L)
{
    const lua_Integer n = length_of(L, 1);
    size_t n_sep;
    const char *sep = luaL_optlstring(L, 2, "", &n_sep);
    const lua_Integer from = luaL_optinteger(L, 3, 1);
    const lua_Integer end = luaL_optinteger(L, 4, n);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (lua_Integer i = from; i <= end; i++) {
        as_guard_step(L);
        if (lua_geti(L, 1, i) != LUA_TSTRING && lua_type(L, -1) !=
                                                    LUA_TNUMBER) {
            return luaL_error(L,
                              "invalid value (%s) at index %I in table for "
                              "'concat'",
                              luaL_typename(L, -1), (LUAI_UACINT)i);
        }
        luaL_addvalue(&b);
        if (i == end) { /* the last integer has no next */
            break;
        }
        luaL_addlstring(&b, sep, n_sep);
    }
    luaL_pushresult(&b);
    return 1;
}

/* ---- sort ------------------------------------------------------------- */

/* Stack indexes: the comparison (nil: <), and the two lists. */
enum { LESS = 2, FROM, INTO };

/* Is b, below the top, less than a, under it? Pops neither. */
static bool goes_first(lua_State *L, int b, int a)
{
    if (lua_isnil(L, LESS)) {
        return lua_compare(L, b, a, LUA_OPLT) != 0;
    }
    lua_pushvalue(L, LESS);
    lua_pushvalue(L, b - 1);
    lua_pushvalue(L, a - 2);
    lua_call(L, 2, 1);
    const bool is = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return is;
}

/* Merge from[a .. mid) and from[mid .. end) into the other list. */
static void merge(lua_State *L, int from, int into, lua_Integer a,
                  lua_Integer mid, lua_Integer end)
{
    lua_Integer b = mid;
    for (lua_Integer at = a; at < end; at++) {
        as_guard_step(L);
        if (a < mid && b < end) {
            lua_rawgeti(L, from, a);
            lua_rawgeti(L, from, b);
            const bool second = goes_first(L, -1, -2);
            b += second;
            a += !second;
            if (!second) {
                lua_pop(L, 1);
            }
            lua_rawseti(L, into, at);
            if (second) {
                lua_pop(L, 1);
            }
        } else {
            lua_rawgeti(L, from, a < mid ? a++ : b++);
            lua_rawseti(L, into, at);
        }
    }
}

/* The list that is sorted in the end: FROM or INTO. */
static int sort_lists(lua_State *L, lua_Integer n)
{
    int from = FROM;
    int into = INTO;
    for (lua_Integer width = 1; width < n; width *= 2) {
        for (lua_Integer a = 1; a <= n; a += 2 * width) {
            const lua_Integer mid = a + width < n + 1 ? a + width : n + 1;
            const lua_Integer end = mid + width < n + 1 ? mid + width : n + 1;
            merge(L, from, into, a, mid, end);
        }
        const int other = from;
        from = into;
        into = other;
    }
    return from;
}

/* Of the table at index 1, with the comparison or nil at 2; nothing else. */
static void sort_stack(lua_State *L, lua_Integer n)
{
    luaL_checkstack(L, 8, "sort");
    lua_createtable(L, (int)n, 0);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        as_guard_step(L);
        lua_geti(L, 1, i);
        lua_rawseti(L, FROM, i);
    }
    const int sorted = sort_lists(L, n);
    for (lua_Integer i = 1; i <= n; i++) {
        as_guard_step(L);
        lua_rawgeti(L, sorted, i);
        lua_seti(L, 1, i);
    }
}

static int sort(lua_State *L)
{
    const lua_Integer n = length_of(L, 1);
    if (!lua_isnoneornil(L, 2)) {
        luaL_checktype(L, 2, LUA_TFUNCTION);
    }
    lua_settop(L, 2);
    luaL_argcheck(L, n < SORT_MAX, 1, "array too big");
    if (n > 1) {
        sort_stack(L, n);
    }
    return 0;
}

void as_tables_sort(lua_State *L, int idx)
{
    lua_pushcfunction(L, sort);
    lua_pushvalue(L, idx);
    lua_call(L, 1, 0);
}

void as_tables_open(lua_State *L)
{
    static const luaL_Reg fns[] = {
        {"concat", concat}, {"insert", insert}, {"move", move},
        {"remove", remove_one}, {"sort", sort}, {"unpack", unpack},
        {NULL, NULL}};
    lua_getglobal(L, LUA_TABLIBNAME);
    luaL_setfuncs(L, fns, 0);
    lua_pop(L, 1);
}

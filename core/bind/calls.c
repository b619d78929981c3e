/* calls.c - see calls.h.
 *
 * Lua's own counter of nested C calls is the running coroutine's, and a
 * coroutine that is closed starts from the one it had when it last ran: a
 * chain of coroutines whose __close closes the next would use up the C stack.
 * So closings within closings are counted here. */
#include "bind/calls.h"

enum {
    CLOSINGS = 4, /* of coroutines, one within another */
    MEMORY_HITS = 4 /* errors of memory that a plugin may catch a document */
};

void as_calls_caught(lua_State *L, int status)
{
    as_bind *b = as_bind_of(L);
    if (status == LUA_ERRMEM && b->mem_hit) {
        as_bind_mem_met(b);
    }
    as_guard_check(L);
}

void as_bind_mem_met(as_bind *b)
{
    b->mem_hit = false;
    if (b->mem_cap != 0 && ++b->n_mem_met > MEMORY_HITS) {
        b->mem_killed = true;
        as_guard_kill(&b->guard, AS_ELIMIT);
    }
}

/* ---- pcall and xpcall ------------------------------------------------- */

static bool failed(int status)
{
    return status != LUA_OK && status != LUA_YIELD;
}

static int pcall_end(lua_State *L, int status, lua_KContext ctx)
{
    (void)ctx;
    if (!failed(status)) {
        return lua_gettop(L); /* with the `true` below the results */
    }
    as_calls_caught(L, status);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

static int safe_pcall(lua_State *L)
{
    luaL_checkany(L, 1);
    as_guard_step(L);
    lua_pushboolean(L, 1);
    lua_insert(L, 1);
    return pcall_end(
        L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, pcall_end), 0);
}

/* Below the results: the handler, `true`. */
static int xpcall_end(lua_State *L, int status, lua_KContext ctx)
{
    (void)ctx;
    if (!failed(status)) {
        return lua_gettop(L) - 1;
    }
    as_calls_caught(L, status);
    lua_pushvalue(L, 1);
    lua_insert(L, -2);
    lua_call(L, 1, 1);
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

/* xpcall(f, handler, ...) */
static int safe_xpcall(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TFUNCTION);
    as_guard_step(L);
    const int n = lua_gettop(L) - 2;
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2); /* f handler true f ... */
    lua_remove(L, 1);
    return xpcall_end(L, lua_pcallk(L, n, LUA_MULTRET, 0, 0, xpcall_end), 0);
}

void as_calls_protected(lua_State *L)
{
    lua_pushcfunction(L, safe_pcall);
    lua_setglobal(L, "pcall");
    lua_pushcfunction(L, safe_xpcall);
    lua_setglobal(L, "xpcall");
}

/* ---- coroutines ------------------------------------------------------- */

/* Run `co` with the `n` values on top of L as arguments: the number of
 * results on top of L, or -1 and the error there. Nothing between switching
 * and switching back can raise an error in L. Raises what must not be
 * caught. */
static int resume(lua_State *L, lua_State *co, int n)
{
    as_guard *g = &as_bind_of(L)->guard;
    as_guard_step(L);
    if (!lua_checkstack(co, n)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, co, n);
    int n_results = 0;
    lua_State *const before = as_guard_switch(g, co);
    const int status = lua_resume(co, L, n, &n_results);
    as_guard_switch_back(g, before);
    if (failed(status)) {
        lua_xmove(co, L, 1);
        as_calls_caught(L, status);
        return -1;
    }
    if (!lua_checkstack(L, n_results + 1)) {
        lua_pop(co, n_results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, n_results);
    as_guard_step(L);
    return n_results;
}

/* Close `co`, whose variables may run code: its status, the error on top of
 * L if it is one. */
static int close_thread(lua_State *L, lua_State *co)
{
    as_bind *b = as_bind_of(L);
    as_guard_step(L);
    if (as_guard_stopped(co)) {
        lua_pushliteral(L, "ran too long");
        return LUA_ERRRUN;
    }
    if (b->n_closing >= CLOSINGS) {
        return luaL_error(L, "coroutine.close: too many within one another");
    }
    lua_State *const before = as_guard_switch(&b->guard, co);
    b->n_closing++;
    const int status = lua_resetthread(co);
    b->n_closing--;
    as_guard_switch_back(&b->guard, before);
    if (status != LUA_OK) {
        lua_xmove(co, L, 1);
    }
    as_calls_caught(L, status);
    return status;
}

static int co_resume(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTHREAD);
    const int n = resume(L, lua_tothread(L, 1), lua_gettop(L) - 1);
    lua_pushboolean(L, n >= 0);
    lua_insert(L, n >= 0 ? -(n + 1) : -2);
    return n >= 0 ? n + 1 : 2;
}

static int wrapped(lua_State *L)
{
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    const int n = resume(L, co, lua_gettop(L));
    if (n >= 0) {
        return n;
    }
    if (failed(lua_status(co)) && close_thread(L, co) != LUA_OK) {
        lua_remove(L, -2); /* an error of closing comes in its place */
    }
    if (lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int co_wrap(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, wrapped, 1);
    return 1;
}

/* A coroutine that is suspended, finished or failed may be closed. */
static bool can_close(lua_State *L, lua_State *co)
{
    lua_Debug ar;
    if (co == L) {
        return false;
    }
    return lua_status(co) != LUA_OK || lua_getstack(co, 0, &ar) == 0;
}

static int co_close(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTHREAD);
    lua_State *co = lua_tothread(L, 1);
    if (!can_close(L, co)) {
        return luaL_error(L, "cannot close a running coroutine");
    }
    if (close_thread(L, co) == LUA_OK) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushboolean(L, 0);
    lua_insert(L, -2);
    return 2;
}

void as_calls_coroutines(lua_State *L)
{
    static const luaL_Reg fns[] = {{"resume", co_resume},
                                   {"wrap", co_wrap},
                                   {"close", co_close},
                                   {NULL, NULL}};
    lua_getglobal(L, "coroutine");
    luaL_setfuncs(L, fns, 0);
    lua_pop(L, 1);
}

/* ---- finalizers ------------------------------------------------------- */

/* Lua runs no hook of the thread that it calls a finalizer on. So the
 * finalizer, the upvalue, gets a thread of its own, which has them. */
static int finalize(lua_State *L)
{
    lua_settop(L, 1);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_xmove(L, co, 1);
    lua_insert(L, 1);
    return resume(L, co, 1) >= 0 ? 0 : lua_error(L);
}

/* The finalizer of the metatable on top becomes one with a thread. */
static void wrap_finalizer(lua_State *L)
{
    lua_pushliteral(L, "__gc");
    lua_rawget(L, -2);
    if (lua_isfunction(L, -1) && !lua_iscfunction(L, -1)) {
        lua_pushcclosure(L, finalize, 1);
        lua_pushliteral(L, "__gc");
        lua_insert(L, -2);
        lua_rawset(L, -3);
    } else {
        lua_pop(L, 1);
    }
}

/* As Lua's own, but for finalizers. */
static int set_metatable(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2,
                     "nil or table");
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
        return luaL_error(L, "cannot change a protected metatable");
    }
    lua_settop(L, 2);
    if (lua_istable(L, 2)) {
        wrap_finalizer(L);
    }
    lua_setmetatable(L, 1);
    return 1;
}

void as_calls_finalizers(lua_State *L)
{
    lua_pushcfunction(L, set_metatable);
    lua_setglobal(L, "setmetatable");
}

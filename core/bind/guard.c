/* guard.c - timer, signal handler and hook; see guard.h.
 *
 * The handler runs on the thread whose guards it looks at (the timer names
 * the thread), between two instructions of that thread: lua_sethook is made
 * for that. Everything that it reads is written by the same thread, so that
 * `volatile` is all it takes; only the flags are shared. */
#include "bind/guard.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include <lauxlib.h>

#include "bind/bind_int.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum {
    TICK_NS = 20 * 1000 * 1000,
    COARSE = 20000 /* instructions between looks where there is no timer */
};

static _Thread_local as_guard *volatile innermost;
static pthread_once_t handler_once = PTHREAD_ONCE_INIT;
static bool handler_in;

static uint64_t thread_ns(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) {
        return 0;
    }
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

as_status as_guard_due(const as_guard *g)
{
    if (as_cancelled(&g->cancel) || as_cancelled(g->outer)) {
        return AS_ECANCEL;
    }
    if (g->deadline != 0 && thread_ns() > g->deadline) {
        return AS_ELIMIT;
    }
    return AS_OK;
}

static void raise_due(lua_State *L, as_status due)
{
    if (due == AS_ECANCEL) {
        lua_pushliteral(L, "interrupted");
        lua_error(L);
    } else if (due != AS_OK) {
        lua_pushliteral(L, "ran too long");
        lua_error(L);
    }
}

void as_guard_check(lua_State *L)
{
    raise_due(L, as_guard_due(&as_bind_of(L)->guard));
}

static void on_hook(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    const as_guard *g = &as_bind_of(L)->guard;
    as_status due = as_guard_due(g);
    if (due == AS_OK && !g->coarse) {
        lua_sethook(L, NULL, 0, 0); /* left over from an earlier call */
        return;
    }
    if (due != AS_OK) {
        lua_sethook(L, on_hook, LUA_MASKCOUNT, 1);
    }
    raise_due(L, due);
}

static void on_tick(int sig)
{
    (void)sig;
    int saved = errno;
    for (as_guard *g = innermost; g; g = g->below) {
        lua_State *L = g->running;
        if (L && as_guard_due(g) != AS_OK) {
            lua_sethook(L, on_hook, LUA_MASKCOUNT, 1);
        }
    }
    errno = saved;
}

static void handler_install(void)
{
    struct sigaction old;
    if (sigaction(SIGURG, NULL, &old) != 0 ||
        (old.sa_flags & SA_SIGINFO) != 0 ||
        (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN)) {
        return; /* somebody else's */
    }
    struct sigaction act = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    sigemptyset(&act.sa_mask);
    handler_in = sigaction(SIGURG, &act, NULL) == 0;
}

static bool timer_start(as_guard *g)
{
    pthread_once(&handler_once, handler_install);
    if (!handler_in) {
        return false;
    }
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD_ID,
                          .sigev_signo = SIGURG};
    ev.sigev_notify_thread_id = gettid();
    if (timer_create(CLOCK_MONOTONIC, &ev, &g->timer) != 0) {
        return false;
    }
    const struct itimerspec every = {{0, TICK_NS}, {0, TICK_NS}};
    if (timer_settime(g->timer, 0, &every, NULL) != 0) {
        timer_delete(g->timer);
        return false;
    }
    sigset_t urg;
    sigemptyset(&urg);
    sigaddset(&urg, SIGURG);
    pthread_sigmask(SIG_UNBLOCK, &urg, &g->mask);
    g->has_timer = true;
    return true;
}

/* Make `g` the innermost guard of the thread, with a timer if it is the
 * outermost: one serves all of them. */
static void push(as_guard *g)
{
    as_guard *outer = innermost;
    assert(!g->active);
    g->active = true;
    g->below = outer;
    g->coarse = outer ? outer->coarse : !timer_start(g);
}

static void pop(as_guard *g)
{
    assert(g->active && innermost == g);
    innermost = g->below;
    g->running = NULL;
    g->below = NULL;
    if (g->has_timer) {
        timer_delete(g->timer);
        pthread_sigmask(SIG_SETMASK, &g->mask, NULL);
        g->has_timer = false;
    }
    g->active = false;
}

void as_guard_idle(as_guard *g)
{
    push(g);
    innermost = g;
}

void as_guard_idle_end(as_guard *g)
{
    pop(g);
}

void as_guard_restart(as_guard *g)
{
    g->used = 0;
}

void as_guard_enter(as_guard *g, lua_State *L, uint32_t seconds)
{
    const uint64_t all = seconds * UINT64_C(1000000000);
    push(g);
    g->seconds = seconds;
    g->since = seconds ? thread_ns() : 0;
    g->deadline = seconds ? g->since + (all > g->used ? all - g->used : 0) : 0;
    g->running = L;
    if (g->coarse) {
        lua_sethook(L, on_hook, LUA_MASKCOUNT, COARSE);
    }
    innermost = g;
}

void as_guard_leave(as_guard *g, lua_State *L)
{
    g->used += g->deadline ? thread_ns() - g->since : 0;
    pop(g);
    lua_sethook(L, NULL, 0, 0);
}

/* ---- coroutines ------------------------------------------------------- */

/* Run `co` with the `n` values on top of L as arguments. The number of
 * results on top of L, or -1 and the error there. Nothing between setting
 * and restoring `running` can raise an error in L. */
static int resume(lua_State *L, lua_State *co, int n)
{
    as_guard *g = &as_bind_of(L)->guard;
    if (!lua_checkstack(co, n)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, co, n);
    lua_State *const before = g->running;
    int n_results = 0;
    g->running = before ? co : NULL;
    if (g->coarse) {
        lua_sethook(co, on_hook, LUA_MASKCOUNT, COARSE);
    }
    int status = lua_resume(co, L, n, &n_results);
    g->running = before;
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        return -1;
    }
    if (!lua_checkstack(L, n_results + 1)) {
        lua_pop(co, n_results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, n_results);
    return n_results;
}

static int co_resume(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTHREAD);
    lua_State *co = lua_tothread(L, 1);
    int n = resume(L, co, lua_gettop(L) - 1);
    as_guard_check(L);
    lua_pushboolean(L, n >= 0);
    lua_insert(L, n >= 0 ? -(n + 1) : -2);
    return n >= 0 ? n + 1 : 2;
}

static int wrapped(lua_State *L)
{
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    int n = resume(L, co, lua_gettop(L));
    as_guard_check(L);
    if (n >= 0) {
        return n;
    }
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_resetthread(co); /* close its variables */
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
    as_guard *g = &as_bind_of(L)->guard;
    lua_State *const before = g->running;
    g->running = before ? co : NULL;
    int status = lua_resetthread(co);
    g->running = before;
    as_guard_check(L);
    lua_pushboolean(L, status == LUA_OK);
    if (status == LUA_OK) {
        return 1;
    }
    lua_xmove(co, L, 1);
    return 2;
}

void as_guard_coroutines(lua_State *L)
{
    static const luaL_Reg fns[] = {{"resume", co_resume},
                                   {"wrap", co_wrap},
                                   {"close", co_close},
                                   {NULL, NULL}};
    lua_getglobal(L, "coroutine");
    luaL_setfuncs(L, fns, 0);
    lua_pop(L, 1);
}

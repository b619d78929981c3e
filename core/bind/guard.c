/* guard.c - timer, signal handler, hook and the way out; see guard.h.
 *
 * The handler runs on the thread whose guards it looks at (the timer names
 * the thread), between two instructions of that thread: lua_sethook is made
 * for that. Everything that it reads is written by the same thread, so that
 * `volatile` is all it takes; only the flags are shared.
 *
 * The way out is taken only where the thread was interrupted in the code of
 * Lua's shared library itself: not in our code, which may hold memory, nor
 * in the C library, which may hold a lock. Linked statically, Lua's code
 * cannot be told apart, and there is no way out. */
#include "bind/guard.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <ucontext.h>
#include <unistd.h>

#include <lauxlib.h>

#include "bind/bind_int.h"

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum {
    TICK_NS = 20 * 1000 * 1000,
    STUCK_NS = 200 * 1000 * 1000, /* between time to stop and the way out */
    COARSE = 20000 /* instructions between looks where there is no timer */
};

static _Thread_local as_guard *volatile innermost;
/* The timer of a thread: made once, since that is five calls of the system,
 * and set while a guard is active. */
typedef struct ticker {
    timer_t timer;
    bool made;
} ticker;

static _Thread_local ticker own_ticker;
static pthread_key_t ticker_key; /* to delete it with its thread */
static pthread_once_t handler_once = PTHREAD_ONCE_INIT;
static bool handler_in;
static uintptr_t lua_code, lua_code_end; /* of Lua's shared library */

static uint64_t thread_ns(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) {
        return 0;
    }
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void as_guard_kill(as_guard *g, as_status why)
{
    g->due = why;
    as_cancel_raise(&g->stop);
}

as_status as_guard_due(as_guard *g)
{
    if (g->due != AS_OK) {
        return (as_status)g->due;
    }
    if (as_cancelled(&g->cancel) || as_cancelled(g->outer)) {
        as_guard_kill(g, AS_ECANCEL);
    } else if (g->deadline != 0 && thread_ns() > g->deadline) {
        as_guard_kill(g, AS_ELIMIT);
    }
    return (as_status)g->due;
}

static void on_hook(lua_State *L, lua_Debug *ar);

/* The hook makes sure that what runs on the way out (__close) stops too. */
static void raise_due(lua_State *L, as_status due)
{
    if (due == AS_OK) {
        return;
    }
    lua_sethook(L, on_hook, LUA_MASKCOUNT, 1);
    lua_pushstring(L, due == AS_ECANCEL ? "interrupted" : "ran too long");
    lua_error(L);
}

void as_guard_check(lua_State *L)
{
    raise_due(L, as_guard_due(&as_bind_of(L)->guard));
}

static void on_hook(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    as_guard *g = &as_bind_of(L)->guard;
    as_status due = as_guard_due(g);
    if (due == AS_OK && !g->coarse) {
        lua_sethook(L, NULL, 0, 0); /* left over from an earlier call */
        return;
    }
    raise_due(L, due);
}

/* ---- the way out ------------------------------------------------------ */

static int find_code(struct dl_phdr_info *info, size_t size, void *ctx)
{
    (void)size;
    const uintptr_t inside = (uintptr_t)ctx;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &info->dlpi_phdr[i];
        const uintptr_t beg = info->dlpi_addr + h->p_vaddr;
        if (h->p_type == PT_LOAD && (h->p_flags & PF_X) && inside >= beg &&
            inside < beg + h->p_memsz) {
            lua_code = beg;
            lua_code_end = beg + h->p_memsz;
            return 1;
        }
    }
    return 0;
}

static void *pointer_of(void (*fn)(void))
{
    void *p;
    memcpy(&p, &fn, sizeof p);
    return p;
}

static void lua_code_find(void)
{
    void *lua = pointer_of((void (*)(void))lua_newstate);
    void *own = pointer_of((void (*)(void))lua_code_find);
    Dl_info there, here;
    if (dladdr(lua, &there) && dladdr(own, &here) &&
        there.dli_fbase != here.dli_fbase) {
        dl_iterate_phdr(find_code, lua);
    }
}

static bool in_lua(const void *context)
{
    const ucontext_t *u = context;
#if defined(__x86_64__)
    const uintptr_t at = (uintptr_t)u->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    const uintptr_t at = (uintptr_t)u->uc_mcontext.pc;
#else
    const uintptr_t at = 0;
    (void)u;
#endif
    return at >= lua_code && at < lua_code_end;
}

static void escape_if_stuck(as_guard *g, const void *context)
{
    const uint64_t now = thread_ns();
    if (g->due_at == 0) {
        g->due_at = now;
    } else if (now - g->due_at > STUCK_NS && in_lua(context)) {
        siglongjmp(*g->escape, 1);
    }
}

void as_guard_escape(as_guard *g, sigjmp_buf *where)
{
    g->escape = where;
}

void as_guard_escaped(as_guard *g)
{
    sigset_t urg;
    sigemptyset(&urg);
    sigaddset(&urg, SIGURG);
    pthread_sigmask(SIG_UNBLOCK, &urg, NULL);
    innermost = g; /* none above it is left to pop itself */
}

/* ---- the timer -------------------------------------------------------- */

static void on_tick(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)info;
    int saved = errno;
    bool top = true; /* the one whose code is interrupted */
    for (as_guard *g = innermost; g; g = g->below) {
        lua_State *L = g->running;
        if (!L) {
            continue;
        }
        if (as_guard_due(g) != AS_OK) {
            lua_sethook(L, on_hook, LUA_MASKCOUNT, 1);
            if (top && g->escape) {
                escape_if_stuck(g, context);
            }
        }
        top = false;
    }
    errno = saved;
}

static void ticker_end(void *p)
{
    ticker *t = p;
    timer_delete(t->timer);
    t->made = false;
}

static void handler_install(void)
{
    struct sigaction old;
    if (sigaction(SIGURG, NULL, &old) != 0 ||
        (old.sa_flags & SA_SIGINFO) != 0 ||
        (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN)) {
        return; /* somebody else's */
    }
    if (pthread_key_create(&ticker_key, ticker_end) != 0) {
        return;
    }
    lua_code_find();
    struct sigaction act = {.sa_sigaction = on_tick,
                            .sa_flags = SA_RESTART | SA_SIGINFO};
    sigemptyset(&act.sa_mask);
    handler_in = sigaction(SIGURG, &act, NULL) == 0;
}

static bool timer_make(ticker *t)
{
    pthread_once(&handler_once, handler_install);
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD_ID,
                          .sigev_signo = SIGURG};
    ev.sigev_notify_thread_id = gettid();
    if (!handler_in || timer_create(CLOCK_MONOTONIC, &ev, &t->timer) != 0) {
        return false;
    }
    sigset_t urg;
    sigemptyset(&urg);
    sigaddset(&urg, SIGURG);
    pthread_sigmask(SIG_UNBLOCK, &urg, NULL);
    (void)pthread_setspecific(ticker_key, t);
    t->made = true;
    return true;
}

static bool timer_set(const ticker *t, long every)
{
    const struct itimerspec spec = {{0, every}, {0, every}};
    return timer_settime(t->timer, 0, &spec, NULL) == 0;
}

/* After a fork the child has no timer, whatever `made` says. */
static bool timer_start(void)
{
    if (own_ticker.made && timer_set(&own_ticker, TICK_NS)) {
        return true;
    }
    return timer_make(&own_ticker) && timer_set(&own_ticker, TICK_NS);
}

/* Make `g` the innermost guard of the thread; the outermost has the thread's
 * timer run, which serves all of them. */
static void push(as_guard *g)
{
    as_guard *outer = innermost;
    assert(!g->active);
    g->active = true;
    g->below = outer;
    g->coarse = outer ? outer->coarse : !timer_start();
}

static void pop(as_guard *g)
{
    assert(g->active && innermost == g);
    innermost = g->below;
    g->running = NULL;
    g->escape = NULL;
    g->below = NULL;
    if (!innermost && !g->coarse) {
        (void)timer_set(&own_ticker, 0);
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
    g->due = AS_OK;
    g->due_at = 0;
    as_cancel_lower(&g->stop);
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
    if (L) {
        lua_sethook(L, NULL, 0, 0);
    }
}

/* ---- coroutines ------------------------------------------------------- */

lua_State *as_guard_switch(as_guard *g, lua_State *co)
{
    lua_State *const before = g->running;
    g->running = before ? co : NULL;
    if (g->coarse) {
        lua_sethook(co, on_hook, LUA_MASKCOUNT, COARSE);
    }
    if (g->due != AS_OK) { /* by a tick just before the switch */
        lua_sethook(co, on_hook, LUA_MASKCOUNT, 1);
    }
    return before;
}

void as_guard_switch_back(as_guard *g, lua_State *before)
{
    g->running = before;
}

bool as_guard_stopped(lua_State *co)
{
    const int st = lua_status(co);
    return st != LUA_OK && st != LUA_YIELD && lua_gethook(co) == on_hook &&
           lua_gethookcount(co) == 1;
}

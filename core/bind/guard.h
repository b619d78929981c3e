/* guard.h - what stops Lua code that runs too long or is interrupted.
 *
 * A guard is entered around every call into a state. While it is, a timer
 * of the thread ticks; its signal (SIGURG, which nobody misses) looks at the
 * flags and the clock, and only when it is time to stop sets a hook on the
 * coroutine that runs: Lua code pays nothing before. Once it is time to stop
 * it stays so until the next call: the hook stays set, and whatever could
 * catch the error (pcall, resume; calls.h) raises it again.
 * Loops in C look at `due` (as_guard_step) or at the flag `stop`.
 * Guards nest: a script that opens a document runs the plugins' states.
 * Where the timer is refused, a count hook does the same more slowly.
 *
 * There are loops within Lua itself that no hook sees: a table of many keys
 * with one hash that grows, weak tables at the collector. For a state that
 * can be given up there is as_guard_escape: a thread that is still in Lua's
 * own code a while after it was time to stop leaves it with siglongjmp. */
#ifndef AS_BIND_GUARD_H
#define AS_BIND_GUARD_H

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>

#include <lua.h>

#include "base/cancel.h"
#include "base/err.h"

typedef struct as_guard {
    as_cancel cancel;            /* raised by as_lua_interrupt */
    const as_cancel *outer;      /* stops as well; may be NULL */
    lua_State *volatile running; /* the coroutine that runs, or NULL */
    struct as_guard *volatile below; /* the next one on this thread */
    volatile uint64_t deadline;  /* CPU time of the thread, ns; 0: none */
    volatile int due;            /* as_status: why to stop; AS_OK: go on */
    as_cancel stop;              /* raised with it, for who takes a flag */
    sigjmp_buf *volatile escape; /* see as_guard_escape */
    volatile uint64_t due_at;    /* CPU time of the first tick that saw it */
    uint32_t seconds;            /* that the deadline allows */
    uint64_t since, used;        /* start of this call; of earlier ones, ns */
    bool active;
    bool coarse;                 /* no timer: a count hook looks */
    uint32_t n_steps;            /* of C, counted where there is no timer */
} as_guard;

/* From here on `L` (a main thread) may be stopped; `seconds` of CPU time are
 * allowed, 0: any, less what earlier calls have used since as_guard_restart.
 * Not for a guard that is active. */
void as_guard_enter(as_guard *g, lua_State *L, uint32_t seconds);

/* A new document: all of the time is there again. */
void as_guard_restart(as_guard *g);

/* The end of the call: hooks off. `L` NULL: the state was given up. */
void as_guard_leave(as_guard *g, lua_State *L);

/* Keep the thread's timer running for `g` without any Lua, so that guards
 * entered above it need not set it: theirs is the cost of two looks at the
 * clock then. */
void as_guard_idle(as_guard *g);
void as_guard_idle_end(as_guard *g);

/* AS_OK; AS_ECANCEL when a flag was raised; AS_ELIMIT behind the deadline, or
 * after as_guard_kill. What it once was it stays until the next call. */
as_status as_guard_due(as_guard *g);

/* Raise the Lua error if it is time to stop. Looks at the clock. */
void as_guard_check(lua_State *L);

/* The flag for functions that take one. */
static inline const as_cancel *as_guard_flag(const as_guard *g)
{
    return g->coarse ? &g->cancel : &g->stop; /* no tick raises the latter */
}

/* From now on it is time to stop; `why` is AS_ELIMIT or AS_ECANCEL. */
void as_guard_kill(as_guard *g, as_status why);

/* `co` is about to run, or (leave) no longer runs. */
lua_State *as_guard_switch(as_guard *g, lua_State *co);
void as_guard_switch_back(as_guard *g, lua_State *before);

/* Was `co` stopped by a guard? Lua then lets no hook run in it any more, so
 * that it must not run any more either. */
bool as_guard_stopped(lua_State *co);

/* Code that cannot be stopped otherwise leaves through `where` (set with
 * sigsetjmp(.., 0) by the function that entered the guard). Whoever comes out
 * there calls as_guard_escaped, then as_guard_leave, and never touches the
 * state again, not even to close it. */
void as_guard_escape(as_guard *g, sigjmp_buf *where);
void as_guard_escaped(as_guard *g);

#endif

/* guard.h - what stops Lua code that runs too long or is interrupted.
 *
 * A guard is entered around every call into a state. While it is, a timer
 * of the thread ticks; its signal (SIGURG, which nobody misses) looks at the
 * flags and the clock, and only when it is time to stop sets a hook on the
 * coroutine that runs: Lua code pays nothing before. The hook stays set, so
 * that a pcall of the code that is stopped wins one instruction at most.
 * Guards nest: a script that opens a document runs the plugins' states.
 * Where the timer is refused, a count hook does the same more slowly. */
#ifndef AS_BIND_GUARD_H
#define AS_BIND_GUARD_H

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
    uint32_t seconds;            /* that the deadline allows */
    uint64_t since, used;        /* start of this call; of earlier ones, ns */
    bool active;
    bool coarse;                 /* no timer: a count hook looks */
    bool has_timer;
    timer_t timer;
    sigset_t mask;               /* the thread's before */
} as_guard;

/* From here on `L` (a main thread) may be stopped; `seconds` of CPU time are
 * allowed, 0: any, less what earlier calls have used since as_guard_restart.
 * Not for a guard that is active. */
void as_guard_enter(as_guard *g, lua_State *L, uint32_t seconds);

/* A new document: all of the time is there again. */
void as_guard_restart(as_guard *g);

/* The end of the call: hooks off. */
void as_guard_leave(as_guard *g, lua_State *L);

/* Keep the thread's timer running for `g` without any Lua, so that guards
 * entered above it need none of their own: theirs is the cost of two looks at
 * the clock then. */
void as_guard_idle(as_guard *g);
void as_guard_idle_end(as_guard *g);

/* AS_OK; AS_ECANCEL when a flag is raised; AS_ELIMIT behind the deadline. */
as_status as_guard_due(const as_guard *g);

/* Raise the Lua error if it is time to stop. For loops in C. */
void as_guard_check(lua_State *L);

/* Replace coroutine.resume, wrap and close (the table `coroutine` must be
 * there) by ones that tell the guard which coroutine runs. */
void as_guard_coroutines(lua_State *L);

#endif

/* signals.h - what signals ask for, as flags that the main thread looks at.
 * SIGPIPE and SIGXFSZ are ignored: a reader that went away, or a file that may
 * not grow, is an error of writing. */
#ifndef AS_SHELL_SIGNALS_H
#define AS_SHELL_SIGNALS_H

#include <stdbool.h>

#include "base/cancel.h"
#include "bind/lua_state.h"

/* Install the handlers. SIGINT, SIGTERM and SIGHUP raise the cancel flag
 * and stop the Lua state given to as_signals_lua. In a session (the prompt)
 * SIGINT may come as often as it likes; otherwise a second one kills. */
void as_signals_start(bool session);

/* Raised by an interrupt; lives as long as the program. */
const as_cancel *as_signals_cancel(void);

/* Which state to stop (NULL: none). */
void as_signals_lua(as_lua *lua);

/* An interrupt (SIGINT) came since the last call. Lowers the cancel flag
 * unless the program is to end. */
bool as_signals_interrupted(void);

/* As if SIGINT had come. */
void as_signals_interrupt(void);

/* The same as interrupted, without forgetting it. */
bool as_signals_pending(void);

/* SIGTERM or SIGHUP came. */
bool as_signals_ended(void);

/* While another program has the terminal (a pager), SIGINT is its matter. */
void as_signals_hold(bool on);

/* The terminal was resized since the last call. */
bool as_signals_resized(void);

/* While on, SIGTSTP (Ctrl-Z) only raises a flag, so that the terminal can be
 * put in order first; else it stops the program. SIGCONT raises one always. */
void as_signals_catch_stop(bool on);
bool as_signals_stopped(void);
bool as_signals_continued(void);

/* Stop, as Ctrl-Z does by itself; returns when the program goes on. */
void as_signals_stop(void);

/* Can `fd` be read without waiting? */
bool as_signals_ready(int fd);

/* Wait until `fd` can be read or a signal comes; true if it can be read. No
 * signal that came before the call is missed. */
bool as_signals_wait(int fd);

#endif

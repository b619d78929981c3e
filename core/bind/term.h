/* term.h - the terminal as the library sees it: the table core.term, and what
 * the shell shows for it (as_lua_screen): pages and progress. */
#ifndef AS_BIND_TERM_H
#define AS_BIND_TERM_H

#include "bind/bind_int.h"

/* core.term, with width to write in (0: no terminal), columns (screen) and
 * height of the terminal, color, and the switches
 * that `set` turns: hints, pager (true, false, or a command), trace; the
 * table core is on top. May raise. */
void as_term_open(lua_State *L, const as_lua_opts *opts);

/* Long work of C says how far it is; NULL: it is over. What raises in between
 * is cleared up by the shell. */
void as_term_progress(lua_State *L, const as_lua_progress *now);

#endif

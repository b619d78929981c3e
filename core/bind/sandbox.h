/* sandbox.h - the libraries that a plugin's state gets: base, string, table,
 * math and utf8 without what reads files or runs bytecode, and without loops
 * in C that no deadline could stop. `require` finds the plugin's own files. */
#ifndef AS_BIND_SANDBOX_H
#define AS_BIND_SANDBOX_H

#include "bind/bind_int.h"

/* Fill a new state whose as_bind has `dir` and `origin`. May raise. */
void as_sandbox_open(lua_State *L);

/* Push the chunk of the plugin's file NAME (relative to its folder). Raises
 * `NAME:line: what`; *st is then AS_ESYNTAX or AS_EIO. */
void as_sandbox_load(lua_State *L, const char *name, as_status *st);

#endif

/* calls.h - pcall, xpcall and coroutines that cannot swallow a kill: once it
 * is time to stop (guard.h), or a plugin met its memory cap again and again,
 * they raise instead of giving back an error that code could go on from. */
#ifndef AS_BIND_CALLS_H
#define AS_BIND_CALLS_H

#include "bind/bind_int.h"

/* Replace coroutine.resume, wrap and close (the table `coroutine` must be
 * there) by ones that tell the guard which coroutine runs. */
void as_calls_coroutines(lua_State *L);

/* Replace setmetatable by one that has finalizers run where they can be
 * stopped. One that comes into a metatable only afterwards, or by `debug`, is
 * not seen. */
void as_calls_finalizers(lua_State *L);

/* Replace pcall and xpcall. The handler of xpcall runs after the error, when
 * the stack is unwound, not within. */
void as_calls_protected(lua_State *L);

/* A protected call failed with `status`: raise if that must not be caught. */
void as_calls_caught(lua_State *L, int status);

#endif

/* pattern.h - string.find, match, gmatch and gsub that can be stopped.
 * Lua's own match in C, where no hook looks: a pattern such as ("a?"):rep(40)
 * would hold a deadline up for years. These do the same (Lua 5.4 manual,
 * 6.4.1) and look at the guard as they go. */
#ifndef AS_BIND_PATTERN_H
#define AS_BIND_PATTERN_H

#include "bind/bind_int.h"

/* Put them into the table `string`, which must be there. May raise. */
void as_pattern_open(lua_State *L);

#endif

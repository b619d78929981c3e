/* chunks.h - Lua code in a plugin's state: its files, `load`, `require`.
 *
 * Only text; parsing can be stopped. The name of a chunk of `load` cannot be
 * taken for a file. `require "lib.words"` is a file of the plugin whose code
 * asks; `require "NAME/lib.words"` a public module of a plugin that it
 * requires. Such a module runs with globals of its own, from which neither
 * the other plugin's nor its files are reached. */
#ifndef AS_BIND_CHUNKS_H
#define AS_BIND_CHUNKS_H

#include "bind/bind_int.h"

/* Replace load, put require. `assay` must be there. May raise. */
void as_chunks_open(lua_State *L);

/* Push the chunk of the plugin's file NAME (relative to its folder). Raises
 * `NAME:line: what`; *st is then AS_ESYNTAX or AS_EIO. */
void as_chunks_load(lua_State *L, const char *name, as_status *st);

#endif

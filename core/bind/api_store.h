/* api_store.h - what the files of `assay.core.store` share: api_store.c
 * (reading), api_change.c (changing), api_keys.c (keys, signing, packing,
 * repositories, questions). */
#ifndef AS_BIND_API_STORE_H
#define AS_BIND_API_STORE_H

#include "bind/user.h"
#include "store/keys.h"
#include "store/store.h"

extern const luaL_Reg as_api_store[];
extern const luaL_Reg as_api_change[];
extern const luaL_Reg as_api_keys[];

/* Make the metatable of changes. */
void as_change_type(lua_State *L);

/* Where things are; raises where there is no such place. */
const as_store_paths *as_store_paths_of(lua_State *L);

/* t[key] = {{name=, range=}, ...} for the table on top. */
void as_set_needs(lua_State *L, const char *key, const as_manifest_need *list,
                  uint32_t n);

/* {key=, id=, comment=, known=, state="good"|"unknown"|"bad", good=, why=},
 * or nil for none. */
void as_push_signer(lua_State *L, const as_signer *signer);

/* All of a manifest as a table. */
void as_push_manifest(lua_State *L, const as_manifest *m);

#endif

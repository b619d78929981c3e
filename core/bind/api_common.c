/* api_common.c - what all states have of ours, the user's and those of plugins:
 * types, methods of documents, functions. */
#include "bind/bind_int.h"

/* Methods go into one table, which stays out of a script's reach. */
static void doc_methods(lua_State *L)
{
    lua_newtable(L);
    luaL_setfuncs(L, as_api_doc, 0);
    luaL_setfuncs(L, as_api_span, 0);
    luaL_setfuncs(L, as_api_find, 0);
    luaL_setfuncs(L, as_api_record, 0);
}

void as_bind_types(lua_State *L)
{
    as_box_type(L);
    doc_methods(L);
    as_handle_type(L);
    as_gaz_type(L);
    as_pattern_type(L);
    as_rules_type(L);
}

void as_bind_api(lua_State *L)
{
    lua_newtable(L);
    luaL_setfuncs(L, as_api_misc, 0);
    luaL_setfuncs(L, as_api_gaz, 0);
    luaL_setfuncs(L, as_api_pattern, 0);
    as_rules_open(L);
    lua_pushliteral(L, AS_VERSION);
    lua_setfield(L, -2, "version");
}

/* tables.h - the functions of the table library that loop, written anew so
 * that they can be stopped: metamethods may make any of these loops endless,
 * or each of its steps long, where no hook looks. */
#ifndef AS_BIND_TABLES_H
#define AS_BIND_TABLES_H

#include "bind/bind_int.h"

/* Put concat, insert, move, remove, sort and unpack into the table `table`,
 * which must be there. As in the Lua 5.4 manual, 6.6, but that: they are for
 * tables only; insert and remove refuse a table with __len; move takes 10
 * million elements at most; sort keeps the order of equal elements. */
void as_tables_open(lua_State *L);

/* Sort the list at `idx` (absolute), of strings, by bytes. May raise. */
void as_tables_sort(lua_State *L, int idx);

#endif

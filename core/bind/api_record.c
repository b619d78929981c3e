/* api_record.c - doc:records: what the document gives to the outside, as
 * tables with the fields of the JSON output. start and end are as there:
 * counted from 0, the end left out, bytes or (chars) code points.
 *
 * The walk over the records may hold memory, so that no Lua error may pass
 * through it: each record is made into a table in a call of its own. */
#include "bind/bind_int.h"

typedef struct walk {
    lua_State *L;
    const as_record *rec;
    lua_Integer n;
    int list; /* stack index of the result */
} walk;

static int push_record(lua_State *L)
{
    const as_record *rec = lua_touserdata(L, 1);
    lua_createtable(L, 0, (int)rec->n_fields + 7);
    for (size_t i = 0; i < rec->n_fields; i++) {
        as_push_slice(L, rec->fields[i].key);
        as_value_push(L, NULL, &rec->fields[i].value);
        lua_rawset(L, -3);
    }
    as_set_slice(L, "doc", rec->doc);
    as_set_slice(L, "kind", rec->kind);
    as_set_slice(L, "text", rec->text);
    if (rec->rule.n) {
        as_set_slice(L, "rule", rec->rule);
    }
    lua_pushinteger(L, (lua_Integer)rec->start);
    lua_setfield(L, -2, "start");
    lua_pushinteger(L, (lua_Integer)rec->end);
    lua_setfield(L, -2, "end");
    lua_rawseti(L, 2, lua_tointeger(L, 3));
    return 0;
}

static as_status on_record(void *ctx, const as_record *rec, as_err *err)
{
    walk *w = ctx;
    w->rec = rec;
    lua_pushcfunction(w->L, push_record);
    lua_pushlightuserdata(w->L, (void *)rec);
    lua_pushvalue(w->L, w->list);
    lua_pushinteger(w->L, ++w->n);
    int st = lua_pcall(w->L, 3, 0, 0);
    return st == LUA_OK ? AS_OK : as_bind_result(w->L, st, err);
}

/* Kinds from the string arguments; NULL for all. */
static const as_slice *kinds_of(lua_State *L, int top, size_t *n)
{
    as_slice *v = as_scratch(L, (size_t)top, sizeof *v);
    *n = 0;
    for (int i = 2; i <= top; i++) {
        if (lua_type(L, i) != LUA_TSTRING) {
            as_bind_arg(L, i, "doc:records", "kind",
                        "a name such as \"entity\"");
        }
        v[(*n)++] = as_to_slice(L, i);
    }
    return *n ? v : NULL;
}

/* doc:records([kind ...] [, {chars = true}]) */
static int records(lua_State *L)
{
    as_doc *doc = as_handle_check(L, 1, "doc:records");
    const as_bind *bind = as_bind_of(L);
    as_record_opts opts = {.chars = bind->chars};
    int top = lua_gettop(L);
    if (top > 1 && lua_istable(L, top)) {
        lua_pushliteral(L, "chars");
        if (lua_rawget(L, top) != LUA_TNIL) {
            opts.chars = lua_toboolean(L, -1) != 0;
        }
        lua_pop(L, 1);
        top--;
    }
    opts.kinds = kinds_of(L, top, &opts.n_kinds);
    lua_newtable(L);
    luaL_checkstack(L, 8, "doc:records");
    walk w = {.L = L, .list = lua_gettop(L)};
    as_err err;
    as_status st = as_records_each(doc, bind->kinds, &opts, on_record, &w,
                                   &err);
    return st == AS_OK ? 1 : as_bind_raise(L, st, &err);
}

const luaL_Reg as_api_record[] = {{"records", records}, {NULL, NULL}};

/* api_find.c - doc:find: the hits of a gazetteer, or of literal words, one
 * by one. Literal words are a gazetteer of one entry, which the iterator
 * holds. Hits are looked for as the loop asks: leaving early costs nothing;
 * those of a gazetteer of overlaps are looked for all at once. */
#include "bind/bind_int.h"

#include "base/mem.h"

/* Upvalues of the iterator: document, gazetteer, from, end. */
enum { UP_DOC = 1, UP_GAZ, UP_FROM, UP_END };

static void push_entry(lua_State *L, const as_gaz *gaz, uint32_t entry)
{
    const as_gaz_info *info;
    as_err err;
    as_status st = as_gaz_info_of(gaz, entry, &info, &err);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    const size_t n = info->n_fields;
    const as_feature *f = info->fields;
    const as_slice label = info->label;
    lua_createtable(L, 0, (int)n + 1);
    for (size_t i = 0; i < n; i++) {
        as_push_slice(L, f[i].key);
        as_value_push(L, NULL, &f[i].value);
        lua_rawset(L, -3);
    }
    if (label.n) {
        as_push_slice(L, label);
        lua_setfield(L, -2, "label");
    }
}

static void hits_free(void *p)
{
    as_gaz_hits *hits = p;
    as_vec_clear(hits);
    as_mem_free(hits);
}

/* All hits, in a box in place of UP_END; UP_FROM counts those given. */
static as_gaz_hits *overlaps_find(lua_State *L, const as_doc *doc,
                                  const as_gaz *gaz, const as_norms *norms)
{
    const uint32_t from =
        (uint32_t)lua_tointeger(L, lua_upvalueindex(UP_FROM));
    const uint32_t end = (uint32_t)lua_tointeger(L, lua_upvalueindex(UP_END));
    as_box *box = as_box_push(L, hits_free);
    as_gaz_hits *hits = as_mem_zero(1, sizeof *hits);
    as_err err;
    box->p = hits;
    as_status st = hits ? as_gaz_all(gaz, doc, norms, from, end, NULL, hits,
                                     &err)
                        : as_err_nomem(&err);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    lua_replace(L, lua_upvalueindex(UP_END));
    lua_pushinteger(L, 0);
    lua_replace(L, lua_upvalueindex(UP_FROM));
    return hits;
}

static int overlap_next(lua_State *L, const as_doc *doc, const as_gaz *gaz,
                        const as_norms *norms)
{
    const as_box *box = lua_touserdata(L, lua_upvalueindex(UP_END));
    const as_gaz_hits *hits =
        box ? box->p : overlaps_find(L, doc, gaz, norms);
    const size_t at = (size_t)lua_tointeger(L, lua_upvalueindex(UP_FROM));
    if (at >= hits->n) {
        lua_pushnil(L);
        return 1;
    }
    const as_gaz_hit *hit = &hits->v[at];
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_replace(L, lua_upvalueindex(UP_FROM));
    lua_pushinteger(L, (lua_Integer)hit->first + 1);
    lua_pushinteger(L, hit->end);
    push_entry(L, gaz, hit->entry);
    return 3;
}

static int find_next(lua_State *L)
{
    as_doc *doc = as_handle_check(L, lua_upvalueindex(UP_DOC), "doc:find");
    const as_gaz *gaz = as_gaz_test(L, lua_upvalueindex(UP_GAZ));
    uint32_t from = (uint32_t)lua_tointeger(L, lua_upvalueindex(UP_FROM));
    uint32_t end = (uint32_t)lua_tointeger(L, lua_upvalueindex(UP_END));
    as_err err;
    as_norms norms;
    as_status st = as_doc_norms(doc, &norms, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    as_gaz_hit hit = {0};
    if (as_gaz_overlaps(gaz)) {
        return overlap_next(L, doc, gaz, &norms);
    }
    st = as_gaz_next(gaz, doc, &norms, from, end, &hit);
    if (st != AS_OK) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, hit.end);
    lua_replace(L, lua_upvalueindex(UP_FROM));
    lua_pushinteger(L, (lua_Integer)hit.first + 1);
    lua_pushinteger(L, hit.end);
    push_entry(L, gaz, hit.entry);
    return 3;
}

static int find(lua_State *L)
{
    as_doc *doc = as_handle_check(L, 1, "doc:find");
    uint32_t beg, end;
    lua_settop(L, 4);
    if (!lua_isnil(L, 3) && lua_isnil(L, 4)) { /* to the end of the text */
        lua_pushinteger(L, (lua_Integer)as_doc_tokens(doc)->n);
        lua_replace(L, 4);
    }
    as_range_check(L, 3, doc, "doc:find", &beg, &end);
    lua_pushvalue(L, 1);
    if (lua_type(L, 2) == LUA_TSTRING) {
        as_gaz_push_words(L, as_to_slice(L, 2));
    } else if (as_gaz_test(L, 2)) {
        lua_pushvalue(L, 2);
    } else {
        return as_bind_arg(L, 2, "doc:find", "pattern",
                           "a gazetteer or a string");
    }
    lua_pushinteger(L, beg);
    lua_pushinteger(L, end);
    lua_pushcclosure(L, find_next, 4);
    return 1;
}

const luaL_Reg as_api_find[] = {{"find", find}, {NULL, NULL}};

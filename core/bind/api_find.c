/* api_find.c - doc:find: the hits of a gazetteer, of a pattern, or of a
 * string, which is a pattern, one by one.
 *
 * Hits of a gazetteer are looked for as the loop asks: leaving early costs
 * nothing; those of a gazetteer of overlaps are looked for all at once.
 * Matches of a pattern are all found first, since the loop may add
 * annotations, which the search reads. */
#include "bind/bind_int.h"

#include "base/mem.h"

/* ---- gazetteers --------------------------------------------------------- */

/* Upvalues of the iterator: document, gazetteer, from, end. */
enum { UP_DOC = 1, UP_GAZ, UP_FROM, UP_END };

void as_entry_push(lua_State *L, const as_gaz *gaz, uint32_t entry)
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
    as_status st = hits ? as_gaz_all(gaz, doc, norms, from, end,
                                     as_guard_flag(&as_bind_of(L)->guard),
                                     hits, &err)
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
    as_entry_push(L, gaz, hit->entry);
    return 3;
}

static int next_hit(lua_State *L)
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
    as_entry_push(L, gaz, hit.entry);
    return 3;
}

/* ---- patterns ----------------------------------------------------------- */

/* A match; its captures are caps[from .. to). */
typedef struct match {
    uint32_t first, end;
    size_t from, to;
} match;

/* All matches, in a box. */
typedef struct matches {
    as_search *search;
    AS_VEC(match) v;
    AS_VEC(as_capture) caps;
    size_t at;
} matches;

static void matches_free(void *p)
{
    matches *m = p;
    as_search_free(m->search);
    as_vec_clear(&m->v);
    as_vec_clear(&m->caps);
    as_mem_free(m);
}

static as_status match_keep(matches *all, const as_match *m, as_err *err)
{
    match *kept = as_vec_push(&all->v, err);
    if (kept == NULL ||
        as_vec_reserve(&all->caps, m->n_captures, err) != AS_OK) {
        return AS_ENOMEM;
    }
    *kept = (match){m->first, m->end, all->caps.n,
                    all->caps.n + m->n_captures};
    if (m->n_captures > 0) {
        memcpy(all->caps.v + all->caps.n, m->captures,
               m->n_captures * sizeof *m->captures);
    }
    all->caps.n += m->n_captures;
    return AS_OK;
}

/* Find all; looks at the guard as it goes. */
static void find_all(lua_State *L, matches *all, const as_pattern *p,
                     as_doc *doc, uint32_t beg, uint32_t end)
{
    as_err err;
    as_match m;
    as_status st = as_search_new(&all->search, &err);
    if (st == AS_OK) {
        as_search_cancel(all->search, as_guard_flag(&as_bind_of(L)->guard));
    }
    st = st == AS_OK ? as_search_open(all->search, p, doc, &err) : st;
    st = st == AS_OK ? as_search_range(all->search, beg, end,
                                       AS_SCOPE_SENTENCE, AS_MATCH_FIRST,
                                       &err)
                     : st;
    while (st == AS_OK &&
           (st = as_search_next(all->search, &m, &err)) == AS_OK) {
        st = match_keep(all, &m, &err);
        if (all->v.n % 256 == 0) {
            as_guard_check(L);
        }
    }
    if (st != AS_EOF) {
        as_bind_raise(L, st, &err);
    }
    as_search_free(all->search);
    all->search = NULL;
}

void as_captures_push(lua_State *L, const as_doc *doc, const as_capture *caps,
                      size_t n, as_slice (*name)(const void *ctx, uint32_t id),
                      const void *ctx)
{
    lua_createtable(L, (int)n, 4);
    for (size_t i = 0; i < n; i++) {
        const as_slice called = name(ctx, caps[i].name);
        uint32_t from = 0;
        uint32_t to = 0;
        as_range_bytes(doc, caps[i].first, caps[i].end, &from, &to);
        const as_value v = {.type = AS_VAL_SPAN, .span = {from, to}};
        as_value_push(L, doc, &v);
        as_push_slice(L, called);
        lua_setfield(L, -2, "name");
        as_push_slice(L, called);
        if (lua_rawget(L, -3) == LUA_TNIL) {
            as_push_slice(L, called);
            lua_pushvalue(L, -3);
            lua_rawset(L, -5);
        }
        lua_pop(L, 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static as_slice name_of(const void *pattern, uint32_t name)
{
    return as_pattern_capture_name(pattern, name);
}

/* Upvalues of the iterator: document, pattern, matches. */
static int next_match(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, lua_upvalueindex(1), "doc:find");
    const as_pattern *p = as_pattern_test(L, lua_upvalueindex(2));
    const as_box *box = lua_touserdata(L, lua_upvalueindex(3));
    matches *all = box->p;
    if (all->at == all->v.n) {
        lua_pushnil(L);
        return 1;
    }
    const match *m = &all->v.v[all->at++];
    lua_pushinteger(L, (lua_Integer)m->first + 1);
    lua_pushinteger(L, m->end);
    as_captures_push(L, doc, all->caps.v + m->from, m->to - m->from, name_of,
                     p);
    return 3;
}

static int find_matches(lua_State *L, as_doc *doc, const as_pattern *p,
                        uint32_t beg, uint32_t end)
{
    as_box *box = as_box_push(L, matches_free);
    matches *all = as_mem_zero(1, sizeof *all);
    if (all == NULL) {
        as_err err;
        return as_bind_raise(L, as_err_nomem(&err), &err);
    }
    box->p = all;
    find_all(L, all, p, doc, beg, end);
    lua_pushcclosure(L, next_match, 3);
    return 1;
}

/* ---- doc:find ----------------------------------------------------------- */

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
        return find_matches(L, doc, as_pattern_push(L, 2), beg, end);
    }
    lua_pushvalue(L, 2);
    if (as_pattern_test(L, 2)) {
        return find_matches(L, doc, as_pattern_test(L, 2), beg, end);
    }
    if (!as_gaz_test(L, 2)) {
        return as_bind_arg(L, 2, "doc:find", "pattern",
                           "a pattern, a gazetteer or a string");
    }
    lua_pushinteger(L, beg);
    lua_pushinteger(L, end);
    lua_pushcclosure(L, next_hit, 4);
    return 1;
}

const luaL_Reg as_api_find[] = {{"find", find}, {NULL, NULL}};

/* api_span.c - the methods of a document for annotations: spans, queries,
 * add. A span in Lua is a plain table, a copy: changing it changes nothing. */
#include "bind/journal.h"

static as_slice kind_arg(lua_State *L, int idx, const char *fn)
{
    if (lua_type(L, idx) != LUA_TSTRING || lua_rawlen(L, idx) == 0) {
        as_bind_arg(L, idx, fn, "kind", "a name such as \"entity\"");
    }
    return as_to_slice(L, idx);
}

static void push_spans(lua_State *L, const as_doc *doc, as_layer *layer,
                       const uint32_t *indexes, size_t n)
{
    lua_createtable(L, n < INT32_MAX ? (int)n : 0, 0);
    for (size_t i = 0; i < n; i++) {
        as_guard_step(L);
        as_span_push(L, doc, as_layer_name(layer),
                     as_layer_get(layer, indexes[i]));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* All spans of a kind, by place; with "flat", those of the flat view. */
static int spans(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "doc:spans");
    as_slice kind = kind_arg(L, 2, "doc:spans");
    bool flat = false;
    if (!lua_isnoneornil(L, 3)) {
        const char *view = lua_tostring(L, 3);
        flat = view && strcmp(view, "flat") == 0;
        if (!flat) {
            return as_bind_arg(L, 3, "doc:spans", "view", "\"flat\" or nil");
        }
    }
    as_layer *layer = as_doc_layer_find(doc, kind);
    if (!layer) {
        lua_newtable(L);
        return 1;
    }
    const uint32_t *indexes;
    size_t n;
    as_err err;
    as_status st = flat ? as_layer_flat(layer, &indexes, &n, &err)
                        : as_layer_sorted(layer, &indexes, &n, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    push_spans(L, doc, layer, indexes, n);
    return 1;
}

/* The names of the kinds that the document has spans of. */
static int kinds(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "doc:kinds");
    lua_newtable(L);
    lua_Integer n = 0;
    for (size_t i = 0; i < as_doc_layer_count(doc); i++) {
        const as_layer *layer = as_doc_layer_at(doc, i);
        if (as_layer_count(layer) > 0) {
            as_push_slice(L, as_layer_name(layer));
            lua_rawseti(L, -2, ++n);
        }
    }
    return 1;
}

/* ---- queries ---------------------------------------------------------- */

/* The bytes that the tokens of arguments 3 and 4 cover. Of no token: the
 * place where the next one begins. */
static void query_range(lua_State *L, const as_doc *doc, const char *fn,
                        uint32_t *from, uint32_t *to)
{
    uint32_t beg, end;
    as_range_check(L, 3, doc, fn, &beg, &end);
    const as_tokens *t = as_doc_tokens(doc);
    if (beg < end) {
        as_range_bytes(doc, beg, end, from, to);
    } else {
        *from = beg < t->n ? t->beg[beg] : (uint32_t)as_doc_text(doc).n;
        *to = *from;
    }
}

/* Room on the stack for what is found mostly: what a query costs must not
 * depend on how many spans the layer has. */
enum { FOUND_FEW = 64 };

static int query(lua_State *L, as_where where, const char *fn)
{
    const as_doc *doc = as_handle_check(L, 1, fn);
    as_slice kind = kind_arg(L, 2, fn);
    uint32_t from, to;
    query_range(L, doc, fn, &from, &to);
    as_layer *layer = as_doc_layer_find(doc, kind);
    uint32_t some[FOUND_FEW];
    uint32_t *found = some;
    size_t cap = FOUND_FEW, n = 0;
    as_err err;
    as_status st = layer ? as_layer_query(layer, where, from, to, found, cap,
                                          &n, &err)
                         : AS_OK;
    if (st == AS_OK && n > cap) {
        cap = n;
        found = as_scratch(L, cap, sizeof *found);
        st = as_layer_query(layer, where, from, to, found, cap, &n, &err);
    }
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    push_spans(L, doc, layer, found, n < cap ? n : cap);
    return 1;
}

static int within(lua_State *L)
{
    return query(L, AS_IN, "doc:within");
}

static int overlapping(lua_State *L)
{
    return query(L, AS_OVERLAPPING, "doc:overlapping");
}

static int before(lua_State *L)
{
    return query(L, AS_BEFORE, "doc:before");
}

static int after(lua_State *L)
{
    return query(L, AS_AFTER, "doc:after");
}

/* ---- add -------------------------------------------------------------- */

static lua_Number number_option(lua_State *L, const char *key, lua_Number def)
{
    const bool is = as_field_push(L, 5, "doc:add", key, LUA_TNUMBER,
                                  "a number");
    const lua_Number x = is ? lua_tonumber(L, -1) : def;
    lua_pop(L, 1);
    return x;
}

/* The file that the caller's code is from, without its folder. */
static const char *caller_file(lua_State *L)
{
    lua_Debug ar;
    if (!lua_getstack(L, 1, &ar) || !lua_getinfo(L, "S", &ar)) {
        return "?";
    }
    const char *name = ar.source;
    if (*name != '@' && *name != '=') {
        return "string";
    }
    const char *base = strrchr(name, '/');
    return base ? base + 1 : name + 1;
}

/* Push plugin@version/rule; in a user's script, script@0/FILE. */
static as_slice push_rule(lua_State *L, as_slice rule)
{
    const char *origin = as_bind_of(L)->origin;
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    luaL_addstring(&b, origin ? origin : "script@0");
    luaL_addchar(&b, '/');
    if (rule.n) {
        luaL_addlstring(&b, rule.p, rule.n);
    } else {
        luaL_addstring(&b, origin ? "annotate" : caller_file(L));
    }
    luaL_pushresult(&b);
    return as_to_slice(L, -1);
}

static int32_t priority_option(lua_State *L)
{
    lua_Number x = number_option(L, "priority", 0);
    if (!(x >= -1e9 && x <= 1e9)) {
        luaL_error(L, "doc:add: priority must be within -1e9 and 1e9");
    }
    return (int32_t)x;
}

static double score_option(lua_State *L)
{
    lua_Number x = number_option(L, "score", 1);
    if (!(x >= 0 && x <= 1)) {
        luaL_error(L, "doc:add: score must be within 0 and 1");
    }
    return x;
}

/* doc:add(kind, first, last [, fields]): a new span over those tokens. */
static int add(lua_State *L)
{
    static const char *const skip[] = {"type", "rule", "priority", "score",
                                       NULL};
    as_doc *doc = as_handle_check(L, 1, "doc:add");
    as_slice kind = kind_arg(L, 2, "doc:add");
    lua_settop(L, 5);
    if (lua_isnil(L, 5)) {
        lua_newtable(L);
        lua_replace(L, 5);
    } else if (!lua_istable(L, 5)) {
        return as_bind_arg(L, 5, "doc:add", "fields", "a table");
    }
    if (!lua_isinteger(L, 3)) {
        return as_bind_arg(L, 3, "doc:add", "first", "a token's number");
    }
    uint32_t beg, end;
    as_range_check(L, 3, doc, "doc:add", &beg, &end);
    if (beg == end) {
        return luaL_error(L, "doc:add: a span needs at least one token");
    }
    as_span_spec spec = {.label = AS_LIT(""),
                         .priority = priority_option(L),
                         .score = score_option(L)};
    as_slice rule = AS_LIT("");
    as_field_text(L, 5, "doc:add", "type", &spec.label);
    as_field_text(L, 5, "doc:add", "rule", &rule);
    as_range_bytes(doc, beg, end, &spec.beg, &spec.end);
    spec.prov.rule = push_rule(L, rule);
    spec.features = as_features_read(L, 5, doc, "doc:add", skip,
                                     &spec.n_features);
    as_err err;
    as_layer *layer;
    const uint32_t step = as_journal_begin(L, 1, doc);
    as_status st = as_doc_layer(doc, kind, &layer, &err);
    if (st == AS_OK) {
        st = as_layer_add(doc, layer, &spec, NULL, &err);
    }
    as_journal_end(doc, step);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    as_journal_tell(L, 1, step, "doc:add", 1);
    return 0;
}

const luaL_Reg as_api_span[] = {{"spans", spans},
                                {"kinds", kinds},
                                {"within", within},
                                {"overlapping", overlapping},
                                {"before", before},
                                {"after", after},
                                {"add", add},
                                {NULL, NULL}};

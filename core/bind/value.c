/* value.c - features and spans between C and Lua, and token positions.
 *
 * Lua counts tokens and bytes from 1, both ends included; C from 0, the end
 * left out. So a begin gains 1 on the way to Lua and an end stays as it is.
 * This file and the queries of api_span.c are where that happens. */
#include "bind/bind_int.h"

#include <math.h>
#include <stdlib.h>

/* ---- positions -------------------------------------------------------- */

void as_range_check(lua_State *L, int idx, const as_doc *doc, const char *fn,
                    uint32_t *beg, uint32_t *end)
{
    const lua_Integer n = (lua_Integer)as_doc_tokens(doc)->n;
    lua_Integer first = 1, last = n;
    if (!lua_isnoneornil(L, idx)) {
        if (!lua_isinteger(L, idx)) {
            as_bind_arg(L, idx, fn, "first", "a token's number");
        }
        first = last = lua_tointeger(L, idx);
    }
    if (!lua_isnoneornil(L, idx + 1)) {
        if (!lua_isinteger(L, idx + 1)) {
            as_bind_arg(L, idx + 1, fn, "last", "a token's number");
        }
        last = lua_tointeger(L, idx + 1);
    }
    if (first < 1 || first > n + 1 || last < first - 1 || last > n) {
        luaL_error(L, "%s: tokens %I to %I are not within 1 to %I", fn,
                   (LUAI_UACINT)first, (LUAI_UACINT)last, (LUAI_UACINT)n);
    }
    *beg = (uint32_t)(first - 1);
    *end = (uint32_t)last;
}

void as_range_bytes(const as_doc *doc, uint32_t beg, uint32_t end,
                    uint32_t *from, uint32_t *to)
{
    const as_tokens *t = as_doc_tokens(doc);
    assert(beg < end && end <= t->n);
    *from = t->beg[beg];
    *to = t->end[end - 1];
}

/* ---- to Lua ----------------------------------------------------------- */

/* first, last, begin, finish and text into the table on top. */
static void set_place(lua_State *L, const as_doc *doc, uint32_t beg,
                      uint32_t end)
{
    const as_tokens *t = as_doc_tokens(doc);
    uint32_t first = as_doc_token_at(doc, beg), last = first;
    while (last < t->n && t->beg[last] < end) {
        last++;
    }
    as_set_integer(L, "first", (uint64_t)first + 1);
    as_set_integer(L, "last", last);
    as_set_integer(L, "begin", (uint64_t)beg + 1);
    as_set_integer(L, "finish", end);
    as_slice text = as_doc_text(doc);
    as_set_slice(L, "text", (as_slice){text.p + beg, end - beg});
}

static void push_list(lua_State *L, const as_slice *v, size_t n)
{
    lua_createtable(L, n < INT16_MAX ? (int)n : 0, 0);
    for (size_t i = 0; i < n; i++) {
        as_push_slice(L, v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

void as_value_push(lua_State *L, const as_doc *doc, const as_value *v)
{
    switch (v->type) {
    case AS_VAL_TEXT:
        as_push_slice(L, v->text);
        return;
    case AS_VAL_INT:
        lua_pushinteger(L, v->integer);
        return;
    case AS_VAL_REAL:
        lua_pushnumber(L, v->real);
        return;
    case AS_VAL_BOOL:
        lua_pushboolean(L, v->truth);
        return;
    case AS_VAL_SPAN:
        lua_createtable(L, 0, 5);
        if (doc) {
            set_place(L, doc, v->span.beg, v->span.end);
        }
        return;
    case AS_VAL_LIST:
        push_list(L, v->list.v, v->list.n);
        return;
    }
    lua_pushnil(L);
}

void as_span_push(lua_State *L, const as_doc *doc, as_slice kind,
                  const as_span *span)
{
    lua_createtable(L, 0, 8 + (int)span->n_features);
    for (size_t i = 0; i < span->n_features; i++) {
        const as_feature *f = &span->features[i];
        as_push_slice(L, f->key);
        as_value_push(L, doc, &f->value);
        lua_rawset(L, -3);
    }
    set_place(L, doc, span->beg, span->end);
    as_set_slice(L, "kind", kind);
    if (span->label.n) {
        as_set_slice(L, "type", span->label);
    }
    as_set_slice(L, "rule", span->prov->rule);
    lua_pushnumber(L, span->score);
    lua_setfield(L, -2, "score");
}

/* ---- from Lua --------------------------------------------------------- */

/* Where as_features_read stands. */
typedef struct reader {
    lua_State *L;
    const as_doc *doc;
    const char *fn;
    as_feature *features;
    as_slice *texts; /* of lists */
    size_t n_features, n_texts;
} reader;

static int bad_value(const reader *r, as_slice key, const char *why)
{
    lua_pushlstring(r->L, key.p, key.n);
    return luaL_error(r->L, "%s: field \"%s\" %s", r->fn,
                      lua_tostring(r->L, -1), why);
}

static bool raw_int(lua_State *L, int idx, lua_Integer *out)
{
    bool is = lua_isinteger(L, idx) != 0;
    *out = is ? lua_tointeger(L, idx) : 0;
    lua_pop(L, 1);
    return is;
}

static bool pair_of(lua_State *L, int idx, lua_Integer *a, lua_Integer *b)
{
    lua_rawgeti(L, idx, 1);
    bool ok = raw_int(L, -1, a);
    lua_rawgeti(L, idx, 2);
    return raw_int(L, -1, b) && ok;
}

static bool raw_field(lua_State *L, int idx, const char *key,
                      lua_Integer *out)
{
    lua_pushstring(L, key);
    lua_rawget(L, idx);
    return raw_int(L, -1, out);
}

/* {first, last} in tokens, or a span's table with begin and finish. */
static bool read_span(const reader *r, int idx, as_slice key, as_value *out)
{
    lua_Integer a, b;
    bool bytes = raw_field(r->L, idx, "begin", &a) &&
                 raw_field(r->L, idx, "finish", &b);
    if (!bytes && !pair_of(r->L, idx, &a, &b)) {
        return false;
    }
    if (!r->doc) {
        bad_value(r, key, "cannot be a place in a document");
    }
    const lua_Integer n = bytes ? (lua_Integer)as_doc_text(r->doc).n
                                : (lua_Integer)as_doc_tokens(r->doc)->n;
    if (a < 1 || b < a || b > n) {
        bad_value(r, key, "lies outside the document");
    }
    out->type = AS_VAL_SPAN;
    if (bytes) {
        out->span.beg = (uint32_t)(a - 1);
        out->span.end = (uint32_t)b;
    } else {
        as_range_bytes(r->doc, (uint32_t)(a - 1), (uint32_t)b,
                       &out->span.beg, &out->span.end);
    }
    return true;
}

static void read_list(reader *r, int idx, as_slice key, as_value *out)
{
    size_t n = lua_rawlen(r->L, idx);
    out->type = AS_VAL_LIST;
    out->list.v = r->texts ? r->texts + r->n_texts : NULL;
    out->list.n = n;
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(r->L, idx, (lua_Integer)i + 1);
        if (lua_type(r->L, -1) != LUA_TSTRING) {
            bad_value(r, key, "must be a list of strings, a span or a pair "
                              "of token numbers");
        }
        if (r->texts) {
            r->texts[r->n_texts] = as_to_slice(r->L, -1);
        }
        r->n_texts++;
        lua_pop(r->L, 1);
    }
}

static void read_number(const reader *r, int idx, as_slice key, as_value *out)
{
    if (lua_isinteger(r->L, idx)) {
        out->type = AS_VAL_INT;
        out->integer = lua_tointeger(r->L, idx);
        return;
    }
    out->type = AS_VAL_REAL;
    out->real = lua_tonumber(r->L, idx);
    if (!isfinite(out->real)) {
        bad_value(r, key, "must be a finite number");
    }
}

static void read_value(reader *r, int idx, as_slice key, as_value *out)
{
    switch (lua_type(r->L, idx)) {
    case LUA_TSTRING:
        out->type = AS_VAL_TEXT;
        out->text = as_to_slice(r->L, idx);
        return;
    case LUA_TNUMBER:
        read_number(r, idx, key, out);
        return;
    case LUA_TBOOLEAN:
        out->type = AS_VAL_BOOL;
        out->truth = lua_toboolean(r->L, idx) != 0;
        return;
    case LUA_TTABLE:
        if (!read_span(r, idx, key, out)) {
            read_list(r, idx, key, out);
        }
        return;
    default:
        bad_value(r, key, "must be a string, number, boolean, list or span");
    }
}

static bool skipped(as_slice key, const char *const *skip)
{
    for (; *skip; skip++) {
        if (as_slice_eq(key, as_slice_str(*skip))) {
            return true;
        }
    }
    return false;
}

/* Once to count (features NULL), once to fill. No Lua code runs here, so
 * the table is the same both times and keeps its strings alive. */
static void walk(reader *r, int idx, const char *const *skip)
{
    r->n_features = r->n_texts = 0;
    lua_pushnil(r->L);
    while (lua_next(r->L, idx)) {
        if (lua_type(r->L, -2) != LUA_TSTRING) {
            luaL_error(r->L, "%s: field names must be strings (got %s)",
                       r->fn, luaL_typename(r->L, -2));
        }
        as_slice key = as_to_slice(r->L, -2);
        if (!skipped(key, skip)) {
            as_feature f = {.key = key};
            read_value(r, lua_gettop(r->L), key, &f.value);
            if (r->features) {
                r->features[r->n_features] = f;
            }
            r->n_features++;
        }
        lua_pop(r->L, 1);
    }
}

static int by_key(const void *a, const void *b)
{
    const as_feature *x = a, *y = b;
    return as_slice_cmp(x->key, y->key);
}

const as_feature *as_features_read(lua_State *L, int idx, const as_doc *doc,
                                   const char *fn, const char *const *skip,
                                   size_t *n)
{
    reader r = {.L = L, .doc = doc, .fn = fn};
    luaL_checkstack(L, 8, fn);
    walk(&r, idx, skip);
    size_t size = r.n_features * sizeof(as_feature) +
                  r.n_texts * sizeof(as_slice);
    r.features = as_scratch(L, size, 1);
    r.texts = (as_slice *)(void *)(r.features + r.n_features);
    walk(&r, idx, skip);
    qsort(r.features, r.n_features, sizeof *r.features, by_key);
    *n = r.n_features;
    return r.features;
}

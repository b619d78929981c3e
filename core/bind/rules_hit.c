/* rules_hit.c - what a rule found, for Lua, and what Lua makes of it. */
#include "bind/rules_int.h"

typedef struct naming {
    const as_rules *rules;
    size_t rule;
} naming;

static as_slice name_of(const void *ctx, uint32_t name)
{
    const naming *n = ctx;
    return as_rules_capture_name(n->rules, n->rule, name);
}

/* Push a table of a hit: rule, label, kind, first, last, text, captures,
 * fields. */
static void push_hit(lua_State *L, const as_doc *doc, const as_rules *rules,
                     const as_rule_hit *hit)
{
    const naming names = {rules, hit->rule};
    luaL_checkstack(L, 8, "rules");
    lua_createtable(L, 0, 8);
    as_set_slice(L, "rule", as_rules_name(rules, hit->rule));
    as_set_slice(L, "label", as_rules_label(rules, hit->rule));
    as_set_slice(L, "kind", hit->layer);
    lua_pushinteger(L, (lua_Integer)hit->first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, hit->end);
    lua_setfield(L, -2, "last");
    as_set_slice(L, "text", as_doc_token_text(doc, hit->first, hit->end));
    as_captures_push(L, doc, hit->captures, hit->n_captures, name_of, &names);
    lua_setfield(L, -2, "captures");
    lua_createtable(L, 0, (int)hit->span.n_features);
    for (size_t i = 0; i < hit->span.n_features; i++) {
        const as_feature *f = &hit->span.features[i];
        as_push_slice(L, f->key);
        as_value_push(L, doc, &f->value);
        lua_rawset(L, -3);
    }
    lua_setfield(L, -2, "fields");
}

/* `first` and `last` of the fields: another place than that of the hit. */
static void place(lua_State *L, int fields, const as_doc *doc,
                  const as_rule_hit *hit, as_span_spec *spec)
{
    uint32_t beg = 0;
    uint32_t end = 0;
    const int top = lua_gettop(L);
    lua_pushliteral(L, "first");
    const int first = lua_rawget(L, fields);
    lua_pushliteral(L, "last");
    const int last = lua_rawget(L, fields);
    if (first == LUA_TNIL && last == LUA_TNIL) {
        lua_settop(L, top);
        return;
    }
    if (first == LUA_TNIL) {
        lua_pushinteger(L, (lua_Integer)hit->first + 1);
        lua_replace(L, top + 1);
    }
    if (last == LUA_TNIL) {
        lua_pushinteger(L, hit->end);
        lua_replace(L, top + 2);
    }
    as_range_check(L, top + 1, doc, "do", &beg, &end);
    if (beg == end) {
        as_bind_error(L, "do: a span needs at least one token");
    }
    as_range_bytes(doc, beg, end, &spec->beg, &spec->end);
    lua_settop(L, top);
}

static void add(lua_State *L, int fields, as_doc *doc,
                const as_rule_hit *hit)
{
    static const char *const skip[] = {"type", "first", "last", NULL};
    as_span_spec spec = hit->span;
    as_layer *layer = NULL;
    as_err err;
    place(L, fields, doc, hit, &spec);
    as_field_text(L, fields, "do", "type", &spec.label); /* not the rule's */
    spec.features = as_features_read(L, fields, doc, "do", skip,
                                     &spec.n_features);
    as_status st = as_doc_layer(doc, hit->layer, &layer, &err);
    st = st == AS_OK ? as_layer_add(doc, layer, &spec, NULL, &err) : st;
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
}

void as_rule_act(lua_State *L, int handle, as_doc *doc,
                 const as_rules *rules, const as_rule_hit *hit)
{
    const int fn = lua_gettop(L);
    luaL_checkstack(L, 8, "do");
    push_hit(L, doc, rules, hit);
    lua_pushvalue(L, fn);
    lua_pushvalue(L, handle);
    lua_pushvalue(L, fn + 1);
    lua_call(L, 2, 1);
    const int result = lua_gettop(L);
    const int type = lua_type(L, result);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN && type != LUA_TTABLE) {
        as_bind_error(L, "do: must return nothing, false or a table of fields "
                         "(got %s)",
                      luaL_typename(L, result));
    }
    if (type == LUA_TBOOLEAN && !lua_toboolean(L, result)) {
        lua_settop(L, fn - 1);
        return;
    }
    if (type != LUA_TTABLE) {
        lua_pushliteral(L, "fields");
        if (lua_rawget(L, fn + 1) != LUA_TTABLE) {
            as_bind_error(L, "do: hit.fields must be a table (got %s)",
                          luaL_typename(L, -1));
        }
    }
    add(L, lua_gettop(L), doc, hit);
    lua_settop(L, fn - 1);
}

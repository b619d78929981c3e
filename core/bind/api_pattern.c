/* api_pattern.c - patterns in Lua: assay.pattern[[...]]. A pattern never
 * changes; Lua holds a reference. What the options name is read before
 * compiling begins, so that nothing is held when Lua raises. */
#include "bind/bind_int.h"

static const char fn[] = "assay.pattern";

typedef struct pattern_box {
    as_pattern *p;
    size_t bytes; /* as counted in as_bind */
} pattern_box;

/* A name of the options: a macro's source or a gazetteer. */
typedef struct option {
    as_slice name, source;
    as_gaz *gaz; /* borrowed from Lua */
} option;

typedef struct option_list {
    const option *v;
    size_t n_macros, n; /* macros come first */
} option_list;

/* ---- what the options name ---------------------------------------------- */

static const option *option_find(const option_list *l, as_slice name,
                                 bool macro)
{
    size_t end = macro ? l->n_macros : l->n;
    for (size_t i = macro ? 0 : l->n_macros; i < end; i++) {
        if (as_slice_eq(l->v[i].name, name)) {
            return &l->v[i];
        }
    }
    return NULL;
}

static bool env_macro(void *ctx, as_slice name, as_slice *source)
{
    const option *o = option_find(ctx, name, true);
    if (o != NULL) {
        *source = o->source;
    }
    return o != NULL;
}

static as_gaz *env_gaz(void *ctx, as_slice name)
{
    const option *o = option_find(ctx, name, false);
    return o ? o->gaz : NULL;
}

static void env_offer(void *ctx, char sigil, as_suggest *near)
{
    const option_list *l = ctx;
    if (sigil != '$' && sigil != '%') {
        return;
    }
    size_t end = sigil == '$' ? l->n_macros : l->n;
    for (size_t i = sigil == '$' ? 0 : l->n_macros; i < end; i++) {
        as_suggest_offer(near, l->v[i].name);
    }
}

/* Push field `key` of the options; the number of its entries. */
static size_t push_table(lua_State *L, const char *key)
{
    size_t n = 0;
    if (!lua_istable(L, 2)) {
        lua_pushnil(L);
    } else if (as_field_push(L, 2, fn, key, LUA_TTABLE, "a table")) {
        lua_pushnil(L);
        while (lua_next(L, -2)) {
            lua_pop(L, 1);
            n++;
        }
    }
    return n;
}

/* Key at -2, value at -1; the table keeps both alive. */
static void option_read(lua_State *L, option *o, bool macro)
{
    if (lua_type(L, -2) != LUA_TSTRING) {
        as_bind_error(L, "%s: names must be strings (got %s)", fn,
                      luaL_typename(L, -2));
    }
    o->name = as_to_slice(L, -2);
    if (macro && lua_type(L, -1) != LUA_TSTRING) {
        as_bind_error(L, "%s: macro %s must be a string (got %s)", fn,
                      o->name.p, luaL_typename(L, -1));
    }
    o->gaz = macro ? NULL : (as_gaz *)as_gaz_test(L, -1);
    if (!macro && o->gaz == NULL) {
        as_bind_error(L, "%s: gazetteer %s must be a gazetteer (got %s)", fn,
                      o->name.p, luaL_typename(L, -1));
    }
    o->source = macro ? as_to_slice(L, -1) : (as_slice){NULL, 0};
}

static void options_read(lua_State *L, option_list *out)
{
    size_t n_macros = push_table(L, "macros");
    int macros = lua_gettop(L);
    size_t n = n_macros + push_table(L, "gazetteers");
    option *v = as_scratch(L, n, sizeof *v);
    size_t i = 0;
    for (int t = macros; t <= macros + 1; t++) {
        if (lua_isnil(L, t)) {
            continue;
        }
        lua_pushnil(L);
        while (lua_next(L, t)) {
            option_read(L, &v[i++], t == macros);
            lua_pop(L, 1);
        }
    }
    *out = (option_list){v, n_macros, n};
}

static as_slice name_read(lua_State *L)
{
    as_slice name = AS_LIT("pattern");
    if (lua_istable(L, 2)) {
        as_field_text(L, 2, fn, "name", &name);
    }
    return name;
}

/* ---- compiling ---------------------------------------------------------- */

/* Compile into a new value on the stack. */
static const as_pattern *compile(lua_State *L, as_slice name, as_slice source,
                                 const as_pattern_env *env,
                                 as_pattern_lint lint, void *lint_ctx)
{
    as_bind_room(L, fn);
    pattern_box *box = lua_newuserdatauv(L, sizeof *box, 1);
    *box = (pattern_box){NULL, 0};
    luaL_setmetatable(L, AS_PATTERN_TYPE);
    as_pattern_place place = {0};
    as_err err;
    as_status st = as_pattern_compile(name, source, env, lint, lint_ctx,
                                      &box->p, &place, &err);
    if (st == AS_ENOMEM) {
        as_bind_raise(L, st, &err);
    }
    if (st != AS_OK) {
        as_bind_error(L, "%s\n%s", err.msg, place.caret);
    }
    box->bytes = as_pattern_size(box->p);
    as_bind_hold(as_bind_of(L), box->bytes);
    return box->p;
}

const as_pattern *as_pattern_push(lua_State *L, int idx)
{
    return compile(L, AS_LIT("pattern"), as_to_slice(L, idx), NULL, NULL,
                   NULL);
}

/* Its text, for tostring. */
static void keep_source(lua_State *L, int idx)
{
    lua_pushvalue(L, idx);
    lua_setiuservalue(L, -2, 1);
}

void as_pattern_push_linted(lua_State *L, int idx, const as_pattern_env *env,
                            as_pattern_lint lint, void *ctx)
{
    (void)compile(L, AS_LIT("pattern"), as_to_slice(L, idx), env, lint, ctx);
    keep_source(L, idx);
}

static int pattern(lua_State *L)
{
    option_list list = {0};
    as_pattern_env env = {.ctx = &list,
                          .macro = env_macro,
                          .gaz = env_gaz,
                          .offer = env_offer};
    lua_settop(L, 2);
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, fn, "source", "a string");
    }
    if (!lua_isnil(L, 2) && !lua_istable(L, 2)) {
        return as_bind_arg(L, 2, fn, "options", "a table");
    }
    as_slice name = name_read(L);
    options_read(L, &list);
    (void)compile(L, name, as_to_slice(L, 1), &env, NULL, NULL);
    keep_source(L, 1);
    return 1;
}

const luaL_Reg as_api_pattern[] = {{"pattern", pattern}, {NULL, NULL}};

/* ---- metatable -------------------------------------------------------- */

const as_pattern *as_pattern_test(lua_State *L, int idx)
{
    const pattern_box *box = luaL_testudata(L, idx, AS_PATTERN_TYPE);
    return box ? box->p : NULL;
}

static int pattern_gc(lua_State *L)
{
    pattern_box *box = luaL_checkudata(L, 1, AS_PATTERN_TYPE);
    as_pattern_free(box->p);
    as_bind_drop(as_bind_of(L), box->bytes);
    *box = (pattern_box){NULL, 0};
    return 0;
}

static int pattern_string(lua_State *L)
{
    luaL_checkudata(L, 1, AS_PATTERN_TYPE);
    if (lua_getiuservalue(L, 1, 1) != LUA_TSTRING) {
        lua_pushliteral(L, "pattern");
    }
    return 1;
}

void as_pattern_type(lua_State *L)
{
    static const luaL_Reg fns[] = {{"__gc", pattern_gc},
                                   {"__tostring", pattern_string},
                                   {NULL, NULL}};
    as_bind_type(L, AS_PATTERN_TYPE, fns, NULL);
}

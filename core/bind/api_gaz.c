/* api_gaz.c - gazetteers in Lua: built from a table or a file. A gazetteer
 * never changes; Lua holds a reference, the builder lives in a box. */
#include "bind/bind_int.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "io/gazfile.h"

static const char fn[] = "assay.gazetteer";

/* What Lua holds: a reference. */
typedef struct gaz_box {
    as_gaz *gaz;
    size_t bytes; /* as counted in as_bind */
} gaz_box;

enum { FILE_MAX = 8 << 20 }; /* bytes of a file that a plugin's code reads */

static gaz_box *new_gaz(lua_State *L)
{
    gaz_box *g = lua_newuserdatauv(L, sizeof *g, 0);
    *g = (gaz_box){NULL, 0};
    luaL_setmetatable(L, AS_GAZ_TYPE);
    return g;
}

static void builder_free(void *p)
{
    as_gaz_builder_free(p);
}

static as_gaz_builder *new_builder(lua_State *L, as_box **box)
{
    as_gaz_builder *b = NULL;
    as_err err;
    *box = as_box_push(L, builder_free);
    as_status st = as_gaz_builder_new(&b, &err);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    (*box)->p = b;
    return b;
}

/* Compile into a new value on the stack. */
static void build(lua_State *L, as_box *box, as_slice name, bool overlaps)
{
    as_bind_room(L, fn);
    gaz_box *g = new_gaz(L);
    as_err err;
    as_status st = as_gaz_build(box->p, name, overlaps, &g->gaz, &err);
    as_box_drop(box);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    g->bytes = as_gaz_size(g->gaz);
    as_bind_hold(as_bind_of(L), g->bytes);
}

const as_gaz *as_gaz_test(lua_State *L, int idx)
{
    const gaz_box *g = luaL_testudata(L, idx, AS_GAZ_TYPE);
    return g ? g->gaz : NULL;
}

/* ---- from a table ----------------------------------------------------- */

/* Where building stands: `defaults` come from the table of all. */
typedef struct making {
    lua_State *L;
    as_gaz_builder *b;
    as_slice label;
    as_gaz_match match;
    lua_Integer at; /* which entry, for messages */
} making;

static as_gaz_match match_field(lua_State *L, int idx, as_gaz_match def)
{
    as_slice s = {0};
    if (!as_field_text(L, idx, fn, "match", &s)) {
        return def;
    }
    if (as_slice_eq(s, AS_LIT("exact"))) {
        return AS_GAZ_EXACT;
    }
    if (as_slice_eq(s, AS_LIT("lemma"))) {
        return AS_GAZ_LEMMA;
    }
    if (!as_slice_eq(s, AS_LIT("norm"))) {
        luaL_error(L,
                   "%s: match must be \"norm\", \"exact\" or \"lemma\" (got "
                   "\"%s\")",
                   fn, s.p);
    }
    return AS_GAZ_NORM;
}

static bool flag_field(lua_State *L, int idx, const char *key, bool def)
{
    const bool is = as_field_push(L, idx, fn, key, LUA_TBOOLEAN,
                                  "true or false");
    const bool flag = is ? lua_toboolean(L, -1) : def;
    lua_pop(L, 1);
    return flag;
}

/* One {ending, form} on top of the stack. */
static void add_rule(lua_State *L, as_gaz_builder *b, lua_Integer i)
{
    as_err err;
    const int pair = lua_gettop(L);
    if (!lua_istable(L, pair) || lua_rawgeti(L, pair, 1) != LUA_TSTRING ||
        lua_rawgeti(L, pair, 2) != LUA_TSTRING) {
        luaL_error(L, "%s: inflect: rule %I must be {ending, form}", fn,
                   (LUAI_UACINT)i);
    }
    as_status st = as_gaz_builder_rule(b, as_to_slice(L, -2),
                                       as_to_slice(L, -1), &err);
    if (st == AS_EINVAL || st == AS_ELIMIT) {
        luaL_error(L, "%s: inflect: rule %I: %s", fn, (LUAI_UACINT)i,
                   err.msg);
    } else if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    lua_settop(L, pair);
}

/* The rules of inflection of the table at `idx`, if it has any. */
static void rules_field(lua_State *L, int idx, as_gaz_builder *b)
{
    const bool has = as_field_push(L, idx, fn, "inflect", LUA_TTABLE,
                                   "a list of {ending, form}");
    const lua_Integer n = has ? (lua_Integer)lua_rawlen(L, -1) : 0;
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, -1, i);
        add_rule(L, b, i);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void add_text(const making *m, as_gaz_entry *e, as_slice text)
{
    as_err err;
    e->text = text;
    as_status st = as_gaz_builder_add(m->b, e, &err);
    if (st == AS_EINVAL) {
        luaL_error(m->L, "%s: entry %I: %s", fn, (LUAI_UACINT)m->at,
                   err.msg);
    } else if (st != AS_OK) {
        as_bind_raise(m->L, st, &err);
    }
}

static void add_also(const making *m, int idx, as_gaz_entry *e)
{
    lua_State *L = m->L;
    lua_pushliteral(L, "also");
    int type = lua_rawget(L, idx);
    if (type != LUA_TNIL && type != LUA_TTABLE) {
        luaL_error(L, "%s: entry %I: also must be a list (got %s)", fn,
                   (LUAI_UACINT)m->at, luaL_typename(L, -1));
    }
    lua_Integer n = type == LUA_TNIL ? 0 : (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TSTRING) {
            luaL_error(L, "%s: entry %I: also must hold strings (got %s)",
                       fn, (LUAI_UACINT)m->at, luaL_typename(L, -1));
        }
        add_text(m, e, as_to_slice(L, -1));
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* The entry on top of the stack. */
static void add_entry(const making *m)
{
    static const char *const skip[] = {"text", "also", "label", "match",
                                       "inflect", NULL};
    lua_State *L = m->L;
    int idx = lua_gettop(L);
    as_gaz_entry e = {.match = m->match, .label = m->label};
    if (lua_type(L, idx) == LUA_TSTRING) {
        add_text(m, &e, as_to_slice(L, idx));
        return;
    }
    as_slice text = {0};
    if (!lua_istable(L, idx) || !as_field_text(L, idx, fn, "text", &text)) {
        luaL_error(L, "%s: entry %I must be a string or a table with text",
                   fn, (LUAI_UACINT)m->at);
    }
    as_field_text(L, idx, fn, "label", &e.label);
    e.match = match_field(L, idx, m->match);
    e.no_forms = !flag_field(L, idx, "inflect", true);
    e.fields = as_features_read(L, idx, NULL, fn, skip, &e.n_fields);
    add_text(m, &e, text);
    add_also(m, idx, &e);
    lua_settop(L, idx);
}

static int from_table(lua_State *L)
{
    making m = {.L = L};
    as_slice name = AS_LIT("gazetteer");
    as_field_text(L, 1, fn, "name", &name);
    as_field_text(L, 1, fn, "label", &m.label);
    m.match = match_field(L, 1, AS_GAZ_NORM);
    as_box *box;
    m.b = new_builder(L, &box);
    rules_field(L, 1, m.b);
    lua_pushliteral(L, "entries");
    if (lua_rawget(L, 1) != LUA_TTABLE) {
        return as_bind_arg(L, -1, fn, "entries", "a list");
    }
    int list = lua_gettop(L);
    lua_Integer n = (lua_Integer)lua_rawlen(L, list);
    for (m.at = 1; m.at <= n; m.at++) {
        if (m.at % 4096 == 0) {
            as_guard_check(L);
        }
        lua_rawgeti(L, list, m.at);
        add_entry(&m);
        lua_pop(L, 1);
    }
    build(L, box, name, flag_field(L, 1, "overlaps", false));
    return 1;
}

/* ---- from a file ------------------------------------------------------ */

/* The path to read: in a plugin, one of its own files. NULL and a message
 * when it may not be read; the result is on the stack. */
static const char *allowed(lua_State *L, const char *path)
{
    const char *dir = as_bind_of(L)->dir;
    if (!dir) {
        return path;
    }
    char here[PATH_MAX], there[PATH_MAX];
    const char *full = lua_pushfstring(L, "%s/%s", dir, path);
    if (!realpath(dir, here) || !realpath(full, there)) {
        return full; /* opening it tells why */
    }
    struct stat sb;
    if (stat(there, &sb) == 0 && sb.st_size > FILE_MAX) {
        luaL_error(L, "%s: %s has more than %d MiB: name it under "
                      "`gazetteers' of plugin.yaml", fn, path,
                   FILE_MAX >> 20);
    }
    size_t n = strlen(here);
    if (strncmp(here, there, n) != 0 || there[n] != '/') {
        luaL_error(L, "%s: %s is not in the plugin's folder", fn, path);
    }
    return full;
}

static int from_file(lua_State *L)
{
    lua_settop(L, 2);
    if (!as_bind_of(L)->dir) {
        (void)as_home_path_arg(L, 1, fn);
    }
    const char *path = allowed(L, as_path_arg(L, 1, fn));
    as_box *box;
    as_gaz_builder *b = new_builder(L, &box);
    as_gazfile_defaults def = {.match = AS_GAZ_NORM};
    bool overlaps = false;
    if (lua_istable(L, 2)) {
        as_field_text(L, 2, fn, "label", &def.label);
        def.match = match_field(L, 2, AS_GAZ_NORM);
        overlaps = flag_field(L, 2, "overlaps", false);
        rules_field(L, 2, b);
    } else if (!lua_isnoneornil(L, 2)) {
        return as_bind_arg(L, 2, fn, "options", "a table");
    }
    as_err err;
    as_status st = as_gazfile_load(path, &def, b, &err);
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    build(L, box, as_slice_str(path), overlaps);
    return 1;
}

static int gazetteer(lua_State *L)
{
    if (lua_type(L, 1) == LUA_TSTRING) {
        return from_file(L);
    }
    if (lua_istable(L, 1)) {
        return from_table(L);
    }
    return as_bind_arg(L, 1, fn, "argument", "a table or a path");
}

const luaL_Reg as_api_gaz[] = {{"gazetteer", gazetteer}, {NULL, NULL}};

/* ---- metatable -------------------------------------------------------- */

static int gaz_gc(lua_State *L)
{
    gaz_box *g = luaL_checkudata(L, 1, AS_GAZ_TYPE);
    as_gaz_unref(g->gaz);
    as_bind_drop(as_bind_of(L), g->bytes);
    *g = (gaz_box){NULL, 0};
    return 0;
}

static int gaz_len(lua_State *L)
{
    const as_gaz *gaz = as_gaz_test(L, 1);
    lua_pushinteger(L, gaz ? (lua_Integer)as_gaz_count(gaz) : 0);
    return 1;
}

static int gaz_string(lua_State *L)
{
    const as_gaz *gaz = as_gaz_test(L, 1);
    if (!gaz) {
        lua_pushliteral(L, "gazetteer");
        return 1;
    }
    as_push_slice(L, as_gaz_name(gaz));
    lua_pushfstring(L, "gazetteer %s (%I entries)", lua_tostring(L, -1),
                    (LUAI_UACINT)as_gaz_count(gaz));
    return 1;
}

void as_gaz_type(lua_State *L)
{
    static const luaL_Reg fns[] = {{"__gc", gaz_gc},
                                   {"__len", gaz_len},
                                   {"__tostring", gaz_string},
                                   {NULL, NULL}};
    as_bind_type(L, AS_GAZ_TYPE, fns, NULL);
}

/* rules_data.c - a rule file as plain Lua tables, keys as written, to be
 * shown, changed and written again. What does not fit the schema is refused;
 * whether the rules are sound, compiling them tells. */
#include "bind/rules_int.h"
#include "io/file.h"
#include "io/rulefile_int.h" /* the schema's structs */

enum { FILE_MAX = 4 << 20 };

static void arena_free(void *p)
{
    as_arena_free(p);
}

/* Digits become a number, as tables of Lua have it. */
static void set_number(lua_State *L, const char *key, const char *s)
{
    if (s != NULL) {
        if (lua_stringtonumber(L, s) == 0) {
            lua_pushstring(L, s);
        }
        lua_setfield(L, -2, key);
    }
}

/* The first word goes without saying. */
static void set_word(lua_State *L, const char *key, const char *const *words,
                     int i)
{
    if (i > 0) {
        as_set_text(L, key, words[i]);
    }
}

static void set_texts(lua_State *L, const char *key, char *const *v, size_t n)
{
    if (n > 0) {
        as_set_list(L, key, v, (uint32_t)n);
    }
}

static void set_fields(lua_State *L, const rulefile_rule *r)
{
    if (r->n_fields == 0) {
        return;
    }
    lua_createtable(L, (int)r->n_fields, 0);
    for (uint32_t i = 0; i < r->n_fields; i++) {
        const rulefile_field *f = &r->fields[i];
        lua_createtable(L, 0, 4);
        as_set_text(L, "name", f->name);
        as_set_text(L, "from", f->from);
        as_set_text(L, "value", f->value);
        as_set_text(L, "feature", f->feature);
        as_set_text(L, "when", f->when);
        set_word(L, "as", as_rules_conversions, (int)f->as);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "fields");
}

static void set_guards(lua_State *L, const rulefile_rule *r)
{
    if (r->n_unless == 0) {
        return;
    }
    lua_createtable(L, (int)r->n_unless, 0);
    for (uint32_t i = 0; i < r->n_unless; i++) {
        lua_createtable(L, 0, 2);
        set_word(L, "within", as_rules_withins, (int)r->unless[i].within);
        as_set_text(L, "pattern", r->unless[i].pattern);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "unless");
}

static void set_frame(lua_State *L, const rulefile_frame *f)
{
    if (f == NULL) {
        return;
    }
    lua_createtable(L, 0, 2);
    as_set_text(L, "trigger", f->trigger);
    lua_createtable(L, (int)f->n_roles, 0);
    for (uint32_t i = 0; i < f->n_roles; i++) {
        const rulefile_role *role = &f->roles[i];
        lua_createtable(L, 0, 6);
        as_set_text(L, "name", role->name);
        as_set_text(L, "find", role->find);
        set_word(L, "side", as_rules_sides, (int)role->side);
        set_number(L, "within", role->within);
        as_set_text(L, "barrier", role->barrier);
        if (role->required) {
            lua_pushboolean(L, 1);
            lua_setfield(L, -2, "required");
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "roles");
    lua_setfield(L, -2, "frame");
}

static void push_rule(lua_State *L, const rulefile_rule *r)
{
    lua_createtable(L, 0, 10);
    as_set_text(L, "name", r->name);
    as_set_text(L, "label", r->label);
    as_set_text(L, "kind", r->kind);
    set_number(L, "priority", r->priority);
    set_word(L, "scope", as_rules_scopes, (int)r->scope);
    set_word(L, "mode", as_rules_modes, (int)r->mode);
    as_set_text(L, "pattern", r->pattern);
    set_frame(L, r->frame);
    set_fields(L, r);
    set_guards(L, r);
    as_set_text(L, "do", r->action);
    if (r->examples != NULL) {
        lua_createtable(L, 0, 2);
        set_texts(L, "match", r->examples->match, r->examples->n_match);
        set_texts(L, "no_match", r->examples->no_match,
                  r->examples->n_no_match);
        lua_setfield(L, -2, "examples");
    }
}

static void push_gaz(lua_State *L, const rulefile_gaz *g)
{
    static const char *const matches[] = {[AS_GAZ_NORM] = "norm",
                                          [AS_GAZ_EXACT] = "exact",
                                          [AS_GAZ_LEMMA] = "lemma"};
    lua_createtable(L, 0, 6);
    as_set_text(L, "name", g->name);
    as_set_text(L, "label", g->label);
    as_set_text(L, "inflect", g->inflect);
    set_texts(L, "entries", g->entries, g->n_entries);
    set_texts(L, "files", g->files, g->n_files);
    as_set_text(L, "match", matches[g->match]);
}

static void push_file(lua_State *L, const rulefile *f)
{
    lua_createtable(L, 0, 3);
    lua_createtable(L, (int)f->n_macros, 0);
    for (uint32_t i = 0; i < f->n_macros; i++) {
        lua_createtable(L, 0, 2);
        as_set_text(L, "name", f->macros[i].name);
        as_set_text(L, "pattern", f->macros[i].pattern);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "macros");
    lua_createtable(L, (int)f->n_gazetteers, 0);
    for (uint32_t i = 0; i < f->n_gazetteers; i++) {
        push_gaz(L, &f->gazetteers[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "gazetteers");
    lua_createtable(L, (int)f->n_rules, 0);
    for (uint32_t i = 0; i < f->n_rules; i++) {
        push_rule(L, &f->rules[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "rules");
}

/* core.rules.data(path): {macros, gazetteers, rules}, lists of tables; or nil
 * and why not. */
int as_rules_data(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, "assay.rules.data", "path", "a string");
    }
    const char *path = lua_tostring(L, 1);
    as_box *box = as_box_push(L, arena_free);
    as_arena *arena = box->p = as_arena_new();
    as_buf *text = as_buf_push(L);
    const rulefile *file = NULL;
    as_err err;
    as_status st = arena ? as_file_read(path, FILE_MAX, text, &err)
                         : as_err_nomem(&err);
    if (st == AS_OK) {
        st = rulefile_yaml(path, as_buf_slice(text), arena, &file, &err);
    }
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    luaL_checkstack(L, 16, "assay.rules.data");
    push_file(L, file);
    return 1;
}

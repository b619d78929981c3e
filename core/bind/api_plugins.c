/* api_plugins.c - assay.plugins: what the loaded plugins say of themselves;
 * assay.kinds: the kinds of records, theirs and the built-in ones. */
#include "bind/api_store.h"

/* Names, and ranges behind them where there are any. */
static void set_required(lua_State *L, const char *key,
                      const as_manifest_need *list, uint32_t n)
{
    lua_createtable(L, (int)n, 0);
    for (uint32_t i = 0; i < n; i++) {
        lua_pushfstring(L, "%s%s%s", list[i].name, list[i].range ? " " : "",
                        list[i].range ? list[i].range : "");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, key);
}

/* name, entries, label and kind of each gazetteer. */
static void set_gazetteers(lua_State *L, const as_plugin *p)
{
    const as_manifest *m = p->manifest;
    lua_createtable(L, (int)m->n_gazetteers, 0);
    for (uint32_t i = 0; i < m->n_gazetteers; i++) {
        lua_createtable(L, 0, 4);
        as_set_text(L, "name", m->gazetteers[i].name);
        as_set_text(L, "label", m->gazetteers[i].label);
        as_set_text(L, "kind", m->gazetteers[i].kind);
        lua_pushinteger(L, (lua_Integer)as_gaz_count(p->gazetteers[i]));
        lua_setfield(L, -2, "entries");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "gazetteers");
}

static void push_plugin(lua_State *L, const as_plugin *p)
{
    const as_manifest *m = p->manifest;
    lua_createtable(L, 0, 16);
    as_set_text(L, "name", m->name);
    as_set_text(L, "version", m->version);
    as_set_text(L, "summary", m->summary);
    as_set_text(L, "license", m->license);
    as_set_text(L, "homepage", m->homepage);
    as_set_text(L, "dir", p->dir);
    as_set_text(L, "main", p->main);
    as_set_list(L, "authors", m->authors, m->n_authors);
    as_set_list(L, "provides", m->provides, m->n_provides);
    set_required(L, "requires", m->requires, m->n_requires);
    as_set_list(L, "models", m->models, m->n_models);
    as_set_list(L, "rule_files", m->rules, m->n_rules);
    set_gazetteers(L, p);
    lua_pushinteger(L, p->rules ? (lua_Integer)as_rules_count(p->rules) : 0);
    lua_setfield(L, -2, "rules");
}

/* assay.plugins(): in running order. */
static int plugins(lua_State *L)
{
    const as_plugins *all = as_bind_of(L)->lua->opts.plugins;
    const size_t n = all ? as_plugins_count(all) : 0;
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        luaL_checkstack(L, 8, "assay.plugins");
        push_plugin(L, as_plugins_get(all, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* {name=, fields={...}} */
static void push_kind(lua_State *L, const as_kinds *all, as_slice name)
{
    size_t n;
    const as_slice *fields = as_kinds_fields(all, name, &n);
    lua_createtable(L, 0, 2);
    as_push_slice(L, name);
    lua_setfield(L, -2, "name");
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        as_push_slice(L, fields[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "fields");
}

/* assay.kinds(): in the order in which they were declared. */
static int kinds(lua_State *L)
{
    const as_kinds *all = as_bind_of(L)->kinds;
    const size_t n = as_kinds_count(all);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        luaL_checkstack(L, 8, "assay.kinds");
        push_kind(L, all, as_kinds_name(all, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* The plugins of `lua` become others. */
static as_status take_plugins(as_lua *lua, as_plugins *plugins, as_err *err)
{
    as_retired *old = as_vec_push(&lua->retired, err);
    if (!old) {
        return AS_ENOMEM;
    }
    *old = (as_retired){lua->opts.plugins, lua->pipe};
    lua->opts.plugins = plugins;
    lua->bind.kinds = as_plugins_kinds(plugins);
    lua->pipe = NULL;
    return AS_OK;
}

/* assay.reload(): the plugins as they are now; documents that are opened from
 * here on go through them. False where there is nothing to load anew. */
static int reload(lua_State *L)
{
    as_lua *lua = as_bind_of(L)->lua;
    as_plugins *plugins = NULL;
    as_err err;
    if (!lua->opts.reload) {
        lua_pushboolean(L, 0);
        return 1;
    }
    as_status st = lua->opts.reload(lua->opts.reload_ctx, &plugins,
                                    &lua->opts.sources,
                                    &lua->opts.n_sources, &err);
    if (st == AS_OK && take_plugins(lua, plugins, &err) != AS_OK) {
        as_plugins_unref(plugins);
        st = AS_ENOMEM;
    }
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_pushboolean(L, 1);
    return 1;
}

const luaL_Reg as_api_plugins[] = {{"plugins", plugins},
                                   {"kinds", kinds},
                                   {"reload", reload},
                                   {NULL, NULL}};

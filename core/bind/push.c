/* push.c - what plugins say of themselves, as tables of Lua. */
#include "bind/api_store.h"

void as_set_needs(lua_State *L, const char *key, const as_manifest_need *list,
                  uint32_t n)
{
    lua_createtable(L, (int)n, 0);
    for (uint32_t i = 0; i < n; i++) {
        lua_createtable(L, 0, 2);
        as_set_text(L, "name", list[i].name);
        as_set_text(L, "range", list[i].range);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, key);
}

void as_push_signer(lua_State *L, const as_signer *s)
{
    static const char *const states[] = {
        [AS_SIGNED_GOOD] = "good",
        [AS_SIGNED_BAD] = "bad",
        [AS_SIGNED_UNKNOWN] = "unknown",
    };
    if (s->state == AS_SIGNED_NONE) {
        lua_pushnil(L);
        return;
    }
    lua_createtable(L, 0, 8);
    as_set_text(L, "state", states[s->state]);
    as_set_bool(L, "good", s->state == AS_SIGNED_GOOD);
    as_set_text(L, "key", s->key.line[0] ? s->key.line : NULL);
    as_set_text(L, "id", s->key.id[0] ? s->key.id : NULL);
    as_set_text(L, "known", s->known ? s->key.name : NULL);
    as_set_text(L, "comment", s->comment[0] ? s->comment : NULL);
    as_set_text(L, "why", s->why[0] ? s->why : NULL);
}

/* ---- manifests -------------------------------------------------------- */

static void set_gazetteers(lua_State *L, const as_manifest *m)
{
    lua_createtable(L, (int)m->n_gazetteers, 0);
    for (uint32_t i = 0; i < m->n_gazetteers; i++) {
        const as_manifest_gaz *g = &m->gazetteers[i];
        lua_createtable(L, 0, 4);
        as_set_text(L, "name", g->name);
        as_set_text(L, "label", g->label);
        as_set_text(L, "kind", g->kind);
        as_set_list(L, "files", g->files, g->n_files);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "gazetteers");
}

static void set_kinds(lua_State *L, const as_manifest *m)
{
    lua_createtable(L, (int)m->n_kinds, 0);
    for (uint32_t i = 0; i < m->n_kinds; i++) {
        lua_createtable(L, 0, 2);
        as_set_text(L, "name", m->kinds[i].name);
        as_set_list(L, "fields", m->kinds[i].fields, m->kinds[i].n_fields);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "kinds");
}

static void set_capabilities(lua_State *L, const as_manifest *m)
{
    lua_createtable(L, (int)m->n_capabilities, 0);
    for (uint32_t i = 0; i < m->n_capabilities; i++) {
        lua_createtable(L, 0, 3);
        as_set_text(L, "name", m->capabilities[i].name);
        as_set_text(L, "reason", m->capabilities[i].reason);
        as_set_text(L, "folder", m->capabilities[i].folder);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "capabilities");
}

static void set_options(lua_State *L, const as_manifest *m)
{
    lua_createtable(L, (int)m->n_config, 0);
    for (uint32_t i = 0; i < m->n_config; i++) {
        lua_createtable(L, 0, 4);
        as_set_text(L, "name", m->config[i].name);
        as_set_text(L, "type", m->config[i].type);
        as_set_text(L, "value", m->config[i].value);
        as_set_text(L, "doc", m->config[i].doc);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "config");
}

static void set_limits(lua_State *L, const as_manifest *m)
{
    if (m->limits) {
        lua_createtable(L, 0, 2);
        lua_pushinteger(L, (lua_Integer)m->limits->memory_mb);
        lua_setfield(L, -2, "memory_mb");
        lua_pushinteger(L, (lua_Integer)m->limits->seconds);
        lua_setfield(L, -2, "seconds");
        lua_setfield(L, -2, "limits");
    }
}

void as_push_manifest(lua_State *L, const as_manifest *m)
{
    luaL_checkstack(L, 8, "too many values");
    lua_createtable(L, 0, 24);
    as_set_text(L, "name", m->name);
    as_set_text(L, "version", m->version);
    as_set_text(L, "api", m->api);
    as_set_text(L, "summary", m->summary);
    as_set_text(L, "license", m->license);
    as_set_text(L, "homepage", m->homepage);
    as_set_list(L, "authors", m->authors, m->n_authors);
    as_set_list(L, "categories", m->categories, m->n_categories);
    as_set_list(L, "provides", m->provides, m->n_provides);
    as_set_list(L, "after", m->after, m->n_after);
    as_set_list(L, "before", m->before, m->n_before);
    as_set_list(L, "models", m->models, m->n_models);
    as_set_list(L, "rules", m->rules, m->n_rules);
    as_set_list(L, "modules", m->modules, m->n_modules);
    as_set_needs(L, "requires", m->requires, m->n_requires);
    as_set_needs(L, "conflicts", m->conflicts, m->n_conflicts);
    set_gazetteers(L, m);
    set_kinds(L, m);
    set_capabilities(L, m);
    set_options(L, m);
    set_limits(L, m);
}

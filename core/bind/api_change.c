/* api_change.c - store.begin(): a change of what is installed, from Lua.
 *
 * The new state is a table like the one of store.state(); it is copied into
 * an arena in a box before anything of C is held, since reading a table may
 * raise. */
#include "bind/api_store.h"

#include <stdlib.h>

#define CHANGE_TYPE "assay.change"

typedef struct handle {
    as_change *change; /* NULL: closed */
} handle;

static void free_arena(void *p)
{
    as_arena_free(p);
}

static as_change *check_change(lua_State *L, const char *fn)
{
    const handle *h = luaL_checkudata(L, 1, CHANGE_TYPE);
    if (!h->change) {
        luaL_error(L, "%s: this change is closed", fn);
    }
    return h->change;
}

/* store.begin([{wait=}]) */
static int begin(lua_State *L)
{
    const as_store_paths *p = as_store_paths_of(L);
    bool wait = false;
    as_err err;
    if (lua_istable(L, 1)) {
        lua_getfield(L, 1, "wait");
        wait = lua_toboolean(L, -1);
    }
    handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    h->change = NULL;
    luaL_setmetatable(L, CHANGE_TYPE);
    if (as_change_begin(p, wait, &as_bind_of(L)->guard.cancel, &h->change,
                        &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    return 1;
}

static int change_close(lua_State *L)
{
    handle *h = luaL_checkudata(L, 1, CHANGE_TYPE);
    as_change_free(h->change);
    h->change = NULL;
    return 0;
}

/* ---- fetching --------------------------------------------------------- */

static int push_staged(lua_State *L, const as_staged *s)
{
    luaL_checkstack(L, 12, "too many values");
    lua_createtable(L, 0, 8);
    as_set_text(L, "name", s->manifest->name);
    as_set_text(L, "version", s->manifest->version);
    as_set_text(L, "tree", s->tree);
    as_set_text(L, "dir", s->dir);
    as_set_text(L, "commit", s->commit[0] ? s->commit : NULL);
    as_push_manifest(L, s->manifest);
    lua_setfield(L, -2, "manifest");
    as_push_signer(L, &s->signer);
    lua_setfield(L, -2, "signature");
    return 1;
}

static int change_folder(lua_State *L)
{
    as_change *c = check_change(L, "folder");
    const as_staged *s;
    as_err err;
    if (as_change_folder(c, luaL_checkstring(L, 2), &s, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    return push_staged(L, s);
}

static int change_archive(lua_State *L)
{
    as_change *c = check_change(L, "archive");
    const as_staged *s;
    as_err err;
    if (as_change_archive(c, luaL_checkstring(L, 2), &s, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    return push_staged(L, s);
}

/* change:git(url, ref or nil [, {offline=}]) */
static int change_git(lua_State *L)
{
    as_change *c = check_change(L, "git");
    const char *url = luaL_checkstring(L, 2);
    const char *ref = luaL_optstring(L, 3, NULL);
    const as_staged *s;
    bool offline = false;
    as_err err;
    if (lua_istable(L, 4)) {
        lua_getfield(L, 4, "offline");
        offline = lua_toboolean(L, -1);
    }
    if (as_change_git(c, url, ref, offline, &s, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    return push_staged(L, s);
}

/* ---- the new state ---------------------------------------------------- */

/* A table into an arena; what is wrong with it raises. */
typedef struct copying {
    lua_State *L;
    as_arena *arena;
} copying;

static void *items(const copying *c, size_t n, size_t size)
{
    void *p = as_arena_zero(c->arena, n + 1, size);
    if (!p) {
        as_bind_raise(c->L, AS_ENOMEM, NULL);
    }
    return p;
}

/* The string on top; pops it. */
static char *take_text(const copying *c, const char *key)
{
    if (lua_type(c->L, -1) != LUA_TSTRING) {
        luaL_error(c->L, "commit: %s must be a string (got %s)", key,
                   luaL_typename(c->L, -1));
    }
    const as_slice kept = as_arena_copy(c->arena, as_to_slice(c->L, -1));
    if (!kept.p) {
        as_bind_raise(c->L, AS_ENOMEM, NULL);
    }
    if (strlen(kept.p) != kept.n) {
        luaL_error(c->L, "commit: %s must not hold a NUL", key);
    }
    lua_pop(c->L, 1);
    return (char *)kept.p;
}

/* Field `key` of the table on top; NULL if it may be missing and is. */
static char *text_at(const copying *c, const char *key, bool optional)
{
    if (lua_getfield(c->L, -1, key) == LUA_TNIL && optional) {
        lua_pop(c->L, 1);
        return NULL;
    }
    return take_text(c, key);
}

static bool bool_at(const copying *c, const char *key, bool missing)
{
    const int type = lua_getfield(c->L, -1, key);
    const bool value =
        type == LUA_TNIL ? missing : lua_toboolean(c->L, -1) != 0;
    lua_pop(c->L, 1);
    return value;
}

/* Push the list at `key` of the table on top (an empty one for nil). */
static uint32_t list_at(const copying *c, const char *key)
{
    luaL_checkstack(c->L, 8, "too many values");
    if (lua_getfield(c->L, -1, key) == LUA_TNIL) {
        lua_pop(c->L, 1);
        lua_newtable(c->L);
    }
    if (!lua_istable(c->L, -1) || lua_rawlen(c->L, -1) > UINT32_MAX / 2) {
        luaL_error(c->L, "commit: %s must be a list", key);
    }
    return (uint32_t)lua_rawlen(c->L, -1);
}

/* Item `i` of the list on top, a table. */
static void push_item(const copying *c, uint32_t i, const char *key)
{
    if (lua_rawgeti(c->L, -1, (lua_Integer)i + 1) != LUA_TTABLE) {
        luaL_error(c->L, "commit: %s must be a list of tables", key);
    }
}

static void take_version(const copying *c, as_lock_version *v)
{
    v->version = text_at(c, "version", false);
    v->tree = text_at(c, "tree", false);
    v->source = text_at(c, "source", false);
    v->commit = text_at(c, "commit", true);
    v->signer = text_at(c, "signer", true);
    v->n_grants = list_at(c, "grants");
    v->grants = items(c, v->n_grants, sizeof *v->grants);
    for (uint32_t i = 0; i < v->n_grants; i++) {
        push_item(c, i, "grants");
        v->grants[i].name = text_at(c, "name", false);
        v->grants[i].folder = text_at(c, "folder", false);
        lua_pop(c->L, 1);
    }
    lua_pop(c->L, 1);
}

static void take_entry(const copying *c, as_lock_entry *e)
{
    e->name = text_at(c, "name", false);
    take_version(c, &e->now);
    e->enabled = bool_at(c, "enabled", true);
    e->pinned = bool_at(c, "pinned", false);
    e->wanted = bool_at(c, "wanted", true);
    e->n_config = list_at(c, "config");
    e->config = items(c, e->n_config, sizeof *e->config);
    for (uint32_t i = 0; i < e->n_config; i++) {
        push_item(c, i, "config");
        e->config[i].name = text_at(c, "name", false);
        e->config[i].value = text_at(c, "value", false);
        lua_pop(c->L, 1);
    }
    lua_pop(c->L, 1);
    e->n_previous = list_at(c, "previous");
    e->previous = items(c, e->n_previous, sizeof *e->previous);
    for (uint32_t i = 0; i < e->n_previous; i++) {
        push_item(c, i, "previous");
        take_version(c, &e->previous[i]);
        lua_pop(c->L, 1);
    }
    lua_pop(c->L, 1);
}

static int by_name(const void *a, const void *b)
{
    const as_lock_entry *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The table at `idx`. */
static void take_lock(const copying *c, int idx, as_lock *lock)
{
    lua_pushvalue(c->L, idx);
    lock->format = AS_LOCK_FORMAT;
    lock->n_plugins = list_at(c, "plugins");
    lock->plugins = items(c, lock->n_plugins, sizeof *lock->plugins);
    for (uint32_t i = 0; i < lock->n_plugins; i++) {
        push_item(c, i, "plugins");
        take_entry(c, &lock->plugins[i]);
        lua_pop(c->L, 1);
    }
    lua_pop(c->L, 1);
    lock->n_disabled = list_at(c, "disabled");
    lock->disabled = items(c, lock->n_disabled, sizeof *lock->disabled);
    for (uint32_t i = 0; i < lock->n_disabled; i++) {
        lua_rawgeti(c->L, -1, (lua_Integer)i + 1);
        lock->disabled[i] = take_text(c, "disabled");
    }
    lua_pop(c->L, 2);
    qsort(lock->plugins, lock->n_plugins, sizeof *lock->plugins, by_name);
    qsort(lock->disabled, lock->n_disabled, sizeof *lock->disabled,
          by_bytes);
}

/* change:commit(state) -> true, whether anything was written */
static int change_commit(lua_State *L)
{
    as_change *change = check_change(L, "commit");
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    as_box *box = as_box_push(L, free_arena);
    box->p = as_arena_new();
    if (!box->p) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    const copying c = {L, box->p};
    as_lock next = {0};
    bool changed = false;
    as_err err;
    take_lock(&c, 2, &next);
    if (as_change_commit(change, &next, &changed, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_pushboolean(L, 1);
    lua_pushboolean(L, changed);
    return 2;
}

void as_change_type(lua_State *L)
{
    static const luaL_Reg meta[] = {
        {"__gc", change_close}, {"__close", change_close}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"folder", change_folder},
                                       {"archive", change_archive},
                                       {"git", change_git},
                                       {"commit", change_commit},
                                       {"close", change_close},
                                       {NULL, NULL}};
    as_bind_type(L, CHANGE_TYPE, meta, methods);
}

const luaL_Reg as_api_change[] = {{"begin", begin}, {NULL, NULL}};

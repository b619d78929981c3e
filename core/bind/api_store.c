/* api_store.c - `assay.core.store`: which plugins there are on this machine,
 * installed or not, and what is in their folders. Nothing here loads or runs
 * a plugin. What is allocated in C lies in boxes, since pushing may raise. */
#include "bind/api_store.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/file.h"
#include "io/indexfile.h"
#include "io/version.h"
#include "store/disk.h"

static void free_lock(void *p)
{
    as_lock_free(p);
}

static void free_tree(void *p)
{
    as_tree_free(p);
}

static void free_manifest(void *p)
{
    as_manifest_free(p);
}

static void free_entry(void *p)
{
    as_index_entry_free(p);
}

const as_store_paths *as_store_paths_of(lua_State *L)
{
    const as_store_paths *paths = as_bind_of(L)->lua->opts.paths;
    if (!paths) {
        luaL_error(L, "HOME is not set, so that there is no place for "
                      "plugins: set it");
    }
    return paths;
}

/* store.paths() */
static int paths(lua_State *L)
{
    const as_store_paths *p = as_store_paths_of(L);
    const char *share = as_bind_of(L)->lua->opts.share;
    lua_createtable(L, 0, 8);
    as_set_text(L, "data", p->data);
    as_set_text(L, "lock", p->lock);
    as_set_text(L, "store", p->store);
    as_set_text(L, "own", p->own);
    as_set_text(L, "keys", p->keys);
    as_set_text(L, "indexes", p->indexes);
    if (share) {
        lua_pushfstring(L, "%s/plugins", share);
        lua_setfield(L, -2, "bundled");
    }
    return 1;
}

/* ---- state ------------------------------------------------------------ */

static void set_version(lua_State *L, const as_lock_version *v)
{
    as_set_text(L, "version", v->version);
    as_set_text(L, "tree", v->tree);
    as_set_text(L, "source", v->source);
    as_set_text(L, "commit", v->commit);
    as_set_text(L, "signer", v->signer);
    lua_createtable(L, (int)v->n_grants, 0);
    for (uint32_t i = 0; i < v->n_grants; i++) {
        lua_createtable(L, 0, 2);
        as_set_text(L, "name", v->grants[i].name);
        as_set_text(L, "folder", v->grants[i].folder);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "grants");
}

static void push_entry(lua_State *L, const as_lock_entry *e)
{
    lua_createtable(L, 0, 12);
    as_set_text(L, "name", e->name);
    set_version(L, &e->now);
    as_set_bool(L, "enabled", e->enabled);
    as_set_bool(L, "pinned", e->pinned);
    as_set_bool(L, "wanted", e->wanted);
    lua_createtable(L, (int)e->n_config, 0);
    for (uint32_t i = 0; i < e->n_config; i++) {
        lua_createtable(L, 0, 2);
        as_set_text(L, "name", e->config[i].name);
        as_set_text(L, "value", e->config[i].value);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "config");
    lua_createtable(L, (int)e->n_previous, 0);
    for (uint32_t i = 0; i < e->n_previous; i++) {
        lua_createtable(L, 0, 6);
        set_version(L, &e->previous[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "previous");
}

/* The lock file in a box on top; NULL and the error told in `err`. */
static const as_lock *read_lock(lua_State *L, as_err *err)
{
    const as_store_paths *p = as_store_paths_of(L);
    as_box *box = as_box_push(L, free_lock);
    as_lock *lock = NULL;
    if (as_store_read(p, &lock, err) != AS_OK) {
        return NULL;
    }
    box->p = lock;
    return lock;
}

/* store.state() */
static int state(lua_State *L)
{
    as_err err;
    const as_lock *lock = read_lock(L, &err);
    if (!lock) {
        return as_bind_fail(L, &err);
    }
    luaL_checkstack(L, 12, "too many values");
    lua_createtable(L, 0, 2);
    lua_createtable(L, (int)lock->n_plugins, 0);
    for (uint32_t i = 0; i < lock->n_plugins; i++) {
        push_entry(L, &lock->plugins[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "plugins");
    as_set_list(L, "disabled", lock->disabled, lock->n_disabled);
    return 1;
}

/* ---- folders ---------------------------------------------------------- */

/* t[#t + 1] = {dir=, from=, name=} for the table at `list`. */
static void add_folder(lua_State *L, int list, const char *dir,
                       const char *from)
{
    const char *slash = strrchr(dir, '/');
    lua_createtable(L, 0, 3);
    as_set_text(L, "dir", dir);
    as_set_text(L, "from", from);
    as_set_text(L, "name", slash ? slash + 1 : dir);
    lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
}

static void close_dir(void *p)
{
    (void)closedir(p);
}

/* The names in a folder, sorted, as a table on top. */
static void push_names(lua_State *L, const char *dir)
{
    as_box *box = as_box_push(L, close_dir);
    const struct dirent *d;
    box->p = opendir(dir);
    lua_newtable(L);
    while (box->p && (d = readdir(box->p)) != NULL) {
        if (d->d_name[0] != '.') {
            lua_pushstring(L, d->d_name);
            lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        }
    }
    as_box_drop(box);
    lua_remove(L, -2);
    lua_getglobal(L, "table");
    lua_getfield(L, -1, "sort");
    lua_pushvalue(L, -3);
    lua_call(L, 1, 0);
    lua_pop(L, 1);
}

/* Every folder in `dir` with a plugin.yaml. */
static void add_folders(lua_State *L, int list, const char *dir,
                        const char *from)
{
    push_names(L, dir);
    const int names = lua_gettop(L);
    const lua_Integer n = (lua_Integer)lua_rawlen(L, names);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, names, i);
        const char *one =
            lua_pushfstring(L, "%s/%s", dir, lua_tostring(L, -1));
        const char *file = lua_pushfstring(L, "%s/plugin.yaml", one);
        if (access(file, F_OK) == 0) {
            add_folder(L, list, one, from);
        }
        lua_settop(L, names);
    }
    lua_settop(L, names - 1);
}

static void add_installed(lua_State *L, int list, const as_lock *lock)
{
    const as_store_paths *p = as_store_paths_of(L);
    for (uint32_t i = 0; i < lock->n_plugins; i++) {
        const as_lock_entry *e = &lock->plugins[i];
        const char *dir = lua_pushfstring(L, "%s/%s/%s", p->store,
                                          e->now.tree, e->name);
        add_folder(L, list, dir, "installed");
        lua_pop(L, 1);
    }
}

/* store.folders(): what loading looks at, in its order. */
static int folders(lua_State *L)
{
    const as_lua_opts *opts = &as_bind_of(L)->lua->opts;
    as_err err;
    const as_lock *lock = read_lock(L, &err);
    if (!lock) {
        return as_bind_fail(L, &err);
    }
    lua_newtable(L);
    const int list = lua_gettop(L);
    bool installed = false;
    for (size_t i = 0; i < opts->n_sources; i++) {
        const as_plugin_source *s = &opts->sources[i];
        const bool bundled = s->trust == AS_TRUST_BUNDLED;
        const bool own = strcmp(s->dir, as_store_paths_of(L)->own) == 0;
        if (s->one && s->entry) {
            continue; /* of the lock file, read anew */
        }
        if (bundled && !installed) {
            add_installed(L, list, lock);
            installed = true;
        }
        if (s->one) {
            add_folder(L, list, s->dir, "given");
        } else {
            add_folders(L, list, s->dir,
                        bundled ? "bundled" : own ? "own" : "given");
        }
    }
    if (!installed) {
        add_installed(L, list, lock);
    }
    lua_settop(L, list);
    return 1;
}

/* ---- what is in a folder ---------------------------------------------- */

/* store.manifest(dir): whatever the folder is called. */
static int manifest(lua_State *L)
{
    const char *dir = luaL_checkstring(L, 1);
    const char *path = lua_pushfstring(L, "%s/plugin.yaml", dir);
    as_buf *text = as_buf_push(L);
    as_box *box = as_box_push(L, free_manifest);
    as_manifest *m = NULL;
    as_err err;
    if (as_file_read(path, AS_MANIFEST_MAX, text, &err) != AS_OK ||
        as_manifest_read(path, as_buf_slice(text), &m, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    box->p = m;
    as_push_manifest(L, m);
    return 1;
}

/* The tree of a folder in a box on top; NULL and the error in `err`. */
static as_tree *read_tree(lua_State *L, const char *dir, as_err *err)
{
    as_box *box = as_box_push(L, free_tree);
    as_tree *t = NULL;
    if (as_tree_read(dir, &as_bind_of(L)->guard.cancel, &t, err) != AS_OK) {
        return NULL;
    }
    box->p = t;
    return t;
}

/* store.tree(dir) */
static int tree(lua_State *L)
{
    as_err err;
    const as_tree *t = read_tree(L, luaL_checkstring(L, 1), &err);
    if (!t) {
        return as_bind_fail(L, &err);
    }
    lua_createtable(L, 0, 3);
    as_set_text(L, "hash", t->hash);
    lua_pushinteger(L, (lua_Integer)t->bytes);
    lua_setfield(L, -2, "bytes");
    lua_createtable(L, (int)t->n, 0);
    for (size_t i = 0; i < t->n; i++) {
        const as_tree_file *f = &t->files[i];
        lua_createtable(L, 0, 3);
        lua_pushlstring(L, f->path, f->n_path);
        lua_setfield(L, -2, "path");
        as_set_text(L, "sha256", f->sha256);
        lua_pushinteger(L, (lua_Integer)f->size);
        lua_setfield(L, -2, "size");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "files");
    return 1;
}

/* Collected first: a visit must not raise. */
typedef struct difference {
    const char *path; /* of one of the trees */
    as_tree_what what;
} difference;

typedef AS_VEC(difference) differences;

static as_status visit(void *ctx, const char *path, as_tree_what what,
                       as_err *err)
{
    difference *d = as_vec_push((differences *)ctx, err);
    if (d == NULL) {
        return AS_ENOMEM;
    }
    *d = (difference){path, what};
    return AS_OK;
}

static void free_differences(void *p)
{
    differences *list = p;
    as_vec_clear(list);
    as_mem_free(list);
}

static int push_differences(lua_State *L, const as_tree *listed,
                            const as_tree *found)
{
    as_err err;
    as_box *box = as_box_push(L, free_differences);
    differences *list = box->p = as_mem_zero(1, sizeof *list);
    if (!list || as_tree_compare(listed, found, visit, list, &err) != AS_OK) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    lua_createtable(L, (int)list->n, 0);
    for (size_t i = 0; i < list->n; i++) {
        lua_createtable(L, 0, 2);
        as_set_text(L, "path", list->v[i].path);
        as_set_text(L, "what", as_tree_what_name(list->v[i].what));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* store.differs(dir): from its SHA256SUMS, or from the one that the store has
 * beside the folder. */
static int differs(lua_State *L)
{
    const char *dir = luaL_checkstring(L, 1);
    as_err err;
    const as_tree *found = read_tree(L, dir, &err);
    if (!found) {
        return as_bind_fail(L, &err);
    }
    as_buf *beside = as_buf_push(L);
    const char *slash = strrchr(dir, '/');
    const char *path = lua_pushfstring(
        L, "%s/%s", slash ? lua_pushlstring(L, dir, (size_t)(slash - dir))
                          : ".", AS_TREE_SUMS);
    const as_store_paths *p = as_bind_of(L)->lua->opts.paths;
    as_slice text = found->sums;
    if (p && strncmp(dir, p->store, strlen(p->store)) == 0) {
        if (as_disk_read(path, AS_TREE_BYTES, beside, &err) != AS_OK) {
            return as_bind_fail(L, &err);
        }
        text = as_buf_slice(beside);
    }
    if (text.p == NULL) {
        err = (as_err){.status = AS_EINVAL};
        as_err_set(&err, AS_EINVAL, "%s: has no %s: sign or pack it first",
                   dir, AS_TREE_SUMS);
        return as_bind_fail(L, &err);
    }
    as_box *box = as_box_push(L, free_tree);
    as_tree *listed = NULL;
    if (as_tree_parse(text, AS_TREE_SUMS, &listed, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    box->p = listed;
    return push_differences(L, listed, found);
}

/* store.signature(dir [, also]) */
static int signature(lua_State *L)
{
    const char *dir = luaL_checkstring(L, 1);
    const char *also = luaL_optstring(L, 2, NULL);
    const as_store_paths *p = as_store_paths_of(L);
    as_signer signer;
    as_err err;
    const as_tree *t = read_tree(L, dir, &err);
    if (!t || as_keys_check(p->keys, t, also, &signer, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    as_push_signer(L, &signer);
    return 1;
}

/* ---- indexes ---------------------------------------------------------- */

static void push_release(lua_State *L, const as_index_release *r)
{
    lua_createtable(L, 0, 12);
    as_set_text(L, "version", r->version);
    as_set_text(L, "source", r->source);
    as_set_text(L, "ref", r->ref);
    as_set_text(L, "file", r->file);
    as_set_text(L, "commit", r->commit);
    as_set_text(L, "tree", r->tree);
    as_set_text(L, "api", r->api);
    as_set_text(L, "signer", r->signer);
    as_set_text(L, "yanked", r->yanked);
    as_set_needs(L, "requires", r->requires, r->n_requires_text);
    as_set_needs(L, "conflicts", r->conflicts, r->n_conflicts_text);
}

/* store.index_entry(path) */
static int index_entry(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    as_buf *text = as_buf_push(L);
    as_box *box = as_box_push(L, free_entry);
    as_index_entry *e = NULL;
    as_err err;
    if (as_file_read(path, AS_INDEX_ENTRY_MAX, text, &err) != AS_OK ||
        as_index_entry_read(path, as_buf_slice(text), &e, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    box->p = e;
    luaL_checkstack(L, 8, "too many values");
    lua_createtable(L, 0, 6);
    as_set_text(L, "name", e->name);
    as_set_text(L, "summary", e->summary);
    as_set_text(L, "license", e->license);
    as_set_text(L, "homepage", e->homepage);
    as_set_list(L, "categories", e->categories, e->n_categories);
    lua_createtable(L, (int)e->n_releases, 0);
    for (uint32_t i = 0; i < e->n_releases; i++) {
        push_release(L, &e->releases[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "releases");
    return 1;
}

/* ---- versions --------------------------------------------------------- */

static const char *version_arg(lua_State *L, int idx, const char *fn)
{
    const char *s = luaL_checkstring(L, idx);
    if (!as_version_ok(s)) {
        luaL_error(L, "%s: \"%s\" is no version: it is MAJOR.MINOR.PATCH, as "
                      "in 1.0.2", fn, s);
    }
    return s;
}

/* store.version_compare(a, b) */
static int version_compare(lua_State *L)
{
    const char *a = version_arg(L, 1, "version_compare");
    const char *b = version_arg(L, 2, "version_compare");
    lua_pushinteger(L, as_version_compare(a, b));
    return 1;
}

/* store.version_in(range, version) */
static int version_in(lua_State *L)
{
    const char *range = luaL_checkstring(L, 1);
    bool fits = false;
    if (!as_version_in(range, version_arg(L, 2, "version_in"), &fits)) {
        return luaL_error(L, "version_in: \"%s\" is no range of versions: it "
                             "is like \">=0.1 <1\"", range);
    }
    lua_pushboolean(L, fits);
    return 1;
}

/* store.version_ok(s), store.version_final(s) */
static int version_ok(lua_State *L)
{
    lua_pushboolean(L, as_version_ok(luaL_checkstring(L, 1)));
    return 1;
}

static int version_final(lua_State *L)
{
    lua_pushboolean(L, as_version_is_final(version_arg(L, 1,
                                                       "version_final")));
    return 1;
}

/* store.range_ok(range), store.name_ok(name) */
static int range_ok(lua_State *L)
{
    bool fits;
    lua_pushboolean(L, as_version_in(luaL_checkstring(L, 1), "0.0.0", &fits));
    return 1;
}

static int name_ok(lua_State *L)
{
    lua_pushboolean(L, as_plugin_name_ok(luaL_checkstring(L, 1)));
    return 1;
}

const luaL_Reg as_api_store[] = {{"paths", paths},
                                 {"state", state},
                                 {"folders", folders},
                                 {"manifest", manifest},
                                 {"tree", tree},
                                 {"differs", differs},
                                 {"signature", signature},
                                 {"index_entry", index_entry},
                                 {"version_compare", version_compare},
                                 {"version_in", version_in},
                                 {"version_ok", version_ok},
                                 {"version_final", version_final},
                                 {"range_ok", range_ok},
                                 {"name_ok", name_ok},
                                 {NULL, NULL}};

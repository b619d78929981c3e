/* api_keys.c - keys and signatures, archives and repositories, from Lua. */
#include "bind/api_store.h"

#include <limits.h>
#include <stdlib.h>

#include "io/cachedir.h"
#include "store/archive.h"
#include "store/disk.h"

static const as_cancel *cancel_of(lua_State *L)
{
    return &as_bind_of(L)->guard.cancel;
}

static int done(lua_State *L)
{
    lua_pushboolean(L, 1);
    return 1;
}

/* ---- keys ------------------------------------------------------------- */

static void free_keys(void *p)
{
    as_keys *keys = p;
    as_vec_clear(keys);
    as_mem_free(keys);
}

static void push_key(lua_State *L, const as_key *key)
{
    lua_createtable(L, 0, 5);
    as_set_text(L, "name", key->name);
    as_set_text(L, "key", key->line);
    as_set_text(L, "id", key->id);
    as_set_bool(L, "secret", key->secret);
    as_set_bool(L, "locked", key->locked);
}

/* store.keys() */
static int keys(lua_State *L)
{
    const as_store_paths *p = as_store_paths_of(L);
    as_box *box = as_box_push(L, free_keys);
    as_keys *list = box->p = as_mem_zero(1, sizeof *list);
    as_err err;
    if (!list) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    if (as_keys_list(p->keys, list, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_createtable(L, (int)list->n, 0);
    for (size_t i = 0; i < list->n; i++) {
        push_key(L, &list->v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* A password may be nil: none. */
static as_slice password_arg(lua_State *L, int idx)
{
    size_t n = 0;
    const char *s = luaL_optlstring(L, idx, "", &n);
    return as_slice_of(s, n);
}

/* store.key_new(name [, password]) */
static int key_new(lua_State *L)
{
    as_key key;
    as_err err;
    if (as_keys_new(as_store_paths_of(L)->keys, luaL_checkstring(L, 1),
                    password_arg(L, 2), &key, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    push_key(L, &key);
    return 1;
}

/* store.key_trust(name, key or path) */
static int key_trust(lua_State *L)
{
    as_key key;
    as_err err;
    if (as_keys_trust(as_store_paths_of(L)->keys, luaL_checkstring(L, 1),
                      luaL_checkstring(L, 2), &key, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    push_key(L, &key);
    return 1;
}

/* store.key_forget(name) */
static int key_forget(lua_State *L)
{
    as_err err;
    return as_keys_forget(as_store_paths_of(L)->keys, luaL_checkstring(L, 1),
                          &err) == AS_OK
               ? done(L)
               : as_bind_fail(L, &err);
}

/* store.sign(dir, key name [, password]) */
static int sign(lua_State *L)
{
    as_key key;
    as_err err;
    if (as_keys_sign(as_store_paths_of(L)->keys, luaL_checkstring(L, 2),
                     password_arg(L, 3), luaL_checkstring(L, 1), &key,
                     &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    push_key(L, &key);
    return 1;
}

/* ---- archives --------------------------------------------------------- */

/* store.pack(dir, name, out): the folder may be called otherwise. */
static int pack(lua_State *L)
{
    const char *dir = luaL_checkstring(L, 1);
    const char *name = luaL_checkstring(L, 2);
    const char *out = luaL_checkstring(L, 3);
    as_buf *bytes = as_buf_push(L);
    char hash[AS_TREE_HEX];
    as_err err;
    if (as_archive_pack(dir, name, cancel_of(L), bytes, NULL, &err) !=
            AS_OK ||
        as_disk_replace(out, as_buf_slice(bytes), 0644, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    as_sha256_hex(as_buf_slice(bytes), hash);
    lua_createtable(L, 0, 3);
    as_set_text(L, "path", out);
    as_set_text(L, "sha256", hash);
    lua_pushinteger(L, (lua_Integer)bytes->n);
    lua_setfield(L, -2, "bytes");
    return 1;
}

/* store.unpack(file, to): the plugin's folder comes to lie in the new folder
 * `to`. */
static int unpack(lua_State *L)
{
    const char *file = luaL_checkstring(L, 1);
    const char *to = luaL_checkstring(L, 2);
    as_buf *bytes = as_buf_push(L);
    char name[AS_ARCHIVE_NAME];
    as_err err;
    if (as_disk_read(file, AS_ARCHIVE_BYTES, bytes, &err) != AS_OK ||
        as_archive_unpack(as_buf_slice(bytes), file, to, cancel_of(L), name,
                          NULL, &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_createtable(L, 0, 2);
    as_set_text(L, "name", name);
    lua_pushfstring(L, "%s/%s", to, name);
    lua_setfield(L, -2, "dir");
    return 1;
}

/* ---- repositories ----------------------------------------------------- */

static void free_git(void *p)
{
    as_git_free(p);
}

/* The repository in a box on top, to be dropped as soon as it is done with:
 * its mirror is locked so long. NULL and the error in `err`. `idx` is that of
 * a table with `offline`, or of nothing. */
static as_git *open_git(lua_State *L, const char *url, int idx, as_err *err)
{
    as_git_options options = {.cancel = cancel_of(L)};
    if (lua_istable(L, idx)) {
        lua_getfield(L, idx, "offline");
        options.offline = lua_toboolean(L, -1);
        lua_pop(L, 1);
    }
    as_box *box = as_box_push(L, free_git);
    as_git *git = NULL;
    if (as_git_open(url, &options, &git, err) != AS_OK) {
        return NULL;
    }
    box->p = git;
    return git;
}

/* store.is_url(text): does it look like a repository's? */
static int is_url(lua_State *L)
{
    lua_pushboolean(L, as_git_is_url(luaL_checkstring(L, 1)));
    return 1;
}

/* store.refs(url [, {offline=}]) */
static int refs(lua_State *L)
{
    const as_git_ref *list;
    size_t n;
    as_err err;
    as_git *git = open_git(L, luaL_checkstring(L, 1), 2, &err);
    as_box *box = lua_touserdata(L, -1);
    if (!git || as_git_refs(git, &list, &n, &err) != AS_OK) {
        as_box_drop(box);
        return as_bind_fail(L, &err);
    }
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        lua_createtable(L, 0, 3);
        as_set_text(L, "name", list[i].name);
        as_set_text(L, "kind", list[i].tag ? "tag" : "branch");
        as_set_text(L, "commit", list[i].commit);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    as_box_drop(box);
    return 1;
}

/* DIR/COMMIT for the files of commits: in the cache, or, where that is off,
 * beside the plugins. Pushes it. */
static const char *push_checkouts(lua_State *L)
{
    char dir[PATH_MAX];
    if (as_cachedir("checkouts", dir)) {
        return lua_pushstring(L, dir);
    }
    return lua_pushfstring(L, "%s/checkouts", as_store_paths_of(L)->data);
}

/* Another process may put the same commit there first. */
static as_status export_to(as_git *git, const char *commit, const char *base,
                           const char *to, as_err *err)
{
    as_buf box = {0};
    as_status st = as_disk_folder(base, err);
    st = st == AS_OK ? as_disk_temp(base, &box, err) : st;
    const size_t n = box.n;
    st = st == AS_OK ? as_buf_printf(&box, err, "/files") : st;
    st = st == AS_OK ? as_buf_add_byte(&box, '\0', err) : st;
    st = st == AS_OK ? as_git_export(git, commit, box.p, err) : st;
    if (st == AS_OK && as_disk_move(box.p, to, err) != AS_OK) {
        st = as_disk_exists(to) ? AS_OK : AS_EIO;
    }
    if (n > 0) {
        box.p[n] = '\0';
        (void)as_disk_remove(box.p, NULL);
    }
    as_buf_clear(&box);
    return st;
}

/* store.checkout(url, ref or nil [, {offline=}]) -> folder, commit */
static int checkout(lua_State *L)
{
    const char *ref = luaL_optstring(L, 2, NULL);
    char commit[AS_GIT_COMMIT];
    as_err err;
    as_git *git = open_git(L, luaL_checkstring(L, 1), 3, &err);
    as_box *box = lua_touserdata(L, -1);
    if (!git || as_git_resolve(git, ref, commit, &err) != AS_OK) {
        as_box_drop(box);
        return as_bind_fail(L, &err);
    }
    const char *base = push_checkouts(L);
    const char *to = lua_pushfstring(L, "%s/%s", base, commit);
    const as_status st = as_disk_exists(to)
                             ? AS_OK
                             : export_to(git, commit, base, to, &err);
    as_box_drop(box);
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_pushstring(L, commit);
    return 2;
}

const luaL_Reg as_api_keys[] = {{"keys", keys},
                                {"key_new", key_new},
                                {"key_trust", key_trust},
                                {"key_forget", key_forget},
                                {"sign", sign},
                                {"pack", pack},
                                {"unpack", unpack},
                                {"is_url", is_url},
                                {"refs", refs},
                                {"checkout", checkout},
                                {NULL, NULL}};

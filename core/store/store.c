/* store.c - where things are, and whether they are as they were installed.
 *
 * Hashing every plugin's files at each start would cost more than the rest
 * of it: a stamp in the cache says that files with these inodes, sizes and
 * times had this hash. Whoever may write the stamp may write plugins.lock. */
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "io/cachedir.h"
#include "io/file.h"
#include "io/userdir.h"
#include "store/disk.h"

enum { LOCK_MAX = 4 << 20 };

#define STAMPS "trees"

as_status as_store_paths_find(as_arena *arena, as_store_paths *out,
                              as_err *err)
{
    as_store_paths p = {0};
    const struct {
        as_userdir base;
        const char *rest, **to;
    } all[] = {
        {AS_USER_DATA, "plugins.lock", &p.lock},
        {AS_USER_DATA, "store", &p.store},
        {AS_USER_DATA, "plugins", &p.own},
        {AS_USER_CONFIG, "keys", &p.keys},
        {AS_USER_CONFIG, "indexes", &p.indexes},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        as_status st =
            as_user_path(arena, all[i].base, all[i].rest, all[i].to, err);
        if (st != AS_OK) {
            return st;
        }
        if (*all[i].to == NULL) {
            return as_err_set(err, AS_EINVAL,
                              "HOME is not set, so that there is no place for "
                              "plugins: set it");
        }
    }
    as_slice data = as_arena_copy(
        arena, as_slice_of(p.store, strlen(p.store) - strlen("/store")));
    if (data.p == NULL) {
        return as_err_nomem(err);
    }
    p.data = data.p;
    *out = p;
    return AS_OK;
}

as_status as_store_read(const as_store_paths *paths, as_lock **out,
                        as_err *err)
{
    as_buf text = {0};
    as_status st = AS_OK;
    if (as_disk_exists(paths->lock)) {
        st = as_file_read(paths->lock, LOCK_MAX, &text, err);
    }
    st = st == AS_OK
             ? as_lock_read(paths->lock, as_buf_slice(&text), out, err)
             : st;
    as_buf_clear(&text);
    return st;
}

as_status as_store_dir(const as_store_paths *paths, const char *name,
                       const char *tree, as_buf *out, as_err *err)
{
    as_status st =
        as_buf_printf(out, err, "%s/%s/%s", paths->store, tree, name);
    if (st == AS_OK && (st = as_buf_add_byte(out, '\0', err)) == AS_OK) {
        out->n--;
    }
    return st;
}

static uint64_t stamp_of(const char *fingerprint, const char *tree)
{
    return as_hash_mix(as_hash_portable(as_slice_str(fingerprint)),
                       as_hash_portable(as_slice_str(tree)));
}

/* Hash the folder; remember that it was good. */
static as_status check_hash(const char *dir, const char *tree,
                            const char *fingerprint, bool settled,
                            bool *same, as_err *err)
{
    as_tree *found = NULL;
    as_status st = as_tree_read(dir, NULL, &found, err);
    if (st == AS_OK) {
        *same = strcmp(found->hash, tree) == 0;
        if (*same && settled) {
            as_stamp_put(STAMPS, stamp_of(fingerprint, tree));
        }
    }
    as_tree_free(found);
    return st;
}

as_status as_store_check(const as_store_paths *paths, const char *name,
                         const as_lock_version *version, as_err *err)
{
    as_buf dir = {0};
    char fingerprint[AS_TREE_HEX];
    bool settled = false, same = true;
    as_err why;
    as_status st = as_store_dir(paths, name, version->tree, &dir, err);
    if (st != AS_OK) {
        as_buf_clear(&dir);
        return st;
    }
    st = as_tree_fingerprint(dir.p, fingerprint, &settled, &why);
    if (st == AS_OK &&
        !(settled &&
          as_stamp_find(STAMPS, stamp_of(fingerprint, version->tree)))) {
        st = check_hash(dir.p, version->tree, fingerprint, settled, &same,
                        &why);
    }
    as_buf_clear(&dir);
    if (st == AS_ENOMEM) {
        return as_err_nomem(err);
    }
    if (st != AS_OK) {
        return as_err_set(err, AS_EINVAL,
                          "plugin %s %s: %s: install it again", name,
                          version->version, why.msg);
    }
    return same ? AS_OK
                : as_err_set(err, AS_EINVAL,
                             "plugin %s %s: its files are not those that "
                             "were installed: `assay plugin verify %s' names "
                             "them; install it again",
                             name, version->version, name);
}

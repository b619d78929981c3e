/* installed.c - see installed.h. The signature itself is looked at when a
 * plugin is installed; what counts here is that its files still have the hash
 * that was signed, and that the user still knows the key. */
#include "flow/installed.h"

#include <string.h>

static bool is_known(const as_keys *keys, const char *signer)
{
    const as_key *key;
    return signer != NULL &&
           as_keys_find(keys, as_slice_str(signer), &key);
}

static as_status add(const as_store_paths *paths, const as_lock_entry *e,
                     const as_keys *keys, as_arena *arena,
                     as_plugin_sources *out, as_err *err)
{
    as_buf dir = {0};
    as_slice kept = {0};
    as_status st = as_store_dir(paths, e->name, e->now.tree, &dir, err);
    if (st == AS_OK) {
        kept = as_arena_copy(arena, as_buf_slice(&dir));
        st = kept.p ? AS_OK : as_err_nomem(err);
    }
    as_buf_clear(&dir);
    as_plugin_source *s = st == AS_OK ? as_vec_push(out, err) : NULL;
    if (s == NULL) {
        return st == AS_OK ? AS_ENOMEM : st;
    }
    *s = (as_plugin_source){.dir = kept.p,
                            .one = true,
                            .trust = is_known(keys, e->now.signer)
                                         ? AS_TRUST_KNOWN
                                         : AS_TRUST_UNKNOWN,
                            .entry = e};
    return AS_OK;
}

as_status as_installed_sources(const as_store_paths *paths,
                               const as_lock *lock, as_arena *arena,
                               as_plugins_problem problem, void *ctx,
                               as_plugin_sources *out, as_err *err)
{
    as_keys keys = {0};
    as_err why;
    as_status st = AS_OK;
    if (lock->n_plugins > 0 &&
        as_keys_list(paths->keys, &keys, &why) != AS_OK) {
        problem(ctx, &why); /* then nobody is known */
    }
    for (uint32_t i = 0; i < lock->n_plugins && st == AS_OK; i++) {
        const as_lock_entry *e = &lock->plugins[i];
        if (!e->enabled) {
            continue;
        }
        st = as_store_check(paths, e->name, &e->now, &why);
        if (st == AS_OK) {
            st = add(paths, e, &keys, arena, out, err);
        } else if (st == AS_ENOMEM) {
            (void)as_err_nomem(err);
        } else {
            problem(ctx, &why);
            st = AS_OK;
        }
    }
    as_vec_clear(&keys);
    return st;
}

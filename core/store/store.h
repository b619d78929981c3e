/* store.h - the plugins that are installed, and how that changes.
 *
 *   DATA/plugins.lock           which they are (io/lockfile.h)
 *   DATA/store/HASH/NAME/...    their files, by the hash of their tree
 *   DATA/store/HASH/SHA256SUMS  the listing of these
 *   DATA/store/lock             who is changing something just now
 *
 * A folder of files never changes once it is in its place. A change puts the
 * new folders in theirs, then replaces plugins.lock, then sweeps what it no
 * longer names: whenever it is killed, there is the old state or the new one.
 * Nothing of a plugin is run.
 *
 * Errors: AS_EIO; AS_EINVAL for what is refused; AS_ESYNTAX in files;
 * AS_ELIMIT; AS_ECANCEL; AS_ENOMEM. Threads: a change belongs to one. */
#ifndef AS_STORE_STORE_H
#define AS_STORE_STORE_H

#include "io/lockfile.h"
#include "io/manifest.h"
#include "store/git.h"
#include "store/keys.h"

/* All absolute; owned by the arena that they were made in. */
typedef struct as_store_paths {
    const char *data;    /* $XDG_DATA_HOME/assay */
    const char *lock;    /* data/plugins.lock */
    const char *store;   /* data/store */
    const char *own;     /* data/plugins: what the user put there by hand */
    const char *keys;    /* $XDG_CONFIG_HOME/assay/keys */
    const char *indexes; /* $XDG_CONFIG_HOME/assay/indexes: URLs, a line each */
} as_store_paths;

/* Errors: AS_EINVAL where HOME and the variables are unset. */
as_status as_store_paths_find(as_arena *arena, as_store_paths *out,
                              as_err *err);

/* What is installed; an empty lock where nothing is. */
as_status as_store_read(const as_store_paths *paths, as_lock **out,
                        as_err *err);

/* The folder of one version of a plugin, appended with a NUL behind. */
as_status as_store_dir(const as_store_paths *paths, const char *name,
                       const char *tree, as_buf *out, as_err *err);

/* Is it as it was when it was installed? Reads no file twice that has not
 * changed since it was looked at. AS_EINVAL says what is wrong and what to
 * do. */
as_status as_store_check(const as_store_paths *paths, const char *name,
                         const as_lock_version *version, as_err *err);

/* ---- changes ---------------------------------------------------------- */

typedef struct as_change as_change;

/* A plugin that was fetched and looked at, but is not installed yet. */
typedef struct as_staged {
    const as_manifest *manifest;
    const char *dir; /* its files */
    char tree[AS_TREE_HEX];
    char commit[AS_GIT_COMMIT]; /* "" if it is not from git */
    as_signer signer;           /* none, good or unknown */
} as_staged;

/* One change at a time on a machine: `wait` for another, or AS_EINVAL. */
as_status as_change_begin(const as_store_paths *paths, bool wait,
                          const as_cancel *cancel, as_change **out,
                          as_err *err);

/* Fetch a plugin: what is refused is a bad manifest, files that a tree does
 * not have, a SHA256SUMS that does not fit and a bad signature. *out belongs
 * to the change. `git` is of as_git_open's, without its cancel. */
as_status as_change_folder(as_change *change, const char *path,
                           const as_staged **out, as_err *err);
as_status as_change_archive(as_change *change, const char *path,
                            const as_staged **out, as_err *err);
as_status as_change_git(as_change *change, const char *url, const char *ref,
                        bool offline, const as_staged **out, as_err *err);

/* Make `next` the state. Every tree that it names is staged or installed.
 * What was staged is gone afterwards. *changed (may be NULL)
 * tells whether the file was written. */
as_status as_change_commit(as_change *change, const as_lock *next,
                           bool *changed, as_err *err);

/* Give up what was not committed. Accepts NULL. */
void as_change_free(as_change *change);

#endif

/* change.c - fetching plugins and making another state the state; store.h.
 *
 * What is fetched lies in a folder of its own, DATA/store/.tmp-X/NAME, which
 * is renamed as a whole when it is installed. Whoever holds the lock may
 * remove every .tmp-X that is not their own: nobody else is at work. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/vec.h"
#include "store/archive.h"
#include "store/disk.h"
#include "store/store.h"

typedef struct staged {
    as_staged out; /* first: what the caller has points here */
    as_buf box;    /* DATA/store/.tmp-X */
    as_buf dir;    /* box/NAME */
    as_tree *tree;
    as_manifest *manifest;
    bool moved; /* it is in its place */
} staged;

struct as_change {
    const as_store_paths *paths;
    const as_cancel *cancel;
    as_disk_lock *lock;
    AS_VEC(staged *) staged;
};

static void staged_free(staged *s)
{
    if (s == NULL) {
        return;
    }
    if (!s->moved && s->box.n > 0) {
        (void)as_disk_remove(s->box.p, NULL);
    }
    as_buf_clear(&s->box);
    as_buf_clear(&s->dir);
    as_tree_free(s->tree);
    as_manifest_free(s->manifest);
    as_mem_free(s);
}

/* ---- sweeping --------------------------------------------------------- */

static bool names_tree(const as_lock *lock, const char *tree)
{
    for (uint32_t i = 0; i < lock->n_plugins; i++) {
        const as_lock_entry *e = &lock->plugins[i];
        if (strcmp(e->now.tree, tree) == 0) {
            return true;
        }
        for (uint32_t k = 0; k < e->n_previous; k++) {
            if (strcmp(e->previous[k].tree, tree) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Remove what in a folder begins with .tmp-, and, where there is a lock,
 * trees that it does not name. What stays for lack of permission or the like
 * is tried again the next time. */
static void sweep_folder(const char *folder, const as_lock *lock)
{
    DIR *dir = opendir(folder);
    const struct dirent *d;
    as_buf path = {0};
    while (dir != NULL && (d = readdir(dir)) != NULL) {
        const char *name = d->d_name;
        const bool tree = lock && strlen(name) == AS_LOCK_HASH;
        if ((strncmp(name, ".tmp-", 5) != 0 && !tree) ||
            (tree && names_tree(lock, name))) {
            continue;
        }
        path.n = 0;
        if (as_buf_printf(&path, NULL, "%s/%s", folder, name) == AS_OK &&
            as_buf_add_byte(&path, '\0', NULL) == AS_OK) {
            (void)as_disk_remove(path.p, NULL);
        }
    }
    as_buf_clear(&path);
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

/* What is nobody's: in the store, and beside plugins.lock, whose writer may
 * have been killed. */
static void sweep(const as_change *c, const as_lock *lock)
{
    sweep_folder(c->paths->store, lock);
    sweep_folder(c->paths->data, NULL);
}

/* ---- begin and end ---------------------------------------------------- */

static as_status take_lock(as_change *c, bool wait, as_err *err)
{
    as_buf path = {0};
    as_status st = as_disk_folder(c->paths->store, err);
    st = st == AS_OK
             ? as_buf_printf(&path, err, "%s/lock", c->paths->store)
             : st;
    st = st == AS_OK ? as_buf_add_byte(&path, '\0', err) : st;
    st = st == AS_OK ? as_disk_lock_take(path.p, wait, c->cancel, &c->lock,
                                         err)
                     : st;
    as_buf_clear(&path);
    return st;
}

as_status as_change_begin(const as_store_paths *paths, bool wait,
                          const as_cancel *cancel, as_change **out,
                          as_err *err)
{
    as_lock *lock = NULL;
    as_change *c = as_mem_zero(1, sizeof *c);
    if (c == NULL) {
        return as_err_nomem(err);
    }
    c->paths = paths;
    c->cancel = cancel;
    as_status st = take_lock(c, wait, err);
    st = st == AS_OK ? as_store_read(paths, &lock, err) : st;
    if (st != AS_OK) {
        as_change_free(c);
        return st;
    }
    sweep(c, lock);
    as_lock_free(lock);
    *out = c;
    return AS_OK;
}

void as_change_free(as_change *change)
{
    if (change == NULL) {
        return;
    }
    for (size_t i = 0; i < change->staged.n; i++) {
        staged_free(change->staged.v[i]);
    }
    as_vec_clear(&change->staged);
    as_disk_lock_free(change->lock);
    as_mem_free(change);
}

/* ---- fetching --------------------------------------------------------- */

/* BOX/rest, with a NUL behind. */
static as_status in_box(const staged *s, const char *rest, as_buf *out,
                        as_err *err)
{
    out->n = 0;
    as_status st = as_buf_printf(out, err, "%s/%s", s->box.p, rest);
    if (st == AS_OK && (st = as_buf_add_byte(out, '\0', err)) == AS_OK) {
        out->n--;
    }
    return st;
}

static as_status read_manifest(staged *s, const char *source, as_err *err)
{
    as_buf path = {0}, text = {0}, label = {0};
    as_status st = as_buf_printf(&path, err, "%s/plugin.yaml", s->dir.p);
    st = st == AS_OK ? as_buf_add_byte(&path, '\0', err) : st;
    st = st == AS_OK ? as_buf_printf(&label, err, "%s: plugin.yaml", source)
                     : st;
    st = st == AS_OK ? as_buf_add_byte(&label, '\0', err) : st;
    if (st == AS_OK && !as_disk_exists(path.p)) {
        st = as_err_set(err, AS_EINVAL,
                        "%s: has no plugin.yaml, so that it is no plugin",
                        source);
    }
    st = st == AS_OK ? as_disk_read(path.p, AS_MANIFEST_MAX, &text, err) : st;
    st = st == AS_OK ? as_manifest_read(label.p, as_buf_slice(&text),
                                        &s->manifest, err)
                     : st;
    as_buf_clear(&path);
    as_buf_clear(&text);
    as_buf_clear(&label);
    return st;
}

/* From now on the folder is called as the plugin is. */
static as_status give_name(staged *s, const char *source, as_err *err)
{
    const char *name = s->manifest->name;
    as_buf to = {0};
    as_status st = in_box(s, name, &to, err);
    if (st == AS_OK && strcmp(to.p, s->dir.p) != 0 &&
        rename(s->dir.p, to.p) != 0) {
        st = as_err_set(err, AS_EIO, "%s: cannot rename: %s", source,
                        strerror(errno));
    }
    if (st != AS_OK) {
        as_buf_clear(&to);
        return st;
    }
    as_buf_clear(&s->dir);
    s->dir = to;
    return AS_OK;
}

/* The files are in s->dir: look at them. */
static as_status inspect(as_change *c, staged *s, const char *source,
                         as_err *err)
{
    as_status st = s->manifest ? AS_OK : read_manifest(s, source, err);
    if (st == AS_OK && s->tree == NULL) {
        st = as_tree_read(s->dir.p, c->cancel, &s->tree, err);
    }
    st = st == AS_OK ? as_tree_check(s->tree, source, err) : st;
    st = st == AS_OK ? as_keys_check(c->paths->keys, s->tree, NULL,
                                     &s->out.signer, err)
                     : st;
    if (st == AS_OK && s->out.signer.state == AS_SIGNED_BAD) {
        st = as_err_set(err, AS_EINVAL, "%s: its signature is bad: %s",
                        source, s->out.signer.why);
    }
    st = st == AS_OK ? give_name(s, source, err) : st;
    if (st == AS_OK) {
        memcpy(s->out.tree, s->tree->hash, sizeof s->out.tree);
        s->out.manifest = s->manifest;
        s->out.dir = s->dir.p;
    }
    return st;
}

static as_status stage_begin(as_change *c, staged **out, as_err *err)
{
    staged *s = as_mem_zero(1, sizeof *s);
    as_status st = s ? as_disk_temp(c->paths->store, &s->box, err)
                     : as_err_nomem(err);
    st = st == AS_OK ? in_box(s, "files", &s->dir, err) : st;
    if (st != AS_OK) {
        staged_free(s);
        return st;
    }
    *out = s;
    return AS_OK;
}

/* `st` is what fetching came to. Takes `s`. */
static as_status stage_end(as_change *c, staged *s, as_status st,
                           const char *source, const as_staged **out,
                           as_err *err)
{
    st = st == AS_OK ? inspect(c, s, source, err) : st;
    staged **slot = st == AS_OK ? as_vec_push(&c->staged, err) : NULL;
    if (slot == NULL) {
        staged_free(s);
        return st == AS_OK ? AS_ENOMEM : st;
    }
    *slot = s;
    *out = &s->out;
    return AS_OK;
}

as_status as_change_folder(as_change *change, const char *path,
                           const as_staged **out, as_err *err)
{
    staged *s = NULL;
    as_status st = stage_begin(change, &s, err);
    if (st != AS_OK) {
        return st;
    }
    st = as_tree_copy(path, s->dir.p, change->cancel, &s->tree, err);
    return stage_end(change, s, st, path, out, err);
}

/* An archive brings its folder's name, which the manifest must have, too. */
static as_status unpack(as_change *c, staged *s, const char *path,
                        as_err *err)
{
    as_buf bytes = {0}, to = {0};
    char name[AS_ARCHIVE_NAME];
    as_status st = as_disk_read(path, AS_ARCHIVE_BYTES, &bytes, err);
    st = st == AS_OK ? in_box(s, "unpacked", &to, err) : st;
    st = st == AS_OK ? as_archive_unpack(as_buf_slice(&bytes), path, to.p,
                                         c->cancel, name, &s->tree, err)
                     : st;
    as_buf_clear(&bytes);
    as_buf from = {0};
    st = st == AS_OK ? as_buf_printf(&from, err, "%s/%s", to.p, name) : st;
    st = st == AS_OK ? as_buf_add_byte(&from, '\0', err) : st;
    if (st == AS_OK &&
        (rename(from.p, s->dir.p) != 0 || rmdir(to.p) != 0)) {
        st = as_err_set(err, AS_EIO, "%s: cannot rename: %s", path,
                        strerror(errno));
    }
    st = st == AS_OK ? read_manifest(s, path, err) : st;
    if (st == AS_OK && strcmp(s->manifest->name, name) != 0) {
        st = as_err_set(err, AS_EINVAL,
                        "%s: its folder is called %s, and its plugin.yaml "
                        "says %s: have it packed again",
                        path, name, s->manifest->name);
    }
    as_buf_clear(&from);
    as_buf_clear(&to);
    return st;
}

as_status as_change_archive(as_change *change, const char *path,
                            const as_staged **out, as_err *err)
{
    staged *s = NULL;
    as_status st = stage_begin(change, &s, err);
    if (st != AS_OK) {
        return st;
    }
    st = unpack(change, s, path, err);
    return stage_end(change, s, st, path, out, err);
}

as_status as_change_git(as_change *change, const char *url, const char *ref,
                        bool offline, const as_staged **out, as_err *err)
{
    const as_git_options options = {.offline = offline,
                                    .cancel = change->cancel};
    staged *s = NULL;
    as_git *git = NULL;
    as_status st = stage_begin(change, &s, err);
    if (st != AS_OK) {
        return st;
    }
    st = as_git_open(url, &options, &git, err);
    st = st == AS_OK ? as_git_resolve(git, ref, s->out.commit, err) : st;
    st = st == AS_OK ? as_git_export(git, s->out.commit, s->dir.p, err) : st;
    as_git_free(git);
    return stage_end(change, s, st, url, out, err);
}

/* ---- committing ------------------------------------------------------- */

static staged *find_staged(const as_change *c, const char *name,
                           const char *tree)
{
    for (size_t i = 0; i < c->staged.n; i++) {
        staged *s = c->staged.v[i];
        if (strcmp(s->out.tree, tree) == 0 &&
            strcmp(s->manifest->name, name) == 0) {
            return s;
        }
    }
    return NULL;
}

/* Files that somebody changed in the store make way. */
static as_status make_way(const as_change *c, const char *to, as_err *err)
{
    as_buf aside = {0};
    as_status st = as_disk_temp(c->paths->store, &aside, err);
    st = st == AS_OK ? as_buf_printf(&aside, err, "/old") : st;
    st = st == AS_OK ? as_buf_add_byte(&aside, '\0', err) : st;
    st = st == AS_OK ? as_disk_move(to, aside.p, err) : st;
    as_buf_clear(&aside); /* the sweep takes it */
    return st;
}

/* box/NAME and box/SHA256SUMS become store/HASH, whatever is there. */
static as_status put_in_place(const as_change *c, staged *s, as_err *err)
{
    as_buf path = {0};
    as_status st = in_box(s, AS_TREE_SUMS, &path, err);
    st = st == AS_OK ? as_disk_replace(path.p, s->tree->listing, 0600, err)
                     : st;
    st = st == AS_OK ? as_disk_sync(s->box.p, err) : st;
    path.n = 0;
    st = st == AS_OK ? as_buf_printf(&path, err, "%s/%s", c->paths->store,
                                     s->out.tree)
                     : st;
    st = st == AS_OK ? as_buf_add_byte(&path, '\0', err) : st;
    if (st == AS_OK && as_disk_exists(path.p)) {
        st = make_way(c, path.p, err);
    }
    st = st == AS_OK ? as_disk_move(s->box.p, path.p, err) : st;
    s->moved = st == AS_OK;
    as_buf_clear(&path);
    return st;
}

/* The files of one version must be in their place. One that is older may be
 * gone or damaged: that shows when it is wanted. */
static as_status settle(const as_change *c, const char *name,
                        const as_lock_version *v, bool now, as_err *err)
{
    as_err why;
    staged *s = find_staged(c, name, v->tree);
    as_status st = as_store_check(c->paths, name, v, &why);
    if (st == AS_OK || (st != AS_ENOMEM && s == NULL && !now)) {
        return AS_OK;
    }
    if (s != NULL && !s->moved) {
        return put_in_place(c, s, err);
    }
    return as_err_set(err, st, "%s", why.msg);
}

/* An entry that is as it was before may be damaged: other plugins must be
 * free to change meanwhile. */
static bool was_there(const as_lock *before, const as_lock_entry *e)
{
    const as_lock_entry *old = as_lock_find(before, e->name);
    return old != NULL && strcmp(old->now.tree, e->now.tree) == 0;
}

static as_status settle_all(const as_change *c, const as_lock *before,
                            const as_lock *next, as_err *err)
{
    as_status st = AS_OK;
    for (uint32_t i = 0; i < next->n_plugins && st == AS_OK; i++) {
        const as_lock_entry *e = &next->plugins[i];
        st = settle(c, e->name, &e->now, !was_there(before, e), err);
        for (uint32_t k = 0; k < e->n_previous && st == AS_OK; k++) {
            st = settle(c, e->name, &e->previous[k], false, err);
        }
    }
    return st;
}

static as_status write_lock(const as_change *c, const as_lock *next,
                            bool *changed, as_err *err)
{
    as_buf old = {0}, new = {0};
    as_status st = as_lock_write(next, &new, err);
    if (st == AS_OK && as_disk_exists(c->paths->lock)) {
        st = as_disk_read(c->paths->lock, SIZE_MAX / 2, &old, err);
    }
    if (st == AS_OK) {
        *changed = !as_slice_eq(as_buf_slice(&old), as_buf_slice(&new));
    }
    if (st == AS_OK && *changed) {
        st = as_disk_replace(c->paths->lock, as_buf_slice(&new), 0600, err);
    }
    as_buf_clear(&old);
    as_buf_clear(&new);
    return st;
}

as_status as_change_commit(as_change *change, const as_lock *next,
                           bool *changed, as_err *err)
{
    as_lock *before = NULL;
    bool wrote = false;
    as_status st = as_store_read(change->paths, &before, err);
    st = st == AS_OK ? settle_all(change, before, next, err) : st;
    st = st == AS_OK ? write_lock(change, next, &wrote, err) : st;
    if (st == AS_OK) {
        sweep(change, next); /* first: `next` may point into what is staged */
        for (size_t i = 0; i < change->staged.n; i++) {
            staged_free(change->staged.v[i]);
        }
        change->staged.n = 0;
        if (changed != NULL) {
            *changed = wrote;
        }
    }
    as_lock_free(before);
    return st;
}

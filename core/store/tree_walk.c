/* tree_walk.c - a folder read file by file: see tree.h.
 *
 * One walk serves three ends: hashing, hashing and copying, and numbers of
 * the file system instead of hashes (a fingerprint). It goes by descriptors,
 * each opened in the folder above without following a link; a file is opened
 * without waiting (a pipe has no writer) and only after lstat saw a regular
 * file, and is looked at again once it is open. Files are sorted at the end.
 * Cost: the bytes of the files, one descriptor a level. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "io/file.h"
#include "store/disk_int.h"
#include "store/shown.h"
#include "store/tree_int.h"

typedef struct walk {
    const char *dir; /* for messages */
    const as_cancel *cancel;
    bool numbers;          /* a fingerprint */
    struct timespec newest; /* time of change, of the fingerprint */
    as_tree *tree;
    tree_files files;
    char path[AS_TREE_PATH + NAME_MAX + 2];
    size_t n_path;
    as_buf block; /* what is read */
} walk;

/* A level: the folder, and its copy or -1. */
typedef struct level {
    int from, to;
} level;

static as_status fail(walk *w, as_status st, const char *why, as_err *err)
{
    char shown[AS_SHOWN];
    return as_err_set(err, st, "%s/%s %s", w->dir,
                      as_shown(as_slice_of(w->path, w->n_path), shown,
                               sizeof shown), why);
}

static as_status fail_io(walk *w, const char *what, as_err *err)
{
    char why[160];
    (void)snprintf(why, sizeof why, "cannot be %s: %s", what,
                   strerror(errno));
    return fail(w, AS_EIO, why, err);
}

/* ---- one file --------------------------------------------------------- */

/* Bytes of a file: hash them, write them to `to` unless it is -1, keep them
 * in `keep` unless it is NULL. At most `max`. */
static as_status pass(walk *w, int fd, int to, uint64_t max, as_buf *keep,
                      as_tree_file *file, as_err *err)
{
    crypto_hash_sha256_state sha;
    unsigned char sum[32];
    size_t got = 1;
    crypto_hash_sha256_init(&sha);
    while (got > 0) {
        if (as_cancelled(w->cancel)) {
            return fail(w, AS_ECANCEL, "was being read: interrupted", err);
        }
        w->block.n = 0;
        as_status st = as_file_read_some(fd, w->dir, DISK_BLOCK, &w->block,
                                         &got, err);
        file->size += got;
        if (st == AS_OK && file->size > max) {
            char why[64];
            (void)snprintf(why, sizeof why, "is larger than %llu bytes",
                           (unsigned long long)max);
            st = fail(w, AS_ELIMIT, why, err);
        }
        if (st == AS_OK && keep != NULL) {
            st = as_buf_add(keep, w->block.p, got, err);
        }
        if (st == AS_OK && to >= 0 && !disk_write_all(to, w->block.p, got)) {
            st = fail_io(w, "copied", err);
        }
        if (st != AS_OK) {
            return st;
        }
        crypto_hash_sha256_update(&sha, (unsigned char *)w->block.p, got);
    }
    crypto_hash_sha256_final(&sha, sum);
    tree_hex(sum, file->sha256);
    return AS_OK;
}

static as_status pass_file(walk *w, level at, const char *name, uint64_t max,
                           as_buf *keep, as_tree_file *file, as_err *err)
{
    struct stat sb;
    int to = -1;
    const int fd = openat(at.from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
                                             O_CLOEXEC);
    as_status st = AS_OK;
    if (fd < 0 || fstat(fd, &sb) != 0) {
        st = fail_io(w, "opened", err);
    } else if (!S_ISREG(sb.st_mode)) {
        st = fail(w, AS_EINVAL, "is not a regular file", err);
    } else if (at.to >= 0) {
        to = openat(at.to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
                                     O_CLOEXEC, 0644);
        if (to < 0 || fchmod(to, 0644) != 0) {
            st = fail_io(w, "copied", err);
        }
    }
    if (st == AS_OK) {
        st = pass(w, fd, to, max, keep, file, err);
    }
    if (to >= 0 && close(to) != 0 && st == AS_OK) {
        st = fail_io(w, "copied", err);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return st;
}

/* SHA256SUMS or its signature, at the top: beside the tree, not in it. */
static as_status read_apart(walk *w, level at, const char *name, size_t max,
                            as_slice *out, as_err *err)
{
    as_buf bytes = {0};
    as_tree_file file = {0};
    as_status st = pass_file(w, at, name, max, &bytes, &file, err);
    if (st == AS_OK) {
        *out = as_arena_copy(w->tree->arena,
                             bytes.p ? as_buf_slice(&bytes) : AS_LIT(""));
        st = out->p ? AS_OK : as_err_nomem(err);
    }
    as_buf_clear(&bytes);
    return st;
}

/* What the file system says of a file, as a hash in the place of its own. */
static void number(walk *w, const struct stat *sb, as_tree_file *file)
{
    char text[256];
    const int n = snprintf(
        text, sizeof text, "%llu %llu %llu %lld.%ld %lld.%ld",
        (unsigned long long)sb->st_dev, (unsigned long long)sb->st_ino,
        (unsigned long long)sb->st_size, (long long)sb->st_mtim.tv_sec,
        sb->st_mtim.tv_nsec, (long long)sb->st_ctim.tv_sec,
        sb->st_ctim.tv_nsec);
    as_sha256_hex(as_slice_of(text, (size_t)n), file->sha256);
    if (sb->st_ctim.tv_sec > w->newest.tv_sec) {
        w->newest = sb->st_ctim;
    }
}

static as_status take_file(walk *w, level at, const char *name,
                           const struct stat *sb, as_err *err)
{
    const uint64_t left = AS_TREE_BYTES - w->tree->bytes;
    const bool rest_is_less = left < AS_TREE_FILE_BYTES;
    if (w->files.n == AS_TREE_FILES) {
        return as_err_set(err, AS_ELIMIT, "%s: more than %d files", w->dir,
                          AS_TREE_FILES);
    }
    as_tree_file *file = tree_add(w->tree, &w->files,
                                  as_slice_of(w->path, w->n_path), err);
    if (file == NULL) {
        return AS_ENOMEM;
    }
    if (w->numbers) {
        number(w, sb, file);
        return AS_OK;
    }
    as_status st = pass_file(w, at, name, rest_is_less ? left
                                                       : AS_TREE_FILE_BYTES,
                             NULL, file, err);
    if (st == AS_ELIMIT && rest_is_less) {
        return as_err_set(err, AS_ELIMIT, "%s: more than %d bytes in all",
                          w->dir, AS_TREE_BYTES);
    }
    w->tree->bytes += file->size;
    return st;
}

/* ---- folders ---------------------------------------------------------- */

static as_status walk_folder(walk *w, level at, int depth, as_err *err);

static as_status take_folder(walk *w, level at, const char *name, int depth,
                             as_err *err)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    level in = {openat(at.from, name, flags), -1};
    if (in.from < 0) {
        return fail_io(w, "opened", err);
    }
    if (at.to >= 0) {
        if (mkdirat(at.to, name, 0755) != 0 ||
            (in.to = openat(at.to, name, flags)) < 0) {
            (void)close(in.from);
            return fail_io(w, "copied", err);
        }
    }
    as_status st = walk_folder(w, in, depth + 1, err);
    if (in.to >= 0) {
        (void)close(in.to);
        (void)unlinkat(at.to, name, AT_REMOVEDIR); /* only if it is empty */
    }
    return st;
}

static as_status take(walk *w, level at, const char *name, int depth,
                      as_err *err)
{
    struct stat sb;
    const char *fault = as_tree_path_fault(as_slice_of(w->path, w->n_path));
    if (fault != NULL) {
        return fail(w, AS_EINVAL, fault, err);
    }
    if (fstatat(at.from, name, &sb, AT_SYMLINK_NOFOLLOW) != 0) {
        return fail_io(w, "read", err);
    }
    if (S_ISDIR(sb.st_mode)) {
        return take_folder(w, at, name, depth, err);
    }
    if (!S_ISREG(sb.st_mode)) {
        return fail(w, AS_EINVAL, S_ISLNK(sb.st_mode)
                                      ? "is a symbolic link: a plugin has "
                                        "only files"
                                      : "is neither a file nor a folder",
                    err);
    }
    if (depth == 0 && !w->numbers && strcmp(name, AS_TREE_SUMS) == 0) {
        return read_apart(w, at, name, TREE_SUMS_BYTES, &w->tree->sums, err);
    }
    if (depth == 0 && !w->numbers && strcmp(name, AS_TREE_SIGNATURE) == 0) {
        return read_apart(w, at, name, TREE_SIGNATURE_BYTES,
                          &w->tree->signature, err);
    }
    return take_file(w, at, name, &sb, err);
}

static bool passed_over(const char *name, int depth)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
           (depth == 0 && strcmp(name, ".git") == 0);
}

/* `at.from` is closed. */
static as_status walk_folder(walk *w, level at, int depth, as_err *err)
{
    const size_t before = w->n_path;
    DIR *dir = fdopendir(at.from);
    const struct dirent *d;
    as_status st = AS_OK;
    if (dir == NULL) {
        st = fail_io(w, "read", err);
        (void)close(at.from);
        return st;
    }
    while (st == AS_OK && (errno = 0, d = readdir(dir)) != NULL) {
        if (passed_over(d->d_name, depth)) {
            continue;
        }
        /* A part that is too long makes a path that is refused. */
        const int n = snprintf(w->path + before, sizeof w->path - before,
                               "%s%s", before > 0 ? "/" : "", d->d_name);
        w->n_path = before + (size_t)n;
        st = take(w, at, d->d_name, depth, err);
        w->n_path = before;
    }
    if (st == AS_OK && errno != 0) {
        st = fail_io(w, "read", err);
    }
    (void)closedir(dir);
    return st;
}

static as_status start(walk *w, int to, as_err *err)
{
    const level top = {open(w->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), to};
    if (top.from < 0) {
        return disk_fail(err, w->dir, "open the folder");
    }
    w->tree = tree_new();
    if (w->tree == NULL) {
        (void)close(top.from);
        return as_err_nomem(err);
    }
    as_status st = walk_folder(w, top, 0, err);
    return st == AS_OK ? tree_finish(w->tree, &w->files, err) : st;
}

static as_status end(walk *w, as_status st, as_tree **out)
{
    as_vec_clear(&w->files);
    as_buf_clear(&w->block);
    if (st == AS_OK && out != NULL) {
        *out = w->tree;
    } else {
        as_tree_free(w->tree);
    }
    return st;
}

as_status as_tree_read(const char *dir, const as_cancel *cancel,
                       as_tree **out, as_err *err)
{
    walk w = {.dir = dir, .cancel = cancel};
    return end(&w, start(&w, -1, err), out);
}

as_status as_tree_copy(const char *dir, const char *to,
                       const as_cancel *cancel, as_tree **out, as_err *err)
{
    walk w = {.dir = dir, .cancel = cancel};
    if (mkdir(to, 0755) != 0) {
        return errno == EEXIST
                   ? as_err_set(err, AS_EINVAL, "%s: is there already", to)
                   : disk_fail(err, to, "make the folder");
    }
    const int fd = open(to, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    as_status st = fd >= 0 ? start(&w, fd, err) : disk_fail(err, to, "open");
    if (fd >= 0) {
        (void)close(fd);
    }
    if (st != AS_OK) {
        (void)as_disk_remove(to, NULL);
    }
    return end(&w, st, out);
}

as_status as_tree_fingerprint(const char *dir, char out[AS_TREE_HEX],
                              bool *settled, as_err *err)
{
    enum { COARSE = 3 }; /* seconds */
    walk w = {.dir = dir, .numbers = true};
    as_status st = start(&w, -1, err);
    if (st == AS_OK && w.tree != NULL) {
        memcpy(out, w.tree->hash, AS_TREE_HEX);
        *settled = time(NULL) - w.newest.tv_sec >= COARSE;
    }
    return end(&w, st, NULL);
}

/* disk_folder.c - folders: see disk.h.
 *
 * Folders are gone through by descriptors, each opened in the one above it
 * without following a link, so that nothing that others do to the tree in the
 * meantime leads out of it. Depth is bounded; a level costs one descriptor. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/disk_int.h"

enum { BENEATH = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

static bool is_dots(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' ||
                              (name[1] == '.' && name[2] == '\0'));
}

as_status as_disk_folder(const char *path, as_err *err)
{
    char part[PATH_MAX];
    struct stat sb;
    const size_t n = strlen(path);
    if (n == 0 || n >= sizeof part) {
        return as_err_set(err, AS_EINVAL, "%s: not the path of a folder",
                          path);
    }
    memcpy(part, path, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (part[i] == '/' || part[i] == '\0') {
            part[i] = '\0';
            if (mkdir(part, 0700) != 0 && errno != EEXIST &&
                (errno != EROFS && errno != EACCES && errno != EPERM)) {
                return disk_fail(err, part, "make the folder");
            }
            part[i] = path[i];
        }
    }
    if (stat(path, &sb) != 0) { /* what mkdir was refused shows here */
        return disk_fail(err, path, "make the folder");
    }
    return S_ISDIR(sb.st_mode) ? AS_OK
                               : as_err_set(err, AS_EINVAL,
                                            "%s: not a folder", path);
}

as_status as_disk_temp(const char *parent, as_buf *path, as_err *err)
{
    char name[DISK_TEMP];
    const size_t before = path->n;
    for (int tries = 0;; tries++) {
        disk_temp_name(name);
        as_status st = as_buf_printf(path, err, "%s/%s", parent, name);
        if (st == AS_OK) {
            st = as_buf_reserve(path, 1, err);
        }
        if (st != AS_OK) {
            path->n = before;
            return st;
        }
        path->p[path->n] = '\0';
        if (mkdir(path->p + before, 0700) == 0) {
            return AS_OK;
        }
        path->n = before;
        if (errno != EEXIST || tries == 8) {
            return disk_fail(err, parent, "make a folder in it");
        }
    }
}

as_status as_disk_move(const char *from, const char *to, as_err *err)
{
    disk_place a = {-1, ""}, b = {-1, ""};
    as_status st = disk_place_open(from, &a, err);
    if (st != AS_OK) {
        return st;
    }
    st = disk_place_open(to, &b, err);
    if (st != AS_OK) {
        disk_place_close(&a);
        return st;
    }
    if (disk_rename_new(a.folder, a.name, b.folder, b.name) != 0) {
        st = errno == EEXIST || errno == ENOTEMPTY
                 ? as_err_set(err, AS_EINVAL, "%s: is there already", to)
                 : as_err_set(err, AS_EIO, "%s: cannot move to %s: %s", from,
                              to, strerror(errno));
    } else if (fsync(b.folder) != 0 || fsync(a.folder) != 0) {
        st = disk_fail(err, to, "write");
    }
    disk_place_close(&a);
    disk_place_close(&b);
    return st;
}

/* ---- removing --------------------------------------------------------- */

/* Remove what is in the folder open as `fd`, which is closed. The errno of
 * what could not be, or 0. */
static int empty_folder(int fd, int depth);

static int remove_at(int folder, const char *name, int depth)
{
    if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) {
        return 0;
    }
    if (errno != EISDIR && errno != EPERM) {
        return errno;
    }
    const int why = errno;
    int fd = openat(folder, name, BENEATH);
    if (fd < 0 && errno == EACCES) { /* a folder that cannot be read */
        (void)fchmodat(folder, name, 0700, 0);
        fd = openat(folder, name, BENEATH);
    }
    if (fd < 0) {
        return errno == ENOTDIR ? why : errno;
    }
    const int bad = empty_folder(fd, depth + 1);
    if (unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT) {
        return 0;
    }
    return bad != 0 ? bad : errno;
}

static int empty_folder(int fd, int depth)
{
    DIR *dir = depth < DISK_DEPTH ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        (void)close(fd);
        return depth < DISK_DEPTH ? errno : ELOOP;
    }
    (void)fchmod(fd, 0700); /* a folder that cannot be written */
    int bad = 0;
    bool more = true; /* what is removed may hide others from readdir */
    for (int turn = 0; more && bad == 0 && turn < 16; turn++) {
        const struct dirent *d;
        more = false;
        rewinddir(dir);
        while ((d = readdir(dir)) != NULL) {
            if (!is_dots(d->d_name)) {
                const int why = remove_at(fd, d->d_name, depth);
                bad = bad != 0 ? bad : why;
                more = true;
            }
        }
    }
    (void)closedir(dir);
    return bad;
}

as_status as_disk_remove(const char *path, as_err *err)
{
    disk_place at = {-1, ""};
    if (!as_disk_exists(path)) {
        return AS_OK;
    }
    as_status st = disk_place_open(path, &at, err);
    if (st != AS_OK) {
        return st;
    }
    const int bad = remove_at(at.folder, at.name, 0);
    if (bad != 0) {
        errno = bad;
        st = disk_fail(err, path, "remove");
    }
    disk_place_close(&at);
    return st;
}

/* ---- to the disk ------------------------------------------------------ */

/* False and errno. `fd` is closed. */
static bool sync_folder(int fd, int depth)
{
    DIR *dir = depth < DISK_DEPTH ? fdopendir(fd) : NULL;
    const struct dirent *d;
    if (dir == NULL) {
        (void)close(fd);
        errno = depth < DISK_DEPTH ? errno : ELOOP;
        return false;
    }
    bool good = true;
    while (good && (d = readdir(dir)) != NULL) {
        struct stat sb;
        if (is_dots(d->d_name) ||
            fstatat(fd, d->d_name, &sb, AT_SYMLINK_NOFOLLOW) != 0 ||
            !(S_ISREG(sb.st_mode) || S_ISDIR(sb.st_mode))) {
            continue;
        }
        const int in = openat(fd, d->d_name,
                              S_ISDIR(sb.st_mode)
                                  ? BENEATH
                                  : O_RDONLY | O_NOFOLLOW | O_NONBLOCK |
                                        O_CLOEXEC);
        if (in < 0) {
            good = false;
        } else if (S_ISDIR(sb.st_mode)) {
            good = sync_folder(in, depth + 1);
        } else {
            good = fsync(in) == 0;
            (void)close(in);
        }
    }
    good = good && fsync(fd) == 0;
    const int why = errno;
    (void)closedir(dir);
    errno = why;
    return good;
}

as_status as_disk_sync(const char *path, as_err *err)
{
    disk_place at = {-1, ""};
    as_status st = disk_place_open(path, &at, err);
    if (st != AS_OK) {
        return st;
    }
    const int fd = openat(at.folder, at.name, BENEATH);
    if (fd < 0 || !sync_folder(fd, 0) || fsync(at.folder) != 0) {
        st = disk_fail(err, path, "write");
    }
    disk_place_close(&at);
    return st;
}

/* disk.c - see disk.h. Files and links; folders are disk_folder.c.
 *
 * A file is written under a name of its own in the folder of its place, seen
 * to the disk, renamed, and then the folder is: a rename is one step, and a
 * crash before it leaves a file .tmp-..., which nobody reads. */
#include "store/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/file.h"
#include "store/disk_int.h"

as_status disk_fail(as_err *err, const char *path, const char *what)
{
    return as_err_set(err, AS_EIO, "%s: cannot %s: %s", path, what,
                      strerror(errno));
}

as_status disk_place_open(const char *path, disk_place *out, as_err *err)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    size_t base = n;
    while (base > 0 && path[base - 1] != '/') {
        base--;
    }
    char folder[PATH_MAX];
    if (n == base || n - base > NAME_MAX || base >= sizeof folder) {
        return as_err_set(err, AS_EINVAL, "%s: not the path of a file", path);
    }
    memcpy(folder, base > 0 ? path : ".", base > 0 ? base : 1);
    folder[base > 0 ? base : 1] = '\0';
    memcpy(out->name, path + base, n - base);
    out->name[n - base] = '\0';
    out->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->folder < 0) {
        return disk_fail(err, folder, "open");
    }
    return AS_OK;
}

void disk_place_close(disk_place *place)
{
    (void)close(place->folder);
}

void disk_temp_name(char out[DISK_TEMP])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char raw[8] = {0};
    if (getrandom(raw, sizeof raw, 0) != (ssize_t)sizeof raw) {
        const uint64_t now = (uint64_t)clock() << 24 ^ (uint64_t)getpid();
        memcpy(raw, &now, sizeof raw); /* only to be no name in use */
    }
    memcpy(out, ".tmp-", 5);
    for (size_t i = 0; i < sizeof raw; i++) {
        out[5 + 2 * i] = digits[raw[i] >> 4];
        out[6 + 2 * i] = digits[raw[i] & 15];
    }
    out[DISK_TEMP - 1] = '\0';
}

bool disk_write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        const ssize_t w = write(fd, p, n);
        if (w < 0 && errno == EINTR) {
            continue;
        }
        if (w <= 0) {
            return false;
        }
        p += w;
        n -= (size_t)w;
    }
    return true;
}

int disk_rename_new(int from, const char *name, int to, const char *as)
{
    if (renameat2(from, name, to, as, RENAME_NOREPLACE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return -1;
    }
    /* A file system without it: nearly as good. */
    struct stat sb;
    if (fstatat(to, as, &sb, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    return renameat(from, name, to, as);
}

static as_status put(const char *path, as_slice bytes, mode_t mode,
                     bool replaces, as_err *err)
{
    disk_place at = {-1, ""};
    char temp[DISK_TEMP];
    as_status st = disk_place_open(path, &at, err);
    if (st != AS_OK) {
        return st;
    }
    disk_temp_name(temp);
    const int fd = openat(at.folder, temp, O_WRONLY | O_CREAT | O_EXCL |
                                               O_NOFOLLOW | O_CLOEXEC, 0600);
    bool good = fd >= 0 && disk_write_all(fd, bytes.p, bytes.n) &&
                fchmod(fd, mode) == 0 && fsync(fd) == 0;
    if (good) {
        good = (replaces ? renameat(at.folder, temp, at.folder, at.name)
                         : disk_rename_new(at.folder, temp, at.folder,
                                           at.name)) == 0;
    }
    if (good && fsync(at.folder) != 0) {
        st = disk_fail(err, path, "write");
    } else if (!good) {
        st = !replaces && errno == EEXIST
                 ? as_err_set(err, AS_EINVAL, "%s: is there already", path)
                 : disk_fail(err, path, "write");
        if (fd >= 0) {
            (void)unlinkat(at.folder, temp, 0);
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    disk_place_close(&at);
    return st;
}

as_status as_disk_replace(const char *path, as_slice bytes, mode_t mode,
                          as_err *err)
{
    return put(path, bytes, mode, true, err);
}

as_status as_disk_create(const char *path, as_slice bytes, mode_t mode,
                         as_err *err)
{
    return put(path, bytes, mode, false, err);
}

as_status as_disk_read(const char *path, size_t max, as_buf *out, as_err *err)
{
    const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat sb;
    if (fd < 0 || fstat(fd, &sb) != 0) {
        const as_status st = disk_fail(err, path, "open");
        if (fd >= 0) {
            (void)close(fd);
        }
        return st;
    }
    const size_t before = out->n;
    size_t got = 1;
    as_status st = S_ISREG(sb.st_mode)
                       ? AS_OK
                       : as_err_set(err, AS_EINVAL, "%s: not a file", path);
    while (st == AS_OK && got > 0) {
        st = as_file_read_some(fd, path, DISK_BLOCK, out, &got, err);
        if (st == AS_OK && out->n - before > max) {
            st = as_err_set(err, AS_ELIMIT, "%s: larger than %zu bytes", path,
                            max);
        }
    }
    (void)close(fd);
    out->n = st == AS_OK ? out->n : before;
    return st;
}

bool as_disk_exists(const char *path)
{
    struct stat sb;
    return lstat(path, &sb) == 0;
}

int as_disk_open(int folder, const char *path, int flags)
{
    const int beneath = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int at = folder;
    for (;;) {
        const char *end = strchrnul(path, '/');
        const size_t n = (size_t)(end - path);
        char part[NAME_MAX + 1];
        int next = -1;
        errno = EINVAL;
        if (n > 0 && n < sizeof part && !(n == 1 && path[0] == '.') &&
            !(n == 2 && memcmp(path, "..", 2) == 0)) {
            memcpy(part, path, n);
            part[n] = '\0';
            next = openat(at, part, *end == '/' ? beneath
                                    : flags | O_NOFOLLOW | O_CLOEXEC, 0600);
        }
        if (at != folder) {
            const int why = errno;
            (void)close(at);
            errno = why;
        }
        if (next < 0 || *end == '\0') {
            return next;
        }
        at = next;
        path = end + 1;
    }
}

/* ---- locks ------------------------------------------------------------ */

struct as_disk_lock {
    int fd;
};

static as_status busy(int fd, const char *path, as_err *err)
{
    char text[24] = "";
    const ssize_t n = pread(fd, text, sizeof text - 1, 0);
    long pid = 0;
    for (ssize_t i = 0; i < n && text[i] >= '0' && text[i] <= '9'; i++) {
        pid = pid * 10 + (text[i] - '0');
        pid = pid > INT_MAX ? 0 : pid;
    }
    char who[48] = "another assay";
    if (pid > 0) { /* it may have none yet, or just have ended */
        (void)snprintf(who, sizeof who, "another assay (process %ld)", pid);
    }
    return as_err_set(err, AS_EINVAL,
                      "%s: %s is at work here: wait for it to end", path, who);
}

static as_status wait_for(int fd, const char *path, bool wait,
                          const as_cancel *cancel, as_err *err)
{
    const struct timespec pause = {0, 20 * 1000 * 1000};
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return disk_fail(err, path, "lock");
        }
        if (as_cancelled(cancel)) {
            return as_err_set(err, AS_ECANCEL, "%s: interrupted", path);
        }
        if (!wait && errno == EWOULDBLOCK) {
            return busy(fd, path, err);
        }
        (void)nanosleep(&pause, NULL);
    }
    return AS_OK;
}

as_status as_disk_lock_take(const char *path, bool wait,
                            const as_cancel *cancel, as_disk_lock **out,
                            as_err *err)
{
    as_disk_lock *lock = as_mem_new(sizeof *lock);
    if (lock == NULL) {
        return as_err_nomem(err);
    }
    lock->fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
                              O_CLOEXEC, 0600);
    as_status st = lock->fd >= 0 ? wait_for(lock->fd, path, wait, cancel, err)
                                 : disk_fail(err, path, "open");
    if (st != AS_OK) {
        if (lock->fd >= 0) {
            (void)close(lock->fd);
        }
        as_mem_free(lock);
        return st;
    }
    char pid[24];
    const int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    if (ftruncate(lock->fd, 0) == 0) { /* for others to read; no more */
        (void)!pwrite(lock->fd, pid, (size_t)n, 0);
    }
    *out = lock;
    return AS_OK;
}

void as_disk_lock_free(as_disk_lock *lock)
{
    if (lock != NULL) {
        (void)!ftruncate(lock->fd, 0);
        (void)close(lock->fd);
        as_mem_free(lock);
    }
}

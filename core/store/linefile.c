/* linefile.c - lines that are only ever added at the end.
 *
 * A line is one write on a descriptor opened for appending, under a lock; one
 * that fails takes back what it wrote. A file that has grown large is
 * replaced by one of its last lines, under the lock of the old one; who
 * waited for that lock finds that the file is another, and opens it again. */
#include "store/linefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "io/userdir.h"
#include "store/disk.h"

enum {
    TRIES = 100,    /* to lock a file; to open one that others replace */
    LOOKS = 1 << 14 /* at 4 KiB each, for where a long line begins */
};

static as_status fail(const char *path, as_err *err)
{
    return as_err_set(err, AS_EIO, "%s: %s", path, strerror(errno));
}

as_status as_linefile_path(as_arena *arena, const char *name,
                           const char **out, as_err *err)
{
    const char *path;
    as_status st = as_user_path(arena, AS_USER_STATE, name, &path, err);
    if (st == AS_OK && path) {
        const char *slash = strrchr(path, '/');
        const as_slice dir =
            as_arena_copy(arena, as_slice_of(path, (size_t)(slash - path)));
        st = dir.p ? as_disk_folder(dir.p, err) : as_err_nomem(err);
    }
    if (st == AS_OK) {
        *out = path;
    }
    return st;
}

/* ---- opened and locked -------------------------------------------------- */

/* Is the file at `path` still the one that `fd` has open? */
static bool is_same(int fd, const char *path)
{
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && stat(path, &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

static void lock_file(int fd)
{
    const struct timespec step = {.tv_nsec = 10000000};
    for (int i = 0; i < TRIES && flock(fd, LOCK_EX | LOCK_NB) != 0 &&
                    (errno == EWOULDBLOCK || errno == EINTR);
         i++) {
        (void)nanosleep(&step, NULL);
    }
}

/* A descriptor that holds the lock of a regular file, and its size; *fd is -1
 * where there is none, and O_CREAT is not asked for. */
static as_status open_locked(const char *path, int flags, int *fd,
                             off_t *size, as_err *err)
{
    for (int i = 0; i < TRIES; i++) {
        struct stat sb;
        *fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600);
        if (*fd < 0) {
            return errno == ENOENT && (flags & O_CREAT) == 0
                       ? AS_OK
                       : fail(path, err);
        }
        const bool known = fstat(*fd, &sb) == 0;
        if (known && S_ISREG(sb.st_mode)) {
            lock_file(*fd);
            if (is_same(*fd, path) && fstat(*fd, &sb) == 0) {
                *size = sb.st_size;
                return AS_OK;
            }
        }
        (void)close(*fd);
        *fd = -1;
        if (known && !S_ISREG(sb.st_mode)) {
            return as_err_set(err, AS_EIO, "%s: not a regular file", path);
        }
    }
    errno = EAGAIN;
    return fail(path, err);
}

/* ---- adding ------------------------------------------------------------- */

/* Does what is there end within a line? */
static bool is_torn(int fd, off_t size)
{
    char last = '\n';
    return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* All of it behind the `size` bytes there are, or nothing. */
static as_status write_line(int fd, off_t size, as_slice line,
                            const char *path, as_err *err)
{
    errno = ENOSPC; /* where less than all is written, and no reason given */
    const ssize_t n = write(fd, line.p, line.n);
    if (n == (ssize_t)line.n) {
        return AS_OK;
    }
    const as_status st = fail(path, err);
    if (n > 0) {
        (void)!ftruncate(fd, size);
    }
    return st;
}

as_status as_linefile_add(const char *path, as_slice line, as_err *err)
{
    if (line.n > 0 && memchr(line.p, '\n', line.n)) {
        return as_err_set(err, AS_EINVAL, "%s: a line cannot hold a line feed",
                          path);
    }
    as_buf text = {0};
    as_status st = as_buf_add_byte(&text, '\n', err);
    if (st == AS_OK) {
        st = as_buf_add_slice(&text, line, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(&text, '\n', err);
    }
    int fd = -1;
    off_t size = 0;
    if (st == AS_OK) {
        st = open_locked(path, O_RDWR | O_APPEND | O_CREAT, &fd, &size, err);
    }
    if (st == AS_OK) {
        const size_t skip = is_torn(fd, size) ? 0 : 1;
        st = write_line(fd, size, as_slice_of(text.p + skip, text.n - skip),
                        path, err);
        (void)close(fd); /* and the lock is gone */
    }
    as_buf_clear(&text);
    return st;
}

/* ---- reading ------------------------------------------------------------ */

/* Drop what of out[from..] stands before its first line feed, with that. */
static void drop_first_line(as_buf *out, size_t from)
{
    const char *text = out->p + from;
    const size_t n = out->n - from;
    const char *feed = n > 0 ? memchr(text, '\n', n) : NULL;
    const size_t cut = feed ? (size_t)(feed + 1 - text) : n;
    if (n > 0) {
        memmove(out->p + from, text + cut, n - cut);
    }
    out->n -= cut;
}

/* The last `max` of `size` bytes behind `out`, from the beginning of a line
 * on. */
static as_status read_last(int fd, off_t size, size_t max, const char *path,
                           as_buf *out, as_err *err)
{
    /* one more, which may be the line feed before the first line */
    const off_t from = (uintmax_t)size > max ? size - (off_t)max - 1 : 0;
    const size_t want = (size_t)(size - from), old = out->n;
    as_status st = as_buf_reserve(out, want, err);
    while (st == AS_OK && out->n - old < want) {
        const size_t have = out->n - old;
        const ssize_t n =
            pread(fd, out->p + out->n, want - have, from + (off_t)have);
        if (n < 0 && errno != EINTR) {
            st = fail(path, err);
        } else if (n == 0) {
            break;
        }
        out->n += n > 0 ? (size_t)n : 0;
    }
    if (st != AS_OK) {
        out->n = old;
    } else if ((uintmax_t)size > max) {
        drop_first_line(out, old);
    }
    return st;
}

/* Where the line begins that has the byte before `end`; 0 also where that is
 * too far away to be looked for. */
static off_t line_begin(int fd, off_t end)
{
    char part[4096];
    for (int i = 0; i < LOOKS && end > 0; i++) {
        const size_t n =
            (uintmax_t)end < sizeof part ? (size_t)end : sizeof part;
        if (pread(fd, part, n, end - (off_t)n) != (ssize_t)n) {
            return 0;
        }
        for (size_t k = n; k > 0; k--) {
            if (part[k - 1] == '\n') {
                return end - (off_t)(n - k);
            }
        }
        end -= (off_t)n;
    }
    return 0;
}

/* As read_last; lines at the end that are longer than all that is wanted are
 * left out for those before them. */
static as_status read_end(int fd, off_t size, size_t max, const char *path,
                          as_buf *out, as_err *err)
{
    const size_t old = out->n;
    as_status st = read_last(fd, size, max, path, out, err);
    while (st == AS_OK && out->n == old && max > 0 && (uintmax_t)size > max) {
        size = line_begin(fd, size - 1);
        st = read_last(fd, size, max, path, out, err);
    }
    return st;
}

as_status as_linefile_read(const char *path, size_t max, as_buf *out,
                           as_err *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat sb;
    if (fd < 0) {
        return errno == ENOENT ? AS_OK : fail(path, err);
    }
    as_status st = fstat(fd, &sb) == 0 ? AS_OK : fail(path, err);
    if (st == AS_OK && !S_ISREG(sb.st_mode)) {
        st = as_err_set(err, AS_EIO, "%s: not a regular file", path);
    }
    if (st == AS_OK) {
        st = read_end(fd, sb.st_size, max, path, out, err);
    }
    (void)close(fd);
    return st;
}

/* ---- trimming ----------------------------------------------------------- */

as_status as_linefile_trim(const char *path, size_t max, size_t keep,
                           as_err *err)
{
    struct stat sb;
    if (stat(path, &sb) != 0 || !S_ISREG(sb.st_mode) ||
        (uintmax_t)sb.st_size <= max) {
        return AS_OK;
    }
    char *real = realpath(path, NULL); /* a link stays one */
    int fd = -1;
    off_t size = 0;
    as_buf text = {0};
    as_status st = real ? open_locked(real, O_RDONLY, &fd, &size, err)
                        : fail(path, err);
    if (st == AS_OK && fd >= 0 && (uintmax_t)size > max) {
        st = read_end(fd, size, keep, path, &text, err);
        if (st == AS_OK) {
            st = as_disk_replace(real, as_buf_slice(&text), 0600, err);
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    as_buf_clear(&text);
    free(real);
    return st;
}

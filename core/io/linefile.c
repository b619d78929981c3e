/* linefile.c - lines that are only ever added at the end.
 *
 * A line is one write on a descriptor opened for appending, under an
 * exclusive lock. Trimming rewrites the file in place under that lock, so
 * that whoever waits to add writes behind what is left. */
#include "io/linefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static as_status fail(const char *path, as_err *err)
{
    return as_err_set(err, AS_EIO, "%s: %s", path, strerror(errno));
}

/* Open and lock; *size is the file's. -1 on error, but ENOENT without
 * O_CREAT is -2. */
static int open_locked(const char *path, int flags, int lock, off_t *size,
                       as_err *err)
{
    const int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600);
    struct stat sb;
    if (fd < 0) {
        if (errno == ENOENT && (flags & O_CREAT) == 0) {
            return -2;
        }
        (void)fail(path, err);
        return -1;
    }
    while (flock(fd, lock) != 0 && errno == EINTR) {
    }
    if (fstat(fd, &sb) != 0) {
        (void)fail(path, err);
    } else if (!S_ISREG(sb.st_mode)) {
        (void)as_err_set(err, AS_EIO, "%s: not a regular file", path);
    } else {
        *size = sb.st_size;
        return fd;
    }
    (void)close(fd);
    return -1;
}

static as_status write_all(int fd, as_slice s, const char *path, as_err *err)
{
    while (s.n > 0) {
        const ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno != EINTR) {
            return fail(path, err);
        }
        const size_t done = n > 0 ? (size_t)n : 0;
        s = as_slice_of(s.p + done, s.n - done);
    }
    return AS_OK;
}

/* Does what is there end within a line? */
static bool is_torn(int fd, off_t size)
{
    char last = '\n';
    return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

as_status as_linefile_add(const char *path, as_slice line, as_err *err)
{
    if (line.n > 0 && memchr(line.p, '\n', line.n)) {
        return as_err_set(err, AS_EINVAL, "%s: a line cannot hold a line feed",
                          path);
    }
    off_t size = 0;
    const int fd = open_locked(path, O_RDWR | O_APPEND | O_CREAT, LOCK_EX,
                               &size, err);
    if (fd < 0) {
        return AS_EIO;
    }
    as_buf text = {0};
    as_status st = AS_OK;
    if (is_torn(fd, size)) {
        st = as_buf_add_byte(&text, '\n', err);
    }
    if (st == AS_OK) {
        st = as_buf_add_slice(&text, line, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(&text, '\n', err);
    }
    if (st == AS_OK) {
        st = write_all(fd, as_buf_slice(&text), path, err);
    }
    (void)close(fd); /* and the lock is gone */
    as_buf_clear(&text);
    return st;
}

/* The last `max` of `size` bytes behind `out`, from the beginning of a line
 * on. */
static as_status read_end(int fd, off_t size, size_t max, const char *path,
                          as_buf *out, as_err *err)
{
    const off_t from = (uintmax_t)size > max ? size - (off_t)max : 0;
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
    } else if (from > 0 && out->n > old) {
        const char *feed = memchr(out->p + old, '\n', out->n - old);
        const size_t cut =
            feed ? (size_t)(feed + 1 - (out->p + old)) : out->n - old;
        memmove(out->p + old, out->p + old + cut, out->n - old - cut);
        out->n -= cut;
    }
    return st;
}

as_status as_linefile_read(const char *path, size_t max, as_buf *out,
                           as_err *err)
{
    off_t size = 0;
    const int fd = open_locked(path, O_RDONLY, LOCK_SH, &size, err);
    if (fd < 0) {
        return fd == -2 ? AS_OK : AS_EIO;
    }
    const as_status st = read_end(fd, size, max, path, out, err);
    (void)close(fd);
    return st;
}

as_status as_linefile_trim(const char *path, size_t max, as_err *err)
{
    off_t size = 0;
    const int fd = open_locked(path, O_RDWR, LOCK_EX, &size, err);
    if (fd < 0) {
        return fd == -2 ? AS_OK : AS_EIO;
    }
    as_buf text = {0};
    as_status st = AS_OK;
    if ((uintmax_t)size > max) {
        st = read_end(fd, size, max / 2, path, &text, err);
        if (st == AS_OK) {
            st = write_all(fd, as_buf_slice(&text), path, err);
        }
        if (st == AS_OK && ftruncate(fd, (off_t)text.n) != 0) {
            st = fail(path, err);
        }
    }
    (void)close(fd);
    as_buf_clear(&text);
    return st;
}

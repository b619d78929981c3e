/* history.c - the history file.
 *
 * An entry is one write on a descriptor opened for appending, under a lock:
 * entries of two sessions may take turns but never mix. A write that was cut
 * short, by a kill or a full disk, leaves a line without an end at most: the
 * next entry begins a line of its own, and a write that fails takes back what
 * it wrote. A file that has grown large is replaced by one of its last
 * entries, in one step, under the lock; who waited for the lock meanwhile
 * finds that the file is another and opens it again. What is no regular file
 * is refused, so that nothing is read for ever. */
#include "shell/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/userdir.h"
#include "store/disk.h"

enum {
    LOAD_MAX = 1 << 20, /* bytes that are read, and kept ... */
    FILE_MAX = 4 << 20, /* ... of a file larger than this */
    TRIES = 100         /* to lock a file, to open one that others replace */
};

static as_status fail(const char *path, as_err *err)
{
    return as_err_set(err, AS_EIO, "%s: %s", path, strerror(errno));
}

/* The folder of `path`, and those above it. */
static as_status make_folder(const char *path, as_arena *arena, as_err *err)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL || slash == path) {
        return AS_OK;
    }
    const as_slice dir =
        as_arena_copy(arena, as_slice_of(path, (size_t)(slash - path)));
    return dir.p ? as_disk_folder(dir.p, err) : as_err_nomem(err);
}

as_status as_history_path(as_arena *arena, const char **out, as_err *err)
{
    const char *path;
    as_status st = as_user_path(arena, AS_USER_STATE, "history", &path, err);
    if (st == AS_OK && path) {
        st = make_folder(path, arena, err);
    }
    if (st == AS_OK) {
        *out = path;
    }
    return st;
}

/* ---- entries as lines ------------------------------------------------------ */

static as_status encode(as_slice entry, as_buf *out, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < entry.n && st == AS_OK; i++) {
        char c = entry.p[i];
        if (c == '\n') {
            st = as_buf_add(out, "\\n", 2, err);
        } else if (c == '\\') {
            st = as_buf_add(out, "\\\\", 2, err);
        } else if (c != '\0') {
            st = as_buf_add_byte(out, c, err);
        }
    }
    return st == AS_OK ? as_buf_add_byte(out, '\n', err) : st;
}

/* In place; NUL-ends it. */
static void decode(char *line)
{
    char *to = line;
    for (const char *p = line; *p; p++) {
        if (*p == '\\' && p[1] != '\0') {
            p++;
            *to++ = *p == 'n' ? '\n' : *p;
        } else {
            *to++ = *p;
        }
    }
    *to = '\0';
}

/* ---- the file --------------------------------------------------------------- */

/* The last LOAD_MAX bytes into `out`, from the begin of a line on. */
static as_status read_end(int fd, const char *path, as_buf *out, as_err *err)
{
    struct stat sb;
    if (fstat(fd, &sb) != 0) {
        return fail(path, err);
    }
    if (!S_ISREG(sb.st_mode)) {
        return as_err_set(err, AS_EIO, "%s: not a regular file", path);
    }
    off_t from = sb.st_size > LOAD_MAX ? sb.st_size - LOAD_MAX : 0;
    size_t want = (size_t)(sb.st_size - from);
    as_status st = as_buf_reserve(out, want + 1, err);
    while (st == AS_OK && out->n < want) {
        ssize_t n =
            pread(fd, out->p + out->n, want - out->n, from + (off_t)out->n);
        if (n < 0 && errno != EINTR) {
            return fail(path, err);
        }
        if (n == 0) {
            break;
        }
        out->n += n > 0 ? (size_t)n : 0;
    }
    if (st == AS_OK && from > 0 && out->n > 0) {
        const char *line = memchr(out->p, '\n', out->n);
        size_t cut = line ? (size_t)(line + 1 - out->p) : out->n;
        memmove(out->p, out->p + cut, out->n - cut);
        out->n -= cut;
    }
    return st;
}

static void each_line(as_buf *text, as_history_fn fn, void *ctx)
{
    char *p = text->p, *end = text->p + text->n;
    *end = '\0'; /* room was reserved */
    while (p < end) {
        char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop ? stop : end;
        *stop = '\0';
        decode(p);
        if (*p) {
            fn(ctx, p);
        }
        p = stop + 1;
    }
}

/* ---- opened and locked ------------------------------------------------------- */

/* Is the file at `path` still the one that `fd` has open? */
static bool is_same(int fd, const char *path)
{
    struct stat mine, there;
    return fstat(fd, &mine) == 0 && stat(path, &there) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

/* Wait for the lock, a second at most: where there are no locks (some network
 * file systems), or their owner is stopped, it goes without. */
static void lock_file(int fd)
{
    const struct timespec step = {.tv_nsec = 10000000};
    for (int i = 0; i < TRIES && flock(fd, LOCK_EX | LOCK_NB) != 0 &&
                    (errno == EWOULDBLOCK || errno == EINTR);
         i++) {
        (void)nanosleep(&step, NULL);
    }
}

/* A descriptor that holds the lock, or -1 and errno. */
static int open_locked(const char *path, int flags)
{
    for (int i = 0; i < TRIES; i++) {
        const int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600);
        if (fd < 0) {
            return -1;
        }
        lock_file(fd);
        if (is_same(fd, path)) {
            return fd;
        }
        (void)close(fd);
    }
    errno = EAGAIN;
    return -1;
}

/* The last entries in the place of a file that is too large. */
static as_status trim(const char *path, as_err *err)
{
    struct stat sb;
    if (stat(path, &sb) != 0 || sb.st_size <= FILE_MAX) {
        return AS_OK;
    }
    char *real = realpath(path, NULL); /* a link stays one */
    const int fd = real ? open_locked(real, O_RDONLY) : -1;
    as_buf text = {0};
    as_status st = fd < 0 ? fail(path, err) : read_end(fd, path, &text, err);
    if (st == AS_OK && fstat(fd, &sb) == 0 && sb.st_size > FILE_MAX) {
        st = as_disk_replace(real, as_buf_slice(&text), 0600, err);
    }
    as_buf_clear(&text);
    if (fd >= 0) {
        (void)close(fd);
    }
    free(real);
    return st;
}

as_status as_history_load(const char *path, as_history_fn fn, void *ctx,
                          as_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return errno == ENOENT ? AS_OK : fail(path, err);
    }
    as_buf text = {0};
    as_status st = read_end(fd, path, &text, err);
    if (st == AS_OK && text.n > 0) {
        each_line(&text, fn, ctx);
    }
    as_buf_clear(&text);
    (void)close(fd);
    return st == AS_OK ? trim(path, err) : st;
}

/* All of it or nothing. */
static as_status write_line(int fd, const char *path, const as_buf *line,
                            as_err *err)
{
    struct stat sb;
    char last = '\n';
    if (fstat(fd, &sb) != 0) {
        return fail(path, err);
    }
    if (!S_ISREG(sb.st_mode)) {
        return as_err_set(err, AS_EIO, "%s: not a regular file", path);
    }
    if (sb.st_size > 0) {
        (void)pread(fd, &last, 1, sb.st_size - 1);
    }
    /* `line` begins with a line feed, for a line that was cut short. */
    const size_t skip = last == '\n';
    const ssize_t want = (ssize_t)(line->n - skip);
    errno = ENOSPC;
    const ssize_t got = write(fd, line->p + skip, (size_t)want);
    if (got == want) {
        return AS_OK;
    }
    const as_status st = fail(path, err);
    if (got > 0) {
        (void)!ftruncate(fd, sb.st_size);
    }
    return st;
}

as_status as_history_append(const char *path, as_slice entry, as_err *err)
{
    as_buf line = {0};
    as_status st = as_buf_add_byte(&line, '\n', err);
    st = st == AS_OK ? encode(entry, &line, err) : st;
    if (st == AS_OK) {
        const int fd = open_locked(path, O_RDWR | O_APPEND | O_CREAT);
        st = fd < 0 ? fail(path, err) : write_line(fd, path, &line, err);
        if (fd >= 0) {
            (void)close(fd); /* and gives the lock back */
        }
    }
    as_buf_clear(&line);
    return st;
}

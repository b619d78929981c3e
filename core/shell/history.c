/* history.c - the history file.
 *
 * An entry is one write on a descriptor opened for appending, under a lock:
 * entries of two sessions may take turns but never mix. What is no regular
 * file is refused, so that nothing is read for ever. */
#include "shell/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/userdir.h"
#include "shell/share.h"

enum { LOAD_MAX = 1 << 20 };

static as_status fail(const char *path, as_err *err)
{
    return as_err_set(err, AS_EIO, "%s: %s", path, strerror(errno));
}

/* Make every folder above the last part of `path`. */
static as_status make_folders(char *path, as_err *err)
{
    for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        as_status st = made ? AS_OK : fail(path, err);
        *p = '/';
        if (st != AS_OK) {
            return st;
        }
    }
    return AS_OK;
}

as_status as_history_path(as_arena *arena, const char **out, as_err *err)
{
    const char *path;
    as_status st = as_user_path(arena, AS_USER_STATE, "history", &path, err);
    if (st == AS_OK && path) {
        as_slice mine = as_arena_copy(arena, as_slice_str(path));
        st = mine.p ? make_folders((char *)mine.p, err) : as_err_nomem(err);
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
    close(fd);
    return st;
}

as_status as_history_append(const char *path, as_slice entry, as_err *err)
{
    as_buf line = {0};
    as_status st = encode(entry, &line, err);
    int fd = -1;
    if (st == AS_OK) {
        fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK,
                  0600);
        st = fd < 0 ? fail(path, err) : AS_OK;
    }
    if (st == AS_OK) {
        bool locked = flock(fd, LOCK_EX) == 0;
        if (write(fd, line.p, line.n) != (ssize_t)line.n) {
            st = fail(path, err);
        }
        if (locked) {
            (void)flock(fd, LOCK_UN);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    as_buf_clear(&line);
    return st;
}

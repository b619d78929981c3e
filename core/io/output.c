/* output.c - write(2) until all is written. A pipe that its reader closed is
 * an error like any other (`Broken pipe`), never a signal: whoever starts the
 * program ignores SIGPIPE. Refuses to buffer. */
#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/mem.h"

struct as_output {
    int fd;
    bool ours; /* standard output is not ours to close */
    char *name;
};

static as_status fail(const char *name, const char *what, as_err *err)
{
    return as_err_set(err, AS_EIO, "%s: cannot %s: %s", name, what,
                      strerror(errno));
}

static char *copy_of(const char *s)
{
    const size_t n = strlen(s) + 1;
    char *p = as_mem_new(n);
    return p ? memcpy(p, s, n) : NULL;
}

as_status as_output_open(const char *path, as_output **out, as_err *err)
{
    const bool std = strcmp(path, "-") == 0;
    as_output *o = as_mem_zero(1, sizeof *o);
    char *name = copy_of(std ? "standard output" : path);
    if (o == NULL || name == NULL) {
        as_mem_free(o);
        as_mem_free(name);
        return as_err_nomem(err);
    }
    *o = (as_output){.fd = STDOUT_FILENO, .ours = !std, .name = name};
    if (!std) {
        o->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (o->fd < 0) {
        as_status st = fail(path, "open", err);
        as_mem_free(name);
        as_mem_free(o);
        return st;
    }
    *out = o;
    return AS_OK;
}

/* A terminal or pipe that somebody set to not block: wait for room. */
static void wait_for_room(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    (void)poll(&p, 1, -1);
}

as_status as_output_write(as_output *out, as_slice bytes, as_err *err)
{
    while (bytes.n > 0) {
        ssize_t n = write(out->fd, bytes.p, bytes.n);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            wait_for_room(out->fd);
        } else if (n < 0 && errno != EINTR) {
            return fail(out->name, "write", err);
        } else if (n > 0) {
            bytes.p += n;
            bytes.n -= (size_t)n;
        }
    }
    return AS_OK;
}

as_status as_output_close(as_output *out, as_err *err)
{
    if (out == NULL) {
        return AS_OK;
    }
    as_status st = AS_OK;
    /* After EINTR the descriptor is gone all the same (Linux). */
    if (out->ours && close(out->fd) != 0 && errno != EINTR) {
        st = fail(out->name, "write", err);
    }
    as_mem_free(out->name);
    as_mem_free(out);
    return st;
}

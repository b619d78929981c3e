/* file.c - reading by read(2) in blocks into a buffer.
 * A size that the system tells is a hint for the first allocation, never
 * trusted: pipes have none and files grow. */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

as_status as_file_read_some(int fd, const char *name, size_t n, as_buf *out,
                            size_t *got, as_err *err)
{
    as_status st = as_buf_reserve(out, n, err);
    if (st != AS_OK) {
        return st;
    }
    ssize_t r;
    do {
        r = read(fd, out->p + out->n, n);
    } while (r < 0 && errno == EINTR);
    if (r < 0) {
        return as_err_set(err, AS_EIO, "%s: cannot read: %s", name,
                          strerror(errno));
    }
    out->n += (size_t)r;
    *got = (size_t)r;
    return AS_OK;
}

static as_status read_all(int fd, const char *path, size_t max, as_buf *out,
                          as_err *err)
{
    const size_t before = out->n;
    size_t got = 1;
    as_status st = AS_OK;
    while (st == AS_OK && got > 0) {
        st = as_file_read_some(fd, path, BLOCK, out, &got, err);
        if (st == AS_OK && out->n - before > max) {
            st = as_err_set(err, AS_ELIMIT,
                            "%s: larger than %zu bytes: split it", path, max);
        }
    }
    if (st != AS_OK) {
        out->n = before;
    }
    return st;
}

as_status as_file_read(const char *path, size_t max, as_buf *out, as_err *err)
{
    /* Not to wait for a writer, should this be a named pipe. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return as_err_set(err, AS_EIO, "%s: cannot open: %s", path,
                          strerror(errno));
    }
    struct stat sb;
    as_status st = AS_OK;
    if (fstat(fd, &sb) == 0 && S_ISREG(sb.st_mode) && sb.st_size > 0) {
        const size_t size = (size_t)sb.st_size;
        st = size > max ? AS_OK : as_buf_reserve(out, size + BLOCK, err);
    }
    if (st == AS_OK) {
        st = read_all(fd, path, max, out, err);
    }
    (void)close(fd);
    return st;
}

void as_text_place(as_slice text, size_t at, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < at && i < text.n; i++) {
        if (text.p[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)text.p[i] & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

bool as_file_inside(const char *path)
{
    bool inside = path[0] != '/';
    for (const char *s = path; inside && s != NULL;) {
        s += *s == '/';
        inside = !(strncmp(s, "..", 2) == 0 && (s[2] == '/' || s[2] == '\0'));
        s = strchr(s, '/');
    }
    return inside;
}

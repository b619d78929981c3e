/* buf.c - growing byte buffer; doubling keeps appends linear in total. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"

as_status as_buf_reserve(as_buf *buf, size_t more, as_err *err)
{
    if (more <= buf->cap - buf->n) {
        return AS_OK;
    }
    if (more > SIZE_MAX / 2 - buf->n) {
        return as_err_nomem(err);
    }
    size_t cap = buf->cap < 64 ? 64 : buf->cap * 2;
    if (cap < buf->n + more) {
        cap = buf->n + more;
    }
    char *p = as_mem_resize(buf->p, cap);
    if (p == NULL) {
        return as_err_nomem(err);
    }
    buf->p = p;
    buf->cap = cap;
    return AS_OK;
}

as_status as_buf_add(as_buf *buf, const void *p, size_t n, as_err *err)
{
    as_status st = as_buf_reserve(buf, n, err);
    if (st == AS_OK && n > 0) {
        memcpy(buf->p + buf->n, p, n);
        buf->n += n;
    }
    return st;
}

as_status as_buf_add_slice(as_buf *buf, as_slice s, as_err *err)
{
    return as_buf_add(buf, s.p, s.n, err);
}

as_status as_buf_add_byte(as_buf *buf, char c, as_err *err)
{
    return as_buf_add(buf, &c, 1, err);
}

as_status as_buf_printf(as_buf *buf, as_err *err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0) {
        return as_err_set(err, AS_EINVAL, "bad format: %s", fmt);
    }
    as_status st = as_buf_reserve(buf, (size_t)n + 1, err);
    if (st != AS_OK) {
        return st;
    }
    va_start(ap, fmt);
    (void)vsnprintf(buf->p + buf->n, (size_t)n + 1, fmt, ap);
    va_end(ap);
    buf->n += (size_t)n;
    return AS_OK;
}

void as_buf_clear(as_buf *buf)
{
    as_mem_free(buf->p);
    *buf = (as_buf){0};
}

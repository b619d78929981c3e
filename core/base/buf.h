/* buf.h - a byte buffer that grows. Zero-initialised is empty and ready.
 * After a failed append the buffer holds what it held before. */
#ifndef AS_BASE_BUF_H
#define AS_BASE_BUF_H

#include "base/err.h"
#include "base/slice.h"

typedef struct as_buf {
    char *p;
    size_t n;
    size_t cap;
} as_buf;

/* Room for `more` bytes behind the end. Errors: AS_ENOMEM. */
as_status as_buf_reserve(as_buf *buf, size_t more, as_err *err);

as_status as_buf_add(as_buf *buf, const void *p, size_t n, as_err *err);
as_status as_buf_add_slice(as_buf *buf, as_slice s, as_err *err);
as_status as_buf_add_byte(as_buf *buf, char c, as_err *err);
as_status as_buf_printf(as_buf *buf, as_err *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static inline as_slice as_buf_slice(const as_buf *buf)
{
    return (as_slice){buf->p, buf->n};
}

/* Free the bytes; the buffer is empty and ready again. */
void as_buf_clear(as_buf *buf);

#endif

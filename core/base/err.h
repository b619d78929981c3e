/* err.h - how a call says that it failed, and why.
 * The caller owns the as_err and may pass NULL when the status is enough. */
#ifndef AS_BASE_ERR_H
#define AS_BASE_ERR_H

#include <stddef.h>

typedef enum as_status {
    AS_OK = 0,
    AS_ENOMEM,  /* the allocator said no */
    AS_EIO,     /* the operating system said no: open, read, write */
    AS_ESYNTAX, /* input that does not follow its format */
    AS_EINVAL,  /* a value that is well formed and makes no sense */
    AS_ERANGE,  /* an index or number outside its bounds */
    AS_ELIMIT,  /* a cap of ours was reached */
    AS_ECANCEL, /* the cancel flag was raised */
    AS_ESCRIPT, /* Lua code raised an error */
    AS_EOF      /* nothing more to read; not a failure */
} as_status;

enum { AS_ERR_MSG_MAX = 1024 };

typedef struct as_err {
    as_status status;
    char msg[AS_ERR_MSG_MAX]; /* one line, NUL-ended, cut if too long */
} as_err;

/* Fill `err` (may be NULL) and return `status`, so that a failing function
 * ends with `return as_err_set(...)`. A message names its place:
 * `cities.yaml:12:3: unknown type "Lokation"`. */
as_status as_err_set(as_err *err, as_status status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put `fmt` in front of the message that `err` already holds. */
void as_err_prefix(as_err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The one message for a refused allocation. Inline, so that an analyser sees
 * that it never returns AS_OK. */
static inline as_status as_err_nomem(as_err *err)
{
    (void)as_err_set(err, AS_ENOMEM, "out of memory");
    return AS_ENOMEM;
}

#endif

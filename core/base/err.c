/* err.c - caller-owned error messages. Nothing here allocates, so that
 * running out of memory can be reported. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

as_status as_err_set(as_err *err, as_status status, const char *fmt, ...)
{
    if (err == NULL) {
        return status;
    }
    va_list ap;
    va_start(ap, fmt);
    err->status = status;
    (void)vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    return status;
}

void as_err_prefix(as_err *err, const char *fmt, ...)
{
    if (err == NULL) {
        return;
    }
    char old[AS_ERR_MSG_MAX];
    memcpy(old, err->msg, sizeof old);
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(err->msg, sizeof err->msg, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < sizeof err->msg) {
        (void)snprintf(err->msg + n, sizeof err->msg - (size_t)n, "%s", old);
    }
}

/* cancel.h - a flag that a signal handler raises and long loops look at.
 * Threads: any; raising it is safe in a signal handler. */
#ifndef AS_BASE_CANCEL_H
#define AS_BASE_CANCEL_H

#include <stdatomic.h>
#include <stdbool.h>

typedef struct as_cancel {
    atomic_bool raised;
} as_cancel;

static inline void as_cancel_raise(as_cancel *c)
{
    atomic_store_explicit(&c->raised, true, memory_order_relaxed);
}

static inline void as_cancel_lower(as_cancel *c)
{
    atomic_store_explicit(&c->raised, false, memory_order_relaxed);
}

/* NULL never cancels. */
static inline bool as_cancelled(const as_cancel *c)
{
    return c && atomic_load_explicit(&c->raised, memory_order_relaxed);
}

#endif

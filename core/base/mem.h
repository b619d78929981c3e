/* mem.h - the one door to the heap, so that tests can make it fail.
 * Threads: the functions may be called from any thread; the hook is set
 * before threads start. */
#ifndef AS_BASE_MEM_H
#define AS_BASE_MEM_H

#include <stddef.h>

/* Asked before each allocation of `size` bytes; false refuses it. */
typedef int (*as_mem_gate)(void *ctx, size_t size);

/* Install a gate (NULL: every allocation is let through). */
void as_mem_gate_set(as_mem_gate gate, void *ctx);

/* `size` bytes, uninitialised, aligned for any type; NULL if refused.
 * A size of 0 gives a pointer that must be freed. */
void *as_mem_new(size_t size);

/* `n` zeroed items of `size` bytes; NULL if refused or n * size overflows. */
void *as_mem_zero(size_t n, size_t size);

/* Grow or shrink; on NULL the old block is as before. */
void *as_mem_resize(void *p, size_t size);

/* Accepts NULL. */
void as_mem_free(void *p);

/* Hand back to the system what is free, also between blocks: for when much was
 * freed. Takes a millisecond for each 100 MB or so. */
void as_mem_trim(void);

/* An account of one thread: what it allocates while the meter is set, less
 * what it frees. `beside` (may be NULL) counts against the cap as well. */
typedef struct as_mem_meter {
    size_t used, cap; /* cap 0: none */
    const size_t *beside;
    int hit; /* the cap refused something */
} as_mem_meter;

/* Set the meter of this thread (NULL: none); what it was before. */
as_mem_meter *as_mem_meter_set(as_mem_meter *meter);

#endif

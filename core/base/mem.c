/* mem.c - malloc behind a gate, and metered where a thread asks for it.
 * What a block is metered at is what malloc says that it holds, so that no
 * block needs a header. A block from before the meter was set that is freed
 * under it is credited, too: the account stops at 0. */
#include "base/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>

static as_mem_gate the_gate;
static void *the_ctx;

void as_mem_gate_set(as_mem_gate gate, void *ctx)
{
    the_gate = gate;
    the_ctx = ctx;
}

static _Thread_local as_mem_meter *the_meter;

as_mem_meter *as_mem_meter_set(as_mem_meter *meter)
{
    as_mem_meter *before = the_meter;
    the_meter = meter;
    return before;
}

/* May there be `size` more bytes, once `old` are gone? */
static int let_through(size_t size, size_t old)
{
    as_mem_meter *m = the_meter;
    if (m && m->cap && size > old) {
        const size_t all = m->used + (m->beside ? *m->beside : 0);
        if (size - old > m->cap || all > m->cap - (size - old)) {
            m->hit = 1;
            return 0;
        }
    }
    return the_gate == NULL || the_gate(the_ctx, size);
}

static void credit(size_t n)
{
    the_meter->used -= n < the_meter->used ? n : the_meter->used;
}

static void *charged(void *p)
{
    if (the_meter && p) {
        the_meter->used += malloc_usable_size(p);
    }
    return p;
}

void *as_mem_new(size_t size)
{
    return let_through(size, 0) ? charged(malloc(size ? size : 1)) : NULL;
}

void *as_mem_zero(size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size) {
        return NULL;
    }
    return let_through(n * size, 0)
               ? charged(calloc(n ? n : 1, size ? size : 1))
               : NULL;
}

void *as_mem_resize(void *p, size_t size)
{
    const size_t old = the_meter && p ? malloc_usable_size(p) : 0;
    if (!let_through(size, old)) {
        return NULL;
    }
    void *q = realloc(p, size ? size : 1);
    if (q && the_meter) {
        const size_t now = malloc_usable_size(q);
        the_meter->used += now > old ? now - old : 0;
        credit(now < old ? old - now : 0);
    }
    return q;
}

void as_mem_free(void *p)
{
    if (the_meter && p) {
        credit(malloc_usable_size(p));
    }
    free(p);
}

void as_mem_trim(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

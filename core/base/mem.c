/* mem.c - malloc behind a gate. */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>

static as_mem_gate the_gate;
static void *the_ctx;

void as_mem_gate_set(as_mem_gate gate, void *ctx)
{
    the_gate = gate;
    the_ctx = ctx;
}

static int let_through(size_t size)
{
    return the_gate == NULL || the_gate(the_ctx, size);
}

void *as_mem_new(size_t size)
{
    return let_through(size) ? malloc(size ? size : 1) : NULL;
}

void *as_mem_zero(size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size) {
        return NULL;
    }
    return let_through(n * size) ? calloc(n ? n : 1, size ? size : 1) : NULL;
}

void *as_mem_resize(void *p, size_t size)
{
    return let_through(size) ? realloc(p, size ? size : 1) : NULL;
}

void as_mem_free(void *p)
{
    free(p);
}

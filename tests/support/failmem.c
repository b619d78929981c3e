/* failmem.c - a gate at the allocator's door. One thread at a time. */
#include "support/failmem.h"

#include <stdint.h>

#include "base/mem.h"

static size_t the_wait;  /* allocations until the refusal; 0: none */
static size_t the_limit; /* largest allocation that is let through */
static bool the_refused;

static int gate(void *ctx, size_t size)
{
    (void)ctx;
    if (size > the_limit || (the_wait > 0 && --the_wait == 0)) {
        the_refused = true;
        return 0;
    }
    return 1;
}

void failmem_arm(size_t n)
{
    the_wait = n;
    the_limit = SIZE_MAX;
    the_refused = false;
    as_mem_gate_set(gate, NULL);
}

void failmem_cap(size_t size)
{
    the_wait = 0;
    the_limit = size;
    the_refused = false;
    as_mem_gate_set(gate, NULL);
}

bool failmem_disarm(void)
{
    as_mem_gate_set(NULL, NULL);
    return the_refused;
}

/* arena.h - memory that is given back all at once, or down to a mark.
 * Threads: one at a time. */
#ifndef AS_BASE_ARENA_H
#define AS_BASE_ARENA_H

#include "base/slice.h"

typedef struct as_arena as_arena;

/* Where an arena stood. Valid until a rollback to an earlier mark. */
typedef struct as_arena_mark {
    void *chunk;
    size_t used;
} as_arena_mark;

/* NULL if memory is refused. */
as_arena *as_arena_new(void);
void as_arena_free(as_arena *arena);

/* `size` bytes, uninitialised, aligned for any type; NULL if refused. */
void *as_arena_get(as_arena *arena, size_t size);

/* `n` items of `size` bytes, zeroed; NULL if refused or overflowing. */
void *as_arena_zero(as_arena *arena, size_t n, size_t size);

/* A NUL-ended copy of `s` (the NUL is not counted); .p NULL if refused. */
as_slice as_arena_copy(as_arena *arena, as_slice s);

as_arena_mark as_arena_mark_now(const as_arena *arena);
void as_arena_rollback(as_arena *arena, as_arena_mark mark);

/* Back to before `p` was taken, which was not given back since. */
void as_arena_rollback_to(as_arena *arena, const void *p);

/* Bytes taken from the heap, for reports and tests. */
size_t as_arena_size(const as_arena *arena);

#endif

/* arena.c - a list of chunks, newest first. Chunks double up to a megabyte,
 * a larger request gets a chunk of its own size. A mark is (chunk, used):
 * rolling back frees the chunks that came later, and the next ones grow as
 * they did then: what is filled and rolled back a thousand times asks for
 * small blocks each time, not for a megabyte that the system must clear. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20 };

typedef struct chunk {
    struct chunk *older;
    size_t size; /* of data */
    size_t used;
    alignas(max_align_t) char data[];
} chunk;

struct as_arena {
    chunk *newest;
    size_t total;
};

as_arena *as_arena_new(void)
{
    return as_mem_zero(1, sizeof(as_arena));
}

void as_arena_free(as_arena *arena)
{
    if (arena != NULL) {
        as_arena_rollback(arena, (as_arena_mark){NULL, 0});
        as_mem_free(arena);
    }
}

static size_t size_after(const chunk *newest)
{
    if (newest == NULL) {
        return FIRST_CHUNK;
    }
    return newest->size < LARGEST_CHUNK / 2 ? newest->size * 2 : LARGEST_CHUNK;
}

static chunk *chunk_add(as_arena *arena, size_t size)
{
    size_t room = size_after(arena->newest);
    room = size > room ? size : room;
    if (room > SIZE_MAX - sizeof(chunk)) {
        return NULL;
    }
    chunk *c = as_mem_new(sizeof(chunk) + room);
    if (c == NULL) {
        return NULL;
    }
    *c = (chunk){.older = arena->newest, .size = room};
    arena->newest = c;
    arena->total += sizeof(chunk) + room;
    return c;
}

void *as_arena_get(as_arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align) {
        return NULL;
    }
    size = (size + align - 1) & ~(align - 1);
    chunk *c = arena->newest;
    if (c == NULL || size > c->size - c->used) {
        c = chunk_add(arena, size);
        if (c == NULL) {
            return NULL;
        }
    }
    void *p = c->data + c->used;
    c->used += size;
    return p;
}

void *as_arena_zero(as_arena *arena, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size) {
        return NULL;
    }
    void *p = as_arena_get(arena, n * size);
    return p ? memset(p, 0, n * size) : NULL;
}

as_slice as_arena_copy(as_arena *arena, as_slice s)
{
    char *p = s.n < SIZE_MAX ? as_arena_get(arena, s.n + 1) : NULL;
    if (p == NULL) {
        return (as_slice){NULL, 0};
    }
    if (s.n > 0) {
        memcpy(p, s.p, s.n);
    }
    p[s.n] = '\0';
    return (as_slice){p, s.n};
}

as_arena_mark as_arena_mark_now(const as_arena *arena)
{
    const chunk *c = arena->newest;
    return (as_arena_mark){arena->newest, c ? c->used : 0};
}

static void chunk_drop(as_arena *arena)
{
    chunk *c = arena->newest;
    arena->newest = c->older;
    arena->total -= sizeof(chunk) + c->size;
    as_mem_free(c);
}

void as_arena_rollback(as_arena *arena, as_arena_mark mark)
{
    while (arena->newest != mark.chunk) {
        chunk_drop(arena);
    }
    if (arena->newest != NULL) {
        arena->newest->used = mark.used;
    }
}

static bool holds(const chunk *c, const void *p)
{
    const uintptr_t at = (uintptr_t)p, data = (uintptr_t)c->data;
    return at >= data && at - data < c->size;
}

void as_arena_rollback_to(as_arena *arena, const void *p)
{
    while (!holds(arena->newest, p)) {
        chunk_drop(arena);
    }
    arena->newest->used = (size_t)((const char *)p - arena->newest->data);
    if (arena->newest->used == 0) {
        chunk_drop(arena);
    }
}

size_t as_arena_size(const as_arena *arena)
{
    return arena->total;
}

/* held.c - gazetteers, patterns and sets of rules that Lua holds. Its
 * collector sees a small value where we hold megabytes, and so would wait too
 * long: they are counted here, and it is told. */
#include "bind/bind_int.h"

enum {
    COLLECT_AT = 16 << 20, /* bytes held: below, it is not worth it */
    HELD_MAX = 2000        /* of a plugin, at once */
};

void as_bind_collect(lua_State *L)
{
    as_bind *b = as_bind_of(L);
    if (b->mem_cap != 0 && b->meter.used > b->held_collect_at) {
        lua_gc(L, LUA_GCCOLLECT, 0);
        const size_t used = b->meter.used < b->mem_cap ? b->meter.used
                                                       : b->mem_cap;
        b->held_collect_at = used + (b->mem_cap - used) / 4;
    }
}

/* The user's state: when much is held, see whether it still is. */
static void collect_held(lua_State *L)
{
    as_bind *b = as_bind_of(L);
    if (b->held_bytes > b->held_collect_at) {
        lua_gc(L, LUA_GCCOLLECT, 0);
        b->held_collect_at = b->held_bytes < COLLECT_AT / 2
                                 ? COLLECT_AT
                                 : 2 * b->held_bytes;
    }
}

void as_bind_room(lua_State *L, const char *who)
{
    as_bind *b = as_bind_of(L);
    as_guard_check(L); /* each takes a while to build */
    if (b->mem_cap == 0) {
        collect_held(L);
        return;
    }
    as_bind_collect(L);
    if (b->n_held >= HELD_MAX) {
        lua_gc(L, LUA_GCCOLLECT, 0);
    }
    if (b->n_held >= HELD_MAX) {
        as_bind_error(L, "%s: more than %d gazetteers, patterns and sets of "
                         "rules at once: make each once, and keep it",
                      who, HELD_MAX);
    }
}

void as_bind_hold(as_bind *b, size_t bytes)
{
    b->held_bytes += bytes;
    b->n_held++;
}

void as_bind_drop(as_bind *b, size_t bytes)
{
    if (bytes > 0) {
        b->held_bytes -= bytes;
        b->n_held--;
    }
}

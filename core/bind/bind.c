/* bind.c - what every state of ours starts with: allocator, errors, boxes.
 *
 * The allocator counts bytes, so that a plugin can be capped; what our own
 * code allocates for it is on its meter, and both together are capped.
 * Shrinking never fails, since Lua counts on that. */
#include "bind/bind_int.h"

#include <stdarg.h>
#include <stdlib.h>

#define BOX_TYPE "assay.box"

/* ---- memory ----------------------------------------------------------- */

static void *resize(as_bind *b, void *p, size_t old, size_t size)
{
    if (size > old && b->mem_cap != 0 &&
        b->mem_used + b->meter.used + (size - old) > b->mem_cap) {
        b->mem_hit = true;
        return NULL;
    }
    void *q = p ? as_mem_resize(p, size) : as_mem_new(size);
    if (!q && p && size <= old) {
        q = p;
    }
    b->mem_refused |= q == NULL;
    if (q) {
        b->mem_used += size;
        b->mem_used -= old;
    }
    return q;
}

static void *alloc(void *ud, void *p, size_t old, size_t size)
{
    as_bind *b = ud;
    void *q = NULL;
    as_mem_meter *meter = as_mem_meter_set(NULL); /* counted here */
    if (!p) {
        old = 0; /* it told a type */
    }
    if (size != 0) {
        q = resize(b, p, old, size);
    } else {
        as_mem_free(p);
        b->mem_used -= old;
    }
    as_mem_meter_set(meter);
    return q;
}

lua_State *as_bind_open(as_bind *bind)
{
    lua_State *L = lua_newstate(alloc, bind);
    if (L) {
        *(as_bind **)lua_getextraspace(L) = bind;
    }
    return L;
}

void as_bind_close(as_bind *bind, lua_State *L)
{
    if (L) {
        lua_close(L);
    }
    as_slots_clear(bind);
}

/* ---- errors ----------------------------------------------------------- */

int as_bind_raise(lua_State *L, as_status st, const as_err *err)
{
    as_bind *b = as_bind_of(L);
    if (st == AS_ECANCEL) {
        as_guard_check(L); /* the flag may have been that of the deadline */
        lua_pushliteral(L, "interrupted");
        lua_error(L);
    }
    if (st == AS_ENOMEM && b->meter.hit) {
        b->meter.hit = 0;
        as_bind_mem_met(b);
        as_bind_error(L, "needs more than %d MiB of memory",
                      (int)(b->mem_cap >> 20));
    }
    luaL_error(L, "%s", st == AS_ENOMEM ? "not enough memory" : err->msg);
    abort(); /* not reached: Lua jumped away */
}

void as_bind_error(lua_State *L, const char *fmt, ...)
{
    va_list args;
    luaL_where(L, 1);
    va_start(args, fmt);
    lua_pushvfstring(L, fmt, args);
    va_end(args);
    lua_concat(L, 2);
    lua_error(L);
    abort(); /* not reached */
}

int as_bind_arg(lua_State *L, int idx, const char *fn, const char *arg,
                const char *what)
{
    luaL_error(L, "%s: %s must be %s (got %s)", fn, arg, what,
               lua_isnone(L, idx) ? "nothing" : luaL_typename(L, idx));
    abort(); /* not reached */
}

bool as_field_push(lua_State *L, int idx, const char *fn, const char *key,
                   int type, const char *what)
{
    lua_pushstring(L, key);
    const int got = lua_rawget(L, idx);
    if (got != LUA_TNIL && got != type) {
        as_bind_arg(L, -1, fn, key, what);
    }
    return got != LUA_TNIL;
}

bool as_field_text(lua_State *L, int idx, const char *fn, const char *key,
                   as_slice *out)
{
    const bool is = as_field_push(L, idx, fn, key, LUA_TSTRING, "a string");
    if (is) {
        *out = as_to_slice(L, -1);
    }
    lua_pop(L, 1);
    return is;
}

const char *as_path_arg(lua_State *L, int idx, const char *fn)
{
    if (lua_type(L, idx) != LUA_TSTRING) {
        as_bind_arg(L, idx, fn, "path", "a string");
    }
    const char *path = lua_tostring(L, idx);
    if (strlen(path) != lua_rawlen(L, idx)) {
        luaL_error(L, "%s: a path cannot hold a NUL", fn);
    }
    return path;
}

void as_home_path(lua_State *L, int idx)
{
    const as_slice path = as_to_slice(L, idx);
    const char *home = getenv("HOME");
    if (!home || home[0] != '/' || path.n == 0 || path.p[0] != '~' ||
        (path.n > 1 && path.p[1] != '/')) {
        return;
    }
    idx = lua_absindex(L, idx);
    lua_pushstring(L, home);
    lua_pushlstring(L, path.p + 1, path.n - 1);
    lua_concat(L, 2);
    lua_replace(L, idx);
}

const char *as_home_path_arg(lua_State *L, int idx, const char *fn)
{
    (void)as_path_arg(L, idx, fn);
    as_home_path(L, idx);
    return as_path_arg(L, idx, fn);
}

int as_bind_fail(lua_State *L, const as_err *err)
{
    if (err->status == AS_ENOMEM) {
        as_bind_raise(L, AS_ENOMEM, err);
    }
    lua_pushnil(L);
    lua_pushstring(L, err->msg);
    return 2;
}

/* What ends in a caret stays in lines: the caret stands under one. In a
 * plugin's message the further lines are set in, so that none of them can
 * pass for a message of its own. */
static void as_lines(as_err *err, as_slice s, bool set_in)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n + 8 < sizeof err->msg; i++) {
        err->msg[n++] = s.p[i];
        if (s.p[i] == '\n' && set_in) {
            memset(err->msg + n, ' ', 4);
            n += 4;
        }
    }
    err->msg[n] = '\0';
}

/* Line breaks and tabs, with the blanks around them, become one blank. */
static void one_line(as_err *err, as_slice s)
{
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < s.n && n + 2 < sizeof err->msg; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c == 0x7F) {
            gap = n > 0;
            continue;
        }
        if (gap) {
            err->msg[n++] = ' ';
            gap = false;
        }
        err->msg[n++] = (char)c;
    }
    err->msg[n] = '\0';
}

static as_status script_error(lua_State *L, as_err *err)
{
    size_t n = 0;
    const char *p = lua_tolstring(L, -1, &n);
    as_err_set(err, AS_ESCRIPT, "error object is a %s value",
               luaL_typename(L, -1));
    if (p && err && n > 0 && p[n - 1] == '^' && n < sizeof err->msg) {
        as_lines(err, (as_slice){p, n}, as_bind_of(L)->plugin != NULL);
    } else if (p && err) {
        one_line(err, (as_slice){p, n});
    }
    return AS_ESCRIPT;
}

as_status as_bind_result(lua_State *L, int st, as_err *err)
{
    as_bind *b = as_bind_of(L);
    as_status due = as_guard_due(&b->guard);
    as_status out = AS_ESCRIPT;
    /* A message of Lua's is enough to make any error one of memory: of a
     * plugin's state only what was refused beyond its cap is the program's. */
    const bool memory = b->mem_killed ||
                        (st == LUA_ERRMEM &&
                         (b->mem_hit || (b->mem_cap && !b->mem_refused)));
    if (due != AS_OK && b->mem_killed) {
        due = AS_OK; /* told below */
    }
    if (due == AS_ECANCEL) {
        out = as_err_set(err, AS_ECANCEL, "interrupted");
    } else if (due != AS_OK && st != LUA_ERRSYNTAX) {
        out = as_err_set(err, AS_ELIMIT, "ran longer than %u s",
                         (unsigned)b->guard.seconds);
    } else if (memory) {
        out = as_err_set(err, AS_ELIMIT, "needs more than %zu MiB of memory",
                         b->mem_cap >> 20);
    } else if (st == LUA_ERRMEM) {
        out = as_err_nomem(err);
    } else {
        out = script_error(L, err);
        if (st == LUA_ERRSYNTAX) {
            out = AS_ESYNTAX;
        }
    }
    if (err) {
        err->status = out;
    }
    b->mem_hit = b->mem_refused = false;
    lua_pop(L, 1);
    return out;
}

/* ---- boxes ------------------------------------------------------------ */

static int box_gc(lua_State *L)
{
    as_box_drop(luaL_checkudata(L, 1, BOX_TYPE));
    return 0;
}

as_box *as_box_push(lua_State *L, void (*free)(void *p))
{
    as_bind_collect(L);
    as_box *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (as_box){NULL, free};
    luaL_setmetatable(L, BOX_TYPE);
    return box;
}

void as_box_drop(as_box *box)
{
    void *p = box->p;
    box->p = NULL;
    if (p) {
        box->free(p);
    }
}

void as_boxes_drop(lua_State *L)
{
    for (int i = lua_gettop(L); i > 0; i--) {
        as_box *box = luaL_testudata(L, i, BOX_TYPE);
        if (box) {
            as_box_drop(box);
        }
    }
}

void *as_scratch(lua_State *L, size_t n, size_t size)
{
    if (n > SIZE_MAX / size - 1) {
        luaL_error(L, "not enough memory");
    }
    void *p = lua_newuserdatauv(L, n * size + 1, 0);
    memset(p, 0, n * size + 1);
    return p;
}

static void buf_free(void *p)
{
    as_buf_clear(p);
    as_mem_free(p);
}

as_buf *as_buf_push(lua_State *L)
{
    as_box *box = as_box_push(L, buf_free);
    as_buf *buf = box->p = as_mem_zero(1, sizeof *buf);
    if (!buf) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    return buf;
}

/* ---- types ------------------------------------------------------------ */

void as_bind_type(lua_State *L, const char *type, const luaL_Reg *meta,
                  const luaL_Reg *methods)
{
    if (luaL_newmetatable(L, type)) {
        luaL_setfuncs(L, meta, 0);
        if (methods) {
            lua_newtable(L);
            luaL_setfuncs(L, methods, 0);
            lua_setfield(L, -2, "__index");
        }
        lua_pushstring(L, type);
        lua_setfield(L, -2, "__metatable");
    }
    lua_pop(L, 1);
}

void as_box_type(lua_State *L)
{
    luaL_newmetatable(L, BOX_TYPE);
    lua_pushcfunction(L, box_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

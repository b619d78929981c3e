/* term.c - core.term, core.page, core.progress.
 *
 * What is drawn, and when, the shell decides; here values are checked and
 * handed on. Work of C that shows how far it is calls the same function of
 * as_lua_screen. */
#include "bind/term.h"

#include <stdio.h>

#include "base/clock.h"
#include "bind/user.h"

#define TERM "assay.term" /* core.term, in the registry */
#define PROGRESS_TYPE "assay.progress"

/* ---- the table ---------------------------------------------------------- */

/* Of the table on top. `width` stays where it is `fixed`: by set.width, or
 * while output goes to a file; `screen` is what the terminal has. */
static void set_size(lua_State *L, size_t width, size_t height)
{
    lua_pushinteger(L, (lua_Integer)width);
    lua_setfield(L, -2, "screen");
    lua_pushinteger(L, (lua_Integer)height);
    lua_setfield(L, -2, "height");
    lua_pushliteral(L, "fixed");
    if (lua_rawget(L, -2) == LUA_TNIL || !lua_toboolean(L, -1)) {
        lua_pushinteger(L, (lua_Integer)width);
        lua_setfield(L, -3, "width");
    }
    lua_pop(L, 1);
}

static int put_size(lua_State *L)
{
    const size_t *size = lua_touserdata(L, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, TERM);
    set_size(L, size[0], size[1]);
    return 0;
}

void as_lua_size_set(as_lua *lua, size_t width, size_t height)
{
    size_t size[2] = {width, height};
    lua->opts.width = width;
    lua->opts.height = height;
    (void)as_lua_protect(lua, put_size, size, NULL);
}

typedef struct asked {
    const char *name;
    bool on;
} asked;

static int get_switch(lua_State *L)
{
    asked *a = lua_touserdata(L, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, TERM);
    lua_pushstring(L, a->name);
    a->on = lua_rawget(L, -2) != LUA_TNIL && lua_toboolean(L, -1);
    return 0;
}

bool as_lua_switched(as_lua *lua, const char *name)
{
    asked a = {.name = name};
    return as_lua_protect(lua, get_switch, &a, NULL) == AS_OK && a.on;
}

/* ---- page --------------------------------------------------------------- */

/* The command that core.term.pager names, NULL for the user's own; *on is
 * false when there shall be none. It stays on the stack. */
static const char *pager_of(lua_State *L, bool *on)
{
    lua_getfield(L, LUA_REGISTRYINDEX, TERM);
    lua_pushliteral(L, "pager");
    const int type = lua_rawget(L, -2);
    *on = type == LUA_TSTRING || (type == LUA_TBOOLEAN && lua_toboolean(L, -1));
    return type == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

/* Replace the text at 1 by one without what could command a terminal. */
static void clean_text(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "assay.core");
    lua_getfield(L, -1, "clean");
    lua_pushvalue(L, 1);
    lua_pushliteral(L, "print");
    lua_call(L, 2, 1);
    lua_replace(L, 1);
    lua_settop(L, 1);
}

/* page(text): write text and a line feed, by the pager if that is longer than
 * the screen of a session. Control characters are taken out at a terminal. */
static int page(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, "page", "text", "a string");
    }
    lua_settop(L, 1);
    const as_lua *lua = as_bind_of(L)->lua;
    if (lua->opts.width > 0) {
        clean_text(L);
    }
    lua_pushliteral(L, "\n");
    lua_concat(L, 2);
    bool on;
    const char *pager = pager_of(L, &on);
    const as_slice text = as_to_slice(L, 1);
    (void)fflush(stdout);
    if (on && lua->opts.width > 0 && lua->opts.screen.page) {
        lua->opts.screen.page(lua->opts.screen.ctx, text, pager);
    } else {
        (void)fwrite(text.p, 1, text.n, stdout);
    }
    as_guard_check(L);
    return 0;
}

/* ---- progress ----------------------------------------------------------- */

typedef struct progress {
    as_lua_progress now; /* its strings are anchored in the user values */
    bool over;
} progress;

static progress *progress_arg(lua_State *L)
{
    return luaL_checkudata(L, 1, PROGRESS_TYPE);
}

static uint64_t count_arg(lua_State *L, int idx, const char *fn,
                          const char *arg)
{
    if (lua_isnoneornil(L, idx)) {
        return 0;
    }
    int is_whole;
    const lua_Integer n = lua_tointegerx(L, idx, &is_whole);
    if (!is_whole || n < 0) {
        (void)as_bind_arg(L, idx, fn, arg, "a whole number, 0 or more");
    }
    return (uint64_t)n;
}

void as_term_progress(lua_State *L, const as_lua_progress *now)
{
    const as_lua_screen *screen = &as_bind_of(L)->lua->opts.screen;
    if (screen->progress) {
        screen->progress(screen->ctx, now);
    }
}

static int progress_step(lua_State *L)
{
    progress *p = progress_arg(L);
    p->now.docs = count_arg(L, 2, "progress:step", "done");
    p->now.errors = count_arg(L, 3, "progress:step", "errors");
    if (!lua_isnoneornil(L, 4)) {
        p->now.docs_total = count_arg(L, 4, "progress:step", "total");
    }
    if (!p->over) {
        as_term_progress(L, &p->now);
    }
    return 0;
}

static int progress_bytes(lua_State *L)
{
    progress *p = progress_arg(L);
    p->now.bytes = count_arg(L, 2, "progress:bytes", "done");
    p->now.bytes_total = count_arg(L, 3, "progress:bytes", "total");
    return 0;
}

/* done(), and the end of its scope. */
static int progress_end(lua_State *L)
{
    progress *p = progress_arg(L);
    if (!p->over) {
        p->over = true;
        as_term_progress(L, NULL);
    }
    return 0;
}

/* progress(what [, total [, kept [, unit]]]): an object with methods step(docs
 * [, errors]), bytes(done [, total]) and done(); closing it clears the line.
 * `kept` says what is kept of interrupted work: "are open"; `unit` what is
 * counted, where that is not documents. */
static int progress_new(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, "progress", "what", "a string");
    }
    lua_settop(L, 4);
    progress *p = lua_newuserdatauv(L, sizeof *p, 3);
    *p = (progress){.now = {.what = lua_tostring(L, 1),
                            .kept = luaL_optstring(L, 3, NULL),
                            .unit = luaL_optstring(L, 4, NULL),
                            .docs_total =
                                count_arg(L, 2, "progress", "total")}};
    static const int strings[] = {1, 3, 4};
    for (int i = 0; i < 3; i++) {
        lua_pushvalue(L, strings[i]);
        lua_setiuservalue(L, 5, i + 1);
    }
    luaL_setmetatable(L, PROGRESS_TYPE);
    as_term_progress(L, &p->now);
    return 1;
}

static void open_progress(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__close", progress_end}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"step", progress_step},
                                       {"bytes", progress_bytes},
                                       {"done", progress_end},
                                       {NULL, NULL}};
    as_bind_type(L, PROGRESS_TYPE, meta, methods);
}

/* assay.clock(): seconds since some moment, for how long something takes. Not
 * for plugins: what they find does not depend on when. */
static int clock_now(lua_State *L)
{
    lua_pushnumber(L, as_clock_now());
    return 1;
}

static const luaL_Reg functions[] = {{"page", page},
                                     {"clock", clock_now},
                                     {"progress", progress_new},
                                     {NULL, NULL}};

void as_term_open(lua_State *L, const as_lua_opts *opts)
{
    open_progress(L);
    luaL_setfuncs(L, functions, 0);
    lua_createtable(L, 0, 8);
    set_size(L, opts->width, opts->height);
    const struct {
        const char *name;
        bool on;
    } switches[] = {{"color", opts->color}, {"hints", true},
                    {"pager", true},        {"trace", false}};
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        lua_pushboolean(L, switches[i].on);
        lua_setfield(L, -2, switches[i].name);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, TERM);
    lua_setfield(L, -2, "term");
}

/* rules_make.c - assay.rules{...}, assay.rules.load(file), and
 * assay.rules.of(plugin). */
#include "bind/known.h"
#include "bind/rules_int.h"
#include "bind/user.h"
#include "flow/rule_env.h"
#include "io/rulefile.h"

/* An empty value on the stack, with its tables. */
static rules_box *push_box(lua_State *L)
{
    as_bind_room(L, "assay.rules");
    rules_box *box = lua_newuserdatauv(L, sizeof *box, UV_COUNT);
    *box = (rules_box){0};
    luaL_setmetatable(L, AS_RULES_TYPE);
    return box;
}

/* Once it has its set. */
static void complete(lua_State *L, rules_box *box)
{
    as_err err;
    as_status st = as_rule_runner_new(box->rules, NULL, &box->runner, &err);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    box->bytes = as_rules_size(box->rules);
    as_bind_hold(as_bind_of(L), box->bytes);
}

/* Argument 2 of core.rules, the user's: "session" for rules of the session,
 * whose patterns may name what the plugins have, as those of files may, and
 * what the open documents have. */
static as_rules_whose whose_arg(lua_State *L, as_known *known,
                                as_pattern_env *env)
{
    const as_bind *bind = as_bind_of(L);
    as_rules_whose whose = {bind->origin ? bind->origin : "script@0", NULL};
    if (bind->lua != NULL && lua_type(L, 2) == LUA_TSTRING) {
        as_known_make(bind, known, env);
        whose.origin = AS_SESSION_ORIGIN;
        whose.env = bind->lua->opts.plugins ? env : NULL;
    }
    return whose;
}

/* assay.rules{...}, called through the table's metatable: argument 1 is that
 * table. */
int as_rules_make(lua_State *L)
{
    as_known known;
    as_pattern_env env;
    lua_remove(L, 1);
    const as_rules_whose whose = whose_arg(L, &known, &env);
    lua_settop(L, 1);
    if (!lua_istable(L, 1)) {
        return as_bind_arg(L, 1, "assay.rules", "argument",
                           "a table of rules");
    }
    rules_box *box = push_box(L);
    lua_newtable(L);
    lua_newtable(L);
    as_rules_read(L, 3, 4, &whose, &box->rules);
    lua_settop(L, 4);
    lua_setiuservalue(L, 2, UV_LINTS);
    lua_setiuservalue(L, 2, UV_ACTIONS);
    complete(L, box);
    return 1;
}

/* Problems, each as a byte (lint?), a line, a NUL, a caret, a NUL: pushing
 * them may raise. */
static void tell_problem(void *ctx, const as_rulefile_problem *p)
{
    as_buf *b = ctx;
    const size_t n = strlen(p->msg) + 1;
    const size_t m = strlen(p->caret) + 1;
    if (as_buf_reserve(b, n + m + 1, NULL) == AS_OK) {
        (void)as_buf_add_byte(b, p->lint, NULL);
        (void)as_buf_add(b, p->msg, n, NULL);
        (void)as_buf_add(b, p->caret, m, NULL);
    }
}

static void push_problems(lua_State *L, const as_buf *b, int lints_at,
                          int faults_at)
{
    for (size_t at = 0; at < b->n;) {
        const bool lint = b->p[at] != 0;
        const char *msg = b->p + at + 1;
        const char *caret = msg + strlen(msg) + 1;
        as_rules_note(L, lint ? lints_at : faults_at, msg, caret);
        at = (size_t)(caret - b->p) + strlen(caret) + 1;
    }
}

/* assay.rules.load(file [, functions]): rules, or nil, the first thing that
 * is wrong, and a list of all. Examples are not tried: rules:test does. */
int as_rules_load(lua_State *L)
{
    const char *fn = "assay.rules.load";
    const as_lua *lua = as_bind_of(L)->lua;
    lua_settop(L, 2);
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, fn, "path", "a string");
    }
    if (lua_isnil(L, 2)) {
        lua_newtable(L);
        lua_replace(L, 2);
    } else if (!lua_istable(L, 2)) {
        return as_bind_arg(L, 2, fn, "functions", "a table");
    }
    rules_box *box = push_box(L);
    lua_newtable(L);
    lua_newtable(L);
    as_buf *problems = as_buf_push(L);
    const char *path = lua_tostring(L, 1);
    const as_rule_env known = {lua->opts.plugins, NULL};
    as_pattern_env env;
    as_rule_env_make(&known, &env);
    const as_rulefile_spec spec = {.paths = &path,
                                   .n_paths = 1,
                                   .origin = AS_LIT("script@0"),
                                   .env = lua->opts.plugins ? &env : NULL,
                                   .tell = tell_problem,
                                   .ctx = problems};
    as_err err;
    as_status st = as_rulefile_load(&spec, &box->rules, &err);
    if (st == AS_ENOMEM) {
        return as_bind_raise(L, st, &err);
    }
    push_problems(L, problems, 4, 5);
    if (st != AS_OK) {
        lua_pushnil(L);
        lua_pushstring(L, err.msg);
        lua_pushvalue(L, 5);
        return 3;
    }
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, 3, UV_PATH);
    lua_pushvalue(L, 4);
    lua_setiuservalue(L, 3, UV_LINTS);
    lua_pushvalue(L, 2);
    lua_setiuservalue(L, 3, UV_ACTIONS);
    complete(L, box);
    lua_settop(L, 3);
    return 1;
}

/* assay.rules.of(plugin): the rules of a plugin, or nil and why. */
int as_rules_of(lua_State *L)
{
    const as_lua *lua = as_bind_of(L)->lua;
    const as_plugins *plugins = lua->opts.plugins;
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, "assay.rules.of", "plugin", "a string");
    }
    for (size_t i = 0; plugins && i < as_plugins_count(plugins); i++) {
        const as_plugin *p = as_plugins_get(plugins, i);
        if (p->rules == NULL ||
            strcmp(p->manifest->name, lua_tostring(L, 1)) != 0) {
            continue;
        }
        rules_box *box = push_box(L);
        box->rules = as_rules_ref(p->rules);
        lua_newtable(L);
        lua_setiuservalue(L, -2, UV_ACTIONS);
        lua_newtable(L);
        lua_setiuservalue(L, -2, UV_LINTS);
        complete(L, box);
        return 1;
    }
    lua_pushnil(L);
    lua_pushfstring(L, "there is no plugin \"%s\" with rules",
                    lua_tostring(L, 1));
    return 2;
}

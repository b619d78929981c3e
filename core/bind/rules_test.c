/* rules_test.c - the examples of rules that Lua holds, tried in the pipeline
 * of the user's state. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "bind/rules_int.h"
#include "bind/user.h"
#include "flow/examples.h"
#include "io/rulefile.h"

/* What became of an example. */
typedef struct result {
    as_rule_example example;
    as_slice why; /* copied; empty: good */
} result;

/* In a box, since pushing results may raise. */
typedef struct examining {
    lua_State *L;
    as_lua *lua;
    uint32_t slot;
    const as_plugin *plugin; /* whose rules they are; NULL: nobody's */
    AS_VEC(result) results;
    as_arena *arena;
    bool failed; /* memory was refused */
} examining;

static void examining_free(void *p)
{
    examining *x = p;
    as_vec_clear(&x->results);
    as_arena_free(x->arena);
    as_mem_free(x);
}

enum { EX_SELF = 1, EX_HANDLE };

static as_status annotate(void *ctx, as_doc *doc, as_err *err)
{
    examining *x = ctx;
    as_status st = as_lua_annotate(x->lua, x->plugin, doc, err);
    if (st != AS_OK) {
        return st;
    }
    as_handle_fill(&x->lua->bind, x->slot, doc, true);
    st = as_rules_run_lua(x->L, EX_SELF, EX_HANDLE, doc, true, err);
    as_handle_empty(&x->lua->bind, x->slot);
    return st;
}

static void tell(void *ctx, const as_rule_example *e, as_slice why_text)
{
    examining *x = ctx;
    result *last = as_vec_push(&x->results, NULL);
    x->failed |= last == NULL;
    if (last != NULL) {
        *last = (result){*e, as_arena_copy(x->arena, why_text)};
        x->failed |= last->why.p == NULL;
    }
}

static void push_result(lua_State *L, const rules_box *box, const char *path,
                        const result *r)
{
    size_t line = 1;
    size_t column = 1;
    lua_createtable(L, 0, 5);
    as_push_slice(L, as_rules_name(box->rules, r->example.rule));
    lua_setfield(L, -2, "rule");
    as_push_slice(L, r->example.text);
    lua_setfield(L, -2, "text");
    lua_pushboolean(L, r->example.must);
    lua_setfield(L, -2, "must");
    lua_pushboolean(L, r->why.n == 0);
    lua_setfield(L, -2, "good");
    if (r->why.n == 0) {
        return;
    }
    if (path != NULL) {
        as_rulefile_place(path, r->example.part, &line, &column);
        lua_pushfstring(L, "%s:%I:%I", path, (LUAI_UACINT)line,
                        (LUAI_UACINT)column);
    } else {
        char part[128];
        as_rules_part(r->example.part, part, sizeof part);
        lua_pushstring(L, part);
    }
    lua_pushliteral(L, ": ");
    as_push_slice(L, r->why);
    lua_concat(L, 3);
    lua_setfield(L, -2, "why");
}

/* The plugin that has the file among its rules: what comes behind these must
 * not be seen by them. */
static const as_plugin *plugin_of(const as_lua *lua, const char *path)
{
    char there[PATH_MAX], here[PATH_MAX];
    const as_plugins *all = lua->opts.plugins;
    if (path == NULL || all == NULL || !realpath(path, there)) {
        return NULL;
    }
    for (size_t i = 0; i < as_plugins_count(all); i++) {
        const as_plugin *p = as_plugins_get(all, i);
        for (uint32_t k = 0; p->rules && k < p->manifest->n_rules; k++) {
            if (realpath(p->rule_files[k], here) &&
                strcmp(here, there) == 0) {
                return p;
            }
        }
    }
    return NULL;
}

static examining *examine(lua_State *L, rules_box *box, const char *path)
{
    as_box *held = as_box_push(L, examining_free);
    examining *x = held->p = as_mem_zero(1, sizeof *x);
    as_err err;
    if (x == NULL || (x->arena = as_arena_new()) == NULL) {
        as_bind_raise(L, as_err_nomem(&err), &err);
    }
    x->L = L;
    x->lua = as_bind_of(L)->lua;
    x->plugin = plugin_of(x->lua, path);
    luaL_checkstack(L, 16, "rules:test");
    lua_pushnil(L);
    lua_insert(L, EX_HANDLE); /* below the box */
    x->slot = as_handle_push(L);
    lua_replace(L, EX_HANDLE);
    as_status st = as_examples_run(box->rules, annotate, x, tell, x, &err);
    as_handle_close(L, EX_HANDLE);
    st = st == AS_OK && x->failed ? as_err_nomem(&err) : st;
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    return x;
}

/* rules:test(): every example, and whether it comes out as it says. */
int as_rules_test(lua_State *L)
{
    rules_box *box = as_rules_check(L, 1, "rules:test", "self");
    lua_settop(L, 1);
    if (as_bind_of(L)->lua == NULL) {
        return luaL_error(L, "rules:test: a plugin's examples go into its "
                             "rule files, which are tested when it loads");
    }
    lua_getiuservalue(L, 1, UV_PATH);
    const char *path = lua_tostring(L, -1); /* the set keeps it */
    lua_pop(L, 1);
    const examining *x = examine(L, box, path);
    lua_createtable(L, (int)x->results.n, 0);
    for (size_t i = 0; i < x->results.n; i++) {
        push_result(L, box, path, &x->results.v[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

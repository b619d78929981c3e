/* api_journal.c - assay.core.journal: steps of annotations, taken out and put
 * back. Each function does one document, wholly or not at all, in one call,
 * so that an interrupt cannot come between. Only in the user's state. */
#include "bind/journal.h"
#include "bind/rules_int.h"
#include "bind/user.h"
#include "doc/cut.h"

/* The step of the session's rules; all others count up from there. */
enum { STEP_RULES = 1 };

#define HOOK "assay.journal"

static uint32_t step_new(as_lua *lua)
{
    lua->step = lua->step < STEP_RULES ? STEP_RULES : lua->step;
    return ++lua->step;
}

uint32_t as_journal_begin(lua_State *L, int idx, as_doc *doc)
{
    as_lua *lua = as_bind_of(L)->lua;
    if (lua == NULL || as_handle_pinned(L, idx)) {
        return 0;
    }
    if (lua->entry == 0 || lua->step_entry != lua->entry) {
        (void)step_new(lua);
        lua->step_entry = lua->entry;
    }
    (void)as_doc_step(doc, lua->step);
    return lua->step;
}

void as_journal_end(as_doc *doc, uint32_t step)
{
    if (step != 0) {
        (void)as_doc_step(doc, 0);
    }
}

void as_journal_tell(lua_State *L, int idx, uint32_t step, const char *what,
                     uint64_t n)
{
    if (step == 0 || n == 0) {
        return;
    }
    idx = lua_absindex(L, idx);
    if (lua_getfield(L, LUA_REGISTRYINDEX, HOOK) != LUA_TFUNCTION) {
        lua_pop(L, 1);
        return;
    }
    lua_pushvalue(L, idx);
    lua_pushinteger(L, step);
    lua_pushstring(L, what);
    lua_pushinteger(L, (lua_Integer)n);
    lua_call(L, 4, 0);
}

/* ---- assay.core.journal ------------------------------------------------- */

static as_doc *idle_doc(lua_State *L, const char *fn)
{
    as_doc *doc = as_handle_check(L, 1, fn);
    if (as_handle_pinned(L, 1)) {
        as_bind_error(L, "%s: rules are running on this document", fn);
    }
    return doc;
}

/* journal.hook(fn): fn(doc, step, what, n) is told of what is added. */
static int hook(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, HOOK);
    return 0;
}

/* journal.close(): what is added next is a step of its own. */
static int close_step(lua_State *L)
{
    as_lua *lua = as_bind_of(L)->lua;
    lua->step_entry = 0;
    return 0;
}

/* journal.entry(): what is added from here on, until the next call or the end
 * of an entry at the prompt, is one step, in a script as well. */
static int begin_entry(lua_State *L)
{
    as_lua *lua = as_bind_of(L)->lua;
    lua->entry = ++lua->n_entries;
    return 0;
}

static void cut_free(void *p)
{
    as_cut_free(p);
}

/* journal.take(doc, step, into): take the step out of the document; into[doc]
 * becomes the cut. How many spans that are; with none, into stays. */
static int take(lua_State *L)
{
    const char *fn = "undo";
    as_doc *doc = idle_doc(L, fn);
    const lua_Integer step = luaL_checkinteger(L, 2);
    luaL_checktype(L, 3, LUA_TTABLE);
    luaL_argcheck(L, step > 0 && step <= UINT32_MAX, 2, "not a step");
    lua_settop(L, 3);
    lua_pushvalue(L, 1);
    as_box *box = as_box_push(L, cut_free);
    lua_pushvalue(L, 1);
    lua_pushboolean(L, 1);
    lua_rawset(L, 3); /* room for the key: setting it again cannot fail */
    as_cut *cut = NULL;
    as_err err;
    const as_status st = as_cut_take(doc, (uint32_t)step, &cut, &err);
    box->p = cut;
    if (st != AS_OK || as_cut_count(cut) == 0) {
        lua_pushvalue(L, 1);
        lua_pushnil(L);
        lua_rawset(L, 3);
    }
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    const size_t n = as_cut_count(cut);
    if (n > 0) {
        lua_rawset(L, 3);
    }
    lua_pushinteger(L, (lua_Integer)n);
    return 1;
}

/* journal.put(doc, from): put from[doc] back, and take it from there. */
static int put(lua_State *L)
{
    const char *fn = "redo";
    as_doc *doc = idle_doc(L, fn);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 2);
    lua_pushvalue(L, 1);
    lua_rawget(L, 2);
    const as_box *box = lua_touserdata(L, 3);
    size_t n = 0;
    if (box != NULL && box->free == cut_free) {
        as_err err;
        const as_status st = as_cut_put(box->p, doc, &err);
        if (st != AS_OK) {
            return as_bind_raise(L, st, &err);
        }
        n = as_cut_count(box->p);
        lua_pushvalue(L, 1);
        lua_pushnil(L);
        lua_rawset(L, 2);
    }
    lua_pushinteger(L, (lua_Integer)n);
    return 1;
}

/* Run the set at 2 on the document in the step of the session's rules. */
static as_status run(lua_State *L, as_doc *doc, as_err *err)
{
    luaL_checkstack(L, 16, "rules");
    const uint32_t before = as_doc_step(doc, STEP_RULES);
    const as_status st = as_rules_run_lua(L, 2, 1, doc, false, err);
    (void)as_doc_step(doc, before);
    return st;
}

/* journal.rules(doc, set or nil): the spans of the session's rules make way
 * for those of this set. How many there are now. On an error, also an
 * interrupt, the document is as before. */
static int session_rules(lua_State *L)
{
    as_doc *doc = idle_doc(L, "rules");
    lua_settop(L, 2);
    if (!lua_isnil(L, 2)) {
        (void)as_rules_check(L, 2, "rules", "set");
    }
    as_box *box = as_box_push(L, cut_free);
    as_cut *old = NULL;
    as_err err;
    as_status st = as_cut_take(doc, STEP_RULES, &old, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    box->p = old;
    const uint64_t before = as_doc_mark_now(doc).n_added;
    st = lua_isnil(L, 2) ? AS_OK : run(L, doc, &err);
    if (st != AS_OK) {
        /* What was there a moment ago finds its room again. */
        (void)as_cut_put(old, doc, NULL);
        as_box_drop(box);
        as_guard_check(L);
        return as_bind_raise(L, st, &err);
    }
    as_box_drop(box);
    lua_pushinteger(L, (lua_Integer)(as_doc_mark_now(doc).n_added - before));
    return 1;
}

/* journal.try(doc, set): the spans that this set would add in the place of the
 * session's rules. The document stays, also on an error. */
static int try_rules(lua_State *L)
{
    as_doc *doc = idle_doc(L, "rules.try");
    lua_settop(L, 2);
    (void)as_rules_check(L, 2, "rules.try", "set");
    as_box *box = as_box_push(L, cut_free);
    luaL_checkstack(L, 8, "rules.try");
    as_cut *old = NULL;
    as_err err;
    const as_status st = as_cut_take(doc, STEP_RULES, &old, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    box->p = old;
    lua_pushcfunction(L, as_rules_find_lua);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 1);
    const int failed = lua_pcall(L, 2, 1, 0);
    (void)as_cut_put(old, doc, NULL); /* a moment ago there was room for it */
    as_box_drop(box);
    return failed != LUA_OK ? lua_error(L) : 1;
}

void as_journal_open(lua_State *L)
{
    static const luaL_Reg functions[] = {{"hook", hook},
                                         {"close", close_step},
                                         {"entry", begin_entry},
                                         {"take", take},
                                         {"put", put},
                                         {"rules", session_rules},
                                         {"try", try_rules},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
    lua_setfield(L, -2, "journal");
}

/* api_rules.c - rules in Lua: what a set of them can do, and assay.rules.
 * How one is made is in rules_make.c, its examples in rules_test.c. */
#include "bind/journal.h"
#include "bind/rules_int.h"

/* Raises for anything else, and for a set that was collected: a finalizer may
 * still hold one. */
rules_box *as_rules_check(lua_State *L, int idx, const char *who,
                          const char *arg)
{
    rules_box *box = luaL_testudata(L, idx, AS_RULES_TYPE);
    if (box == NULL || box->runner == NULL) {
        as_bind_arg(L, idx, who, arg, "rules");
    }
    return box;
}

static rules_box *self(lua_State *L, const char *fn)
{
    return as_rules_check(L, 1, fn, "self");
}

/* The runner is one: what a `do' calls must not use it as well. */
static rules_box *idle(lua_State *L, const char *fn)
{
    rules_box *box = self(L, fn);
    if (box->busy) {
        as_bind_error(L, "%s: these rules are running already", fn);
    }
    return box;
}

static as_doc *doc_arg(lua_State *L, const char *fn)
{
    if (!luaL_testudata(L, 2, AS_DOC_TYPE)) {
        as_bind_arg(L, 2, fn, "doc", "a document");
    }
    return as_handle_check(L, 2, fn);
}

/* ---- running ---------------------------------------------------------- */

/* One run. No Lua error may pass through the engine, which holds memory:
 * what a `do` raises comes back as a status. */
typedef struct running {
    lua_State *L;
    const as_rules *rules;
    int actions, handle; /* stack indexes */
    bool trying; /* examples: a function that is not there adds the span */
    as_doc *doc;
    const as_rule_hit *hit;
} running;

static int act_protected(lua_State *L)
{
    const running *r = lua_touserdata(L, 1);
    as_push_slice(L, as_rules_action(r->rules, r->hit->rule));
    if (lua_rawget(L, 2) != LUA_TFUNCTION) {
        as_push_slice(L, as_rules_action(r->rules, r->hit->rule));
        as_push_slice(L, as_rules_name(r->rules, r->hit->rule));
        as_bind_error(L, "assay.rules: there is no function %s, which rule %s "
                         "names under `do': give it to assay.rules.load",
                      lua_tostring(L, -2), lua_tostring(L, -1));
    }
    as_rule_act(L, 3, r->doc, r->rules, r->hit);
    return 0;
}

static bool has_function(running *r, const as_rule_hit *hit)
{
    lua_pushnil(r->L); /* the first key: pushing a string might raise */
    while (lua_next(r->L, r->actions)) {
        const as_slice action = as_rules_action(r->rules, hit->rule);
        const bool same = lua_type(r->L, -2) == LUA_TSTRING &&
                          lua_type(r->L, -1) == LUA_TFUNCTION &&
                          as_slice_eq(as_to_slice(r->L, -2), action);
        lua_pop(r->L, same ? 2 : 1);
        if (same) {
            return true;
        }
    }
    return false;
}

static as_status act(void *ctx, as_doc *doc, const as_rule_hit *hit,
                     as_err *err)
{
    running *r = ctx;
    if (r->trying && !has_function(r, hit)) {
        as_layer *layer = NULL;
        const as_status st = as_doc_layer(doc, hit->layer, &layer, err);
        return st == AS_OK ? as_layer_add(doc, layer, &hit->span, NULL, err)
                           : st;
    }
    r->hit = hit;
    r->doc = doc;
    lua_pushcfunction(r->L, act_protected);
    lua_pushlightuserdata(r->L, r);
    lua_pushvalue(r->L, r->actions);
    lua_pushvalue(r->L, r->handle);
    const int st = lua_pcall(r->L, 3, 0, 0);
    return st == LUA_OK ? AS_OK : as_bind_result(r->L, st, err);
}

as_status as_rules_run_lua(lua_State *L, int at, int handle, as_doc *doc,
                           bool trying, as_err *err)
{
    rules_box *box = lua_touserdata(L, at);
    const as_doc_mark mark = as_doc_mark_now(doc);
    running r = {.L = L, .rules = box->rules, .handle = handle,
                 .trying = trying};
    if (box->busy) {
        return as_err_set(err, AS_ESCRIPT, "these rules are running already");
    }
    lua_getiuservalue(L, at, UV_ACTIONS);
    r.actions = lua_gettop(L);
    box->busy = true;
    as_handle_pin(L, handle, 1);
    const as_status st = as_rules_run(box->runner, doc,
                                      as_guard_flag(&as_bind_of(L)->guard), act, &r,
                                      err);
    as_handle_pin(L, handle, -1);
    box->busy = false;
    lua_settop(L, r.actions - 1);
    if (st != AS_OK) {
        as_doc_rollback(doc, mark);
    }
    return st;
}

/* `step`: which one it was added in; NULL: it will be taken back at once. */
static as_doc *run_arg(lua_State *L, const char *fn, uint32_t *step)
{
    as_doc *doc = doc_arg(L, fn);
    as_err err;
    luaL_checkstack(L, 16, fn);
    if (step != NULL) {
        *step = as_journal_begin(L, 2, doc);
    }
    const as_status st = as_rules_run_lua(L, 1, 2, doc, false, &err);
    as_journal_end(doc, step ? *step : 0);
    if (st != AS_OK) {
        as_guard_check(L); /* if it is time to stop, that is what counts */
        as_bind_raise(L, st, &err);
    }
    return doc;
}

/* rules:apply(doc): how many spans it added. */
static int apply(lua_State *L)
{
    (void)self(L, "rules:apply");
    const as_doc *doc = doc_arg(L, "rules:apply");
    const uint64_t before = as_doc_mark_now(doc).n_added;
    uint32_t step = 0;
    (void)run_arg(L, "rules:apply", &step);
    const uint64_t n = as_doc_mark_now(doc).n_added - before;
    as_journal_tell(L, 2, step, "rules:apply", n);
    lua_pushinteger(L, (lua_Integer)n);
    return 1;
}

/* How many spans each layer had before. */
typedef struct finding {
    const as_doc *doc;
    const as_rules *rules;
    const size_t *counts;
    size_t n_counts;
} finding;

/* Which rule found the span on top, and by which label. */
static void name_rule(lua_State *L, const as_rules *rules, const as_span *s)
{
    for (size_t r = 0; s->prov && r < as_rules_count(rules); r++) {
        if (as_slice_eq(s->prov->rule, as_rules_origin(rules, r))) {
            as_push_slice(L, as_rules_name(rules, r));
            lua_setfield(L, -2, "rule");
            as_push_slice(L, as_rules_label(rules, r));
            lua_setfield(L, -2, "label");
            return;
        }
    }
}

/* Spans that were added since, in order of addition by layer. */
static int push_added(lua_State *L)
{
    const finding *f = lua_touserdata(L, 1);
    lua_Integer n = 0;
    lua_newtable(L);
    for (size_t i = 0; i < as_doc_layer_count(f->doc); i++) {
        const as_layer *layer = as_doc_layer_at(f->doc, i);
        const size_t from = i < f->n_counts ? f->counts[i] : 0;
        for (size_t k = from; k < as_layer_count(layer); k++) {
            const as_span *s = as_layer_get(layer, (uint32_t)k);
            as_guard_check(L);
            as_span_push(L, f->doc, as_layer_name(layer), s);
            name_rule(L, f->rules, s);
            lua_rawseti(L, -2, ++n);
        }
    }
    return 1;
}

/* rules:find(doc): what it would add, as spans; the document stays, also if
 * listing them is interrupted. */
int as_rules_find_lua(lua_State *L)
{
    const rules_box *box = self(L, "rules:find");
    as_doc *doc = doc_arg(L, "rules:find");
    const as_doc_mark mark = as_doc_mark_now(doc);
    const size_t n = as_doc_layer_count(doc);
    size_t *counts = as_scratch(L, n + 1, sizeof *counts);
    for (size_t i = 0; i < n; i++) {
        counts[i] = as_layer_count(as_doc_layer_at(doc, i));
    }
    (void)run_arg(L, "rules:find", NULL);
    finding f = {doc, box->rules, counts, n};
    lua_pushcfunction(L, push_added);
    lua_pushlightuserdata(L, &f);
    const int st = lua_pcall(L, 1, 1, 0);
    as_doc_rollback(doc, mark);
    return st == LUA_OK ? 1 : lua_error(L);
}

/* ---- asking ----------------------------------------------------------- */

static size_t rule_arg(lua_State *L, const rules_box *box, int idx,
                       const char *fn)
{
    if (lua_type(L, idx) != LUA_TSTRING) {
        as_bind_arg(L, idx, fn, "rule", "a rule's name");
    }
    const as_slice name = as_to_slice(L, idx);
    const size_t i = as_rules_find(box->rules, name);
    if (i == SIZE_MAX) {
        as_suggest near = as_suggest_for(name);
        for (size_t k = 0; k < as_rules_count(box->rules); k++) {
            as_suggest_offer(&near, as_rules_name(box->rules, k));
        }
        as_push_slice(L, near.best);
        as_bind_error(L, "%s: there is no rule \"%s\"%s%s%s", fn, name.p,
                      near.best.n ? ": did you mean " : "",
                      lua_tostring(L, -1), near.best.n ? "?" : "");
    }
    return i;
}

static void push_waits(lua_State *L, const as_why *why)
{
    lua_createtable(L, (int)why->n_waits, 0);
    for (size_t i = 0; i < why->n_waits; i++) {
        lua_createtable(L, 0, 2);
        as_push_slice(L, why->waits[i].source);
        lua_setfield(L, -2, "source");
        as_push_slice(L, why->waits[i].test);
        lua_setfield(L, -2, "test");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* rules:why(doc, rule, sentence): a line, and the same as a table. */
static int why(lua_State *L)
{
    static const char *const verdicts[] = {
        [AS_WHY_FOUND] = "found",     [AS_WHY_ASLEEP] = "asleep",
        [AS_WHY_STOPPED] = "stopped", [AS_WHY_LEFT] = "left",
        [AS_WHY_ROLE] = "role",       [AS_WHY_GUARDED] = "guarded",
        [AS_WHY_LOST] = "lost"};
    const char *fn = "rules:why";
    rules_box *box = idle(L, fn);
    as_doc *doc = doc_arg(L, fn);
    const size_t rule = rule_arg(L, box, 3, fn);
    const lua_Integer n = (lua_Integer)as_doc_sents(doc)->n;
    if (!lua_isinteger(L, 4) || lua_tointeger(L, 4) < 1 ||
        lua_tointeger(L, 4) > n) {
        return luaL_error(L, "%s: sentence must be a number from 1 to %I", fn,
                          (LUAI_UACINT)n);
    }
    uint32_t first = 0;
    uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    if (as_rules_scope(box->rules, rule) == AS_SCOPE_SENTENCE) {
        as_doc_sent(doc, (uint32_t)lua_tointeger(L, 4) - 1, &first, &end);
    } else {
        first = 0; /* its unit is larger: all of the text is asked */
    }
    as_why w;
    as_err err;
    as_status st = as_rules_why(box->runner, doc, rule, first, end, &w, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    as_push_slice(L, w.text);
    lua_createtable(L, 0, 4);
    lua_pushstring(L, verdicts[w.verdict]);
    lua_setfield(L, -2, "verdict");
    lua_pushinteger(L, (lua_Integer)w.first + 1);
    lua_setfield(L, -2, "first");
    lua_pushinteger(L, (lua_Integer)w.at + 1);
    lua_setfield(L, -2, "at");
    push_waits(L, &w);
    lua_setfield(L, -2, "waits");
    return 2;
}

/* rules:stats(): a row for each rule, of all runs since the last call with
 * true, which also begins to take times. */
static int stats(lua_State *L)
{
    rules_box *box = idle(L, "rules:stats");
    const size_t n = as_rules_count(box->rules);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        const as_rule_stats s = as_rules_stats(box->runner, i);
        lua_createtable(L, 0, 8);
        as_push_slice(L, as_rules_name(box->rules, i));
        lua_setfield(L, -2, "rule");
        as_set_integer(L, "wakes", s.wakes);
        as_set_integer(L, "hits", s.hits);
        as_set_integer(L, "guarded", s.guarded);
        as_set_integer(L, "lost", s.lost);
        as_set_integer(L, "won", s.hits - s.guarded - s.lost);
        lua_pushnumber(L, s.seconds * 1000);
        lua_setfield(L, -2, "ms");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    if (lua_toboolean(L, 2)) {
        as_rules_stats_reset(box->runner);
        as_rules_time(box->runner, true);
    }
    return 1;
}

/* rules:list(): name, label, kind and phase (from 1) of each. */
static int list(lua_State *L)
{
    const rules_box *box = self(L, "rules:list");
    const size_t n = as_rules_count(box->rules);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        lua_createtable(L, 0, 4);
        as_push_slice(L, as_rules_name(box->rules, i));
        lua_setfield(L, -2, "name");
        as_push_slice(L, as_rules_label(box->rules, i));
        lua_setfield(L, -2, "label");
        as_push_slice(L, as_rules_layer(box->rules, i));
        lua_setfield(L, -2, "kind");
        as_set_integer(L, "phase", as_rules_phase(box->rules, i) + 1u);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int lints(lua_State *L)
{
    (void)self(L, "rules:lints");
    lua_getiuservalue(L, 1, UV_LINTS);
    return 1;
}

/* ---- the type --------------------------------------------------------- */

static int rules_gc(lua_State *L)
{
    rules_box *box = luaL_checkudata(L, 1, AS_RULES_TYPE);
    as_rule_runner_free(box->runner);
    as_rules_unref(box->rules);
    as_bind_drop(as_bind_of(L), box->bytes);
    *box = (rules_box){0};
    return 0;
}

static int rules_len(lua_State *L)
{
    const rules_box *box = luaL_checkudata(L, 1, AS_RULES_TYPE);
    lua_pushinteger(L, box->rules ? (lua_Integer)as_rules_count(box->rules)
                                  : 0);
    return 1;
}

static int rules_string(lua_State *L)
{
    const rules_box *box = luaL_checkudata(L, 1, AS_RULES_TYPE);
    lua_pushfstring(L, "rules (%I)",
                    box->rules ? (LUAI_UACINT)as_rules_count(box->rules) : 0);
    return 1;
}

void as_rules_type(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", rules_gc},
                                    {"__len", rules_len},
                                    {"__tostring", rules_string},
                                    {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"apply", apply}, {"find", as_rules_find_lua},   {"why", why},   {"stats", stats},
        {"list", list},   {"lints", lints}, {"test", as_rules_test}, {NULL, NULL}};
    as_bind_type(L, AS_RULES_TYPE, meta, methods);
}

void as_rules_open(lua_State *L)
{
    static const luaL_Reg user[] = {{"load", as_rules_load},
                                    {"of", as_rules_of},
                                    {"data", as_rules_data},
                                    {NULL, NULL}};
    lua_newtable(L);
    if (as_bind_of(L)->lua != NULL) {
        luaL_setfuncs(L, user, 0);
        luaL_getmetatable(L, AS_RULES_TYPE); /* the library adds to them */
        lua_getfield(L, -1, "__index");
        lua_setfield(L, -3, "methods");
        lua_pop(L, 1);
    }
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, as_rules_make);
    lua_setfield(L, -2, "__call");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "rules");
}

/* api_open.c - documents into the user's state: assay.open, text, each.
 *
 * A document is read, made, sent through the plugins' pipeline and put into
 * a handle; what is half made lives in a box, so that a Lua error on the way
 * frees it. Memory is bounded: assay.each closes each document when the next
 * one comes (unless doc:keep was called), and documents that are dropped
 * without doc:close make the collector run, since it cannot see their size. */
#include <stddef.h>

#include "bind/lua_plugin.h"
#include "bind/user.h"
#include "io/date.h"

#define EACH_TYPE "assay.each"
#define READING "assay.reading" /* in the registry: keeps strings of options */

/* Open documents may weigh this much before the collector is asked. */
enum { COLLECT_AT = 64 << 20 };

/* ---- options ---------------------------------------------------------- */

static as_input_format format_of(lua_State *L, const char *fn,
                                 const char *name)
{
    if (strcmp(name, "jsonl") == 0) {
        return AS_INPUT_JSONL;
    }
    if (strcmp(name, "text") != 0) {
        luaL_error(L, "%s: format must be \"text\" or \"jsonl\" (got \"%s\")",
                   fn, name);
    }
    return AS_INPUT_TEXT;
}

static const struct {
    const char *key;
    size_t at;
} read_as[] = {{"date", offsetof(as_input_opts, date)},
               {"id_field", offsetof(as_input_opts, id_field)},
               {"text_field", offsetof(as_input_opts, text_field)},
               {"date_field", offsetof(as_input_opts, date_field)},
               {"title_field", offsetof(as_input_opts, title_field)},
               {"source_field", offsetof(as_input_opts, source_field)}};

enum { N_FIELDS = sizeof read_as / sizeof *read_as };

static const char **field(as_input_opts *o, size_t i)
{
    return (const char **)((char *)o + read_as[i].at);
}

static void check_date(lua_State *L, const char *fn, as_slice given)
{
    as_slice date = {0};
    if (!as_date_prefix(given, &date) || date.n != given.n || given.n < 10) {
        luaL_error(L, "%s: date must be one like 2026-03-04 (got \"%s\")", fn,
                   given.p);
    }
}

/* What the table at `idx` says, into `o`; it keeps the strings alive. */
static void read_opts(lua_State *L, int idx, const char *fn, as_input_opts *o)
{
    as_slice s;
    for (size_t i = 0; i < N_FIELDS; i++) {
        if (as_field_text(L, idx, fn, read_as[i].key, &s)) {
            *field(o, i) = s.p;
        }
    }
    if (as_field_text(L, idx, fn, "date", &s)) {
        check_date(L, fn, s);
    }
    if (as_field_text(L, idx, fn, "format", &s)) {
        o->format = format_of(L, fn, s.p);
    }
}

/* The state's defaults and what the table at `idx` (or nothing) says. */
static as_input_opts input_opts(lua_State *L, int idx, const char *fn)
{
    as_lua *lua = as_bind_of(L)->lua;
    as_input_opts o = lua->opts.input;
    o.cancel = &lua->bind.guard.cancel;
    if (lua_isnoneornil(L, idx)) {
        return o;
    }
    if (!lua_istable(L, idx)) {
        as_bind_arg(L, idx, fn, "options", "a table");
    }
    read_opts(L, idx, fn, &o);
    return o;
}

/* Push the defaults as a table. */
static void push_opts(lua_State *L, as_input_opts *o)
{
    lua_newtable(L);
    for (size_t i = 0; i < N_FIELDS; i++) {
        lua_pushstring(L, *field(o, i)); /* nil for NULL */
        lua_setfield(L, -2, read_as[i].key);
    }
    if (o->format != AS_INPUT_AUTO) {
        lua_pushstring(L, o->format == AS_INPUT_TEXT ? "text" : "jsonl");
        lua_setfield(L, -2, "format");
    }
}

/* core.reading([options]): how documents are read that are opened without
 * options, as a table; with options, how they are from now on. */
static int defaults(lua_State *L)
{
    as_input_opts *now = &as_bind_of(L)->lua->opts.input, o = *now;
    if (lua_isnoneornil(L, 1)) {
        push_opts(L, now);
        return 1;
    }
    if (!lua_istable(L, 1)) {
        as_bind_arg(L, 1, "reading", "options", "a table");
    }
    for (size_t i = 0; i < N_FIELDS; i++) {
        *field(&o, i) = NULL;
    }
    o.format = AS_INPUT_AUTO;
    read_opts(L, 1, "reading", &o);
    push_opts(L, &o); /* it keeps the strings; those of now until here */
    lua_setfield(L, LUA_REGISTRYINDEX, READING);
    *now = o;
    return 0;
}

/* { annotate = false } leaves the plugins out. */
static bool annotate_of(lua_State *L, int idx)
{
    if (!lua_istable(L, idx)) {
        return true;
    }
    lua_pushliteral(L, "annotate");
    bool on = lua_rawget(L, idx) == LUA_TNIL || lua_toboolean(L, -1);
    lua_pop(L, 1);
    return on;
}

/* ---- making a document ------------------------------------------------ */

static void plugin_problem(void *ctx, const as_err *err)
{
    const as_lua *lua = ctx;
    if (lua->opts.problem) {
        lua->opts.problem(lua->opts.problem_ctx, err, false);
    }
}

/* Let the collector find documents that nobody holds any more. */
static void collect(lua_State *L, as_lua *lua)
{
    if (lua->opened < lua->collect_at) {
        return;
    }
    lua_gc(L, LUA_GCCOLLECT, 0);
    size_t live = 0;
    for (size_t i = 0; i < lua->bind.slots.n; i++) {
        const as_slot *s = &lua->bind.slots.v[i];
        live += s->doc ? as_doc_size(s->doc) : 0;
    }
    lua->opened = live;
    lua->collect_at = live < COLLECT_AT / 2 ? COLLECT_AT : 2 * live;
}

/* AS_OK although a plugin failed: that is told to `problem`. */
as_status as_lua_annotate(as_lua *lua, const as_plugin *until, as_doc *doc,
                          as_err *err)
{
    const as_cancel *cancel = &lua->bind.guard.cancel;
    if (!lua->opts.plugins) {
        return AS_OK;
    }
    if (!lua->pipe) {
        as_status st = as_pipeline_new(
            lua->opts.plugins, as_lua_plugin_stage,
            (void *)cancel, plugin_problem, lua, cancel,
            &lua->pipe, err);
        for (size_t i = 0; st == AS_OK && i < lua->opts.n_without; i++) {
            st = as_pipeline_switch(lua->pipe, lua->opts.without[i], false,
                                    err);
        }
        if (st != AS_OK) {
            as_pipeline_free(lua->pipe);
            lua->pipe = NULL;
            return st;
        }
    }
    as_err mine = {0};
    as_status st = until ? as_pipeline_run_rules(lua->pipe, until, doc, &mine)
                         : as_pipeline_run(lua->pipe, doc, &mine);
    if (st == AS_ECANCEL || st == AS_ENOMEM) {
        return as_err_set(err, st, "%s", mine.msg);
    }
    if (st != AS_OK) {
        plugin_problem(lua, &mine);
    }
    return AS_OK;
}

/* Push the document of `item`, which is left without its text. */
static void push_doc(lua_State *L, as_input_item *item, bool with_plugins)
{
    as_lua *lua = as_bind_of(L)->lua;
    collect(L, lua);
    uint32_t slot = as_handle_push(L);
    as_doc *doc = NULL;
    as_err err;
    as_status st = as_doc_new(&item->text, &item->meta, &doc, &err);
    if (st == AS_OK && with_plugins) {
        st = as_lua_annotate(lua, NULL, doc, &err);
    }
    if (st != AS_OK) {
        as_doc_free(doc);
        as_bind_raise(L, st, &err);
    }
    lua->opened += as_doc_size(doc);
    as_handle_fill(&lua->bind, slot, doc, false);
}

/* ---- reading ---------------------------------------------------------- */

/* An input and the item that it is at; the paths are anchored in Lua. */
typedef struct reading {
    as_input *in;
    as_input_item item;
    as_input_item first; /* of assay.open, while it looks for another */
    bool annotate;
    as_err lost; /* the first input that could not be read */
    bool is_lost;
    size_t n_lost; /* of assay.each */
    as_lua *lua;
} reading;

static void reading_clear(reading *r)
{
    as_input_free(r->in);
    r->in = NULL;
    as_input_item_clear(&r->item);
    as_input_item_clear(&r->first);
}

static void reading_free(void *p)
{
    reading_clear(p);
    as_mem_free(p);
}

static void tell(void *ctx, const as_err *err, bool lost)
{
    const as_lua *lua = ctx;
    if (lua->opts.problem) {
        lua->opts.problem(lua->opts.problem_ctx, err, lost);
    }
}

/* For assay.each, which counts them. */
static void count_lost(void *ctx, const as_err *err, bool lost)
{
    reading *r = ctx;
    r->n_lost += lost;
    tell(r->lua, err, lost);
}

/* For assay.open, which gives the error to its caller. */
static void remember(void *ctx, const as_err *err, bool lost)
{
    reading *r = ctx;
    if (!lost) {
        tell(r->lua, err, lost);
    } else if (!r->is_lost) {
        r->lost = *err;
        r->is_lost = true;
    }
}

static reading *push_reading(lua_State *L)
{
    as_box *box = as_box_push(L, reading_free);
    reading *r = box->p = as_mem_zero(1, sizeof *r);
    if (!r) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    r->lua = as_bind_of(L)->lua;
    return r;
}

/* The next item into r->item; AS_EOF or AS_OK, anything else is raised. */
static as_status read_next(lua_State *L, reading *r)
{
    as_err err;
    as_input_item_clear(&r->item);
    as_status st = as_input_next(r->in, &r->item, &err);
    if (st != AS_OK && st != AS_EOF) {
        as_bind_raise(L, st, &err);
    }
    return st;
}

/* nil and why there is no document. */
static int nothing_read(lua_State *L, const reading *r, const char *path)
{
    if (r->is_lost) {
        return as_bind_fail(L, &r->lost);
    }
    lua_pushnil(L);
    lua_pushfstring(L, "%s: there is no document in it", path);
    return 2;
}

/* assay.open(path [, options]): the one document of a file. */
static int open_doc(lua_State *L)
{
    const char *path = as_home_path_arg(L, 1, "assay.open");
    lua_settop(L, 2);
    as_input_opts opts = input_opts(L, 2, "assay.open");
    reading *r = push_reading(L);
    as_err err;
    as_status st = as_input_new(&path, 1, &opts, remember, r, &r->in, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    if (read_next(L, r) == AS_EOF) {
        return nothing_read(L, r, path);
    }
    r->first = r->item;
    r->item = (as_input_item){0};
    if (read_next(L, r) != AS_EOF) { /* before any work is done on it */
        lua_pushnil(L);
        lua_pushfstring(L, "%s: holds more than one document; use assay.each",
                        path);
        lua_pushboolean(L, 1); /* tells this from what cannot be read */
        return 3;
    }
    push_doc(L, &r->first, annotate_of(L, 2));
    as_box_drop(lua_touserdata(L, 3)); /* closes the file now */
    return 1;
}

/* assay.text(string [, {id, title, date, source}]) */
static int text_doc(lua_State *L)
{
    const char *fn = "assay.text";
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, fn, "text", "a string");
    }
    lua_settop(L, 2);
    as_lua *lua = as_bind_of(L)->lua;
    as_doc_meta meta = {.id = AS_LIT("text"),
                        .date = as_slice_str(lua->opts.input.date)};
    if (lua_istable(L, 2)) {
        const struct {
            const char *key;
            as_slice *place;
        } fields[] = {{"id", &meta.id},
                      {"title", &meta.title},
                      {"date", &meta.date},
                      {"source", &meta.source}};
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
            as_slice s;
            if (as_field_text(L, 2, fn, fields[i].key, &s)) {
                *fields[i].place = as_slice_str(s.p);
            }
        }
    } else if (!lua_isnil(L, 2)) {
        return as_bind_arg(L, 2, fn, "options", "a table");
    }
    reading *r = push_reading(L);
    as_err err;
    as_status st = as_buf_add_slice(&r->item.text, as_to_slice(L, 1), &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    r->item.meta = meta;
    push_doc(L, &r->item, annotate_of(L, 2));
    return 1;
}

/* ---- assay.each ------------------------------------------------------- */

/* The iterator's userdata; its two user values are the paths and options
 * (anchored), and the document given last. */
typedef struct each {
    reading r;
} each;

enum { EACH_ANCHOR = 1, EACH_LAST };

static void close_last(lua_State *L, int idx)
{
    lua_getiuservalue(L, idx, EACH_LAST);
    if (luaL_testudata(L, -1, AS_DOC_TYPE) && !as_handle_kept(L, -1)) {
        as_handle_close(L, -1);
    }
    lua_pop(L, 1);
    lua_pushnil(L);
    lua_setiuservalue(L, idx, EACH_LAST);
}

static int each_close(lua_State *L)
{
    each *e = luaL_checkudata(L, 1, EACH_TYPE);
    close_last(L, 1);
    reading_clear(&e->r);
    return 0;
}

static int each_gc(lua_State *L)
{
    each *e = luaL_checkudata(L, 1, EACH_TYPE);
    reading_clear(&e->r);
    return 0;
}

static int each_next(lua_State *L)
{
    int ud = lua_upvalueindex(1);
    each *e = lua_touserdata(L, ud);
    as_guard_check(L);
    lua_settop(L, 0);
    lua_pushvalue(L, ud);
    close_last(L, 1);
    if (!e->r.in || read_next(L, &e->r) == AS_EOF) {
        reading_clear(&e->r);
        lua_pushnil(L);
        return 1;
    }
    push_doc(L, &e->r.item, e->r.annotate);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, EACH_LAST);
    return 1;
}

/* source:progress(): bytes read, bytes in all, documents still to come, inputs
 * that could not be read; the two in the middle nil where that is not known. */
static int each_progress(lua_State *L)
{
    const each *e = luaL_checkudata(L, 1, EACH_TYPE);
    uint64_t done = 0, total = 0;
    size_t left = 0;
    if (!e->r.in) {
        return 0;
    }
    as_input_progress(e->r.in, &done, &total);
    lua_pushinteger(L, (lua_Integer)done);
    lua_pushinteger(L, (lua_Integer)total);
    if (total == 0) {
        lua_pushnil(L);
        lua_replace(L, -2);
    }
    if (as_input_left(e->r.in, &left)) {
        lua_pushinteger(L, (lua_Integer)left);
    } else {
        lua_pushnil(L);
    }
    lua_pushinteger(L, (lua_Integer)e->r.n_lost);
    return 4;
}

/* The paths of argument 1, a string or a list; anchored by that value. */
static const char **paths_of(lua_State *L, size_t *n)
{
    if (lua_type(L, 1) == LUA_TSTRING) {
        const char **one = as_scratch(L, 1, sizeof *one);
        *one = as_home_path_arg(L, 1, "assay.each");
        *n = 1;
        return one;
    }
    if (!lua_istable(L, 1)) {
        as_bind_arg(L, 1, "assay.each", "paths", "a string or a list");
    }
    *n = lua_rawlen(L, 1);
    /* A copy of the list, which the loop's body cannot change. */
    lua_createtable(L, *n < INT32_MAX ? (int)*n : 0, 0);
    const char **v = as_scratch(L, *n, sizeof *v);
    for (size_t i = 0; i < *n; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        v[i] = as_home_path_arg(L, lua_gettop(L), "assay.each");
        lua_rawseti(L, -3, (lua_Integer)i + 1);
    }
    lua_pushvalue(L, -2);
    lua_replace(L, 1);
    lua_remove(L, -2);
    return v;
}

/* Keep paths, options and the array of paths alive with the iterator. */
static void anchor(lua_State *L, int ud)
{
    lua_createtable(L, 3, 0);
    for (int i = 1; i <= 3; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i);
    }
    lua_setiuservalue(L, ud, EACH_ANCHOR);
}

/* assay.each(paths [, options]): for doc in assay.each("reports/") do */
static int each_doc(lua_State *L)
{
    lua_settop(L, 2);
    size_t n;
    const char **paths = paths_of(L, &n);
    as_input_opts opts = input_opts(L, 2, "assay.each");
    each *e = lua_newuserdatauv(L, sizeof *e, 2);
    memset(e, 0, sizeof *e);
    luaL_setmetatable(L, EACH_TYPE);
    anchor(L, 4);
    e->r.annotate = annotate_of(L, 2);
    e->r.lua = as_bind_of(L)->lua;
    as_err err;
    as_status st = as_input_new(paths, n, &opts, count_lost, &e->r,
                                &e->r.in, &err);
    if (st != AS_OK) {
        return as_bind_raise(L, st, &err);
    }
    lua_pushvalue(L, 4);
    lua_pushcclosure(L, each_next, 1);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, 4);
    return 4;
}

void as_each_type(lua_State *L)
{
    static const luaL_Reg fns[] = {{"__gc", each_gc},
                                   {"__close", each_close},
                                   {NULL, NULL}};
    static const luaL_Reg methods[] = {{"progress", each_progress},
                                       {NULL, NULL}};
    as_bind_type(L, EACH_TYPE, fns, methods);
}

const luaL_Reg as_api_open[] = {{"open", open_doc}, {"text", text_doc},
                                {"each", each_doc}, {"reading", defaults},
                                {NULL, NULL}};

/* api_corpus.c - the corpus of open documents for Lua: which documents a
 * question is about, where something stands in them.
 *
 * A document is listed in the corpus when a question is first about it, and
 * taken off when its handle is closed (handle.c). Lists that a question makes
 * live in boxes, so that an error frees them. Hits stay, as numbers of
 * documents and tokens: they outlive the documents, and the rows that Lua
 * makes of them do not. */
#include "bind/api_corpus.h"

#include <limits.h>

#include "bind/known.h"

#include "bind/term.h"
#include "bind/user.h"

#define HITS_TYPE "assay.hits"

/* ---- the corpus -------------------------------------------------------- */

as_corpus *as_corpus_of(lua_State *L)
{
    as_bind *b = as_bind_of(L);
    as_err err;
    if (b->corpus == NULL && as_corpus_new(&b->corpus, &err) != AS_OK) {
        as_bind_raise(L, err.status, &err);
    }
    return b->corpus;
}

/* Mostly documents that went: begin anew. */
static void renew(as_bind *b)
{
    if (as_corpus_worn(b->corpus)) {
        as_corpus_clear(b->corpus);
        for (size_t i = 0; i < b->slots.n; i++) {
            b->slots.v[i].listed = 0;
        }
    }
}

/* The number of the document on top of the stack; *added is set if it is a new
 * one. */
static uint32_t list_doc(lua_State *L, as_corpus *c, lua_Integer nth,
                         const char *fn, bool *added)
{
    as_slot *s = as_handle_slot(L, -1);
    as_err err;
    if (s == NULL) {
        const bool closed = luaL_testudata(L, -1, AS_DOC_TYPE) != NULL;
        as_bind_error(L, "%s: document %d of the list is %s", fn, (int)nth,
                      closed ? "closed" : "none");
    }
    as_handle_next(as_bind_of(L), s);
    if (s->listed == 0) {
        uint32_t id = 0;
        as_status st = as_corpus_add(c, s->doc, &id, &err);
        if (st != AS_OK) {
            as_bind_raise(L, st, &err);
        }
        s->listed = id + 1;
        *added = true;
    }
    return s->listed - 1;
}

static void choice_free(void *p)
{
    as_choice_clear(p);
    as_mem_free(p);
}

const as_choice *as_choice_push(lua_State *L, int idx, const char *fn)
{
    (void)as_corpus_of(L);
    renew(as_bind_of(L));
    return as_choice_beside(L, idx, fn);
}

const as_choice *as_choice_beside(lua_State *L, int idx, const char *fn)
{
    as_corpus *c = as_corpus_of(L);
    luaL_checktype(L, idx, LUA_TTABLE);
    as_box *box = as_box_push(L, choice_free);
    as_choice *choice = box->p = as_mem_zero(1, sizeof *choice);
    const size_t n = lua_rawlen(L, idx);
    uint32_t *ids = as_scratch(L, n, sizeof *ids);
    as_err err;
    if (choice == NULL) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    bool drawn = false;
    for (size_t i = 0; i < n; i++) {
        bool added = false;
        lua_rawgeti(L, idx, (lua_Integer)i + 1);
        ids[i] = list_doc(L, c, (lua_Integer)i + 1, fn, &added);
        lua_pop(L, 1);
        if (added) {
            as_term_progress(L, &(as_lua_progress){.what = "index",
                                                   .docs = i + 1,
                                                   .docs_total = n});
            as_guard_step(L);
            drawn = true;
        }
    }
    if (drawn) {
        as_term_progress(L, NULL);
    }
    as_status st = as_corpus_choose(c, ids, n, choice, &err);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    lua_pop(L, 1);
    return choice;
}

/* ---- options ------------------------------------------------------------- */

lua_Integer as_opt_integer(lua_State *L, int idx, const char *key,
                           lua_Integer otherwise)
{
    if (!lua_istable(L, idx)) {
        return otherwise;
    }
    lua_pushstring(L, key);
    int is = 1;
    lua_Integer n = lua_rawget(L, idx) == LUA_TNIL ? otherwise
                                                   : lua_tointegerx(L, -1, &is);
    if (!is || n < 0 || n > INT32_MAX) {
        as_bind_error(L, "corpus: %s must be an integer from 0", key);
    }
    lua_pop(L, 1);
    return n;
}

bool as_opt_bool(lua_State *L, int idx, const char *key)
{
    if (!lua_istable(L, idx)) {
        return false;
    }
    lua_pushstring(L, key);
    lua_rawget(L, idx);
    const bool is = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return is;
}

int as_opt_name(lua_State *L, int idx, const char *key,
                const char *const *names, int otherwise)
{
    if (!lua_istable(L, idx)) {
        return otherwise;
    }
    lua_pushstring(L, key);
    lua_rawget(L, idx);
    const char *name = lua_tostring(L, -1);
    int found = name ? -1 : otherwise;
    for (int i = 0; name && found < 0 && names[i]; i++) {
        found = strcmp(name, names[i]) == 0 ? i : -1;
    }
    if (found < 0) {
        as_bind_error(L, "corpus: %s cannot be \"%s\"", key, name);
    }
    lua_pop(L, 1); /* the table keeps the name */
    return found;
}

const uint32_t *as_numbers_push(lua_State *L, int idx, size_t n_docs,
                                size_t n)
{
    luaL_checktype(L, idx, LUA_TTABLE);
    uint32_t *v = as_scratch(L, n_docs, sizeof *v);
    for (size_t i = 0; i < n_docs; i++) {
        lua_rawgeti(L, idx, (lua_Integer)i + 1);
        const lua_Integer x = lua_tointeger(L, -1);
        if (x < 1 || (size_t)x > n) {
            as_bind_error(L, "corpus: a number of a document is out of range");
        }
        v[i] = (uint32_t)(x - 1);
        lua_pop(L, 1);
    }
    return v;
}

/* ---- hits ---------------------------------------------------------------- */

static void hits_free(void *p)
{
    as_hits_clear(p);
    as_mem_free(p);
}

as_hits *as_hits_push(lua_State *L, const as_choice *choice, int idx,
                      int *what)
{
    as_corpus *c = as_corpus_of(L);
    const as_cancel *cancel = as_guard_flag(&as_bind_of(L)->guard);
    const bool is_text = lua_type(L, idx) == LUA_TSTRING;
    as_err err;
    as_status st;
    *what = idx;
    if (is_text && !as_words_are(as_to_slice(L, idx))) {
        as_pattern_push(L, idx);
        *what = lua_gettop(L);
    }
    as_box *box = as_box_push(L, hits_free);
    as_hits *hits = box->p = as_mem_zero(1, sizeof *hits);
    if (hits == NULL) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    if (is_text && *what == idx) {
        st = as_hits_words(c, choice, as_to_slice(L, idx), cancel, hits, &err);
    } else if (as_pattern_test(L, *what)) {
        st = as_hits_pattern(c, choice, as_pattern_test(L, *what), cancel,
                             hits, &err);
    } else if (as_gaz_test(L, *what)) {
        st = as_hits_gaz(c, choice, as_gaz_test(L, *what), cancel, hits, &err);
    } else {
        as_bind_arg(L, idx, "corpus", "pattern",
                    "words, a pattern or a gazetteer");
    }
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    return hits;
}

/* What Lua holds: the hits, and in user value 1 the pattern or gazetteer. */
typedef struct hits_value {
    as_hits hits;
    size_t bytes; /* as counted in as_bind */
} hits_value;

static size_t hits_size(const as_hits *h)
{
    return sizeof(hits_value) + h->v.cap * sizeof *h->v.v +
           h->caps.cap * sizeof *h->caps.v +
           h->cap_off.cap * sizeof *h->cap_off.v;
}

static void order_hits(lua_State *L, const as_choice *choice, int options,
                       as_hits *hits)
{
    static const char *const names[] = {"left", "right", "key", "docs", NULL};
    enum { AS_THEY_COME = 4 };
    const int order = as_opt_name(L, options, "sort", names, AS_THEY_COME);
    const uint32_t *ranks = NULL;
    as_err err;
    if (order == AS_THEY_COME) {
        return;
    }
    if (order == AS_ORDER_DOCS) {
        lua_getfield(L, options, "ranks");
        ranks = as_numbers_push(L, lua_gettop(L), choice->n, choice->n);
    }
    as_status st = as_hits_sort(as_corpus_of(L), choice, (as_order)order,
                                ranks, as_guard_flag(&as_bind_of(L)->guard),
                                hits, &err);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
}

/* corpus.hits(docs, what, options) -> hits, how many there are in all.
 * Options: sort (left, right, key, docs), ranks (a number a document, for
 * docs), sample, seed, limit. */
static int hits_of(lua_State *L)
{
    int what;
    lua_settop(L, 3);
    as_bind_room(L, "corpus.hits");
    const as_choice *choice = as_choice_push(L, 1, "corpus.hits");
    as_hits *hits = as_hits_push(L, choice, 2, &what);
    const size_t all = hits->v.n;
    const size_t sample = (size_t)as_opt_integer(L, 3, "sample", 0);
    const size_t limit = (size_t)as_opt_integer(L, 3, "limit", 0);
    if (sample > 0) {
        as_hits_sample(hits, sample,
                       (uint64_t)as_opt_integer(L, 3, "seed", 1));
    }
    order_hits(L, choice, 3, hits);
    if (limit > 0 && hits->v.n > limit) {
        hits->v.n = limit;
    }
    hits_value *v = lua_newuserdatauv(L, sizeof *v, 1);
    *v = (hits_value){*hits, hits_size(hits)};
    *hits = (as_hits){0};
    luaL_setmetatable(L, HITS_TYPE);
    as_bind_hold(as_bind_of(L), v->bytes);
    lua_pushvalue(L, what);
    lua_setiuservalue(L, -2, 1);
    lua_pushinteger(L, (lua_Integer)all);
    as_boxes_drop(L);
    return 2;
}

static as_slice capture_name(const void *pattern, uint32_t name)
{
    return as_pattern_capture_name(pattern, name);
}

/* The third value of doc:find: captures, or the entry's fields; nil for
 * words. `doc` is the hit's. */
static void push_more(lua_State *L, const hits_value *v, const as_hit *hit,
                      const as_doc *doc)
{
    const as_hits *h = &v->hits;
    lua_getiuservalue(L, 1, 1);
    const int at = lua_gettop(L);
    const as_pattern *p = as_pattern_test(L, at);
    const as_gaz *gaz = as_gaz_test(L, at);
    if (p != NULL && h->cap_off.n > 0) {
        const uint32_t from = h->cap_off.v[hit->more];
        const uint32_t n = h->cap_off.v[hit->more + 1] - from;
        as_captures_push(L, doc, n > 0 ? h->caps.v + from : NULL, n,
                         capture_name, p);
    } else if (p != NULL) {
        lua_newtable(L);
    } else if (gaz != NULL) {
        as_entry_push(L, gaz, hit->more);
    } else {
        lua_pushnil(L);
    }
    lua_remove(L, at);
}

static const as_hit *hit_arg(lua_State *L, const hits_value **v)
{
    *v = luaL_checkudata(L, 1, HITS_TYPE);
    const lua_Integer i = luaL_checkinteger(L, 2);
    luaL_argcheck(L, i >= 1 && (uint64_t)i <= (*v)->hits.v.n, 2,
                  "there is no such hit");
    return &(*v)->hits.v.v[i - 1];
}

/* corpus.hit(hits, i) -> number of its document in the list, first and last
 * token. */
static int hit(lua_State *L)
{
    const hits_value *v;
    const as_hit *h = hit_arg(L, &v);
    lua_pushinteger(L, (lua_Integer)h->doc + 1);
    lua_pushinteger(L, (lua_Integer)h->first + 1);
    lua_pushinteger(L, h->end);
    return 3;
}

/* corpus.entry(hits, i, doc): captures or fields; doc is the hit's. */
static int entry(lua_State *L)
{
    const hits_value *v;
    const as_hit *h = hit_arg(L, &v);
    const as_doc *doc = as_handle_check(L, 3, "corpus.entry");
    luaL_argcheck(L, h->end <= as_doc_tokens(doc)->n, 3, "not the hit's");
    push_more(L, v, h, doc);
    return 1;
}

static int hits_len(lua_State *L)
{
    const hits_value *v = luaL_checkudata(L, 1, HITS_TYPE);
    lua_pushinteger(L, (lua_Integer)v->hits.v.n);
    return 1;
}

static int hits_gc(lua_State *L)
{
    hits_value *v = luaL_checkudata(L, 1, HITS_TYPE);
    as_hits_clear(&v->hits);
    as_bind_drop(as_bind_of(L), v->bytes);
    v->bytes = 0;
    return 0;
}

/* ---- the rest ----------------------------------------------------------- */

/* corpus.open(list): what is an open document in it, as a new list. */
static int open_of(lua_State *L)
{
    lua_settop(L, 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    const lua_Integer n = (lua_Integer)lua_rawlen(L, 1);
    lua_Integer n_open = 0;
    lua_createtable(L, n < INT_MAX ? (int)n : 0, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 1, i);
        const as_slot *s = as_handle_slot(L, -1);
        if (s != NULL) {
            as_handle_next(as_bind_of(L), s);
            lua_rawseti(L, 2, ++n_open);
        } else {
            lua_pop(L, 1);
        }
        as_guard_step(L);
    }
    return 1;
}

/* corpus.words(what): is it looked for as words? */
static int words(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    lua_pushboolean(L, as_words_are(as_to_slice(L, 1)));
    return 1;
}

/* corpus.tagged(docs): has any of them lemmas and parts of speech? */
static int tagged(lua_State *L)
{
    lua_settop(L, 1);
    const as_choice *choice = as_choice_push(L, 1, "corpus.tagged");
    lua_pushboolean(L, as_corpus_tagged(as_corpus_of(L), choice));
    as_boxes_drop(L);
    return 1;
}

/* corpus.info() -> {docs=, tokens=, types=, bytes=} */
static int info(lua_State *L)
{
    const as_corpus *c = as_corpus_of(L);
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, (lua_Integer)as_corpus_doc_count(c));
    lua_setfield(L, -2, "docs");
    lua_pushinteger(L, (lua_Integer)as_corpus_token_count(c));
    lua_setfield(L, -2, "tokens");
    lua_pushinteger(L, as_corpus_type_count(c, AS_BY_NORM));
    lua_setfield(L, -2, "types");
    lua_pushinteger(L, (lua_Integer)as_corpus_size(c));
    lua_setfield(L, -2, "bytes");
    return 1;
}

static const luaL_Reg functions[] = {
    {"hits", hits_of},
    {"hit", hit},
    {"entry", entry},
    {"words", words},
    {"tagged", tagged},
    {"info", info},
    {"open", open_of},
    {"pattern", as_known_pattern},
    {"attributes", as_known_attributes},
    {"tags", as_known_tags},
    {NULL, NULL}};

void as_corpus_open(lua_State *L)
{
    static const luaL_Reg fns[] = {
        {"__len", hits_len}, {"__gc", hits_gc}, {NULL, NULL}};
    as_bind_type(L, HITS_TYPE, fns, NULL);
    lua_newtable(L);
    luaL_setfuncs(L, functions, 0);
    luaL_setfuncs(L, as_api_counts, 0);
    lua_setfield(L, -2, "corpus");
}

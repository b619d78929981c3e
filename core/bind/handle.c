/* handle.c - documents as Lua sees them.
 *
 * A handle is a slot's number and the generation that it was made for. When
 * the document goes, the slot's generation counts up, so that old handles
 * miss and raise a Lua error. A slot is used again; 2^32 uses of one slot
 * would have to pass before an old handle could hit by mistake. */
#include "bind/bind_int.h"
#include "corpus/corpus.h"

#include "base/suggest.h"

typedef struct handle {
    uint32_t slot, gen; /* gen 0: never had a document */
} handle;

/* luaL_testudata, which looks for the type's name each time: lists of many
 * documents are gone through at every question. */
static handle *handle_at(lua_State *L, int idx)
{
    handle *h = lua_touserdata(L, idx);
    if (h == NULL || !lua_getmetatable(L, idx)) {
        return NULL;
    }
    const bool is_doc = lua_topointer(L, -1) == as_bind_of(L)->doc_type;
    lua_pop(L, 1);
    return is_doc ? h : NULL;
}

as_slot *as_handle_slot(lua_State *L, int idx)
{
    const handle *h = handle_at(L, idx);
    as_bind *b = as_bind_of(L);
    if (!h || h->gen == 0 || h->slot >= b->slots.n) {
        return NULL;
    }
    as_slot *s = &b->slots.v[h->slot];
    return s->gen == h->gen && s->doc ? s : NULL;
}

void as_handle_next(const as_bind *b, const as_slot *s)
{
    enum { AHEAD = 16, HEAD = 40 }; /* documents; bytes of Lua before it */
    const size_t next = (size_t)(s - b->slots.v) + AHEAD;
    const char *at = next < b->slots.n ? b->slots.v[next].at : NULL;
    if (at != NULL) { /* it need not be there any more */
        __builtin_prefetch(at - HEAD);
        __builtin_prefetch(at);
    }
}

static uint32_t next_gen(uint32_t gen)
{
    return gen == UINT32_MAX ? 1 : gen + 1;
}

static uint32_t free_slot(lua_State *L, as_bind *b)
{
    for (size_t i = b->free_from; i < b->slots.n; i++) {
        if (!b->slots.v[i].doc) {
            b->free_from = i;
            return (uint32_t)i;
        }
    }
    b->free_from = b->slots.n;
    as_slot *s = as_vec_push(&b->slots, NULL);
    if (!s) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    *s = (as_slot){.gen = 1};
    return (uint32_t)(b->slots.n - 1);
}

uint32_t as_handle_push(lua_State *L)
{
    as_bind *b = as_bind_of(L);
    handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    *h = (handle){0, 0};
    luaL_setmetatable(L, AS_DOC_TYPE);
    h->slot = free_slot(L, b);
    as_slot *s = &b->slots.v[h->slot];
    s->gen = next_gen(s->gen); /* one that was never filled may be about */
    h->gen = s->gen;
    s->at = (const char *)h;
    return h->slot;
}

void as_handle_fill(as_bind *bind, uint32_t slot, as_doc *doc, bool borrowed)
{
    as_slot *s = &bind->slots.v[slot];
    assert(!s->doc);
    s->doc = doc;
    s->borrowed = borrowed;
    s->kept = false;
    s->pins = 0;
    s->listed = 0;
}

/* The corpus must not look at a document that goes. */
static void unlist(as_bind *b, as_slot *s)
{
    if (s->listed > 0) {
        as_corpus_drop(b->corpus, s->listed - 1);
        s->listed = 0;
    }
}

void as_handle_empty(as_bind *bind, uint32_t slot)
{
    assert(bind->slots.v[slot].borrowed);
    unlist(bind, &bind->slots.v[slot]);
    bind->slots.v[slot].doc = NULL;
}

static void slot_close(as_bind *b, as_slot *s)
{
    size_t at = (size_t)(s - b->slots.v);
    if (at < b->free_from) {
        b->free_from = at;
    }
    unlist(b, s);
    if (!s->borrowed) {
        as_doc_free(s->doc);
    }
    s->doc = NULL;
    s->gen = next_gen(s->gen);
}

as_doc *as_handle_test(lua_State *L, int idx)
{
    const as_slot *s = as_handle_slot(L, idx);
    return s ? s->doc : NULL;
}

as_doc *as_handle_check(lua_State *L, int idx, const char *fn)
{
    as_doc *doc = as_handle_test(L, idx);
    if (doc) {
        return doc;
    }
    if (luaL_testudata(L, idx, AS_DOC_TYPE)) {
        luaL_error(L, "%s: the document is closed", fn);
    }
    as_bind_arg(L, idx, fn, "self", "a document");
}

void as_handle_close(lua_State *L, int idx)
{
    as_slot *s = as_handle_slot(L, idx);
    if (s && s->pins > 0) {
        luaL_error(L, "doc:close: rules are running on this document");
    }
    if (s) {
        slot_close(as_bind_of(L), s);
    }
}

void as_handle_pin(lua_State *L, int idx, int by)
{
    as_slot *s = as_handle_slot(L, idx);
    if (s) {
        s->pins += (uint32_t)by;
    }
}

bool as_handle_pinned(lua_State *L, int idx)
{
    const as_slot *s = as_handle_slot(L, idx);
    return s && s->pins > 0;
}

bool as_handle_kept(lua_State *L, int idx)
{
    const as_slot *s = as_handle_slot(L, idx);
    return s && s->kept;
}

void as_handle_keep(lua_State *L, int idx)
{
    as_slot *s = as_handle_slot(L, idx);
    if (s) {
        s->kept = true;
    }
}

void as_slots_release(as_bind *bind)
{
    for (size_t i = 0; i < bind->slots.n; i++) {
        if (bind->slots.v[i].doc) {
            slot_close(bind, &bind->slots.v[i]);
        }
    }
}

void as_slots_clear(as_bind *bind)
{
    as_slots_release(bind);
    as_corpus_free(bind->corpus);
    bind->corpus = NULL;
    as_vec_clear(&bind->slots);
    bind->free_from = 0;
}

/* ---- metatable -------------------------------------------------------- */

static int doc_gc(lua_State *L)
{
    as_slot *s = as_handle_slot(L, 1);
    if (s && !s->borrowed) {
        slot_close(as_bind_of(L), s);
    }
    return 0;
}

static int doc_len(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "#doc");
    lua_pushinteger(L, (lua_Integer)as_doc_tokens(doc)->n);
    return 1;
}

static int doc_string(lua_State *L)
{
    const as_doc *doc = as_handle_test(L, 1);
    if (!doc) {
        lua_pushliteral(L, "doc (closed)");
        return 1;
    }
    as_slice id = as_doc_meta_of(doc)->id;
    as_push_slice(L, id);
    lua_pushfstring(L, "doc %s (%I tokens)", lua_tostring(L, -1),
                    (LUAI_UACINT)as_doc_tokens(doc)->n);
    return 1;
}

static void push_text(lua_State *L, as_slice s)
{
    if (s.n == 0) {
        lua_pushnil(L);
    } else {
        as_push_slice(L, s);
    }
}

static void push_id(lua_State *L, const as_doc *doc)
{
    push_text(L, as_doc_meta_of(doc)->id);
}

static void push_title(lua_State *L, const as_doc *doc)
{
    push_text(L, as_doc_meta_of(doc)->title);
}

static void push_date(lua_State *L, const as_doc *doc)
{
    push_text(L, as_doc_date(doc));
}

static void push_source(lua_State *L, const as_doc *doc)
{
    push_text(L, as_doc_meta_of(doc)->source);
}

static void push_lang(lua_State *L, const as_doc *doc)
{
    push_text(L, as_doc_lang(doc));
}

static void push_repaired(lua_State *L, const as_doc *doc)
{
    lua_pushinteger(L, (lua_Integer)as_doc_repaired(doc));
}

static void push_size(lua_State *L, const as_doc *doc)
{
    lua_pushinteger(L, (lua_Integer)as_doc_text(doc).n);
}

static const struct property {
    const char *name;
    void (*push)(lua_State *L, const as_doc *doc);
} properties[] = {{"id", push_id},         {"title", push_title},
                  {"date", push_date},     {"source", push_source},
                  {"lang", push_lang},     {"repaired", push_repaired},
                  {"size", push_size}};
enum { N_PROPERTIES = sizeof properties / sizeof *properties };

/* False when the document has no such property. */
static bool push_property(lua_State *L, const as_doc *doc, const char *key)
{
    for (size_t i = 0; i < N_PROPERTIES; i++) {
        if (strcmp(key, properties[i].name) == 0) {
            properties[i].push(L, doc);
            return true;
        }
    }
    return false;
}

/* Offer a name; of those that are equally near the first in order stays,
 * since a table of Lua's has none. */
static void offer(as_suggest *s, as_slice name)
{
    as_suggest one = as_suggest_for(s->word);
    as_suggest_offer(&one, name);
    if (one.best.n > 0 &&
        (s->best.n == 0 || one.distance < s->distance ||
         (one.distance == s->distance && as_slice_cmp(name, s->best) < 0))) {
        *s = one;
    }
}

/* Raise that there is no such method or property, and which may be meant. */
static void unknown(lua_State *L, const char *key)
{
    as_suggest s = as_suggest_for(as_slice_str(key));
    for (size_t i = 0; i < N_PROPERTIES; i++) {
        offer(&s, as_slice_str(properties[i].name));
    }
    lua_pushnil(L);
    while (lua_next(L, lua_upvalueindex(1))) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING) {
            offer(&s, as_to_slice(L, -1));
        }
    }
    if (s.best.n == 0) {
        as_bind_error(L, "doc: there is no \"%s\"; see help \"doc\"", key);
    }
    as_push_slice(L, s.best); /* NUL-ended */
    as_bind_error(L, "doc: there is no \"%s\"; did you mean \"%s\"?", key,
                  lua_tostring(L, -1));
}

void as_handle_properties(lua_State *L)
{
    lua_createtable(L, N_PROPERTIES, 0);
    for (size_t i = 0; i < N_PROPERTIES; i++) {
        lua_pushstring(L, properties[i].name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* Methods, then properties; upvalue 1 is the table of methods. */
static int doc_index(lua_State *L)
{
    luaL_checkudata(L, 1, AS_DOC_TYPE);
    if (lua_type(L, 2) != LUA_TSTRING) {
        return as_bind_arg(L, 2, "doc", "key", "a name; see help \"doc\"");
    }
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
        return 1;
    }
    const char *key = lua_tostring(L, 2);
    const as_doc *doc = as_handle_check(L, 1, "doc");
    if (!push_property(L, doc, key)) {
        unknown(L, key);
    }
    return 1;
}

void as_handle_type(lua_State *L)
{
    static const luaL_Reg fns[] = {{"__gc", doc_gc},
                                   {"__close", doc_gc},
                                   {"__len", doc_len},
                                   {"__tostring", doc_string},
                                   {NULL, NULL}};
    luaL_newmetatable(L, AS_DOC_TYPE); /* above the methods */
    as_bind_of(L)->doc_type = lua_topointer(L, -1); /* the registry keeps it */
    luaL_setfuncs(L, fns, 0);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, doc_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, -2);
    lua_setfield(L, LUA_REGISTRYINDEX, AS_DOC_METHODS);
    lua_pushliteral(L, "assay.doc");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}

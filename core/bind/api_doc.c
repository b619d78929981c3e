/* api_doc.c - the methods of a document that read text, tokens, sentences.
 * Each call looks its handle up anew, so that an iterator over a document
 * that was closed meanwhile raises an error. */
#include "bind/bind_int.h"
#include "doc/tags.h"
#include "tag/upos.h"

static int text(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "doc:text");
    if (lua_isnoneornil(L, 2)) {
        as_push_slice(L, as_doc_text(doc));
        return 1;
    }
    uint32_t beg, end;
    as_range_check(L, 2, doc, "doc:text", &beg, &end);
    if (beg == end) {
        lua_pushliteral(L, "");
    } else {
        as_push_slice(L, as_doc_token_text(doc, beg, end));
    }
    return 1;
}

static int slice(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "doc:slice");
    if (!lua_isinteger(L, 2)) {
        as_bind_arg(L, 2, "doc:slice", "begin", "a byte's number");
    }
    if (!lua_isinteger(L, 3)) {
        as_bind_arg(L, 3, "doc:slice", "finish", "a byte's number");
    }
    lua_Integer beg = lua_tointeger(L, 2), end = lua_tointeger(L, 3);
    as_slice all = as_doc_text(doc);
    if (beg < 1 || end < beg - 1 || (uint64_t)end > all.n) {
        return luaL_error(L, "doc:slice: bytes %I to %I are not within 1 to "
                          "%I", (LUAI_UACINT)beg, (LUAI_UACINT)end,
                          (LUAI_UACINT)all.n);
    }
    as_push_slice(L, (as_slice){all.p + (beg - 1), (size_t)(end - beg + 1)});
    return 1;
}

static as_norms norms_of(lua_State *L, as_doc *doc)
{
    as_err err;
    as_norms norms = {0};
    as_status st = as_doc_norms(doc, &norms, &err);
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    return norms;
}

static uint32_t one_token(lua_State *L, int idx, const as_doc *doc,
                          const char *fn)
{
    if (!lua_isinteger(L, idx)) {
        as_bind_arg(L, idx, fn, "i", "a token's number");
    }
    lua_Integer i = lua_tointeger(L, idx);
    if (i < 1 || (uint64_t)i > as_doc_tokens(doc)->n) {
        luaL_error(L, "%s: there is no token %I", fn, (LUAI_UACINT)i);
    }
    return (uint32_t)(i - 1);
}

static int token(lua_State *L)
{
    as_doc *doc = as_handle_check(L, 1, "doc:token");
    const uint32_t i = one_token(L, 2, doc, "doc:token");
    const as_norms norms = norms_of(L, doc);
    const as_tokens *t = as_doc_tokens(doc);
    as_push_slice(L, as_doc_token_text(doc, i, i + 1));
    as_push_slice(L, norms.types[norms.type[i]].norm);
    lua_pushinteger(L, (lua_Integer)t->beg[i] + 1);
    lua_pushinteger(L, t->end[i]);
    lua_pushinteger(L, t->flags[i]);
    return 5;
}

/* ---- columns ---------------------------------------------------------- */

typedef struct column_of {
    const as_doc *doc;
    const as_tokens *t;
    as_norms norms;
    as_tags tags;
} column_of;

static void put_text(lua_State *L, const column_of *c, uint32_t i)
{
    as_push_slice(L, as_doc_token_text(c->doc, i, i + 1));
}

static void put_norm(lua_State *L, const column_of *c, uint32_t i)
{
    as_push_slice(L, c->norms.types[c->norms.type[i]].norm);
}

static void put_begin(lua_State *L, const column_of *c, uint32_t i)
{
    lua_pushinteger(L, (lua_Integer)c->t->beg[i] + 1);
}

static void put_end(lua_State *L, const column_of *c, uint32_t i)
{
    lua_pushinteger(L, c->t->end[i]);
}

static void put_sentence(lua_State *L, const column_of *c, uint32_t i)
{
    lua_pushinteger(L, (lua_Integer)as_doc_sent_of(c->doc, i) + 1);
}

static void put_flags(lua_State *L, const column_of *c, uint32_t i)
{
    lua_pushinteger(L, c->t->flags[i]);
}

static void put_upos(lua_State *L, const column_of *c, uint32_t i)
{
    as_push_slice(L, as_upos_name(c->tags.pos[i]));
}

static void put_lemma(lua_State *L, const column_of *c, uint32_t i)
{
    as_push_slice(L, c->tags.lemmas[c->tags.lemma[i]].norm);
}

static const struct column {
    const char *name;
    void (*put)(lua_State *L, const column_of *c, uint32_t i);
} columns[] = {{"text", put_text},         {"norm", put_norm},
               {"upos", put_upos},         {"lemma", put_lemma},
               {"begin", put_begin},       {"end", put_end},
               {"sentence", put_sentence}, {"flags", put_flags}};

static const struct column *column_find(const char *name)
{
    for (size_t i = 0; name && i < sizeof columns / sizeof *columns; i++) {
        if (strcmp(columns[i].name, name) == 0) {
            return &columns[i];
        }
    }
    return NULL;
}

static int column(lua_State *L)
{
    as_doc *doc = as_handle_check(L, 1, "doc:column");
    const char *name = lua_tostring(L, 2);
    const struct column *col = column_find(name);
    if (!col) {
        return luaL_error(L, "doc:column: there is no column \"%s\"; there "
                          "are text, norm, upos, lemma, begin, end, sentence "
                          "and flags",
                          name ? name : luaL_typename(L, 2));
    }
    column_of c = {.doc = doc, .t = as_doc_tokens(doc)};
    (void)as_doc_tags(doc, &c.tags);
    if ((col->put == put_upos && c.tags.pos == NULL) ||
        (col->put == put_lemma && c.tags.lemma == NULL)) {
        lua_pushnil(L);
        lua_pushfstring(L, "no column \"%s\": no model speaks the language "
                        "of this document", name);
        return 2;
    }
    if (col->put == put_norm) {
        c.norms = norms_of(L, doc);
    }
    lua_createtable(L, c.t->n < INT32_MAX ? (int)c.t->n : 0, 0);
    for (uint32_t i = 0; i < c.t->n; i++) {
        as_guard_step(L);
        col->put(L, &c, i);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* ---- iterators -------------------------------------------------------- */

static int tokens_next(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "doc:tokens");
    lua_Integer i = luaL_checkinteger(L, 2);
    if (i < 0 || (uint64_t)i >= as_doc_tokens(doc)->n) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, i + 1);
    as_push_slice(L, as_doc_token_text(doc, (uint32_t)i, (uint32_t)i + 1));
    return 2;
}

static int tokens(lua_State *L)
{
    as_handle_check(L, 1, "doc:tokens");
    lua_pushcfunction(L, tokens_next);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

static void push_sentence(lua_State *L, const as_doc *doc, uint32_t sent)
{
    uint32_t first, end;
    as_doc_sent(doc, sent, &first, &end);
    lua_pushinteger(L, (lua_Integer)first + 1);
    lua_pushinteger(L, end);
}

/* The control value is the first token of the sentence before. */
static int sentences_next(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "doc:sentences");
    lua_Integer first = luaL_checkinteger(L, 2);
    const as_tokens *t = as_doc_tokens(doc);
    uint32_t sent = 0;
    if (first > 0 && (uint64_t)first <= t->n) {
        sent = as_doc_sent_of(doc, (uint32_t)(first - 1)) + 1;
    }
    if (sent >= as_doc_sents(doc)->n) {
        lua_pushnil(L);
        return 1;
    }
    push_sentence(L, doc, sent);
    return 2;
}

static int sentences(lua_State *L)
{
    as_handle_check(L, 1, "doc:sentences");
    lua_pushcfunction(L, sentences_next);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

/* The sentence of a token: its number, first and last token. */
static int sentence_at(lua_State *L)
{
    const as_doc *doc = as_handle_check(L, 1, "doc:sentence_at");
    uint32_t i = one_token(L, 2, doc, "doc:sentence_at");
    uint32_t sent = as_doc_sent_of(doc, i);
    lua_pushinteger(L, (lua_Integer)sent + 1);
    push_sentence(L, doc, sent);
    return 3;
}

/* ---- life ------------------------------------------------------------- */

static int keep(lua_State *L)
{
    as_handle_check(L, 1, "doc:keep");
    as_handle_keep(L, 1);
    lua_settop(L, 1);
    return 1;
}

static int close_doc(lua_State *L)
{
    luaL_checkudata(L, 1, AS_DOC_TYPE);
    as_handle_close(L, 1);
    return 0;
}

const luaL_Reg as_api_doc[] = {{"text", text},
                               {"slice", slice},
                               {"token", token},
                               {"column", column},
                               {"tokens", tokens},
                               {"sentences", sentences},
                               {"sentence_at", sentence_at},
                               {"keep", keep},
                               {"close", close_doc},
                               {NULL, NULL}};

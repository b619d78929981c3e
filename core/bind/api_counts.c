/* api_counts.c - what the corpus counts, as tables for Lua: only the rows
 * that are asked for become tables. */
#include "bind/api_corpus.h"

#include "corpus/measure.h"

static const as_cancel *flag(lua_State *L)
{
    return as_guard_flag(&as_bind_of(L)->guard);
}

/* Raise unless all went well. */
static void must(lua_State *L, as_status st, const as_err *err)
{
    if (st != AS_OK) {
        as_bind_raise(L, st, err);
    }
}

static double per_million(uint64_t n, uint64_t of)
{
    return of > 0 ? (double)n * 1e6 / (double)of : 0;
}

/* A list of `n` rows, in a box; freed by `free`. */
static void *push_list(lua_State *L, size_t size, void (*free)(void *p))
{
    as_box *box = as_box_push(L, free);
    box->p = as_mem_zero(1, size);
    if (box->p == NULL) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    return box->p;
}

/* All these lists begin with a vector. */
typedef struct any_list {
    AS_VEC(char) v;
} any_list;

static void list_free(void *p)
{
    any_list *list = p;
    as_vec_clear(&list->v);
    as_mem_free(list);
}

/* Options of the table at `idx`; glob is borrowed from it. */
static as_listing listing_of(lua_State *L, int idx)
{
    as_listing l = {
        .by = (as_by)as_opt_name(L, idx, "by", as_by_names, AS_BY_NORM),
        .min = (uint32_t)as_opt_integer(L, idx, "min", 1),
        .limit = (size_t)as_opt_integer(L, idx, "limit", 0),
        .punct = as_opt_bool(L, idx, "punct"),
    };
    if (lua_istable(L, idx)) {
        lua_getfield(L, idx, "glob");
        l.glob = lua_type(L, -1) == LUA_TSTRING ? as_to_slice(L, -1)
                                                : (as_slice){NULL, 0};
        lua_pop(L, 1);
    }
    return l;
}

/* ---- frequencies -------------------------------------------------------- */

/* corpus.freq(docs, options) -> rows, how many there are, tokens.
 * Options of all lists: by, glob, min, punct, limit. */
static int freq(lua_State *L)
{
    as_err err;
    lua_settop(L, 2);
    as_corpus *c = as_corpus_of(L);
    const as_choice *choice = as_choice_push(L, 1, "corpus.freq");
    const as_listing l = listing_of(L, 2);
    as_freq *f = push_list(L, sizeof *f, list_free);
    must(L, as_freq_count(c, choice, &l, flag(L), f, &err), &err);
    lua_createtable(L, (int)f->v.n, 0);
    for (size_t i = 0; i < f->v.n; i++) {
        const as_freq_row *r = &f->v.v[i];
        as_guard_step(L);
        lua_createtable(L, 0, 4);
        as_set_slice(L, "word", as_corpus_type(c, l.by, r->type));
        as_set_integer(L, "n", r->n);
        as_set_integer(L, "docs", r->docs);
        as_set_number(L, "per_million", per_million(r->n, choice->n_tokens));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, (lua_Integer)f->n_all);
    lua_pushinteger(L, (lua_Integer)choice->n_tokens);
    as_boxes_drop(L);
    return 3;
}

static void set_share(lua_State *L, const as_share *s)
{
    as_set_integer(L, "n", s->n);
    as_set_integer(L, "docs_with", s->docs_with);
    as_set_integer(L, "docs", s->docs);
    as_set_integer(L, "tokens", s->tokens);
    as_set_number(L, "per_million", per_million(s->n, s->tokens));
}

/* corpus.share(docs, what, groups, n): by group, hits, documents with hits,
 * documents, tokens. */
static int share(lua_State *L)
{
    int what;
    lua_settop(L, 4);
    as_corpus *c = as_corpus_of(L);
    const size_t n = (size_t)luaL_checkinteger(L, 4);
    luaL_argcheck(L, n <= INT32_MAX, 4, "too many groups");
    const as_choice *choice = as_choice_push(L, 1, "corpus.share");
    const as_hits *hits = as_hits_push(L, choice, 2, &what);
    const uint32_t *groups = as_numbers_push(L, 3, choice->n, n);
    as_share *shares = as_scratch(L, n, sizeof *shares);
    as_freq_share(c, choice, hits, groups, n, shares);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        lua_createtable(L, 0, 5);
        set_share(L, &shares[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    as_boxes_drop(L);
    return 1;
}

/* ---- groups of hits ----------------------------------------------------- */

/* The norms of tokens [first, end), spaced as in the text. */
static void push_norms(lua_State *L, as_doc *doc, uint32_t first, uint32_t end)
{
    enum { SPACED = AS_TOK_SPACE | AS_TOK_LINE | AS_TOK_BLANK };
    as_norms norms;
    as_err err;
    luaL_Buffer b;
    if (doc == NULL) { /* a finalizer closed it just now */
        lua_pushliteral(L, "");
        return;
    }
    must(L, as_doc_norms(doc, &norms, &err), &err);
    luaL_buffinit(L, &b);
    for (uint32_t i = first; i < end; i++) {
        const as_slice s = norms.types[norms.type[i]].norm;
        if (i > first && (as_doc_tokens(doc)->flags[i] & SPACED) != 0) {
            luaL_addchar(&b, ' ');
        }
        luaL_addlstring(&b, s.n ? s.p : "", s.n);
    }
    luaL_pushresult(&b);
}

static void push_group_key(lua_State *L, const as_choice *choice,
                           const as_hit *hit, as_group_by by)
{
    uint32_t first, n;
    as_doc *doc = as_corpus_doc(as_corpus_of(L), choice->docs[hit->doc],
                                &first, &n);
    switch (by) {
    case AS_GROUP_LEFT:
        push_norms(L, doc, hit->first > 0 ? hit->first - 1 : 0, hit->first);
        break;
    case AS_GROUP_RIGHT:
        push_norms(L, doc, hit->end, hit->end < n ? hit->end + 1 : n);
        break;
    default: push_norms(L, doc, hit->first, hit->end); break;
    }
}

/* corpus.groups(docs, what, by, limit) -> rows of key, n, docs; how many
 * there are; hits in all; tokens. `by`: key, left, right. */
static int groups(lua_State *L)
{
    static const char *const names[] = {"key", "left", "right", NULL};
    int what;
    size_t n_all = 0;
    as_err err;
    lua_settop(L, 4);
    as_corpus *c = as_corpus_of(L);
    const as_group_by by = (as_group_by)luaL_checkoption(L, 3, NULL, names);
    const as_choice *choice = as_choice_push(L, 1, "corpus.groups");
    const as_hits *hits = as_hits_push(L, choice, 2, &what);
    as_groups *found = push_list(L, sizeof *found, list_free);
    must(L, as_hits_group(c, choice, hits, by,
                          (size_t)luaL_optinteger(L, 4, 0), flag(L), found,
                          &n_all, &err),
         &err);
    lua_createtable(L, (int)found->n, 0);
    for (size_t i = 0; i < found->n; i++) {
        const as_group *g = &found->v[i];
        as_guard_step(L);
        lua_createtable(L, 0, 4);
        push_group_key(L, choice, &hits->v.v[g->hit], by);
        lua_setfield(L, -2, "key");
        as_set_integer(L, "n", g->n);
        as_set_integer(L, "docs", g->docs);
        as_set_number(L, "per_million", per_million(g->n, choice->n_tokens));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, (lua_Integer)n_all);
    lua_pushinteger(L, (lua_Integer)hits->v.n);
    lua_pushinteger(L, (lua_Integer)choice->n_tokens);
    as_boxes_drop(L);
    return 4;
}

/* ---- in a row ----------------------------------------------------------- */

static void push_ngram(lua_State *L, const as_corpus *c, as_by by, uint32_t at,
                       uint32_t size)
{
    const uint32_t *types = as_corpus_types(c, by);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (uint32_t i = 0; i < size; i++) {
        const as_slice s = as_corpus_type(c, by, types[at + i]);
        if (i > 0) {
            luaL_addchar(&b, ' ');
        }
        luaL_addlstring(&b, s.n ? s.p : "", s.n);
    }
    luaL_pushresult(&b);
}

/* corpus.ngrams(docs, size, options) -> rows, how many there are, tokens. */
static int ngrams(lua_State *L)
{
    as_err err;
    lua_settop(L, 3);
    as_corpus *c = as_corpus_of(L);
    const lua_Integer size = luaL_checkinteger(L, 2);
    luaL_argcheck(L, size >= 1 && size <= AS_NGRAM_MAX, 2, "1 to 10");
    const as_choice *choice = as_choice_push(L, 1, "corpus.ngrams");
    const as_listing l = listing_of(L, 3);
    as_ngrams *g = push_list(L, sizeof *g, list_free);
    must(L, as_ngrams_count(c, choice, (uint32_t)size, &l, flag(L), g, &err),
         &err);
    lua_createtable(L, (int)g->v.n, 0);
    for (size_t i = 0; i < g->v.n; i++) {
        const as_ngram *r = &g->v.v[i];
        as_guard_step(L);
        lua_createtable(L, 0, 4);
        push_ngram(L, c, l.by, r->at, (uint32_t)size);
        lua_setfield(L, -2, "words");
        as_set_integer(L, "n", r->n);
        as_set_integer(L, "docs", r->docs);
        as_set_number(L, "per_million", per_million(r->n, choice->n_tokens));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, (lua_Integer)g->n_all);
    lua_pushinteger(L, (lua_Integer)choice->n_tokens);
    as_boxes_drop(L);
    return 3;
}

/* ---- beside something --------------------------------------------------- */

/* corpus.colloc(docs, what, options) -> rows, how many there are, hits,
 * tokens in windows. Options, besides: left, right, measure. */
static int colloc(lua_State *L)
{
    static const char *const names[] = {"logdice", "mi", "t", "ll", "n", NULL};
    as_err err;
    int what;
    lua_settop(L, 3);
    as_corpus *c = as_corpus_of(L);
    const as_listing l = listing_of(L, 3);
    const uint32_t left = (uint32_t)as_opt_integer(L, 3, "left", 5);
    const uint32_t right = (uint32_t)as_opt_integer(L, 3, "right", 5);
    const as_measure measure =
        (as_measure)as_opt_name(L, 3, "measure", names, AS_MEASURE_LOGDICE);
    const as_choice *choice = as_choice_push(L, 1, "corpus.colloc");
    const as_hits *hits = as_hits_push(L, choice, 2, &what);
    as_collocs *found = push_list(L, sizeof *found, list_free);
    must(L, as_colloc_count(c, choice, hits, left, right, measure, &l, flag(L),
                            found, &err),
         &err);
    lua_createtable(L, (int)found->v.n, 0);
    for (size_t i = 0; i < found->v.n; i++) {
        const as_colloc_row *r = &found->v.v[i];
        as_guard_step(L);
        lua_createtable(L, 0, 9);
        as_set_slice(L, "word", as_corpus_type(c, l.by, r->type));
        as_set_integer(L, "n", r->n);
        as_set_integer(L, "left", r->left);
        as_set_integer(L, "right", r->right);
        as_set_integer(L, "freq", r->freq);
        for (int m = 0; m < AS_MEASURE_N; m++) {
            as_set_number(L, names[m], r->value[m]);
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, (lua_Integer)found->n_all);
    lua_pushinteger(L, (lua_Integer)found->n_nodes);
    lua_pushinteger(L, (lua_Integer)found->n_window);
    as_boxes_drop(L);
    return 4;
}

/* ---- in one corpus and in another --------------------------------------- */

static void set_key_row(lua_State *L, const as_keys_found *k,
                        const as_key_row *r)
{
    as_set_integer(L, "n", r->n);
    as_set_integer(L, "other", r->other);
    as_set_number(L, "per_million", per_million(r->n, k->n_tokens));
    as_set_number(L, "other_per_million", per_million(r->other, k->n_other));
    as_set_number(L, "ll", r->ll);
    as_set_number(L, "log_ratio", r->ratio);
    if (r->other > 0) { /* else it has no value that says anything */
        as_set_number(L, "diff", r->diff);
    }
}

/* corpus.keyness(docs, other, options) -> rows, how many there are, tokens of
 * both. Options, besides: sort (ll, log_ratio, diff), side (both, positive,
 * negative). */
static int keyness(lua_State *L)
{
    static const char *const orders[] = {"ll", "log_ratio", "diff", NULL};
    static const char *const sides[] = {"both", "positive", "negative", NULL};
    static const int side_of[] = {0, 1, -1};
    as_err err;
    lua_settop(L, 3);
    as_corpus *c = as_corpus_of(L);
    const as_listing l = listing_of(L, 3);
    const as_key_order order =
        (as_key_order)as_opt_name(L, 3, "sort", orders, AS_KEY_LL);
    const int side = side_of[as_opt_name(L, 3, "side", sides, 0)];
    const as_choice *one = as_choice_push(L, 1, "corpus.keyness");
    const as_choice *other = as_choice_beside(L, 2, "corpus.keyness");
    if (one->n_tokens == 0 || other->n_tokens == 0) {
        return luaL_error(L, "corpus.keyness: a side has no tokens");
    }
    as_keys_found *k = push_list(L, sizeof *k, list_free);
    must(L, as_keyness_count(c, one, other, order, side, &l, flag(L), k, &err),
         &err);
    lua_createtable(L, (int)k->v.n, 0);
    for (size_t i = 0; i < k->v.n; i++) {
        const as_key_row *r = &k->v.v[i];
        as_guard_step(L);
        lua_createtable(L, 0, 8);
        as_set_slice(L, "word", as_corpus_type(c, l.by, r->type));
        set_key_row(L, k, r);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, (lua_Integer)k->n_all);
    lua_pushinteger(L, (lua_Integer)k->n_tokens);
    lua_pushinteger(L, (lua_Integer)k->n_other);
    as_boxes_drop(L);
    return 4;
}

/* ---- how evenly --------------------------------------------------------- */

/* Counts and sizes: of each document, or (parts > 0) of as many parts of all
 * tokens in their order, alike but for one token. Two lists in one scratch. */
static uint64_t *push_parts(lua_State *L, const as_corpus *c,
                            const as_choice *choice, const as_hits *hits,
                            size_t parts)
{
    const size_t n = parts > 0 ? parts : choice->n;
    uint64_t *count = as_scratch(L, 2 * n, sizeof *count);
    uint64_t *begin = as_scratch(L, choice->n, sizeof *begin);
    uint64_t *size = count + n, all = 0;
    for (size_t i = 0; i < choice->n; i++) {
        uint32_t first, many;
        (void)as_corpus_doc(c, choice->docs[i], &first, &many);
        begin[i] = all;
        all += many;
        if (parts == 0) {
            size[i] = many;
        }
    }
    for (size_t i = 0; i < parts; i++) {
        size[i] = all * (i + 1) / parts - all * i / parts;
    }
    for (size_t i = 0; i < hits->v.n; i++) {
        const as_hit *h = &hits->v.v[i];
        /* the last part that begins at or before it */
        count[parts > 0 ? ((begin[h->doc] + h->first + 1) * parts - 1) / all
                        : h->doc]++;
    }
    lua_pop(L, 1);
    return count;
}

static void set_measures(lua_State *L, const uint64_t *n, const uint64_t *size,
                         size_t parts)
{
    as_dispersion d;
    as_disperse(n, size, parts, &d);
    as_set_integer(L, "parts", parts);
    as_set_integer(L, "range", d.range);
    as_set_number(L, "juilland_d", d.juilland);
    as_set_number(L, "dp", d.dp);
    as_set_number(L, "dp_norm", d.dp_norm);
}

/* corpus.dispersion(docs, what, parts, bins): a row; `parts` 0: documents;
 * `where` counts hits in as many bins of equal size. */
static int dispersion(lua_State *L)
{
    enum { MOST = 1000 };
    int what;
    lua_settop(L, 4);
    const as_corpus *c = as_corpus_of(L);
    const lua_Integer parts = luaL_checkinteger(L, 3);
    const lua_Integer bins = luaL_checkinteger(L, 4);
    luaL_argcheck(L, parts >= 0 && parts <= MOST, 3, "0 to 1000");
    luaL_argcheck(L, bins >= 1 && bins <= MOST, 4, "1 to 1000");
    const as_choice *choice = as_choice_push(L, 1, "corpus.dispersion");
    const as_hits *hits = as_hits_push(L, choice, 2, &what);
    const size_t n = parts > 0 ? (size_t)parts : choice->n;
    const uint64_t *count = push_parts(L, c, choice, hits, (size_t)parts);
    const uint64_t *where = push_parts(L, c, choice, hits, (size_t)bins);
    lua_createtable(L, 0, 8);
    as_set_integer(L, "n", hits->v.n);
    as_set_number(L, "per_million", per_million(hits->v.n, choice->n_tokens));
    set_measures(L, count, count + n, n);
    lua_createtable(L, (int)bins, 0);
    for (lua_Integer i = 0; i < bins; i++) {
        lua_pushinteger(L, (lua_Integer)where[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "where");
    as_boxes_drop(L);
    return 1;
}

const luaL_Reg as_api_counts[] = {{"freq", freq},
                                  {"share", share},
                                  {"groups", groups},
                                  {"ngrams", ngrams},
                                  {"colloc", colloc},
                                  {"keyness", keyness},
                                  {"dispersion", dispersion},
                                  {NULL, NULL}};

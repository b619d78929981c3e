/* column.c - the columns of a corpus: filled, indexed, put into order.
 *
 * A document's own types (doc/norms.c, its lemmas) are looked up once each in
 * the corpus's lexicon and its tokens mapped through them. Texts as they stand
 * are told by their norm and case, or compared with the text that had these
 * before; few are looked up. Many are looked up at once, so that memory is
 * waited for once for all of them.
 * Cost: some tens of ns a type of a document, some ns a token. */
#include "corpus/corpus_int.h"

#include "doc/tags.h"
#include "tag/upos.h"

void corpus_column_clear(corpus_column *col)
{
    as_intern_free(col->lex);
    as_vec_clear(&col->is_word);
    as_vec_clear(&col->types);
    as_vec_clear(&col->map);
    as_vec_clear(&col->fresh);
    as_vec_clear(&col->cases);
    as_vec_clear(&col->off);
    as_vec_clear(&col->places);
    as_vec_clear(&col->order);
    as_vec_clear(&col->rank);
    *col = (corpus_column){0};
}

/* Of the lexicon: its table and texts, about. */
size_t corpus_column_size(const corpus_column *col)
{
    size_t n = col->lex ? as_intern_size(col->lex) : 0;
    const as_u32s *lists[] = {&col->types, &col->map,    &col->fresh,
                              &col->cases, &col->off,    &col->places,
                              &col->order, &col->rank};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        n += lists[i]->cap * sizeof *lists[i]->v;
    }
    return n + col->is_word.cap;
}

uint32_t as_corpus_type_count(const as_corpus *c, as_by by)
{
    return c->columns[by].lex ? as_intern_count(c->columns[by].lex) : 0;
}

as_slice as_corpus_type(const as_corpus *c, as_by by, uint32_t type)
{
    return as_intern_get(c->columns[by].lex, type);
}

const uint32_t *as_corpus_types(const as_corpus *c, as_by by)
{
    return c->columns[by].types.v;
}

/* ---- filling ------------------------------------------------------------- */

/* The type of `text`; a new one is a word unless its token is punctuation. */
static as_status type_of(corpus_column *col, as_slice text, uint16_t flags,
                         uint32_t *type, as_err *err)
{
    if (as_vec_reserve(&col->is_word, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    as_status st = as_intern_add(col->lex, text, type, err);
    if (st == AS_OK && *type == col->is_word.n) {
        col->is_word.v[col->is_word.n++] = (flags & AS_TOK_PUNCT) == 0;
    }
    return st;
}

/* An empty map for `n` types of a document. */
static as_status map_open(corpus_column *col, size_t n, as_err *err)
{
    col->map.n = 0;
    if (as_vec_reserve(&col->map, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    if (n > 0) {
        memset(col->map.v, 0xFF, n * sizeof *col->map.v);
    }
    return AS_OK;
}

enum { BATCH = 256 };

/* The types of `n` <= BATCH texts; flags[i] are those of a token of it. */
static as_status types_of(corpus_column *col, const as_slice *texts,
                          const uint16_t *flags, size_t n, uint32_t *types,
                          as_err *err)
{
    size_t done = 0; /* up to n */
    if (as_vec_reserve(&col->is_word, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    as_status st = as_intern_add_many(col->lex, texts, n, types, &done, err);
    for (size_t i = 0; i < done && i < n; i++) {
        if (types[i] == col->is_word.n) {
            col->is_word.v[col->is_word.n++] = (flags[i] & AS_TOK_PUNCT) == 0;
        }
    }
    return st;
}

/* The first token of each type that the document has. */
static as_status find_fresh(corpus_column *col, const uint32_t *own,
                            size_t n_tokens, uint32_t n_types, as_err *err)
{
    as_status st = map_open(col, n_types, err);
    col->fresh.n = 0;
    st = st == AS_OK ? as_vec_reserve(&col->fresh, n_types, err) : st;
    for (size_t i = 0; st == AS_OK && i < n_tokens; i++) {
        if (col->map.v[own[i]] == AS_TYPE_NONE) {
            col->map.v[own[i]] = 0;
            col->fresh.v[col->fresh.n++] = (uint32_t)i;
        }
    }
    return st;
}

/* Map these types to ours. */
static as_status map_fresh(corpus_column *col, const as_tokens *t,
                           const uint32_t *own, const as_type *types,
                           as_err *err)
{
    as_slice texts[BATCH];
    uint16_t flags[BATCH];
    uint32_t ids[BATCH];
    as_status st = AS_OK;
    for (size_t at = 0; st == AS_OK && at < col->fresh.n; at += BATCH) {
        const uint32_t *tok = col->fresh.v + at;
        const size_t left = col->fresh.n - at, n = left < BATCH ? left : BATCH;
        for (size_t i = 0; i < n; i++) {
            texts[i] = types[own[tok[i]]].norm;
            flags[i] = t->flags[tok[i]];
        }
        st = types_of(col, texts, flags, n, ids, err);
        for (size_t i = 0; st == AS_OK && i < n; i++) {
            col->map.v[own[tok[i]]] = ids[i];
        }
    }
    return st;
}

/* Tokens by way of the document's own types. */
static as_status fill_mapped(corpus_column *col, const as_doc *doc,
                             const uint32_t *own, const as_type *types,
                             uint32_t n_types, as_err *err)
{
    const as_tokens *t = as_doc_tokens(doc);
    as_status st = find_fresh(col, own, t->n, n_types, err);
    st = st == AS_OK ? map_fresh(col, t, own, types, err) : st;
    uint32_t *out = col->types.v + col->types.n;
    for (size_t i = 0; st == AS_OK && i < t->n; i++) {
        out[i] = col->map.v[own[i]];
    }
    return st;
}

static as_status fill_norm(corpus_column *col, as_doc *doc, as_err *err)
{
    as_norms norms;
    as_status st = as_doc_norms(doc, &norms, err);
    return st == AS_OK ? fill_mapped(col, doc, norms.type, norms.types,
                                     norms.n_types, err)
                       : st;
}

/* Cases of a text: those of ASCII without capitals, with one to begin with, or
 * all capitals are told by their norm. */
enum { CASE_SMALL, CASE_BIG, CASE_FIRST, CASE_OTHER, CASES };

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool has_one_capital(const char *text, size_t n)
{
    bool other = !is_capital(text[0]);
    for (size_t i = 1; i < n; i++) {
        other |= is_capital(text[i]);
    }
    return !other;
}

static unsigned case_of(const as_tokens *t, const char *text, uint32_t tok)
{
    const uint16_t flags = t->flags[tok];
    if (!(flags & AS_TOK_ASCII)) {
        return CASE_OTHER;
    }
    if (flags & AS_TOK_UPPER) {
        return CASE_BIG;
    }
    if (flags & AS_TOK_TITLE) {
        return has_one_capital(text + t->beg[tok], t->end[tok] - t->beg[tok])
                   ? CASE_FIRST
                   : CASE_OTHER;
    }
    return flags & (AS_TOK_LOWER | AS_TOK_NUM | AS_TOK_PUNCT) ? CASE_SMALL
                                                              : CASE_OTHER;
}

/* Room for what is known of `n` norms. */
static as_status cases_open(corpus_column *col, uint32_t n, as_err *err)
{
    const size_t had = col->cases.n, want = (size_t)n * CASES;
    if (want <= had) {
        return AS_OK;
    }
    if (as_vec_reserve(&col->cases, want - had, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(col->cases.v + had, 0xFF, (want - had) * sizeof *col->cases.v);
    col->cases.n = want;
    return AS_OK;
}

/* Is the text of a token of this case and norm of that type, for certain? */
static bool is_known(const corpus_column *col, uint32_t type, unsigned shape,
                     const as_doc *doc, uint32_t tok)
{
    return type != AS_TYPE_NONE &&
           (shape != CASE_OTHER ||
            as_slice_eq(as_intern_get(col->lex, type),
                        as_doc_token_text(doc, tok, tok + 1)));
}

/* `norms` are the tokens' types in the column of norms. */
static as_status fill_word(corpus_column *col, const as_doc *doc,
                           const uint32_t *norms, as_err *err)
{
    const as_tokens *t = as_doc_tokens(doc);
    const char *text = as_doc_text(doc).p;
    uint32_t *out = col->types.v + col->types.n;
    as_slice texts[BATCH];
    uint16_t flags[BATCH];
    uint32_t toks[BATCH], ids[BATCH], *places[BATCH];
    size_t n = 0;
    as_status st = AS_OK;
    for (uint32_t i = 0; st == AS_OK && i < t->n; i++) {
        const unsigned shape = case_of(t, text, i);
        uint32_t *known = &col->cases.v[(size_t)norms[i] * CASES + shape];
        out[i] = *known;
        if (!is_known(col, out[i], shape, doc, i)) {
            texts[n] = as_doc_token_text(doc, i, i + 1);
            flags[n] = t->flags[i];
            places[n] = known;
            toks[n++] = i;
        }
        if (n < BATCH && i + 1 < t->n) {
            continue;
        }
        st = types_of(col, texts, flags, n, ids, err);
        for (size_t k = 0; st == AS_OK && k < n; k++) {
            out[toks[k]] = *places[k] = ids[k];
        }
        n = 0;
    }
    return st;
}

static as_status fill_lemma(corpus_column *col, as_doc *doc, as_err *err)
{
    as_tags tags;
    if (!as_doc_tags(doc, &tags) || tags.lemma == NULL) {
        return fill_norm(col, doc, err);
    }
    return fill_mapped(col, doc, tags.lemma, tags.lemmas, tags.n_lemmas, err);
}

static uint8_t pos_of(const as_tags *tags, uint32_t tok)
{
    return tags->pos != NULL && tags->pos[tok] < AS_UPOS_N ? tags->pos[tok]
                                                           : AS_UPOS_X;
}

static as_status fill_upos(corpus_column *col, as_doc *doc, as_err *err)
{
    const as_tokens *t = as_doc_tokens(doc);
    as_tags tags = {0};
    (void)as_doc_tags(doc, &tags);
    uint32_t *out = col->types.v + col->types.n;
    as_status st = map_open(col, AS_UPOS_N, err);
    for (uint32_t i = 0; st == AS_OK && i < t->n; i++) {
        const uint8_t pos = pos_of(&tags, i);
        uint32_t *known = &col->map.v[pos];
        if (*known == AS_TYPE_NONE) {
            st = type_of(col, as_upos_name(pos),
                         pos == AS_UPOS_PUNCT ? AS_TOK_PUNCT : 0, known, err);
        }
        out[i] = *known;
    }
    return st;
}

/* "say_VERB". A lemma of the document has few parts of speech, of which the
 * map knows the one that it had last. */
static as_status fill_lemma_pos(corpus_column *col, as_doc *doc, as_err *err)
{
    const as_tokens *t = as_doc_tokens(doc);
    as_tags tags = {0};
    as_norms norms;
    (void)as_doc_tags(doc, &tags);
    as_status st = as_doc_norms(doc, &norms, err);
    const uint32_t *own = tags.lemma ? tags.lemma : norms.type;
    const as_type *types = tags.lemma ? tags.lemmas : norms.types;
    const uint32_t n = tags.lemma ? tags.n_lemmas : norms.n_types;
    uint32_t *out = col->types.v + col->types.n;
    st = st == AS_OK ? map_open(col, (size_t)n * AS_UPOS_N, err) : st;
    as_buf text = {0};
    for (uint32_t i = 0; st == AS_OK && i < t->n; i++) {
        const uint8_t pos = pos_of(&tags, i);
        uint32_t *known = &col->map.v[(size_t)own[i] * AS_UPOS_N + pos];
        if (*known == AS_TYPE_NONE) {
            text.n = 0;
            st = as_buf_add_slice(&text, types[own[i]].norm, err);
            st = st == AS_OK ? as_buf_add_byte(&text, '_', err) : st;
            st = st == AS_OK ? as_buf_add_slice(&text, as_upos_name(pos), err)
                             : st;
            st = st == AS_OK ? type_of(col, as_buf_slice(&text), t->flags[i],
                                       known, err)
                             : st;
        }
        out[i] = *known;
    }
    as_buf_clear(&text);
    return st;
}

/* Those of a document that went are of no type in use. */
static as_status fill_gone(corpus_column *col, uint32_t n, as_err *err)
{
    uint32_t type = 0;
    as_status st = type_of(col, AS_LIT(""), AS_TOK_PUNCT, &type, err);
    for (uint32_t i = 0; st == AS_OK && i < n; i++) {
        col->types.v[col->types.n + i] = type;
    }
    return st;
}

static as_status fill_doc(as_corpus *c, as_by by, const corpus_doc *d,
                          as_err *err)
{
    static as_status (*const fill[AS_BY_N])(corpus_column *, as_doc *,
                                            as_err *) = {
        [AS_BY_NORM] = fill_norm,
        [AS_BY_LEMMA] = fill_lemma,
        [AS_BY_UPOS] = fill_upos,
        [AS_BY_LEMMA_POS] = fill_lemma_pos};
    corpus_column *col = &c->columns[by];
    const uint32_t *norms = c->columns[AS_BY_NORM].types.v + d->first;
    as_status st = d->doc == NULL       ? fill_gone(col, d->n, err)
                   : by == AS_BY_WORD ? fill_word(col, d->doc, norms, err)
                                      : fill[by](col, d->doc, err);
    if (st == AS_OK) {
        col->types.n += d->n;
        col->n_docs++;
    }
    return st;
}

/* Texts are told by their norms. */
static as_status word_open(as_corpus *c, const as_cancel *cancel, as_err *err)
{
    as_status st = as_corpus_column(c, AS_BY_NORM, cancel, err);
    return st == AS_OK ? cases_open(&c->columns[AS_BY_WORD],
                                    as_corpus_type_count(c, AS_BY_NORM), err)
                       : st;
}

as_status as_corpus_column(as_corpus *c, as_by by, const as_cancel *cancel,
                           as_err *err)
{
    corpus_column *col = &c->columns[by];
    if (col->lex == NULL && (col->lex = as_intern_new()) == NULL) {
        return as_err_nomem(err);
    }
    as_status st = by == AS_BY_WORD ? word_open(c, cancel, err) : AS_OK;
    /* one more: without any token there is a place all the same */
    st = st == AS_OK ? as_vec_reserve(&col->types,
                                      c->n_tokens - col->types.n + 1, err)
                     : st;
    while (st == AS_OK && col->n_docs < c->docs.n) {
        if (as_cancelled(cancel)) {
            return corpus_stopped(err);
        }
        st = fill_doc(c, by, &c->docs.v[col->n_docs], err);
    }
    return st;
}

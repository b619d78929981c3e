/* pat_view.c - a document as the tests of a table see it.
 *
 *   norm, lemma  for each type of the column, the lexical tests it passes
 *   memo         for each class of tokens, what is known of tests on words
 *   edges        a byte a position: does a sentence or paragraph begin, end
 * Marks, where `@X` and `%x` can be read, are pat_marks.c. Cost: linear in
 * types and tokens, plus a gazetteer pass for each gazetteer named, and the
 * marks. Vectors keep their room from document to document. The document
 * keeps views and norms itself. */
#include "match/pat_run.h"

void pat_view_clear(pat_view *v)
{
    as_vec_clear(&v->norm.off);
    as_vec_clear(&v->norm.list);
    as_vec_clear(&v->lemma.off);
    as_vec_clear(&v->lemma.list);
    as_vec_clear(&v->edges);
    as_vec_clear(&v->gaz_hits);
    pat_gaz_clear(v);
    pat_marks_clear(v);
    as_vec_clear(&v->mask);
    as_vec_clear(&v->mask_win);
    as_vec_clear(&v->memo);
    as_buf_clear(&v->scratch);
    pat_regex_scratch_free(v->re_scratch);
    *v = (pat_view){0};
}

/* What each test says of a window stays: its numbers go on. */
void pat_view_relax(pat_view *v, bool all)
{
    as_vec_relax(&v->norm.off);
    as_vec_relax(&v->norm.list);
    as_vec_relax(&v->lemma.off);
    as_vec_relax(&v->lemma.list);
    pat_gaz_relax(v, all);
    pat_marks_relax(v);
    as_vec_relax(&v->memo);
    if (all) {
        v->serial = 0;
        as_vec_relax(&v->edges);
    }
}

/* ---- lexical tests a type ----------------------------------------------- */

static as_status lex_fill(pat_view *v, view_lex *lex, test_column column,
                          const as_type *types, uint32_t n, as_err *err)
{
    lex->off.n = lex->list.n = 0;
    if (v->tests->n_lex == 0) {
        return AS_OK;
    }
    if (as_vec_reserve(&lex->off, (size_t)n + 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    for (uint32_t i = 0; i < n; i++) {
        lex->off.v[i] = (uint32_t)lex->list.n;
        const pat_u32s *hits = pat_lex_find(v->tests, column, types[i].norm,
                                            types[i].hash);
        if (hits == NULL || hits->n == 0) {
            continue;
        }
        if (as_vec_reserve(&lex->list, hits->n, err) != AS_OK) {
            return AS_ENOMEM;
        }
        memcpy(lex->list.v + lex->list.n, hits->v,
               hits->n * sizeof *hits->v);
        lex->list.n += hits->n;
    }
    lex->off.v[n] = (uint32_t)lex->list.n;
    lex->off.n = (size_t)n + 1;
    return AS_OK;
}

static const uint32_t *lex_of(const view_lex *lex, uint32_t type, uint32_t *n)
{
    if (lex->off.n == 0) {
        *n = 0;
        return NULL;
    }
    *n = lex->off.v[type + 1] - lex->off.v[type];
    return *n > 0 ? lex->list.v + lex->off.v[type] : NULL;
}

const uint32_t *pat_lex_norm(const pat_view *v, uint32_t tok, uint32_t *n)
{
    return lex_of(&v->norm, v->norms.type[tok], n);
}

const uint32_t *pat_lex_lemma(const pat_view *v, uint32_t tok, uint32_t *n)
{
    return lex_of(&v->lemma,
                  v->tags.lemma ? v->tags.lemma[tok] : v->norms.type[tok], n);
}

/* ---- edges -------------------------------------------------------------- */

static as_status edges_fill(pat_view *v, as_err *err)
{
    size_t n = (size_t)v->n_tokens + 1;
    if (v->serial == as_doc_serial(v->doc)) {
        return AS_OK; /* the last view was of this document */
    }
    v->serial = 0;
    v->edges.n = 0;
    if (as_vec_reserve(&v->edges, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(v->edges.v, 0, n);
    v->edges.n = n;
    const as_starts *sents = as_doc_sents(v->doc);
    const as_starts *paras = as_doc_paras(v->doc);
    for (size_t i = 0; i < sents->n; i++) {
        v->edges.v[sents->v[i]] |= EDGE_S_BEG | EDGE_S_END;
    }
    for (size_t i = 0; i < paras->n; i++) {
        v->edges.v[paras->v[i]] |= EDGE_P_BEG | EDGE_P_END;
    }
    v->edges.v[0] &= EDGE_S_BEG | EDGE_P_BEG;
    if (v->n_tokens > 0) {
        v->edges.v[v->n_tokens] = EDGE_S_END | EDGE_P_END;
    }
    v->serial = as_doc_serial(v->doc);
    return AS_OK;
}

/* ---- opening ------------------------------------------------------------ */

static as_status memo_reset(pat_view *v, as_err *err)
{
    if (v->tests->n_regexes > 0 && v->re_scratch == NULL) {
        v->re_scratch = pat_regex_scratch();
        if (v->re_scratch == NULL) {
            return as_err_nomem(err);
        }
    }
    as_status st = as_doc_classes(v->doc, &v->classes, err);
    v->memo_words = (v->tests->n_slots + 31) / 32;
    const size_t n = (size_t)v->classes.n * v->memo_words;
    v->memo.n = 0;
    if (st != AS_OK || as_vec_reserve(&v->memo, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    if (n > 0) {
        memset(v->memo.v, 0, n * sizeof *v->memo.v);
    }
    v->memo.n = n;
    return AS_OK;
}

/* Room for what each test says; numbers of windows go on, so that nothing
 * has to be cleared. */
static as_status masks_open(pat_view *v, as_err *err)
{
    const size_t n = v->tests->nodes.n, had = v->mask_win.n;
    v->win_beg = v->win_end = 0;
    v->win++;
    if (n <= had) {
        return AS_OK;
    }
    if (as_vec_reserve(&v->mask, n, err) != AS_OK ||
        as_vec_reserve(&v->mask_win, n - had, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(v->mask_win.v + had, 0, (n - had) * sizeof *v->mask_win.v);
    v->mask_win.n = n;
    return AS_OK;
}

static as_status lex_open(pat_view *v, as_err *err)
{
    as_status st = lex_fill(v, &v->norm, COL_NORM, v->norms.types,
                            v->norms.n_types, err);
    if (st != AS_OK) {
        return st;
    }
    /* without lemmas, the norm stands in for them */
    bool has = v->tags.lemma != NULL;
    return lex_fill(v, &v->lemma, COL_LEMMA,
                    has ? v->tags.lemmas : v->norms.types,
                    has ? v->tags.n_lemmas : v->norms.n_types, err);
}

as_status pat_view_open(pat_view *v, const pat_tests *tests, as_doc *doc,
                        as_err *err)
{
    v->doc = doc;
    v->tests = tests;
    v->tok = as_doc_tokens(doc);
    v->text = as_doc_text(doc);
    v->n_tokens = (uint32_t)v->tok->n;
    v->failed = false;
    as_status st = as_doc_norms(doc, &v->norms, err);
    if (st != AS_OK) {
        return st;
    }
    (void)as_doc_tags(doc, &v->tags);
    st = masks_open(v, err);
    st = st == AS_OK ? memo_reset(v, err) : st;
    st = st == AS_OK ? lex_open(v, err) : st;
    st = st == AS_OK ? edges_fill(v, err) : st;
    st = st == AS_OK ? pat_gaz_find(v, err) : st;
    return st == AS_OK ? pat_marks_read(v, err) : st;
}

void pat_unit(const pat_view *v, as_scope scope, uint32_t tok, uint32_t *beg,
              uint32_t *end)
{
    const as_starts *s = scope == AS_SCOPE_PARAGRAPH ? as_doc_paras(v->doc)
                                                     : as_doc_sents(v->doc);
    if (scope == AS_SCOPE_DOCUMENT || s->n == 0) {
        *beg = 0;
        *end = v->n_tokens;
        return;
    }
    size_t lo = 0; /* the last start at or before tok */
    size_t hi = s->n;
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->v[mid] <= tok) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    *beg = s->v[lo];
    *end = lo + 1 < s->n ? s->v[lo + 1] : v->n_tokens;
}

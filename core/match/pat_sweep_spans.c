/* pat_sweep_spans.c - what spans and gazetteers say of a window.
 *
 * Of each document that has tokens in it: the marks (pat_view.c) that states
 * of spans read, moved to where the window has the tokens; and for each test
 * of tokens that lie in spans a row of bits, made once for the document.
 * Cost: linear in the document's spans, and in tokens / 64 for each test. */
#include "match/pat_sweep_int.h"

/* ---- a document --------------------------------------------------------- */

/* As pat_view_open, but without what is of tokens alone. */
static as_status view_open(as_sweep *s, as_doc *doc, as_err *err)
{
    pat_view *v = &s->doc_view;
    v->doc = doc;
    v->tests = s->pattern->tests;
    v->tok = as_doc_tokens(doc);
    v->text = as_doc_text(doc);
    v->n_tokens = (uint32_t)v->tok->n;
    v->failed = false;
    (void)as_doc_tags(doc, &v->tags);
    as_status st = as_doc_norms(doc, &v->norms, err);
    if (st == AS_OK && v->tests->n_regexes > 0 && v->re_scratch == NULL) {
        v->re_scratch = pat_regex_scratch();
        st = v->re_scratch ? AS_OK : as_err_nomem(err);
    }
    st = st == AS_OK ? pat_gaz_find(v, err) : st;
    return st == AS_OK ? pat_marks_read(v, err) : st;
}

static void set_bits(uint64_t *row, uint32_t first, uint32_t end)
{
    for (uint32_t tok = first; tok < end; tok++) {
        row[tok / 64] |= UINT64_C(1) << (tok % 64);
    }
}

/* Tokens in a span that passes, of those the last that begins at or before
 * the token. */
static void cover_layer(pat_view *v, uint32_t test, const view_layer *l,
                        uint64_t *row)
{
    uint32_t next = v->n_tokens; /* where the span behind it begins */
    for (size_t i = l->n; i-- > 0;) {
        const as_span *span = as_layer_get(l->layer, l->flat[i]);
        if (pat_test_span(v, test, span)) {
            set_bits(row, span->first_tok,
                     next < span->end_tok ? next : span->end_tok);
        }
        next = span->first_tok;
    }
}

static void cover_marks(pat_view *v, const pat_test *t, uint64_t *row)
{
    for (size_t i = 0; i < v->marks.n; i++) {
        const pat_mark *m = &v->marks.v[i];
        if (m->name == t->a && pat_test_mark(v, t->b, m)) {
            set_bits(row, m->first, m->end);
        }
    }
}

static size_t row_words(const as_sweep *s)
{
    return (size_t)s->doc_view.n_tokens / 64 + 2;
}

static as_status cover_doc(as_sweep *s, as_err *err)
{
    pat_view *v = &s->doc_view;
    const size_t n_words = row_words(s), n = n_words * s->n_covers;
    s->doc_rows.n = 0;
    if (as_vec_reserve(&s->doc_rows, n + 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(s->doc_rows.v, 0, n * sizeof *s->doc_rows.v);
    for (uint32_t k = 0; k < s->n_covers; k++) {
        const pat_test *t = &v->tests->nodes.v[s->covers[k]];
        uint64_t *row = s->doc_rows.v + n_words * k;
        if (t->kind == T_INSIDE) {
            cover_marks(v, t, row);
        }
        for (size_t i = 0; t->kind != T_INSIDE && i < v->layers.n; i++) {
            cover_layer(v, s->covers[k], &v->layers.v[i], row);
        }
    }
    return AS_OK;
}

/* ---- its part of the window --------------------------------------------- */

/* Bits [at, at + 64) of a row that has a word more. */
static uint64_t bits_at(const uint64_t *row, uint32_t at)
{
    const uint32_t shift = at % 64;
    return shift == 0 ? row[at / 64]
                      : row[at / 64] >> shift | row[at / 64 + 1]
                                                    << (64 - shift);
}

/* Rows of `n` words. */
static as_status covered_grow(as_sweep *s, size_t n, as_err *err)
{
    const size_t want = n * s->n_covers, had = s->covered.n;
    if (want <= had) {
        return AS_OK;
    }
    if (as_vec_reserve(&s->covered, want - had, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(s->covered.v + had, 0, (want - had) * sizeof *s->covered.v);
    s->covered.n = want;
    return AS_OK;
}

static as_status copy_rows(as_sweep *s, uint32_t first, uint32_t end,
                           uint32_t at, as_err *err)
{
    const uint32_t shift = at - first; /* may wrap, and wraps back */
    as_status st = covered_grow(s, (size_t)(end + shift) / 64 + 1, err);
    for (uint32_t k = 0; st == AS_OK && k < s->n_covers; k++) {
        const uint64_t *row = s->doc_rows.v + row_words(s) * k;
        for (uint32_t tok = first, n; tok < end; tok += n) {
            const uint32_t to = tok + shift, room = 64 - to % 64;
            n = room < end - tok ? room : end - tok;
            s->covered.v[(size_t)(to / 64) * s->n_covers + k] |=
                (bits_at(row, tok) & sweep_ones(n)) << (to % 64);
        }
    }
    return st;
}

static uint64_t passes_of(as_sweep *s, const pat_mark *m)
{
    uint64_t passes = 0;
    for (uint32_t i = 0; m->span != NULL && i < s->n_of_span; i++) {
        passes |= (uint64_t)pat_test_mark(&s->doc_view, s->of_span[i], m) << i;
    }
    return passes;
}

static as_status move_marks(as_sweep *s, uint32_t first, uint32_t end,
                            uint32_t at, as_err *err)
{
    const pat_view *v = &s->doc_view;
    const uint32_t shift = at - first;
    if (v->mark_off.n == 0) {
        return AS_OK;
    }
    for (uint32_t i = v->mark_off.v[first]; i < v->mark_off.v[end]; i++) {
        const pat_mark *m = &v->marks.v[i];
        if (m->end > end) {
            continue;
        }
        uint64_t *passes = as_vec_push(&s->passes, err);
        pat_mark *to = passes ? as_vec_push(&s->view.found, err) : NULL;
        if (to == NULL) {
            return AS_ENOMEM;
        }
        *passes = passes_of(s, m);
        *to = (pat_mark){m->first + shift, m->end + shift, m->name, m->span,
                         (uint32_t)s->passes.n - 1};
    }
    return AS_OK;
}

bool as_sweep_reads_spans(const as_sweep *s)
{
    return s->reads_spans;
}

as_status as_sweep_spans(as_sweep *s, as_doc *doc, uint32_t first,
                         uint32_t end, uint32_t at, as_err *err)
{
    as_status st = AS_OK;
    if (s->opened) {
        s->covered.n = s->passes.n = s->view.found.n = 0;
        s->opened = false;
    }
    if (s->doc != doc) {
        s->doc = NULL;
        st = view_open(s, doc, err);
        st = st == AS_OK ? cover_doc(s, err) : st;
        s->doc = st == AS_OK ? doc : NULL;
    }
    st = st == AS_OK ? copy_rows(s, first, end, at, err) : st;
    st = st == AS_OK ? move_marks(s, first, end, at, err) : st;
    return st == AS_OK && s->doc_view.failed ? as_err_nomem(err) : st;
}

as_status sweep_marks(as_sweep *s, as_err *err)
{
    pat_view *v = &s->view;
    size_t n = 0;
    v->tests = s->pattern->tests;
    v->n_tokens = s->n_words * 64;
    for (size_t i = 0; i < v->found.n; i++) {
        const pat_mark m = v->found.v[i];
        if (sweep_bit_from(s->w.sents, m.first + 1, s->n_words) >= m.end) {
            v->found.v[n++] = m;
        }
    }
    v->found.n = n;
    s->opened = true;
    as_status st = covered_grow(s, s->n_words, err);
    return st == AS_OK ? pat_marks_sort(v, err) : st;
}

void sweep_spans_clear(as_sweep *s)
{
    pat_view_clear(&s->doc_view);
    as_vec_clear(&s->doc_rows);
    as_vec_clear(&s->covered);
    as_vec_clear(&s->passes);
}

/* colloc.c - what stands beside hits.
 *
 * One pass over the windows; a row of bits, one a token, says which were
 * counted. The measures are worked out for types that stand often enough.
 * Cost: linear in the tokens of the windows, and in those of the choice, for
 * how often a type stands at all. */
#include "corpus/counts_int.h"
#include "corpus/measure.h"

typedef struct collocating {
    const as_corpus *c;
    const corpus_column *col;
    uint64_t *seen;        /* bits, by token */
    uint32_t *left, *right; /* by type */
    uint64_t n_window;
} collocating;

/* Count tokens [beg, end), in the numbering of all. */
static void count_side(collocating *k, uint32_t *n, uint32_t beg, uint32_t end)
{
    for (uint32_t i = beg; i < end; i++) {
        uint64_t *word = &k->seen[i / 64];
        const uint64_t bit = UINT64_C(1) << (i % 64);
        if ((*word & bit) == 0) {
            *word |= bit;
            n[k->col->types.v[i]]++;
            k->n_window++;
        }
    }
}

static as_status count_windows(collocating *k, const as_choice *choice,
                               const as_hits *hits, uint32_t left,
                               uint32_t right, const as_cancel *cancel,
                               as_err *err)
{
    uint32_t sent = 0, doc = AS_TYPE_NONE;
    for (size_t i = 0; i < hits->v.n; i++) {
        if (corpus_stop(cancel, i)) {
            return corpus_stopped(err);
        }
        const as_hit *h = &hits->v.v[i];
        const corpus_doc *d = &k->c->docs.v[choice->docs[h->doc]];
        uint32_t first, end, skip;
        if (d->doc == NULL) {
            continue;
        }
        sent = doc == h->doc ? sent : 0;
        doc = h->doc;
        corpus_sentence(d->doc, h->end - 1, &sent, &skip, &end);
        uint32_t of_first = sent; /* hits of gazetteers may go over an end */
        corpus_sentence(d->doc, h->first, &of_first, &first, &skip);
        const uint32_t beg = h->first - first > left ? h->first - left : first;
        const uint32_t to = end - h->end > right ? h->end + right : end;
        count_side(k, k->left, d->first + beg, d->first + h->first);
        count_side(k, k->right, d->first + h->end, d->first + to);
    }
    return AS_OK;
}

static as_status open_counts(collocating *k, as_err *err)
{
    const size_t n = as_intern_count(k->col->lex);
    k->seen = as_mem_zero(k->c->n_tokens / 64 + 1, sizeof *k->seen);
    k->left = as_mem_zero(n, sizeof *k->left);
    k->right = as_mem_zero(n, sizeof *k->right);
    return k->seen && k->left && k->right ? AS_OK : as_err_nomem(err);
}

static void close_counts(collocating *k)
{
    as_mem_free(k->seen);
    as_mem_free(k->left);
    as_mem_free(k->right);
}

static void measure_row(as_colloc_row *r, const as_pair *p)
{
    r->value[AS_MEASURE_LOGDICE] = as_logdice(p);
    r->value[AS_MEASURE_MI] = as_mi(p);
    r->value[AS_MEASURE_T] = as_t_score(p);
    r->value[AS_MEASURE_LL] = as_log_likelihood(p);
}

/* All that are listed, in no order. */
static as_status make_rows(const collocating *k, const corpus_counts *freq,
                           const as_choice *choice, const as_hits *hits,
                           const as_listing *l, as_collocs *out, as_err *err)
{
    for (uint32_t t = 0; t < freq->n_types; t++) {
        const uint32_t n = k->left[t] + k->right[t];
        if (n == 0 || n < l->min || !corpus_listed(k->col, l, t)) {
            continue;
        }
        as_colloc_row *r = as_vec_push(&out->v, err);
        if (r == NULL) {
            return AS_ENOMEM;
        }
        const as_pair p = {n, (double)hits->v.n, freq->n[t],
                           (double)k->n_window, (double)choice->n_tokens};
        *r = (as_colloc_row){.type = t, .n = n, .left = k->left[t],
                             .right = k->right[t], .freq = freq->n[t]};
        measure_row(r, &p);
    }
    return AS_OK;
}

typedef struct colloc_order {
    const as_colloc_row *rows;
    const as_intern *lex;
    as_measure measure;
} colloc_order;

static bool stronger(const void *ctx, uint32_t a, uint32_t b)
{
    const colloc_order *o = ctx;
    const as_colloc_row *x = &o->rows[a], *y = &o->rows[b];
    if (o->measure != AS_MEASURE_N) {
        const double v = x->value[o->measure], w = y->value[o->measure];
        if (v < w || v > w) {
            return v > w;
        }
    }
    return x->n != y->n ? x->n > y->n
                        : as_slice_cmp(as_intern_get(o->lex, x->type),
                                       as_intern_get(o->lex, y->type)) < 0;
}

/* Sort, and keep the first ones. */
static as_status sort_rows(const collocating *k, as_measure measure,
                           size_t limit, const as_cancel *cancel,
                           as_collocs *out, as_err *err)
{
    const colloc_order order = {out->v.v, k->col->lex, measure};
    out->n_all = out->v.n;
    return corpus_pick(&out->v, limit, stronger, &order, cancel, err);
}

as_status as_colloc_count(as_corpus *c, const as_choice *choice,
                          const as_hits *hits, uint32_t left, uint32_t right,
                          as_measure measure, const as_listing *listing,
                          const as_cancel *cancel, as_collocs *out,
                          as_err *err)
{
    collocating k = {.c = c, .col = &c->columns[listing->by]};
    corpus_counts freq;
    as_vec_clear(&out->v);
    as_status st = corpus_count(c, choice, listing->by, false, cancel, &freq,
                                err);
    st = st == AS_OK ? open_counts(&k, err) : st;
    st = st == AS_OK ? count_windows(&k, choice, hits, left, right, cancel,
                                     err)
                     : st;
    st = st == AS_OK ? make_rows(&k, &freq, choice, hits, listing, out, err)
                     : st;
    st = st == AS_OK ? sort_rows(&k, measure, listing->limit, cancel, out, err)
                     : st;
    out->n_nodes = hits->v.n;
    out->n_window = k.n_window;
    if (st != AS_OK) {
        as_vec_clear(&out->v);
    }
    close_counts(&k);
    corpus_counts_clear(&freq);
    return st;
}

/* keyness.c - what is more frequent in one choice than in another: both are
 * counted, each type measured, the strongest kept. */
#include "corpus/counts_int.h"
#include "corpus/measure.h"

#include <math.h>

typedef struct key_order {
    const as_key_row *rows;
    const as_intern *lex;
    as_key_order by;
} key_order;

static double strength(const as_key_row *r, as_key_order by)
{
    switch (by) {
    case AS_KEY_RATIO: return fabs(r->ratio);
    case AS_KEY_DIFF: return fabs(r->diff);
    default: return r->ll;
    }
}

static bool stronger(const void *ctx, uint32_t a, uint32_t b)
{
    const key_order *o = ctx;
    const as_key_row *x = &o->rows[a], *y = &o->rows[b];
    const double v = strength(x, o->by), w = strength(y, o->by);
    if (v < w || v > w) {
        return v > w;
    }
    if (x->n + (uint64_t)x->other != y->n + (uint64_t)y->other) {
        return x->n + (uint64_t)x->other > y->n + (uint64_t)y->other;
    }
    return as_slice_cmp(as_intern_get(o->lex, x->type),
                        as_intern_get(o->lex, y->type)) < 0;
}

static as_status make_rows(const corpus_column *col, const corpus_counts *one,
                           const corpus_counts *other, int side,
                           const as_listing *l, as_keys_found *out,
                           as_err *err)
{
    const double c = (double)out->n_tokens, d = (double)out->n_other;
    for (uint32_t t = 0; t < one->n_types; t++) {
        const double a = one->n[t], b = other->n[t];
        if (a + b < 1 || a + b < l->min || !corpus_listed(col, l, t)) {
            continue;
        }
        const double more = a * d - b * c;
        if ((side > 0 && more <= 0) || (side < 0 && more >= 0)) {
            continue;
        }
        as_key_row *r = as_vec_push(&out->v, err);
        if (r == NULL) {
            return AS_ENOMEM;
        }
        *r = (as_key_row){t, one->n[t], other->n[t], as_keyness(a, b, c, d),
                          as_log_ratio(a, b, c, d),
                          as_percent_diff(a, b, c, d)};
    }
    return AS_OK;
}

static as_status sort_rows(const corpus_column *col, as_key_order by,
                           size_t limit, const as_cancel *cancel,
                           as_keys_found *out, as_err *err)
{
    const key_order order = {out->v.v, col->lex, by};
    out->n_all = out->v.n;
    return corpus_pick(&out->v, limit, stronger, &order, cancel, err);
}

as_status as_keyness_count(as_corpus *c, const as_choice *one,
                           const as_choice *other, as_key_order order,
                           int side, const as_listing *listing,
                           const as_cancel *cancel, as_keys_found *out,
                           as_err *err)
{
    const corpus_column *col = &c->columns[listing->by];
    corpus_counts n = {0}, m = {0};
    as_vec_clear(&out->v);
    out->n_tokens = one->n_tokens;
    out->n_other = other->n_tokens;
    as_status st = corpus_count(c, one, listing->by, false, cancel, &n, err);
    st = st == AS_OK ? corpus_count(c, other, listing->by, false, cancel, &m,
                                    err)
                     : st;
    st = st == AS_OK ? make_rows(col, &n, &m, side, listing, out, err) : st;
    st = st == AS_OK ? sort_rows(col, order, listing->limit, cancel, out, err)
                     : st;
    if (st != AS_OK) {
        as_vec_clear(&out->v);
    }
    corpus_counts_clear(&n);
    corpus_counts_clear(&m);
    return st;
}

/* freq.c - how often types stand: one pass over the column of the documents
 * chosen, a count a type. */
#include "corpus/counts_int.h"

#include "corpus/corpus_int.h"

void corpus_counts_clear(corpus_counts *n)
{
    as_mem_free(n->n);
    as_mem_free(n->docs);
    *n = (corpus_counts){0};
}

static as_status count_doc(const corpus_column *col, const corpus_doc *d,
                           const as_cancel *cancel, corpus_counts *out,
                           as_err *err)
{
    const uint32_t *types = col->types.v + d->first;
    for (uint32_t at = 0, end; at < d->n; at = end) {
        end = d->n - at > CORPUS_STEP ? at + CORPUS_STEP : d->n;
        for (uint32_t i = at; i < end; i++) {
            out->n[types[i]]++;
        }
        if (as_cancelled(cancel)) {
            return corpus_stopped(err);
        }
    }
    return AS_OK;
}

/* Counts, and in how many documents, where `docs` tells which had it last. */
static void count_docs(const corpus_column *col, const corpus_doc *d,
                       uint32_t nth, uint32_t *last, corpus_counts *out)
{
    const uint32_t *types = col->types.v + d->first;
    for (uint32_t i = 0; i < d->n; i++) {
        if (last[types[i]] != nth) {
            last[types[i]] = nth;
            out->docs[types[i]]++;
        }
    }
}

as_status corpus_count(as_corpus *c, const as_choice *choice, as_by by,
                       bool docs, const as_cancel *cancel, corpus_counts *out,
                       as_err *err)
{
    const corpus_column *col = &c->columns[by];
    *out = (corpus_counts){0};
    as_status st = as_corpus_column(c, by, cancel, err);
    if (st != AS_OK) {
        return st;
    }
    const size_t n_types = as_intern_count(col->lex);
    uint32_t *last = docs ? as_mem_zero(n_types, sizeof *last) : NULL;
    out->n = as_mem_zero(n_types, sizeof *out->n);
    out->docs = docs ? as_mem_zero(n_types, sizeof *out->docs) : NULL;
    if (out->n == NULL || (docs && (out->docs == NULL || last == NULL))) {
        st = as_err_nomem(err);
    }
    for (size_t i = 0; st == AS_OK && i < choice->n; i++) {
        const corpus_doc *d = &c->docs.v[choice->docs[i]];
        st = count_doc(col, d, cancel, out, err);
        if (st == AS_OK && docs) {
            count_docs(col, d, (uint32_t)i + 1, last, out);
        }
    }
    out->n_types = (uint32_t)n_types;
    as_mem_free(last);
    if (st != AS_OK) {
        corpus_counts_clear(out);
    }
    return st;
}

bool corpus_listed(const corpus_column *col, const as_listing *l,
                   uint32_t type)
{
    return (l->punct || col->is_word.v[type]) &&
           (l->glob.n == 0 ||
            as_glob_fits(l->glob, as_intern_get(col->lex, type)));
}

/* ---- lists ------------------------------------------------------------- */

typedef struct listing_order {
    const as_intern *lex;
    const uint32_t *n;
} listing_order;

static bool more_frequent(const void *ctx, uint32_t a, uint32_t b)
{
    const listing_order *o = ctx;
    return o->n[a] != o->n[b]
               ? o->n[a] > o->n[b]
               : as_slice_cmp(as_intern_get(o->lex, a),
                              as_intern_get(o->lex, b)) < 0;
}

as_status as_freq_count(as_corpus *c, const as_choice *choice,
                        const as_listing *listing, const as_cancel *cancel,
                        as_freq *out, as_err *err)
{
    const corpus_column *col = &c->columns[listing->by];
    corpus_counts n;
    as_u32s ids = {0};
    size_t kept = 0;
    out->v.n = out->n_all = 0;
    as_status st = corpus_count(c, choice, listing->by, true, cancel, &n, err);
    st = st == AS_OK ? as_vec_reserve(&ids, n.n_types, err) : st;
    for (uint32_t t = 0; st == AS_OK && t < n.n_types; t++) {
        if (n.n[t] > 0 && n.n[t] >= listing->min &&
            corpus_listed(col, listing, t)) {
            ids.v[ids.n++] = t;
        }
    }
    const listing_order order = {col->lex, n.n};
    st = st == AS_OK ? corpus_top(ids.v, ids.n, listing->limit, more_frequent,
                                  &order, cancel, &kept, err)
                     : st;
    st = st == AS_OK ? as_vec_reserve(&out->v, kept, err) : st;
    for (size_t i = 0; st == AS_OK && i < kept; i++) {
        const uint32_t t = ids.v[i];
        out->v.v[out->v.n++] = (as_freq_row){t, n.n[t], n.docs[t]};
    }
    out->n_all = st == AS_OK ? ids.n : 0;
    as_vec_clear(&ids);
    corpus_counts_clear(&n);
    return st;
}

void as_freq_share(const as_corpus *c, const as_choice *choice,
                   const as_hits *hits, const uint32_t *groups,
                   size_t n_groups, as_share *out)
{
    memset(out, 0, n_groups * sizeof *out);
    for (size_t i = 0; i < choice->n; i++) {
        as_share *s = &out[groups[i]];
        s->docs++;
        s->tokens += c->docs.v[choice->docs[i]].n;
    }
    uint32_t last = AS_TYPE_NONE;
    for (size_t i = 0; i < hits->v.n; i++) {
        const uint32_t doc = hits->v.v[i].doc;
        out[groups[doc]].n++;
        out[groups[doc]].docs_with += doc != last;
        last = doc;
    }
}

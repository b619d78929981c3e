/* gaz_find.c - every hit in a range of a document's tokens, and annotating
 * the document with them.
 *
 * Cost: that of the search, and an info a hit.
 * Invariants: hits of the longest do not overlap and come in text order; two
 * searches over two halves of a range may differ from one over the whole,
 * because a hit ends at the range's end.
 * Refuses nothing: a gazetteer is never changed here. */
#include <stdlib.h>

#include "match/gaz_batch.h"

enum { CANCEL_EVERY = 4096 };

/* Longer first, then in order of addition. */
static int by_length(const void *a, const void *b)
{
    const as_gaz_hit *p = a, *q = b;
    if (p->end != q->end) {
        return p->end > q->end ? -1 : 1;
    }
    return (p->entry > q->entry) - (p->entry < q->entry);
}

static as_status trail_hits(const gaz_scan *s, uint32_t first,
                            const gaz_trail *t, as_gaz_hits *hits,
                            as_err *err)
{
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t at = 0, entry;
        while (gaz_entry_next(s, t->val[i], first, t->end[i], &at, &entry)) {
            as_gaz_hit *hit = as_vec_push(hits, err);
            if (hit == NULL) {
                return AS_ENOMEM;
            }
            *hit = (as_gaz_hit){first, t->end[i], entry};
        }
    }
    return AS_OK;
}

/* Every entry that begins at `first`; both walks may come to the same. */
static as_status all_at(const gaz_scan *s, uint32_t first, as_gaz_hits *hits,
                        as_err *err)
{
    gaz_trail t;
    const size_t before = hits->n;
    as_status st = AS_OK;
    if (s->by_norm) {
        gaz_walk(s, first, false, &t);
        st = trail_hits(s, first, &t, hits, err);
    }
    if (st == AS_OK && s->lemmas_too) {
        gaz_walk(s, first, true, &t);
        st = trail_hits(s, first, &t, hits, err);
    }
    if (st != AS_OK || hits->n - before < 2) {
        return st;
    }
    as_gaz_hit *v = hits->v + before;
    const size_t n = hits->n - before;
    qsort(v, n, sizeof *v, by_length);
    size_t k = 1;
    for (size_t i = 1; i < n; i++) {
        if (by_length(&v[i], &v[k - 1]) != 0) {
            v[k++] = v[i];
        }
    }
    hits->n = before + k;
    return AS_OK;
}

/* Every hit that begins in [beg, limit), *beg being moved behind them. */
static as_status all_in(const gaz_scan *s, uint32_t *beg, uint32_t limit,
                        as_gaz_hits *hits, as_err *err)
{
    as_status st = AS_OK;
    while (*beg < limit && st == AS_OK) {
        if (as_gaz_overlaps(s->gaz)) {
            st = all_at(s, (*beg)++, hits, err);
            continue;
        }
        st = as_vec_reserve(hits, GAZ_BATCH, err);
        if (st == AS_OK) {
            hits->n += gaz_find_batches(s, beg, limit, hits->v + hits->n,
                                        GAZ_BATCH);
        }
    }
    return st;
}

as_status as_gaz_all(const as_gaz *gaz, const as_doc *doc,
                     const as_norms *norms, uint32_t beg, uint32_t end,
                     const as_cancel *cancel, as_gaz_hits *hits, as_err *err)
{
    const gaz_scan s = gaz_scan_of(gaz, doc, norms, end);
    as_status st = AS_OK;
    while (beg < end && st == AS_OK) {
        if (as_cancelled(cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        st = all_in(&s, &beg,
                    end - beg > CANCEL_EVERY ? beg + CANCEL_EVERY : end, hits,
                    err);
    }
    return st;
}

/* ---- annotating ---------------------------------------------------------- */

static as_status hit_add(const as_gaz *gaz, as_doc *doc, as_layer *layer,
                         const as_gaz_hit *hit, const as_prov *prov,
                         as_err *err)
{
    const as_tokens *tokens = as_doc_tokens(doc);
    const as_gaz_info *info;
    as_status st = as_gaz_info_of(gaz, hit->entry, &info, err);
    if (st != AS_OK) {
        return st;
    }
    const as_span_spec spec = {.beg = tokens->beg[hit->first],
                               .end = tokens->end[hit->end - 1],
                               .label = info->label,
                               .score = 1,
                               .prov = prov ? *prov : (as_prov){{NULL, 0}, 0},
                               .features = info->fields,
                               .n_features = info->n_fields};
    return as_layer_add(doc, layer, &spec, NULL, err);
}

/* Are there many words that are not ASCII? Then it is worth to have each
 * folded once. */
static bool wants_norms(const as_tokens *tokens)
{
    size_t n = 0;
    for (size_t i = 0; i < tokens->n; i++) {
        n += !(tokens->flags[i] & AS_TOK_ASCII);
    }
    return n > tokens->n / 8;
}

as_status as_gaz_annotate(const as_gaz *gaz, as_doc *doc, as_layer *layer,
                          uint32_t beg, uint32_t end, const as_prov *prov,
                          const as_cancel *cancel, size_t *n_found,
                          as_err *err)
{
    const as_tokens *tokens = as_doc_tokens(doc);
    if (beg > end || end > tokens->n) {
        return as_err_set(err, AS_ERANGE, "tokens %u..%u are not in 0..%zu",
                          beg, end, tokens->n);
    }
    as_gaz_hits hits = {0};
    as_norms norms;
    const bool folded = wants_norms(tokens);
    as_status st = folded ? as_doc_norms(doc, &norms, err) : AS_OK;
    if (st == AS_OK) {
        st = as_gaz_all(gaz, doc, folded ? &norms : NULL, beg, end, cancel,
                        &hits, err);
    }
    const as_doc_mark before = as_doc_mark_now(doc);
    for (size_t i = 0; st == AS_OK && i < hits.n; i++) {
        st = hit_add(gaz, doc, layer, &hits.v[i], prov, err);
    }
    if (st == AS_OK) {
        *n_found = hits.n;
    } else {
        as_doc_rollback(doc, before);
    }
    as_vec_clear(&hits);
    return st;
}

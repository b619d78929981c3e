/* view.c - a layer's spans in order, flat, and looked up by place.
 *
 * Layout: `sorted` holds span indexes by (beg, longer first, order). It is
 * read as a balanced tree: the root of [lo, hi) is its middle, and
 * reach[root] is the furthest end of all spans in [lo, hi). A search for
 * spans over a place skips each part that ends before it, so that one span
 * as long as the document does not make every search walk everything.
 * Cost: lists are made when asked for after a change; only new spans are
 * sorted, then merged. Searches are O(log n + hits); AS_IN looks at each
 * span that begins inside.
 * Invariants: a list covers a prefix of the layer's spans, by addition. */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "doc/doc_int.h"

void layer_view_reset(layer_view *view)
{
    view->sorted.n = view->reach.n = 0;
    view->by_end.n = view->flat.n = 0;
    view->n_flat_of = 0;
}

void layer_view_clear(layer_view *view)
{
    as_vec_clear(&view->sorted);
    as_vec_clear(&view->reach);
    as_vec_clear(&view->by_end);
    as_vec_clear(&view->flat);
    view->n_flat_of = 0;
}

size_t layer_view_size(const layer_view *view)
{
    return (view->sorted.cap + view->reach.cap + view->by_end.cap +
            view->flat.cap) *
           sizeof(uint32_t);
}

/* ---- orders -------- */

typedef int (*span_order)(const void *a, const void *b, void *spans);

static int cmp(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int by_beg(const void *pa, const void *pb, void *spans)
{
    const uint32_t ia = *(const uint32_t *)pa, ib = *(const uint32_t *)pb;
    const as_span *a = ((as_span **)spans)[ia], *b = ((as_span **)spans)[ib];
    int c = cmp(a->beg, b->beg);
    c = c ? c : cmp(b->end, a->end);
    return c ? c : cmp(ia, ib);
}

/* The nearest to a place behind them all comes last. */
static int by_end(const void *pa, const void *pb, void *spans)
{
    const uint32_t ia = *(const uint32_t *)pa, ib = *(const uint32_t *)pb;
    const as_span *a = ((as_span **)spans)[ia], *b = ((as_span **)spans)[ib];
    int c = cmp(a->end, b->end);
    c = c ? c : cmp(b->beg, a->beg);
    return c ? c : cmp(ib, ia);
}

/* What the flat view prefers comes first. */
static int by_rank(const void *pa, const void *pb, void *spans)
{
    const uint32_t ia = *(const uint32_t *)pa, ib = *(const uint32_t *)pb;
    const as_span *a = ((as_span **)spans)[ia], *b = ((as_span **)spans)[ib];
    int c = cmp(b->end - b->beg, a->end - a->beg);
    c = c ? c : (b->priority > a->priority) - (b->priority < a->priority);
    return c ? c : cmp(ia, ib);
}

/* ---- keeping a list sorted -------- */

static void sort(uint32_t *v, size_t n, span_order order, as_span **spans)
{
    for (size_t i = 1; i < n; i++) {
        if (order(&v[i - 1], &v[i], spans) > 0) {
            qsort_r(v, n, sizeof *v, order, spans);
            return;
        }
    }
}

/* v[0 .. n_old) and tail[0 .. n_new) are sorted: merge into v, backwards. */
static void merge(uint32_t *v, size_t n_old, const uint32_t *tail,
                  size_t n_new, span_order order, as_span **spans)
{
    while (n_new > 0) {
        if (n_old > 0 && order(&v[n_old - 1], &tail[n_new - 1], spans) > 0) {
            v[n_old + n_new - 1] = v[n_old - 1];
            n_old--;
        } else {
            v[n_old + n_new - 1] = tail[n_new - 1];
            n_new--;
        }
    }
}

/* Take the spans that came since into `list`. */
static as_status list_extend(as_layer *layer, doc_u32s *list,
                             span_order order, as_err *err)
{
    as_span **spans = layer->spans.v;
    const size_t n_old = list->n, n_new = layer->spans.n - n_old;
    as_status st = as_vec_reserve(list, n_new, err);
    if (st != AS_OK || n_new == 0) {
        return st;
    }
    uint32_t *tail = list->v + n_old;
    for (size_t i = 0; i < n_new; i++) {
        tail[i] = (uint32_t)(n_old + i);
    }
    sort(tail, n_new, order, spans);
    if (n_old > 0 && order(&tail[-1], &tail[0], spans) > 0) {
        uint32_t *copy = as_mem_new(n_new * sizeof *copy);
        if (copy == NULL) {
            return as_err_nomem(err);
        }
        memcpy(copy, tail, n_new * sizeof *copy);
        merge(list->v, n_old, copy, n_new, order, spans);
        as_mem_free(copy);
    }
    list->n = n_old + n_new;
    return AS_OK;
}

/* Fill reach for the tree over sorted [lo, hi); its furthest end. */
static uint32_t reach_fill(as_layer *layer, size_t lo, size_t hi)
{
    if (lo == hi) {
        return 0;
    }
    layer_view *view = &layer->view;
    const size_t mid = lo + (hi - lo) / 2;
    uint32_t far = layer->spans.v[view->sorted.v[mid]]->end;
    uint32_t left = reach_fill(layer, lo, mid);
    uint32_t right = reach_fill(layer, mid + 1, hi);
    far = left > far ? left : far;
    far = right > far ? right : far;
    view->reach.v[mid] = far;
    return far;
}

as_status layer_view_sort(as_layer *layer, as_err *err)
{
    layer_view *view = &layer->view;
    if (view->reach.n == layer->spans.n) {
        return AS_OK;
    }
    as_status st =
        as_vec_reserve(&view->reach, layer->spans.n - view->reach.n, err);
    if (st == AS_OK) {
        st = list_extend(layer, &view->sorted, by_beg, err);
    }
    if (st == AS_OK) {
        view->reach.n = view->sorted.n;
        (void)reach_fill(layer, 0, view->sorted.n);
    }
    return st;
}

as_status layer_view_sort_ends(as_layer *layer, as_err *err)
{
    return list_extend(layer, &layer->view.by_end, by_end, err);
}

as_status as_layer_sorted(as_layer *layer, const uint32_t **indexes,
                          size_t *n, as_err *err)
{
    as_status st = layer_view_sort(layer, err);
    if (st == AS_OK) {
        *indexes = layer->view.sorted.v;
        *n = layer->view.sorted.n;
    }
    return st;
}

/* ---- the flat view -------- */

/* A cluster: a run of sorted spans that hang together by overlaps. */
typedef struct cluster {
    size_t first, end; /* in sorted */
    uint32_t beg, stop; /* bytes */
} cluster;

static cluster cluster_at(const as_layer *layer, size_t first)
{
    const uint32_t *sorted = layer->view.sorted.v;
    const as_span *span = layer->spans.v[sorted[first]];
    cluster c = {first, first + 1, span->beg, span->end};
    for (; c.end < layer->spans.n; c.end++) {
        span = layer->spans.v[sorted[c.end]];
        if (span->beg >= c.stop) {
            break;
        }
        c.stop = span->end > c.stop ? span->end : c.stop;
    }
    return c;
}

static bool bit_get(const uint64_t *bits, uint32_t at)
{
    return bits[at / 64] >> (at % 64) & 1;
}

static void bits_set(uint64_t *bits, uint32_t beg, uint32_t end)
{
    for (uint32_t at = beg; at < end;) {
        if (at % 64 == 0 && end - at >= 64) {
            bits[at / 64] = UINT64_MAX;
            at += 64;
        } else {
            bits[at / 64] |= UINT64_C(1) << (at % 64);
            at++;
        }
    }
}

/* Choose from a cluster into flat. The longest come first, so that a chosen
 * span that overlaps a later one covers its first or its last byte: two bits
 * tell. `ranked` and `taken` are scratch, large enough. */
static void cluster_flatten(as_layer *layer, cluster c, uint32_t *ranked,
                            uint64_t *taken)
{
    doc_u32s *flat = &layer->view.flat;
    const size_t n = c.end - c.first, first_flat = flat->n;
    assert(ranked != NULL && taken != NULL); /* flat_room saw this cluster */
    memcpy(ranked, layer->view.sorted.v + c.first, n * sizeof *ranked);
    sort(ranked, n, by_rank, layer->spans.v);
    memset(taken, 0, ((c.stop - c.beg) / 64 + 1) * sizeof *taken);
    for (size_t i = 0; i < n; i++) {
        const as_span *span = layer->spans.v[ranked[i]];
        uint32_t beg = span->beg - c.beg, end = span->end - c.beg;
        if (!bit_get(taken, beg) && !bit_get(taken, end - 1)) {
            bits_set(taken, beg, end);
            flat->v[flat->n++] = ranked[i];
        }
    }
    sort(flat->v + first_flat, flat->n - first_flat, by_beg, layer->spans.v);
}

static void flatten(as_layer *layer, uint32_t *ranked, uint64_t *taken)
{
    doc_u32s *flat = &layer->view.flat;
    flat->n = 0;
    for (size_t at = 0; at < layer->spans.n;) {
        cluster c = cluster_at(layer, at);
        if (c.end - c.first == 1) {
            flat->v[flat->n++] = layer->view.sorted.v[at];
        } else {
            cluster_flatten(layer, c, ranked, taken);
        }
        at = c.end;
    }
    layer->view.n_flat_of = layer->spans.n;
}

/* Room in flat, and scratch for the largest cluster. */
static as_status flat_room(as_layer *layer, uint32_t **ranked,
                           uint64_t **taken, as_err *err)
{
    size_t n_spans = 0, n_bytes = 0;
    for (size_t at = 0; at < layer->spans.n;) {
        cluster c = cluster_at(layer, at);
        size_t n = c.end - c.first;
        n_spans = n > n_spans ? n : n_spans;
        n_bytes = c.stop - c.beg > n_bytes ? c.stop - c.beg : n_bytes;
        at = c.end;
    }
    doc_u32s *flat = &layer->view.flat;
    as_status st = AS_OK;
    if (layer->spans.n > flat->n) {
        st = as_vec_reserve(flat, layer->spans.n - flat->n, err);
    }
    if (st != AS_OK || n_spans < 2) {
        return st;
    }
    *ranked = as_mem_new(n_spans * sizeof **ranked);
    *taken = as_mem_new((n_bytes / 64 + 1) * sizeof **taken);
    return *ranked && *taken ? AS_OK : as_err_nomem(err);
}

as_status as_layer_flat(as_layer *layer, const uint32_t **indexes, size_t *n,
                        as_err *err)
{
    layer_view *view = &layer->view;
    uint32_t *ranked = NULL;
    uint64_t *taken = NULL;
    as_status st = AS_OK;
    if (view->n_flat_of != layer->spans.n) {
        st = layer_view_sort(layer, err);
        if (st == AS_OK) {
            st = flat_room(layer, &ranked, &taken, err);
        }
        if (st == AS_OK) {
            flatten(layer, ranked, taken);
        }
        as_mem_free(ranked);
        as_mem_free(taken);
    }
    if (st == AS_OK) {
        *indexes = view->flat.v;
        *n = view->flat.n;
    }
    return st;
}

/* ---- queries -------- */

/* Where hits go: counted always, kept while there is room. */
typedef struct hits {
    uint32_t *v;
    size_t cap, n;
} hits;

static void hit(hits *h, uint32_t index)
{
    if (h->n < h->cap) {
        h->v[h->n] = index;
    }
    h->n++;
}

/* How many of sorted begin before byte `at`. */
static size_t begin_before(const as_layer *layer, uint32_t at)
{
    size_t lo = 0, hi = layer->view.sorted.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (layer->spans.v[layer->view.sorted.v[mid]]->beg < at) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* How many of by_end end at or before byte `at`. */
static size_t end_upto(const as_layer *layer, uint32_t at)
{
    size_t lo = 0, hi = layer->view.by_end.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (layer->spans.v[layer->view.by_end.v[mid]]->end <= at) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* Spans of the tree over [lo, hi) that share a byte with [beg, end). Depth
 * is log2 of the number of spans. */
static void overlap_walk(const as_layer *layer, size_t lo, size_t hi,
                         uint32_t beg, uint32_t end, hits *out)
{
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (layer->view.reach.v[mid] <= beg) {
            return;
        }
        overlap_walk(layer, lo, mid, beg, end, out);
        const uint32_t index = layer->view.sorted.v[mid];
        const as_span *span = layer->spans.v[index];
        if (span->beg >= end) {
            return;
        }
        if (span->end > beg) {
            hit(out, index);
        }
        lo = mid + 1;
    }
}

static void find_in(const as_layer *layer, uint32_t beg, uint32_t end,
                    hits *out)
{
    const uint32_t *sorted = layer->view.sorted.v;
    const size_t stop = begin_before(layer, end);
    for (size_t i = begin_before(layer, beg); i < stop; i++) {
        if (layer->spans.v[sorted[i]]->end <= end) {
            hit(out, sorted[i]);
        }
    }
}

static void find_before(const as_layer *layer, uint32_t beg, hits *out)
{
    const size_t n = end_upto(layer, beg);
    const size_t kept = n < out->cap ? n : out->cap;
    for (size_t i = 0; i < kept; i++) {
        hit(out, layer->view.by_end.v[n - 1 - i]);
    }
    out->n = n;
}

static void find_after(const as_layer *layer, uint32_t end, hits *out)
{
    const size_t first = begin_before(layer, end);
    const size_t n = layer->view.sorted.n - first;
    const size_t kept = n < out->cap ? n : out->cap;
    for (size_t i = 0; i < kept; i++) {
        hit(out, layer->view.sorted.v[first + i]);
    }
    out->n = n;
}

as_status as_layer_query(as_layer *layer, as_where where, uint32_t beg,
                         uint32_t end, uint32_t *out, size_t cap,
                         size_t *n_found, as_err *err)
{
    as_status st = where == AS_BEFORE ? layer_view_sort_ends(layer, err)
                                      : layer_view_sort(layer, err);
    if (st != AS_OK) {
        return st;
    }
    hits h = {out, cap, 0};
    if (where == AS_BEFORE) {
        find_before(layer, beg, &h);
    } else if (where == AS_AFTER) {
        find_after(layer, end, &h);
    } else if (beg < end && where == AS_IN) {
        find_in(layer, beg, end, &h);
    } else if (beg < end) {
        overlap_walk(layer, 0, layer->view.sorted.n, beg, end, &h);
    }
    *n_found = h.n;
    return AS_OK;
}

/* ---- for as_doc_check -------- */

static bool in_order(const doc_u32s *list, const as_layer *layer,
                     span_order order)
{
    if (list->n > layer->spans.n) {
        return false;
    }
    for (size_t i = 0; i < list->n; i++) {
        if (list->v[i] >= layer->spans.n ||
            (i > 0 &&
             order(&list->v[i - 1], &list->v[i], layer->spans.v) >= 0)) {
            return false;
        }
    }
    return true;
}

as_status layer_view_check(const as_layer *layer, as_err *err)
{
    const layer_view *view = &layer->view;
    if (!in_order(&view->sorted, layer, by_beg) ||
        !in_order(&view->by_end, layer, by_end) ||
        !in_order(&view->flat, layer, by_beg)) {
        return as_err_set(err, AS_EINVAL, "view of layer is not in order");
    }
    for (size_t i = 1; i < view->flat.n; i++) {
        if (layer->spans.v[view->flat.v[i - 1]]->end >
            layer->spans.v[view->flat.v[i]]->beg) {
            return as_err_set(err, AS_EINVAL, "spans of flat view overlap");
        }
    }
    return AS_OK;
}

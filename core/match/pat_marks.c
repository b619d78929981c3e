/* pat_marks.c - where `@X` and `%x` can be read in a document.
 *
 *   found    marks of spans, as layers give them; of one name none overlap,
 *            so that a name and a token give one end
 *   marks    those and the gazetteers' hits, by first token
 *   by_end   their indexes by the position they end at, where a pattern
 *            reads leftwards
 *   covers   a name's marks over each token, made when one is asked for
 * Cost: linear in tokens and spans, but of layers that have none of the labels
 * asked for only a look at each: both orders are counting sorts; only
 * spans of several layers that stand under one name are compared. */
#include <stdlib.h>

#include "match/pat_run.h"

static void covers_drop(pat_view *v)
{
    for (size_t i = 0; i < v->covers.n; i++) {
        as_mem_free(v->covers.v[i]);
    }
    v->covers.n = 0;
}

void pat_marks_clear(pat_view *v)
{
    as_vec_clear(&v->found);
    as_vec_clear(&v->name_off);
    as_vec_clear(&v->marks);
    as_vec_clear(&v->mark_off);
    as_vec_clear(&v->by_end);
    as_vec_clear(&v->end_off);
    covers_drop(v);
    as_vec_clear(&v->covers);
    as_vec_clear(&v->layers);
    as_vec_clear(&v->taken);
}

void pat_marks_relax(pat_view *v)
{
    as_vec_relax(&v->found);
    as_vec_relax(&v->marks);
    as_vec_relax(&v->mark_off);
    as_vec_relax(&v->by_end);
    as_vec_relax(&v->end_off);
    as_vec_relax(&v->taken);
    covers_drop(v);
}

/* ---- what layers give --------------------------------------------------- */

static as_status found_add(pat_view *v, const as_span *s, uint32_t name,
                           as_err *err)
{
    if (s->first_tok >= s->end_tok) {
        return AS_OK; /* touches no token */
    }
    pat_mark *m = as_vec_push(&v->found, err);
    if (m == NULL) {
        return AS_ENOMEM;
    }
    *m = (pat_mark){s->first_tok, s->end_tok, name, s,
                    (uint32_t)v->found.n - 1};
    return AS_OK;
}

/* The name `@label`, or PAT_NONE if no pattern mentions it. */
static as_status label_name(pat_view *v, as_slice label, uint32_t *name,
                            as_err *err)
{
    v->scratch.n = 0;
    as_status st = as_buf_add_byte(&v->scratch, '@', err);
    st = st == AS_OK ? as_buf_add_slice(&v->scratch, label, err) : st;
    if (st == AS_OK) {
        *name = as_intern_find(v->tests->name_ids, as_buf_slice(&v->scratch));
    }
    return st;
}

/* Names of labels that were met last; a document has each label's text in one
 * place. */
enum { LABELS = 8 };
typedef struct label_memo {
    const char *label; /* NULL: none yet */
    uint32_t name;
} label_memo;

static as_status name_of(pat_view *v, label_memo memo[LABELS], as_slice label,
                         uint32_t *name, as_err *err)
{
    label_memo *m = &memo[(uintptr_t)label.p / 16 % LABELS];
    as_status st = AS_OK;
    if (m->label != label.p || label.p == NULL) {
        st = label_name(v, label, &m->name, err);
        m->label = st == AS_OK ? label.p : NULL;
    }
    *name = m->name;
    return st;
}

/* Marks of one layer: by label, and of every name that the layer has. */
static as_status layer_marks(pat_view *v, const view_layer *l, as_err *err)
{
    as_status st = AS_OK;
    as_slice name_of_layer = as_layer_name(l->layer);
    label_memo memo[LABELS] = {{0}};
    for (size_t i = 0; st == AS_OK && i < l->n; i++) {
        const as_span *s = as_layer_get(l->layer, l->flat[i]);
        uint32_t name = 0;
        st = name_of(v, memo, s->label, &name, err);
        if (st == AS_OK && name != (uint32_t)AS_INTERN_NONE &&
            !as_slice_eq(v->tests->names.v[name].layer, name_of_layer)) {
            st = found_add(v, s, name, err);
        }
    }
    for (uint32_t k = 0; st == AS_OK && k < v->tests->names.n; k++) {
        const pat_name *name = &v->tests->names.v[k];
        bool whole = name->gaz == NULL &&
                     as_slice_eq(name->layer, name_of_layer);
        for (size_t i = 0; st == AS_OK && whole && i < l->n; i++) {
            st = found_add(v, as_layer_get(l->layer, l->flat[i]), k, err);
        }
    }
    return st;
}

/* ---- one span of a name at a place -------------------------------------- */

static int by_first(const void *a, const void *b)
{
    const pat_mark *x = a;
    const pat_mark *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static int by_length(const void *a, const void *b)
{
    const pat_mark *x = a;
    const pat_mark *y = b;
    uint32_t n = x->end - x->first;
    uint32_t m = y->end - y->first;
    if (n != m) {
        return n > m ? -1 : 1;
    }
    if (x->span->priority != y->span->priority) {
        return x->span->priority > y->span->priority ? -1 : 1;
    }
    return (x->entry > y->entry) - (x->entry < y->entry);
}

static bool overlaps(const pat_mark *m, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (m[i].first < m[i - 1].end) {
            return true;
        }
    }
    return false;
}

/* Keep of overlapping marks of one name the longest, then by priority, then
 * by order. What was kept is never shorter than what follows, so that looking
 * at its ends is enough. */
static as_status flatten(pat_view *v, pat_mark *m, size_t *n, as_err *err)
{
    v->taken.n = 0;
    if (as_vec_reserve(&v->taken, v->n_tokens, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(v->taken.v, 0, v->n_tokens);
    qsort(m, *n, sizeof *m, by_length);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        if (!v->taken.v[m[i].first] && !v->taken.v[m[i].end - 1]) {
            memset(v->taken.v + m[i].first, 1, m[i].end - m[i].first);
            m[kept++] = m[i];
        }
    }
    *n = kept;
    return AS_OK;
}

/* v->found by name, into v->marks, which is free as yet: a counting sort, so
 * that what came in order of place (as one layer's spans do) stays so. */
static as_status by_name(pat_view *v, as_err *err)
{
    const size_t n = v->found.n;
    const size_t n_off = v->tests->names.n + 2;
    v->marks.n = v->name_off.n = 0;
    if (as_vec_reserve(&v->marks, n, err) != AS_OK ||
        as_vec_reserve(&v->name_off, n_off, err) != AS_OK) {
        return AS_ENOMEM;
    }
    uint32_t *off = v->name_off.v;
    memset(off, 0, n_off * sizeof *off);
    for (size_t i = 0; i < n; i++) {
        off[v->found.v[i].name + 2]++;
    }
    for (size_t i = 2; i < n_off; i++) {
        off[i] += off[i - 1];
    }
    for (size_t i = 0; i < n; i++) {
        v->marks.v[off[v->found.v[i].name + 1]++] = v->found.v[i];
    }
    v->name_off.n = n_off - 1;
    return AS_OK;
}

static bool in_order(const pat_mark *m, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (m[i].first < m[i - 1].first) {
            return false;
        }
    }
    return true;
}

/* Of each name what is kept, back in v->found. */
static as_status flatten_all(pat_view *v, as_err *err)
{
    as_status st = by_name(v, err);
    v->found.n = 0;
    for (size_t k = 0; st == AS_OK && k + 1 < v->name_off.n; k++) {
        size_t n = v->name_off.v[k + 1] - v->name_off.v[k];
        if (n == 0) {
            continue;
        }
        pat_mark *m = v->marks.v + v->name_off.v[k];
        if (!in_order(m, n)) { /* of several layers */
            qsort(m, n, sizeof *m, by_first);
        }
        st = overlaps(m, n) ? flatten(v, m, &n, err) : AS_OK;
        memcpy(v->found.v + v->found.n, m, n * sizeof *m);
        v->found.n += n;
    }
    return st;
}

/* ---- orders ------------------------------------------------------------- */

/* All marks by first token: a counting sort. */
static as_status starts_sort(pat_view *v, as_err *err)
{
    size_t n = v->found.n + v->gaz_hits.n;
    v->marks.n = v->mark_off.n = 0;
    if (n == 0) {
        return AS_OK; /* mark_off empty: no marks anywhere */
    }
    if (as_vec_reserve(&v->marks, n, err) != AS_OK ||
        as_vec_reserve(&v->mark_off, (size_t)v->n_tokens + 2, err) != AS_OK) {
        return AS_ENOMEM;
    }
    uint32_t *off = v->mark_off.v;
    memset(off, 0, ((size_t)v->n_tokens + 2) * sizeof *off);
    for (size_t i = 0; i < n; i++) {
        const pat_mark *m = i < v->found.n ? &v->found.v[i]
                                           : &v->gaz_hits.v[i - v->found.n];
        off[m->first + 2]++;
    }
    for (size_t i = 2; i <= (size_t)v->n_tokens + 1; i++) {
        off[i] += off[i - 1];
    }
    for (size_t i = 0; i < n; i++) {
        const pat_mark *m = i < v->found.n ? &v->found.v[i]
                                           : &v->gaz_hits.v[i - v->found.n];
        v->marks.v[off[m->first + 1]++] = *m;
    }
    v->marks.n = n;
    v->mark_off.n = (size_t)v->n_tokens + 1;
    return AS_OK;
}

/* Indexes of the marks by the position that they end at. */
static as_status ends_sort(pat_view *v, as_err *err)
{
    const size_t n = v->marks.n;
    v->by_end.n = v->end_off.n = 0;
    if (n == 0 || !v->tests->leftwards) {
        return AS_OK;
    }
    const size_t n_off = (size_t)v->n_tokens + 3;
    if (as_vec_reserve(&v->by_end, n, err) != AS_OK ||
        as_vec_reserve(&v->end_off, n_off, err) != AS_OK) {
        return AS_ENOMEM;
    }
    uint32_t *off = v->end_off.v;
    memset(off, 0, n_off * sizeof *off);
    for (size_t i = 0; i < n; i++) {
        off[v->marks.v[i].end + 2]++;
    }
    for (size_t i = 2; i < n_off; i++) {
        off[i] += off[i - 1];
    }
    for (size_t i = 0; i < n; i++) {
        v->by_end.v[off[v->marks.v[i].end + 1]++] = (uint32_t)i;
    }
    v->by_end.n = n;
    v->end_off.n = n_off - 1;
    return AS_OK;
}

as_status pat_marks_sort(pat_view *v, as_err *err)
{
    as_status st = starts_sort(v, err);
    return st == AS_OK ? ends_sort(v, err) : st;
}

/* ---- all of it ---------------------------------------------------------- */

static bool needs_layers(const pat_tests *tests)
{
    bool need = tests->spans_in_tokens;
    for (size_t i = 0; !need && i < tests->names.n; i++) {
        need = tests->names.v[i].gaz == NULL;
    }
    return need;
}

as_status pat_marks_read(pat_view *v, as_err *err)
{
    v->found.n = v->layers.n = 0;
    v->win_beg = v->win_end = 0; /* tests may see other spans now */
    covers_drop(v);
    size_t n = needs_layers(v->tests) ? as_doc_layer_count(v->doc) : 0;
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        if (!v->tests->all_layers &&
            !(as_doc_layer_bits(v->doc, i) & v->tests->label_bits)) {
            continue; /* nobody asks for its spans */
        }
        as_layer *layer = as_doc_layer_at(v->doc, i);
        view_layer *l = as_vec_push(&v->layers, err);
        if (l == NULL) {
            return AS_ENOMEM;
        }
        *l = (view_layer){.layer = layer};
        st = as_layer_flat(layer, &l->flat, &l->n, err);
        st = st == AS_OK ? layer_marks(v, l, err) : st;
    }
    st = st == AS_OK ? flatten_all(v, err) : st;
    return st == AS_OK ? pat_marks_sort(v, err) : st;
}

/* ---- asking ------------------------------------------------------------- */

const pat_mark *pat_marks_of(const pat_view *v, uint32_t tok, uint32_t *n)
{
    if (v->mark_off.n == 0) {
        *n = 0;
        return NULL;
    }
    *n = v->mark_off.v[tok + 1] - v->mark_off.v[tok];
    return v->marks.v + v->mark_off.v[tok];
}

const pat_mark *pat_mark_at(const pat_view *v, uint32_t tok, uint32_t name)
{
    uint32_t n = 0;
    const pat_mark *m = pat_marks_of(v, tok, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (m[i].name == name) {
            return &m[i];
        }
    }
    return NULL;
}

uint32_t pat_marks_ending(const pat_view *v, uint32_t end)
{
    return v->end_off.n == 0 ? 0 : v->end_off.v[end + 1] - v->end_off.v[end];
}

const pat_mark *pat_mark_ending(const pat_view *v, uint32_t end, uint32_t k)
{
    return &v->marks.v[v->by_end.v[v->end_off.v[end] + k]];
}

const pat_mark *pat_mark_to(const pat_view *v, uint32_t end, uint32_t name)
{
    uint32_t n = pat_marks_ending(v, end);
    for (uint32_t i = 0; i < n; i++) {
        const pat_mark *m = pat_mark_ending(v, end, i);
        if (m->name == name) {
            return m;
        }
    }
    return NULL;
}

/* The marks of a name over each token. */
static const uint32_t *cover_of(pat_view *v, uint32_t name)
{
    while (v->covers.n <= name) {
        uint32_t **c = as_vec_push(&v->covers, NULL);
        if (c == NULL) {
            return NULL;
        }
        *c = NULL;
    }
    uint32_t *cover = v->covers.v[name];
    if (cover == NULL) {
        cover = as_mem_zero((size_t)v->n_tokens + 1, sizeof *cover);
        for (size_t i = 0; cover != NULL && i < v->marks.n; i++) {
            const pat_mark *m = &v->marks.v[i];
            for (uint32_t t = m->first; m->name == name && t < m->end; t++) {
                cover[t] = (uint32_t)i + 1;
            }
        }
        v->covers.v[name] = cover;
    }
    return cover;
}

const pat_mark *pat_mark_over(pat_view *v, uint32_t tok, uint32_t name)
{
    const uint32_t *cover = cover_of(v, name);
    if (cover == NULL) {
        v->failed = true;
        return NULL;
    }
    return cover[tok] ? &v->marks.v[cover[tok] - 1] : NULL;
}

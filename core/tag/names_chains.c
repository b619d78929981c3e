/* names_chains.c - features of all lessons, counted, then looked up.
 *
 * The lessons are read three times. Most features occur once, and a table of
 * all of them would take a gigabyte: the first time only a byte is counted
 * for each of many hashes, which is never too few, and the second time
 * those that reach the minimum are counted for certain. A name that is not
 * whole within one chain is not learnt. */
#include "tag/names_chains.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

enum { SKETCH_MIN = 16, SKETCH_MAX = 26, A_TOKEN = 64 };

typedef struct maker {
    as_names_chains *out;
    as_name_reader *reader;
    as_weights *weights;
    const as_cancel *cancel;
    uint8_t *sketch;
    unsigned bits; /* it has a byte for each number of so many bits */
    uint32_t min;
} maker;

typedef as_status (*visit)(maker *m, const as_name_view *view, size_t beg,
                           size_t end, const as_name_lesson *lesson,
                           uint32_t number, as_err *err);

static as_status each_part(maker *m, const as_name_lesson *lessons, size_t n,
                           visit fn, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < n && st == AS_OK; i++) {
        const as_name_lesson *l = &lessons[i];
        st = as_name_reader_begin(m->reader, l->doc, l->clues, l->n_clues,
                                  m->cancel, err);
        as_name_view view;
        while (st == AS_OK &&
               (st = as_name_reader_next(m->reader, &view, err)) == AS_OK) {
            size_t beg = 0, end;
            while (st == AS_OK && as_name_view_part(&view, &beg, &end)) {
                st = fn(m, &view, beg, end, l, (uint32_t)i, err);
                beg = end;
            }
        }
        st = st == AS_EOF ? AS_OK : st;
    }
    return st;
}

static uint8_t *place_of(const maker *m, uint64_t key)
{
    return &m->sketch[key >> (64 - m->bits)];
}

static as_status sketch_part(maker *m, const as_name_view *view, size_t beg,
                             size_t end, const as_name_lesson *lesson,
                             uint32_t number, as_err *err)
{
    (void)lesson, (void)number, (void)err;
    for (size_t i = beg; i < end; i++) {
        uint64_t keys[AS_NAME_KEYS_MAX];
        const size_t n = as_name_features(view, i, keys);
        for (size_t k = 0; k < n; k++) {
            uint8_t *c = place_of(m, keys[k]);
            *c = *c < UINT8_MAX ? (uint8_t)(*c + 1) : *c;
        }
    }
    return AS_OK;
}

static as_status count_part(maker *m, const as_name_view *view, size_t beg,
                            size_t end, const as_name_lesson *lesson,
                            uint32_t number, as_err *err)
{
    (void)lesson, (void)number;
    as_status st = AS_OK;
    for (size_t i = beg; i < end && st == AS_OK; i++) {
        uint64_t keys[AS_NAME_KEYS_MAX];
        const size_t n = as_name_features(view, i, keys);
        size_t kept = 0;
        for (size_t k = 0; k < n; k++) {
            if (*place_of(m, keys[k]) >= m->min) {
                keys[kept++] = keys[k];
            }
        }
        st = as_weights_count(m->weights, keys, kept, err);
    }
    return st;
}

/* Labels of the names that lie within tokens [first, first + n). */
static void put_gold(uint8_t *gold, uint32_t first, uint32_t n,
                     const as_name_lesson *lesson)
{
    memset(gold, 0, n);
    for (size_t i = 0; i < lesson->n_names; i++) {
        const as_name *name = &lesson->names[i];
        assert(name->first < name->end);
        if (name->first < first || name->end > first + n) {
            continue;
        }
        uint8_t *at = gold + (name->first - first);
        const uint32_t len = name->end - name->first;
        memset(at, as_crf_label(name->kind, AS_CRF_I), len);
        at[0] = as_crf_label(name->kind, len == 1 ? AS_CRF_S : AS_CRF_B);
        if (len > 1) {
            at[len - 1] = as_crf_label(name->kind, AS_CRF_E);
        }
    }
}

static as_status add_word(maker *m, const as_name_view *view, size_t at,
                          as_err *err)
{
    as_names_chains *c = m->out;
    uint64_t keys[AS_NAME_KEYS_MAX];
    const size_t n = as_name_features(view, at, keys);
    if (as_vec_reserve(&c->row, n, err) != AS_OK ||
        as_vec_reserve(&c->row_at, 2, err) != AS_OK ||
        as_vec_reserve(&c->context, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    int32_t rows[AS_NAME_KEYS_MAX];
    as_weights_find(m->weights, keys, n, rows);
    c->row_at.v[c->row_at.n++] = c->row.n;
    c->row_at.v[c->row_at.n] = c->row.n;
    for (size_t k = 0; k < n; k++) {
        if (rows[k] != AS_WEIGHTS_NONE) {
            c->row.v[c->row.n++] = rows[k];
        }
    }
    c->row_at.v[c->row_at.n] = c->row.n;
    c->context.v[c->context.n++] = as_name_context(&view->word[at]);
    return AS_OK;
}

static as_status add_part(maker *m, const as_name_view *view, size_t beg,
                          size_t end, const as_name_lesson *lesson,
                          uint32_t number, as_err *err)
{
    as_names_chains *c = m->out;
    const uint32_t n = (uint32_t)(end - beg);
    if (as_vec_reserve(&c->gold, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    as_names_chain *chain = as_vec_push(&c->chain, err);
    if (chain == NULL) {
        return AS_ENOMEM;
    }
    *chain = (as_names_chain){(uint32_t)c->gold.n, n, number,
                              lesson->times ? lesson->times : 1,
                              view->at_border && beg == 0};
    put_gold(c->gold.v + c->gold.n, view->first + (uint32_t)beg, n, lesson);
    c->gold.n += n;
    as_status st = AS_OK;
    for (size_t i = beg; i < end && st == AS_OK; i++) {
        st = add_word(m, view, i, err);
    }
    return st;
}

static as_status make_sketch(maker *m, const as_name_lesson *lessons,
                             size_t n, as_err *err)
{
    size_t tokens = 0;
    for (size_t i = 0; i < n; i++) {
        tokens += as_doc_tokens(lessons[i].doc)->n;
    }
    m->bits = SKETCH_MIN;
    while (m->bits < SKETCH_MAX && (size_t)1 << m->bits < tokens * A_TOKEN) {
        m->bits++;
    }
    m->sketch = as_mem_zero((size_t)1 << m->bits, 1);
    return m->sketch ? AS_OK : as_err_nomem(err);
}

as_status as_names_chains_make(as_names_chains *out,
                               const as_name_lesson *lessons, size_t n,
                               const as_name_lists *lists, uint32_t min,
                               as_weights *weights, const as_cancel *cancel,
                               as_err *err)
{
    maker m = {.out = out, .weights = weights, .cancel = cancel, .min = min};
    as_status st = make_sketch(&m, lessons, n, err);
    if (st == AS_OK) {
        st = as_name_reader_new(lists, &m.reader, err);
    }
    if (st == AS_OK) {
        st = each_part(&m, lessons, n, sketch_part, err);
    }
    if (st == AS_OK) {
        st = each_part(&m, lessons, n, count_part, err);
    }
    if (st == AS_OK) {
        st = as_weights_start(weights, min, err);
    }
    if (st == AS_OK) {
        st = each_part(&m, lessons, n, add_part, err);
    }
    as_name_reader_free(m.reader);
    as_mem_free(m.sketch);
    return st;
}

void as_names_chains_clear(as_names_chains *c)
{
    as_vec_clear(&c->chain);
    as_vec_clear(&c->gold);
    as_vec_clear(&c->context);
    as_vec_clear(&c->row_at);
    as_vec_clear(&c->row);
}

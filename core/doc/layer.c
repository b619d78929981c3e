/* layer.c - making layers, adding spans, taking them back.
 *
 * Layout: a span, its features, their lists and texts are one block of the
 * span arena, in that order, so that adding is one allocation and a rollback
 * one store. Labels and keys are interned: equal ones share their bytes. Of
 * equal features a span shares those of an older one (share.c).
 * Cost: adding is O(size of the span) plus two binary searches for the
 * tokens; views are worked out later, when asked for.
 * Invariants: doc->log has a line a span, in order of addition over all
 * layers, and one without a layer for each that was dropped; their spans
 * stand in the arena in that order.
 * Refuses: spans that are empty or cut a code point, a feature key twice. */
#include "doc/layer.h"

#include <assert.h>

#include "base/mem.h"
#include "doc/doc_int.h"

as_layer *as_doc_layer_find(const as_doc *doc, as_slice name)
{
    for (size_t i = 0; i < doc->layers.n; i++) {
        if (as_slice_eq(doc->layers.v[i]->name, name)) {
            return doc->layers.v[i];
        }
    }
    return NULL;
}

as_status as_doc_layer(as_doc *doc, as_slice name, as_layer **out,
                       as_err *err)
{
    if (name.n == 0) {
        return as_err_set(err, AS_EINVAL, "a layer needs a name");
    }
    as_layer *layer = as_doc_layer_find(doc, name);
    if (layer != NULL) {
        *out = layer;
        return AS_OK;
    }
    uint32_t id;
    as_slice copy;
    as_status st = doc_name(doc, name, &id, &copy, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&doc->layers, 1, err);
        st = st == AS_OK ? as_vec_reserve(&doc->layer_bits, 1, err) : st;
    }
    if (st != AS_OK) {
        return st;
    }
    layer = as_arena_zero(doc->kept, 1, sizeof *layer);
    if (layer == NULL) {
        return as_err_nomem(err);
    }
    layer->doc = doc;
    layer->name = copy;
    layer->number = (uint32_t)doc->layers.n;
    doc->layers.v[doc->layers.n++] = layer;
    doc->layer_bits.v[doc->layer_bits.n++] = as_label_bit(copy);
    *out = layer;
    return AS_OK;
}

size_t as_doc_layer_count(const as_doc *doc)
{
    return doc->layers.n;
}

as_layer *as_doc_layer_at(const as_doc *doc, size_t i)
{
    assert(i < doc->layers.n);
    return doc->layers.v[i];
}

uint64_t as_label_bit(as_slice text)
{
    const unsigned char *p = (const unsigned char *)text.p;
    return text.n == 0
               ? 1
               : UINT64_C(1) << ((p[0] * 31u + p[text.n - 1] * 7u + text.n) %
                                 64);
}

uint64_t as_doc_layer_bits(const as_doc *doc, size_t i)
{
    assert(i < doc->layer_bits.n);
    return doc->layer_bits.v[i];
}

as_slice as_layer_name(const as_layer *layer)
{
    return layer->name;
}

size_t as_layer_count(const as_layer *layer)
{
    return layer->spans.n;
}

const as_span *as_layer_get(const as_layer *layer, uint32_t index)
{
    assert(index < layer->spans.n);
    return layer->spans.v[index];
}

const as_value *as_span_feature(const as_span *span, as_slice key)
{
    for (size_t i = 0; i < span->n_features; i++) {
        if (as_slice_eq(span->features[i].key, key)) {
            return &span->features[i].value;
        }
    }
    return NULL;
}

as_slice as_doc_date(const as_doc *doc)
{
    const as_slice told = as_doc_meta_of(doc)->date;
    const as_layer *layer = as_doc_layer_find(doc, AS_LIT("document"));
    const size_t n = told.n == 0 && layer ? as_layer_count(layer) : 0;
    for (size_t i = 0; i < n; i++) {
        const as_value *v = as_span_feature(as_layer_get(layer, (uint32_t)i),
                                            AS_LIT("date"));
        if (v != NULL && v->type == AS_VAL_TEXT) {
            return v->text;
        }
    }
    return told;
}

/* An object for each interned rule that has none yet: nearly always for the
 * last alone, more when memory was refused before. */
static as_status provs_fill(as_doc *doc, as_err *err)
{
    while (doc->provs.n < as_intern_count(doc->rules)) {
        as_prov *prov = as_arena_get(doc->kept, sizeof *prov);
        if (prov == NULL || as_vec_reserve(&doc->provs, 1, NULL) != AS_OK) {
            return as_err_nomem(err);
        }
        as_slice key = as_intern_get(doc->rules, (uint32_t)doc->provs.n);
        memcpy(&prov->hash, key.p, sizeof prov->hash);
        prov->rule = as_slice_of(key.p + sizeof prov->hash,
                                 key.n - sizeof prov->hash);
        doc->provs.v[doc->provs.n++] = prov;
    }
    return AS_OK;
}

/* The shared copy of `from`: one object a (hash, rule). Spans come in runs
 * of one rule, so that the last one is looked at first. */
static as_status prov_share(as_doc *doc, as_prov from, const as_prov **out,
                            as_err *err)
{
    uint32_t id;
    const as_prov *last = doc->last_prov;
    if (last != NULL && last->hash == from.hash &&
        as_slice_eq(last->rule, from.rule)) {
        *out = last;
        return AS_OK;
    }
    doc->scratch.n = 0;
    as_status st = as_buf_add(&doc->scratch, &from.hash, sizeof from.hash,
                              err);
    if (st == AS_OK) {
        st = as_buf_add_slice(&doc->scratch, from.rule, err);
    }
    if (st == AS_OK) {
        st = as_intern_add(doc->rules, as_buf_slice(&doc->scratch), &id, err);
    }
    if (st == AS_OK) {
        st = provs_fill(doc, err);
    }
    if (st == AS_OK) {
        *out = doc->last_prov = doc->provs.v[id];
    }
    return st;
}

/* The interned copy of a label, likewise. */
static as_status label_share(as_doc *doc, as_slice from, as_slice *out,
                             as_err *err)
{
    uint32_t id;
    as_status st = AS_OK;
    if (doc->last_label.p == NULL || !as_slice_eq(doc->last_label, from)) {
        st = doc_name(doc, from, &id, &doc->last_label, err);
    }
    if (st == AS_OK) {
        *out = doc->last_label;
    }
    return st;
}

/* ---- what a span needs -------- */

/* Bytes of a span's block: items that need alignment, then characters. */
typedef struct block_size {
    size_t items, chars;
} block_size;

static bool grow_by(size_t *sum, size_t n, size_t size)
{
    size_t bytes;
    return !__builtin_mul_overflow(n, size, &bytes) &&
           !__builtin_add_overflow(*sum, bytes, sum);
}

/* Characters are kept with a NUL behind them. */
static bool text_size(block_size *sum, as_slice s)
{
    return grow_by(&sum->chars, s.n, 1) && grow_by(&sum->chars, 1, 1);
}

static bool list_size(block_size *sum, const as_value *value)
{
    if (!grow_by(&sum->items, value->list.n, sizeof(as_slice))) {
        return false;
    }
    for (size_t i = 0; i < value->list.n; i++) {
        if (!text_size(sum, value->list.v[i])) {
            return false;
        }
    }
    return true;
}

static bool value_size(block_size *sum, const as_value *value)
{
    switch (value->type) {
    case AS_VAL_TEXT:
        return text_size(sum, value->text);
    case AS_VAL_LIST:
        return list_size(sum, value);
    default:
        return true;
    }
}

/* Of a block that begins with `head` bytes. */
static as_status spec_size(const as_span_spec *spec, size_t head,
                           block_size *size, as_err *err)
{
    *size = (block_size){head, 0};
    bool fits = spec->n_features <= UINT32_MAX &&
                grow_by(&size->items, spec->n_features, sizeof(as_feature));
    for (size_t i = 0; fits && i < spec->n_features; i++) {
        fits = value_size(size, &spec->features[i].value);
    }
    size_t all;
    if (!fits || __builtin_add_overflow(size->items, size->chars, &all)) {
        return as_err_nomem(err);
    }
    return AS_OK;
}

static as_status range_check(const as_doc *doc, uint32_t beg, uint32_t end,
                             const char *what, as_err *err)
{
    if (beg > end || end > doc->text.n) {
        return as_err_set(err, AS_ERANGE, "%s %u..%u is not within 0..%zu",
                          what, beg, end, doc->text.n);
    }
    if (!doc_is_border(doc, beg) || !doc_is_border(doc, end)) {
        return as_err_set(err, AS_ERANGE, "%s %u..%u cuts a character", what,
                          beg, end);
    }
    return AS_OK;
}

static as_status value_check(const as_doc *doc, const as_value *value,
                             as_err *err)
{
    switch (value->type) {
    case AS_VAL_SPAN:
        return range_check(doc, value->span.beg, value->span.end, "value",
                           err);
    case AS_VAL_TEXT:
    case AS_VAL_INT:
    case AS_VAL_REAL:
    case AS_VAL_BOOL:
    case AS_VAL_LIST:
        return AS_OK;
    }
    return as_err_set(err, AS_EINVAL, "unknown type of value %d",
                      (int)value->type);
}

/* Intern the key into doc->keys; AS_EINVAL if this span has had it. A span's
 * number is the stamp, so that nothing has to be cleared between spans. */
static as_status key_check(as_doc *doc, as_slice key, as_err *err)
{
    uint32_t id;
    as_slice copy;
    as_status st = doc_name(doc, key, &id, &copy, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&doc->keys, 1, err);
    }
    if (st != AS_OK) {
        return st;
    }
    if (id >= doc->key_seen.n) {
        size_t more = id + 1 - doc->key_seen.n;
        st = as_vec_reserve(&doc->key_seen, more, err);
        if (st != AS_OK) {
            return st;
        }
        memset(doc->key_seen.v + doc->key_seen.n, 0,
               more * sizeof *doc->key_seen.v);
        doc->key_seen.n += more;
    }
    if (doc->key_seen.v[id] == doc->n_tries) {
        return as_err_set(err, AS_EINVAL, "feature \"%.*s\" is given twice",
                          (int)(key.n < 64 ? key.n : 64), key.p);
    }
    doc->key_seen.v[id] = doc->n_tries;
    doc->keys.v[doc->keys.n++] = copy;
    return AS_OK;
}

static as_status spec_check(as_doc *doc, const as_span_spec *spec,
                            as_err *err)
{
    if (spec->beg >= spec->end) {
        return as_err_set(err, AS_ERANGE, "span %u..%u is empty", spec->beg,
                          spec->end);
    }
    as_status st = range_check(doc, spec->beg, spec->end, "span", err);
    doc->n_tries++;
    doc->keys.n = 0;
    for (size_t i = 0; st == AS_OK && i < spec->n_features; i++) {
        st = value_check(doc, &spec->features[i].value, err);
        if (st == AS_OK) {
            st = key_check(doc, spec->features[i].key, err);
        }
    }
    return st;
}

/* ---- copying a span -------- */

typedef struct block {
    char *items, *chars; /* the next free of each */
} block;

static as_slice text_copy(block *to, as_slice s)
{
    char *p = to->chars;
    if (s.n > 0) {
        memcpy(p, s.p, s.n);
    }
    p[s.n] = '\0';
    to->chars += s.n + 1;
    return as_slice_of(p, s.n);
}

static as_value value_copy(block *to, const as_value *from)
{
    as_value value = *from;
    if (from->type == AS_VAL_TEXT) {
        value.text = text_copy(to, from->text);
    } else if (from->type == AS_VAL_LIST) {
        as_slice *v = (as_slice *)(void *)to->items;
        to->items += from->list.n * sizeof *v;
        for (size_t i = 0; i < from->list.n; i++) {
            v[i] = text_copy(to, from->list.v[i]);
        }
        value.list.v = v;
    }
    return value;
}

/* Keys were interned by spec_check. */
static const as_feature *features_copy(const as_doc *doc, block to,
                                       const as_span_spec *spec)
{
    as_feature *features = (as_feature *)(void *)to.items;
    to.items += spec->n_features * sizeof *features;
    for (size_t i = 0; i < spec->n_features; i++) {
        features[i].key = doc->keys.v[i];
        features[i].value = value_copy(&to, &spec->features[i].value);
    }
    return spec->n_features ? features : NULL;
}

/* First token that begins at or behind byte `end`, from `tok` on. */
static uint32_t token_from(const as_doc *doc, uint32_t tok, uint32_t end)
{
    uint32_t at = as_doc_token_at(doc, end);
    /* A token over `end` is touched; one that begins there is not. */
    at += at < doc->tokens.n && doc->tokens.beg[at] < end;
    return at > tok ? at : tok;
}

/* A span without label and provenance, at the beginning of a block of `head`
 * bytes and what its features take. */
static as_status span_make(as_doc *doc, const as_span_spec *spec, size_t head,
                           as_span **out, as_err *err)
{
    block_size size = {head, 0};
    const as_feature *shared = NULL;
    uint64_t hash = 0;
    as_status st = doc_share_find(doc, spec, &shared, &hash, err);
    if (st == AS_OK && shared == NULL) {
        st = spec_size(spec, head, &size, err);
    }
    if (st != AS_OK) {
        return st;
    }
    char *p = as_arena_get(doc->spans, size.items + size.chars);
    if (p == NULL) {
        return as_err_nomem(err);
    }
    as_span *span = (as_span *)(void *)p;
    *span = (as_span){.beg = spec->beg,
                      .end = spec->end,
                      .priority = spec->priority,
                      .score = spec->score,
                      .features = shared,
                      .n_features = (uint32_t)spec->n_features};
    if (shared == NULL && spec->n_features > 0) {
        const block to = {p + head, p + size.items};
        span->features = features_copy(doc, to, spec);
        doc_share_put(doc, hash, span);
    }
    span->first_tok = as_doc_token_at(doc, spec->beg);
    span->end_tok = token_from(doc, span->first_tok, spec->end);
    *out = span;
    return AS_OK;
}

/* Room for one more span in every list that gets a line. */
static as_status span_room(as_doc *doc, as_layer *layer, as_err *err)
{
    if (layer->spans.n >= UINT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "more than 2^32 spans in a layer");
    }
    as_status st = as_vec_reserve(&layer->spans, 1, err);
    return st == AS_OK ? as_vec_reserve(&doc->log, 1, err) : st;
}

/* A span of `spec` that no layer has yet, at the beginning of `head` bytes,
 * and room for it and its line. */
static as_status span_new(as_doc *doc, as_layer *layer,
                          const as_span_spec *spec, size_t head,
                          as_span **out, as_err *err)
{
    as_slice label = {NULL, 0};
    const as_prov *prov = NULL;
    as_status st = spec_check(doc, spec, err);
    if (st == AS_OK) {
        st = label_share(doc, spec->label, &label, err);
    }
    if (st == AS_OK) {
        st = prov_share(doc, spec->prov, &prov, err);
    }
    if (st == AS_OK) {
        st = span_room(doc, layer, err);
    }
    if (st == AS_OK) {
        st = span_make(doc, spec, head, out, err);
    }
    if (st == AS_OK) {
        (*out)->label = label;
        (*out)->prov = prov;
        doc->layer_bits.v[layer->number] |= as_label_bit(label);
    }
    return st;
}

/* A new last span of a layer, and its line; there is room. */
static void span_put(as_doc *doc, as_layer *layer, as_span *span,
                     uint32_t *index)
{
    if (index != NULL) {
        *index = (uint32_t)layer->spans.n;
    }
    doc->log.v[doc->log.n++] = (log_line){.span = span,
                                          .layer = layer->number,
                                          .index = (uint32_t)layer->spans.n,
                                          .step = doc->step};
    layer->spans.v[layer->spans.n++] = span;
}

as_status as_layer_add(as_doc *doc, as_layer *layer, const as_span_spec *spec,
                       uint32_t *index, as_err *err)
{
    assert(layer->doc == doc);
    as_span *span = NULL;
    as_status st = span_new(doc, layer, spec, sizeof *span, &span, err);
    if (st == AS_OK) {
        span_put(doc, layer, span, index);
    }
    return st;
}

as_status as_layer_add_like(as_doc *doc, as_layer *layer, uint32_t like,
                            uint32_t beg, uint32_t end, uint32_t *index,
                            as_err *err)
{
    assert(layer->doc == doc && like < layer->spans.n);
    if (beg >= end) {
        return as_err_set(err, AS_ERANGE, "span %u..%u is empty", beg, end);
    }
    as_status st = range_check(doc, beg, end, "span", err);
    st = st == AS_OK ? span_room(doc, layer, err) : st;
    if (st != AS_OK) {
        return st;
    }
    as_span *span = as_arena_get(doc->spans, sizeof *span);
    if (span == NULL) {
        return as_err_nomem(err);
    }
    *span = *layer->spans.v[like]; /* older, so that it lives longer */
    span->beg = beg;
    span->end = end;
    span->first_tok = as_doc_token_at(doc, beg);
    span->end_tok = token_from(doc, span->first_tok, end);
    span_put(doc, layer, span, index);
    return AS_OK;
}

as_status as_layer_amend(as_doc *doc, as_layer *layer, uint32_t index,
                         const as_span_spec *spec, as_err *err)
{
    assert(layer->doc == doc && index < layer->spans.n);
    as_span *span = NULL;
    as_span *was = layer->spans.v[index];
    as_span_spec same = *spec;
    same.beg = was->beg;
    same.end = was->end;
    same.priority = was->priority; /* else views would change */
    as_status st =
        span_new(doc, layer, &same, sizeof(doc_amended), &span, err);
    if (st == AS_OK) {
        ((doc_amended *)(void *)span)->was = was;
        layer->spans.v[index] = span;
        doc->log.v[doc->log.n++] = (log_line){.span = span,
                                              .layer = layer->number,
                                              .index = index,
                                              .step = doc->step,
                                              .amends = true};
    }
    return st;
}

void as_layer_drop(as_layer *layer, const bool *drop)
{
    as_doc *doc = layer->doc;
    size_t at = 0, kept = 0;
    for (size_t i = 0; i < doc->log.n; i++) {
        if (doc->log.v[i].layer != layer->number) {
            continue;
        }
        assert(!doc->log.v[i].amends);
        if (drop[at]) {
            doc->log.v[i].layer = DOC_DROPPED;
        } else {
            layer->spans.v[kept++] = layer->spans.v[at];
        }
        at++;
    }
    assert(at == layer->spans.n);
    if (kept < at) {
        layer->spans.n = kept;
        layer_view_reset(&layer->view);
    }
}

as_doc_mark as_doc_mark_now(const as_doc *doc)
{
    return (as_doc_mark){doc->log.n};
}

void as_doc_rollback(as_doc *doc, as_doc_mark mark)
{
    if (mark.n_added >= doc->log.n) {
        return;
    }
    for (size_t i = doc->log.n; i-- > mark.n_added;) {
        const log_line *line = &doc->log.v[i];
        if (line->layer == DOC_DROPPED) {
            continue; /* since */
        }
        as_layer *layer = doc->layers.v[line->layer];
        if (line->amends) {
            layer->spans.v[line->index] =
                ((const doc_amended *)(const void *)line->span)->was;
            continue;
        }
        layer->spans.n--;
        layer_view_reset(&layer->view);
    }
    as_arena_rollback_to(doc->spans, doc->log.v[mark.n_added].span);
    doc_share_forget(doc);
    doc->log.n = (size_t)mark.n_added;
}

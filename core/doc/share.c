/* share.c - spans with equal features share one copy.
 *
 * Mentions repeat: a document that names Russia a thousand times has its name,
 * its actor and its country as features of a thousand spans. A table has the
 * spans that were added last by a hash of their features; one that comes
 * pushes out another that stands at its place, so that adding stays O(size of
 * the span), and a long document takes a third of the memory.
 * Invariant: spans in the table are in the document's arena, and older than
 * those that share their features, so that no rollback takes what is shared;
 * one that takes spans empties the table. */
#include <string.h>

#include "base/hash.h"
#include "doc/doc_int.h"

enum { LINES_MIN = 64, LINES_MAX = 1 << 16, TOKENS_A_LINE = 16 };

static as_status make_room(as_doc *doc, as_err *err)
{
    size_t n = LINES_MIN;
    while (n < doc->tokens.n / TOKENS_A_LINE && n < LINES_MAX) {
        n *= 2;
    }
    const as_status st = as_vec_reserve(&doc->shared, n, err);
    if (st == AS_OK) {
        memset(doc->shared.v, 0, n * sizeof *doc->shared.v);
        doc->shared.n = n;
    }
    return st;
}

/* Of a number to the last bit: 0 and -0 print otherwise. */
static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static uint64_t hash_of(uint64_t hash, const as_value *value)
{
    hash = as_hash_mix(hash, value->type);
    switch (value->type) {
    case AS_VAL_TEXT:
        return as_hash_mix(hash, as_hash_seeded(value->text));
    case AS_VAL_INT:
        return as_hash_mix(hash, (uint64_t)value->integer);
    case AS_VAL_REAL:
        return as_hash_mix(hash, bits_of(value->real));
    case AS_VAL_BOOL:
        return as_hash_mix(hash, value->truth);
    case AS_VAL_SPAN:
        return as_hash_mix(hash, (uint64_t)value->span.beg << 32 |
                                     value->span.end);
    case AS_VAL_LIST:
        for (size_t i = 0; i < value->list.n; i++) {
            hash = as_hash_mix(hash, as_hash_seeded(value->list.v[i]));
        }
        return as_hash_mix(hash, value->list.n);
    }
    return hash;
}

static bool lists_equal(const as_value *a, const as_value *b)
{
    bool equal = a->list.n == b->list.n;
    for (size_t i = 0; equal && i < a->list.n; i++) {
        equal = as_slice_eq(a->list.v[i], b->list.v[i]);
    }
    return equal;
}

static bool equal(const as_value *a, const as_value *b)
{
    if (a->type != b->type) {
        return false;
    }
    switch (a->type) {
    case AS_VAL_TEXT:
        return as_slice_eq(a->text, b->text);
    case AS_VAL_INT:
        return a->integer == b->integer;
    case AS_VAL_REAL:
        return bits_of(a->real) == bits_of(b->real);
    case AS_VAL_BOOL:
        return a->truth == b->truth;
    case AS_VAL_SPAN:
        return a->span.beg == b->span.beg && a->span.end == b->span.end;
    case AS_VAL_LIST:
        return lists_equal(a, b);
    }
    return false;
}

/* Keys are interned, so that equal ones are at one place. */
static bool has_features(const as_doc *doc, const as_span *span,
                         const as_span_spec *spec)
{
    bool same = span->n_features == spec->n_features;
    for (size_t i = 0; same && i < spec->n_features; i++) {
        same = span->features[i].key.p == doc->keys.v[i].p &&
               equal(&span->features[i].value, &spec->features[i].value);
    }
    return same;
}

static doc_shared *line_of(const as_doc *doc, uint64_t hash)
{
    return &doc->shared.v[(size_t)(hash >> 8) & (doc->shared.n - 1)];
}

as_status doc_share_find(as_doc *doc, const as_span_spec *spec,
                         const as_feature **features, uint64_t *hash,
                         as_err *err)
{
    *features = NULL;
    *hash = 0;
    if (spec->n_features == 0) {
        return AS_OK;
    }
    const as_status st = doc->shared.n == 0 ? make_room(doc, err) : AS_OK;
    if (st != AS_OK) {
        return st;
    }
    for (size_t i = 0; i < spec->n_features; i++) {
        *hash = as_hash_mix(*hash, (uintptr_t)doc->keys.v[i].p);
        *hash = hash_of(*hash, &spec->features[i].value);
    }
    const doc_shared *line = line_of(doc, *hash);
    if (line->span != NULL && line->hash == *hash &&
        has_features(doc, line->span, spec)) {
        *features = line->span->features;
    }
    return AS_OK;
}

void doc_share_put(as_doc *doc, uint64_t hash, const as_span *span)
{
    *line_of(doc, hash) = (doc_shared){hash, span};
}

void doc_share_forget(as_doc *doc)
{
    if (doc->shared.n > 0) {
        memset(doc->shared.v, 0, doc->shared.n * sizeof *doc->shared.v);
    }
}

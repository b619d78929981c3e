/* check.c - every invariant of a document, in one place.
 *
 * For tests, fuzzers and debug builds; it takes no memory, so that it can
 * run while allocations are made to fail. Cost: linear in the document, but
 * quadratic in the features of one span.
 * Refuses nothing: it reads, and names the first thing that is broken. */
#include "base/hash.h"
#include "doc/doc_int.h"
#include "text/utf8.h"

static as_status broken(as_err *err, const char *what, size_t at)
{
    return as_err_set(err, AS_EINVAL, "document is broken: %s at %zu", what,
                      at);
}

/* White space, controls and format characters (Unicode categories Z, Cc and
 * Cf): what may stand between tokens. */
static const uint32_t gap_ranges[][2] = {
    {0x0000, 0x0020}, {0x007F, 0x00A0}, {0x00AD, 0x00AD}, {0x0600, 0x0605},
    {0x061C, 0x061C}, {0x06DD, 0x06DD}, {0x070F, 0x070F}, {0x0890, 0x0891},
    {0x08E2, 0x08E2}, {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x200F},
    {0x2028, 0x202F}, {0x205F, 0x2064}, {0x2066, 0x206F}, {0x3000, 0x3000},
    {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0001, 0xE0001}, {0xE0020, 0xE007F}};

static bool is_gap(uint32_t cp)
{
    for (size_t i = 0; i < sizeof gap_ranges / sizeof *gap_ranges; i++) {
        if (cp <= gap_ranges[i][1]) {
            return cp >= gap_ranges[i][0];
        }
    }
    return false;
}

static as_status gap_check(const as_doc *doc, uint32_t beg, uint32_t end,
                           as_err *err)
{
    for (size_t at = beg, n; at < end; at += n) {
        uint32_t cp = as_utf8_decode(doc->text.p + at, end - at, &n);
        if (!is_gap(cp)) {
            return broken(err, "letters between tokens", at);
        }
    }
    return AS_OK;
}

static as_status tokens_check(const as_doc *doc, as_err *err)
{
    const as_tokens *t = &doc->tokens;
    uint32_t last = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (t->beg[i] < last || t->end[i] <= t->beg[i] ||
            t->end[i] > doc->text.n) {
            return broken(err, "token out of order or range", i);
        }
        if (!doc_is_border(doc, t->beg[i]) ||
            !doc_is_border(doc, t->end[i])) {
            return broken(err, "token cuts a character", i);
        }
        as_status st = gap_check(doc, last, t->beg[i], err);
        if (st != AS_OK) {
            return st;
        }
        last = t->end[i];
    }
    return gap_check(doc, last, (uint32_t)doc->text.n, err);
}

static as_status starts_check(const as_doc *doc, const as_starts *starts,
                              const char *what, as_err *err)
{
    const size_t n = doc->tokens.n;
    if ((starts->n == 0) != (n == 0) || (n > 0 && starts->v[0] != 0)) {
        return broken(err, what, 0);
    }
    for (size_t i = 1; i < starts->n; i++) {
        if (starts->v[i] <= starts->v[i - 1] || starts->v[i] >= n) {
            return broken(err, what, i);
        }
    }
    return AS_OK;
}

/* Each paragraph starts a sentence. */
static as_status paras_check(const as_doc *doc, as_err *err)
{
    size_t s = 0;
    for (size_t i = 0; i < doc->paras.n; i++) {
        while (s < doc->sents.n && doc->sents.v[s] < doc->paras.v[i]) {
            s++;
        }
        if (s == doc->sents.n || doc->sents.v[s] != doc->paras.v[i]) {
            return broken(err, "paragraph inside a sentence", i);
        }
    }
    return AS_OK;
}

static as_status norms_check(const as_doc *doc, as_err *err)
{
    if (!doc->has_norms) {
        return AS_OK;
    }
    const as_norms *norms = &doc->norms;
    for (size_t i = 0; i < doc->tokens.n; i++) {
        if (norms->type[i] >= norms->n_types) {
            return broken(err, "type of token", i);
        }
    }
    for (size_t i = 0; i < norms->n_types; i++) {
        as_slice norm = norms->types[i].norm;
        if (norms->types[i].hash != as_hash_portable(norm) ||
            as_utf8_valid(norm) != norm.n) {
            return broken(err, "norm or hash of type", i);
        }
    }
    return AS_OK;
}

static bool range_ok(const as_doc *doc, uint32_t beg, uint32_t end)
{
    return beg <= end && end <= doc->text.n && doc_is_border(doc, beg) &&
           doc_is_border(doc, end);
}

static bool features_ok(const as_doc *doc, const as_span *span)
{
    for (size_t i = 0; i < span->n_features; i++) {
        const as_feature *f = &span->features[i];
        if (f->value.type == AS_VAL_SPAN &&
            !range_ok(doc, f->value.span.beg, f->value.span.end)) {
            return false;
        }
        if (as_span_feature(span, f->key) != &f->value) {
            return false; /* an earlier feature has the same key */
        }
    }
    return true;
}

static bool tokens_of_ok(const as_doc *doc, const as_span *span)
{
    const as_tokens *t = &doc->tokens;
    const uint32_t first = span->first_tok, end = span->end_tok;
    if (first > end || end > t->n) {
        return false;
    }
    return (first == 0 || t->end[first - 1] <= span->beg) &&
           (end == t->n || t->beg[end] >= span->end) &&
           (first == end || (t->end[first] > span->beg &&
                             t->beg[end - 1] < span->end));
}

static as_status layer_check(const as_doc *doc, const as_layer *layer,
                             as_err *err)
{
    if (layer->doc != doc || layer->name.n == 0) {
        return broken(err, "layer without document or name", 0);
    }
    for (size_t i = 0; i < layer->spans.n; i++) {
        const as_span *span = layer->spans.v[i];
        if (span->beg == span->end ||
            !range_ok(doc, span->beg, span->end)) {
            return broken(err, "range of span", i);
        }
        if (!(as_doc_layer_bits(doc, layer->number) &
              as_label_bit(span->label))) {
            return broken(err, "bits of labels", i);
        }
        if (!tokens_of_ok(doc, span)) {
            return broken(err, "tokens of span", i);
        }
        if (span->prov == NULL || !features_ok(doc, span)) {
            return broken(err, "provenance or features of span", i);
        }
    }
    return layer_view_check(layer, err);
}

/* Spans that were added and not dropped. */
static size_t live_lines(const as_doc *doc)
{
    size_t n = 0;
    for (size_t i = 0; i < doc->log.n; i++) {
        n += doc->log.v[i].layer != DOC_DROPPED && !doc->log.v[i].amends;
    }
    return n;
}

static as_status layers_check(const as_doc *doc, as_err *err)
{
    size_t n_spans = 0;
    for (size_t i = 0; i < doc->layers.n; i++) {
        const as_layer *layer = doc->layers.v[i];
        as_status st = layer_check(doc, layer, err);
        if (st != AS_OK) {
            return st;
        }
        if (as_doc_layer_find(doc, layer->name) != layer) {
            return broken(err, "two layers of one name", i);
        }
        n_spans += layer->spans.n;
    }
    return n_spans == live_lines(doc)
               ? AS_OK
               : broken(err, "count of spans", n_spans);
}

as_status as_doc_check(const as_doc *doc, as_err *err)
{
    if (as_utf8_valid(as_buf_slice(&doc->text)) != doc->text.n) {
        return broken(err, "ill-formed text", 0);
    }
    as_status st = tokens_check(doc, err);
    if (st == AS_OK) {
        st = starts_check(doc, &doc->sents, "sentence", err);
    }
    if (st == AS_OK) {
        st = starts_check(doc, &doc->paras, "paragraph", err);
    }
    if (st == AS_OK) {
        st = paras_check(doc, err);
    }
    if (st == AS_OK) {
        st = norms_check(doc, err);
    }
    if (st == AS_OK) {
        st = doc_tags_check(doc, err);
    }
    return st == AS_OK ? layers_check(doc, err) : st;
}

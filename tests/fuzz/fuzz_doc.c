/* floor: doc
 * fuzz_doc.c - any bytes as a document, any spans on it.
 * Input: one byte n, then n * 4 bytes of operations (what, two places, a
 * value), then the text. After each document all invariants must hold. */
#include <stdint.h>
#include <stdlib.h>

#include "doc/doc.h"
#include "doc/layer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void must_be_whole(const as_doc *doc)
{
    must(as_doc_check(doc, NULL) == AS_OK);
}

/* Places are scaled to the text, some of them past its end. */
static uint32_t place(const as_doc *doc, uint8_t byte)
{
    return (uint32_t)((as_doc_text(doc).n + 3) * byte / 255);
}

static void span_add(as_doc *doc, as_layer *layer, const uint8_t *op)
{
    const as_slice bytes = {(const char *)op, 4};
    const as_feature features[] = {
        {AS_LIT("a"), {AS_VAL_TEXT, {.text = bytes}}},
        {as_slice_of((const char *)op + 3, 1),
         {AS_VAL_SPAN, {.span = {place(doc, op[3]), place(doc, op[2])}}}}};
    const as_span_spec spec = {.beg = place(doc, op[1]),
                               .end = place(doc, op[2]),
                               .label = as_slice_of((const char *)op + 3, 1),
                               .priority = op[3] % 3,
                               .prov = {bytes, op[3]},
                               .features = features,
                               .n_features = op[0] % 3};
    as_status st = as_layer_add(doc, layer, &spec, NULL, NULL);
    must(st == AS_OK || st == AS_ERANGE || st == AS_EINVAL);
}

static void look(as_doc *doc, as_layer *layer, const uint8_t *op)
{
    const uint32_t *v;
    uint32_t out[8];
    size_t n;
    must(as_layer_flat(layer, &v, &n, NULL) == AS_OK);
    must(n <= as_layer_count(layer));
    must(as_layer_query(layer, (as_where)(op[3] % 4), place(doc, op[1]),
                        place(doc, op[2]), out, 8, &n, NULL) == AS_OK);
    must(n <= as_layer_count(layer));
    for (size_t i = 0; i < n && i < 8; i++) {
        must(out[i] < as_layer_count(layer));
    }
    must_be_whole(doc);
}

static void operate(as_doc *doc, const uint8_t *ops, size_t n)
{
    as_layer *layers[2];
    as_doc_mark mark = as_doc_mark_now(doc);
    must(as_doc_layer(doc, AS_LIT("x"), &layers[0], NULL) == AS_OK);
    must(as_doc_layer(doc, AS_LIT("y"), &layers[1], NULL) == AS_OK);
    for (size_t i = 0; i < n; i++, ops += 4) {
        as_layer *layer = layers[ops[0] % 2];
        switch (ops[0] / 2 % 8) {
        case 0:
            look(doc, layer, ops);
            break;
        case 1:
            mark = as_doc_mark_now(doc);
            break;
        case 2:
            as_doc_rollback(doc, mark);
            must_be_whole(doc);
            break;
        default:
            span_add(doc, layer, ops);
        }
    }
}

static void norms_look(as_doc *doc)
{
    as_norms norms;
    must(as_doc_norms(doc, &norms, NULL) == AS_OK);
    must(norms.n_types <= as_doc_tokens(doc)->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t n_ops = size > 0 ? data[0] : 0;
    if (size < 1 + n_ops * 4) {
        return 0;
    }
    const uint8_t *ops = data + 1;
    const char *text = (const char *)ops + n_ops * 4;
    as_buf buf = {0};
    as_doc *doc;
    must(as_buf_add(&buf, text, size - 1 - n_ops * 4, NULL) == AS_OK);
    must(as_doc_new(&buf, NULL, &doc, NULL) == AS_OK);
    norms_look(doc);
    operate(doc, ops, n_ops);
    must_be_whole(doc);
    as_doc_free(doc);
    return 0;
}

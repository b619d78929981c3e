/* floor: match
 * fuzz_gaz.c - any phrases searched in any text.
 * Input: lines of phrases, exact where they begin with '=', up to an empty
 * line; then the text. Hits must be in order, in range, the same from both
 * searches, and the whole document must hold together after annotating. */
#include <stdint.h>
#include <stdlib.h>

#include "match/gaz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void phrase_add(as_gaz_builder *b, as_slice line)
{
    const bool exact = line.n > 0 && line.p[0] == '=';
    const as_feature field = {AS_LIT("line"), {AS_VAL_TEXT, {.text = line}}};
    const as_gaz_entry entry = {
        .text = as_slice_of(line.p + exact, line.n - exact),
        .match = exact ? AS_GAZ_EXACT : AS_GAZ_NORM,
        .label = as_slice_of(line.p, line.n > 0 && !(line.p[0] & 0x80)),
        .fields = &field,
        .n_fields = line.n % 2};
    as_status st = as_gaz_builder_add(b, &entry, NULL);
    must(st == AS_OK || st == AS_EINVAL);
}

/* Phrases up to the empty line; where the text begins. */
static const char *phrases_add(as_gaz_builder *b, const char *p,
                               const char *end)
{
    while (p < end && *p != '\n') {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop ? stop : end;
        phrase_add(b, as_slice_of(p, (size_t)(stop - p)));
        p = stop < end ? stop + 1 : end;
    }
    return p < end ? p + 1 : end;
}

/* Every hit of as_gaz_find, one by one; their number. */
static size_t hits_check(const as_gaz *gaz, as_doc *doc)
{
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    as_norms norms;
    as_gaz_hit hits[7], one;
    uint32_t from = 0, last = 0;
    size_t n_all = 0;
    must(as_doc_norms(doc, &norms, NULL) == AS_OK);
    while (from < end) {
        size_t n = as_gaz_find(gaz, doc, &norms, &from, end, hits, 7);
        must(n > 0 || from == end);
        for (size_t i = 0; i < n; i++) {
            must(as_gaz_next(gaz, doc, &norms, last, end, &one) == AS_OK);
            must(memcmp(&one, &hits[i], sizeof one) == 0);
            must(one.first >= last && one.first < one.end && one.end <= end);
            must(one.entry < as_gaz_count(gaz));
            last = one.end;
        }
        n_all += n;
    }
    must(as_gaz_next(gaz, doc, &norms, last, end, &one) == AS_EOF);
    return n_all;
}

static void search(const as_gaz *gaz, as_slice text)
{
    as_buf buf = {0};
    as_doc *doc;
    as_layer *layer;
    size_t n = 0;
    must(as_buf_add_slice(&buf, text, NULL) == AS_OK);
    must(as_doc_new(&buf, NULL, &doc, NULL) == AS_OK);
    must(as_doc_layer(doc, AS_LIT("x"), &layer, NULL) == AS_OK);
    const size_t n_hits = hits_check(gaz, doc);
    must(as_gaz_annotate(gaz, doc, layer, 0,
                         (uint32_t)as_doc_tokens(doc)->n, NULL, NULL, &n,
                         NULL) == AS_OK);
    must(n == n_hits);
    must(as_doc_check(doc, NULL) == AS_OK);
    as_doc_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *p = (const char *)data, *end = p + size;
    as_gaz_builder *b;
    as_gaz *gaz;
    must(as_gaz_builder_new(&b, NULL) == AS_OK);
    p = phrases_add(b, p, end);
    must(as_gaz_build(b, AS_LIT("fuzz"), false, &gaz, NULL) == AS_OK);
    as_gaz_builder_free(b);
    search(gaz, as_slice_of(p, (size_t)(end - p)));
    as_gaz_unref(gaz);
    return 0;
}

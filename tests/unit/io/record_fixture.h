/* record_fixture.h - a document with layers of its own, for the tests of
 * records and formats. */
#ifndef AS_TESTS_RECORD_FIXTURE_H
#define AS_TESTS_RECORD_FIXTURE_H

#include "io/record.h"
#include "unit/io/io_test.h"

HELPER as_feature text_is(const char *key, const char *text)
{
    return (as_feature){as_slice_str(key),
                        {.type = AS_VAL_TEXT, .text = as_slice_str(text)}};
}

HELPER as_feature span_is(const char *key, uint32_t beg, uint32_t end)
{
    return (as_feature){as_slice_str(key),
                        {.type = AS_VAL_SPAN, .span = {beg, end}}};
}

HELPER as_feature truth_is(const char *key, bool truth)
{
    return (as_feature){as_slice_str(key),
                        {.type = AS_VAL_BOOL, .truth = truth}};
}

HELPER as_feature int_is(const char *key, int64_t n)
{
    return (as_feature){as_slice_str(key), {.type = AS_VAL_INT, .integer = n}};
}

HELPER as_feature real_is(const char *key, double x)
{
    return (as_feature){as_slice_str(key), {.type = AS_VAL_REAL, .real = x}};
}

HELPER as_feature list_is(const char *key, const as_slice *v, size_t n)
{
    return (as_feature){as_slice_str(key),
                        {.type = AS_VAL_LIST, .list = {v, n}}};
}

HELPER void span_add(as_doc *doc, const char *layer, uint32_t beg,
                     uint32_t end, const char *label, const as_feature *f,
                     size_t n)
{
    as_layer *l;
    as_err err;
    const as_span_spec spec = {.beg = beg,
                               .end = end,
                               .label = as_slice_str(label),
                               .score = 1,
                               .prov = {AS_LIT("p@1.0.0/r"), 0},
                               .features = f,
                               .n_features = n};
    if (as_doc_layer(doc, as_slice_str(layer), &l, &err) != AS_OK ||
        as_layer_add(doc, l, &spec, NULL, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
}

/* Latin and Cyrillic: bytes are not code points. */
static const char the_text[] = "\n  Мельник said \"ready\".\nNo more.\n";
enum { NAME_AT = 3, NAME_END = 17, SAID_AT = 18, SAID_END = 22,
       READY_AT = 24, READY_END = 29 };

HELPER as_doc *quote_doc(void)
{
    const as_doc_meta meta = {.id = AS_LIT("d,1"),
                              .title = AS_LIT("A \"title\""),
                              .date = AS_LIT("2026-11-23")};
    as_doc *doc = doc_of_meta(the_text, &meta);
    const as_feature entity[] = {
        text_is("country", "UKR"),
        text_is("name", "Melnyk"),
        text_is("kind", "reserved: not to be seen"),
    };
    const as_feature quote[] = {
        span_is("content", READY_AT, READY_END),
        truth_is("direct", true),
        span_is("cue", SAID_AT, SAID_END),
        span_is("speaker_text", NAME_AT, NAME_END),
        text_is("speaker", "Melnyk"),
        real_is("weight", 0.5),
        span_is("odd", SAID_AT, SAID_END),
    };
    span_add(doc, "quote", NAME_AT, READY_END, "", quote, 7);
    span_add(doc, "entity", NAME_AT, NAME_END, "PERSON", entity, 3);
    return doc;
}

#endif

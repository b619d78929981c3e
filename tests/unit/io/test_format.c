/* test_format.c - records as JSONL, JSON, CSV and TSV, byte for byte. */
#include <jansson.h>
#include <math.h>

#include "io/format.h"
#include "unit/io/record_fixture.h"

static as_kinds *kinds_of(void)
{
    as_kinds *kinds = NULL;
    assert_int_equal(as_kinds_new(&kinds, NULL), AS_OK);
    return kinds;
}

static void check(as_format format, as_doc *doc, const as_record_opts *opts,
                  const char *want)
{
    as_kinds *kinds = kinds_of();
    as_buf out = {0};
    assert_int_equal(as_format_doc(format, doc, kinds, opts, &out, NULL),
                     AS_OK);
    assert_int_equal(as_buf_add_byte(&out, '\0', NULL), AS_OK);
    assert_string_equal(out.p, want);
    as_buf_clear(&out);
    as_kinds_free(kinds);
    as_doc_free(doc);
}

static void test_jsonl_is_a_record_a_line(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("quote"), AS_LIT("entity")};
    check(AS_FORMAT_JSONL, quote_doc(), &(as_record_opts){kinds, 2, false},
          "{\"doc\":\"d,1\",\"kind\":\"quote\",\"start\":3,\"end\":29,"
          "\"text\":\"Мельник said \\\"ready\",\"rule\":\"p@1.0.0/r\","
          "\"speaker\":\"Melnyk\",\"speaker_text\":\"Мельник\","
          "\"speaker_start\":3,\"speaker_end\":17,\"cue\":\"said\","
          "\"cue_start\":18,\"cue_end\":22,\"content\":\"ready\","
          "\"content_start\":24,\"content_end\":29,\"direct\":true,"
          "\"weight\":0.5,\"odd\":\"said\",\"odd_start\":18,\"odd_end\":22}\n"
          "{\"doc\":\"d,1\",\"kind\":\"entity\",\"start\":3,\"end\":17,"
          "\"text\":\"Мельник\",\"rule\":\"p@1.0.0/r\",\"type\":\"PERSON\","
          "\"name\":\"Melnyk\",\"country\":\"UKR\"}\n");
}

static as_doc *value_doc(void)
{
    static const as_slice list[] = {AS_LIT("Iran"), AS_LIT("a;b")};
    const as_doc_meta meta = {.id = AS_LIT("v\xFF")};
    as_doc *doc = doc_of_meta("a,b\t\"c\"\n\\d\rx", &meta);
    const as_feature f[] = {
        list_is("source", list, 2), list_is("target", list, 0),
        int_is("min", INT64_MIN),   real_is("no", NAN),
        real_is("lat", -33.25),     truth_is("negated", false),
        text_is("note", "x\\y"),
    };
    span_add(doc, "event", 0, 12, "AGREE", f, 7);
    return doc;
}

static void test_values_of_every_type(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("event")};
    check(AS_FORMAT_JSONL, value_doc(), &(as_record_opts){kinds, 1, false},
          "{\"doc\":\"v\uFFFD\",\"kind\":\"event\",\"start\":0,\"end\":12,"
          "\"text\":\"a,b\\t\\\"c\\\"\\n\\\\d\\rx\",\"rule\":\"p@1.0.0/r\","
          "\"type\":\"AGREE\",\"source\":[\"Iran\",\"a;b\"],\"target\":[],"
          "\"min\":-9223372036854775808,\"lat\":-33.25,\"negated\":false,"
          "\"note\":\"x\\\\y\"}\n");
}

static void test_json_nests_a_document(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("entity"), AS_LIT("money"),
                              AS_LIT("entity")};
    check(AS_FORMAT_JSON, quote_doc(), &(as_record_opts){kinds, 3, false},
          "{\"doc\":\"d,1\",\"entity\":[{\"start\":3,\"end\":17,"
          "\"text\":\"Мельник\",\"rule\":\"p@1.0.0/r\",\"type\":\"PERSON\","
          "\"name\":\"Melnyk\",\"country\":\"UKR\"}],\"money\":[]}\n");
}

static void test_json_by_default_has_what_there_is(void **state)
{
    (void)state;
    as_kinds *kinds = kinds_of();
    as_doc *doc = quote_doc();
    as_layer *layer;
    as_buf out = {0};
    assert_int_equal(as_doc_layer(doc, AS_LIT("money"), &layer, NULL), AS_OK);
    assert_int_equal(
        as_format_doc(AS_FORMAT_JSON, doc, kinds, NULL, &out, NULL), AS_OK);
    json_t *all = json_loadb(out.p, out.n, 0, NULL);
    assert_non_null(all);
    assert_int_equal(json_object_size(all), 4);
    assert_true(json_is_object(json_object_get(all, "document")));
    assert_int_equal(json_array_size(json_object_get(all, "entity")), 1);
    assert_int_equal(json_array_size(json_object_get(all, "quote")), 1);
    json_decref(all);
    as_buf_clear(&out);
    as_doc_free(doc);
    as_kinds_free(kinds);
}

static void check_head(as_format format, const char *kind, const char *want)
{
    as_kinds *kinds = kinds_of();
    as_buf out = {0};
    assert_int_equal(
        as_format_head(format, kinds, as_slice_str(kind), &out, NULL), AS_OK);
    assert_slice(as_buf_slice(&out), want);
    as_buf_clear(&out);
    as_kinds_free(kinds);
}

static void test_a_table_has_the_columns_of_its_kind(void **state)
{
    (void)state;
    check_head(AS_FORMAT_CSV, "entity",
               "doc,kind,start,end,text,rule,type,name,actor,country,"
               "mention\r\n");
    check_head(AS_FORMAT_TSV, "date",
               "doc\tkind\tstart\tend\ttext\trule\ttype\tvalue\tbegin\t"
               "finish\n");
    check_head(AS_FORMAT_CSV, "unknown", "doc,kind,start,end,text,rule\r\n");
    check_head(AS_FORMAT_JSONL, "entity", "");
}

static void test_csv_quotes_as_rfc_4180_says(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("event")};
    check(AS_FORMAT_CSV, value_doc(), &(as_record_opts){kinds, 1, false},
          "v\uFFFD,event,0,12,\"a,b\t\"\"c\"\"\n\\d\rx\",p@1.0.0/r,AGREE,"
          "Iran; a;b,,,,,,,,,,,,,,,\r\n");
    const as_slice entity[] = {AS_LIT("entity")};
    check(AS_FORMAT_CSV, quote_doc(), &(as_record_opts){entity, 1, false},
          "\"d,1\",entity,3,17,Мельник,p@1.0.0/r,PERSON,Melnyk,,UKR,\r\n");
}

static void test_tsv_escapes_what_ends_a_cell(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("event")};
    check(AS_FORMAT_TSV, value_doc(), &(as_record_opts){kinds, 1, false},
          "v\uFFFD\tevent\t0\t12\ta,b\\t\"c\"\\n\\\\d\\rx\tp@1.0.0/r\tAGREE\t"
          "Iran; a;b\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\n");
}

static void test_a_table_of_two_kinds_is_refused(void **state)
{
    (void)state;
    as_kinds *kinds = kinds_of();
    as_doc *doc = quote_doc();
    as_buf out = {0};
    as_err err;
    const as_slice two[] = {AS_LIT("entity"), AS_LIT("quote")};
    const as_record_opts opts = {two, 2, false};
    assert_int_equal(
        as_format_doc(AS_FORMAT_CSV, doc, kinds, &opts, &out, &err),
        AS_EINVAL);
    assert_string_equal(err.msg,
                        "a table holds one kind of record: name one");
    assert_int_equal(out.n, 0);
    as_buf_clear(&out);
    as_doc_free(doc);
    as_kinds_free(kinds);
}

static void test_formats_by_name(void **state)
{
    (void)state;
    as_format f = AS_FORMAT_JSONL;
    as_err err;
    assert_int_equal(as_format_find(AS_LIT("tsv"), &f, NULL), AS_OK);
    assert_int_equal(f, AS_FORMAT_TSV);
    assert_int_equal(as_format_find(AS_LIT("xml"), &f, &err), AS_EINVAL);
    assert_string_equal(err.msg, "unknown format \"xml\": there are jsonl, "
                                 "json, csv, tsv and conllu");
    assert_int_equal(f, AS_FORMAT_TSV);
}

/* Every format, with what was in the buffer left alone on failure. */
static void test_refused_memory_leaves_the_buffer_as_it_was(void **state)
{
    (void)state;
    as_kinds *kinds = kinds_of();
    as_doc *doc = value_doc();
    const as_slice one[] = {AS_LIT("event")};
    const as_record_opts opts = {one, 1, true};
    for (int format = AS_FORMAT_JSONL; format <= AS_FORMAT_TSV; format++) {
        as_buf out = {0};
        FOR_EACH_FAILURE({
            as_buf_clear(&out);
            st_ = as_format_doc((as_format)format, doc, kinds, &opts, &out,
                                NULL);
            assert_true(st_ == AS_OK || out.n == 0);
        });
        assert_true(out.n > 0);
        as_buf_clear(&out);
    }
    as_doc_free(doc);
    as_kinds_free(kinds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jsonl_is_a_record_a_line),
        cmocka_unit_test(test_values_of_every_type),
        cmocka_unit_test(test_json_nests_a_document),
        cmocka_unit_test(test_json_by_default_has_what_there_is),
        cmocka_unit_test(test_a_table_has_the_columns_of_its_kind),
        cmocka_unit_test(test_csv_quotes_as_rfc_4180_says),
        cmocka_unit_test(test_tsv_escapes_what_ends_a_cell),
        cmocka_unit_test(test_a_table_of_two_kinds_is_refused),
        cmocka_unit_test(test_formats_by_name),
        cmocka_unit_test(test_refused_memory_leaves_the_buffer_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

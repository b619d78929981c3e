/* test_jsonl.c - data sets: what is read, what is told, what is skipped. */
#include "unit/io/input_fixture.h"

static const as_input_opts plain = {0};

static void check(const char *data, const char *want, const char *told)
{
    check_read(file_of("d.jsonl", data), &plain, want, told);
}

static void test_one_object_a_line(void **state)
{
    (void)state;
    check("{\"id\":\"a\",\"text\":\"A\",\"title\":\"T\",\"date\":"
          "\"2026-11-23\"}\n{\"text\":\"B\",\"id\":7,\"more\":[1,{}]}\n",
          "a|T|2026-11-23|A\n7|||B\n", "");
}

static void test_blank_lines_crlf_bom_and_no_last_line_feed(void **state)
{
    (void)state;
    check("\xEF\xBB\xBF{\"id\":1,\"text\":\"A\"}\r\n\r\n \t\n\n"
          "{\"text\":\"B\"}",
          "1|||A\nd.jsonl:5|||B\n", "");
}

static void test_an_empty_file_is_a_remark(void **state)
{
    (void)state;
    check("", "", "told d.jsonl: empty\n");
}

static void test_broken_lines_are_skipped_with_their_place(void **state)
{
    (void)state;
    check("{\"text\":\"A\"\n{\"text\":\"B\"}\n{'text':1}\n{}{}\nnull\n[1]\n",
          "d.jsonl:2|||B\n",
          "lost d.jsonl:1:11: not JSON: '}' expected near end of file: this "
          "line is skipped\n"
          "lost d.jsonl:3:2: not JSON: string or '}' expected near ''': this "
          "line is skipped\n"
          "lost d.jsonl:4:3: not JSON: end of file expected near '{': this "
          "line is skipped\n"
          "lost d.jsonl:5:4: not JSON: '[' or '{' expected near 'null': this "
          "line is skipped\n"
          "lost d.jsonl:6:1: a list, and not an object {...} with a \"text\": "
          "this line is skipped\n");
}

static void test_a_missing_text_lists_what_there_is(void **state)
{
    (void)state;
    check("{\"body\":\"B\",\"id\":1}\n{\"text\":5}\n{\"text\":null}\n{}\n", "",
          "lost d.jsonl:1:1: no \"text\" among its fields (body, id): name "
          "the one that has the text with --text-field; this line is "
          "skipped\n"
          "lost d.jsonl:2:1: \"text\" is a number and must be text: this line "
          "is skipped\n"
          "lost d.jsonl:3:1: \"text\" is null and must be text: this line is "
          "skipped\n"
          "lost d.jsonl:4:1: no \"text\" among its fields (): name the one "
          "that has the text with --text-field; this line is skipped\n");
}

static void test_other_fields_may_be_named(void **state)
{
    (void)state;
    const as_input_opts opts = {.format = AS_INPUT_JSONL,
                                .id_field = "nr",
                                .text_field = "body",
                                .date_field = "day",
                                .title_field = "head",
                                .date = "2020-01-01"};
    check_read(file_of("data.json",
                       "{\"nr\":9,\"body\":\"B\",\"day\":\"2026-11\","
                       "\"head\":\"H\"}\n{\"nr\":\"x\",\"body\":\"C\"}"),
               &opts, "9|H|2026-11|B\nx||2020-01-01|C\n", "");
}

static void test_metadata_of_the_wrong_type_is_left_out(void **state)
{
    (void)state;
    check("{\"id\":[1],\"text\":\"A\",\"title\":4,\"date\":\"2026-02-30\"}\n"
          "{\"id\":null,\"text\":\"B\",\"title\":null,\"date\":null}\n"
          "{\"id\":\"\",\"text\":\"C\",\"date\":\"2026-11-23T10:00:00Z\"}\n",
          "d.jsonl:1|||A\nd.jsonl:2|||B\nd.jsonl:3||2026-11-23T10:00:00Z|C\n",
          "told d.jsonl:1: \"id\" is a list: the line's number serves as id\n"
          "told d.jsonl:1: \"title\" is a number, not text, and is left out\n"
          "told d.jsonl:1: \"2026-02-30\" is not a date like 2026-11-23 and "
          "is left out\n");
}

static void test_ill_formed_bytes_and_surrogates_are_replaced(void **state)
{
    (void)state;
    check("{\"text\":\"a\xFF z\xC3\"}\n"
          "{\"text\":\"\\ud800 \\udc00 \\ud83d\\ude00 \\\\ud800\"}\n"
          "{\"text\":\"a\\u0000\\u00e9\"}\n",
          "d.jsonl:1|||a\uFFFD z\uFFFD\n"
          "d.jsonl:2|||\uFFFD \uFFFD \U0001F600 \\ud800\n"
          "d.jsonl:3|||a\u00b7\u00e9\n",
          "told d.jsonl:1: 2 ill-formed UTF-8 sequences replaced by U+FFFD\n"
          "told d.jsonl:2: 2 lone surrogates replaced by U+FFFD\n");
}

static void test_a_compressed_data_set_is_told_once(void **state)
{
    (void)state;
    check_read(file_put("d.jsonl", "\x1F\x8B\x08\n\n\n\n", 7), &plain, "",
               "lost d.jsonl: compressed, not text: unpack it with gunzip\n");
}

/* Lines that are far longer than a block, among short ones. */
static void test_lines_of_any_length(void **state)
{
    (void)state;
    const size_t n = 3 << 20;
    as_buf data = {0};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(as_buf_printf(&data, NULL, "{\"text\":\"A\"}\n"
                                                    "{\"text\":\""),
                         AS_OK);
        assert_int_equal(as_buf_reserve(&data, n, NULL), AS_OK);
        memset(data.p + data.n, 'x', n);
        data.n += n;
        assert_int_equal(as_buf_printf(&data, NULL, "\"}\n"), AS_OK);
    }
    const char *path = file_put("d.jsonl", data.p, data.n);
    as_input *in;
    as_input_item item = {0};
    problems p = {0};
    assert_int_equal(as_input_new(&path, 1, &plain, problem_keep, &p, &in,
                                  NULL),
                     AS_OK);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(as_input_next(in, &item, NULL), AS_OK);
        assert_int_equal(item.text.n, i % 2 ? n : 1);
        as_input_item_clear(&item);
    }
    assert_int_equal(as_input_next(in, &item, NULL), AS_EOF);
    uint64_t done, total;
    as_input_progress(in, &done, &total);
    assert_int_equal(done, data.n);
    assert_int_equal(total, data.n);
    as_input_free(in);
    as_buf_clear(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_one_object_a_line),
        DIR_TEST(test_blank_lines_crlf_bom_and_no_last_line_feed),
        DIR_TEST(test_an_empty_file_is_a_remark),
        DIR_TEST(test_broken_lines_are_skipped_with_their_place),
        DIR_TEST(test_a_missing_text_lists_what_there_is),
        DIR_TEST(test_other_fields_may_be_named),
        DIR_TEST(test_metadata_of_the_wrong_type_is_left_out),
        DIR_TEST(test_ill_formed_bytes_and_surrogates_are_replaced),
        DIR_TEST(test_a_compressed_data_set_is_told_once),
        DIR_TEST(test_lines_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

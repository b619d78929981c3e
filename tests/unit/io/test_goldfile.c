/* test_goldfile.c - documents with marked names: read, or refused with the
 * line that is wrong. */
#include "unit/io/io_test.h"

#include "io/goldfile.h"

static as_status show(void *ctx, const as_gold_doc *doc, as_err *err)
{
    as_buf *out = ctx;
    as_status st = AS_OK;
    for (size_t i = 0; i < doc->n_spans && st == AS_OK; i++) {
        const as_gold_span *s = &doc->spans[i];
        st = as_buf_printf(out, err, "%.*s:%.*s ", (int)s->label.n,
                           s->label.p, (int)(s->end - s->beg),
                           doc->text.p + s->beg);
    }
    return st == AS_OK ? as_buf_printf(out, err, "%u|", doc->times) : st;
}

static const char *gold_file(const char *lines)
{
    const char *path = in_dir("gold.jsonl");
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(lines, 1, strlen(lines), f), strlen(lines));
    assert_int_equal(fclose(f), 0);
    return path;
}

static void test_documents_come_with_their_spans(void **state)
{
    (void)state;
    as_buf out = {0};
    const char *path = gold_file(
        "{\"id\": 1, \"text\": \"Anna is in Kyiv\", \"spans\": [{\"b\": 0, "
        "\"e\": 4, \"label\": \"PERSON\", \"kind\": \"name\"}, {\"b\": 11, "
        "\"e\": 15, \"label\": \"LOC\"}]}\n\n"
        "{\"text\": \"\\u041a\\u0438\\u0457\\u0432\", \"spans\": [{\"b\": 0, "
        "\"e\": 8, \"label\": \"LOC\"}]}\n"
        "{\"text\": \"\", \"spans\": [], \"times\": 3}");
    assert_int_equal(as_goldfile_read(path, show, &out, NULL), AS_OK);
    assert_int_equal(as_buf_add_byte(&out, '\0', NULL), AS_OK);
    assert_string_equal(out.p, "PERSON:Anna LOC:Kyiv 1|"
                               "LOC:\xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2 "
                               "1|3|");
    as_buf_clear(&out);
}

static void test_what_is_wrong_is_named_by_line(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *why;
    } cases[] = {
        {"{\"text\": \"a\", \"spans\": []}\nnonsense\n", ":2: not JSON"},
        {"[1]\n", ":1: expected an object"},
        {"{\"text\": 1, \"spans\": []}\n", ":1: expected an object"},
        {"{\"text\": \"a\", \"spans\": [], \"times\": 0}\n", ":1: \"times\""},
        {"{\"text\": \"a\", \"spans\": [], \"times\": true}\n",
         ":1: \"times\""},
        {"{\"text\": \"a\"}\n", ":1: expected an object"},
        {"{\"text\": \"a\", \"spans\": [1]}\n", ":1: a span needs"},
        {"{\"text\": \"a\", \"spans\": [{\"b\": 0, \"e\": 1}]}\n",
         ":1: a span needs"},
        {"{\"text\": \"a\", \"spans\": [{\"b\": 0, \"e\": 2, \"label\": "
         "\"X\"}]}\n",
         ":1: a span that"},
        {"{\"text\": \"a\", \"spans\": [{\"b\": 1, \"e\": 1, \"label\": "
         "\"X\"}]}\n",
         ":1: a span that"},
        {"{\"text\": \"a\", \"spans\": [{\"b\": -1, \"e\": 1, \"label\": "
         "\"X\"}]}\n",
         ":1: a span that"},
        {"{\"text\": \"\\u00e9\", \"spans\": [{\"b\": 1, \"e\": 2, "
         "\"label\": \"X\"}]}\n",
         ":1: a span that"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        as_buf out = {0};
        as_err err;
        assert_int_equal(as_goldfile_read(gold_file(cases[i].lines), show, &out,
                                          &err),
                         AS_ESYNTAX);
        assert_non_null(strstr(err.msg, cases[i].why));
        as_buf_clear(&out);
    }
    as_err err;
    assert_int_equal(as_goldfile_read(in_dir("none"), show, NULL, &err),
                     AS_EIO);
    assert_non_null(strstr(err.msg, "No such file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_documents_come_with_their_spans),
        DIR_TEST(test_what_is_wrong_is_named_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

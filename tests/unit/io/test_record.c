/* test_record.c - what layers become when they leave the program. */
#include "unit/io/record_fixture.h"

typedef struct seen {
    as_buf out;
    size_t left; /* records before the callback stops */
} seen;

static void show_value(as_buf *out, const as_value *v)
{
    as_status st = AS_OK;
    switch (v->type) {
    case AS_VAL_TEXT:
        st = as_buf_printf(out, NULL, "%.*s", (int)v->text.n, v->text.p);
        break;
    case AS_VAL_INT:
        st = as_buf_printf(out, NULL, "%lld", (long long)v->integer);
        break;
    case AS_VAL_REAL:
        st = as_buf_printf(out, NULL, "%g", v->real);
        break;
    case AS_VAL_BOOL:
        st = as_buf_printf(out, NULL, "%s", v->truth ? "true" : "false");
        break;
    default:
        fail_msg("a record holds a value of type %d", (int)v->type);
    }
    assert_int_equal(st, AS_OK);
}

/* `kind start end [text] rule key=value ...` */
static as_status show(void *ctx, const as_record *r, as_err *err)
{
    seen *s = ctx;
    if (s->left-- == 0) {
        return as_err_set(err, AS_EIO, "stopped");
    }
    if (as_buf_printf(&s->out, err, "%.*s %d %d [%.*s] %.*s", (int)r->kind.n,
                      r->kind.p, (int)r->start, (int)r->end, (int)r->text.n,
                      r->text.p, (int)r->rule.n, r->rule.p) != AS_OK) {
        return AS_ENOMEM;
    }
    for (size_t i = 0; i < r->n_fields; i++) {
        const as_feature *f = &r->fields[i];
        assert_int_equal(as_buf_printf(&s->out, NULL, " %.*s=",
                                       (int)f->key.n, f->key.p),
                         AS_OK);
        show_value(&s->out, &f->value);
    }
    return as_buf_add_byte(&s->out, '\n', err);
}

static void check(as_doc *doc, const as_record_opts *opts, const char *want)
{
    as_kinds *kinds;
    seen s = {.left = SIZE_MAX};
    assert_int_equal(as_kinds_new(&kinds, NULL), AS_OK);
    assert_int_equal(as_records_each(doc, kinds, opts, show, &s, NULL), AS_OK);
    assert_int_equal(as_buf_add_byte(&s.out, '\0', NULL), AS_OK);
    assert_string_equal(s.out.p, want);
    as_buf_clear(&s.out);
    as_kinds_free(kinds);
    as_doc_free(doc);
}

static void test_spans_become_slices_with_their_place(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("quote"), AS_LIT("entity")};
    check(quote_doc(), &(as_record_opts){kinds, 2, false},
          "quote 3 29 [Мельник said \"ready] p@1.0.0/r speaker=Melnyk "
          "speaker_text=Мельник speaker_start=3 speaker_end=17 cue=said "
          "cue_start=18 cue_end=22 content=ready content_start=24 "
          "content_end=29 direct=true weight=0.5 odd=said odd_start=18 "
          "odd_end=22\n"
          "entity 3 17 [Мельник] p@1.0.0/r type=PERSON name=Melnyk "
          "country=UKR\n");
}

static void test_code_points_count_letters(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("quote"), AS_LIT("token")};
    check(quote_doc(), &(as_record_opts){kinds, 1, true},
          "quote 3 22 [Мельник said \"ready] p@1.0.0/r speaker=Melnyk "
          "speaker_text=Мельник speaker_start=3 speaker_end=10 cue=said "
          "cue_start=11 cue_end=15 content=ready content_start=17 "
          "content_end=22 direct=true weight=0.5 odd=said odd_start=11 "
          "odd_end=15\n");
}

static void test_the_document_comes_first_and_has_no_text_of_its_own(
    void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("document")};
    check(quote_doc(), &(as_record_opts){kinds, 1, false},
          "document 3 31 [Мельник said \"ready\".] assay@" AS_VERSION
          "/document title=A \"title\" date=2026-11-23 bytes=41 tokens=9 "
          "sentences=2 "
          "sha256="
          "102a4a316535693689cd30b08279c911edfcf2460b1827f458b13b7fe934d1f4"
          " repaired=0\n");
}

static void test_a_layer_document_tells_more_of_it(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("document"), AS_LIT("entity")};
    as_doc *doc = doc_of_meta("KYIV \xE2\x80\x94 x", &(as_doc_meta){0});
    const as_feature f[] = {text_is("dateline", "Kyiv"),
                            text_is("bytes", "no second time")};
    span_add(doc, "document", 0, 4, "", f, 2);
    check(doc, &(as_record_opts){kinds, 2, false},
          "document 0 10 [KYIV \xE2\x80\x94 x] assay@" AS_VERSION
          "/document bytes=10 tokens=3 sentences=1 "
          "sha256="
          "ef1bdea61757d818a0e54cb60d9bf3277d04aac1e357da6038c9581636df5ba1"
          " repaired=0 dateline=Kyiv\n");
}

static void test_an_empty_document_is_a_record_all_the_same(void **state)
{
    (void)state;
    check(doc_of_meta("", &(as_doc_meta){0}), NULL,
          "document 0 0 [] assay@" AS_VERSION
          "/document bytes=0 tokens=0 sentences=0 sha256="
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
          " repaired=0\n");
    const as_slice kinds[] = {AS_LIT("document"), AS_LIT("sentence"),
                              AS_LIT("token")};
    check(doc_of_meta(" \n\t\n", &(as_doc_meta){0}),
          &(as_record_opts){kinds + 1, 2, true}, "");
}

static void test_sentences_and_tokens_only_when_asked_for(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("token"), AS_LIT("sentence")};
    check(doc_of_meta("Go Now. No.", &(as_doc_meta){0}),
          &(as_record_opts){kinds, 2, false},
          "sentence 0 7 [Go Now.] assay@" AS_VERSION "/sentence\n"
          "token 0 2 [Go] assay@" AS_VERSION "/token norm=go\n"
          "token 3 6 [Now] assay@" AS_VERSION "/token norm=now\n"
          "token 6 7 [.] assay@" AS_VERSION "/token norm=.\n"
          "sentence 8 11 [No.] assay@" AS_VERSION "/sentence\n"
          "token 8 10 [No] assay@" AS_VERSION "/token norm=no\n"
          "token 10 11 [.] assay@" AS_VERSION "/token norm=.\n");
}

static void test_records_come_by_start_then_longer_first(void **state)
{
    (void)state;
    const as_slice kinds[] = {AS_LIT("b"), AS_LIT("a")};
    as_doc *doc = doc_of_meta("one two three", &(as_doc_meta){0});
    span_add(doc, "a", 4, 7, "", NULL, 0);
    span_add(doc, "b", 0, 3, "", NULL, 0);
    span_add(doc, "b", 4, 13, "", NULL, 0);
    span_add(doc, "a", 0, 3, "", NULL, 0);
    check(doc, &(as_record_opts){kinds, 2, false},
          "a 0 3 [one] p@1.0.0/r\nb 0 3 [one] p@1.0.0/r\n"
          "b 4 13 [two three] p@1.0.0/r\na 4 7 [two] p@1.0.0/r\n");
}

/* Against the slow way to count, over block borders. */
static as_status check_offset(void *ctx, const as_record *r, as_err *err)
{
    as_slice text = *(const as_slice *)ctx;
    (void)err;
    const size_t beg = (size_t)(r->text.p - text.p);
    size_t n = 0;
    for (size_t i = 0; i < beg; i++) {
        n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    }
    assert_int_equal(r->start, n);
    return AS_OK;
}

static void test_code_points_are_right_in_long_texts(void **state)
{
    (void)state;
    as_buf text = {0};
    for (int i = 0; i < 700; i++) {
        assert_int_equal(as_buf_printf(&text, NULL, "%s ",
                                       i % 3 ? "тест" : "a\U0001F600b"),
                         AS_OK);
    }
    as_doc *doc;
    as_kinds *kinds;
    assert_int_equal(as_doc_new(&text, NULL, &doc, NULL), AS_OK);
    assert_int_equal(as_kinds_new(&kinds, NULL), AS_OK);
    as_slice kept = as_doc_text(doc);
    const as_slice kind = AS_LIT("token");
    const as_record_opts opts = {&kind, 1, true};
    assert_int_equal(
        as_records_each(doc, kinds, &opts, check_offset, &kept, NULL), AS_OK);
    as_kinds_free(kinds);
    as_doc_free(doc);
}

static void test_the_callback_may_stop(void **state)
{
    (void)state;
    as_doc *doc = quote_doc();
    as_kinds *kinds;
    as_err err;
    seen s = {.left = 2};
    assert_int_equal(as_kinds_new(&kinds, NULL), AS_OK);
    assert_int_equal(as_records_each(doc, kinds, NULL, show, &s, &err),
                     AS_EIO);
    assert_string_equal(err.msg, "stopped");
    as_buf_clear(&s.out);
    as_kinds_free(kinds);
    as_doc_free(doc);
}

static as_status nothing(void *ctx, const as_record *r, as_err *err)
{
    (void)ctx;
    (void)r;
    (void)err;
    return AS_OK;
}

static void test_refused_memory_is_told(void **state)
{
    (void)state;
    as_doc *doc = quote_doc();
    as_kinds *kinds;
    assert_int_equal(as_kinds_new(&kinds, NULL), AS_OK);
    const as_record_opts opts = {.chars = true};
    FOR_EACH_FAILURE(
        st_ = as_records_each(doc, kinds, &opts, nothing, NULL, NULL));
    as_kinds_free(kinds);
    as_doc_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans_become_slices_with_their_place),
        cmocka_unit_test(test_code_points_count_letters),
        cmocka_unit_test(
            test_the_document_comes_first_and_has_no_text_of_its_own),
        cmocka_unit_test(test_a_layer_document_tells_more_of_it),
        cmocka_unit_test(test_an_empty_document_is_a_record_all_the_same),
        cmocka_unit_test(test_sentences_and_tokens_only_when_asked_for),
        cmocka_unit_test(test_records_come_by_start_then_longer_first),
        cmocka_unit_test(test_code_points_are_right_in_long_texts),
        cmocka_unit_test(test_the_callback_may_stop),
        cmocka_unit_test(test_refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

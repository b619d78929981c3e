/* test_doc.c - documents: bytes to text, columns, norms, lookups. */
#include "unit/doc/doc_fixture.h"

#include "base/hash.h"
#include "text/norm.h"
#include "text/utf8.h"

static void test_valid_text_is_taken_without_copying(void **state)
{
    (void)state;
    as_buf buf = {0};
    as_doc *doc;
    assert_int_equal(as_buf_add(&buf, "Talks began.", 12, NULL), AS_OK);
    const char *bytes = buf.p;
    assert_int_equal(as_doc_new(&buf, NULL, &doc, NULL), AS_OK);
    assert_ptr_equal(as_doc_text(doc).p, bytes);
    assert_null(buf.p);
    assert_int_equal(buf.n, 0);
    assert_int_equal(as_doc_repaired(doc), 0);
    as_doc_free(doc);
}

static void test_broken_bytes_are_replaced_and_counted(void **state)
{
    (void)state;
    as_doc *doc = doc_of("a \xFF\xFE" "b\xC3");
    assert_slice(as_doc_text(doc), "a \xEF\xBF\xBD\xEF\xBF\xBD"
                                   "b\xEF\xBF\xBD");
    assert_int_equal(as_doc_repaired(doc), 3);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_empty_text_is_a_document(void **state)
{
    (void)state;
    as_doc *doc = doc_of("");
    as_norms norms;
    assert_int_equal(as_doc_tokens(doc)->n, 0);
    assert_int_equal(as_doc_sents(doc)->n, 0);
    assert_int_equal(as_doc_token_at(doc, 0), 0);
    assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
    assert_int_equal(norms.n_types, 0);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_text_may_hold_nul(void **state)
{
    (void)state;
    as_doc *doc = doc_of_bytes("one\0two", 7);
    assert_int_equal(as_doc_text(doc).n, 7);
    assert_int_equal(as_doc_tokens(doc)->n, 2);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_metadata_is_copied(void **state)
{
    (void)state;
    char id[] = "report-1";
    as_buf buf = {0};
    as_doc *doc;
    const as_doc_meta meta = {.id = as_slice_str(id),
                              .title = AS_LIT("Talks"),
                              .date = AS_LIT("2024-03-01")};
    assert_int_equal(as_buf_add(&buf, "x", 1, NULL), AS_OK);
    assert_int_equal(as_doc_new(&buf, &meta, &doc, NULL), AS_OK);
    id[0] = 'X';
    assert_slice(as_doc_meta_of(doc)->id, "report-1");
    assert_slice(as_doc_meta_of(doc)->title, "Talks");
    assert_slice(as_doc_meta_of(doc)->date, "2024-03-01");
    assert_int_equal(as_doc_meta_of(doc)->source.n, 0);
    as_doc_free(doc);
}

static void test_language_can_be_set_and_replaced(void **state)
{
    (void)state;
    as_doc *doc = doc_of("x");
    assert_int_equal(as_doc_lang(doc).n, 0);
    assert_int_equal(as_doc_lang_set(doc, AS_LIT("en"), NULL), AS_OK);
    assert_int_equal(as_doc_lang_set(doc, AS_LIT("ar"), NULL), AS_OK);
    assert_slice(as_doc_lang(doc), "ar");
    as_doc_free(doc);
}

static void test_tokens_and_sentences_are_found_by_place(void **state)
{
    (void)state;
    as_doc *doc = doc_of("  Talks began.  They ended. ");
    const as_tokens *t = as_doc_tokens(doc);
    uint32_t first, end;
    assert_int_equal(t->n, 6);
    assert_slice(as_doc_token_text(doc, 0, 2), "Talks began");
    assert_int_equal(as_doc_token_at(doc, 0), 0);
    assert_int_equal(as_doc_token_at(doc, 6), 0);
    assert_int_equal(as_doc_token_at(doc, 7), 1);
    assert_int_equal(as_doc_token_at(doc, 14), 3);
    assert_int_equal(as_doc_token_at(doc, 28), 6);
    assert_int_equal(as_doc_sents(doc)->n, 2);
    assert_int_equal(as_doc_sent_of(doc, 2), 0);
    assert_int_equal(as_doc_sent_of(doc, 3), 1);
    as_doc_sent(doc, 1, &first, &end);
    assert_int_equal(first, 3);
    assert_int_equal(end, 6);
    as_doc_free(doc);
}

/* ---- norms --------------------------------------------------------------- */

static void test_same_norm_is_the_same_type(void **state)
{
    (void)state;
    as_doc *doc = doc_of("Talks TALKS talks walks \xC3\x89tat \xC3\xA9tat");
    as_norms n;
    assert_int_equal(as_doc_norms(doc, &n, NULL), AS_OK);
    assert_int_equal(n.type[0], n.type[1]);
    assert_int_equal(n.type[0], n.type[2]);
    assert_int_not_equal(n.type[0], n.type[3]);
    assert_int_equal(n.type[4], n.type[5]);
    assert_int_equal(n.n_types, 3);
    assert_slice(n.types[n.type[0]].norm, "talks");
    assert_int_equal(n.types[n.type[0]].hash,
                     as_hash_portable(AS_LIT("talks")));
    as_doc_free(doc);
}

/* U+212A, the Kelvin sign, folds to an ASCII k. */
static void test_other_spellings_join_an_ascii_type(void **state)
{
    (void)state;
    as_doc *doc = doc_of("\xE2\x84\xAA" "elvin kelvin KELVIN");
    as_norms n;
    assert_int_equal(as_doc_norms(doc, &n, NULL), AS_OK);
    assert_int_equal(n.n_types, 1);
    assert_slice(n.types[0].norm, "kelvin");
    as_doc_free(doc);
}

/* What as_doc_norms must be equal to: as_norm of each token. */
static void norms_check(const as_doc *doc, const as_norms *norms)
{
    as_buf norm = {0};
    for (uint32_t i = 0; i < as_doc_tokens(doc)->n; i++) {
        const as_type *type = &norms->types[norms->type[i]];
        norm.n = 0;
        assert_int_equal(as_norm(as_doc_token_text(doc, i, i + 1), &norm,
                                 NULL), AS_OK);
        assert_true(as_slice_eq(as_buf_slice(&norm), type->norm));
    }
    as_buf_clear(&norm);
    for (uint32_t i = 0; i < norms->n_types; i++) {
        for (uint32_t j = 0; j < i; j++) {
            assert_false(as_slice_eq(norms->types[i].norm,
                                     norms->types[j].norm));
        }
    }
}

/* Characters whose folding is not one to one, or changes length, or is one
 * of ASCII's, beside plain ones. */
static const uint32_t odd_chars[] = {
    'a',    'A',    'z',    'Z',    'q',    '@',    '[',    '7',
    0xDF,   0xC9,   0xE9,   0x130,  0x131,  0x17F,  0x212A, 0x212B,
    0x1E9E, 0xFB01, 0x3A3,  0x3C2,  0x301,  0x2019, 0x1F80, 0x430,
    0x410,  0x5D0,  0x641,  0x4E2D, 0xAC00, 0x10400};

static void test_norms_equal_folding_each_token(void **state)
{
    (void)state;
    rng r = {.x = 41};
    for (int round = 0; round < 60; round++) {
        as_buf buf = {0};
        as_doc *doc;
        as_norms norms;
        for (uint32_t i = rng_below(&r, 900); i > 0; i--) {
            char bytes[4];
            uint32_t n_odd = sizeof odd_chars / sizeof *odd_chars;
            uint32_t cp = rng_below(&r, 7) == 0
                              ? ' '
                              : odd_chars[rng_below(&r, n_odd)];
            assert_int_equal(as_buf_add(&buf, bytes,
                                        as_utf8_encode(cp, bytes), NULL),
                             AS_OK);
        }
        assert_int_equal(as_doc_new(&buf, NULL, &doc, NULL), AS_OK);
        assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
        norms_check(doc, &norms);
        assert_doc_ok(doc);
        as_doc_free(doc);
    }
}

/* Words of 1 to 40 letters, more than a first table holds, up to the very
 * last byte of the text. */
static void test_norms_of_many_words_of_all_lengths(void **state)
{
    (void)state;
    rng r = {.x = 43};
    as_buf buf = {0};
    as_doc *doc;
    as_norms norms;
    for (int word = 0; word < 3000; word++) {
        for (uint32_t n = 1 + rng_below(&r, 40); n > 0; n--) {
            char c = (char)((rng_below(&r, 2) ? 'a' : 'A') +
                            rng_below(&r, 26));
            assert_int_equal(as_buf_add_byte(&buf, c, NULL), AS_OK);
        }
        assert_int_equal(as_buf_add_byte(&buf, word == 2999 ? 'x' : ' ',
                                         NULL), AS_OK);
    }
    assert_int_equal(as_doc_new(&buf, NULL, &doc, NULL), AS_OK);
    assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
    norms_check(doc, &norms);
    as_doc_free(doc);
}

/* ---- running out of memory ----------------------------------------------- */

static void test_refused_memory_leaves_the_text_alone(void **state)
{
    (void)state;
    const as_doc_meta meta = {.id = AS_LIT("report-1")};
    static const char *texts[] = {"Talks began. They ended.",
                                  "Talks \xFF began."};
    for (size_t i = 0; i < 2; i++) {
        as_buf buf = {0};
        as_doc *doc = NULL;
        assert_int_equal(as_buf_add(&buf, texts[i], strlen(texts[i]), NULL),
                         AS_OK);
        FOR_EACH_FAILURE({
            st_ = as_doc_new(&buf, &meta, &doc, NULL);
            if (st_ != AS_OK) {
                assert_null(doc);
                assert_slice(as_buf_slice(&buf), texts[i]);
            }
        });
        assert_doc_ok(doc);
        as_doc_free(doc);
    }
}

static void test_refused_memory_leaves_a_document_without_norms(void **state)
{
    (void)state;
    as_buf buf = {0};
    as_doc *doc;
    for (int i = 0; i < 500; i++) {
        assert_int_equal(as_buf_printf(&buf, NULL,
                                       "W%d antidisestablishment%d \xC3\x89%d ",
                                       i, i, i), AS_OK);
    }
    assert_int_equal(as_doc_new(&buf, NULL, &doc, NULL), AS_OK);
    as_norms norms = {0};
    FOR_EACH_FAILURE({
        st_ = as_doc_norms(doc, &norms, NULL);
        assert_doc_ok(doc);
        assert_true(st_ == AS_OK || norms.type == NULL);
    });
    norms_check(doc, &norms);
    as_doc_free(doc);
}

static void test_size_grows_with_what_is_held(void **state)
{
    (void)state;
    as_doc *doc = doc_of("Talks began. They ended.");
    as_norms norms;
    const size_t before = as_doc_size(doc);
    assert_true(before > 24);
    assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
    assert_true(as_doc_size(doc) > before);
    as_doc_free(doc);
    as_doc_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_text_is_taken_without_copying),
        cmocka_unit_test(test_broken_bytes_are_replaced_and_counted),
        cmocka_unit_test(test_empty_text_is_a_document),
        cmocka_unit_test(test_text_may_hold_nul),
        cmocka_unit_test(test_metadata_is_copied),
        cmocka_unit_test(test_language_can_be_set_and_replaced),
        cmocka_unit_test(test_tokens_and_sentences_are_found_by_place),
        cmocka_unit_test(test_same_norm_is_the_same_type),
        cmocka_unit_test(test_other_spellings_join_an_ascii_type),
        cmocka_unit_test(test_norms_equal_folding_each_token),
        cmocka_unit_test(test_norms_of_many_words_of_all_lengths),
        cmocka_unit_test(test_refused_memory_leaves_the_text_alone),
        cmocka_unit_test(test_refused_memory_leaves_a_document_without_norms),
        cmocka_unit_test(test_size_grows_with_what_is_held),
    };
    return cmocka_run_group_tests_name("doc", tests, NULL, NULL);
}

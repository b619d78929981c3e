/* test_model.c - model files: what is packed comes back, what is not a whole
 * model of this version and byte order is refused and says why. */
#include "unit/tag/tag_fixture.h"

#include <stdlib.h>
#include <unistd.h>

static as_buf packed(void)
{
    const as_model_part parts[] = {{"one", AS_LIT("first")},
                                   {"empty", {NULL, 0}},
                                   {"two", AS_LIT("the second section")}};
    as_buf bytes = {0};
    assert_int_equal(as_model_pack("pos", "en", parts, 3, &bytes, NULL),
                     AS_OK);
    return bytes;
}

static void refused(const as_buf *bytes, const char *why)
{
    as_model *model = NULL;
    as_err err;
    assert_int_equal(
        as_model_of_bytes("m", as_buf_slice(bytes), &model, &err),
        AS_ESYNTAX);
    assert_null(model);
    assert_non_null(strstr(err.msg, why));
    assert_int_equal(strncmp(err.msg, "m: ", 3), 0);
}

static void test_sections_come_back(void **state)
{
    (void)state;
    as_model *model = model_of(packed());
    as_slice s;
    assert_true(as_slice_eq(as_model_kind(model), AS_LIT("pos")));
    assert_true(as_slice_eq(as_model_lang(model), AS_LIT("en")));
    assert_int_equal(as_model_section(model, "two", &s, NULL), AS_OK);
    assert_true(as_slice_eq(s, AS_LIT("the second section")));
    assert_int_equal(as_model_section(model, "empty", &s, NULL), AS_OK);
    assert_int_equal(s.n, 0);
    as_err err;
    assert_int_equal(as_model_section(model, "three", &s, &err), AS_ESYNTAX);
    assert_string_equal(err.msg, "test: no section \"three\"");
    as_model_unref(model);
}

static void test_every_truncation_is_refused(void **state)
{
    (void)state;
    as_buf bytes = packed();
    const size_t n = bytes.n;
    as_model *model = NULL;
    for (bytes.n = 0; bytes.n < n; bytes.n++) {
        assert_int_equal(as_model_of_bytes("m", as_buf_slice(&bytes), &model,
                                           NULL),
                         AS_ESYNTAX);
    }
    bytes.n = n - 1;
    refused(&bytes, "truncated");
    bytes.n = 0;
    refused(&bytes, "not a model file");
    bytes.n = n;
    as_buf_clear(&bytes);
}

static void test_every_flipped_bit_is_refused(void **state)
{
    (void)state;
    as_buf bytes = packed();
    as_model *model = NULL;
    for (size_t i = 0; i < bytes.n * 8; i++) {
        bytes.p[i / 8] = (char)(bytes.p[i / 8] ^ (1 << i % 8));
        assert_int_equal(as_model_of_bytes("m", as_buf_slice(&bytes), &model,
                                           NULL),
                         AS_ESYNTAX);
        bytes.p[i / 8] = (char)(bytes.p[i / 8] ^ (1 << i % 8));
    }
    as_buf_clear(&bytes);
}

/* Bytes 8 to 15 hold the byte order mark and the version. */
static void test_foreign_and_other_versions_say_so(void **state)
{
    (void)state;
    as_buf bytes = packed();
    char mark[4];
    memcpy(mark, bytes.p + 8, 4);
    for (size_t i = 0; i < 4; i++) {
        bytes.p[8 + i] = mark[3 - i];
    }
    refused(&bytes, "another byte order");
    memcpy(bytes.p + 8, mark, 4);
    bytes.p[12] = 77;
    refused(&bytes, "version 77");
    bytes.p[12] = AS_MODEL_VERSION;
    as_buf_add_byte(&bytes, 'x', NULL);
    refused(&bytes, "overlong");
    as_buf_clear(&bytes);
}

/* A sound checksum does not make a table sound. */
static void test_sections_stay_within_the_file(void **state)
{
    (void)state;
    as_buf bytes = packed();
    const uint64_t far_off[] = {1, 63, bytes.n + 64, UINT64_MAX - 63};
    for (size_t i = 0; i < sizeof far_off / sizeof *far_off; i++) {
        as_buf bad = {0};
        as_buf_add(&bad, bytes.p, bytes.n, NULL);
        memcpy(bad.p + 64 + 16, &far_off[i], 8); /* its offset */
        as_model_reseal(bad.p, bad.n);
        refused(&bad, "bad section 0");
        memcpy(bad.p + 64 + 16, bytes.p + 64 + 16, 8);
        memcpy(bad.p + 64 + 24, &far_off[i], 8); /* its size */
        as_model_reseal(bad.p, bad.n);
        if (far_off[i] > bytes.n) {
            refused(&bad, "bad section 0");
        }
        as_buf_clear(&bad);
    }
    as_buf_clear(&bytes);
}

static void test_a_model_of_another_kind_is_no_tagger(void **state)
{
    (void)state;
    as_model *pos = model_of(learnt(as_train_pos));
    as_model *lemma = model_of(learnt(as_train_lemma));
    as_tagger *tagger = NULL;
    as_err err;
    assert_int_equal(as_tagger_new(lemma, NULL, &tagger, &err), AS_ESYNTAX);
    assert_non_null(strstr(err.msg, "kind \"lemma\", not \"pos\""));
    assert_int_equal(as_tagger_new(pos, pos, &tagger, &err), AS_ESYNTAX);
    assert_null(tagger);
    as_model_unref(pos);
    as_model_unref(lemma);
}

static void test_a_file_is_written_whole_or_not(void **state)
{
    (void)state;
    char dir[] = "/tmp/assay-model-XXXXXX";
    assert_non_null(mkdtemp(dir));
    char path[64];
    (void)snprintf(path, sizeof path, "%s/m", dir);
    as_buf bytes = packed();
    assert_int_equal(as_model_save(path, as_buf_slice(&bytes), NULL), AS_OK);
    for (size_t n = 1;; n++) {
        as_model *model = NULL;
        failmem_arm(n);
        const as_status st = as_model_load(path, &model, NULL);
        if (!failmem_disarm()) {
            assert_int_equal(st, AS_OK);
            as_model_unref(model);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
        assert_null(model);
    }
    as_err err;
    (void)unlink(path);
    (void)rmdir(dir);
    assert_int_equal(as_model_save(path, as_buf_slice(&bytes), &err), AS_EIO);
    assert_non_null(strstr(err.msg, path));
    as_model *model;
    assert_int_equal(as_model_load(path, &model, &err), AS_EIO);
    as_buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sections_come_back),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_foreign_and_other_versions_say_so),
        cmocka_unit_test(test_sections_stay_within_the_file),
        cmocka_unit_test(test_a_model_of_another_kind_is_no_tagger),
        cmocka_unit_test(test_a_file_is_written_whole_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

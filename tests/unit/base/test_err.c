/* test_err.c - messages, slices, hashes and the memory gate. */
#include "unit/base/unit.h"

#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/slice.h"
#include "support/failmem.h"

static void test_a_message_is_formatted_and_cut(void **state)
{
    (void)state;
    as_err err = {0};
    assert_int_equal(as_err_set(&err, AS_ESYNTAX, "a.yaml:%d: no", 3),
                     AS_ESYNTAX);
    assert_int_equal(err.status, AS_ESYNTAX);
    assert_string_equal(err.msg, "a.yaml:3: no");
    as_err_set(&err, AS_EIO, "%2000d", 1);
    assert_int_equal(strlen(err.msg), AS_ERR_MSG_MAX - 1);
}

static void test_a_prefix_goes_in_front(void **state)
{
    (void)state;
    as_err err = {0};
    as_err_set(&err, AS_EIO, "no such file");
    as_err_prefix(&err, "%s: ", "x.txt");
    assert_string_equal(err.msg, "x.txt: no such file");
    assert_int_equal(err.status, AS_EIO);
    as_err_prefix(&err, "%1500d", 1);
    assert_int_equal(strlen(err.msg), AS_ERR_MSG_MAX - 1);
}

static void test_no_place_for_a_message_is_fine(void **state)
{
    (void)state;
    assert_int_equal(as_err_set(NULL, AS_ELIMIT, "x"), AS_ELIMIT);
    as_err_prefix(NULL, "x");
    assert_int_equal(as_err_nomem(NULL), AS_ENOMEM);
}

static void test_slices_compare_by_bytes(void **state)
{
    (void)state;
    assert_true(as_slice_eq(AS_LIT(""), as_slice_str(NULL)));
    assert_true(as_slice_cmp(AS_LIT("a"), AS_LIT("ab")) < 0);
    assert_true(as_slice_cmp(AS_LIT("b"), AS_LIT("ab")) > 0);
    assert_true(as_slice_cmp(AS_LIT("\xFF"), AS_LIT("a")) > 0);
    assert_false(as_slice_eq(as_slice_of("a\0b", 3), as_slice_of("a\0c", 3)));
    assert_true(as_slice_eq_folded(AS_LIT("aZ_9"), AS_LIT("Az_9")));
    assert_false(as_slice_eq_folded(AS_LIT("a"), AS_LIT("ab")));
    assert_false(as_slice_eq_folded(AS_LIT("@["), AS_LIT("`{")));
}

static void test_the_portable_hash_never_changes(void **state)
{
    (void)state;
    /* XXH3, 64 bits, seed 0, of no bytes: from its specification. */
    assert_true(as_hash_portable(AS_LIT("")) == 0x2D06800538D394C2u);
    assert_true(as_hash_portable(AS_LIT("a")) !=
                as_hash_portable(AS_LIT("b")));
    assert_true(as_hash_seeded(AS_LIT("a")) == as_hash_seeded(AS_LIT("a")));
    assert_true(as_hash_mix(1, 2) != as_hash_mix(2, 1));
}

static void test_the_gate_counts_and_caps(void **state)
{
    (void)state;
    failmem_arm(2);
    void *a = as_mem_new(1);
    void *b = as_mem_zero(1, 1);
    void *c = as_mem_new(0);
    assert_true(failmem_disarm());
    assert_non_null(a);
    assert_null(b);
    assert_non_null(c);
    failmem_cap(100);
    assert_null(as_mem_resize(a, 101));
    assert_true(failmem_disarm());
    assert_null(as_mem_zero(SIZE_MAX, 2));
    as_mem_free(a);
    as_mem_free(c);
    as_mem_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_message_is_formatted_and_cut),
        cmocka_unit_test(test_a_prefix_goes_in_front),
        cmocka_unit_test(test_no_place_for_a_message_is_fine),
        cmocka_unit_test(test_slices_compare_by_bytes),
        cmocka_unit_test(test_the_portable_hash_never_changes),
        cmocka_unit_test(test_the_gate_counts_and_caps),
    };
    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}

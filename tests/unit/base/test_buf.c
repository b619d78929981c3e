/* test_buf.c - a byte buffer that grows. */
#include "unit/base/unit.h"

#include "base/buf.h"
#include "support/failmem.h"

static void test_appends_add_up(void **state)
{
    (void)state;
    as_buf buf = {0};
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(as_buf_add(&buf, "abc", 3, NULL), AS_OK);
        assert_int_equal(as_buf_add_byte(&buf, 'd', NULL), AS_OK);
        assert_int_equal(as_buf_add_slice(&buf, AS_LIT("ef"), NULL), AS_OK);
    }
    assert_int_equal(buf.n, 6000);
    assert_true(buf.cap >= buf.n);
    for (size_t i = 0; i < buf.n; i += 6) {
        assert_memory_equal(buf.p + i, "abcdef", 6);
    }
    as_buf_clear(&buf);
    assert_null(buf.p);
    assert_int_equal(buf.n, 0);
    assert_int_equal(as_buf_add(&buf, "x", 1, NULL), AS_OK);
    as_buf_clear(&buf);
}

static void test_nothing_appends_nothing(void **state)
{
    (void)state;
    as_buf buf = {0};
    assert_int_equal(as_buf_add(&buf, NULL, 0, NULL), AS_OK);
    assert_int_equal(as_buf_slice(&buf).n, 0);
    as_buf_clear(&buf);
}

static void test_printf_appends(void **state)
{
    (void)state;
    as_buf buf = {0};
    as_buf_printf(&buf, NULL, "%d-%s", 42, "x");
    as_buf_printf(&buf, NULL, "%200d", 7);
    assert_int_equal(buf.n, 204);
    assert_memory_equal(buf.p, "42-x  ", 6);
    assert_int_equal(buf.p[203], '7');
    as_buf_clear(&buf);
}

static void test_a_size_that_overflows_is_refused(void **state)
{
    (void)state;
    as_buf buf = {0};
    as_err err = {0};
    as_buf_add(&buf, "ab", 2, NULL);
    assert_int_equal(as_buf_reserve(&buf, SIZE_MAX - 1, &err), AS_ENOMEM);
    assert_int_equal(err.status, AS_ENOMEM);
    assert_int_equal(buf.n, 2);
    as_buf_clear(&buf);
}

static void test_a_refusal_leaves_the_buffer(void **state)
{
    (void)state;
    as_buf buf = {0};
    while (buf.n < 64) {
        as_buf_add_byte(&buf, 'a', NULL);
    }
    const as_buf before = buf;
    failmem_arm(1);
    assert_int_equal(as_buf_add(&buf, "b", 1, NULL), AS_ENOMEM);
    failmem_arm(1);
    assert_int_equal(as_buf_printf(&buf, NULL, "%d", 1), AS_ENOMEM);
    assert_true(failmem_disarm());
    assert_memory_equal(&buf, &before, sizeof buf);
    as_buf_clear(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appends_add_up),
        cmocka_unit_test(test_nothing_appends_nothing),
        cmocka_unit_test(test_printf_appends),
        cmocka_unit_test(test_a_size_that_overflows_is_refused),
        cmocka_unit_test(test_a_refusal_leaves_the_buffer),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}

/* test_skeleton.c - spellings of one name share a key, names that differ do
 * not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/failmem.h"
#include "text/skeleton.h"

static bool same(const char *a, const char *b)
{
    as_buf x = {0};
    as_buf y = {0};
    assert_int_equal(as_skeleton(as_slice_str(a), &x, NULL), AS_OK);
    assert_int_equal(as_skeleton(as_slice_str(b), &y, NULL), AS_OK);
    bool equal = as_slice_eq(as_buf_slice(&x), as_buf_slice(&y));
    as_buf_clear(&x);
    as_buf_clear(&y);
    return equal;
}

static void test_spellings_of_one_name_are_the_same(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Zelensky", "Zelenskyy"}, {"Zelensky", "Zelenskiy"},
        {"Kyiv", "Kiev"},          {"Kostiantynivka", "Kostyantynivka"},
        {"Hussein", "Husayn"},     {"M\xC3\xBCller", "Mueller"},
        {"Odesa", "Odessa"},       {"Orb\xC3\xA1n", "Orban"},
        {"O'Brien", "OBrien"},     {"KYIV", "kyiv"},
        {"Yuri", "Iurii"},         {"\xC5\x81\xC3\xB3""d\xC5\xBA", "Lodz"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!same(pairs[i][0], pairs[i][1])) {
            fail_msg("%s and %s differ", pairs[i][0], pairs[i][1]);
        }
    }
}

static void test_names_that_differ_stay_so(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Salam", "Salim"}, {"Putin", "Pushkin"}, {"Macron", "Marcon"},
        {"Iran", "Iraq"},   {"Mali", "Malawi"},   {"\xD0\x9A", "K"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (same(pairs[i][0], pairs[i][1])) {
            fail_msg("%s and %s are the same", pairs[i][0], pairs[i][1]);
        }
    }
}

static void test_any_bytes_give_a_key(void **state)
{
    (void)state;
    char text[2000];
    as_buf out = {0};
    memset(text, 'a', sizeof text);
    assert_int_equal(as_skeleton(as_slice_of(text, sizeof text), &out, NULL),
                     AS_OK);
    assert_int_equal(as_skeleton(AS_LIT("\xFF\xFE\x80"), &out, NULL), AS_OK);
    assert_int_equal(as_skeleton(AS_LIT(""), &out, NULL), AS_OK);
    for (size_t i = 0; i + 1 < sizeof text; i += 2) {
        memcpy(text + i, "\xC3\x9F", 2);
    }
    assert_int_equal(as_skeleton(as_slice_of(text, sizeof text), &out, NULL),
                     AS_OK);
    as_buf_clear(&out);
}

static void test_refused_memory_is_told(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        as_buf out = {0};
        failmem_arm(n);
        as_status st = as_skeleton(AS_LIT("Zelensky"), &out, NULL);
        bool refused = failmem_disarm();
        as_buf_clear(&out);
        if (!refused) {
            assert_int_equal(st, AS_OK);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings_of_one_name_are_the_same),
        cmocka_unit_test(test_names_that_differ_stay_so),
        cmocka_unit_test(test_any_bytes_give_a_key),
        cmocka_unit_test(test_refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

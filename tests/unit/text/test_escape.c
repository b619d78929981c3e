/* test_escape.c - what could command a terminal, escaped or left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/escape.h"

static void test_what_steers(void **state)
{
    static const uint32_t bad[] = {0,      0x1B,   0x1F,   0x7F,   0x80,
                                   0x9F,   0x061C, 0x200E, 0x200F, 0x2028,
                                   0x2029, 0x202A, 0x202E, 0x2066, 0x2069,
                                   0xFEFF};
    static const uint32_t good[] = {0x20,   0x7E,   0xA0,   0xAD,    0x200D,
                                    0x2027, 0x202F, 0x206A, 0x1F600, 0x10FFFF};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(as_text_steers(bad[i]));
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_false(as_text_steers(good[i]));
    }
}

static void assert_escaped(const char *s, bool lines, const char *want)
{
    as_buf out = {0};
    assert_int_equal(as_escape(as_slice_str(s), lines, &out, NULL), AS_OK);
    assert_int_equal(out.n, strlen(want));
    assert_memory_equal(out.p, want, out.n);
    as_buf_clear(&out);
}

static void test_an_escape_names_the_character(void **state)
{
    (void)state;
    assert_escaped("a\x1B[2J", false, "a\\x1B[2J");
    assert_escaped("a\xE2\x80\xAE" "b", false, "a\\u{202E}b");
    assert_escaped("\xC2\x9B", false, "\\u{009B}");
    assert_escaped("a\nb\tc", true, "a\nb\tc");
    assert_escaped("a\nb\tc", false, "a\\x0Ab\\x09c");
    assert_escaped("a\r\n", true, "a\\x0D\n");
    assert_escaped("\xFF" "a\xC3", true, "\\xFFa\\xC3");
}

static void test_what_is_left_out_is_counted(void **state)
{
    as_buf out = {0};
    size_t n = 0;
    (void)state;
    assert_int_equal(as_escape_strip(AS_LIT("a\x1B[m\n\xE2\x80\xAE\xFF" "b"),
                                     true, &out, &n, NULL), AS_OK);
    assert_int_equal(n, 3);
    assert_int_equal(out.n, strlen("a[m\nb"));
    assert_memory_equal(out.p, "a[m\nb", out.n);
    as_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_steers),
        cmocka_unit_test(test_an_escape_names_the_character),
        cmocka_unit_test(test_what_is_left_out_is_counted),
    };
    return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}

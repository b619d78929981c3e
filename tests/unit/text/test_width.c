/* test_width.c - columns, and text made to fit them. */
#include "text/width.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_width_is_in_columns(void **state)
{
    (void)state;
    assert_int_equal(as_text_width(AS_LIT("abc")), 3);
    assert_int_equal(as_text_width(AS_LIT("\u4E2D\u6587")), 4);
    assert_int_equal(as_text_width(AS_LIT("e\u0301")), 1);
    assert_int_equal(as_text_width(as_slice_of("a\0\x1B\x7F\tb", 6)), 2);
    assert_int_equal(as_text_width(AS_LIT("\u05E9\u05DC\u05D5\u05DD")), 4);
    assert_int_equal(as_text_width(AS_LIT("\U0001F600")), 2);
}

static void test_letters_made_of_parts_take_what_terminals_give(void **state)
{
    (void)state;
    /* a vowel sign behind its consonant, one above it */
    assert_int_equal(as_text_width(AS_LIT("\u0915\u093E")), 2);
    assert_int_equal(as_text_width(AS_LIT("\u0915\u0947")), 1);
    /* Hangul written in letters */
    assert_int_equal(as_text_width(AS_LIT("\u1112\u1161\u11AB")), 2);
}

static void test_a_mark_belongs_to_its_letter(void **state)
{
    (void)state;
    assert_int_equal(as_width_fit(AS_LIT("ae\u0301b"), 2), 4);
    assert_int_equal(as_width_fit(AS_LIT("a\u4E2D"), 2), 1);
    assert_int_equal(as_width_fit(AS_LIT("ab"), 9), 2);
}

static void check_wrap(const char *text, size_t width, const char *want)
{
    as_buf out = {0};
    assert_int_equal(as_width_wrap(as_slice_str(text), width, &out, NULL),
                     AS_OK);
    assert_int_equal(as_buf_add_byte(&out, '\0', NULL), AS_OK);
    assert_string_equal(out.p, want);
    as_buf_clear(&out);
}

static void test_lines_are_broken_between_words(void **state)
{
    (void)state;
    check_wrap("one two three", 0, "one two three");
    check_wrap("one two three", 13, "one two three");
    check_wrap("one two three", 12, "one two\n  three");
    check_wrap("one two three", 7, "one two\n  three");
    check_wrap("a\n  b c d\n", 5, "a\n  b c\n  d\n");
    check_wrap("see /a/long/path here", 8, "see\n  /a/long/path\n  here");
    check_wrap("\u4E2D\u6587 \u4E2D\u6587", 8,
               "\u4E2D\u6587\n  \u4E2D\u6587");
    check_wrap("", 8, "");
}

static void test_a_caret_stays_below_its_place(void **state)
{
    (void)state;
    check_wrap("no such word\nabcd efgh ijkl mnop\n          ^", 12,
               "no such word\n\u2026efgh ijkl \u2026\n      ^");
    check_wrap("ab cd\n   ^\n", 12, "ab cd\n   ^\n");
}

static void check_window(const char *line, size_t at, size_t width,
                         const char *want, size_t want_column)
{
    as_buf out = {0};
    size_t column = 99;
    assert_int_equal(as_width_window(as_slice_str(line), at, width, &out,
                                     &column, NULL),
                     AS_OK);
    assert_int_equal(as_buf_add_byte(&out, '\0', NULL), AS_OK);
    assert_string_equal(out.p, want);
    assert_int_equal(column, want_column);
    as_buf_clear(&out);
}

static void test_a_window_has_the_place(void **state)
{
    (void)state;
    check_window("abcdef", 3, 0, "abcdef", 3);
    check_window("abcdef", 6, 0, "abcdef", 6);
    check_window("abcdefghijklmnopqrst", 0, 10, "abcdefghi\u2026", 0);
    check_window("abcdefghijklmnopqrst", 10, 10, "\u2026ghijklmn\u2026", 5);
    check_window("abcdefghijklmnopqrst", 19, 10, "\u2026nopqrst", 7);
    check_window("abcdefghijklmnopqrst", 20, 10, "\u2026nopqrst", 8);
}

static void test_a_window_is_never_wider(void **state)
{
    static const char *const lines[] = {
        "abcdefghijklmnopqrstuvwxyz",
        "\u4E2D\u6587\u4E2D\u6587\u4E2D\u6587\u4E2D\u6587\u4E2D\u6587\u4E2D",
        "e\u0301a\u4E2De\u0301a\u4E2De\u0301a\u4E2De\u0301a\u4E2De\u0301a"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const as_slice line = as_slice_str(lines[i]);
        for (size_t at = 0; at <= line.n; at++) {
            as_buf out = {0};
            size_t column = 99;
            if (at < line.n && ((unsigned char)line.p[at] & 0xC0) == 0x80) {
                continue;
            }
            assert_int_equal(
                as_width_window(line, at, 10, &out, &column, NULL), AS_OK);
            assert_true(as_text_width(as_buf_slice(&out)) <= 10);
            assert_true(column < 10);
            as_buf_clear(&out);
        }
    }
}

static void test_a_place_behind_the_line_is_refused(void **state)
{
    as_buf out = {0};
    size_t column = 99;
    (void)state;
    assert_int_equal(
        as_width_window(AS_LIT("ab"), 3, 10, &out, &column, NULL), AS_ERANGE);
    assert_int_equal(column, 99);
    assert_int_equal(out.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width_is_in_columns),
        cmocka_unit_test(test_letters_made_of_parts_take_what_terminals_give),
        cmocka_unit_test(test_a_mark_belongs_to_its_letter),
        cmocka_unit_test(test_lines_are_broken_between_words),
        cmocka_unit_test(test_a_caret_stays_below_its_place),
        cmocka_unit_test(test_a_window_has_the_place),
        cmocka_unit_test(test_a_window_is_never_wider),
        cmocka_unit_test(test_a_place_behind_the_line_is_refused),
    };
    return cmocka_run_group_tests_name("width", tests, NULL, NULL);
}

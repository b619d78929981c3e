/* test_json.c - strings and numbers as JSON demands them. */
#include "unit/io/io_test.h"

#include <locale.h>
#include <math.h>

#include "io/json.h"

static void check_text(const char *p, size_t n, const char *want)
{
    as_buf out = {0};
    assert_int_equal(as_json_text(&out, as_slice_of(p, n), NULL), AS_OK);
    assert_slice(as_buf_slice(&out), want);
    as_buf_clear(&out);
}

static void check_real(double x, const char *want)
{
    as_buf out = {0};
    assert_int_equal(as_json_real(&out, x, NULL), AS_OK);
    assert_slice(as_buf_slice(&out), want);
    as_buf_clear(&out);
}

static void test_only_what_json_demands_is_escaped(void **state)
{
    (void)state;
    check_text("", 0, "\"\"");
    check_text("plain / text", 12, "\"plain / text\"");
    check_text("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
    check_text("\b\f\n\r\t\x01\x1f\x7f", 8,
               "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    check_text("a\0b", 3, "\"a\\u0000b\"");
}

static void test_well_formed_utf8_stays_but_line_separators(void **state)
{
    (void)state;
    check_text("\u201CKyiv\u201D \u0416 \U0001F600", 18,
               "\"\u201CKyiv\u201D \u0416 \U0001F600\"");
    check_text("a\u2028b\u2029c", 9, "\"a\\u2028b\\u2029c\"");
    check_text("\u202A", 3, "\"\u202A\"");
}

static void test_ill_formed_bytes_become_replacement(void **state)
{
    (void)state;
    check_text("a\xFF\xE2\x80", 4, "\"a\uFFFD\uFFFD\"");
}

/* Every position of a special byte relative to the eight-byte steps. */
static void test_specials_are_found_at_any_offset(void **state)
{
    (void)state;
    for (size_t len = 1; len < 40; len++) {
        for (size_t at = 0; at < len; at++) {
            char in[64], want[80];
            memset(in, 'x', len);
            in[at] = '"';
            memset(want, 'x', sizeof want);
            want[0] = '"';
            want[at + 1] = '\\';
            want[at + 2] = '"';
            want[len + 2] = '"';
            want[len + 3] = '\0';
            check_text(in, len, want);
        }
    }
}

static void test_reals_are_shortest_and_read_back(void **state)
{
    (void)state;
    check_real(0, "0");
    check_real(-0.0, "0");
    check_real(5, "5");
    check_real(-42, "-42");
    check_real(0.1, "0.1");
    check_real(2.5, "2.5");
    check_real(50.4501, "50.4501");
    check_real(1.0 / 3, "0.3333333333333333");
    check_real(5e-324, "5e-324");
    check_real(1e300, "1e+300");
    check_real(900719925474099, "900719925474099");
    check_real(1.7976931348623157e308, "1.7976931348623157e+308");
}

static void test_reals_have_a_point_in_any_locale(void **state)
{
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8",
                                        "uk_UA.UTF-8", "ru_RU.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (setlocale(LC_NUMERIC, names[i]) != NULL) {
            check_real(2.5, "2.5");
            check_real(1.25e-9, "1.25e-09");
        }
    }
    (void)setlocale(LC_NUMERIC, "C");
}

static void test_infinities_are_refused(void **state)
{
    (void)state;
    as_buf out = {0};
    as_err err;
    assert_int_equal(as_json_real(&out, INFINITY, &err), AS_EINVAL);
    assert_string_equal(err.msg, "an infinity cannot be written as JSON");
    assert_int_equal(as_json_real(&out, NAN, &err), AS_EINVAL);
    assert_string_equal(err.msg, "NaN cannot be written as JSON");
    assert_int_equal(out.n, 0);
}

static as_status write_two(as_buf *out)
{
    as_buf_clear(out);
    as_status st = as_json_text(out, AS_LIT("a\xFF\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
                                            "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
                                            "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"),
                                NULL);
    return st == AS_OK ? as_json_real(out, 2.25, NULL) : st;
}

static void test_refused_memory_is_told(void **state)
{
    (void)state;
    as_buf out = {0};
    FOR_EACH_FAILURE(st_ = write_two(&out));
    as_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_json_demands_is_escaped),
        cmocka_unit_test(test_well_formed_utf8_stays_but_line_separators),
        cmocka_unit_test(test_ill_formed_bytes_become_replacement),
        cmocka_unit_test(test_specials_are_found_at_any_offset),
        cmocka_unit_test(test_reals_are_shortest_and_read_back),
        cmocka_unit_test(test_reals_have_a_point_in_any_locale),
        cmocka_unit_test(test_infinities_are_refused),
        cmocka_unit_test(test_refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

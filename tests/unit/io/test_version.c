/* test_version.c - versions by their precedence, ranges, names of plugins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "io/need.h"
#include "io/version.h"

static void test_what_a_version_is(void **state)
{
    static const char *const good[] = {"0.0.0", "1.2.3", "10.20.30",
                                       "1.0.0-rc.1", "1.0.0-alpha-1.x7",
                                       "1.0.0+build.5", "1.0.0-a+b"};
    static const char *const wrong[] = {"",       "1",      "1.2",
                                        "1.2.3.4", "01.2.3", "1.2.03",
                                        "v1.2.3", "1.2.3-", "1.2.3+",
                                        "1.2.3-a..b", "1.2.x", " 1.2.3",
                                        "1.2.3 ", "1234567890.0.0"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(as_version_ok(good[i]));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(as_version_ok(wrong[i]));
    }
}

static void test_a_commit_has_40_or_64_digits(void **state)
{
    char digits[66];
    (void)state;
    memset(digits, 'a', sizeof digits);
    for (size_t n = 0; n < sizeof digits; n++) {
        const as_slice number = as_slice_of(digits, n);
        assert_int_equal(as_commit_ok(number), n == 40 || n == 64);
        assert_int_equal(as_hash_ok(number), n == 64);
    }
    digits[7] = 'A'; /* git writes small letters */
    assert_false(as_commit_ok(as_slice_of(digits, 40)));
    assert_false(as_hash_ok(as_slice_of(digits, 64)));
}

/* Each before the next (semver.org, 11). */
static void test_precedence(void **state)
{
    static const char *const order[] = {
        "0.9.9",        "1.0.0-1",      "1.0.0-2",      "1.0.0-11",
        "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
        "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",   "1.0.0",
        "1.0.1",        "1.2.0",        "1.10.0",       "2.0.0"};
    const int n = sizeof order / sizeof *order;
    (void)state;
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < n; k++) {
            assert_int_equal(as_version_compare(order[i], order[k]),
                             (i > k) - (i < k));
        }
    }
    assert_int_equal(as_version_compare("1.0.0+a", "1.0.0+b"), 0);
    assert_true(as_version_is_final("1.0.0+a-b"));
    assert_false(as_version_is_final("1.0.0-a"));
}

static void test_ranges(void **state)
{
    static const struct {
        const char *range, *version;
        bool fits;
    } cases[] = {
        {">=0.1 <1", "0.1.0", true},   {">=0.1 <1", "1.0.0", false},
        {">=0.1, <1", "0.9.9", true},  {"1", "1.9.3", true},
        {"1.2", "1.2.9", true},        {"1.2", "1.3.0", false},
        {"=1.2.3", "1.2.3", true},     {"^1.2", "1.9.0", true},
        {"^1.2", "2.0.0", false},      {"^0.2", "0.2.9", true},
        {"^0.2", "0.3.0", false},      {"^0.0.3", "0.0.4", false},
        {"~1.2", "1.2.7", true},       {"~1.2", "1.3.0", false},
        {">1", "1.0.0", false},        {">1", "1.0.1", true},
        {"<=2.1", "2.1.0", true},      {"<=2.1", "2.1.1", false},
        {"> 1", "2.0.0", true},        {">=1.2", "1.2.0-rc.1", true},
    };
    bool fits;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(as_version_in(cases[i].range, cases[i].version, &fits));
        assert_int_equal(fits, cases[i].fits);
    }
    fits = true;
    assert_false(as_version_in("", "1.0.0", &fits));
    assert_false(as_version_in("one", "1.0.0", &fits));
    assert_false(as_version_in(">=1 x", "1.0.0", &fits));
    assert_false(as_version_in("=>1", "1.0.0", &fits));
    assert_false(as_version_in(">=1.2.3.4", "1.0.0", &fits));
    assert_true(fits);
}

static void test_needs(void **state)
{
    as_manifest_need need;
    char plain[] = "phrases", ranged[] = "numbers  >=0.1 <1";
    char wrong[][32] = {"", "Phrases", "9a", "a_b", "a>1", "a one", "-a"};
    char longest[80];
    (void)state;
    assert_true(as_need_parse(plain, &need));
    assert_string_equal(need.name, "phrases");
    assert_null(need.range);
    assert_true(as_need_parse(ranged, &need));
    assert_string_equal(need.name, "numbers");
    assert_string_equal(need.range, ">=0.1 <1");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(as_need_parse(wrong[i], &need));
    }
    memset(longest, 'a', sizeof longest);
    longest[64] = '\0';
    assert_true(as_plugin_name_ok(longest));
    longest[64] = 'a';
    longest[65] = '\0';
    assert_false(as_plugin_name_ok(longest));
    assert_false(as_plugin_name_ok("a b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_version_is),
        cmocka_unit_test(test_a_commit_has_40_or_64_digits),
        cmocka_unit_test(test_precedence),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

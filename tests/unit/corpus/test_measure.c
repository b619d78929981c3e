/* test_measure.c - each formula against a value worked out by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/measure.h"

static void assert_near(double got, double want)
{
    if (!(fabs(got - want) < 1e-6)) {
        fail_msg("got %.9f, want %.9f", got, want);
    }
}

/* 8 of 16 tokens in 40 window tokens of 10 nodes, of 640 tokens: expected is
 * 40 * 16 / 640 = 1. */
static const as_pair pair = {8, 10, 16, 40, 640};

static void test_logdice(void **state)
{
    (void)state;
    assert_near(as_logdice(&pair), 14 + log2(16.0 / 26.0));
    assert_near(as_logdice(&pair), 13.299560);
    const as_pair always = {10, 10, 10, 10, 100};
    assert_near(as_logdice(&always), 14);
}

static void test_mutual_information(void **state)
{
    (void)state;
    assert_near(as_expected(&pair), 1);
    assert_near(as_mi(&pair), 3);
}

static void test_t_score(void **state)
{
    (void)state;
    assert_near(as_t_score(&pair), 7 / sqrt(8));
    assert_near(as_t_score(&pair), 2.474874);
}

/* Dunning's table: 8, 32; 8, 592; expected 1, 39; 15, 585. */
static void test_log_likelihood(void **state)
{
    (void)state;
    assert_near(as_log_likelihood(&pair),
                2 * (8 * log(8.0 / 1) + 32 * log(32.0 / 39) +
                     8 * log(8.0 / 15) + 592 * log(592.0 / 585)));
    assert_near(as_log_likelihood(&pair), 24.635907);
    const as_pair even = {1, 10, 16, 40, 640};
    assert_near(as_log_likelihood(&even), 0);
    const as_pair rare = {1, 10, 160, 40, 640};
    assert_true(as_log_likelihood(&rare) < 0);
}

/* The example of Rayson's "Log-likelihood calculator": E1 = c (a+b) / (c+d). */
static void test_keyness(void **state)
{
    (void)state;
    assert_near(as_keyness(20, 10, 1000, 2000),
                2 * (20 * log(20 / 10.0) + 10 * log(10 / 20.0)));
    assert_near(as_keyness(20, 10, 1000, 2000), 13.862944);
    assert_near(as_keyness(10, 20, 1000, 2000), 0);
    assert_near(as_keyness(3, 0, 100, 200), 2 * 3 * log(3.0));
}

static void test_log_ratio_counts_nothing_as_half(void **state)
{
    (void)state;
    assert_near(as_log_ratio(20, 10, 1000, 2000), 2);
    assert_near(as_log_ratio(10, 40, 1000, 1000), -2);
    assert_near(as_log_ratio(4, 0, 1000, 1000), 3);
    assert_near(as_log_ratio(0, 4, 1000, 1000), -3);
}

static void test_percent_difference(void **state)
{
    (void)state;
    assert_near(as_percent_diff(20, 10, 1000, 2000), 300);
    assert_near(as_percent_diff(5, 20, 1000, 2000), -50);
}

static void test_dispersion(void **state)
{
    (void)state;
    as_dispersion d;
    /* Gries 2008: parts of equal size, DP is half the sum of differences */
    const uint64_t even[] = {2, 2, 2, 2, 2}, one[] = {10, 0, 0, 0, 0};
    const uint64_t size[] = {100, 100, 100, 100, 100};
    as_disperse(even, size, 5, &d);
    assert_int_equal(d.range, 5);
    assert_near(d.juilland, 1);
    assert_near(d.dp, 0);
    as_disperse(one, size, 5, &d);
    assert_int_equal(d.range, 1);
    assert_near(d.juilland, 0); /* V = 2 = sqrt(5 - 1) */
    assert_near(d.dp, 0.8);
    assert_near(d.dp_norm, 1);
    /* 1, 3 of it in parts of 3/4, 1/4: (0.5 + 0.5) / 2 */
    const uint64_t two[] = {1, 3}, sizes[] = {300, 100};
    as_disperse(two, sizes, 2, &d);
    assert_near(d.dp, 0.5);
    assert_near(d.dp_norm, 0.5 / 0.75);
    /* rates 1/300 and 9/300: mean 5/300, deviation 4/300: D = 1 - 0.8 */
    assert_near(d.juilland, 0.2);
}

static void test_dispersion_of_little(void **state)
{
    (void)state;
    as_dispersion d;
    const uint64_t none[] = {0, 0}, some[] = {3, 0}, size[] = {5, 0};
    as_disperse(none, size, 2, &d);
    assert_int_equal(d.range, 0);
    assert_near(d.dp, 0);
    as_disperse(some, size, 2, &d); /* one part has all the tokens */
    assert_near(d.juilland, 1);
    assert_near(d.dp, 0);
    as_disperse(NULL, NULL, 0, &d);
    assert_int_equal(d.range, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_logdice),
        cmocka_unit_test(test_mutual_information),
        cmocka_unit_test(test_t_score),
        cmocka_unit_test(test_log_likelihood),
        cmocka_unit_test(test_keyness),
        cmocka_unit_test(test_log_ratio_counts_nothing_as_half),
        cmocka_unit_test(test_percent_difference),
        cmocka_unit_test(test_dispersion),
        cmocka_unit_test(test_dispersion_of_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

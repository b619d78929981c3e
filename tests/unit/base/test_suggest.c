/* Suggestions: what is near enough, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/suggest.h"

static const char *nearest(const char *word)
{
    static const char *const NAMES[] = {"extract", "entities", "find", "brief",
                                        "rules", "run", NULL};
    as_suggest s = as_suggest_for(as_slice_str(word));
    for (size_t i = 0; NAMES[i] != NULL; i++) {
        as_suggest_offer(&s, as_slice_str(NAMES[i]));
    }
    return s.best.n ? s.best.p : "";
}

static void test_one_or_two_slips_are_near(void **state)
{
    (void)state;
    assert_string_equal(nearest("extrct"), "extract");
    assert_string_equal(nearest("exrtact"), "extract"); /* swapped: one */
    assert_string_equal(nearest("Entites"), "entities");
    assert_string_equal(nearest("fidn"), "find");
    assert_string_equal(nearest("rnu"), "run");
}

static void test_other_words_are_not(void **state)
{
    (void)state;
    assert_string_equal(nearest("kyiv"), "");
    assert_string_equal(nearest("report.txt"), "");
    assert_string_equal(nearest("fxyd"), "");
    assert_string_equal(nearest(""), "");
}

static void test_long_names_are_left_alone(void **state)
{
    (void)state;
    char many[200];
    for (size_t i = 0; i < sizeof many; i++) {
        many[i] = 'x';
    }
    as_suggest s = as_suggest_for(as_slice_of(many, sizeof many));
    as_suggest_offer(&s, as_slice_of(many, sizeof many - 1));
    assert_int_equal(s.best.n, 0);
    s = as_suggest_for(AS_LIT("x"));
    as_suggest_offer(&s, as_slice_of(many, sizeof many));
    assert_int_equal(s.best.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_or_two_slips_are_near),
        cmocka_unit_test(test_other_words_are_not),
        cmocka_unit_test(test_long_names_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_letters.c - a word's letters as the taggers see them. */
#include "unit/doc/doc_fixture.h"

#include "tag/letters.h"

static as_letters made(as_slice s, size_t most)
{
    as_letters l;
    as_letters_make(s, most, &l);
    return l;
}

static bool reads(const as_letters *l, const char *text)
{
    return as_slice_eq(as_slice_of(l->p, l->n), as_slice_str(text));
}

static void test_digits_are_zeros(void **state)
{
    (void)state;
    as_letters l = made(AS_LIT("S-400"), AS_LETTERS_MAX);
    assert_true(reads(&l, "S-000"));
    l = made(as_slice_of(NULL, 0), AS_LETTERS_MAX);
    assert_int_equal(l.n, 0);
}

static void test_a_long_word_keeps_both_ends(void **state)
{
    (void)state;
    as_letters l = made(AS_LIT("abcdefgh"), 8);
    assert_true(reads(&l, "abcdefgh"));
    l = made(AS_LIT("abcd12345wxyz"), 8);
    assert_true(reads(&l, "abcdwxyz"));
}

static uint64_t shape(const char *word)
{
    const as_letters l = made(as_slice_str(word), AS_LETTERS_MAX);
    return as_letters_shape(&l);
}

static void test_shapes(void **state)
{
    (void)state;
    assert_true(shape("Poland") == shape("Norwegian"));
    assert_true(shape("T-90") == shape("M-16"));
    assert_true(shape("Poland") != shape("poland"));
    assert_true(shape("Poland") != shape("POLAND"));
    assert_true(shape("Io") != shape("Poland"));
}

static as_capitals capitals(const char *word, bool folded)
{
    const as_letters l = made(as_slice_str(word), AS_LETTERS_MAX);
    return as_letters_capitals(&l, folded);
}

static void test_capitals(void **state)
{
    (void)state;
    as_capitals c = capitals("McNab7", true);
    assert_true(c.first && c.upper == 2 && c.lower == 3 && c.digits == 1);
    c = capitals("\xC3\x98rsted", true); /* a capital beyond ASCII */
    assert_true(c.first && c.upper == 0 && c.lower == 7);
    c = capitals("\xC3\xB8re", false);
    assert_false(c.first);
    c = capitals("", true);
    assert_true(!c.first && c.upper + c.lower + c.digits == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits_are_zeros),
        cmocka_unit_test(test_a_long_word_keeps_both_ends),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_capitals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

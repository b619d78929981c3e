/* test_norm.c - the norm of a word. */
#include "unit/base/unit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/failmem.h"
#include "text/norm.h"
#include "text/utf8.h"

typedef struct norm_case {
    const char *word;
    const char *norm;
} norm_case;

static const norm_case NORMS[] = {
    {"", ""},
    {"NATO", "nato"},
    {"Don't", "don't"},
    {"Don\u2019t", "don't"},
    {"CAF\u00C9", "caf\u00E9"},
    {"Cafe\u0301", "caf\u00E9"},         /* composed */
    {"Stra\u00DFe", "strasse"},          /* full folding */
    {"\u0130stanbul", "i\u0307stanbul"}, /* no Turkish folding */
    {"\u041C\u043E\u0441\u043A\u0432\u0410",
     "\u043C\u043E\u0441\u043A\u0432\u0430"},
    {"\u03A3\u0391\u03A3", "\u03C3\u03B1\u03C3"}, /* final sigma folds too */
    {"\u03C2", "\u03C3"},
    {"\u212B", "\u00E5"}, /* angstrom sign */
    {"\uFB01n", "fin"},
    {"\u1EA0", "\u1EA1"},
    {"q\u0307\u0323", "q\u0323\u0307"}, /* canonical order */
    {"\u0958", "\u0915\u093C"},         /* a composition exclusion */
    {"\u4E2D\u6587", "\u4E2D\u6587"},
    {"U.S.", "u.s."},
};

static void norm_equal(const char *word, const char *want)
{
    as_buf out = {0};
    as_buf_add(&out, "<", 1, NULL);
    assert_int_equal(as_norm(as_slice_str(word), &out, NULL), AS_OK);
    as_buf_add_byte(&out, '\0', NULL);
    assert_string_equal(out.p + 1, want);
    as_buf_clear(&out);
}

static void test_norms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof NORMS / sizeof *NORMS; i++) {
        norm_equal(NORMS[i].word, NORMS[i].norm);
        norm_equal(NORMS[i].norm, NORMS[i].norm); /* a norm is its own */
    }
}

/* The fast path and the other one agree: a mark behind the word sends it
 * down the slow road. */
static void test_ascii_is_the_same_both_ways(void **state)
{
    (void)state;
    for (int c = 1; c < 128; c++) {
        const char word[] = {'A', (char)c, 'z', '\0'};
        as_buf fast = {0};
        as_buf slow = {0};
        as_norm(as_slice_str(word), &fast, NULL);
        as_buf_add(&slow, "", 0, NULL);
        char with[8];
        memcpy(with, word, 3);
        memcpy(with + 3, "\u4E2D", 3);
        as_norm(as_slice_of(with, 6), &slow, NULL);
        assert_int_equal(slow.n, fast.n + 3);
        assert_memory_equal(slow.p, fast.p, fast.n);
        as_buf_clear(&fast);
        as_buf_clear(&slow);
    }
}

/* Two kinds of marks in the worst order, for a megabyte. */
static void test_marks_without_end_take_linear_time(void **state)
{
    (void)state;
    const size_t pairs = 250000;
    char *word = malloc(pairs * 4 + 1);
    for (size_t i = 0; i < pairs; i++) {
        memcpy(word + 1 + 4 * i, "\u0301\u0323", 4);
    }
    word[0] = 'a';
    as_buf out = {0};
    const clock_t start = clock();
    assert_int_equal(as_norm(as_slice_of(word, pairs * 4 + 1), &out, NULL), 0);
    assert_true(clock() - start < 20 * CLOCKS_PER_SEC);
    assert_int_equal(as_utf8_valid(as_buf_slice(&out)), out.n);
    as_buf_clear(&out);
    free(word);
}

static void test_a_refusal_leaves_the_output(void **state)
{
    (void)state;
    const char *words[] = {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "\u00C9T\u00C9"};
    for (size_t i = 0; i < 2; i++) {
        as_buf out = {0};
        while (out.n < 64) {
            as_buf_add_byte(&out, 'x', NULL);
        }
        const as_buf before = out;
        as_err err = {0};
        failmem_arm(1);
        assert_int_equal(as_norm(as_slice_str(words[i]), &out, &err),
                         AS_ENOMEM);
        assert_true(failmem_disarm());
        assert_int_equal(err.status, AS_ENOMEM);
        assert_memory_equal(&out, &before, sizeof out);
        as_buf_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_norms),
        cmocka_unit_test(test_ascii_is_the_same_both_ways),
        cmocka_unit_test(test_marks_without_end_take_linear_time),
        cmocka_unit_test(test_a_refusal_leaves_the_output),
    };
    return cmocka_run_group_tests_name("norm", tests, NULL, NULL);
}

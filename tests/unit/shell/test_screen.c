/* test_screen.c - what is pasted, what is too long for the screen, how far
 * long work is: the parts that need no terminal. */
#include "unit/base/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/pager.h"
#include "shell/paste.h"
#include "shell/progress.h"
#include "shell/report.h"
#include "text/width.h"
#include "support/failmem.h"

static void check_paste(const char *pasted, size_t n, const char *want,
                        size_t lines, size_t left_out)
{
    as_buf out = {0};
    as_paste what;
    assert_int_equal(as_paste_clean(as_slice_of(pasted, n), &out, &what, NULL),
                     AS_OK);
    assert_int_equal(out.n, strlen(want));
    assert_memory_equal(out.n ? out.p : "", want, out.n);
    assert_int_equal(what.n_lines, lines);
    assert_int_equal(what.n_left_out, left_out);
    as_buf_clear(&out);
}

#define PASTE(pasted, want, lines, left_out) \
    check_paste(pasted, sizeof(pasted) - 1, want, lines, left_out)

static void test_a_paste_becomes_plain_lines(void **state)
{
    (void)state;
    PASTE("one", "one", 1, 0);
    PASTE("one\rtwo\r\nthree\nfour\r", "one\ntwo\nthree\nfour", 4, 0);
    PASTE("\tx\r\r\ry", "\tx\n\n\ny", 4, 0);
    PASTE("\r\r", "", 0, 0);
    PASTE("", "", 0, 0);
    PASTE("\xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2",
          "\xD0\x9A\xD0\xB8\xD1\x97\xD0\xB2", 1, 0);
}

static void test_what_could_command_a_terminal_is_left_out(void **state)
{
    (void)state;
    PASTE("a\033[2Jb\003\004", "a[2Jb", 1, 3);
    PASTE("a\0b", "ab", 1, 1);
    PASTE("x\xE2\x80\xAEy", "xy", 1, 1); /* U+202E turns the direction */
    PASTE("x\xC2\x9By\xFF", "xy", 1, 2); /* C1, and no UTF-8 */
}

static void test_a_paste_without_memory_leaves_the_line(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        as_buf out = {0};
        as_paste what = {7, 7};
        failmem_arm(n);
        const as_status st =
            as_paste_clean(AS_LIT("a\rb"), &out, &what, NULL);
        const bool refused = failmem_disarm();
        as_buf_clear(&out);
        if (!refused) {
            assert_int_equal(st, AS_OK);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
        assert_int_equal(what.n_lines, 7);
    }
}

static void test_rows_are_counted_as_they_are_drawn(void **state)
{
    (void)state;
    assert_false(as_pager_overflows(AS_LIT("a\nb\nc\n"), 80, 3));
    assert_true(as_pager_overflows(AS_LIT("a\nb\nc\nd\n"), 80, 3));
    assert_true(as_pager_overflows(AS_LIT("\n\n\n\n"), 80, 3));
    assert_false(as_pager_overflows(AS_LIT("0123456789"), 10, 1));
    assert_true(as_pager_overflows(AS_LIT("0123456789a"), 10, 1));
    assert_false(as_pager_overflows(AS_LIT("\033[1;31m0123456789\033[0m"), 10,
                                    1));
    /* two columns each */
    assert_true(as_pager_overflows(AS_LIT("\xE6\x97\xA5\xE6\x9C\xAC"), 3, 1));
    assert_false(as_pager_overflows(AS_LIT(""), 80, 1));
}

static void test_pagers_are_chosen_in_order(void **state)
{
    (void)state;
    assert_int_equal(setenv("PAGER", "more -d", 1), 0);
    assert_string_equal(as_pager_command(NULL), "more -d");
    assert_string_equal(as_pager_command("most"), "most");
    assert_int_equal(setenv("PAGER", "cat", 1), 0);
    assert_null(as_pager_command(NULL));
    assert_int_equal(setenv("PAGER", " ", 1), 0);
    assert_null(as_pager_command(NULL));
    assert_int_equal(unsetenv("PAGER"), 0);
    assert_non_null(strstr(as_pager_command(NULL), "less -FRX"));
}

static void check_line(const as_progress *p, int room, const char *want)
{
    char text[256];
    assert_int_equal(as_progress_line(p, 2, room, text), strlen(want));
    assert_string_equal(text, want);
}

static void test_progress_says_what_is_known(void **state)
{
    (void)state;
    as_progress p;
    as_progress_start(&p, false, "open");
    p.docs = 1;
    check_line(&p, 78, "open: 1 document, 0/s");
    p.docs = 312;
    p.docs_total = 1000;
    check_line(&p, 78, "open: 312 of 1000 documents, 156/s, 0:04 left");
    p.errors = 1;
    as_progress_read(&p, 4000000, 0);
    check_line(&p, 78,
               "open: 4.0 MB, 312 of 1000 documents, 2.0 MB/s, 1 error");
    p.errors = 2;
    as_progress_read(&p, 4000000, 8000000);
    check_line(&p, 78,
               "open: 4.0 of 8.0 MB, 312 of 1000 documents, 2.0 MB/s, 0:02 "
               "left, 2 errors");
    check_line(&p, 9, "open: 4.0");
    check_line(&p, 0, "");
    as_progress_start(&p, false, "compare");
    (void)strcpy(p.unit, "records");
    p.docs = 5;
    check_line(&p, 78, "compare: 5 records, 2/s");
    p.docs_total = 20;
    check_line(&p, 78, "compare: 5 of 20 records, 2/s, 0:06 left");
}

static void test_progress_without_a_name_begins_with_bytes(void **state)
{
    (void)state;
    as_progress p;
    as_progress_start(&p, false, NULL);
    as_progress_read(&p, 1000000, 2000000);
    check_line(&p, 78, "1.0 of 2.0 MB, 0 documents, 0.5 MB/s, 0:02 left");
}

static void check_caret(const char *msg, const char *code, const char *want)
{
    as_buf out = {0};
    assert_int_equal(as_report_caret(msg, "prompt", as_slice_str(code), 0,
                                     &out, NULL),
                     AS_OK);
    assert_int_equal(as_buf_add_byte(&out, '\0', NULL), AS_OK);
    assert_string_equal(out.p, want);
    as_buf_clear(&out);
}

static void test_a_caret_stands_below_what_is_wrong(void **state)
{
    (void)state;
    check_caret("prompt:1:3: bad", "a b c\n", "  a b c\n    ^\n");
    check_caret("prompt:2: unexpected symbol near ')'", "a\nf())\n", "");
    check_caret("prompt:2: unexpected symbol near '}'", "a\nf(})\n",
                "  f(})\n    ^\n");
    check_caret("prompt:1: 'then' expected near <eof>", "if x\n",
                "  if x\n      ^\n");
    check_caret("prompt:1: attempt to index a nil value (field 'b')",
                "abc.b.c\n", "  abc.b.c\n      ^\n");
    check_caret("prompt:1: there is no `entites`; did you mean `entities`?",
                "print(entites)\n", "  print(entites)\n        ^\n");
    check_caret("prompt:1: attempt to call a nil value (global 'x')",
                "x(x)\n", "");
    check_caret("prompt:1:9: a wide place", "\xE6\x97\xA5 = \033 )\n",
                "  \xE6\x97\xA5 = \\x1B )\n            ^\n");
    check_caret("other:1:1: bad", "a\n", "");
    check_caret("prompt:9:1: bad", "a\n", "");
    check_caret("prompt: bad", "a\n", "");
}

static void test_of_a_wide_line_what_is_around_the_caret_is_shown(void **state)
{
    (void)state;
    enum { WIDTH = 40, LENGTH = 200 };
    for (size_t at = 0; at < LENGTH; at++) {
        char code[LENGTH + 1], msg[32];
        memset(code, 'x', LENGTH);
        code[LENGTH] = '\0';
        code[at] = '!';
        (void)snprintf(msg, sizeof msg, "prompt:1:%zu: bad", at + 1);
        as_buf out = {0};
        assert_int_equal(as_report_caret(msg, "prompt", as_slice_str(code),
                                         WIDTH, &out, NULL),
                         AS_OK);
        assert_int_equal(as_buf_add_byte(&out, '\0', NULL), AS_OK);
        const char *first_end = strchr(out.p, '\n');
        const as_slice shown = as_slice_of(out.p, (size_t)(first_end - out.p));
        assert_true(as_text_width(shown) <= WIDTH);
        const size_t wrong = (size_t)(strchr(out.p, '!') - out.p);
        const size_t caret = (size_t)(strchr(first_end, '^') - first_end) - 1;
        assert_int_equal(as_text_width(as_slice_of(out.p, wrong)), caret);
        as_buf_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_paste_becomes_plain_lines),
        cmocka_unit_test(test_what_could_command_a_terminal_is_left_out),
        cmocka_unit_test(test_a_paste_without_memory_leaves_the_line),
        cmocka_unit_test(test_rows_are_counted_as_they_are_drawn),
        cmocka_unit_test(test_pagers_are_chosen_in_order),
        cmocka_unit_test(test_a_caret_stands_below_what_is_wrong),
        cmocka_unit_test(
            test_of_a_wide_line_what_is_around_the_caret_is_shown),
        cmocka_unit_test(test_progress_says_what_is_known),
        cmocka_unit_test(test_progress_without_a_name_begins_with_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

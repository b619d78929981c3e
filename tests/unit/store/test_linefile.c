/* test_linefile.c - lines that several sessions add, torn ends, trimming. */
#include "unit/store/store_test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/linefile.h"

static char path[64];

static int make_path(void **state)
{
    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/linefile-%d", (int)getpid());
    (void)unlink(path);
    return 0;
}

static int drop_path(void **state)
{
    (void)state;
    (void)unlink(path);
    return 0;
}

static void add(const char *line)
{
    assert_int_equal(as_linefile_add(path, as_slice_str(line), &err), AS_OK);
}

static void put(const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void holds(size_t max, const char *want)
{
    as_buf out = {0};
    assert_int_equal(as_buf_add_slice(&out, AS_LIT("before "), &err), AS_OK);
    assert_int_equal(as_linefile_read(path, max, &out, &err), AS_OK);
    assert_true(as_slice_eq(as_slice_of(out.p, 7), AS_LIT("before ")));
    assert_slice(as_slice_of(out.p + 7, out.n - 7), want);
    as_buf_clear(&out);
}

static void test_lines_come_one_behind_the_other(void **state)
{
    (void)state;
    holds(100, "");
    add("one");
    add("");
    add("three");
    holds(100, "one\n\nthree\n");
    struct stat sb;
    assert_int_equal(stat(path, &sb), 0);
    assert_int_equal(sb.st_mode & 0777, 0600);
}

static void test_a_line_feed_is_refused(void **state)
{
    (void)state;
    assert_int_equal(as_linefile_add(path, AS_LIT("a\nb"), &err), AS_EINVAL);
    holds(100, "");
}

static void test_a_torn_line_does_not_spoil_the_next(void **state)
{
    (void)state;
    put("one\ntw");
    add("three");
    holds(100, "one\ntw\nthree\n");
}

static void test_the_end_begins_with_a_whole_line(void **state)
{
    (void)state;
    put("one\ntwo\nthree\n");
    holds(14, "one\ntwo\nthree\n");
    holds(13, "two\nthree\n");
    holds(10, "two\nthree\n");
    holds(9, "three\n");
    holds(6, "three\n");
    holds(0, "");
    put("a line that has no end at all");
    holds(10, "");
}

static void test_a_line_too_long_does_not_hide_those_before_it(void **state)
{
    (void)state;
    put("one\ntwo\nthree\n");
    holds(5, "two\n");
    put("one\ntwo\na line that is longer than what is wanted\n");
    for (size_t max = 8; max < 42; max++) {
        holds(max, "one\ntwo\n");
    }
    put("one\ntwo\na line that is longer and has no end");
    holds(10, "one\ntwo\n");
    holds(4, "two\n");
    assert_int_equal(as_linefile_trim(path, 20, 10, &err), AS_OK);
    add("three");
    holds(100, "one\ntwo\nthree\n");
}

static void test_trimming_drops_what_is_oldest(void **state)
{
    (void)state;
    assert_int_equal(as_linefile_trim(path, 10, 5, &err), AS_OK); /* no file */
    put("one\ntwo\nthree\nfour\n");
    assert_int_equal(as_linefile_trim(path, 100, 50, &err), AS_OK);
    holds(100, "one\ntwo\nthree\nfour\n");
    assert_int_equal(as_linefile_trim(path, 16, 8, &err), AS_OK);
    holds(100, "four\n");
    add("five");
    holds(100, "four\nfive\n");
}

static void test_what_is_no_file_is_refused(void **state)
{
    (void)state;
    as_buf out = {0};
    assert_int_equal(as_linefile_add("/tmp", AS_LIT("x"), &err), AS_EIO);
    assert_int_equal(as_linefile_read("/tmp", 10, &out, &err), AS_EIO);
    assert_non_null(strstr(err.msg, "/tmp"));
    assert_int_equal(as_linefile_add("/no/such/file", AS_LIT("x"), &err),
                     AS_EIO);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(as_linefile_add(path, AS_LIT("x"), &err), AS_EIO);
    assert_int_equal(out.n, 0);
}

static void test_a_link_stays_one_when_trimmed(void **state)
{
    (void)state;
    char link[80];
    (void)snprintf(link, sizeof link, "%s-link", path);
    put("one\ntwo\nthree\n");
    (void)unlink(link);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(as_linefile_trim(link, 8, 6, &err), AS_OK);
    struct stat sb;
    assert_int_equal(lstat(link, &sb), 0);
    assert_true(S_ISLNK(sb.st_mode));
    (void)unlink(link);
    holds(100, "three\n");
}

/* One adds and one trims, all the time: no line of either is half of one. */
static void test_adding_while_another_trims(void **state)
{
    (void)state;
    enum { LINES = 100 };
    const pid_t child = fork();
    assert_true(child >= 0);
    bool good = true;
    for (int i = 0; i < LINES; i++) {
        const as_status st =
            child == 0 ? as_linefile_trim(path, 200, 100, NULL)
                       : as_linefile_add(path, AS_LIT("0123456789"), NULL);
        good = good && st == AS_OK;
    }
    if (child == 0) {
        _exit(good ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(good && status == 0);
    as_buf out = {0};
    assert_int_equal(as_linefile_read(path, 1 << 20, &out, &err), AS_OK);
    assert_true(out.n > 0 && out.n % 11 == 0);
    for (size_t i = 0; i < out.n; i += 11) {
        assert_memory_equal(out.p + i, "0123456789\n", 11);
    }
    as_buf_clear(&out);
}

static void test_two_programs_never_mix_lines(void **state)
{
    (void)state;
    enum { LINES = 200, LONG = 5000 };
    char line[LONG + 1];
    memset(line, 'p', LONG);
    line[LONG] = '\0';
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        memset(line, 'c', LONG);
    }
    bool good = true;
    for (int i = 0; i < LINES; i++) {
        good = as_linefile_add(path, as_slice_str(line), NULL) == AS_OK && good;
    }
    if (child == 0) {
        _exit(good ? 0 : 1);
    }
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(good && status == 0);
    as_buf out = {0};
    assert_int_equal(as_linefile_read(path, 1 << 24, &out, &err), AS_OK);
    assert_int_equal(out.n, 2 * LINES * (LONG + 1));
    for (size_t i = 0; i < out.n; i += LONG + 1) {
        for (size_t k = 1; k < LONG; k++) {
            assert_int_equal(out.p[i + k], out.p[i]);
        }
        assert_int_equal(out.p[i + LONG], '\n');
    }
    as_buf_clear(&out);
}

static size_t allowed;

static int pass(void *ctx, size_t size)
{
    (void)ctx;
    (void)size;
    return allowed > 0 ? (int)allowed-- : 0;
}

static void test_memory_that_is_refused(void **state)
{
    (void)state;
    put("one\ntwo\nthree\n");
    for (size_t n = 0; n < 4; n++) {
        as_buf out = {0};
        allowed = n;
        as_mem_gate_set(pass, NULL);
        const as_status a = as_linefile_add(path, AS_LIT("four"), &err);
        const as_status b = as_linefile_read(path, 100, &out, &err);
        const as_status c = as_linefile_trim(path, 8, 4, &err);
        as_mem_gate_set(NULL, NULL);
        assert_true(a == AS_OK || a == AS_ENOMEM);
        assert_true(b == AS_OK || (b == AS_ENOMEM && out.n == 0));
        assert_true(c == AS_OK || c == AS_ENOMEM);
        as_buf_clear(&out);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_path, drop_path)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lines_come_one_behind_the_other),
        TEST(test_a_line_feed_is_refused),
        TEST(test_a_torn_line_does_not_spoil_the_next),
        TEST(test_the_end_begins_with_a_whole_line),
        TEST(test_a_line_too_long_does_not_hide_those_before_it),
        TEST(test_trimming_drops_what_is_oldest),
        TEST(test_what_is_no_file_is_refused),
        TEST(test_a_link_stays_one_when_trimmed),
        TEST(test_adding_while_another_trims),
        TEST(test_two_programs_never_mix_lines),
        TEST(test_memory_that_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

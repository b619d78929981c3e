/* test_output.c - writing all or saying why not. */
#include "unit/io/io_test.h"

#include <signal.h>

#include "io/output.h"

static as_status write_file(const char *path, as_slice bytes, as_err *err)
{
    as_output *out;
    as_status st = as_output_open(path, &out, err);
    if (st != AS_OK) {
        return st;
    }
    st = as_output_write(out, bytes, err);
    as_status closed = as_output_close(out, st == AS_OK ? err : NULL);
    return st == AS_OK ? closed : st;
}

static void test_a_file_is_emptied_and_written(void **state)
{
    (void)state;
    const char *path = file_of("out", "what was there before");
    assert_int_equal(write_file(path, AS_LIT("new\n"), NULL), AS_OK);
    char got[32] = "";
    FILE *f = fopen(path, "rb");
    assert_int_equal(fread(got, 1, sizeof got, f), 4);
    fclose(f);
    assert_string_equal(got, "new\n");
}

static void test_a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    as_err err;
    assert_int_equal(write_file(in_dir("gone/out"), AS_LIT("x"), &err),
                     AS_EIO);
    assert_message(err.msg, "gone/out: cannot open: No such file or "
                            "directory");
}

static void test_a_full_disk_is_told(void **state)
{
    (void)state;
    as_err err;
    if (access("/dev/full", W_OK) != 0) {
        skip();
    }
    assert_int_equal(write_file("/dev/full", AS_LIT("x"), &err), AS_EIO);
    assert_string_equal(err.msg,
                        "/dev/full: cannot write: No space left on device");
}

/* A reader that goes away, by way of standard output. */
static void test_a_closed_pipe_is_an_error_and_stdout_stays_open(void **state)
{
    (void)state;
    int ends[2];
    as_err err;
    assert_int_equal(pipe(ends), 0);
    const int kept = dup(STDOUT_FILENO);
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    (void)close(ends[0]);
    (void)close(ends[1]);
    const as_status st = write_file("-", AS_LIT("x"), &err);
    const int still_open = dup2(kept, STDOUT_FILENO) == STDOUT_FILENO;
    (void)close(kept);
    (void)signal(SIGPIPE, before);
    assert_true(still_open);
    assert_int_equal(st, AS_EIO);
    assert_string_equal(err.msg, "standard output: cannot write: Broken pipe");
}

static void test_refused_memory_is_told(void **state)
{
    (void)state;
    FOR_EACH_FAILURE(st_ = write_file(in_dir("out"), AS_LIT("x"), NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_a_file_is_emptied_and_written),
        DIR_TEST(test_a_folder_that_is_not_there_is_named),
        DIR_TEST(test_a_full_disk_is_told),
        DIR_TEST(test_a_closed_pipe_is_an_error_and_stdout_stays_open),
        DIR_TEST(test_refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

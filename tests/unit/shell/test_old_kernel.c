/* test_old_kernel.c - a system without openat2 (before Linux 5.6, or in an
 * older container): a plugin's own code is read all the same, and a link in
 * it does not lead out of its folder. */
#include <errno.h>
#include <sys/wait.h>

#include <seccomp.h>

#include "unit/io/io_test.h"

#include "bind/files.h"

/* In a child: the filter stays with its process. 0: read, 1: refused, 2: the
 * filter could not be set. */
static int read_without(const char *name, int error)
{
    const pid_t child = fork();
    if (child == 0) {
        as_buf text = {0};
        as_err err;
        scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
        if (f == NULL ||
            seccomp_rule_add(f, SCMP_ACT_ERRNO((uint16_t)error),
                             SCMP_SYS(openat2), 0) != 0 ||
            seccomp_load(f) != 0) {
            _exit(2);
        }
        seccomp_release(f);
        const as_status st = as_files_code(the_dir, name, 1024, &text, &err);
        const bool whole = st == AS_OK && text.n == 6 &&
                           memcmp(text.p, "return", 6) == 0;
        as_buf_clear(&text);
        _exit(whole ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_code_is_read(void **state)
{
    (void)state;
    (void)folder_of("lib");
    (void)file_of("lib/words.lua", "return");
    assert_int_equal(read_without("lib/words.lua", ENOSYS), 0);
    assert_int_equal(read_without("lib/words.lua", EPERM), 0);
}

static void test_links_are_not_followed(void **state)
{
    (void)state;
    (void)file_of("words.lua", "return");
    assert_int_equal(symlink(the_dir, in_dir("lib")), 0);
    assert_int_equal(symlink("words.lua", in_dir("main.lua")), 0);
    assert_int_equal(read_without("lib/words.lua", ENOSYS), 1);
    assert_int_equal(read_without("main.lua", ENOSYS), 1);
    assert_int_equal(read_without("words.lua", ENOSYS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_code_is_read),
        DIR_TEST(test_links_are_not_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

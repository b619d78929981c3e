/* test_draft.c - files that are written bit by bit and appear when whole. */
#include "store/draft.h"

#include "support/failmem.h"
#include "unit/store/store_test.h"

static as_draft *begin(const char *name)
{
    as_draft *d = NULL;
    assert_ok(as_draft_new(in_dir(name), &d, &err));
    return d;
}

static int n_entries(void)
{
    (void)sh("ls -A | grep -vc '^out.txt$' > ../n.$$; cat ../n.$$; "
             "rm ../n.$$");
    return atoi(file_text("out.txt"));
}

static mode_t mode_of(const char *name)
{
    struct stat sb;
    assert_int_equal(lstat(in_dir(name), &sb), 0);
    return sb.st_mode & 07777;
}

static void test_appears_when_it_is_kept(void **state)
{
    (void)state;
    umask(022);
    as_draft *d = begin("f");
    assert_ok(as_draft_write(d, AS_LIT("one "), &err));
    assert_ok(as_draft_write(d, AS_LIT(""), &err));
    assert_ok(as_draft_write(d, AS_LIT("two"), &err));
    assert_int_not_equal(access(in_dir("f"), F_OK), 0);
    assert_ok(as_draft_keep(d, false, &err));
    as_draft_free(d);
    assert_string_equal(file_text("f"), "one two");
    assert_int_equal(mode_of("f"), 0644);
    assert_int_equal(n_entries(), 1);
}

static void test_nothing_is_left_of_one_that_was_not(void **state)
{
    (void)state;
    (void)file_of("f", "old");
    as_draft *d = begin("f");
    assert_ok(as_draft_write(d, AS_LIT("new"), &err));
    as_draft_free(d);
    as_draft_free(NULL);
    assert_string_equal(file_text("f"), "old");
    assert_int_equal(n_entries(), 1);
}

static void test_replaces_only_when_it_may(void **state)
{
    (void)state;
    (void)file_of("f", "old");
    assert_int_equal(chmod(in_dir("f"), 0640), 0);
    as_draft *d = begin("f");
    assert_ok(as_draft_write(d, AS_LIT("new"), &err));
    assert_refused(AS_EINVAL, "/f: is there already",
                   as_draft_keep(d, false, &err));
    assert_string_equal(file_text("f"), "old");
    assert_ok(as_draft_keep(d, true, &err));
    as_draft_free(d);
    assert_string_equal(file_text("f"), "new");
    assert_int_equal(mode_of("f"), 0640);
    assert_int_equal(n_entries(), 1);
}

static void test_a_folder_that_is_not_there(void **state)
{
    (void)state;
    as_draft *d = NULL;
    assert_refused(AS_EIO, "cannot open: No such file or directory",
                   as_draft_new(in_dir("no/f"), &d, &err));
    assert_null(d);
    failmem_arm(1);
    const as_status st = as_draft_new(in_dir("f"), &d, &err);
    assert_true(failmem_disarm());
    assert_int_equal(st, AS_ENOMEM);
    assert_int_equal(n_entries(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_appears_when_it_is_kept),
        DIR_TEST(test_nothing_is_left_of_one_that_was_not),
        DIR_TEST(test_replaces_only_when_it_may),
        DIR_TEST(test_a_folder_that_is_not_there),
    };
    return cmocka_run_group_tests_name("draft", tests, NULL, NULL);
}

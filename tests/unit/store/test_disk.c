/* test_disk.c - whole files, folders that go without leading out, locks. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "store/disk.h"
#include "unit/store/store_test.h"

static mode_t mode_of(const char *name)
{
    struct stat sb;
    assert_int_equal(lstat(in_dir(name), &sb), 0);
    return sb.st_mode & 07777;
}

static int n_entries(void)
{
    (void)sh("ls -A | grep -vc '^out.txt$' > ../n.$$; cat ../n.$$; "
             "rm ../n.$$");
    return atoi(file_text("out.txt"));
}

static void test_replaces_as_a_whole(void **state)
{
    (void)state;
    const char *path = in_dir("f");
    umask(077);
    assert_ok(as_disk_replace(path, AS_LIT("one"), 0644, &err));
    assert_int_equal(mode_of("f"), 0644);
    assert_ok(as_disk_replace(path, AS_LIT("t\0o"), 0600, &err));
    umask(022);
    assert_int_equal(mode_of("f"), 0600);
    assert_memory_equal(file_text("f"), "t\0o", 4);
    assert_ok(as_disk_replace(path, AS_LIT(""), 0600, &err));
    assert_string_equal(file_text("f"), "");
    assert_int_equal(n_entries(), 1); /* nothing beside it */
}

static void test_a_link_is_replaced_and_not_followed(void **state)
{
    (void)state;
    (void)file_of("mine", "mine");
    assert_int_equal(symlink("mine", in_dir("link")), 0);
    assert_ok(as_disk_replace(in_dir("link"), AS_LIT("new"), 0644, &err));
    assert_string_equal(file_text("mine"), "mine");
    assert_string_equal(file_text("link"), "new");
    assert_int_equal(symlink("mine", in_dir("l2")), 0);
    as_buf buf = {0};
    assert_int_equal(as_disk_read(in_dir("l2"), 10, &buf, &err), AS_EIO);
}

static void test_create_never_replaces(void **state)
{
    (void)state;
    assert_ok(as_disk_create(in_dir("f"), AS_LIT("one"), 0600, &err));
    assert_refused(AS_EINVAL, "/f: is there already",
                   as_disk_create(in_dir("f"), AS_LIT("two"), 0600, &err));
    assert_string_equal(file_text("f"), "one");
    assert_refused(AS_EIO, "cannot open: No such file or directory",
                   as_disk_create(in_dir("no/f"), AS_LIT("x"), 0600, &err));
    assert_int_equal(n_entries(), 1);
}

static void test_reads_files_only_and_up_to_a_size(void **state)
{
    (void)state;
    as_buf buf = {0};
    (void)file_of("f", "12345");
    assert_ok(as_disk_read(in_dir("f"), 5, &buf, &err));
    assert_slice(as_buf_slice(&buf), "12345");
    assert_refused(AS_ELIMIT, "larger than 4 bytes",
                   as_disk_read(in_dir("f"), 4, &buf, &err));
    assert_int_equal(mkfifo(in_dir("pipe"), 0600), 0);
    assert_refused(AS_EINVAL, "/pipe: not a file",
                   as_disk_read(in_dir("pipe"), 4, &buf, &err));
    assert_int_equal(buf.n, 5);
    as_buf_clear(&buf);
}

static void test_makes_folders_for_the_user_alone(void **state)
{
    (void)state;
    assert_ok(as_disk_folder(in_dir("a/b//c/"), &err));
    assert_int_equal(mode_of("a"), 0700);
    assert_int_equal(mode_of("a/b/c"), 0700);
    assert_ok(as_disk_folder(in_dir("a/b"), &err));
    (void)file_of("f", "");
    assert_int_equal(as_disk_folder(in_dir("f"), &err), AS_EINVAL);
    assert_int_equal(as_disk_folder(in_dir("f/g"), &err), AS_EIO);
    as_buf one = {0}, two = {0};
    assert_ok(as_disk_temp(in_dir("a"), &one, &err));
    assert_ok(as_disk_temp(in_dir("a"), &two, &err));
    assert_string_not_equal(one.p, two.p);
    struct stat sb;
    assert_int_equal(stat(one.p, &sb), 0);
    assert_int_equal(sb.st_mode & 0777, 0700);
    as_buf_clear(&one);
    as_buf_clear(&two);
}

static void test_moves_but_not_over_another(void **state)
{
    (void)state;
    (void)deep_file("a/x", "x");
    (void)deep_file("b/y", "y");
    assert_refused(AS_EINVAL, "/b: is there already",
                   as_disk_move(in_dir("a"), in_dir("b"), &err));
    assert_true(is_there("a/x") && is_there("b/y"));
    assert_ok(as_disk_sync(in_dir("a"), &err));
    assert_ok(as_disk_move(in_dir("a"), in_dir("b/a"), &err));
    assert_string_equal(file_text("b/a/x"), "x");
    assert_false(is_there("a"));
}

static void test_removing_does_not_lead_out(void **state)
{
    (void)state;
    (void)deep_file("safe/f", "safe");
    (void)deep_file("t/a/b/f", "");
    assert_int_equal(symlink("../safe", in_dir("t/out")), 0);
    assert_int_equal(symlink("../../../safe/f", in_dir("t/a/b/out")), 0);
    assert_int_equal(mkdir(in_dir("t/closed"), 0700), 0);
    (void)file_of("t/closed/f", "");
    assert_int_equal(chmod(in_dir("t/closed"), 0), 0);
    assert_int_equal(mkfifo(in_dir("t/pipe"), 0600), 0);
    assert_ok(as_disk_remove(in_dir("t"), &err));
    assert_false(is_there("t"));
    assert_string_equal(file_text("safe/f"), "safe");
    assert_ok(as_disk_remove(in_dir("t"), &err)); /* gone is gone */
    assert_int_equal(symlink("safe", in_dir("link")), 0);
    assert_ok(as_disk_remove(in_dir("link"), &err));
    assert_string_equal(file_text("safe/f"), "safe");
}

static void test_many_and_deep_files_go(void **state)
{
    (void)state;
    assert_sh("mkdir -p t/$(seq -s/ 1 150) && for i in $(seq 1 3000); do "
              ": > t/$i.x; done");
    const int before = n_open();
    assert_ok(as_disk_remove(in_dir("t"), &err));
    assert_false(is_there("t"));
    assert_int_equal(n_open(), before);
}

static void test_opens_beneath_a_folder_only(void **state)
{
    (void)state;
    (void)deep_file("t/a/f", "");
    (void)file_of("out", "");
    assert_int_equal(symlink("a", in_dir("t/link")), 0);
    assert_int_equal(symlink("a/f", in_dir("t/flink")), 0);
    const int top = open(in_dir("t"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    static const char *const bad[] = {"../out", "a/../../out", "link/f",
                                      "flink",  "",            "a//f",
                                      "./a/f",  "/etc/passwd", "a/f/"};
    const int before = n_open();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(as_disk_open(top, bad[i], O_RDONLY), -1);
    }
    const int fd = as_disk_open(top, "a/f", O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(n_open(), before);
    assert_int_equal(close(top), 0);
}

static void test_a_lock_names_who_has_it(void **state)
{
    (void)state;
    const char *path = in_dir("lock");
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        as_disk_lock *lock;
        if (as_disk_lock_take(path, false, NULL, &lock, NULL) != AS_OK ||
            write(ready[1], "x", 1) != 1) {
            _exit(1);
        }
        (void)pause();
        _exit(0);
    }
    char c;
    assert_int_equal(read(ready[0], &c, 1), 1);
    as_disk_lock *lock = NULL;
    char want[128];
    (void)snprintf(want, sizeof want, "/lock: another assay (process %d) is "
                   "at work here: wait for it to end", (int)child);
    assert_refused(AS_EINVAL, want,
                   as_disk_lock_take(path, false, NULL, &lock, &err));
    as_cancel cancel = {true};
    assert_refused(AS_ECANCEL, "/lock: interrupted",
                   as_disk_lock_take(path, true, &cancel, &lock, &err));
    assert_int_equal(kill(child, SIGKILL), 0); /* takes the lock with it */
    assert_ok(as_disk_lock_take(path, true, NULL, &lock, &err));
    assert_int_equal(waitpid(child, NULL, 0), child);
    as_disk_lock *second;
    assert_int_equal(as_disk_lock_take(path, false, NULL, &second, &err),
                     AS_EINVAL);
    as_disk_lock_free(lock);
    assert_ok(as_disk_lock_take(path, false, NULL, &second, &err));
    as_disk_lock_free(second);
    as_disk_lock_free(NULL);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

/* Killed at any moment, there is one of the two, whole. */
static void test_a_kill_leaves_the_old_file_or_the_new(void **state)
{
    (void)state;
    enum { SIZE = 200000, TURNS = 40 };
    static char text[SIZE];
    const char *path = in_dir("f");
    memset(text, 'a', SIZE);
    assert_ok(as_disk_replace(path, as_slice_of(text, SIZE), 0644, &err));
    for (int turn = 0; turn < TURNS; turn++) {
        const pid_t child = fork();
        if (child == 0) {
            for (char c = 'b';; c = c == 'z' ? 'a' : (char)(c + 1)) {
                memset(text, c, SIZE);
                (void)as_disk_replace(path, as_slice_of(text, SIZE), 0644,
                                      NULL);
            }
        }
        (void)usleep(500 + 397 * (unsigned)turn % 9000);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
        as_buf buf = {0};
        assert_ok(as_disk_read(path, SIZE, &buf, &err));
        assert_int_equal(buf.n, SIZE);
        for (size_t i = 1; i < SIZE; i++) {
            if (buf.p[i] != buf.p[0]) {
                fail_msg("half of one, half of another");
            }
        }
        as_buf_clear(&buf);
    }
}

static void test_no_memory_is_told(void **state)
{
    (void)state;
    as_disk_lock *lock = NULL;
    as_buf buf = {0};
    (void)file_of("f", "12345");
    FOR_EACH_FAILURE(st_ = as_disk_lock_take(in_dir("l"), false, NULL, &lock,
                                             NULL));
    as_disk_lock_free(lock);
    FOR_EACH_FAILURE(st_ = as_disk_read(in_dir("f"), 9, &buf, NULL));
    as_buf_clear(&buf);
    FOR_EACH_FAILURE(st_ = as_disk_replace(in_dir("g"), AS_LIT("12345"), 0600,
                                           NULL));
    FOR_EACH_FAILURE(st_ = as_disk_temp(the_dir, &buf, NULL));
    as_buf_clear(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_replaces_as_a_whole),
        DIR_TEST(test_a_link_is_replaced_and_not_followed),
        DIR_TEST(test_create_never_replaces),
        DIR_TEST(test_reads_files_only_and_up_to_a_size),
        DIR_TEST(test_makes_folders_for_the_user_alone),
        DIR_TEST(test_moves_but_not_over_another),
        DIR_TEST(test_removing_does_not_lead_out),
        DIR_TEST(test_many_and_deep_files_go),
        DIR_TEST(test_opens_beneath_a_folder_only),
        DIR_TEST(test_a_lock_names_who_has_it),
        DIR_TEST(test_a_kill_leaves_the_old_file_or_the_new),
        DIR_TEST(test_no_memory_is_told),
    };
    return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}

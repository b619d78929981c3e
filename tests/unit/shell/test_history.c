/* test_history.c - entries come out as they went in, whatever happened to the
 * file in between. */
#include "unit/base/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <signal.h>

#include "base/buf.h"
#include "shell/history.h"
#include "support/failmem.h"

static char folder[] = "/tmp/assay-history-XXXXXX";
static char path[sizeof folder + 16];

typedef struct entries {
    size_t n;
    char last[256];
    as_buf all; /* joined by '|' */
} entries;

static void add(void *ctx, const char *entry)
{
    entries *e = ctx;
    e->n++;
    (void)snprintf(e->last, sizeof e->last, "%s", entry);
    (void)as_buf_printf(&e->all, NULL, "%s|", entry);
}

static void check(const char *want)
{
    entries e = {0};
    assert_int_equal(as_history_load(path, add, &e, NULL), AS_OK);
    assert_int_equal(as_buf_add_byte(&e.all, '\0', NULL), AS_OK);
    assert_string_equal(e.all.p, want);
    as_buf_clear(&e.all);
}

static void put(const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void append(const char *text)
{
    assert_int_equal(as_history_append(path, as_slice_str(text), NULL), AS_OK);
}

static void test_entries_of_several_lines_come_back_as_one(void **state)
{
    (void)state;
    (void)unlink(path);
    append("for i = 1, 2 do\n  print(i)\nend");
    append("'back\\slash' \\n");
    append("one");
    check("for i = 1, 2 do\n  print(i)\nend|'back\\slash' \\n|one|");
    struct stat sb;
    assert_int_equal(stat(path, &sb), 0);
    assert_int_equal(sb.st_mode & 0777, 0600);
}

static void test_a_line_cut_short_does_not_swallow_the_next(void **state)
{
    (void)state;
    put("whole\nhal");
    append("next");
    check("whole|hal|next|");
}

static void test_a_file_that_is_not_there_has_none(void **state)
{
    (void)state;
    (void)unlink(path);
    check("");
}

static void test_what_is_no_file_is_refused(void **state)
{
    (void)state;
    as_err err;
    (void)unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    entries e = {0};
    assert_int_equal(as_history_load(path, add, &e, &err), AS_EIO);
    assert_non_null(strstr(err.msg, "not a regular file"));
    assert_int_equal(as_history_append(path, AS_LIT("x"), &err), AS_EIO);
    (void)unlink(path);
}

static void test_a_large_file_keeps_its_last_entries(void **state)
{
    (void)state;
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 600000; i++) {
        assert_true(fprintf(f, "entry %06d\n", i) > 0);
    }
    assert_int_equal(fclose(f), 0);
    entries e = {0};
    assert_int_equal(as_history_load(path, add, &e, NULL), AS_OK);
    assert_string_equal(e.last, "entry 599999");
    struct stat sb;
    assert_int_equal(stat(path, &sb), 0);
    assert_true(sb.st_size <= 1 << 20);
    const size_t n = e.n;
    as_buf_clear(&e.all);
    append("after");
    e = (entries){0};
    assert_int_equal(as_history_load(path, add, &e, NULL), AS_OK);
    assert_int_equal(e.n, n + 1);
    as_buf_clear(&e.all);
}

/* A full disk, as a limit of the file's size has it. */
static void test_what_cannot_be_written_leaves_nothing(void **state)
{
    (void)state;
    put("whole\n");
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const struct rlimit small = {10, 10};
        (void)signal(SIGXFSZ, SIG_IGN);
        const bool good =
            setrlimit(RLIMIT_FSIZE, &small) == 0 &&
            as_history_append(path, AS_LIT("too long for it"), NULL) == AS_EIO;
        _exit(good ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    check("whole|");
}

enum { WRITERS = 4, EACH = 200 };

/* While one keeps replacing a file that is too large. */
static void test_sessions_at_a_time_lose_nothing(void **state)
{
    (void)state;
    (void)unlink(path);
    pid_t pids[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
        pids[w] = fork();
        assert_true(pids[w] >= 0);
        if (pids[w] == 0) {
            char entry[64];
            for (int i = 0; i < EACH; i++) {
                (void)snprintf(entry, sizeof entry, "w%d\n%d", w, i);
                if (as_history_append(path, as_slice_str(entry), NULL) !=
                    AS_OK) {
                    _exit(1);
                }
            }
            _exit(0);
        }
    }
    for (int w = 0; w < WRITERS; w++) {
        int status;
        assert_int_equal(waitpid(pids[w], &status, 0), pids[w]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    entries e = {0};
    assert_int_equal(as_history_load(path, add, &e, NULL), AS_OK);
    assert_int_equal(e.n, WRITERS * EACH);
    for (int w = 0; w < WRITERS; w++) {
        char last[32];
        (void)snprintf(last, sizeof last, "|w%d\n%d|", w, EACH - 1);
        assert_non_null(memmem(e.all.p, e.all.n, last, strlen(last)));
    }
    as_buf_clear(&e.all);
}

/* Writers that are killed anywhere: what is there is whole lines, and what
 * the last of them wrote. */
static void test_a_kill_leaves_whole_lines(void **state)
{
    (void)state;
    (void)unlink(path);
    for (int i = 0; i < 20; i++) {
        int ready[2];
        char c;
        assert_int_equal(pipe(ready), 0);
        const pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            for (;;) {
                (void)as_history_append(path, AS_LIT("0123456789\nabcdef"),
                                        NULL);
                (void)!write(ready[1], "", 1);
            }
        }
        for (int k = 0; k <= i; k++) {
            assert_int_equal(read(ready[0], &c, 1), 1);
        }
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
        (void)close(ready[0]);
        (void)close(ready[1]);
    }
    append("end");
    entries e = {0};
    assert_int_equal(as_history_load(path, add, &e, NULL), AS_OK);
    assert_true(e.n > 20);
    assert_string_equal(e.last, "end");
    for (size_t i = 0; i + 18 < e.all.n; i += 18) {
        if (memcmp(e.all.p + i, "end|", 4) != 0) {
            assert_memory_equal(e.all.p + i, "0123456789\nabcdef|", 18);
        }
    }
    as_buf_clear(&e.all);
}

static void test_without_memory_nothing_is_written(void **state)
{
    (void)state;
    put("whole\n");
    for (size_t n = 1;; n++) {
        failmem_arm(n);
        const as_status st = as_history_append(path, AS_LIT("a\nb"), NULL);
        if (!failmem_disarm()) {
            assert_int_equal(st, AS_OK);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
        check("whole|");
    }
    check("whole|a\nb|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entries_of_several_lines_come_back_as_one),
        cmocka_unit_test(test_a_line_cut_short_does_not_swallow_the_next),
        cmocka_unit_test(test_a_file_that_is_not_there_has_none),
        cmocka_unit_test(test_what_is_no_file_is_refused),
        cmocka_unit_test(test_a_large_file_keeps_its_last_entries),
        cmocka_unit_test(test_what_cannot_be_written_leaves_nothing),
        cmocka_unit_test(test_sessions_at_a_time_lose_nothing),
        cmocka_unit_test(test_a_kill_leaves_whole_lines),
        cmocka_unit_test(test_without_memory_nothing_is_written),
    };
    if (mkdtemp(folder) == NULL) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/history", folder);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    (void)rmdir(folder);
    return failed;
}

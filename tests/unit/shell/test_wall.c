/* test_wall.c - what a process behind the wall can do with the folders that
 * were granted, and what not. */
#include "unit/base/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shell/worker.h"

enum { ROOM = 64 };

static char root[] = "/tmp/assay-wall-XXXXXX";
static char to_read[ROOM], to_write[ROOM], other[ROOM], passed[ROOM];

/* ---- the inside ---------------------------------------------------------- */

static char says[1000];

static void say(const char *what, long result)
{
    const size_t n = strlen(says);
    (void)snprintf(says + n, sizeof says - n, "%s: %s\n", what,
                   result >= 0 ? "done" : strerrorname_np(errno));
}

static long open_beneath(const char *dir, const char *name, int flags)
{
    const struct open_how how = {.flags = (uint64_t)flags,
                                 .mode = flags & O_CREAT ? 0600 : 0,
                                 .resolve = RESOLVE_BENEATH};
    const int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return at < 0 ? -1 : syscall(SYS_openat2, at, name, &how, sizeof how);
}

static void try_all(void)
{
    say("read granted", open_beneath(to_read, "a.txt", O_RDONLY));
    say("list granted", open_beneath(to_read, ".", O_RDONLY | O_DIRECTORY));
    say("write what is read", open_beneath(to_read, "a.txt", O_WRONLY));
    say("make what is read", open_beneath(to_read, "b", O_WRONLY | O_CREAT));
    const long fd = open_beneath(to_write, "c.txt", O_WRONLY | O_CREAT);
    say("make granted", fd);
    say("write granted", write((int)fd, "text", 4));
    say("truncate granted", ftruncate((int)fd, 0));
    say("read what is written", open_beneath(to_write, "c.txt", O_RDONLY));
    say("read other", open_beneath(other, "a.txt", O_RDONLY));
    say("write other", open_beneath(other, "a.txt", O_WRONLY));
    say("make other", open_beneath(other, "b.txt", O_WRONLY | O_CREAT));
    say("list other", open_beneath(other, ".", O_RDONLY | O_DIRECTORY));
}

static void inside(void *ctx, int fd, as_status st, const as_err *why)
{
    (void)ctx;
    if (st != AS_OK) {
        dprintf(fd, "%s\n", why->msg);
        _exit(1);
    }
    try_all();
    (void)!write(fd, says, strlen(says));
    _exit(0);
}

/* ---- the outside ----------------------------------------------------------- */

static void ignore_line(void *ctx, const char *line)
{
    (void)ctx;
    (void)line;
}

static const char *try_behind(const as_wall *wall)
{
    static char got[1000];
    as_worker worker;
    char how[AS_WORKER_DEATH];
    size_t n = 0;
    ssize_t more = 1;
    assert_int_equal(as_worker_start(wall, inside, NULL, &worker, NULL),
                     AS_OK);
    assert_int_equal(fcntl(worker.fd, F_SETFL, 0), 0);
    while (more > 0 && n < sizeof got - 1) {
        more = read(worker.fd, got + n, sizeof got - 1 - n);
        n += more > 0 ? (size_t)more : 0;
    }
    got[n] = '\0';
    as_worker_end(&worker, ignore_line, NULL, how);
    return got;
}

static void make_folder(char out[ROOM], const char *name)
{
    char path[2 * ROOM];
    (void)snprintf(out, ROOM, "%s/%s", root, name);
    assert_int_equal(mkdir(out, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/a.txt", out);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fputs("text", f);
    (void)fclose(f);
}

static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(root));
    make_folder(to_read, "read");
    make_folder(to_write, "write");
    make_folder(other, "other");
    (void)snprintf(passed, sizeof passed, "%s/none", root);
    return 0;
}

static int tear_down(void **state)
{
    char command[2 * ROOM];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -r %s", root);
    return system(command);
}

static void test_folders_are_for_what_they_are_granted(void **state)
{
    (void)state;
    const char *read[] = {to_read, passed}, *write[] = {to_write, passed};
    const as_wall wall = {.parts = AS_WALL_ALL,
                          .read = read,
                          .n_read = 2,
                          .write = write,
                          .n_write = 2};
    assert_string_equal(try_behind(&wall), "read granted: done\n"
                                           "list granted: done\n"
                                           "write what is read: EACCES\n"
                                           "make what is read: EACCES\n"
                                           "make granted: done\n"
                                           "write granted: done\n"
                                           "truncate granted: done\n"
                                           "read what is written: EACCES\n"
                                           "read other: EACCES\n"
                                           "write other: EACCES\n"
                                           "make other: EACCES\n"
                                           "list other: EACCES\n");
}

static void test_without_grants_there_is_nothing(void **state)
{
    (void)state;
    const as_wall wall = {.parts = AS_WALL_ALL};
    const char *got = try_behind(&wall);
    assert_null(strstr(got, "granted: done"));
    assert_non_null(strstr(got, "list other: EACCES"));
}

/* A folder to read can be one to write as well. */
static void test_both_grants_add_up(void **state)
{
    (void)state;
    const char *both[] = {to_write};
    const as_wall wall = {.parts = AS_WALL_ALL,
                          .read = both,
                          .n_read = 1,
                          .write = both,
                          .n_write = 1};
    const char *got = try_behind(&wall);
    assert_non_null(strstr(got, "read granted: EACCES"));
    assert_non_null(strstr(got, "write granted: done"));
    assert_non_null(strstr(got, "read what is written: done"));
}

int main(void)
{
    if (as_wall_here() != AS_WALL_ALL) {
        printf("1..0 # skip: this kernel lacks Landlock or seccomp\nok 1\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folders_are_for_what_they_are_granted),
        cmocka_unit_test(test_without_grants_there_is_nothing),
        cmocka_unit_test(test_both_grants_add_up),
    };
    return cmocka_run_group_tests_name("wall", tests, set_up, tear_down);
}

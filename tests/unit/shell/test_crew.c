/* test_crew.c - what becomes of documents at which a worker process
 * misbehaves, with each part of the wall and with both. */
#include "unit/shell/crew_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- deeds: 0 or more was done, -1 was refused (errno) ------------------ */

static const char *outside = "/tmp/assay-test-outside";

static long crash(void)
{
    volatile uintptr_t nowhere = 64;
    (void)signal(SIGSEGV, SIG_DFL); /* cmocka has a handler */
    *(volatile int *)nowhere = 1;
    return 0;
}

static long overrun(void)
{
    volatile size_t n = 9;
    char *p = malloc(8);
    memset(p, 1, n);
    return p[0];
}

static long loop(void)
{
    for (volatile unsigned i = 0;; i++) {
    }
    return 0;
}

static long leave(void)
{
    _exit(9);
    return 0;
}

static long give_up(void)
{
    (void)signal(SIGABRT, SIG_DFL);
    abort();
    return 0;
}

static long run_program(void)
{
    char name[] = "true";
    char *const args[] = {name, NULL};
    return execve("/bin/true", args, NULL);
}

static long split(void)
{
    const long pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    return pid;
}

static long read_passwords(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static long write_outside(void)
{
    return open(outside, O_WRONLY | O_CREAT, 0600);
}

static long make_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static long connect_there(void)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons(9),
                                   .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    return connect(fd, (const struct sockaddr *)&to, sizeof to);
}

static long kill_parent(void)
{
    return kill(getppid(), SIGUSR1);
}

static long trace(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static long make_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
               ? -1
               : 0;
}

static long change_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static long raise_limit(void)
{
    const struct rlimit r = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_AS, &r);
}

static long be_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1);
}

static long load_filter(void)
{
    union bpf_attr attr = {0};
    return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof attr);
}

static long make_file_in_memory(void)
{
    return memfd_create("x", 0);
}

static long make_ring(void)
{
    return syscall(SYS_io_uring_setup, 1, NULL);
}

/* Until it is refused, then given back. */
static long eat_memory(void)
{
    enum { MOST = 4096, EACH = 16 << 20 };
    static char *kept[MOST];
    int n = 0;
    while (n < MOST && (kept[n] = malloc(EACH)) != NULL) {
        n++;
    }
    const int refused = n < MOST;
    while (n > 0) {
        free(kept[--n]);
    }
    errno = ENOMEM;
    return refused ? -1 : 0;
}

static long write_bytes(const void *p, size_t n)
{
    return write(AS_WALL_FD, p, n) == (ssize_t)n ? 0 : -1;
}

static long talk_nonsense(void)
{
    return write_bytes("this is not a message of ours", 29);
}

/* RESULT that announces 2^60 bytes of tables. */
static long announce_much(void)
{
    return write_bytes("ASW1\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10", 20);
}

/* READY, for the second time. */
static long start_again(void)
{
    return write_bytes("ASW1\3\0\0\0\15\0\0\0\0\0\0\0\0\0\0\0"
                       "\0\0\0\0\0\0\0\0\0\0\0\0\0",
                       33);
}

/* RESULT: AS_ECANCEL, which would end the run. */
static long cancel_all(void)
{
    return write_bytes("ASW1\4\0\0\0\53\0\0\0\0\0\0\0\0\0\0\0"
                       "\7\1\0\0\0x"
                       "\0\0\0\0\0"
                       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                       "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                       63);
}

static long hang_up(void)
{
    (void)close(AS_WALL_FD);
    return loop();
}

/* How many descriptors are open beyond its own four. */
static long count_descriptors(void)
{
    long n = 0;
    for (int fd = AS_WALL_FD + 1; fd < 60; fd++) {
        n += fcntl(fd, F_GETFD) >= 0;
    }
    return n;
}

static long find_terminal(void)
{
    return open("/dev/tty", O_RDONLY);
}

static const struct {
    const char *name;
    long (*fn)(void);
} deeds[] = {
    {"crash", crash},
    {"overrun", overrun},
    {"loop", loop},
    {"leave", leave},
    {"give_up", give_up},
    {"run_program", run_program},
    {"split", split},
    {"read_passwords", read_passwords},
    {"write_outside", write_outside},
    {"make_socket", make_socket},
    {"connect_there", connect_there},
    {"kill_parent", kill_parent},
    {"trace", trace},
    {"make_code", make_code},
    {"change_code", change_code},
    {"raise_limit", raise_limit},
    {"be_dumpable", be_dumpable},
    {"load_filter", load_filter},
    {"make_file_in_memory", make_file_in_memory},
    {"make_ring", make_ring},
    {"eat_memory", eat_memory},
    {"talk_nonsense", talk_nonsense},
    {"announce_much", announce_much},
    {"start_again", start_again},
    {"cancel_all", cancel_all},
    {"hang_up", hang_up},
    {"count_descriptors", count_descriptors},
    {"find_terminal", find_terminal},
};

as_status do_deed(void *ctx, as_doc *doc, size_t worker, as_buf *table,
                  size_t *n_found, as_err *err)
{
    const as_slice text = as_doc_text(doc);
    (void)ctx;
    (void)worker;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        if (as_slice_eq(text, as_slice_str(deeds[i].name))) {
            const long n = deeds[i].fn();
            return n < 0 ? as_buf_printf(table, err, "refused: %s",
                                         strerrorname_np(errno))
                         : as_buf_printf(table, err, "did it: %ld", n);
        }
    }
    if (text.n > 5 && memcmp(text.p, "speak", 5) == 0) {
        (void)dprintf(STDERR_FILENO, "%.*s\n", (int)text.n, text.p);
    }
    *n_found = text.n;
    return as_buf_printf(table, err, "done %.*s", (int)text.n, text.p);
}

/* ---- what becomes of them ----------------------------------------------- */

static void check(unsigned wall, const char *deed, as_status st,
                  const char *text)
{
    static run x;
    const outcome o = do_between(&x, wall, deed);
    if (o.st != st || strstr(o.text, text) == NULL) {
        fail_msg("%s: status %d, %s", deed, (int)o.st, o.text);
    }
}

static void check_killed(unsigned wall, const char *deed)
{
    check(wall, deed, AS_EIO,
          "its worker died (killed by signal 31, SIGSYS): skipped");
}

static void test_a_worker_that_dies_costs_one_document(void **state)
{
    (void)state;
    const unsigned parts[] = {0, AS_WALL_FILES, AS_WALL_CALLS, AS_WALL_ALL};
    for (size_t i = 0; i < 4; i++) {
        check(parts[i], "leave", AS_EIO,
              "its worker died (exit status 9): skipped");
        check(parts[i], "give_up", AS_EIO, "(killed by signal 6, SIGABRT)");
        check(parts[i], "crash", AS_EIO, "(killed by signal 11, SIGSEGV)");
        if (UNDER_ASAN) { /* its report comes through */
            static run x;
            (void)do_between(&x, parts[i], "overrun");
            assert_non_null(strstr(x.said, "AddressSanitizer"));
        }
    }
}

static void test_a_worker_that_hangs_is_ended(void **state)
{
    (void)state;
    check(AS_WALL_ALL, "loop", AS_EIO, "ran too long without an answer");
    check(AS_WALL_ALL, "hang_up", AS_EIO, "(killed by signal 9, SIGKILL)");
}

static void test_nonsense_on_the_wire_costs_one_document(void **state)
{
    (void)state;
    check(AS_WALL_ALL, "talk_nonsense", AS_EIO, "answered nonsense");
    check(AS_WALL_ALL, "announce_much", AS_EIO, "answered nonsense");
    check(AS_WALL_ALL, "start_again", AS_EIO, "answered nonsense");
    check(AS_WALL_ALL, "cancel_all", AS_EIO, "answered nonsense");
}

static void test_calls_that_no_worker_needs_end_it(void **state)
{
    (void)state;
    static const char *const names[] = {
        "run_program", "split", "write_outside", "make_socket",
        "connect_there", "kill_parent", "trace", "make_code", "change_code",
        "load_filter", "make_file_in_memory", "make_ring"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        check_killed(AS_WALL_CALLS, names[i]);
        check_killed(AS_WALL_ALL, names[i]);
    }
    if (!UNDER_ASAN) {
        check_killed(AS_WALL_ALL, "be_dumpable");
        check_killed(AS_WALL_ALL, "raise_limit");
    }
    assert_int_not_equal(access(outside, F_OK), 0);
}

static void test_files_and_others_are_out_of_reach(void **state)
{
    (void)state;
    check(AS_WALL_FILES, "read_passwords", AS_OK, "refused: EACCES");
    check(AS_WALL_ALL, "read_passwords", AS_OK, "refused: EACCES");
    check(AS_WALL_FILES, "write_outside", AS_OK, "refused: EACCES");
    check(AS_WALL_FILES, "run_program", AS_OK, "refused: EACCES");
    check(AS_WALL_FILES, "trace", AS_OK, "refused: EPERM");
    check(0, "find_terminal", AS_OK, "refused: ENXIO");
    assert_int_not_equal(access(outside, F_OK), 0);
    const long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
    if (abi >= 4) {
        check(AS_WALL_FILES, "connect_there", AS_OK, "refused: EACCES");
    }
    if (abi >= 6) {
        check(AS_WALL_FILES, "kill_parent", AS_OK, "refused: EPERM");
    }
}

/* The deeds can be done: what refuses them is the wall. */
static void test_without_the_wall_they_succeed(void **state)
{
    (void)state;
    check(0, "read_passwords", AS_OK, "did it");
    check(AS_WALL_CALLS, "read_passwords", AS_OK, "did it");
    check(0, "make_socket", AS_OK, "did it");
    check(AS_WALL_FILES, "make_socket", AS_OK, "did it");
    check(0, "make_code", AS_OK, "did it");
    check(0, "write_outside", AS_OK, "did it");
    assert_int_equal(unlink(outside), 0);
}

static void test_memory_and_descriptors_are_bounded(void **state)
{
    (void)state;
    check(0, "count_descriptors", AS_OK, "did it: 0");
    if (!UNDER_ASAN) {
        check(AS_WALL_ALL, "eat_memory", AS_OK, "refused: ENOMEM");
        check(0, "eat_memory", AS_OK, "refused: ENOMEM");
    }
}

static void test_what_a_worker_says_is_passed_on(void **state)
{
    (void)state;
    static run x;
    check(AS_WALL_ALL, "speak\a of it", AS_OK, "done speak");
    (void)do_between(&x, AS_WALL_ALL, "speak of it");
    assert_string_equal(x.said, "speak of it\n");
}

/* ---- many documents ----------------------------------------------------- */

static void test_results_come_in_order_whoever_dies(void **state)
{
    (void)state;
    static run x;
    as_plugins *plugins = no_plugins();
    as_crew *crew = NULL;
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        const as_crew_opts opts = opts_of(&x, plugins, jobs, AS_WALL_ALL);
        assert_int_equal(as_crew_new(&opts, &crew, NULL), AS_OK);
        for (int i = 0; i < 600; i++) {
            char text[20];
            (void)snprintf(text, sizeof text, "%d", i);
            put_text(crew, i % 60 == 7 ? "leave" : text);
        }
        as_crew_finish(crew);
        assert_int_equal(x.n, 600);
        for (int i = 0; i < 600; i++) {
            char text[40];
            (void)snprintf(text, sizeof text, "done %d", i);
            if (i % 60 == 7) {
                assert_non_null(strstr(x.all[i].text, "exit status 9"));
            } else {
                assert_string_equal(x.all[i].text, text);
                assert_int_equal(x.all[i].n_found, strlen(text) - 5);
            }
        }
        assert_string_equal(as_crew_timing(crew, 0).name, "tokens");
        as_crew_free(crew);
    }
    as_plugins_unref(plugins);
}

static void test_cancel_ends_it_at_once(void **state)
{
    (void)state;
    static run x;
    as_plugins *plugins = no_plugins();
    as_crew *crew = NULL;
    as_crew_opts opts = opts_of(&x, plugins, 2, AS_WALL_ALL);
    opts.patience = 1000;
    assert_int_equal(as_crew_new(&opts, &crew, NULL), AS_OK);
    for (int i = 0; i < 10; i++) {
        put_text(crew, i == 3 ? "loop" : "good");
    }
    as_cancel_raise(&x.cancel);
    as_crew_free(crew);
    as_plugins_unref(plugins);
    assert_int_equal(x.n, 10);
    assert_int_equal(x.all[3].st, AS_ECANCEL);
    assert_int_equal(x.all[9].st, AS_ECANCEL);
}

static pid_t test_pid;

static int die_in_a_worker(void *ctx, size_t size)
{
    (void)ctx;
    (void)size;
    if (getpid() != test_pid) {
        _exit(5);
    }
    return 1;
}

static void test_workers_that_cannot_begin_end_the_work(void **state)
{
    (void)state;
    static run x;
    as_plugins *plugins = no_plugins();
    as_crew *crew = NULL;
    as_err err;
    const as_crew_opts opts = opts_of(&x, plugins, 1, AS_WALL_ALL);
    test_pid = getpid();
    as_mem_gate_set(die_in_a_worker, NULL);
    assert_int_equal(as_crew_new(&opts, &crew, &err), AS_ESCRIPT);
    as_mem_gate_set(NULL, NULL);
    assert_non_null(strstr(err.msg, "20 workers in a row died"));
    assert_non_null(strstr(err.msg, "exit status 5"));
    as_plugins_unref(plugins);
}

static void test_so_they_do_in_the_middle(void **state)
{
    (void)state;
    static run x;
    as_plugins *plugins = no_plugins();
    as_crew *crew = NULL;
    as_err err;
    const as_crew_opts opts = opts_of(&x, plugins, 1, AS_WALL_ALL);
    assert_int_equal(as_crew_new(&opts, &crew, NULL), AS_OK);
    test_pid = getpid();
    as_mem_gate_set(die_in_a_worker, NULL); /* those that will be started */
    put_text(crew, "leave");
    put_text(crew, "good");
    as_crew_finish(crew);
    as_mem_gate_set(NULL, NULL);
    assert_int_equal(x.all[1].st, AS_ECANCEL);
    assert_int_equal(as_crew_broken(crew, &err), AS_ESCRIPT);
    as_crew_free(crew);
    as_plugins_unref(plugins);
}

static void test_a_stage_that_is_not_there_is_told(void **state)
{
    (void)state;
    static run x;
    as_plugins *plugins = no_plugins();
    as_crew *crew = NULL;
    as_err err;
    const char *none = "none";
    as_crew_opts opts = opts_of(&x, plugins, 1, AS_WALL_ALL);
    opts.without = &none;
    opts.n_without = 1;
    assert_int_equal(as_crew_new(&opts, &crew, &err), AS_EINVAL);
    assert_non_null(strstr(err.msg, "no stage \"none\""));
    as_plugins_unref(plugins);
}

int main(void)
{
    if (as_wall_here() != AS_WALL_ALL) {
        printf("1..0 # skip: this kernel lacks Landlock or seccomp\nok 1\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_worker_that_dies_costs_one_document),
        cmocka_unit_test(test_a_worker_that_hangs_is_ended),
        cmocka_unit_test(test_nonsense_on_the_wire_costs_one_document),
        cmocka_unit_test(test_calls_that_no_worker_needs_end_it),
        cmocka_unit_test(test_files_and_others_are_out_of_reach),
        cmocka_unit_test(test_without_the_wall_they_succeed),
        cmocka_unit_test(test_memory_and_descriptors_are_bounded),
        cmocka_unit_test(test_what_a_worker_says_is_passed_on),
        cmocka_unit_test(test_results_come_in_order_whoever_dies),
        cmocka_unit_test(test_cancel_ends_it_at_once),
        cmocka_unit_test(test_workers_that_cannot_begin_end_the_work),
        cmocka_unit_test(test_so_they_do_in_the_middle),
        cmocka_unit_test(test_a_stage_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}

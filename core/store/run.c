/* run.c - see run.h. posix_spawn, since threads may be about; the limit of
 * files is set from outside, right after. What the child complains of goes
 * into a file in memory, so that a full pipe cannot stop it while the other
 * one is read. */
#include "store/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "io/file.h"
#include "store/disk_int.h"
#include "store/shown.h"

enum { GRACE = 2000 /* milliseconds between asking and killing */ };

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int spawn(run *r, int out)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, all;
    if (posix_spawn_file_actions_init(&files) != 0) {
        return ENOMEM;
    }
    if (posix_spawnattr_init(&attr) != 0) {
        (void)posix_spawn_file_actions_destroy(&files);
        return ENOMEM;
    }
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_setsigmask(&attr, &none);
    (void)posix_spawnattr_setsigdefault(&attr, &all);
    int bad = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
                                                  POSIX_SPAWN_SETSIGDEF |
                                                  POSIX_SPAWN_SETSID);
    bad = bad ? bad
              : posix_spawn_file_actions_addopen(&files, 0, "/dev/null",
                                                 O_RDONLY, 0);
    bad = bad ? bad : posix_spawn_file_actions_adddup2(&files, out, 1);
    bad = bad ? bad
              : posix_spawn_file_actions_adddup2(&files, r->complaints, 2);
    bad = bad ? bad : posix_spawn_file_actions_addclosefrom_np(&files, 3);
    if (bad == 0) {
        bad = posix_spawnp(&r->pid, r->spec->argv[0], &files, &attr,
                           (char *const *)r->spec->argv,
                           (char *const *)r->spec->env);
    }
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attr);
    return bad;
}

as_status run_start(const run_spec *spec, run *r, as_err *err)
{
    int ends[2];
    *r = (run){.spec = spec,
               .pid = -1,
               .out = -1,
               .give_up = now_ms() + 1000 * (int64_t)spec->seconds};
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return disk_fail(err, spec->label, "make a pipe");
    }
    r->out = ends[0];
    r->complaints = memfd_create("complaints", MFD_CLOEXEC);
    const int bad = r->complaints >= 0 ? spawn(r, ends[1]) : errno;
    (void)close(ends[1]);
    if (bad == 0) {
        if (spec->file_bytes > 0) {
            const struct rlimit most = {spec->file_bytes, spec->file_bytes};
            (void)prlimit(r->pid, RLIMIT_FSIZE, &most, NULL);
        }
        return AS_OK;
    }
    (void)close(r->out);
    if (r->complaints >= 0) {
        (void)close(r->complaints);
    }
    return bad == ENOENT
               ? as_err_set(err, AS_EIO,
                            "%s: the program %s is not there: install it",
                            spec->label, spec->argv[0])
               : as_err_set(err, AS_EIO, "%s: cannot run %s: %s", spec->label,
                            spec->argv[0], strerror(bad));
}

static as_status check_time(const run *r, as_err *err)
{
    const run_spec *s = r->spec;
    if (as_cancelled(s->cancel)) {
        return as_err_set(err, AS_ECANCEL, "%s: interrupted", s->label);
    }
    if (now_ms() > r->give_up) {
        return as_err_set(err, AS_ELIMIT,
                          "%s: %s has not ended after %u seconds: given up",
                          s->label, s->argv[0], s->seconds);
    }
    return AS_OK;
}

as_status run_read(run *r, size_t max, as_buf *out, as_err *err)
{
    const size_t before = out->n;
    as_status st = AS_OK;
    size_t got = 1;
    while (got > 0 && (st = check_time(r, err)) == AS_OK) {
        struct pollfd in = {.fd = r->out, .events = POLLIN};
        if (poll(&in, 1, 50) <= 0) {
            continue;
        }
        st = as_file_read_some(r->out, r->spec->label, DISK_BLOCK, out, &got,
                               err);
        if (st == AS_OK && out->n - before > max) {
            st = as_err_set(err, AS_ELIMIT, "%s: %s says too much",
                            r->spec->label, r->spec->argv[0]);
        }
        if (st != AS_OK) {
            break;
        }
    }
    return st;
}

/* ---- its end ---------------------------------------------------------- */

/* Wait until `until`; true if it ended. */
static bool reap(run *r, int *status, int64_t until)
{
    const struct timespec pause = {0, 2 * 1000 * 1000};
    for (;;) {
        const pid_t got = waitpid(r->pid, status, WNOHANG);
        if (got == r->pid || (got < 0 && errno != EINTR)) {
            *status = got < 0 ? -1 : *status;
            return true;
        }
        if (now_ms() > until) {
            return false;
        }
        (void)nanosleep(&pause, NULL);
    }
}

/* First asked, so that it can put its files in order. */
static void kill_all(run *r, int *status)
{
    (void)kill(-r->pid, SIGTERM);
    if (!reap(r, status, now_ms() + GRACE)) {
        (void)kill(-r->pid, SIGKILL);
        (void)kill(r->pid, SIGKILL); /* should it have no session yet */
        while (!reap(r, status, now_ms() + GRACE)) {
        }
    }
    (void)kill(-r->pid, SIGKILL); /* what it left behind */
}

/* What was complained of, as one line. */
static void listen(run *r, char *said, size_t size)
{
    enum { MOST = 4096 };
    char text[MOST];
    const ssize_t n = pread(r->complaints, text, sizeof text, 0);
    char line[MOST];
    size_t at = 0;
    for (ssize_t i = 0; i < n;) {
        const char *end = memchr(text + i, '\n', (size_t)(n - i));
        const ssize_t stop = end ? end - text : n;
        as_slice s = as_slice_of(text + i, (size_t)(stop - i));
        for (const char *const *w =
                 (const char *const[]){"fatal: ", "error: ", "remote: ", NULL};
             *w != NULL; w++) {
            const size_t len = strlen(*w);
            if (s.n >= len && memcmp(s.p, *w, len) == 0) {
                s = as_slice_of(s.p + len, s.n - len);
            }
        }
        const bool hint = s.n >= 5 && memcmp(s.p, "hint:", 5) == 0;
        if (s.n > 0 && !hint && at + s.n + 2 < sizeof line) {
            at += (size_t)snprintf(line + at, sizeof line - at, "%s%.*s",
                                   at ? "; " : "", (int)s.n, s.p);
        }
        i = stop + 1;
    }
    (void)as_shown(as_slice_of(line, at), said, size);
}

as_status run_end(run *r, as_status st, int *code, char *said, size_t size,
                  as_err *err)
{
    int status = -1;
    (void)close(r->out); /* one that writes on gets a SIGPIPE */
    while (st == AS_OK && !reap(r, &status, now_ms() + 50)) {
        st = check_time(r, err);
    }
    if (st != AS_OK) {
        kill_all(r, &status);
    }
    listen(r, said, size);
    (void)close(r->complaints);
    *code = status == -1          ? -1
            : WIFEXITED(status)   ? WEXITSTATUS(status)
            : WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                  : -1;
    return st;
}

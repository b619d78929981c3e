/* wall.c - process, descriptors and limits; then the two parts that the
 * kernel may lack. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shell/wall_int.h"

enum { DESCRIPTORS = 64 /* a handful of files open at a time */ };

unsigned as_wall_here(void)
{
    return (wall_files_here() ? AS_WALL_FILES : 0u) |
           (wall_calls_here() ? AS_WALL_CALLS : 0u);
}

uint64_t as_wall_mapped(void)
{
    unsigned long long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f == NULL) {
        return 0;
    }
    if (fscanf(f, "%llu", &pages) != 1) { /* NOLINT: the kernel's number */
        pages = 0;
    }
    (void)fclose(f);
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static as_status failed(const char *what, as_err *err)
{
    return as_err_set(err, AS_EIO, "cannot isolate a worker: %s: %s", what,
                      strerror(errno));
}

/* Of its own session, so that the terminal's keys are the parent's. */
static as_status detach(pid_t parent, as_err *err)
{
    if (setsid() < 0) {
        return failed("setsid", err);
    }
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        return failed("death signal", err);
    }
    if (getppid() != parent) {
        _exit(0); /* it died before that */
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return failed("no new privileges", err);
    }
    return prctl(PR_SET_DUMPABLE, 0) == 0 ? AS_OK : failed("dumpable", err);
}

/* `fd` and `said` may stand where others are to come: first out of the way.
 * Without them there is nobody to tell what is wrong. */
static void place(int fd, int said)
{
    const int nothing = open("/dev/null", O_RDWR);
    fd = fcntl(fd, F_DUPFD, AS_WALL_FD + 3);
    said = fcntl(said, F_DUPFD, AS_WALL_FD + 3);
    if (nothing < 0 || fd < 0 || said < 0 ||
        dup2(said, STDERR_FILENO) < 0 || dup2(fd, AS_WALL_FD) < 0 ||
        dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
        close_range(AS_WALL_FD + 1, ~0u, 0) != 0) {
        _exit(AS_WALL_EXIT);
    }
}

static as_status limit(int what, rlim_t soft, const char *name, as_err *err)
{
    struct rlimit r;
    if (getrlimit((__rlimit_resource_t)what, &r) != 0) {
        return failed(name, err);
    }
    r.rlim_cur = soft < r.rlim_max ? soft : r.rlim_max;
    if (what != RLIMIT_AS) {
        r.rlim_max = r.rlim_cur; /* the parent may give more memory */
    }
    return setrlimit((__rlimit_resource_t)what, &r) == 0 ? AS_OK
                                                         : failed(name, err);
}

static as_status limit_all(const as_wall *wall, as_err *err)
{
    as_status st = limit(RLIMIT_CORE, 0, "limit of cores", err);
    if (st == AS_OK) {
        st = limit(RLIMIT_NOFILE, DESCRIPTORS, "limit of files", err);
    }
    if (st == AS_OK) {
        st = limit(RLIMIT_NPROC, 0, "limit of processes", err);
    }
    if (st == AS_OK && wall->n_write == 0) {
        st = limit(RLIMIT_FSIZE, 0, "limit of written bytes", err);
    }
    if (st == AS_OK && wall->memory > 0 && !WALL_ASAN) {
        st = limit(RLIMIT_AS, wall->memory, "limit of memory", err);
    }
    return st;
}

as_status as_wall_raise(const as_wall *wall, pid_t parent, int fd, int said,
                        as_err *err)
{
    place(fd, said);
    as_status st = detach(parent, err);
    if (st == AS_OK) {
        st = limit_all(wall, err);
    }
    if (st == AS_OK && (wall->parts & AS_WALL_FILES) != 0) {
        st = wall_files(wall, err);
    }
    if (st == AS_OK && (wall->parts & AS_WALL_CALLS) != 0) {
        st = wall_calls(wall, err);
    }
    return st;
}

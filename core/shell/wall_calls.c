/* wall_calls.c - the part of the wall that seccomp makes: a list of system
 * calls that a worker needs; any other ends the process by SIGSYS.
 *
 * For x86_64 and aarch64: calls that one of them lacks are left out there by
 * libseccomp. Calls of another architecture's table (32 bit, x32) end the
 * process as well. */
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shell/wall_int.h"

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

/* Whatever their arguments are. */
static const int always[] = {
    /* its parent, files */
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write),
    SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(getdents64),
    SCMP_SYS(openat2), /* its flags cannot be seen from here */
    SCMP_SYS(fcntl), SCMP_SYS(ftruncate),
    /* memory, without mmap and mprotect */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    SCMP_SYS(getrandom), SCMP_SYS(sysinfo),
    /* time: clocks, and the timer that stops Lua */
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
    SCMP_SYS(timer_create), SCMP_SYS(timer_settime), SCMP_SYS(timer_gettime),
    SCMP_SYS(timer_delete),
    /* signals to itself, and the C library's own */
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(futex),
    SCMP_SYS(sched_yield), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* What a report of AddressSanitizer and its allocator need. */
static const int with_asan[] = {
    SCMP_SYS(getppid), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(uname), SCMP_SYS(sched_getaffinity), SCMP_SYS(getrusage),
    SCMP_SYS(prctl)};

bool wall_calls_here(void)
{
    const uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

static int add_list(scmp_filter_ctx f, const int *calls, size_t n)
{
    int bad = 0;
    for (size_t i = 0; i < n && bad == 0; i++) {
        bad = seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0);
    }
    return bad;
}
#define ADD(f, list) add_list(f, list, sizeof(list) / sizeof *(list))

/* Argument `arg` of `call` has none of the `bits`. */
static int add_without(scmp_filter_ctx f, int call, unsigned arg,
                       uint64_t bits)
{
    const struct scmp_arg_cmp none = {.arg = arg,
                                      .op = SCMP_CMP_MASKED_EQ,
                                      .datum_a = bits};
    return seccomp_rule_add(f, SCMP_ACT_ALLOW, call, 1, none);
}

/* Argument `arg` of `call` is `value`. */
static int add_equal(scmp_filter_ctx f, uint32_t action, int call,
                     unsigned arg, uint64_t value)
{
    const struct scmp_arg_cmp equal = {.arg = arg,
                                       .op = SCMP_CMP_EQ,
                                       .datum_a = value};
    return seccomp_rule_add(f, action, call, 1, equal);
}

static int add_some(scmp_filter_ctx f, const as_wall *wall)
{
    const uint64_t writes = O_ACCMODE | O_CREAT | O_TRUNC;
    int bad = add_without(f, SCMP_SYS(mmap), 2, PROT_EXEC);
    bad = bad ? bad : add_without(f, SCMP_SYS(mprotect), 2, PROT_EXEC);
    if (bad == 0 && wall->n_write > 0) {
        bad = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 0);
    } else if (bad == 0) {
        bad = add_without(f, SCMP_SYS(openat), 2, writes);
    }
    /* abort */
    bad = bad ? bad
              : add_equal(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0,
                          (uint64_t)getpid());
    /* limits may be asked for, not set */
    bad = bad ? bad
              : add_equal(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, 0);
    /* what a C library tries, and does without */
    bad = bad ? bad
              : seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl),
                                 0);
    return bad || WALL_ASAN ? bad
                            : add_equal(f, SCMP_ACT_ERRNO(EINVAL),
                                        SCMP_SYS(prctl), 0, PR_SET_VMA);
}

static int fill(scmp_filter_ctx f, const as_wall *wall)
{
    int bad = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH,
                               SCMP_ACT_KILL_PROCESS);
    bad = bad ? bad : ADD(f, always);
    bad = bad ? bad : add_some(f, wall);
    if (bad == 0 && WALL_ASAN) {
        bad = ADD(f, with_asan);
        /* it does not go through the C library */
        bad = bad ? bad
                  : add_without(f, SCMP_SYS(open), 1,
                                O_ACCMODE | O_CREAT | O_TRUNC);
    }
    /* a tree in place of a row: fewer steps a call */
    return bad ? bad : seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2);
}

as_status wall_calls(const as_wall *wall, as_err *err)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int bad = f == NULL ? -ENOMEM : fill(f, wall);
    bad = bad ? bad : seccomp_load(f);
    seccomp_release(f);
    return bad == 0 ? AS_OK
                    : as_err_set(err, AS_EIO,
                                 "cannot isolate a worker: seccomp: %s",
                                 strerror(-bad));
}

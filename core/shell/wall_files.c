/* wall_files.c - the part of the wall that Landlock makes.
 *
 * The C library has no functions for it, and headers may be older than the
 * kernel: what the running kernel can (its ABI) is asked, and everything that
 * it can refuse is refused. Renames and links between folders need a right
 * that no rule here gives. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shell/wall_int.h"

/* Of ABI 3 to 6, as linux/landlock.h of kernels 6.2 to 6.12 has them. */
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
#define NET_ALL 3ULL   /* bind and connect, TCP */
#define SCOPE_ALL 3ULL /* abstract sockets and signals */

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_WRITE                                                              \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | FS_TRUNCATE)
#define FS_ABI_1 ((1ULL << 13) - 1)
#define FS_REFER (1ULL << 13)

/* struct landlock_ruleset_attr of ABI 6; the kernel takes its older, shorter
 * forms by their size. */
typedef struct ruleset {
    uint64_t fs, net, scoped;
} ruleset;

static int abi(void)
{
    const long n = syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);
    return n < 0 ? 0 : (int)n;
}

bool wall_files_here(void)
{
    return abi() >= 1;
}

static uint64_t rights_of(int version)
{
    return FS_ABI_1 | (version >= 2 ? FS_REFER : 0) |
           (version >= 3 ? FS_TRUNCATE : 0) |
           (version >= 5 ? FS_IOCTL_DEV : 0);
}

/* A folder that is not there needs no rule. */
static as_status add(int set, const char *dir, uint64_t rights, as_err *err)
{
    struct landlock_path_beneath_attr rule = {
        .allowed_access = rights,
        .parent_fd = open(dir, O_PATH | O_CLOEXEC | O_DIRECTORY),
    };
    if (rule.parent_fd < 0) {
        return AS_OK;
    }
    const long done = syscall(SYS_landlock_add_rule, set,
                              LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    const int why = errno;
    (void)close(rule.parent_fd);
    return done == 0 ? AS_OK
                     : as_err_set(err, AS_EIO,
                                  "cannot isolate a worker: a rule for %s: %s",
                                  dir, strerror(why));
}

as_status wall_files(const as_wall *wall, as_err *err)
{
    const int version = abi();
    const ruleset want = {.fs = rights_of(version),
                          .net = version >= 4 ? NET_ALL : 0,
                          .scoped = version >= 6 ? SCOPE_ALL : 0};
    const size_t size = version >= 6   ? sizeof want
                        : version >= 4 ? 2 * sizeof(uint64_t)
                                       : sizeof(uint64_t);
    const int set =
        (int)syscall(SYS_landlock_create_ruleset, &want, size, 0);
    as_status st = AS_OK;
    for (size_t i = 0; set >= 0 && st == AS_OK && i < wall->n_read; i++) {
        st = add(set, wall->read[i], FS_READ, err);
    }
    if (set >= 0 && st == AS_OK && WALL_ASAN) {
        st = add(set, "/proc/self", FS_READ, err); /* for a report */
    }
    for (size_t i = 0; set >= 0 && st == AS_OK && i < wall->n_write; i++) {
        st = add(set, wall->write[i], FS_WRITE & want.fs, err);
    }
    if (st == AS_OK &&
        (set < 0 || syscall(SYS_landlock_restrict_self, set, 0) != 0)) {
        st = as_err_set(err, AS_EIO, "cannot isolate a worker: Landlock: %s",
                        strerror(errno));
    }
    if (set >= 0) {
        (void)close(set);
    }
    return st;
}

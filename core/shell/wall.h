/* wall.h - what keeps a process in that may turn against us.
 *
 * Raised by a process for itself, once, before it touches what it does not
 * trust; there is no way back. Behind it the process
 *   - is the leader of a session of its own without a terminal, dies with
 *     its parent, leaves no core, cannot be traced and gains no privileges;
 *   - has four descriptors: nothing at 0 and 1, what it says at 2, its
 *     parent at AS_WALL_FD;
 *   - has limits: address space, descriptors, written bytes (none without a
 *     folder to write to), processes (none; not for root, whom the kernel
 *     does not count);
 *   - AS_WALL_FILES (Landlock): opens files beneath the folders of `read`,
 *     makes and writes files beneath those of `write`, and nothing else; no
 *     TCP, no signals and no abstract sockets outside, where the kernel can;
 *   - AS_WALL_CALLS (seccomp): makes only system calls of a short list; any
 *     other ends it by SIGSYS. No new process or program, no socket, no
 *     tracing, no executable memory, no change of limits; without a folder to
 *     write to, no opening for writing (by openat2 only Landlock sees it).
 * What is in its memory when it is raised, it can read. Under AddressSanitizer
 * the address space has no limit, and a few more calls are let through. */
#ifndef AS_SHELL_WALL_H
#define AS_SHELL_WALL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

enum as_wall_part {
    AS_WALL_FILES = 1,
    AS_WALL_CALLS = 2,
    AS_WALL_ALL = 3
};

enum { AS_WALL_FD = 3, AS_WALL_EXIT = 4 /* status without descriptors */ };

typedef struct as_wall {
    unsigned parts;           /* of enum as_wall_part; the rest is always */
    const char *const *read;  /* folders; one that is not there is passed */
    const char *const *write; /* over */
    size_t n_read, n_write;
    uint64_t memory; /* bytes of address space; 0: no limit */
} as_wall;

/* Which parts this kernel has. Cheap, and raises nothing. */
unsigned as_wall_here(void);

/* Bytes of address space that this process has now; 0: not known. */
uint64_t as_wall_mapped(void);

/* Raise it, in a child of `parent` that has one thread. `fd` and `said`
 * become AS_WALL_FD and standard error, or the process ends with status
 * AS_WALL_EXIT. Errors: AS_EIO; the process must then do nothing but tell
 * it. */
as_status as_wall_raise(const as_wall *wall, pid_t parent, int fd, int said,
                        as_err *err);

#endif

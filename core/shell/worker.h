/* worker.h - a process of ours behind the wall (wall.h), as its parent sees
 * it: a socket to talk to it, what it says on standard error, its end.
 * The parent must have no threads, since the child goes on with its memory. */
#ifndef AS_SHELL_WORKER_H
#define AS_SHELL_WORKER_H

#include "base/buf.h"
#include "flow/plugins.h"
#include "shell/wall.h"

typedef struct as_worker {
    pid_t pid; /* 0: there is none */
    int fd;    /* both ways; does not block; -1: none */
    int said;  /* standard error of the process; does not block; -1: closed */
    as_buf line;   /* of it, not ended yet */
    size_t n_said; /* bytes in all */
    uint64_t memory; /* of address space that it may have; 0: any */
} as_worker;

/* Runs in the child, behind the wall, and never returns. `st` other than
 * AS_OK: the wall could not be raised, `why`; nothing but telling that is
 * allowed then. `fd` blocks. */
typedef void (*as_worker_fn)(void *ctx, int fd, as_status st,
                             const as_err *why);

/* Fork. Errors: AS_EIO. */
as_status as_worker_start(const as_wall *wall, as_worker_fn fn, void *ctx,
                          as_worker *out, as_err *err);

/* Let it have `bytes` of address space, if it had a limit before. */
void as_worker_memory(as_worker *worker, uint64_t bytes);

typedef void (*as_worker_tell)(void *ctx, const char *line);

/* Read what it says; `tell` gets whole lines, cut where they are long. After
 * 256 KiB no more is told. */
void as_worker_listen(as_worker *worker, as_worker_tell tell, void *ctx);

enum { AS_WORKER_DEATH = 64 };

/* Kill it if it has not ended, wait for that, and listen to the last of it:
 * `how` is then "killed by signal 11, SIGSEGV" or "exit status 3". Frees
 * all. */
void as_worker_end(as_worker *worker, as_worker_tell tell, void *ctx,
                   char how[AS_WORKER_DEATH]);

/* ---- what plugins come to ----------------------------------------------- */

/* Folders to read and to write for the wall, and room for their Lua. */
typedef struct as_worker_needs {
    as_wall wall; /* borrows from the others; memory is that of now */
    const char **read, **write;
    uint32_t seconds; /* that their Lua may take for a document, a MiB */
} as_worker_needs;

/* Names are borrowed from `plugins`. Errors: AS_ENOMEM. */
as_status as_worker_needs_of(const as_plugins *plugins, unsigned parts,
                             as_worker_needs *out, as_err *err);
void as_worker_needs_clear(as_worker_needs *needs);

#endif

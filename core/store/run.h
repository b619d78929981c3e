/* run.h - another program, without a shell: its output by a pipe, what it
 * complains of kept, and an end to it when time is up or the user has enough.
 *
 * The child has a session of its own (no terminal to ask at, no Ctrl-C but
 * ours), /dev/null to read, default signals, and no descriptor of ours.
 * Errors: AS_EIO, AS_ECANCEL, AS_ELIMIT (time), AS_ENOMEM; messages begin
 * with `label`. Threads: a run belongs to one. */
#ifndef AS_STORE_RUN_H
#define AS_STORE_RUN_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/cancel.h"

typedef struct run_spec {
    const char *label;       /* for messages */
    const char *const *argv; /* NULL-ended; [0] is looked up in PATH */
    const char *const *env;  /* NULL-ended */
    const as_cancel *cancel; /* may be NULL */
    unsigned seconds;        /* at most */
    uint64_t file_bytes;     /* of the largest file it may write; 0: any */
} run_spec;

typedef struct run {
    const run_spec *spec; /* borrowed */
    pid_t pid;
    int out;         /* the pipe's end: may be read by the caller as well */
    int complaints;  /* a file in memory */
    int64_t give_up; /* milliseconds of the monotonic clock */
} run;

as_status run_start(const run_spec *spec, run *r, as_err *err);

/* Append all of its output, at most `max` bytes (AS_ELIMIT). */
as_status run_read(run *r, size_t max, as_buf *out, as_err *err);

/* Wait for its end, however it comes, and give all back. `st` is how the work
 * with its output went: if not AS_OK, the child is ended now, and `st` is
 * what is returned. *code is the exit status, 128 + the signal, or -1. */
as_status run_end(run *r, as_status st, int *code, char *said, size_t size,
                  as_err *err);

#endif

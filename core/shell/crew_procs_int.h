/* crew_procs_int.h - what the two files of a crew of processes share:
 * crew_procs.c gives out work and waits, crew_hear.c takes what comes back. */
#ifndef AS_SHELL_CREW_PROCS_INT_H
#define AS_SHELL_CREW_PROCS_INT_H

#include "shell/crew_int.h"
#include "shell/crew_kid.h"

enum {
    AS_PROCS_GRACE = 2, /* seconds, for what is under way when all ends */
    AS_PROCS_EACH = 512 /* bytes of address space for a byte of text */
};

typedef struct as_procs {
    as_worker_needs needs;
    as_kid *kids;
    bool *given;      /* by place: a worker has it */
    uint64_t next;    /* no place before is neither given nor done */
    struct pollfd *fds;
    size_t n_starting, n_failed; /* workers; in a row */
    double per_mib;   /* seconds of patience */
    bool told;        /* problems of plugins */
    bool cancelling;
} as_procs;

/* The place has no result, and why. */
void as_procs_lose(as_crew *crew, as_place *place, as_status st,
                   const char *why);

/* A worker could not be started, or died before it was ready. */
void as_procs_failed_start(as_crew *crew, const char *why);

/* The worker is at its end, or is to be; `why` NULL: its own death tells.
 * What it was at is lost, what else it was given another may do. */
void as_procs_lose_kid(as_crew *crew, as_kid *kid, const char *why);

/* A worker ends that has nothing to do. */
void as_procs_end_kid(as_crew *crew, as_kid *kid);

/* Take what it sends. */
void as_procs_hear(as_crew *crew, as_kid *kid);

/* How long it may be silent now, by the first of its queue. */
void as_procs_begin(const as_procs *procs, as_kid *kid);

#endif

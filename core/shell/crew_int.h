/* crew_int.h - the two ways in which a crew works: crew_threads.c and
 * crew_procs.c. What is common to both: ring.h (documents in order), mate.h
 * (what a worker does), and the sums of times here. */
#ifndef AS_SHELL_CREW_INT_H
#define AS_SHELL_CREW_INT_H

#include "base/arena.h"
#include "base/vec.h"
#include "shell/mate.h"
#include "shell/ring.h"

/* Contracts as in crew.h. */
typedef struct as_crew_way {
    as_status (*start)(as_crew *crew, as_err *err);
    void (*put)(as_crew *crew, as_input_item *item);
    void (*wait)(as_crew *crew, int fd);
    void (*finish)(as_crew *crew); /* also of one that did not start */
} as_crew_way;

struct as_crew {
    as_crew_opts opts;
    const as_crew_way *way;
    void *inner; /* of the way */
    as_ring ring;
    as_arena *arena;           /* names of times */
    AS_VEC(as_timing) timings; /* sums */
    as_status broken;
    as_err why; /* broken */
};

extern const as_crew_way as_crew_threads, as_crew_procs;

/* Names for the sums, copied; not twice. Errors: AS_ENOMEM. */
as_status as_crew_time(as_crew *crew, size_t i, as_slice name, as_err *err);

/* Add to sum `i`, which must have a name. */
void as_crew_add_time(as_crew *crew, size_t i, const as_timing *t);

#endif

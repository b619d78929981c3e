/* crew_inside.h - the inside of a worker process of a crew. */
#ifndef AS_SHELL_CREW_INSIDE_H
#define AS_SHELL_CREW_INSIDE_H

#include "shell/crew.h"

typedef struct as_crew_inside {
    const as_crew_opts *opts;
    size_t worker;
} as_crew_inside;

/* An as_worker_fn; `ctx` is an as_crew_inside. Makes a pipeline, says READY,
 * answers documents by results until END or until its parent is gone. */
void as_crew_inside_run(void *ctx, int fd, as_status st, const as_err *why);

#endif

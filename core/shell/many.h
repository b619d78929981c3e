/* many.h - the documents that the command line names, through a crew, their
 * results written in order; for commands that go through many documents. */
#ifndef AS_SHELL_MANY_H
#define AS_SHELL_MANY_H

#include <stdatomic.h>

#include "shell/crew.h"
#include "shell/progress.h"
#include "shell/session.h"

typedef struct as_many {
    as_session *session;
    const char *command; /* for messages on wrong usage */
    /* Write one document's tables; on a thread of the crew, or, isolated, on
     * the caller's. */
    as_status (*write)(void *ctx, const as_crew_result *result, as_err *err);
    void *ctx;
    /* the rest is ours: zero */
    as_input *in;
    as_crew *crew;
    as_progress progress;
    atomic_bool stop; /* the output is broken, or the order has a gap */
    double write_seconds;
} as_many;

/* Before anything else: signals, and how memory is to be kept. */
void as_many_begin(void);

/* How many workers the options ask for. */
size_t as_many_jobs(const as_options *options);

/* Open the input and make the crew; `opts` says what is made of a document,
 * the rest of it is filled here. Wrong usage ends the program. Errors: those
 * of as_input_new and as_crew_new. */
as_status as_many_open(as_many *many, as_crew_opts *opts, as_err *err);

/* All documents; what fails is told to the session's report. */
void as_many_run(as_many *many);

/* Also after a failed as_many_open. */
void as_many_close(as_many *many);

#endif

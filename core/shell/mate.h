/* mate.h - what one worker of a crew does with a document: tokens, stages,
 * tables. The same in a thread and in a process. Threads: one a mate. */
#ifndef AS_SHELL_MATE_H
#define AS_SHELL_MATE_H

#include "shell/crew.h"

typedef struct as_mate {
    const as_crew_opts *opts;
    size_t worker; /* 0 .. jobs - 1: for opts->make */
    as_pipeline *pipe;
    double tokens, records; /* seconds of CPU time */
    uint64_t docs;
} as_mate;

/* Make the pipeline; problems of plugins go to `told`. `opts` is borrowed.
 * Errors: AS_EINVAL (a name in opts->without that is no stage), AS_ENOMEM. */
as_status as_mate_init(as_mate *mate, const as_crew_opts *opts, size_t worker,
                       as_plugins_problem told, void *told_ctx, as_err *err);
void as_mate_clear(as_mate *mate);

/* Append what is to be written of `text` (left empty, or as it was on error)
 * to the opts->n_tables `tables`; fills all of *result but its `meta` and
 * `tables`. */
void as_mate_run(as_mate *mate, as_buf *text, const as_doc_meta *meta,
                 as_buf *tables, as_crew_result *result);

/* Tokenizing, each stage, making records. */
size_t as_mate_timing_count(const as_mate *mate);
as_timing as_mate_timing(const as_mate *mate, size_t i);

#endif

/* crew.h - documents through pipelines on many workers, results in order.
 * The caller puts documents in; the results come out in the order of
 * putting, so that a slow source never holds back what is done. Memory is
 * bounded: by the number of documents on their way, their text, and results
 * that wait for their turn.
 *
 * The workers are threads, or processes behind a wall (`isolate`). With
 * threads, results come on a thread of the crew's own. With processes they
 * come on the caller's thread, within as_crew_put, as_crew_wait and
 * as_crew_finish, and the caller must have no other threads. A worker process
 * that dies, hangs or answers nonsense costs the document that it was at, and
 * another takes its place.
 */
#ifndef AS_SHELL_CREW_H
#define AS_SHELL_CREW_H

#include "bind/lua_plugin.h"
#include "io/format.h"
#include "io/input.h"

typedef struct as_crew as_crew;

/* What became of one document; borrowed until the callback returns. */
typedef struct as_crew_result {
    as_status st;        /* AS_OK, or why there is no result: see err */
    as_err err;          /* AS_ECANCEL: not done; other: no result */
    bool failed;         /* a stage failed: see stage_err; the rest is there */
    as_err stage_err;
    const as_doc_meta *meta;
    size_t repaired;     /* ill-formed sequences replaced */
    size_t n_found;      /* what opts.make said */
    const as_buf *tables; /* n_tables of the options */
} as_crew_result;

typedef void (*as_crew_fn)(void *ctx, const as_crew_result *result);

typedef struct as_crew_opts {
    as_plugins *plugins;
    size_t jobs; /* workers, at least 1 */
    const char *const *without; /* stages that are off */
    size_t n_without;
    as_format format;
    as_record_opts records; /* kinds are borrowed */
    size_t n_tables; /* 1, or records.n_kinds: one table for each kind */
    /* In place of records: what to put into the one table for a document,
     * and how many things that are. In worker `worker` of `jobs`, which may
     * be a process of its own: nothing else that it changes comes back.
     * NULL: records. */
    as_status (*make)(void *ctx, as_doc *doc, size_t worker, as_buf *table,
                      size_t *n_found, as_err *err);
    void *make_ctx;
    const as_cancel *cancel;
    as_plugins_problem problem; /* of the plugins' stages, once */
    void *problem_ctx;
    as_crew_fn fn;
    void *ctx;
    bool isolate; /* processes */
    unsigned wall; /* what keeps them in, of enum as_wall_part (wall.h) */
    uint32_t patience; /* seconds for a document before its worker counts as
                          hung; 0: what the plugins' limits come to */
    /* A line that a worker process wrote to standard error. */
    void (*said)(void *ctx, const char *line);
    void *said_ctx;
} as_crew_opts;

/* Errors: AS_EINVAL (a name in `without` that is no stage), AS_ENOMEM,
 * AS_EIO (no thread or process to be had), AS_ESCRIPT (workers die before
 * they can begin). */
as_status as_crew_new(const as_crew_opts *opts, as_crew **out, as_err *err);

/* Take `item` (left cleared); waits until there is room for it. */
void as_crew_put(as_crew *crew, as_input_item *item);

/* The caller is going to wait for `fd` to have something to read: results
 * come out meanwhile. Returns when it has, or the work is cancelled. With
 * threads, at once. */
void as_crew_wait(as_crew *crew, int fd);

/* Why nothing more can be done (worker processes that die before they begin):
 * the results of documents put from then on are AS_ECANCEL. AS_OK: none. */
as_status as_crew_broken(const as_crew *crew, as_err *err);

/* Wait for what was put, end the workers. Timings can be read then. */
void as_crew_finish(as_crew *crew);

/* Finishes if need be. Accepts NULL. */
void as_crew_free(as_crew *crew);

/* Summed over the workers: tokenizing, each stage, making records. What
 * processes did that died is missing. */
size_t as_crew_timing_count(const as_crew *crew);
as_timing as_crew_timing(const as_crew *crew, size_t i);

#endif

/* crew.h - documents through pipelines on many threads, results in order.
 * One thread (the caller's) puts documents in; the results come out on a
 * thread of the crew's own, in the order of putting, so that a slow source
 * never holds back what is done. Memory is bounded: by the number of
 * documents on their way, their text, and results that wait for their turn.
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
    as_err err;          /* AS_ECANCEL: not done; other: could not be read */
    bool failed;         /* a stage failed: see stage_err; the rest is there */
    as_err stage_err;
    const as_doc_meta *meta;
    size_t repaired;     /* ill-formed sequences replaced */
    const as_buf *tables; /* n_tables of the options */
} as_crew_result;

typedef void (*as_crew_fn)(void *ctx, const as_crew_result *result);

typedef struct as_crew_opts {
    as_plugins *plugins;
    size_t jobs; /* threads, at least 1 */
    const char *const *without; /* stages that are off */
    size_t n_without;
    as_format format;
    as_record_opts records; /* kinds are borrowed */
    size_t n_tables; /* 1, or records.n_kinds: one table for each kind */
    /* In place of records: what to put into the one table for a document.
     * On thread `worker` of `jobs`; NULL: records. */
    as_status (*make)(void *ctx, as_doc *doc, size_t worker, as_buf *table,
                      as_err *err);
    void *make_ctx;
    const as_cancel *cancel;
    as_plugins_problem problem; /* of the plugins' stages, once */
    void *problem_ctx;
    as_crew_fn fn;
    void *ctx;
} as_crew_opts;

/* Errors: AS_EINVAL (a name in `without` that is no stage), AS_ENOMEM,
 * AS_EIO (no thread to be had). */
as_status as_crew_new(const as_crew_opts *opts, as_crew **out, as_err *err);

/* Take `item` (left cleared); waits until there is room for it. */
void as_crew_put(as_crew *crew, as_input_item *item);

/* Wait for what was put, end the threads. Timings can be read then. */
void as_crew_finish(as_crew *crew);

/* Finishes if need be. Accepts NULL. */
void as_crew_free(as_crew *crew);

/* Summed over the threads: tokenizing, each stage, making records. */
size_t as_crew_timing_count(const as_crew *crew);
as_timing as_crew_timing(const as_crew *crew, size_t i);

#endif

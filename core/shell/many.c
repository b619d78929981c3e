/* many.c - reader (this thread) -> crew -> writer (the crew's scribe, or,
 * where workers are processes, this thread as well).
 *
 * Results are written in the order of reading, a document at a time, so that
 * an interrupted run leaves a whole beginning: after the first document that
 * was not done nothing more is written. A failed write stops the reading. A
 * closed pipe is such a failure, but not told.
 *
 * Memory: see crew.c for what is bounded; malloc is told to give large
 * blocks back at once instead of keeping one set a thread. */
#include "shell/many.h"

#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "shell/signals.h"

enum {
    ARENAS = 2,          /* of malloc */
    LARGE_BLOCK = 1 << 20,
    KEPT_FREE = 4 << 20
};

void as_many_begin(void)
{
    (void)mallopt(M_ARENA_MAX, ARENAS);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
    as_signals_start(false);
}

size_t as_many_jobs(const as_options *options)
{
    cpu_set_t set;
    if (options->jobs) {
        return options->jobs;
    }
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return (size_t)CPU_COUNT(&set);
    }
    return 1;
}

/* ---- results ------------------------------------------------------------ */

static void tell_repaired(as_report *report, const as_crew_result *result)
{
    const as_doc_meta *meta = result->meta;
    bool same = meta->source.n == 0 || as_slice_eq(meta->source, meta->id);
    as_buf line = {0};
    as_status st = AS_OK;
    if (!same) {
        st = as_buf_printf(&line, NULL, "%.*s: ", (int)meta->source.n,
                           meta->source.p);
    }
    if (st == AS_OK) {
        st = as_buf_printf(&line, NULL,
                           "%.*s: %zu ill-formed UTF-8 sequence%s replaced "
                           "by U+FFFD: if it is in another encoding, convert "
                           "it with iconv first",
                           (int)meta->id.n, meta->id.n ? meta->id.p : "",
                           result->repaired, result->repaired == 1 ? "" : "s");
    }
    if (st == AS_OK && as_buf_add_byte(&line, '\0', NULL) == AS_OK) {
        as_report_tell(report, AS_EXIT_DONE, line.p);
    }
    as_buf_clear(&line);
}

/* False if there is nothing to write. */
static bool tell_result(as_many *x, const as_crew_result *result)
{
    as_report *report = &x->session->report;
    if (result->st == AS_ECANCEL) {
        atomic_store(&x->stop, true);
        return false;
    }
    if (result->st != AS_OK) {
        as_err err = result->err;
        as_err_prefix(&err, "%.*s: ", (int)result->meta->id.n,
                      result->meta->id.n ? result->meta->id.p : "");
        as_report_tell(report, AS_EXIT_INPUT, err.msg);
        as_progress_doc(&x->progress, true);
        return false;
    }
    if (result->failed) {
        as_report_tell(report, AS_EXIT_SCRIPT, result->stage_err.msg);
    }
    if (result->repaired > 0) {
        tell_repaired(report, result);
    }
    return true;
}

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void on_result(void *ctx, const as_crew_result *result)
{
    as_many *x = ctx;
    if (atomic_load(&x->stop) || !tell_result(x, result)) {
        return;
    }
    as_err err;
    double begun = cpu_seconds();
    if (x->write(x->ctx, result, &err) != AS_OK) {
        atomic_store(&x->stop, true);
        as_session_output_failed(&x->session->report, &err);
    }
    x->write_seconds += cpu_seconds() - begun;
    as_progress_doc(&x->progress, false);
}

/* ---- reading ------------------------------------------------------------ */

static void read_all(as_many *x, as_input *in, as_crew *crew)
{
    as_input_item item = {0};
    as_err err;
    as_status st = AS_OK;
    while (!atomic_load(&x->stop)) {
        st = as_input_next(in, &item, &err);
        if (st != AS_OK) {
            break;
        }
        uint64_t done, total;
        as_input_progress(in, &done, &total);
        as_progress_read(&x->progress, done, total);
        as_crew_put(crew, &item);
    }
    as_input_item_clear(&item);
    if (st != AS_OK && st != AS_EOF && st != AS_ECANCEL) {
        as_report_fail(&x->session->report, AS_EXIT_INPUT, err.msg);
    }
}

static void tell_timings(const as_crew *crew, double reading, double writing)
{
    const size_t n = as_crew_timing_count(crew);
    double all = reading + writing;
    for (size_t i = 0; i < n; i++) {
        all += as_crew_timing(crew, i).seconds;
    }
    all = all > 0 ? all : 1;
    (void)fprintf(stderr, "%-32s %10s %8s %9s %6s\n", "stage", "documents",
                  "failed", "seconds", "%");
    (void)fprintf(stderr, "%-32s %10s %8s %9.3f %6.1f\n", "read", "", "",
                  reading, 100 * reading / all);
    for (size_t i = 0; i < n; i++) {
        as_timing t = as_crew_timing(crew, i);
        (void)fprintf(stderr, "%-32s %10llu %8llu %9.3f %6.1f\n", t.name,
                      (unsigned long long)t.docs, (unsigned long long)t.failed,
                      t.seconds, 100 * t.seconds / all);
    }
    (void)fprintf(stderr, "%-32s %10s %8s %9.3f %6.1f\n", "write", "", "",
                  writing, 100 * writing / all);
}

static bool to_stdout(const as_options *options)
{
    return options->output == NULL || strcmp(options->output, "-") == 0;
}

static bool want_progress(const as_options *options)
{
    switch (options->progress) {
    case AS_PROGRESS_NEVER:
        return false;
    case AS_PROGRESS_ALWAYS:
        return true;
    case AS_PROGRESS_AUTO:
        break;
    }
    bool mixed = to_stdout(options) && isatty(STDOUT_FILENO);
    return !options->quiet && !mixed && isatty(STDERR_FILENO);
}

/* Read, work, write; the crew and the input are there. */
static void run(as_many *x, as_input *in, as_crew *crew)
{
    as_progress_start(&x->progress, want_progress(x->session->options), NULL);
    x->session->report.before = as_progress_clear;
    x->session->report.before_ctx = &x->progress;
    double begun = cpu_seconds();
    read_all(x, in, crew);
    double reading = cpu_seconds() - begun;
    as_crew_finish(crew);
    as_progress_clear(&x->progress);
    as_err err;
    if (as_crew_broken(crew, &err) != AS_OK) {
        as_report_fail(&x->session->report, AS_EXIT_SCRIPT, err.msg);
    }
    x->session->report.before = NULL;
    if (x->session->options->timings) {
        tell_timings(crew, reading, x->write_seconds);
    }
}

/* A read is going to wait: results come out meanwhile. */
static void on_wait(void *ctx, int fd)
{
    const as_many *x = ctx;
    as_crew_wait(x->crew, fd);
}

static void on_said(void *ctx, const char *line)
{
    as_report_say(ctx, line);
}

as_status as_many_open(as_many *x, as_crew_opts *opts, as_err *err)
{
    const as_options *options = x->session->options;
    as_input_opts input = options->input;
    input.cancel = as_signals_cancel();
    input.wait = on_wait;
    input.wait_ctx = x;
    opts->plugins = x->session->plugins;
    opts->jobs = as_many_jobs(options);
    opts->without = options->without.v;
    opts->n_without = options->without.n;
    opts->cancel = as_signals_cancel();
    opts->problem = as_session_plugin_problem;
    opts->problem_ctx = &x->session->report;
    opts->isolate = x->session->isolate;
    opts->wall = x->session->wall;
    opts->said = on_said;
    opts->said_ctx = &x->session->report;
    opts->fn = on_result;
    opts->ctx = x;
    as_status st = as_input_new(options->args.v, options->args.n, &input,
                                as_session_input_problem, &x->session->report,
                                &x->in, err);
    if (st != AS_OK) {
        return st;
    }
    st = as_crew_new(opts, &x->crew, err);
    if (st == AS_EINVAL) {
        as_options_wrong(x->command, "--without: %s", err->msg);
    }
    return st;
}

void as_many_run(as_many *x)
{
    run(x, x->in, x->crew);
}

void as_many_close(as_many *x)
{
    as_crew_free(x->crew);
    as_input_free(x->in);
    x->crew = NULL;
    x->in = NULL;
    if (as_cancelled(as_signals_cancel())) {
        as_report_mark(&x->session->report, AS_EXIT_INTERRUPT);
    }
}

/* extract.c - reader (this thread) -> crew -> sink (the crew's scribe).
 *
 * Results are written in the order of reading, a document at a time, so that
 * an interrupted run leaves a whole beginning: after the first document that
 * was not done nothing more is written. A failed write stops the reading. A
 * closed pipe is such a failure, but not told.
 *
 * Memory: see crew.c for what is bounded; malloc is told to give large
 * blocks back at once instead of keeping one set a thread. */
#include "shell/extract.h"

#include <malloc.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "shell/crew.h"
#include "shell/progress.h"
#include "shell/session.h"
#include "shell/signals.h"
#include "shell/sink.h"

enum {
    ARENAS = 2,          /* of malloc */
    LARGE_BLOCK = 1 << 20,
    KEPT_FREE = 4 << 20
};

typedef AS_VEC(as_slice) slices;

typedef struct extract {
    const as_options *options;
    as_session session;
    slices kinds;    /* asked for, or for tables: all that there are */
    size_t n_tables;
    as_sink *sink;
    as_progress progress;
    atomic_bool stop; /* the output is broken, or the order has a gap */
    double write_seconds;
} extract;

/* ---- what is asked for ----------------------------------------------------- */

static bool has_kind(const slices *list, as_slice name)
{
    for (size_t i = 0; i < list->n; i++) {
        if (as_slice_eq(list->v[i], name)) {
            return true;
        }
    }
    return false;
}

static as_status add_kind(slices *list, as_slice name, as_err *err)
{
    if (has_kind(list, name)) {
        return AS_OK;
    }
    as_slice *kind = as_vec_push(list, err);
    if (kind == NULL) {
        return AS_ENOMEM;
    }
    *kind = name;
    return AS_OK;
}

static bool is_table(const as_options *options)
{
    return options->format == AS_FORMAT_CSV ||
           options->format == AS_FORMAT_TSV;
}

/* Ends the program (wrong usage) with a list of what there is. */
static void unknown_kind(const as_kinds *kinds, const char *name)
{
    as_buf known = {0};
    for (size_t i = 0; i < as_kinds_count(kinds); i++) {
        as_slice kind = as_kinds_name(kinds, i);
        (void)as_buf_printf(&known, NULL, "%s%.*s", i ? ", " : "",
                            (int)kind.n, kind.p);
    }
    as_options_wrong("extract", "--kinds: unknown \"%s\", there are: %.*s",
                     name, (int)known.n, known.n ? known.p : "");
}

static as_status named_kinds(extract *x, const as_kinds *kinds, as_err *err)
{
    slices all = {0};
    as_status st = AS_OK;
    for (size_t i = 0; i < as_kinds_count(kinds) && st == AS_OK; i++) {
        st = add_kind(&all, as_kinds_name(kinds, i), err);
    }
    for (size_t i = 0; i < x->options->kinds.n && st == AS_OK; i++) {
        const char *name = x->options->kinds.v[i];
        if (!has_kind(&all, as_slice_str(name))) {
            unknown_kind(kinds, name);
        }
        st = add_kind(&x->kinds, as_slice_str(name), err);
    }
    as_vec_clear(&all);
    return st;
}

/* Tables need a name each; the other formats take all when none is named. */
static as_status choose_kinds(extract *x, as_err *err)
{
    const as_kinds *kinds = as_plugins_kinds(x->session.plugins);
    as_status st = named_kinds(x, kinds, err);
    bool all = is_table(x->options) && x->kinds.n == 0;
    for (size_t i = 0; all && i < as_kinds_count(kinds) && st == AS_OK; i++) {
        as_slice name = as_kinds_name(kinds, i);
        if (!as_slice_eq(name, AS_LIT("token")) &&
            !as_slice_eq(name, AS_LIT("sentence"))) {
            st = add_kind(&x->kinds, name, err);
        }
    }
    x->n_tables = is_table(x->options) && x->kinds.n > 1 ? x->kinds.n : 1;
    return st;
}

static bool to_stdout(const as_options *options)
{
    return options->output == NULL || strcmp(options->output, "-") == 0;
}

static void check_usage(const extract *x)
{
    if (x->n_tables > 1 && to_stdout(x->options)) {
        as_options_wrong("extract",
                         "csv and tsv are one table a kind: name one kind "
                         "with --kinds, or a folder with --output");
    }
    if (x->options->format == AS_FORMAT_CONLLU && x->options->kinds.n > 0) {
        as_options_wrong("extract", "--kinds chooses among records, of which "
                                    "--format conllu writes none");
    }
}

static size_t job_count(const as_options *options)
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

/* ---- results, on the scribe's thread ------------------------------------------- */

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
                           "by U+FFFD",
                           (int)meta->id.n, meta->id.n ? meta->id.p : "",
                           result->repaired, result->repaired == 1 ? "" : "s");
    }
    if (st == AS_OK && as_buf_add_byte(&line, '\0', NULL) == AS_OK) {
        as_report_tell(report, AS_EXIT_DONE, line.p);
    }
    as_buf_clear(&line);
}

/* False if there is nothing to write. */
static bool tell_result(extract *x, const as_crew_result *result)
{
    as_report *report = &x->session.report;
    if (result->st == AS_ECANCEL) {
        atomic_store(&x->stop, true);
        return false;
    }
    if (result->st != AS_OK) {
        as_err err = result->err;
        as_err_prefix(&err, "%.*s: ", (int)result->meta->id.n,
                      result->meta->id.n ? result->meta->id.p : "");
        as_report_tell(report, AS_EXIT_INPUT, err.msg);
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
    extract *x = ctx;
    if (atomic_load(&x->stop) || !tell_result(x, result)) {
        return;
    }
    as_err err;
    double begun = cpu_seconds();
    if (as_sink_write(x->sink, result->tables, &err) != AS_OK) {
        atomic_store(&x->stop, true);
        as_session_output_failed(&x->session.report, &err);
    }
    x->write_seconds += cpu_seconds() - begun;
    as_progress_doc(&x->progress);
}

/* ---- reading ----------------------------------------------------------------------- */

static void read_all(extract *x, as_input *in, as_crew *crew)
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
        as_report_fail(&x->session.report, AS_EXIT_INPUT, err.msg);
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

static as_status start_crew(extract *x, as_crew **out, as_err *err)
{
    const as_options *options = x->options;
    as_crew_opts opts = {
        .plugins = x->session.plugins,
        .jobs = job_count(options),
        .without = options->without.v,
        .n_without = options->without.n,
        .format = options->format,
        .records = {.kinds = x->kinds.n ? x->kinds.v : NULL,
                    .n_kinds = x->kinds.n,
                    .chars = options->chars},
        .n_tables = x->n_tables,
        .cancel = as_signals_cancel(),
        .problem = as_session_plugin_problem,
        .problem_ctx = &x->session.report,
        .fn = on_result,
        .ctx = x,
    };
    as_status st = as_crew_new(&opts, out, err);
    if (st == AS_EINVAL) {
        as_options_wrong("extract", "--without: %s", err->msg);
    }
    return st;
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
static void run(extract *x, as_input *in, as_crew *crew)
{
    as_progress_start(&x->progress, want_progress(x->options));
    x->session.report.before = as_progress_clear;
    x->session.report.before_ctx = &x->progress;
    double begun = cpu_seconds();
    read_all(x, in, crew);
    double reading = cpu_seconds() - begun;
    as_crew_finish(crew);
    as_progress_clear(&x->progress);
    x->session.report.before = NULL;
    if (x->options->timings) {
        tell_timings(crew, reading, x->write_seconds);
    }
}

static void extract_all(extract *x)
{
    const as_options *options = x->options;
    as_report *report = &x->session.report;
    as_input_opts input = options->input;
    input.cancel = as_signals_cancel();
    as_input *in = NULL;
    as_crew *crew = NULL;
    as_err err;
    as_status st = choose_kinds(x, &err);
    if (st == AS_OK) {
        check_usage(x);
        st = as_input_new(options->args.v, options->args.n, &input,
                          as_session_input_problem, report, &in, &err);
    }
    if (st == AS_OK) {
        st = start_crew(x, &crew, &err);
    }
    if (st != AS_OK) {
        as_report_fail(report, AS_EXIT_SCRIPT, err.msg);
        goto out;
    }
    st = as_sink_open(options->output, options->format,
                      as_plugins_kinds(x->session.plugins), x->kinds.v,
                      x->n_tables, &x->sink, &err);
    if (st == AS_OK) {
        run(x, in, crew);
        st = as_sink_close(x->sink, &err);
    }
    if (st != AS_OK) {
        as_session_output_failed(report, &err);
    }
out:
    as_crew_free(crew);
    as_input_free(in);
    as_vec_clear(&x->kinds);
}

int as_extract(const as_options *options)
{
    (void)mallopt(M_ARENA_MAX, ARENAS);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
    as_signals_start(false);
    extract x = {.options = options};
    if (as_session_open(&x.session, options)) {
        extract_all(&x);
    }
    if (as_cancelled(as_signals_cancel())) {
        as_report_mark(&x.session.report, AS_EXIT_INTERRUPT);
    }
    return as_session_close(&x.session);
}

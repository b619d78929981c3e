/* mate.c - a document through the pipeline and into tables. */
#include "shell/mate.h"

#include <time.h>

#include "bind/guard.h"

enum { N_OWN = 2 /* timings of our own: tokens, and (the last) records */ };

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

as_status as_mate_init(as_mate *mate, const as_crew_opts *opts, size_t worker,
                       as_plugins_problem told, void *told_ctx, as_err *err)
{
    as_pipeline *pipe = NULL;
    as_status st = as_pipeline_new(opts->plugins, as_lua_plugin_stage,
                                   (void *)opts->cancel, told, told_ctx,
                                   opts->cancel, &pipe, err);
    for (size_t i = 0; i < opts->n_without && st == AS_OK; i++) {
        st = as_pipeline_switch(pipe, opts->without[i], false, err);
    }
    if (st != AS_OK) {
        as_pipeline_free(pipe);
        return st;
    }
    *mate = (as_mate){.opts = opts, .worker = worker, .pipe = pipe};
    return AS_OK;
}

void as_mate_clear(as_mate *mate)
{
    as_pipeline_free(mate->pipe);
    mate->pipe = NULL;
}

static as_status format_all(const as_mate *mate, as_doc *doc, as_buf *tables,
                            size_t *n_found, as_err *err)
{
    const as_crew_opts *opts = mate->opts;
    const as_kinds *kinds = as_plugins_kinds(opts->plugins);
    if (opts->make != NULL) {
        return opts->make(opts->make_ctx, doc, mate->worker, &tables[0],
                          n_found, err);
    }
    if (opts->n_tables == 1) {
        return as_format_doc(opts->format, doc, kinds, &opts->records,
                             &tables[0], err);
    }
    as_status st = AS_OK;
    for (size_t i = 0; i < opts->n_tables && st == AS_OK; i++) {
        as_record_opts one = opts->records;
        one.kinds = &opts->records.kinds[i];
        one.n_kinds = 1;
        st = as_format_doc(opts->format, doc, kinds, &one, &tables[i], err);
    }
    return st;
}

/* One timer for the Lua of all plugins: each would make its own, which costs
 * more than a short document does. */
static as_status run_stages(const as_mate *mate, as_doc *doc, as_err *err)
{
    as_guard guard = {.active = false};
    as_guard_idle(&guard);
    as_status st = as_pipeline_run(mate->pipe, doc, err);
    as_guard_idle_end(&guard);
    return st;
}

static as_status process(as_mate *mate, as_buf *text, const as_doc_meta *meta,
                         as_buf *tables, as_crew_result *result)
{
    as_err *err = &result->err;
    if (as_cancelled(mate->opts->cancel)) {
        return as_err_set(err, AS_ECANCEL, "interrupted");
    }
    as_doc *doc = NULL;
    double begun = cpu_seconds();
    as_status st = as_doc_new(text, meta, &doc, err);
    if (st != AS_OK) {
        return st;
    }
    mate->tokens += cpu_seconds() - begun;
    mate->docs++;
    result->repaired = as_doc_repaired(doc);
    st = run_stages(mate, doc, &result->stage_err);
    if (st != AS_OK && st != AS_ECANCEL && st != AS_ENOMEM) {
        result->failed = true; /* what the others found is kept */
        st = AS_OK;
    } else if (st != AS_OK) {
        *err = result->stage_err;
    }
    begun = cpu_seconds();
    if (st == AS_OK) {
        st = format_all(mate, doc, tables, &result->n_found, err);
    }
    mate->records += cpu_seconds() - begun;
    as_doc_free(doc);
    return st;
}

void as_mate_run(as_mate *mate, as_buf *text, const as_doc_meta *meta,
                 as_buf *tables, as_crew_result *result)
{
    result->failed = false;
    result->repaired = 0;
    result->n_found = 0;
    result->st = process(mate, text, meta, tables, result);
}

size_t as_mate_timing_count(const as_mate *mate)
{
    return as_pipeline_count(mate->pipe) + N_OWN;
}

as_timing as_mate_timing(const as_mate *mate, size_t i)
{
    if (i == 0) {
        return (as_timing){.name = "tokens",
                           .seconds = mate->tokens,
                           .docs = mate->docs};
    }
    if (i == as_mate_timing_count(mate) - 1) {
        return (as_timing){.name = "records",
                           .seconds = mate->records,
                           .docs = mate->docs};
    }
    return as_pipeline_timing(mate->pipe, i - 1);
}

/* find.c - a pattern in many documents: the pattern is compiled once and
 * shared, each worker searches with a scratch of its own, what is written
 * comes in the order of reading. */
#include "shell/find.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow/rule_env.h"
#include "io/output.h"
#include "shell/find_print.h"
#include "shell/many.h"
#include "text/escape.h"

typedef struct find {
    as_session session;
    as_find_how how;
    as_pattern *pattern;
    as_finder *finders; /* one a thread */
    size_t n_finders;
    as_output *output;
    bool found; /* told by the results, in one thread */
} find;

/* ---- the pattern -------------------------------------------------------- */

static void tell_lint(void *ctx, const char *msg,
                      const as_pattern_place *place)
{
    as_report_tell(ctx, AS_EXIT_DONE, msg);
    (void)place;
}

/* A pattern that is wrong is wrong usage. */
static as_status compile(find *x, as_err *err)
{
    const as_rule_env known = {x->session.plugins, NULL};
    as_pattern_env env;
    as_rule_env_make(&known, &env);
    env.open = as_rule_env_open(&known);
    as_pattern_place place = {0};
    as_slice source = as_slice_str(x->how.options->pattern);
    as_status st = as_pattern_compile(AS_LIT("pattern"), source, &env,
                                      tell_lint, &x->session.report,
                                      &x->pattern, &place, err);
    if (st != AS_OK && st != AS_ENOMEM) {
        as_buf caret = {0};
        (void)as_escape(as_slice_str(place.caret), true, &caret, NULL);
        (void)as_buf_add_byte(&caret, '\0', NULL);
        (void)fprintf(stderr, "%s\n%s\n", err->msg, caret.p ? caret.p : "");
        as_buf_clear(&caret);
        as_report_mark(&x->session.report, AS_EXIT_USAGE);
        return st;
    }
    x->how.pattern = x->pattern;
    return st;
}

/* ---- documents ---------------------------------------------------------- */

static as_status make_lines(void *ctx, as_doc *doc, size_t worker,
                            as_buf *table, size_t *n_found, as_err *err)
{
    const find *x = ctx;
    return as_find_print(&x->how, &x->finders[worker], doc, table, n_found,
                         err);
}

static as_status write_lines(void *ctx, const as_crew_result *result,
                             as_err *err)
{
    find *x = ctx;
    const as_slice lines = as_buf_slice(&result->tables[0]);
    x->found |= result->n_found > 0;
    return lines.n > 0 ? as_output_write(x->output, lines, err) : AS_OK;
}

/* Several documents may come: more than one name, a folder, JSONL. */
static bool is_several(const as_options *o)
{
    struct stat info;
    if (o->args.n != 1 || o->input.format == AS_INPUT_JSONL) {
        return true;
    }
    const char *name = o->args.v[0];
    const char *dot = strrchr(name, '.');
    if (stat(name, &info) == 0 && S_ISDIR(info.st_mode)) {
        return true;
    }
    return dot != NULL &&
           (strcmp(dot, ".jsonl") == 0 || strcmp(dot, ".ndjson") == 0);
}

static as_status start(find *x, as_many *many, as_err *err)
{
    as_crew_opts opts = {.n_tables = 1, .make = make_lines, .make_ctx = x};
    x->n_finders = as_many_jobs(x->how.options);
    x->finders = as_mem_zero(x->n_finders, sizeof *x->finders);
    if (x->finders == NULL) {
        return as_err_nomem(err);
    }
    as_status st = as_many_open(many, &opts, err);
    return st == AS_OK ? as_output_open("-", &x->output, err) : st;
}

static void find_all(find *x)
{
    as_many many = {.session = &x->session,
                    .command = "find",
                    .write = write_lines,
                    .ctx = x};
    as_err err;
    as_status st = compile(x, &err);
    if (st != AS_OK) {
        if (st == AS_ENOMEM) {
            as_report_fail(&x->session.report, AS_EXIT_SCRIPT, err.msg);
        }
        return;
    }
    st = start(x, &many, &err);
    if (st == AS_OK) {
        as_many_run(&many);
        st = as_output_close(x->output, &err);
        if (st != AS_OK) {
            as_session_output_failed(&x->session.report, &err);
        }
    } else {
        as_report_fail(&x->session.report, AS_EXIT_SCRIPT, err.msg);
    }
    as_many_close(&many);
}

int as_find(const as_options *options)
{
    as_many_begin();
    find x = {.how = {.options = options,
                      .named = is_several(options),
                      .color = as_session_color(options),
                      .escape = isatty(STDOUT_FILENO)}};
    if (as_session_open(&x.session, options, AS_LOAD_MANY)) {
        find_all(&x);
    }
    for (size_t i = 0; i < x.n_finders && x.finders != NULL; i++) {
        as_finder_clear(&x.finders[i]);
    }
    as_mem_free(x.finders);
    as_pattern_free(x.pattern);
    int status = as_session_close(&x.session);
    return status == AS_EXIT_DONE && !x.found ? AS_EXIT_SCRIPT : status;
}

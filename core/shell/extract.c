/* extract.c - records of many documents: which kinds, and where they go.
 * What is read and worked on: see many.c. */
#include "shell/extract.h"

#include <string.h>

#include "shell/many.h"
#include "shell/sink.h"

typedef AS_VEC(as_slice) slices;

typedef struct extract {
    const as_options *options;
    as_session session;
    slices kinds;    /* asked for, or for tables: all that there are */
    size_t n_tables;
    as_sink *sink;
} extract;

/* ---- what is asked for -------------------------------------------------- */

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

/* ---- all of it ---------------------------------------------------------- */

static as_status write_tables(void *ctx, const as_crew_result *result,
                              as_err *err)
{
    const extract *x = ctx;
    return as_sink_write(x->sink, result->tables, err);
}

static as_status open_all(extract *x, as_many *many, as_err *err)
{
    as_status st = choose_kinds(x, err);
    if (st != AS_OK) {
        return st;
    }
    check_usage(x);
    as_crew_opts opts = {
        .format = x->options->format,
        .records = {.kinds = x->kinds.n ? x->kinds.v : NULL,
                    .n_kinds = x->kinds.n,
                    .chars = x->options->chars},
        .n_tables = x->n_tables,
    };
    return as_many_open(many, &opts, err);
}

static void extract_all(extract *x)
{
    as_report *report = &x->session.report;
    as_many many = {.session = &x->session,
                    .command = "extract",
                    .write = write_tables,
                    .ctx = x};
    as_err err;
    as_status st = open_all(x, &many, &err);
    if (st != AS_OK) {
        as_report_fail(report, AS_EXIT_SCRIPT, err.msg);
        goto out;
    }
    st = as_sink_open(x->options->output, x->options->format,
                      as_plugins_kinds(x->session.plugins), x->kinds.v,
                      x->n_tables, &x->sink, &err);
    if (st == AS_OK) {
        as_many_run(&many);
        st = as_sink_close(x->sink, &err);
    }
    if (st != AS_OK) {
        as_session_output_failed(report, &err);
    }
out:
    as_many_close(&many);
    as_vec_clear(&x->kinds);
}

int as_extract(const as_options *options)
{
    as_many_begin();
    extract x = {.options = options};
    if (as_session_open(&x.session, options, AS_LOAD_MANY)) {
        extract_all(&x);
    }
    return as_session_close(&x.session);
}

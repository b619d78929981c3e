/* report.c - problems to standard error and to the exit status.
 *
 * A rule that fails on one document often fails on all: after MAX_SCRIPT
 * lines such failures are only counted. Inputs that cannot be read are each
 * named, however many they are. Lines go out by one write each, so that they
 * do not mix with those of another program. */
#include "shell/report.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text/escape.h"
#include "text/norm.h"
#include "text/utf8.h"

enum { MAX_SCRIPT = 20 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

as_status as_report_escape(as_slice s, bool lines, as_buf *out, as_err *err)
{
    return as_escape(s, lines, out, err);
}

static void write_all(as_slice s)
{
    while (s.n > 0) {
        ssize_t n = write(STDERR_FILENO, s.p, s.n);
        if (n <= 0) {
            return; /* there is nowhere left to complain */
        }
        s = as_slice_of(s.p + n, s.n - (size_t)n);
    }
}

static void tell(as_report *report, const char *prefix, const char *msg)
{
    if (report->before) {
        report->before(report->before_ctx);
    }
    as_buf line = {0};
    if (as_buf_add_slice(&line, as_slice_str(prefix), NULL) != AS_OK ||
        as_report_escape(as_slice_str(msg), true, &line, NULL) != AS_OK ||
        as_buf_add_byte(&line, '\n', NULL) != AS_OK) {
        write_all(AS_LIT("assay: out of memory\n"));
    } else {
        write_all(as_buf_slice(&line));
    }
    as_buf_clear(&line);
}

static void mark(as_report *report, as_exit why)
{
    switch (why) {
    case AS_EXIT_DONE:
        break;
    case AS_EXIT_SCRIPT:
        report->script = true;
        break;
    case AS_EXIT_USAGE:
        report->usage = true;
        break;
    case AS_EXIT_INPUT:
        report->input = true;
        break;
    case AS_EXIT_OUTPUT:
        report->output = true;
        break;
    case AS_EXIT_INTERRUPT:
        report->interrupted = true;
        break;
    }
}

static void told(as_report *report, as_exit why, const char *prefix,
                 const char *msg)
{
    pthread_mutex_lock(&lock);
    mark(report, why);
    bool silent = why == AS_EXIT_DONE && report->quiet;
    if (why == AS_EXIT_SCRIPT && ++report->n_script > MAX_SCRIPT) {
        silent = true;
    }
    if (!silent) {
        tell(report, prefix, msg);
    }
    pthread_mutex_unlock(&lock);
}

void as_report_mark(as_report *report, as_exit why)
{
    pthread_mutex_lock(&lock);
    mark(report, why);
    pthread_mutex_unlock(&lock);
}

void as_report_tell(as_report *report, as_exit why, const char *msg)
{
    told(report, why, "", msg);
}

void as_report_fail(as_report *report, as_exit why, const char *msg)
{
    told(report, why, "assay: ", msg);
}

void as_report_say(as_report *report, const char *line)
{
    pthread_mutex_lock(&lock);
    tell(report, "", line);
    pthread_mutex_unlock(&lock);
}

void as_report_end(as_report *report)
{
    if (report->n_script > MAX_SCRIPT) {
        char line[80];
        (void)snprintf(line, sizeof line, "%zu more failures of this sort",
                       report->n_script - MAX_SCRIPT);
        tell(report, "assay: ", line);
        report->n_script = 0;
    }
}

int as_report_status(const as_report *report)
{
    if (report->interrupted) {
        return AS_EXIT_INTERRUPT;
    }
    if (report->usage) {
        return AS_EXIT_USAGE;
    }
    if (report->output) {
        return AS_EXIT_OUTPUT;
    }
    if (report->input) {
        return AS_EXIT_INPUT;
    }
    return report->script ? AS_EXIT_SCRIPT : AS_EXIT_DONE;
}

as_exit as_report_exit_of(const as_err *err)
{
    switch (err->status) {
    case AS_OK:
    case AS_EOF:
        return AS_EXIT_DONE;
    case AS_ECANCEL:
        return AS_EXIT_INTERRUPT;
    case AS_EIO:
        return AS_EXIT_INPUT;
    case AS_ENOMEM:
    case AS_ESYNTAX:
    case AS_EINVAL:
    case AS_ERANGE:
    case AS_ELIMIT:
    case AS_ESCRIPT:
        break;
    }
    return AS_EXIT_SCRIPT;
}

/* Line `number` (from 1) of `code`, without its end; false if there is no
 * such line. */
static bool line_of(as_slice code, unsigned long number, as_slice *line)
{
    const char *p = code.p, *end = code.p + code.n;
    for (unsigned long i = 1; p < end; i++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop ? stop : end;
        if (i == number) {
            *line = as_slice_of(p, (size_t)(stop - p));
            return true;
        }
        p = stop + (stop < end);
    }
    return false;
}

static bool place_of(const char *msg, const char *name, unsigned long *line,
                     unsigned long *column)
{
    size_t n = strlen(name);
    if (strncmp(msg, name, n) != 0 || msg[n] != ':') {
        return false;
    }
    char *after;
    *line = strtoul(msg + n + 1, &after, 10);
    if (*after != ':') {
        return false;
    }
    char *last;
    *column = strtoul(after + 1, &last, 10);
    return *line > 0 && *column > 0 && *last == ':' && last > after + 1;
}

as_status as_report_caret(const char *msg, const char *name, as_slice code,
                          as_buf *out, as_err *err)
{
    unsigned long number, column;
    as_slice line;
    if (!place_of(msg, name, &number, &column) ||
        !line_of(code, number, &line)) {
        return AS_OK;
    }
    as_buf shown = {0};
    size_t before = column - 1 < line.n ? column - 1 : line.n;
    as_status st = as_report_escape(as_slice_of(line.p, before), false,
                                    &shown, err);
    int pad = st == AS_OK ? (int)as_text_width(as_buf_slice(&shown)) : 0;
    if (st == AS_OK) {
        st = as_report_escape(as_slice_of(line.p + before, line.n - before),
                              false, &shown, err);
    }
    if (st == AS_OK) {
        st = as_buf_printf(out, err, "  %.*s\n  %*s^\n", (int)shown.n,
                           shown.n ? shown.p : "", pad, "");
    }
    as_buf_clear(&shown);
    return st;
}

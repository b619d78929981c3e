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
#include "text/utf8.h"
#include "text/width.h"

enum { MAX_SCRIPT = 20, INDENT = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

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
    as_buf text = {0}, line = {0};
    if (as_buf_add_slice(&text, as_slice_str(prefix), NULL) != AS_OK ||
        as_escape(as_slice_str(msg), true, &text, NULL) != AS_OK ||
        as_width_wrap(as_buf_slice(&text), report->width, &line, NULL) !=
            AS_OK ||
        as_buf_add_byte(&line, '\n', NULL) != AS_OK) {
        write_all(AS_LIT("assay: out of memory\n"));
    } else {
        write_all(as_buf_slice(&line));
    }
    as_buf_clear(&text);
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

/* `NAME:LINE:` and perhaps `COLUMN:`, else *column is 0. *rest is what stands
 * behind them. */
static bool place_of(const char *msg, const char *name, unsigned long *line,
                     unsigned long *column, const char **rest)
{
    size_t n = strlen(name);
    if (strncmp(msg, name, n) != 0 || msg[n] != ':') {
        return false;
    }
    char *after, *last;
    *line = strtoul(msg + n + 1, &after, 10);
    if (*line == 0 || *after != ':') {
        return false;
    }
    *rest = after + 1;
    *column = strtoul(after + 1, &last, 10);
    if (last == after + 1 || *last != ':') {
        *column = 0;
    } else {
        *rest = last + 1;
    }
    return true;
}

/* ---- where Lua tells no column ------------------------------------------- */

/* What a message of Lua quotes of the line: behind `near', or the name of what
 * was no function, table ... */
static bool quoted_in(const char *msg, as_slice *out)
{
    static const char *const before[] = {
        "near '",    "(global '",  "(local '",     "(field '",
        "(method '", "(upvalue '", "there is no `"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *at = strstr(msg, before[i]);
        if (at == NULL) {
            continue;
        }
        at += strlen(before[i]);
        const char *end = i == 0 ? strrchr(at, '\'') : strpbrk(at, "'`");
        if (end != NULL && end > at) {
            *out = as_slice_of(at, (size_t)(end - at));
            return true;
        }
    }
    return false;
}

static bool is_part(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* Does `what` stand at `at` of the line, as a word if it is one? */
static bool stands_at(as_slice line, size_t at, as_slice what)
{
    const size_t end = at + what.n;
    return end <= line.n && memcmp(line.p + at, what.p, what.n) == 0 &&
           !(at > 0 && is_part(line.p[at - 1]) && is_part(what.p[0])) &&
           !(end < line.n && is_part(line.p[end]) &&
             is_part(what.p[what.n - 1]));
}

/* The column of what `msg` quotes, if it stands there once; else 0. */
static unsigned long column_of(const char *msg, as_slice line)
{
    static const char end[] = "near <eof>";
    const size_t n = strlen(msg);
    as_slice what;
    unsigned long column = 0;
    if (n >= sizeof end - 1 && strcmp(msg + n - (sizeof end - 1), end) == 0) {
        return line.n + 1;
    }
    if (!quoted_in(msg, &what)) {
        return 0;
    }
    for (size_t at = 0; at < line.n; at++) {
        if (stands_at(line, at, what)) {
            if (column > 0) {
                return 0;
            }
            column = at + 1;
        }
    }
    return column;
}

/* ---- the line and the caret ---------------------------------------------- */

as_status as_report_caret(const char *msg, const char *name, as_slice code,
                          size_t width, as_buf *out, as_err *err)
{
    unsigned long number, column;
    const char *rest;
    as_slice line;
    if (!place_of(msg, name, &number, &column, &rest) ||
        !line_of(code, number, &line)) {
        return AS_OK;
    }
    column = column > 0 ? column : column_of(rest, line);
    if (column == 0) {
        return AS_OK;
    }
    as_buf safe = {0}, shown = {0};
    size_t before = column - 1 < line.n ? column - 1 : line.n;
    size_t pad = 0;
    as_status st = as_escape(as_slice_of(line.p, before), false, &safe, err);
    const size_t at = safe.n;
    if (st == AS_OK) {
        st = as_escape(as_slice_of(line.p + before, line.n - before), false,
                       &safe, err);
    }
    if (st == AS_OK) {
        st = as_width_window(as_buf_slice(&safe), at,
                             width > INDENT ? width - INDENT : 0, &shown, &pad,
                             err);
    }
    if (st == AS_OK) {
        st = as_buf_printf(out, err, "%*s%.*s\n%*s^\n", INDENT, "",
                           (int)shown.n, shown.n ? shown.p : "",
                           (int)(INDENT + pad), "");
    }
    as_buf_clear(&safe);
    as_buf_clear(&shown);
    return st;
}

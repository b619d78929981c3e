/* report.h - what went wrong: told on standard error, counted for the exit
 * status. Threads: any may tell and mark; the rest is for the main thread
 * once the others are done. */
#ifndef AS_SHELL_REPORT_H
#define AS_SHELL_REPORT_H

#include <stdbool.h>

#include "base/buf.h"

typedef enum as_exit {
    AS_EXIT_DONE = 0,
    AS_EXIT_SCRIPT = 1,  /* a script, a rule or a plugin failed */
    AS_EXIT_USAGE = 2,   /* wrong usage */
    AS_EXIT_INPUT = 65,  /* some input could not be read */
    AS_EXIT_OUTPUT = 74, /* output could not be written */
    AS_EXIT_INTERRUPT = 130
} as_exit;

/* Zero-initialised is ready. */
typedef struct as_report {
    bool quiet; /* remarks are not told */
    bool script, input, output, interrupted, usage;
    size_t width;    /* columns that lines are broken at; 0: they are not */
    size_t n_script; /* failures of rules: after a while only counted */
    /* Called before a line is written, to clear a progress line. */
    void (*before)(void *ctx);
    void *before_ctx;
} as_report;

/* Tell `msg` and remember that status `why` applies. AS_EXIT_DONE is a mere
 * remark. What steers a terminal is escaped (text/escape.h), so that no file
 * name can play with it. */
void as_report_tell(as_report *report, as_exit why, const char *msg);

/* The same for an error of our own: `assay: ` goes in front. */
void as_report_fail(as_report *report, as_exit why, const char *msg);

/* Write a line, quiet or not, that changes no status; escaped the same. */
void as_report_say(as_report *report, const char *line);

/* Remember a status without a word. */
void as_report_mark(as_report *report, as_exit why);

/* Tell how many failures of rules were not told. */
void as_report_end(as_report *report);

/* The exit status: 130, 2, 74, 65, 1 in this order, or 0. */
int as_report_status(const as_report *report);

/* Which exit status a failed call stands for. */
as_exit as_report_exit_of(const as_err *err);

/* If `msg` begins with `NAME:LINE:COLUMN: `, append that line of `code` and
 * a caret below the column; the same where Lua tells no column but quotes
 * what stands once in the line; nothing otherwise. Of a line that is wider
 * than `width` columns (0: none is) what stands around the place is shown.
 * Errors: AS_ENOMEM. */
as_status as_report_caret(const char *msg, const char *name, as_slice code,
                          size_t width, as_buf *out, as_err *err);

#endif

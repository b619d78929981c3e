/* progress.h - one line on standard error that says how far a run is, and
 * goes away at the end. Threads: the reading side calls _read, the writing
 * side _doc, any of them _clear. */
#ifndef AS_SHELL_PROGRESS_H
#define AS_SHELL_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct as_progress {
    bool on;
    char what[32];       /* stands first; may be empty */
    char unit[16];       /* what is counted; empty: documents */
    double begun, drawn; /* seconds, monotonic */
    int width;           /* columns of what stands there now */
    uint64_t docs, docs_total, errors;
    _Atomic uint64_t bytes, total; /* totals 0: not known */
} as_progress;

/* Nothing is drawn in the first 0.3 seconds. `what` may be NULL. */
void as_progress_start(as_progress *p, bool on, const char *what);

/* What as_input_progress says. */
void as_progress_read(as_progress *p, uint64_t bytes, uint64_t total);

/* One more document is done, or failed; draws a few times a second. */
void as_progress_doc(as_progress *p, bool failed);

/* Draw, if it is time to. */
void as_progress_draw(as_progress *p);

/* Append to `out` what is drawn after `elapsed` seconds, in at most `room`
 * columns: "open: 1.2 of 9.0 MB, 312 of 1000 documents, 2.0 MB/s, 0:04 left,
 * 2 errors". Returns the columns; the text is ASCII but for `what`. */
int as_progress_line(const as_progress *p, double elapsed, int room,
                     char out[256]);

/* Clear the line, if there is one. `ctx` is the as_progress: fits
 * as_report.before. */
void as_progress_clear(void *ctx);

#endif

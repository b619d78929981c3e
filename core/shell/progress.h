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
    double begun, drawn; /* seconds, monotonic */
    int width;           /* columns of what stands there now */
    uint64_t docs;
    _Atomic uint64_t bytes, total; /* total 0: not known */
} as_progress;

void as_progress_start(as_progress *p, bool on);

/* What as_input_progress says. */
void as_progress_read(as_progress *p, uint64_t bytes, uint64_t total);

/* One more document is done; draws a few times a second. */
void as_progress_doc(as_progress *p);

/* Clear the line, if there is one. `ctx` is the as_progress: fits
 * as_report.before. */
void as_progress_clear(void *ctx);

#endif

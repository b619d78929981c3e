/* find_print.h - what `assay find` writes of one document. Threads: one
 * as_finder a thread; the rest is only read. */
#ifndef AS_SHELL_FIND_PRINT_H
#define AS_SHELL_FIND_PRINT_H

#include "match/pattern.h"
#include "shell/options.h"

typedef struct as_find_how {
    const as_options *options;
    const as_pattern *pattern;
    bool named;  /* the document's id begins each line */
    bool color;
    bool escape; /* what could command a terminal */
} as_find_how;

/* A thread's scratch; zero-initialised is ready. */
typedef struct as_finder {
    as_search *search;
    as_buf text;
} as_finder;

void as_finder_clear(as_finder *f);

/* Append what is to be written of `doc`; the number of its matches in
 * *n_found. Errors: AS_ENOMEM. */
as_status as_find_print(const as_find_how *how, as_finder *f, as_doc *doc,
                        as_buf *out, size_t *n_found, as_err *err);

#endif

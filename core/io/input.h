/* input.h - documents from files, folders, data sets and standard input.
 * Reads one document at a time: memory is bounded by the largest.
 * Threads: one at a time. */
#ifndef AS_IO_INPUT_H
#define AS_IO_INPUT_H

#include "base/cancel.h"
#include "doc/doc.h"

typedef struct as_input as_input;

typedef enum as_input_format {
    AS_INPUT_AUTO, /* JSONL where the name ends in .jsonl or .ndjson */
    AS_INPUT_TEXT,
    AS_INPUT_JSONL /* one object a line */
} as_input_format;

/* NULL strings take the defaults: "id", "text", "date", "title", "source";
 * no date. */
typedef struct as_input_opts {
    as_input_format format;
    const char *id_field, *text_field, *date_field, *title_field,
        *source_field;
    const char *date; /* reference date of documents that have none */
    const as_cancel *cancel;
    /* Called before a read that may have to wait (a pipe, a terminal); may
     * return before there is something to read. NULL: nothing to do. */
    void (*wait)(void *ctx, int fd);
    void *wait_ctx;
} as_input_opts;

/* What goes wrong with one input is told here, with its place, and reading
 * goes on. `lost` is false for a mere remark (an empty file, repaired
 * bytes): the document is still given. */
typedef void (*as_input_problem)(void *ctx, const as_err *err, bool lost);

/* One document as read. `text` is for as_doc_new, which repairs it; the
 * slices of `meta` point into `strings`. */
typedef struct as_input_item {
    as_buf text;
    as_doc_meta meta;
    as_buf strings;
} as_input_item;

void as_input_item_clear(as_input_item *item);

/* `paths` are files, folders (read in name order, with their folders: .txt,
 * .text, .md, .jsonl, .ndjson; hidden ones are passed over) or "-" for
 * standard input; borrowed until as_input_free. Nothing is opened yet.
 * Errors: AS_ENOMEM. */
as_status as_input_new(const char *const *paths, size_t n,
                       const as_input_opts *opts, as_input_problem problem,
                       void *ctx, as_input **out, as_err *err);
void as_input_free(as_input *in);

/* The next document into a zero-initialised or cleared `item`. AS_EOF after
 * the last. Errors: AS_ECANCEL, AS_ENOMEM. Everything that concerns a single
 * input (missing, unreadable, binary, UTF-16, a malformed line: with
 * `path:line:column: what, what to do`) goes to `problem` and is skipped. */
as_status as_input_next(as_input *in, as_input_item *item, as_err *err);

/* Bytes read, and bytes in all (0: not known: standard input, or folders that
 * are still to be looked into). */
void as_input_progress(const as_input *in, uint64_t *done, uint64_t *total);

/* How many documents are still to come, if that is known: not with data sets,
 * standard input, or folders that are still to be looked into. */
bool as_input_left(const as_input *in, size_t *left);

#endif

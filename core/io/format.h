/* format.h - records as bytes: JSONL, JSON, CSV (RFC 4180), TSV; and the
 * tokens and sentences alone as CoNLL-U.
 * Pure: formats one document into a buffer, so that many threads can format
 * while one writes in order. */
#ifndef AS_IO_FORMAT_H
#define AS_IO_FORMAT_H

#include "io/record.h"

typedef enum as_format {
    AS_FORMAT_JSONL, /* a record a line */
    AS_FORMAT_JSON,  /* a document a line: {"doc":..,"document":{..},
                        "entity":[..], ..} */
    AS_FORMAT_CSV,   /* one table, of one kind */
    AS_FORMAT_TSV,   /* the same; tab, line feed, return and backslash in a
                        cell are \t \n \r \\ */
    AS_FORMAT_CONLLU /* conllu.h; has no kinds */
} as_format;

/* "jsonl", "json", "csv", "tsv", "conllu". Errors: AS_EINVAL listing those. */
as_status as_format_find(as_slice name, as_format *out, as_err *err);

/* The header row of a table of `kind`; nothing for JSON and JSONL. */
as_status as_format_head(as_format format, const as_kinds *kinds,
                         as_slice kind, as_buf *out, as_err *err);

/* Append the records of `doc`. For CSV and TSV opts->n_kinds must be 1 (else
 * AS_EINVAL); lists are joined by "; ". */
as_status as_format_doc(as_format format, as_doc *doc, const as_kinds *kinds,
                        const as_record_opts *opts, as_buf *out, as_err *err);

#endif

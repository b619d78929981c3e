/* treebank.h - sentences to learn from and to score against.
 * Lines of FORM, LEMMA, UPOS between tabs, or CoNLL-U of 10 columns; a blank
 * line ends a sentence; lines that begin with "# " (or "#" alone) and rows
 * of multiword ranges (1-2) and empty nodes (1.1) are left out. "_" as a
 * lemma or tag of a longer form means that it is not known. */
#ifndef AS_TAG_TREEBANK_H
#define AS_TAG_TREEBANK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/slice.h"

enum { AS_POS_UNKNOWN = 255 };

typedef struct as_treebank {
    as_slice *form;  /* n tokens */
    as_slice *lemma; /* .p NULL: not known */
    uint8_t *pos;    /* AS_POS_UNKNOWN: not known */
    uint32_t *sent;  /* first token of each sentence, then n */
    size_t n, n_sents;
    as_arena *arena;
} as_treebank;

/* Read a file into `out`. Errors: AS_EIO, AS_ENOMEM, AS_ESYNTAX
 * `path:line: what`, AS_EINVAL (no token in it). */
as_status as_treebank_read(const char *path, as_treebank *out, as_err *err);

/* The same from bytes, which are copied. */
as_status as_treebank_parse(const char *name, as_slice bytes, as_treebank *out,
                          as_err *err);

/* Append the bytes of a file. Errors: AS_EIO, AS_ENOMEM. */
as_status as_treebank_slurp(const char *path, as_buf *buf, as_err *err);

void as_treebank_clear(as_treebank *corpus);

#endif

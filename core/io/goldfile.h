/* goldfile.h - documents in which names are marked, to learn from: lines of
 * JSON, each an object with `text` and `spans`, a list of objects with `b`
 * and `e` (bytes of the text, half-open) and `label`; `times`, where it is
 * given, is how often it is to be learnt, from 1 to 100. Other fields are
 * passed over. */
#ifndef AS_IO_GOLDFILE_H
#define AS_IO_GOLDFILE_H

#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

typedef struct as_gold_span {
    uint32_t beg, end;
    as_slice label;
} as_gold_span;

typedef struct as_gold_doc {
    as_slice text;
    const as_gold_span *spans;
    size_t n_spans;
    uint32_t times;
} as_gold_doc;

/* One document; borrowed until it returns. Other than AS_OK stops. */
typedef as_status (*as_gold_fn)(void *ctx, const as_gold_doc *doc,
                                as_err *err);

/* Errors: AS_EIO; AS_ENOMEM; AS_ESYNTAX `path:line: what`; what `fn` says. */
as_status as_goldfile_read(const char *path, as_gold_fn fn, void *ctx,
                           as_err *err);

#endif

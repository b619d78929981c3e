/* record.h - what leaves the program: a document's annotations as records
 * (kinds and fields: as_kinds in kinds.h), for writers and for Lua alike. */
#ifndef AS_IO_RECORD_H
#define AS_IO_RECORD_H

#include "doc/layer.h"
#include "io/kinds.h"

/* One record. `fields` are in the kind's order, texts and numbers only: a
 * feature K that is a span has become K (its slice), base_start and base_end
 * (base is K without a final "_text"). `type` (the label) comes first where
 * there is one. Everything is borrowed until the callback returns. */
typedef struct as_record {
    as_slice doc; /* id */
    as_slice kind;
    uint64_t start, end; /* bytes, or code points with `chars` */
    as_slice text;
    as_slice rule;
    const as_feature *fields;
    size_t n_fields;
} as_record;

/* Return other than AS_OK to stop; as_records_each returns it. */
typedef as_status (*as_record_fn)(void *ctx, const as_record *rec,
                                  as_err *err);

typedef struct as_record_opts {
    const as_slice *kinds; /* NULL: all but token, sentence, _between */
    size_t n_kinds;
    bool chars;            /* code points instead of bytes */
} as_record_opts;

/* Every record of `doc`, the document's own first (its span is the first
 * line that is not blank: the text itself is not repeated), then by start,
 * longer first. Kinds `document`, `sentence` and `token` are made from the
 * document; all others are layers. Errors: AS_ENOMEM. */
as_status as_records_each(as_doc *doc, const as_kinds *kinds,
                          const as_record_opts *opts, as_record_fn fn,
                          void *ctx, as_err *err);

#endif

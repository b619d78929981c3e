/* gaz.h - gazetteers: find many fixed phrases in one pass over the tokens of
 * a document. Entries are phrases of tokens, so that a match always stands
 * on token borders; of those that begin at a token the longest wins, and the
 * search goes on behind it.
 * A builder is one thread's; a compiled as_gaz never changes: share it
 * between threads, each holding a reference. */
#ifndef AS_MATCH_GAZ_H
#define AS_MATCH_GAZ_H

#include "doc/doc.h"
#include "doc/layer.h"

typedef struct as_gaz as_gaz;
typedef struct as_gaz_builder as_gaz_builder;

typedef enum as_gaz_match {
    AS_GAZ_NORM, /* case folded, accents kept */
    AS_GAZ_EXACT /* byte for byte */
} as_gaz_match;

/* Everything is copied. Entries with the same fields share them. */
typedef struct as_gaz_entry {
    as_slice text; /* the phrase, at least one token */
    as_gaz_match match;
    as_slice label; /* what a hit is annotated with */
    const as_feature *fields;
    size_t n_fields;
} as_gaz_entry;

as_status as_gaz_builder_new(as_gaz_builder **out, as_err *err);
void as_gaz_builder_free(as_gaz_builder *b);

/* Errors: AS_EINVAL (no token in it; more than 32 tokens; ill-formed UTF-8;
 * a field twice, or one that is a span), AS_ELIMIT (2^31 entries or 4 GiB of
 * them), AS_ENOMEM; the builder is then as before. Of two entries that match
 * the same text the one added first wins. */
as_status as_gaz_builder_add(as_gaz_builder *b, const as_gaz_entry *entry,
                             as_err *err);

/* Compile what the builder holds; it is empty and ready afterwards. `name`
 * becomes as_gaz_name. Errors: AS_ENOMEM, AS_ELIMIT; the builder is then as
 * before. */
as_status as_gaz_build(as_gaz_builder *b, as_slice name, as_gaz **out,
                       as_err *err);

as_gaz *as_gaz_ref(as_gaz *gaz);
void as_gaz_unref(as_gaz *gaz); /* accepts NULL */

as_slice as_gaz_name(const as_gaz *gaz);
size_t as_gaz_count(const as_gaz *gaz);
size_t as_gaz_size(const as_gaz *gaz); /* bytes held */

typedef struct as_gaz_hit {
    uint32_t first, end; /* tokens, half-open */
    uint32_t entry;      /* order of addition; for as_gaz_label and _fields */
} as_gaz_hit;

as_slice as_gaz_label(const as_gaz *gaz, uint32_t entry);
const as_feature *as_gaz_fields(const as_gaz *gaz, uint32_t entry, size_t *n);

/* The next hit at or behind token `from`, before `end`. AS_EOF when there is
 * none. `norms` are those of `doc`. */
as_status as_gaz_next(const as_gaz *gaz, const as_doc *doc,
                      const as_norms *norms, uint32_t from, uint32_t end,
                      as_gaz_hit *hit);

/* Up to `cap` hits at once, the same that as_gaz_next gives one by one, and
 * faster. Starts at token *from and leaves there where to go on: at `end`
 * all is searched. Returns the number of hits; with cap >= 1 it is 0 only at
 * the end. */
size_t as_gaz_find(const as_gaz *gaz, const as_doc *doc,
                   const as_norms *norms, uint32_t *from, uint32_t end,
                   as_gaz_hit *hits, size_t cap);

/* Annotate `layer` with every hit in tokens [beg, end): label and fields of
 * the entry, provenance as given (NULL: none).
 * Units:   token indexes, not bytes; `end` is exclusive.
 * Errors:  AS_ERANGE unless beg <= end <= token count; AS_ENOMEM; AS_ECANCEL.
 *          On error `doc` is as before and *n_found is not written. */
as_status as_gaz_annotate(const as_gaz *gaz, as_doc *doc, as_layer *layer,
                          uint32_t beg, uint32_t end, const as_prov *prov,
                          size_t *n_found, as_err *err);

#endif

/* gaz.h - gazetteers: find many fixed phrases in one pass over the tokens of
 * a document. Entries are phrases of tokens, so that a match always stands
 * on token borders; of those that begin at a token the longest wins, and the
 * search goes on behind it, unless the gazetteer is one of overlaps.
 * A builder is one thread's; a compiled as_gaz never changes: share it
 * between threads, each holding a reference. */
#ifndef AS_MATCH_GAZ_H
#define AS_MATCH_GAZ_H

#include "base/cancel.h"
#include "base/vec.h"
#include "doc/doc.h"
#include "doc/layer.h"

typedef struct as_gaz as_gaz;
typedef struct as_gaz_builder as_gaz_builder;

typedef enum as_gaz_match {
    AS_GAZ_NORM,  /* case folded, accents kept */
    AS_GAZ_EXACT, /* byte for byte */
    AS_GAZ_LEMMA  /* the norms of lemmas; of words, where there are none */
} as_gaz_match;

/* Everything is copied. Entries with the same fields share them. */
typedef struct as_gaz_entry {
    as_slice text; /* the phrase, at least one token */
    as_gaz_match match;
    as_slice label; /* what a hit is annotated with */
    const as_feature *fields;
    size_t n_fields;
    bool no_forms; /* as it is given, whatever the builder's rules say */
} as_gaz_entry;

as_status as_gaz_builder_new(as_gaz_builder **out, as_err *err);
void as_gaz_builder_free(as_gaz_builder *b);

/* A rule of inflection: an entry that ends in `ending` (ASCII letters in
 * either case) is found with `form` in its place, too. Of the rules whose
 * ending an entry has, those with the longest apply, each adding a form. Holds
 * for entries added from now on, until the builder is empty again. Errors:
 * AS_EINVAL (ill-formed UTF-8, a form equal to its ending), AS_ELIMIT (1000
 * rules), AS_ENOMEM; the builder is then as before. */
as_status as_gaz_builder_rule(as_gaz_builder *b, as_slice ending,
                              as_slice form, as_err *err);

/* Errors: AS_EINVAL (no token in it; more than 32 tokens; a token of more
 * than 256 bytes; ill-formed UTF-8; a field twice, or one that is a span),
 * AS_ELIMIT (2^30 entries or 4 GiB of them), AS_ENOMEM; the builder is then
 * as before. Of two entries that match the same text the one added first
 * wins; forms made by rules come behind all entries as given. */
as_status as_gaz_builder_add(as_gaz_builder *b, const as_gaz_entry *entry,
                             as_err *err);

/* Compile what the builder holds; it is empty and ready afterwards. `name`
 * becomes as_gaz_name. With `overlaps` every entry that stands anywhere is a
 * hit. Errors: AS_ENOMEM, AS_ELIMIT; the builder is then as before. */
as_status as_gaz_build(as_gaz_builder *b, as_slice name, bool overlaps,
                       as_gaz **out, as_err *err);

as_gaz *as_gaz_ref(as_gaz *gaz);
void as_gaz_unref(as_gaz *gaz); /* accepts NULL */

as_slice as_gaz_name(const as_gaz *gaz);
size_t as_gaz_count(const as_gaz *gaz); /* entries, and forms of entries */
size_t as_gaz_size(const as_gaz *gaz);  /* bytes held, or mapped */
bool as_gaz_overlaps(const as_gaz *gaz);

typedef struct as_gaz_hit {
    uint32_t first, end; /* tokens, half-open */
    uint32_t entry;      /* order of addition; for as_gaz_info_of */
} as_gaz_hit;

/* What an entry carries. Lives as long as the gazetteer. */
typedef struct as_gaz_info {
    as_slice label;
    const as_feature *fields;
    size_t n_fields;
} as_gaz_info;

/* Errors: AS_ENOMEM; AS_EIO (the file that it lies in was damaged). */
as_status as_gaz_info_of(const as_gaz *gaz, uint32_t entry,
                         const as_gaz_info **out, as_err *err);

/* The next hit at or behind token `from`, before `end`, of a search that
 * takes the longest. AS_EOF when there is none. `norms` are those of `doc`,
 * or NULL: then words that are not ASCII are folded on the way, each time;
 * all others always are, because that is faster than looking it up. */
as_status as_gaz_next(const as_gaz *gaz, const as_doc *doc,
                      const as_norms *norms, uint32_t from, uint32_t end,
                      as_gaz_hit *hit);

/* Up to `cap` hits at once, the same that as_gaz_next gives one by one, and
 * many times faster, the more so with room for 64 or more. Starts at token
 * *from and leaves there where to go on: at `end` all is searched. Returns
 * the number of hits; with cap >= 1 it is 0 only at the end. */
size_t as_gaz_find(const as_gaz *gaz, const as_doc *doc,
                   const as_norms *norms, uint32_t *from, uint32_t end,
                   as_gaz_hit *hits, size_t cap);

typedef AS_VEC(as_gaz_hit) as_gaz_hits;

/* Append every hit in tokens [beg, end): those of as_gaz_find, or, of a
 * gazetteer of overlaps, all there are, by first token, longer ones first,
 * then in order of addition. Errors: AS_ECANCEL; AS_ENOMEM; some hits may
 * then have been appended. */
as_status as_gaz_all(const as_gaz *gaz, const as_doc *doc,
                     const as_norms *norms, uint32_t beg, uint32_t end,
                     const as_cancel *cancel, as_gaz_hits *hits, as_err *err);

/* Annotate `layer` with every hit in tokens [beg, end): label and fields of
 * the entry, provenance as given (NULL: none).
 * Units:   token indexes, not bytes; `end` is exclusive.
 * Errors:  AS_ERANGE unless beg <= end <= token count; AS_ENOMEM; AS_EIO;
 *          AS_ECANCEL. On error `doc` is as before and *n_found is not
 *          written. */
as_status as_gaz_annotate(const as_gaz *gaz, as_doc *doc, as_layer *layer,
                          uint32_t beg, uint32_t end, const as_prov *prov,
                          const as_cancel *cancel, size_t *n_found,
                          as_err *err);

/* ---- as a file ----------------------------------------------------------- */

/* The gazetteer as bytes that as_gaz_open takes, on a machine of the same
 * byte order; they live as long as it does. */
as_slice as_gaz_image(const as_gaz *gaz);

/* A gazetteer that lies in `image`, which must begin on a border of 64 bytes,
 * not change from now on, and live until `done(ctx)` is called
 * with the last reference. What is checked here: the head and its checksum,
 * the size, the bounds of every part, and, up to AS_GAZ_CHECK_MAX bytes, a
 * checksum of all. Larger images are not read through: whatever they hold is
 * checked against its bounds when used, so that damage may lose hits and
 * never leads outside. Errors: AS_EINVAL (not such an image, of another
 * version or byte order, damaged), AS_ENOMEM; `done` is then not called. */
enum { AS_GAZ_CHECK_MAX = 16 << 20 };
as_status as_gaz_open(as_slice image, void (*done)(void *ctx), void *ctx,
                      as_gaz **out, as_err *err);

#endif

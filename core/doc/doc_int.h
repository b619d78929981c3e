/* doc_int.h - how a document is laid out; for the files of doc/ alone.
 *
 * Ownership: everything belongs to the as_doc and goes with it.
 *   spans     arena of spans with their features; a rollback gives it back
 *   kept      arena of what a rollback keeps: layers, provenance, norms
 *   names     interned labels, feature keys, layer names, metadata
 *   rules     interned provenance: 8 bytes of hash, then the rule's name
 *   tags_in   arena of part of speech and lemma columns, made with them
 * Columns and views are vectors beside the arenas, because they grow. */
#ifndef AS_DOC_DOC_INT_H
#define AS_DOC_DOC_INT_H

#include "base/arena.h"
#include "base/intern.h"
#include "base/vec.h"
#include "doc/doc.h"
#include "doc/layer.h"
#include "doc/tags.h"

typedef AS_VEC(uint32_t) doc_u32s;

/* What is worked out from a layer's spans when asked for. Each list is up
 * to date when it covers as many spans as the layer has. */
typedef struct layer_view {
    doc_u32s sorted; /* by (beg, longer first, order) */
    doc_u32s reach;  /* furthest end below each node, see view.c */
    doc_u32s by_end; /* by (end, later beg first, later order first) */
    doc_u32s flat;
    size_t n_flat_of; /* spans that `flat` was made from */
} layer_view;

struct as_layer {
    as_doc *doc;
    as_slice name;
    uint32_t number; /* in doc->layers */
    AS_VEC(as_span *) spans; /* in order of addition */
    layer_view view;
};

/* One line a span added to any layer, or amended: enough to take it back. */
typedef struct log_line {
    as_span *span;  /* in doc->spans; what came later is behind it */
    uint32_t layer; /* its number; DOC_DROPPED: the span was dropped */
    uint32_t index;
    uint32_t step;  /* that it belongs to; 0: none (cut.h) */
    bool amends;    /* `span` is a doc_amended */
} log_line;

#define DOC_DROPPED UINT32_MAX

/* A span in the place of another. */
typedef struct doc_amended {
    as_span span;
    as_span *was;
} doc_amended;

/* A span that others may share the features of, see share.c. */
typedef struct doc_shared {
    uint64_t hash;
    const as_span *span; /* NULL: free */
} doc_shared;

struct as_doc {
    uint64_t serial;
    as_buf text;
    as_doc_meta meta;
    size_t repaired;
    as_slice lang;
    as_tokens tokens;
    as_starts sents, paras;
    as_arena *spans, *kept;
    as_intern *names, *rules;
    AS_VEC(as_layer *) layers;
    AS_VEC(uint64_t) layer_bits; /* as many, see as_doc_layer_bits */
    AS_VEC(log_line) log;
    uint32_t step; /* of the next lines */
    AS_VEC(const as_prov *) provs; /* by id in `rules` */
    AS_VEC(uint64_t) key_seen;     /* by id in `names`: last span with it */
    uint64_t n_tries;              /* calls of as_layer_add */
    AS_VEC(as_slice) keys;         /* interned keys of the span at hand */
    AS_VEC(doc_shared) shared;     /* by hash; n a power of two, or 0 */
    as_slice last_label;           /* the one given last, interned */
    const as_prov *last_prov;      /* likewise; NULL before the first */
    as_buf scratch;
    bool has_norms;
    as_norms norms; /* a view of the two below */
    doc_u32s type_of;
    AS_VEC(as_type) types;
    as_arena *tags_in;   /* what `tags` points into; NULL without tags */
    as_tags tags;
    bool has_classes;
    doc_u32s class_of, class_first; /* a token; a class: its first token */
};

/* Is byte `at` (0 .. text size) the border of a code point? */
static inline bool doc_is_border(const as_doc *doc, uint32_t at)
{
    return at == doc->text.n ||
           (at < doc->text.n && (doc->text.p[at] & 0xC0) != 0x80);
}

/* A number that was not given before in this process. */
uint64_t doc_serial_new(void);

/* The interned copy of `s`. Errors: AS_ENOMEM, AS_ELIMIT. */
as_status doc_name(as_doc *doc, as_slice s, uint32_t *id, as_slice *copy,
                   as_err *err);

/* The features of `spec`, whose keys are in doc->keys, where a span has them
 * already, and NULL where none is known to. *hash is for doc_share_put.
 * Errors: AS_ENOMEM. */
as_status doc_share_find(as_doc *doc, const as_span_spec *spec,
                         const as_feature **features, uint64_t *hash,
                         as_err *err);
/* Others may share what `span` has. */
void doc_share_put(as_doc *doc, uint64_t hash, const as_span *span);
/* Spans were given back. */
void doc_share_forget(as_doc *doc);

/* Drop what the view knows; spans were taken away. */
void layer_view_reset(layer_view *view);
void layer_view_clear(layer_view *view);
size_t layer_view_size(const layer_view *view);

/* Bring view.sorted and view.reach up to date. Errors: AS_ENOMEM. */
as_status layer_view_sort(as_layer *layer, as_err *err);
as_status layer_view_sort_ends(as_layer *layer, as_err *err);

/* Forget the classes: tags have changed. */
void doc_classes_drop(as_doc *doc);

/* Are the columns of tags.h sound? */
as_status doc_tags_check(const as_doc *doc, as_err *err);

/* Are the parts of the view that are up to date in order? */
as_status layer_view_check(const as_layer *layer, as_err *err);

#endif

/* layer.h - annotations: stand-off spans over a document's text, in layers
 * named for the kind of record they become (entity, quote, event ...).
 * A layer keeps its spans in order of addition; views give them sorted. */
#ifndef AS_DOC_LAYER_H
#define AS_DOC_LAYER_H

#include "doc/doc.h"
#include "doc/value.h"

typedef struct as_layer as_layer;

/* Who found it. Texts are copied once a document and shared. */
typedef struct as_prov {
    as_slice rule; /* plugin@version/rule */
    uint64_t hash; /* of the rule's definition; 0 if there is none */
} as_prov;

/* What a caller gives to as_layer_add; everything is copied. */
typedef struct as_span_spec {
    uint32_t beg, end; /* bytes, beg < end, on code point borders */
    as_slice label;    /* becomes the record's `type`; may be empty */
    int32_t priority;  /* breaks ties in the flat view; higher wins */
    double score;      /* 0 .. 1; 1 when there is nothing to weigh */
    as_prov prov;
    const as_feature *features;
    size_t n_features;
} as_span_spec;

/* What the layer holds. Pointers live as long as the document or until a
 * rollback past them. */
typedef struct as_span {
    uint32_t beg, end;         /* bytes */
    uint32_t first_tok, end_tok; /* tokens that it touches, half-open */
    as_slice label;
    double score;
    const as_prov *prov;
    const as_feature *features; /* keys are unique; spans may share them */
    uint32_t n_features;
    int32_t priority;
} as_span;

/* The layer called `name`, made if it is not there. Errors: AS_ENOMEM,
 * AS_EINVAL (an empty name). */
as_status as_doc_layer(as_doc *doc, as_slice name, as_layer **out,
                       as_err *err);

/* NULL if there is no such layer. */
as_layer *as_doc_layer_find(const as_doc *doc, as_slice name);

/* Layers in order of making, for walking all of them. */
size_t as_doc_layer_count(const as_doc *doc);
as_layer *as_doc_layer_at(const as_doc *doc, size_t i);
as_slice as_layer_name(const as_layer *layer);

/* One of 64 bits for a label or a layer's name, mostly another one for
 * another. */
uint64_t as_label_bit(as_slice text);

/* Of layer i: the bits of its name and of every label in it, and perhaps of
 * some that are gone. So one who looks for a few labels need not look at the
 * spans of all layers. */
uint64_t as_doc_layer_bits(const as_doc *doc, size_t i);

/* Add a span; its index in *index (may be NULL). Errors: AS_ERANGE unless
 * beg < end <= text size, both on code point borders, and the same of every
 * span value (beg <= end there); AS_EINVAL for a key twice; AS_ENOMEM. On
 * error the document is as before. */
as_status as_layer_add(as_doc *doc, as_layer *layer, const as_span_spec *spec,
                       uint32_t *index, as_err *err);

/* Add a span that is like span `like` in all but its place, sharing what that
 * one holds: a tenth of the memory. Errors: AS_ERANGE, AS_ENOMEM. */
as_status as_layer_add_like(as_doc *doc, as_layer *layer, uint32_t like,
                            uint32_t beg, uint32_t end, uint32_t *index,
                            as_err *err);

/* Give span `index` another label, other features and provenance: those of
 * `spec`, whose place and priority are not looked at. Pointers to the span as
 * it was stay good and show it so. Errors: those of as_layer_add. */
as_status as_layer_amend(as_doc *doc, as_layer *layer, uint32_t index,
                         const as_span_spec *spec, as_err *err);

/* Take out the spans whose flag in drop[count] is set; those behind move up.
 * A rollback to before they were added does not bring them back. Not for a
 * layer with amended spans. */
void as_layer_drop(as_layer *layer, const bool *drop);

size_t as_layer_count(const as_layer *layer);
const as_span *as_layer_get(const as_layer *layer, uint32_t index);

/* The feature `key` of a span, or NULL. */
const as_value *as_span_feature(const as_span *span, as_slice key);

/* The document's reference date, ISO 8601: that of the metadata, else the
 * first that a stage found (feature `date` of a span in the layer
 * `document`); empty where it is not known. */
as_slice as_doc_date(const as_doc *doc);

/* Span indexes sorted by (beg, longer first, order). Worked out when asked
 * for after a change; valid until the next one. Errors: AS_ENOMEM. */
as_status as_layer_sorted(as_layer *layer, const uint32_t **indexes,
                          size_t *n, as_err *err);

/* Span indexes of the flat view: no two overlap; where they would, the
 * longest wins, then priority, then order of addition. Sorted by beg. */
as_status as_layer_flat(as_layer *layer, const uint32_t **indexes, size_t *n,
                        as_err *err);

/* Queries over the sorted view, in bytes. */
typedef enum as_where {
    AS_IN,          /* within [beg, end) */
    AS_OVERLAPPING, /* sharing a byte with [beg, end) */
    AS_BEFORE,      /* ending at or before beg, nearest first */
    AS_AFTER        /* starting at or after end, nearest first */
} as_where;

/* Write up to `cap` span indexes to `out`, the number to *n_found (which
 * may be larger than cap: call again). Errors: AS_ENOMEM. */
as_status as_layer_query(as_layer *layer, as_where where, uint32_t beg,
                         uint32_t end, uint32_t *out, size_t cap,
                         size_t *n_found, as_err *err);

/* Where a document's annotations stood; as_doc_rollback drops later ones and
 * takes later amendments back. */
typedef struct as_doc_mark {
    uint64_t n_added; /* and amended */
} as_doc_mark;

as_doc_mark as_doc_mark_now(const as_doc *doc);
void as_doc_rollback(as_doc *doc, as_doc_mark mark);

#endif

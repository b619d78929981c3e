/* classes.h - classes of tokens: those of the same text, lemma and part of
 * speech share one. What depends on these alone need be worked out once a
 * class and not once a token. */
#ifndef AS_DOC_CLASSES_H
#define AS_DOC_CLASSES_H

#include "doc/doc.h"

typedef struct as_classes {
    const uint32_t *of; /* a class a token, numbered as they come */
    uint32_t n;
} as_classes;

/* The class column, worked out at the first call (then the document must be
 * the caller's alone) and kept until tags are set anew. Errors: AS_ENOMEM. */
as_status as_doc_classes(as_doc *doc, as_classes *out, as_err *err);

#endif

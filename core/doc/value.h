/* value.h - what a feature of an annotation can hold. A plain value: strings
 * and lists are borrowed; as_layer_add copies them into the document. */
#ifndef AS_DOC_VALUE_H
#define AS_DOC_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

typedef enum as_value_type {
    AS_VAL_TEXT,
    AS_VAL_INT,
    AS_VAL_REAL,
    AS_VAL_BOOL,
    AS_VAL_SPAN, /* bytes of the document, half-open */
    AS_VAL_LIST  /* of texts */
} as_value_type;

typedef struct as_value {
    as_value_type type;
    union {
        as_slice text;
        int64_t integer;
        double real;
        bool truth;
        struct {
            uint32_t beg, end;
        } span;
        struct {
            const as_slice *v;
            size_t n;
        } list;
    };
} as_value;

typedef struct as_feature {
    as_slice key;
    as_value value;
} as_feature;

#endif

/* clue.h - what the lists know of a document, for the finder of names: which
 * tokens are an entry of a gazetteer, and of what class. A model learns what
 * to think of a class, not of a list, so that lists which came later need no
 * training. */
#ifndef AS_TAG_CLUE_H
#define AS_TAG_CLUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* The order is part of the model format. */
typedef enum as_clue_class {
    AS_CLUE_PERSON,
    AS_CLUE_ORG,
    AS_CLUE_LOC,
    AS_CLUE_NORP,
    AS_CLUE_FAC,
    AS_CLUE_EVENT,
    AS_CLUE_PRODUCT,
    AS_CLUE_WEAPON,
    AS_CLUE_OTHER,         /* any other label */
    AS_CLUE_LOOKUP_PERSON, /* of lists that annotate nothing, as given names */
    AS_CLUE_LOOKUP_ORG,
    AS_CLUE_LOOKUP_LOC,
    AS_CLUE_LOOKUP_OTHER,
    AS_CLUE_CLASSES
} as_clue_class;

/* Tokens [first, end) are an entry of a list of that class. */
typedef struct as_clue {
    uint32_t first, end;
    as_clue_class class;
} as_clue;

/* The class of a label; `lookup`: of a list that annotates nothing. */
as_clue_class as_clue_class_of(as_slice label, bool lookup);

/* The order that readers of clues want: by first token, longer ones first,
 * then by class. */
void as_clues_sort(as_clue *clues, size_t n);

#endif

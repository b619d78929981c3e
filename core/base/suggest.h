/* suggest.h - the name that a misspelt one was probably meant to be.
 *
 *     as_suggest s = as_suggest_for(AS_LIT("entites"));
 *     as_suggest_offer(&s, AS_LIT("entities")); ... for each name there is
 *     if (s.best.n > 0) ... did you mean s.best?
 *
 * Distance is optimal string alignment (Damerau 1964: a letter too many, too
 * few, another one, two swapped) over bytes with ASCII case folded. */
#ifndef AS_BASE_SUGGEST_H
#define AS_BASE_SUGGEST_H

#include "base/slice.h"

enum { AS_SUGGEST_MAX = 48 }; /* longer names are never near */

typedef struct as_suggest {
    as_slice word;
    as_slice best;   /* borrowed from who offered it; empty: none is near */
    size_t distance; /* of `best`; before there is one, the bound */
} as_suggest;

/* One error in names of up to four bytes, one in three bytes above. */
as_suggest as_suggest_for(as_slice word);

/* Of names that are equally near the first offered stays. */
void as_suggest_offer(as_suggest *s, as_slice name);

#endif

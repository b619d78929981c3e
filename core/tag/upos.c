/* upos.c - names of the tags, in the order of their numbers. */
#include "tag/upos.h"

#include <assert.h>

static const as_slice names[AS_UPOS_N] = {
    AS_LIT("X"),     AS_LIT("ADJ"),   AS_LIT("ADP"),   AS_LIT("ADV"),
    AS_LIT("AUX"),   AS_LIT("CCONJ"), AS_LIT("DET"),   AS_LIT("INTJ"),
    AS_LIT("NOUN"),  AS_LIT("NUM"),   AS_LIT("PART"),  AS_LIT("PRON"),
    AS_LIT("PROPN"), AS_LIT("PUNCT"), AS_LIT("SCONJ"), AS_LIT("SYM"),
    AS_LIT("VERB"),
};

as_slice as_upos_name(uint8_t tag)
{
    assert(tag < AS_UPOS_N);
    return names[tag];
}

bool as_upos_find(as_slice name, uint8_t *tag)
{
    for (unsigned i = 0; i < AS_UPOS_N; i++) {
        if (as_slice_eq(names[i], name)) {
            *tag = (uint8_t)i;
            return true;
        }
    }
    return false;
}

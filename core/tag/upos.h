/* upos.h - the 17 universal part-of-speech tags (Universal Dependencies 2).
 * A tag is a uint8_t below AS_UPOS_N; X, "other", is 0. */
#ifndef AS_TAG_UPOS_H
#define AS_TAG_UPOS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum as_upos {
    AS_UPOS_X,
    AS_UPOS_ADJ,
    AS_UPOS_ADP,
    AS_UPOS_ADV,
    AS_UPOS_AUX,
    AS_UPOS_CCONJ,
    AS_UPOS_DET,
    AS_UPOS_INTJ,
    AS_UPOS_NOUN,
    AS_UPOS_NUM,
    AS_UPOS_PART,
    AS_UPOS_PRON,
    AS_UPOS_PROPN,
    AS_UPOS_PUNCT,
    AS_UPOS_SCONJ,
    AS_UPOS_SYM,
    AS_UPOS_VERB,
    AS_UPOS_N
};

/* "NOUN"; `tag` at or above AS_UPOS_N is the caller's bug. NUL-ended. */
as_slice as_upos_name(uint8_t tag);

/* False if no tag is called `name`; *tag is then not written. */
bool as_upos_find(as_slice name, uint8_t *tag);

#endif

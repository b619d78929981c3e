/* gaz_builder.h - what a builder holds; for gaz_builder.c, which collects it,
 * and gaz_build.c, which makes an image of it. */
#ifndef AS_MATCH_GAZ_BUILDER_H
#define AS_MATCH_GAZ_BUILDER_H

#include "base/intern.h"
#include "match/gaz_int.h"

typedef struct gaz_phrase {
    uint32_t record;
    uint32_t info;
    uint8_t n_tokens;
    bool is_form; /* made by a rule */
} gaz_phrase;

typedef struct gaz_rule {
    as_slice ending, form; /* of one allocation, at ending.p */
} gaz_rule;

struct as_gaz_builder {
    AS_VEC(gaz_phrase) entries;
    AS_VEC(uint64_t) keys; /* of each entry's prefixes, shortest first */
    AS_VEC(gaz_rule) rules;
    as_buf texts;     /* records, as in the image */
    as_intern *infos; /* what entries carry, as bytes, see gaz_info.h */
    uint32_t kinds;   /* as in the head */
    as_tokens tokens; /* of the phrase at hand */
    as_buf scratch, form;
};

/* Free what it holds, but not the builder. */
void gaz_builder_clear(as_gaz_builder *b);

#endif

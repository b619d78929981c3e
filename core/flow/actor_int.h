/* actor_int.h - mentions and actors of one document; for actor*.c.
 *
 *   actors.c        gathers mentions, writes what was found out
 *   actor_names.c   which names are one actor's
 *   actor_refer.c   whom nouns and pronouns stand for
 *   actor_place.c   which of several places is meant */
#ifndef AS_FLOW_ACTOR_INT_H
#define AS_FLOW_ACTOR_INT_H

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "doc/layer.h"

typedef enum actor_type {
    ACTOR_PERSON,
    ACTOR_ORG,
    ACTOR_PLACE, /* LOC and NORP: a country and its people act as one */
    ACTOR_OTHER
} actor_type;

#define ACTOR_NONE UINT32_MAX

/* Of the candidate that was chosen; empty: not known. */
typedef struct actor_place {
    as_slice country, lat, lon;
} actor_place;

/* A span of `entity`, or one that is to be added. */
typedef struct mention {
    uint32_t span; /* its index; ACTOR_NONE: to be added */
    uint32_t first, end; /* tokens */
    actor_type type;
    bool is_list;       /* a list knows it: `name` is canonical */
    bool retype;        /* its label becomes that of its actor */
    as_slice text, name, country, label;
    as_slice kind;      /* name, nominal, pronoun */
    actor_place place;
    as_slice government, code; /* of a seat that acts; empty: it does not */
    uint32_t actor;
} mention;

typedef struct actor {
    actor_type type;
    as_slice label, name, country;
    char gender; /* m, f, or 0: not known */
    bool is_list;
    uint32_t n_tokens; /* of the longest name */
    uint32_t number;   /* as written; 0: not yet */
    as_slice role;     /* the last one, in lower case; may be empty */
} actor;

typedef struct cast {
    as_doc *doc;
    as_layer *entity;
    AS_VEC(mention) mentions; /* by place */
    AS_VEC(actor) actors;
    as_map *keys;   /* key -> actor */
    as_arena *arena;
    bool *drop;     /* by index in `entity`, for a moment */
    size_t n_drop;
    as_buf text;    /* scratch */
    as_err *err;
} cast;

/* Give every name its actor. Errors: AS_ENOMEM. */
as_status actor_names(cast *c);

/* Give nouns and pronouns theirs; they become mentions. Errors: AS_ENOMEM. */
as_status actor_refer(cast *c);

/* Choose where each place is; before actor_names. */
void actor_places(cast *c);
/* Records of those that are places, and do not act. Errors: AS_ENOMEM. */
as_status actor_places_write(const cast *c);

/* The mention over token `tok` among those that are names, or NULL. */
mention *actor_mention_at(const cast *c, uint32_t tok);

as_slice actor_text_of(const as_span *s, const char *key); /* or empty */

#endif

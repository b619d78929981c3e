/* actor_int.h - mentions and actors of one document; for actor*.c.
 *
 *   actors.c        gathers mentions, writes what was found out
 *   actor_told.c    what rules told: seats, types, genders, roles
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

/* Nobody; more than one. */
#define ACTOR_NONE UINT32_MAX
#define ACTOR_MANY (UINT32_MAX - 1)

typedef enum actor_kind { KIND_NAME, KIND_NOMINAL, KIND_PRONOUN } actor_kind;

/* A span of `entity`, or one that is to be added. There may be millions:
 * what can be looked up is not kept. */
typedef struct mention {
    uint32_t span; /* its index; ACTOR_NONE: to be added */
    uint32_t first, end; /* tokens */
    uint32_t actor;
    uint8_t type, kind;
    bool is_list; /* a list knows it: `name` is canonical */
    bool retype;  /* its label becomes `label` */
    as_slice name, country, label;
    const as_span *acting; /* of a seat that acts: its `_acting` */
    uint32_t place;        /* index in cast.places + 1; 0: none */
} mention;

/* Where a place is; empty: not known. */
typedef struct actor_place {
    as_slice country, lat, lon;
    uint32_t written; /* span of `location` + 1; 0: none yet */
} actor_place;

typedef struct actor {
    actor_type type;
    as_slice label, name, country;
    char gender; /* m, f, or 0: not known */
    bool is_list;
    uint32_t n_tokens; /* of the longest name */
    uint32_t number;   /* as written; 0: not yet */
    as_slice role;     /* the last one, in lower case; may be empty */
} actor;

typedef AS_VEC(mention) mentions;

/* What persons of full name are short for: "s" and a surname's skeleton. */
typedef struct surname {
    as_slice key; /* of cast.shorts */
    uint32_t who;
} surname;

enum { SURNAMES_MAX = 64 };

typedef struct cast {
    as_doc *doc;
    as_layer *entity;
    mentions mentions, merged; /* by place; `merged` is scratch */
    AS_VEC(actor) actors;
    AS_VEC(actor_place) places;
    as_map *keys;   /* key -> actor */
    as_map *shorts; /* what may be short for an actor -> it, or many */
    surname surnames[SURNAMES_MAX]; /* the first of `shorts` */
    size_t n_surnames;
    as_arena *arena;
    bool *drop;     /* by index in `entity`, for a moment */
    size_t n_drop;
    as_buf text;    /* scratch */
    as_err *err;
} cast;

/* Spans of `entity` to mentions. Errors: AS_ENOMEM. */
as_status actor_gather(cast *c);
actor_type actor_type_of(as_slice label);

/* Read one of the layers of actors.h. `_not` may drop spans and gather anew.
 * Errors: AS_ENOMEM. */
as_status actor_told_not(cast *c);
as_status actor_told_acting(cast *c);
as_status actor_told_type(cast *c);
as_status actor_told_gender(cast *c); /* these two: actors are known */
as_status actor_told_role(cast *c);

/* Choose where each place is; before actor_names. Errors: AS_ENOMEM. */
as_status actor_places(cast *c);
/* Records of those that are places, and do not act. Errors: AS_ENOMEM. */
as_status actor_places_write(const cast *c);

/* Give every name its actor. Errors: AS_ENOMEM. */
as_status actor_names(cast *c);

/* Give nouns and pronouns theirs; they become mentions. Errors: AS_ENOMEM. */
as_status actor_refer(cast *c);

/* The mention over token `tok`, or NULL. */
mention *actor_mention_at(const cast *c, uint32_t tok);
as_slice actor_words(const cast *c, const mention *m);
/* The actor of the mention at the place that is feature `key` of `s`. */
uint32_t actor_at(const cast *c, const as_span *s, const char *key);
/* A feature that is a text; or empty. */
as_slice actor_text_of(const as_span *s, const char *key);

#endif

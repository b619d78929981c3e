/* name_word.h - what the finder of names sees of a word. Private to core/tag;
 * training and finding share it, so that a change here needs new models and
 * another AS_NAMES_FEATURES. */
#ifndef AS_TAG_NAME_WORD_H
#define AS_TAG_NAME_WORD_H

#include "base/hash.h"
#include "tag/clue.h"
#include "tag/rows.h"

enum { AS_NAME_GRAINS = 3, AS_NAME_AFFIXES = 4 };

/* Where the capitals of a word are. */
enum as_name_caps {
    AS_NAME_LOWER,
    AS_NAME_TITLE,  /* Russia */
    AS_NAME_UPPER,  /* NATO */
    AS_NAME_MIXED,  /* MiG, iPhone */
    AS_NAME_DIGITS, /* no letters, some digit */
    AS_NAME_SIGNS,  /* neither */
    AS_NAME_SINGLE, /* one capital, perhaps with a full stop: J. */
    AS_NAME_BORDER
};

/* What a list of words says a word is for; bits. */
enum as_name_role {
    AS_ROLE_LINK = 1,   /* stands within names: of, the, al */
    AS_ROLE_TITLE = 2,  /* before a person's name: Mr, President */
    AS_ROLE_SAY = 4,    /* what persons and bodies do: said, denied */
    AS_ROLE_AT = 8,     /* before a place: in, near */
    AS_ROLE_ORG = 16,   /* within names of bodies: Ministry, Party */
    AS_ROLE_PLACE = 32  /* within names of places: River, Lake */
};

/* Tables of a model. A row of `words` is the class of a word, 0 for none, and
 * its roles, 16 bits each; one of `clusters` a cluster, from 1, for each
 * grain from coarse to fine, 16 bits each. Either may have no rows. */
typedef struct as_name_lists {
    as_rows words, clusters;
} as_name_lists;

enum { AS_NAME_WORD_WIDTH = 4, AS_NAME_CLUSTER_WIDTH = 2 * AS_NAME_GRAINS };

/* What depends on the word alone; hashes. */
typedef struct as_name_form {
    uint64_t lower; /* norm, digits as 0 */
    uint64_t exact; /* as written, digits as 0 */
    uint32_t shape;
    uint32_t pre[AS_NAME_AFFIXES]; /* first 1.. bytes, 0 if it is shorter */
    uint32_t suf[AS_NAME_AFFIXES]; /* last 1.. bytes of the norm */
    uint16_t cluster[AS_NAME_GRAINS];
    uint16_t class;
    uint16_t roles;
    uint8_t caps;
    bool is_long; /* more than three bytes */
} as_name_form;

/* Look at `form`, whose norm is `norm`. */
void as_name_form_make(as_slice form, as_slice norm,
                       const as_name_lists *lists, as_name_form *out);

/* What stands before and behind a sentence. */
as_name_form as_name_form_border(void);

/* Keys of the tables. */
uint64_t as_name_key(as_slice text);

/* Does a word with such capitals begin with one? */
static inline bool as_name_is_capital(uint8_t caps)
{
    return caps == AS_NAME_TITLE || caps == AS_NAME_UPPER ||
           caps == AS_NAME_MIXED || caps == AS_NAME_SINGLE;
}

#endif

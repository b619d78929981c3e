/* name_view.h - a sentence as the finder of names sees it: its words, runs of
 * capitals, clues of lists, and what the rest of the document says of each
 * word. Private to core/tag. One thread. */
#ifndef AS_TAG_NAME_VIEW_H
#define AS_TAG_NAME_VIEW_H

#include "base/cancel.h"
#include "doc/doc.h"
#include "doc/tags.h"
#include "tag/name_forms.h"

/* How a sentence is written. */
enum as_name_mode { AS_NAME_PLAIN, AS_NAME_CAPITALS, AS_NAME_HEADLINE };

/* What was seen of a word anywhere in the document; bits. Capitals of
 * sentences in capitals do not count. */
enum as_name_seen {
    AS_SEEN_LOWER = 1 << 0,
    AS_SEEN_INSIDE = 1 << 1, /* a capital that does not begin a sentence */
    AS_SEEN_TITLE = 1 << 2,  /* behind a title */
    AS_SEEN_GIVEN = 1 << 3,  /* behind a given name */
    AS_SEEN_AT = 1 << 4,     /* behind a word that stands before places */
    AS_SEEN_SAY = 1 << 5,    /* before a word of saying */
    AS_SEEN_ORG_RUN = 1 << 6,   /* in a run with a word of bodies */
    AS_SEEN_PLACE_RUN = 1 << 7, /* in one with a word of places */
    AS_SEEN_LAST = 1 << 8,      /* last of a run of several */
    AS_SEEN_HEAD = 1 << 9,      /* first of one */
    AS_SEEN_ALONE = 1 << 10,    /* a run of its own */
    AS_SEEN_BRACKETS = 1 << 11, /* alone in brackets */
    AS_SEEN_OWNER = 1 << 12,    /* before 's */
    AS_SEEN_PERSON = 1 << 13,   /* in a list of persons */
    AS_SEEN_LOC = 1 << 14,
    AS_SEEN_ORG = 1 << 15
};

typedef struct as_name_word {
    const as_name_form *form;
    uint64_t clues; /* 3 bits a class: 0 none, else 1 + AS_CRF_B .. S */
    uint32_t id;    /* of the form; AS_NAME_NO_FORM: of a border */
    uint32_t seen;  /* of enum as_name_seen */
    uint16_t run_beg, run_end; /* words; equal: in no run of capitals */
    uint16_t roles; /* those of the form, which is far away */
    uint8_t caps;
    uint8_t upos;
    bool first; /* begins the sentence, but for signs */
} as_name_word;

#define AS_NAME_NO_FORM UINT32_MAX

/* The code that `w` has for a class of clues. */
static inline unsigned as_name_clue(const as_name_word *w, unsigned class)
{
    return (unsigned)(w->clues >> (3 * class)) & 7;
}

/* Words [0, n); borders at -2, -1, n and n + 1. */
typedef struct as_name_view {
    const as_name_word *word;
    const uint32_t *type; /* of the document's norms, a word */
    size_t n;
    uint32_t first;  /* the token that is word 0 */
    bool at_border;  /* begins a sentence */
    uint8_t mode;    /* of enum as_name_mode */
} as_name_view;

typedef struct as_name_reader as_name_reader;

/* `lists` are borrowed. Errors: AS_ENOMEM. */
as_status as_name_reader_new(const as_name_lists *lists, as_name_reader **out,
                             as_err *err);
void as_name_reader_free(as_name_reader *reader); /* accepts NULL */

/* Begin `doc`, which must have parts of speech: look at all of it. `clues`
 * are in the order of as_clues_sort. Both are borrowed until the next call.
 * Errors: AS_ENOMEM, AS_ECANCEL. */
as_status as_name_reader_begin(as_name_reader *reader, as_doc *doc,
                               const as_clue *clues, size_t n_clues,
                               const as_cancel *cancel, as_err *err);

/* The next sentence, or part of a very long one; AS_EOF after the last. Valid
 * until the next call. Errors: AS_ENOMEM. */
as_status as_name_reader_next(as_name_reader *reader, as_name_view *view,
                              as_err *err);

/* The document is read: give back what a long one took. */
void as_name_reader_end(as_name_reader *reader);

/* Tokens [*beg, *end) of what as_name_reader_next would give; false after the
 * last. Costs next to nothing; as_name_reader_skip passes over it. */
bool as_name_reader_peek(const as_name_reader *reader, uint32_t *beg,
                         uint32_t *end);
void as_name_reader_skip(as_name_reader *reader);

/* Start over with the same document. */
void as_name_reader_rewind(as_name_reader *reader);

/* Until it changes, ids of forms stay; see name_forms.h. */
uint64_t as_name_reader_epoch(const as_name_reader *reader);

/* Parts of a view that are worth a look: within two words of a capital, or
 * all of a sentence that has none. The first one [*beg, *end) at or behind
 * *beg; false if there is none. */
bool as_name_view_part(const as_name_view *view, size_t *beg, size_t *end);

/* What a feature depends on; bits. Who adds up weights can keep the sums of
 * all but the last. */
enum as_name_group {
    AS_NAME_OWN = 1 << 0,   /* the word's form alone */
    AS_NAME_PREV = 1 << 1,  /* that of the word before alone ... */
    AS_NAME_NEXT = 1 << 2,
    AS_NAME_PREV2 = 1 << 3, /* ... of the one before it */
    AS_NAME_NEXT2 = 1 << 4,
    AS_NAME_LOOK = 1 << 5,  /* the form, and as_name_look */
    AS_NAME_TAGS = 1 << 6,  /* parts of speech around, as_name_look */
    AS_NAME_CLUES = 1 << 7, /* clues around, as_name_look */
    AS_NAME_SEEN = 1 << 8,  /* `seen`, as_name_look */
    AS_NAME_REST = 1 << 9,
    AS_NAME_ALL = (1 << 10) - 1
};

/* The features of word `at`, all or those of some groups, to `keys`; how many
 * they are, at most AS_NAME_KEYS_MAX. */
enum { AS_NAME_KEYS_MAX = 192 };
size_t as_name_features(const as_name_view *view, size_t at, uint64_t *keys);
size_t as_name_features_of(const as_name_view *view, size_t at,
                           unsigned groups, uint64_t *keys);

/* Capitals of a word, whether it begins the sentence, and the sentence's
 * mode; 7 bits. In plain sentences, and not at the beginning, the capitals
 * alone. */
static inline uint64_t as_name_look(const as_name_view *view,
                                    const as_name_word *word)
{
    return word->caps | (uint64_t)word->first << 4 |
           (uint64_t)view->mode << 5;
}

/* One bit for each class that a word has a clue of. */
static inline uint64_t as_name_clue_mask(const as_name_word *w)
{
    uint64_t mask = 0;
    for (unsigned k = 0; w->clues >> (3 * k) != 0; k++) {
        mask |= (uint64_t)(as_name_clue(w, k) != 0) << k;
    }
    return mask;
}

/* The context of word `at` for as_crf. */
uint8_t as_name_context(const as_name_word *word);

#endif

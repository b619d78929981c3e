/* finder.h - find the names of persons, organisations and places in a
 * document by a model. A finder remembers words that it has met, and so is
 * for one thread; the model is shared. */
#ifndef AS_TAG_FINDER_H
#define AS_TAG_FINDER_H

#include "base/cancel.h"
#include "base/vec.h"
#include "doc/doc.h"
#include "tag/clue.h"
#include "tag/model.h"

typedef struct as_finder as_finder;

/* Kinds of names that models tell apart. MISC is what is a name and none of
 * the others: works, laws, wars ... */
typedef enum as_name_kind {
    AS_NAME_PERSON,
    AS_NAME_ORG,
    AS_NAME_LOC,
    AS_NAME_MISC,
    AS_NAME_KINDS
} as_name_kind;

/* "PERSON" ...; false if no kind is called `label`. */
as_slice as_name_kind_label(as_name_kind kind);
bool as_name_kind_find(as_slice label, as_name_kind *kind);

/* A name at tokens [first, end). */
typedef struct as_name {
    uint32_t first, end;
    as_name_kind kind;
    float score; /* the probability that it is a name of that kind and extent */
    uint32_t whole_first, whole_end; /* tokens of the longer name that it is
                                        short for; equal: of none */
} as_name;

typedef AS_VEC(as_name) as_names;

/* A finder of a model of kind "names"; takes a reference. Errors: AS_ENOMEM,
 * AS_ESYNTAX `path: what is wrong with the model`. */
as_status as_finder_new(as_model *model, as_finder **out, as_err *err);
void as_finder_free(as_finder *finder); /* accepts NULL */

/* Append the names that the model finds in `doc`, which must have parts of
 * speech (doc/tags.h), to `names`: by place, none overlapping. `clues` are
 * what the lists know, in the order of as_clues_sort; what they know for
 * certain is no name of the model's, but helps to find others. What was found
 * once is found everywhere in the document (name_spread.h). Errors: AS_ENOMEM,
 * AS_ECANCEL; names may then have been appended. */
as_status as_finder_run(as_finder *finder, as_doc *doc, const as_clue *clues,
                        size_t n_clues, const as_cancel *cancel,
                        as_names *names, as_err *err);

#endif

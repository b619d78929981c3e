/* hits.h - where something stands in the documents of a choice: words, a
 * pattern or a gazetteer; in what order to show it, grouped by what.
 * Hits of one document never overlap, unless its gazetteer's do. */
#ifndef AS_CORPUS_HITS_H
#define AS_CORPUS_HITS_H

#include "corpus/corpus.h"
#include "match/gaz.h"
#include "match/pattern.h"

typedef struct as_hit {
    uint32_t doc;        /* place in the choice */
    uint32_t first, end; /* tokens of the document, half-open */
    uint32_t more;       /* of a gazetteer: the entry; of a pattern: which
                          * match, for its captures */
} as_hit;

/* Zero-initialised is empty and ready. Captures of match i are
 * caps[cap_off[i] .. cap_off[i + 1]); none where cap_off is empty. */
typedef struct as_hits {
    AS_VEC(as_hit) v;
    AS_VEC(as_capture) caps;
    as_u32s cap_off;
} as_hits;

void as_hits_clear(as_hits *hits);

/* Is `what` words and nothing else, so that it is looked for as such? They
 * are letters, digits, - and ', and * that stands for any letters in a word,
 * or alone for any token: "security guarantee*". */
bool as_words_are(as_slice what);

/* Fill `hits` with the places of these words (any case), each within one
 * sentence, in the order of the choice. What the tokenizer splits ("don't",
 * "Western-style") is found as it stands. Cost: that of the rarest word's
 * places. Errors: AS_ENOMEM, AS_ECANCEL, AS_EINVAL (no word in it). */
as_status as_hits_words(as_corpus *c, const as_choice *choice, as_slice words,
                        const as_cancel *cancel, as_hits *hits, as_err *err);

/* The same of a pattern: its first matches within sentences, as doc:find has
 * them. Cost: about a ns a token and test of parts of speech, a few a place of
 * words or a hit, some tens a span where it asks for spans; less where every
 * match needs a word that is rare. */
as_status as_hits_pattern(as_corpus *c, const as_choice *choice,
                          const as_pattern *p, const as_cancel *cancel,
                          as_hits *hits, as_err *err);

/* The same of a gazetteer. */
as_status as_hits_gaz(as_corpus *c, const as_choice *choice, const as_gaz *gaz,
                      const as_cancel *cancel, as_hits *hits, as_err *err);

/* ---- order -------------------------------------------------------------- */

typedef enum as_order {
    AS_ORDER_LEFT,  /* by the words before it, from the hit outwards */
    AS_ORDER_RIGHT, /* by the words behind it */
    AS_ORDER_KEY,   /* by its own words */
    AS_ORDER_DOCS   /* by the documents' `ranks` */
} as_order;

/* How many words are looked at. */
enum { AS_ORDER_DEPTH = 5 };

/* Sort by norms, as their bytes order them; what is alike stays as it was.
 * `ranks`: one a document of the choice, each below n. Cost: linear in hits
 * and types, five times. Errors: AS_ENOMEM, AS_ECANCEL; the order is then as
 * before. */
as_status as_hits_sort(as_corpus *c, const as_choice *choice, as_order order,
                       const uint32_t *ranks, const as_cancel *cancel,
                       as_hits *hits, as_err *err);

/* Keep `n` of them, drawn at random but alike for each seed, in order. */
void as_hits_sample(as_hits *hits, size_t n, uint64_t seed);

/* ---- groups ------------------------------------------------------------- */

typedef enum as_group_by {
    AS_GROUP_KEY,   /* the norms of the hit */
    AS_GROUP_LEFT,  /* the norm of the token before it */
    AS_GROUP_RIGHT  /* ... behind it */
} as_group_by;

typedef struct as_group {
    uint32_t hit;  /* one of it, by index */
    uint32_t n;    /* hits */
    uint32_t docs; /* documents that have them */
} as_group;

typedef AS_VEC(as_group) as_groups;

/* Count hits (in order of their documents) by group; the largest first, at
 * most `limit` (0: all), those of the same size by the bytes of their norms.
 * *n_all: how many there are. By documents: as_freq_share (counts.h). Errors:
 * AS_ENOMEM, AS_ECANCEL. */
as_status as_hits_group(as_corpus *c, const as_choice *choice,
                        const as_hits *hits, as_group_by by, size_t limit,
                        const as_cancel *cancel, as_groups *out,
                        size_t *n_all, as_err *err);

#endif

/* corpus_int.h - how a corpus is laid out; for the files of corpus/ alone.
 *
 *   docs      in the order of coming; tokens [first, first + n) are theirs
 *   columns   one an attribute: a lexicon, the type of each token of the first
 *             n_docs documents; where each type stands, of the first n_posted
 *             tokens; the types' alphabetical order
 *
 * What comes later than the lists of places is looked through token by token,
 * until it is a quarter of all: then they are made anew. So the work of making
 * them stays within a constant factor of the tokens that came. Tokens of
 * documents that went stay, and are passed over: no choice has them. */
#ifndef AS_CORPUS_CORPUS_INT_H
#define AS_CORPUS_CORPUS_INT_H

#include <endian.h>

#include "base/intern.h"
#include "corpus/corpus.h"
#include "corpus/hits.h"

typedef struct corpus_doc {
    as_doc *doc; /* NULL: it went */
    uint64_t serial;
    uint32_t first, n;
} corpus_doc;

typedef struct corpus_column {
    as_intern *lex;
    AS_VEC(uint8_t) is_word; /* a type: not punctuation */
    as_u32s types;           /* a token */
    size_t n_docs;
    as_u32s map;   /* scratch: types of a document to ours */
    as_u32s fresh; /* scratch: the first token of each of these */
    as_u32s cases; /* of texts as they stand: by norm and case, see column.c */
    /* Type t stands at places[off[t] .. off[t + 1]), ascending. */
    as_u32s off, places;
    uint32_t n_posted;
    as_u32s order, rank; /* of the first order.n types, see corpus_alphabet */
} corpus_column;

typedef AS_VEC(uint64_t) corpus_bits; /* a token each */

enum { CORPUS_FLAGS = 16 };

typedef struct corpus_flag_row {
    corpus_bits row; /* of the first n_docs documents */
    size_t n_docs;
} corpus_flag_row;

struct as_corpus {
    AS_VEC(corpus_doc) docs;
    corpus_column columns[AS_BY_N];
    corpus_bits sents, paras; /* of the first n_bordered documents */
    size_t n_bordered;
    corpus_flag_row flags[CORPUS_FLAGS];
    uint32_t n_tokens; /* with those that went */
    uint32_t n_gone;
    size_t n_docs_gone;
    bool tagged; /* some document has, or had, tags */
};

/* How many tokens or hits go by between two looks at the cancel flag. */
enum { CORPUS_STEP = 1 << 16 };

static inline as_status corpus_stopped(as_err *err)
{
    return as_err_set(err, AS_ECANCEL, "interrupted");
}

/* Is it time, at step `i`, and were we told to stop? */
static inline bool corpus_stop(const as_cancel *cancel, size_t i)
{
    return i % CORPUS_STEP == 0 && as_cancelled(cancel);
}

/* Have c->sents and c->paras: where one begins, or the last one of a document
 * ends, and a word more. */
as_status corpus_borders(as_corpus *c, const as_cancel *cancel, as_err *err);

/* Have c->flags[bit], as long: which tokens have the flag. */
as_status corpus_flag(as_corpus *c, unsigned bit, const as_cancel *cancel,
                      as_err *err);
void corpus_rows_clear(as_corpus *c);
size_t corpus_rows_size(const as_corpus *c);

/* 64 bytes, each 0 or 1, as bits: eight by one multiplication, which brings
 * each to its place in the highest byte. */
static inline uint64_t corpus_pack(const uint8_t *bytes)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 8; i++) {
        uint64_t eight;
        memcpy(&eight, bytes + (size_t)i * 8, sizeof eight);
        eight = le64toh(eight) * UINT64_C(0x0102040810204080) >> 56;
        bits |= eight << (i * 8);
    }
    return bits;
}

void corpus_column_clear(corpus_column *col);
size_t corpus_column_size(const corpus_column *col);

/* A set of types. */
typedef struct type_set {
    as_u32s ids;
    uint64_t *bits; /* by type */
    bool any;       /* all there are, those of ids beside */
} type_set;

void type_set_clear(type_set *set);
/* The types of the column whose text fits `glob`; `*` alone: any. */
as_status type_set_glob(const corpus_column *col, as_slice glob,
                        type_set *set, as_err *err);
/* Those that are one of `texts`. */
as_status type_set_texts(const corpus_column *col, const as_slice *texts,
                         size_t n, type_set *set, as_err *err);

/* Add those that fit the word, one with a regex, to a set that was filled. */
as_status type_set_regex(const corpus_column *col, const as_pattern_word *word,
                         const as_cancel *cancel, type_set *set, as_err *err);

/* Those that are words of the need in this column. */
as_status type_set_need(const corpus_column *col, const as_pattern_need *need,
                        as_need_column column, const as_cancel *cancel,
                        type_set *set, as_err *err);

/* Without lemmas anywhere there is no need of a second column. */
as_by corpus_by(const as_corpus *c, as_need_column column);

static inline bool type_in(const type_set *set, uint32_t type)
{
    return set->any || (set->bits[type / 64] >> (type % 64) & 1);
}

/* About how many tokens are of these types. */
uint64_t corpus_weight(const as_corpus *c, const corpus_column *col,
                       const type_set *set);

/* Have lists of places, but for a tail that needs none. */
as_status corpus_post(const as_corpus *c, corpus_column *col,
                      const as_cancel *cancel, as_err *err);

/* Set the bits of the tokens of these types, of which there is one for each
 * token. */
as_status corpus_mark(const as_corpus *c, const corpus_column *col,
                      const type_set *set, const as_cancel *cancel,
                      uint64_t *bits, as_err *err);

/* Where tokens of these types stand, ascending. */
as_status corpus_places(as_corpus *c, corpus_column *col, const type_set *set,
                        const as_cancel *cancel, as_u32s *out, as_err *err);

/* Have col->rank: a type's place in the order of the texts' bytes. */
as_status corpus_alphabet(corpus_column *col, const as_cancel *cancel,
                          as_err *err);

/* The document that holds token `at`; `from` is a guess, at or before it. */
uint32_t corpus_doc_at(const as_corpus *c, uint32_t at, uint32_t from);

/* The sentence that holds the document's token `tok`; *sent is a guess. Its
 * tokens are [*first, *end). */
void corpus_sentence(const as_doc *doc, uint32_t tok, uint32_t *sent,
                     uint32_t *first, uint32_t *end);

/* Places of the rarest words that the pattern needs, if they are `limit` or
 * fewer (*few; else `out` is as before). Without `texts`, needs of texts as
 * they stand are not asked. */
as_status needed_places(as_corpus *c, const as_pattern *p, uint64_t limit,
                        bool texts, const as_cancel *cancel, as_u32s *out,
                        bool *few, as_err *err);

/* A match, whose tokens are the document's, but for `shift` more. */
as_status hits_add(as_hits *hits, uint32_t doc, const as_match *m,
                   uint32_t shift, bool named, as_err *err);

/* All hits of a pattern; *done is false where rows of bits do not hold what it
 * asks for. */
as_status corpus_sweep(as_corpus *c, const as_choice *choice,
                       const as_pattern *p, const as_cancel *cancel,
                       as_hits *hits, bool *done, as_err *err);

/* Sort hits by their documents' places in the choice. */
as_status hits_in_order(as_corpus *c, const as_choice *choice,
                        const as_cancel *cancel, as_hits *hits, as_err *err);

/* Sort `ids` and keep the first `limit` of them (0: all); `before` gives who
 * comes first, and must tell any two apart. *kept is their number. Errors:
 * AS_ECANCEL. */
as_status corpus_top(uint32_t *ids, size_t n, size_t limit,
                     bool (*before)(const void *ctx, uint32_t a, uint32_t b),
                     const void *ctx, const as_cancel *cancel, size_t *kept,
                     as_err *err);

/* The same for the items of a vector, by index; they come to lie in order.
 * `before` sees them as they were. Errors: AS_ENOMEM, AS_ECANCEL; the vector
 * is then as before. */
#define corpus_pick(vec, limit, before, ctx, cancel, err)                      \
    corpus_pick_items((void **)(void *)&(vec)->v, &(vec)->n, &(vec)->cap,      \
                      sizeof *(vec)->v, (limit), (before), (ctx), (cancel),    \
                      (err))
as_status corpus_pick_items(void **v, size_t *n, size_t *cap, size_t size,
                            size_t limit,
                            bool (*before)(const void *ctx, uint32_t a,
                                           uint32_t b),
                            const void *ctx, const as_cancel *cancel,
                            as_err *err);

#endif

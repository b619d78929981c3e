/* pat_run.h - a document as tests see it, and running a program on it;
 * for pat_*.c and rule_*.c. */
#ifndef AS_MATCH_PAT_RUN_H
#define AS_MATCH_PAT_RUN_H

#include "doc/classes.h"
#include "doc/tags.h"
#include "match/pat_int.h"

/* A place where `@X` or `%x` can be read: tokens [first, end). Of one name
 * no two overlap. */
typedef struct pat_mark {
    uint32_t first, end, name;
    const as_span *span; /* NULL: a gazetteer hit */
    uint32_t entry;      /* of the hit; of a span, order of reading */
} pat_mark;

/* A layer's flat view, for tests that look for the spans over a token. */
typedef struct view_layer {
    const as_layer *layer;
    const uint32_t *flat;
    size_t n;
} view_layer;

/* True lexical tests of the types of one column: those of type i are
 * list[off[i] .. off[i + 1]). */
typedef struct view_lex {
    pat_u32s off, list;
} view_lex;

/* The types of one column: their keys in gazetteers, their tokens
 * (pat_gaz.c). */
typedef struct view_column {
    uint64_t serial; /* of the document that they are of */
    AS_VEC(uint64_t) keys;
    AS_VEC(uint64_t) folded; /* of lemmas, case-folded */
    pat_u32s off, list;
} view_column;

typedef struct pat_view {
    as_doc *doc;
    const pat_tests *tests;
    const as_tokens *tok;
    as_slice text;
    uint32_t n_tokens;
    as_norms norms;
    as_tags tags; /* zeroed where there are none */
    view_lex norm, lemma;
    uint64_t serial;          /* of the document that `edges` are of */
    AS_VEC(uint8_t) edges;    /* EDGE_ bits of each position */
    AS_VEC(pat_mark) gaz_hits; /* kept from one reading of layers to the next */
    view_column by_norm, by_lemma; /* only where there are gazetteers */
    AS_VEC(uint64_t) starts;       /* scratch, see pat_gaz.c */
    pat_u32s alone;
    AS_VEC(pat_mark) found;    /* scratch */
    pat_u32s name_off;         /* scratch: where marks of a name go */
    AS_VEC(pat_mark) marks;   /* by first token, then name */
    pat_u32s mark_off;        /* n_tokens + 1 */
    pat_u32s by_end, end_off; /* indexes of marks by end token, n_tokens + 2;
                               * only where a pattern reads leftwards */
    AS_VEC(uint32_t *) covers; /* by name, made when asked for: index + 1 of
                                * the mark over each token */
    AS_VEC(view_layer) layers;
    as_classes classes;
    uint32_t memo_words;   /* of a class */
    AS_VEC(uint64_t) memo; /* two bits a test with a slot: 0 not known yet, 1
                            * no, 2 yes */
    /* Tokens [win_beg, win_end), at most 64, that pat_sieve looks at; `win`
     * is their number, of which none comes twice. mask: by test, a bit for
     * each of them that passes, if mask_win is `win`. */
    uint32_t win_beg, win_end;
    uint64_t win, win_lex; /* words were looked up for that window */
    AS_VEC(uint64_t) mask, mask_win;
    AS_VEC(uint8_t) taken; /* a byte a token, scratch */
    as_buf scratch;
    void *re_scratch;
    bool failed; /* memory was refused while testing */
} pat_view;

/* Zero-initialised is empty and ready. */
void pat_view_clear(pat_view *v);
/* Give back what a long document took; with `all` also what is kept from one
 * set of tests to the next of the same document. */
void pat_view_relax(pat_view *v, bool all);
as_status pat_view_open(pat_view *v, const pat_tests *tests, as_doc *doc,
                        as_err *err);

/* Fill v->gaz_hits. */
as_status pat_gaz_find(pat_view *v, as_err *err);
void pat_gaz_clear(pat_view *v);
void pat_gaz_relax(pat_view *v, bool all);

/* Does a number pass a test of numbers? */
bool pat_in_numbers(const pat_test *t, double x);

bool pat_test_token(pat_view *v, uint32_t test, uint32_t tok);
bool pat_test_mark(pat_view *v, uint32_t test, const pat_mark *mark);
/* A test T_LABEL or T_FEATURE. */
bool pat_test_span(pat_view *v, uint32_t test, const as_span *span);

/* Read the layers again: marks of `@X`. */
as_status pat_marks_read(pat_view *v, as_err *err);
/* Bring the marks of `found` and `gaz_hits` into order. */
as_status pat_marks_sort(pat_view *v, as_err *err);
void pat_marks_clear(pat_view *v);
void pat_marks_relax(pat_view *v);
/* The marks that begin at `tok`. */
const pat_mark *pat_marks_of(const pat_view *v, uint32_t tok, uint32_t *n);
/* The mark of `name` that begins at `tok`, or NULL. */
const pat_mark *pat_mark_at(const pat_view *v, uint32_t tok, uint32_t name);
/* Of marks that end at position `end` (behind token end - 1) the k-th of
 * *n, and the one of `name` or NULL. Only where tests->leftwards. */
const pat_mark *pat_mark_ending(const pat_view *v, uint32_t end, uint32_t k);
uint32_t pat_marks_ending(const pat_view *v, uint32_t end);
const pat_mark *pat_mark_to(const pat_view *v, uint32_t end, uint32_t name);
/* The mark of `name` over `tok`, or NULL. A refused allocation sets
 * view->failed. */
const pat_mark *pat_mark_over(pat_view *v, uint32_t tok, uint32_t name);

/* The lexical tests that are true of a token: of its norm, of its lemma. */
const uint32_t *pat_lex_norm(const pat_view *v, uint32_t tok, uint32_t *n);
const uint32_t *pat_lex_lemma(const pat_view *v, uint32_t tok, uint32_t *n);

/* Tokens [*beg, *end) of the unit that holds `tok`, cut to [first, last). */
void pat_unit(const pat_view *v, as_scope scope, uint32_t tok,
              uint32_t *beg, uint32_t *end);

/* Which states of a program lead to a match, at each position of a range:
 * row p of `live` holds the states that can consume at p and lead on; row p
 * of `left` the same of the left context, leftwards. */
typedef struct pat_run {
    AS_VEC(uint64_t) live; /* (end - beg + 1) * n_words */
    AS_VEC(uint64_t) left;
    const uint64_t *blocks, *left_blocks; /* of pat_sweep.c, or NULL */
    AS_VEC(uint64_t) tail; /* of one match in longest mode, from its start */
    AS_VEC(uint64_t) cand; /* n_words */
    AS_VEC(as_capture) caps;
    pat_u32s open; /* captures still open, by index in caps */
    uint32_t beg, end;
    uint64_t steps;
    const as_cancel *cancel; /* looked at for each token; may be NULL */
} pat_run;

void pat_run_clear(pat_run *run);

/* Work out `live` for tokens [beg, end), a unit or what is to be searched of
 * it; contexts look no further either. True in *any if a match may begin
 * somewhere. Cost: tokens * states that are alive. Errors: AS_ENOMEM,
 * AS_ECANCEL. */
as_status pat_run_back(pat_run *run, pat_view *v, const pat_prog *prog,
                       uint32_t beg, uint32_t end, bool *any, as_err *err);

/* What pat_sieve found: nothing begins in the range; something may; `live`
 * of the run is filled, and something begins. */
typedef enum pat_sieved { SIEVE_NONE, SIEVE_OPEN, SIEVE_DONE } pat_sieved;

/* Look at tokens [beg, end), those of the run. A refused allocation sets
 * view->failed. */
pat_sieved pat_sieve(pat_run *run, pat_view *v, const pat_prog *prog);

/* pat_test_token, remembered where pat_sieve asked it. */
static inline bool pat_test_again(pat_view *v, uint32_t test, uint32_t tok)
{
    return v->mask_win.v[test] == v->win && tok >= v->win_beg &&
                   tok < v->win_end
               ? v->mask.v[test] >> (tok - v->win_beg) & 1
               : pat_test_token(v, test, tok);
}

/* Can a match begin at position `at`, beg .. end? After pat_run_back. */
bool pat_run_can(const pat_run *run, const pat_view *v, const pat_prog *prog,
                 uint32_t at);

/* The match that begins at `at`, where one can. Captures until next call. */
as_status pat_run_walk(pat_run *run, pat_view *v, const pat_prog *prog,
                       uint32_t at, bool longest, as_match *m, as_err *err);

struct as_search {
    pat_view view;
    pat_run run;
    const as_pattern *pattern;
    as_scope scope;
    as_match_mode mode;
    uint32_t next, end; /* where to go on; end of the range */
    uint32_t unit_end;  /* of what `run` holds */
};

#endif

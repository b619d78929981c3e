/* pat_sweep_int.h - what the stages of a sweep share; for pat_sweep*.c alone.
 *
 *   pat_sweep_make.c    a pattern to leaves, ops and steps
 *   pat_sweep_spans.c   documents to marks and rows of span leaves
 *   pat_sweep.c         a window to blocks, and those to matches */
#ifndef AS_MATCH_PAT_SWEEP_INT_H
#define AS_MATCH_PAT_SWEEP_INT_H

#include "match/pat_pass.h"
#include "match/sweep.h"

enum {
    SWEEP_STATES_MAX = 256,
    SWEEP_OPS_MAX = 512,
    SWEEP_SPAN_TESTS_MAX = 64 /* of spans, and of tokens that lie in some */
};

typedef enum sweep_op_kind {
    OP_ALL,
    OP_LEAF,
    OP_SPANS, /* lies in a span that passes test a of `covers` */
    OP_NOT,
    OP_AND,
    OP_OR
} sweep_op_kind;

typedef struct sweep_op {
    sweep_op_kind kind;
    uint32_t a, b;
} sweep_op;

/* An edge that asks for edges of text: to a state from a beginning, or to the
 * end of a match. */
typedef struct sweep_guard {
    uint32_t to; /* PAT_ACCEPT: the end */
    uint8_t edges;
} sweep_guard;

typedef struct sweep_step {
    uint32_t op;   /* of the test of a token; none of state 0 */
    uint32_t name; /* PAT_NONE, or of a span, which passes ... */
    uint64_t mask; /* ... this test of `of_span`, a bit; 0: any */
    uint32_t next, n_next;   /* states, in `nexts` */
    uint32_t guard, n_guards;
    bool last; /* the end, without condition */
} sweep_step;

typedef struct sweep_part {
    const pat_prog *prog;
    sweep_step *steps;
    uint32_t *nexts;
    sweep_guard *guards;
    bool loops; /* some edge does not lead onwards */
    AS_VEC(uint64_t) blocks;
} sweep_part;

struct as_sweep {
    as_arena *arena;
    const as_pattern *pattern;
    as_leaf leaves[AS_LEAVES_MAX];
    uint32_t n_leaves;
    sweep_op ops[SWEEP_OPS_MAX];
    uint32_t n_ops;
    uint32_t *op_of; /* by test */
    bool fits;
    sweep_part core, left;
    bool bare;       /* a match is its end: no captures, no spans are read */
    uint32_t length; /* of every match, where that is alike; 0: it is not */
    as_window w;
    uint32_t n_words;
    AS_VEC(uint64_t) tests; /* by word, then op */
    AS_VEC(uint64_t) starts;
    uint32_t next;
    pat_run run;
    pat_view view; /* of the window: its edges and marks alone */
    /* Where spans are asked for: */
    bool reads_spans;
    uint32_t covers[SWEEP_SPAN_TESTS_MAX], n_covers; /* token tests, by bit */
    uint32_t of_span[SWEEP_SPAN_TESTS_MAX], n_of_span; /* tests of spans */
    pat_view doc_view;
    const as_doc *doc;            /* that it is of */
    bool opened;                  /* what there is belongs to a window gone */
    AS_VEC(uint64_t) doc_rows;    /* by test of `covers`, then word */
    AS_VEC(uint64_t) covered;     /* of the window: by word, then test */
    AS_VEC(uint64_t) passes;      /* by `entry` of the window's marks: bits of
                                   * tests of spans that it passes */
};

as_status sweep_make(as_sweep *s, as_err *err);

/* Of the window's marks keep those within a sentence, in order; and have rows
 * as long as it is. */
as_status sweep_marks(as_sweep *s, as_err *err);
void sweep_spans_clear(as_sweep *s);

static inline uint64_t sweep_ones(uint32_t n)
{
    return n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

/* The first bit at or behind `at` of `n` words; UINT32_MAX: none. */
static inline uint32_t sweep_bit_from(const uint64_t *row, uint32_t at,
                                      uint32_t n)
{
    uint64_t word = at / 64 < n ? row[at / 64] & UINT64_MAX << (at % 64) : 0;
    for (uint32_t i = at / 64; i < n; word = ++i < n ? row[i] : 0) {
        if (word != 0) {
            return i * 64 + (uint32_t)__builtin_ctzll(word);
        }
    }
    return UINT32_MAX;
}

#endif


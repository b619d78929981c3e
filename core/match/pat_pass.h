/* pat_pass.h - rows of live states, for pat_run.c, which fills them, and
 * pat_walk.c, which reads them: or reads what pat_sweep.c has of many
 * sentences, a word of bits for each state and 64 tokens. Not for other
 * files. */
#ifndef AS_MATCH_PAT_PASS_H
#define AS_MATCH_PAT_PASS_H

#include <assert.h>

#include "match/pat_run.h"

/* A program over a range, with its rows. */
typedef struct pat_pass {
    pat_run *run;
    pat_view *v;
    const pat_prog *prog;
    uint64_t *rows;
    const uint64_t *blocks;  /* where not NULL, in the place of rows */
    uint32_t beg, end; /* of the range */
} pat_pass;

static inline pat_pass pat_pass_of(pat_run *run, pat_view *v,
                                   const pat_prog *prog)
{
    const bool left = prog->leftwards;
    return (pat_pass){.run = run,
                      .v = v,
                      .prog = prog,
                      .rows = left ? run->left.v : run->live.v,
                      .blocks = left ? run->left_blocks : run->blocks,
                      .beg = run->beg,
                      .end = run->end};
}

static inline uint64_t *pat_row(const pat_pass *p, uint32_t at)
{
    return p->rows + (size_t)(at - p->beg) * p->prog->n_words;
}

static inline bool pat_bit(const uint64_t *set, uint32_t i)
{
    return set[i >> 6] >> (i & 63) & 1;
}

static inline void pat_bit_add(uint64_t *set, uint32_t i)
{
    set[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Is state `s` live at position `at`? */
static inline bool pat_lives(const pat_pass *p, uint32_t s, uint32_t at)
{
    if (p->blocks == NULL) {
        return pat_bit(pat_row(p, at), s);
    }
    if (at == (p->prog->leftwards ? p->beg : p->end)) {
        return false; /* what comes is another sentence's */
    }
    const uint32_t tok = p->prog->leftwards ? at - 1 : at;
    return p->blocks[(size_t)(tok / 64) * p->prog->n_states + s] >>
               (tok % 64) & 1;
}

/* Do the edges of text hold at a position of the range? */
bool pat_edges_hold(const pat_pass *p, uint32_t edges, uint32_t at);

/* Does `e`, taken at `at`, lead to a match? */
static inline bool pat_edge_lives(const pat_pass *p, const pat_edge *e,
                                  uint32_t at)
{
    return (e->edges == 0 || pat_edges_hold(p, e->edges, at)) &&
           (e->to == PAT_ACCEPT || pat_lives(p, e->to, at));
}

#endif

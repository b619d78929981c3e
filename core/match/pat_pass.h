/* pat_pass.h - rows of live states, for pat_run.c, which fills them, and
 * pat_walk.c, which reads them. Not for other files. */
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
    uint32_t beg, end; /* of the range */
} pat_pass;

static inline pat_pass pat_pass_of(pat_run *run, pat_view *v,
                                   const pat_prog *prog)
{
    return (pat_pass){run,      v,
                      prog,     prog->leftwards ? run->left.v : run->live.v,
                      run->beg, run->end};
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

/* Do the edges of text hold at a position of the range? */
bool pat_edges_hold(const pat_pass *p, uint32_t edges, uint32_t at);

/* Does `e`, taken at `at`, lead to a match? */
bool pat_edge_lives(const pat_pass *p, const pat_edge *e, uint32_t at);

#endif

/* pat_run.c - which states of a program lead to a match, at each position.
 *
 * Backwards: row p of `live` says which states can consume what stands at
 * token p and go on to the end of a match. Only states that lead to a live
 * one are looked at, so that a range without a match costs little. Then
 * pat_walk.c goes forwards: from a start, the first edge, in order of
 * preference, whose state is live belongs to the match that a backtracking
 * matcher would find first; no step of it is ever taken back. So to find
 * every match takes time linear in tokens, whatever the pattern, and captures
 * cost nothing until there is a match. (Asking backwards first is an idea of
 * two-pass parsing of regular languages: A. Frisch and L. Cardelli, "Greedy
 * Regular Expression Matching", 2004.)
 *
 * The left context is a program that reads leftwards. Its rows are worked
 * out the other way, from the range's beginning on: what is said here of a
 * next position is then said of the one before.
 *
 * A span or gazetteer hit is one step from its first token to its end. Of
 * one name no two overlap, so that the step is unique.
 *
 * A range that holds no match is mostly told by pat_sieve.c before.
 *
 * Cost: tokens * live states; memory tokens of the range * states / 8. */
#include "match/pat_pass.h"

void pat_run_clear(pat_run *run)
{
    as_vec_clear(&run->live);
    as_vec_clear(&run->left);
    as_vec_clear(&run->tail);
    as_vec_clear(&run->cand);
    as_vec_clear(&run->caps);
    as_vec_clear(&run->open);
}

/* Do the anchors of an edge hold at a position? A sentence begins only where
 * a token of the range follows, ends only where one came before. */
bool pat_edges_hold(const pat_pass *p, uint32_t edges, uint32_t at)
{
    uint32_t have = p->v->edges.v[at];
    if (at == p->end) {
        have &= EDGE_S_END | EDGE_P_END;
    }
    if (at == p->beg) {
        have &= ~(uint32_t)(EDGE_S_END | EDGE_P_END);
    }
    return (edges & ~have) == 0;
}

/* Can state `s`, having come to position `at`, go on to a match? */
static bool leads_on(const pat_pass *p, uint32_t s, uint32_t at)
{
    const pat_prog *g = p->prog;
    const pat_state *state = &g->states[s];
    const uint64_t *row = pat_row(p, at);
    const uint64_t *follow = g->follow + (size_t)s * g->n_words;
    if (pat_bit(g->last_free, s)) {
        return true;
    }
    for (uint32_t w = 0; w < g->n_words; w++) {
        if (follow[w] & row[w]) {
            return true;
        }
    }
    for (uint32_t i = 0; state->conditional && i < state->n_edges; i++) {
        if (pat_edge_lives(p, &g->edges[state->edge + i], at)) {
            return true;
        }
    }
    return false;
}

/* ---- rows --------------------------------------------------------------- */

/* States that lead to a live state of `row` or to the end. */
static void candidates(const pat_pass *p, const uint64_t *row, uint64_t *cand)
{
    const pat_prog *g = p->prog;
    memcpy(cand, g->last, g->n_words * sizeof *cand);
    for (uint32_t w = 0; w < g->n_words; w++) {
        for (uint64_t bits = row[w]; bits != 0; bits &= bits - 1) {
            uint32_t s = w * 64 + (uint32_t)__builtin_ctzll(bits);
            const uint64_t *before = g->before + (size_t)s * g->n_words;
            for (uint32_t i = 0; i < g->n_words; i++) {
                cand[i] |= before[i];
            }
        }
    }
}

/* Add those of `states`, of word `w`, that lead on from `to`. */
static void row_guarded(const pat_pass *p, uint32_t at, uint32_t w,
                        uint64_t states, uint32_t to)
{
    for (; states != 0; states &= states - 1) {
        const uint32_t s = w * 64 + (uint32_t)__builtin_ctzll(states);
        if (leads_on(p, s, to)) {
            pat_bit_add(pat_row(p, at), s);
        }
    }
}

/* The row at `at` of states that consume token `tok` and come to `to`. Each
 * test is asked once: states of one test go together. */
static void row_tokens(const pat_pass *p, uint32_t at, uint32_t tok,
                       uint32_t to)
{
    const pat_prog *g = p->prog;
    uint64_t *cand = p->run->cand.v;
    uint64_t *row = pat_row(p, at);
    candidates(p, pat_row(p, to), cand);
    for (uint32_t w = 0; w < g->n_words; w++) {
        cand[w] &= g->tokens[w];
    }
    for (uint32_t w = 0; w < g->n_words;) {
        if (cand[w] == 0) {
            w++;
            continue;
        }
        const uint32_t s = w * 64 + (uint32_t)__builtin_ctzll(cand[w]);
        const pat_state *state = &g->states[s];
        const uint64_t *alike = g->alike + (size_t)state->alike * g->n_words;
        const bool passes = pat_test_again(p->v, state->test, tok);
        p->run->steps++;
        for (uint32_t i = w; i < g->n_words; i++) {
            const uint64_t m = cand[i] & alike[i];
            cand[i] ^= m;
            if (passes && m != 0) {
                row[i] |= m & ~g->guarded[i];
                row_guarded(p, at, i, m & g->guarded[i], to);
            }
        }
    }
}

/* Add to the row at `at` the states that read mark `m` and come to `to`. */
static void row_mark(const pat_pass *p, uint32_t at, const pat_mark *m,
                     uint32_t to)
{
    const pat_prog *g = p->prog;
    for (uint32_t i = 0; i < g->n_spans; i++) {
        uint32_t s = g->spans[i];
        if (g->states[s].name != m->name) {
            continue;
        }
        p->run->steps++;
        if (leads_on(p, s, to) &&
            pat_test_mark(p->v, g->states[s].test, m)) {
            pat_bit_add(pat_row(p, at), s);
        }
    }
}

static void row_spans(const pat_pass *p, uint32_t at)
{
    uint32_t n = 0;
    if (!p->prog->leftwards) {
        const pat_mark *m = pat_marks_of(p->v, at, &n);
        for (uint32_t k = 0; k < n; k++) {
            if (m[k].end <= p->end) {
                row_mark(p, at, &m[k], m[k].end);
            }
        }
        return;
    }
    n = pat_marks_ending(p->v, at);
    for (uint32_t k = 0; k < n; k++) {
        const pat_mark *m = pat_mark_ending(p->v, at, k);
        if (m->first >= p->beg) {
            row_mark(p, at, m, m->first);
        }
    }
}

static bool rows_forwards(const pat_pass *p)
{
    bool any = false;
    for (uint32_t at = p->beg + 1;
         at <= p->end && !as_cancelled(p->run->cancel); at++) {
        row_tokens(p, at, at - 1, at - 1);
        if (p->prog->n_spans > 0) {
            row_spans(p, at);
        }
        any = any || leads_on(p, 0, at);
    }
    return any || leads_on(p, 0, p->beg);
}

static bool rows_backwards(const pat_pass *p)
{
    bool any = false;
    for (uint32_t at = p->end;
         at-- > p->beg && !as_cancelled(p->run->cancel);) {
        row_tokens(p, at, at, at + 1);
        if (p->prog->n_spans > 0) {
            row_spans(p, at);
        }
        any = any || leads_on(p, 0, at);
    }
    return any;
}

/* Fill the rows of `prog`; true in *any if it leads on from somewhere. */
static as_status fill(pat_run *run, pat_view *v, const pat_prog *prog,
                      bool *any, as_err *err)
{
    size_t n = ((size_t)(run->end - run->beg) + 1) * prog->n_words;
    as_status st = AS_OK;
    if (prog->leftwards) {
        run->left.n = 0;
        st = as_vec_reserve(&run->left, n, err);
    } else {
        run->live.n = 0;
        st = as_vec_reserve(&run->live, n, err);
    }
    run->cand.n = 0;
    if (st != AS_OK ||
        as_vec_reserve(&run->cand, prog->n_words, err) != AS_OK) {
        return AS_ENOMEM;
    }
    const pat_pass p = pat_pass_of(run, v, prog);
    memset(p.rows, 0, n * sizeof *p.rows);
    *any = prog->leftwards ? rows_forwards(&p) : rows_backwards(&p);
    if (as_cancelled(run->cancel)) {
        return as_err_set(err, AS_ECANCEL, "interrupted");
    }
    return v->failed ? as_err_nomem(err) : AS_OK;
}

/* Does anything in the range begin that every match begins with? */
static bool may_begin(const pat_view *v, uint32_t begins, uint32_t beg,
                      uint32_t end)
{
    bool may = begins == 0;
    for (uint32_t at = beg; !may && at < end; at++) {
        may = (begins & ~(uint32_t)v->edges.v[at]) == 0;
    }
    return may;
}

as_status pat_run_back(pat_run *run, pat_view *v, const pat_prog *prog,
                       uint32_t beg, uint32_t end, bool *any, as_err *err)
{
    run->beg = beg;
    run->end = end;
    bool found = false;
    if (!may_begin(v, prog->begins, beg, end)) {
        *any = false;
        return AS_OK;
    }
    const pat_sieved sieved = pat_sieve(run, v, prog);
    if (v->failed || sieved == SIEVE_NONE) {
        *any = false;
        return v->failed ? as_err_nomem(err) : AS_OK;
    }
    found = sieved == SIEVE_DONE;
    as_status st = found ? AS_OK : fill(run, v, prog, &found, err);
    if (st == AS_OK && found && prog->left != NULL) {
        st = fill(run, v, prog->left, &found, err);
    }
    if (st == AS_OK) {
        *any = found;
    }
    return st;
}

bool pat_run_can(const pat_run *run, const pat_view *v, const pat_prog *prog,
                 uint32_t at)
{
    const pat_pass p = pat_pass_of((pat_run *)run, (pat_view *)v, prog);
    if (!leads_on(&p, 0, at)) {
        return false;
    }
    if (prog->left == NULL) {
        return true;
    }
    const pat_pass left = pat_pass_of((pat_run *)run, (pat_view *)v,
                                      prog->left);
    return leads_on(&left, 0, at);
}

/* pat_sieve.c - can a program match in a range at all?
 *
 * Most sentences that wake a rule hold no match of it. So for a range of at
 * most 64 tokens a state is first one word, with a bit for each position
 * from which it leads on, and a test likewise a bit for each token that
 * passes: a whole sentence costs a few instructions a state. Edges that have
 * conditions are taken for open, so that a program with such ones may yet
 * hold no match where it is let through; without, what was found are the
 * rows of pat_run.c.
 *
 * What a cheap test says of the tokens is remembered for all rules of the set
 * that look at the same ones; other tests are asked where it matters alone.
 * Loops are gone round until nothing changes. Cost: the edges of states that
 * lead to a live one. */
#include "match/pat_run.h"

enum { WIDTH = 64, STATES_MAX = 256 };

static uint64_t ones(uint32_t n)
{
    return n < WIDTH ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

/* Is the test worth to be asked of all tokens at once? One of words alone
 * is remembered anyhow. */
static bool is_cheap(const pat_test *t)
{
    if (t->slot != PAT_NONE) {
        return true;
    }
    return t->kind != T_REGEX && t->kind != T_LABEL && t->kind != T_FEATURE &&
           t->kind != T_INSIDE && t->kind != T_TEXT && t->kind != T_SENT &&
           t->kind != T_ID;
}

/* Of the tokens of `which` (bit i: token from + i) those that pass. */
static uint64_t asked(pat_view *v, uint32_t test, uint32_t from,
                      uint64_t which)
{
    uint64_t pass = 0;
    for (uint64_t left = which; left != 0; left &= left - 1) {
        const uint32_t i = (uint32_t)__builtin_ctzll(left);
        pass |= (uint64_t)pat_test_token(v, test, from + i) << i;
    }
    return pass;
}

static uint64_t mask_of(pat_view *v, uint32_t test);

/* Of the tokens of `which` in the window those that pass. */
static uint64_t passing(pat_view *v, uint32_t test, uint64_t which)
{
    return which == 0 ? 0
           : is_cheap(&v->tests->nodes.v[test])
               ? mask_of(v, test) & which
               : asked(v, test, v->win_beg, which);
}

static uint64_t mask_make(pat_view *v, const pat_test *t, uint32_t test)
{
    const uint32_t n = v->win_end - v->win_beg;
    const uint64_t all = ones(n);
    uint64_t mask = 0;
    switch ((test_kind)t->kind) {
    case T_ANY: return all;
    case T_NOT: return all & ~passing(v, t->a, all);
    case T_AND: return passing(v, t->second, passing(v, t->first, all));
    case T_OR:
        mask = passing(v, t->first, all);
        return mask | passing(v, t->second, all & ~mask);
    case T_POS:
        for (uint32_t i = 0; v->tags.pos != NULL && i < n; i++) {
            mask |= (uint64_t)(t->flags >> v->tags.pos[v->win_beg + i] & 1)
                    << i;
        }
        return mask;
    case T_FLAG:
        for (uint32_t i = 0; i < n; i++) {
            mask |= (uint64_t)((v->tok->flags[v->win_beg + i] & t->flags) !=
                               0)
                    << i;
        }
        return mask;
    case T_NORM:
    case T_LEMMA: return 0; /* add_words would have met it */
    default: return asked(v, test, v->win_beg, all);
    }
}

/* The tests of words that pass, of all tokens of the window. */
static void add_words(pat_view *v)
{
    for (uint32_t i = 0; i < v->win_end - v->win_beg; i++) {
        for (int lemma = 0; lemma < 2; lemma++) {
            uint32_t n = 0;
            const uint32_t *list =
                lemma ? pat_lex_lemma(v, v->win_beg + i, &n)
                      : pat_lex_norm(v, v->win_beg + i, &n);
            for (uint32_t k = 0; k < n; k++) {
                const uint32_t test = list[k];
                if (v->mask_win.v[test] != v->win) {
                    v->mask_win.v[test] = v->win;
                    v->mask.v[test] = 0;
                }
                v->mask.v[test] |= UINT64_C(1) << i;
            }
        }
    }
    v->win_lex = v->win;
}

static uint64_t mask_of(pat_view *v, uint32_t test)
{
    const uint8_t kind = v->tests->nodes.v[test].kind;
    if ((kind == T_NORM || kind == T_LEMMA) && v->win_lex != v->win) {
        add_words(v);
    }
    if (v->mask_win.v[test] != v->win) {
        v->mask.v[test] = mask_make(v, &v->tests->nodes.v[test], test);
        v->mask_win.v[test] = v->win;
    }
    return v->mask.v[test];
}

/* A program over tokens [beg, end). */
typedef struct sieve {
    pat_view *v;
    const pat_prog *prog;
    uint64_t *live;  /* by state */
    uint64_t *alive; /* states that are live anywhere */
    uint32_t beg, end;
} sieve;

static bool is_last(const pat_prog *g, uint32_t s)
{
    return g->last[s / 64] >> (s % 64) & 1;
}

/* Positions where some state that `s` leads to is live: few are anywhere. */
static uint64_t next_live(const sieve *w, uint32_t s)
{
    const pat_prog *g = w->prog;
    const uint64_t *onto = g->onto + (size_t)s * g->n_words;
    uint64_t next = 0;
    for (uint32_t i = 0; i < g->n_words; i++) {
        for (uint64_t left = onto[i] & w->alive[i]; left != 0;
             left &= left - 1) {
            next |= w->live[i * 64 + (uint32_t)__builtin_ctzll(left)];
        }
    }
    return next;
}

static uint64_t live_token(const sieve *w, uint32_t s, uint64_t next)
{
    const uint32_t from = w->beg - w->v->win_beg;
    const uint64_t all = ones(w->end - w->beg);
    const uint64_t need = is_last(w->prog, s) ? all : next >> 1 & all;
    return passing(w->v, w->prog->states[s].test, need << from) >> from;
}

static uint64_t live_span(const sieve *w, uint32_t s, uint64_t next)
{
    const pat_view *v = w->v;
    const pat_state *state = &w->prog->states[s];
    const bool last = is_last(w->prog, s);
    uint64_t live = 0;
    if (v->mark_off.n == 0 || (!last && next == 0)) {
        return 0;
    }
    for (uint32_t i = v->mark_off.v[w->beg]; i < v->mark_off.v[w->end]; i++) {
        const pat_mark *m = &v->marks.v[i];
        const bool on = last || (m->end < w->end &&
                                 (next >> (m->end - w->beg) & 1) != 0);
        if (m->name == state->name && m->end <= w->end && on &&
            pat_test_mark(w->v, state->test, m)) {
            live |= UINT64_C(1) << (m->first - w->beg);
        }
    }
    return live;
}

/* Take out the highest number of a set; 0 if there is none but 0. */
static uint32_t take_highest(uint64_t *set, uint32_t n_words)
{
    for (uint32_t i = n_words; i-- > 0;) {
        if (set[i] != 0) {
            const uint32_t bit = 63 - (uint32_t)__builtin_clzll(set[i]);
            set[i] &= ~(UINT64_C(1) << bit);
            return i * 64 + bit;
        }
    }
    return 0;
}

/* Work out the states that lead to the end, then those that lead to what of
 * them is live, and so on; the later ones first, as most edges go onwards. */
static void spread(const sieve *w, uint64_t *steps)
{
    const pat_prog *g = w->prog;
    uint64_t todo[STATES_MAX / 64];
    uint32_t s = 0;
    memcpy(todo, g->last, g->n_words * sizeof *todo);
    while ((s = take_highest(todo, g->n_words)) != 0) {
        const uint64_t next = next_live(w, s), was = w->live[s];
        const uint64_t now = g->states[s].name == PAT_NONE
                                 ? live_token(w, s, next)
                                 : live_span(w, s, next);
        const uint64_t *before = g->before + (size_t)s * g->n_words;
        ++*steps;
        if (now == was) {
            continue; /* it only ever grows */
        }
        w->live[s] = now;
        w->alive[s / 64] |= UINT64_C(1) << (s % 64);
        for (uint32_t i = 0; i < g->n_words; i++) {
            todo[i] |= before[i];
        }
    }
}

/* Without conditions what was found is all there is: rows of it. */
static pat_sieved rows_of(const sieve *w, pat_run *run)
{
    const pat_prog *g = w->prog;
    const size_t n = ((size_t)(w->end - w->beg) + 1) * g->n_words;
    run->live.n = 0;
    if (as_vec_reserve(&run->live, n, NULL) != AS_OK) {
        w->v->failed = true;
        return SIEVE_OPEN;
    }
    memset(run->live.v, 0, n * sizeof *run->live.v);
    for (uint32_t i = 0; i < g->n_words; i++) {
        for (uint64_t some = w->alive[i]; some != 0; some &= some - 1) {
            const uint32_t bit = (uint32_t)__builtin_ctzll(some);
            for (uint64_t left = w->live[i * 64 + bit]; left != 0;
                 left &= left - 1) {
                const size_t at = (size_t)__builtin_ctzll(left);
                run->live.v[at * g->n_words + i] |= UINT64_C(1) << bit;
            }
        }
    }
    return SIEVE_DONE;
}

pat_sieved pat_sieve(pat_run *run, pat_view *v, const pat_prog *prog)
{
    const uint32_t beg = run->beg, end = run->end;
    uint64_t live[STATES_MAX], alive[STATES_MAX / 64] = {0};
    if (beg >= end || end - beg > WIDTH || prog->leftwards ||
        prog->n_states > STATES_MAX || is_last(prog, 0)) {
        return SIEVE_OPEN;
    }
    if (beg < v->win_beg || end > v->win_end) {
        v->win_beg = beg;
        v->win_end = end;
        v->win++;
    }
    memset(live, 0, prog->n_states * sizeof *live);
    const sieve w = {v, prog, live, alive, beg, end};
    spread(&w, &run->steps);
    if (next_live(&w, 0) == 0) {
        return SIEVE_NONE;
    }
    return prog->conditional ? SIEVE_OPEN : rows_of(&w, run);
}

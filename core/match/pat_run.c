/* pat_run.c - run a program over a range of tokens.
 *
 * First backwards: row p of `live` says which states can consume what stands
 * at token p and go on to the end of a match. Only states that lead to a
 * live one are looked at, so that a range without a match costs little. Then
 * forwards: from a start, the first edge, in order of preference, whose
 * state is live belongs to the match that a backtracking matcher would find
 * first; no step of it is ever taken back. So to find every match takes time
 * linear in tokens, whatever the pattern, and captures cost nothing until
 * there is a match. (The idea of asking backwards first is that of two-pass
 * parsing of regular languages: A. Frisch and L. Cardelli, "Greedy Regular
 * Expression Matching", 2004.)
 *
 * A span or gazetteer hit is one step from its first token to its end. Of
 * one name no two overlap, so that the step is unique.
 *
 * Longest mode: the states reachable from the start, forwards, give the
 * furthest end; a second backward pass keeps those that lead to that end.
 *
 * Cost: tokens * live states; memory tokens of the range * states / 8. */
#include <assert.h>

#include "match/pat_run.h"

void pat_run_clear(pat_run *run)
{
    as_vec_clear(&run->live);
    as_vec_clear(&run->tail);
    as_vec_clear(&run->cand);
    as_vec_clear(&run->caps);
    as_vec_clear(&run->open);
}

/* What a pass needs at hand. */
typedef struct pass {
    pat_run *run;
    pat_view *v;
    const pat_prog *prog;
    uint32_t beg, end; /* of the range */
} pass;

static uint64_t *live_row(const pass *p, uint32_t at)
{
    return p->run->live.v + (size_t)(at - p->beg) * p->prog->n_words;
}

static bool has_bit(const uint64_t *set, uint32_t i)
{
    return set[i >> 6] >> (i & 63) & 1;
}

static void add_bit(uint64_t *set, uint32_t i)
{
    set[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Do the anchors of an edge hold at a position? A sentence begins only where
 * a token of the range follows, ends only where one came before. */
static bool edges_hold(const pass *p, uint32_t edges, uint32_t at)
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

static bool edge_lives(const pass *p, const pat_edge *e, uint32_t at)
{
    return edges_hold(p, e->edges, at) &&
           (e->to == PAT_ACCEPT || has_bit(live_row(p, at), e->to));
}

/* Can state `s`, having come to position `at`, go on to a match? */
static bool leads_on(const pass *p, uint32_t s, uint32_t at)
{
    const pat_prog *g = p->prog;
    const pat_state *state = &g->states[s];
    const uint64_t *row = live_row(p, at);
    const uint64_t *follow = g->follow + (size_t)s * g->n_words;
    if (has_bit(g->last_free, s)) {
        return true;
    }
    for (uint32_t w = 0; w < g->n_words; w++) {
        if (follow[w] & row[w]) {
            return true;
        }
    }
    for (uint32_t i = 0; state->conditional && i < state->n_edges; i++) {
        if (edge_lives(p, &g->edges[state->edge + i], at)) {
            return true;
        }
    }
    return false;
}

/* ---- backwards ---------------------------------------------------------- */

/* States that lead to a live state of `row` or to the end. */
static void candidates(const pass *p, const uint64_t *row, uint64_t *cand)
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

static void back_tokens(const pass *p, uint32_t at)
{
    const pat_prog *g = p->prog;
    uint64_t *cand = p->run->cand.v;
    uint64_t *row = live_row(p, at);
    candidates(p, live_row(p, at + 1), cand);
    for (uint32_t w = 0; w < g->n_words; w++) {
        for (uint64_t bits = cand[w] & g->tokens[w]; bits; bits &= bits - 1) {
            uint32_t s = w * 64 + (uint32_t)__builtin_ctzll(bits);
            const pat_state *state = &g->states[s];
            p->run->steps++;
            if (pat_test_token(p->v, state->test, at) &&
                (!state->conditional || leads_on(p, s, at + 1))) {
                add_bit(row, s);
            }
        }
    }
}

static void back_spans(const pass *p, uint32_t at)
{
    const pat_prog *g = p->prog;
    uint64_t *row = live_row(p, at);
    uint32_t n = 0;
    const pat_mark *m = pat_marks_of(p->v, at, &n);
    for (uint32_t k = 0; k < n; k++) {
        for (uint32_t i = 0; m[k].end <= p->end && i < g->n_spans; i++) {
            uint32_t s = g->spans[i];
            if (g->states[s].name != m[k].name) {
                continue;
            }
            p->run->steps++;
            if (leads_on(p, s, m[k].end) &&
                pat_test_mark(p->v, g->states[s].test, &m[k])) {
                add_bit(row, s);
            }
        }
    }
}

as_status pat_run_back(pat_run *run, pat_view *v, const pat_prog *prog,
                       uint32_t beg, uint32_t end, bool *any, as_err *err)
{
    pass p = {run, v, prog, beg, end};
    size_t rows = (size_t)(end - beg) + 1;
    run->live.n = run->cand.n = 0;
    if (as_vec_reserve(&run->live, rows * prog->n_words, err) != AS_OK ||
        as_vec_reserve(&run->cand, prog->n_words, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(run->live.v, 0, rows * prog->n_words * sizeof *run->live.v);
    run->beg = beg;
    run->end = end;
    bool found = false;
    for (uint32_t at = end; at-- > beg;) {
        back_tokens(&p, at);
        if (prog->n_spans > 0) {
            back_spans(&p, at);
        }
        found = found || leads_on(&p, 0, at);
    }
    if (v->failed) {
        return as_err_nomem(err);
    }
    *any = found;
    return AS_OK;
}

bool pat_run_can(const pat_run *run, const pat_view *v, const pat_prog *prog,
                 uint32_t at)
{
    pass p = {(pat_run *)run, (pat_view *)v, prog, run->beg, run->end};
    return leads_on(&p, 0, at);
}

/* ---- forwards ----------------------------------------------------------- */

/* One match on its way. `tail` NULL: preferences decide; else only states in
 * it may be taken, and the match ends at `last`. */
typedef struct walk {
    pass p;
    const uint64_t *tail;
    uint32_t start, last;
} walk;

/* Where state `s`, live at `at`, comes to. */
static uint32_t after_state(const pass *p, uint32_t s, uint32_t at)
{
    if (s == 0) {
        return at;
    }
    uint32_t name = p->prog->states[s].name;
    if (name == PAT_NONE) {
        return at + 1;
    }
    const pat_mark *m = pat_mark_at(p->v, at, name);
    assert(m != NULL); /* else it would not be live */
    return m->end;
}

static uint64_t *tail_row(const walk *w, uint32_t at)
{
    return w->p.run->tail.v + (size_t)(at - w->start) * w->p.prog->n_words;
}

static bool may_take(const walk *w, const pat_edge *e, uint32_t at)
{
    if (w->tail == NULL) {
        return edge_lives(&w->p, e, at);
    }
    if (e->ends) {
        return at == w->last && edge_lives(&w->p, e, at);
    }
    return edges_hold(&w->p, e->edges, at) && e->to != PAT_ACCEPT &&
           has_bit(tail_row(w, at), e->to);
}

static const pat_edge *first_edge(const walk *w, uint32_t s, uint32_t at)
{
    const pat_state *state = &w->p.prog->states[s];
    for (uint32_t i = 0; i < state->n_edges; i++) {
        const pat_edge *e = &w->p.prog->edges[state->edge + i];
        w->p.run->steps++;
        if (may_take(w, e, at)) {
            return e;
        }
    }
    return NULL;
}

static as_status capture_open(pat_run *run, uint32_t name, uint32_t at,
                              as_err *err)
{
    as_capture *c = as_vec_push(&run->caps, err);
    uint32_t *open = c ? as_vec_push(&run->open, err) : NULL;
    if (open == NULL) {
        return AS_ENOMEM;
    }
    *c = (as_capture){name, at, at};
    *open = (uint32_t)run->caps.n - 1;
    return AS_OK;
}

static void capture_close(pat_run *run, uint32_t name, uint32_t at)
{
    for (size_t i = run->open.n; i-- > 0;) {
        as_capture *c = &run->caps.v[run->open.v[i]];
        if (c->name == name) {
            c->end = at;
            memmove(run->open.v + i, run->open.v + i + 1,
                    (run->open.n - i - 1) * sizeof *run->open.v);
            run->open.n--;
            return;
        }
    }
    assert(false); /* the compiler opens before it closes */
}

static as_status do_acts(const walk *w, const pat_edge *e, uint32_t at,
                         as_match *m, as_err *err)
{
    for (uint32_t i = 0; i < e->n_act; i++) {
        uint32_t act = w->p.prog->acts[e->act + i];
        if (act == CORE_OPEN) {
            m->first = at;
        } else if (act == CORE_CLOSE) {
            m->end = at;
        } else if (act % 2 == 1) {
            capture_close(w->p.run, act / 2 - 1, at);
        } else if (capture_open(w->p.run, act / 2 - 1, at, err) != AS_OK) {
            return AS_ENOMEM;
        }
    }
    return AS_OK;
}

/* Captures of no token did not take part. */
static void give_captures(pat_run *run, as_match *m)
{
    size_t n = 0;
    for (size_t i = 0; i < run->caps.n; i++) {
        if (run->caps.v[i].first < run->caps.v[i].end) {
            run->caps.v[n++] = run->caps.v[i];
        }
    }
    run->caps.n = n;
    m->captures = run->caps.v;
    m->n_captures = n;
}

static as_status take_path(const walk *w, as_match *out, as_err *err)
{
    pat_run *run = w->p.run;
    as_match m = {.first = w->start, .end = w->start};
    uint32_t s = 0;
    uint32_t at = w->start;
    run->caps.n = run->open.n = 0;
    for (;;) {
        const pat_edge *e = first_edge(w, s, at);
        assert(e != NULL); /* a live state leads on */
        as_status st = do_acts(w, e, at, &m, err);
        if (st != AS_OK) {
            return st;
        }
        if (e->ends) {
            m.end = at;
            break;
        }
        s = e->to;
        at = after_state(&w->p, s, at);
    }
    give_captures(run, &m);
    *out = m;
    return AS_OK;
}

/* ---- longest ------------------------------------------------------------ */

/* Rows of `tail` up to position `at`, new ones empty. */
static as_status tail_grow(walk *w, uint32_t at, as_err *err)
{
    size_t need = ((size_t)(at - w->start) + 1) * w->p.prog->n_words;
    pat_run *run = w->p.run;
    if (need <= run->tail.n) {
        return AS_OK;
    }
    if (as_vec_reserve(&run->tail, need - run->tail.n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(run->tail.v + run->tail.n, 0,
           (need - run->tail.n) * sizeof *run->tail.v);
    run->tail.n = need;
    return AS_OK;
}

/* Add to the row at `to_at` where state `s` can go from there. */
static as_status reach_from(walk *w, uint32_t s, uint32_t at, uint32_t *far,
                            as_err *err)
{
    uint32_t to_at = after_state(&w->p, s, at);
    as_status st = tail_grow(w, to_at, err);
    if (st != AS_OK) {
        return st;
    }
    *far = to_at > *far ? to_at : *far;
    const pat_state *state = &w->p.prog->states[s];
    for (uint32_t i = 0; i < state->n_edges; i++) {
        const pat_edge *e = &w->p.prog->edges[state->edge + i];
        w->p.run->steps++;
        if (!edge_lives(&w->p, e, to_at)) {
            continue;
        }
        if (e->ends) {
            w->last = to_at > w->last ? to_at : w->last;
        } else {
            add_bit(tail_row(w, to_at), e->to);
        }
    }
    return AS_OK;
}

/* Fill `tail` with what can be reached from the start; `last` becomes the
 * furthest end. */
static as_status reach(walk *w, as_err *err)
{
    uint32_t far = w->start;
    w->p.run->tail.n = 0;
    w->last = w->start;
    as_status st = reach_from(w, 0, w->start, &far, err);
    for (uint32_t at = w->start; st == AS_OK && at <= far; at++) {
        for (uint32_t k = 0; st == AS_OK && k < w->p.prog->n_words; k++) {
            uint64_t bits = tail_row(w, at)[k];
            for (; st == AS_OK && bits != 0; bits &= bits - 1) {
                uint32_t s = k * 64 + (uint32_t)__builtin_ctzll(bits);
                st = reach_from(w, s, at, &far, err);
            }
        }
    }
    return st;
}

static bool reaches_last(const walk *w, uint32_t s, uint32_t at)
{
    uint32_t to_at = after_state(&w->p, s, at);
    return to_at <= w->last && first_edge(w, s, to_at) != NULL;
}

/* Keep in `tail` only what leads to `last`. */
static void keep_longest(walk *w)
{
    w->tail = w->p.run->tail.v;
    memset(tail_row(w, w->last), 0, w->p.prog->n_words * sizeof *w->tail);
    for (uint32_t at = w->last; at-- > w->start;) {
        for (uint32_t k = 0; k < w->p.prog->n_words; k++) {
            uint64_t *word = &tail_row(w, at)[k];
            for (uint64_t bits = *word; bits != 0; bits &= bits - 1) {
                uint32_t s = k * 64 + (uint32_t)__builtin_ctzll(bits);
                if (!reaches_last(w, s, at)) {
                    *word &= ~((uint64_t)1 << (s & 63));
                }
            }
        }
    }
}

as_status pat_run_walk(pat_run *run, pat_view *v, const pat_prog *prog,
                       uint32_t at, bool longest, as_match *m, as_err *err)
{
    walk w = {.p = {run, v, prog, run->beg, run->end}, .start = at};
    if (longest) {
        as_status st = reach(&w, err);
        if (st != AS_OK) {
            return st;
        }
        keep_longest(&w);
    }
    return take_path(&w, m, err);
}

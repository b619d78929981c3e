/* pat_walk.c - read one match off the rows that pat_run.c filled.
 *
 * A walk takes at each state the first edge, in order of preference, that
 * leads on. Longest mode: the states reachable from the start give the
 * furthest end; a backward pass over them keeps those that lead to that end.
 * Only live states are reached, so that no end lies behind the furthest one
 * reached. Cost: tokens of the match * edges of its states; with captures in
 * a context those of the context too, which pat_check.c bounds. */
#include <stdlib.h>

#include "match/pat_pass.h"

/* One match on its way. `tail` NULL: preferences decide; else only states in
 * it may be taken, and the match ends at `last`. */
typedef struct walk {
    pat_pass p;
    const uint64_t *tail;
    uint32_t start, last;
} walk;

/* Where state `s`, live at `at`, comes to. */
static uint32_t after_state(const pat_pass *p, uint32_t s, uint32_t at)
{
    bool left = p->prog->leftwards;
    uint32_t name = p->prog->states[s].name;
    if (s == 0) {
        return at;
    }
    if (name == PAT_NONE) {
        return left ? at - 1 : at + 1;
    }
    const pat_mark *m = left ? pat_mark_to(p->v, at, name)
                             : pat_mark_at(p->v, at, name);
    assert(m != NULL); /* else it would not be live */
    return left ? m->first : m->end;
}

static uint64_t *tail_row(const walk *w, uint32_t at)
{
    return w->p.run->tail.v + (size_t)(at - w->start) * w->p.prog->n_words;
}

static bool may_take(const walk *w, const pat_edge *e, uint32_t at)
{
    if (w->tail == NULL) {
        return pat_edge_lives(&w->p, e, at);
    }
    if (e->ends) {
        return at == w->last && pat_edge_lives(&w->p, e, at);
    }
    return e->to != PAT_ACCEPT && pat_bit(tail_row(w, at), e->to) &&
           pat_edges_hold(&w->p, e->edges, at);
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

/* ---- captures ----------------------------------------------------------- */

static as_status capture_begin(pat_run *run, uint32_t name, uint32_t at,
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

static void capture_finish(pat_run *run, uint32_t name, uint32_t at)
{
    for (size_t i = run->open.n; i-- > 0;) {
        as_capture *c = &run->caps.v[run->open.v[i]];
        if (c->name == name) {
            c->first = at < c->first ? at : c->first;
            c->end = at > c->end ? at : c->end;
            memmove(run->open.v + i, run->open.v + i + 1,
                    (run->open.n - i - 1) * sizeof *run->open.v);
            run->open.n--;
            return;
        }
    }
    assert(false); /* the compiler opens before it closes */
}

static as_status do_acts(const walk *w, const pat_edge *e, uint32_t at,
                         as_err *err)
{
    const pat_prog *g = w->p.prog;
    for (uint32_t i = 0; i < e->n_act; i++) {
        uint32_t act = g->acts[e->act + i];
        uint32_t name = act / 2 - 1; /* not meant for the core */
        if (act == CORE_OPEN || act == CORE_CLOSE) {
            continue;
        }
        if ((act % 2 == 1) != g->leftwards) {
            capture_finish(w->p.run, name, at);
        } else if (capture_begin(w->p.run, name, at, err) != AS_OK) {
            return AS_ENOMEM;
        }
    }
    return AS_OK;
}

/* By first token, of two that begin together the longer first. */
static int by_place(const void *a, const void *b)
{
    const as_capture *x = a;
    const as_capture *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    if (x->end != y->end) {
        return x->end > y->end ? -1 : 1;
    }
    return (x->name > y->name) - (x->name < y->name);
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

/* ---- the path ----------------------------------------------------------- */

/* Follow the preferred edges from the start, adding captures; *end becomes
 * where the match ends. */
static as_status take_path(walk *w, uint32_t *end, as_err *err)
{
    uint32_t s = 0;
    uint32_t at = w->start;
    w->p.run->open.n = 0;
    for (bool done = false; !done;) {
        const pat_edge *e = first_edge(w, s, at);
        assert(e != NULL); /* a live state leads on */
        as_status st = do_acts(w, e, at, err);
        if (st != AS_OK) {
            return st;
        }
        if (e->ends) {
            *end = at;
            w->tail = NULL; /* what comes is only looked at */
            done = !w->p.prog->more_named;
        }
        if (e->to == PAT_ACCEPT) {
            break;
        }
        s = e->to;
        at = after_state(&w->p, s, at);
    }
    return AS_OK;
}

static as_status take_left(pat_run *run, pat_view *v, const pat_prog *prog,
                           uint32_t at, as_err *err)
{
    if (prog->left == NULL || !prog->left->named) {
        return AS_OK;
    }
    walk w = {.p = pat_pass_of(run, v, prog->left), .start = at};
    uint32_t end = at;
    as_status st = take_path(&w, &end, err);
    if (st == AS_OK && run->caps.n > 1) {
        qsort(run->caps.v, run->caps.n, sizeof *run->caps.v, by_place);
    }
    return st;
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
        if (!pat_edge_lives(&w->p, e, to_at)) {
            continue;
        }
        if (e->ends) {
            w->last = to_at > w->last ? to_at : w->last;
        } else {
            pat_bit_add(tail_row(w, to_at), e->to);
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
        if (as_cancelled(w->p.run->cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
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
    walk w = {.p = pat_pass_of(run, v, prog), .start = at};
    as_match found = {.first = at, .end = at};
    run->caps.n = run->open.n = 0;
    as_status st = take_left(run, v, prog, at, err);
    if (st == AS_OK && longest) {
        st = reach(&w, err);
        if (st == AS_OK) {
            keep_longest(&w);
        }
    }
    st = st == AS_OK ? take_path(&w, &found.end, err) : st;
    if (st == AS_OK) {
        give_captures(run, &found);
        *m = found;
    }
    return st;
}

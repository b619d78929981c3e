/* rule_why.c - where a rule stopped, told in one line.
 *
 * Runs the phases before the rule's as always, so that it sees what it would
 * see, then asks in turn: did it win, lose, wake; what of it matches. Only
 * here patterns are read forwards with all their states at once, which tells
 * how far each start gets. The document is rolled back. Cost: that of a run
 * of the document, and for the unit tokens squared times states. */
#include <stdarg.h>
#include <stdio.h>

#include "match/pat_pass.h"
#include "match/rule_int.h"

enum { WAITS_MAX = 12 };

typedef struct asking {
    as_rule_runner *r;
    const rule *ru;
    uint32_t rule, beg, end; /* the unit */
    as_why *out;
    as_err *err;
} asking;

static as_status say(const asking *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static as_status say(const asking *a, const char *fmt, ...)
{
    char text[600];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return as_buf_add_slice(&a->r->room->text, as_slice_str(text), a->err);
}

/* Tokens as a text of bounded length, in quotation marks. */
static as_status say_tokens(const asking *a, uint32_t first, uint32_t end)
{
    enum { SHOWN = 120 };
    as_slice s = as_doc_token_text(a->r->room->view.doc, first, end);
    size_t n = s.n < SHOWN ? s.n : SHOWN;
    while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80) {
        n--;
    }
    return say(a, "\"%.*s%s\"", (int)n, s.p, n < s.n ? "..." : "");
}

/* ---- forwards --------------------------------------------------------- */

/* Which states have consumed all up to each position, from one start. */
typedef struct reach {
    const asking *a;
    const pat_prog *g;
    uint64_t *rows; /* (end - beg + 1) * n_words */
    uint32_t start, far;
    bool matched;
} reach;

static uint64_t *row(const reach *w, uint32_t at)
{
    return w->rows + (size_t)(at - w->a->beg) * w->g->n_words;
}

static bool edges_hold(const reach *w, uint32_t edges, uint32_t at)
{
    pat_run range = {.beg = w->a->beg, .end = w->a->end};
    const pat_pass p = {.run = &range,
                        .v = &w->a->r->room->view,
                        .prog = w->g,
                        .beg = range.beg,
                        .end = range.end};
    return pat_edges_hold(&p, edges, at);
}

/* Where state `s` comes to from `at`; `at` itself: it cannot consume. */
static uint32_t step(const reach *w, uint32_t s, uint32_t at)
{
    const pat_state *state = &w->g->states[s];
    pat_view *v = &w->a->r->room->view;
    if (at >= w->a->end) {
        return at;
    }
    if (state->name == PAT_NONE) {
        return pat_test_token(v, state->test, at) ? at + 1 : at;
    }
    const pat_mark *m = pat_mark_at(v, at, state->name);
    return m != NULL && m->end <= w->a->end &&
                   pat_test_mark(v, state->test, m)
               ? m->end
               : at;
}

static void leave(reach *w, uint32_t s, uint32_t at)
{
    const pat_state *state = &w->g->states[s];
    for (uint32_t i = 0; i < state->n_edges; i++) {
        const pat_edge *e = &w->g->edges[state->edge + i];
        if (e->edges != 0 && !edges_hold(w, e->edges, at)) {
            continue;
        }
        if (e->to == PAT_ACCEPT) {
            w->matched = true;
            continue;
        }
        uint32_t to = step(w, e->to, at);
        if (to > at) {
            pat_bit_add(row(w, to), e->to);
            w->far = to > w->far ? to : w->far;
        }
    }
}

static void reach_from(reach *w, uint32_t start)
{
    memset(w->rows, 0, ((size_t)(w->a->end - w->a->beg) + 1) * w->g->n_words *
                           sizeof *w->rows);
    w->start = w->far = start;
    w->matched = false;
    leave(w, 0, start);
    for (uint32_t at = start + 1; at <= w->far; at++) {
        for (uint32_t k = 0; k < w->g->n_words; k++) {
            for (uint64_t bits = row(w, at)[k]; bits; bits &= bits - 1) {
                leave(w, k * 64 + (uint32_t)__builtin_ctzll(bits), at);
            }
        }
    }
}

static void add_wait(const reach *w, const pat_edge *e)
{
    as_why *out = w->a->out;
    as_why_wait *waits = (as_why_wait *)out->waits;
    const pat_tests *tests = w->a->r->set->tests;
    as_why_wait wait = {AS_LIT("the end of a sentence or paragraph"),
                        AS_LIT("an anchor")};
    if (e->edges != 0 && !edges_hold(w, e->edges, w->far)) {
        wait.source = e->edges & (EDGE_S_BEG | EDGE_S_END)
                          ? AS_LIT("<s> or </s>")
                          : AS_LIT("<p> or </p>");
    } else if (e->to == PAT_ACCEPT) {
        return;
    } else {
        const pat_state *state = &w->g->states[e->to];
        wait.source = state->src;
        wait.test = state->name != PAT_NONE ? tests->names.v[state->name].text
                                            : pat_test_text(tests, state->test);
        if (state->name != PAT_NONE && state->test != PAT_NONE) {
            wait.test = pat_test_text(tests, state->test);
        }
    }
    for (size_t i = 0; i < out->n_waits; i++) {
        if (as_slice_eq(waits[i].source, wait.source) &&
            as_slice_eq(waits[i].test, wait.test)) {
            return;
        }
    }
    if (out->n_waits < WAITS_MAX) {
        waits[out->n_waits++] = wait;
    }
}

static void add_waits_of(const reach *w, uint32_t s)
{
    const pat_state *state = &w->g->states[s];
    for (uint32_t i = 0; i < state->n_edges; i++) {
        add_wait(w, &w->g->edges[state->edge + i]);
    }
}

/* What was waited for at the furthest position. */
static as_status collect_waits(const reach *w)
{
    w->a->out->waits = as_arena_zero(w->a->r->room->arena, WAITS_MAX,
                                     sizeof *w->a->out->waits);
    if (w->a->out->waits == NULL) {
        return as_err_nomem(w->a->err);
    }
    if (w->far == w->start) {
        add_waits_of(w, 0);
        return AS_OK;
    }
    for (uint32_t k = 0; k < w->g->n_words; k++) {
        for (uint64_t bits = row(w, w->far)[k]; bits; bits &= bits - 1) {
            add_waits_of(w, k * 64 + (uint32_t)__builtin_ctzll(bits));
        }
    }
    return AS_OK;
}

static as_status say_stopped(const reach *w)
{
    const asking *a = w->a;
    as_why *out = a->out;
    as_status st = AS_OK;
    out->verdict = AS_WHY_STOPPED;
    out->first = w->start;
    out->at = w->far;
    st = say(a, "stopped at ");
    if (st == AS_OK && w->far < a->end) {
        st = say_tokens(a, w->far, w->far + 1);
    } else if (st == AS_OK) {
        st = say(a, "the end");
    }
    if (st == AS_OK && w->far > w->start) {
        st = say(a, ", behind ");
        st = st == AS_OK ? say_tokens(a, w->start, w->far) : st;
    }
    st = st == AS_OK ? say(a, ": waited for ") : st;
    for (size_t i = 0; st == AS_OK && i < out->n_waits; i++) {
        const as_why_wait *x = &out->waits[i];
        bool same = as_slice_eq(x->source, x->test);
        st = say(a, "%s%.*s", i ? " or " : "", (int)x->source.n, x->source.p);
        st = st == AS_OK && !same
                 ? say(a, " (%.*s)", (int)x->test.n, x->test.p)
                 : st;
    }
    return st;
}

static as_status stopped(const asking *a, const pat_prog *g)
{
    reach w = {.a = a, .g = g};
    uint32_t best = a->beg;
    uint32_t length = 0;
    w.rows = as_mem_new(((size_t)(a->end - a->beg) + 1) * g->n_words *
                        sizeof *w.rows);
    if (w.rows == NULL) {
        return as_err_nomem(a->err);
    }
    for (uint32_t at = a->beg; at < a->end; at++) {
        reach_from(&w, at);
        if (w.far - at > length) {
            length = w.far - at;
            best = at;
        }
    }
    reach_from(&w, best);
    as_status st = collect_waits(&w);
    st = st == AS_OK ? say_stopped(&w) : st;
    as_mem_free(w.rows);
    return st;
}

/* ---- verdicts --------------------------------------------------------- */

static as_status asleep(const asking *a)
{
    const pat_tests *tests = a->r->set->tests;
    const rule_cut *cut = &a->ru->cuts.first;
    as_status st = say(a, "nothing here wakes it: it cannot do without ");
    for (uint32_t i = 0; st == AS_OK && i < cut->n; i++) {
        const wake_item *item = &cut->items[i];
        as_slice text = item->kind == WAKE_NAME
                            ? tests->names.v[item->id].text
                        : item->kind == WAKE_TEST
                            ? pat_test_text(tests, item->id)
                            : AS_LIT("a token of a certain class");
        st = say(a, "%s%.*s", i ? " or " : "", (int)text.n, text.p);
    }
    a->out->verdict = AS_WHY_ASLEEP;
    a->out->first = a->out->at = a->beg;
    return st;
}

/* The first match of a program in the unit, if there is one. */
static as_status first_match(const asking *a, const pat_prog *g, bool *found,
                             as_match *m)
{
    bool any = false;
    as_status st = pat_run_back(&a->r->room->run, &a->r->room->view, g, a->beg, a->end,
                                &any, a->err);
    *found = false;
    for (uint32_t t = a->beg; st == AS_OK && any && !*found && t < a->end;
         t++) {
        if (pat_run_can(&a->r->room->run, &a->r->room->view, g, t)) {
            *found = true;
            st = pat_run_walk(&a->r->room->run, &a->r->room->view, g, t,
                              a->ru->mode == AS_MATCH_LONGEST, m, a->err);
        }
    }
    return st;
}

static as_status guarded(const asking *a)
{
    const as_rule_runner *r = a->r;
    a->out->verdict = AS_WHY_GUARDED;
    a->out->first = r->dropped_first;
    a->out->at = r->dropped_end;
    as_status st = say_tokens(a, r->dropped_first, r->dropped_end);
    return st == AS_OK ? say(a, " matches, and was dropped by unless number %u",
                             r->dropped_by)
                       : st;
}

static as_status no_role(const asking *a, const as_match *m)
{
    as_status st = say_tokens(a, m->first, m->end);
    a->out->verdict = AS_WHY_ROLE;
    a->out->first = m->first;
    a->out->at = m->end;
    st = st == AS_OK ? say(a, " is a trigger, and a role that is required "
                              "stays empty:")
                     : st;
    for (uint32_t i = 0; st == AS_OK && i < a->ru->n_roles; i++) {
        const rule_role *role = &a->ru->roles[i];
        if (role->required) {
            st = say(a, " %.*s (within %u)", (int)role->name.n, role->name.p,
                     role->within);
        }
    }
    return st;
}

/* It is awake and nothing of it is a candidate. */
static as_status missed(const asking *a)
{
    const pat_prog *g = &a->ru->main.prog;
    pat_prog bare = *g;
    as_match m = {0};
    bool found = false;
    if (a->r->dropped_by > 0) {
        return guarded(a);
    }
    as_status st = first_match(a, g, &found, &m);
    if (st == AS_OK && found && a->ru->is_frame) {
        return no_role(a, &m);
    }
    bare.left = NULL;
    st = st == AS_OK && g->left ? first_match(a, &bare, &found, &m) : st;
    if (st == AS_OK && found) {
        a->out->verdict = AS_WHY_LEFT;
        a->out->first = m.first;
        a->out->at = m.first;
        st = say_tokens(a, m.first, m.end);
        return st == AS_OK ? say(a, " matches, but not what must stand before "
                                    "<<")
                           : st;
    }
    return st == AS_OK ? stopped(a, g) : st;
}

/* A candidate of the rule, kept or lost. */
static as_status told(const asking *a, const rule_cand *c)
{
    a->out->first = c->first;
    a->out->at = c->end;
    as_status st = say(a, "found ");
    st = st == AS_OK ? say_tokens(a, c->first, c->end) : st;
    if (c->kept) {
        a->out->verdict = AS_WHY_FOUND;
        return st;
    }
    const rule *to = &a->r->set->rules[c->lost_to];
    a->out->verdict = AS_WHY_LOST;
    if (to == a->ru) {
        return st == AS_OK ? say(a, ", and lost it to a longer hit of its own")
                           : st;
    }
    return st == AS_OK ? say(a, ", and lost it to rule %.*s (%s)",
                             (int)to->name.n, to->name.p,
                             to->priority > a->ru->priority
                                 ? "longer, or of higher priority"
                                 : "longer, or earlier in the file")
                       : st;
}

static as_status ask(const asking *a)
{
    const rule_cand *best = NULL;
    for (size_t i = 0; i < a->r->room->cands.n; i++) {
        const rule_cand *c = &a->r->room->cands.v[i];
        bool here = c->rule == a->rule && c->first < a->end &&
                    c->end > a->beg;
        if (here && (best == NULL || (c->kept && !best->kept))) {
            best = c;
        }
    }
    if (best != NULL) {
        return told(a, best);
    }
    for (uint32_t i = 0; i < a->r->set->n_groups; i++) {
        const rule_group *g = &a->r->set->groups[i];
        if (g->phase == a->ru->phase && g->scope == a->ru->scope) {
            rule_wake_unit(a->r, g, a->beg, a->end);
        }
    }
    /* half awake it got somewhere, and that tells more */
    return rule_cut_seen(a->r, &a->ru->cuts.first) ? missed(a) : asleep(a);
}

/* Run up to the rule's phase, then ask; counts are put back by the caller. */
static as_status answer(const asking *a, as_doc *doc)
{
    as_rule_runner *r = a->r;
    const as_doc_mark mark = as_doc_mark_now(doc);
    r->watching = true;
    r->watched = a->rule;
    r->watch_beg = a->beg;
    r->watch_end = a->end;
    r->dropped_by = 0;
    as_status st = rule_run_until(r, doc, a->ru->phase, NULL, NULL, a->err);
    r->watching = false;
    r->room->text.n = 0;
    st = st == AS_OK ? say(a, "%.*s: ", (int)a->ru->name.n, a->ru->name.p)
                     : st;
    st = st == AS_OK ? ask(a) : st;
    as_doc_rollback(doc, mark);
    return st;
}

as_status as_rules_why(as_rule_runner *r, as_doc *doc, size_t rule_id,
                       uint32_t first, uint32_t end, as_why *out, as_err *err)
{
    const uint32_t n = (uint32_t)as_doc_tokens(doc)->n;
    if (first >= end || end > n || rule_id >= r->set->n_rules) {
        return as_err_set(err, AS_ERANGE, "bad token range %u..%u", first,
                          end);
    }
    const as_arena_mark scratch = as_arena_mark_now(r->room->arena);
    const size_t n_stats = r->set->n_rules;
    as_rule_stats *stats = as_mem_new((n_stats + 1) * sizeof *stats);
    if (stats == NULL) {
        return as_err_nomem(err);
    }
    memcpy(stats, r->stats.v, n_stats * sizeof *stats);
    as_why told_now = {0};
    const asking a = {r, &r->set->rules[rule_id], (uint32_t)rule_id, first,
                      end, &told_now, err};
    r->cancel = NULL;
    as_status st = answer(&a, doc);
    memcpy(r->stats.v, stats, n_stats * sizeof *stats);
    as_mem_free(stats);
    if (st != AS_OK) {
        as_arena_rollback(r->room->arena, scratch);
        return st;
    }
    told_now.text = as_buf_slice(&r->room->text);
    *out = told_now;
    return AS_OK;
}

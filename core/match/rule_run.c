/* rule_run.c - a document through the rules: a phase at a time, and in it
 * the units of text that wake something.
 *
 *   wake (rule_wake.c) -> match (pat_run.c, rule_frame.c) -> unless
 *     -> who wins among the hits of a label -> features -> spans
 *
 * Spans of a phase are added at its end, so that the rules of the next see
 * them, and nothing that a rule reads moves under its feet.
 * Cost: linear in tokens for what wakes nothing; for each rule that is awake
 * that of its pattern (linear); n log n in the hits. Memory: hits of one
 * phase, and rows of one unit.
 * Invariant: what comes out depends neither on the order of waking nor on
 * that of hits. */
#include <stdlib.h>
#include <time.h>

#include "match/rule_int.h"

/* ---- guards ----------------------------------------------------------- */

static void guard_range(const as_rule_runner *r, const rule_guard *g,
                        uint32_t first, uint32_t end, uint32_t *beg,
                        uint32_t *stop)
{
    static const as_scope scopes[] = {
        [AS_WITHIN_SENTENCE] = AS_SCOPE_SENTENCE,
        [AS_WITHIN_PARAGRAPH] = AS_SCOPE_PARAGRAPH,
        [AS_WITHIN_DOCUMENT] = AS_SCOPE_DOCUMENT};
    uint32_t unused = 0;
    *beg = first;
    *stop = end;
    if (g->within != AS_WITHIN_MATCH) {
        pat_unit(&r->room->view, scopes[g->within], first, beg, &unused);
        pat_unit(&r->room->view, scopes[g->within], end - 1, &unused, stop);
    }
}

/* Does a guard fire for tokens [first, end)? Hits of one sentence ask the
 * same: the last answer is kept. */
static as_status guard_fires(as_rule_runner *r, const rule_guard *g,
                             uint32_t first, uint32_t end, bool *fires,
                             as_err *err)
{
    guard_memo *memo = &r->guards.v[g->id];
    uint32_t beg = 0;
    uint32_t stop = 0;
    guard_range(r, g, first, end, &beg, &stop);
    if (!memo->known || memo->beg != beg || memo->end != stop) {
        bool any = false;
        as_status st = pat_run_back(&r->room->side, &r->room->view, &g->prog.prog, beg,
                                    stop, &any, err);
        if (st != AS_OK) {
            return st;
        }
        bool can = false; /* `any` does not know the left context */
        for (uint32_t t = beg; any && !can && t < stop; t++) {
            can = pat_run_can(&r->room->side, &r->room->view, &g->prog.prog, t);
        }
        *memo = (guard_memo){beg, stop, true, can};
    }
    *fires = memo->fires;
    return AS_OK;
}

/* ---- candidates ------------------------------------------------------- */

static void note_dropped(as_rule_runner *r, uint32_t rule_id, uint32_t first,
                         uint32_t end, uint32_t guard)
{
    r->stats.v[rule_id].guarded++;
    if (r->watching && r->watched == rule_id && r->dropped_by == 0 &&
        first < r->watch_end && end > r->watch_beg) {
        r->dropped_first = first;
        r->dropped_end = end;
        r->dropped_by = guard + 1;
    }
}

as_status rule_cand_add(as_rule_runner *r, uint32_t rule_id, uint32_t first,
                        uint32_t end, const as_capture *caps, size_t n,
                        as_err *err)
{
    const rule *ru = &r->set->rules[rule_id];
    r->stats.v[rule_id].hits++;
    for (uint32_t i = 0; i < ru->n_guards; i++) {
        bool fires = false;
        as_status st = guard_fires(r, &ru->guards[i], first, end, &fires, err);
        if (st != AS_OK) {
            return st;
        }
        if (fires) {
            note_dropped(r, rule_id, first, end, i);
            return AS_OK;
        }
    }
    if (as_vec_reserve(&r->room->cands, 1, err) != AS_OK ||
        as_vec_reserve(&r->room->caps, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    if (n > 0) {
        memcpy(r->room->caps.v + r->room->caps.n, caps, n * sizeof *caps);
    }
    r->room->cands.v[r->room->cands.n++] =
        (rule_cand){.rule = rule_id,
                    .first = first,
                    .end = end,
                    .from = (uint32_t)r->room->caps.n,
                    .to = (uint32_t)(r->room->caps.n + n)};
    r->room->caps.n += n;
    return AS_OK;
}

/* Matches of a rule in a unit become candidates. */
static as_status match_unit(as_rule_runner *r, uint32_t rule_id, uint32_t beg,
                            uint32_t end, as_err *err)
{
    const rule *ru = &r->set->rules[rule_id];
    const pat_prog *g = &ru->main.prog;
    bool any = false;
    if (ru->is_frame) {
        return rule_frame_unit(r, rule_id, beg, end, err);
    }
    as_status st = pat_run_back(&r->room->run, &r->room->view, g, beg, end, &any, err);
    for (uint32_t at = beg; st == AS_OK && any && at < end;) {
        as_match m;
        if (!pat_run_can(&r->room->run, &r->room->view, g, at)) {
            at++;
            continue;
        }
        st = pat_run_walk(&r->room->run, &r->room->view, g, at,
                          ru->mode == AS_MATCH_LONGEST, &m, err);
        if (st == AS_OK) { /* names: the program's become the rule's */
            as_capture *caps = r->room->run.caps.v;
            for (size_t i = 0; i < m.n_captures; i++) {
                caps[i].name = ru->main.names[caps[i].name];
            }
            st = rule_cand_add(r, rule_id, m.first, m.end, caps, m.n_captures,
                               err);
            at = ru->mode == AS_MATCH_ALL ? at + 1 : m.end;
        }
    }
    return st;
}

/* ---- who wins --------------------------------------------------------- */

/* By label; of one label what is worth more first. */
static int by_worth(const void *a, const void *b, void *rules)
{
    const rule_cand *x = a;
    const rule_cand *y = b;
    const rule *p = &((const rule *)rules)[x->rule];
    const rule *q = &((const rule *)rules)[y->rule];
    const uint32_t m = x->end - x->first;
    const uint32_t n = y->end - y->first;
    if (p->label_id != q->label_id) {
        return p->label_id < q->label_id ? -1 : 1;
    }
    if (m != n) {
        return m > n ? -1 : 1;
    }
    if (p->priority != q->priority) {
        return p->priority > q->priority ? -1 : 1;
    }
    if (x->rule != y->rule) {
        return x->rule < y->rule ? -1 : 1;
    }
    return (x->first > y->first) - (x->first < y->first);
}

static int by_place(const void *a, const void *b)
{
    const rule_cand *x = a;
    const rule_cand *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    if (x->end != y->end) {
        return x->end > y->end ? -1 : 1;
    }
    return (x->rule > y->rule) - (x->rule < y->rule);
}

/* Room for a token's owner, all free. */
static as_status owners(as_rule_runner *r, as_err *err)
{
    const size_t n = r->room->view.n_tokens;
    r->room->owner.n = 0;
    if (as_vec_reserve(&r->room->owner, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    if (n > 0) {
        memset(r->room->owner.v, 0, n * sizeof *r->room->owner.v);
    }
    return AS_OK;
}

/* The rule of the owner that a candidate gives way to; PAT_NONE: it stays.
 * Of what a rule of mode `all` finds nothing gives way to the rest. */
static uint32_t taken_by(const as_rule_runner *r, const rule_cand *c)
{
    bool all = r->set->rules[c->rule].mode == AS_MATCH_ALL;
    for (uint32_t t = c->first; t < c->end; t++) {
        uint32_t owner = r->room->owner.v[t];
        if (owner != 0 &&
            !(all && r->room->cands.v[owner - 1].rule == c->rule)) {
            return r->room->cands.v[owner - 1].rule;
        }
    }
    return PAT_NONE;
}

static void set_owner(as_rule_runner *r, const rule_cand *c, uint32_t owner)
{
    for (uint32_t t = c->first; t < c->end; t++) {
        r->room->owner.v[t] = owner;
    }
}

/* Candidates [beg, end) are those of one label. */
static void settle(as_rule_runner *r, size_t beg, size_t end)
{
    for (size_t i = beg; i < end; i++) {
        rule_cand *c = &r->room->cands.v[i];
        c->lost_to = taken_by(r, c);
        c->kept = c->lost_to == PAT_NONE;
        if (c->kept) {
            set_owner(r, c, (uint32_t)i + 1);
        } else {
            r->stats.v[c->rule].lost++;
        }
    }
    for (size_t i = beg; i < end; i++) {
        if (r->room->cands.v[i].kept) {
            set_owner(r, &r->room->cands.v[i], 0);
        }
    }
}

static as_status settle_all(as_rule_runner *r, as_err *err)
{
    rule_cand *c = r->room->cands.v;
    const rule *rules = r->set->rules;
    if (r->room->cands.n == 0) {
        return AS_OK;
    }
    as_status st = owners(r, err);
    if (st != AS_OK) {
        return st;
    }
    qsort_r(c, r->room->cands.n, sizeof *c, by_worth, r->set->rules);
    for (size_t i = 0; i < r->room->cands.n;) {
        size_t end = i;
        while (end < r->room->cands.n && rules[c[end].rule].label_id ==
                                       rules[c[i].rule].label_id) {
            end++;
        }
        settle(r, i, end);
        i = end;
    }
    qsort(c, r->room->cands.n, sizeof *c, by_place);
    return AS_OK;
}

/* ---- to spans --------------------------------------------------------- */

static as_status win_of(as_rule_runner *r, uint32_t cand, rule_win *out,
                        as_err *err)
{
    const rule_cand *c = &r->room->cands.v[cand];
    size_t n = 0;
    *out = (rule_win){.cand = cand,
                      .label = r->set->rules[c->rule].span_label};
    const as_status st =
        rule_features(r, c, &out->label, &out->features, &n, err);
    out->n_features = (uint32_t)n;
    return st;
}

static as_rule_hit hit_of(const as_rule_runner *r, const rule_win *win)
{
    const rule_cand *c = &r->room->cands.v[win->cand];
    const rule *ru = &r->set->rules[c->rule];
    const as_tokens *tok = r->room->view.tok;
    return (as_rule_hit){.rule = c->rule,
                         .first = c->first,
                         .end = c->end,
                         .captures = c->to > c->from ? r->room->caps.v + c->from
                                                     : NULL,
                         .n_captures = c->to - c->from,
                         .layer = ru->layer,
                         .span = {.beg = tok->beg[c->first],
                                  .end = tok->end[c->end - 1],
                                  .label = win->label,
                                  .priority = ru->priority,
                                  .score = 1,
                                  .prov = ru->prov,
                                  .features = win->features,
                                  .n_features = win->n_features}};
}

static as_status add_span(as_doc *doc, const as_rule_hit *hit, as_err *err)
{
    as_layer *layer = NULL;
    as_status st = as_doc_layer(doc, hit->layer, &layer, err);
    return st == AS_OK ? as_layer_add(doc, layer, &hit->span, NULL, err) : st;
}

/* Features of all first: adding moves what they are read from. */
static as_status add_winners(as_rule_runner *r, as_doc *doc, as_rule_do act,
                             void *act_ctx, as_err *err)
{
    as_rule_room *room = r->room;
    room->wins.n = 0;
    as_status st = as_vec_reserve(&room->wins, room->cands.n, err);
    for (uint32_t i = 0; st == AS_OK && i < room->cands.n; i++) {
        if (room->cands.v[i].kept) {
            st = win_of(r, i, &room->wins.v[room->wins.n++], err);
        }
    }
    for (size_t i = 0; st == AS_OK && i < room->wins.n; i++) {
        const as_rule_hit hit = hit_of(r, &room->wins.v[i]);
        bool own = act != NULL && r->set->rules[hit.rule].action.n > 0;
        st = own ? act(act_ctx, doc, &hit, err) : add_span(doc, &hit, err);
    }
    return st;
}

/* ---- phases ----------------------------------------------------------- */

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static as_status run_unit(as_rule_runner *r, const rule_group *g, uint32_t beg,
                          uint32_t end, as_err *err)
{
    as_status st = AS_OK;
    rule_wake_unit(r, g, beg, end);
    for (size_t i = 0; st == AS_OK && i < r->room->woken.n; i++) {
        const uint32_t rule_id = r->room->woken.v[i];
        const double begun = r->timing ? now() : 0;
        r->stats.v[rule_id].wakes++;
        st = match_unit(r, rule_id, beg, end, err);
        if (r->timing) {
            r->stats.v[rule_id].seconds += now() - begun;
        }
    }
    return st;
}

/* As pat_unit, of tokens in ascending order: *i is the unit's number. */
static void unit_from(const pat_view *v, as_scope scope, uint32_t tok,
                      size_t *i, uint32_t *beg, uint32_t *end)
{
    const as_starts *s = scope == AS_SCOPE_PARAGRAPH ? as_doc_paras(v->doc)
                                                     : as_doc_sents(v->doc);
    if (scope == AS_SCOPE_DOCUMENT || s->n == 0) {
        *beg = 0;
        *end = v->n_tokens;
        return;
    }
    while (*i + 1 < s->n && s->v[*i + 1] <= tok) {
        ++*i;
    }
    *beg = s->v[*i];
    *end = *i + 1 < s->n ? s->v[*i + 1] : v->n_tokens;
}

static as_status run_group(as_rule_runner *r, const rule_group *g, as_err *err)
{
    as_status st = AS_OK;
    size_t unit = 0;
    for (uint32_t at = 0; st == AS_OK && at < r->room->view.n_tokens;) {
        uint32_t beg = 0;
        uint32_t end = 0;
        if (as_cancelled(r->cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        unit_from(&r->room->view, g->scope, at, &unit, &beg, &end);
        st = run_unit(r, g, beg, end, err);
        at = end;
    }
    return st;
}

/* The candidates of one phase, settled. */
static as_status run_phase(as_rule_runner *r, uint32_t phase, as_err *err)
{
    as_status st = AS_OK;
    r->room->cands.n = r->room->caps.n = 0;
    for (size_t i = 0; i < r->guards.n; i++) {
        r->guards.v[i].known = false;
    }
    for (uint32_t i = 0; st == AS_OK && i < r->set->n_groups; i++) {
        const rule_group *g = &r->set->groups[i];
        st = g->phase == phase ? run_group(r, g, err) : AS_OK;
    }
    return st == AS_OK ? settle_all(r, err) : st;
}

as_status rule_run_until(as_rule_runner *r, as_doc *doc, uint32_t until,
                         as_rule_do act, void *act_ctx, as_err *err)
{
    const as_arena_mark mark = as_arena_mark_now(r->room->arena);
    as_status st = pat_view_open(&r->room->view, r->set->tests, doc, err);
    r->room->run.cancel = r->room->side.cancel = r->cancel;
    st = st == AS_OK ? rule_wake_open(r, err) : st;
    for (uint32_t p = 0; st == AS_OK && p < r->set->n_phases; p++) {
        st = p > 0 ? pat_marks_read(&r->room->view, err) : AS_OK;
        st = st == AS_OK ? run_phase(r, p, err) : st;
        if (p == until) {
            break;
        }
        st = st == AS_OK ? add_winners(r, doc, act, act_ctx, err) : st;
        as_arena_rollback(r->room->arena, mark);
    }
    return st == AS_OK && r->room->view.failed ? as_err_nomem(err) : st;
}

/* In a room of its own where what a hit does ran into the same one again. */
static as_status run_apart(as_rule_runner *r, as_doc *doc, as_rule_do act,
                           void *act_ctx, as_err *err)
{
    as_rule_room *shared = r->room;
    as_status st = as_rule_room_new(&r->room, err);
    if (st == AS_OK) {
        st = rule_run_until(r, doc, PAT_NONE, act, act_ctx, err);
        as_rule_room_unref(r->room);
    }
    r->room = shared;
    return st;
}

as_status as_rules_run(as_rule_runner *r, as_doc *doc, const as_cancel *cancel,
                       as_rule_do act, void *act_ctx, as_err *err)
{
    r->cancel = cancel;
    if (r->room->busy) {
        return run_apart(r, doc, act, act_ctx, err);
    }
    r->room->busy = true;
    const as_status st =
        rule_run_until(r, doc, PAT_NONE, act, act_ctx, err);
    r->room->busy = false;
    return st;
}

/* ---- the runner ------------------------------------------------------- */

void as_rule_runner_free(as_rule_runner *r)
{
    if (r != NULL) {
        as_rule_room_unref(r->room);
        as_vec_clear(&r->guards);
        as_vec_clear(&r->stats);
        as_rules_unref(r->set);
        as_mem_free(r);
    }
}

as_status as_rule_runner_new(as_rules *rules, as_rule_room *room,
                             as_rule_runner **out, as_err *err)
{
    as_rule_runner *r = as_mem_zero(1, sizeof *r);
    if (r == NULL) {
        return as_err_nomem(err);
    }
    r->set = as_rules_ref(rules);
    if (room != NULL) {
        room->refs++;
        r->room = room;
    }
    as_status st = room ? AS_OK : as_rule_room_new(&r->room, err);
    st = st == AS_OK ? as_vec_reserve(&r->stats, rules->n_rules, err) : st;
    st = st == AS_OK ? as_vec_reserve(&r->guards, rules->n_guards, err) : st;
    if (st != AS_OK) {
        as_rule_runner_free(r);
        return st;
    }
    for (uint32_t i = 0; i < rules->n_rules; i++) {
        r->stats.v[r->stats.n++] = (as_rule_stats){0};
    }
    for (uint32_t i = 0; i < rules->n_guards; i++) {
        r->guards.v[r->guards.n++] = (guard_memo){0};
    }
    *out = r;
    return AS_OK;
}

void as_rules_time(as_rule_runner *r, bool on)
{
    r->timing = on;
}

as_rule_stats as_rules_stats(const as_rule_runner *r, size_t rule_id)
{
    return r->stats.v[rule_id];
}

void as_rules_stats_reset(as_rule_runner *r)
{
    for (size_t i = 0; i < r->stats.n; i++) {
        r->stats.v[i] = (as_rule_stats){0};
    }
}

uint64_t as_rules_steps(const as_rule_runner *r)
{
    return r->room->run.steps + r->room->side.steps;
}

/* pat_sweep_make.c - a pattern made ready for a sweep: its tests as ops, the
 * edges of its programs as steps. Refuses more than the tables hold. */
#include "match/pat_sweep_int.h"
#include "tag/upos.h"

enum { NO_OP = UINT32_MAX, VARIES = UINT32_MAX };

/* ---- tests -------------------------------------------------------------- */

static uint32_t add_op(as_sweep *s, sweep_op o)
{
    if (s->n_ops == SWEEP_OPS_MAX) {
        s->fits = false;
        return NO_OP;
    }
    s->ops[s->n_ops] = o;
    return s->n_ops++;
}

static uint32_t add_leaf(as_sweep *s, const as_leaf *leaf)
{
    if (s->n_leaves == AS_LEAVES_MAX) {
        s->fits = false;
        return NO_OP;
    }
    s->leaves[s->n_leaves] = *leaf;
    return add_op(s, (sweep_op){OP_LEAF, s->n_leaves++, 0});
}

/* The parts of speech whose names match. */
static as_status pos_regex(const pat_test *t, as_leaf *leaf, as_err *err)
{
    void *scratch = pat_regex_scratch();
    int fits = scratch ? pat_regex_match(t->re, scratch, AS_LIT("")) : -1;
    leaf->untagged = fits > 0;
    for (uint8_t pos = 0; fits >= 0 && pos < AS_DOC_POS_MAX; pos++) {
        fits = pat_regex_match(t->re, scratch,
                               pos < AS_UPOS_N ? as_upos_name(pos)
                                               : AS_LIT(""));
        leaf->mask |= (uint32_t)(fits > 0) << pos;
    }
    pat_regex_scratch_free(scratch);
    return fits < 0 ? as_err_nomem(err) : AS_OK;
}

static as_status leaf_op(as_sweep *s, const pat_test *t, uint32_t *out,
                         as_err *err)
{
    as_leaf leaf = {.kind = AS_LEAF_WORDS};
    as_status st = AS_OK;
    if (t->kind == T_FLAG || t->kind == T_POS) {
        leaf.kind = t->kind == T_FLAG ? AS_LEAF_FLAGS : AS_LEAF_POS;
        leaf.mask = t->flags;
    } else if (t->kind == T_SENT || t->kind == T_ID) {
        leaf.kind = t->kind == T_SENT ? AS_LEAF_SENT : AS_LEAF_ID;
        leaf.numbers = t;
    } else if (t->kind == T_REGEX && t->column == COL_POS) {
        leaf.kind = AS_LEAF_POS;
        st = pos_regex(t, &leaf, err);
    } else {
        st = pat_test_words(t, s->arena, &leaf.words, err);
    }
    *out = st == AS_OK ? add_leaf(s, &leaf) : NO_OP;
    return st;
}

/* The place of a test among those of `list`. */
static uint32_t add_test(as_sweep *s, uint32_t *list, uint32_t *n,
                         uint32_t test)
{
    uint32_t i = 0;
    while (i < *n && list[i] != test) {
        i++;
    }
    s->fits = s->fits && i < SWEEP_SPAN_TESTS_MAX;
    s->reads_spans = true;
    if (s->fits && i == *n) {
        list[(*n)++] = test;
    }
    return i;
}

/* As deep as the test, which the parser bounds. */
static as_status make_op(as_sweep *s, uint32_t test, uint32_t *out,
                         as_err *err)
{
    const pat_test *t = &s->pattern->tests->nodes.v[test];
    sweep_op o = {OP_ALL, 0, 0};
    as_status st = AS_OK;
    *out = s->op_of[test];
    if (*out != NO_OP || !s->fits) {
        return AS_OK;
    }
    switch ((test_kind)t->kind) {
    case T_ANY: *out = add_op(s, o); break;
    case T_NOT:
    case T_AND:
    case T_OR:
        o.kind = t->kind == T_NOT ? OP_NOT : t->kind == T_AND ? OP_AND : OP_OR;
        st = make_op(s, t->a, &o.a, err);
        if (st == AS_OK && t->kind != T_NOT) {
            st = make_op(s, t->b, &o.b, err);
        }
        *out = st == AS_OK ? add_op(s, o) : NO_OP;
        break;
    case T_FLAG:
    case T_POS:
    case T_TEXT:
    case T_NORM:
    case T_LEMMA:
    case T_SENT:
    case T_ID:
    case T_REGEX: st = leaf_op(s, t, out, err); break;
    case T_LABEL:
    case T_FEATURE:
    case T_INSIDE:
        o = (sweep_op){OP_SPANS, add_test(s, s->covers, &s->n_covers, test),
                       0};
        *out = add_op(s, o);
        break;
    }
    s->op_of[test] = *out;
    return st;
}

/* ---- making ------------------------------------------------------------- */

/* From within a sentence no state is reached by an edge that asks, nor is the
 * end of a match from its beginning (pat_check.c). */
static void add_edge(sweep_part *p, uint32_t s, const pat_edge *e,
                     uint32_t *n_nexts, uint32_t *n_guards)
{
    sweep_step *at = &p->steps[s];
    const bool to_end = e->to == PAT_ACCEPT;
    const bool from_beg = s == 0 && !p->prog->leftwards;
    if (e->edges == 0 && to_end) {
        at->last = true;
    } else if (e->edges == 0) {
        p->nexts[(*n_nexts)++] = e->to;
        at->n_next++;
        p->loops |= e->to <= s;
    } else if (to_end != from_beg) {
        p->guards[(*n_guards)++] = (sweep_guard){e->to, e->edges};
        at->n_guards++;
    }
}

static as_status part_make(as_sweep *s, const pat_prog *prog, sweep_part *p,
                           as_err *err)
{
    uint32_t n_edges = 0, n_nexts = 0, n_guards = 0;
    as_status st = AS_OK;
    for (uint32_t i = 0; i < prog->n_states; i++) {
        n_edges += prog->states[i].n_edges;
    }
    p->prog = prog;
    p->steps = as_arena_zero(s->arena, prog->n_states, sizeof *p->steps);
    p->nexts = as_arena_zero(s->arena, n_edges + 1, sizeof *p->nexts);
    p->guards = as_arena_zero(s->arena, n_edges + 1, sizeof *p->guards);
    if (!p->steps || !p->nexts || !p->guards) {
        return as_err_nomem(err);
    }
    s->fits = s->fits && prog->n_states <= SWEEP_STATES_MAX;
    for (uint32_t i = 0; st == AS_OK && s->fits && i < prog->n_states; i++) {
        const pat_state *state = &prog->states[i];
        sweep_step *at = &p->steps[i];
        *at = (sweep_step){.op = NO_OP,
                           .name = state->name,
                           .next = n_nexts,
                           .guard = n_guards};
        for (uint32_t k = 0; k < state->n_edges; k++) {
            add_edge(p, i, &prog->edges[state->edge + k], &n_nexts,
                     &n_guards);
        }
        if (i > 0 && state->name != PAT_NONE) {
            s->reads_spans = true;
            at->mask = state->test == PAT_NONE
                           ? 0
                           : UINT64_C(1) << (add_test(s, s->of_span,
                                                      &s->n_of_span,
                                                      state->test) %
                                             64);
        } else if (i > 0) {
            st = make_op(s, state->test, &at->op, err);
        }
    }
    return st;
}

/* How many tokens it is from each state to the end of a match, where it is
 * alike on all ways: then no match need be walked for that. Only of programs
 * without loops: edges lead onwards, so that the last states come first. */
static as_status find_length(as_sweep *s, as_err *err)
{
    const pat_prog *g = &s->pattern->prog;
    s->bare = as_pattern_capture_count(s->pattern) == 0 && g->n_spans == 0;
    if (s->core.loops || !s->bare) {
        return AS_OK;
    }
    uint32_t *length = as_arena_zero(s->arena, g->n_states, sizeof *length);
    if (length == NULL) {
        return as_err_nomem(err);
    }
    for (uint32_t i = g->n_states; i-- > 0;) {
        const pat_state *state = &g->states[i];
        for (uint32_t k = 0; k < state->n_edges; k++) {
            const pat_edge *e = &g->edges[state->edge + k];
            const uint32_t more = e->ends ? 0
                                  : e->to == PAT_ACCEPT ? VARIES
                                                        : length[e->to];
            const uint32_t n = more == VARIES ? VARIES : more + (i > 0);
            length[i] = k == 0 || length[i] == n ? n : VARIES;
        }
    }
    s->length = length[0] == VARIES ? 0 : length[0];
    return AS_OK;
}

as_status sweep_make(as_sweep *s, as_err *err)
{
    const pat_prog *prog = &s->pattern->prog;
    const size_t n_tests = s->pattern->tests->nodes.n;
    s->arena = as_arena_new();
    s->op_of = s->arena ? as_arena_zero(s->arena, n_tests + 1,
                                        sizeof *s->op_of)
                        : NULL;
    if (s->op_of == NULL) {
        return as_err_nomem(err);
    }
    memset(s->op_of, 0xFF, n_tests * sizeof *s->op_of);
    s->fits = true;
    as_status st = part_make(s, prog, &s->core, err);
    st = st == AS_OK && prog->left ? part_make(s, prog->left, &s->left, err)
                                   : st;
    return st == AS_OK && s->fits ? find_length(s, err) : st;
}


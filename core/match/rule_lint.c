/* rule_lint.c - rules that can never do anything, or that always wake.
 *
 *   never  a test that no token passes: parts of speech that exclude each
 *          other, a word in a form that norms never have, an empty gazetteer
 *   always nothing is required, so that every sentence wakes it
 *   shadow another rule of the same label matches all that it does, and
 *          comes first
 * A shadow is looked for by simulation (R. Milner, "An Algebraic Definition
 * of Simulation between Programs", 1971): where it finds one the other rule
 * can match wherever this one does, and it may miss one. Where hits of the
 * other rule overlap it takes the left one, so that this rule may still win
 * in the middle: no author means that. Cost: pairs of rules of a label, each
 * at worst states squared times edges squared; most end at the first state. */
#include <stdio.h>

#include "match/rule_int.h"
#include "text/norm.h"
#include "text/token.h"

/* ---- tests that nothing passes ---------------------------------------- */

static bool contains(const pat_test *t, as_slice value)
{
    for (uint32_t i = 0; i < t->n_values; i++) {
        if (as_slice_eq(t->values[i], value)) {
            return true;
        }
    }
    return false;
}

static bool is_words(const pat_test *t)
{
    return t->kind == T_TEXT || t->kind == T_NORM || t->kind == T_LEMMA;
}

/* Do two tests of one token exclude each other? */
static bool exclude(const pat_tests *tests, const pat_test *a,
                    const pat_test *b)
{
    const uint32_t cases = AS_TOK_UPPER | AS_TOK_LOWER | AS_TOK_TITLE;
    if (a->kind == T_NOT || b->kind == T_NOT) {
        const pat_test *n = a->kind == T_NOT ? a : b;
        const pat_test *o = a->kind == T_NOT ? b : a;
        return &tests->nodes.v[n->a] == o;
    }
    if (a->kind != b->kind) {
        return false;
    }
    if (a->kind == T_POS) {
        return (a->flags & b->flags) == 0;
    }
    if (a->kind == T_FLAG) {
        return a->flags != b->flags && (a->flags & cases) &&
               (b->flags & cases);
    }
    bool any = !is_words(a);
    for (uint32_t i = 0; !any && i < a->n_values; i++) {
        any = contains(b, a->values[i]);
    }
    return !any;
}

/* Does any conjunct of test `a` exclude `b`? As deep as the test. */
static bool conflicts(const pat_tests *tests, uint32_t a, uint32_t b)
{
    const pat_test *t = &tests->nodes.v[a];
    const pat_test *u = &tests->nodes.v[b];
    if (t->kind == T_AND) {
        return conflicts(tests, t->a, b) || conflicts(tests, t->b, b);
    }
    if (u->kind == T_AND) {
        return conflicts(tests, a, u->a) || conflicts(tests, a, u->b);
    }
    return exclude(tests, t, u);
}

/* A word test none of whose words can be a norm or lemma. Refused memory is
 * told in *refused, here and below. */
static bool is_unreal(const pat_test *t, bool *refused)
{
    as_buf norm = {0};
    bool real = t->kind == T_TEXT;
    for (uint32_t i = 0; !real && i < t->n_values; i++) {
        norm.n = 0;
        *refused |= as_norm(t->values[i], &norm, NULL) != AS_OK;
        real = *refused || as_slice_eq(as_buf_slice(&norm), t->values[i]);
    }
    as_buf_clear(&norm);
    return !real;
}

static bool never(const pat_tests *tests, uint32_t id, bool *refused)
{
    if (id == PAT_NONE) {
        return false;
    }
    const pat_test *t = &tests->nodes.v[id];
    switch ((test_kind)t->kind) {
    case T_NOT: return tests->nodes.v[t->a].kind == T_ANY;
    case T_AND:
        return never(tests, t->a, refused) || never(tests, t->b, refused) ||
               conflicts(tests, t->a, t->b);
    case T_OR:
        return never(tests, t->a, refused) && never(tests, t->b, refused);
    case T_NORM:
    case T_LEMMA: return is_unreal(t, refused);
    default: return false;
    }
}

/* ---- programs that never reach their end ------------------------------ */

static bool state_dead(const pat_tests *tests, const pat_state *s,
                       bool *refused)
{
    const as_gaz *gaz = s->name != PAT_NONE ? tests->names.v[s->name].gaz
                                            : NULL;
    return (gaz != NULL && as_gaz_count(gaz) == 0) ||
           (s->name == PAT_NONE && never(tests, s->test, refused));
}

/* Can the end be reached? If not, *dead is a state in the way. */
static bool can_match(const pat_tests *tests, const pat_prog *g, bool *seen,
                      uint32_t *stack, uint32_t *dead, bool *refused)
{
    uint32_t n = 1;
    stack[0] = 0;
    seen[0] = true;
    while (n > 0) {
        const pat_state *s = &g->states[stack[--n]];
        for (uint32_t i = 0; i < s->n_edges; i++) {
            uint32_t to = g->edges[s->edge + i].to;
            if (to == PAT_ACCEPT) {
                return true;
            }
            if (seen[to]) {
                continue;
            }
            seen[to] = true;
            if (state_dead(tests, &g->states[to], refused)) {
                *dead = to;
            } else {
                stack[n++] = to;
            }
        }
    }
    return false;
}

static as_status lint_never(rule_builder *b, const rule *r, const char *part,
                            const pat_prog *g)
{
    bool *seen = as_mem_zero(g->n_states + 1u, sizeof *seen);
    uint32_t *stack = as_mem_zero(g->n_states + 1u, sizeof *stack);
    uint32_t dead = 0;
    bool refused = false;
    as_status st = seen && stack ? AS_OK : as_err_nomem(b->err);
    if (st == AS_OK && g->n_states > 0 &&
        !can_match(b->set->tests, g, seen, stack, &dead, &refused)) {
        const as_slice src = g->states[dead].src;
        rule_fault(b, r, part, true,
                   "nothing can match: no token or span passes %.*s: change "
                   "it, or drop the rule",
                   (int)(src.n < 80 ? src.n : 80), src.p);
    }
    as_mem_free(seen);
    as_mem_free(stack);
    return refused ? as_err_nomem(b->err) : st;
}

/* ---- shadows ---------------------------------------------------------- */

/* Does every token that passes `a` pass `b`? As deep as the tests. */
static bool implies(const pat_tests *tests, uint32_t a, uint32_t b)
{
    if (a == b || b == PAT_NONE) {
        return true;
    }
    if (a == PAT_NONE) {
        return false;
    }
    const pat_test *t = &tests->nodes.v[a];
    const pat_test *u = &tests->nodes.v[b];
    if (u->kind == T_ANY) {
        return true;
    }
    if (t->kind == T_OR) {
        return implies(tests, t->a, b) && implies(tests, t->b, b);
    }
    if (u->kind == T_AND) {
        return implies(tests, a, u->a) && implies(tests, a, u->b);
    }
    if (t->kind == T_AND && (implies(tests, t->a, b) ||
                             implies(tests, t->b, b))) {
        return true;
    }
    if (u->kind == T_OR) {
        return implies(tests, a, u->a) || implies(tests, a, u->b);
    }
    if (t->kind != u->kind || (t->kind != T_POS && !is_words(t))) {
        return false;
    }
    bool all = t->kind != T_POS || (t->flags & ~u->flags) == 0;
    for (uint32_t i = 0; all && t->kind != T_POS && i < t->n_values; i++) {
        all = contains(u, t->values[i]);
    }
    return all;
}

enum { PAIRS_MAX = 16384 };

/* `big` may do whatever `small` does. */
typedef struct simulation {
    const pat_tests *tests;
    const pat_prog *small, *big;
    uint8_t *holds; /* small->n_states * big->n_states */
} simulation;

static uint8_t *holds(const simulation *s, uint32_t a, uint32_t b)
{
    return &s->holds[(size_t)a * s->big->n_states + b];
}

static bool same_step(const simulation *s, uint32_t a, uint32_t b)
{
    const pat_state *x = &s->small->states[a];
    const pat_state *y = &s->big->states[b];
    return x->name == y->name && implies(s->tests, x->test, y->test);
}

static bool follows(const simulation *s, const pat_edge *e, uint32_t b)
{
    const pat_state *y = &s->big->states[b];
    for (uint32_t i = 0; i < y->n_edges; i++) {
        const pat_edge *f = &s->big->edges[y->edge + i];
        if ((f->edges & ~e->edges) != 0) {
            continue;
        }
        if (e->to == PAT_ACCEPT || f->to == PAT_ACCEPT) {
            if (e->to == f->to) {
                return true;
            }
        } else if (*holds(s, e->to, f->to)) {
            return true;
        }
    }
    return false;
}

static bool still_holds(const simulation *s, uint32_t a, uint32_t b)
{
    const pat_state *x = &s->small->states[a];
    for (uint32_t i = 0; i < x->n_edges; i++) {
        if (!follows(s, &s->small->edges[x->edge + i], b)) {
            return false;
        }
    }
    return true;
}

/* The greatest simulation: take away what does not hold until all does. */
static bool simulates(const simulation *s)
{
    for (uint32_t a = 0; a < s->small->n_states; a++) {
        for (uint32_t b = 0; b < s->big->n_states; b++) {
            *holds(s, a, b) = (a == 0) == (b == 0) &&
                              (a == 0 || same_step(s, a, b));
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t a = 0; a < s->small->n_states; a++) {
            for (uint32_t b = 0; b < s->big->n_states; b++) {
                if (*holds(s, a, b) && !still_holds(s, a, b)) {
                    *holds(s, a, b) = 0;
                    changed = true;
                }
            }
        }
        if (!*holds(s, 0, 0)) {
            return false;
        }
    }
    return true;
}

/* Equal, edge by edge: then both prefer the same. */
static bool same_prog(const pat_prog *a, const pat_prog *b)
{
    if (a->n_states != b->n_states || a->has_core != b->has_core) {
        return false;
    }
    for (uint32_t i = 0; i < a->n_states; i++) {
        const pat_state *x = &a->states[i];
        const pat_state *y = &b->states[i];
        if (x->test != y->test || x->name != y->name ||
            x->n_edges != y->n_edges) {
            return false;
        }
        for (uint32_t k = 0; k < x->n_edges; k++) {
            const pat_edge *e = &a->edges[x->edge + k];
            const pat_edge *f = &b->edges[y->edge + k];
            if (e->to != f->to || e->edges != f->edges ||
                e->ends != f->ends) {
                return false;
            }
        }
    }
    return true;
}

/* Is `r` never chosen because of `o`? Where `o` does not take the longest it
 * may stop short of what `r` finds, unless both are one pattern. */
static bool shadows(const pat_tests *tests, const rule *o, const rule *r,
                    uint8_t *scratch)
{
    const pat_prog *big = &o->main.prog;
    const pat_prog *small = &r->main.prog;
    bool first = o->priority > r->priority ||
                 (o->priority == r->priority && o < r);
    if (o == r || !first || o->label_id != r->label_id ||
        o->n_guards > 0 || o->is_frame || r->is_frame ||
        o->scope != r->scope || big->left != NULL ||
        r->mode == AS_MATCH_ALL || o->mode == AS_MATCH_ALL) {
        return false;
    }
    if (o->mode == r->mode && same_prog(big, small)) {
        return true;
    }
    if (o->mode != AS_MATCH_LONGEST || big->has_core || small->has_core ||
        (size_t)big->n_states * small->n_states > PAIRS_MAX) {
        return false;
    }
    const simulation s = {tests, small, big, scratch};
    return simulates(&s);
}

static void lint_shadow(rule_builder *b, const rule *r, uint8_t *scratch)
{
    const as_rules *set = b->set;
    for (uint32_t i = 0; i < set->n_rules; i++) {
        const rule *o = &set->rules[i];
        if (shadows(set->tests, o, r, scratch)) {
            rule_fault(b, r, "name", true,
                       "rule \"%.*s\" is never chosen: rule \"%.*s\" matches "
                       "all that it does and comes first: drop one, or give "
                       "this one a higher priority",
                       (int)r->name.n, r->name.p, (int)o->name.n, o->name.p);
            return;
        }
    }
}

/* ---- all -------------------------------------------------------------- */

static as_status lint_parts(rule_builder *b, const rule *r)
{
    char part[64];
    as_status st = lint_never(b, r, r->is_frame ? "frame.trigger" : "pattern",
                              &r->main.prog);
    for (uint32_t i = 0; st == AS_OK && i < r->n_roles; i++) {
        (void)snprintf(part, sizeof part, "frame.roles.%u.find", i);
        st = lint_never(b, r, part, &r->roles[i].find.prog);
    }
    for (uint32_t i = 0; st == AS_OK && i < r->n_guards; i++) {
        (void)snprintf(part, sizeof part, "unless.%u.pattern", i);
        st = lint_never(b, r, part, &r->guards[i].prog.prog);
    }
    if (st == AS_OK && r->cuts.first.n == 0) {
        rule_fault(b, r, r->is_frame ? "frame.trigger" : "pattern", true,
                   "every sentence wakes this rule, because no word, label "
                   "or part of speech is required: require one");
    }
    return st;
}

as_status rule_lint_all(rule_builder *b)
{
    uint8_t *scratch = as_mem_new(PAIRS_MAX);
    as_status st = scratch ? AS_OK : as_err_nomem(b->err);
    for (uint32_t i = 0; st == AS_OK && i < b->set->n_rules; i++) {
        st = lint_parts(b, &b->set->rules[i]);
        if (st == AS_OK) {
            lint_shadow(b, &b->set->rules[i], scratch);
        }
    }
    as_mem_free(scratch);
    return st;
}

/* pat_emit.c - a tree to instructions: Thompson's construction, as in R. Cox,
 * "Regular Expression Matching: the Virtual Machine Approach" (2009), with
 * choices in order of preference. Cost: the size of the tree, repetitions
 * written out, bounded by PAT_STATES_MAX. */
#include "match/pat_compile_int.h"

enum { LOOPS_MAX = 8 }; /* each a bit of the walk's key */

static as_status emit(pat_compiler *c, pat_op op, uint32_t a, uint32_t b)
{
    pat_instr *i = as_vec_push(&c->code, c->err);
    if (i == NULL) {
        return AS_ENOMEM;
    }
    *i = (pat_instr){op, a, b};
    return AS_OK;
}

static uint32_t here(const pat_compiler *c)
{
    return (uint32_t)c->code.n;
}

static as_status emit_node(pat_compiler *c, const pat_node *n);

static as_status emit_consume(pat_compiler *c, const pat_node *n)
{
    if (c->states.n >= PAT_STATES_MAX) {
        return pat_fail(c->src, n->at, AS_ELIMIT, c->err,
                        "more than %d tokens with repetitions written out: "
                        "lower a {n,m} or split the pattern",
                        PAT_STATES_MAX);
    }
    pat_state *s = as_vec_push(&c->states, c->err);
    uint32_t *pc = as_vec_push(&c->state_pc, c->err);
    if (s == NULL || pc == NULL) {
        return AS_ENOMEM;
    }
    *s = (pat_state){.test = n->test,
                     .name = n->kind == N_SPAN ? n->name : PAT_NONE,
                     .src = n->src};
    *pc = here(c);
    return emit(c, I_CONSUME, (uint32_t)c->states.n - 1, 0);
}

static as_status emit_alt(pat_compiler *c, const pat_node *n)
{
    pat_u32s jumps = {0};
    as_status st = AS_OK;
    for (const pat_node *k = n->kid; st == AS_OK && k; k = k->next) {
        uint32_t split = here(c);
        if (k->next != NULL) {
            st = emit(c, I_SPLIT, split + 1, 0);
        }
        st = st == AS_OK ? emit_node(c, k) : st;
        if (st == AS_OK && k->next != NULL) {
            uint32_t *j = as_vec_push(&jumps, c->err);
            st = j ? emit(c, I_JUMP, 0, 0) : AS_ENOMEM;
            if (st == AS_OK) {
                *j = here(c) - 1;
                c->code.v[split].b = here(c);
            }
        }
    }
    for (size_t i = 0; st == AS_OK && i < jumps.n; i++) {
        c->code.v[jumps.v[i]].a = here(c);
    }
    as_vec_clear(&jumps);
    return st;
}

static void set_split(pat_compiler *c, uint32_t split, uint32_t body,
                      uint32_t exit, bool lazy)
{
    c->code.v[split].a = lazy ? exit : body;
    c->code.v[split].b = lazy ? body : exit;
}

/* kid* : split(body, exit); body; back to the split. */
static as_status emit_star(pat_compiler *c, const pat_node *n)
{
    bool guarded = n->kid->nullable;
    if (guarded && c->loops >= LOOPS_MAX) {
        return pat_fail(c->src, n->at, AS_ELIMIT, c->err,
                        "more than %d nested repetitions of optional parts: "
                        "drop the inner ones",
                        LOOPS_MAX);
    }
    uint32_t loop = c->loops;
    uint32_t split = here(c);
    as_status st = emit(c, I_SPLIT, 0, 0);
    if (guarded) {
        c->loops++;
        st = st == AS_OK ? emit(c, I_ENTER, loop, 0) : st;
    }
    st = st == AS_OK ? emit_node(c, n->kid) : st;
    if (guarded) {
        c->loops--;
        st = st == AS_OK ? emit(c, I_ROUND, loop, 0) : st;
    }
    st = st == AS_OK ? emit(c, I_JUMP, split, 0) : st;
    if (st == AS_OK) {
        set_split(c, split, split + 1, here(c), n->lazy);
    }
    return st;
}

/* kid+ where the kid always consumes: body; split(body, exit). */
static as_status emit_plus(pat_compiler *c, const pat_node *n)
{
    uint32_t body = here(c);
    as_status st = emit_node(c, n->kid);
    uint32_t split = here(c);
    st = st == AS_OK ? emit(c, I_SPLIT, 0, 0) : st;
    if (st == AS_OK) {
        set_split(c, split, body, here(c), n->lazy);
    }
    return st;
}

/* Up to hi - lo more, each inside the one before. */
static as_status emit_options(pat_compiler *c, const pat_node *n)
{
    uint32_t splits[PAT_REPEAT_MAX];
    uint32_t n_splits = 0;
    as_status st = AS_OK;
    for (int i = n->lo; st == AS_OK && i < n->hi; i++) {
        splits[n_splits++] = here(c);
        st = emit(c, I_SPLIT, 0, 0);
        st = st == AS_OK ? emit_node(c, n->kid) : st;
    }
    for (uint32_t i = 0; st == AS_OK && i < n_splits; i++) {
        set_split(c, splits[i], splits[i] + 1, here(c), n->lazy);
    }
    return st;
}

static as_status emit_repeat(pat_compiler *c, const pat_node *n)
{
    if (n->hi == PAT_FOREVER && n->lo == 1 && !n->kid->nullable) {
        return emit_plus(c, n);
    }
    as_status st = AS_OK;
    for (int i = 0; st == AS_OK && i < n->lo; i++) {
        st = emit_node(c, n->kid);
    }
    if (st != AS_OK) {
        return st;
    }
    return n->hi == PAT_FOREVER ? emit_star(c, n) : emit_options(c, n);
}

static as_status emit_node(pat_compiler *c, const pat_node *n)
{
    as_status st = AS_OK;
    switch ((node_kind)n->kind) {
    case N_TOKEN:
    case N_SPAN: return emit_consume(c, n);
    case N_SEQ:
        for (const pat_node *k = n->kid; st == AS_OK && k; k = k->next) {
            st = emit_node(c, k);
        }
        return st;
    case N_ALT: return emit_alt(c, n);
    case N_REPEAT: return emit_repeat(c, n);
    case N_CAPTURE:
        st = emit(c, I_ACT, n->name * 2 + c->leftwards, 0);
        st = st == AS_OK ? emit_node(c, n->kid) : st;
        return st == AS_OK ? emit(c, I_ACT, n->name * 2 + !c->leftwards, 0)
                           : st;
    case N_EDGE: return emit(c, I_EDGE, n->name, 0);
    }
    return st;
}

as_status pat_emit(pat_compiler *c, const pat_node *root)
{
    as_status st = emit_node(c, root);
    return st == AS_OK ? emit(c, I_ACCEPT, 0, 0) : st;
}

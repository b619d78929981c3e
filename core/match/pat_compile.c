/* pat_compile.c - a tree to a program without empty moves.
 *
 * Two steps. The tree becomes instructions (pat_emit.c). Then, for the
 * beginning and for each consuming instruction, a walk over the empty
 * instructions behind it lists, in order of preference, which consuming
 * instructions can come next, with the captures opened and closed on the way:
 * the ordered edges of a Glushkov automaton.
 *
 * An unbounded repetition of something that can match nothing would loop:
 * each of its rounds must consume a token. The walk carries a bit for each
 * such loop that it is inside of without having consumed, so that this rule
 * is exact.
 *
 * Cost: states * instructions at worst, bounded by PAT_STATES_MAX,
 * PAT_EDGES_MAX and WALK_MAX. */
#include "base/hash.h"
#include "match/pat_compile_int.h"

enum { WALK_MAX = 4 * 1000 * 1000 };

/* ---- the walk over empty instructions ----------------------------------- */

static pat_seen *seen_find(pat_seen *seen, size_t cap, uint64_t key,
                           uint32_t walk)
{
    size_t i = as_hash_mix(key, walk) & (cap - 1);
    while (seen[i].walk == walk && seen[i].key != key) {
        i = (i + 1) & (cap - 1);
    }
    return &seen[i];
}

/* Slots of earlier walks count as free, so that a walk starts empty. */
static as_status seen_grow(pat_compiler *c)
{
    size_t cap = c->seen_cap ? c->seen_cap * 2 : 256;
    pat_seen *seen = as_mem_zero(cap, sizeof *seen);
    if (seen == NULL) {
        return as_err_nomem(c->err);
    }
    for (size_t i = 0; i < c->seen_cap; i++) {
        if (c->seen[i].walk == c->walk) {
            *seen_find(seen, cap, c->seen[i].key, c->walk) = c->seen[i];
        }
    }
    as_mem_free(c->seen);
    c->seen = seen;
    c->seen_cap = cap;
    return AS_OK;
}

static uint64_t key_of(uint32_t what, uint32_t loops, uint32_t edges,
                       bool target)
{
    return (uint64_t)what << 16 | loops << 8 | edges << 1 | target;
}

/* Where the walk is that met an instruction, or (`target`) a state that an edge
 * leads to, outside of loops and without conditions: nearly all are so. */
static uint32_t *met(const pat_compiler *c, uint32_t what, bool target)
{
    return &c->met[!target              ? what
                   : what == PAT_ACCEPT ? c->code.n + c->states.n
                                        : c->code.n + what];
}

/* True in *fresh the first time that this walk meets it. */
static as_status see(pat_compiler *c, uint32_t what, uint32_t loops,
                     uint32_t edges, bool target, bool *fresh)
{
    const uint64_t key = key_of(what, loops, edges, target);
    if (loops == 0 && edges == 0) {
        uint32_t *walk = met(c, what, target);
        *fresh = *walk != c->walk;
        *walk = c->walk;
        return AS_OK;
    }
    if (c->n_seen * 2 >= c->seen_cap) {
        as_status st = seen_grow(c);
        if (st != AS_OK) {
            return st;
        }
    }
    pat_seen *s = seen_find(c->seen, c->seen_cap, key, c->walk);
    *fresh = s->walk != c->walk;
    if (*fresh) {
        *s = (pat_seen){key, c->walk};
        c->n_seen++;
    }
    return AS_OK;
}

/* With a core, the match ends where the core closes. */
static bool ends_match(const pat_compiler *c, uint32_t to)
{
    if (!c->has_core) {
        return to == PAT_ACCEPT;
    }
    for (size_t i = 0; i < c->path.n; i++) {
        if (c->path.v[i] == CORE_CLOSE) {
            return true;
        }
    }
    return false;
}

/* An edge to `to`, unless one with the same condition or none is there. */
static as_status add_edge(pat_compiler *c, uint32_t to, uint32_t edges)
{
    bool fresh = true;
    as_status st = see(c, to, 0, edges, true, &fresh);
    if (st != AS_OK || !fresh ||
        (edges != 0 && *met(c, to, true) == c->walk)) {
        return st;
    }
    if (c->edges.n >= PAT_EDGES_MAX || c->acts.n >= 4 * PAT_EDGES_MAX) {
        return pat_fail(c->src, 0, AS_ELIMIT, c->err,
                        "too many optional parts side by side: split the "
                        "pattern");
    }
    pat_edge *e = as_vec_push(&c->edges, c->err);
    if (e == NULL ||
        as_vec_reserve(&c->acts, c->path.n, c->err) != AS_OK) {
        return AS_ENOMEM;
    }
    *e = (pat_edge){.to = to,
                    .act = (uint32_t)c->acts.n,
                    .n_act = (uint32_t)c->path.n,
                    .edges = (uint8_t)edges,
                    .ends = ends_match(c, to)};
    if (c->path.n > 0) {
        memcpy(c->acts.v + c->acts.n, c->path.v,
               c->path.n * sizeof *c->path.v);
    }
    c->acts.n += c->path.n;
    return AS_OK;
}

static as_status push(pat_compiler *c, pat_point at, uint32_t pc)
{
    pat_point *p = as_vec_push(&c->stack, c->err);
    if (p == NULL) {
        return AS_ENOMEM;
    }
    *p = at;
    p->pc = pc;
    p->n_acts = (uint32_t)c->path.n;
    return AS_OK;
}

/* Do the instruction at `at`; what may follow goes on the stack. */
static as_status step(pat_compiler *c, pat_point at)
{
    const pat_instr *i = &c->code.v[at.pc];
    as_status st = AS_OK;
    uint32_t *act = NULL;
    switch (i->op) {
    case I_CONSUME: return add_edge(c, i->a, at.edges);
    case I_ACCEPT: return add_edge(c, PAT_ACCEPT, at.edges);
    case I_JUMP: return push(c, at, i->a);
    case I_SPLIT:
        st = push(c, at, i->b); /* popped later: less preferred */
        return st == AS_OK ? push(c, at, i->a) : st;
    case I_ACT:
        act = as_vec_push(&c->path, c->err);
        if (act == NULL) {
            return AS_ENOMEM;
        }
        *act = i->a;
        return push(c, at, at.pc + 1);
    case I_EDGE: at.edges |= i->a; return push(c, at, at.pc + 1);
    case I_ENTER: at.loops |= 1u << i->a; return push(c, at, at.pc + 1);
    case I_ROUND:
        return at.loops >> i->a & 1 ? AS_OK : push(c, at, at.pc + 1);
    }
    return st;
}

static as_status walk_from(pat_compiler *c, uint32_t pc)
{
    c->walk++;
    c->n_seen = 0;
    c->path.n = 0;
    c->stack.n = 0;
    as_status st = push(c, (pat_point){0}, pc);
    while (st == AS_OK && c->stack.n > 0) {
        pat_point at = c->stack.v[--c->stack.n];
        c->path.n = at.n_acts;
        bool fresh = false;
        if (++c->n_visits > WALK_MAX) {
            return pat_fail(c->src, 0, AS_ELIMIT, c->err,
                            "too many optional parts nested: split the "
                            "pattern");
        }
        st = see(c, at.pc, at.loops, at.edges, false, &fresh);
        if (st == AS_OK && fresh) {
            st = step(c, at);
        }
    }
    return st;
}

static as_status walk_all(pat_compiler *c)
{
    c->met = as_mem_zero(c->code.n + c->states.n + 1, sizeof *c->met);
    as_status st = c->met ? AS_OK : as_err_nomem(c->err);
    for (uint32_t s = 0; st == AS_OK && s < c->states.n; s++) {
        uint32_t first = (uint32_t)c->edges.n;
        st = walk_from(c, s == 0 ? 0 : c->state_pc.v[s] + 1);
        c->states.v[s].edge = first;
        c->states.v[s].n_edges = (uint32_t)c->edges.n - first;
    }
    return st;
}

/* ---- the program -------------------------------------------------------- */

static void *keep(pat_compiler *c, const void *v, size_t n, size_t size)
{
    void *p = as_arena_zero(c->arena, n + 1, size);
    if (p != NULL && n > 0) {
        memcpy(p, v, n * size);
    }
    return p;
}

static void set_bit(uint64_t *set, uint32_t i)
{
    set[i >> 6] |= (uint64_t)1 << (i & 63);
}

/* Token states by their test: repetitions make many of one. */
static void fill_alike(pat_prog *p)
{
    uint32_t n = 0;
    for (uint32_t s = 1; s < p->n_states; s++) {
        pat_state *state = &p->states[s];
        uint32_t k = 1;
        if (state->name != PAT_NONE) {
            continue;
        }
        while (k < s && (p->states[k].name != PAT_NONE ||
                         p->states[k].test != state->test)) {
            k++;
        }
        state->alike = k < s ? p->states[k].alike : n++;
        set_bit(p->alike + (size_t)state->alike * p->n_words, s);
        if (state->conditional) {
            set_bit(p->guarded, s);
        }
    }
}

/* What every way out of state 0 asks of where it begins. */
static uint32_t begins_with(const pat_prog *p)
{
    uint32_t all = EDGE_S_BEG | EDGE_P_BEG;
    for (uint32_t i = 0; i < p->states[0].n_edges; i++) {
        all &= p->edges[p->states[0].edge + i].edges;
    }
    return all;
}

static void fill_masks(pat_prog *p)
{
    p->begins = begins_with(p);
    for (uint32_t s = 0; s < p->n_states; s++) {
        pat_state *state = &p->states[s];
        for (uint32_t i = 0; i < state->n_edges; i++) {
            const pat_edge *e = &p->edges[state->edge + i];
            bool free_edge = e->edges == 0;
            state->conditional |= !free_edge;
            p->conditional |= !free_edge;
            if (e->to == PAT_ACCEPT) {
                set_bit(p->last, s);
            } else {
                set_bit(p->before + (size_t)e->to * p->n_words, s);
                set_bit(p->onto + (size_t)s * p->n_words, e->to);
            }
            if (free_edge && e->to == PAT_ACCEPT) {
                set_bit(p->last_free, s);
            } else if (free_edge) {
                set_bit(p->follow + (size_t)s * p->n_words, e->to);
            }
        }
        if (s > 0 && state->name == PAT_NONE) {
            set_bit(p->tokens, s);
        } else if (s > 0) {
            p->spans[p->n_spans++] = s;
        }
    }
    fill_alike(p);
}

static as_status keep_captures(pat_compiler *c, const pat_tree *tree,
                               pat_prog *p)
{
    p->n_captures = as_intern_count(tree->captures);
    p->captures = as_arena_zero(c->arena, p->n_captures, sizeof(as_slice));
    for (uint32_t i = 0; p->captures != NULL && i < p->n_captures; i++) {
        p->captures[i] = as_arena_copy(c->arena,
                                       as_intern_get(tree->captures, i));
        if (p->captures[i].p == NULL) {
            return as_err_nomem(c->err);
        }
    }
    return p->captures ? AS_OK : as_err_nomem(c->err);
}

static bool has_capture(const pat_node *n)
{
    bool has = n->kind == N_CAPTURE && n->name > 0;
    for (const pat_node *k = n->kid; !has && k != NULL; k = k->next) {
        has = has_capture(k);
    }
    return has;
}

static as_status make_program(pat_compiler *c, const pat_tree *tree,
                              pat_prog *out)
{
    pat_prog p = {.n_states = (uint32_t)c->states.n,
                  .has_core = c->has_core,
                  .leftwards = c->leftwards,
                  .more_named = c->has_core && has_capture(tree->root->kid->next),
                  .named = has_capture(c->leftwards ? tree->left : tree->root)};
    p.n_words = (p.n_states + 63) / 64;
    size_t all = (size_t)p.n_states * p.n_words;
    p.states = keep(c, c->states.v, c->states.n, sizeof *p.states);
    p.edges = keep(c, c->edges.v, c->edges.n, sizeof *p.edges);
    p.acts = keep(c, c->acts.v, c->acts.n, sizeof *p.acts);
    p.follow = as_arena_zero(c->arena, all, sizeof *p.follow);
    p.onto = as_arena_zero(c->arena, all, sizeof *p.onto);
    p.before = as_arena_zero(c->arena, all, sizeof *p.before);
    p.last = as_arena_zero(c->arena, p.n_words, sizeof *p.last);
    p.last_free = as_arena_zero(c->arena, p.n_words, sizeof *p.last_free);
    p.tokens = as_arena_zero(c->arena, p.n_words, sizeof *p.tokens);
    p.guarded = as_arena_zero(c->arena, p.n_words, sizeof *p.guarded);
    p.alike = as_arena_zero(c->arena, all, sizeof *p.alike);
    p.spans = as_arena_zero(c->arena, p.n_states, sizeof *p.spans);
    if (!p.states || !p.edges || !p.acts || !p.follow || !p.onto ||
        !p.before || !p.last || !p.last_free || !p.tokens || !p.guarded ||
        !p.alike || !p.spans) {
        return as_err_nomem(c->err);
    }
    as_status st = keep_captures(c, tree, &p);
    if (st == AS_OK) {
        fill_masks(&p);
        *out = p;
    }
    return st;
}

static void compiler_clear(pat_compiler *c)
{
    as_vec_clear(&c->code);
    as_vec_clear(&c->states);
    as_vec_clear(&c->state_pc);
    as_vec_clear(&c->edges);
    as_vec_clear(&c->acts);
    as_vec_clear(&c->stack);
    as_vec_clear(&c->path);
    as_mem_free(c->met);
    as_mem_free(c->seen);
}

static as_status compile_one(const pat_source *src, const pat_tree *tree,
                             bool leftwards, as_arena *arena, pat_prog *out,
                             as_err *err)
{
    pat_compiler c = {.src = src,
                      .arena = arena,
                      .err = err,
                      .leftwards = leftwards,
                      .has_core = tree->has_core && !leftwards};
    pat_state *begin = as_vec_push(&c.states, err);
    uint32_t *pc = as_vec_push(&c.state_pc, err);
    as_status st = begin && pc ? AS_OK : AS_ENOMEM;
    if (st == AS_OK) {
        *begin = (pat_state){.test = PAT_NONE, .name = PAT_NONE};
        *pc = 0;
        st = pat_emit(&c, leftwards ? tree->left : tree->root);
    }
    st = st == AS_OK ? walk_all(&c) : st;
    st = st == AS_OK ? make_program(&c, tree, out) : st;
    compiler_clear(&c);
    return st;
}

as_status pat_compile(const pat_source *src, const pat_tree *tree,
                      as_arena *arena, pat_prog *out, as_err *err)
{
    pat_prog p = {0};
    pat_prog *left = NULL;
    as_status st = compile_one(src, tree, false, arena, &p, err);
    if (st == AS_OK && tree->left != NULL) {
        left = as_arena_zero(arena, 1, sizeof *left);
        st = left ? compile_one(src, tree, true, arena, left, err)
                  : as_err_nomem(err);
    }
    if (st == AS_OK) {
        p.left = left;
        *out = p;
    }
    return st;
}

as_status pat_make(const pat_source *src, pat_tests *tests, as_arena *arena,
                   pat_prog *out, as_pattern_need *needs, as_err *err)
{
    pat_tree tree = {0};
    as_status st = pat_parse(src, tests, arena, &tree, err);
    st = st == AS_OK ? pat_check(src, &tree, err) : st;
    st = st == AS_OK ? pat_compile(src, &tree, arena, out, err) : st;
    st = st == AS_OK ? pat_needs(&tree, tests, arena, needs, err) : st;
    as_intern_free(tree.captures);
    return st;
}

/* pat_sweep.c - which states of a program lead to a match, for 64 tokens at a
 * time.
 *
 * What pat_run.c works out token by token for one sentence is worked out here
 * for a window of sentences: of each state and 64 tokens there is a word, the
 * block, with a bit where the state can consume the token and lead on. A state
 * leads on over a token if another one is live at the next, in the same
 * sentence: a shift, and a mask of the sentences' ends. So blocks are gone
 * through from the window's end, states of a block from the last; where edges
 * lead back, a block is gone round until nothing changes. Then pat_walk.c
 * reads the matches off the blocks.
 *
 *   ops     tests as a list: leaves, and what is made of ops before them
 *   steps   a state's edges, by what they ask for
 *   blocks  by word of the window, then state; one more at either end
 *
 * Within a sentence no edge of text holds, so that edges are asked for at its
 * first token and behind its last one alone. */
#include "match/pat_pass.h"
#include "match/sweep.h"
#include "tag/upos.h"

enum { STATES_MAX = 256, OPS_MAX = 512, NO_OP = UINT32_MAX,
       VARIES = UINT32_MAX };

typedef enum op_kind { OP_ALL, OP_LEAF, OP_NOT, OP_AND, OP_OR } op_kind;

typedef struct op {
    op_kind kind;
    uint32_t a, b;
} op;

/* An edge that asks for edges of text: to a state from a beginning, or to the
 * end of a match. */
typedef struct guard {
    uint32_t to; /* PAT_ACCEPT: the end */
    uint8_t edges;
} guard;

typedef struct step {
    uint32_t op;   /* of the test; none of state 0 */
    uint32_t next, n_next;   /* states, in `nexts` */
    uint32_t guard, n_guards;
    bool last; /* the end, without condition */
} step;

typedef struct part {
    const pat_prog *prog;
    step *steps;
    uint32_t *nexts;
    guard *guards;
    bool loops; /* some edge does not lead onwards */
    AS_VEC(uint64_t) blocks;
} part;

struct as_sweep {
    as_arena *arena;
    const as_pattern *pattern;
    as_leaf leaves[AS_LEAVES_MAX];
    uint32_t n_leaves;
    op ops[OPS_MAX];
    uint32_t n_ops;
    uint32_t *op_of; /* by test */
    bool fits;
    part core, left;
    uint32_t length; /* of every match, where there is nothing else to ask of
                      * one; 0: they are walked */
    as_window w;
    uint32_t n_words;
    AS_VEC(uint64_t) tests; /* by word, then op */
    AS_VEC(uint64_t) starts;
    uint32_t next;
    pat_run run;
    pat_view view; /* of edges alone */
};

/* ---- tests -------------------------------------------------------------- */

static uint32_t add_op(as_sweep *s, op o)
{
    if (s->n_ops == OPS_MAX) {
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
    return add_op(s, (op){OP_LEAF, s->n_leaves++, 0});
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
    } else if (t->kind == T_REGEX && t->column == COL_POS) {
        leaf.kind = AS_LEAF_POS;
        st = pos_regex(t, &leaf, err);
    } else {
        st = pat_test_words(t, s->arena, &leaf.words, err);
    }
    *out = st == AS_OK ? add_leaf(s, &leaf) : NO_OP;
    return st;
}

/* As deep as the test, which the parser bounds. */
static as_status make_op(as_sweep *s, uint32_t test, uint32_t *out,
                         as_err *err)
{
    const pat_test *t = &s->pattern->tests->nodes.v[test];
    op o = {OP_ALL, 0, 0};
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
    case T_REGEX: st = leaf_op(s, t, out, err); break;
    default: s->fits = false;
    }
    s->op_of[test] = *out;
    return st;
}

/* What the ops say of 64 tokens. */
static void ask(const as_sweep *s, uint32_t word, uint64_t *out)
{
    for (uint32_t i = 0; i < s->n_ops; i++) {
        const op o = s->ops[i];
        switch (o.kind) {
        case OP_ALL: out[i] = UINT64_MAX; break;
        case OP_LEAF: out[i] = s->w.leaves[o.a][word]; break;
        case OP_NOT: out[i] = ~out[o.a]; break;
        case OP_AND: out[i] = out[o.a] & out[o.b]; break;
        case OP_OR: out[i] = out[o.a] | out[o.b]; break;
        }
    }
}

/* ---- making ------------------------------------------------------------- */

/* From within a sentence no state is reached by an edge that asks, nor is the
 * end of a match from its beginning (pat_check.c). */
static void add_edge(part *p, uint32_t s, const pat_edge *e, uint32_t *n_nexts,
                     uint32_t *n_guards)
{
    step *at = &p->steps[s];
    const bool to_end = e->to == PAT_ACCEPT;
    const bool from_beg = s == 0 && !p->prog->leftwards;
    if (e->edges == 0 && to_end) {
        at->last = true;
    } else if (e->edges == 0) {
        p->nexts[(*n_nexts)++] = e->to;
        at->n_next++;
        p->loops |= e->to <= s;
    } else if (to_end != from_beg) {
        p->guards[(*n_guards)++] = (guard){e->to, e->edges};
        at->n_guards++;
    }
}

static as_status part_make(as_sweep *s, const pat_prog *prog, part *p,
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
    s->fits = s->fits && prog->n_states <= STATES_MAX && prog->n_spans == 0;
    for (uint32_t i = 0; st == AS_OK && s->fits && i < prog->n_states; i++) {
        const pat_state *state = &prog->states[i];
        p->steps[i] = (step){.op = NO_OP, .next = n_nexts, .guard = n_guards};
        for (uint32_t k = 0; k < state->n_edges; k++) {
            add_edge(p, i, &prog->edges[state->edge + k], &n_nexts,
                     &n_guards);
        }
        st = i > 0 ? make_op(s, state->test, &p->steps[i].op, err) : AS_OK;
    }
    return st;
}

/* How many tokens it is from each state to the end of a match, where it is
 * alike on all ways: then no match need be walked for that. Only of programs
 * without loops: edges lead onwards, so that the last states come first. */
static as_status find_length(as_sweep *s, as_err *err)
{
    const pat_prog *g = &s->pattern->prog;
    if (s->core.loops || g->n_captures > 1) {
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

static as_status make(as_sweep *s, as_err *err)
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

as_status as_sweep_new(const as_pattern *p, as_sweep **out, as_err *err)
{
    as_sweep *s = as_mem_zero(1, sizeof *s);
    if (s == NULL) {
        return as_err_nomem(err);
    }
    s->pattern = p;
    as_status st = make(s, err);
    if (st != AS_OK || !s->fits) {
        as_sweep_free(s);
        s = NULL;
    }
    if (st == AS_OK) {
        *out = s;
    }
    return st;
}

void as_sweep_free(as_sweep *s)
{
    if (s != NULL) {
        as_vec_clear(&s->core.blocks);
        as_vec_clear(&s->left.blocks);
        as_vec_clear(&s->tests);
        as_vec_clear(&s->starts);
        pat_run_clear(&s->run);
        pat_view_clear(&s->view);
        as_arena_free(s->arena);
        as_mem_free(s);
    }
}

size_t as_sweep_leaves(const as_sweep *s, const as_leaf **out)
{
    *out = s->leaves;
    return s->n_leaves;
}

/* ---- blocks ------------------------------------------------------------- */

/* Tokens of a word that stand at the edges of sentences and paragraphs: first
 * ones, or last ones. */
typedef struct borders {
    uint64_t sents, paras;
} borders;

static borders firsts(const as_window *w, uint32_t word)
{
    return (borders){w->sents[word], w->paras[word]};
}

static uint64_t before(const uint64_t *row, uint32_t word, uint32_t n_words)
{
    const uint64_t behind = word + 1 < n_words ? row[word + 1] : 0;
    return row[word] >> 1 | behind << 63;
}

static borders lasts(const as_window *w, uint32_t word, uint32_t n_words)
{
    return (borders){before(w->sents, word, n_words),
                     before(w->paras, word, n_words)};
}

/* Where the edges hold, of those that may hold there. */
static uint64_t held(const borders *b, uint32_t edges, bool at_beg)
{
    const uint32_t sent = at_beg ? EDGE_S_BEG : EDGE_S_END;
    const uint32_t para = at_beg ? EDGE_P_BEG : EDGE_P_END;
    if (edges & ~(sent | para)) {
        return 0;
    }
    return (edges & sent ? b->sents : UINT64_MAX) &
           (edges & para ? b->paras : UINT64_MAX);
}

/* Where some next state is live, in a block, and its neighbour's: one token on
 * in the direction of reading. */
static uint64_t next_live(const part *p, const step *at, const uint64_t *block,
                          const uint64_t *beyond)
{
    uint64_t here = 0, there = 0;
    for (uint32_t i = 0; i < at->n_next; i++) {
        const uint32_t to = p->nexts[at->next + i];
        here |= block[to];
        there |= beyond[to];
    }
    return p->prog->leftwards ? here << 1 | there >> 63
                              : here >> 1 | there << 63;
}

/* Where a state that has consumed the token can go on; `stop` are the last
 * tokens of sentences, in the direction of reading. */
static uint64_t leads_on(const part *p, const step *at, const uint64_t *block,
                         const uint64_t *beyond, const borders *stop)
{
    uint64_t on = at->last ? UINT64_MAX : 0;
    on |= next_live(p, at, block, beyond) & ~stop->sents;
    for (uint32_t i = 0; i < at->n_guards; i++) {
        on |= held(stop, p->guards[at->guard + i].edges, p->prog->leftwards);
    }
    return on;
}

/* Once through the states of a block; did any change? */
static bool fill_block(const part *p, const uint64_t *tests, uint64_t within,
                       const borders *stop, const uint64_t *beyond,
                       uint64_t *block)
{
    bool changed = false;
    for (uint32_t s = p->prog->n_states; s-- > 1;) {
        const step *at = &p->steps[s];
        const uint64_t may = tests[at->op] & within;
        const uint64_t live =
            may != 0 ? may & leads_on(p, at, block, beyond, stop) : 0;
        changed |= live != block[s];
        block[s] = live;
    }
    return changed;
}

/* Tokens of the window in one of its words. */
static uint64_t within(const as_window *w, uint32_t word)
{
    uint64_t in = UINT64_MAX;
    if (word == w->beg / 64) {
        in &= UINT64_MAX << (w->beg % 64);
    }
    if (word == w->end / 64) {
        in &= ~(UINT64_MAX << (w->end % 64));
    }
    return word < w->beg / 64 || word > w->end / 64 ? 0 : in;
}

/* Blocks of word 0 begin behind those of the word before, which are empty. */
static uint64_t *block_at(part *p, uint32_t word)
{
    return p->blocks.v + ((size_t)word + 1) * p->prog->n_states;
}

static as_status blocks_open(as_sweep *s, part *p, as_err *err)
{
    const size_t n = ((size_t)s->n_words + 2) * p->prog->n_states;
    p->blocks.n = 0;
    if (as_vec_reserve(&p->blocks, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(p->blocks.v, 0, n * sizeof *p->blocks.v);
    return AS_OK;
}

static void fill(as_sweep *s, part *p, uint32_t word)
{
    const bool left = p->prog->leftwards;
    const borders stop = left ? firsts(&s->w, word)
                              : lasts(&s->w, word, s->n_words);
    uint64_t *block = block_at(p, word);
    const uint64_t *beyond = left ? block - p->prog->n_states
                                  : block + p->prog->n_states;
    const uint64_t in = within(&s->w, word);
    const uint64_t *tests = s->tests.v + (size_t)word * s->n_ops;
    while (fill_block(p, tests, in, &stop, beyond, block) && p->loops) {
    }
}

/* Where a match may begin, as far as what it consumes goes. */
static uint64_t core_starts(as_sweep *s, uint32_t word)
{
    const step *at = &s->core.steps[0];
    const uint64_t *block = block_at(&s->core, word);
    const borders beg = firsts(&s->w, word);
    uint64_t starts = 0;
    for (uint32_t i = 0; i < at->n_next; i++) {
        starts |= block[s->core.nexts[at->next + i]];
    }
    for (uint32_t i = 0; i < at->n_guards; i++) {
        const guard *g = &s->core.guards[at->guard + i];
        starts |= block[g->to] & held(&beg, g->edges, true);
    }
    return starts;
}

static as_status rows_open(as_sweep *s, as_err *err)
{
    const size_t n = s->n_words, n_tests = n * s->n_ops;
    s->starts.n = s->tests.n = 0;
    as_status st = as_vec_reserve(&s->starts, n, err);
    st = st == AS_OK ? as_vec_reserve(&s->tests, n_tests, err) : st;
    return st == AS_OK ? blocks_open(s, &s->core, err) : st;
}

/* Keep the starts that have before them what must stand there. */
static as_status look_left(as_sweep *s, as_err *err)
{
    part *p = &s->left;
    as_status st = blocks_open(s, p, err);
    for (uint32_t word = 0; st == AS_OK && word < s->n_words; word++) {
        const borders stop = firsts(&s->w, word);
        const uint64_t *block = block_at(p, word);
        fill(s, p, word);
        s->starts.v[word] &= leads_on(p, &p->steps[0], block,
                                      block - p->prog->n_states, &stop);
    }
    return st;
}

/* Edges of text are zero but at those of the sentence being walked. */
static as_status edges_open(as_sweep *s, as_err *err)
{
    const size_t n = (size_t)s->n_words * 64;
    const size_t had = s->view.edges.n;
    if (n <= had) {
        return AS_OK;
    }
    if (as_vec_reserve(&s->view.edges, n - had, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(s->view.edges.v + had, 0, n - had);
    s->view.edges.n = n;
    return AS_OK;
}

static void forget_edges(as_sweep *s)
{
    s->view.edges.v[s->run.beg] = s->view.edges.v[s->run.end] = 0;
}

as_status as_sweep_open(as_sweep *s, const as_window *w, as_err *err)
{
    uint64_t any = 0;
    s->w = *w;
    s->n_words = w->end / 64 + 1;
    s->next = w->end;
    as_status st = rows_open(s, err);
    st = st == AS_OK ? edges_open(s, err) : st;
    if (st != AS_OK) {
        return st;
    }
    for (uint32_t word = s->n_words; word-- > 0;) {
        ask(s, word, s->tests.v + (size_t)word * s->n_ops);
        fill(s, &s->core, word);
        any |= s->starts.v[word] = core_starts(s, word);
    }
    if (any != 0 && s->left.prog != NULL) {
        st = look_left(s, err);
    }
    if (st == AS_OK && any != 0) {
        s->next = w->beg;
        forget_edges(s);
        s->run.beg = s->run.end = w->beg;
        s->run.blocks = block_at(&s->core, 0);
        s->run.left_blocks = s->left.prog ? block_at(&s->left, 0) : NULL;
    }
    return st;
}

/* ---- matches ------------------------------------------------------------ */

/* The first bit at or behind `at`; `n` words. UINT32_MAX: none. */
static uint32_t bit_from(const uint64_t *row, uint32_t at, uint32_t n)
{
    uint64_t word = at / 64 < n ? row[at / 64] & UINT64_MAX << (at % 64) : 0;
    for (uint32_t i = at / 64; i < n; word = row[i]) {
        if (word != 0) {
            return i * 64 + (uint32_t)__builtin_ctzll(word);
        }
        if (++i == n) {
            break;
        }
    }
    return UINT32_MAX;
}

/* The last bit at or before `at`, where there is one. */
static uint32_t bit_upto(const uint64_t *row, uint32_t at)
{
    uint32_t i = at / 64;
    uint64_t word = row[i] & UINT64_MAX >> (63 - at % 64);
    while (word == 0) {
        word = row[--i];
    }
    return i * 64 + 63 - (uint32_t)__builtin_clzll(word);
}

static void mark_edges(as_sweep *s, uint32_t at)
{
    const uint8_t sent = EDGE_S_BEG | EDGE_S_END;
    const uint8_t para = EDGE_P_BEG | EDGE_P_END;
    s->view.edges.v[at] = pat_bit(s->w.paras, at) ? sent | para : sent;
}

/* The sentence of `at` becomes the range of the walk. */
static void go_to_sentence(as_sweep *s, uint32_t at)
{
    if (at < s->run.end) {
        return;
    }
    forget_edges(s);
    s->run.beg = bit_upto(s->w.sents, at);
    s->run.end = bit_from(s->w.sents, at + 1, s->n_words);
    mark_edges(s, s->run.beg);
    mark_edges(s, s->run.end);
}

as_status as_sweep_next(as_sweep *s, as_match *match, as_err *err)
{
    const uint32_t at = s->next < s->w.end
                            ? bit_from(s->starts.v, s->next, s->n_words)
                            : UINT32_MAX;
    if (at >= s->w.end) {
        return AS_EOF;
    }
    if (s->length > 0) {
        *match = (as_match){.first = at, .end = at + s->length};
        s->next = match->end;
        return AS_OK;
    }
    go_to_sentence(s, at);
    as_status st = pat_run_walk(&s->run, &s->view, s->core.prog, at, false,
                                match, err);
    if (st == AS_OK) {
        s->next = match->end;
    }
    return st;
}

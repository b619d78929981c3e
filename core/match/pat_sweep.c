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
 *   marks   spans that can be read, in the window's numbers; a state that
 *           reads one is live at its first token if it leads on over the last
 *   blocks  by word of the window, then state; one more at either end
 *
 * Within a sentence no edge of text holds, so that edges are asked for at its
 * first token and behind its last one alone. */
#include "match/pat_sweep_int.h"

as_status as_sweep_new(const as_pattern *p, as_sweep **out, as_err *err)
{
    as_sweep *s = as_mem_zero(1, sizeof *s);
    if (s == NULL) {
        return as_err_nomem(err);
    }
    s->pattern = p;
    as_status st = sweep_make(s, err);
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
        sweep_spans_clear(s);
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

bool as_leaf_has(const as_leaf *leaf, uint32_t number)
{
    return pat_in_numbers(leaf->numbers, number);
}

/* What the ops say of 64 tokens. */
static void ask(const as_sweep *s, uint32_t word, uint64_t *out)
{
    for (uint32_t i = 0; i < s->n_ops; i++) {
        const sweep_op o = s->ops[i];
        switch (o.kind) {
        case OP_ALL: out[i] = UINT64_MAX; break;
        case OP_LEAF: out[i] = s->w.leaves[o.a][word]; break;
        case OP_SPANS:
            out[i] = s->covered.v[(size_t)word * s->n_covers + o.a];
            break;
        case OP_NOT: out[i] = ~out[o.a]; break;
        case OP_AND: out[i] = out[o.a] & out[o.b]; break;
        case OP_OR: out[i] = out[o.a] | out[o.b]; break;
        }
    }
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
static uint64_t next_live(const sweep_part *p, const sweep_step *at,
                          const uint64_t *block, const uint64_t *beyond)
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
static uint64_t leads_on(const sweep_part *p, const sweep_step *at,
                         const uint64_t *block, const uint64_t *beyond,
                         const borders *stop)
{
    uint64_t on = at->last ? UINT64_MAX : 0;
    on |= next_live(p, at, block, beyond) & ~stop->sents;
    for (uint32_t i = 0; i < at->n_guards; i++) {
        on |= held(stop, p->guards[at->guard + i].edges, p->prog->leftwards);
    }
    return on;
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
static uint64_t *block_at(sweep_part *p, uint32_t word)
{
    return p->blocks.v + ((size_t)word + 1) * p->prog->n_states;
}

static as_status blocks_open(as_sweep *s, sweep_part *p, as_err *err)
{
    const size_t n = ((size_t)s->n_words + 2) * p->prog->n_states;
    p->blocks.n = 0;
    if (as_vec_reserve(&p->blocks, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(p->blocks.v, 0, n * sizeof *p->blocks.v);
    return AS_OK;
}

/* A block, and what bounds it. */
typedef struct bounded {
    uint64_t *live;         /* by state */
    const uint64_t *beyond; /* the next one in the direction of reading */
    borders stop;           /* last tokens in that direction */
} bounded;

static bounded block_of(const as_sweep *s, sweep_part *p, uint32_t word)
{
    uint64_t *live = block_at(p, word);
    return p->prog->leftwards
               ? (bounded){live, live - p->prog->n_states, firsts(&s->w, word)}
               : (bounded){live, live + p->prog->n_states,
                         lasts(&s->w, word, s->n_words)};
}

/* Does what reads the mark lead on? What is behind it is worked out, or lies
 * in the same block. */
static bool mark_leads_on(const as_sweep *s, sweep_part *p,
                          const sweep_step *at, const pat_mark *m)
{
    const uint32_t tok = p->prog->leftwards ? m->first : m->end - 1;
    const bounded b = block_of(s, p, tok / 64);
    return leads_on(p, at, b.live, b.beyond, &b.stop) >> (tok % 64) & 1;
}

/* Where a state can read a mark: of those that begin, leftwards end, in the
 * block. */
static uint64_t live_marks(const as_sweep *s, sweep_part *p,
                           const sweep_step *at, uint32_t word)
{
    const pat_view *v = &s->view;
    const bool left = p->prog->leftwards;
    const uint32_t *off = left ? v->end_off.v : v->mark_off.v;
    const uint32_t from = word * 64 + left;
    uint64_t live = 0;
    if (v->marks.n == 0) {
        return 0;
    }
    for (uint32_t i = off[from]; i < off[from + 64]; i++) {
        const pat_mark *m = &v->marks.v[left ? v->by_end.v[i] : i];
        const uint32_t tok = left ? m->end - 1 : m->first;
        if (m->name == at->name &&
            (at->mask == 0 || (s->passes.v[m->entry] & at->mask) != 0) &&
            mark_leads_on(s, p, at, m)) {
            live |= UINT64_C(1) << (tok % 64);
        }
    }
    return live;
}

/* Once through the states of a block; did any change? */
static bool fill_block(const as_sweep *s, sweep_part *p, uint32_t word,
                       const bounded *b)
{
    const uint64_t *tests = s->tests.v + (size_t)word * s->n_ops;
    const uint64_t in = within(&s->w, word);
    bool changed = false;
    for (uint32_t i = p->prog->n_states; i-- > 1;) {
        const sweep_step *at = &p->steps[i];
        const bool of_span = at->name != PAT_NONE;
        uint64_t live = of_span ? live_marks(s, p, at, word)
                                : tests[at->op] & in;
        if (!of_span && live != 0) {
            live &= leads_on(p, at, b->live, b->beyond, &b->stop);
        }
        changed |= live != b->live[i];
        b->live[i] = live;
    }
    return changed;
}

static void fill(const as_sweep *s, sweep_part *p, uint32_t word)
{
    const bounded b = block_of(s, p, word);
    while (fill_block(s, p, word, &b) && p->loops) {
    }
}

/* Where a match may begin, as far as what it consumes goes. */
static uint64_t core_starts(as_sweep *s, uint32_t word)
{
    const sweep_step *at = &s->core.steps[0];
    const uint64_t *block = block_at(&s->core, word);
    const borders beg = firsts(&s->w, word);
    uint64_t starts = 0;
    for (uint32_t i = 0; i < at->n_next; i++) {
        starts |= block[s->core.nexts[at->next + i]];
    }
    for (uint32_t i = 0; i < at->n_guards; i++) {
        const sweep_guard *g = &s->core.guards[at->guard + i];
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
    sweep_part *p = &s->left;
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
    st = st == AS_OK && s->reads_spans ? sweep_marks(s, err) : st;
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
    s->run.end = sweep_bit_from(s->w.sents, at + 1, s->n_words);
    mark_edges(s, s->run.beg);
    mark_edges(s, s->run.end);
}

/* Where the match that begins at `at` ends, by the edges that are preferred
 * (pat_walk.c), if they read tokens alone. */
static uint32_t end_of(as_sweep *s, uint32_t at)
{
    const pat_prog *g = s->core.prog;
    const pat_pass p = pat_pass_of(&s->run, &s->view, g);
    for (uint32_t state = 0;; at++) {
        const pat_edge *e = &g->edges[g->states[state].edge];
        while (!pat_edge_lives(&p, e, at)) {
            e++; /* a live state leads on */
        }
        if (e->ends) {
            return at;
        }
        state = e->to;
    }
}

uint32_t as_sweep_alike(const as_sweep *s, const uint64_t **starts,
                        uint32_t *n_words)
{
    *starts = s->starts.v;
    *n_words = s->next < s->w.end ? s->n_words : 0;
    return s->length;
}

as_status as_sweep_next(as_sweep *s, as_match *match, as_err *err)
{
    const uint32_t at = s->next < s->w.end
                            ? sweep_bit_from(s->starts.v, s->next, s->n_words)
                            : UINT32_MAX;
    if (at >= s->w.end) {
        return AS_EOF;
    }
    go_to_sentence(s, at);
    if (s->bare) {
        s->next = end_of(s, at);
        *match = (as_match){.first = at, .end = s->next};
        return AS_OK;
    }
    as_status st = pat_run_walk(&s->run, &s->view, s->core.prog, at, false,
                                match, err);
    if (st == AS_OK) {
        s->next = match->end;
    }
    return st;
}

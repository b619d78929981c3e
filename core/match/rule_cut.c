/* rule_cut.c - what a rule cannot do without.
 *
 * What matches must hold, of each sequence, all parts, and of alternatives
 * one. So every pattern has cuts, sets of things of which one must be there;
 * the two that seem rarest are kept. How rare a word is its length tells well
 * enough (G. K. Zipf, "Human Behavior and the Principle of Least Effort",
 * 1949): a wrong guess costs time, never a match. Cost: linear in the tree. */
#include "match/rule_int.h"
#include "text/norm.h"
#include "text/utf8.h"

/* ---- how rare --------------------------------------------------------- */

enum { COST_N = 9 };

/* Of all tokens, those that are one given word of so many letters. */
static double word_cost(as_slice word)
{
    static const double by_length[COST_N] = {
        1, 2e-2, 1.2e-2, 5e-3, 1e-3, 4e-4, 2e-4, 1e-4, 5e-5};
    size_t n = as_utf8_count(word);
    bool alpha = n > 0 && (pat_is_word_byte((unsigned char)word.p[0]));
    return alpha ? by_length[n < COST_N ? n : COST_N - 1] : 4e-2;
}

enum { NO_COST = 1000000 };
static const double SPAN_COST = 2e-2, GAZ_COST = 5e-3, CLASS_COST = 0.2,
                    REGEX_COST = 1.5e-2;

/* ---- cuts ------------------------------------------------------------- */

typedef struct cutter {
    pat_tests *tests;
    bool regexes;
    as_arena *arena;
    as_err *err;
} cutter;

static const rule_cut nothing = {NULL, 0, NO_COST};

static as_status one(const cutter *c, wake_item item, double cost,
                     rule_cut *out)
{
    wake_item *items = as_arena_zero(c->arena, 1, sizeof *items);
    if (items == NULL) {
        return as_err_nomem(c->err);
    }
    items[0] = item;
    *out = (rule_cut){items, 1, cost};
    return AS_OK;
}

/* One of either must be there. */
static as_status unite(const cutter *c, const rule_cut *b, rule_cut *a)
{
    if (a->n == 0 || b->n == 0) {
        *a = nothing;
        return AS_OK;
    }
    wake_item *items = as_arena_zero(c->arena, (size_t)a->n + b->n,
                                     sizeof *items);
    if (items == NULL) {
        return as_err_nomem(c->err);
    }
    memcpy(items, a->items, a->n * sizeof *items);
    memcpy(items + a->n, b->items, b->n * sizeof *items);
    *a = (rule_cut){items, a->n + b->n, a->cost + b->cost};
    return AS_OK;
}

static void better(const rule_cut *b, rule_cut *a)
{
    if (b->n > 0 && (a->n == 0 || b->cost < a->cost)) {
        *a = *b;
    }
}

/* An exact text has one norm: that is looked up. */
static as_status norm_of_texts(const cutter *c, const pat_test *texts,
                               uint32_t *id)
{
    as_buf norms = {0};
    AS_VEC(size_t) ends = {0};
    AS_VEC(as_slice) values = {0};
    as_status st = AS_OK;
    const uint32_t n = texts->n_values;
    for (uint32_t i = 0; st == AS_OK && i < n; i++) {
        st = as_norm(texts->values[i], &norms, c->err);
        size_t *end = st == AS_OK ? as_vec_push(&ends, c->err) : NULL;
        if (end == NULL) {
            st = AS_ENOMEM;
        } else {
            *end = norms.n;
        }
    }
    st = st == AS_OK ? as_vec_reserve(&values, n, c->err) : st;
    for (uint32_t i = 0; st == AS_OK && i < n; i++) {
        size_t beg = i > 0 ? ends.v[i - 1] : 0;
        values.v[i] = as_slice_of(norms.p + beg, ends.v[i] - beg);
    }
    if (st == AS_OK) {
        pat_test t = {.kind = T_NORM, .values = values.v, .n_values = n};
        st = pat_test_add(c->tests, &t, id, c->err);
    }
    as_vec_clear(&values);
    as_vec_clear(&ends);
    as_buf_clear(&norms);
    return st;
}

static as_status cut_words(const cutter *c, uint32_t test, rule_cut *out)
{
    const pat_test t = c->tests->nodes.v[test];
    double cost = 0;
    for (uint32_t i = 0; i < t.n_values; i++) {
        cost += word_cost(t.values[i]);
    }
    as_status st = t.kind == T_TEXT ? norm_of_texts(c, &t, &test) : AS_OK;
    return st == AS_OK ? one(c, (wake_item){.kind = WAKE_TEST, .id = test},
                             cost, out)
                       : st;
}

static as_status cut_name(const cutter *c, uint32_t name, rule_cut *out)
{
    return one(c, (wake_item){.kind = WAKE_NAME, .id = name},
               c->tests->names.v[name].gaz ? GAZ_COST : SPAN_COST, out);
}

/* Of a token. As deep as the test, which the parser bounds. */
static as_status cut_test(const cutter *c, uint32_t test, rule_cut *out)
{
    const pat_test t = c->tests->nodes.v[test]; /* the table may move */
    rule_cut b = nothing;
    as_status st = AS_OK;
    *out = nothing;
    switch ((test_kind)t.kind) {
    case T_AND:
    case T_OR:
        st = cut_test(c, t.a, out);
        st = st == AS_OK ? cut_test(c, t.b, &b) : st;
        if (st == AS_OK && t.kind == T_AND) {
            better(&b, out);
        }
        return st == AS_OK && t.kind == T_OR ? unite(c, &b, out) : st;
    case T_TEXT:
    case T_NORM:
    case T_LEMMA: return cut_words(c, test, out);
    case T_REGEX:
        return c->regexes && t.column != COL_POS
                   ? one(c, (wake_item){.kind = WAKE_TEST, .id = test},
                         REGEX_COST, out)
                   : AS_OK;
    case T_POS:
        return one(c, (wake_item){.kind = WAKE_CLASS, .pos = t.flags},
                   CLASS_COST, out);
    case T_FLAG:
        return one(c, (wake_item){.kind = WAKE_CLASS, .flags = t.flags},
                   2 * CLASS_COST, out);
    default: return AS_OK; /* a span over a token may begin anywhere */
    }
}

/* A third is forgotten. */
static void best_two(const rule_cut *b, rule_cuts *a)
{
    rule_cut old = a->first;
    better(b, &a->first);
    if (b->n > 0 && a->first.items == b->items) {
        better(&old, &a->also);
    } else {
        better(b, &a->also);
    }
}

/* As deep as the tree, which the parser bounds. */
static as_status cut_node(const cutter *c, const pat_node *n, rule_cuts *out)
{
    *out = (rule_cuts){nothing, nothing};
    if (n->kind == N_TOKEN) {
        return cut_test(c, n->test, &out->first);
    }
    if (n->kind == N_SPAN) {
        return cut_name(c, n->name, &out->first);
    }
    if (n->kind == N_EDGE || (n->kind == N_REPEAT && n->lo == 0)) {
        return AS_OK;
    }
    as_status st = AS_OK;
    for (const pat_node *k = n->kid; st == AS_OK && k != NULL; k = k->next) {
        rule_cuts kid;
        st = cut_node(c, k, &kid);
        if (st != AS_OK || k == n->kid) {
            *out = kid;
        } else if (n->kind == N_ALT) {
            st = unite(c, &kid.first, &out->first);
            st = st == AS_OK ? unite(c, &kid.also, &out->also) : st;
        } else {
            best_two(&kid.first, out);
            best_two(&kid.also, out);
        }
    }
    return st;
}

as_status rule_cuts_of(const pat_tree *tree, pat_tests *tests, bool regexes,
                       as_arena *arena, rule_cuts *out, as_err *err)
{
    const cutter c = {tests, regexes, arena, err};
    rule_cuts left;
    as_status st = cut_node(&c, tree->root, out);
    if (st == AS_OK && tree->left != NULL) {
        st = cut_node(&c, tree->left, &left);
        if (st == AS_OK) {
            rule_cuts_join(out, &left);
        }
    }
    return st;
}

void rule_cuts_join(rule_cuts *a, const rule_cuts *b)
{
    best_two(&b->first, a);
    best_two(&b->also, a);
}

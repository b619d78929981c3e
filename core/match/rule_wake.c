/* rule_wake.c - which rules can find anything at all in a unit of text.
 *
 * Building: what matches must hold, of each sequence, all parts, and of
 * alternatives one. So every pattern has cuts, sets of things of which one
 * must be there; the one that seems rarest is kept. How rare a word is its
 * length tells well enough (G. K. Zipf, "Human Behavior and the Principle of
 * Least Effort", 1949): a wrong guess costs time, never a match.
 * Running: each type of the document has a short list of the tests that wake
 * something; a unit's tokens, and its spans, are looked up in it. Classes
 * (part of speech, flags) are united over the unit, and asked once.
 * Cost: a look or two a token, plus what is woken. */
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
static const double SPAN_COST = 2e-2, GAZ_COST = 5e-3, CLASS_COST = 0.2;

/* ---- cuts ------------------------------------------------------------- */

typedef struct cutter {
    pat_tests *tests;
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
    case T_POS:
        return one(c, (wake_item){.kind = WAKE_CLASS, .pos = t.flags},
                   CLASS_COST, out);
    case T_FLAG:
        return one(c, (wake_item){.kind = WAKE_CLASS, .flags = t.flags},
                   2 * CLASS_COST, out);
    default: return AS_OK; /* a span over a token may begin anywhere */
    }
}

/* As deep as the tree, which the parser bounds. */
static as_status cut_node(const cutter *c, const pat_node *n, rule_cut *out)
{
    *out = nothing;
    if (n->kind == N_TOKEN) {
        return cut_test(c, n->test, out);
    }
    if (n->kind == N_SPAN) {
        return cut_name(c, n->name, out);
    }
    if (n->kind == N_EDGE || (n->kind == N_REPEAT && n->lo == 0)) {
        return AS_OK;
    }
    as_status st = AS_OK;
    for (const pat_node *k = n->kid; st == AS_OK && k != NULL; k = k->next) {
        rule_cut kid;
        st = cut_node(c, k, &kid);
        if (st == AS_OK && n->kind == N_ALT && k != n->kid) {
            st = unite(c, &kid, out);
        } else if (st == AS_OK && n->kind == N_ALT) {
            *out = kid;
        } else if (st == AS_OK) {
            better(&kid, out);
        }
    }
    return st;
}

as_status rule_cut_of(const pat_tree *tree, pat_tests *tests, as_arena *arena,
                      rule_cut *out, as_err *err)
{
    const cutter c = {tests, arena, err};
    rule_cut left = nothing;
    as_status st = cut_node(&c, tree->root, out);
    if (st == AS_OK && tree->left != NULL) {
        st = cut_node(&c, tree->left, &left);
        better(&left, out);
    }
    return st;
}

/* ---- groups ----------------------------------------------------------- */

static bool in_group(const rule_group *g, const rule *r)
{
    return r->phase == g->phase && r->scope == g->scope;
}

/* Lists of the rules that items of `kind` wake, by the item's id. */
static as_status fill_lists(as_rules *set, const rule_group *g, wake_kind kind,
                            size_t n_ids, rule_lists *out, as_err *err)
{
    size_t n = 0;
    out->off = as_arena_zero(set->arena, n_ids + 2, sizeof *out->off);
    if (out->off == NULL) {
        return as_err_nomem(err);
    }
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < set->n_rules; i++) {
            const rule *r = &set->rules[i];
            for (uint32_t k = 0; in_group(g, r) && k < r->cut.n; k++) {
                const wake_item *item = &r->cut.items[k];
                if (item->kind != kind) {
                    continue;
                }
                if (pass == 0) {
                    out->off[item->id + 2]++;
                    n++;
                } else {
                    out->list[out->off[item->id + 1]++] = i;
                }
            }
        }
        for (size_t i = 2; pass == 0 && i < n_ids + 2; i++) {
            out->off[i] += out->off[i - 1];
        }
        if (pass == 0) {
            out->list = as_arena_zero(set->arena, n + 1, sizeof *out->list);
            if (out->list == NULL) {
                return as_err_nomem(err);
            }
        }
    }
    return AS_OK;
}

static as_status fill_rest(as_rules *set, rule_group *g, as_err *err)
{
    size_t n_classes = 0;
    for (uint32_t i = 0; i < set->n_rules; i++) {
        n_classes += set->rules[i].cut.n;
    }
    g->classes = as_arena_zero(set->arena, n_classes + 1, sizeof *g->classes);
    g->always = as_arena_zero(set->arena, set->n_rules + 1u,
                              sizeof *g->always);
    if (g->classes == NULL || g->always == NULL) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 0; i < set->n_rules; i++) {
        const rule *r = &set->rules[i];
        if (!in_group(g, r)) {
            continue;
        }
        if (r->cut.n == 0) {
            g->always[g->n_always++] = i;
        }
        for (uint32_t k = 0; k < r->cut.n; k++) {
            const wake_item *item = &r->cut.items[k];
            if (item->kind == WAKE_CLASS) {
                g->classes[g->n_classes++] =
                    (wake_class){item->pos, item->flags, i};
            }
        }
    }
    return AS_OK;
}

static as_status mark_triggers(as_rules *set, as_err *err)
{
    set->is_trigger = as_arena_zero(set->arena, set->tests->nodes.n + 1, 1);
    if (set->is_trigger == NULL) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 0; i < set->n_rules; i++) {
        const rule_cut *cut = &set->rules[i].cut;
        for (uint32_t k = 0; k < cut->n; k++) {
            if (cut->items[k].kind == WAKE_TEST) {
                set->is_trigger[cut->items[k].id] = 1;
            }
        }
    }
    return AS_OK;
}

as_status rule_groups(as_rules *set, as_err *err)
{
    enum { SCOPES = AS_SCOPE_DOCUMENT + 1 };
    set->groups = as_arena_zero(set->arena,
                                (size_t)set->n_phases * SCOPES + 1,
                                sizeof *set->groups);
    as_status st = set->groups ? mark_triggers(set, err) : as_err_nomem(err);
    for (uint32_t i = 0; st == AS_OK && i < set->n_phases * SCOPES; i++) {
        rule_group *g = &set->groups[set->n_groups];
        *g = (rule_group){.phase = i / SCOPES, .scope = (as_scope)(i % SCOPES)};
        bool any = false;
        for (uint32_t k = 0; !any && k < set->n_rules; k++) {
            any = in_group(g, &set->rules[k]);
        }
        if (!any) {
            continue;
        }
        set->n_groups++;
        st = fill_lists(set, g, WAKE_TEST, set->tests->nodes.n, &g->by_test,
                        err);
        st = st == AS_OK ? fill_lists(set, g, WAKE_NAME, set->tests->names.n,
                                      &g->by_name, err)
                         : st;
        st = st == AS_OK ? fill_rest(set, g, err) : st;
    }
    return st;
}

/* ---- a document ------------------------------------------------------- */

static as_status hot_fill(const as_rules *set, const view_lex *lex,
                          wake_hot *out, as_err *err)
{
    out->off.n = out->list.n = 0;
    const size_t n = lex->off.n;
    if (n == 0) {
        return AS_OK;
    }
    if (as_vec_reserve(&out->off, n, err) != AS_OK ||
        as_vec_reserve(&out->list, lex->list.n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        out->off.v[i] = (uint32_t)out->list.n;
        for (uint32_t k = lex->off.v[i]; k < lex->off.v[i + 1]; k++) {
            if (set->is_trigger[lex->list.v[k]]) {
                out->list.v[out->list.n++] = lex->list.v[k];
            }
        }
    }
    out->off.v[n - 1] = (uint32_t)out->list.n;
    out->off.n = n;
    return AS_OK;
}

as_status rule_wake_open(as_rule_runner *r, as_err *err)
{
    const size_t n = r->set->n_rules;
    as_status st = hot_fill(r->set, &r->view.norm, &r->norm, err);
    st = st == AS_OK ? hot_fill(r->set, &r->view.lemma, &r->lemma, err) : st;
    r->stamp.n = r->woken.n = 0;
    if (st != AS_OK || as_vec_reserve(&r->stamp, n, err) != AS_OK ||
        as_vec_reserve(&r->woken, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    if (n > 0) {
        memset(r->stamp.v, 0, n * sizeof *r->stamp.v);
    }
    r->stamp.n = n;
    r->unit = 0;
    return AS_OK;
}

static void wake(as_rule_runner *r, uint32_t id)
{
    if (r->stamp.v[id] != r->unit) {
        r->stamp.v[id] = r->unit;
        r->woken.v[r->woken.n++] = id;
    }
}

static void wake_list(as_rule_runner *r, const rule_lists *l, uint32_t id)
{
    for (uint32_t i = l->off[id]; i < l->off[id + 1]; i++) {
        wake(r, l->list[i]);
    }
}

static void wake_type(as_rule_runner *r, const rule_group *g,
                      const wake_hot *hot, uint32_t type)
{
    for (uint32_t i = hot->off.v[type]; i < hot->off.v[type + 1]; i++) {
        wake_list(r, &g->by_test, hot->list.v[i]);
    }
}

static void wake_words(as_rule_runner *r, const rule_group *g, uint32_t beg,
                       uint32_t end)
{
    const uint32_t *norm = r->view.norms.type;
    const uint32_t *lemma = r->view.tags.lemma ? r->view.tags.lemma : norm;
    for (uint32_t t = beg; r->norm.list.n > 0 && t < end; t++) {
        wake_type(r, g, &r->norm, norm[t]);
    }
    for (uint32_t t = beg; r->lemma.list.n > 0 && t < end; t++) {
        wake_type(r, g, &r->lemma, lemma[t]);
    }
}

static void wake_spans(as_rule_runner *r, const rule_group *g, uint32_t beg,
                       uint32_t end)
{
    const pat_view *v = &r->view;
    if (v->mark_off.n == 0) {
        return;
    }
    for (uint32_t i = v->mark_off.v[beg]; i < v->mark_off.v[end]; i++) {
        wake_list(r, &g->by_name, v->marks.v[i].name);
    }
}

static void wake_classes(as_rule_runner *r, const rule_group *g, uint32_t beg,
                         uint32_t end)
{
    uint32_t pos = 0;
    uint32_t flags = 0;
    for (uint32_t t = beg; g->n_classes > 0 && t < end; t++) {
        pos |= r->view.tags.pos ? 1u << r->view.tags.pos[t] : 0;
        flags |= r->view.tok->flags[t];
    }
    for (uint32_t i = 0; i < g->n_classes; i++) {
        const wake_class *c = &g->classes[i];
        if (c->pos & pos || c->flags & flags) {
            wake(r, c->rule);
        }
    }
}

void rule_wake_unit(as_rule_runner *r, const rule_group *g, uint32_t beg,
                    uint32_t end)
{
    r->unit++;
    r->woken.n = 0;
    wake_words(r, g, beg, end);
    wake_spans(r, g, beg, end);
    wake_classes(r, g, beg, end);
    for (uint32_t i = 0; i < g->n_always; i++) {
        wake(r, g->always[i]);
    }
}

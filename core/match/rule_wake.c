/* rule_wake.c - which rules can find anything at all in a unit of text.
 *
 * Each type of the document has a short list of the tests that wake
 * something; a unit's tokens, and its spans, are looked up in it. Classes
 * (part of speech, flags) are united over the unit, and asked once. What is
 * woken by the rarer of the two things that it cannot do without
 * (rule_cut.c) stays so only where the other is there as well.
 * Cost: a look or two a token, plus what is woken. */
#include "match/rule_int.h"

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
            for (uint32_t k = 0; in_group(g, r) && k < r->cuts.first.n; k++) {
                const wake_item *item = &r->cuts.first.items[k];
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

static bool has_class(const rule_cut *cut)
{
    bool has = false;
    for (uint32_t k = 0; k < cut->n; k++) {
        has |= cut->items[k].kind == WAKE_CLASS;
    }
    return has;
}

static as_status fill_rest(as_rules *set, rule_group *g, as_err *err)
{
    size_t n_classes = 0;
    for (uint32_t i = 0; i < set->n_rules; i++) {
        n_classes += set->rules[i].cuts.first.n;
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
        g->asks_classes |= has_class(&r->cuts.first) ||
                           has_class(&r->cuts.also);
        if (r->cuts.first.n == 0) {
            g->always[g->n_always++] = i;
        }
        for (uint32_t k = 0; k < r->cuts.first.n; k++) {
            const wake_item *item = &r->cuts.first.items[k];
            if (item->kind == WAKE_CLASS) {
                g->classes[g->n_classes++] =
                    (wake_class){item->pos, item->flags, i};
            }
        }
    }
    return AS_OK;
}

static void mark_cut(as_rules *set, const rule_cut *cut)
{
    for (uint32_t k = 0; k < cut->n; k++) {
        if (cut->items[k].kind == WAKE_TEST) {
            set->is_trigger[cut->items[k].id] = 1;
        }
    }
}

static as_status mark_triggers(as_rules *set, as_err *err)
{
    set->is_trigger = as_arena_zero(set->arena, set->tests->nodes.n + 1, 1);
    if (set->is_trigger == NULL) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 0; i < set->n_rules; i++) {
        mark_cut(set, &set->rules[i].cuts.first);
        mark_cut(set, &set->rules[i].cuts.also);
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
    out->off.n = out->list.n = out->bits.n = 0;
    const size_t n = lex->off.n;
    if (n == 0) {
        return AS_OK;
    }
    if (as_vec_reserve(&out->off, n, err) != AS_OK ||
        as_vec_reserve(&out->list, lex->list.n, err) != AS_OK ||
        as_vec_reserve(&out->bits, n / 64 + 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(out->bits.v, 0, (n / 64 + 1) * sizeof *out->bits.v);
    for (size_t i = 0; i + 1 < n; i++) {
        out->off.v[i] = (uint32_t)out->list.n;
        for (uint32_t k = lex->off.v[i]; k < lex->off.v[i + 1]; k++) {
            if (set->is_trigger[lex->list.v[k]]) {
                out->list.v[out->list.n++] = lex->list.v[k];
                out->bits.v[i / 64] |= UINT64_C(1) << (i % 64);
            }
        }
    }
    out->off.v[n - 1] = (uint32_t)out->list.n;
    out->off.n = n;
    return AS_OK;
}

/* `n` numbers of units, of none. */
static as_status stamps(pat_u32s *v, size_t n, as_err *err)
{
    v->n = 0;
    if (as_vec_reserve(v, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    if (n > 0) {
        memset(v->v, 0, n * sizeof *v->v);
    }
    v->n = n;
    return AS_OK;
}

as_status rule_wake_open(as_rule_runner *r, as_err *err)
{
    const size_t n = r->set->n_rules;
    as_status st = hot_fill(r->set, &r->room->view.norm, &r->room->norm, err);
    st = st == AS_OK ? hot_fill(r->set, &r->room->view.lemma, &r->room->lemma, err) : st;
    st = st == AS_OK ? stamps(&r->room->stamp, n, err) : st;
    st = st == AS_OK ? stamps(&r->room->test_seen, r->set->tests->nodes.n, err) : st;
    st = st == AS_OK ? stamps(&r->room->name_seen, r->set->tests->names.n, err) : st;
    r->room->woken.n = 0;
    r->unit = 0;
    return st == AS_OK ? as_vec_reserve(&r->room->woken, n, err) : st;
}

static void wake(as_rule_runner *r, uint32_t id)
{
    if (r->room->stamp.v[id] != r->unit) {
        r->room->stamp.v[id] = r->unit;
        r->room->woken.v[r->room->woken.n++] = id;
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
        const uint32_t test = hot->list.v[i];
        if (r->room->test_seen.v[test] != r->unit) {
            r->room->test_seen.v[test] = r->unit;
            wake_list(r, &g->by_test, test);
        }
    }
}

static void wake_column(as_rule_runner *r, const rule_group *g,
                        const wake_hot *hot, const uint32_t *type,
                        uint32_t beg, uint32_t end)
{
    const uint64_t *bits = hot->bits.v;
    for (uint32_t t = beg; hot->list.n > 0 && t < end; t++) {
        if (bits[type[t] / 64] >> (type[t] % 64) & 1) {
            wake_type(r, g, hot, type[t]);
        }
    }
}

static void wake_words(as_rule_runner *r, const rule_group *g, uint32_t beg,
                       uint32_t end)
{
    const uint32_t *norm = r->room->view.norms.type;
    const uint32_t *lemma = r->room->view.tags.lemma ? r->room->view.tags.lemma : norm;
    wake_column(r, g, &r->room->norm, norm, beg, end);
    wake_column(r, g, &r->room->lemma, lemma, beg, end);
}

static void wake_spans(as_rule_runner *r, const rule_group *g, uint32_t beg,
                       uint32_t end)
{
    const pat_view *v = &r->room->view;
    if (v->mark_off.n == 0) {
        return;
    }
    for (uint32_t i = v->mark_off.v[beg]; i < v->mark_off.v[end]; i++) {
        const uint32_t name = v->marks.v[i].name;
        if (r->room->name_seen.v[name] != r->unit) {
            r->room->name_seen.v[name] = r->unit;
            wake_list(r, &g->by_name, name);
        }
    }
}

static void wake_classes(as_rule_runner *r, const rule_group *g, uint32_t beg,
                         uint32_t end)
{
    r->pos_seen = r->flags_seen = 0;
    for (uint32_t t = beg; g->asks_classes && t < end; t++) {
        r->pos_seen |= r->room->view.tags.pos ? 1u << r->room->view.tags.pos[t] : 0;
        r->flags_seen |= r->room->view.tok->flags[t];
    }
    for (uint32_t i = 0; i < g->n_classes; i++) {
        const wake_class *c = &g->classes[i];
        if (c->pos & r->pos_seen || c->flags & r->flags_seen) {
            wake(r, c->rule);
        }
    }
}

static bool is_seen(const as_rule_runner *r, const wake_item *item)
{
    switch (item->kind) {
    case WAKE_TEST: return r->room->test_seen.v[item->id] == r->unit;
    case WAKE_NAME: return r->room->name_seen.v[item->id] == r->unit;
    case WAKE_CLASS:
        return item->pos & r->pos_seen || item->flags & r->flags_seen;
    }
    return true;
}

bool rule_cut_seen(const as_rule_runner *r, const rule_cut *cut)
{
    bool there = cut->n == 0;
    for (uint32_t k = 0; !there && k < cut->n; k++) {
        there = is_seen(r, &cut->items[k]);
    }
    return there;
}

/* Back to sleep goes what lacks the other thing that it needs. */
static void keep_complete(as_rule_runner *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->room->woken.n; i++) {
        const rule_cut *also = &r->set->rules[r->room->woken.v[i]].cuts.also;
        if (rule_cut_seen(r, also)) {
            r->room->woken.v[kept++] = r->room->woken.v[i];
        } else {
            r->room->stamp.v[r->room->woken.v[i]] = 0;
        }
    }
    r->room->woken.n = kept;
}

void rule_wake_unit(as_rule_runner *r, const rule_group *g, uint32_t beg,
                    uint32_t end)
{
    r->unit++;
    r->room->woken.n = 0;
    wake_words(r, g, beg, end);
    wake_spans(r, g, beg, end);
    wake_classes(r, g, beg, end);
    for (uint32_t i = 0; i < g->n_always; i++) {
        wake(r, g->always[i]);
    }
    keep_complete(r);
}

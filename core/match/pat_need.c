/* pat_need.c - words without which a pattern cannot match, for who knows
 * where words stand. They are the cuts that rules are woken by (rule_cut.c),
 * where these are words alone. */
#include "match/rule_int.h"

/* The words of a cut, if there is nothing else in it. */
static as_status words_of(const pat_tests *tests, const rule_cut *cut,
                          as_arena *arena, as_pattern_need *out, as_err *err)
{
    size_t n = 0;
    *out = (as_pattern_need){NULL, 0};
    for (uint32_t i = 0; i < cut->n; i++) {
        if (cut->items[i].kind != WAKE_TEST) {
            return AS_OK;
        }
        n += tests->nodes.v[cut->items[i].id].n_values;
    }
    as_pattern_word *words = as_arena_zero(arena, n + 1, sizeof *words);
    if (words == NULL) {
        return as_err_nomem(err);
    }
    n = 0;
    for (uint32_t i = 0; i < cut->n; i++) {
        const pat_test *t = &tests->nodes.v[cut->items[i].id];
        for (uint32_t k = 0; k < t->n_values; k++) {
            words[n++] = (as_pattern_word){t->values[k], t->kind == T_LEMMA};
        }
    }
    *out = (as_pattern_need){words, n};
    return AS_OK;
}

as_status pat_needs(const pat_tree *tree, pat_tests *tests, as_arena *arena,
                    as_pattern_need out[PAT_NEEDS], as_err *err)
{
    rule_cuts cuts;
    as_status st = rule_cuts_of(tree, tests, arena, &cuts, err);
    st = st == AS_OK ? words_of(tests, &cuts.first, arena, &out[0], err) : st;
    return st == AS_OK ? words_of(tests, &cuts.also, arena, &out[1], err) : st;
}

size_t as_pattern_needs(const as_pattern *p, const as_pattern_need **out)
{
    *out = p->needs;
    return PAT_NEEDS;
}

/* pat_need.c - words without which a pattern cannot match, for who knows
 * where words stand. They are the cuts that rules are woken by (rule_cut.c),
 * with regular expressions, where these are words alone. */
#include "match/rule_int.h"

/* What is looked at by a test that decides on a word. */
static as_need_column column_of(const pat_test *t)
{
    if (t->kind == T_LEMMA || (t->kind == T_REGEX && t->column == COL_LEMMA)) {
        return AS_NEED_LEMMA;
    }
    return t->kind == T_TEXT || (t->kind == T_REGEX && t->column == COL_TEXT)
               ? AS_NEED_TEXT
               : AS_NEED_NORM;
}

static size_t n_words(const pat_test *t)
{
    return t->kind == T_REGEX ? 1 : t->n_values;
}

static size_t words_add(const pat_test *t, as_pattern_word *words)
{
    const bool is_regex = t->kind == T_REGEX;
    const size_t n = n_words(t);
    for (size_t k = 0; k < n; k++) {
        words[k] = (as_pattern_word){
            column_of(t), is_regex ? (as_slice){NULL, 0} : t->values[k],
            is_regex ? t->re : NULL};
    }
    return n;
}

as_status pat_test_words(const pat_test *t, as_arena *arena,
                         as_pattern_need *out, as_err *err)
{
    as_pattern_word *words = as_arena_zero(arena, n_words(t) + 1,
                                           sizeof *words);
    if (words == NULL) {
        return as_err_nomem(err);
    }
    *out = (as_pattern_need){words, words_add(t, words)};
    return AS_OK;
}

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
        n += n_words(&tests->nodes.v[cut->items[i].id]);
    }
    as_pattern_word *words = as_arena_zero(arena, n + 1, sizeof *words);
    if (words == NULL) {
        return as_err_nomem(err);
    }
    n = 0;
    for (uint32_t i = 0; i < cut->n; i++) {
        n += words_add(&tests->nodes.v[cut->items[i].id], words + n);
    }
    *out = (as_pattern_need){words, n};
    return AS_OK;
}

as_status pat_needs(const pat_tree *tree, pat_tests *tests, as_arena *arena,
                    as_pattern_need out[PAT_NEEDS], as_err *err)
{
    rule_cuts cuts;
    as_status st = rule_cuts_of(tree, tests, true, arena, &cuts, err);
    st = st == AS_OK ? words_of(tests, &cuts.first, arena, &out[0], err) : st;
    return st == AS_OK ? words_of(tests, &cuts.also, arena, &out[1], err) : st;
}

size_t as_pattern_needs(const as_pattern *p, const as_pattern_need **out)
{
    *out = p->needs;
    return PAT_NEEDS;
}

int as_pattern_word_fits(const as_pattern_word *word, void *scratch,
                         as_slice text)
{
    return pat_regex_match(word->regex, scratch, text);
}

void *as_pattern_scratch_new(void)
{
    return pat_regex_scratch();
}

void as_pattern_scratch_free(void *scratch)
{
    pat_regex_scratch_free(scratch);
}

/* test_pattern_needs.c - words that no match of a pattern does without. */
#include "unit/match/pat_fixture.h"

/* The sets as "norm:a lemma:b | text:/re/"; regexes are shown as a slash. */
static const char *needs_of(const char *source)
{
    static char out[512];
    static const char *const columns[] = {"norm", "text", "lemma"};
    as_pattern *p = NULL;
    as_err err;
    size_t at = 0;
    if (as_pattern_compile(AS_LIT("p"), as_slice_str(source), NULL, NULL, NULL,
                           &p, NULL, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    const as_pattern_need *needs;
    const size_t n = as_pattern_needs(p, &needs);
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < needs[i].n; k++) {
            const as_pattern_word *w = &needs[i].words[k];
            at += (size_t)snprintf(out + at, sizeof out - at, "%s%s:%.*s",
                                   at == 0 ? "" : k ? " " : " | ",
                                   columns[w->column],
                                   w->regex ? 1 : (int)w->text.n,
                                   w->regex ? "/" : w->text.p);
        }
    }
    as_pattern_free(p);
    return out;
}

static void test_what_is_needed(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"killed", "norm:killed"},
        {"killed soldiers", "norm:soldiers | norm:killed"},
        {"killed | wounded", "norm:killed norm:wounded"},
        {"<say|tell> that", "norm:that | lemma:say lemma:tell"},
        {"\"Kyiv\" [num]", "norm:kyiv"},
        {"[norm={war,peace} & !upper]", "norm:peace norm:war"},
        {"/[Ww]ars?/", "text:/"},
        {"[norm=/wars?/] ~3 ceasefire", "norm:ceasefire | norm:/"},
        {"[title] ~3 << ceasefire >> [num]", "norm:ceasefire"},
        {"[num] << [lower] >> ceasefire", "norm:ceasefire"},
        /* nothing is, or nothing that is a word */
        {"[title]", ""},
        {"[norm!=war]", ""},
        {"[!(norm=war)]", ""},
        {"ceasefire? [num]", ""},
        {"ceasefire | [num]", ""},
        {"[pos=/N.*/]", ""},
        {"@PERSON", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(needs_of(cases[i][0]), cases[i][1]);
    }
}

static void test_refused_memory(void **state)
{
    (void)state;
    FOR_EACH_FAILURE({
        as_pattern *p = NULL;
        st_ = as_pattern_compile(AS_LIT("p"), AS_LIT("<a|b> \"C\" /d/"), NULL,
                                 NULL, NULL, &p, NULL, NULL);
        as_pattern_free(p);
    });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_needed),
        cmocka_unit_test(test_refused_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

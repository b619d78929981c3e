/* test_regex.c - regular expressions of tests on words: what is compared as an
 * ending, a beginning or a part finds what PCRE2 finds. */
#include "match/pat_int.h"
#include "unit/match/pat_fixture.h"

static const char *const sources[] = {
    ".*ed", "un.*", ".*an.*", "ran", ".*(ed|ing)", "(un|re).*", "(a|b|c)",
    ".*(ed|ing).*", ".*-led", "o'.*", ".*", "(ed)", ".*.*", "s.*s", ".*s",
    "k.*", ".*[^s]s", "[^u].*", ".*([^s]s|men)", "[^a][^b]", ".*[^-]ed"};

static const char *const texts[] = {
    "", "ed", "Ed", "jumped", "JUMPED", "going", "un", "unrest", "Unrest",
    "ran", "rang", "brand", "a", "b", "abc", "US-led", "O'Brien", "o'", "ss",
    "s", "\xC5\xBF", "las\xC5\xBF", "\xE2\x84\xAA" "ed", "\xE2\x84\xAA",
    "a\nb", "ed\n", "na\xC3\xAF" "fed", "\xFF" "ed"};

static pat_regex *made(const char *source, bool caseless)
{
    pat_regex *re = NULL;
    size_t at = 0;
    as_err err;
    assert_int_equal(pat_regex_new(as_slice_str(source), caseless, &re, &at,
                                   &err), AS_OK);
    return re;
}

/* A group that changes nothing makes a regex that no shortcut knows. */
static void test_shortcuts_find_what_pcre_finds(void **state)
{
    (void)state;
    void *scratch = pat_regex_scratch();
    assert_non_null(scratch);
    for (size_t i = 0; i < 2 * sizeof sources / sizeof *sources; i++) {
        const bool caseless = i % 2;
        char slow[64];
        (void)snprintf(slow, sizeof slow, "(?:(?:%s))", sources[i / 2]);
        pat_regex *a = made(sources[i / 2], caseless);
        pat_regex *b = made(slow, caseless);
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            const as_slice text = as_slice_str(texts[k]);
            const int want = pat_regex_match(b, scratch, text);
            if (pat_regex_match(a, scratch, text) != want) {
                fail_msg("/%s/%s on \"%s\": want %d", sources[i / 2],
                         caseless ? "i" : "", texts[k], want);
            }
        }
        pat_regex_free(a);
        pat_regex_free(b);
    }
    pat_regex_scratch_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shortcuts_find_what_pcre_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

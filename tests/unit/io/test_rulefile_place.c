/* test_rulefile_place.c - what is wrong in a pattern is told by the line and
 * column where it stands in the file, whatever the style of its scalar. In
 * each text the fault is the unknown label @Zork, wherever that is. */
#include "io/file.h"
#include "unit/io/rulefile_fixture.h"

static bool no_label(void *ctx, as_slice name)
{
    (void)ctx;
    return !as_slice_eq(name, AS_LIT("Zork"));
}

/* The fault is told where "@Zork" stands, `after` bytes further. */
static void told_at(const char *text, const char *mark)
{
    const as_pattern_env env = {.label = no_label};
    char want[64];
    size_t line = 0;
    size_t column = 0;
    heard h;
    as_rules *set = NULL;
    const char *at = strstr(text, mark);
    assert_non_null(at);
    as_text_place(as_slice_str(text), (size_t)(at - text), &line, &column);
    (void)snprintf(want, sizeof want, "r.yaml:%zu:%zu: unknown label", line,
                   column);
    assert_int_equal(rules_read(text, &env, NULL, &h, &set), AS_EINVAL);
    if (h.n_faults != 1 || strncmp(h.v[0].msg, want, strlen(want)) != 0) {
        fail_msg("%s\nwant %s\ngot %s", text, want, h.v[0].msg);
    }
    assert_non_null(strchr(h.v[0].caret, '^'));
}

#define R "rules:\n  - name: r\n    label: Hit\n    pattern: "

static void test_each_style_of_a_scalar(void **state)
{
    (void)state;
    static const char *const texts[] = {
        /* plain, on one line, on several, behind an empty one */
        R "one @Zork two\n", R "one two\n      three @Zork\n",
        R "one   \n\n\n      two @Zork\n", R "\n      one @Zork\n",
        R "\xC3\xA9t\xC3\xA9 x:(one | @Zork)\n",
        /* 'single' */
        R "'one @Zork'\n", R "'/it''s''/ @Zork'\n",
        R "'one\n      two   @Zork'\n", R "'one\n\n      two @Zork'\n",
        /* "double" */
        R "\"one @Zork\"\n", R "\"\\\"one\\\" @Zork\"\n",
        R "\"\\x41 \\u00e9 \\U0001F600 @Zork\"\n", R "\"one\\n @Zork\"\n",
        R "\"one\\\n       two @Zork\"\n", R "\"one  \n\n   two @Zork\"\n",
        /* | */
        R "|\n      one @Zork\n", R "|\n      one\n      two\n        @Zork\n",
        R "|-\n\n\n      one\n\n      @Zork\n", R "|2\n        one @Zork\n",
        R "|+1 # why\n         one\n       @Zork\n", R "|\n\n      @Zork\n",
        R "|\r\n      one\r\n      two @Zork\r\n",
        /* > */
        R ">\n      one @Zork\n", R ">\n      one\n      two @Zork\n",
        R ">-\n      one\n\n\n      two @Zork\n",
        R ">\n\n      one\n        more\n      two @Zork\n",
        R ">\n      one\n        more\n        @Zork\n",
        R ">\n      @Zork one\n      two\n",
        /* behind a tag, an anchor, in braces */
        R "!!str one @Zork\n", R "&a one @Zork\n", R "&a !!str |\n      @Zork\n",
        "rules: [{name: r, label: Hit, pattern: one @Zork}]\n",
        "rules: [{pattern: \"one @Zork\", name: r, label: Hit}]\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        told_at(texts[i], "@Zork");
    }
}

static void test_each_part_that_is_a_pattern(void **state)
{
    (void)state;
    static const char *const texts[] = {
        R "killed\n    unless:\n      - pattern: film\n"
          "      - {within: match, pattern: 'a @Zork'}\n",
        "rules:\n  - name: r\n    label: Hit\n    frame:\n"
        "      trigger: |\n        killed\n        | @Zork\n"
        "      roles: [{name: by, find: a}]\n",
        "rules:\n  - name: r\n    label: Hit\n    frame:\n"
        "      trigger: killed\n      roles:\n"
        "        - {name: by, find: a}\n"
        "        - {name: to, find: \"(b | @Zork)\"}\n",
        "rules:\n  - name: r\n    label: Hit\n    frame:\n"
        "      trigger: killed\n      roles:\n"
        "        - {name: to, find: b, barrier: '(b | @Zork)'}\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        told_at(texts[i], "@Zork");
    }
}

static void test_the_second_of_two_rules(void **state)
{
    (void)state;
    told_at("macros:\n  - {name: A, pattern: a}\n" R "x $A y\n"
            "  - label: Hit\n    pattern: |\n      one\n      @Zork\n"
            "    name: s\n", "@Zork");
}

static void test_parts_are_found_by_path(void **state)
{
    (void)state;
    static const char text[] =
        "macros: [{name: A, pattern: x}]\n"
        "rules:\n"
        "  - name: r\n"
        "    examples:\n"
        "      match:\n"
        "        - one\n"
        "        - |\n"
        "          two\n"
        "      no_match: [three, 'four']\n";
    static const struct {
        const char *part;
        size_t line, column;
    } cases[] = {{"macros.0.pattern", 1, 29},
                 {"rules.0.name", 3, 11},
                 {"rules.0.examples.match.0", 6, 11},
                 {"rules.0.examples.match.1", 7, 11},
                 {"rules.0.examples.no_match.1", 9, 25},
                 {"rules.0.label", 3, 5},  /* of what it would be in */
                 {"rules.7.label", 3, 3},
                 {"none", 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t line = 0;
        size_t column = 0;
        rulefile_place(AS_LIT(text), cases[i].part, NULL, &line, &column);
        if (line != cases[i].line || column != cases[i].column) {
            fail_msg("%s: %zu:%zu", cases[i].part, line, column);
        }
    }
}

static void test_places_of_a_file(void **state)
{
    (void)state;
    size_t line = 0;
    size_t column = 0;
    const char *path = file_of("p.yaml", "rules:\n- name: x\n");
    as_rulefile_place(path, "rules.0.name", &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 9);
    as_rulefile_place(in_dir("none.yaml"), "rules.0.name", &line, &column);
    assert_int_equal(line, 1);
    assert_int_equal(column, 1);
}

/* Any place in any text ends, and within the file or at its end. */
static void test_places_that_cannot_be_end(void **state)
{
    (void)state;
    static const char *const texts[] = {R "|", R "|\n", R ">-\n\n\n", R "'",
                                        R "\"\\", R "\"\\x4\"", R "a", R "",
                                        R "|9\n a\n", R "&a", R "!t"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (uint32_t l = 1; l < 4; l++) {
            for (uint32_t c = 1; c < 9; c += 3) {
                const as_pattern_place in = {.line = l, .col = c};
                size_t line = 0;
                size_t column = 0;
                rulefile_place(as_slice_str(texts[i]), "rules.0.pattern", &in,
                               &line, &column);
                assert_in_range(line, 1, 8);
                assert_in_range(column, 1, 40);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_style_of_a_scalar),
        cmocka_unit_test(test_each_part_that_is_a_pattern),
        cmocka_unit_test(test_the_second_of_two_rules),
        cmocka_unit_test(test_parts_are_found_by_path),
        DIR_TEST(test_places_of_a_file),
        cmocka_unit_test(test_places_that_cannot_be_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

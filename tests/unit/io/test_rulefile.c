/* test_rulefile.c - rule files: what they may say, and that every fault is
 * told at its line and column, whatever style of YAML it is written in. */
#include "unit/io/io_test.h"

#include "io/cachedir.h"
#include "io/rulefile_int.h"

/* Problems, a line each; lints behind "lint ". */
typedef struct told {
    char text[4096];
} told;

static void keep(void *ctx, const as_rulefile_problem *p)
{
    told *t = ctx;
    const size_t n = strlen(t->text);
    (void)snprintf(t->text + n, sizeof t->text - n, "%s%s\n",
                   p->lint ? "lint " : "", p->msg);
}

static as_status read_text(const char *text, told *t, as_rules **out)
{
    static const char *const path = "r.yaml";
    const as_slice bytes = as_slice_str(text);
    const as_rulefile_spec spec = {.paths = &path,
                                   .n_paths = 1,
                                   .root = "/nonexistent",
                                   .origin = AS_LIT("p@1"),
                                   .tell = keep,
                                   .ctx = t};
    as_err err;
    t->text[0] = '\0';
    return rulefile_read(&spec, &bytes, out, &err);
}

/* Each problem begins a line of `want`, and there are no others. */
static void assert_told(const char *text, const char *want)
{
    told t;
    as_rules *rules = NULL;
    as_status st = read_text(text, &t, &rules);
    const char *at = t.text;
    char copy[2048];
    char *save = NULL;
    (void)snprintf(copy, sizeof copy, "%s", want);
    for (char *w = strtok_r(copy, "\n", &save); w;
         w = strtok_r(NULL, "\n", &save)) {
        const char *end = strchr(at, '\n');
        if (end == NULL || strncmp(at, w, strlen(w)) != 0) {
            fail_msg("want:\n%s\ngot:\n%s", want, t.text);
        }
        at = end + 1;
    }
    assert_string_equal(at, "");
    assert_true(st != AS_OK || strncmp(want, "lint", 4) == 0);
    as_rules_unref(rules);
}

static void test_everything_that_a_file_may_say(void **state)
{
    (void)state;
    told t;
    as_rules *rules = NULL;
    const char *text =
        "macros: [{name: A, pattern: \"(@PERSON | @ORG)\"}]\n"
        "gazetteers: [{name: g, entries: [tank, jet], match: lemma, label: W}]\n"
        "rules:\n"
        "  - name: one\n"
        "    label: Toll\n"
        "    priority: -5\n"
        "    scope: paragraph\n"
        "    mode: longest\n"
        "    pattern: a:$A ~3 killed n:[num] w:%g?\n"
        "    fields:\n"
        "      - {name: n, as: number}\n"
        "      - {name: who, from: a, as: name}\n"
        "      - {name: k, value: x}\n"
        "      - {name: z, from: w, feature: size}\n"
        "    unless: [{within: match, pattern: film}]\n"
        "    examples: {match: [x], no_match: [y, z]}\n"
        "    do: act\n"
        "  - name: two\n"
        "    label: ASSAULT\n"
        "    kind: event\n"
        "    frame:\n"
        "      trigger: struck\n"
        "      roles:\n"
        "        - {name: a, find: $A, side: left, within: 9, barrier: \"[;]\","
        " required: true}\n";
    if (read_text(text, &t, &rules) != AS_OK) {
        fail_msg("%s", t.text);
    }
    assert_string_equal(t.text, "");
    assert_int_equal(as_rules_count(rules), 2);
    assert_slice(as_rules_layer(rules, 0), "toll");
    assert_slice(as_rules_layer(rules, 1), "event");
    assert_slice(as_rules_label(rules, 1), "ASSAULT");
    assert_slice(as_rules_action(rules, 0), "act");
    assert_slice(as_rules_origin(rules, 0), "p@1/one");
    assert_int_equal(as_rules_scope(rules, 0), AS_SCOPE_PARAGRAPH);
    assert_slice(*as_rules_field(rules, 0, 1), "who");
    assert_slice(*as_rules_field(rules, 0, 2), "who_text");
    assert_null(as_rules_field(rules, 1, 0));
    assert_int_equal(as_rules_example_count(rules), 3);
    as_rule_example e = as_rules_example(rules, 2);
    assert_slice(e.text, "z");
    assert_false(e.must);
    assert_string_equal(e.part, "rules.0.examples.no_match.1");
    as_rules_unref(rules);
}

static void test_what_a_schema_refuses(void **state)
{
    (void)state;
    assert_told("rules:\n- {name: a, labl: A, pattern: a}\n",
                "r.yaml:2:13: unknown key \"labl\"");
    assert_told("rules:\n- {name: a, pattern: a}\n",
                "r.yaml:2:3: the key \"label\" is missing");
    assert_told("rules:\n- {name: a, label: A, pattern: a, mode: most}\n",
                "r.yaml:2:41: \"mode\" cannot be \"most\": it is first or");
    assert_told("", "r.yaml:1:1: nothing in it");
    assert_told("rules: 3\n", "r.yaml:1:8: \"rules\" must be a list");
    assert_told("rules:\n- {name: a, label: A}\n",
                "r.yaml:2:3: neither pattern nor frame");
    assert_told("rules:\n- {name: a, label: A, pattern: a, frame: {trigger: b,"
                " roles: []}}\n",
                "r.yaml:2:3: a pattern and a frame");
}

static void test_faults_in_every_style_of_scalar(void **state)
{
    (void)state;
    assert_told("rules:\n- {name: a, label: A, pattern: a (b}\n",
                "r.yaml:2:34: '(' is never closed");
    assert_told("rules:\n- name: a\n  label: A\n  pattern: 'a (b'\n",
                "r.yaml:4:15: '(' is never closed");
    assert_told("rules:\n- name: a\n  label: A\n  pattern: \"a (b\"\n",
                "r.yaml:4:15: '(' is never closed");
    assert_told("rules:\n- name: a\n  label: A\n  pattern: |\n\n    a\n"
                "      (b\n",
                "r.yaml:7:7: '(' is never closed");
    assert_told("rules:\n- name: a\n  label: A\n  pattern: |\n    a\n"
                "    \xC3\xA9t\xC3\xA9 (b\n",
                "r.yaml:6:9: '(' is never closed");
    assert_told("rules:\n- name: a\n  label: A\n  pattern: >\n    a\n    (b\n",
                "r.yaml:5:5: '(' is never closed");
}

static void test_faults_of_every_part(void **state)
{
    (void)state;
    assert_told("rules:\n- name: a\n  label: A\n  pattern: a\n  unless:\n"
                "  - {pattern: film}\n  - {pattern: \"b (\"}\n",
                "r.yaml:7:");
    assert_told("rules:\n- name: a\n  label: A\n  pattern: x:a\n  fields:\n"
                "  - {name: y, from: z}\n",
                "r.yaml:6:21: there is no capture \"z\"");
    assert_told("rules:\n- name: a\n  label: A\n  frame:\n    trigger: a\n"
                "    roles: [{name: b, find: \"c (\"}]\n",
                "r.yaml:6:");
    assert_told("gazetteers: [{name: g, entries: [a], files: [b.tsv]}]\n"
                "rules: []\n",
                "r.yaml:1:14: entries and files");
    assert_told("gazetteers: [{name: g, files: [../b.tsv]}]\nrules: []\n",
                "r.yaml:1:32: a path within the plugin's folder");
    assert_told("gazetteers: [{name: g, entries: [\" \"]}]\nrules: []\n",
                "r.yaml:1:34: ");
}

static void test_all_faults_are_told_at_once(void **state)
{
    (void)state;
    assert_told("rules:\n"
                "- {name: a, label: A, pattern: 'b ('}\n"
                "- {name: a, label: 3, pattern: '%x'}\n",
                "r.yaml:2:\nr.yaml:3:\nr.yaml:3:\nr.yaml:3:\n");
}

static void test_lints_do_not_stop_a_file(void **state)
{
    (void)state;
    assert_told("rules:\n- {name: a, label: A, pattern: \"kill ~3 b?\"}\n",
                "lint r.yaml:2:38: a gap before only optional items");
    assert_told("rules:\n- {name: a, label: A, mode: longest, pattern: b}\n"
                "- {name: c, label: A, mode: longest, pattern: b}\n",
                "lint r.yaml:3:10: rule \"c\" is never chosen");
}

static void test_refused_memory(void **state)
{
    (void)state;
    as_rules *rules = NULL;
    told t;
    FOR_EACH_FAILURE(
        st_ = read_text("gazetteers: [{name: g, entries: [tank]}]\n"
                        "rules:\n- {name: a, label: A, pattern: \"x:%g ~2 b\","
                        " fields: [{name: x}]}\n",
                        &t, &rules));
    as_rules_unref(rules);
}

static void test_files_and_places(void **state)
{
    (void)state;
    const char *path = file_of("a.yaml", "rules:\n- name: a\n  label: A\n"
                                         "  pattern: b\n  examples:\n"
                                         "    match: [x, y]\n");
    const as_rulefile_spec spec = {.paths = &path, .n_paths = 1};
    as_rules *rules = NULL;
    as_err err;
    size_t line = 0;
    size_t column = 0;
    assert_int_equal(as_rulefile_load(&spec, &rules, &err), AS_OK);
    as_rulefile_place(path, "rules.0.examples.match.1", &line, &column);
    assert_int_equal(line, 6);
    assert_int_equal(column, 16);
    as_rulefile_place(in_dir("none.yaml"), "rules", &line, &column);
    assert_int_equal(line, 1);
    as_rules_unref(rules);
    const char *none = in_dir("none.yaml");
    const as_rulefile_spec lost = {.paths = &none, .n_paths = 1};
    assert_int_equal(as_rulefile_load(&lost, &rules, &err), AS_EIO);
}

static void test_stamps_are_found_again(void **state)
{
    (void)state;
    assert_int_equal(setenv("XDG_CACHE_HOME", the_dir, 1), 0);
    assert_int_equal(unsetenv("ASSAY_NO_CACHE"), 0);
    assert_false(as_stamp_find("t", 7));
    as_stamp_put("t", 7);
    assert_true(as_stamp_find("t", 7));
    assert_false(as_stamp_find("t", 8));
    assert_false(as_stamp_find("u", 7));
    assert_int_equal(setenv("ASSAY_NO_CACHE", "1", 1), 0);
    assert_false(as_stamp_find("t", 7));
    assert_int_equal(unsetenv("ASSAY_NO_CACHE"), 0);
    assert_int_equal(unsetenv("XDG_CACHE_HOME"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_that_a_file_may_say),
        cmocka_unit_test(test_what_a_schema_refuses),
        cmocka_unit_test(test_faults_in_every_style_of_scalar),
        cmocka_unit_test(test_faults_of_every_part),
        cmocka_unit_test(test_all_faults_are_told_at_once),
        cmocka_unit_test(test_lints_do_not_stop_a_file),
        cmocka_unit_test(test_refused_memory),
        DIR_TEST(test_files_and_places),
        DIR_TEST(test_stamps_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

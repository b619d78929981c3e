/* test_rulefile.c - rule files: what a file may say, what is told of one that
 * says otherwise, all of it and by line and column; gazetteers of a file. */
#include "unit/io/rulefile_fixture.h"

#define R "rules:\n  - name: r\n    label: Hit\n    pattern: x:killed\n"
#define N(list) (sizeof(list) / sizeof *(list))

/* A set without faults. */
static as_rules *good(const char *text)
{
    static heard h;
    as_rules *set = NULL;
    h.err = (as_err){AS_OK, ""};
    if (rules_read(text, NULL, NULL, &h, &set) != AS_OK) {
        fail_msg("%s\n%s", text, h.err.msg);
    }
    assert_string_equal(h.err.msg, "");
    return set;
}

/* What the set finds in `text`: "layer/label from-to key=value ...|". */
static void finds(as_rules *set, const char *text, const char *want)
{
    char got[512] = "";
    size_t n = 0;
    as_doc *doc = doc_of_meta(text, NULL);
    as_rule_runner *r = NULL;
    assert_int_equal(as_rule_runner_new(set, NULL, &r, NULL), AS_OK);
    assert_int_equal(as_rules_run(r, doc, NULL, NULL, NULL, NULL), AS_OK);
    for (size_t i = 0; i < as_doc_layer_count(doc); i++) {
        const as_layer *layer = as_doc_layer_at(doc, i);
        const as_slice name = as_layer_name(layer);
        for (uint32_t k = 0; k < as_layer_count(layer); k++) {
            const as_span *s = as_layer_get(layer, k);
            n += (size_t)snprintf(got + n, sizeof got - n, "%.*s/%.*s %u-%u",
                                  (int)name.n, name.p, (int)s->label.n,
                                  s->label.n ? s->label.p : "", s->beg,
                                  s->end);
            for (size_t f = 0; f < s->n_features; f++) {
                const as_feature *v = &s->features[f];
                n += (size_t)snprintf(got + n, sizeof got - n, " %.*s",
                                      (int)v->key.n, v->key.p);
            }
            n += (size_t)snprintf(got + n, sizeof got - n, "|");
        }
    }
    assert_string_equal(got, want);
    as_rule_runner_free(r);
    as_doc_free(doc);
}

/* Refused, with one fault, which begins so. */
static void refused(const char *text, const char *want)
{
    static heard h;
    as_rules *set = NULL;
    as_status st = rules_read(text, NULL, NULL, &h, &set);
    if (st == AS_OK || h.n_faults != 1 ||
        strncmp(h.v[0].msg, want, strlen(want)) != 0) {
        fail_msg("%s\nwant %s\ngot %d %zu %s", text, want, st, h.n_faults,
                 h.v[0].msg);
    }
    assert_null(set);
    assert_int_equal(h.err.status, st);
    assert_string_equal(h.err.msg, h.v[0].msg);
    for (const char *c = h.v[0].msg; *c != '\0'; c++) {
        assert_true((unsigned char)*c >= 0x20 && *c != 0x7F);
    }
}

/* ---- what a file may say ---------------------------------------------------- */

static void test_every_key_is_read(void **state)
{
    (void)state;
    as_rules *set = good(
        "macros:\n  - {name: WHO, pattern: (police | army)}\n"
        "gazetteers:\n"
        "  - {name: folk, entries: [civilians, two men], label: P}\n"
        "  - {name: cut, entries: [Army], match: exact}\n"
        "rules:\n"
        "  - name: toll\n    label: CASUALTY\n    kind: event\n"
        "    priority: -7\n    scope: paragraph\n    mode: longest\n"
        "    pattern: |\n      by:$WHO killed who:%folk\n"
        "    fields:\n      - {name: by, as: text}\n"
        "      - {name: who, from: who, as: text}\n"
        "      - {name: sure, value: 'true', as: bool}\n"
        "      - {name: empty, value: ''}\n"
        "    unless:\n      - {within: document, pattern: drill}\n"
        "      - {pattern: film}\n"
        "    examples:\n      match: [Police killed two men.]\n"
        "      no_match: ['No.', A drill.]\n"
        "    do: count\n"
        "  - name: move\n    label: Move\n    frame:\n"
        "      trigger: moved\n      roles:\n"
        "        - {name: who, find: $WHO, side: left, within: 3,\n"
        "           barrier: ';', required: true}\n"
        "        - {name: to, find: '[title]', side: right, required: no}\n");
    assert_int_equal(as_rules_count(set), 2);
    assert_slice(as_rules_layer(set, 0), "event");
    assert_slice(as_rules_layer(set, 1), "move");
    assert_slice(as_rules_action(set, 0), "count");
    assert_slice(as_rules_origin(set, 1), "news@1/move");
    assert_int_equal(as_rules_scope(set, 0), AS_SCOPE_PARAGRAPH);
    assert_int_equal(as_rules_example_count(set), 3);
    const as_rule_example e = as_rules_example(set, 2);
    assert_slice(e.text, "A drill.");
    assert_false(e.must);
    assert_string_equal(e.part, "rules.0.examples.no_match.1");
    finds(set, "The army killed civilians. Police moved.",
          "event/CASUALTY 4-25 by who sure empty|move/ 27-39|");
    finds(set, "Army killed civilians in a drill.", "");
    finds(set, "Police; moved.", "");
    as_rules_unref(set);
}

static void test_defaults(void **state)
{
    (void)state;
    as_rules *set = good(R);
    assert_slice(as_rules_layer(set, 0), "hit");
    assert_int_equal(as_rules_scope(set, 0), AS_SCOPE_SENTENCE);
    assert_int_equal(as_rules_action(set, 0).n, 0);
    assert_int_equal(as_rules_example_count(set), 0);
    assert_null(as_rules_field(set, 0, 0));
    as_rules_unref(set);
    set = good("rules: []\n");
    assert_int_equal(as_rules_count(set), 0);
    finds(set, "Nothing.", "");
    as_rules_unref(set);
}

static void test_a_file_may_begin_with_a_mark_and_end_without_a_line(void **s)
{
    (void)s;
    as_rules_unref(good("\xEF\xBB\xBF---\n# rules\nrules:\r\n  - {name: r, "
                        "label: Hit, pattern: \xC3\xA9t\xC3\xA9}"));
}

/* ---- what is refused -------------------------------------------------------- */

static void test_keys_and_types(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {R "    colour: x\n",
         "r.yaml:5:5: unknown key \"colour\"; known are name, label, kind, "
         "priority, scope, mode, pattern, frame, fields, unless, examples, "
         "do"},
        {R "ruled: x\n", "r.yaml:5:1: unknown key \"ruled\"; known are macros"},
        {R "    examples: {matches: [a]}\n",
         "r.yaml:5:16: unknown key \"matches\"; known are match, no_match"},
        {"rules:\n- {name: r, label: Hit, frame: {trigger: a, roles: "
         "[{name: b, finds: c}]}}\n", "r.yaml:2:63: unknown key \"finds\""},
        {"macros: []\n", "r.yaml:1:1: the key \"rules\" is missing: add it"},
        {"rules:\n  - name: r\n    pattern: x\n",
         "r.yaml:2:5: the key \"label\" is missing"},
        {"rules:\n  - label: r\n    pattern: x\n",
         "r.yaml:2:5: the key \"name\" is missing"},
        {R "    unless: [{within: match}]\n",
         "r.yaml:5:14: the key \"pattern\" is missing"},
        {R "    name: s\n", "r.yaml:5:5: the key \"name\" is there twice"},
        {R "    kind: [a]\n", "r.yaml:5:11: \"kind\" must be text, and is a "
                              "list"},
        {R "    kind: ''\n", "r.yaml:5:11: \"kind\" is empty"},
        {R "    priority: high\n", "r.yaml:5:15: a whole number from "
                                   "-1000000000 to 1000000000 is wanted"},
        {R "    priority: 1.5\n", "r.yaml:5:15: a whole number"},
        {R "    priority: 12x\n", "r.yaml:5:15: a whole number"},
        {R "    priority: 3000000000\n", "r.yaml:5:15: a whole number"},
        {R "    priority: 99999999999999999999\n", "r.yaml:5:15: a whole"},
        {R "    priority: [1]\n", "r.yaml:5:15: \"priority\" must be text"},
        {R "    scope: word\n", "r.yaml:5:12: \"scope\" cannot be \"word\": it "
                                "is sentence or paragraph or document"},
        {R "    mode: best\n", "r.yaml:5:11: \"mode\" cannot be \"best\": it is "
                               "first or longest or all"},
        {R "    fields: [{name: a, from: x, as: int}]\n",
         "r.yaml:5:37: \"as\" cannot be \"int\": it is span or text or lemma or "
         "norm or number or date or name or country or bool"},
        {R "    fields: x\n", "r.yaml:5:13: \"fields\" must be a list, and is "
                              "a single value"},
        {R "    examples: [a]\n", "r.yaml:5:15: \"examples\" must be keys with "
                                  "values, and is a list"},
        {R "    examples: {match: a}\n", "r.yaml:5:23: \"match\" must be a "
                                         "list"},
        {"rules:\n- {name: r, label: Hit, frame: {trigger: a, roles: "
         "[{name: b, find: c, within: -1}]}}\n",
         "r.yaml:2:80: a whole number from 1 to 200 is wanted"},
        {"rules:\n- {name: r, label: Hit, frame: {trigger: a, roles: "
         "[{name: b, find: c, required: maybe}]}}\n",
         "r.yaml:2:82: \"required\" cannot be \"maybe\": it is true or false"},
        {"- a\n", "r.yaml:1:1: "},
        {"rules\n", "r.yaml:1:1: "},
        {"rules: {a: b}\n", "r.yaml:1:8: \"rules\" must be a list"}};
    for (size_t i = 0; i < N(cases); i++) {
        refused(cases[i][0], cases[i][1]);
    }
}

static void test_what_is_not_one_yaml_document(void **state)
{
    (void)state;
    static heard h;
    as_rules *set = NULL;
    refused("", "r.yaml:1:1: nothing in it");
    refused("# only a remark\n", "r.yaml:1:1: nothing in it");
    refused(R "---\nrules: []\n", "r.yaml:5:1: a second document begins here");
    refused("a: &x b\nrules: *x\n", "r.yaml:");
    refused("rules:\n  - &a {name: r, label: Hit, pattern: x}\n  - *a\n",
            "r.yaml:3:5: aliases (*name) are not read");
    refused("rules: [\n", "r.yaml:2:1: not YAML: ");
    refused("rules:\n\t- a\n", "r.yaml:2:1: not YAML: ");
    refused("rules: \xFF\n", "r.yaml:1:8: not YAML: ");
    refused("rules: \xC3\n", "r.yaml:1:9: not YAML: ");
    assert_int_equal(bytes_read(AS_LIT("rules: []\n\0"), NULL, NULL, &h, &set),
                     AS_ESYNTAX);
    assert_non_null(strstr(h.v[0].msg, "r.yaml:2:1: not YAML: "));
    assert_int_equal(bytes_read(AS_LIT("\0\0\0"), NULL, NULL, &h, &set),
                     AS_ESYNTAX);
}

/* A NUL that YAML writes as an escape ends the text, as it does everywhere. */
static void test_a_nul_by_escape_is_harmless(void **state)
{
    (void)state;
    as_rules_unref(good("rules:\n  - {name: r, label: Hit, pattern: "
                        "\"killed\\0(((\"}\n"));
    refused("rules:\n  - {name: \"\\0\", label: Hit, pattern: a}\n",
            "r.yaml:2:12: ");
}

static void test_a_message_is_one_line(void **state)
{
    (void)state;
    refused("rules:\n  - {name: \"a\\n\\e[2Jb\", label: Hit, pattern: a}\n",
            "r.yaml:2:12: ");
    refused(R "    fields:\n      - name: |\n          a\n          b\n"
              "        from: x\n", "r.yaml:6:15: ");
}

static void test_deep_nesting_is_refused(void **state)
{
    (void)state;
    enum { DEEP = 20000 };
    static char text[DEEP + 16] = "rules: ";
    static heard h;
    as_rules *set = NULL;
    memset(text + 7, '[', DEEP);
    assert_int_equal(rules_read(text, NULL, NULL, &h, &set), AS_ESYNTAX);
}

static void test_pattern_or_frame(void **state)
{
    (void)state;
    refused(R "    frame: {trigger: a, roles: [{name: b, find: c}]}\n",
            "r.yaml:2:5: a pattern and a frame: keep one");
    refused("rules:\n  - name: r\n    label: Hit\n",
            "r.yaml:2:5: neither pattern nor frame: write one");
}

static void test_values_are_told_by_their_place(void **state)
{
    (void)state;
    refused(R "    fields:\n      - {name: n, from: y}\n",
            "r.yaml:6:25: there is no capture \"y\": did you mean x?");
    refused(R "    fields:\n      - {from: x, name: Bad}\n",
            "r.yaml:6:25: ");
    refused(R "    fields:\n      - name: a\n        value: many\n"
              "        as: number\n", "r.yaml:7:16: ");
    refused("rules:\n  - label: a-b\n    pattern: x\n    name: r\n",
            "r.yaml:2:12: ");
    refused("rules:\n  - label: Hit\n    pattern: x\n    name: 9\n",
            "r.yaml:4:11: ");
    refused(R "  - {name: r, label: Other, pattern: y}\n", "r.yaml:5:12: ");
}

static void test_all_faults_are_told_at_once(void **state)
{
    (void)state;
    static heard h;
    as_rules *set = NULL;
    const char *text = "gazetteers:\n"
                       "  - {name: a}\n"
                       "  - {name: b, entries: [' ', good, ' ']}\n"
                       "  - {name: c, files: [x.csv]}\n"
                       "rules:\n"
                       "  - {name: r, label: Hit}\n"
                       "  - {name: s, label: Hit}\n";
    assert_int_equal(rules_read(text, NULL, NULL, &h, &set), AS_EINVAL);
    static const char *const want[] = {
        "r.yaml:2:5: neither entries nor files", "r.yaml:3:25: ",
        "r.yaml:3:36: ", "r.yaml:4:23: a gazetteer is a .yaml",
        "r.yaml:6:5: neither pattern", "r.yaml:7:5: neither pattern"};
    assert_int_equal(h.n, N(want));
    for (size_t i = 0; i < N(want); i++) {
        assert_memory_equal(h.v[i].msg, want[i], strlen(want[i]));
    }
    assert_string_equal(h.err.msg, h.v[0].msg);

    text = "rules:\n  - {name: r, label: Hit, pattern: (a}\n"
           "  - {name: s, label: Hit, pattern: 'a [', unless: "
           "[{pattern: ')'}]}\n";
    assert_int_equal(rules_read(text, NULL, NULL, &h, &set), AS_EINVAL);
    assert_int_equal(h.n_faults, 3);
    assert_memory_equal(h.v[0].msg, "r.yaml:2:36:", 12);
}

static void test_a_lint_is_no_fault(void **state)
{
    (void)state;
    static heard h;
    as_rules *set = NULL;
    h.err = (as_err){AS_OK, "before"};
    assert_int_equal(rules_read("rules:\n  - name: r\n    label: Hit\n"
                                "    pattern: killed ~3\n",
                                NULL, NULL, &h, &set), AS_OK);
    assert_true(h.n > 0 && h.v[0].lint);
    assert_int_equal(h.n_faults, 0);
    assert_memory_equal(h.v[0].msg, "r.yaml:4:21: ", 13);
    assert_non_null(strchr(h.v[0].caret, '^'));
    as_rules_unref(set);
}

static void test_nobody_need_listen(void **state)
{
    (void)state;
    static const char *const path = "r.yaml";
    const as_slice text = AS_LIT("rules: [{name: r, label: H, pattern: (}]");
    const as_rulefile_spec spec = {.paths = &path, .n_paths = 1,
                                   .origin = AS_LIT("x@1")};
    as_rules *set = NULL;
    assert_int_equal(rulefile_read(&spec, &text, &set, NULL), AS_EINVAL);
    assert_int_equal(as_rulefile_load(&spec, &set, NULL), AS_EIO);
    assert_null(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_key_is_read),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_a_file_may_begin_with_a_mark_and_end_without_a_line),
        cmocka_unit_test(test_keys_and_types),
        cmocka_unit_test(test_what_is_not_one_yaml_document),
        cmocka_unit_test(test_a_nul_by_escape_is_harmless),
        cmocka_unit_test(test_a_message_is_one_line),
        cmocka_unit_test(test_deep_nesting_is_refused),
        cmocka_unit_test(test_pattern_or_frame),
        cmocka_unit_test(test_values_are_told_by_their_place),
        cmocka_unit_test(test_all_faults_are_told_at_once),
        cmocka_unit_test(test_a_lint_is_no_fault),
        cmocka_unit_test(test_nobody_need_listen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_manifest.c - plugin.yaml: all that may be in it, and one error with
 * its place for all that may not. */
#include "unit/io/io_test.h"

#include "io/manifest.h"

#define HEAD                                                                  \
    "name: tolls\n"                                                           \
    "version: 1.2.0\n"                                                        \
    "api: \">=0.1 <1\"\n"                                                     \
    "summary: Tolls\n"                                                        \
    "license: MIT\n"

static as_status read_text(const char *text, as_manifest **out, as_err *err)
{
    return as_manifest_read("plugin.yaml", as_slice_str(text), out, err);
}

static const char all[] = HEAD
    "homepage: https://example.org/tolls\n"
    "authors: [A. Writer, B. Writer]\n"
    "categories: [news]\n"
    "provides: [toll]\n"
    "requires: [phrases, \"numbers >=0.1 <1\"]\n"
    "conflicts: [\"old-tolls <2\"]\n"
    "modules: [lib.words, shared]\n"
    "after: [dates]\n"
    "gazetteers:\n"
    "  - {name: verbs, files: [data/verbs.tsv], kind: _verb, label: Verb}\n"
    "models: [data/x.model]\n"
    "rules: [rules/tolls.yaml]\n"
    "kinds:\n"
    "  - {name: toll, fields: [dead, hurt]}\n"
    "capabilities:\n"
    "  - {name: read, reason: lists of yours, folder: ~/lists}\n"
    "  - {name: write, reason: tables}\n"
    "limits: {memory_mb: 32, seconds: 5}\n"
    "config:\n"
    "  - {name: least, type: number, value: \"3\", doc: fewest dead}\n"
    "  - {name: strict, type: boolean, value: \"true\"}\n"
    "  - {name: label, type: text}\n";

static void check_all(const as_manifest *m)
{
    assert_string_equal(m->name, "tolls");
    assert_int_equal(m->n_authors, 2);
    assert_int_equal(m->n_requires, 2);
    assert_string_equal(m->requires[0].name, "phrases");
    assert_null(m->requires[0].range);
    assert_string_equal(m->requires[1].name, "numbers");
    assert_string_equal(m->requires[1].range, ">=0.1 <1");
    assert_int_equal(m->n_conflicts, 1);
    assert_string_equal(m->conflicts[0].name, "old-tolls");
    assert_int_equal(m->n_modules, 2);
    assert_int_equal(m->n_capabilities, 2);
    assert_string_equal(m->capabilities[0].folder, "~/lists");
    assert_null(m->capabilities[1].folder);
    assert_int_equal(m->limits->memory_mb, 32);
    assert_int_equal(m->n_config, 3);
    assert_null(m->config[2].value);
    assert_int_equal(as_manifest_type(m->config[0].type), AS_OPTION_NUMBER);
    assert_true(as_manifest_value_ok(&m->config[0], "-2.5e3"));
    assert_false(as_manifest_value_ok(&m->config[0], "many"));
    assert_false(as_manifest_value_ok(&m->config[0], ""));
    assert_false(as_manifest_value_ok(&m->config[1], "yes"));
    assert_true(as_manifest_value_ok(&m->config[2], "anything"));
}

static void test_everything_is_read(void **state)
{
    as_manifest *m = NULL;
    as_err err;
    (void)state;
    if (read_text(all, &m, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    check_all(m);
    as_manifest_free(m);
}

/* One message for each thing that is wrong. */
static void test_faults_have_a_place(void **state)
{
    static const struct {
        const char *text, *msg;
    } cases[] = {
        {HEAD "colour: red\n", "plugin.yaml:6:1: "},
        {"name: tolls\n", "plugin.yaml:1:1: "},
        {"name: Tolls\nversion: 1.0.0\napi: \"<1\"\nsummary: x\nlicense: y\n",
         "plugin.yaml:1:7: a plugin's name is"},
        {"name: t\nversion: 1.0\napi: \"<1\"\nsummary: x\nlicense: y\n",
         "plugin.yaml:2:10: a version is MAJOR.MINOR.PATCH"},
        {"name: t\nversion: 1.0.0\napi: new\nsummary: x\nlicense: y\n",
         "plugin.yaml:3:6: a range of versions"},
        {"name: t\nversion: 1.0.0\napi: \">=99\"\nsummary: x\nlicense: y\n",
         "plugin.yaml:3:6: needs API >=99, and this is"},
        {HEAD "capabilities:\n  - {name: net, reason: why not}\n",
         "plugin.yaml:7:12: there is no such capability"},
        {HEAD "capabilities:\n  - {name: read, reason: \"  \"}\n",
         "plugin.yaml:7:26: a reason is missing"},
        {HEAD "capabilities:\n  - name: read\n", "plugin.yaml:7:5: "},
        {HEAD "capabilities:\n  - {name: read, reason: a}\n"
              "  - {name: read, reason: b}\n",
         "plugin.yaml:8:12: this capability is named twice"},
        {HEAD "requires: [\"a one\"]\n", "plugin.yaml:6:12: a plugin's name"},
        {HEAD "requires: [a, \"a <1\"]\n",
         "plugin.yaml:6:15: this plugin is named twice"},
        {HEAD "conflicts: [tolls]\n",
         "plugin.yaml:6:13: this is the plugin itself"},
        {HEAD "modules: [../x]\n", "plugin.yaml:6:11: a module is named"},
        {HEAD "modules: [lib.]\n", "plugin.yaml:6:11: a module is named"},
        {HEAD "rules: [../r.yaml]\n", "plugin.yaml:6:9: a .yaml file within"},
        {HEAD "models: [/etc/x]\n", "plugin.yaml:6:10: a path within"},
        {HEAD "gazetteers:\n  - {name: a}\n", "no file: name at least one"},
        {HEAD "gazetteers:\n  - {name: a, files: [a.exe]}\n",
         "plugin.yaml:7:23: a gazetteer is a"},
        {HEAD "before: [names]\n", "plugin.yaml:6:10: the one stage"},
        {HEAD "kinds:\n  - {name: toll, fields: [text]}\n",
         "plugin.yaml:7:27: every record has"},
        {HEAD "config:\n  - {name: a, type: list}\n",
         "plugin.yaml:7:21: a type is text, number or boolean"},
        {HEAD "config:\n  - {name: a, type: number, value: x}\n",
         "plugin.yaml:7:36: the value is not of the option's type"},
        {HEAD "config:\n  - {name: a, type: text}\n"
              "  - {name: a, type: text}\n",
         "plugin.yaml:8:12: this name is taken"},
        {HEAD "limits: {seconds: -1}\n", "plugin.yaml:6:"},
        {HEAD "limits: {seconds: 601}\n", "plugin.yaml:6:19: at most 600"},
        {HEAD "limits: {memory_mb: 4097}\n", "plugin.yaml:6:21: at most"},
        {"", "plugin.yaml:1:1: nothing in it"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        as_manifest *m = NULL;
        as_err err = {AS_OK, ""};
        assert_int_equal(read_text(cases[i].text, &m, &err), AS_ESYNTAX);
        assert_null(m);
        if (strstr(err.msg, cases[i].msg) == NULL) {
            fail_msg("%zu: \"%s\" lacks \"%s\"", i, err.msg, cases[i].msg);
        }
        assert_null(strchr(err.msg, '\n'));
    }
}

static void test_folder_bears_the_name(void **state)
{
    as_manifest *m = NULL;
    as_err err;
    (void)state;
    (void)folder_of("tolls");
    (void)folder_of("other");
    const char *good = file_of("tolls/plugin.yaml", HEAD);
    assert_int_equal(as_manifest_load(good, &m, &err), AS_OK);
    as_manifest_free(m);
    const char *wrong = file_of("other/plugin.yaml", HEAD);
    assert_int_equal(as_manifest_load(wrong, &m, &err), AS_ESYNTAX);
    assert_non_null(strstr(err.msg, "its folder is not"));
    assert_int_equal(as_manifest_load(in_dir("none"), &m, &err), AS_EIO);
}

static void test_memory_failures(void **state)
{
    (void)state;
    FOR_EACH_FAILURE({
        as_manifest *m = NULL;
        as_err err;
        st_ = read_text(all, &m, &err);
        as_manifest_free(m);
    });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_is_read),
        cmocka_unit_test(test_faults_have_a_place),
        DIR_TEST(test_folder_bears_the_name),
        cmocka_unit_test(test_memory_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

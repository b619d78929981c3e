/* test_apifile.c - the description of the API: what is written is read, and
 * what is wrong is told with its place and what to do. */
#include "unit/io/io_test.h"

#include "io/apifile.h"

static as_err err;

static as_api_file *read_ok(const char *text)
{
    as_api_file *f = NULL;
    if (as_api_file_read("a", as_slice_str(text), &f, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    return f;
}

static void refused(const char *text, const char *message)
{
    as_api_file *f = NULL;
    assert_int_equal(as_api_file_read("a", as_slice_str(text), &f, &err),
                     AS_ESYNTAX);
    assert_null(f);
    assert_string_equal(err.msg, message);
}

static const char whole[] =
    "- name: kwic\n"
    "  kind: command\n"
    "  call: 'kwic \"PATTERN\"'\n"
    "  summary: Every hit.\n"
    "  doc: |\n"
    "    Two\n"
    "    lines.\n"
    "  params:\n"
    "  - {name: pattern, type: string|pattern, doc: words}\n"
    "  - {name: ..., type: document, optional: true}\n"
    "  returns:\n"
    "  - {type: 'kwic_row[]'}\n"
    "  since: 0.2.0\n"
    "  capability: read\n"
    "  example: kwic \"x\"\n"
    "  prints: ...\n"
    "- {name: kwic, kind: type, extends: record, summary: A row., fields: [{name: left, type: "
    "string}]}\n"
    "- {name: 'doc:find', kind: method, summary: Find.}\n"
    "- {name: doc.id, kind: field, summary: Id., returns: [{type: string}]}\n"
    "- {name: '#doc', kind: field, summary: N., returns: [{type: integer}]}\n"
    "- {name: editing keys, kind: topic, summary: Keys.}\n"
    "- {name: Reading, kind: part, summary: What is in it.}\n";

static void test_all_keys_are_read(void **state)
{
    (void)state;
    as_api_file *f = read_ok(whole);
    assert_int_equal(f->n_entries, 7);
    const as_api_entry *e = f->entries;
    assert_string_equal(e->name, "kwic");
    assert_string_equal(as_api_kind_name(e->kind), "command");
    assert_string_equal(e->call, "kwic \"PATTERN\"");
    assert_string_equal(e->doc, "Two\nlines.\n");
    assert_int_equal(e->n_params, 2);
    assert_string_equal(e->params[0].type, "string|pattern");
    assert_false(e->params[0].optional);
    assert_string_equal(e->params[1].name, "...");
    assert_true(e->params[1].optional);
    assert_null(e->params[1].doc);
    assert_string_equal(e->returns[0].type, "kwic_row[]");
    assert_string_equal(e->since, "0.2.0");
    assert_string_equal(e->capability, "read");
    assert_string_equal(e->example, "kwic \"x\"");
    assert_string_equal(e->prints, "...");
    assert_int_equal(e[1].n_fields, 1);
    assert_string_equal(as_api_kind_name(e[1].kind), "type");
    assert_string_equal(e[1].extends, "record");
    assert_null(e[1].since);
    as_api_file_free(f);
}

static void test_unknown_keys_are_refused_with_their_place(void **state)
{
    (void)state;
    refused("- name: x\n  kind: command\n  summary: s\n  returs: []\n",
            "a:4:3: unknown key \"returs\"; known are name, kind, call, "
            "summary, doc, params, returns, fields, extends, since, capability, "
            "example, prints");
    refused("- name: x\n  kind: command\n  summary: s\n"
            "  params: [{name: a, type: b, docs: c}]\n",
            "a:4:31: unknown key \"docs\"; known are name, type, optional, "
            "doc");
    refused("- name: x\n  kind: comand\n  summary: s\n",
            "a:2:9: \"kind\" cannot be \"comand\": it is command or function "
            "or method or field or type or topic or part");
    refused("- name: x\n  kind: command\n",
            "a:1:3: the key \"summary\" is missing: add it");
}

static void test_what_makes_no_sense_is_refused(void **state)
{
    static const char rest[] = ": a name is written as it is typed: kwic, "
                               "rules.add, doc.id; that of a method, and no "
                               "other, has a colon: doc:find";
    char message[300];
    (void)state;
    static const char *const names[] = {"'doc:find'", "a..b", "a b", "1a",
                                        "a.", "'#'"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char text[100];
        (void)snprintf(text, sizeof text,
                       "- {kind: command, summary: s, name: %s}\n", names[i]);
        (void)snprintf(message, sizeof message, "a:1:37%s", rest);
        refused(text, message);
    }
    refused("- {kind: topic, name: a, summary: s}\n"
            "- {kind: topic, name: a, summary: s}\n",
            "a:2:23: this is described above: keep one");
    refused("- {kind: topic, name: a, summary: s,\n   params: [{name: x, "
            "type: y}]}\n",
            "a:2:12: only commands, functions and methods have parameters: "
            "leave them out");
    refused("- {kind: topic, name: a, summary: s, extends: b}\n",
            "a:1:47: only types extend others: leave it out");
    refused("- {kind: field, name: doc.a, summary: s}\n",
            "a:1:23: a field says what it is by one type under returns: add "
            "it");
    refused("- {kind: command, name: a, summary: s, prints: x}\n",
            "a:1:48: there is no example that could print this: add one");
    refused("- {kind: command, name: a, summary: s, since: x}\n",
            "a:1:47: a version is MAJOR.MINOR.PATCH, as in 0.2.0");
}

static void test_a_refused_allocation_is_told(void **state)
{
    (void)state;
    FOR_EACH_FAILURE({
        as_api_file *f = NULL;
        st_ = as_api_file_read("a", as_slice_str(whole), &f, NULL);
        as_api_file_free(f);
    });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_keys_are_read),
        cmocka_unit_test(test_unknown_keys_are_refused_with_their_place),
        cmocka_unit_test(test_what_makes_no_sense_is_refused),
        cmocka_unit_test(test_a_refused_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

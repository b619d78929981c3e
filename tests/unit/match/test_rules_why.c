/* test_rules_why.c - why a rule did (not) fire: each verdict, where it
 * stopped, what it waited for. */
#include "unit/match/rule_fixture.h"

typedef struct asked {
    as_rules *set;
    as_rule_runner *r;
    as_doc *doc;
    as_why why;
} asked;

/* Ask about rule 0 and the sentence that token `tok` lies in. */
static asked ask_at(const as_rule_spec *v, size_t n, const char *line,
                    uint32_t tok)
{
    asked a = {.set = rules_made(v, n)};
    uint32_t first = 0;
    uint32_t end = 0;
    a.r = runner_of(a.set);
    a.doc = marked_doc(line);
    const uint64_t before = as_doc_mark_now(a.doc).n_added;
    as_doc_sent(a.doc, as_doc_sent_of(a.doc, tok), &first, &end);
    assert_int_equal(as_rules_why(a.r, a.doc, 0, first, end, &a.why, NULL),
                     AS_OK);
    assert_int_equal(as_doc_mark_now(a.doc).n_added, before);
    assert_doc_ok(a.doc);
    assert_string_equal(found_in(a.doc), "");
    assert_int_equal(as_rules_stats(a.r, 0).wakes, 0);
    assert_int_equal(as_rules_stats(a.r, 0).guarded, 0);
    return a;
}

static void done(asked *a)
{
    as_doc_free(a->doc);
    as_rule_runner_free(a->r);
    as_rules_unref(a->set);
}

static void verdict_of(const as_rule_spec *v, size_t n, const char *line,
                       as_why_verdict verdict, uint32_t first, uint32_t at,
                       const char *text)
{
    asked a = ask_at(v, n, line, 0);
    if (a.why.verdict != verdict || a.why.first != first || a.why.at != at) {
        fail_msg("verdict %d from %u at %u: %.*s", a.why.verdict, a.why.first,
                 a.why.at, (int)a.why.text.n, a.why.text.p);
    }
    char *said = strndup(a.why.text.p, a.why.text.n);
    if (strstr(said, text) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", text, said);
    }
    free(said);
    done(&a);
}
#define verdict(v, line, what, first, at, text)                               \
    verdict_of(v, N(v), line, what, first, at, text)

static void test_found(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "a b")}};
    verdict(v, "z a b z", AS_WHY_FOUND, 1, 3, "r: found \"a b\"");
}

static void test_asleep(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "[] (missile | rocket)")}};
    verdict(v, "z a b z", AS_WHY_ASLEEP, 0, 0, "missile");
}

static void test_stopped_says_at_which_token_and_what_for(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "a b (c | @PERSON) d")}};
    verdict(v, "z d a b x", AS_WHY_STOPPED, 2, 4,
            "stopped at \"x\", behind \"a b\": waited for c");
    asked a = ask_at(v, 1, "z d a b x", 0);
    assert_int_equal(a.why.n_waits, 2);
    assert_slice(a.why.waits[0].source, "c");
    assert_slice(a.why.waits[1].source, "@PERSON");
    done(&a);
    verdict(v, "d a b", AS_WHY_STOPPED, 1, 3, "stopped at the end");
    const as_rule_spec w[] = {{RULE("r", "Hit", "[title] b")}};
    verdict(w, "x b", AS_WHY_STOPPED, 0, 0, "stopped at \"x\": waited");
}

static void test_stopped_at_an_edge(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "a b </s>")}};
    verdict(v, "a b x", AS_WHY_STOPPED, 0, 2, "<s> or </s>");
}

static void test_stopped_behind_a_span(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "@One b")},
                              {RULE("one", "One", "a a")}};
    verdict(v, "z a a x", AS_WHY_STOPPED, 1, 3, "waited for b");
}

static void test_what_stands_before_is_missing(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "z << a b")}};
    verdict(v, "a b z", AS_WHY_LEFT, 0, 0, "\"a b\" matches, but");
}

static void test_a_role_is_missing(void **state)
{
    (void)state;
    const as_rule_role role = {.name = S("x"), .find = S("b"), .within = 2,
                               .required = true};
    const as_rule_spec v[] = {{RULE("r", "Hit", "a"), .is_frame = true,
                               .roles = &role, .n_roles = 1}};
    verdict(v, "z a z z z b", AS_WHY_ROLE, 1, 2, "x (within 2)");
}

static void test_guarded_says_by_which(void **state)
{
    (void)state;
    const as_rule_guard g[] = {{AS_WITHIN_SENTENCE, S("no")},
                               {AS_WITHIN_MATCH, S("z")}};
    const as_rule_role role = {.name = S("x"), .find = S("b")};
    const as_rule_spec v[] = {{RULE("r", "Hit", "a z b"), .unless = g,
                               .n_unless = 2}};
    const as_rule_spec f[] = {{RULE("r", "Hit", "a"), .unless = g,
                               .n_unless = 2, .is_frame = true,
                               .roles = &role, .n_roles = 1}};
    verdict(v, "a z b", AS_WHY_GUARDED, 0, 3, "by unless number 2");
    verdict(v, "a z b no", AS_WHY_GUARDED, 0, 3, "by unless number 1");
    verdict(f, "a z b", AS_WHY_GUARDED, 0, 3, "by unless number 2");
}

static void test_lost_says_to_whom(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "a b")},
                              {RULE("other", "Hit", "b c d")}};
    verdict(v, "a b c d", AS_WHY_LOST, 0, 2, "to rule other");
}

static void test_guards_elsewhere_do_not_count(void **state)
{
    (void)state;
    const as_rule_guard g = {AS_WITHIN_SENTENCE, S("no")};
    const as_rule_role role = {.name = S("x"), .find = S("b"),
                               .required = true};
    const as_rule_spec v[] = {{RULE("r", "Hit", "aa"), .unless = &g,
                               .n_unless = 1, .is_frame = true,
                               .roles = &role, .n_roles = 1}};
    verdict(v, "Here is aa. Here is aa no b.", AS_WHY_ROLE, 2, 3, "");
}

static void test_a_range_that_is_none_is_refused(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "a")}};
    asked a = ask_at(v, 1, "a b", 0);
    as_why why;
    assert_int_equal(as_rules_why(a.r, a.doc, 0, 1, 1, &why, NULL),
                     AS_ERANGE);
    assert_int_equal(as_rules_why(a.r, a.doc, 0, 0, 9, &why, NULL),
                     AS_ERANGE);
    assert_int_equal(as_rules_why(a.r, a.doc, 7, 0, 1, &why, NULL),
                     AS_ERANGE);
    done(&a);
}

static void test_refused_memory_while_asking(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "@One b c")},
                              {RULE("one", "One", "a a")}};
    as_rules *set = rules_made(v, 2);
    as_doc *doc = marked_doc("z a a b x");
    FOR_EACH_FAILURE({
        as_rule_runner *r = NULL;
        as_why why;
        st_ = as_rule_runner_new(set, NULL, &r, NULL);
        st_ = st_ == AS_OK ? as_rules_why(r, doc, 0, 0, 5, &why, NULL) : st_;
        as_rule_runner_free(r);
    });
    assert_string_equal(found_in(doc), "");
    as_doc_free(doc);
    as_rules_unref(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_asleep),
        cmocka_unit_test(test_stopped_says_at_which_token_and_what_for),
        cmocka_unit_test(test_stopped_at_an_edge),
        cmocka_unit_test(test_stopped_behind_a_span),
        cmocka_unit_test(test_what_stands_before_is_missing),
        cmocka_unit_test(test_a_role_is_missing),
        cmocka_unit_test(test_guarded_says_by_which),
        cmocka_unit_test(test_lost_says_to_whom),
        cmocka_unit_test(test_guards_elsewhere_do_not_count),
        cmocka_unit_test(test_a_range_that_is_none_is_refused),
        cmocka_unit_test(test_refused_memory_while_asking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

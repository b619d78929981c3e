/* test_rules_lint.c - what is told of a set of rules: faults, all at once,
 * each with its place, and lints. */
#include "unit/match/rule_fixture.h"

static told heard;

static bool env_none(void *ctx, as_slice name)
{
    (void)ctx;
    return as_slice_eq(name, AS_LIT("PERSON")) ||
           as_slice_eq(name, AS_LIT("country"));
}

static const as_pattern_env strict = {.label = env_none,
                                      .attribute = env_none};

static const as_rule_fault *fault_at(const char *part, const char *what,
                                     bool lint)
{
    for (size_t i = 0; i < heard.n; i++) {
        if (strcmp(heard.v[i].part, part) == 0 &&
            strstr(heard.v[i].what, what) && heard.v[i].lint == lint) {
            return &heard.v[i];
        }
    }
    for (size_t i = 0; i < heard.n; i++) {
        print_error("told: %s: %s\n", heard.v[i].part, heard.v[i].what);
    }
    fail_msg("not told: %s: %s", part, what);
    return NULL;
}

static void make(const as_rule_spec *v, size_t n, as_status want)
{
    const as_rule_file file = {.rules = v, .n_rules = n};
    as_rules *set = NULL;
    assert_int_equal(file_make(&file, &strict, &heard, &set), want);
    assert_true((set != NULL) == (want == AS_OK));
    as_rules_unref(set);
}

/* Rules that are refused, and the one fault that is told. */
static void refused(const as_rule_spec *v, size_t n, const char *part,
                    const char *what)
{
    make(v, n, AS_EINVAL);
    (void)fault_at(part, what, false);
    assert_int_equal(heard.n, 1);
}

static void refused_one(as_rule_spec v, const char *part, const char *what)
{
    v.name = v.name.n ? v.name : AS_LIT("r");
    v.label = v.label.n ? v.label : AS_LIT("Hit");
    v.pattern = v.pattern.n ? v.pattern : AS_LIT("x:killed");
    refused(&v, 1, part, what);
}

/* ---- faults -------------------------------------------------------------- */

static void test_names_that_no_record_could_carry(void **state)
{
    (void)state;
    refused_one((as_rule_spec){.name = S("9x")}, "rules.0.name", "letter");
    refused_one((as_rule_spec){.label = S("A-B")}, "rules.0.label", "letter");
    refused_one((as_rule_spec){.kind = S("Event")}, "rules.0.kind", "lower");
    make(&(as_rule_spec){RULE("", "Hit", "a b")}, 1, AS_EINVAL);
}

static void field_refused(as_rule_field f, const char *part, const char *what)
{
    refused_one((as_rule_spec){.fields = &f, .n_fields = 1}, part, what);
}

static void test_fields_that_cannot_be(void **state)
{
    (void)state;
    field_refused((as_rule_field){.name = S("Bad"), .from = S("x")},
                  "rules.0.fields.0.name", "lower-case");
    field_refused((as_rule_field){.name = S("text"), .from = S("x")},
                  "rules.0.fields.0.name", "already");
    field_refused((as_rule_field){.name = S("xs")}, "rules.0.fields.0.name",
                  "did you mean x?");
    field_refused((as_rule_field){.name = S("a"), .from = S("other")},
                  "rules.0.fields.0.from", "no capture \"other\"");
    field_refused((as_rule_field){.name = S("a"), .value = S("1"),
                                  .when = S("other")},
                  "rules.0.fields.0.when", "no capture \"other\"");
    field_refused((as_rule_field){.name = S("a"), .value = S("many"),
                                  .as = AS_RULE_NUMBER},
                  "rules.0.fields.0.value", "no number");
    field_refused((as_rule_field){.name = S("a"), .value = S("yes"),
                                  .as = AS_RULE_BOOL},
                  "rules.0.fields.0.value", "true or false");
    field_refused((as_rule_field){.name = S("a"), .value = S("Joe"),
                                  .as = AS_RULE_NAME},
                  "rules.0.fields.0.value", "a constant is");
}

static void test_a_field_twice_is_refused(void **state)
{
    (void)state;
    const as_rule_field same[] = {{.name = S("x")}, {.name = S("x")}};
    const as_rule_field beside[] = {
        {.name = S("x"), .as = AS_RULE_NAME},
        {.name = S("x_text"), .from = S("x")}};
    refused_one((as_rule_spec){.fields = same, .n_fields = 2},
                "rules.0.fields.1.name", "twice");
    const as_rule_field late[] = {{.name = S("y"), .value = S("1")},
                                  {.name = S("y"), .from = S("x")}};
    refused_one((as_rule_spec){.fields = late, .n_fields = 2},
                "rules.0.fields.1.name", "twice");
    refused_one((as_rule_spec){.fields = beside, .n_fields = 2},
                "rules.0.fields.1.name", "twice");
}

static void test_two_rules_of_one_name_are_refused(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "killed")},
                              {RULE("r", "Other", "wounded")}};
    refused(v, 2, "rules.1.name", "already");
}

static void test_what_patterns_name_must_be_known(void **state)
{
    (void)state;
    refused_one((as_rule_spec){.pattern = S("@Hitt said")},
                "rules.0.pattern", "did you mean @Hit?");
    refused_one((as_rule_spec){.pattern = S("%arms")}, "rules.0.pattern",
                "arms");
    refused_one((as_rule_spec){.pattern = S("$ACTOR")}, "rules.0.pattern",
                "ACTOR");
    refused_one((as_rule_spec){.pattern = S("[colour=red]")},
                "rules.0.pattern", "colour");
}

static void test_a_syntax_error_has_its_place(void **state)
{
    (void)state;
    refused_one((as_rule_spec){.pattern = S("killed\n  (by")},
                "rules.0.pattern", "");
    assert_true(heard.v[0].in_pattern);
    assert_int_equal(heard.v[0].place.line, 2);
    const as_rule_guard g = {AS_WITHIN_SENTENCE, S("a )")};
    refused_one((as_rule_spec){.unless = &g, .n_unless = 1},
                "rules.0.unless.0.pattern", "");
    assert_int_equal(heard.v[0].place.col, 3);
}

static void test_frames_that_cannot_be(void **state)
{
    (void)state;
    as_rule_role r[AS_RULE_ROLES_MAX + 1];
    for (size_t i = 0; i < N(r); i++) {
        r[i] = (as_rule_role){.name = AS_LIT("who"), .find = AS_LIT("killer")};
    }
    refused_one((as_rule_spec){.is_frame = true}, "rules.0.frame", "roles");
    refused_one((as_rule_spec){.is_frame = true, .roles = r, .n_roles = N(r)},
                "rules.0.frame.roles", "at most 32");
    r[0].within = 201;
    refused_one((as_rule_spec){.is_frame = true, .roles = r, .n_roles = 1},
                "rules.0.frame.roles.0.within", "at most 200");
    r[0] = (as_rule_role){.name = AS_LIT("9"), .find = AS_LIT("killer")};
    refused_one((as_rule_spec){.is_frame = true, .roles = r, .n_roles = 1},
                "rules.0.frame.roles.0.name", "letter");
    r[0] = (as_rule_role){.name = AS_LIT("who"), .find = AS_LIT("(")};
    refused_one((as_rule_spec){.is_frame = true, .roles = r, .n_roles = 1},
                "rules.0.frame.roles.0.find", "");
    r[0] = (as_rule_role){.name = AS_LIT("who"), .find = AS_LIT("killer"),
                          .barrier = AS_LIT("[")};
    refused_one((as_rule_spec){.is_frame = true, .roles = r, .n_roles = 1},
                "rules.0.frame.roles.0.barrier", "");
}

static void test_all_faults_are_told_at_once(void **state)
{
    (void)state;
    const as_rule_field f = {.name = S("Bad"), .from = S("nix")};
    const as_rule_spec v[] = {
        {RULE("9", "Hit", "(")},
        {RULE("ok", "Hit", "killed"), .fields = &f, .n_fields = 1},
    };
    make(v, 2, AS_EINVAL);
    (void)fault_at("rules.0.name", "letter", false);
    (void)fault_at("rules.0.pattern", "", false);
    (void)fault_at("rules.1.fields.0.from", "nix", false);
    (void)fault_at("rules.1.fields.0.name", "lower-case", false);
    assert_int_equal(heard.n, 4);
}

static void test_a_ring_of_labels_is_named(void **state)
{
    (void)state;
    const as_rule_spec ring[] = {
        {RULE("start", "Zero", "@One")},
        {RULE("a", "One", "@Two killed")},
        {RULE("b", "Two", "@Three killed")},
        {RULE("c", "Three", "killed ~3!@One died")},
    };
    const as_rule_spec own[] = {{RULE("a", "One", "killed @One")}};
    make(ring, 4, AS_EINVAL);
    assert_int_equal(heard.n, 1);
    assert_non_null(strstr(heard.v[0].what, "One reads Two"));
    assert_non_null(strstr(heard.v[0].what, "Two reads Three"));
    assert_non_null(strstr(heard.v[0].what, "Three reads One"));
    assert_null(strstr(heard.v[0].what, "Zero"));
    refused(own, 1, "rules.0.label", "One reads One");
}

static void test_names_of_the_file_come_first(void **state)
{
    (void)state;
    const as_rule_name macro = {.name = S("DIE"), .pattern = S("(died | fell)")};
    const as_rule_spec v[] = {{RULE("r", "Hit", "who $DIE")}};
    const as_rule_spec near[] = {{RULE("r", "Hit", "who $DYE")}};
    as_rule_file file = {.macros = &macro, .n_macros = 1, .rules = v,
                         .n_rules = 1};
    as_rules *set = NULL;
    assert_int_equal(file_make(&file, &strict, &heard, &set), AS_OK);
    expect_set(set, "who fell", "hit 0-2 r");
    as_rules_unref(set);
    file.rules = near;
    assert_int_equal(file_make(&file, &strict, &heard, &set), AS_EINVAL);
    (void)fault_at("rules.0.pattern", "$DIE", false);
}

/* ---- lints --------------------------------------------------------------- */

/* Compiles with this lint of its last rule; `what` NULL: without any. */
static void lints(const as_rule_spec *v, size_t n, const char *part,
                  const char *what)
{
    make(v, n, AS_OK);
    if (what != NULL) {
        (void)fault_at(part, what, true);
    } else if (heard.n > 0) {
        fail_msg("told: %s: %s", heard.v[0].part, heard.v[0].what);
    }
}

static void lints_one(const char *pattern, const char *what)
{
    const as_rule_spec v = {.name = S("r"), .label = S("Hit"),
                            .pattern = as_slice_str(pattern)};
    lints(&v, 1, "rules.0.pattern", what);
}

static void test_a_dead_gap_is_told(void **state)
{
    (void)state;
    lints_one("killed ~3 many?", "gap");
    lints_one("killed (~3 many)?", NULL);
}

static void test_what_nothing_can_match_is_told(void **state)
{
    (void)state;
    lints_one("killed [pos=NOUN & pos=VERB]", "nothing can match");
    lints_one("killed [norm=a & norm=b]", "nothing can match");
    lints_one("killed [lemma={a,b} & lemma={c,d}]", "nothing can match");
    lints_one("killed [upper & title]", "nothing can match");
    lints_one("killed [norm=many & !norm=many]", "nothing can match");
    lints_one("killed [!upper & norm=many]", NULL);
    lints_one("killed [norm={a,b} & norm={b,c}]", NULL);
    lints_one("killed ([norm=a & norm=b] | many)", NULL);
    lints_one("killed [norm=a & norm=b]?", NULL);
    lints_one("killed [pos={NOUN,VERB} & pos={VERB,ADJ}]", NULL);
    lints_one("killed [norm=Many] [lemma=Many]", NULL);
}

static void test_an_empty_gazetteer_is_told(void **state)
{
    (void)state;
    as_gaz_builder *b = builder_new();
    as_gaz *gaz = gaz_build(b);
    const as_rule_name g = {.name = S("arms"), .gaz = gaz};
    const as_rule_spec v[] = {{RULE("r", "Hit", "killed %arms")}};
    const as_rule_file file = {.gazetteers = &g, .n_gazetteers = 1,
                               .rules = v, .n_rules = 1};
    as_rules *set = NULL;
    assert_int_equal(file_make(&file, &strict, &heard, &set), AS_OK);
    (void)fault_at("rules.0.pattern", "nothing can match", true);
    as_rules_unref(set);
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static void test_a_guard_and_a_role_that_nothing_matches_are_told(void **state)
{
    (void)state;
    const as_rule_guard g = {AS_WITHIN_SENTENCE, S("[norm=a & norm=b]")};
    const as_rule_role r = {.name = S("x"), .find = S("[norm=a & norm=b]")};
    const as_rule_spec v[] = {{RULE("r", "Hit", "killed"), .unless = &g,
                               .n_unless = 1, .is_frame = true, .roles = &r,
                               .n_roles = 1}};
    make(v, 1, AS_OK);
    (void)fault_at("rules.0.unless.0.pattern", "nothing can match", true);
    (void)fault_at("rules.0.frame.roles.0.find", "nothing can match", true);
}

static void test_a_rule_that_always_wakes_is_told(void **state)
{
    (void)state;
    lints_one("[] []", "every sentence");
    lints_one("[!punct]", "every sentence");
    lints_one("killed | []", "every sentence");
    lints_one("/kill.*/", "every sentence");
    lints_one("[] killed", NULL);
    lints_one("killed << [] >> many", NULL);
}

static void shadow(const char *first, const char *second, bool told_of)
{
    const as_rule_spec v[] = {
        {.name = S("big"), .label = S("Hit"), .pattern = as_slice_str(first),
         .mode = AS_MATCH_LONGEST},
        {.name = S("small"), .label = S("Hit"),
         .pattern = as_slice_str(second), .mode = AS_MATCH_LONGEST}};
    lints(v, 2, "rules.1.name", told_of ? "\"big\"" : NULL);
}

static void test_a_shadowed_rule_is_told(void **state)
{
    (void)state;
    shadow("killed many", "killed many", true);
    shadow("<kill|wound> ~3 many", "<kill> ~3 many", true);
    shadow("killed [] many", "killed so many", true);
    shadow("killed ~3 many", "killed ~2 many", true);
    shadow("(killed | died) many*", "died many many", true);
    shadow("killed @PERSON", "killed @PERSON[country=FRA]", true);
    shadow("killed [pos={NOUN,VERB}]", "killed [pos=NOUN & title]", true);
    shadow("killed many", "x:(killed many)", true);
}

static void test_a_rule_that_may_win_is_not_told(void **state)
{
    (void)state;
    shadow("killed many", "killed many more", false);
    shadow("<kill> ~3 many", "<kill|wound> ~3 many", false);
    shadow("killed ~2 many", "killed ~3 many", false);
    shadow("killed @PERSON[country=FRA]", "killed @PERSON", false);
    shadow("<s> killed many", "killed many", false);
    shadow("so << killed many", "killed many", false);
    shadow("killed many >> more", "killed many", false);
    shadow("killed a b", "killed (a | b)", false);
}

static void test_shadows_need_label_priority_scope_and_no_guard(void **state)
{
    (void)state;
    const as_rule_guard g = {AS_WITHIN_SENTENCE, S("film")};
    as_rule_spec v[] = {{RULE("big", "Hit", "killed many")},
                        {RULE("small", "Hit", "killed many")}};
    lints(v, 2, "rules.1.name", "small");
    v[1].priority = 1;
    lints(v, 2, "rules.0.name", "\"small\"");
    v[1].priority = 0;
    v[1].label = AS_LIT("Other");
    lints(v, 2, "", NULL);
    v[1].label = AS_LIT("Hit");
    v[1].scope = AS_SCOPE_DOCUMENT;
    lints(v, 2, "", NULL);
    v[1].scope = AS_SCOPE_SENTENCE;
    v[0].unless = &g;
    v[0].n_unless = 1;
    lints(v, 2, "", NULL);
}

/* ---- memory -------------------------------------------------------------- */

static void test_refused_memory_while_building(void **state)
{
    (void)state;
    const as_rule_guard g = {AS_WITHIN_SENTENCE, S("film | @One")};
    const as_rule_role role = {.name = S("x"), .find = S("@One"),
                               .barrier = S("\"Many\""), .required = true};
    const as_rule_field f[] = {{.name = S("x"), .as = AS_RULE_NAME},
                               {.name = S("y"), .value = S("word")}};
    const as_slice yes = S("killed");
    const as_rule_spec v[] = {
        {RULE("f", "Two", "<kill>"), .is_frame = true, .roles = &role,
         .n_roles = 1, .fields = f, .n_fields = 2, .unless = &g,
         .n_unless = 1, .match = &yes, .n_match = 1},
        {RULE("p", "One", "\"Dead\" ~3 n:([num] | /x+/)")},
        {RULE("q", "One", "\"Dead\" ~2 n:([num] | /x+/)")}};
    const as_rule_file file = {.rules = v, .n_rules = 3};
    as_rules *set = NULL;
    FOR_EACH_FAILURE(st_ = file_make(&file, NULL, &heard, &set));
    as_rules_unref(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_that_no_record_could_carry),
        cmocka_unit_test(test_fields_that_cannot_be),
        cmocka_unit_test(test_a_field_twice_is_refused),
        cmocka_unit_test(test_two_rules_of_one_name_are_refused),
        cmocka_unit_test(test_what_patterns_name_must_be_known),
        cmocka_unit_test(test_a_syntax_error_has_its_place),
        cmocka_unit_test(test_frames_that_cannot_be),
        cmocka_unit_test(test_all_faults_are_told_at_once),
        cmocka_unit_test(test_a_ring_of_labels_is_named),
        cmocka_unit_test(test_names_of_the_file_come_first),
        cmocka_unit_test(test_a_dead_gap_is_told),
        cmocka_unit_test(test_what_nothing_can_match_is_told),
        cmocka_unit_test(test_an_empty_gazetteer_is_told),
        cmocka_unit_test(test_a_guard_and_a_role_that_nothing_matches_are_told),
        cmocka_unit_test(test_a_rule_that_always_wakes_is_told),
        cmocka_unit_test(test_a_shadowed_rule_is_told),
        cmocka_unit_test(test_a_rule_that_may_win_is_not_told),
        cmocka_unit_test(test_shadows_need_label_priority_scope_and_no_guard),
        cmocka_unit_test(test_refused_memory_while_building),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

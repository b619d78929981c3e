/* test_rules.c - rules at work: who wins, scopes, guards, phases, frames,
 * fields, provenance, `do`. */
#include "unit/match/rule_fixture.h"

/* ---- who wins ------------------------------------------------------------ */

static void test_of_one_label_the_longest_wins(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("short", "Hit", "a b"), .priority = 9},
        {RULE("long", "Hit", "b c d")},
    };
    expect(v, "a b c d", "hit 1-4 long");
    expect(v, "a b c", "hit 0-2 short");
}

static void test_then_priority_wins_then_the_order_in_the_file(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("first", "Hit", "a b")},
        {RULE("second", "Hit", "b c")},
        {RULE("third", "Hit", "c d"), .priority = 1},
    };
    expect(v, "a b c", "hit 0-2 first");
    expect(v, "b c d", "hit 1-3 third");
}

static void test_a_loser_of_a_loser_stays(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("ab", "Hit", "a b")},
        {RULE("bcd", "Hit", "b c d")},
        {RULE("defg", "Hit", "d e f g")},
    };
    expect(v, "a b c d e f g", "hit 0-2 ab | hit 3-7 defg");
}

static void test_other_labels_do_not_compete(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("x", "One", "a b c")},
        {RULE("y", "Two", "b")},
        {RULE("k", "RAID", "a b"), .kind = S("event")},
        {RULE("l", "TALK", "b c"), .kind = S("event")},
        {RULE("m", "TALK", "a b c"), .kind = S("event")},
    };
    expect(v, "a b c", "one 0-3 x | event/TALK 0-3 m | "
                       "event/RAID 0-2 k | two 1-2 y");
}

static void test_modes(void **state)
{
    (void)state;
    const as_rule_spec first[] = {
        {RULE("r", "Hit", "a (b | b c)"), .mode = AS_MATCH_FIRST}};
    const as_rule_spec longest[] = {
        {RULE("r", "Hit", "a (b | b c)"), .mode = AS_MATCH_LONGEST}};
    const as_rule_spec all[] = {{RULE("r", "Hit", "[norm={a,b}]{2}"),
                                 .mode = AS_MATCH_ALL}};
    expect(first, "a b c", "hit 0-2 r");
    expect(longest, "a b c", "hit 0-3 r");
    expect(all, "a b a b", "hit 0-2 r | hit 1-3 r | hit 2-4 r");
}

static void test_all_competes_with_other_rules_only(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("many", "Hit", "a a"), .mode = AS_MATCH_ALL},
        {RULE("other", "Hit", "a b")},
        {RULE("twin", "Hit", "a a"), .mode = AS_MATCH_ALL, .priority = -1},
    };
    expect(v, "a a a b", "hit 0-2 many | hit 1-3 many");
}

/* ---- scopes and guards --------------------------------------------------- */

static void test_scopes(void **state)
{
    (void)state;
    const char *one = "Here is aa. There is bb.";
    const char *two = "Here is aa.\n\nThere is bb.";
    const as_rule_spec s[] = {{RULE("r", "Hit", "aa ~9 bb")}};
    const as_rule_spec p[] = {{RULE("r", "Hit", "aa ~9 bb"),
                               .scope = AS_SCOPE_PARAGRAPH}};
    const as_rule_spec d[] = {{RULE("r", "Hit", "aa ~9 bb"),
                               .scope = AS_SCOPE_DOCUMENT}};
    expect(s, one, "");
    expect(p, one, "hit 2-7 r");
    expect(p, two, "");
    expect(d, two, "hit 2-7 r");
}

static void test_scopes_of_one_set_run_together(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("d", "Doc", "aa ~9 bb"), .scope = AS_SCOPE_DOCUMENT},
        {RULE("s", "Sent", "bb")},
        {RULE("p", "Para", "is ~2 there"), .scope = AS_SCOPE_PARAGRAPH},
    };
    expect(v, "Here is aa. There is bb.\n\nHere is bb.",
           "para 1-5 p | doc 2-7 d | sent 6-7 s | sent 10-11 s");
}

static void test_a_guard_drops_within_its_range(void **state)
{
    (void)state;
    const char *line = "Here is film aa. Here is aa. Here is aa bb.\n\n"
                       "Here is aa.";
    as_rule_guard g = {.pattern = S("film | bb")};
    as_rule_spec v[] = {{RULE("r", "Hit", "aa bb?"), .unless = &g,
                         .n_unless = 1, .mode = AS_MATCH_FIRST}};
    g.within = AS_WITHIN_SENTENCE;
    expect(v, line, "hit 7-8 r | hit 16-17 r");
    g.within = AS_WITHIN_MATCH;
    expect(v, line, "hit 3-4 r | hit 7-8 r | hit 16-17 r");
    g.within = AS_WITHIN_PARAGRAPH;
    expect(v, line, "hit 16-17 r");
    g.within = AS_WITHIN_DOCUMENT;
    expect(v, line, "");
}

static void test_any_guard_drops_and_leaves_room_for_others(void **state)
{
    (void)state;
    const as_rule_guard g[] = {{AS_WITHIN_SENTENCE, S("zz")},
                               {AS_WITHIN_SENTENCE, S("x << yy")}};
    const as_rule_spec v[] = {
        {RULE("long", "Hit", "a b"), .unless = g, .n_unless = 2},
        {RULE("short", "Hit", "a")},
    };
    expect(v, "a b x", "hit 0-2 long");
    expect(v, "a b zz", "hit 0-1 short");
    expect(v, "a b x yy", "hit 0-1 short");
    expect(v, "a b yy x", "hit 0-2 long");
}

/* ---- phases -------------------------------------------------------------- */

static void test_a_rule_reads_what_another_writes(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("three", "Three", "@Two c")},
        {RULE("two", "Two", "@One b")},
        {RULE("one", "One", "a")},
    };
    as_rules *set = rules_made(v, N(v));
    assert_int_equal(as_rules_phase(set, 0), 2);
    assert_int_equal(as_rules_phase(set, 1), 1);
    assert_int_equal(as_rules_phase(set, 2), 0);
    expect_set(set, "a b c", "one 0-1 one | two 0-2 two | three 0-3 three");
    as_rules_unref(set);
}

static void test_losers_are_not_read(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("read", "Out", "@In c")},
        {RULE("ab", "In", "a b")},
        {RULE("bcd", "In", "b c d")},
    };
    expect(v, "a b c", "in 0-2 ab | out 0-3 read");
    expect(v, "a b c d", "in 1-4 bcd");
}

static void test_labels_of_a_kind_and_tests_are_read(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("whole", "W", "@event z")},
        {RULE("label", "L", "@event[label=RAID] z")},
        {RULE("inside", "I", "[label=RAID & norm=a]")},
        {RULE("by", "B", "@RAID z")},
        {RULE("raid", "RAID", "a"), .kind = S("event")},
        {RULE("talk", "TALK", "b"), .kind = S("event")},
    };
    expect(v, "a z b z",
           "event/RAID 0-1 raid | event/TALK 2-3 talk | w 0-2 whole | "
           "w 2-4 whole | l 0-2 label | b 0-2 by | i 0-1 inside");
}

static void test_a_barrier_and_a_guard_and_a_role_read_labels(void **state)
{
    (void)state;
    const as_rule_guard g = {AS_WITHIN_SENTENCE, S("@Bad")};
    const as_rule_role roles[] = {{.name = S("x"), .find = S("@Bad"),
                                   .required = true}};
    const as_rule_spec v[] = {
        {RULE("gap", "Gap", "a ~5!@Bad b")},
        {RULE("guard", "Guard", "a"), .unless = &g, .n_unless = 1},
        {RULE("frame", "Frame", "a"), .is_frame = true, .roles = roles,
         .n_roles = 1},
        {RULE("bad", "Bad", "x")},
    };
    as_rules *set = rules_made(v, N(v));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(as_rules_phase(set, i), 1);
    }
    expect_set(set, "a y b", "gap 0-3 gap | guard 0-1 guard");
    expect_set(set, "a x b", "bad 1-2 bad | frame 0-2 frame");
    as_rules_unref(set);
}

/* ---- frames -------------------------------------------------------------- */

#define ROLE_FIELDS(a, b)                                                     \
    {{.name = S(a), .as = AS_RULE_TEXT}, {.name = S(b), .as = AS_RULE_TEXT}}

static void frame_is(const as_rule_role *roles, const char *line,
                     const char *want)
{
    const as_rule_field f[] = ROLE_FIELDS("x", "y");
    const as_rule_spec v[] = {{RULE("f", "Act", "hit"), .is_frame = true,
                               .roles = roles, .n_roles = 2, .fields = f,
                               .n_fields = 2}};
    expect(v, line, want);
}

static void test_roles_have_sides(void **state)
{
    (void)state;
    const as_rule_role r[] = {
        {.name = S("x"), .find = S("/[ab]/"), .side = AS_SIDE_LEFT},
        {.name = S("y"), .find = S("/[ab]/"), .side = AS_SIDE_RIGHT}};
    frame_is(r, "a hit b", "act 0-3 f x=a y=b");
    frame_is(r, "hit a b", "act 0-2 f y=a");
    frame_is(r, "b a hit", "act 1-3 f x=a");
    frame_is(r, "z hit z", "act 1-2 f");
}

static void test_roles_have_reach_and_barriers(void **state)
{
    (void)state;
    const as_rule_role r[] = {
        {.name = S("x"), .find = S("a"), .side = AS_SIDE_LEFT, .within = 2,
         .barrier = S("[norm=no]")},
        {.name = S("y"), .find = S("b"), .side = AS_SIDE_RIGHT, .within = 2,
         .barrier = S("[norm=no]")}};
    frame_is(r, "a z z hit z z b", "act 0-7 f x=a y=b");
    frame_is(r, "a z z z hit z z z b", "act 4-5 f");
    frame_is(r, "a no hit no b", "act 2-3 f");
    frame_is(r, "no a hit b no", "act 1-4 f x=a y=b");
}

static void test_a_required_role_must_be_there(void **state)
{
    (void)state;
    const as_rule_role r[] = {{.name = S("x"), .find = S("a"),
                               .required = true},
                              {.name = S("y"), .find = S("b")}};
    frame_is(r, "hit b", "");
    frame_is(r, "hit a", "act 0-2 f x=a");
}

static void test_the_nearest_of_both_sides_is_taken_once(void **state)
{
    (void)state;
    const as_rule_role r[] = {{.name = S("x"), .find = S("/[ab]/")},
                              {.name = S("y"), .find = S("/[ab]/")}};
    frame_is(r, "a z hit b", "act 0-4 f x=b y=a");
    frame_is(r, "a hit z b", "act 0-4 f x=a y=b");
    frame_is(r, "a hit b", "act 0-3 f x=a y=b");
    frame_is(r, "hit b", "act 0-2 f x=b");
}

static void test_captures_inside_a_frame(void **state)
{
    (void)state;
    const as_rule_role roles[] = {{.name = S("x"), .find = S("in p:[title]")}};
    const as_rule_field f[] = {{.name = S("how"), .as = AS_RULE_TEXT},
                               {.name = S("p"), .as = AS_RULE_TEXT},
                               {.name = S("x"), .as = AS_RULE_TEXT},
                               {.name = S("trigger"), .as = AS_RULE_TEXT}};
    const as_rule_spec v[] = {{RULE("f", "Act", "how:[lower]? hit"),
                               .is_frame = true, .roles = roles, .n_roles = 1,
                               .fields = f, .n_fields = 4}};
    expect(v, "they hard hit it in Rome",
           "act 1-6 f how=hard p=Rome x=in Rome trigger=hard hit");
}

static void test_an_argument_is_never_the_trigger(void **state)
{
    (void)state;
    const as_rule_role r[] = {{.name = S("x"), .find = S("hit | a")},
                              {.name = S("y"), .find = S("none")}};
    frame_is(r, "hit a", "act 0-2 f x=a");
    frame_is(r, "hit", "act 0-1 f");
}

/* ---- fields -------------------------------------------------------------- */

static void field_is(const char *pattern, as_rule_as as, const char *line,
                     const char *want)
{
    const as_rule_field f = {.name = S("x"), .as = as};
    const as_rule_spec v[] = {{.name = S("r"), .label = S("Hit"),
                               .pattern = as_slice_str(pattern), .fields = &f,
                               .n_fields = 1}};
    as_rules *set = rules_made(v, 1);
    as_doc *doc = marked_doc(line);
    run_doc(set, doc);
    const char *got = found_in(doc);
    const char *at = strstr(got, " r");
    assert_non_null(at);
    assert_string_equal(at + 2 + (at[2] == ' '), want);
    as_doc_free(doc);
    as_rules_unref(set);
}

static void test_spans_texts_and_lemmas(void **state)
{
    (void)state;
    field_is("x:(b c)", AS_RULE_SPAN, "a B c", "x=<B c>");
    field_is("x:(b c)", AS_RULE_TEXT, "a B  c", "x=B  c");
    field_is("x:(b c)", AS_RULE_LEMMA, "a B c", "x=b c");
    const as_rule_field f = {.name = S("x"), .as = AS_RULE_LEMMA};
    const as_rule_spec v[] = {{RULE("r", "Hit", "x:(<go> <cat>)"),
                               .fields = &f, .n_fields = 1}};
    as_rules *set = rules_made(v, 1);
    as_doc *doc = marked_doc("He went cats");
    tags_set(doc, "PRON VERB NOUN", "he go cat");
    run_doc(set, doc);
    assert_string_equal(found_in(doc), "hit 1-3 r x=go cat");
    as_doc_free(doc);
    as_rules_unref(set);
}

static void test_numbers(void **state)
{
    (void)state;
    field_is("x:[num]", AS_RULE_NUMBER, "a 1,200.5 b", "x=1200.5");
    field_is("x:[num]", AS_RULE_NUMBER, "a 1,200,300 b", "x=1200300");
    field_is("x:[num]", AS_RULE_NUMBER, "a 30 b", "x=30");
    field_is("x:[num]", AS_RULE_NUMBER, "a 1,2,345 b", "");
    field_is("x:[num]", AS_RULE_NUMBER, "a 1,23 b", "");
    field_is("x:many", AS_RULE_NUMBER, "a many b", "");
    field_is("x:(about [num])", AS_RULE_NUMBER, "about 30", "x=30");
    field_is("x:@N", AS_RULE_NUMBER, "«N number=3:three»", "x=3");
    field_is("x:@N", AS_RULE_NUMBER, "«N amount=3:three»", "x=3");
    field_is("x:@N", AS_RULE_NUMBER, "«N value=2.5:three»", "x=2.5");
    field_is("x:@N", AS_RULE_NUMBER, "«N value=2024-01-01:30»", "x=30");
}

static void test_dates_names_countries_and_truth(void **state)
{
    (void)state;
    field_is("x:@D", AS_RULE_DATE, "«D value=2024-01-01:May»", "x=2024-01-01");
    field_is("x:[]+", AS_RULE_DATE, "2024-02", "x=2024-02");
    field_is("x:may", AS_RULE_DATE, "May", "");
    field_is("x:@P", AS_RULE_NAME, "«P name=Joe:Mr J»", "x=Joe x_text=<Mr J>");
    field_is("x:@P", AS_RULE_NAME, "«P:Mr J»", "x=Mr J x_text=<Mr J>");
    field_is("x:@P", AS_RULE_COUNTRY, "«P country=FRA:Paris»", "x=FRA");
    field_is("x:@P", AS_RULE_COUNTRY, "«P:Paris»", "");
    field_is("a x:b?", AS_RULE_BOOL, "a b", "x=yes");
    field_is("a x:b?", AS_RULE_BOOL, "a c", "x=no");
    field_is("a x:b?", AS_RULE_TEXT, "a c", "");
}

static void test_several_hits_are_a_list(void **state)
{
    (void)state;
    field_is("(x:[title] and?)+", AS_RULE_TEXT, "a Ann and Bob", "x=Ann+Bob");
    field_is("(x:[title] and?)+", AS_RULE_SPAN, "a Ann and Bob", "x=Ann+Bob");
    field_is("(x:[title] and?)+", AS_RULE_TEXT, "a Ann and Ann", "x=Ann");
    field_is("(x:@P and?)+", AS_RULE_COUNTRY,
             "«P country=FRA:Ann» and «P country=UKR:Bob» and «P:Cid»",
             "x=FRA+UKR");
    field_is("(x:@P and?)+", AS_RULE_NAME, "«P name=A:Ann» and «P:Bob»",
             "x=A+Bob x_text=<Ann>");
}

static void test_entries_of_gazetteers_give_fields(void **state)
{
    (void)state;
    as_gaz *gaz = gaz_of("new york{country=USA},paris{country=FRA},"
                         "a dozen{number=12}");
    const as_rule_name names[] = {{.name = S("places"), .gaz = gaz}};
    const as_rule_field f[] = {{.name = S("c"), .as = AS_RULE_COUNTRY},
                               {.name = S("n"), .as = AS_RULE_NUMBER,
                                .from = S("c")}};
    const as_rule_spec v[] = {{RULE("r", "Hit", "in c:%places"), .fields = f,
                               .n_fields = 2}};
    const as_rule_file file = {.gazetteers = names, .n_gazetteers = 1,
                               .rules = v, .n_rules = 1};
    as_rules *set = file_made(&file);
    as_gaz_unref(gaz);
    expect_set(set, "in New York", "hit 0-3 r c=USA");
    expect_set(set, "in a dozen", "hit 0-3 r n=12");
    as_rules_unref(set);
}

static void test_constants(void **state)
{
    (void)state;
    const as_rule_field f[] = {
        {.name = S("t"), .value = S("word"), .as = AS_RULE_TEXT},
        {.name = S("n"), .value = S("2.5"), .as = AS_RULE_NUMBER},
        {.name = S("i"), .value = S("-7"), .as = AS_RULE_NUMBER},
        {.name = S("b"), .value = S("true"), .as = AS_RULE_BOOL},
        {.name = S("c"), .value = S("false"), .as = AS_RULE_BOOL}};
    const as_rule_spec v[] = {{RULE("r", "Hit", "a"), .fields = f,
                               .n_fields = 5}};
    expect(v, "a", "hit 0-1 r t=word n=2.5 i=-7 b=yes c=no");
}

/* Of several fields of one name the first that has a value counts. */
static void test_fields_stand_in_for_each_other(void **state)
{
    (void)state;
    const as_rule_field f[] = {
        {.name = S("mode"), .value = S("no"), .when = S("neg")},
        {.name = S("mode"), .from = S("aux"), .as = AS_RULE_NORM},
        {.name = S("mode"), .value = S("yes")}};
    const as_rule_spec v[] = {{RULE("r", "Hit", "neg:not? aux:(W|w)? go"),
                               .fields = f, .n_fields = 3}};
    expect(v, "not W go W go go",
           "hit 0-3 r mode=no | hit 3-5 r mode=w | hit 5-6 r mode=yes");
}

/* What the rule read itself is asked before what else stands there. */
static void test_a_feature_is_that_of_what_was_read(void **state)
{
    (void)state;
    const as_rule_field one = {.name = S("k"), .value = S("1")};
    const as_rule_field two = {.name = S("k"), .value = S("2")};
    const as_rule_field k = {.name = S("k"), .from = S("x"),
                             .feature = S("k")};
    const as_rule_spec v[] = {
        {RULE("a", "One", "a"), .fields = &one, .n_fields = 1},
        {RULE("b", "Two", "a"), .fields = &two, .n_fields = 1},
        {RULE("c", "Hit", "x:@Two"), .fields = &k, .n_fields = 1},
        {RULE("d", "Hot", "x:@One"), .fields = &k, .n_fields = 1}};
    expect(v, "a", "one 0-1 a k=1 | two 0-1 b k=2 | hit 0-1 c k=2 | "
                   "hot 0-1 d k=1");
}

static void test_fields_can_be_asked_for(void **state)
{
    (void)state;
    const as_rule_field f[] = {{.name = S("x"), .as = AS_RULE_NAME},
                               {.name = S("y"), .from = S("x")}};
    const as_rule_spec v[] = {{RULE("r", "Hit", "x:a"), .fields = f,
                               .n_fields = 2, .action = S("go")}};
    as_rules *set = rules_made(v, 1);
    assert_slice(*as_rules_field(set, 0, 0), "x");
    assert_slice(*as_rules_field(set, 0, 1), "x_text");
    assert_slice(*as_rules_field(set, 0, 2), "y");
    assert_null(as_rules_field(set, 0, 3));
    assert_slice(as_rules_action(set, 0), "go");
    assert_slice(as_rules_label(set, 0), "Hit");
    assert_slice(as_rules_layer(set, 0), "hit");
    assert_int_equal(as_rules_find(set, AS_LIT("r")), 0);
    assert_true(as_rules_find(set, AS_LIT("q")) == SIZE_MAX);
    as_rules_unref(set);
}

/* Features of later rules are those of spans that earlier rules wrote. */
static void test_features_pass_from_phase_to_phase(void **state)
{
    (void)state;
    const as_rule_field n = {.name = S("number"), .from = S("n"),
                             .as = AS_RULE_NUMBER};
    const as_rule_field m = {.name = S("m"), .as = AS_RULE_NUMBER};
    const as_rule_spec v[] = {
        {RULE("b", "Two", "m:@One"), .fields = &m, .n_fields = 1},
        {RULE("a", "One", "n:[num] men"), .fields = &n, .n_fields = 1},
    };
    expect(v, "x 30 men", "one 1-3 a number=30 | two 1-3 b m=30");
}

/* ---- provenance, do ------------------------------------------------------ */

static as_prov prov_of(const as_rule_spec *v)
{
    static char name[64];
    as_rules *set = rules_made(v, 1);
    as_doc *doc = doc_of("a b");
    run_doc(set, doc);
    const as_span *s = as_layer_get(as_doc_layer_at(doc, 0), 0);
    as_prov p = *s->prov;
    assert_int_equal(s->priority, v->priority);
    snprintf(name, sizeof name, "%.*s", (int)p.rule.n, p.rule.p);
    p.rule = as_slice_str(name);
    as_doc_free(doc);
    as_rules_unref(set);
    return p;
}

static void test_provenance_names_the_rule_and_its_version(void **state)
{
    (void)state;
    as_rule_field f = {.name = S("x"), .value = S("1")};
    as_rule_guard g = {AS_WITHIN_SENTENCE, S("zz")};
    as_rule_spec v = {RULE("r", "Hit", "a"), .fields = &f, .n_fields = 1,
                      .unless = &g, .n_unless = 1};
    uint64_t seen[8];
    size_t n = 0;
    assert_slice(prov_of(&v).rule, "news@1/r");
    seen[n++] = prov_of(&v).hash;
    assert_true(seen[0] != 0 && prov_of(&v).hash == seen[0]);
    v.pattern = AS_LIT("a b");
    seen[n++] = prov_of(&v).hash;
    v.priority = 3;
    seen[n++] = prov_of(&v).hash;
    f.value = AS_LIT("2");
    seen[n++] = prov_of(&v).hash;
    g.within = AS_WITHIN_MATCH;
    seen[n++] = prov_of(&v).hash;
    g.pattern = AS_LIT("yy");
    seen[n++] = prov_of(&v).hash;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_true(seen[i] != seen[k]);
        }
    }
}

typedef struct calls {
    size_t n;
    uint32_t first[8];
    as_status answer;
    as_rules *set;
} calls;

static as_status on_hit(void *ctx, as_doc *doc, const as_rule_hit *hit,
                        as_err *err)
{
    calls *c = ctx;
    (void)doc;
    assert_int_equal(hit->rule, 0);
    assert_int_equal(hit->n_captures, 1);
    assert_slice(as_rules_capture_name(c->set, 0, hit->captures[0].name),
                 "x");
    assert_int_equal(hit->captures[0].first, hit->first);
    assert_slice(hit->layer, "hit");
    assert_int_equal(hit->span.n_features, 1);
    c->first[c->n++] = hit->first;
    return c->answer == AS_OK ? AS_OK : as_err_set(err, c->answer, "no");
}

static void test_do_gets_winners_only_in_place_of_their_spans(void **state)
{
    (void)state;
    const as_rule_field f = {.name = S("x"), .as = AS_RULE_TEXT};
    const as_rule_guard g = {AS_WITHIN_SENTENCE, S("zz")};
    const as_rule_spec v[] = {
        {RULE("mine", "Hit", "x:a"), .action = S("go"), .fields = &f,
         .n_fields = 1, .unless = &g, .n_unless = 1},
        {RULE("long", "Hit", "a b")},
    };
    as_rules *set = rules_made(v, 2);
    as_rule_runner *r = runner_of(set);
    as_doc *doc = doc_of("a c a b a.");
    calls c = {.set = set};
    assert_int_equal(as_rules_run(r, doc, NULL, on_hit, &c, NULL), AS_OK);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.first[0], 0);
    assert_int_equal(c.first[1], 4);
    assert_string_equal(found_in(doc), "hit 2-4 long");
    assert_int_equal(as_rules_stats(r, 0).hits, 3);
    assert_int_equal(as_rules_stats(r, 0).lost, 1);
    c.answer = AS_EINVAL;
    c.n = 0;
    assert_int_equal(as_rules_run(r, doc, NULL, on_hit, &c, NULL), AS_EINVAL);
    assert_int_equal(c.n, 1);
    as_doc_free(doc);
    as_rule_runner_free(r);
    as_rules_unref(set);
}

/* ---- running ------------------------------------------------------------- */

static void test_only_what_can_match_wakes(void **state)
{
    (void)state;
    const as_rule_spec v[] = {{RULE("r", "Hit", "[] armoury ~2 the")}};
    as_rules *set = rules_made(v, 1);
    as_rule_runner *r = runner_of(set);
    as_doc *doc = doc_of("The man saw the. The armoury and the man. Only the.");
    assert_int_equal(as_rules_run(r, doc, NULL, NULL, NULL, NULL), AS_OK);
    assert_int_equal(as_rules_stats(r, 0).wakes, 1);
    assert_int_equal(as_rules_stats(r, 0).hits, 1);
    assert_true(as_rules_size(set) > 0);
    as_doc_free(doc);
    as_rule_runner_free(r);
    as_rules_unref(set);
}

static void test_a_runner_goes_from_document_to_document(void **state)
{
    (void)state;
    const as_rule_guard g = {AS_WITHIN_DOCUMENT, S("zz")};
    const as_rule_spec v[] = {{RULE("b", "Two", "@One b"), .unless = &g,
                               .n_unless = 1},
                              {RULE("a", "One", "a")}};
    static const char *const lines[] = {"a b", "", "a b zz", "b", "a b"};
    static const char *const want[] = {"one 0-1 a | two 0-2 b", "",
                                       "one 0-1 a", "",
                                       "one 0-1 a | two 0-2 b"};
    as_rules *set = rules_made(v, N(v));
    as_rule_runner *r = runner_of(set);
    for (size_t i = 0; i < N(lines); i++) {
        as_doc *doc = marked_doc(lines[i]);
        assert_int_equal(as_rules_run(r, doc, NULL, NULL, NULL, NULL), AS_OK);
        assert_string_equal(found_in(doc), want[i]);
        as_doc_free(doc);
    }
    as_rule_runner_free(r);
    as_rules_unref(set);
}

static void test_a_set_without_rules(void **state)
{
    (void)state;
    as_rules *set = rules_made(NULL, 0);
    expect_set(set, "a b", "");
    as_rules_unref(set);
}

static void test_examples_are_kept(void **state)
{
    (void)state;
    const as_slice yes[] = {S("a b"), S("a")};
    const as_slice no[] = {S("b")};
    const as_rule_spec v[] = {{RULE("q", "Hit", "z")},
                              {RULE("r", "Hit", "a"), .match = yes,
                               .n_match = 2, .no_match = no, .n_no_match = 1}};
    as_rules *set = rules_made(v, N(v));
    assert_int_equal(as_rules_example_count(set), 3);
    as_rule_example e = as_rules_example(set, 2);
    assert_int_equal(e.rule, 1);
    assert_false(e.must);
    assert_slice(e.text, "b");
    assert_string_equal(e.part, "rules.1.examples.no_match.0");
    as_rules_unref(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_one_label_the_longest_wins),
        cmocka_unit_test(test_then_priority_wins_then_the_order_in_the_file),
        cmocka_unit_test(test_a_loser_of_a_loser_stays),
        cmocka_unit_test(test_other_labels_do_not_compete),
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_all_competes_with_other_rules_only),
        cmocka_unit_test(test_scopes),
        cmocka_unit_test(test_scopes_of_one_set_run_together),
        cmocka_unit_test(test_a_guard_drops_within_its_range),
        cmocka_unit_test(test_any_guard_drops_and_leaves_room_for_others),
        cmocka_unit_test(test_a_rule_reads_what_another_writes),
        cmocka_unit_test(test_losers_are_not_read),
        cmocka_unit_test(test_labels_of_a_kind_and_tests_are_read),
        cmocka_unit_test(test_a_barrier_and_a_guard_and_a_role_read_labels),
        cmocka_unit_test(test_roles_have_sides),
        cmocka_unit_test(test_roles_have_reach_and_barriers),
        cmocka_unit_test(test_a_required_role_must_be_there),
        cmocka_unit_test(test_the_nearest_of_both_sides_is_taken_once),
        cmocka_unit_test(test_captures_inside_a_frame),
        cmocka_unit_test(test_an_argument_is_never_the_trigger),
        cmocka_unit_test(test_spans_texts_and_lemmas),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_dates_names_countries_and_truth),
        cmocka_unit_test(test_several_hits_are_a_list),
        cmocka_unit_test(test_entries_of_gazetteers_give_fields),
        cmocka_unit_test(test_constants),
        cmocka_unit_test(test_fields_stand_in_for_each_other),
        cmocka_unit_test(test_a_feature_is_that_of_what_was_read),
        cmocka_unit_test(test_fields_can_be_asked_for),
        cmocka_unit_test(test_features_pass_from_phase_to_phase),
        cmocka_unit_test(test_provenance_names_the_rule_and_its_version),
        cmocka_unit_test(test_do_gets_winners_only_in_place_of_their_spans),
        cmocka_unit_test(test_only_what_can_match_wakes),
        cmocka_unit_test(test_a_runner_goes_from_document_to_document),
        cmocka_unit_test(test_a_set_without_rules),
        cmocka_unit_test(test_examples_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

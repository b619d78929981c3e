/* test_pattern_limits.c - patterns at their limits: work that grows with the
 * text and no faster, caps with a message, refused memory, odd bytes. */
#include "unit/match/pat_fixture.h"

static as_pattern *compiled(const char *source)
{
    as_pattern *p = NULL;
    as_err err;
    if (as_pattern_compile(AS_LIT("test"), as_slice_str(source), NULL, NULL,
                           NULL, &p, NULL, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    return p;
}

/* `n` times `unit`, one sentence. */
static as_doc *repeated(const char *unit, size_t n)
{
    as_buf buf = {0};
    as_doc *doc = NULL;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(as_buf_add(&buf, unit, strlen(unit), NULL), AS_OK);
    }
    assert_int_equal(as_doc_new(&buf, NULL, &doc, NULL), AS_OK);
    return doc;
}

/* Steps to find every match of `p` in `doc`. */
static uint64_t steps_of(const as_pattern *p, as_doc *doc,
                         as_match_mode mode, size_t *n_matches)
{
    as_search *s = NULL;
    as_match m;
    as_status st;
    *n_matches = 0;
    assert_int_equal(as_search_new(&s, NULL), AS_OK);
    assert_int_equal(as_search_open(s, p, doc, NULL), AS_OK);
    assert_int_equal(as_search_range(s, 0, (uint32_t)as_doc_tokens(doc)->n,
                                     AS_SCOPE_DOCUMENT, mode, NULL), AS_OK);
    while ((st = as_search_next(s, &m, NULL)) == AS_OK) {
        (*n_matches)++;
    }
    assert_int_equal(st, AS_EOF);
    uint64_t steps = as_search_steps(s);
    as_search_free(s);
    return steps;
}

/* Twice the text takes twice the steps, but for what a pattern's beginning
 * and end come to. */
static void assert_linear(const char *source, const char *unit)
{
    as_pattern *p = compiled(source);
    for (int mode = AS_MATCH_FIRST; mode <= AS_MATCH_LONGEST; mode++) {
        uint64_t before = 0;
        for (size_t n = 500; n <= 4000; n *= 2) {
            size_t n_matches = 0;
            as_doc *doc = repeated(unit, n);
            uint64_t steps = steps_of(p, doc, (as_match_mode)mode,
                                      &n_matches);
            if (before != 0 && steps > before * 2 + before / 10 + 2000) {
                fail_msg("%s, mode %d, at %zu: %llu steps, then %llu",
                         source, mode, n, (unsigned long long)before,
                         (unsigned long long)steps);
            }
            before = steps;
            as_doc_free(doc);
        }
    }
    as_pattern_free(p);
}

static void test_nested_quantifiers_are_linear(void **state)
{
    (void)state;
    assert_linear("((a+)+)+ b", "a ");
    assert_linear("((a*)*)* b", "a ");
    assert_linear("(a | a a | a a a)+ b", "a ");
    assert_linear("((a | b)* (a b)*)+ c", "a b a ");
    assert_linear("(x:a+ y:a+)+ c", "a ");
    assert_linear("([]* a)* b", "a ");
    assert_linear("(a{0,20}){0,20} b", "a ");
    assert_linear("((a+)+)+ b?", "a ");
    assert_linear("(x:(a | a a))+", "a ");
}

static void test_twelve_optionals_are_linear(void **state)
{
    (void)state;
    assert_linear("a? a? a? a? a? a? a? a? a? a? a? a? a a a a a a a a a a a "
                  "a", "a ");
    assert_linear("a? a? a? a? a? a? a? a? a? a? a? a? b", "a ");
    assert_linear("(a? b?){6} (c? a?){6} d", "a b c ");
    assert_linear("a?? a?? a?? a?? a?? a?? a?? a?? a?? a?? a?? a?? b", "a ");
}

static void test_gaps_are_linear(void **state)
{
    (void)state;
    assert_linear("a ~20 a ~20 a ~20 a ~20 b", "a x ");
    assert_linear("a (~20 a)* ~20 b", "a x ");
    assert_linear("a ~20!y (a ~20!y)* b", "a x x ");
    assert_linear("[] ~20 [] ~20 [] ~20 b", "a x c ");
    assert_linear("a []* b []* c []* d", "a b c ");
    assert_linear("a ~20 x", "a a a x ");
}

static void test_contexts_are_linear(void **state)
{
    (void)state;
    assert_linear("a []* << b", "a b ");
    assert_linear("b >> []* a", "a b ");
    assert_linear("x []* << b >> []* y", "a b ");
    assert_linear("x:a ~20 << b >> ~20 y:a", "a b ");
    assert_linear("a []* << [] >> []* b", "a b ");
}

static void test_a_pattern_that_cannot_begin_is_linear(void **state)
{
    (void)state;
    assert_linear("x a* b", "a ");
    assert_linear("x a* b", "a b ");
    assert_linear("[]+ x", "a b ");
}

/* ---- caps ---------------------------------------------------------------- */

static void assert_limit(const char *unit, size_t n, const char *tail,
                         const char *what)
{
    as_buf buf = {0};
    as_pattern *p = NULL;
    as_pattern_place place = {0};
    as_err err;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(as_buf_add(&buf, unit, strlen(unit), NULL), AS_OK);
    }
    assert_int_equal(as_buf_add(&buf, tail, strlen(tail), NULL), AS_OK);
    as_status st = as_pattern_compile(AS_LIT("t"), as_buf_slice(&buf), NULL,
                                      NULL, NULL, &p, &place, &err);
    assert_int_equal(st, AS_ELIMIT);
    if (strstr(err.msg, what) == NULL || place.line == 0) {
        fail_msg("%s has no %s", err.msg, what);
    }
    as_buf_clear(&buf);
}

static void test_what_is_too_large_is_refused_with_a_place(void **state)
{
    (void)state;
    assert_limit("a ", 40000, "", "bytes");
    assert_limit("(", 100, "a", "nested");
    assert_limit("a ", 21000, "", "parts");
    assert_limit("a ", 3000, "", "tokens");
    assert_limit("(a{20}){20}", 9, "", "tokens");
    assert_limit("[!", 1, "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"
                 "!!!!!!!!!!!!!!!!!!!!!!!!num]", "more than");
    assert_limit("(x | (", 40, "a", "nested");
}

static void test_many_captures_are_refused(void **state)
{
    (void)state;
    char source[1024] = "";
    as_pattern *p = NULL;
    as_err err;
    for (int i = 0; i < 70; i++) {
        snprintf(source + strlen(source), 16, "x%d:a ", i);
    }
    assert_int_equal(as_pattern_compile(AS_LIT("t"), as_slice_str(source),
                                        NULL, NULL, NULL, &p, NULL, &err),
                     AS_ELIMIT);
    assert_non_null(strstr(err.msg, "capture names"));
}

/* ---- memory --------------------------------------------------------------- */

static const char hard[] = "<s> ~3 << x:(a | <b|c>) (y:[norm=/a.*/i & !num])* "
                           "%g? ~4!@X z:@X[k=v] \"d e\"+? >> w:[] </s>";
static const char hard_text[] = "q a b ann ann tank u «X k=v:v v» d e d e f";

static as_gaz *only_gaz(void *ctx, as_slice name)
{
    (void)name;
    return ctx;
}

static as_gaz *tank_gaz(void)
{
    as_gaz_builder *b = builder_new();
    entry_add(b, "tank", AS_GAZ_NORM, "");
    as_gaz *gaz = gaz_build(b);
    as_gaz_builder_free(b);
    return gaz;
}

static void test_refused_memory_while_compiling(void **state)
{
    (void)state;
    as_pattern_env env = {.ctx = tank_gaz(), .gaz = only_gaz};
    as_pattern *p = NULL;
    FOR_EACH_FAILURE(st_ = as_pattern_compile(AS_LIT("t"), AS_LIT(hard), &env,
                                              NULL, NULL, &p, NULL, NULL));
    as_pattern_free(p);
    as_gaz_unref(env.ctx);
}

static as_status find_one(const as_pattern *p, as_doc *doc, as_match_mode mode,
                          uint32_t *end)
{
    as_search *s = NULL;
    as_match m;
    as_status st = as_search_new(&s, NULL);
    st = st == AS_OK ? as_search_open(s, p, doc, NULL) : st;
    st = st == AS_OK ? as_search_range(s, 0,
                                       (uint32_t)as_doc_tokens(doc)->n,
                                       AS_SCOPE_SENTENCE, mode, NULL)
                     : st;
    st = st == AS_OK ? as_search_next(s, &m, NULL) : st;
    if (st == AS_OK) {
        *end = m.end;
    }
    as_search_free(s);
    return st;
}

static void test_refused_memory_while_searching(void **state)
{
    (void)state;
    as_pattern_env env = {.ctx = tank_gaz(), .gaz = only_gaz};
    as_pattern *p = NULL;
    uint32_t end = 0;
    assert_int_equal(as_pattern_compile(AS_LIT("t"), AS_LIT(hard), &env, NULL,
                                        NULL, &p, NULL, NULL), AS_OK);
    for (int mode = AS_MATCH_FIRST; mode <= AS_MATCH_ALL; mode++) {
        as_doc *doc = NULL;
        FOR_EACH_FAILURE({
            failmem_disarm(); /* the document is made in peace */
            as_doc_free(doc);
            doc = marked_doc(hard_text);
            failmem_arm(nth_);
            st_ = find_one(p, doc, (as_match_mode)mode, &end);
        });
        assert_int_equal(end, 13);
        as_doc_free(doc);
    }
    as_pattern_free(p);
    as_gaz_unref(env.ctx);
}

/* ---- odd input ------------------------------------------------------------ */

/* The first match in tokens [from, end). */
static as_status first_of(as_search *s, const as_pattern *p, as_doc *doc,
                          uint32_t from, uint32_t end, as_match *m)
{
    assert_int_equal(as_search_open(s, p, doc, NULL), AS_OK);
    assert_int_equal(as_search_range(s, from, end, AS_SCOPE_SENTENCE,
                                     AS_MATCH_FIRST, NULL), AS_OK);
    return as_search_next(s, m, NULL);
}

static void test_a_search_goes_from_document_to_document(void **state)
{
    (void)state;
    as_pattern *p = compiled("x:/b+/ [norm=c]");
    as_pattern *q = compiled("c");
    as_doc *docs[] = {doc_of("bb c"), doc_of(""), doc_of("b b c c bbb c"),
                      doc_of("c")};
    static const size_t want[] = {1, 0, 2, 0};
    as_search *s = NULL;
    assert_int_equal(as_search_new(&s, NULL), AS_OK);
    for (size_t i = 0; i < 4; i++) {
        as_match m;
        size_t n = 0;
        uint32_t n_tokens = (uint32_t)as_doc_tokens(docs[i])->n;
        assert_int_equal(as_search_open(s, p, docs[i], NULL), AS_OK);
        assert_int_equal(as_search_range(s, 0, n_tokens, AS_SCOPE_SENTENCE,
                                         AS_MATCH_FIRST, NULL), AS_OK);
        while (as_search_next(s, &m, NULL) == AS_OK) {
            n++;
        }
        assert_int_equal(n, want[i]);
        assert_int_equal(as_search_range(s, 0, n_tokens + 1,
                                         AS_SCOPE_SENTENCE, AS_MATCH_FIRST,
                                         NULL), AS_ERANGE);
        assert_int_equal(first_of(s, q, docs[i], 0, n_tokens, &m),
                         n_tokens ? AS_OK : AS_EOF);
        as_doc_free(docs[i]);
    }
    as_search_free(s);
    as_pattern_free(p);
    as_pattern_free(q);
}

static void test_a_range_bounds_matches_but_not_left_contexts(void **state)
{
    (void)state;
    as_pattern *p = compiled("a << b");
    as_doc *doc = doc_of("a b a b");
    as_search *s = NULL;
    as_match m;
    assert_int_equal(as_search_new(&s, NULL), AS_OK);
    assert_int_equal(first_of(s, p, doc, 1, 4, &m), AS_OK);
    assert_int_equal(m.first, 1);
    assert_int_equal(first_of(s, p, doc, 2, 4, &m), AS_OK);
    assert_int_equal(m.first, 3);
    assert_int_equal(first_of(s, p, doc, 2, 3, &m), AS_EOF);
    as_search_free(s);
    as_doc_free(doc);
    as_pattern_free(p);
}

static void test_regular_expressions_have_limits(void **state)
{
    (void)state;
    as_pattern *p = compiled("/(a+)+b/");
    as_doc *doc = doc_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac aab");
    size_t n = 0;
    (void)steps_of(p, doc, AS_MATCH_FIRST, &n);
    assert_int_equal(n, 1);
    as_doc_free(doc);
    as_pattern_free(p);
}

static void test_features_that_are_not_utf8_do_not_match(void **state)
{
    (void)state;
    as_pattern *p = compiled("@X[k=/.*/]");
    as_doc *doc = doc_of("a b");
    as_layer *layer = NULL;
    as_feature bad = {AS_LIT("k"),
                      {.type = AS_VAL_TEXT, .text = AS_LIT("\xFF\xC3")}};
    as_feature good = {AS_LIT("k"),
                       {.type = AS_VAL_TEXT, .text = AS_LIT("\xC3\xA9")}};
    as_span_spec spec = {.beg = 0, .end = 1, .label = AS_LIT("X"),
                         .features = &bad, .n_features = 1};
    size_t n = 0;
    assert_int_equal(as_doc_layer(doc, AS_LIT("e"), &layer, NULL), AS_OK);
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
    spec = (as_span_spec){.beg = 2, .end = 3, .label = AS_LIT("X"),
                          .features = &good, .n_features = 1};
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
    (void)steps_of(p, doc, AS_MATCH_FIRST, &n);
    assert_int_equal(n, 1);
    as_doc_free(doc);
    as_pattern_free(p);
}

static void test_a_source_that_is_not_utf8_is_refused(void **state)
{
    (void)state;
    as_pattern *p = NULL;
    as_pattern_place place;
    assert_int_equal(as_pattern_compile(AS_LIT("t"), AS_LIT("a \xFF" "b"),
                                        NULL, NULL, NULL, &p, &place, NULL),
                     AS_ESYNTAX);
    assert_int_equal(place.col, 3);
    assert_int_equal(as_pattern_compile(AS_LIT("t"), AS_LIT("a\0b"), NULL,
                                        NULL, NULL, &p, &place, NULL),
                     AS_ESYNTAX);
    assert_int_equal(place.col, 2);
}

/* A long line is shown around the place, the caret under it. */
static void test_the_caret_of_a_long_line_stands_under_the_place(void **state)
{
    (void)state;
    char source[400];
    as_pattern *p = NULL;
    as_pattern_place place;
    memset(source, 'a', sizeof source);
    memcpy(source + 250, " ) ", 3);
    assert_int_equal(as_pattern_compile(AS_LIT("t"),
                                        as_slice_of(source, sizeof source),
                                        NULL, NULL, NULL, &p, &place, NULL),
                     AS_ESYNTAX);
    const char *second = strchr(place.caret, '\n');
    assert_non_null(second);
    assert_int_equal(place.col, 252);
    assert_int_equal(place.caret[strlen(second + 1) - 1], ')');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nested_quantifiers_are_linear),
        cmocka_unit_test(test_twelve_optionals_are_linear),
        cmocka_unit_test(test_gaps_are_linear),
        cmocka_unit_test(test_contexts_are_linear),
        cmocka_unit_test(test_a_pattern_that_cannot_begin_is_linear),
        cmocka_unit_test(test_what_is_too_large_is_refused_with_a_place),
        cmocka_unit_test(test_many_captures_are_refused),
        cmocka_unit_test(test_refused_memory_while_compiling),
        cmocka_unit_test(test_refused_memory_while_searching),
        cmocka_unit_test(test_a_search_goes_from_document_to_document),
        cmocka_unit_test(test_a_range_bounds_matches_but_not_left_contexts),
        cmocka_unit_test(test_regular_expressions_have_limits),
        cmocka_unit_test(test_features_that_are_not_utf8_do_not_match),
        cmocka_unit_test(test_a_source_that_is_not_utf8_is_refused),
        cmocka_unit_test(test_the_caret_of_a_long_line_stands_under_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_rules_limits.c - rules against a slow and obvious run of them, work
 * that grows with the text and no faster, refused memory. */
#include "unit/match/rule_fixture.h"

/* ---- random rules -------------------------------------------------------- */

enum { RULES = 6, SPANS_MAX = 4096, SOURCE_MAX = 512 };

typedef struct rule_text {
    char name[8], label[8], pattern[SOURCE_MAX];
} rule_text;

static void put(char *out, const char *text)
{
    strncat(out, text, SOURCE_MAX - strlen(out) - 1);
}

static void put_pattern(char *out, rng *r, int depth)
{
    static const char *const leaves[] = {
        "a", "b", "c", "\"D\"", "<go>", "[]", "@X", "@Y", "%g", "[norm={a,e}]",
        "[!norm=a]", "[pos=NOUN]", "[title]", "~2", "[pos=VERB & lower]",
        "@X[k=1]", "[label=X]", "(a | [pos=NOUN])", "/[bc]/"};
    static const char *const quants[] = {"?", "*", "+", "{1,2}", "??", "*?"};
    uint32_t k = depth > 0 ? rng_below(r, 8) : 0;
    if (k < 3) {
        put(out, leaves[rng_below(r, N(leaves))]);
    } else if (k < 6) {
        put(out, "(");
        put_pattern(out, r, depth - 1);
        put(out, k == 3 ? " | " : " ");
        put_pattern(out, r, depth - 1);
        put(out, ")");
    } else {
        put(out, "(");
        put_pattern(out, r, depth - 1);
        put(out, ")");
        put(out, quants[rng_below(r, N(quants))]);
    }
}

static void put_rule(char *out, rng *r)
{
    out[0] = '\0';
    if (rng_below(r, 6) == 0) {
        put_pattern(out, r, 1);
        put(out, " << ");
    }
    put_pattern(out, r, 3);
    if (rng_below(r, 6) == 0) {
        put(out, " >> ");
        put_pattern(out, r, 1);
    }
}

/* Words a b c D e goes, with tags, and spans X Y of other layers; `sparse`:
 * with runs of another word between. */
static as_doc *random_doc(rng *r, bool sparse)
{
    static const char *const words[] = {"a", "b", "c", "D", "e", "goes"};
    static const char *const lemmas[] = {"a", "b", "c", "d", "e", "go"};
    static const char *const poses[] = {"NOUN", "VERB", "ADJ"};
    char line[2048] = "";
    char pos[1024] = "";
    char lemma[1024] = "";
    const uint32_t n_words = 1 + rng_below(r, sparse ? 12 : 40);
    uint32_t n = n_words;
    for (uint32_t i = 0; i < n_words; i++) {
        uint32_t fill = sparse && rng_below(r, 2) ? 14 : 0;
        n += fill;
        for (; fill > 0; fill--) {
            strcat(line, line[0] == '\0' ? "x" : " x");
            strcat(pos, "X ");
            strcat(lemma, "x ");
        }
        uint32_t w = rng_below(r, 6);
        uint32_t mark = rng_below(r, 10);
        strcat(line, line[0] == '\0' ? "" : rng_below(r, 14) == 0 ? "\n\n" : " ");
        strcat(line, mark == 0   ? "\xC2\xAB" "X@lx k=1:"
                     : mark == 1 ? "\xC2\xAB" "Y@ly:"
                     : mark == 2 ? "\xC2\xAB" "X@ly k=2:"
                                 : "");
        strcat(line, words[w]);
        strcat(line, mark < 3 ? "\xC2\xBB" : "");
        strcat(pos, poses[rng_below(r, 3)]);
        strcat(pos, " ");
        strcat(lemma, lemmas[w]);
        strcat(lemma, " ");
    }
    as_doc *doc = marked_doc(line);
    assert_int_equal(as_doc_tokens(doc)->n, n);
    if (rng_below(r, 4) > 0) {
        tags_set(doc, pos, lemma);
    }
    return doc;
}

/* ---- the slow run -------------------------------------------------------- */

typedef struct slow_hit {
    uint32_t rule, first, end;
    bool kept;
} slow_hit;

typedef struct slow {
    slow_hit v[SPANS_MAX];
    size_t n;
} slow;

static as_gaz *the_gaz;

static as_gaz *env_gaz(void *ctx, as_slice name)
{
    (void)ctx;
    return as_slice_eq(name, AS_LIT("g")) ? the_gaz : NULL;
}

static const as_pattern_env env = {.gaz = env_gaz};

static bool slow_guard(const as_rule_spec *v, as_doc *doc, const as_match *m)
{
    as_search *s = NULL;
    as_pattern *p = NULL;
    as_match found;
    bool fires = false;
    uint32_t beg = m->first;
    uint32_t end = m->end;
    const as_rule_within within = v->n_unless ? v->unless->within : 0;
    if (v->n_unless == 0) {
        return false;
    }
    if (within == AS_WITHIN_SENTENCE) {
        uint32_t unused = 0;
        as_doc_sent(doc, as_doc_sent_of(doc, m->first), &beg, &unused);
        as_doc_sent(doc, as_doc_sent_of(doc, m->end - 1), &unused, &end);
    } else if (within == AS_WITHIN_DOCUMENT) {
        beg = 0;
        end = (uint32_t)as_doc_tokens(doc)->n;
    }
    assert_int_equal(as_pattern_compile(v->name, v->unless->pattern, &env,
                                        NULL, NULL, &p, NULL, NULL), AS_OK);
    assert_int_equal(as_search_new(&s, NULL), AS_OK);
    assert_int_equal(as_search_open(s, p, doc, NULL), AS_OK);
    assert_int_equal(as_search_range(s, beg, end, AS_SCOPE_DOCUMENT,
                                     AS_MATCH_FIRST, NULL), AS_OK);
    while (as_search_next(s, &found, NULL) == AS_OK) {
        fires |= found.first >= beg && found.end <= end;
    }
    as_search_free(s);
    as_pattern_free(p);
    return fires;
}

static void slow_rule(const as_rule_spec *v, uint32_t id, as_doc *doc,
                      slow *out)
{
    as_search *s = NULL;
    as_pattern *p = NULL;
    as_match m;
    assert_int_equal(as_pattern_compile(v->name, v->pattern, &env, NULL, NULL,
                                        &p, NULL, NULL), AS_OK);
    assert_int_equal(as_search_new(&s, NULL), AS_OK);
    assert_int_equal(as_search_open(s, p, doc, NULL), AS_OK);
    assert_int_equal(as_search_range(s, 0, (uint32_t)as_doc_tokens(doc)->n,
                                     v->scope, v->mode, NULL), AS_OK);
    while (as_search_next(s, &m, NULL) == AS_OK) {
        assert_true(out->n < SPANS_MAX);
        if (!slow_guard(v, doc, &m)) {
            out->v[out->n++] = (slow_hit){id, m.first, m.end, false};
        }
    }
    as_search_free(s);
    as_pattern_free(p);
}

static bool better(const as_rule_spec *v, const slow_hit *a,
                   const slow_hit *b)
{
    uint32_t n = a->end - a->first;
    uint32_t m = b->end - b->first;
    if (n != m) {
        return n > m;
    }
    if (v[a->rule].priority != v[b->rule].priority) {
        return v[a->rule].priority > v[b->rule].priority;
    }
    return a->rule != b->rule ? a->rule < b->rule : a->first < b->first;
}

/* Take the best that is left, until none is. */
static void slow_settle(const as_rule_spec *v, slow *s)
{
    bool gone[SPANS_MAX] = {false};
    for (;;) {
        slow_hit *best = NULL;
        for (size_t i = 0; i < s->n; i++) {
            slow_hit *h = &s->v[i];
            if (!gone[i] && !h->kept && (!best || better(v, h, best))) {
                best = h;
            }
        }
        if (best == NULL) {
            return;
        }
        best->kept = true;
        for (size_t i = 0; i < s->n; i++) {
            const slow_hit *h = &s->v[i];
            bool own = h->rule == best->rule &&
                       v[h->rule].mode == AS_MATCH_ALL;
            gone[i] |= !h->kept && !own && h->first < best->end &&
                       h->end > best->first &&
                       as_slice_eq(v[h->rule].label, v[best->rule].label);
        }
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* "rule first end" a line, sorted. */
typedef struct lines {
    char v[SPANS_MAX][24];
    size_t n;
} lines;

static void compare(const as_rule_spec *v, as_doc *doc, const slow *s,
                    uint64_t seed)
{
    static lines want, got;
    want.n = got.n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i].kept) {
            snprintf(want.v[want.n++], sizeof *want.v, "r%u %u %u",
                     s->v[i].rule, s->v[i].first, s->v[i].end);
        }
    }
    for (size_t l = 0; l < as_doc_layer_count(doc); l++) {
        as_layer *layer = as_doc_layer_at(doc, l);
        for (uint32_t i = 0; i < as_layer_count(layer); i++) {
            const as_span *sp = as_layer_get(layer, i);
            if (sp->prov != NULL && sp->prov->rule.n > 2) {
                snprintf(got.v[got.n++], sizeof *got.v, "%.*s %u %u", 2,
                         sp->prov->rule.p + sp->prov->rule.n - 2,
                         sp->first_tok, sp->end_tok);
            }
        }
    }
    qsort(want.v, want.n, sizeof *want.v, by_text);
    qsort(got.v, got.n, sizeof *got.v, by_text);
    bool same = want.n == got.n;
    for (size_t i = 0; same && i < want.n; i++) {
        same = strcmp(want.v[i], got.v[i]) == 0;
    }
    if (!same) {
        for (size_t i = 0; i < RULES; i++) {
            print_error("r%zu %.*s: %.*s\n", i, (int)v[i].label.n,
                        v[i].label.p, (int)v[i].pattern.n, v[i].pattern.p);
        }
        for (size_t i = 0; i < want.n || i < got.n; i++) {
            print_error("want %s got %s\n", i < want.n ? want.v[i] : "-",
                        i < got.n ? got.v[i] : "-");
        }
        fail_msg("seed %llu: \"%.*s\"", (unsigned long long)seed,
                 (int)as_doc_text(doc).n, as_doc_text(doc).p);
    }
}

/* Rules that compile, each with its own label or a shared one. */
static void random_specs(rng *r, rule_text *texts, as_rule_guard *guards,
                         as_rule_spec *v)
{
    static const char *const guard_of[] = {"a b", "@Y", "%g []", "<go>"};
    for (uint32_t i = 0; i < RULES;) {
        rule_text *t = &texts[i];
        as_pattern *p = NULL;
        snprintf(t->name, sizeof t->name, "r%u", i);
        snprintf(t->label, sizeof t->label, "L%u", rng_below(r, 3));
        put_rule(t->pattern, r);
        if (as_pattern_compile(AS_LIT("x"), as_slice_str(t->pattern), &env,
                               NULL, NULL, &p, NULL, NULL) != AS_OK) {
            continue; /* matches nothing at all, say */
        }
        as_pattern_free(p);
        guards[i] = (as_rule_guard){
            (as_rule_within[]){AS_WITHIN_SENTENCE, AS_WITHIN_MATCH,
                               AS_WITHIN_DOCUMENT}[rng_below(r, 3)],
            as_slice_str(guard_of[rng_below(r, N(guard_of))])};
        v[i] = (as_rule_spec){.name = as_slice_str(t->name),
                              .label = as_slice_str(t->label),
                              .pattern = as_slice_str(t->pattern),
                              .priority = (int32_t)rng_below(r, 2),
                              .scope = (as_scope)rng_below(r, 3),
                              .mode = (as_match_mode)rng_below(r, 3),
                              .unless = &guards[i],
                              .n_unless = rng_below(r, 5) == 0};
        i++;
    }
}

static void compare_once(uint64_t seed)
{
    static slow s;
    rng r = {seed * 0x9E3779B97F4A7C15ull + 1};
    rule_text texts[RULES];
    as_rule_guard guards[RULES];
    as_rule_spec v[RULES];
    told t;
    as_rules *set = NULL;
    random_specs(&r, texts, guards, v);
    const as_rule_file file = {.rules = v, .n_rules = RULES};
    assert_int_equal(file_make(&file, &env, &t, &set), AS_OK);
    as_rule_runner *run = runner_of(set);
    for (int i = 0; i < 6; i++) {
        as_doc *doc = random_doc(&r, false);
        s.n = 0;
        for (uint32_t k = 0; k < RULES; k++) {
            slow_rule(&v[k], k, doc, &s);
        }
        slow_settle(v, &s);
        assert_int_equal(as_rules_run(run, doc, NULL, NULL, NULL, NULL),
                         AS_OK);
        compare(v, doc, &s, seed);
        as_doc_free(doc);
    }
    as_rule_runner_free(run);
    as_rules_unref(set);
}

static void test_waking_and_winning_agree_with_a_slow_run(void **state)
{
    (void)state;
    the_gaz = gaz_of("a b,c,go");
    for (uint64_t seed = 1; seed <= 600; seed++) {
        compare_once(seed);
    }
    as_gaz_unref(the_gaz);
}

/* ---- gazetteers in patterns ---------------------------------------------- */

static as_gaz *random_gaz(rng *r)
{
    static const char *const phrases[] = {
        "a", "b c", "D", "d e", "go", "a b c", "e goes a", "b", "c go c",
        "goes", "e e", "z", "q a", "b b"};
    as_gaz_builder *b = builder_new();
    for (uint32_t i = 1 + rng_below(r, 4); i > 0; i--) {
        entry_add(b, phrases[rng_below(r, N(phrases))],
                  (as_gaz_match)rng_below(r, 3), "");
    }
    as_gaz *gaz = gaz_build(b);
    as_gaz_builder_free(b);
    return gaz;
}

static void same_hits(as_search *s, as_doc *doc)
{
    as_norms norms;
    as_gaz_hits want = {0};
    as_match m;
    const uint32_t n = (uint32_t)as_doc_tokens(doc)->n;
    size_t at = 0;
    assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
    assert_int_equal(as_gaz_all(the_gaz, doc, &norms, 0, n, NULL, &want,
                                NULL), AS_OK);
    assert_int_equal(as_search_range(s, 0, n, AS_SCOPE_DOCUMENT,
                                     AS_MATCH_ALL, NULL), AS_OK);
    for (; as_search_next(s, &m, NULL) == AS_OK; at++) {
        assert_true(at < want.n);
        assert_int_equal(m.first, want.v[at].first);
        assert_int_equal(m.end, want.v[at].end);
    }
    assert_int_equal(at, want.n);
    as_vec_clear(&want);
}

static void test_hits_of_gazetteers_are_all_there(void **state)
{
    (void)state;
    rng r = {99};
    as_search *s = NULL;
    assert_int_equal(as_search_new(&s, NULL), AS_OK);
    for (int i = 0; i < 3000; i++) {
        as_pattern *p = NULL;
        the_gaz = random_gaz(&r);
        as_doc *doc = random_doc(&r, i % 4 > 0);
        assert_int_equal(as_pattern_compile(AS_LIT("g"), AS_LIT("%g"), &env,
                                            NULL, NULL, &p, NULL, NULL),
                         AS_OK);
        assert_int_equal(as_search_open(s, p, doc, NULL), AS_OK);
        same_hits(s, doc);
        as_doc_free(doc);
        as_pattern_free(p);
        as_gaz_unref(the_gaz);
    }
    as_search_free(s);
}

/* ---- linear -------------------------------------------------------------- */

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

static void linear_set(as_rules *set, const char *what, const char *unit)
{
    uint64_t before = 0;
    for (size_t n = 500; n <= 4000; n *= 2) {
        as_rule_runner *r = runner_of(set);
        as_doc *doc = repeated(unit, n);
        assert_int_equal(as_rules_run(r, doc, NULL, NULL, NULL, NULL), AS_OK);
        uint64_t steps = as_rules_steps(r);
        if (before != 0 && steps > before * 2 + before / 10 + 2000) {
            fail_msg("%s at %zu: %llu steps, then %llu", what, n,
                     (unsigned long long)before, (unsigned long long)steps);
        }
        assert_true(steps > 0);
        before = steps;
        as_doc_free(doc);
        as_rule_runner_free(r);
    }
    as_rules_unref(set);
}

static void linear(const char *pattern, const char *unit)
{
    for (int mode = AS_MATCH_FIRST; mode <= AS_MATCH_LONGEST; mode++) {
        const as_rule_guard g = {AS_WITHIN_DOCUMENT, S("a []* nowhere")};
        const as_rule_spec v = {.name = S("r"), .label = S("Hit"),
                                .pattern = as_slice_str(pattern),
                                .scope = AS_SCOPE_DOCUMENT,
                                .mode = (as_match_mode)mode,
                                .unless = &g, .n_unless = 1};
        linear_set(rules_made(&v, 1), pattern, unit);
    }
}

static void test_any_pattern_is_linear(void **state)
{
    (void)state;
    linear("((a+)+)+ b", "a b ");
    linear("((a*)*)* b", "a a b ");
    linear("(x:a+ y:a+)+", "a ");
    linear("a? a? a? a? a? a? a? a? a? a? a? a? a a a a a a a a a a a a",
           "a ");
    linear("a ~20 a ~20 a ~20 a ~20 b", "a x b ");
    linear("a (~20 a)* ~20 b", "a x b ");
    linear("a []* << b", "a b ");
}

static void test_frames_are_linear(void **state)
{
    (void)state;
    const as_rule_role roles[] = {
        {.name = S("x"), .find = S("a+"), .within = 200,
         .barrier = S("[norm=z]")},
        {.name = S("y"), .find = S("b"), .side = AS_SIDE_LEFT},
        {.name = S("w"), .find = S("(a | b) ~9 c"), .side = AS_SIDE_RIGHT}};
    const as_rule_spec v = {RULE("f", "Hit", "go"), .is_frame = true,
                            .roles = roles, .n_roles = 3,
                            .scope = AS_SCOPE_DOCUMENT};
    linear_set(rules_made(&v, 1), "frame", "a go b go c ");
    linear_set(rules_made(&v, 1), "frame", "go ");
    linear_set(rules_made(&v, 1), "frame", "a a a go go b b ");
}

static void test_phases_are_linear(void **state)
{
    (void)state;
    const as_rule_spec v[] = {
        {RULE("c", "C", "@B ~5 @B"), .scope = AS_SCOPE_DOCUMENT},
        {RULE("b", "B", "@A ~5!@A b"), .scope = AS_SCOPE_DOCUMENT},
        {RULE("a", "A", "a"), .scope = AS_SCOPE_DOCUMENT}};
    linear_set(rules_made(v, 3), "phases", "a x b ");
}

/* ---- memory -------------------------------------------------------------- */

static void test_refused_memory_while_running(void **state)
{
    (void)state;
    const as_rule_guard g = {AS_WITHIN_PARAGRAPH, S("film | @None")};
    const as_rule_role role = {.name = S("x"), .find = S("p:@One"),
                               .barrier = S("z"), .required = true};
    const as_rule_field f[] = {{.name = S("x"), .as = AS_RULE_NAME},
                               {.name = S("p"), .as = AS_RULE_LEMMA},
                               {.name = S("trigger"), .as = AS_RULE_NUMBER}};
    const as_rule_spec v[] = {
        {RULE("f", "Two", "<kill>"), .is_frame = true, .roles = &role,
         .n_roles = 1, .fields = f, .n_fields = 3, .unless = &g,
         .n_unless = 1},
        {RULE("p", "One", "(w:/d.*/)+"), .mode = AS_MATCH_LONGEST},
        {RULE("q", "None", "nothing << here")}};
    as_rules *set = rules_made(v, 3);
    as_doc *doc = marked_doc("dogs dug «P:kill» a z. did kill dig");
    const as_doc_mark mark = as_doc_mark_now(doc);
    FOR_EACH_FAILURE({
        as_rule_runner *r = NULL;
        as_doc_rollback(doc, mark);
        st_ = as_rule_runner_new(set, NULL, &r, NULL);
        st_ = st_ == AS_OK ? as_rules_run(r, doc, NULL, NULL, NULL, NULL)
                           : st_;
        as_rule_runner_free(r);
    });
    assert_non_null(strstr(found_in(doc), "two "));
    assert_doc_ok(doc);
    as_doc_free(doc);
    as_rules_unref(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waking_and_winning_agree_with_a_slow_run),
        cmocka_unit_test(test_hits_of_gazetteers_are_all_there),
        cmocka_unit_test(test_any_pattern_is_linear),
        cmocka_unit_test(test_frames_are_linear),
        cmocka_unit_test(test_phases_are_linear),
        cmocka_unit_test(test_refused_memory_while_running),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

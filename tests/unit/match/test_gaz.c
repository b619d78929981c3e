/* test_gaz.c - gazetteers: which phrases are found, also with memory refused
 * and from several threads. */
#include "unit/match/gaz_fixture.h"

#include "base/hash.h"
#include "doc/tags.h"

#include "base/pool.h"

/* A gazetteer of NULL-ended phrases, each its own label. */
static as_gaz *gaz_of(as_gaz_match match, const char *const *phrases)
{
    as_gaz_builder *b = builder_new();
    for (; *phrases != NULL; phrases++) {
        entry_add(b, *phrases, match, *phrases);
    }
    as_gaz *gaz = gaz_build(b);
    as_gaz_builder_free(b);
    return gaz;
}

#define GAZ_OF(match, ...) gaz_of(match, (const char *[]){__VA_ARGS__, NULL})

/* The hits as text, each in brackets. */
static void assert_hits(const as_gaz *gaz, const char *text, const char *want)
{
    as_doc *doc = doc_of(text);
    as_layer *layer;
    size_t n_found = 99;
    char got[512] = "";
    assert_int_equal(as_doc_layer(doc, AS_LIT("a"), &layer, NULL), AS_OK);
    assert_int_equal(
        as_gaz_annotate(gaz, doc, layer, 0,
                        (uint32_t)as_doc_tokens(doc)->n, NULL, NULL,
                        &n_found, NULL), AS_OK);
    assert_int_equal(n_found, as_layer_count(layer));
    for (uint32_t i = 0; i < n_found; i++) {
        const as_span *s = as_layer_get(layer, i);
        size_t used = strlen(got);
        snprintf(got + used, sizeof got - used, "[%.*s]",
                 (int)(s->end - s->beg), as_doc_text(doc).p + s->beg);
    }
    assert_string_equal(got, want);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_longest_match_wins(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "New York", "New York City Council",
                         "York", "City");
    assert_hits(gaz, "New York City Council met in New York City.",
                "[New York City Council][New York][City]");
    as_gaz_unref(gaz);
}

static void test_leftmost_match_wins(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "a b", "b c d e", "c");
    assert_hits(gaz, "a b c d e", "[a b][c]");
    as_gaz_unref(gaz);
}

static void test_matches_stand_on_token_borders(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "Iran", "man");
    assert_hits(gaz, "Iranian woman", "");
    assert_hits(gaz, "Iran's man.", "[Iran][man]");
    as_gaz_unref(gaz);
}

static void test_norm_entries_fold_case_and_keep_accents(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "C\xC3\xB4te d'Ivoire", "Stra\xC3\x9F"
                         "e");
    assert_hits(gaz, "C\xC3\x94TE D\xE2\x80\x99IVOIRE, STRASSE",
                "[C\xC3\x94TE D\xE2\x80\x99IVOIRE][STRASSE]");
    assert_hits(gaz, "Cote d'Ivoire", "");
    as_gaz_unref(gaz);
}

static void test_exact_entries_match_byte_for_byte(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_EXACT, "US", "Who", "May Day");
    assert_hits(gaz, "Tell us, US; who? Who WHO. may day May Day",
                "[US][Who][May Day]");
    as_gaz_unref(gaz);
}

/* The longer phrase does not fit, byte for byte, and the shorter does. */
static void test_a_shorter_entry_wins_where_the_longer_is_not_equal(void **s)
{
    (void)s;
    as_gaz_builder *b = builder_new();
    entry_add(b, "White House", AS_GAZ_EXACT, "long");
    entry_add(b, "white", AS_GAZ_NORM, "short");
    as_gaz *gaz = gaz_build(b);
    assert_hits(gaz, "a white house, the White House", "[white][White House]");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static void test_white_space_between_tokens_is_flexible(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_EXACT, "Security  Council");
    assert_hits(gaz, "Security Council, Security\n  Council",
                "[Security Council][Security\n  Council]");
    as_gaz_unref(gaz);
}

static as_gaz_hit first_hit(const as_gaz *gaz, const char *text)
{
    as_doc *doc = doc_of(text);
    as_norms norms;
    as_gaz_hit hit = {0};
    assert_int_equal(as_doc_norms(doc, &norms, NULL), AS_OK);
    assert_int_equal(as_gaz_next(gaz, doc, &norms, 0,
                                 (uint32_t)as_doc_tokens(doc)->n, &hit),
                     AS_OK);
    as_doc_free(doc);
    return hit;
}

static as_slice label_of(const as_gaz *gaz, as_gaz_hit hit)
{
    const as_gaz_info *info = NULL;
    assert_int_equal(as_gaz_info_of(gaz, hit.entry, &info, NULL), AS_OK);
    return info->label;
}

static void test_of_equal_entries_the_first_added_wins(void **state)
{
    (void)state;
    as_gaz_builder *b = builder_new();
    entry_add(b, "Who", AS_GAZ_EXACT, "exact");
    entry_add(b, "who", AS_GAZ_NORM, "first");
    entry_add(b, "WHO", AS_GAZ_NORM, "second");
    entry_add(b, "WHO", AS_GAZ_EXACT, "late");
    as_gaz *gaz = gaz_build(b);
    assert_int_equal(as_gaz_count(gaz), 4);
    assert_slice(label_of(gaz, first_hit(gaz, "Who")), "exact");
    assert_slice(label_of(gaz, first_hit(gaz, "WHO")), "first");
    assert_slice(label_of(gaz, first_hit(gaz, "who")), "first");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static void test_entries_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    as_gaz_builder *b = builder_new();
    const as_feature twice[] = {{AS_LIT("k"), {AS_VAL_INT, {.integer = 1}}},
                                {AS_LIT("k"), {AS_VAL_INT, {.integer = 1}}}};
    const as_feature span[] = {{AS_LIT("k"), {AS_VAL_SPAN, {.span = {0, 0}}}}};
    const as_gaz_entry bad[] = {
        {.text = AS_LIT("")},
        {.text = AS_LIT(" \n ")},
        {.text = AS_LIT("broken \xFF")},
        {.text = AS_LIT("a a a a a a a a a a a a a a a a a a a a a a a a a "
                        "a a a a a a a a")},
        {.text = AS_LIT("x"), .fields = twice, .n_fields = 2},
        {.text = AS_LIT("x"), .fields = span, .n_fields = 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        as_err err;
        assert_int_equal(as_gaz_builder_add(b, &bad[i], &err), AS_EINVAL);
    }
    entry_add(b, "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a "
                 "a a a", AS_GAZ_NORM, "32 tokens");
    as_gaz *gaz = gaz_build(b);
    assert_int_equal(as_gaz_count(gaz), 1);
    assert_hits(gaz, "a a a a a a a a a a a a a a a a a a a a a a a a a a a "
                     "a a a a a a",
                "[a a a a a a a a a a a a a a a a a a a a a a a a a a a a a "
                "a a a]");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static void test_an_empty_gazetteer_finds_nothing(void **state)
{
    (void)state;
    as_gaz_builder *b = builder_new();
    as_gaz *gaz = gaz_build(b);
    assert_hits(gaz, "Talks began.", "");
    assert_int_equal(as_gaz_count(gaz), 0);
    assert_slice(as_gaz_name(gaz), "test");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
    as_gaz_builder_free(NULL);
    as_gaz_unref(NULL);
}

static void test_a_builder_is_empty_after_building(void **state)
{
    (void)state;
    as_gaz_builder *b = builder_new();
    entry_add(b, "one", AS_GAZ_NORM, "x");
    as_gaz *one = gaz_build(b);
    entry_add(b, "two", AS_GAZ_NORM, "y");
    as_gaz *two = gaz_build(b);
    assert_hits(one, "one two", "[one]");
    assert_hits(two, "one two", "[two]");
    as_gaz *again = as_gaz_ref(one);
    as_gaz_unref(one);
    assert_hits(again, "one two", "[one]");
    as_gaz_unref(again);
    as_gaz_unref(two);
    as_gaz_builder_free(b);
}

static void test_a_hit_carries_label_fields_and_provenance(void **state)
{
    (void)state;
    as_slice others[] = {AS_LIT("Qatar's capital")};
    const as_feature fields[] = {
        {AS_LIT("country"), {AS_VAL_TEXT, {.text = AS_LIT("QAT")}}},
        {AS_LIT("people"), {AS_VAL_INT, {.integer = 956457}}},
        {AS_LIT("lat"), {AS_VAL_REAL, {.real = 25.25}}},
        {AS_LIT("capital"), {AS_VAL_BOOL, {.truth = true}}},
        {AS_LIT("others"), {AS_VAL_LIST, {.list = {others, 1}}}}};
    const as_gaz_entry entry = {.text = AS_LIT("Doha"),
                                .label = AS_LIT("LOC"),
                                .fields = fields,
                                .n_fields = 5};
    const as_prov prov = {AS_LIT("places@1/city"), 42};
    as_gaz_builder *b = builder_new();
    entry_add(b, "Talks", AS_GAZ_NORM, "");
    assert_int_equal(as_gaz_builder_add(b, &entry, NULL), AS_OK);
    as_gaz *gaz = gaz_build(b);
    as_gaz_builder_free(b);
    as_doc *doc = doc_of("Talks in Doha.");
    as_layer *layer;
    size_t n;
    assert_int_equal(as_doc_layer(doc, AS_LIT("a"), &layer, NULL), AS_OK);
    assert_int_equal(as_gaz_annotate(gaz, doc, layer, 0, 4, &prov, NULL, &n,
                                     NULL),
                     AS_OK);
    as_gaz_unref(gaz); /* the document keeps copies */
    assert_int_equal(n, 2);
    const as_span *s = as_layer_get(layer, 1);
    assert_slice(s->label, "LOC");
    assert_slice(s->prov->rule, "places@1/city");
    assert_int_equal(s->prov->hash, 42);
    assert_int_equal(s->n_features, 5);
    assert_slice(as_span_feature(s, AS_LIT("country"))->text, "QAT");
    assert_int_equal(as_span_feature(s, AS_LIT("people"))->integer, 956457);
    assert_true(as_span_feature(s, AS_LIT("lat"))->real == 25.25);
    assert_true(as_span_feature(s, AS_LIT("capital"))->truth);
    assert_slice(as_span_feature(s, AS_LIT("others"))->list.v[0],
                 "Qatar's capital");
    assert_int_equal(as_layer_get(layer, 0)->n_features, 0);
    as_doc_free(doc);
}

static void test_annotating_keeps_to_its_range(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "a b c", "b", "a b");
    as_doc *doc = doc_of("a b c a b c");
    as_layer *layer;
    size_t n = 77;
    assert_int_equal(as_doc_layer(doc, AS_LIT("a"), &layer, NULL), AS_OK);
    assert_int_equal(as_gaz_annotate(gaz, doc, layer, 1, 5, NULL, NULL, &n,
                                     NULL),
                     AS_OK);
    assert_int_equal(n, 2);
    assert_int_equal(as_layer_get(layer, 0)->beg, 2);
    assert_int_equal(as_layer_get(layer, 1)->beg, 6);
    assert_int_equal(as_layer_get(layer, 1)->end, 9);
    n = 77;
    assert_int_equal(as_gaz_annotate(gaz, doc, layer, 5, 4, NULL, NULL, &n,
                                     NULL),
                     AS_ERANGE);
    assert_int_equal(as_gaz_annotate(gaz, doc, layer, 0, 7, NULL, NULL, &n,
                                     NULL),
                     AS_ERANGE);
    assert_int_equal(n, 77);
    assert_int_equal(as_layer_count(layer), 2);
    as_doc_free(doc);
    as_gaz_unref(gaz);
}

/* ---- lemmas, inflection, overlaps ----------------------------------------- */

static void test_lemma_entries_match_any_form_of_the_words(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_LEMMA, "civil servant", "go", "Kurd");
    as_doc *doc = doc_of("Civil servants went by Kurds");
    const char *const words[] = {"civil", "servant", "go", "by", "Kurd"};
    as_type lemmas[5];
    uint32_t lemma[5];
    const uint8_t pos[5] = {0};
    for (uint32_t i = 0; i < 5; i++) {
        lemmas[i].norm = as_slice_str(words[i]);
        lemmas[i].hash = as_hash_portable(lemmas[i].norm);
        lemma[i] = i;
    }
    as_gaz_hits hits = {0};
    assert_int_equal(as_gaz_all(gaz, doc, NULL, 0, 5, NULL, &hits, NULL),
                     AS_OK);
    assert_int_equal(hits.n, 0); /* no lemmas: the norms, which differ */
    const as_tags tags = {pos, lemma, lemmas, 5};
    assert_int_equal(as_doc_tags_set(doc, &tags, NULL), AS_OK);
    assert_int_equal(as_gaz_all(gaz, doc, NULL, 0, 5, NULL, &hits, NULL),
                     AS_OK);
    const as_gaz_hit want[] = {{0, 2, 0}, {2, 3, 1}, {4, 5, 2}};
    assert_int_equal(hits.n, 3);
    assert_memory_equal(hits.v, want, sizeof want);
    as_vec_clear(&hits);
    as_doc_free(doc);
    as_gaz_unref(gaz);
}

static void test_rules_of_inflection_add_forms(void **state)
{
    (void)state;
    static const char *const rules[][2] = {
        {"", "s"}, {"y", "ies"}, {"ay", "ays"}, {"", "'s"}};
    as_gaz_builder *b = builder_new();
    entry_add(b, "envoy", AS_GAZ_NORM, "before the rules");
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(as_gaz_builder_rule(b, as_slice_str(rules[i][0]),
                                             as_slice_str(rules[i][1]), NULL),
                         AS_OK);
    }
    assert_int_equal(as_gaz_builder_rule(b, AS_LIT("x"), AS_LIT("x"), NULL),
                     AS_EINVAL);
    entry_add(b, "Proxy army", AS_GAZ_NORM, "");
    entry_add(b, "Kurd ", AS_GAZ_NORM, "made");
    entry_add(b, "railway", AS_GAZ_NORM, "");
    const as_gaz_entry alone = {.text = AS_LIT("Doha"), .no_forms = true};
    assert_int_equal(as_gaz_builder_add(b, &alone, NULL), AS_OK);
    entry_add(b, "Kurds", AS_GAZ_NORM, "given");
    as_gaz *gaz = gaz_build(b);
    assert_hits(gaz, "proxy armies, envoys, Kurds, a Kurd's railways, Dohas",
                "[proxy armies][Kurds][Kurd's][railways]");
    assert_slice(label_of(gaz, first_hit(gaz, "Kurds")), "given");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static void test_a_gazetteer_of_overlaps_finds_all(void **state)
{
    (void)state;
    as_gaz_builder *b = builder_new();
    as_gaz *gaz;
    entry_add(b, "New York", AS_GAZ_NORM, "state");
    entry_add(b, "york", AS_GAZ_NORM, "town");
    entry_add(b, "New York", AS_GAZ_EXACT, "city");
    assert_int_equal(as_gaz_build(b, AS_LIT("x"), true, &gaz, NULL), AS_OK);
    assert_hits(gaz, "in New York", "[New York][New York][York]");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static void test_a_raised_flag_ends_a_search(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "a");
    as_doc *doc = doc_of("a a a");
    as_cancel cancel = {0};
    as_layer *layer;
    size_t n = 77;
    as_cancel_raise(&cancel);
    assert_int_equal(as_doc_layer(doc, AS_LIT("a"), &layer, NULL), AS_OK);
    assert_int_equal(as_gaz_annotate(gaz, doc, layer, 0, 3, NULL, &cancel, &n,
                                     NULL), AS_ECANCEL);
    assert_int_equal(as_layer_count(layer), 0);
    assert_int_equal(n, 77);
    as_doc_free(doc);
    as_gaz_unref(gaz);
}

/* ---- images --------------------------------------------------------------- */

static void test_images_that_were_cut_or_changed_are_refused(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "New York", "Doha", "doha"), *other;
    const as_slice image = as_gaz_image(gaz);
    char *copy = aligned_alloc(64, (image.n + 63) / 64 * 64);
    memcpy(copy, image.p, image.n);
    for (size_t n = 0; n < image.n; n++) {
        assert_int_equal(as_gaz_open((as_slice){copy, n}, NULL, NULL, &other,
                                     NULL), AS_EINVAL);
        copy[n] ^= (char)(1 << n % 8);
        assert_int_equal(as_gaz_open((as_slice){copy, image.n}, NULL, NULL,
                                     &other, NULL), AS_EINVAL);
        copy[n] ^= (char)(1 << n % 8);
    }
    FOR_EACH_FAILURE({
        st_ = as_gaz_open((as_slice){copy, image.n}, NULL, NULL, &other, NULL);
    });
    as_gaz_unref(gaz);
    assert_hits(other, "New York, Doha", "[New York][Doha]");
    as_gaz_unref(other);
    free(copy);
}

/* ---- running out of memory ----------------------------------------------- */

static void test_refused_memory_leaves_the_builder_usable(void **state)
{
    (void)state;
    const as_feature fields[] = {
        {AS_LIT("k"), {AS_VAL_TEXT, {.text = AS_LIT("v")}}}};
    const char *const phrases[] = {"New York", "York", "Doha", "new york"};
    as_gaz_builder *b = NULL;
    as_gaz *gaz = NULL;
    FOR_EACH_FAILURE({ st_ = as_gaz_builder_new(&b, NULL); });
    for (size_t i = 0; i < 4; i++) {
        const as_gaz_entry entry = {.text = as_slice_str(phrases[i]),
                                    .match = i == 3 ? AS_GAZ_EXACT
                                                    : AS_GAZ_NORM,
                                    .label = AS_LIT("LOC"),
                                    .fields = fields,
                                    .n_fields = i % 2};
        FOR_EACH_FAILURE({ st_ = as_gaz_builder_add(b, &entry, NULL); });
    }
    FOR_EACH_FAILURE({
        st_ = as_gaz_build(b, AS_LIT("places"), false, &gaz, NULL);
        assert_true(st_ == AS_OK || gaz == NULL);
    });
    assert_int_equal(as_gaz_count(gaz), 4);
    assert_hits(gaz, "New York, York, Doha", "[New York][York][Doha]");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

static void test_refused_memory_takes_back_all_annotations(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "a", "b", "c d");
    as_buf buf = {0};
    for (int i = 0; i < 300; i++) {
        assert_int_equal(as_buf_printf(&buf, NULL, "a b c d x%d ", i), AS_OK);
    }
    as_doc *doc;
    as_layer *layer;
    assert_int_equal(as_doc_new(&buf, NULL, &doc, NULL), AS_OK);
    assert_int_equal(as_doc_layer(doc, AS_LIT("a"), &layer, NULL), AS_OK);
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    size_t n = 77;
    FOR_EACH_FAILURE({
        st_ = as_gaz_annotate(gaz, doc, layer, 0, end, NULL, NULL, &n, NULL);
        if (st_ != AS_OK) {
            assert_int_equal(as_layer_count(layer), 0);
            assert_int_equal(n, 77);
        }
        assert_doc_ok(doc);
    });
    assert_int_equal(n, 900);
    assert_int_equal(as_layer_count(layer), 900);
    as_doc_free(doc);
    as_gaz_unref(gaz);
}

/* ---- threads ------------------------------------------------------------- */

enum { THREADS = 4, JOBS = 40 };

typedef struct job {
    as_gaz *gaz;
    uint32_t number;
    size_t n_found;
    as_status status;
} job;

/* No cmocka in here: its state is the main thread's. */
static void job_run(void *arg, size_t worker)
{
    (void)worker;
    job *j = arg;
    as_buf buf = {0};
    as_doc *doc = NULL;
    as_layer *layer = NULL;
    for (uint32_t i = 0; i < 50 + j->number && j->status == AS_OK; i++) {
        j->status = as_buf_printf(&buf, NULL, "In New York, talk %u. ", i);
    }
    if (j->status == AS_OK) {
        j->status = as_doc_new(&buf, NULL, &doc, NULL);
    }
    if (j->status == AS_OK) {
        j->status = as_doc_layer(doc, AS_LIT("a"), &layer, NULL);
    }
    if (j->status == AS_OK) {
        j->status = as_gaz_annotate(j->gaz, doc, layer, 0,
                                    (uint32_t)as_doc_tokens(doc)->n, NULL,
                                    NULL, &j->n_found, NULL);
    }
    as_doc_free(doc);
    as_buf_clear(&buf);
    as_gaz_unref(j->gaz);
}

static void test_threads_share_a_gazetteer(void **state)
{
    (void)state;
    as_gaz *gaz = GAZ_OF(AS_GAZ_NORM, "New York", "talk");
    as_pool *pool;
    job jobs[JOBS];
    assert_int_equal(as_pool_new(THREADS, 8, &pool, NULL), AS_OK);
    for (uint32_t i = 0; i < JOBS; i++) {
        jobs[i] = (job){.gaz = as_gaz_ref(gaz), .number = i};
        as_pool_put(pool, job_run, &jobs[i]);
    }
    as_gaz_unref(gaz); /* the last job frees it */
    as_pool_wait(pool);
    as_pool_free(pool);
    for (uint32_t i = 0; i < JOBS; i++) {
        assert_int_equal(jobs[i].status, AS_OK);
        assert_int_equal(jobs[i].n_found, 2 * (50 + i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lemma_entries_match_any_form_of_the_words),
        cmocka_unit_test(test_rules_of_inflection_add_forms),
        cmocka_unit_test(test_a_gazetteer_of_overlaps_finds_all),
        cmocka_unit_test(test_a_raised_flag_ends_a_search),
        cmocka_unit_test(test_images_that_were_cut_or_changed_are_refused),
        cmocka_unit_test(test_longest_match_wins),
        cmocka_unit_test(test_leftmost_match_wins),
        cmocka_unit_test(test_matches_stand_on_token_borders),
        cmocka_unit_test(test_norm_entries_fold_case_and_keep_accents),
        cmocka_unit_test(test_exact_entries_match_byte_for_byte),
        cmocka_unit_test(
            test_a_shorter_entry_wins_where_the_longer_is_not_equal),
        cmocka_unit_test(test_white_space_between_tokens_is_flexible),
        cmocka_unit_test(test_of_equal_entries_the_first_added_wins),
        cmocka_unit_test(test_entries_that_make_no_sense_are_refused),
        cmocka_unit_test(test_an_empty_gazetteer_finds_nothing),
        cmocka_unit_test(test_a_builder_is_empty_after_building),
        cmocka_unit_test(test_a_hit_carries_label_fields_and_provenance),
        cmocka_unit_test(test_annotating_keeps_to_its_range),
        cmocka_unit_test(test_refused_memory_leaves_the_builder_usable),
        cmocka_unit_test(test_refused_memory_takes_back_all_annotations),
        cmocka_unit_test(test_threads_share_a_gazetteer),
    };
    return cmocka_run_group_tests_name("gaz", tests, NULL, NULL);
}

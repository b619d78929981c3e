/* test_names.c - learning and finding the names of a small world. */
#include "unit/tag/names_fixture.h"

#include <math.h>

#include "tag/names_model.h"

static as_finder *finder_new(void)
{
    as_model *model = model_of(names_learnt(LESSONS, NULL));
    as_finder *finder = NULL;
    assert_int_equal(as_finder_new(model, &finder, NULL), AS_OK);
    as_model_unref(model);
    return finder;
}

/* What is found in `text` is what is marked in it. */
static void assert_found(as_finder *finder, const char *text)
{
    marked m;
    as_names names = {0};
    marked_make(&m, text);
    assert_int_equal(as_finder_run(finder, m.doc, m.clues, m.n_clues, NULL,
                                   &names, NULL),
                     AS_OK);
    for (size_t i = 0; i < names.n || i < m.n_names; i++) {
        if (i >= names.n || i >= m.n_names ||
            names.v[i].first != m.names[i].first ||
            names.v[i].end != m.names[i].end ||
            names.v[i].kind != m.names[i].kind) {
            fail_msg("name %zu of %zu in: %s", i, names.n, text);
        }
        assert_true(names.v[i].score > 0 && names.v[i].score <= 1);
    }
    as_vec_clear(&names);
    as_doc_free(m.doc);
}

static void test_context_says_what_a_name_is(void **state)
{
    (void)state;
    as_finder *f = finder_new();
    assert_found(f, "They met in [L Wubland] with [P Olga Wub].");
    assert_found(f, "The [O Wub Party] won.");
    assert_found(f, "[P Petro Wub] said that rain was near.");
    assert_found(f, "Nobody knew why the rain had come.");
    as_finder_free(f);
    as_finder_free(NULL);
}

/* A list that came after the model needs no training. */
static void test_a_list_says_what_a_name_is(void **state)
{
    (void)state;
    as_finder *f = finder_new();
    assert_found(f, "He works for [O {O Wub}] since May.");
    assert_found(f, "She asked [P {P Wub}] about it.");
    as_finder_free(f);
}

static void test_what_was_found_once_is_found_everywhere(void **state)
{
    (void)state;
    as_finder *f = finder_new();
    assert_found(f, "[P Petro Wub] said that rain was near. So it goes, "
                    "[P Wub] thought.");
    assert_found(f, "The [O Wub Party] won.\n\nWHY THE [O WUB PARTY] IT WAS");
    assert_found(f, "The [O Wub Party] ([O WPA]) won. Nobody knew why "
                    "[O WPA] had.");
    as_finder_free(f);
}

static void test_what_is_only_alike_is_left_alone(void **state)
{
    (void)state;
    as_finder *f = finder_new();
    /* The word of a name in small letters, and as part of another name. */
    assert_found(f, "[P Petro Rain] said that rain was near.");
    marked m;
    as_names names = {0};
    marked_make(&m, "[P Petro Wub] said that rain was near. Then Wub "
                    "Holdings fell.");
    assert_int_equal(as_finder_run(f, m.doc, NULL, 0, NULL, &names, NULL),
                     AS_OK);
    for (size_t i = 1; i < names.n; i++) {
        const bool alone = names.v[i].end - names.v[i].first == 1 &&
                           names.v[i].kind == AS_NAME_PERSON;
        assert_false(alone);
    }
    as_vec_clear(&names);
    as_doc_free(m.doc);
    as_finder_free(f);
}

/* A short name is told the longer one that it stands for. */
static void test_a_short_name_knows_the_whole_one(void **state)
{
    (void)state;
    as_finder *f = finder_new();
    as_names names = {0};
    marked m;
    marked_make(&m, "[P Petro Wub] said that rain was near. [P Wub] smiled.");
    assert_int_equal(as_finder_run(f, m.doc, NULL, 0, NULL, &names, NULL),
                     AS_OK);
    assert_int_equal(names.n, 2);
    assert_int_equal(names.v[1].whole_first, 0);
    assert_int_equal(names.v[1].whole_end, 2);
    assert_int_equal(names.v[0].whole_first, names.v[0].whole_end);
    as_vec_clear(&names);
    as_doc_free(m.doc);
    as_finder_free(f);
}

static void test_probabilities_are_honest(void **state)
{
    (void)state;
    as_name_report r = {0};
    as_buf bytes = names_learnt(6 * LESSONS, &r);
    double off = 0;
    size_t n = 0;
    print_message("probability   names   mean  right\n");
    for (size_t i = 0; i < AS_NAME_BINS; i++) {
        if (r.bin[i].n > 0) {
            const double k = (double)r.bin[i].n;
            print_message("%.1f .. %.1f %8zu  %.3f  %.3f\n", (double)i / 10,
                          (double)(i + 1) / 10, r.bin[i].n,
                          r.bin[i].sum / k, (double)r.bin[i].right / k);
            off += fabs(r.bin[i].sum - (double)r.bin[i].right);
            n += r.bin[i].n;
        }
    }
    assert_true(n > 50);
    assert_true(off / (double)n < 0.08);
    assert_true(as_name_report_f1(&r) > 0.9);
    as_buf_clear(&bytes);
}

static void test_learning_is_the_same_each_time(void **state)
{
    (void)state;
    as_buf a = names_learnt(LESSONS, NULL), b = names_learnt(LESSONS, NULL);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    as_buf_clear(&a);
    as_buf_clear(&b);
}

static void test_nothing_to_learn_and_cancel(void **state)
{
    (void)state;
    school s;
    as_buf bytes = {0};
    as_err err;
    as_cancel cancel = {0};
    as_train_opts opts = names_opts();
    school_open(&s, 8);
    as_name_lesson none = s.lessons[6];
    assert_int_equal(none.n_names, 0);
    assert_int_equal(as_train_names(&none, 1, &opts, NULL, NULL, &bytes, NULL,
                                    &err),
                     AS_EINVAL);
    assert_string_equal(err.msg, "no name to learn from");
    as_cancel_raise(&cancel);
    opts.cancel = &cancel;
    assert_int_equal(as_train_names(s.lessons, s.n, &opts, NULL, NULL, &bytes,
                                    NULL, NULL),
                     AS_ECANCEL);
    opts.cancel = NULL;
    opts.lexicon = "/nowhere/words.tsv";
    assert_int_equal(as_train_names(s.lessons, s.n, &opts, NULL, NULL, &bytes,
                                    NULL, NULL),
                     AS_EIO);
    assert_int_equal(bytes.n, 0);
    school_close(&s);
}

/* ---- models --------------------------------------------------------------- */

enum { PARTS = 5 };
static const char *const part_names[PARTS] = {
    AS_NAMES_PARAMS, AS_NAMES_WORDS, AS_NAMES_CLUSTERS, AS_NAMES_PAIRS,
    AS_NAMES_WEIGHTS};

/* The model with part `i` replaced, opened. */
static void refused(const as_model *model, size_t i, as_slice by,
                    const char *why)
{
    as_model_part parts[PARTS];
    as_buf bytes = {0};
    as_finder *finder = NULL;
    as_err err;
    for (size_t k = 0; k < PARTS; k++) {
        parts[k].name = part_names[k];
        assert_int_equal(as_model_section(model, part_names[k],
                                          &parts[k].bytes, NULL),
                         AS_OK);
    }
    parts[i].bytes = by;
    assert_int_equal(as_model_pack(AS_NAMES_KIND, "zz", parts, PARTS, &bytes,
                                   NULL),
                     AS_OK);
    as_model *bad = model_of(bytes);
    assert_int_equal(as_finder_new(bad, &finder, &err), AS_ESYNTAX);
    assert_null(finder);
    assert_non_null(strstr(err.msg, why));
    as_model_unref(bad);
}

static void test_corrupt_models_are_refused(void **state)
{
    (void)state;
    as_model *model = model_of(names_learnt(LESSONS, NULL));
    as_names_params params = {AS_NAMES_FEATURES + 1, AS_CRF_LABELS,
                              AS_CLUE_CLASSES, 1};
    const as_slice all = {(const char *)&params, sizeof params};
    refused(model, 0, all, "another version");
    params.features = AS_NAMES_FEATURES;
    params.n_clues++;
    refused(model, 0, all, "another version");
    params.n_clues--;
    params.cool = NAN;
    refused(model, 0, all, "corrupt");
    params.cool = 0;
    refused(model, 0, all, "corrupt");
    refused(model, 0, as_slice_of(all.p, 3), "corrupt");
    for (size_t i = 1; i < PARTS; i++) {
        refused(model, i, AS_LIT("short"), "corrupt");
    }
    static as_crf crf;
    crf.weight[3][2][1] = INFINITY;
    refused(model, 3,
            as_slice_of((const char *)crf.weight, sizeof crf.weight),
            "corrupt");
    as_model_unref(model);
    as_model *pos = model_of(learnt(as_train_pos));
    as_finder *finder = NULL;
    as_err err;
    assert_int_equal(as_finder_new(pos, &finder, &err), AS_ESYNTAX);
    assert_string_equal(err.msg,
                        "test: a model of kind \"pos\", not \"names\"");
    as_model_unref(pos);
}

/* ---- refused memory ------------------------------------------------------- */

static void test_refused_memory_leaves_no_model(void **state)
{
    (void)state;
    school s;
    const as_train_opts opts = names_opts();
    school_open(&s, 16);
    bool is_refused = true;
    for (size_t n = 1; is_refused; n += 1 + n / 8) {
        as_buf bytes = {0};
        failmem_arm(n);
        const as_status st = as_train_names(s.lessons, s.n, &opts, NULL, NULL,
                                            &bytes, NULL, NULL);
        is_refused = failmem_disarm();
        assert_int_equal(st, is_refused ? AS_ENOMEM : AS_OK);
        assert_int_equal(bytes.n > 0, !is_refused);
        as_buf_clear(&bytes);
    }
    school_close(&s);
}

static void test_refused_memory_is_told_when_finding(void **state)
{
    (void)state;
    as_model *model = model_of(names_learnt(LESSONS, NULL));
    bool is_refused = true;
    for (size_t n = 1; is_refused; n++) {
        marked m;
        as_finder *finder = NULL;
        as_names names = {0};
        marked_make(&m, "[P Petro Wub] said rain was near. [P Wub] smiled.");
        failmem_arm(n);
        as_status st = as_finder_new(model, &finder, NULL);
        if (st == AS_OK) {
            st = as_finder_run(finder, m.doc, NULL, 0, NULL, &names, NULL);
        }
        is_refused = failmem_disarm();
        assert_int_equal(st, is_refused ? AS_ENOMEM : AS_OK);
        as_vec_clear(&names);
        as_finder_free(finder);
        as_doc_free(m.doc);
    }
    as_model_unref(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_context_says_what_a_name_is),
        cmocka_unit_test(test_a_list_says_what_a_name_is),
        cmocka_unit_test(test_what_was_found_once_is_found_everywhere),
        cmocka_unit_test(test_what_is_only_alike_is_left_alone),
        cmocka_unit_test(test_a_short_name_knows_the_whole_one),
        cmocka_unit_test(test_probabilities_are_honest),
        cmocka_unit_test(test_learning_is_the_same_each_time),
        cmocka_unit_test(test_nothing_to_learn_and_cancel),
        cmocka_unit_test(test_corrupt_models_are_refused),
        cmocka_unit_test(test_refused_memory_leaves_no_model),
        cmocka_unit_test(test_refused_memory_is_told_when_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

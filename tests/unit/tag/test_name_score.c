/* test_name_score.c - scores put together from what is remembered are those
 * of the features themselves. */
#include "unit/tag/names_fixture.h"

#include "tag/name_score.h"
#include "tag/names_model.h"

typedef struct world_model {
    as_model *file;
    as_names_model model;
    as_name_reader *reader;
    as_name_scorer *scorer;
} world_model;

static void open_world(world_model *w)
{
    w->file = model_of(names_learnt(LESSONS, NULL));
    assert_int_equal(as_names_model_open(w->file, &w->model, NULL), AS_OK);
    assert_int_equal(as_name_reader_new(&w->model.lists, &w->reader, NULL),
                     AS_OK);
    assert_int_equal(as_name_scorer_new(&w->model.weights, AS_NAMES_SCALE,
                                        &w->scorer, NULL),
                     AS_OK);
}

static void close_world(world_model *w)
{
    as_name_scorer_free(w->scorer);
    as_name_scorer_free(NULL);
    as_name_reader_free(w->reader);
    as_model_unref(w->file);
}

/* The plain way: every feature looked up. */
static void plain_scores(const world_model *w, const as_name_view *view,
                         size_t at, as_crf_row score)
{
    uint64_t keys[AS_NAME_KEYS_MAX];
    int sum[AS_CRF_LABELS] = {0};
    const size_t n = as_name_features(view, at, keys);
    for (size_t i = 0; i < n; i++) {
        const uint8_t *row = as_rows_find(&w->model.weights, keys[i]);
        for (size_t k = 0; row != NULL && k < AS_CRF_LABELS; k++) {
            sum[k] += (int8_t)row[k];
        }
    }
    for (size_t k = 0; k < AS_CRF_LABELS; k++) {
        score[k] = (float)sum[k] / AS_NAMES_SCALE;
    }
}

/* Groups are told apart, and are all there is. */
static void check_groups(const as_name_view *view, size_t at)
{
    uint64_t all[AS_NAME_KEYS_MAX], some[AS_NAME_KEYS_MAX];
    const size_t n = as_name_features(view, at, all);
    size_t n_some = 0;
    for (unsigned g = 1; g < AS_NAME_ALL; g *= 2) {
        n_some += as_name_features_of(view, at, g, some + n_some);
    }
    assert_int_equal(n_some, n);
    for (size_t i = 0; i < n; i++) {
        size_t in_all = 0, in_some = 0;
        for (size_t k = 0; k < n; k++) {
            in_all += all[k] == all[i];
            in_some += some[k] == all[i];
        }
        assert_int_equal(in_some, in_all);
    }
}

/* How many words were looked at. */
static size_t check_doc(world_model *w, as_doc *doc, const as_clue *clues,
                        size_t n_clues, bool groups)
{
    size_t n = 0;
    as_name_view view;
    assert_int_equal(as_name_reader_begin(w->reader, doc, clues, n_clues,
                                          NULL, NULL),
                     AS_OK);
    while (as_name_reader_next(w->reader, &view, NULL) == AS_OK) {
        enum { WORDS_MAX = 1024 };
        static as_crf_row score[WORDS_MAX];
        assert_true(view.n <= WORDS_MAX);
        as_name_scores(w->scorer, &view, as_name_reader_epoch(w->reader), 0,
                       view.n, score);
        for (size_t i = 0; i < view.n; i++) {
            as_crf_row want;
            plain_scores(w, &view, i, want);
            assert_memory_equal(score[i], want, sizeof want);
            if (groups) {
                check_groups(&view, i);
            }
        }
        n += view.n;
    }
    return n;
}

static const char *const texts[] = {
    "[P Petro Wub] said that rain was near. [P Wub] smiled.",
    "He works for [O {O Wub}] since May, and {P Anna} of the Zog Party of "
    "Frobia with him.",
    "THE ZOG PARTY OF FROBIA WON. Ivan Zog Says The Zog Bank Of Frobia Won",
    "(SCO) in Frobia's 12 rivers, von Zog, J. Zog; e-mail to iPhone.",
    "nobody knew why the rain had come so late.",
    "X",
};

static void test_scores_are_those_of_all_features(void **state)
{
    (void)state;
    world_model w;
    open_world(&w);
    for (int again = 0; again < 2; again++) { /* new, and remembered */
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            marked m;
            marked_make(&m, texts[i]);
            assert_true(check_doc(&w, m.doc, m.clues, m.n_clues, true) > 0);
            as_doc_free(m.doc);
        }
    }
    close_world(&w);
}

/* More words than are remembered: forms are forgotten in the middle, and
 * what was remembered of ids that are others' now does no harm. */
static void test_scores_are_right_when_forms_were_forgotten(void **state)
{
    (void)state;
    enum { WORDS = AS_NAME_FORMS_KEPT + 5000, A_SENTENCE = 20 };
    world_model w;
    as_buf text = {0};
    open_world(&w);
    for (uint32_t i = 0; i < WORDS; i++) {
        const char *end = i % A_SENTENCE == A_SENTENCE - 1 ? "." : "";
        assert_int_equal(as_buf_printf(&text, NULL, "Z%c%c%c%cg%s ",
                                       'a' + i % 26, 'a' + i / 26 % 26,
                                       'a' + i / 676 % 26, 'a' + i / 17576,
                                       end),
                         AS_OK);
    }
    as_doc *doc = doc_of_bytes(text.p, text.n);
    const size_t n = as_doc_tokens(doc)->n;
    uint8_t *pos = calloc(n, 1);
    assert_non_null(pos);
    memset(pos, AS_UPOS_PROPN, n);
    const as_tags tags = {.pos = pos};
    assert_int_equal(as_doc_tags_set(doc, &tags, NULL), AS_OK);
    const uint64_t before = as_name_reader_epoch(w.reader);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(check_doc(&w, doc, NULL, 0, false), n);
    }
    assert_true(as_name_reader_epoch(w.reader) > before);
    free(pos);
    as_doc_free(doc);
    as_buf_clear(&text);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scores_are_those_of_all_features),
        cmocka_unit_test(test_scores_are_right_when_forms_were_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_cut.c - steps of annotations: taking one out, putting it back. */
#include "doc/cut.h"

#include "support/failmem.h"
#include "unit/doc/doc_fixture.h"

static as_layer *layer_of(as_doc *doc, const char *name)
{
    as_layer *layer = NULL;
    assert_int_equal(as_doc_layer(doc, as_slice_str(name), &layer, NULL),
                     AS_OK);
    return layer;
}

/* A span with a text, a list and a number, in a step. */
static void add(as_doc *doc, const char *layer, uint32_t beg, uint32_t step)
{
    as_slice list[] = {AS_LIT("a"), AS_LIT("")};
    char name[16];
    (void)snprintf(name, sizeof name, "n%u", beg);
    const as_feature features[] = {
        {AS_LIT("name"), {AS_VAL_TEXT, {.text = as_slice_str(name)}}},
        {AS_LIT("others"), {AS_VAL_LIST, {.list = {list, 2}}}},
        {AS_LIT("n"), {AS_VAL_INT, {.integer = beg}}}};
    const as_span_spec spec = {.beg = beg,
                               .end = beg + 1,
                               .label = AS_LIT("X"),
                               .priority = 3,
                               .score = 0.5,
                               .prov = {AS_LIT("test@1/rule"), 7},
                               .features = features,
                               .n_features = 3};
    (void)as_doc_step(doc, step);
    assert_int_equal(as_layer_add(doc, layer_of(doc, layer), &spec, NULL,
                                  NULL),
                     AS_OK);
    (void)as_doc_step(doc, 0);
}

/* Where the spans of a layer begin, as text; each is as it was given. */
static const char *begins(as_doc *doc, const char *name)
{
    static char out[256];
    const as_layer *layer = layer_of(doc, name);
    size_t n = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < as_layer_count(layer); i++) {
        const as_span *s = as_layer_get(layer, i);
        char want[16];
        (void)snprintf(want, sizeof want, "n%u", s->beg);
        assert_slice(as_span_feature(s, AS_LIT("name"))->text, want);
        assert_int_equal(as_span_feature(s, AS_LIT("others"))->list.n, 2);
        assert_slice(as_span_feature(s, AS_LIT("others"))->list.v[0], "a");
        assert_slice(s->prov->rule, "test@1/rule");
        assert_slice(s->label, "X");
        assert_int_equal(s->priority, 3);
        n += (size_t)snprintf(out + n, sizeof out - n, "%u ", s->beg);
    }
    assert_int_equal(as_doc_check(doc, NULL), AS_OK);
    return out;
}

static as_cut *take(as_doc *doc, uint32_t step)
{
    as_cut *cut = NULL;
    assert_int_equal(as_cut_take(doc, step, &cut, NULL), AS_OK);
    return cut;
}

static void test_the_last_step_goes_and_its_room_is_free(void **state)
{
    (void)state;
    as_doc *doc = doc_of("0123456789");
    add(doc, "a", 0, 0);
    const as_doc_mark mark = as_doc_mark_now(doc);
    add(doc, "a", 1, 1);
    add(doc, "b", 2, 1);
    as_cut *cut = take(doc, 1);
    assert_int_equal(as_cut_count(cut), 2);
    assert_int_equal(as_doc_mark_now(doc).n_added, mark.n_added);
    assert_string_equal(begins(doc, "a"), "0 ");
    assert_string_equal(begins(doc, "b"), "");
    assert_int_equal(as_cut_put(cut, doc, NULL), AS_OK);
    assert_string_equal(begins(doc, "a"), "0 1 ");
    assert_string_equal(begins(doc, "b"), "2 ");
    as_cut_free(cut);
    cut = take(doc, 1); /* what was put back is of the step again */
    assert_int_equal(as_cut_count(cut), 2);
    as_cut_free(cut);
    as_doc_free(doc);
}

static void test_a_step_goes_from_between_others(void **state)
{
    (void)state;
    as_doc *doc = doc_of("0123456789");
    add(doc, "a", 0, 1);
    add(doc, "b", 1, 2);
    add(doc, "a", 2, 2);
    add(doc, "a", 3, 1);
    add(doc, "b", 4, 3);
    add(doc, "a", 5, 2);
    const uint32_t *sorted;
    size_t n = 0;
    assert_int_equal(as_layer_sorted(layer_of(doc, "a"), &sorted, &n, NULL),
                     AS_OK);
    assert_int_equal(n, 4);
    as_cut *two = take(doc, 2);
    assert_string_equal(begins(doc, "a"), "0 3 ");
    assert_string_equal(begins(doc, "b"), "4 ");
    assert_int_equal(as_layer_sorted(layer_of(doc, "a"), &sorted, &n, NULL),
                     AS_OK);
    assert_int_equal(n, 2);
    as_cut *one = take(doc, 1);
    assert_string_equal(begins(doc, "a"), "");
    assert_int_equal(as_cut_put(two, doc, NULL), AS_OK);
    assert_int_equal(as_cut_put(one, doc, NULL), AS_OK);
    assert_string_equal(begins(doc, "a"), "2 5 0 3 ");
    assert_string_equal(begins(doc, "b"), "4 1 ");
    as_cut_free(one);
    as_cut_free(two);
    as_doc_rollback(doc, (as_doc_mark){0}); /* over dropped lines as well */
    assert_string_equal(begins(doc, "a"), "");
    as_doc_free(doc);
}

static void test_a_step_without_spans_is_an_empty_cut(void **state)
{
    (void)state;
    as_doc *doc = doc_of("0123456789");
    add(doc, "a", 0, 1);
    as_cut *cut = take(doc, 9);
    assert_int_equal(as_cut_count(cut), 0);
    assert_int_equal(as_cut_put(cut, doc, NULL), AS_OK);
    assert_string_equal(begins(doc, "a"), "0 ");
    as_cut_free(cut);
    as_doc_free(doc);
}

static void test_a_step_that_amended_stays(void **state)
{
    (void)state;
    as_doc *doc = doc_of("0123456789");
    add(doc, "a", 0, 0);
    (void)as_doc_step(doc, 4);
    const as_span_spec other = {.label = AS_LIT("Y"), .score = 1};
    assert_int_equal(as_layer_amend(doc, layer_of(doc, "a"), 0, &other, NULL),
                     AS_OK);
    assert_int_equal(as_doc_step(doc, 0), 4);
    as_cut *cut = NULL;
    as_err err;
    assert_int_equal(as_cut_take(doc, 4, &cut, &err), AS_EINVAL);
    assert_null(cut);
    add(doc, "a", 1, 5);
    add(doc, "a", 2, 6);
    cut = take(doc, 5); /* lines of amendments are passed over */
    as_cut_free(cut);
    assert_int_equal(as_layer_count(layer_of(doc, "a")), 2);
    assert_int_equal(as_layer_get(layer_of(doc, "a"), 1)->beg, 2);
    as_doc_free(doc);
}

static void test_refused_memory_changes_nothing(void **state)
{
    (void)state;
    as_doc *doc = doc_of("0123456789");
    add(doc, "a", 0, 1);
    add(doc, "a", 1, 2);
    add(doc, "a", 2, 1);
    as_cut *cut = NULL;
    for (size_t n = 1;; n++) {
        failmem_arm(n);
        const as_status st = as_cut_take(doc, 1, &cut, NULL);
        if (!failmem_disarm()) {
            assert_int_equal(st, AS_OK);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
        assert_string_equal(begins(doc, "a"), "0 1 2 ");
    }
    for (size_t n = 1;; n++) {
        failmem_arm(n);
        const as_status st = as_cut_put(cut, doc, NULL);
        if (!failmem_disarm()) {
            assert_int_equal(st, AS_OK);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
        assert_string_equal(begins(doc, "a"), "1 ");
    }
    assert_string_equal(begins(doc, "a"), "1 0 2 ");
    as_cut_free(cut);
    as_cut_free(NULL);
    as_doc_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_last_step_goes_and_its_room_is_free),
        cmocka_unit_test(test_a_step_goes_from_between_others),
        cmocka_unit_test(test_a_step_without_spans_is_an_empty_cut),
        cmocka_unit_test(test_a_step_that_amended_stays),
        cmocka_unit_test(test_refused_memory_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

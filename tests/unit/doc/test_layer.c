/* test_layer.c - annotation layers: adding, views, queries, rollback. */
#include "unit/doc/doc_fixture.h"

static as_layer *layer_of(as_doc *doc, const char *name)
{
    as_layer *layer = NULL;
    assert_int_equal(as_doc_layer(doc, as_slice_str(name), &layer, NULL),
                     AS_OK);
    return layer;
}

static uint32_t add(as_doc *doc, as_layer *layer, uint32_t beg, uint32_t end,
                    int32_t priority)
{
    uint32_t index = UINT32_MAX;
    const as_span_spec spec = {.beg = beg,
                               .end = end,
                               .label = AS_LIT("X"),
                               .priority = priority,
                               .score = 1,
                               .prov = {AS_LIT("test@1/rule"), 7}};
    assert_int_equal(as_layer_add(doc, layer, &spec, &index, NULL), AS_OK);
    return index;
}

static void test_a_layer_is_made_once(void **state)
{
    (void)state;
    as_doc *doc = doc_of("x");
    assert_null(as_doc_layer_find(doc, AS_LIT("quote")));
    as_layer *quote = layer_of(doc, "quote");
    as_layer *event = layer_of(doc, "event");
    assert_ptr_equal(layer_of(doc, "quote"), quote);
    assert_ptr_equal(as_doc_layer_find(doc, AS_LIT("event")), event);
    assert_int_equal(as_doc_layer_count(doc), 2);
    assert_ptr_equal(as_doc_layer_at(doc, 1), event);
    assert_slice(as_layer_name(event), "event");
    assert_int_equal(as_doc_layer(doc, AS_LIT(""), &quote, NULL), AS_EINVAL);
    as_doc_free(doc);
}

static void test_a_span_is_a_copy_of_what_was_given(void **state)
{
    (void)state;
    as_doc *doc = doc_of("Talks began in Doha.");
    as_layer *layer = layer_of(doc, "entity");
    char name[] = "Doha", label[] = "LOC", rule[] = "places@1/city";
    as_slice others[] = {AS_LIT("Ad-Dawhah"), AS_LIT("")};
    const as_feature features[] = {
        {AS_LIT("name"), {AS_VAL_TEXT, {.text = as_slice_str(name)}}},
        {AS_LIT("others"), {AS_VAL_LIST, {.list = {others, 2}}}},
        {AS_LIT("people"), {AS_VAL_INT, {.integer = -5}}},
        {AS_LIT("lat"), {AS_VAL_REAL, {.real = 25.25}}},
        {AS_LIT("capital"), {AS_VAL_BOOL, {.truth = true}}},
        {AS_LIT("cue"), {AS_VAL_SPAN, {.span = {12, 14}}}}};
    const as_span_spec spec = {.beg = 15,
                               .end = 19,
                               .label = as_slice_str(label),
                               .priority = -3,
                               .score = 0.5,
                               .prov = {as_slice_str(rule), 99},
                               .features = features,
                               .n_features = 6};
    uint32_t index = 77;
    assert_int_equal(as_layer_add(doc, layer, &spec, &index, NULL), AS_OK);
    name[0] = label[0] = rule[0] = '?';
    others[0] = AS_LIT("?");
    assert_int_equal(index, 0);
    const as_span *s = as_layer_get(layer, 0);
    assert_int_equal(s->first_tok, 3);
    assert_int_equal(s->end_tok, 4);
    assert_slice(s->label, "LOC");
    assert_int_equal(s->priority, -3);
    assert_true(s->score == 0.5);
    assert_slice(s->prov->rule, "places@1/city");
    assert_int_equal(s->prov->hash, 99);
    assert_slice(as_span_feature(s, AS_LIT("name"))->text, "Doha");
    const as_value *list = as_span_feature(s, AS_LIT("others"));
    assert_int_equal(list->list.n, 2);
    assert_slice(list->list.v[0], "Ad-Dawhah");
    assert_slice(list->list.v[1], "");
    assert_int_equal(as_span_feature(s, AS_LIT("people"))->integer, -5);
    assert_true(as_span_feature(s, AS_LIT("lat"))->real == 25.25);
    assert_true(as_span_feature(s, AS_LIT("capital"))->truth);
    assert_int_equal(as_span_feature(s, AS_LIT("cue"))->span.beg, 12);
    assert_null(as_span_feature(s, AS_LIT("nothing")));
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_provenance_is_shared(void **state)
{
    (void)state;
    as_doc *doc = doc_of("one two three");
    as_layer *layer = layer_of(doc, "a");
    as_span_spec spec = {.beg = 0, .end = 3, .prov = {AS_LIT("p@1/r"), 1}};
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
    spec.prov.rule = AS_LIT("p@1/r");
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
    spec.prov.hash = 2;
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
    const as_prov *first = as_layer_get(layer, 0)->prov;
    assert_ptr_equal(as_layer_get(layer, 1)->prov, first);
    assert_ptr_not_equal(as_layer_get(layer, 2)->prov, first);
    assert_int_equal(as_layer_get(layer, 2)->prov->hash, 2);
    as_doc_free(doc);
}

static void test_spans_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    as_doc *doc = doc_of("caf\xC3\xA9 au lait");
    as_layer *layer = layer_of(doc, "a");
    const uint32_t bad[][2] = {{3, 3}, {5, 2}, {0, 14}, {4, 6}, {0, 4}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const as_span_spec spec = {.beg = bad[i][0], .end = bad[i][1]};
        as_err err;
        assert_int_equal(as_layer_add(doc, layer, &spec, NULL, &err),
                         AS_ERANGE);
        assert_int_equal(err.status, AS_ERANGE);
    }
    as_feature features[2] = {
        {AS_LIT("a"), {AS_VAL_SPAN, {.span = {4, 5}}}},
        {AS_LIT("b"), {AS_VAL_INT, {.integer = 1}}}};
    const as_span_spec spec = {.beg = 0,
                               .end = 3,
                               .features = features,
                               .n_features = 2};
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_ERANGE);
    features[0].value.span.beg = 3;
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
    features[0].value.span.end = 3; /* an empty place is one */
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_OK);
    features[1].key = AS_LIT("a");
    assert_int_equal(as_layer_add(doc, layer, &spec, NULL, NULL), AS_EINVAL);
    assert_int_equal(as_layer_count(layer), 2);
    as_doc_free(doc);
}

static void test_a_span_knows_the_tokens_that_it_touches(void **state)
{
    (void)state;
    as_doc *doc = doc_of("  one  two  ");
    as_layer *layer = layer_of(doc, "a");
    const uint32_t cases[][4] = {{2, 5, 0, 1},  {0, 12, 0, 2}, {5, 7, 1, 1},
                                 {4, 8, 0, 2},  {0, 1, 0, 0},  {10, 12, 2, 2},
                                 {3, 4, 0, 1},  {6, 8, 1, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t at = add(doc, layer, cases[i][0], cases[i][1], 0);
        assert_int_equal(as_layer_get(layer, at)->first_tok, cases[i][2]);
        assert_int_equal(as_layer_get(layer, at)->end_tok, cases[i][3]);
    }
    assert_doc_ok(doc);
    as_doc_free(doc);
}

/* ---- views, by hand ------------------------------------------------------ */

static void assert_flat(as_layer *layer, const char *want)
{
    const uint32_t *v;
    size_t n;
    char got[256] = "";
    assert_int_equal(as_layer_flat(layer, &v, &n, NULL), AS_OK);
    for (size_t i = 0; i < n; i++) {
        size_t used = strlen(got);
        snprintf(got + used, sizeof got - used, "%u ", v[i]);
    }
    assert_string_equal(got, want);
}

static void test_the_longest_wins_then_priority_then_order(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcdefghijklmnopqrstuvwxyz");
    as_layer *layer = layer_of(doc, "a");
    add(doc, layer, 0, 4, 9);
    add(doc, layer, 2, 8, 0); /* longer: beats 0 */
    add(doc, layer, 10, 14, 0);
    add(doc, layer, 12, 16, 1); /* as long, of higher priority */
    add(doc, layer, 20, 23, 0);
    add(doc, layer, 20, 23, 0); /* the same, later */
    assert_flat(layer, "1 3 4 ");
    add(doc, layer, 8, 10, 0); /* touching is not overlapping */
    assert_flat(layer, "1 6 3 4 ");
    as_doc_free(doc);
}

/* ---- views and queries, against the obvious ------------------------------ */

enum { TEXT_LEN = 120, SPANS_MAX = 80 };

static bool overlap(const as_span *a, const as_span *b)
{
    return a->beg < b->end && b->beg < a->end;
}

/* Would the flat view rather have span a than b? */
static bool preferred(as_layer *layer, uint32_t a, uint32_t b)
{
    const as_span *x = as_layer_get(layer, a), *y = as_layer_get(layer, b);
    if (x->end - x->beg != y->end - y->beg) {
        return x->end - x->beg > y->end - y->beg;
    }
    return x->priority != y->priority ? x->priority > y->priority : a < b;
}

/* Take the best of what is left, drop what it overlaps, and again. */
static void obvious_flat(as_layer *layer, bool *chosen)
{
    const uint32_t n = (uint32_t)as_layer_count(layer);
    bool gone[SPANS_MAX] = {false};
    for (;;) {
        uint32_t best = UINT32_MAX;
        for (uint32_t i = 0; i < n; i++) {
            if (!gone[i] &&
                (best == UINT32_MAX || preferred(layer, i, best))) {
                best = i;
            }
        }
        if (best == UINT32_MAX) {
            return;
        }
        chosen[best] = true;
        for (uint32_t i = 0; i < n; i++) {
            gone[i] |= overlap(as_layer_get(layer, i),
                               as_layer_get(layer, best));
        }
    }
}

static void flat_check(as_layer *layer)
{
    bool chosen[SPANS_MAX] = {false};
    const uint32_t *v;
    size_t n, n_chosen = 0;
    obvious_flat(layer, chosen);
    for (size_t i = 0; i < SPANS_MAX; i++) {
        n_chosen += chosen[i];
    }
    assert_int_equal(as_layer_flat(layer, &v, &n, NULL), AS_OK);
    assert_int_equal(n, n_chosen);
    for (size_t i = 0; i < n; i++) {
        assert_true(chosen[v[i]]);
        assert_true(i == 0 || as_layer_get(layer, v[i - 1])->end <=
                                  as_layer_get(layer, v[i])->beg);
    }
}

static bool asked_for(const as_span *s, as_where where, uint32_t beg,
                      uint32_t end)
{
    switch (where) {
    case AS_IN:
        return s->beg >= beg && s->end <= end && beg < end;
    case AS_OVERLAPPING:
        return beg < end && s->beg < end && s->end > beg;
    case AS_BEFORE:
        return s->end <= beg;
    default:
        return s->beg >= end;
    }
}

/* Is `a` right in front of `b` in the answer to such a query? */
static bool answer_order(const as_span *a, const as_span *b, as_where where,
                         bool earlier)
{
    if (where == AS_BEFORE && a->end != b->end) {
        return a->end > b->end;
    }
    if (a->beg != b->beg) {
        return a->beg < b->beg;
    }
    return a->end != b->end ? a->end > b->end : earlier;
}

static void query_check(as_layer *layer, as_where where, uint32_t beg,
                        uint32_t end)
{
    uint32_t got[SPANS_MAX], few[3];
    size_t n, n_again, n_want = 0;
    assert_int_equal(as_layer_query(layer, where, beg, end, got, SPANS_MAX,
                                    &n, NULL), AS_OK);
    for (uint32_t i = 0; i < as_layer_count(layer); i++) {
        n_want += asked_for(as_layer_get(layer, i), where, beg, end);
    }
    assert_int_equal(n, n_want);
    for (size_t i = 0; i < n; i++) {
        const as_span *s = as_layer_get(layer, got[i]);
        assert_true(asked_for(s, where, beg, end));
        assert_true(i == 0 ||
                    answer_order(as_layer_get(layer, got[i - 1]), s, where,
                                 got[i - 1] < got[i]));
    }
    assert_int_equal(as_layer_query(layer, where, beg, end, few, 3, &n_again,
                                    NULL), AS_OK);
    assert_int_equal(n_again, n);
    assert_memory_equal(few, got, (n < 3 ? n : 3) * sizeof *few);
}

static void test_views_and_queries_equal_the_obvious_ones(void **state)
{
    (void)state;
    char text[TEXT_LEN + 1];
    memset(text, 'x', TEXT_LEN);
    text[TEXT_LEN] = '\0';
    rng r = {.x = 5};
    for (int round = 0; round < 300; round++) {
        as_doc *doc = doc_of(text);
        as_layer *layer = layer_of(doc, "a");
        const uint32_t n = rng_below(&r, SPANS_MAX);
        const uint32_t longest = 1 + rng_below(&r, 40);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t beg = rng_below(&r, TEXT_LEN);
            uint32_t end = beg + 1 + rng_below(&r, longest);
            add(doc, layer, beg, end < TEXT_LEN ? end : TEXT_LEN,
                (int32_t)rng_below(&r, 3));
            if (rng_below(&r, 8) == 0) {
                /* Lists are extended, not only made. */
                query_check(layer, (as_where)rng_below(&r, 4), beg, end);
                flat_check(layer);
            }
        }
        for (int q = 0; q < 40; q++) {
            uint32_t beg = rng_below(&r, TEXT_LEN + 1);
            query_check(layer, (as_where)(q % 4), beg,
                        beg + rng_below(&r, 30));
        }
        flat_check(layer);
        assert_doc_ok(doc);
        as_doc_free(doc);
    }
}

static void test_sorted_view_puts_the_longer_first(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcdefgh");
    as_layer *layer = layer_of(doc, "a");
    const uint32_t *v;
    size_t n;
    add(doc, layer, 2, 3, 0);
    add(doc, layer, 0, 1, 0);
    add(doc, layer, 0, 5, 0);
    add(doc, layer, 2, 3, 0);
    assert_int_equal(as_layer_sorted(layer, &v, &n, NULL), AS_OK);
    assert_int_equal(n, 4);
    const uint32_t want[] = {2, 1, 0, 3};
    assert_memory_equal(v, want, sizeof want);
    as_doc_free(doc);
}

static void test_an_empty_layer_answers(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abc");
    as_layer *layer = layer_of(doc, "a");
    for (int where = AS_IN; where <= AS_AFTER; where++) {
        query_check(layer, (as_where)where, 0, 3);
    }
    assert_flat(layer, "");
    as_doc_free(doc);
}

/* ---- rollback and failure ------------------------------------------------ */

static void test_rollback_drops_what_came_later_in_all_layers(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcdefghijklmnop");
    as_layer *a = layer_of(doc, "a"), *b = layer_of(doc, "b");
    add(doc, a, 0, 4, 0);
    add(doc, b, 1, 2, 0);
    const as_span *kept = as_layer_get(a, 0);
    const as_doc_mark mark = as_doc_mark_now(doc);
    for (uint32_t i = 0; i < 200; i++) {
        add(doc, i % 3 ? a : b, i % 8, i % 8 + 5, 0);
    }
    assert_doc_ok(doc);
    flat_check(b);
    as_doc_rollback(doc, mark);
    assert_int_equal(as_layer_count(a), 1);
    assert_int_equal(as_layer_count(b), 1);
    assert_ptr_equal(as_layer_get(a, 0), kept);
    assert_flat(b, "0 ");
    add(doc, b, 3, 4, 0);
    assert_flat(b, "0 1 ");
    as_doc_rollback(doc, as_doc_mark_now(doc)); /* nothing to drop */
    assert_int_equal(as_layer_count(b), 2);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_an_amended_span_is_what_it_was_after_a_rollback(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcdefghijklmnop");
    as_layer *a = layer_of(doc, "a");
    add(doc, a, 0, 4, 0);
    add(doc, a, 2, 9, 0);
    const as_span *was = as_layer_get(a, 0);
    const as_doc_mark mark = as_doc_mark_now(doc);
    const as_feature f = {AS_LIT("name"),
                          {.type = AS_VAL_TEXT, .text = AS_LIT("Jo")}};
    const as_span_spec spec = {.beg = 7, .end = 8, .label = AS_LIT("NEW"),
                               .priority = 99, .score = 0.5,
                               .features = &f, .n_features = 1};
    assert_flat(a, "1 ");
    assert_int_equal(as_layer_amend(doc, a, 0, &spec, NULL), AS_OK);
    assert_int_equal(as_layer_amend(doc, a, 0, &spec, NULL), AS_OK);
    const as_span *now = as_layer_get(a, 0);
    assert_int_equal(as_layer_count(a), 2);
    assert_slice(now->label, "NEW");
    assert_slice(as_span_feature(now, AS_LIT("name"))->text, "Jo");
    assert_int_equal(now->beg, 0); /* the place stays */
    assert_int_equal(now->end, 4);
    assert_int_equal(now->priority, was->priority);
    assert_flat(a, "1 ");
    assert_doc_ok(doc);
    add(doc, a, 10, 11, 0);
    as_doc_rollback(doc, mark);
    assert_ptr_equal(as_layer_get(a, 0), was);
    assert_int_equal(as_layer_count(a), 2);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_a_span_like_another_shares_what_it_holds(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcd efgh ijkl");
    as_layer *a = layer_of(doc, "a");
    const as_feature f = {AS_LIT("name"),
                          {.type = AS_VAL_TEXT, .text = AS_LIT("Jo")}};
    const as_span_spec spec = {.beg = 0, .end = 4, .label = AS_LIT("X"),
                               .priority = 3, .score = 0.5,
                               .features = &f, .n_features = 1};
    uint32_t index = 0;
    assert_int_equal(as_layer_add(doc, a, &spec, NULL, NULL), AS_OK);
    const as_doc_mark mark = as_doc_mark_now(doc);
    assert_int_equal(as_layer_add_like(doc, a, 0, 5, 9, &index, NULL), AS_OK);
    assert_int_equal(index, 1);
    const as_span *s = as_layer_get(a, 1);
    assert_int_equal(s->beg, 5);
    assert_int_equal(s->first_tok, 1);
    assert_int_equal(s->end_tok, 2);
    assert_slice(s->label, "X");
    assert_ptr_equal(s->features, as_layer_get(a, 0)->features);
    assert_int_equal(as_layer_add_like(doc, a, 0, 5, 5, NULL, NULL),
                     AS_ERANGE);
    assert_int_equal(as_layer_add_like(doc, a, 0, 5, 99, NULL, NULL),
                     AS_ERANGE);
    assert_int_equal(as_layer_count(a), 2);
    assert_doc_ok(doc);
    as_doc_rollback(doc, mark);
    assert_int_equal(as_layer_count(a), 1);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static uint32_t add_with(as_doc *doc, as_layer *layer, as_feature *f, size_t n)
{
    uint32_t index = 0;
    const as_span_spec spec = {.beg = 0, .end = 4, .label = AS_LIT("X"),
                               .features = f, .n_features = n};
    assert_int_equal(as_layer_add(doc, layer, &spec, &index, NULL), AS_OK);
    return index;
}

static void test_equal_features_are_kept_once(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcd efgh ijkl");
    as_layer *a = layer_of(doc, "a"), *b = layer_of(doc, "b");
    as_slice list[] = {AS_LIT("p"), AS_LIT("q")};
    as_slice other[] = {AS_LIT("p"), AS_LIT("r")};
    as_feature f[] = {
        {AS_LIT("text"), {.type = AS_VAL_TEXT, .text = AS_LIT("Jo")}},
        {AS_LIT("list"), {.type = AS_VAL_LIST, .list = {list, 2}}},
        {AS_LIT("int"), {.type = AS_VAL_INT, .integer = 1}},
        {AS_LIT("real"), {.type = AS_VAL_REAL, .real = 0.0}},
        {AS_LIT("bool"), {.type = AS_VAL_BOOL, .truth = false}},
        {AS_LIT("span"), {.type = AS_VAL_SPAN, .span = {1, 2}}}};
    const as_feature unlike[] = {
        {AS_LIT("text"), {.type = AS_VAL_TEXT, .text = AS_LIT("Jo ")}},
        {AS_LIT("list"), {.type = AS_VAL_LIST, .list = {other, 2}}},
        {AS_LIT("int"), {.type = AS_VAL_INT, .integer = 2}},
        {AS_LIT("real"), {.type = AS_VAL_REAL, .real = -0.0}},
        {AS_LIT("bool"), {.type = AS_VAL_BOOL, .truth = true}},
        {AS_LIT("span"), {.type = AS_VAL_SPAN, .span = {1, 3}}},
        {AS_LIT("int"), {.type = AS_VAL_REAL, .real = 1}},
        {AS_LIT("list"), {.type = AS_VAL_LIST, .list = {list, 1}}},
        {AS_LIT("key"), {.type = AS_VAL_TEXT, .text = AS_LIT("Jo")}}};
    static const size_t at[] = {0, 1, 2, 3, 4, 5, 2, 1, 0};
    add_with(doc, a, f, 6);
    const as_feature *kept = as_layer_get(a, 0)->features;
    assert_ptr_equal(as_layer_get(b, add_with(doc, b, f, 6))->features, kept);
    assert_true(as_layer_get(b, add_with(doc, b, f, 5))->features != kept);
    for (size_t i = 0; i < sizeof unlike / sizeof *unlike; i++) {
        const as_feature was = f[at[i]];
        f[at[i]] = unlike[i];
        const as_span *s = as_layer_get(a, add_with(doc, a, f, 6));
        assert_true(s->features != kept);
        assert_slice(s->features[at[i]].key, unlike[i].key.p);
        assert_int_equal(s->features[at[i]].value.type, unlike[i].value.type);
        f[at[i]] = was;
    }
    assert_null(as_layer_get(a, add_with(doc, a, NULL, 0))->features);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_what_a_rollback_takes_is_not_shared(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcd efgh ijkl");
    as_layer *a = layer_of(doc, "a");
    as_feature f = {AS_LIT("name"),
                    {.type = AS_VAL_TEXT, .text = AS_LIT("Jo")}};
    add_with(doc, a, NULL, 0);
    const as_doc_mark mark = as_doc_mark_now(doc);
    add_with(doc, a, &f, 1);
    as_doc_rollback(doc, mark);
    as_feature g = {AS_LIT("name"), /* where Jo was */
                    {.type = AS_VAL_TEXT, .text = AS_LIT("Al")}};
    add_with(doc, a, &g, 1);
    add_with(doc, a, &f, 1);
    add_with(doc, a, &f, 1);
    assert_slice(as_layer_get(a, 1)->features->value.text, "Al");
    assert_slice(as_layer_get(a, 2)->features->value.text, "Jo");
    assert_ptr_equal(as_layer_get(a, 3)->features,
                     as_layer_get(a, 2)->features);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_dropped_spans_are_gone_and_the_rest_moves_up(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcdefghijklmnop");
    as_layer *a = layer_of(doc, "a"), *b = layer_of(doc, "b");
    const as_doc_mark start = as_doc_mark_now(doc);
    add(doc, a, 0, 4, 0);
    add(doc, b, 1, 2, 0);
    add(doc, a, 2, 6, 0);
    const as_doc_mark mark = as_doc_mark_now(doc);
    add(doc, a, 8, 9, 0);
    const as_span *first = as_layer_get(a, 0), *last = as_layer_get(a, 2);
    flat_check(a);
    as_layer_drop(a, (const bool[]){false, true, false});
    assert_int_equal(as_layer_count(a), 2);
    assert_ptr_equal(as_layer_get(a, 0), first);
    assert_ptr_equal(as_layer_get(a, 1), last);
    assert_flat(a, "0 1 ");
    assert_doc_ok(doc);
    as_doc_rollback(doc, mark); /* does not bring it back */
    assert_int_equal(as_layer_count(a), 1);
    assert_int_equal(as_layer_count(b), 1);
    as_layer_drop(b, (const bool[]){false}); /* nothing to drop */
    assert_int_equal(as_layer_count(b), 1);
    as_doc_rollback(doc, start);
    assert_int_equal(as_layer_count(a), 0);
    assert_int_equal(as_layer_count(b), 0);
    assert_doc_ok(doc);
    as_doc_free(doc);
}

static void test_a_refused_span_leaves_the_document_as_before(void **state)
{
    (void)state;
    as_doc *doc = doc_of("Talks began in Doha.");
    as_layer *layer = layer_of(doc, "a");
    const as_feature features[] = {
        {AS_LIT("name"), {AS_VAL_TEXT, {.text = AS_LIT("Doha")}}},
        {AS_LIT("n"), {AS_VAL_INT, {.integer = 3}}}};
    for (uint32_t i = 0; i < 30; i++) {
        char label[32], rule[32];
        snprintf(label, sizeof label, "LABEL%u", i);
        snprintf(rule, sizeof rule, "p@1/rule-%u", i);
        const as_span_spec spec = {.beg = 0,
                                   .end = 5,
                                   .label = as_slice_str(label),
                                   .prov = {as_slice_str(rule), i},
                                   .features = features,
                                   .n_features = 2};
        FOR_EACH_FAILURE({
            st_ = as_layer_add(doc, layer, &spec, NULL, NULL);
            assert_int_equal(as_layer_count(layer), i + (st_ == AS_OK));
            assert_doc_ok(doc);
        });
        const as_prov *prov = as_layer_get(layer, i)->prov;
        assert_slice(prov->rule, rule);
    }
    as_doc_free(doc);
}

static void test_refused_memory_leaves_layers_and_views_whole(void **state)
{
    (void)state;
    as_doc *doc = doc_of("abcdefghijklmnop");
    as_layer *layer = NULL;
    FOR_EACH_FAILURE({
        st_ = as_doc_layer(doc, AS_LIT("a"), &layer, NULL);
        assert_int_equal(as_doc_layer_count(doc), st_ == AS_OK);
    });
    for (uint32_t round = 0; round < 4; round++) {
        for (uint32_t i = 0; i < 15; i++) {
            add(doc, layer, (i * 7 + round) % 11, 12 + i % 4, 0);
        }
        const uint32_t *v;
        uint32_t out[4];
        size_t n;
        FOR_EACH_FAILURE({
            st_ = as_layer_query(layer, AS_BEFORE, 14, 15, out, 4, &n, NULL);
            assert_doc_ok(doc);
        });
        FOR_EACH_FAILURE({
            st_ = as_layer_flat(layer, &v, &n, NULL);
            assert_doc_ok(doc);
        });
        flat_check(layer);
    }
    as_doc_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_layer_is_made_once),
        cmocka_unit_test(test_a_span_is_a_copy_of_what_was_given),
        cmocka_unit_test(test_provenance_is_shared),
        cmocka_unit_test(test_spans_that_make_no_sense_are_refused),
        cmocka_unit_test(test_a_span_knows_the_tokens_that_it_touches),
        cmocka_unit_test(test_the_longest_wins_then_priority_then_order),
        cmocka_unit_test(test_views_and_queries_equal_the_obvious_ones),
        cmocka_unit_test(test_sorted_view_puts_the_longer_first),
        cmocka_unit_test(test_an_empty_layer_answers),
        cmocka_unit_test(test_rollback_drops_what_came_later_in_all_layers),
        cmocka_unit_test(test_an_amended_span_is_what_it_was_after_a_rollback),
        cmocka_unit_test(test_a_span_like_another_shares_what_it_holds),
        cmocka_unit_test(test_equal_features_are_kept_once),
        cmocka_unit_test(test_what_a_rollback_takes_is_not_shared),
        cmocka_unit_test(test_dropped_spans_are_gone_and_the_rest_moves_up),
        cmocka_unit_test(test_a_refused_span_leaves_the_document_as_before),
        cmocka_unit_test(test_refused_memory_leaves_layers_and_views_whole),
    };
    return cmocka_run_group_tests_name("layer", tests, NULL, NULL);
}

/* test_rules_room.c - sets that share a room find what they find apart,
 * whatever was in it before. */
#include "unit/match/rule_fixture.h"

enum { SETS = 3 };

/* Tests of words, of texts by expression, of marks; gazetteers; contexts. */
static const as_rule_spec words[] = {
    {RULE("r", "One", "a [text=/B.*/]")},
    {RULE("s", "Two", "@One << b")},
};
static const as_rule_spec marks[] = {
    {RULE("r", "Three", "@One <b> | @Two")},
};
static const as_rule_spec classes[] = {
    {RULE("r", "Five", "[text=/C.*/] | @Three \".\"")},
    {RULE("s", "Six", "x y")},
    {RULE("t", "Seven", "<s> (a | b | x)")},
};

static const char *const lines[] = {
    "a B b bat. a C «PERSON:Dora» b b.", "b bat.", "a B b x y C C.",
    "", "a B b bat. a C Dora b b.", "x y. x. y a B b."};

static void make_sets(as_rules *set[SETS])
{
    set[0] = rules_made(words, N(words));
    set[1] = rules_made(marks, N(marks));
    set[2] = rules_made(classes, N(classes));
}

static void run_all(as_rule_runner *const r[SETS], as_doc *doc)
{
    for (size_t i = 0; i < SETS; i++) {
        assert_int_equal(as_rules_run(r[i], doc, NULL, NULL, NULL, NULL),
                         AS_OK);
    }
}

static void test_sets_that_share_a_room_find_the_same(void **state)
{
    (void)state;
    as_rules *set[SETS];
    as_rule_runner *shared[SETS];
    as_rule_room *room = NULL;
    make_sets(set);
    assert_int_equal(as_rule_room_new(&room, NULL), AS_OK);
    for (size_t i = 0; i < SETS; i++) {
        assert_int_equal(as_rule_runner_new(set[i], room, &shared[i], NULL),
                         AS_OK);
    }
    as_rule_room_unref(room); /* the runners keep it */
    for (size_t again = 0; again < 2; again++) {
        for (size_t k = 0; k < N(lines); k++) {
            as_rule_runner *apart[SETS];
            static char want[1 << 16];
            as_doc *doc = marked_doc(lines[k]);
            for (size_t i = 0; i < SETS; i++) {
                apart[i] = runner_of(set[i]);
            }
            run_all(apart, doc);
            snprintf(want, sizeof want, "%s", found_in(doc));
            as_doc_free(doc);
            doc = marked_doc(lines[k]);
            run_all(shared, doc);
            assert_string_equal(found_in(doc), want);
            as_doc_free(doc);
            for (size_t i = 0; i < SETS; i++) {
                as_rule_runner_free(apart[i]);
            }
        }
    }
    for (size_t i = 0; i < SETS; i++) {
        as_rule_runner_free(shared[i]);
        as_rules_unref(set[i]);
    }
}

/* Rows of a token each are freed then, and made again. */
static void test_a_room_that_was_relaxed_finds_the_same(void **state)
{
    (void)state;
    enum { WORDS = AS_VEC_KEPT / 4 };
    static char text[2 * WORDS + 64];
    as_rules *set[SETS];
    as_rule_runner *r[SETS];
    as_rule_room *room = NULL;
    size_t n = (size_t)sprintf(text, "a B b bat. ");
    for (size_t i = 0; i < WORDS; i++) {
        n += (size_t)sprintf(text + n, "z ");
    }
    sprintf(text + n, ". a B b x y");
    make_sets(set);
    assert_int_equal(as_rule_room_new(&room, NULL), AS_OK);
    for (size_t i = 0; i < SETS; i++) {
        assert_int_equal(as_rule_runner_new(set[i], room, &r[i], NULL), AS_OK);
    }
    static char want[1 << 16];
    as_doc *doc = doc_of(text);
    run_all(r, doc);
    snprintf(want, sizeof want, "%s", found_in(doc));
    assert_non_null(strstr(want, "six"));
    as_doc_free(doc);
    for (size_t k = 0; k < 2; k++) { /* with the room of short ones, too */
        as_rule_room_relax(room, true);
        doc = marked_doc(lines[k]);
        run_all(r, doc);
        as_doc_free(doc);
        as_rule_room_relax(room, true);
        doc = doc_of(text);
        for (size_t i = 0; i < SETS; i++) {
            assert_int_equal(as_rules_run(r[i], doc, NULL, NULL, NULL, NULL),
                             AS_OK);
            as_rule_room_relax(room, k == 0); /* amid the sets of one */
        }
        assert_string_equal(found_in(doc), want);
        as_doc_free(doc);
    }
    for (size_t i = 0; i < SETS; i++) {
        as_rule_runner_free(r[i]);
        as_rules_unref(set[i]);
    }
    as_rule_room_unref(room);
}

/* The same document with other tags is another one. */
static void test_new_columns_are_seen(void **state)
{
    (void)state;
    static const as_rule_spec v[] = {{RULE("r", "Hit", "[pos=VERB]")}};
    as_rules *set = rules_made(v, 1);
    as_rule_runner *r = runner_of(set);
    as_doc *doc = marked_doc("a b");
    const uint64_t serial = as_doc_serial(doc);
    uint8_t pos[] = {AS_UPOS_VERB, AS_UPOS_NOUN};
    const as_tags tags = {.pos = pos};
    for (size_t i = 0; i < 2; i++) {
        const as_doc_mark mark = as_doc_mark_now(doc);
        assert_int_equal(as_doc_tags_set(doc, &tags, NULL), AS_OK);
        assert_int_equal(as_rules_run(r, doc, NULL, NULL, NULL, NULL), AS_OK);
        assert_string_equal(found_in(doc), i ? "hit 1-2 r" : "hit 0-1 r");
        as_doc_rollback(doc, mark);
        pos[0] = AS_UPOS_NOUN;
        pos[1] = AS_UPOS_VERB;
    }
    assert_true(as_doc_serial(doc) != serial);
    as_doc_free(doc);
    as_rule_runner_free(r);
    as_rules_unref(set);
}

typedef struct nest {
    as_rule_runner *inner;
    as_rule_room *room;
} nest;

/* What a hit does may run other rules in the same room. */
static as_status nested(void *ctx, as_doc *doc, const as_rule_hit *hit,
                        as_err *err)
{
    const nest *n = ctx;
    as_rule_runner *inner = n->inner;
    as_doc *other = marked_doc("x y, a B b. x y");
    as_layer *layer = NULL;
    assert_int_equal(as_rules_run(inner, other, NULL, NULL, NULL, NULL),
                     AS_OK);
    assert_string_equal(found_in(other), "six 0-2 s | six 7-9 s");
    as_doc_free(other);
    as_rule_room_relax(n->room, true);
    assert_int_equal(as_doc_layer(doc, hit->layer, &layer, NULL), AS_OK);
    return as_layer_add(doc, layer, &hit->span, NULL, err);
}

static void test_a_room_that_is_at_work_is_left_alone(void **state)
{
    (void)state;
    static const as_rule_spec v[] = {
        {RULE("r", "Hit", "h:a b"), .action = S("go")}};
    as_rules *outer = rules_made(v, 1), *other = rules_made(classes, 2);
    as_rule_room *room = NULL;
    as_rule_runner *r = NULL, *inner = NULL;
    assert_int_equal(as_rule_room_new(&room, NULL), AS_OK);
    assert_int_equal(as_rule_runner_new(outer, room, &r, NULL), AS_OK);
    assert_int_equal(as_rule_runner_new(other, room, &inner, NULL), AS_OK);
    nest ctx = {inner, room};
    as_doc *doc = marked_doc("a b. a b c. a b");
    assert_int_equal(as_rules_run(r, doc, NULL, nested, &ctx, NULL), AS_OK);
    assert_string_equal(found_in(doc), "hit 0-2 r | hit 3-5 r | hit 7-9 r");
    as_doc_free(doc);
    as_rule_runner_free(r);
    as_rule_runner_free(inner);
    as_rule_room_unref(room);
    as_rules_unref(outer);
    as_rules_unref(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sets_that_share_a_room_find_the_same),
        cmocka_unit_test(test_a_room_that_was_relaxed_finds_the_same),
        cmocka_unit_test(test_new_columns_are_seen),
        cmocka_unit_test(test_a_room_that_is_at_work_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_treebank.c - sentences to learn from: both layouts, and what is wrong
 * with a line. */
#include "unit/tag/tag_fixture.h"

#include "tag/upos.h"

static as_status parse(const char *text, as_treebank *c, as_err *err)
{
    return as_treebank_parse("c", as_slice_str(text), c, err);
}

static void test_three_columns(void **state)
{
    (void)state;
    as_treebank c = {0};
    assert_int_equal(parse("# doc\nA\ta\tDET\nb\t_\t_\n\n\n_\t_\tPUNCT", &c,
                           NULL),
                     AS_OK);
    assert_int_equal(c.n, 3);
    assert_int_equal(c.n_sents, 2);
    assert_int_equal(c.sent[1], 2);
    assert_int_equal(c.sent[2], 3);
    assert_int_equal(c.pos[0], AS_UPOS_DET);
    assert_int_equal(c.pos[1], AS_POS_UNKNOWN);
    assert_null(c.lemma[1].p);
    assert_true(as_slice_eq(c.lemma[2], AS_LIT("_")));
    as_treebank_clear(&c);
}

static void test_conllu(void **state)
{
    (void)state;
    as_treebank c = {0};
    assert_int_equal(
        parse("# sent_id = 1\r\n1-2\tcan't\t_\t_\t_\t_\t_\t_\t_\t_\r\n"
              "1\tca\tcan\tAUX\t_\t_\t0\troot\t_\t_\r\n"
              "2\tn't\tnot\tPART\t_\t_\t1\tdep\t_\t_\r\n"
              "2.1\tgo\tgo\tVERB\t_\t_\t_\t_\t_\t_\r\n",
              &c, NULL),
        AS_OK);
    assert_int_equal(c.n, 2);
    assert_int_equal(c.n_sents, 1);
    assert_true(as_slice_eq(c.form[1], AS_LIT("n't")));
    assert_int_equal(c.pos[1], AS_UPOS_PART);
    as_treebank_clear(&c);
}

static void test_errors_name_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *msg;
        as_status st;
    } cases[] = {
        {"a\tb\tNOUN\nx\ty\n", "c:2: expected 3 columns", AS_ESYNTAX},
        {"a\tb\tNOWN\n", "c:1: ", AS_ESYNTAX},
        {"a\tb\tNOUN\n\n\tb\tNOUN\n", "c:3: ", AS_ESYNTAX},
        {"", "c: no token", AS_EINVAL},
        {"# nothing\n\n", "c: no token", AS_EINVAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        as_treebank c = {0};
        as_err err = {0};
        assert_int_equal(parse(cases[i].text, &c, &err), cases[i].st);
        assert_int_equal(strncmp(err.msg, cases[i].msg, strlen(cases[i].msg)),
                         0);
        as_treebank_clear(&c);
    }
}

static void test_refused_memory(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        as_treebank c = {0};
        failmem_arm(n);
        const as_status st = parse(small_corpus, &c, NULL);
        const bool refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        as_treebank_clear(&c);
        if (!refused) {
            return;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_columns),
        cmocka_unit_test(test_conllu),
        cmocka_unit_test(test_errors_name_the_line),
        cmocka_unit_test(test_refused_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

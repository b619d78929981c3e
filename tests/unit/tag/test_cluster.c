/* test_cluster.c - words that stand in like places share a cluster. */
#include "unit/tag/tag_fixture.h"

#include <stdlib.h>

#include "tag/cluster.h"

enum { KINDS = 60 };

/* "zaa" .. is a thing, "daa" .. what it does; more than there are clusters. */
static void word_make(char out[8], char kind, unsigned i)
{
    (void)snprintf(out, 8, "%c%c%c", kind, (char)('a' + i / 10),
                   (char)('a' + i % 10));
}

static as_cluster_text *text_make(void)
{
    as_cluster_text *text = NULL;
    as_buf all = {0};
    assert_int_equal(as_cluster_text_new(&text, NULL), AS_OK);
    for (unsigned i = 0; i < KINDS * 8; i++) {
        char thing[8], deed[8];
        word_make(thing, 'z', i % KINDS);
        word_make(deed, 'd', (i * 7 + i / KINDS) % KINDS);
        assert_int_equal(as_buf_printf(&all, NULL, "the %s %s now.\n\n",
                                       thing, deed),
                         AS_OK);
    }
    assert_int_equal(as_buf_add_byte(&all, '\0', NULL), AS_OK);
    as_doc *doc = doc_of(all.p);
    assert_int_equal(as_cluster_text_add(text, doc, NULL), AS_OK);
    as_doc_free(doc);
    as_buf_clear(&all);
    return text;
}

/* The coarsest cluster of `word`, or -1. */
static long cluster_of(const as_buf *lines, const char *word)
{
    const size_t n = strlen(word);
    const char *p = lines->p, *end = p + lines->n;
    while (p < end) {
        if ((size_t)(end - p) > n && memcmp(p, word, n) == 0 && p[n] == '\t') {
            return strtol(p + n + 1, NULL, 10);
        }
        const char *next = memchr(p, '\n', (size_t)(end - p));
        p = next ? next + 1 : end;
    }
    return -1;
}

static void test_unlike_words_share_no_cluster(void **state)
{
    (void)state;
    as_cluster_text *text = text_make();
    const as_train_opts opts = as_train_clusters_defaults();
    as_buf a = {0}, b = {0};
    assert_int_equal(as_train_clusters(text, &opts, &a, NULL), AS_OK);
    for (unsigned i = 0; i < KINDS; i++) {
        for (unsigned k = 0; k < KINDS; k++) {
            char thing[8], deed[8];
            word_make(thing, 'z', i);
            word_make(deed, 'd', k);
            assert_true(cluster_of(&a, thing) >= 0);
            assert_int_not_equal(cluster_of(&a, thing), cluster_of(&a, deed));
        }
    }
    assert_int_equal(as_train_clusters(text, &opts, &b, NULL), AS_OK);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    as_buf_clear(&a);
    as_buf_clear(&b);
    as_cluster_text_free(text);
}

static void test_rare_words_and_no_words_are_refused(void **state)
{
    (void)state;
    as_cluster_text *text = text_make();
    as_train_opts opts = as_train_clusters_defaults();
    as_buf lines = {0};
    as_err err;
    opts.min = 1000;
    assert_int_equal(as_train_clusters(text, &opts, &lines, &err), AS_EINVAL);
    assert_string_equal(err.msg, "no word occurs 1000 times");
    as_cluster_text_free(text);
    assert_int_equal(as_cluster_text_new(&text, NULL), AS_OK);
    opts.min = 1;
    assert_int_equal(as_train_clusters(text, &opts, &lines, NULL), AS_EINVAL);
    as_cluster_text_free(text);
    as_cluster_text_free(NULL);
}

static void test_a_cancel_stops(void **state)
{
    (void)state;
    as_cluster_text *text = text_make();
    as_cancel cancel = {0};
    as_train_opts opts = as_train_clusters_defaults();
    as_buf lines = {0};
    opts.cancel = &cancel;
    as_cancel_raise(&cancel);
    assert_int_equal(as_train_clusters(text, &opts, &lines, NULL), AS_ECANCEL);
    as_cluster_text_free(text);
}

static void test_refused_memory_is_told(void **state)
{
    (void)state;
    as_cluster_text *text = text_make();
    const as_train_opts opts = as_train_clusters_defaults();
    bool refused = true;
    for (size_t n = 1; refused; n += 1 + n / 8) {
        as_buf lines = {0};
        failmem_arm(n);
        const as_status st = as_train_clusters(text, &opts, &lines, NULL);
        refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        as_buf_clear(&lines);
    }
    as_cluster_text_free(text);
    refused = true;
    for (size_t n = 1; refused; n++) {
        as_doc *doc = doc_of("the zog");
        as_status st;
        text = NULL;
        failmem_arm(n);
        st = as_cluster_text_new(&text, NULL);
        if (st == AS_OK) {
            st = as_cluster_text_add(text, doc, NULL);
        }
        refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        as_cluster_text_free(text);
        as_doc_free(doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unlike_words_share_no_cluster),
        cmocka_unit_test(test_rare_words_and_no_words_are_refused),
        cmocka_unit_test(test_a_cancel_stops),
        cmocka_unit_test(test_refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

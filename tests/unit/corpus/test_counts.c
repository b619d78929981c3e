/* test_counts.c - orders, groups and counts of random texts, against plain
 * looking through by strings. */
#include "corpus/measure.h"
#include "unit/corpus/corpus_fixture.h"

static const char *const NOTHING[] = {NULL};

static void random_corpus(corpus_of *k, rng *r, size_t n, uint32_t words)
{
    char text[4096];
    corpus_start(k, NOTHING);
    for (size_t i = 0; i < n; i++) {
        random_text(r, text, rng_below(r, words));
        corpus_add(k, text);
    }
}

static as_hits hits_of(const corpus_of *k, const char *words)
{
    as_hits hits = {0};
    as_err err;
    must_be(as_hits_words(k->c, &k->all, as_slice_str(words), NULL, &hits,
                          &err),
            &err);
    return hits;
}

/* ---- orders ------------------------------------------------------------ */

/* The k-th word to the right (or left) of a hit; empty beyond the text. */
static as_slice beside(const corpus_of *k, const as_hit *h, bool right,
                       uint32_t n)
{
    as_doc *doc = k->docs[h->doc];
    const uint32_t tok = right ? h->end + n : h->first - 1 - n;
    return tok < as_doc_tokens(doc)->n ? norm_at(doc, tok)
                                       : (as_slice){NULL, 0};
}

static int compare(const corpus_of *k, const as_hit *a, const as_hit *b,
                   bool right)
{
    for (uint32_t i = 0; i < AS_ORDER_DEPTH; i++) {
        const int c = as_slice_cmp(beside(k, a, right, i),
                                   beside(k, b, right, i));
        if (c != 0) {
            return c;
        }
    }
    return a->doc != b->doc ? (a->doc < b->doc ? -1 : 1)
                            : (a->first < b->first ? -1 : 1);
}

static void test_sorted_by_what_is_beside(void **state)
{
    (void)state;
    rng r = {3};
    corpus_of k;
    random_corpus(&k, &r, 12, 300);
    for (int right = 0; right < 2; right++) {
        as_hits hits = hits_of(&k, "bb");
        const size_t n = hits.v.n;
        assert_true(n > 50);
        must_be(as_hits_sort(k.c, &k.all,
                             right ? AS_ORDER_RIGHT : AS_ORDER_LEFT, NULL,
                             NULL, &hits, NULL),
                NULL);
        assert_int_equal(hits.v.n, n);
        for (size_t i = 1; i < n; i++) {
            assert_true(compare(&k, &hits.v.v[i - 1], &hits.v.v[i], right) < 0);
        }
        as_hits_clear(&hits);
    }
    corpus_end(&k);
}

static void test_sorted_by_documents(void **state)
{
    (void)state;
    rng r = {4};
    corpus_of k;
    random_corpus(&k, &r, 5, 300);
    as_hits hits = hits_of(&k, "aa");
    const uint32_t ranks[] = {4, 3, 3, 0, 1};
    must_be(as_hits_sort(k.c, &k.all, AS_ORDER_DOCS, ranks, NULL, &hits, NULL),
            NULL);
    for (size_t i = 1; i < hits.v.n; i++) {
        const as_hit *a = &hits.v.v[i - 1], *b = &hits.v.v[i];
        assert_true(ranks[a->doc] <= ranks[b->doc]);
        assert_true(ranks[a->doc] < ranks[b->doc] || a->doc < b->doc ||
                    (a->doc == b->doc && a->first < b->first));
    }
    as_hits_clear(&hits);
    corpus_end(&k);
}

static void test_a_sample_is_in_order_and_the_same_again(void **state)
{
    (void)state;
    rng r = {5};
    corpus_of k;
    random_corpus(&k, &r, 5, 300);
    as_hits a = hits_of(&k, "aa"), b = hits_of(&k, "aa");
    const size_t all = a.v.n;
    as_hits_sample(&a, 10, 1);
    as_hits_sample(&b, 10, 1);
    assert_int_equal(a.v.n, 10);
    assert_memory_equal(a.v.v, b.v.v, 10 * sizeof *a.v.v);
    for (size_t i = 1; i < 10; i++) {
        assert_true(a.v.v[i - 1].doc < a.v.v[i].doc ||
                    (a.v.v[i - 1].doc == a.v.v[i].doc &&
                     a.v.v[i - 1].first < a.v.v[i].first));
    }
    as_hits_clear(&b);
    b = hits_of(&k, "aa");
    as_hits_sample(&b, all + 1, 1);
    assert_int_equal(b.v.n, all);
    as_hits_clear(&a);
    as_hits_clear(&b);
    corpus_end(&k);
}

static void test_groups_count_what_is_alike(void **state)
{
    (void)state;
    rng r = {6};
    corpus_of k;
    random_corpus(&k, &r, 8, 300);
    as_hits hits = hits_of(&k, "* bb");
    as_groups groups = {0};
    size_t n_all = 0, sum = 0;
    must_be(as_hits_group(k.c, &k.all, &hits, AS_GROUP_KEY, 0, NULL,
                          &groups, &n_all, NULL),
            NULL);
    assert_int_equal(groups.n, n_all);
    for (size_t i = 0; i < groups.n; i++) {
        const as_hit *one = &hits.v.v[groups.v[i].hit];
        const as_slice word = norm_at(k.docs[one->doc], one->first);
        uint32_t n = 0, docs = 0, last = AS_TYPE_NONE;
        for (size_t j = 0; j < hits.v.n; j++) {
            const as_hit *h = &hits.v.v[j];
            if (as_slice_eq(norm_at(k.docs[h->doc], h->first), word)) {
                n++;
                docs += h->doc != last;
                last = h->doc;
            }
        }
        assert_int_equal(groups.v[i].n, n);
        assert_int_equal(groups.v[i].docs, docs);
        assert_true(i == 0 || groups.v[i - 1].n >= n);
        sum += n;
    }
    assert_int_equal(sum, hits.v.n);
    must_be(as_hits_group(k.c, &k.all, &hits, AS_GROUP_LEFT, 2, NULL,
                          &groups, &n_all, NULL),
            NULL);
    assert_int_equal(groups.n, 2);
    assert_true(n_all > 2);
    as_vec_clear(&groups);
    as_hits_clear(&hits);
    corpus_end(&k);
}

/* ---- counts -------------------------------------------------------------- */

/* Tokens of all documents with this norm; documents that have one. */
static uint32_t count_norm(const corpus_of *k, as_slice norm, uint32_t *docs)
{
    uint32_t n = 0;
    *docs = 0;
    for (size_t d = 0; d < k->n; d++) {
        const uint32_t before = n;
        for (uint32_t i = 0; i < as_doc_tokens(k->docs[d])->n; i++) {
            n += as_slice_eq(norm_at(k->docs[d], i), norm);
        }
        *docs += n > before;
    }
    return n;
}

static void test_frequencies(void **state)
{
    (void)state;
    rng r = {8};
    corpus_of k;
    random_corpus(&k, &r, 9, 200);
    as_freq f = {0};
    as_listing l = {.by = AS_BY_NORM, .min = 1};
    must_be(as_freq_count(k.c, &k.all, &l, NULL, &f, NULL), NULL);
    assert_int_equal(f.v.n, f.n_all);
    assert_true(f.v.n >= 16 && f.v.n < 24); /* aa .. hh, sa .. sh, "sc." */
    for (size_t i = 0; i < f.v.n; i++) {
        uint32_t docs;
        const as_slice word = as_corpus_type(k.c, AS_BY_NORM, f.v.v[i].type);
        assert_int_equal(f.v.v[i].n, count_norm(&k, word, &docs));
        assert_int_equal(f.v.v[i].docs, docs);
        assert_true(i == 0 || f.v.v[i - 1].n >= f.v.v[i].n);
    }
    l = (as_listing){.by = AS_BY_NORM, .min = 1, .limit = 1, .punct = true,
                     .glob = AS_LIT("s*")};
    must_be(as_freq_count(k.c, &k.all, &l, NULL, &f, NULL), NULL);
    assert_int_equal(f.v.n, 1);
    assert_true(f.n_all >= 8 && f.n_all < 16);
    l = (as_listing){.by = AS_BY_UPOS, .min = 1, .punct = true};
    must_be(as_freq_count(k.c, &k.all, &l, NULL, &f, NULL), NULL);
    assert_int_equal(f.v.n, 1); /* without a tagger all are X */
    assert_int_equal(f.v.v[0].n, k.all.n_tokens);
    as_vec_clear(&f.v);
    corpus_end(&k);
}

/* How often the words at `at` of document `d` stand in a row in sentences. */
static uint32_t count_row(const corpus_of *k, size_t d, uint32_t at,
                          uint32_t size)
{
    uint32_t n = 0;
    for (size_t e = 0; e < k->n; e++) {
        for (uint32_t i = 0; i < as_doc_tokens(k->docs[e])->n; i++) {
            uint32_t first, end, m = 0;
            as_doc_sent(k->docs[e], as_doc_sent_of(k->docs[e], i), &first,
                        &end);
            while (m < size && i + m < end &&
                   as_slice_eq(norm_at(k->docs[e], i + m),
                               norm_at(k->docs[d], at + m))) {
                m++;
            }
            n += m == size;
        }
    }
    return n;
}

static void test_ngrams(void **state)
{
    (void)state;
    rng r = {9};
    corpus_of k;
    random_corpus(&k, &r, 6, 120);
    for (uint32_t size = 1; size <= 4; size++) {
        as_ngrams g = {0};
        const as_listing l = {.by = AS_BY_NORM, .min = 2};
        must_be(as_ngrams_count(k.c, &k.all, size, &l, NULL, &g, NULL), NULL);
        assert_true(g.v.n > 0 && g.v.n == g.n_all);
        for (size_t i = 0; i < g.v.n; i++) {
            size_t d = 0;
            uint32_t first, n;
            for (;; d++) {
                (void)as_corpus_doc(k.c, k.ids[d], &first, &n);
                if (g.v.v[i].at - first < n) {
                    break;
                }
            }
            assert_int_equal(g.v.v[i].n,
                             count_row(&k, d, g.v.v[i].at - first, size));
            assert_true(i == 0 || g.v.v[i - 1].n >= g.v.v[i].n);
        }
        as_vec_clear(&g.v);
    }
    corpus_end(&k);
}

/* A table of few places: only what stands twice, then part by part. */
static void test_ngrams_in_little_room(void **state)
{
    (void)state;
    rng r = {15};
    corpus_of k;
    random_corpus(&k, &r, 6, 300);
    for (uint32_t min = 1; min <= 2; min++) {
        as_ngrams a = {0}, b = {0};
        as_listing l = {.by = AS_BY_NORM, .min = min};
        must_be(as_ngrams_count(k.c, &k.all, 3, &l, NULL, &a, NULL), NULL);
        l.room = 8;
        must_be(as_ngrams_count(k.c, &k.all, 3, &l, NULL, &b, NULL), NULL);
        assert_true(a.v.n > 50);
        assert_int_equal(a.v.n, b.v.n);
        for (size_t i = 0; i < a.v.n; i++) {
            assert_int_equal(a.v.v[i].n, b.v.v[i].n);
            assert_int_equal(a.v.v[i].docs, b.v.v[i].docs);
            assert_int_equal(a.v.v[i].at, b.v.v[i].at);
        }
        as_vec_clear(&a.v);
        as_vec_clear(&b.v);
    }
    corpus_end(&k);
}

/* Tokens of a norm in windows, each counted once. */
static uint32_t count_near(const corpus_of *k, const as_hits *hits,
                           as_slice norm, uint32_t left, uint32_t right)
{
    uint32_t n = 0;
    for (size_t d = 0; d < k->n; d++) {
        for (uint32_t i = 0; i < as_doc_tokens(k->docs[d])->n; i++) {
            bool near = false;
            for (size_t h = 0; h < hits->v.n; h++) {
                const as_hit *x = &hits->v.v[h];
                near |= x->doc == d &&
                        as_doc_sent_of(k->docs[d], i) ==
                            as_doc_sent_of(k->docs[d], x->first) &&
                        ((i < x->first && i + left >= x->first) ||
                         (i >= x->end && i < x->end + right));
            }
            n += near && as_slice_eq(norm_at(k->docs[d], i), norm);
        }
    }
    return n;
}

static void test_collocates(void **state)
{
    (void)state;
    rng r = {10};
    corpus_of k;
    random_corpus(&k, &r, 6, 150);
    as_hits hits = hits_of(&k, "cc");
    as_collocs found = {0};
    const as_listing l = {.by = AS_BY_NORM, .min = 1, .punct = true};
    must_be(as_colloc_count(k.c, &k.all, &hits, 2, 3, AS_MEASURE_MI, &l, NULL,
                            &found, NULL),
            NULL);
    assert_int_equal(found.n_nodes, hits.v.n);
    uint64_t sum = 0;
    for (size_t i = 0; i < found.v.n; i++) {
        const as_colloc_row *row = &found.v.v[i];
        const as_slice word = as_corpus_type(k.c, AS_BY_NORM, row->type);
        uint32_t docs;
        assert_int_equal(row->n, count_near(&k, &hits, word, 2, 3));
        assert_int_equal(row->n, row->left + row->right);
        assert_int_equal(row->freq, count_norm(&k, word, &docs));
        const as_pair p = {row->n, (double)hits.v.n, row->freq,
                           (double)found.n_window, (double)k.all.n_tokens};
        assert_true(row->value[AS_MEASURE_MI] == as_mi(&p));
        assert_true(row->value[AS_MEASURE_LL] == as_log_likelihood(&p));
        assert_true(i == 0 || row[-1].value[AS_MEASURE_MI] >=
                                  row->value[AS_MEASURE_MI]);
        sum += row->n;
    }
    assert_int_equal(sum, found.n_window);
    as_vec_clear(&found.v);
    as_hits_clear(&hits);
    corpus_end(&k);
}

static void test_key_words(void **state)
{
    (void)state;
    rng r = {12};
    corpus_of k;
    as_choice one = {0}, other = {0};
    as_keys_found found = {0};
    random_corpus(&k, &r, 6, 150);
    must_be(as_corpus_choose(k.c, k.ids, 2, &one, NULL), NULL);
    must_be(as_corpus_choose(k.c, k.ids + 2, 4, &other, NULL), NULL);
    const as_listing l = {.by = AS_BY_NORM, .min = 1};
    must_be(as_keyness_count(k.c, &one, &other, AS_KEY_LL, 0, &l, NULL, &found,
                             NULL),
            NULL);
    assert_true(found.v.n >= 8);
    const size_t all = found.v.n;
    for (size_t i = 0; i < found.v.n; i++) {
        const as_key_row *row = &found.v.v[i];
        uint32_t docs;
        assert_int_equal(row->n + row->other,
                         count_norm(&k, as_corpus_type(k.c, AS_BY_NORM,
                                                       row->type),
                                    &docs));
        assert_true(row->ll == as_keyness(row->n, row->other,
                                          (double)one.n_tokens,
                                          (double)other.n_tokens));
        assert_true(i == 0 || row[-1].ll >= row->ll);
    }
    must_be(as_keyness_count(k.c, &one, &other, AS_KEY_RATIO, 1, &l, NULL,
                             &found, NULL),
            NULL);
    assert_true(found.v.n > 0 && found.v.n < all);
    for (size_t i = 0; i < found.v.n; i++) {
        assert_true(found.v.v[i].ratio > 0);
    }
    as_vec_clear(&found.v);
    as_choice_clear(&one);
    as_choice_clear(&other);
    corpus_end(&k);
}

static void test_shares_of_groups(void **state)
{
    (void)state;
    static const char *const texts[] = {"War and peace.", "Peace.", "No.",
                                        NULL};
    corpus_of k;
    corpus_start(&k, texts);
    as_hits hits = hits_of(&k, "peace");
    const uint32_t groups[] = {1, 0, 1};
    as_share out[2];
    as_freq_share(k.c, &k.all, &hits, groups, 2, out);
    assert_int_equal(out[0].n, 1);
    assert_int_equal(out[0].tokens, 2);
    assert_int_equal(out[1].n, 1);
    assert_int_equal(out[1].docs, 2);
    assert_int_equal(out[1].docs_with, 1);
    assert_int_equal(out[1].tokens, 6);
    as_hits_clear(&hits);
    corpus_end(&k);
}

/* ---- refused memory, and stops ----------------------------------------------- */

static as_status count_all(const corpus_of *k, const as_cancel *flag)
{
    as_hits hits = {0};
    as_groups groups = {0};
    as_freq f = {0};
    as_ngrams g = {0};
    as_collocs c = {0};
    as_keys_found key = {0};
    size_t n_all;
    const as_listing l = {.by = AS_BY_NORM, .min = 1, .limit = 3};
    as_status st = as_hits_words(k->c, &k->all, AS_LIT("a* *"), flag, &hits,
                                 NULL);
    st = st == AS_OK ? as_hits_group(k->c, &k->all, &hits, AS_GROUP_KEY,
                                     0, flag, &groups, &n_all, NULL)
                     : st;
    st = st == AS_OK ? as_freq_count(k->c, &k->all, &l, flag, &f, NULL) : st;
    st = st == AS_OK ? as_ngrams_count(k->c, &k->all, 2, &l, flag, &g, NULL)
                     : st;
    const as_listing tight = {.by = AS_BY_NORM, .min = 2, .room = 8};
    st = st == AS_OK ? as_ngrams_count(k->c, &k->all, 2, &tight, flag, &g,
                                       NULL)
                     : st;
    st = st == AS_OK ? as_colloc_count(k->c, &k->all, &hits, 1, 1,
                                       AS_MEASURE_T, &l, flag, &c, NULL)
                     : st;
    st = st == AS_OK ? as_keyness_count(k->c, &k->all, &k->all, AS_KEY_LL, 0,
                                        &l, flag, &key, NULL)
                     : st;
    as_hits_clear(&hits);
    as_vec_clear(&groups);
    as_vec_clear(&f.v);
    as_vec_clear(&g.v);
    as_vec_clear(&c.v);
    as_vec_clear(&key.v);
    return st;
}

static void test_refused_memory(void **state)
{
    (void)state;
    rng r = {13};
    corpus_of k;
    random_corpus(&k, &r, 3, 60);
    FOR_EACH_FAILURE(st_ = count_all(&k, NULL));
    corpus_end(&k);
}

static void test_a_raised_flag_stops_each(void **state)
{
    (void)state;
    rng r = {14};
    corpus_of k;
    as_cancel flag = {0};
    random_corpus(&k, &r, 3, 60);
    must_be(count_all(&k, &flag), NULL); /* all columns are there */
    as_cancel_raise(&flag);
    as_freq f = {0};
    as_ngrams g = {0};
    const as_listing l = {.by = AS_BY_NORM, .min = 1};
    assert_int_equal(as_freq_count(k.c, &k.all, &l, &flag, &f, NULL),
                     AS_ECANCEL);
    assert_int_equal(as_ngrams_count(k.c, &k.all, 2, &l, &flag, &g, NULL),
                     AS_ECANCEL);
    as_cancel_lower(&flag);
    as_hits hits = hits_of(&k, "*");
    as_cancel_raise(&flag);
    assert_int_equal(as_hits_sort(k.c, &k.all, AS_ORDER_LEFT, NULL, &flag,
                                  &hits, NULL),
                     AS_ECANCEL);
    for (size_t i = 1; i < hits.v.n; i++) { /* as before */
        assert_true(hits.v.v[i - 1].doc <= hits.v.v[i].doc);
    }
    as_hits_clear(&hits);
    as_vec_clear(&f.v);
    as_vec_clear(&g.v);
    corpus_end(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorted_by_what_is_beside),
        cmocka_unit_test(test_sorted_by_documents),
        cmocka_unit_test(test_a_sample_is_in_order_and_the_same_again),
        cmocka_unit_test(test_groups_count_what_is_alike),
        cmocka_unit_test(test_frequencies),
        cmocka_unit_test(test_ngrams),
        cmocka_unit_test(test_ngrams_in_little_room),
        cmocka_unit_test(test_collocates),
        cmocka_unit_test(test_key_words),
        cmocka_unit_test(test_shares_of_groups),
        cmocka_unit_test(test_refused_memory),
        cmocka_unit_test(test_a_raised_flag_stops_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

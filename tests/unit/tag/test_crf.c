/* test_crf.c - chains against all sequences of labels that there are. */
#include "unit/tag/tag_fixture.h"

#include <math.h>

#include "tag/crf.h"

enum { WORDS_MAX = 4 };

typedef struct chain_case {
    as_crf crf;
    as_crf_row score[WORDS_MAX];
    uint8_t context[WORDS_MAX];
    as_crf_chain chain;
} chain_case;

/* What enumeration finds. */
typedef struct truth {
    double sum, most;
    uint8_t best[WORDS_MAX];
    double marginal[WORDS_MAX][AS_CRF_LABELS];
    double pair[WORDS_MAX][AS_CRF_FROM][AS_CRF_LABELS];
    double span[WORDS_MAX][WORDS_MAX + 1][AS_CRF_KINDS];
} truth;

static float draw(uint64_t *random)
{
    *random = *random * 6364136223846793005ull + 1442695040888963407ull;
    return (float)(*random >> 40) / (float)(1 << 24) * 4 - 2;
}

static void case_make(chain_case *c, uint64_t seed, size_t n, bool at_border,
                      float cool)
{
    for (size_t i = 0; i < AS_CRF_CONTEXTS; i++) {
        for (size_t j = 0; j < AS_CRF_FROM; j++) {
            for (size_t k = 0; k < AS_CRF_LABELS; k++) {
                c->crf.weight[i][j][k] = draw(&seed);
            }
        }
    }
    for (size_t i = 0; i < WORDS_MAX; i++) {
        c->context[i] = (uint8_t)((seed >> 33) % AS_CRF_CONTEXTS);
        for (size_t k = 0; k < AS_CRF_LABELS; k++) {
            c->score[i][k] = draw(&seed);
        }
    }
    c->crf.cool = cool;
    as_crf_exp_all(&c->crf);
    c->chain = (as_crf_chain){(const as_crf_row *)c->score, c->context, n,
                              at_border};
}

/* Names of a sequence, by where they begin and end. */
static void add_spans(truth *t, const uint8_t *label, size_t n, double p)
{
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (label[i] != 0 && !as_crf_ends(label[end - 1])) {
            end++;
        }
        if (label[i] != 0) {
            t->span[i][end][(label[i] - 1) / 4] += p;
        }
        i = end;
    }
}

static void add_sequence(truth *t, const chain_case *c, const uint8_t *label,
                         double score)
{
    const size_t n = c->chain.n;
    const double p = exp(score * (double)c->crf.cool);
    unsigned last = c->chain.at_border ? AS_CRF_BORDER : 0;
    t->sum += p;
    for (size_t i = 0; i < n; i++) {
        t->marginal[i][label[i]] += p;
        t->pair[i][last][label[i]] += p;
        last = label[i];
    }
    add_spans(t, label, n, p);
    if (score > t->most) {
        t->most = score;
        memcpy(t->best, label, n);
    }
}

static void enumerate(truth *t, const chain_case *c, uint8_t *label, size_t at,
                      unsigned last, double score)
{
    if (at == c->chain.n) {
        if (as_crf_ends(last)) {
            add_sequence(t, c, label, score);
        }
        return;
    }
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        if (as_crf_follows(last, k)) {
            label[at] = (uint8_t)k;
            enumerate(t, c, label, at + 1, k,
                      score + (double)c->score[at][k] +
                          (double)c->crf.weight[c->context[at]][last][k]);
        }
    }
}

static void assert_near(double got, double want)
{
    assert_true(fabs(got - want) < 1e-4 * (1 + fabs(want)));
}

static void check_sums(const chain_case *c, const truth *t,
                       as_crf_work *work)
{
    double log_z = 0;
    assert_int_equal(as_crf_sums(&c->crf, &c->chain, work, &log_z, NULL),
                     AS_OK);
    assert_near(log_z, log(t->sum));
    for (size_t i = 0; i < c->chain.n; i++) {
        as_crf_row row;
        as_crf_marginal(work, i, row);
        for (size_t k = 0; k < AS_CRF_LABELS; k++) {
            assert_near((double)row[k], t->marginal[i][k] / t->sum);
        }
        for (unsigned j = 0; j < AS_CRF_FROM; j++) {
            const bool start = j == (c->chain.at_border ? AS_CRF_BORDER : 0);
            if (i == 0 ? !start : j == AS_CRF_BORDER) {
                continue;
            }
            as_crf_pair(&c->crf, &c->chain, work, i, j, row);
            for (size_t k = 0; k < AS_CRF_LABELS; k++) {
                assert_near((double)row[k], t->pair[i][j][k] / t->sum);
            }
        }
        for (size_t end = i + 1; end <= c->chain.n; end++) {
            for (unsigned kind = 0; kind < AS_CRF_KINDS; kind++) {
                assert_near((double)as_crf_span(&c->crf, &c->chain, work, i,
                                                end, kind),
                            t->span[i][end][kind] / t->sum);
            }
        }
    }
}

static void check_case(uint64_t seed, size_t n, bool at_border, float cool)
{
    static chain_case c;
    static truth t;
    uint8_t label[WORDS_MAX];
    as_crf_work work = {0};
    memset(&t, 0, sizeof t);
    t.most = -1e9;
    case_make(&c, seed, n, at_border, cool);
    enumerate(&t, &c, label, 0, at_border ? AS_CRF_BORDER : 0, 0);
    assert_int_equal(as_crf_best(&c.crf, &c.chain, &work, label, NULL),
                     AS_OK);
    assert_memory_equal(label, t.best, n);
    check_sums(&c, &t, &work);
    as_crf_work_clear(&work);
}

static void test_chains_are_what_enumeration_says(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        for (size_t n = 1; n <= WORDS_MAX; n++) {
            check_case(seed * 100 + n, n, seed % 2 == 0, 1);
        }
    }
}

static void test_cooler_chains_are_what_enumeration_says(void **state)
{
    (void)state;
    check_case(7, 3, true, 0.6F);
    check_case(8, 3, false, 1.4F);
}

static void test_only_whole_names_are_allowed(void **state)
{
    (void)state;
    const unsigned b = as_crf_label(0, AS_CRF_B), i = as_crf_label(0, AS_CRF_I),
                   e = as_crf_label(0, AS_CRF_E), s = as_crf_label(0, AS_CRF_S),
                   other = as_crf_label(1, AS_CRF_E);
    assert_true(as_crf_follows(b, e) && as_crf_follows(b, i));
    assert_true(as_crf_follows(i, i) && as_crf_follows(i, e));
    assert_true(as_crf_follows(e, b) && as_crf_follows(s, 0));
    assert_true(as_crf_follows(0, s) && as_crf_follows(AS_CRF_BORDER, b));
    assert_false(as_crf_follows(0, i) || as_crf_follows(AS_CRF_BORDER, e));
    assert_false(as_crf_follows(b, 0) || as_crf_follows(b, b));
    assert_false(as_crf_follows(b, other) || as_crf_follows(s, e));
    assert_true(as_crf_ends(0) && as_crf_ends(e) && as_crf_ends(s));
    assert_false(as_crf_ends(b) || as_crf_ends(i));
}

/* Sums stay in range however long the chain and large the scores. */
static void test_long_chains_do_not_overflow(void **state)
{
    (void)state;
    enum { LONG = 20000 };
    static chain_case c;
    static as_crf_row score[LONG];
    static uint8_t context[LONG], label[LONG];
    as_crf_work work = {0};
    double log_z = 0;
    case_make(&c, 9, 1, true, 1);
    for (size_t i = 0; i < LONG; i++) {
        memcpy(score[i], c.score[i % WORDS_MAX], sizeof score[i]);
        score[i][i % AS_CRF_LABELS] += 200;
    }
    const as_crf_chain chain = {(const as_crf_row *)score, context, LONG,
                                true};
    assert_int_equal(as_crf_sums(&c.crf, &chain, &work, &log_z, NULL), AS_OK);
    assert_true(isfinite(log_z));
    as_crf_row row;
    as_crf_marginal(&work, LONG / 2, row);
    for (size_t k = 0; k < AS_CRF_LABELS; k++) {
        assert_true(isfinite(row[k]));
    }
    assert_int_equal(as_crf_best(&c.crf, &chain, &work, label, NULL), AS_OK);
    as_crf_work_clear(&work);
}

static void test_refused_memory_is_told(void **state)
{
    (void)state;
    static chain_case c;
    case_make(&c, 3, WORDS_MAX, true, 1);
    bool refused = true;
    for (size_t n = 1; refused; n++) {
        uint8_t label[WORDS_MAX];
        as_crf_work work = {0};
        failmem_arm(n);
        as_status st = as_crf_best(&c.crf, &c.chain, &work, label, NULL);
        if (st == AS_OK) {
            st = as_crf_sums(&c.crf, &c.chain, &work, NULL, NULL);
        }
        refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        as_crf_work_clear(&work);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chains_are_what_enumeration_says),
        cmocka_unit_test(test_cooler_chains_are_what_enumeration_says),
        cmocka_unit_test(test_only_whole_names_are_allowed),
        cmocka_unit_test(test_long_chains_do_not_overflow),
        cmocka_unit_test(test_refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* names_train.c - learn the weights of a chain of names.
 *
 * Each chain's likelihood is climbed in turn, in an order shuffled for each
 * epoch, with the steps of AdaGrad (Duchi, Hazan and Singer 2011). Weights of
 * two labels in a row are a sum of one for all contexts and one for the
 * context, so that rare contexts lean on the rest.
 * Every tenth lesson is held back in a first round: how sure the model may
 * say it is can be learnt only on what it has not seen (temperature scaling:
 * Guo et al. 2017). Cost: 100 features of 17 floats a word and epoch; 500
 * bytes a word. */
#include "tag/names_train.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "tag/names_chains.h"
#include "tag/names_lists.h"
#include "tag/names_model.h"
#include "tag/sample.h"

enum { HELD_BACK = 10, AVERAGE_FROM = 1 };
#define PAIR_START 0.01f  /* of the sums of squares */
#define PAIR_LEAST 0.0001f /* smaller gradients are left out */

static const as_train_opts defaults = {
    .lang = "en", .seed = 1, .epochs = 8, .rate = 0.03, .least = 0.1,
    .copies = 4, .min = 2};

as_train_opts as_train_names_defaults(void)
{
    return defaults;
}

typedef struct learner {
    as_train_opts opts;
    as_buf word_bytes, cluster_bytes;
    as_name_lists lists;
    as_names_chains chains;
    as_weights *weights;
    uint32_t *order; /* chains, each as often as it is learnt */
    size_t n_order;
    uint64_t random;
    as_crf crf;
    /* 0 .. AS_CRF_CONTEXTS - 1, and one for all */
    as_crf_row pair[AS_CRF_CONTEXTS + 1][AS_CRF_FROM];
    as_crf_row square[AS_CRF_CONTEXTS + 1][AS_CRF_FROM];
    as_crf_work work;
    AS_VEC(as_crf_row) score;
    AS_VEC(uint8_t) label;
    size_t n_scored, n_right;
} learner;

static bool is_held_back(const as_names_chain *c)
{
    return c->lesson % HELD_BACK == HELD_BACK - 1;
}

/* ---- one chain ----------------------------------------------------------- */

static const int32_t *rows_of(const learner *l, size_t word, size_t *n)
{
    const uint64_t beg = l->chains.row_at.v[word];
    *n = (size_t)(l->chains.row_at.v[word + 1] - beg);
    return l->chains.row.v + beg;
}

/* The weights of two labels in a row in one context. */
static void join_pairs(learner *l, unsigned context)
{
    for (unsigned i = 0; i < AS_CRF_FROM; i++) {
        for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
            l->crf.weight[context][i][k] =
                l->pair[context][i][k] + l->pair[AS_CRF_CONTEXTS][i][k];
        }
    }
}

/* Scores of the chain with the weights as they are. */
static as_crf_chain score_chain(learner *l, const as_names_chain *c)
{
    for (size_t i = 0; i < c->n; i++) {
        size_t n;
        const int32_t *rows = rows_of(l, c->first + i, &n);
        memset(l->score.v[i], 0, sizeof(as_crf_row));
        as_weights_score(l->weights, rows, n, l->score.v[i]);
    }
    return (as_crf_chain){(const as_crf_row *)l->score.v,
                          l->chains.context.v + c->first, c->n, c->at_border};
}

static as_status chain_room(learner *l, size_t n, as_err *err)
{
    l->score.n = l->label.n = 0;
    as_status st = as_vec_reserve(&l->score, n, err);
    return st == AS_OK ? as_vec_reserve(&l->label, n, err) : st;
}

static void step_pair(learner *l, unsigned context, unsigned from, unsigned k,
                      float gradient)
{
    const unsigned both[] = {context, AS_CRF_CONTEXTS};
    for (size_t i = 0; i < 2; i++) {
        float *square = &l->square[both[i]][from][k];
        *square += gradient * gradient;
        l->pair[both[i]][from][k] +=
            (float)l->opts.rate * gradient / sqrtf(*square);
    }
}

static void step_pairs(learner *l, const as_crf_chain *chain,
                       const uint8_t *gold, size_t at)
{
    const unsigned start = chain->at_border ? AS_CRF_BORDER : 0;
    const unsigned beg = at == 0 ? start : 0;
    const unsigned end = at == 0 ? start + 1 : AS_CRF_LABELS;
    const unsigned before = at == 0 ? start : gold[at - 1];
    for (unsigned i = beg; i < end; i++) {
        as_crf_row p;
        as_crf_pair(&l->crf, chain, &l->work, at, i, p);
        for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
            const float g = (i == before && k == gold[at] ? 1.0f : 0) - p[k];
            if (as_crf_follows(i, k) && fabsf(g) > PAIR_LEAST) {
                step_pair(l, chain->context[at], i, k, g);
            }
        }
    }
}

static void step_word(learner *l, size_t word, size_t at)
{
    as_crf_row p, gradient;
    as_crf_marginal(&l->work, at, p);
    const uint8_t gold = l->chains.gold.v[word];
    unsigned best = 0;
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        best = p[k] > p[best] ? k : best;
        gradient[k] = (k == gold ? 1.0f : 0) - p[k];
    }
    l->n_scored++;
    l->n_right += best == gold;
    if (gradient[gold] > PAIR_LEAST) {
        size_t n;
        const int32_t *rows = rows_of(l, word, &n);
        as_weights_step(l->weights, rows, n, gradient, (float)l->opts.rate);
    }
}

static as_status learn_chain(learner *l, const as_names_chain *c, as_err *err)
{
    as_status st = chain_room(l, c->n, err);
    if (st != AS_OK) {
        return st;
    }
    const as_crf_chain chain = score_chain(l, c);
    uint32_t done = 0; /* contexts */
    for (size_t i = 0; i < c->n; i++) {
        const unsigned context = chain.context[i];
        if ((done >> context & 1) == 0) {
            done |= 1u << context;
            join_pairs(l, context);
            as_crf_exp(&l->crf, context);
        }
    }
    st = as_crf_sums(&l->crf, &chain, &l->work, NULL, err);
    for (size_t i = 0; i < c->n && st == AS_OK; i++) {
        step_pairs(l, &chain, l->chains.gold.v + c->first, i);
        step_word(l, c->first + i, i);
    }
    return st;
}

/* ---- rounds -------------------------------------------------------------- */

static void shuffle(learner *l)
{
    for (size_t i = l->n_order; i > 1; i--) {
        const size_t k = as_random(&l->random) % i;
        const uint32_t t = l->order[i - 1];
        l->order[i - 1] = l->order[k];
        l->order[k] = t;
    }
}

static void restart(learner *l)
{
    as_weights_reset(l->weights);
    memset(l->pair, 0, sizeof l->pair);
    float *square = &l->square[0][0][0];
    for (size_t i = 0; i < sizeof l->square / sizeof *square; i++) {
        square[i] = PAIR_START;
    }
    l->crf.cool = 1;
    l->random = l->opts.seed;
    l->n_order = 0;
    for (size_t i = 0; i < l->chains.chain.n; i++) {
        for (uint32_t k = 0; k < l->chains.chain.v[i].times; k++) {
            l->order[l->n_order++] = (uint32_t)i;
        }
    }
}

static as_status learn_epoch(learner *l, bool hold_back, as_err *err)
{
    shuffle(l);
    as_status st = AS_OK;
    for (size_t i = 0; i < l->n_order && st == AS_OK; i++) {
        const as_names_chain *c = &l->chains.chain.v[l->order[i]];
        if (as_cancelled(l->opts.cancel)) {
            return as_err_set(err, AS_ECANCEL, "training was cancelled");
        }
        if (!hold_back || !is_held_back(c)) {
            st = learn_chain(l, c, err);
        }
    }
    return st;
}

/* ---- what was held back -------------------------------------------------- */

typedef as_status (*chain_use)(learner *l, const as_names_chain *c,
                               const as_crf_chain *scored, void *out,
                               as_err *err);

/* Call `use` for each chain that was held back, scored. */
static as_status each_held_back(learner *l, chain_use use, void *out,
                                as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < l->chains.chain.n && st == AS_OK; i++) {
        const as_names_chain *c = &l->chains.chain.v[i];
        if (!is_held_back(c)) {
            continue;
        }
        st = chain_room(l, c->n, err);
        if (st == AS_OK) {
            const as_crf_chain scored = score_chain(l, c);
            st = use(l, c, &scored, out, err);
        }
    }
    return st;
}

/* Add the logarithm of the probability of what is right to a double. */
static as_status add_likelihood(learner *l, const as_names_chain *c,
                                const as_crf_chain *scored, void *out,
                                as_err *err)
{
    double z = 0, right = 0, *sum = out;
    const as_status st = as_crf_sums(&l->crf, scored, &l->work, &z, err);
    unsigned last = c->at_border ? AS_CRF_BORDER : 0;
    for (size_t k = 0; k < c->n; k++) {
        const unsigned gold = l->chains.gold.v[c->first + k];
        right += (double)(l->score.v[k][gold] +
                          l->crf.weight[scored->context[k]][last][gold]);
        last = gold;
    }
    *sum += right * (double)l->crf.cool - z;
    return st;
}

static as_status choose_cool(learner *l, as_err *err)
{
    double most = -INFINITY;
    float best = 1;
    as_status st = AS_OK;
    for (unsigned i = 6; i <= 28 && st == AS_OK; i++) {
        double sum = 0;
        l->crf.cool = (float)i / 20;
        as_crf_exp_all(&l->crf);
        st = each_held_back(l, add_likelihood, &sum, err);
        if (st == AS_OK && sum > most) {
            most = sum;
            best = l->crf.cool;
        }
    }
    l->crf.cool = best;
    as_crf_exp_all(&l->crf);
    return st;
}

static as_status report_chain(learner *l, const as_names_chain *c,
                              const as_crf_chain *chain, void *out,
                              as_err *err)
{
    as_name_report *report = out;
    as_status st = as_crf_best(&l->crf, chain, &l->work, l->label.v, err);
    if (st == AS_OK) {
        st = as_crf_sums(&l->crf, chain, &l->work, NULL, err);
    }
    if (st != AS_OK) {
        return st;
    }
    const uint8_t *gold = l->chains.gold.v + c->first, *label = l->label.v;
    for (size_t i = 0; i < c->n; i++) {
        const bool begins = gold[i] != 0 && (gold[i] - 1) % 4 != AS_CRF_I &&
                            (gold[i] - 1) % 4 != AS_CRF_E;
        report->n_gold += begins;
    }
    for (size_t i = 0; i < c->n;) {
        size_t end = i + 1;
        if (label[i] == 0) {
            i = end;
            continue;
        }
        while (end < c->n && !as_crf_ends(label[end - 1])) {
            end++;
        }
        const float p = as_crf_span(&l->crf, chain, &l->work, i, end,
                                    (label[i] - 1u) / 4);
        size_t bin = (size_t)(p * AS_NAME_BINS);
        bin = bin < AS_NAME_BINS ? bin : AS_NAME_BINS - 1;
        report->bin[bin].n++;
        report->bin[bin].sum += (double)p;
        report->bin[bin].right += memcmp(gold + i, label + i, end - i) == 0;
        i = end;
    }
    return AS_OK;
}

double as_name_report_f1(const as_name_report *report)
{
    size_t n = report->n_gold, right = 0;
    for (size_t i = 0; i < AS_NAME_BINS; i++) {
        n += report->bin[i].n;
        right += report->bin[i].right;
    }
    return n ? 2 * (double)right / (double)n : (double)NAN;
}

/* ---- all of it ----------------------------------------------------------- */

static as_status prepare(learner *l, const as_name_lesson *lessons, size_t n,
                         as_err *err)
{
    as_status st = as_names_words_read(l->opts.lexicon, &l->word_bytes, err);
    if (st == AS_OK) {
        st = as_rows_open("words", as_buf_slice(&l->word_bytes),
                          AS_NAME_WORD_WIDTH, &l->lists.words, err);
    }
    if (st == AS_OK) {
        st = as_names_clusters_read(l->opts.clusters, &l->cluster_bytes, err);
    }
    if (st == AS_OK) {
        st = as_rows_open("clusters", as_buf_slice(&l->cluster_bytes),
                          AS_NAME_CLUSTER_WIDTH, &l->lists.clusters, err);
    }
    if (st == AS_OK) {
        st = as_weights_new(AS_CRF_LABELS, &l->weights, err);
    }
    if (st == AS_OK) {
        st = as_names_chains_make(&l->chains, lessons, n, &l->lists,
                                  l->opts.min, l->weights, l->opts.cancel,
                                  err);
    }
    if (st == AS_OK) {
        size_t most = 1;
        for (size_t i = 0; i < l->chains.chain.n; i++) {
            most += l->chains.chain.v[i].times;
        }
        l->order = as_mem_zero(most, sizeof *l->order);
        st = l->order ? AS_OK : as_err_nomem(err);
    }
    return st;
}

static as_status learn(learner *l, bool hold_back, as_train_progress progress,
                       void *ctx, as_name_report *report, as_err *err)
{
    as_train_step step = {.n_epochs = 2 * l->opts.epochs, .dev = (double)NAN};
    step.epoch = hold_back ? 0 : l->opts.epochs;
    restart(l);
    as_status st = AS_OK;
    for (uint32_t i = 0; i < l->opts.epochs && st == AS_OK; i++) {
        l->n_scored = l->n_right = 0;
        st = learn_epoch(l, hold_back, err);
        if (st == AS_OK && i >= AVERAGE_FROM) {
            st = as_weights_remember(l->weights, err);
        }
        step.epoch++;
        step.train = l->n_scored
                         ? (double)l->n_right / (double)l->n_scored
                         : (double)NAN;
        if (progress != NULL && st == AS_OK) {
            progress(ctx, &step);
        }
    }
    as_weights_average(l->weights);
    for (unsigned c = 0; c < AS_CRF_CONTEXTS; c++) {
        join_pairs(l, c);
    }
    if (st == AS_OK && hold_back) {
        st = choose_cool(l, err);
    }
    if (st == AS_OK && hold_back) {
        report->cool = (double)l->crf.cool;
        st = each_held_back(l, report_chain, report, err);
    }
    return st;
}

static as_status pack(learner *l, float cool, as_buf *model, as_err *err)
{
    as_buf rows = {0};
    size_t n_rows;
    const as_names_params params = {AS_NAMES_FEATURES, AS_CRF_LABELS,
                                    AS_CLUE_CLASSES, cool};
    as_status st = as_weights_pack(l->weights, AS_NAMES_SCALE,
                                   (float)l->opts.least, &rows, &n_rows, err);
    if (st == AS_OK) {
        const as_model_part parts[] = {
            {AS_MODEL_ABOUT, as_slice_str(l->opts.about)},
            {AS_NAMES_PARAMS, {(const char *)&params, sizeof params}},
            {AS_NAMES_WORDS, as_buf_slice(&l->word_bytes)},
            {AS_NAMES_CLUSTERS, as_buf_slice(&l->cluster_bytes)},
            {AS_NAMES_PAIRS, {(const char *)l->crf.weight,
                              sizeof l->crf.weight}},
            {AS_NAMES_WEIGHTS, as_buf_slice(&rows)},
        };
        st = as_model_pack(AS_NAMES_KIND, l->opts.lang, parts,
                           sizeof parts / sizeof *parts, model, err);
    }
    as_buf_clear(&rows);
    return st;
}

static void learner_free(learner *l)
{
    as_names_chains_clear(&l->chains);
    as_weights_free(l->weights);
    as_mem_free(l->order);
    as_crf_work_clear(&l->work);
    as_vec_clear(&l->score);
    as_vec_clear(&l->label);
    as_buf_clear(&l->word_bytes);
    as_buf_clear(&l->cluster_bytes);
    as_mem_free(l);
}

static as_train_opts with_defaults(const as_train_opts *opts)
{
    as_train_opts o = *opts;
    o.lang = o.lang ? o.lang : defaults.lang;
    o.epochs = o.epochs ? o.epochs : defaults.epochs;
    o.rate = o.rate > 0 ? o.rate : defaults.rate;
    o.least = o.least > 0 ? o.least : defaults.least;
    o.min = o.min ? o.min : defaults.min;
    return o;
}

static bool has_names(const as_name_lesson *lessons, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (lessons[i].n_names > 0) {
            return true;
        }
    }
    return false;
}

as_status as_train_names(const as_name_lesson *lessons, size_t n,
                         const as_train_opts *opts, as_train_progress progress,
                         void *ctx, as_buf *model, as_name_report *report,
                         as_err *err)
{
    if (!has_names(lessons, n)) {
        return as_err_set(err, AS_EINVAL, "no name to learn from");
    }
    learner *l = as_mem_zero(1, sizeof *l);
    if (l == NULL) {
        return as_err_nomem(err);
    }
    l->opts = with_defaults(opts);
    as_name_report found = {.cool = 1};
    as_status st = prepare(l, lessons, n, err);
    if (st == AS_OK) {
        st = learn(l, true, progress, ctx, &found, err);
    }
    if (st == AS_OK) {
        st = learn(l, false, progress, ctx, NULL, err);
    }
    if (st == AS_OK) {
        st = pack(l, (float)found.cool, model, err);
    }
    if (st == AS_OK && report != NULL) {
        *report = found;
    }
    learner_free(l);
    return st;
}

/* pos_train.c - learn to tag parts of speech.
 *
 * A maximum-entropy Markov model: softmax over the tags, words of a sentence
 * from left to right, with the tags that the model itself gave to the two
 * words before (so that it learns to live with its own mistakes), trained by
 * AdaGrad. Words that the dictionary is sure of are neither learnt nor
 * scored; their tag is known. The order of sentences is shuffled each epoch.
 * Rows of features that do not depend on tags are looked up once.
 * Cost: 60 features of 17 floats a token and epoch; 250 bytes a token. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "tag/model.h"
#include "tag/pos_model.h"
#include "tag/sample.h"
#include "tag/tagger.h"
#include "tag/train.h"
#include "tag/weights.h"

enum { DICT_MIN = 2, FIXED_MAX = 56 };

static const as_train_opts defaults = {
    .lang = "en", .seed = 1, .epochs = 6, .rate = 0.04, .least = 0.1,
    .copies = 4, .min = 2};

as_train_opts as_train_defaults(void)
{
    return defaults;
}

/* A sample with the rows of the features that do not depend on tags. */
typedef struct lesson {
    as_sample sample;
    int32_t (*fixed)[FIXED_MAX]; /* a token; AS_WEIGHTS_NONE where unused */
    uint8_t *tags;               /* what the model gave */
} lesson;

typedef struct learner {
    as_train_opts opts;
    as_buf dict_bytes, lexicon_bytes;
    as_word_lists lists;
    as_weights *weights;
    lesson train, dev;
    uint32_t *order; /* of the sentences of train */
    uint64_t random;
    size_t n_scored, n_right;
} learner;

static size_t fixed_features(const as_word *const w[5], bool first,
                             uint64_t *out)
{
    size_t n = as_word_features(w[2], AS_AT_CUR, out);
    if (first) {
        n += as_word_features(w[2], AS_AT_FIRST, out + n);
    }
    n += as_word_features(w[1], AS_AT_PREV, out + n);
    n += as_word_features(w[3], AS_AT_NEXT, out + n);
    n += as_word_features(w[0], AS_AT_PREV2, out + n);
    n += as_word_features(w[4], AS_AT_NEXT2, out + n);
    n += as_pair_features(w, first, out + n);
    return n;
}

static bool is_sure(const as_word *w)
{
    return (w->entry & AS_DICT_SURE) != 0;
}

static unsigned tag_before(const uint8_t *tags, size_t at, size_t back)
{
    return at >= back ? tags[at - back] : AS_TAG_BEFORE;
}

/* ---- preparing ----------------------------------------------------------- */

typedef as_status (*visit)(learner *l, lesson *in, size_t beg, size_t n,
                           size_t at, as_err *err);

/* Call `what` for each word that is to be learnt. */
static as_status each_word(learner *l, lesson *in, visit what, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < in->sample.sent.n && st == AS_OK; i++) {
        size_t beg, end;
        as_sample_sent(&in->sample, i, &beg, &end);
        for (size_t at = beg; at < end && st == AS_OK; at++) {
            if (!is_sure(&in->sample.word.v[at])) {
                st = what(l, in, beg, end - beg, at - beg, err);
            }
        }
    }
    return st;
}

static as_status count_word(learner *l, lesson *in, size_t beg, size_t n,
                            size_t at, as_err *err)
{
    const as_word *w[5];
    uint64_t keys[FIXED_MAX + AS_HISTORY_MAX];
    as_window(in->sample.word.v + beg, n, at, w);
    size_t count = fixed_features(w, at == 0, keys);
    const uint8_t *gold = in->sample.gold.v + beg;
    count += as_history_features(w, tag_before(gold, at, 1),
                                 tag_before(gold, at, 2), keys + count);
    return as_weights_count(l->weights, keys, count, err);
}

static as_status fix_word(learner *l, lesson *in, size_t beg, size_t n,
                          size_t at, as_err *err)
{
    (void)err;
    const as_word *w[5];
    uint64_t keys[FIXED_MAX];
    as_window(in->sample.word.v + beg, n, at, w);
    size_t count = fixed_features(w, at == 0, keys);
    int32_t *rows = in->fixed[beg + at];
    as_weights_find(l->weights, keys, count, rows);
    for (size_t i = count; i < FIXED_MAX; i++) {
        rows[i] = AS_WEIGHTS_NONE;
    }
    return AS_OK;
}

static as_status fix_rows(learner *l, lesson *in, as_err *err)
{
    size_t n = in->sample.word.n;
    in->fixed = as_mem_zero(n + 1, sizeof *in->fixed);
    in->tags = as_mem_zero(n + 1, 1);
    if (in->fixed == NULL || in->tags == NULL) {
        return as_err_nomem(err);
    }
    return each_word(l, in, fix_word, err);
}

static as_status prepare(learner *l, const as_treebank *train,
                         const as_treebank *dev, as_err *err)
{
    as_status st = as_dict_learn(train, DICT_MIN, &l->dict_bytes, err);
    if (st == AS_OK) {
        st = as_rows_open("dictionary", as_buf_slice(&l->dict_bytes),
                          AS_DICT_WIDTH, &l->lists.dict, err);
    }
    if (st == AS_OK) {
        st = as_lexicon_read(l->opts.lexicon, &l->lexicon_bytes, err);
    }
    if (st == AS_OK) {
        st = as_rows_open("lexicon", as_buf_slice(&l->lexicon_bytes),
                          AS_LEXICON_WIDTH, &l->lists.lexicon, err);
    }
    if (st == AS_OK) {
        st = as_sample_make(&l->train.sample, train, &l->lists,
                            l->opts.copies, l->opts.seed, err);
    }
    if (st == AS_OK && dev != NULL) {
        st = as_sample_make(&l->dev.sample, dev, &l->lists, 0, 0, err);
    }
    if (st == AS_OK) {
        st = as_weights_new(AS_UPOS_N, &l->weights, err);
    }
    if (st == AS_OK) {
        st = each_word(l, &l->train, count_word, err);
    }
    if (st == AS_OK) {
        st = as_weights_start(l->weights, l->opts.min, err);
    }
    if (st == AS_OK) {
        st = fix_rows(l, &l->train, err);
    }
    if (st == AS_OK && dev != NULL) {
        st = fix_rows(l, &l->dev, err);
    }
    return st;
}

/* ---- learning ------------------------------------------------------------ */

static uint8_t best_of(const float *score)
{
    uint8_t best = 0;
    for (unsigned k = 1; k < AS_UPOS_N; k++) {
        best = score[k] > score[best] ? (uint8_t)k : best;
    }
    return best;
}

/* The gradient of the log-likelihood of `gold`; false where it is too small
 * to matter. */
static bool gradient_of(const float *score, uint8_t best, uint8_t gold,
                        float *gradient)
{
    float sum = 0;
    for (size_t k = 0; k < AS_UPOS_N; k++) {
        gradient[k] = expf(score[k] - score[best]);
        sum += gradient[k];
    }
    for (size_t k = 0; k < AS_UPOS_N; k++) {
        gradient[k] = -gradient[k] / sum;
    }
    gradient[gold] += 1;
    return gradient[gold] > 0.001f;
}

static uint8_t tag_word(learner *l, lesson *in, size_t beg, size_t n,
                        size_t at, bool learn)
{
    const as_word *w[5];
    uint64_t keys[AS_HISTORY_MAX];
    int32_t rows[FIXED_MAX + AS_HISTORY_MAX];
    const uint8_t *tags = in->tags + beg;
    as_window(in->sample.word.v + beg, n, at, w);
    memcpy(rows, in->fixed[beg + at], sizeof in->fixed[0]);
    size_t count = as_history_features(w, tag_before(tags, at, 1),
                                       tag_before(tags, at, 2), keys);
    as_weights_find(l->weights, keys, count, rows + FIXED_MAX);
    count += FIXED_MAX;
    float score[AS_UPOS_N] = {0}, gradient[AS_UPOS_N];
    as_weights_score(l->weights, rows, count, score);
    uint8_t best = best_of(score), gold = in->sample.gold.v[beg + at];
    if (learn && gold < AS_UPOS_N &&
        gradient_of(score, best, gold, gradient)) {
        as_weights_step(l->weights, rows, count, gradient,
                        (float)l->opts.rate);
    }
    return best;
}

static void tag_sentence(learner *l, lesson *in, size_t sent, bool learn)
{
    size_t beg, end;
    as_sample_sent(&in->sample, sent, &beg, &end);
    for (size_t at = beg; at < end; at++) {
        const as_word *w = &in->sample.word.v[at];
        uint8_t tag = is_sure(w) ? (w->entry >> AS_DICT_BEST) & 31
                                 : tag_word(l, in, beg, end - beg, at - beg,
                                            learn);
        in->tags[at] = tag;
        if (in->sample.gold.v[at] < AS_UPOS_N) {
            l->n_scored++;
            l->n_right += tag == in->sample.gold.v[at];
        }
    }
}

static void shuffle(learner *l, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = as_random(&l->random) % i;
        uint32_t t = l->order[i - 1];
        l->order[i - 1] = l->order[k];
        l->order[k] = t;
    }
}

static double share(learner *l)
{
    double right = l->n_scored ? (double)l->n_right / (double)l->n_scored
                               : (double)NAN;
    l->n_scored = l->n_right = 0;
    return right;
}

static as_status learn(learner *l, as_train_progress progress, void *ctx,
                       as_err *err)
{
    size_t n = l->train.sample.sent.n;
    l->order = as_mem_zero(n + 1, sizeof *l->order);
    if (l->order == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < n; i++) {
        l->order[i] = (uint32_t)i;
    }
    as_train_step step = {.n_epochs = l->opts.epochs};
    while (step.epoch++ < l->opts.epochs) {
        shuffle(l, n);
        for (size_t i = 0; i < n; i++) {
            if (as_cancelled(l->opts.cancel)) {
                return as_err_set(err, AS_ECANCEL, "training was cancelled");
            }
            tag_sentence(l, &l->train, l->order[i], true);
        }
        step.train = share(l);
        for (size_t i = 0; i < l->dev.sample.sent.n; i++) {
            tag_sentence(l, &l->dev, i, false);
        }
        step.dev = share(l);
        if (progress != NULL) {
            progress(ctx, &step);
        }
    }
    return AS_OK;
}

/* ---- the model ----------------------------------------------------------- */

static as_status pack(learner *l, as_buf *model, as_err *err)
{
    as_buf rows = {0};
    size_t n_rows;
    as_pos_params params = as_pos_params_default();
    as_status st = as_weights_pack(l->weights, AS_POS_SCALE,
                                   (float)l->opts.least, &rows, &n_rows, err);
    if (st == AS_OK) {
        const as_model_part parts[] = {
            {AS_MODEL_ABOUT, as_slice_str(l->opts.about)},
            {AS_POS_PARAMS, {(const char *)&params, sizeof params}},
            {AS_POS_DICT, as_buf_slice(&l->dict_bytes)},
            {AS_POS_LEXICON, as_buf_slice(&l->lexicon_bytes)},
            {AS_POS_WEIGHTS, as_buf_slice(&rows)},
        };
        st = as_model_pack(AS_POS_KIND, l->opts.lang, parts,
                           sizeof parts / sizeof *parts, model, err);
    }
    as_buf_clear(&rows);
    return st;
}

/* The share of `dev` that the packed model tags right. */
static as_status score_model(as_slice bytes, const as_treebank *dev,
                             double *score, as_err *err)
{
    as_model *model = NULL;
    as_tagger *tagger = NULL;
    as_status st = as_model_of_bytes("new model", bytes, &model, err);
    if (st == AS_OK) {
        st = as_tagger_new(model, NULL, &tagger, err);
    }
    uint8_t *pos = as_mem_zero(dev->n, 1);
    if (st == AS_OK && pos == NULL) {
        st = as_err_nomem(err);
    }
    size_t n = 0, right = 0;
    for (size_t i = 0; i < dev->n_sents && st == AS_OK; i++) {
        uint32_t beg = dev->sent[i], end = dev->sent[i + 1];
        st = as_tagger_sentence(tagger, dev->form + beg, end - beg, pos + beg,
                                err);
        for (; beg < end; beg++) {
            n += dev->pos[beg] < AS_UPOS_N;
            right += dev->pos[beg] == pos[beg];
        }
    }
    if (st == AS_OK) {
        *score = n ? (double)right / (double)n : (double)NAN;
    }
    as_mem_free(pos);
    as_tagger_free(tagger);
    as_model_unref(model);
    return st;
}

static void learner_clear(learner *l)
{
    lesson *in[] = {&l->train, &l->dev};
    for (size_t i = 0; i < 2; i++) {
        as_sample_clear(&in[i]->sample);
        as_mem_free(in[i]->fixed);
        as_mem_free(in[i]->tags);
    }
    as_mem_free(l->order);
    as_weights_free(l->weights);
    as_buf_clear(&l->dict_bytes);
    as_buf_clear(&l->lexicon_bytes);
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

as_status as_train_pos(const as_treebank *train, const as_treebank *dev,
                       const as_train_opts *opts, as_train_progress progress,
                       void *ctx, as_buf *model, double *score, as_err *err)
{
    learner l = {.opts = with_defaults(opts), .random = opts->seed};
    as_buf bytes = {0};
    as_status st = prepare(&l, train, dev, err);
    if (st == AS_OK) {
        st = learn(&l, progress, ctx, err);
    }
    if (st == AS_OK) {
        st = pack(&l, &bytes, err);
    }
    if (st == AS_OK && dev != NULL && score != NULL) {
        st = score_model(as_buf_slice(&bytes), dev, score, err);
    }
    if (st == AS_OK) {
        st = as_buf_add(model, bytes.p, bytes.n, err);
    }
    as_buf_clear(&bytes);
    learner_clear(&l);
    return st;
}

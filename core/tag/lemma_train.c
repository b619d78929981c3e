/* lemma_train.c - learn edit rules and exceptions for lemmas.
 *
 * From examples and rules (lemma_examples.c): softmax over the candidates of
 * an example, trained by AdaGrad; whether an outcome is a known lemma is
 * asked without the example itself. Examples that the finished model gets
 * wrong become exceptions. Cost: a second; memory linear in word types. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "tag/lemma_learn.h"
#include "tag/sample.h"
#include "text/norm.h"

enum { EPOCHS = 12 };
static const float rate = 0.1f;
static const float least = 0.05f;

/* ---- the linear model ---------------------------------------------------- */

typedef struct candidates {
    uint32_t rule[AS_LEMMA_MAX_CANDIDATES];
    uint64_t key[AS_LEMMA_MAX_CANDIDATES][AS_LEMMA_FEATURES];
    size_t n_keys[AS_LEMMA_MAX_CANDIDATES];
    size_t n, gold; /* gold is n if the rule may not be chosen */
} candidates;

static as_status is_known(lemma_learner *l, const lemma_example *e,
                          uint32_t rule, bool *known, as_err *err)
{
    as_status st = lemma_key_put(&l->scratch, e->pos, (as_slice){0}, err);
    if (st == AS_OK) {
        st = as_lemma_apply(&l->view, e->norm, rule, &l->scratch, err);
    }
    uint64_t n = 0;
    if (st == AS_OK) {
        (void)as_map_find(l->lemmas, as_buf_slice(&l->scratch), &n);
        *known = n > (rule == e->rule);
    }
    return st;
}

static as_status look_at(lemma_learner *l, const lemma_example *e,
                         candidates *c, as_err *err)
{
    c->n = as_lemma_candidates(&l->view, e->norm, e->pos, c->rule);
    c->gold = c->n;
    for (size_t i = 0; i < c->n; i++) {
        bool known = false;
        as_status st = is_known(l, e, c->rule[i], &known, err);
        if (st != AS_OK) {
            return st;
        }
        c->n_keys[i] = as_lemma_features(
            e->norm, e->pos, c->rule[i], l->rules.v[c->rule[i]].n_strip,
            known, c->key[i]);
        c->gold = c->rule[i] == e->rule ? i : c->gold;
    }
    return AS_OK;
}

static as_status count_example(lemma_learner *l, const lemma_example *e,
                               candidates *c, as_err *err)
{
    as_status st = look_at(l, e, c, err);
    for (size_t i = 0; i < c->n && st == AS_OK; i++) {
        st = as_weights_count(l->weights, c->key[i], c->n_keys[i], err);
    }
    return st;
}

/* One step of softmax over the candidates; was the best one right? */
static bool step(lemma_learner *l, const candidates *c)
{
    int32_t rows[AS_LEMMA_MAX_CANDIDATES][AS_LEMMA_FEATURES];
    float score[AS_LEMMA_MAX_CANDIDATES] = {0}, sum = 0;
    size_t best = 0;
    for (size_t i = 0; i < c->n; i++) {
        as_weights_find(l->weights, c->key[i], c->n_keys[i], rows[i]);
        as_weights_score(l->weights, rows[i], c->n_keys[i], &score[i]);
        best = score[i] > score[best] ? i : best;
    }
    float top = score[best];
    for (size_t i = 0; i < c->n; i++) {
        score[i] = expf(score[i] - top);
        sum += score[i];
    }
    for (size_t i = 0; i < c->n; i++) {
        float gradient = (i == c->gold ? 1.0f : 0.0f) - score[i] / sum;
        if (fabsf(gradient) > 0.001f) {
            as_weights_step(l->weights, rows[i], c->n_keys[i], &gradient,
                            rate);
        }
    }
    return best == c->gold;
}

static void shuffle(lemma_learner *l, uint32_t *order, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = as_random(&l->random) % i;
        uint32_t t = order[i - 1];
        order[i - 1] = order[k];
        order[k] = t;
    }
}

static as_status epoch(lemma_learner *l, const uint32_t *order, candidates *c,
                       double *right, as_err *err)
{
    size_t good = 0;
    for (size_t i = 0; i < l->examples.n; i++) {
        if (as_cancelled(l->opts->cancel)) {
            return as_err_set(err, AS_ECANCEL, "training was cancelled");
        }
        as_status st = look_at(l, &l->examples.v[order[i]], c, err);
        if (st != AS_OK) {
            return st;
        }
        if (c->gold < c->n) {
            good += step(l, c);
        }
    }
    *right = (double)good / (double)l->examples.n;
    return AS_OK;
}

static as_status learn(lemma_learner *l, as_train_progress progress, void *ctx,
                       as_err *err)
{
    size_t n = l->examples.n;
    uint32_t *order = as_mem_zero(n + 1, sizeof *order);
    candidates *c = as_mem_zero(1, sizeof *c);
    as_status st = order && c ? AS_OK : as_err_nomem(err);
    for (size_t i = 0; i < n && st == AS_OK; i++) {
        order[i] = (uint32_t)i;
        st = count_example(l, &l->examples.v[i], c, err);
    }
    if (st == AS_OK) {
        st = as_weights_start(l->weights, 1, err);
    }
    as_train_step at = {.n_epochs = l->opts->epochs ? l->opts->epochs : EPOCHS,
                        .dev = (double)NAN};
    while (st == AS_OK && at.epoch++ < at.n_epochs) {
        shuffle(l, order, n);
        st = epoch(l, order, c, &at.train, err);
        if (st == AS_OK && progress != NULL) {
            progress(ctx, &at);
        }
    }
    as_mem_free(order);
    as_mem_free(c);
    return st;
}

/* ---- the model ----------------------------------------------------------- */

typedef struct packing {
    as_buf keys, rows;                     /* of the table being made */
    as_buf exceptions, lexicon, weights; /* sections */
} packing;

static as_status pack_lexicon(lemma_learner *l, packing *p, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < as_map_count(l->lemmas) && st == AS_OK; i++) {
        as_slice k = as_map_key(l->lemmas, i);
        uint64_t key = as_lemma_key(as_slice_of(k.p + 1, k.n - 1),
                                    (uint8_t)k.p[0]);
        st = as_buf_add(&p->keys, &key, sizeof key, err);
    }
    if (st == AS_OK) {
        st = as_rows_pack((const uint64_t *)(const void *)p->keys.p,
                          (const uint8_t *)"", as_map_count(l->lemmas), 0,
                          &p->lexicon, err);
    }
    return st;
}

static as_status add_exception(lemma_learner *l, const lemma_example *e,
                               const as_lemma_model *m, packing *p,
                               as_err *err)
{
    l->scratch.n = 0;
    as_status st = as_lemma_find(m, e->norm, e->norm, e->pos, &l->scratch,
                                 err);
    if (st != AS_OK || as_slice_eq(as_buf_slice(&l->scratch), e->lemma)) {
        return st;
    }
    uint64_t key = as_lemma_key(e->norm, e->pos);
    uint16_t row[2] = {(uint16_t)(key >> 32), (uint16_t)e->rule};
    st = as_buf_add(&p->keys, &key, sizeof key, err);
    return st == AS_OK ? as_buf_add(&p->rows, row, sizeof row, err) : st;
}

static as_status pack_exceptions(lemma_learner *l, packing *p, as_err *err)
{
    as_lemma_model m = l->view;
    p->keys.n = 0;
    as_status st = as_rows_pack(NULL, NULL, 0, AS_LEMMA_EXCEPTION_WIDTH,
                                &p->exceptions, err);
    if (st == AS_OK) {
        st = as_rows_open("exceptions", as_buf_slice(&p->exceptions),
                          AS_LEMMA_EXCEPTION_WIDTH, &m.exceptions, err);
    }
    if (st == AS_OK) {
        st = as_rows_open("lexicon", as_buf_slice(&p->lexicon), 0, &m.lexicon,
                          err);
    }
    if (st == AS_OK) {
        st = as_rows_open("weights", as_buf_slice(&p->weights), 1, &m.weights,
                          err);
    }
    for (size_t i = 0; i < l->examples.n && st == AS_OK; i++) {
        st = add_exception(l, &l->examples.v[i], &m, p, err);
    }
    p->exceptions.n = 0;
    if (st == AS_OK) {
        st = as_rows_pack((const uint64_t *)(const void *)p->keys.p,
                          (const uint8_t *)p->rows.p,
                          p->rows.n / AS_LEMMA_EXCEPTION_WIDTH,
                          AS_LEMMA_EXCEPTION_WIDTH, &p->exceptions, err);
    }
    return st;
}

static as_status pack(lemma_learner *l, as_buf *model, as_err *err)
{
    packing p = {0};
    size_t n_rows;
    as_status st = pack_lexicon(l, &p, err);
    if (st == AS_OK) {
        st = as_weights_pack(l->weights, AS_LEMMA_SCALE, least, &p.weights,
                             &n_rows, err);
    }
    if (st == AS_OK) {
        st = pack_exceptions(l, &p, err);
    }
    if (st == AS_OK) {
        const as_model_part parts[] = {
            {AS_MODEL_ABOUT, as_slice_str(l->opts->about)},
            {AS_LEMMA_RULES, {(const char *)l->rules.v,
                              l->rules.n * sizeof *l->rules.v}},
            {AS_LEMMA_TEXTS, as_buf_slice(&l->texts)},
            {AS_LEMMA_EXCEPTIONS, as_buf_slice(&p.exceptions)},
            {AS_LEMMA_LEXICON, as_buf_slice(&p.lexicon)},
            {AS_LEMMA_WEIGHTS, as_buf_slice(&p.weights)},
        };
        const char *lang = l->opts->lang ? l->opts->lang
                                         : as_train_defaults().lang;
        st = as_model_pack(AS_LEMMA_KIND, lang, parts,
                           sizeof parts / sizeof *parts, model, err);
    }
    as_buf_clear(&p.keys);
    as_buf_clear(&p.rows);
    as_buf_clear(&p.exceptions);
    as_buf_clear(&p.lexicon);
    as_buf_clear(&p.weights);
    return st;
}

static as_status same_norm(as_slice a, as_slice b, as_buf *buf, bool *same,
                           as_err *err)
{
    buf->n = 0;
    as_status st = as_norm(a, buf, err);
    size_t half = buf->n;
    if (st == AS_OK) {
        st = as_norm(b, buf, err);
    }
    if (st == AS_OK) {
        *same = as_slice_eq(as_slice_of(buf->p, half),
                            as_slice_of(buf->p + half, buf->n - half));
    }
    return st;
}

static as_status score_model(as_slice bytes, const as_treebank *dev,
                             as_buf *buf, double *score, as_err *err)
{
    as_model *model = NULL;
    as_lemma_model m;
    as_buf norm = {0}, lemma = {0};
    size_t n = 0, right = 0;
    as_status st = as_model_of_bytes("new model", bytes, &model, err);
    if (st == AS_OK) {
        st = as_lemma_model_open(model, &m, err);
    }
    for (size_t i = 0; i < dev->n && st == AS_OK; i++) {
        if (dev->pos[i] >= AS_UPOS_N || dev->lemma[i].p == NULL) {
            continue;
        }
        norm.n = lemma.n = 0;
        bool same = false;
        st = as_norm(dev->form[i], &norm, err);
        if (st == AS_OK) {
            st = as_lemma_find(&m, dev->form[i], as_buf_slice(&norm),
                               dev->pos[i], &lemma, err);
        }
        if (st == AS_OK) {
            st = same_norm(as_buf_slice(&lemma), dev->lemma[i], buf, &same,
                           err);
        }
        n++;
        right += same;
    }
    if (st == AS_OK) {
        *score = n ? (double)right / (double)n : (double)NAN;
    }
    as_buf_clear(&norm);
    as_buf_clear(&lemma);
    as_model_unref(model);
    return st;
}

as_status as_train_lemma(const as_treebank *train, const as_treebank *dev,
                         const as_train_opts *opts, as_train_progress progress,
                         void *ctx, as_buf *model, double *score, as_err *err)
{
    lemma_learner l = {.opts = opts, .random = opts->seed};
    as_buf bytes = {0};
    as_status st = lemma_examples_make(&l, train, err);
    if (st == AS_OK) {
        st = as_weights_new(1, &l.weights, err);
    }
    if (st == AS_OK) {
        st = learn(&l, progress, ctx, err);
    }
    if (st == AS_OK) {
        st = pack(&l, &bytes, err);
    }
    if (st == AS_OK && dev != NULL && score != NULL) {
        st = score_model(as_buf_slice(&bytes), dev, &l.scratch, score, err);
    }
    if (st == AS_OK) {
        st = as_buf_add(model, bytes.p, bytes.n, err);
    }
    as_buf_clear(&bytes);
    lemma_learner_clear(&l);
    return st;
}

/* crf.c - decoding and sums of a linear chain.
 *
 * Sums are of products, each token's scaled to 1, so that nothing leaves the
 * range of a float however long the chain. `hot` holds the exponentials of
 * the scores less the largest of the token; alpha and beta the scaled sums
 * from the left and from the right. Cost: 17 labels with 9 or 2 that may
 * stand before each; the 9 are tried for all labels, as vectors. Invariant:
 * O may follow any label that ends a name, so that every chain has a
 * sequence. */
#include "tag/crf.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "tag/weights.h"

_Static_assert((int)AS_CRF_LABELS <= (int)AS_WEIGHTS_MAX_WIDTH,
               "a row of weights holds every label");

static bool is_open(unsigned label)
{
    const unsigned place = (label - 1) % 4;
    return label != 0 && label != AS_CRF_BORDER &&
           (place == AS_CRF_B || place == AS_CRF_I);
}

static bool goes_on(unsigned label)
{
    const unsigned place = (label - 1) % 4;
    return label != 0 && (place == AS_CRF_I || place == AS_CRF_E);
}

bool as_crf_follows(unsigned from, unsigned to)
{
    if (!is_open(from)) {
        return !goes_on(to);
    }
    return goes_on(to) && (from - 1) / 4 == (to - 1) / 4;
}

bool as_crf_ends(unsigned label)
{
    return !is_open(label);
}

void as_crf_exp(as_crf *crf, unsigned context)
{
    for (unsigned i = 0; i < AS_CRF_FROM; i++) {
        for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
            crf->exp[context][i][k] =
                as_crf_follows(i, k)
                    ? expf(crf->weight[context][i][k] * crf->cool)
                    : 0;
        }
    }
}

void as_crf_exp_all(as_crf *crf)
{
    for (unsigned c = 0; c < AS_CRF_CONTEXTS; c++) {
        as_crf_exp(crf, c);
    }
}

void as_crf_work_clear(as_crf_work *work)
{
    as_vec_clear(&work->alpha);
    as_vec_clear(&work->beta);
    as_vec_clear(&work->hot);
    as_vec_clear(&work->best);
    as_vec_clear(&work->scale);
    as_vec_clear(&work->from);
}

static unsigned before(const as_crf_chain *chain)
{
    return chain->at_border ? AS_CRF_BORDER : 0;
}

/* Labels that end a name or are none, and those that begin one or are none:
 * each of the first may stand before each of the second. B and I of a kind
 * may stand before its I and E; all else is not allowed. */
static const uint8_t enders[] = {0, 3, 4, 7, 8, 11, 12, 15, 16};
static const uint8_t starters[] = {0, 1, 4, 5, 8, 9, 12, 13, 16};

_Static_assert(AS_CRF_KINDS == 4, "the lists are O and two of each kind");

enum { AT_BORDERS = sizeof enders };

/* ---- decoding ------------------------------------------------------------ */

/* The labels as vectors of four; the last of the 17 goes by itself. Compilers
 * split such vectors where the machine has none. */
typedef float four __attribute__((vector_size(16)));
typedef int32_t four_ints __attribute__((vector_size(16)));

enum { LANES = 16, FOURS = LANES / 4 };

_Static_assert(AS_CRF_LABELS == LANES + 1, "one label is left over");

static inline four four_at(const float *p)
{
    four v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Which of all enders is the best to stand before each label; right for those
 * that begin a name, or are none. Of equals the first. */
static void best_ender(const as_crf_row *weight, const float *last,
                       float *best, int32_t *from)
{
    four top[FOURS];
    four_ints by[FOURS];
    float top_last = last[0] + weight[0][LANES]; /* O comes first */
    int32_t by_last = 0;
    for (size_t v = 0; v < FOURS; v++) {
        top[v] = last[0] + four_at(weight[0] + 4 * v);
        by[v] = (four_ints){0};
    }
    for (size_t j = 1; j < AT_BORDERS; j++) {
        const int32_t id = enders[j];
        const float *w = weight[id];
        for (size_t v = 0; v < FOURS; v++) {
            const four s = last[id] + four_at(w + 4 * v);
            const four_ints more = s > top[v];
            by[v] = (more & id) | (~more & by[v]);
            top[v] = (four)((more & (four_ints)s) |
                            (~more & (four_ints)top[v]));
        }
        const float s = last[id] + w[LANES];
        by_last = s > top_last ? id : by_last;
        top_last = s > top_last ? s : top_last;
    }
    memcpy(best, top, sizeof top);
    memcpy(from, by, sizeof by);
    best[LANES] = top_last;
    from[LANES] = by_last;
}

/* The same for label `k` of a name that goes on: B or I of its kind. */
static void best_open(const as_crf_row *weight, const float *last, unsigned k,
                      float *best, int32_t *from)
{
    const unsigned b = 1 + 4 * ((k - 1) / 4);
    const float by_b = last[b] + weight[b][k];
    const float by_i = last[b + 1] + weight[b + 1][k];
    best[k] = by_i > by_b ? by_i : by_b;
    from[k] = (int32_t)(by_i > by_b ? b + 1 : b);
}

static as_status best_room(as_crf_work *work, size_t n, as_err *err)
{
    work->best.n = work->from.n = 0;
    as_status st = as_vec_reserve(&work->best, n, err);
    return st == AS_OK ? as_vec_reserve(&work->from, n, err) : st;
}

as_status as_crf_best(const as_crf *crf, const as_crf_chain *chain,
                      as_crf_work *work, uint8_t *label, as_err *err)
{
    const size_t n = chain->n;
    as_status st = best_room(work, n, err);
    if (st != AS_OK) {
        return st;
    }
    as_crf_row *best = work->best.v;
    as_crf_from *from = work->from.v;
    const unsigned start = before(chain);
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        best[0][k] = as_crf_follows(start, k)
                         ? crf->weight[chain->context[0]][start][k] +
                               chain->score[0][k]
                         : -INFINITY;
    }
    for (size_t i = 1; i < n; i++) {
        const as_crf_row *weight = crf->weight[chain->context[i]];
        best_ender(weight, best[i - 1], best[i], from[i]);
        for (unsigned b = 1; b < AS_CRF_LABELS; b += 4) { /* I and E */
            best_open(weight, best[i - 1], b + 1, best[i], from[i]);
            best_open(weight, best[i - 1], b + 2, best[i], from[i]);
        }
        for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
            best[i][k] += chain->score[i][k];
        }
    }
    unsigned at = 0;
    for (unsigned k = 1; k < AS_CRF_LABELS; k++) {
        at = as_crf_ends(k) && best[n - 1][k] > best[n - 1][at] ? k : at;
    }
    for (size_t i = n; i-- > 0;) {
        label[i] = (uint8_t)at;
        at = i > 0 ? (unsigned)from[i][at] : 0;
    }
    return AS_OK;
}

/* ---- sums ---------------------------------------------------------------- */

static as_status sums_room(as_crf_work *work, size_t n, as_err *err)
{
    work->alpha.n = work->beta.n = work->hot.n = work->scale.n = 0;
    as_status st = as_vec_reserve(&work->alpha, n, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&work->beta, n, err);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&work->hot, n, err);
    }
    return st == AS_OK ? as_vec_reserve(&work->scale, n, err) : st;
}

/* exp(score - largest) of a token; the largest. */
static float heat(const float *score, float cool, float *hot)
{
    float most = score[0];
    for (unsigned k = 1; k < AS_CRF_LABELS; k++) {
        most = score[k] > most ? score[k] : most;
    }
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        hot[k] = expf((score[k] - most) * cool);
    }
    return most * cool;
}

/* What alpha is before the weights of the token itself. */
static void step(const as_crf *crf, const as_crf_chain *chain,
                 const as_crf_row *alpha, size_t at, float *out)
{
    const as_crf_row *weight = crf->exp[chain->context[at]];
    if (at == 0) {
        memcpy(out, weight[before(chain)], sizeof(as_crf_row));
        return;
    }
    const float *a = alpha[at - 1];
    four sum[FOURS] = {{0}}; /* right for what begins a name, or is none */
    float sum_last = 0;
    for (size_t j = 0; j < AT_BORDERS; j++) {
        const float *w = weight[enders[j]];
        const float by = a[enders[j]];
        for (size_t v = 0; v < FOURS; v++) {
            sum[v] += by * four_at(w + 4 * v);
        }
        sum_last += by * w[LANES];
    }
    memcpy(out, sum, sizeof sum);
    out[LANES] = sum_last;
    for (unsigned b = 1; b < AS_CRF_LABELS; b += 4) { /* B; I, E behind it */
        out[b + 1] = a[b] * weight[b][b + 1] + a[b + 1] * weight[b + 1][b + 1];
        out[b + 2] = a[b] * weight[b][b + 2] + a[b + 1] * weight[b + 1][b + 2];
    }
}

static double forward(const as_crf *crf, const as_crf_chain *chain,
                      as_crf_work *work)
{
    double log_z = 0;
    for (size_t i = 0; i < chain->n; i++) {
        float *hot = work->hot.v[i], *alpha = work->alpha.v[i];
        log_z += heat(chain->score[i], crf->cool, hot);
        step(crf, chain, work->alpha.v, i, alpha);
        float sum = 0;
        for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
            const bool may = i + 1 < chain->n || as_crf_ends(k);
            alpha[k] = may ? alpha[k] * hot[k] : 0;
            sum += alpha[k];
        }
        /* Only weights without bounds get here; O keeps the chain whole. */
        sum = sum > 0 ? sum : 1;
        for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
            alpha[k] /= sum;
        }
        work->scale.v[i] = sum;
        log_z += log((double)sum);
    }
    return log_z;
}

/* The same from the right: beta of the token before. */
static void step_back(const as_crf_row *weight, const float *next, float *out)
{
    for (size_t j = 0; j < AT_BORDERS; j++) {
        const float *w = weight[enders[j]];
        float sum = 0;
        for (size_t k = 0; k < AT_BORDERS; k++) {
            sum += w[starters[k]] * next[starters[k]];
        }
        out[enders[j]] = sum;
    }
    for (unsigned b = 1; b < AS_CRF_LABELS; b += 4) {
        out[b] = weight[b][b + 1] * next[b + 1] + weight[b][b + 2] * next[b + 2];
        out[b + 1] = weight[b + 1][b + 1] * next[b + 1] +
                     weight[b + 1][b + 2] * next[b + 2];
    }
}

static void backward(const as_crf *crf, const as_crf_chain *chain,
                     as_crf_work *work)
{
    const size_t n = chain->n;
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        work->beta.v[n - 1][k] = as_crf_ends(k) ? 1 : 0;
    }
    for (size_t i = n - 1; i > 0; i--) {
        as_crf_row next;
        for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
            next[k] = work->beta.v[i][k] * work->hot.v[i][k] /
                      work->scale.v[i];
        }
        step_back(crf->exp[chain->context[i]], next, work->beta.v[i - 1]);
    }
}

as_status as_crf_sums(const as_crf *crf, const as_crf_chain *chain,
                      as_crf_work *work, double *log_z, as_err *err)
{
    as_status st = sums_room(work, chain->n, err);
    if (st != AS_OK) {
        return st;
    }
    const double z = forward(crf, chain, work);
    backward(crf, chain, work);
    if (log_z != NULL) {
        *log_z = z;
    }
    return AS_OK;
}

static void to_one(as_crf_row p)
{
    float sum = 0;
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        sum += p[k];
    }
    for (unsigned k = 0; k < AS_CRF_LABELS && sum > 0; k++) {
        p[k] /= sum;
    }
}

void as_crf_marginal(const as_crf_work *work, size_t at, as_crf_row out)
{
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        out[k] = work->alpha.v[at][k] * work->beta.v[at][k];
    }
    to_one(out);
}

float as_crf_span(const as_crf *crf, const as_crf_chain *chain,
                  const as_crf_work *work, size_t beg, size_t end,
                  unsigned kind)
{
    assert(beg < end && end <= chain->n);
    unsigned last =
        as_crf_label(kind, end - beg == 1 ? AS_CRF_S : AS_CRF_B);
    double p = work->alpha.v[beg][last];
    for (size_t i = beg + 1; i < end; i++) {
        const unsigned k =
            as_crf_label(kind, i + 1 == end ? AS_CRF_E : AS_CRF_I);
        p *= (double)(crf->exp[chain->context[i]][last][k] *
                      work->hot.v[i][k] / work->scale.v[i]);
        last = k;
    }
    p *= (double)work->beta.v[end - 1][last];
    return p > 0 ? p < 1 ? (float)p : 1 : 0; /* 0 for a NaN, too */
}

void as_crf_pair(const as_crf *crf, const as_crf_chain *chain,
                 const as_crf_work *work, size_t at, unsigned from,
                 as_crf_row out)
{
    const as_crf_row *weight = crf->exp[chain->context[at]];
    const float a = at > 0 ? work->alpha.v[at - 1][from] : 1;
    for (unsigned k = 0; k < AS_CRF_LABELS; k++) {
        out[k] = a * weight[from][k] * work->hot.v[at][k] *
                 work->beta.v[at][k] / work->scale.v[at];
    }
}

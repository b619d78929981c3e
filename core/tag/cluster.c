/* cluster.c - the exchange algorithm for classes of words (Kneser and Ney
 * 1993, with the counts of Martin, Liermann and Ney 1998).
 *
 * A clustering is good if the class of a word tells the class of the next
 * one: the sum over pairs of classes of n log n, less that over classes, is
 * climbed. Each word in turn, the most frequent first, moves to the class
 * where that sum is largest; a pass over all words is an epoch, and it ends
 * early when hardly any moves. Rare words share one class of their own, as
 * does the border of sentences; neither is ever moved.
 * Data: words as numbers by frequency; for each its neighbours on either
 * side, one number an occurrence; a matrix of counts between classes and its
 * transpose. Cost: for each word and pass, classes times neighbouring
 * classes. */
#include "tag/cluster.h"

#include <math.h>
#include <stdlib.h>

#include "base/intern.h"
#include "base/mem.h"
#include "base/vec.h"
#include "tag/name_word.h"

enum { BORDER_WORD = UINT32_MAX, FEW = 300, LOGS = 1 << 16 };

static const uint32_t grains[AS_NAME_GRAINS] = {48, 160, 512};

static const as_train_opts defaults = {.lang = "en", .epochs = 12, .min = 3};

as_train_opts as_train_clusters_defaults(void)
{
    return defaults;
}

/* ---- text ---------------------------------------------------------------- */

struct as_cluster_text {
    as_intern *words;
    AS_VEC(uint32_t) count; /* by word */
    AS_VEC(uint32_t) run;   /* words, BORDER_WORD before each sentence */
};

as_status as_cluster_text_new(as_cluster_text **out, as_err *err)
{
    as_cluster_text *t = as_mem_zero(1, sizeof *t);
    if (t == NULL) {
        return as_err_nomem(err);
    }
    t->words = as_intern_new();
    if (t->words == NULL) {
        as_mem_free(t);
        return as_err_nomem(err);
    }
    *out = t;
    return AS_OK;
}

void as_cluster_text_free(as_cluster_text *t)
{
    if (t != NULL) {
        as_intern_free(t->words);
        as_vec_clear(&t->count);
        as_vec_clear(&t->run);
        as_mem_free(t);
    }
}

static as_status add_word(as_cluster_text *t, as_slice word, as_err *err)
{
    uint32_t id;
    if (as_vec_reserve(&t->count, 1, err) != AS_OK ||
        as_vec_reserve(&t->run, 1, err) != AS_OK) {
        return AS_ENOMEM;
    }
    as_status st = as_intern_add(t->words, word, &id, err);
    if (st != AS_OK) {
        return st;
    }
    if (id == t->count.n) {
        t->count.v[t->count.n++] = 0;
    }
    t->count.v[id]++;
    t->run.v[t->run.n++] = id;
    return AS_OK;
}

/* Digits as 0, as the finder looks words up. */
static as_status add_token(as_cluster_text *t, as_slice s, as_err *err)
{
    char zeroed[128];
    const size_t n = s.n < sizeof zeroed ? s.n : sizeof zeroed;
    for (size_t i = 0; i < n; i++) {
        zeroed[i] = s.p[i] >= '0' && s.p[i] <= '9' ? '0' : s.p[i];
    }
    return add_word(t, as_slice_of(zeroed, n), err);
}

as_status as_cluster_text_add(as_cluster_text *t, const as_doc *doc,
                              as_err *err)
{
    as_status st = AS_OK;
    for (uint32_t s = 0; s < as_doc_sents(doc)->n && st == AS_OK; s++) {
        uint32_t beg, end;
        as_doc_sent(doc, s, &beg, &end);
        uint32_t *border = as_vec_push(&t->run, err);
        if (border == NULL) {
            return AS_ENOMEM;
        }
        *border = BORDER_WORD;
        for (; beg < end && st == AS_OK; beg++) {
            st = add_token(t, as_doc_token_text(doc, beg, beg + 1), err);
        }
    }
    return st;
}

/* ---- the work ------------------------------------------------------------ */

typedef struct sides {
    uint32_t *at;   /* first neighbour of each word; one more at the end */
    uint32_t *word; /* neighbours */
} sides;

/* Counts between the word at hand and classes. */
typedef struct hood {
    uint32_t *n;    /* by class */
    uint32_t *seen; /* the classes that have any */
    size_t n_seen;
    uint32_t sum;
} hood;

typedef struct cluster {
    const as_cluster_text *text;
    uint32_t *order;   /* kept words, the most frequent first */
    uint32_t n_words;  /* of those; then the rare one and the border */
    sides next, prev;
    uint32_t *class;   /* by number */
    uint32_t n_classes; /* without the two that never change */
    uint32_t *count, *turned; /* of pairs of classes: [from][to], [to][from] */
    uint32_t *from_sum, *to_sum;
    hood right, left;
    double *logs; /* n log n of small numbers */
} cluster;

static double nlogn(const cluster *c, uint32_t n)
{
    return n < LOGS ? c->logs[n] : (double)n * log((double)n);
}

static size_t width(const cluster *c)
{
    return (size_t)c->n_classes + 2;
}

static void hood_take(hood *h, const sides *s, uint32_t word,
                      const uint32_t *class)
{
    h->n_seen = 0;
    h->sum = s->at[word + 1] - s->at[word];
    for (uint32_t i = s->at[word]; i < s->at[word + 1]; i++) {
        const uint32_t k = class[s->word[i]];
        if (h->n[k]++ == 0) {
            h->seen[h->n_seen++] = k;
        }
    }
}

static void hood_drop(hood *h)
{
    for (size_t i = 0; i < h->n_seen; i++) {
        h->n[h->seen[i]] = 0;
    }
}

/* Add the word at hand to class k, or take it out (sign UINT32_MAX, -1). */
static void shift(cluster *c, uint32_t k, uint32_t sign)
{
    const size_t w = width(c);
    for (size_t i = 0; i < c->right.n_seen; i++) {
        const uint32_t to = c->right.seen[i], n = c->right.n[to] * sign;
        c->count[k * w + to] += n;
        c->turned[to * w + k] += n;
    }
    for (size_t i = 0; i < c->left.n_seen; i++) {
        const uint32_t from = c->left.seen[i], n = c->left.n[from] * sign;
        c->count[from * w + k] += n;
        c->turned[k * w + from] += n;
    }
    c->from_sum[k] += c->right.sum * sign;
    c->to_sum[k] += c->left.sum * sign;
}

/* What the sum gains if the word at hand joins class k. */
static double gain(const cluster *c, uint32_t k)
{
    const uint32_t *to = c->count + k * width(c);
    const uint32_t *from = c->turned + k * width(c);
    double sum = 0;
    for (size_t i = 0; i < c->right.n_seen; i++) {
        const uint32_t g = c->right.seen[i];
        sum += nlogn(c, to[g] + c->right.n[g]) - nlogn(c, to[g]);
    }
    for (size_t i = 0; i < c->left.n_seen; i++) {
        const uint32_t g = c->left.seen[i];
        sum += nlogn(c, from[g] + c->left.n[g]) - nlogn(c, from[g]);
    }
    sum -= nlogn(c, c->from_sum[k] + c->right.sum) - nlogn(c, c->from_sum[k]);
    sum -= nlogn(c, c->to_sum[k] + c->left.sum) - nlogn(c, c->to_sum[k]);
    return sum;
}

/* True if the word moved. */
static bool move(cluster *c, uint32_t word)
{
    const uint32_t was = c->class[word];
    hood_take(&c->right, &c->next, word, c->class);
    hood_take(&c->left, &c->prev, word, c->class);
    shift(c, was, UINT32_MAX);
    uint32_t best = was;
    double most = gain(c, was);
    for (uint32_t k = 0; k < c->n_classes; k++) {
        const double g = k != was ? gain(c, k) : most;
        if (g > most) {
            most = g;
            best = k;
        }
    }
    shift(c, best, 1);
    c->class[word] = best;
    hood_drop(&c->right);
    hood_drop(&c->left);
    return best != was;
}

/* ---- setting up ---------------------------------------------------------- */

typedef struct frequent {
    uint32_t word, count;
} frequent;

static int by_count(const void *a, const void *b)
{
    const frequent *p = a, *q = b;
    if (p->count != q->count) {
        return p->count > q->count ? -1 : 1;
    }
    return (p->word > q->word) - (p->word < q->word);
}

/* Kept words by frequency into c->order. */
static as_status choose_words(cluster *c, uint32_t min, as_err *err)
{
    const as_cluster_text *t = c->text;
    AS_VEC(frequent) list = {0};
    as_status st = as_vec_reserve(&list, t->count.n + 1, err);
    for (uint32_t i = 0; i < t->count.n && st == AS_OK; i++) {
        if (t->count.v[i] >= min) {
            list.v[list.n++] = (frequent){i, t->count.v[i]};
        }
    }
    if (st == AS_OK && list.n == 0) {
        st = as_err_set(err, AS_EINVAL, "no word occurs %u times", min);
    }
    if (st == AS_OK) {
        qsort(list.v, list.n, sizeof *list.v, by_count);
        c->order = as_mem_zero(list.n, sizeof *c->order);
        st = c->order ? AS_OK : as_err_nomem(err);
    }
    for (size_t i = 0; i < list.n && st == AS_OK; i++) {
        c->order[i] = list.v[i].word;
    }
    c->n_words = (uint32_t)list.n;
    as_vec_clear(&list);
    return st;
}

/* Words of the text as numbers by frequency. */
static as_status number_run(const cluster *c, uint32_t **out, as_err *err)
{
    const as_cluster_text *t = c->text;
    uint32_t *number = as_mem_zero(t->count.n + 1, sizeof *number);
    uint32_t *run = as_mem_zero(t->run.n + 1, sizeof *run);
    if (number == NULL || run == NULL) {
        as_mem_free(number);
        as_mem_free(run);
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < t->count.n; i++) {
        number[i] = c->n_words; /* rare */
    }
    for (uint32_t i = 0; i < c->n_words; i++) {
        number[c->order[i]] = i;
    }
    for (size_t i = 0; i <= t->run.n; i++) {
        const bool border = i == t->run.n || t->run.v[i] == BORDER_WORD;
        run[i] = border ? c->n_words + 1 : number[t->run.v[i]];
    }
    as_mem_free(number);
    *out = run;
    return AS_OK;
}

/* Neighbours `step` words on (1 or -1). A word beside itself is left out: it
 * goes where it goes. */
static as_status find_sides(const cluster *c, const uint32_t *run, size_t n,
                            int step, sides *s, as_err *err)
{
    s->at = as_mem_zero((size_t)c->n_words + 4, sizeof *s->at);
    s->word = as_mem_zero(n + 1, sizeof *s->word);
    if (s->at == NULL || s->word == NULL) {
        return as_err_nomem(err);
    }
    const size_t from = step > 0 ? 0 : 1;
    const size_t to = step > 0 ? 1 : 0;
    for (size_t i = 0; i + 1 < n; i++) {
        s->at[run[i + from] + 2] += run[i] != run[i + 1];
    }
    for (uint32_t w = 0; w < c->n_words + 2; w++) {
        s->at[w + 2] += s->at[w + 1];
    }
    for (size_t i = 0; i + 1 < n; i++) {
        if (run[i] != run[i + 1]) {
            s->word[s->at[run[i + from] + 1]++] = run[i + to];
        }
    }
    return AS_OK;
}

static as_status make_tables(cluster *c, as_err *err)
{
    const size_t w = (size_t)grains[AS_NAME_GRAINS - 1] + 2;
    c->class = as_mem_zero((size_t)c->n_words + 2, sizeof *c->class);
    c->count = as_mem_zero(w * w, sizeof *c->count);
    c->turned = as_mem_zero(w * w, sizeof *c->turned);
    c->from_sum = as_mem_zero(w, sizeof *c->from_sum);
    c->to_sum = as_mem_zero(w, sizeof *c->to_sum);
    c->right.n = as_mem_zero(w, sizeof *c->right.n);
    c->right.seen = as_mem_zero(w, sizeof *c->right.seen);
    c->left.n = as_mem_zero(w, sizeof *c->left.n);
    c->left.seen = as_mem_zero(w, sizeof *c->left.seen);
    c->logs = as_mem_zero(LOGS, sizeof *c->logs);
    if (!c->class || !c->count || !c->turned || !c->from_sum || !c->to_sum ||
        !c->right.n || !c->right.seen || !c->left.n || !c->left.seen ||
        !c->logs) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 1; i < LOGS; i++) {
        c->logs[i] = (double)i * log((double)i);
    }
    return AS_OK;
}

static as_status prepare(cluster *c, uint32_t min, as_err *err)
{
    uint32_t *run = NULL;
    const size_t n = c->text->run.n + 1;
    as_status st = choose_words(c, min, err);
    if (st == AS_OK) {
        st = number_run(c, &run, err);
    }
    if (st == AS_OK) {
        st = find_sides(c, run, n, 1, &c->next, err);
    }
    if (st == AS_OK) {
        st = find_sides(c, run, n, -1, &c->prev, err);
    }
    as_mem_free(run);
    return st == AS_OK ? make_tables(c, err) : st;
}

static void cluster_clear(cluster *c)
{
    void *all[] = {c->order,      c->next.at,   c->next.word, c->prev.at,
                   c->prev.word,  c->class,     c->count,     c->turned,
                   c->from_sum,   c->to_sum,    c->right.n,   c->right.seen,
                   c->left.n,     c->left.seen, c->logs};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        as_mem_free(all[i]);
    }
}

/* ---- a grain ------------------------------------------------------------- */

static void start(cluster *c, uint32_t n_classes)
{
    c->n_classes = n_classes;
    for (uint32_t i = 0; i < c->n_words; i++) {
        c->class[i] = i % n_classes;
    }
    c->class[c->n_words] = n_classes;
    c->class[c->n_words + 1] = n_classes + 1;
    const size_t w = width(c);
    memset(c->count, 0, w * w * sizeof *c->count);
    memset(c->turned, 0, w * w * sizeof *c->turned);
    memset(c->from_sum, 0, w * sizeof *c->from_sum);
    memset(c->to_sum, 0, w * sizeof *c->to_sum);
    for (uint32_t i = 0; i < c->n_words + 2; i++) {
        for (uint32_t k = c->next.at[i]; k < c->next.at[i + 1]; k++) {
            const uint32_t a = c->class[i], b = c->class[c->next.word[k]];
            c->count[a * w + b]++;
            c->turned[b * w + a]++;
            c->from_sum[a]++;
            c->to_sum[b]++;
        }
    }
}

static as_status settle(cluster *c, uint32_t n_classes,
                        const as_train_opts *opts, as_err *err)
{
    start(c, n_classes);
    for (uint32_t epoch = 0; epoch < opts->epochs; epoch++) {
        uint32_t moved = 0;
        for (uint32_t i = 0; i < c->n_words; i++) {
            if (as_cancelled(opts->cancel)) {
                return as_err_set(err, AS_ECANCEL, "training was cancelled");
            }
            moved += move(c, i);
        }
        if (moved <= c->n_words / FEW) {
            break;
        }
    }
    return AS_OK;
}

static as_status write_lines(const cluster *c, const uint32_t *classes,
                             as_buf *out, as_err *err)
{
    as_status st = AS_OK;
    for (uint32_t i = 0; i < c->n_words && st == AS_OK; i++) {
        const as_slice word = as_intern_get(c->text->words, c->order[i]);
        if (memchr(word.p, '\t', word.n) || memchr(word.p, '\n', word.n) ||
            word.p[0] == '#') {
            continue;
        }
        st = as_buf_add_slice(out, word, err);
        for (size_t g = 0; g < AS_NAME_GRAINS && st == AS_OK; g++) {
            st = as_buf_printf(out, err, "\t%u",
                               classes[g * c->n_words + i]);
        }
        if (st == AS_OK) {
            st = as_buf_add_byte(out, '\n', err);
        }
    }
    return st;
}

as_status as_train_clusters(const as_cluster_text *text,
                            const as_train_opts *opts, as_buf *out,
                            as_err *err)
{
    cluster c = {.text = text};
    as_train_opts o = *opts;
    o.epochs = o.epochs ? o.epochs : defaults.epochs;
    o.min = o.min ? o.min : defaults.min;
    as_status st = prepare(&c, o.min, err);
    uint32_t *classes =
        as_mem_zero((size_t)c.n_words * AS_NAME_GRAINS + 1, sizeof *classes);
    if (st == AS_OK && classes == NULL) {
        st = as_err_nomem(err);
    }
    for (size_t g = 0; g < AS_NAME_GRAINS && st == AS_OK; g++) {
        st = settle(&c, grains[g], &o, err);
        if (st == AS_OK) {
            memcpy(classes + g * c.n_words, c.class,
                   c.n_words * sizeof *classes);
        }
    }
    if (st == AS_OK) {
        st = write_lines(&c, classes, out, err);
    }
    as_mem_free(classes);
    cluster_clear(&c);
    return st;
}

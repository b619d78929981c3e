/* lemma_examples.c - what there is to learn about lemmas.
 *
 * 1. Count (norm, tag, lemma); the most frequent lemma of a (norm, tag) is
 *    an example, each once: what must be learnt is how words that were never
 *    seen behave.
 * 2. The shortest edit of the ending that makes the lemma is its rule. Rules
 *    of MIN_FOR_RULE examples of a tag may be chosen by the linear model.
 * Cost: a few hash look-ups a token; memory linear in word types. */
#include <string.h>

#include "base/mem.h"
#include "tag/lemma_learn.h"
#include "text/norm.h"

enum { TEXT_MAX = 4096, MIN_FOR_RULE = 2, MIN_FOR_SINGLE = 3 };

/* ---- examples ------------------------------------------------------------ */

as_status lemma_key_put(as_buf *buf, uint8_t pos, as_slice a, as_err *err)
{
    buf->n = 0;
    as_status st = as_buf_add_byte(buf, (char)pos, err);
    return st == AS_OK ? as_buf_add_slice(buf, a, err) : st;
}

static as_status count_triple(lemma_learner *l, as_slice form, as_slice lemma,
                              uint8_t pos, as_err *err)
{
    if (memchr(form.p, '\0', form.n) || form.n + lemma.n > TEXT_MAX) {
        return AS_OK;
    }
    as_buf *buf = &l->scratch;
    as_status st = lemma_key_put(buf, pos, (as_slice){0}, err);
    if (st == AS_OK) {
        st = as_norm(form, buf, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(buf, '\0', err);
    }
    if (st == AS_OK) {
        st = as_norm(lemma, buf, err);
    }
    uint64_t n = 0;
    if (st == AS_OK) {
        (void)as_map_find(l->triples, as_buf_slice(buf), &n);
        st = as_map_set(l->triples, as_buf_slice(buf), n + 1, err);
    }
    return st;
}

static lemma_example example_of(const lemma_learner *l, size_t triple)
{
    as_slice key = as_map_key(l->triples, triple);
    const char *nul = memchr(key.p + 1, '\0', key.n - 1);
    size_t n = (size_t)(nul - key.p) - 1;
    return (lemma_example){.norm = {key.p + 1, n},
                     .lemma = {nul + 1, key.n - n - 2},
                     .count = as_map_value(l->triples, triple),
                     .pos = (uint8_t)key.p[0]};
}

/* Keep the most frequent lemma of each (norm, tag), of equals the first. */
static as_status choose_lemmas(lemma_learner *l, as_err *err)
{
    for (size_t i = 0; i < as_map_count(l->triples); i++) {
        lemma_example e = example_of(l, i);
        as_slice key = as_slice_of(e.norm.p - 1, e.norm.n + 1);
        uint64_t at;
        if (as_map_find(l->best, key, &at)) {
            if (e.count > l->examples.v[at].count) {
                l->examples.v[at] = e;
            }
            continue;
        }
        lemma_example *slot = as_vec_push(&l->examples, err);
        if (slot == NULL) {
            return AS_ENOMEM;
        }
        *slot = e;
        as_status st = as_map_set(l->best, key, l->examples.n - 1, err);
        if (st != AS_OK) {
            return st;
        }
    }
    return AS_OK;
}

static as_status count_lemmas(lemma_learner *l, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < l->examples.n && st == AS_OK; i++) {
        const lemma_example *e = &l->examples.v[i];
        st = lemma_key_put(&l->scratch, e->pos, e->lemma, err);
        uint64_t n = 0;
        if (st == AS_OK) {
            (void)as_map_find(l->lemmas, as_buf_slice(&l->scratch), &n);
            st = as_map_set(l->lemmas, as_buf_slice(&l->scratch), n + 1, err);
        }
    }
    return st;
}

/* ---- rules --------------------------------------------------------------- */

static size_t common_prefix(as_slice a, as_slice b)
{
    size_t n = 0;
    while (n < a.n && n < b.n && a.p[n] == b.p[n]) {
        n++;
    }
    /* Not inside of a character. */
    while (n > 0 && ((n < a.n && ((unsigned char)a.p[n] & 0xC0) == 0x80) ||
                     (n < b.n && ((unsigned char)b.p[n] & 0xC0) == 0x80))) {
        n--;
    }
    return n;
}

static as_status new_rule(lemma_learner *l, as_slice strip, as_slice add,
                          as_err *err)
{
    if (l->rules.n >= AS_LEMMA_MAX_RULES) {
        return as_err_set(err, AS_ELIMIT, "more than %d lemma rules",
                          AS_LEMMA_MAX_RULES);
    }
    as_lemma_rule *r = as_vec_push(&l->rules, err);
    if (r == NULL || as_vec_reserve(&l->uses, AS_UPOS_N, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(l->uses.v + l->uses.n, 0, AS_UPOS_N * sizeof *l->uses.v);
    l->uses.n += AS_UPOS_N;
    *r = (as_lemma_rule){.at = (uint32_t)l->texts.n,
                         .n_strip = (uint16_t)strip.n,
                         .n_add = (uint16_t)add.n};
    as_status st = as_buf_add_slice(&l->texts, strip, err);
    return st == AS_OK ? as_buf_add_slice(&l->texts, add, err) : st;
}

static as_status find_or_add_rule(lemma_learner *l, lemma_example *e,
                                  as_err *err)
{
    size_t keep = common_prefix(e->norm, e->lemma);
    as_slice strip = as_slice_of(e->norm.p + keep, e->norm.n - keep);
    as_slice add = as_slice_of(e->lemma.p + keep, e->lemma.n - keep);
    as_buf *key = &l->scratch;
    key->n = 0;
    as_status st = as_buf_printf(key, err, "%zu ", strip.n);
    if (st == AS_OK) {
        st = as_buf_add_slice(key, strip, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_slice(key, add, err);
    }
    uint64_t id = l->rules.n;
    if (st == AS_OK && !as_map_find(l->rule_ids, as_buf_slice(key), &id)) {
        st = new_rule(l, strip, add, err);
        if (st == AS_OK) {
            st = as_map_set(l->rule_ids, as_buf_slice(key), id, err);
        }
    }
    e->rule = (uint32_t)id;
    return st;
}

/* Slips of a writer happen once, and addresses are nobody's business:
 * neither is worth a rule. */
static bool is_worth(const lemma_learner *l, const lemma_example *e)
{
    const uint32_t *uses = &l->uses.v[e->rule * AS_UPOS_N];
    uint64_t types = 0;
    for (size_t i = 0; i < AS_UPOS_N; i++) {
        types += uses[i];
    }
    return (types >= MIN_FOR_RULE || e->count >= MIN_FOR_SINGLE) &&
           memchr(e->norm.p, '@', e->norm.n) == NULL &&
           memchr(e->lemma.p, '@', e->lemma.n) == NULL;
}

/* Forget the others, and after that the rules that nobody has. */
static void drop_worthless(lemma_learner *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->examples.n; i++) {
        if (is_worth(l, &l->examples.v[i])) {
            l->examples.v[n++] = l->examples.v[i];
        }
    }
    l->examples.n = n;
}

/* Rules that may be chosen come first, so that looking for candidates can
 * stop behind them; those that no example has go. */
static as_status order_rules(lemma_learner *l, as_err *err)
{
    size_t n = l->rules.n, at = 0;
    uint32_t *to = as_mem_zero(n + 1, sizeof *to); /* new number + 1 */
    as_lemma_rule *old = as_mem_zero(n + 1, sizeof *old);
    as_buf texts = {0};
    as_status st = to && old ? AS_OK : as_err_nomem(err);
    if (st == AS_OK) {
        memcpy(old, l->rules.v, n * sizeof *old);
        for (size_t i = 0; i < l->examples.n; i++) {
            to[l->examples.v[i].rule] = 1; /* in use */
        }
    }
    for (int rest = 0; rest < 2; rest++) {
        for (size_t i = 0; i < n && st == AS_OK; i++) {
            const as_lemma_rule *r = &old[i];
            if (to[i] == 0 || (r->tags == 0) != rest) {
                continue;
            }
            l->rules.v[at] = *r;
            l->rules.v[at].at = (uint32_t)texts.n;
            st = as_buf_add(&texts, l->texts.p + r->at,
                            (size_t)r->n_strip + r->n_add, err);
            to[i] = (uint32_t)++at;
        }
    }
    for (size_t i = 0; i < l->examples.n && st == AS_OK; i++) {
        l->examples.v[i].rule = to[l->examples.v[i].rule] - 1;
    }
    l->rules.n = at;
    as_buf_clear(&l->texts);
    l->texts = texts;
    as_mem_free(to);
    as_mem_free(old);
    return st;
}

static as_status make_rules(lemma_learner *l, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < l->examples.n && st == AS_OK; i++) {
        lemma_example *e = &l->examples.v[i];
        st = find_or_add_rule(l, e, err);
        if (st != AS_OK) {
            return st;
        }
        uint32_t *uses = &l->uses.v[e->rule * AS_UPOS_N + e->pos];
        bool keeps_some = l->rules.v[e->rule].n_strip < e->norm.n;
        ++*uses;
        if (keeps_some && *uses >= MIN_FOR_RULE) {
            l->rules.v[e->rule].tags |= 1u << e->pos;
        }
    }
    drop_worthless(l);
    st = order_rules(l, err);
    l->view = (as_lemma_model){.rules = l->rules.v,
                               .n_rules = (uint32_t)l->rules.n,
                               .texts = l->texts.p};
    return st;
}

/* ---- all of it ----------------------------------------------------------- */

as_status lemma_examples_make(lemma_learner *l, const as_treebank *train,
                              as_err *err)
{
    l->triples = as_map_new();
    l->best = as_map_new();
    l->rule_ids = as_map_new();
    l->lemmas = as_map_new();
    if (!l->triples || !l->best || !l->rule_ids || !l->lemmas) {
        return as_err_nomem(err);
    }
    as_status st = AS_OK;
    for (size_t i = 0; i < train->n && st == AS_OK; i++) {
        if (train->pos[i] < AS_UPOS_N && train->lemma[i].p != NULL) {
            st = count_triple(l, train->form[i], train->lemma[i],
                              train->pos[i], err);
        }
    }
    if (st == AS_OK) {
        st = choose_lemmas(l, err);
    }
    if (st == AS_OK && l->examples.n == 0) {
        st = as_err_set(err, AS_EINVAL, "no lemma to learn from");
    }
    if (st == AS_OK) {
        st = count_lemmas(l, err);
    }
    return st == AS_OK ? make_rules(l, err) : st;
}

void lemma_learner_clear(lemma_learner *l)
{
    as_map_free(l->triples);
    as_map_free(l->best);
    as_map_free(l->rule_ids);
    as_map_free(l->lemmas);
    as_vec_clear(&l->examples);
    as_vec_clear(&l->rules);
    as_vec_clear(&l->uses);
    as_buf_clear(&l->texts);
    as_buf_clear(&l->scratch);
    as_weights_free(l->weights);
}

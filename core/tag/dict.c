/* dict.c - count words and their tags, as written and by norm.
 *
 * "Common" words, by which a language is recognised, are those of closed
 * classes (and adverbs) that make up at least one token in COMMON_ONE_IN.
 * Cost: a hash look-up or two a token. */
#include "tag/dict.h"

#include <assert.h>

#include "base/map.h"
#include "base/vec.h"
#include "tag/word.h"
#include "text/norm.h"

enum {
    OFTEN = 10,
    SURE_SEEN = 20,
    SURE_PERMILLE = 998,
    IN_ONE_OF = 20, /* a tag counts from one case in this many */
    COMMON_ONE_IN = 10000
};

typedef struct word_count {
    uint64_t key;
    uint32_t of[AS_UPOS_N];
    uint32_t total;
} word_count;

typedef struct counter {
    as_map *index; /* key, as bytes, to an index in words */
    AS_VEC(word_count) words;
    size_t n_tokens;
} counter;

static as_status count(counter *c, uint64_t key, uint8_t pos, as_err *err)
{
    as_slice bytes = {(const char *)&key, sizeof key};
    uint64_t at;
    if (!as_map_find(c->index, bytes, &at)) {
        at = c->words.n;
        word_count *word = as_vec_push(&c->words, err);
        if (word == NULL) {
            return AS_ENOMEM;
        }
        *word = (word_count){.key = key};
        as_status st = as_map_set(c->index, bytes, at, err);
        if (st != AS_OK) {
            return st;
        }
    }
    assert(at < c->words.n);
    c->words.v[at].of[pos]++;
    c->words.v[at].total++;
    return AS_OK;
}

static as_status count_token(counter *c, as_slice form, uint8_t pos,
                             as_buf *norm, as_err *err)
{
    norm->n = 0;
    as_status st = as_norm(form, norm, err);
    if (st != AS_OK) {
        return st;
    }
    as_word w;
    as_word_make(form, as_buf_slice(norm), AS_CASE_NORMAL, NULL, &w);
    uint64_t exact = as_word_key_exact(&w), lower = as_word_key_lower(&w);
    st = count(c, exact, pos, err);
    if (st == AS_OK && lower != exact) {
        st = count(c, lower, pos, err);
    }
    return st;
}

static bool is_closed_class(uint8_t tag)
{
    const uint32_t closed = 1u << AS_UPOS_ADP | 1u << AS_UPOS_ADV |
                            1u << AS_UPOS_AUX | 1u << AS_UPOS_CCONJ |
                            1u << AS_UPOS_DET | 1u << AS_UPOS_PART |
                            1u << AS_UPOS_PRON | 1u << AS_UPOS_SCONJ;
    return (closed >> tag & 1) != 0;
}

static uint32_t entry_of(const word_count *w, size_t n_tokens)
{
    uint32_t mask = 0, best = 0;
    for (uint32_t k = 0; k < AS_UPOS_N; k++) {
        mask |= (uint32_t)(w->of[k] * (uint64_t)IN_ONE_OF > w->total) << k;
        best = w->of[k] > w->of[best] ? k : best;
    }
    uint32_t entry = mask | best << AS_DICT_BEST;
    if (w->total >= OFTEN) {
        entry |= AS_DICT_OFTEN;
    }
    if (w->total >= SURE_SEEN &&
        w->of[best] * (uint64_t)1000 >= w->total * (uint64_t)SURE_PERMILLE) {
        entry |= AS_DICT_SURE;
    }
    if (is_closed_class((uint8_t)best) &&
        w->total * (uint64_t)COMMON_ONE_IN >= n_tokens) {
        entry |= AS_DICT_COMMON;
    }
    return entry;
}

static as_status pack(const counter *c, uint32_t min, as_buf *out, as_err *err)
{
    as_buf keys = {0}, rows = {0};
    as_status st = AS_OK;
    for (size_t i = 0; i < c->words.n && st == AS_OK; i++) {
        const word_count *w = &c->words.v[i];
        if (w->total < min) {
            continue;
        }
        uint32_t entry = entry_of(w, c->n_tokens);
        st = as_buf_add(&keys, &w->key, sizeof w->key, err);
        if (st == AS_OK) {
            st = as_buf_add(&rows, &entry, sizeof entry, err);
        }
    }
    if (st == AS_OK) {
        st = as_rows_pack((const uint64_t *)(const void *)keys.p,
                          (const uint8_t *)rows.p, rows.n / AS_DICT_WIDTH,
                          AS_DICT_WIDTH, out, err);
    }
    as_buf_clear(&keys);
    as_buf_clear(&rows);
    return st;
}

as_status as_dict_learn(const as_treebank *corpus, uint32_t min, as_buf *out,
                        as_err *err)
{
    as_buf norm = {0};
    counter c = {.index = as_map_new(), .n_tokens = corpus->n};
    as_status st = c.index ? AS_OK : as_err_nomem(err);
    for (size_t i = 0; i < corpus->n && st == AS_OK; i++) {
        if (corpus->pos[i] < AS_UPOS_N) {
            st = count_token(&c, corpus->form[i], corpus->pos[i], &norm, err);
        }
    }
    if (st == AS_OK) {
        st = pack(&c, min, out, err);
    }
    as_map_free(c.index);
    as_vec_clear(&c.words);
    as_buf_clear(&norm);
    return st;
}

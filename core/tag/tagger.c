/* tagger.c - tag words from left to right, then look up their lemmas.
 *
 * The score of a tag is a sum of int8 weights. What depends on one word
 * alone, or on it and the tag before, was added up when it was first met
 * (forms.h). What is left is looked up a token: the features of pairs of
 * words, in two steps some words ahead so that memory has time, and one of
 * two tags and the word. Words that the dictionary is sure of are not scored.
 * Long sentences are cut into runs of RUN_MAX words, so that what is
 * remembered can be trimmed between them.
 * Lemmas get ids that live as long as the tagger and are translated to those
 * of a document. At LEMMAS_MAX of them the tagger starts anew, but only
 * between documents.
 * Cost: some 200 ns a token. */
#include "tag/tagger.h"

#include <assert.h>

#include "base/intern.h"
#include "base/mem.h"
#include "base/vec.h"
#include "doc/tags.h"
#include "tag/forms.h"
#include "tag/lemma.h"
#include "text/norm.h"

enum { RUN_MAX = 2048, LEMMAS_MAX = 1 << 16, SAMPLE_MAX = 2048 };

_Static_assert((int)AS_UPOS_N <= (int)AS_DOC_POS_MAX,
               "a document can hold every tag");

typedef struct lemma_info {
    uint64_t hash;
    uint64_t doc; /* number of the last document with it */
    uint32_t id;  /* its id there */
} lemma_info;

/* A word that will be tagged soon: its features of pairs of words. */
typedef struct ahead {
    uint64_t key[AS_PAIRS_MAX];
    const int8_t *row[AS_PAIRS_MAX];
    size_t n;
} ahead;

struct as_tagger {
    as_model *pos_file, *lemma_file; /* lemma_file may be NULL */
    as_pos_model pos;
    as_lemma_model lemma;
    as_forms *forms;
    as_scores tag_sums[AS_TAGS_BEFORE][AS_TAGS_BEFORE]; /* by tag1, tag2 */
    as_intern *lemmas;
    AS_VEC(lemma_info) infos; /* by id in lemmas */
    uint64_t n_docs;
    const as_form *run[RUN_MAX + 4]; /* two borders at either end */
    as_form *found[RUN_MAX];
    as_buf norm, text;
    AS_VEC(as_slice) slices;    /* forms of the sentence */
    AS_VEC(uint8_t) tags;       /* of the document */
    AS_VEC(uint32_t) lemma_ids; /* of the document */
    AS_VEC(as_type) doc_lemmas;
};

/* ---- making -------------------------------------------------------------- */

static as_status open_models(as_tagger *t, as_err *err)
{
    as_status st = as_pos_model_open(t->pos_file, &t->pos, err);
    if (st != AS_OK || t->lemma_file == NULL) {
        return st;
    }
    if (!as_slice_eq(as_model_lang(t->pos_file),
                     as_model_lang(t->lemma_file))) {
        return as_err_set(err, AS_ESYNTAX, "%s: not of the language of %s",
                          as_model_name(t->lemma_file),
                          as_model_name(t->pos_file));
    }
    return as_lemma_model_open(t->lemma_file, &t->lemma, err);
}

static void sum_tags(as_tagger *t)
{
    for (unsigned i = 0; i < AS_TAGS_BEFORE; i++) {
        for (unsigned k = 0; k < AS_TAGS_BEFORE; k++) {
            uint64_t keys[AS_HISTORY_MAX];
            size_t n = as_history_tags(i, k, keys);
            as_forms_sum(&t->pos, keys, n, t->tag_sums[i][k]);
        }
    }
}

as_status as_tagger_new(as_model *pos, as_model *lemma, as_tagger **out,
                        as_err *err)
{
    as_tagger *t = as_mem_zero(1, sizeof *t);
    if (t == NULL) {
        return as_err_nomem(err);
    }
    t->pos_file = as_model_ref(pos);
    t->lemma_file = lemma ? as_model_ref(lemma) : NULL;
    as_status st = open_models(t, err);
    if (st == AS_OK) {
        sum_tags(t);
        st = as_forms_new(&t->pos, &t->forms, err);
    }
    if (st == AS_OK) {
        t->lemmas = as_intern_new();
        st = t->lemmas ? AS_OK : as_err_nomem(err);
    }
    if (st != AS_OK) {
        as_tagger_free(t);
        return st;
    }
    *out = t;
    return AS_OK;
}

void as_tagger_free(as_tagger *t)
{
    if (t != NULL) {
        as_forms_free(t->forms);
        as_intern_free(t->lemmas);
        as_vec_clear(&t->infos);
        as_buf_clear(&t->norm);
        as_buf_clear(&t->text);
        as_vec_clear(&t->slices);
        as_vec_clear(&t->tags);
        as_vec_clear(&t->lemma_ids);
        as_vec_clear(&t->doc_lemmas);
        as_model_unref(t->pos_file);
        as_model_unref(t->lemma_file);
        as_mem_free(t);
    }
}

/* ---- tagging ------------------------------------------------------------- */

static inline void add(as_scores s, const int16_t *sum)
{
    for (size_t k = 0; k < 16; k++) {
        s[k] = (int16_t)(s[k] + sum[k]);
    }
    s[16] = (int16_t)(s[16] + sum[16]);
}

static inline void add_row(as_scores s, const int8_t *row)
{
    for (size_t k = 0; k < 16; k++) {
        s[k] = (int16_t)(s[k] + row[k]);
    }
    s[16] = (int16_t)(s[16] + row[16]);
}

_Static_assert(AS_UPOS_N == 17, "add and add_row count on it");

static inline uint8_t best_of(const as_scores s)
{
    uint8_t best = 0;
    for (unsigned k = 1; k < AS_UPOS_N; k++) {
        best = s[k] > s[best] ? (uint8_t)k : best;
    }
    return best;
}

/* The row of `key`; without weights if there is none. */
static inline const int8_t *row_of(const as_tagger *t, uint64_t key)
{
    static const uint8_t none[AS_UPOS_N];
    return (const int8_t *)as_rows_find_or(&t->pos.weights, key, none);
}

/* First look at the word `at`, which has two more, or borders, on both
 * sides: keys of the features of pairs of words. */
static void ahead_keys(const as_tagger *t, const as_form *const *at,
                       bool first, ahead *out)
{
    out->n = 0;
    if (at[0]->sure != AS_TAG_UNSURE) {
        return;
    }
    const as_word *w[5];
    for (size_t i = 0; i < 5; i++) {
        w[i] = &at[(ptrdiff_t)i - 2]->word;
    }
    out->n = as_pair_features(w, first, out->key);
    for (size_t i = 0; i < out->n; i++) {
        as_rows_prefetch(&t->pos.weights, out->key[i]);
    }
}

/* Second look, some words later: their rows. */
static void ahead_rows(const as_tagger *t, ahead *a)
{
    for (size_t i = 0; i < a->n; i++) {
        a->row[i] = row_of(t, a->key[i]);
        __builtin_prefetch(a->row[i]);
        __builtin_prefetch(a->row[i] + AS_UPOS_N - 1);
    }
}

/* Sums of the tag before together with the word, or the next word. */
static void add_history(const as_tagger *t, const as_form *cur,
                        const as_form *next, unsigned tag1, as_scores s)
{
    uint64_t keys[AS_HISTORY_MAX];
    as_scores fresh;
    as_form_history *h = cur->history;
    if (h == NULL || (h->has_cur >> tag1 & 1) == 0) {
        size_t n = as_history_cur(&cur->word, tag1, keys);
        as_forms_sum(&t->pos, keys, n, h ? h->cur[tag1] : fresh);
    }
    add(s, h ? h->cur[tag1] : fresh);
    if (h != NULL) {
        h->has_cur |= 1u << tag1;
    }
    h = next->history;
    if (h == NULL || (h->has_next >> tag1 & 1) == 0) {
        size_t n = as_history_next(&next->word, tag1, keys);
        as_forms_sum(&t->pos, keys, n, h ? h->next[tag1] : fresh);
    }
    add(s, h ? h->next[tag1] : fresh);
    if (h != NULL) {
        h->has_next |= 1u << tag1;
    }
}

static uint8_t tag_at(const as_tagger *t, const as_form *const *at,
                      bool first, const ahead *a, unsigned tag1,
                      unsigned tag2)
{
    uint64_t both;
    (void)as_history_both(&at[0]->word, tag1, tag2, &both);
    as_rows_prefetch(&t->pos.weights, both);
    as_scores s;
    memcpy(s, t->tag_sums[tag1][tag2], sizeof s);
    add(s, at[0]->sum[AS_AT_CUR]);
    if (first) {
        add(s, at[0]->sum[AS_AT_FIRST]);
    }
    add(s, at[-1]->sum[AS_AT_PREV]);
    add(s, at[1]->sum[AS_AT_NEXT]);
    add(s, at[-2]->sum[AS_AT_PREV2]);
    add(s, at[2]->sum[AS_AT_NEXT2]);
    for (size_t i = 0; i < a->n; i++) {
        add_row(s, a->row[i]);
    }
    add_history(t, at[0], at[1], tag1, s);
    add_row(s, row_of(t, both));
    return best_of(s);
}

/* Tag the `n` <= RUN_MAX words that t->run holds. */
static void tag_run(as_tagger *t, size_t n, uint8_t *pos)
{
    enum { KEYS = 4, ROWS = 2 }; /* how far ahead */
    ahead ring[KEYS];
    const as_form *const *run = t->run + 2;
    for (size_t i = 0; i < KEYS && i < n; i++) {
        ahead_keys(t, run + i, i == 0, &ring[i]);
    }
    for (size_t i = 0; i < ROWS && i < n; i++) {
        ahead_rows(t, &ring[i]);
    }
    unsigned tag1 = AS_TAG_BEFORE, tag2 = AS_TAG_BEFORE;
    for (size_t i = 0; i < n; i++) {
        if (i + ROWS < n) {
            ahead_rows(t, &ring[(i + ROWS) % KEYS]);
        }
        uint8_t tag = run[i]->sure;
        if (tag == AS_TAG_UNSURE) {
            tag = tag_at(t, run + i, i == 0, &ring[i % KEYS], tag1, tag2);
        }
        if (i + KEYS < n) {
            ahead_keys(t, run + i + KEYS, false, &ring[i % KEYS]);
        }
        pos[i] = tag;
        tag2 = tag1;
        tag1 = tag;
    }
}

static as_status find_forms(as_tagger *t, const as_slice *forms, size_t n,
                            as_err *err)
{
    as_case_mode mode = as_case_mode_of(forms, n);
    as_forms_trim(t->forms);
    as_status st = as_forms_get(t->forms, forms, n, mode, t->found, err);
    if (st != AS_OK) {
        return st;
    }
    for (size_t i = 0; i < n; i++) {
        t->run[i + 2] = t->found[i];
    }
    const as_form *border = as_forms_border(t->forms);
    t->run[0] = t->run[1] = t->run[n + 2] = t->run[n + 3] = border;
    return AS_OK;
}

as_status as_tagger_sentence(as_tagger *t, const as_slice *forms, size_t n,
                             uint8_t *pos, as_err *err)
{
    for (size_t beg = 0; beg < n; beg += RUN_MAX) {
        size_t len = n - beg < RUN_MAX ? n - beg : RUN_MAX;
        as_status st = find_forms(t, forms + beg, len, err);
        if (st != AS_OK) {
            return st;
        }
        tag_run(t, len, pos + beg);
    }
    return AS_OK;
}

/* ---- lemmas -------------------------------------------------------------- */

as_status as_tagger_lemma(const as_tagger *t, as_slice form, uint8_t pos,
                          as_buf *out, as_err *err)
{
    as_buf norm = {0};
    as_status st = as_norm(form, &norm, err);
    if (st == AS_OK) {
        st = t->lemma_file
                 ? as_lemma_find(&t->lemma, form, as_buf_slice(&norm), pos,
                                 out, err)
                 : as_buf_add_slice(out, as_buf_slice(&norm), err);
    }
    as_buf_clear(&norm);
    return st;
}

/* Make f->lemma[pos]. */
static as_status ask_lemma(as_tagger *t, as_form *f, uint8_t pos, as_err *err)
{
    t->norm.n = t->text.n = 0;
    as_status st = as_norm(f->text, &t->norm, err);
    if (st == AS_OK) {
        st = as_lemma_find(&t->lemma, f->text, as_buf_slice(&t->norm), pos,
                           &t->text, err);
    }
    uint32_t id = 0;
    if (st == AS_OK) {
        st = as_vec_reserve(&t->infos, 1, err);
    }
    if (st == AS_OK) {
        st = as_intern_add(t->lemmas, as_buf_slice(&t->text), &id, err);
    }
    if (st != AS_OK) {
        return st;
    }
    if (id == t->infos.n) {
        uint64_t hash = as_hash_portable(as_buf_slice(&t->text));
        t->infos.v[t->infos.n++] = (lemma_info){.hash = hash};
    }
    f->lemma[pos] = id + 1;
    return AS_OK;
}

/* The document's id of a lemma. */
static as_status doc_lemma(as_tagger *t, uint32_t id, uint32_t *out,
                           as_err *err)
{
    lemma_info *info = &t->infos.v[id];
    if (info->doc != t->n_docs) {
        as_type *type = as_vec_push(&t->doc_lemmas, err);
        if (type == NULL) {
            return AS_ENOMEM;
        }
        *type = (as_type){as_intern_get(t->lemmas, id), info->hash};
        info->doc = t->n_docs;
        info->id = (uint32_t)t->doc_lemmas.n - 1;
    }
    *out = info->id;
    return AS_OK;
}

/* Lemmas of the run in t->found. */
static as_status lemmas_of_run(as_tagger *t, size_t n, const uint8_t *pos,
                               uint32_t *out, as_err *err)
{
    for (size_t i = 0; i < n; i++) {
        as_form *f = t->found[i];
        as_status st = AS_OK;
        if (f->lemma[pos[i]] == 0) {
            st = ask_lemma(t, f, pos[i], err);
        }
        if (st == AS_OK) {
            st = doc_lemma(t, f->lemma[pos[i]] - 1, &out[i], err);
        }
        if (st != AS_OK) {
            return st;
        }
    }
    return AS_OK;
}

/* Begin a document; forget the lemmas of earlier ones if they are many. */
static as_status lemmas_begin(as_tagger *t, as_err *err)
{
    t->n_docs++;
    t->doc_lemmas.n = 0;
    if (as_intern_count(t->lemmas) < LEMMAS_MAX) {
        return AS_OK;
    }
    as_intern *fresh = as_intern_new();
    if (fresh == NULL) {
        return as_err_nomem(err);
    }
    as_intern_free(t->lemmas);
    t->lemmas = fresh;
    t->infos.n = 0;
    as_forms_drop_lemmas(t->forms);
    return AS_OK;
}

/* ---- documents ----------------------------------------------------------- */

static bool has_letters(uint16_t flags)
{
    const unsigned letters =
        AS_TOK_ALPHA | AS_TOK_TITLE | AS_TOK_UPPER | AS_TOK_LOWER;
    return (flags & letters) != 0 && (flags & AS_TOK_URL) == 0;
}

/* Words of a sample, and how familiar they are: 2 at most for each. */
typedef struct familiar {
    uint64_t words, known;
} familiar;

static bool at_least(const familiar *f, uint64_t per_1000)
{
    return f->words > 0 && f->known * 1000 >= f->words * per_1000;
}

static as_status add_familiar(as_tagger *t, const as_doc *doc, size_t tok,
                              familiar *all, familiar *small, as_err *err)
{
    as_form *f = NULL;
    as_slice text = as_doc_token_text(doc, (uint32_t)tok, (uint32_t)tok + 1);
    as_status st =
        as_forms_get(t->forms, &text, 1, AS_CASE_NORMAL, &f, err);
    if (st != AS_OK) {
        return st;
    }
    const uint64_t known = (uint64_t)((f->word.entry & AS_DICT_COMMON) != 0) +
                           as_word_is_listed(&f->word, text.n);
    all->words++;
    all->known += known;
    if ((as_doc_tokens(doc)->flags[tok] & AS_TOK_LOWER) != 0) {
        small->words++;
        small->known += known;
    }
    return AS_OK;
}

/* A sentence that lists foreign names is known by its small words; they must
 * be more familiar then, as languages have short ones in common. */
as_status as_tagger_speaks(as_tagger *t, const as_doc *doc, bool *out,
                           as_err *err)
{
    enum { SMALL_LEAST = 3, SMALL_SPEAKS = 1200 };
    const as_tokens *tokens = as_doc_tokens(doc);
    familiar all = {0}, small = {0};
    const size_t step = tokens->n / SAMPLE_MAX + 1;
    as_forms_trim(t->forms);
    for (size_t i = 0; i < tokens->n; i += step) {
        as_status st = has_letters(tokens->flags[i])
                           ? add_familiar(t, doc, i, &all, &small, err)
                           : AS_OK;
        if (st != AS_OK) {
            return st;
        }
    }
    *out = at_least(&all, t->pos.params.speaks) ||
           (small.words >= SMALL_LEAST && at_least(&small, SMALL_SPEAKS));
    return AS_OK;
}

/* Tag tokens [beg, end), which are one run. */
static as_status tag_tokens(as_tagger *t, const as_doc *doc, uint32_t beg,
                            uint32_t end, as_err *err)
{
    const as_tokens *tokens = as_doc_tokens(doc);
    const char *text = as_doc_text(doc).p;
    for (uint32_t i = beg; i < end; i++) {
        t->slices.v[i - beg] = as_slice_of(text + tokens->beg[i],
                                           tokens->end[i] - tokens->beg[i]);
    }
    as_status st = find_forms(t, t->slices.v, end - beg, err);
    if (st != AS_OK) {
        return st;
    }
    tag_run(t, end - beg, t->tags.v + beg);
    if (t->lemma_file == NULL) {
        return AS_OK;
    }
    return lemmas_of_run(t, end - beg, t->tags.v + beg, t->lemma_ids.v + beg,
                         err);
}

static as_status tag_doc(as_tagger *t, const as_doc *doc,
                         const as_cancel *cancel, as_err *err)
{
    const as_starts *sents = as_doc_sents(doc);
    for (uint32_t s = 0; s < sents->n; s++) {
        uint32_t beg, end;
        as_doc_sent(doc, s, &beg, &end);
        while (beg < end) {
            if (as_cancelled(cancel)) {
                return as_err_set(err, AS_ECANCEL, "interrupted");
            }
            uint32_t stop = end - beg > RUN_MAX ? beg + RUN_MAX : end;
            as_status st = tag_tokens(t, doc, beg, stop, err);
            if (st != AS_OK) {
                return st;
            }
            beg = stop;
        }
    }
    return AS_OK;
}

static as_status make_room(as_tagger *t, size_t n_tokens, as_err *err)
{
    t->slices.n = t->tags.n = t->lemma_ids.n = 0;
    as_status st = as_vec_reserve(&t->slices, RUN_MAX, err);
    if (st == AS_OK) {
        st = as_vec_reserve(&t->tags, n_tokens + 1, err);
    }
    if (st == AS_OK) {
        st = as_vec_reserve(&t->lemma_ids, n_tokens + 1, err);
    }
    return st;
}

static as_status is_mine(as_tagger *t, const as_doc *doc, bool *out,
                         as_err *err)
{
    as_slice lang = as_doc_lang(doc);
    if (lang.n == 0) {
        return as_tagger_speaks(t, doc, out, err);
    }
    *out = as_slice_eq(lang, as_model_lang(t->pos_file));
    return AS_OK;
}

/* Language and columns to the document; both or neither. */
static as_status give(as_tagger *t, as_doc *doc, as_err *err)
{
    as_tags tags = {.pos = t->tags.v};
    if (t->lemma_file != NULL) {
        tags.lemma = t->lemma_ids.v;
        tags.lemmas = t->doc_lemmas.v;
        tags.n_lemmas = (uint32_t)t->doc_lemmas.n;
    }
    /* An empty language takes no memory, so that it can be taken back. */
    bool had_lang = as_doc_lang(doc).n > 0;
    as_status st = as_doc_lang_set(doc, as_model_lang(t->pos_file), err);
    if (st == AS_OK) {
        st = as_doc_tags_set(doc, &tags, err);
        if (st != AS_OK && !had_lang) {
            (void)as_doc_lang_set(doc, (as_slice){0}, NULL);
        }
    }
    return st;
}

as_status as_tagger_run(as_tagger *t, as_doc *doc, const as_cancel *cancel,
                        bool *tagged, as_err *err)
{
    size_t n = as_doc_tokens(doc)->n;
    bool mine = false;
    as_status st = is_mine(t, doc, &mine, err);
    if (st == AS_OK && mine) {
        st = make_room(t, n, err);
    }
    if (st == AS_OK && mine) {
        st = lemmas_begin(t, err);
    }
    if (st == AS_OK && mine) {
        st = tag_doc(t, doc, cancel, err);
    }
    if (st == AS_OK && mine) {
        st = give(t, doc, err);
    }
    as_vec_relax(&t->tags);
    as_vec_relax(&t->lemma_ids);
    as_vec_relax(&t->doc_lemmas);
    if (st == AS_OK && tagged != NULL) {
        *tagged = mine;
    }
    return st;
}

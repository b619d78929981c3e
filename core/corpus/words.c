/* words.c - words looked for by where they stand.
 *
 * What is asked for is tokenized as text is, a star being a letter meanwhile;
 * each word becomes a set of types. The rarest word's places are gone through
 * and the others looked for beside it. */
#include "corpus/corpus_int.h"
#include "corpus/hits.h"
#include "text/norm.h"

enum { WORDS_MAX = 64 };

typedef struct query {
    as_buf norms;
    size_t ends[WORDS_MAX];
    type_set sets[WORDS_MAX];
    size_t n;
} query;

static void query_clear(query *q)
{
    for (size_t i = 0; i < q->n; i++) {
        type_set_clear(&q->sets[i]);
    }
    as_buf_clear(&q->norms);
}

static bool is_word_byte(unsigned char c)
{
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '\'' || c == '-' || c == '*';
}

bool as_words_are(as_slice what)
{
    bool any = false;
    for (size_t i = 0; i < what.n; i++) {
        const unsigned char c = (unsigned char)what.p[i];
        if (is_word_byte(c)) {
            any = true;
        } else if (c != ' ' && c != '\t') {
            return false;
        }
    }
    return any;
}

/* The tokens of `words` as norms, stars kept. */
static as_status read_words(query *q, as_slice words, as_err *err)
{
    as_buf plain = {0};
    as_tokens tokens = {0};
    as_status st = as_buf_add_slice(&plain, words, err);
    for (size_t i = 0; st == AS_OK && i < plain.n; i++) {
        if (plain.p[i] == '*') {
            plain.p[i] = 'q';
        }
    }
    st = st == AS_OK ? as_tokenize(as_buf_slice(&plain), &tokens, err) : st;
    if (st == AS_OK && (tokens.n == 0 || tokens.n > WORDS_MAX)) {
        st = as_err_set(err, AS_EINVAL, "expected 1 to %d words", WORDS_MAX);
    }
    for (size_t i = 0; st == AS_OK && i < tokens.n; i++) {
        st = as_norm(as_slice_of(words.p + tokens.beg[i],
                                 tokens.end[i] - tokens.beg[i]),
                     &q->norms, err);
        q->ends[i] = q->norms.n;
    }
    q->n = st == AS_OK ? tokens.n : 0;
    as_tokens_clear(&tokens);
    as_buf_clear(&plain);
    return st;
}

static as_status find_types(query *q, const corpus_column *col, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < q->n; i++) {
        const size_t beg = i > 0 ? q->ends[i - 1] : 0;
        st = type_set_glob(col,
                           as_slice_of(q->norms.p + beg, q->ends[i] - beg),
                           &q->sets[i], err);
    }
    return st;
}

static size_t rarest(const as_corpus *c, const corpus_column *col,
                     const query *q)
{
    size_t best = 0;
    for (size_t i = 1; i < q->n; i++) {
        if (corpus_weight(c, col, &q->sets[i]) <
            corpus_weight(c, col, &q->sets[best])) {
            best = i;
        }
    }
    return best;
}

static bool fits(const query *q, const uint32_t *types)
{
    for (size_t i = 0; i < q->n; i++) {
        if (!type_in(&q->sets[i], types[i])) {
            return false;
        }
    }
    return true;
}

/* Of places of word `k`, those where all words are, in documents chosen. */
static as_status keep_fitting(const as_corpus *c, const as_choice *choice,
                              const query *q, size_t k, const as_u32s *places,
                              const as_cancel *cancel, as_hits *hits,
                              as_err *err)
{
    const uint32_t *types = c->columns[AS_BY_NORM].types.v;
    const uint32_t n = (uint32_t)q->n;
    uint32_t id = 0, sent = 0, free_from = 0;
    for (size_t i = 0; i < places->n; i++) {
        if (corpus_stop(cancel, i)) {
            return corpus_stopped(err);
        }
        const uint32_t was = id;
        id = corpus_doc_at(c, places->v[i], id);
        sent = id == was ? sent : 0;
        const corpus_doc *d = &c->docs.v[id];
        const uint32_t tok = places->v[i] - d->first;
        if (choice->rank[id] == AS_TYPE_NONE || d->doc == NULL || tok < k ||
            tok - k + n > d->n || places->v[i] - k < free_from ||
            !fits(q, types + (places->v[i] - k))) {
            continue;
        }
        uint32_t first, end;
        const uint32_t beg = tok - (uint32_t)k;
        corpus_sentence(d->doc, tok, &sent, &first, &end);
        if (beg < first || beg + n > end) {
            continue;
        }
        as_hit *hit = as_vec_push(&hits->v, err);
        if (hit == NULL) {
            return AS_ENOMEM;
        }
        *hit = (as_hit){choice->rank[id], beg, beg + n, 0};
        free_from = d->first + beg + n;
    }
    return AS_OK;
}

as_status as_hits_words(as_corpus *c, const as_choice *choice, as_slice words,
                        const as_cancel *cancel, as_hits *hits, as_err *err)
{
    query q = {.n = 0};
    as_u32s places = {0};
    corpus_column *col = &c->columns[AS_BY_NORM];
    as_hits_clear(hits);
    as_status st = read_words(&q, words, err);
    st = st == AS_OK ? as_corpus_column(c, AS_BY_NORM, cancel, err) : st;
    st = st == AS_OK ? find_types(&q, col, err) : st;
    if (st == AS_OK) {
        const size_t k = rarest(c, col, &q);
        st = corpus_places(c, col, &q.sets[k], cancel, &places, err);
        st = st == AS_OK ? keep_fitting(c, choice, &q, k, &places, cancel,
                                        hits, err)
                         : st;
    }
    if (st == AS_OK && !choice->in_order) {
        st = hits_in_order(c, choice, cancel, hits, err);
    }
    as_vec_clear(&places);
    query_clear(&q);
    if (st != AS_OK) {
        as_hits_clear(hits);
    }
    return st;
}

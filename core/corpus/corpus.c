/* corpus.c - the documents of a corpus, and choices among them.
 *
 * Cost: a choice is linear in the documents there are; everything else here
 * is a line in a list. */
#include "corpus/corpus_int.h"

#include "doc/tags.h"

const char *const as_by_names[AS_BY_N + 1] = {"norm", "word", "lemma", "upos",
                                              "lemma_pos", NULL};

as_status as_corpus_new(as_corpus **out, as_err *err)
{
    as_corpus *c = as_mem_zero(1, sizeof *c);
    if (c == NULL) {
        return as_err_nomem(err);
    }
    *out = c;
    return AS_OK;
}

void as_corpus_clear(as_corpus *c)
{
    as_vec_clear(&c->docs);
    for (size_t i = 0; i < AS_BY_N; i++) {
        corpus_column_clear(&c->columns[i]);
    }
    corpus_rows_clear(c);
    c->n_tokens = c->n_gone = 0;
    c->n_docs_gone = 0;
    c->tagged = false;
}

void as_corpus_free(as_corpus *c)
{
    if (c != NULL) {
        as_corpus_clear(c);
        as_mem_free(c);
    }
}

as_status as_corpus_add(as_corpus *c, as_doc *doc, uint32_t *id, as_err *err)
{
    const size_t n = as_doc_tokens(doc)->n;
    if (n >= UINT32_MAX - c->n_tokens || c->docs.n >= INT32_MAX) {
        return as_err_set(err, AS_ELIMIT,
                          "more than 2^32 tokens in all documents");
    }
    corpus_doc *d = as_vec_push(&c->docs, err);
    if (d == NULL) {
        return AS_ENOMEM;
    }
    as_tags tags;
    *d = (corpus_doc){doc, as_doc_serial(doc), c->n_tokens, (uint32_t)n};
    c->tagged |= as_doc_tags(doc, &tags);
    c->n_tokens += (uint32_t)n;
    *id = (uint32_t)(c->docs.n - 1);
    return AS_OK;
}

void as_corpus_drop(as_corpus *c, uint32_t id)
{
    corpus_doc *d = &c->docs.v[id];
    if (d->doc != NULL) {
        d->doc = NULL;
        c->n_gone += d->n;
        c->n_docs_gone++;
    }
}

bool as_corpus_worn(const as_corpus *c)
{
    enum { SMALL = 1 << 16 };
    return (c->n_gone > SMALL && c->n_gone > c->n_tokens / 2) ||
           (c->n_docs_gone > SMALL && c->n_docs_gone > c->docs.n / 2);
}

size_t as_corpus_size(const as_corpus *c)
{
    size_t n = sizeof *c + c->docs.cap * sizeof *c->docs.v +
               corpus_rows_size(c);
    for (size_t i = 0; i < AS_BY_N; i++) {
        n += corpus_column_size(&c->columns[i]);
    }
    return n;
}

size_t as_corpus_doc_count(const as_corpus *c)
{
    return c->docs.n - c->n_docs_gone;
}

uint64_t as_corpus_token_count(const as_corpus *c)
{
    return c->n_tokens - c->n_gone;
}

as_doc *as_corpus_doc(const as_corpus *c, uint32_t id, uint32_t *first,
                      uint32_t *n)
{
    const corpus_doc *d = &c->docs.v[id];
    *first = d->first;
    *n = d->n;
    return d->doc;
}

/* ---- choices ------------------------------------------------------------- */

void as_choice_clear(as_choice *choice)
{
    as_mem_free(choice->docs);
    as_mem_free(choice->rank);
    *choice = (as_choice){0};
}

/* Tags that were set anew: the columns made of them go. */
static void notice_tags(as_corpus *c, corpus_doc *d, size_t id)
{
    const uint64_t serial = as_doc_serial(d->doc);
    if (serial == d->serial) {
        return;
    }
    d->serial = serial;
    c->tagged = true;
    for (size_t by = AS_BY_LEMMA; by < AS_BY_N; by++) {
        if (c->columns[by].n_docs > id) {
            corpus_column_clear(&c->columns[by]);
        }
    }
}

as_status as_corpus_choose(as_corpus *c, const uint32_t *docs, size_t n,
                           as_choice *out, as_err *err)
{
    enum { AHEAD = 16 }; /* documents lie anywhere, and each is looked at */
    as_choice_clear(out);
    out->docs = as_mem_new(n * sizeof *out->docs);
    out->rank = as_mem_new(c->docs.n * sizeof *out->rank);
    if (out->docs == NULL || out->rank == NULL) {
        as_choice_clear(out);
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < c->docs.n; i++) {
        out->rank[i] = AS_TYPE_NONE;
    }
    out->in_order = true;
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = docs[i];
        corpus_doc *d = &c->docs.v[id];
        __builtin_prefetch(c->docs.v[docs[i + AHEAD < n ? i + AHEAD : i]].doc);
        if (out->rank[id] != AS_TYPE_NONE || d->doc == NULL) {
            continue;
        }
        notice_tags(c, d, id);
        out->in_order &= out->n == 0 || out->docs[out->n - 1] < id;
        out->rank[id] = (uint32_t)out->n;
        out->docs[out->n++] = id;
        out->n_tokens += d->n;
    }
    return AS_OK;
}

bool as_corpus_tagged(const as_corpus *c, const as_choice *choice)
{
    as_tags tags;
    for (size_t i = 0; i < choice->n; i++) {
        if (as_doc_tags(c->docs.v[choice->docs[i]].doc, &tags)) {
            return true;
        }
    }
    return false;
}

/* ---- places -------------------------------------------------------------- */

uint32_t corpus_doc_at(const as_corpus *c, uint32_t at, uint32_t from)
{
    const corpus_doc *v = c->docs.v;
    if (at - v[from].first < v[from].n) {
        return from;
    }
    size_t lo = from, hi = c->docs.n;
    while (hi - lo > 1) {
        const size_t mid = lo + (hi - lo) / 2;
        *(v[mid].first <= at ? &lo : &hi) = mid;
    }
    return (uint32_t)lo; /* empty ones before it begin there, too */
}

void corpus_sentence(const as_doc *doc, uint32_t tok, uint32_t *sent,
                     uint32_t *first, uint32_t *end)
{
    enum { NEAR = 4 };
    const as_starts *s = as_doc_sents(doc);
    uint32_t at = *sent < s->n && s->v[*sent] <= tok ? *sent : 0;
    for (int i = 0; i < NEAR && at + 1 < s->n && s->v[at + 1] <= tok; i++) {
        at++;
    }
    if (at + 1 < s->n && s->v[at + 1] <= tok) {
        at = as_doc_sent_of(doc, tok);
    }
    *sent = at;
    as_doc_sent(doc, at, first, end);
}

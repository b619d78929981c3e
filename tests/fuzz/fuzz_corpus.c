/* floor: corpus
 * fuzz_corpus.c - any question, about any two documents.
 * Input: words or a pattern up to an empty line; then the text, of which each
 * half is a document; the second one has lemmas. A pattern must find what it
 * finds document by document, whatever words it needs; hits lie in their
 * sentences, in order; sorting and grouping lose none. */
#include <stdint.h>
#include <stdlib.h>

#include "corpus/counts.h"
#include "doc/tags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static as_doc *doc_of(as_slice text)
{
    as_buf buf = {0};
    as_doc *doc = NULL;
    must(as_buf_add_slice(&buf, text, NULL) == AS_OK);
    must(as_doc_new(&buf, NULL, &doc, NULL) == AS_OK);
    return doc;
}

/* A lemma for every two norms. */
static void add_lemmas(as_doc *doc)
{
    as_norms norms;
    const size_t n = as_doc_tokens(doc)->n;
    must(as_doc_norms(doc, &norms, NULL) == AS_OK);
    uint32_t *lemma = as_mem_zero(n + 1, sizeof *lemma);
    uint8_t *pos = as_mem_zero(n + 1, sizeof *pos);
    must(lemma != NULL && pos != NULL);
    for (size_t i = 0; i < n; i++) {
        lemma[i] = norms.type[i] / 2;
        pos[i] = (uint8_t)(i % 3);
    }
    const as_tags tags = {pos, lemma, norms.types, norms.n_types};
    must(as_doc_tags_set(doc, &tags, NULL) == AS_OK);
    as_mem_free(lemma);
    as_mem_free(pos);
}

static void check_hits(const as_hits *hits, as_doc *const *docs)
{
    for (size_t i = 0; i < hits->v.n; i++) {
        const as_hit *h = &hits->v.v[i];
        must(h->doc < 2 && h->first < h->end &&
             h->end <= as_doc_tokens(docs[h->doc])->n);
        must(as_doc_sent_of(docs[h->doc], h->first) ==
             as_doc_sent_of(docs[h->doc], h->end - 1));
        must(i == 0 || h[-1].doc < h->doc ||
             (h[-1].doc == h->doc && h[-1].end <= h->first));
    }
}

/* The same, document by document. */
static void check_pattern(const as_hits *hits, const as_pattern *p,
                          as_doc *const *docs)
{
    as_search *s = NULL;
    as_match m;
    size_t n = 0;
    must(as_search_new(&s, NULL) == AS_OK);
    for (uint32_t d = 0; d < 2; d++) {
        const uint32_t end = (uint32_t)as_doc_tokens(docs[d])->n;
        must(as_search_open(s, p, docs[d], NULL) == AS_OK);
        must(as_search_range(s, 0, end, AS_SCOPE_SENTENCE, AS_MATCH_FIRST,
                             NULL) == AS_OK);
        while (as_search_next(s, &m, NULL) == AS_OK) {
            must(n < hits->v.n && hits->v.v[n].doc == d &&
                 hits->v.v[n].first == m.first && hits->v.v[n].end == m.end);
            n++;
        }
    }
    must(n == hits->v.n);
    as_search_free(s);
}

static void check_rest(as_corpus *c, const as_choice *choice, as_hits *hits)
{
    as_groups groups = {0};
    size_t n_all = 0, sum = 0;
    const size_t n = hits->v.n;
    must(as_hits_group(c, choice, hits, AS_GROUP_RIGHT, 0, NULL, &groups,
                       &n_all, NULL) == AS_OK);
    for (size_t i = 0; i < groups.n; i++) {
        sum += groups.v[i].n;
    }
    must(sum == n && groups.n == n_all);
    must(as_hits_sort(c, choice, AS_ORDER_LEFT, NULL, NULL, hits, NULL) ==
         AS_OK);
    must(hits->v.n == n);
    as_collocs near = {0};
    const as_listing all = {.by = AS_BY_LEMMA_POS, .min = 1, .punct = true};
    must(as_hits_sort(c, choice, AS_ORDER_DOCS, (const uint32_t[]){0, 1}, NULL,
                      hits, NULL) == AS_OK);
    must(as_colloc_count(c, choice, hits, 2, 2, AS_MEASURE_LL, &all, NULL,
                         &near, NULL) == AS_OK);
    must(near.n_window <= choice->n_tokens);
    as_vec_clear(&near.v);
    as_vec_clear(&groups);
}

static void ask(as_corpus *c, const as_choice *choice, as_slice question,
                as_doc *const *docs)
{
    as_hits hits = {0};
    as_pattern *p = NULL;
    as_err err;
    if (as_words_are(question)) {
        const as_status st = as_hits_words(c, choice, question, NULL, &hits,
                                           &err);
        must(st == AS_OK || st == AS_EINVAL);
        check_hits(&hits, docs);
        check_rest(c, choice, &hits);
    }
    if (as_pattern_compile(AS_LIT("p"), question, NULL, NULL, NULL, &p, NULL,
                           &err) == AS_OK) {
        must(as_hits_pattern(c, choice, p, NULL, &hits, &err) == AS_OK);
        check_hits(&hits, docs);
        check_pattern(&hits, p, docs);
        check_rest(c, choice, &hits);
        as_pattern_free(p);
    }
    as_hits_clear(&hits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const as_slice all = {(const char *)data, size};
    const char *cut = size ? memmem(all.p, size, "\n\n", 2) : NULL;
    if (cut == NULL || size > 4096) {
        return 0;
    }
    const as_slice question = {all.p, (size_t)(cut - all.p)};
    const size_t n = size - question.n - 2;
    as_doc *docs[] = {doc_of((as_slice){cut + 2, n / 2}),
                      doc_of((as_slice){cut + 2 + n / 2, n - n / 2})};
    as_corpus *c = NULL;
    as_choice choice = {0};
    uint32_t ids[2];
    add_lemmas(docs[1]);
    must(as_corpus_new(&c, NULL) == AS_OK);
    for (size_t i = 0; i < 2; i++) {
        must(as_corpus_add(c, docs[i], &ids[i], NULL) == AS_OK);
    }
    must(as_corpus_choose(c, ids, 2, &choice, NULL) == AS_OK);
    ask(c, &choice, question, docs);
    as_choice_clear(&choice);
    as_corpus_free(c);
    as_doc_free(docs[0]);
    as_doc_free(docs[1]);
    return 0;
}

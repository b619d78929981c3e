/* corpus_fixture.h - corpora of small documents, and their norms as plain
 * strings to count by hand. */
#ifndef AS_TESTS_CORPUS_FIXTURE_H
#define AS_TESTS_CORPUS_FIXTURE_H

#include "corpus/counts.h"
#include "unit/doc/doc_fixture.h"

enum { DOCS_MAX = 40 };

typedef struct corpus_of {
    as_corpus *c;
    as_doc *docs[DOCS_MAX];
    uint32_t ids[DOCS_MAX];
    size_t n;
    as_choice all;
} corpus_of;

FIXTURE void must_be(as_status st, const as_err *err)
{
    if (st != AS_OK) {
        fail_msg("%s", err->msg);
    }
}

FIXTURE void corpus_add(corpus_of *k, const char *text)
{
    as_err err;
    k->docs[k->n] = doc_of(text);
    must_be(as_corpus_add(k->c, k->docs[k->n], &k->ids[k->n], &err), &err);
    k->n++;
    must_be(as_corpus_choose(k->c, k->ids, k->n, &k->all, &err), &err);
}

FIXTURE void corpus_start(corpus_of *k, const char *const *texts)
{
    *k = (corpus_of){0};
    must_be(as_corpus_new(&k->c, NULL), NULL);
    for (size_t i = 0; texts[i]; i++) {
        corpus_add(k, texts[i]);
    }
}

FIXTURE void corpus_end(corpus_of *k)
{
    as_choice_clear(&k->all);
    as_corpus_free(k->c);
    for (size_t i = 0; i < k->n; i++) {
        as_doc_free(k->docs[i]);
    }
}

/* Sentences of words a to h, at random: few types, many repetitions. */
FIXTURE void random_text(rng *r, char *out, size_t n_words)
{
    size_t at = 0, left = 0;
    for (size_t i = 0; i < n_words; i++) {
        const char c = (char)('a' + rng_below(r, 1 + rng_below(r, 8)));
        const bool first = left == 0;
        left = first ? 1 + rng_below(r, 9) : left;
        at += (size_t)sprintf(out + at, "%c%c%s", first ? 'S' : c, c,
                              left == 1 ? ". " : " ");
        left--;
    }
    out[at] = '\0';
}

FIXTURE as_slice norm_at(as_doc *doc, uint32_t tok)
{
    as_norms norms;
    must_be(as_doc_norms(doc, &norms, NULL), NULL);
    return norms.types[norms.type[tok]].norm;
}

#endif

/* floor: text - tokens and sentences of any text keep their promises, and
 * every classifier gives the same. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/sent.h"
#include "text/token.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(x)                                                                \
    do {                                                                       \
        if (!(x)) {                                                            \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #x);    \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* In order, inside the text, cut between characters, no letter left out. */
static void check_tokens(as_slice text, const as_tokens *t)
{
    size_t last = 0;
    for (size_t i = 0; i <= t->n; i++) {
        const size_t beg = i < t->n ? t->beg[i] : text.n;
        const size_t end = i < t->n ? t->end[i] : text.n;
        MUST(beg >= last && end <= text.n && (i == t->n || end > beg));
        MUST(beg == text.n || ((unsigned char)text.p[beg] & 0xC0) != 0x80);
        for (size_t k = last; k < beg; k++) {
            const unsigned char c = (unsigned char)text.p[k];
            MUST(c <= ' ' || c >= 0x7F);
        }
        last = end;
    }
}

static void check_starts(const as_tokens *t, const as_starts *s)
{
    MUST((s->n == 0) == (t->n == 0));
    for (size_t i = 0; i < s->n; i++) {
        MUST(s->v[i] < t->n && (i == 0 ? s->v[0] == 0
                                       : s->v[i] > s->v[i - 1]));
    }
}

static void check_sentences(as_slice text, const as_tokens *t)
{
    as_starts sents = {0};
    as_starts paras = {0};
    MUST(as_sentences(text, t, &sents, &paras, NULL) == AS_OK);
    check_starts(t, &sents);
    check_starts(t, &paras);
    as_starts_clear(&sents);
    as_starts_clear(&paras);
}

static void check_same(const as_tokens *a, const as_tokens *b)
{
    MUST(a->n == b->n);
    for (size_t i = 0; i < a->n; i++) {
        MUST(a->beg[i] == b->beg[i] && a->end[i] == b->end[i]);
        MUST(a->flags[i] == b->flags[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    as_buf text = {0};
    size_t bad = 0;
    const as_slice in = {(const char *)data, size};
    MUST(as_utf8_repair(in, &text, &bad, NULL) == AS_OK);
    const as_slice s = as_buf_slice(&text);
    as_tokens first = {0};
    as_tokens other = {0};
    for (size_t v = 0; as_token_variant(v) != NULL; v++) {
        as_tokens *t = v == 0 ? &first : &other;
        MUST(as_token_variant_set(as_token_variant(v), NULL) == AS_OK);
        MUST(as_tokenize(s, t, NULL) == AS_OK);
        if (v == 0) {
            check_tokens(s, t);
            check_sentences(s, t);
        } else {
            check_same(&first, &other);
        }
    }
    as_tokens_clear(&first);
    as_tokens_clear(&other);
    as_buf_clear(&text);
    return 0;
}

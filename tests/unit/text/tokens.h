/* tokens.h - tokens and sentences as text, for tables of cases: tokens are
 * joined by `|`, and so are sentences. A table runs under every classifier,
 * "careful" (no short cut for plain words) among them. */
#ifndef AS_TESTS_TOKENS_H
#define AS_TESTS_TOKENS_H

#include "unit/base/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "text/sent.h"
#include "text/token.h"
#include "text/utf8.h"

typedef struct text_case {
    const char *text;
    const char *want;
} text_case;

typedef as_buf (*text_split)(as_slice text);

/* White space and controls, as token.h says; any format character too. */
static inline bool may_lie_between(uint32_t cp)
{
    return cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || cp == 0xAD ||
           cp == 0x61C || cp == 0x1680 || cp == 0x180E ||
           (cp >= 0x2000 && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202F) ||
           (cp >= 0x205F && cp <= 0x206F) || cp == 0x3000 || cp == 0xFEFF ||
           (cp >= 0x600 && cp < 0x700) || cp == 0x70F || cp == 0x890 ||
           cp == 0x891 || cp == 0x8E2 || (cp >= 0xFFF9 && cp <= 0xFFFB) ||
           (cp >= 0x10000 && cp < 0x20000) || cp >= 0xE0000;
}

static inline void gap_check(as_slice text, size_t beg, size_t end)
{
    while (beg < end) {
        size_t len;
        const uint32_t cp = as_utf8_decode(text.p + beg, end - beg, &len);
        if (!may_lie_between(cp)) {
            fail_msg("U+%04X at byte %zu is in no token", (unsigned)cp, beg);
        }
        beg += len;
    }
}

/* In order, not empty, inside the text, and nothing lost between. */
static inline void tokens_check(as_slice text, const as_tokens *t)
{
    size_t last = 0;
    for (size_t i = 0; i < t->n; i++) {
        assert_true(t->beg[i] >= last);
        assert_true(t->end[i] > t->beg[i]);
        assert_true(t->end[i] <= text.n);
        gap_check(text, last, t->beg[i]);
        last = t->end[i];
    }
    gap_check(text, last, text.n);
}

static inline void starts_check(const as_tokens *t, const as_starts *s)
{
    assert_true((s->n == 0) == (t->n == 0));
    for (size_t i = 0; i < s->n; i++) {
        assert_true(s->v[i] < t->n);
        assert_true(i == 0 ? s->v[0] == 0 : s->v[i] > s->v[i - 1]);
    }
}

/* Both ascend from 0, and a paragraph starts a sentence. */
static inline void sents_check(const as_tokens *t, const as_starts *sents,
                               const as_starts *paras)
{
    starts_check(t, sents);
    starts_check(t, paras);
    size_t k = 0;
    for (size_t i = 0; i < paras->n; i++) {
        while (k < sents->n && sents->v[k] < paras->v[i]) {
            k++;
        }
        assert_true(k < sents->n && sents->v[k] == paras->v[i]);
    }
}

static inline as_buf tokens_join(as_slice text)
{
    as_tokens t = {0};
    as_buf buf = {0};
    assert_int_equal(as_tokenize(text, &t, NULL), AS_OK);
    tokens_check(text, &t);
    for (size_t i = 0; i < t.n; i++) {
        as_buf_add(&buf, "|", i > 0, NULL);
        as_buf_add(&buf, text.p + t.beg[i], t.end[i] - t.beg[i], NULL);
    }
    as_buf_add_byte(&buf, '\0', NULL);
    as_tokens_clear(&t);
    return buf;
}

static inline as_buf sents_join(as_slice text)
{
    as_tokens t = {0};
    as_starts sents = {0};
    as_starts paras = {0};
    as_buf buf = {0};
    assert_int_equal(as_tokenize(text, &t, NULL), AS_OK);
    assert_int_equal(as_sentences(text, &t, &sents, &paras, NULL), AS_OK);
    sents_check(&t, &sents, &paras);
    for (size_t i = 0; i < sents.n; i++) {
        const size_t last = i + 1 < sents.n ? sents.v[i + 1] : t.n;
        const size_t beg = t.beg[sents.v[i]];
        as_buf_add(&buf, "|", i > 0, NULL);
        as_buf_add(&buf, text.p + beg, t.end[last - 1] - beg, NULL);
    }
    as_buf_add_byte(&buf, '\0', NULL);
    as_tokens_clear(&t);
    as_starts_clear(&sents);
    as_starts_clear(&paras);
    return buf;
}

/* Under every variant; all failures are printed, then the test fails. */
static inline void table_check(text_split split, const text_case *cases,
                               size_t n)
{
    unsigned bad = 0;
    for (size_t v = 0; as_token_variant(v) != NULL; v++) {
        assert_int_equal(as_token_variant_set(as_token_variant(v), NULL), 0);
        for (size_t i = 0; i < n; i++) {
            as_buf got = split(as_slice_str(cases[i].text));
            if (strcmp(got.p, cases[i].want) != 0) {
                print_error("%s:\n  text %s\n  want %s\n  got  %s\n",
                            as_token_variant(v), cases[i].text,
                            cases[i].want, got.p);
                bad++;
            }
            as_buf_clear(&got);
        }
    }
    assert_int_equal(as_token_variant_set(as_token_variant(0), NULL), AS_OK);
    assert_int_equal(bad, 0);
}

#define TOKENS_TABLE(cases)                                                    \
    table_check(tokens_join, (cases), sizeof(cases) / sizeof *(cases))
#define SENTS_TABLE(cases)                                                     \
    table_check(sents_join, (cases), sizeof(cases) / sizeof *(cases))

#endif

/* test_token_variants.c - every classifier gives the same tokens, whatever
 * the bytes and wherever they lie; and no text makes tokenizing slow. */
#include "unit/text/tokens.h"

#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 3000, TEXT_MAX = 700 };

/* xorshift: the same numbers on every machine. */
static uint64_t the_state = 88172645463325252u;

static unsigned random_below(unsigned n)
{
    the_state ^= the_state << 13;
    the_state ^= the_state >> 7;
    the_state ^= the_state << 17;
    return (unsigned)(the_state >> 33) % n;
}

/* What texts are made of, so that rules meet each other. */
static const char *const PIECES[] = {
    "a", "Word", "said", "don't", "Mr", "Inc", "U.S", ".", ",", "...", "!",
    "?", "'", "\"", "(", ")", "-", "--", "/", "@", "#", "$", "%", "&", "*",
    "_", "+", "=", ":", ";", "http://", "www.", "a@b.org", "5", "1,000",
    "10:30", "7pm", "kg", "e-", "no", "etc", "cannot", "gonna", "\u2019",
    "\u201C", "\u2026", "\u2014", "\u00E9", "\u0301", "\u4E2D", "\u05D0",
    "\u05F4", "\u0645", "\u0E01", "\U0001F468\u200D", "\U0001F1FA", "\u00A0",
    "\uFEFF", "\u2028", "\u200D", "\t", "\n", "\r\n", "\x01", "\x7F", ":)",
    "XD", "8)", "I", "st", "Ph.D", "T-72B", "`", "\\", "~", "<", ">", "|",
};

static size_t random_text(char *text)
{
    const unsigned n_pieces = sizeof PIECES / sizeof *PIECES;
    const unsigned spaces = 1 + random_below(6);
    const size_t want = random_below(TEXT_MAX - 16);
    size_t n = 0;
    while (n < want) {
        const char *piece = random_below(spaces) == 0
                                ? " "
                                : PIECES[random_below(n_pieces)];
        memcpy(text + n, piece, strlen(piece));
        n += strlen(piece);
    }
    return n;
}

static size_t random_ascii(char *text)
{
    const size_t n = random_below(TEXT_MAX);
    for (size_t i = 0; i < n; i++) {
        text[i] = (char)random_below(128);
    }
    return n;
}

static size_t random_words(char *text)
{
    static const char LETTERS[] = "abtnAGNTwhS.,\"()  9?'";
    const size_t n = random_below(TEXT_MAX);
    for (size_t i = 0; i < n; i++) {
        text[i] = LETTERS[random_below(sizeof LETTERS - 1)];
    }
    return n;
}

static void tokens_equal(const as_tokens *a, const as_tokens *b,
                         as_slice text)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        if (a->beg[i] != b->beg[i] || a->end[i] != b->end[i] ||
            a->flags[i] != b->flags[i]) {
            fail_msg("token %zu: [%u, %u) %x, [%u, %u) %x of: %.*s", i,
                     a->beg[i], a->end[i], a->flags[i], b->beg[i], b->end[i],
                     b->flags[i], (int)text.n, text.p);
        }
    }
    assert_int_equal(a->n, b->n);
}

static void variants_agree(as_slice text, as_tokens *first, as_tokens *other)
{
    as_starts sents = {0};
    as_starts paras = {0};
    for (size_t v = 0; as_token_variant(v) != NULL; v++) {
        as_tokens *t = v == 0 ? first : other;
        assert_int_equal(as_token_variant_set(as_token_variant(v), NULL), 0);
        assert_int_equal(as_tokenize(text, t, NULL), AS_OK);
        if (v == 0) {
            tokens_check(text, t);
            as_sentences(text, t, &sents, &paras, NULL);
            sents_check(t, &sents, &paras);
        } else {
            tokens_equal(first, other, text);
        }
    }
    as_starts_clear(&sents);
    as_starts_clear(&paras);
}

static void agree_on(size_t (*make)(char *text))
{
    as_tokens first = {0};
    as_tokens other = {0};
    for (int round = 0; round < ROUNDS; round++) {
        char text[TEXT_MAX + 16];
        const size_t n = make(text);
        char *exact = malloc(n ? n : 1); /* so that ASan sees its end */
        memcpy(exact, text, n);
        variants_agree(as_slice_of(exact, n), &first, &other);
        free(exact);
    }
    as_tokens_clear(&first);
    as_tokens_clear(&other);
}

static void test_variants_agree_on_pieces(void **state)
{
    (void)state;
    agree_on(random_text);
}

static void test_variants_agree_on_ascii(void **state)
{
    (void)state;
    agree_on(random_ascii);
}

static void test_variants_agree_on_words(void **state)
{
    (void)state;
    agree_on(random_words);
}

/* A word of every length at every place in a block. */
static void test_blocks_do_not_show(void **state)
{
    (void)state;
    as_tokens first = {0};
    as_tokens other = {0};
    char text[300];
    for (size_t at = 0; at < 130; at++) {
        for (size_t len = 1; len < 140; len += len < 70 ? 1 : 7) {
            memset(text, ' ', sizeof text);
            memset(text + at, 'w', len);
            text[at + len] = '.';
            const size_t n = at + len + 1 + (at + len) % 3;
            variants_agree(as_slice_of(text, n), &first, &other);
            assert_int_equal(first.n, 2);
            assert_int_equal(first.beg[0], at);
            assert_int_equal(first.end[1], at + len + 1);
        }
    }
    as_tokens_clear(&first);
    as_tokens_clear(&other);
}

/* ---- time --------------------------------------------------------------- */

/* A megabyte of one thing over and over, as one chunk; a quadratic rule
 * would take minutes. */
static void test_no_repetition_is_slow(void **state)
{
    (void)state;
    static const char *const UNITS[] = {
        "a", "a.", "a-", "a'", "a@", "a/", "a:", "1.", "1-", "1/", "1,",
        "_", "a_", ".", "'", "\"", "-", "=", "<>", "*a", "a*", "a&", "@",
        "#a", "http://", "a.a@", "www.", "(", ")", "\u2019", "\u0301",
        "\u4E2D", "\u200D", "\U0001F468\u200D", "\U0001F1FA", "e-", "n't",
        "'s", "U.S.", "a://", "\u00A0", "\uFEFF", "\n", "\n\n", "1.\n", ". ",
        "1. a ", "A. ", "? ", "\" ", "[1]", "( ", ". . ", "\u2026 ", "- ",
        "A - ", "a\n",
    };
    const size_t size = 1u << 20;
    char *text = malloc(size);
    as_tokens t = {0};
    as_starts sents = {0};
    as_starts paras = {0};
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        const size_t len = strlen(UNITS[i]);
        const size_t n = size / len * len;
        for (size_t k = 0; k < n; k += len) {
            memcpy(text + k, UNITS[i], len);
        }
        const clock_t start = clock();
        assert_int_equal(as_tokenize(as_slice_of(text, n), &t, NULL), AS_OK);
        assert_int_equal(as_sentences(as_slice_of(text, n), &t, &sents,
                                      &paras, NULL),
                         AS_OK);
        if (clock() - start > 5 * CLOCKS_PER_SEC) {
            fail_msg("slow: %s", UNITS[i]);
        }
        sents_check(&t, &sents, &paras);
    }
    as_tokens_clear(&t);
    as_starts_clear(&sents);
    as_starts_clear(&paras);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants_agree_on_pieces),
        cmocka_unit_test(test_variants_agree_on_ascii),
        cmocka_unit_test(test_variants_agree_on_words),
        cmocka_unit_test(test_blocks_do_not_show),
        cmocka_unit_test(test_no_repetition_is_slow),
    };
    return cmocka_run_group_tests_name("token_variants", tests, NULL, NULL);
}

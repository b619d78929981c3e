/* sample.h - a corpus as a tagger in training sees it: words with their
 * features. Private to core/tag. */
#ifndef AS_TAG_SAMPLE_H
#define AS_TAG_SAMPLE_H

#include "base/vec.h"
#include "tag/treebank.h"
#include "tag/word.h"

typedef struct as_sample {
    AS_VEC(as_word) word;
    AS_VEC(uint8_t) gold;  /* AS_POS_UNKNOWN: nothing to learn */
    AS_VEC(uint32_t) sent; /* first word of each sentence */
} as_sample;

/* Replace what `s` holds. `copies` per cent of the sentences come again in
 * upper, lower and title case each; which ones, `seed` says.
 * Errors: AS_ENOMEM; `s` must be cleared then, too. */
as_status as_sample_make(as_sample *s, const as_treebank *corpus,
                         const as_word_lists *lists, uint32_t copies,
                         uint64_t seed, as_err *err);
void as_sample_clear(as_sample *s);

/* Words of sentence `i`, [*beg, *end). */
void as_sample_sent(const as_sample *s, size_t i, size_t *beg, size_t *end);

/* The words around `at` in a sentence of `n` words; border words outside. */
static inline void as_window(const as_word *words, size_t n, size_t at,
                             const as_word *w[5])
{
    const as_word *border = as_word_border();
    w[0] = at >= 2 ? &words[at - 2] : border;
    w[1] = at >= 1 ? &words[at - 1] : border;
    w[2] = &words[at];
    w[3] = at + 1 < n ? &words[at + 1] : border;
    w[4] = at + 2 < n ? &words[at + 2] : border;
}

/* A step of the generator that orders and chooses in training. The method
 * is splitmix64 (Steele, Lea and Flood 2014). */
static inline uint64_t as_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

#endif

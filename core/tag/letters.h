/* letters.h - a word as the taggers look at its letters: a bounded copy with
 * its digits as 0, its shape, its capitals. Private to core/tag; what it
 * hashes is in the models, and so a change here needs new ones.
 *
 * Letters are bytes: of those beyond ASCII each counts as a small letter. */
#ifndef AS_TAG_LETTERS_H
#define AS_TAG_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum { AS_LETTERS_MAX = 128 };

typedef struct as_letters {
    char p[AS_LETTERS_MAX];
    size_t n;
} as_letters;

typedef struct as_capitals {
    size_t upper, lower, digits;
    bool first;
} as_capitals;

static inline bool as_letter_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool as_letter_is_lower(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Copy `s` with digits as 0; of more than `most` bytes (even, at most
 * AS_LETTERS_MAX) the first and the last halves of that. */
void as_letters_make(as_slice s, size_t most, as_letters *out);

uint64_t as_letters_hash(const as_letters *s);

/* Hash of Xx for Russia, Xx.x. for Ph.D.: runs of a class are cut to two. */
uint64_t as_letters_shape(const as_letters *s);

/* `folded`: the norm differs from the form, and so a first letter beyond
 * ASCII, which does not say it itself, is taken for a capital. */
as_capitals as_letters_capitals(const as_letters *s, bool folded);

#endif

/* letters.c - linear in the word, which is cut to AS_LETTERS_MAX bytes. */
#include "tag/letters.h"

#include <string.h>

#include "base/hash.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

void as_letters_make(as_slice s, size_t most, as_letters *out)
{
    const bool cut = s.n > most;
    const size_t half = most / 2, head = cut ? half : s.n;
    if (head > 0) {
        memcpy(out->p, s.p, head);
    }
    if (cut) {
        memcpy(out->p + half, s.p + s.n - half, half);
    }
    out->n = cut ? most : s.n;
    for (size_t i = 0; i < out->n; i++) {
        out->p[i] = is_digit(out->p[i]) ? '0' : out->p[i];
    }
}

uint64_t as_letters_hash(const as_letters *s)
{
    return as_hash_portable(as_slice_of(s->p, s->n));
}

uint64_t as_letters_shape(const as_letters *s)
{
    as_letters shape;
    shape.n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const char c = s->p[i];
        const char x = as_letter_is_upper(c)   ? 'X'
                       : as_letter_is_lower(c) ? 'x'
                                               : c;
        const size_t k = shape.n;
        if (k < 2 || shape.p[k - 1] != x || shape.p[k - 2] != x) {
            shape.p[shape.n++] = x;
        }
    }
    return as_letters_hash(&shape);
}

as_capitals as_letters_capitals(const as_letters *s, bool folded)
{
    as_capitals c = {0};
    for (size_t i = 0; i < s->n; i++) {
        c.upper += as_letter_is_upper(s->p[i]);
        c.lower += as_letter_is_lower(s->p[i]);
        c.digits += is_digit(s->p[i]);
    }
    c.first = s->n > 0 && (as_letter_is_upper(s->p[0]) ||
                           (folded && (unsigned char)s->p[0] >= 0x80));
    return c;
}

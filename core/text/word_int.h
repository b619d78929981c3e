/* word_int.h - a word or number while it grows; private to word.c, which has
 * the runs and what is split off, and join.c, which has the joiners. */
#ifndef AS_TEXT_WORD_INT_H
#define AS_TEXT_WORD_INT_H

#include "text/token_int.h"

typedef struct as_word {
    size_t beg; /* of the token, a sign included */
    size_t at;  /* of its first run */
    size_t run; /* of its last run */
    size_t end;
    unsigned flags;
    bool done; /* nothing more can join */
} as_word;

static inline bool as_scan_is(const as_scan *s, size_t at, unsigned classes)
{
    return at < s->end && as_byte_is(s->p[at], classes);
}

static inline as_char_class as_scan_class(const as_scan *s, size_t at)
{
    return at < s->end
               ? (as_char_class)as_char_at(s->p, at, s->end).cls
               : AS_CH_SPACE;
}

/* Join the run behind a joiner of `len` bytes. Always true. */
static inline bool as_word_join(const as_scan *s, as_word *w, size_t len)
{
    w->run = w->end + len;
    w->end = as_run_end(s, w->run);
    return true;
}

/* Does the character at the word's end, which is no apostrophe, join more to
 * it? If so, the word has grown. */
bool as_word_join_more(const as_scan *s, as_word *w);

#endif

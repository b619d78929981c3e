/* suggest.c - optimal string alignment in three rows of a table. Cost: the
 * product of both lengths, which are bounded. */
#include "base/suggest.h"

as_suggest as_suggest_for(as_slice word)
{
    return (as_suggest){.word = word,
                        .distance = word.n < 5 ? 2 : word.n / 3 + 1};
}

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(as_slice a, as_slice b)
{
    size_t rows[3][AS_SUGGEST_MAX + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *now = rows[2];
    for (size_t j = 0; j <= b.n; j++) {
        last[j] = j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            const unsigned char x = fold(a.p[i - 1]);
            const unsigned char y = fold(b.p[j - 1]);
            now[j] = min(last[j - 1] + (x != y),
                         min(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && x == fold(b.p[j - 2]) &&
                y == fold(a.p[i - 2])) {
                now[j] = min(now[j], before[j - 2] + 1);
            }
        }
        size_t *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b.n];
}

void as_suggest_offer(as_suggest *s, as_slice name)
{
    if (s->word.n == 0 || s->word.n > AS_SUGGEST_MAX || name.n == 0 ||
        name.n > AS_SUGGEST_MAX) {
        return;
    }
    const size_t d = distance(s->word, name);
    if (d < s->distance) {
        s->best = name;
        s->distance = d;
    }
}

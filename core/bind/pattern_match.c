/* pattern_match.c - Lua patterns by backtracking, with a count of steps.
 *
 * match_here walks the pattern; only what may have to be taken back (a
 * repetition, a capture) recurses, at most DEPTH deep, as in Lua. Every LOOK
 * steps the guard is asked; a set or a repeated text counts for as many steps
 * as it is long. A plugin's call has a budget of steps, so that what it finds
 * does not depend on the machine where its deadline is long. Refuses what Lua
 * refuses, in the same words. */
#include "bind/pattern_int.h"

#include <ctype.h>

enum {
    DEPTH = 200,
    LOOK = 8192,
    BYTES = 16, /* that are compared in the time of a step */
    BUDGET = 1000 * 1000 * 1000
};

static const char *match(as_pat *m, const char *s, const char *p);

static void steps(as_pat *m, size_t n)
{
    m->steps += n;
    if (m->steps - m->looked >= LOOK) {
        m->looked = m->steps;
        as_guard_check(m->L);
        if (m->steps > BUDGET && as_bind_of(m->L)->mem_cap != 0) {
            as_bind_error(m->L, "pattern too complex (more than %d million "
                                "steps)", BUDGET / 1000000);
        }
    }
}

static void step(as_pat *m)
{
    steps(m, 1);
}

/* ---- single characters ------------------------------------------------ */

/* One character against the class letter behind a %. */
static bool in_class(int c, int letter)
{
    bool in;
    switch (tolower(letter)) {
    case 'a': in = isalpha(c) != 0; break;
    case 'c': in = iscntrl(c) != 0; break;
    case 'd': in = isdigit(c) != 0; break;
    case 'g': in = isgraph(c) != 0; break;
    case 'l': in = islower(c) != 0; break;
    case 'p': in = ispunct(c) != 0; break;
    case 's': in = isspace(c) != 0; break;
    case 'u': in = isupper(c) != 0; break;
    case 'w': in = isalnum(c) != 0; break;
    case 'x': in = isxdigit(c) != 0; break;
    default: return letter == c; /* an escaped character */
    }
    return isupper(letter) ? !in : in;
}

/* The set from the character behind its '[' to its ']' at `close`. */
static bool in_set(int c, const char *p, const char *close)
{
    const bool positive = *p != '^';
    for (p += !positive; p < close; p++) {
        const unsigned char at = (unsigned char)*p;
        if (at == '%' && p + 1 < close) {
            p++;
            if (in_class(c, (unsigned char)*p)) {
                return positive;
            }
        } else if (p + 2 < close && p[1] == '-') {
            p += 2;
            if (at <= c && c <= (unsigned char)*p) {
                return positive;
            }
        } else if (at == c) {
            return positive;
        }
    }
    return !positive;
}

/* Behind the item (a character, class or set) that begins at p. */
static const char *item_end(const as_pat *m, const char *p)
{
    const char first = *p++;
    if (first == '%') {
        if (p == m->pend) {
            as_bind_error(m->L, "malformed pattern (ends with '%%')");
        }
        return p + 1;
    }
    if (first != '[') {
        return p;
    }
    p += p < m->pend && *p == '^';
    for (bool start = true;; start = false) { /* a ']' may come first */
        if (p == m->pend) {
            as_bind_error(m->L, "malformed pattern (missing ']')");
        }
        if (*p == ']' && !start) {
            return p + 1;
        }
        p += *p == '%' && p + 1 < m->pend ? 2 : 1;
    }
}

static bool single(as_pat *m, const char *s, const char *p, const char *ep)
{
    steps(m, 1 + (size_t)(ep - p) / BYTES);
    if (s >= m->end) {
        return false;
    }
    const int c = (unsigned char)*s;
    switch (*p) {
    case '.': return true;
    case '%': return in_class(c, (unsigned char)p[1]);
    case '[': return in_set(c, p + 1, ep - 1);
    default: return (unsigned char)*p == c;
    }
}

/* ---- repetitions ------------------------------------------------------ */

/* As many as there are, then fewer; `s` is behind those that must be. */
static const char *greedy(as_pat *m, const char *s, const char *p,
                          const char *ep)
{
    ptrdiff_t n = 0;
    while (single(m, s + n, p, ep)) {
        n++;
    }
    for (; n >= 0; n--) {
        const char *out = match(m, s + n, ep + 1);
        if (out) {
            return out;
        }
    }
    return NULL;
}

static const char *lazy(as_pat *m, const char *s, const char *p,
                        const char *ep)
{
    for (;;) {
        const char *out = match(m, s, ep + 1);
        if (out || !single(m, s, p, ep)) {
            return out;
        }
        s++;
    }
}

/* ---- captures --------------------------------------------------------- */

static const char *open_capture(as_pat *m, const char *s, const char *p,
                                ptrdiff_t what)
{
    if (m->n >= AS_PAT_CAPTURES) {
        as_bind_error(m->L, "too many captures");
    }
    m->cap[m->n].p = s;
    m->cap[m->n].len = what;
    m->n++;
    const char *out = match(m, s, p);
    if (!out) {
        m->n--;
    }
    return out;
}

static const char *close_capture(as_pat *m, const char *s, const char *p)
{
    int i = m->n - 1;
    while (i >= 0 && m->cap[i].len != AS_PAT_OPEN) {
        i--;
    }
    if (i < 0) {
        as_bind_error(m->L, "invalid pattern capture");
    }
    m->cap[i].len = s - m->cap[i].p;
    const char *out = match(m, s, p);
    if (!out) {
        m->cap[i].len = AS_PAT_OPEN;
    }
    return out;
}

/* %1 to %9: the same text once more. */
static const char *same_again(as_pat *m, const char *s, char digit)
{
    const int i = digit - '1';
    if (i < 0 || i >= m->n || m->cap[i].len == AS_PAT_OPEN) {
        as_bind_error(m->L, "invalid capture index %%%d", i + 1);
    }
    if (m->cap[i].len == AS_PAT_PLACE) {
        return NULL; /* a place is no text */
    }
    const size_t n = (size_t)m->cap[i].len;
    steps(m, n / BYTES);
    if ((size_t)(m->end - s) < n || memcmp(m->cap[i].p, s, n) != 0) {
        return NULL;
    }
    return s + n;
}

/* ---- %b and %f -------------------------------------------------------- */

/* %bxy: from an x to the y that balances it; p is at x. */
static const char *balanced(as_pat *m, const char *s, const char *p)
{
    if (m->pend - p < 2) {
        as_bind_error(m->L, "malformed pattern (missing arguments to '%%b')");
    }
    if (s >= m->end || *s != p[0]) {
        return NULL;
    }
    ptrdiff_t open = 1;
    for (s++; s < m->end; s++) {
        step(m);
        if (*s == p[1]) {
            if (--open == 0) {
                return s + 1;
            }
        } else if (*s == p[0]) {
            open++;
        }
    }
    return NULL;
}

/* %f[set]: the set begins to hold here; p is at '['. */
static bool frontier(as_pat *m, const char *s, const char *p,
                     const char *ep)
{
    const int before = s == m->src ? 0 : (unsigned char)s[-1];
    const int here = s < m->end ? (unsigned char)*s : 0;
    steps(m, (size_t)(ep - p) / BYTES);
    return !in_set(before, p + 1, ep - 1) && in_set(here, p + 1, ep - 1);
}

/* ---- the walk --------------------------------------------------------- */

/* %b, %f and %1 at p. True when done with: *s and *p are moved on, or *s is
 * NULL for no match. */
static bool special(as_pat *m, const char **s, const char **p)
{
    const char *at = *p;
    if (m->pend - at < 2) {
        return false;
    }
    if (at[1] == 'b') {
        *s = balanced(m, *s, at + 2);
        *p = at + 4;
        return true;
    }
    if (at[1] == 'f') {
        if (m->pend - at < 3 || at[2] != '[') {
            as_bind_error(m->L, "missing '[' after '%%f' in pattern");
        }
        const char *ep = item_end(m, at + 2);
        if (!frontier(m, *s, at + 2, ep)) {
            *s = NULL;
        }
        *p = ep;
        return true;
    }
    if (isdigit((unsigned char)at[1])) {
        *s = same_again(m, *s, at[1]);
        *p = at + 2;
        return true;
    }
    return false;
}

/* A loop over the items with one place for each kind; longer than most
 * functions, and flatter than its parts would be. */
static const char *match_here(as_pat *m, const char *s, const char *p)
{
    assert(s && p);
    while (p < m->pend) {
        step(m);
        if (*p == '(') {
            const bool place = p + 1 < m->pend && p[1] == ')';
            return open_capture(m, s, p + 1 + place,
                                place ? AS_PAT_PLACE : AS_PAT_OPEN);
        }
        if (*p == ')') {
            return close_capture(m, s, p + 1);
        }
        if (*p == '$' && p + 1 == m->pend) {
            return s == m->end ? s : NULL;
        }
        if (*p == '%' && special(m, &s, &p)) {
            if (!s) {
                return NULL;
            }
            continue;
        }
        const char *ep = item_end(m, p);
        steps(m, (size_t)(ep - p) / BYTES); /* looking for its end */
        const char how = ep < m->pend ? *ep : '\0';
        if (how == '*') {
            return greedy(m, s, p, ep);
        }
        if (how == '-') {
            return lazy(m, s, p, ep);
        }
        const bool fits = single(m, s, p, ep);
        if (how == '+') {
            return fits ? greedy(m, s + 1, p, ep) : NULL;
        }
        if (how == '?') {
            const char *out = fits ? match(m, s + 1, ep + 1) : NULL;
            if (out) {
                return out;
            }
            p = ep + 1;
            continue;
        }
        if (!fits) {
            return NULL;
        }
        s++;
        p = ep;
    }
    return s;
}

static const char *match(as_pat *m, const char *s, const char *p)
{
    if (m->depth == 0) {
        as_bind_error(m->L, "pattern too complex");
    }
    m->depth--;
    const char *out = match_here(m, s, p);
    m->depth++;
    return out;
}

const char *as_pat_match(as_pat *m, const char *s, const char *p)
{
    m->n = 0;
    m->depth = DEPTH;
    return match(m, s, p);
}

void as_pat_init(as_pat *m, lua_State *L, as_slice src, as_slice pat)
{
    m->L = L;
    m->src = src.p;
    m->end = src.p + src.n;
    m->pend = pat.p + pat.n;
    m->steps = m->looked = 0;
    m->depth = DEPTH;
    m->n = 0;
}

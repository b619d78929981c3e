/* pattern_int.h - the matcher behind the string functions of pattern.c. */
#ifndef AS_BIND_PATTERN_INT_H
#define AS_BIND_PATTERN_INT_H

#include "bind/bind_int.h"

enum { AS_PAT_CAPTURES = 32 };

/* In place of a capture's length: not closed yet; only a place. */
enum { AS_PAT_OPEN = -1, AS_PAT_PLACE = -2 };

typedef struct as_pat {
    lua_State *L;
    const char *src, *end; /* the subject */
    const char *pend;      /* end of the pattern */
    size_t steps, looked; /* done, and when the guard was last asked */
    int depth;
    int n; /* captures begun */
    struct {
        const char *p;
        ptrdiff_t len;
    } cap[AS_PAT_CAPTURES];
} as_pat;

/* The captures stay as they are: there may be many matchers. */
void as_pat_init(as_pat *m, lua_State *L, as_slice src, as_slice pat);

/* Match the pattern from `p` on at `s`, anew: the end of the match or NULL.
 * Raises for a malformed pattern, and when it is time to stop. */
const char *as_pat_match(as_pat *m, const char *s, const char *p);

#endif

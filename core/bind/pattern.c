/* pattern.c - Lua patterns by backtracking, with a count of steps.
 *
 * match_here walks the pattern; only what may have to be taken back (a
 * repetition, a capture) recurses, at most DEPTH deep, as in Lua. Every LOOK
 * steps the guard is asked. A literal string is found by memmem, whose cost
 * is linear. Refuses what Lua refuses, in the same words. */
#include "bind/pattern.h"

#include <ctype.h>

enum { CAPTURES = 32, DEPTH = 200, LOOK = 8192 };
enum { OPEN = -1, PLACE = -2 }; /* in place of a capture's length */

typedef struct matcher {
    lua_State *L;
    const char *src, *end; /* the subject */
    const char *pend;      /* end of the pattern */
    unsigned steps;
    int depth;
    int n; /* captures begun */
    struct {
        const char *p;
        ptrdiff_t len;
    } cap[CAPTURES];
} matcher;

static const char *match(matcher *m, const char *s, const char *p);

static void step(matcher *m)
{
    if (++m->steps % LOOK == 0) {
        as_guard_check(m->L);
    }
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
static const char *item_end(const matcher *m, const char *p)
{
    const char first = *p++;
    if (first == '%') {
        if (p == m->pend) {
            luaL_error(m->L, "malformed pattern (ends with '%%')");
        }
        return p + 1;
    }
    if (first != '[') {
        return p;
    }
    p += p < m->pend && *p == '^';
    for (bool start = true;; start = false) { /* a ']' may come first */
        if (p == m->pend) {
            luaL_error(m->L, "malformed pattern (missing ']')");
        }
        if (*p == ']' && !start) {
            return p + 1;
        }
        p += *p == '%' && p + 1 < m->pend ? 2 : 1;
    }
}

static bool single(matcher *m, const char *s, const char *p, const char *ep)
{
    step(m);
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
static const char *greedy(matcher *m, const char *s, const char *p,
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

static const char *lazy(matcher *m, const char *s, const char *p,
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

static const char *open_capture(matcher *m, const char *s, const char *p,
                                ptrdiff_t what)
{
    if (m->n >= CAPTURES) {
        luaL_error(m->L, "too many captures");
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

static const char *close_capture(matcher *m, const char *s, const char *p)
{
    int i = m->n - 1;
    while (i >= 0 && m->cap[i].len != OPEN) {
        i--;
    }
    if (i < 0) {
        luaL_error(m->L, "invalid pattern capture");
    }
    m->cap[i].len = s - m->cap[i].p;
    const char *out = match(m, s, p);
    if (!out) {
        m->cap[i].len = OPEN;
    }
    return out;
}

/* %1 to %9: the same text once more. */
static const char *same_again(const matcher *m, const char *s, char digit)
{
    const int i = digit - '1';
    if (i < 0 || i >= m->n || m->cap[i].len == OPEN) {
        luaL_error(m->L, "invalid capture index %%%d", i + 1);
    }
    if (m->cap[i].len == PLACE) {
        return NULL; /* a place is no text */
    }
    const size_t n = (size_t)m->cap[i].len;
    if ((size_t)(m->end - s) < n || memcmp(m->cap[i].p, s, n) != 0) {
        return NULL;
    }
    return s + n;
}

/* ---- %b and %f -------------------------------------------------------- */

/* %bxy: from an x to the y that balances it; p is at x. */
static const char *balanced(matcher *m, const char *s, const char *p)
{
    if (m->pend - p < 2) {
        luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
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
static bool frontier(const matcher *m, const char *s, const char *p,
                     const char *ep)
{
    const int before = s == m->src ? 0 : (unsigned char)s[-1];
    const int here = s < m->end ? (unsigned char)*s : 0;
    return !in_set(before, p + 1, ep - 1) && in_set(here, p + 1, ep - 1);
}

/* ---- the walk --------------------------------------------------------- */

/* %b, %f and %1 at p. True when done with: *s and *p are moved on, or *s is
 * NULL for no match. */
static bool special(matcher *m, const char **s, const char **p)
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
            luaL_error(m->L, "missing '[' after '%%f' in pattern");
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
static const char *match_here(matcher *m, const char *s, const char *p)
{
    while (p < m->pend) {
        step(m);
        if (*p == '(') {
            const bool place = p + 1 < m->pend && p[1] == ')';
            return open_capture(m, s, p + 1 + place, place ? PLACE : OPEN);
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

static const char *match(matcher *m, const char *s, const char *p)
{
    if (m->depth == 0) {
        luaL_error(m->L, "pattern too complex");
    }
    m->depth--;
    const char *out = match_here(m, s, p);
    m->depth++;
    return out;
}

/* Match anew at s. */
static const char *match_at(matcher *m, const char *s, const char *p)
{
    m->n = 0;
    m->depth = DEPTH;
    return match(m, s, p);
}

static matcher matcher_of(lua_State *L, as_slice src, as_slice pat)
{
    return (matcher){.L = L,
                     .src = src.p,
                     .end = src.p + src.n,
                     .pend = pat.p + pat.n};
}

/* ---- results ---------------------------------------------------------- */

/* Capture i, or the whole match [s, e) as the first where there is none. */
static void push_capture(const matcher *m, int i, const char *s,
                         const char *e)
{
    if (i >= m->n) {
        if (i > 0) {
            luaL_error(m->L, "invalid capture index %%%d", i + 1);
        }
        lua_pushlstring(m->L, s, (size_t)(e - s));
    } else if (m->cap[i].len == OPEN) {
        luaL_error(m->L, "unfinished capture");
    } else if (m->cap[i].len == PLACE) {
        lua_pushinteger(m->L, m->cap[i].p - m->src + 1);
    } else {
        lua_pushlstring(m->L, m->cap[i].p, (size_t)m->cap[i].len);
    }
}

/* All captures; the whole match if there are none and `whole`. */
static int push_captures(const matcher *m, const char *s, const char *e,
                         bool whole)
{
    const int n = m->n == 0 && whole ? 1 : m->n;
    luaL_checkstack(m->L, n, "too many captures");
    for (int i = 0; i < n; i++) {
        push_capture(m, i, s, e);
    }
    return n;
}

/* ---- find and match --------------------------------------------------- */

static as_slice check_slice(lua_State *L, int idx)
{
    as_slice s;
    s.p = luaL_checklstring(L, idx, &s.n);
    return s;
}

/* Argument `idx` as an offset; negative ones count from the end. */
static size_t start_of(lua_State *L, int idx, size_t n)
{
    lua_Integer i = luaL_optinteger(L, idx, 1);
    if (i > 0) {
        return (size_t)i - 1;
    }
    if (i == 0 || i < -(lua_Integer)n) {
        return 0;
    }
    return n + (size_t)i;
}

static bool is_literal(as_slice pat)
{
    for (size_t i = 0; i < pat.n; i++) {
        if (pat.p[i] != '\0' && strchr("^$*+?.([%-", pat.p[i])) {
            return false;
        }
    }
    return true;
}

static int find_literal(lua_State *L, as_slice src, as_slice pat, size_t from)
{
    const char *at = memmem(src.p + from, src.n - from, pat.p, pat.n);
    if (!at) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, at - src.p + 1);
    lua_pushinteger(L, at - src.p + (ptrdiff_t)pat.n);
    return 2;
}

static int search(lua_State *L, bool find)
{
    const as_slice src = check_slice(L, 1), pat = check_slice(L, 2);
    const size_t from = start_of(L, 3, src.n);
    if (from > src.n) {
        lua_pushnil(L);
        return 1;
    }
    if (find && (lua_toboolean(L, 4) || is_literal(pat))) {
        return find_literal(L, src, pat, from);
    }
    matcher m = matcher_of(L, src, pat);
    const bool anchor = pat.n > 0 && *pat.p == '^';
    for (const char *s = src.p + from; s <= m.end; s++) {
        const char *e = match_at(&m, s, pat.p + anchor);
        if (e && find) {
            lua_pushinteger(L, s - src.p + 1);
            lua_pushinteger(L, e - src.p);
            return push_captures(&m, s, e, false) + 2;
        }
        if (e) {
            return push_captures(&m, s, e, true);
        }
        if (anchor) {
            break;
        }
    }
    lua_pushnil(L);
    return 1;
}

static int str_find(lua_State *L)
{
    return search(L, true);
}

static int str_match(lua_State *L)
{
    return search(L, false);
}

/* ---- gmatch ----------------------------------------------------------- */

/* Upvalues: subject, pattern, where to go on, end of the last match (-1:
 * none), behind which an empty match does not count. */
static int gmatch_next(lua_State *L)
{
    const as_slice src = as_to_slice(L, lua_upvalueindex(1));
    const as_slice pat = as_to_slice(L, lua_upvalueindex(2));
    const size_t from = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    const lua_Integer last = lua_tointeger(L, lua_upvalueindex(4));
    matcher m = matcher_of(L, src, pat);
    for (size_t at = from; at <= src.n; at++) {
        const char *s = src.p + at;
        const char *e = match_at(&m, s, pat.p);
        if (e && e - src.p != last) {
            lua_pushinteger(L, e - src.p);
            lua_pushvalue(L, -1);
            lua_replace(L, lua_upvalueindex(3));
            lua_replace(L, lua_upvalueindex(4));
            return push_captures(&m, s, e, true);
        }
    }
    lua_pushinteger(L, (lua_Integer)src.n + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
}

static int str_gmatch(lua_State *L)
{
    const as_slice src = check_slice(L, 1);
    check_slice(L, 2);
    size_t from = start_of(L, 3, src.n);
    lua_settop(L, 2);
    lua_pushinteger(L, (lua_Integer)(from > src.n ? src.n + 1 : from));
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, gmatch_next, 4);
    return 1;
}

/* ---- gsub ------------------------------------------------------------- */

/* The replacement string with %0 to %9 filled in. */
static void add_template(const matcher *m, luaL_Buffer *b, const char *s,
                         const char *e)
{
    const as_slice t = as_to_slice(m->L, 3);
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] != '%') {
            luaL_addchar(b, t.p[i]);
            continue;
        }
        const char c = ++i < t.n ? t.p[i] : '\0';
        if (c == '%') {
            luaL_addchar(b, c);
        } else if (c == '0') {
            luaL_addlstring(b, s, (size_t)(e - s));
        } else if (isdigit((unsigned char)c)) {
            if (c - '1' >= m->n && c != '1') {
                luaL_error(m->L, "invalid capture index %%%d in replacement "
                           "string", c - '0');
            }
            push_capture(m, c - '1', s, e);
            luaL_addvalue(b); /* turns a place into digits */
        } else {
            luaL_error(m->L, "invalid use of '%%' in replacement string");
        }
    }
}

/* What stands for the match [s, e). */
static void add_value(const matcher *m, luaL_Buffer *b, const char *s,
                      const char *e)
{
    lua_State *L = m->L;
    const int type = lua_type(L, 3);
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(m, s, e, true), 1);
    } else if (type == LUA_TTABLE) {
        push_capture(m, 0, s, e);
        lua_gettable(L, 3);
    } else {
        add_template(m, b, s, e);
        return;
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(b, s, (size_t)(e - s));
    } else if (lua_isstring(L, -1)) {
        luaL_addvalue(b);
    } else {
        luaL_error(L, "invalid replacement value (a %s)",
                   luaL_typename(L, -1));
    }
}

static int str_gsub(lua_State *L)
{
    const as_slice src = check_slice(L, 1), pat = check_slice(L, 2);
    const int type = lua_type(L, 3);
    luaL_argexpected(L,
                     type == LUA_TNUMBER || type == LUA_TSTRING ||
                         type == LUA_TFUNCTION || type == LUA_TTABLE,
                     3, "string/function/table");
    const lua_Integer most = luaL_optinteger(L, 4, (lua_Integer)src.n + 1);
    const bool anchor = pat.n > 0 && *pat.p == '^';
    matcher m = matcher_of(L, src, pat);
    const char *s = src.p, *last = NULL;
    lua_Integer n = 0;
    luaL_Buffer b;
    lua_settop(L, 3);
    luaL_buffinit(L, &b);
    while (n < most) {
        const char *e = match_at(&m, s, pat.p + anchor);
        if (e && e != last) {
            n++;
            add_value(&m, &b, s, e);
            s = last = e;
        } else if (s < m.end) {
            luaL_addchar(&b, *s);
            s++;
        } else {
            break;
        }
        if (anchor) {
            break;
        }
    }
    luaL_addlstring(&b, s, (size_t)(m.end - s));
    luaL_pushresult(&b);
    lua_pushinteger(L, n);
    return 2;
}

void as_pattern_open(lua_State *L)
{
    static const luaL_Reg fns[] = {{"find", str_find},
                                   {"match", str_match},
                                   {"gmatch", str_gmatch},
                                   {"gsub", str_gsub},
                                   {NULL, NULL}};
    lua_getglobal(L, LUA_STRLIBNAME);
    luaL_setfuncs(L, fns, 0);
    lua_pop(L, 1);
}

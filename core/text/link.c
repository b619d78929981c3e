/* link.c - URLs, e-mail addresses, host and file names, handles, hashtags.
 *
 * Each is looked for where a word starts. A search that fails remembers how
 * far it saw (no_mail, no_name), and nothing before that place is searched
 * again: a chunk costs linear time even when all of it is `a.a.a.a`. */
#include "text/token_int.h"

#include <string.h>

enum { SCHEME_MAX = 12 };

static bool has_prefix(const as_scan *s, size_t at, const char *lower)
{
    for (; *lower != '\0'; lower++, at++) {
        const char c = at < s->end ? s->p[at] : '\0';
        if (c != *lower && !(as_byte_is(c, AS_B_UPPER) && c + 32 == *lower)) {
            return false;
        }
    }
    return true;
}

/* ---- URLs --------------------------------------------------------------- */

/* Bytes of the character at `at` if a URL may hold it, else 0. */
static size_t url_char(const as_scan *s, size_t at)
{
    const char c = s->p[at];
    if (!as_byte_is(c, AS_B_HIGH)) {
        return strchr("\"<>`{}|\\^", c) == NULL;
    }
    const as_char ch = as_char_at(s->p, at, s->end);
    const bool part = ch.cls == AS_CH_LETTER || ch.cls == AS_CH_DIGIT ||
                      ch.cls == AS_CH_MARK;
    return part ? ch.len : 0;
}

/* Punctuation at the end belongs to the sentence; a bracket does unless the
 * URL has one that it closes. */
static size_t url_trim(const as_scan *s, size_t beg, size_t end)
{
    long open = 0; /* of both kinds of brackets; negative: too many closed */
    for (size_t i = beg; i < end; i++) {
        open += s->p[i] == '(' || s->p[i] == '[';
        open -= s->p[i] == ')' || s->p[i] == ']';
    }
    for (; end > beg; end--) {
        const char c = s->p[end - 1];
        const bool bracket = c == ')' || c == ']';
        if (bracket ? open >= 0 : strchr(".,;:!?'*_~", c) == NULL) {
            break;
        }
        open += bracket;
    }
    return end;
}

static size_t url_end(const as_scan *s, size_t beg)
{
    size_t at = beg;
    while (at < s->end) {
        const size_t len = url_char(s, at);
        if (len == 0) {
            break;
        }
        at += len;
    }
    return url_trim(s, beg, at);
}

static bool is_url(const as_scan *s, size_t at)
{
    size_t i = at;
    while (i < s->end && i - at < SCHEME_MAX &&
           as_byte_is(s->p[i], AS_B_ALPHA)) {
        i++;
    }
    return i > at && s->end - i > 3 && memcmp(s->p + i, "://", 3) == 0;
}

/* ---- addresses ---------------------------------------------------------- */

static bool is_part(char c, const char *also)
{
    return as_byte_is(c, AS_B_ALNUM) || (c != '\0' && strchr(also, c));
}

static size_t parts_end(const as_scan *s, size_t at, const char *also)
{
    while (at < s->end && is_part(s->p[at], also)) {
        at++;
    }
    return at;
}

static size_t mail_end(as_scan *s, size_t at)
{
    if (at < s->no_mail) {
        return at;
    }
    const size_t sign = parts_end(s, at, "._%+~&-");
    if (sign > at && sign < s->end && s->p[sign] == '@') {
        size_t end = parts_end(s, sign + 1, "._-");
        while (!as_byte_is(s->p[end - 1], AS_B_ALNUM | AS_B_HIGH) &&
               end > sign + 1) {
            end--;
        }
        if (end > sign + 1) {
            return end;
        }
    }
    s->no_mail = sign + 1;
    return at;
}

/* ---- host and file names ------------------------------------------------ */

typedef struct name {
    size_t last; /* where the part behind the last dot begins */
    unsigned n_dots;
    bool upper, lower; /* has such letters */
    bool short_part;   /* a part of one character, but for the last */
} name;

static name name_look(const as_scan *s, size_t beg, size_t end)
{
    name nm = {.last = beg};
    for (size_t i = beg; i < end; i++) {
        nm.upper |= as_byte_is(s->p[i], AS_B_UPPER);
        nm.lower |= as_byte_is(s->p[i], AS_B_LOWER);
        if (s->p[i] == '.') {
            nm.short_part |= i - nm.last < 2;
            nm.n_dots += nm.n_dots < 9;
            nm.last = i + 1;
        }
    }
    return nm;
}

static bool all_of(const as_scan *s, size_t beg, size_t end, unsigned classes)
{
    while (beg < end && as_byte_is(s->p[beg], classes)) {
        beg++;
    }
    return beg == end;
}

/* The last part in one case: `.com`, or `.COM` of an upper-case name. */
static bool case_fits(const as_scan *s, const name *nm, size_t end)
{
    return all_of(s, nm->last, end, AS_B_LOWER | AS_B_DIGIT) || !nm->lower;
}

static bool is_host(const as_scan *s, const name *nm, size_t end)
{
    const size_t n = end - nm->last;
    if (!case_fits(s, nm, end) || nm->short_part || n < 2) {
        return false;
    }
    /* host.example.xy, or the like: a news group. */
    return (as_lex_find(s->p + nm->last, n) & AS_LEX_HOST) ||
           (nm->n_dots >= 2 && !nm->upper &&
            all_of(s, nm->last, end, AS_B_LOWER));
}

static bool is_file(const as_scan *s, const name *nm, size_t end)
{
    const size_t n = end - nm->last;
    if (!(as_lex_find(s->p + nm->last, n) & AS_LEX_FILE)) {
        return false;
    }
    return n > 1 ? case_fits(s, nm, end) || nm->n_dots == 1
                 : !nm->short_part && all_of(s, nm->last, end, AS_B_LOWER);
}

static size_t name_end(as_scan *s, size_t at)
{
    if (at < s->no_name) {
        return at;
    }
    const size_t stop = parts_end(s, at, "._-~");
    size_t end = stop;
    while (end > at && !as_byte_is(s->p[end - 1], AS_B_ALNUM)) {
        end--;
    }
    const name nm = name_look(s, at, end);
    if (nm.n_dots > 0 && (nm.upper || nm.lower)) {
        if (is_host(s, &nm, end)) {
            const char c = end < s->end ? s->p[end] : '\0';
            return c == '/' || c == ':' ? url_end(s, at) : end;
        }
        if (is_file(s, &nm, end)) {
            return end;
        }
    }
    s->no_name = stop + 1;
    return at;
}

size_t as_link_end(as_scan *s, size_t at)
{
    if ((s->marks & AS_HAS_SLASH) && is_url(s, at)) {
        return url_end(s, at);
    }
    if (s->marks & AS_HAS_AT) {
        const size_t skip = has_prefix(s, at, "mailto:") ? 7 : 0;
        const size_t end = mail_end(s, at + skip);
        if (end > at + skip) {
            return end;
        }
    }
    if (s->marks & AS_HAS_DOT) {
        return has_prefix(s, at, "www.") ? url_end(s, at) : name_end(s, at);
    }
    return at;
}

size_t as_tag_end(const as_scan *s, size_t at)
{
    const size_t word = at + 1;
    if (word >= s->end ||
        (at > s->beg && as_byte_is(s->p[at - 1], AS_B_ALNUM))) {
        return at;
    }
    const as_char ch = as_char_at(s->p, word, s->end);
    if (ch.cls != AS_CH_LETTER && ch.cp != '_') {
        return at;
    }
    const size_t end = ch.cp == '_' ? parts_end(s, word, "_")
                                    : as_run_end(s, word);
    return all_of(s, word, end, AS_B_PUNCT) ? at : end;
}

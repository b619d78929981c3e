/* join.c - what joins the runs of a word: 1,000  9/11  U.S.  e-mail  AT&T.
 *
 * One rule per joiner. A rule that joins moves the word's end; a rule that
 * does not leaves the word as it was. None looks further than what it joins
 * or a bounded number of bytes. */
#include "text/word_int.h"

#include <string.h>

enum { GROUPS_MAX = 8, DIGITS_MAX = 8 };

/* ---- digits and capitals ------------------------------------------------ */

static bool all_digits(const as_scan *s, size_t beg, size_t end)
{
    while (beg < end && as_byte_is(s->p[beg], AS_B_DIGIT)) {
        beg++;
    }
    return beg == end;
}

static bool all_upper(const as_scan *s, size_t beg, size_t end)
{
    while (beg < end && as_byte_is(s->p[beg], AS_B_UPPER)) {
        beg++;
    }
    return beg == end;
}

/* Digits from `at` on, at most `limit`. */
static size_t count_digits(const as_scan *s, size_t at, size_t limit)
{
    size_t n = 0;
    while (n < limit && as_scan_is(s, at + n, AS_B_DIGIT)) {
        n++;
    }
    return n;
}

static bool digits_around(const as_scan *s, const as_word *w)
{
    return as_byte_is(s->p[w->end - 1], AS_B_DIGIT) &&
           as_scan_is(s, w->end + 1, AS_B_DIGIT);
}

/* ---- full stops --------------------------------------------------------- */

static char next_char(const as_scan *s, size_t at)
{
    return at < s->end ? s->p[at] : as_scan_next(s);
}

static bool keep_stop(as_word *w, size_t end)
{
    w->end = end;
    w->flags |= AS_TOK_ABBR | AS_TOK_STOP;
    w->done = true;
    return true;
}

/* `J.`: an initial, unless it looks like the end of a sentence. */
static bool is_initial(const as_scan *s, size_t beg, size_t end, size_t next)
{
    const char after = next_char(s, next);
    if (!(as_token_shape(s->p, beg, end, s->n) & AS_TOK_UPPER)) {
        return as_byte_is(after, AS_B_DIGIT) && next == s->end;
    }
    if (after == '\0') {
        return false; /* Plan B. */
    }
    if (s->p[beg] == 'I') { /* you and I. / Albert I. Jones */
        const as_tokens *t = s->out;
        return next == s->end && as_byte_is(after, AS_B_UPPER) && t->n > 0 &&
               (t->flags[t->n - 1] & (AS_TOK_TITLE | AS_TOK_ABBR));
    }
    return true;
}

/* Single letters with a full stop behind each: U.S., i.e., J. */
static bool acronym(const as_scan *s, as_word *w)
{
    size_t n = 0;
    size_t at = w->run;
    for (;;) {
        if (as_scan_class(s, at) != AS_CH_LETTER) {
            break;
        }
        const size_t stop = at + as_char_at(s->p, at, s->end).len;
        if (stop >= s->end || s->p[stop] != '.') {
            break;
        }
        at = stop + 1;
        n++;
    }
    const size_t next = as_run_end(s, at);
    if (next > at && as_scan_class(s, at) == AS_CH_LETTER) {
        if (next - at == as_char_at(s->p, at, s->end).len) {
            w->end = next; /* U.K, U.S.A */
            w->done = true;
            return true;
        }
        const bool upper = as_byte_is(s->p[w->run], AS_B_UPPER | AS_B_HIGH);
        return n > 1 || upper ? keep_stop(w, at) : false;
    }
    if (n == 1 && (as_scan_is(s, at, AS_B_PUNCT) ? s->p[at] == '.' : false)) {
        return false; /* an ellipsis */
    }
    return n > 1 || is_initial(s, w->run, w->end, at) ? keep_stop(w, at)
                                                      : false;
}

static bool weak_abbr(const as_scan *s, size_t next)
{
    if (next < s->end) {
        return strchr(",;:)]?!'/-", s->p[next]) != NULL;
    }
    return as_byte_is(as_scan_next(s), AS_B_LOWER | AS_B_DIGIT);
}

static bool is_abbr(const as_scan *s, const as_word *w)
{
    const size_t next = w->end + 1;
    const char *p = s->p + w->run;
    const unsigned lex = as_lex_find(p, w->end - w->run);
    if (!(lex & AS_LEX_ANY_ABBR) || (next < s->end && s->p[next] == '.')) {
        return false;
    }
    if ((lex & (AS_LEX_TITLE | AS_LEX_SUFFIX)) ||
        ((lex & AS_LEX_CAPITAL) && as_byte_is(*p, AS_B_UPPER)) ||
        ((lex & AS_LEX_NUMREF) && as_byte_is(next_char(s, next), AS_B_DIGIT))) {
        return true;
    }
    if (all_upper(s, w->run, w->end)) {
        return false;
    }
    return (lex & AS_LEX_ABBR) || ((lex & AS_LEX_WEAK) && weak_abbr(s, next));
}

/* Degrees and the like, with letters between their stops; its end or `at`. */
static size_t dotted_end(const as_scan *s, size_t at)
{
    static const char *const DOTTED[] = {"ph.d",   "m.sc", "b.sc", "d.phil",
                                         "m.phil", "ll.b", "ll.m", "ed.d"};
    for (size_t i = 0; i < sizeof DOTTED / sizeof *DOTTED; i++) {
        const size_t n = strlen(DOTTED[i]);
        size_t k = 0;
        while (k < n && at + k < s->end &&
               (s->p[at + k] == DOTTED[i][k] ||
                (as_byte_is(s->p[at + k], AS_B_UPPER) &&
                 (s->p[at + k] | 0x20) == DOTTED[i][k]))) {
            k++;
        }
        if (k == n && !as_scan_is(s, at + n, AS_B_ALNUM | AS_B_HIGH)) {
            return at + n;
        }
    }
    return at;
}

static bool join_stop(const as_scan *s, as_word *w)
{
    if (digits_around(s, w)) {
        return as_word_join(s, w, 1);
    }
    const as_char first = as_char_at(s->p, w->run, s->end);
    if (first.cls != AS_CH_LETTER) {
        return false;
    }
    if (as_scan_is(s, w->end + 1, AS_B_ALPHA)) {
        const size_t end = dotted_end(s, w->run);
        if (end > w->run) {
            w->end = end;
            w->done = true;
            return end < s->end && s->p[end] == '.' ? keep_stop(w, end + 1)
                                                    : true;
        }
    }
    if (w->end - w->run == first.len) {
        return acronym(s, w);
    }
    return is_abbr(s, w) ? keep_stop(w, w->end + 1) : false;
}

/* ---- hyphens ------------------------------------------------------------ */

/* 713-654-0365, 2004-11-17, 345-8702; but not 1990-95 or 2-1. */
static bool join_groups(const as_scan *s, as_word *w)
{
    size_t lens[GROUPS_MAX] = {w->end - w->run};
    size_t n = 1;
    size_t at = w->end;
    while (n < GROUPS_MAX && at < s->end && s->p[at] == '-') {
        const size_t len = count_digits(s, at + 1, DIGITS_MAX);
        if (len == 0) {
            break;
        }
        lens[n++] = len;
        at += 1 + len;
    }
    const size_t head = lens[0];
    const bool plain = all_digits(s, w->run, w->end);
    const bool phone = n == 2 && lens[1] == 4 &&
                       (head == 1 || head == 3 || head == 5) &&
                       (w->run == w->at || s->p[w->run - 1] == '/');
    if (!plain || (!phone && (n < 3 || w->run != w->at))) {
        return false;
    }
    w->run = w->end + 1;
    w->end = at;
    if (as_scan_is(s, at, AS_B_ALPHA)) { /* 2004-11-17T12:30 */
        w->end = as_run_end(s, at);
    }
    return true;
}

static bool is_prefix(const as_scan *s, const as_word *w)
{
    const size_t len = w->end - w->at;
    if (w->run != w->at || !(as_lex_find(s->p + w->at, len) & AS_LEX_PREFIX)) {
        return false;
    }
    if (len == 1) { /* e-mail, X-ray; not E-J, C-130, A-level */
        return (s->p[w->at] | 0x20) != 'a' &&
               as_scan_is(s, w->end + 1, AS_B_LOWER);
    }
    return len == 2 || !all_upper(s, w->at, w->end) ||
           as_scan_is(s, w->end + 1, AS_B_UPPER);
}

static bool join_hyphen(const as_scan *s, as_word *w)
{
    const size_t next = w->end + 1;
    if (digits_around(s, w)) {
        return join_groups(s, w);
    }
    if (!as_scan_is(s, next, AS_B_ALNUM | AS_B_HIGH)) {
        return false;
    }
    if (as_scan_class(s, next) > AS_CH_DIGIT ||
        as_scan_class(s, next) == AS_CH_SPACE) {
        return false;
    }
    const size_t end = as_run_end(s, next);
    if (is_prefix(s, w) ||
        (as_lex_find(s->p + next, end - next) & AS_LEX_TAIL)) {
        return as_word_join(s, w, 1);
    }
    return false;
}

/* ---- slashes and other joiners ------------------------------------------ */

static unsigned small_number(const as_scan *s, size_t at, size_t n)
{
    unsigned value = 0;
    for (size_t i = 0; i < n; i++) {
        value = value * 10 + (unsigned)(s->p[at + i] - '0');
    }
    return value;
}

/* 9/11 is a day, 1/2 a fraction, 24/7 and 2001/02 are two numbers. */
static bool is_day(const as_scan *s, const as_word *w, size_t n_next)
{
    const size_t n = w->end - w->run;
    if (n > 2 || n_next > 2) {
        return false;
    }
    const unsigned month = small_number(s, w->run, n);
    const unsigned day = small_number(s, w->end + 1, n_next);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
           !(month < day && day <= 10) && !(month == 7 && day == 24);
}

static bool join_slash_digits(const as_scan *s, as_word *w)
{
    const size_t next = w->end + 1;
    const size_t len = count_digits(s, next, DIGITS_MAX);
    if (!all_digits(s, w->run, w->end) ||
        as_scan_is(s, next + len, AS_B_ALPHA)) {
        return false;
    }
    const bool again = next + len < s->end && s->p[next + len] == '/' &&
                       as_scan_is(s, next + len + 1, AS_B_DIGIT);
    const bool phone = len == 3 && w->end - w->run == 3 &&
                       next + len < s->end && s->p[next + len] == '-' &&
                       count_digits(s, next + len + 1, 5) == 4;
    const bool third = w->run > w->at && s->p[w->run - 1] == '/';
    return again || phone || third || is_day(s, w, len) ? as_word_join(s, w, 1)
                                                        : false;
}

/* w/o, I/O: one letter on each side, or w/out. */
static bool join_slash(const as_scan *s, as_word *w)
{
    const size_t next = w->end + 1;
    if (digits_around(s, w)) {
        return join_slash_digits(s, w);
    }
    if (w->end - w->at != 1 || !as_scan_is(s, w->at, AS_B_ALPHA) ||
        !as_scan_is(s, next, AS_B_ALPHA)) {
        return false;
    }
    const size_t len = as_run_end(s, next) - next;
    const bool out = len == 3 && memcmp(s->p + next, "out", 3) == 0;
    return len == 1 || (out && (s->p[w->at] | 0x20) == 'w')
               ? as_word_join(s, w, 1)
               : false;
}

/* AT&T, R&D. */
static bool join_amp(const as_scan *s, as_word *w)
{
    const size_t next = w->end + 1;
    if (!as_scan_is(s, next, AS_B_ALPHA)) {
        return false;
    }
    const size_t end = as_run_end(s, next);
    const size_t left = w->end - w->run;
    const size_t right = end - next;
    const bool upper = all_upper(s, w->run, w->end) && all_upper(s, next, end);
    return (upper && left <= 4 && right <= 4) || (left == 1 && right == 1)
               ? as_word_join(s, w, 1)
               : false;
}

/* sh*t */
static bool join_stars(const as_scan *s, as_word *w)
{
    size_t len = 1;
    while (w->end + len < s->end && s->p[w->end + len] == '*') {
        len++;
    }
    return as_scan_is(s, w->end - 1, AS_B_ALPHA) &&
                   as_scan_is(s, w->end + len, AS_B_ALPHA)
               ? as_word_join(s, w, len)
               : false;
}

/* What ends a name: US$, C++, C#. */
static bool join_last(const as_scan *s, as_word *w)
{
    const size_t len = w->end - w->at;
    const char *p = s->p + w->end;
    size_t more = 0;
    if (*p == '$') {
        more = len <= 3 && all_upper(s, w->at, w->end);
    } else if (len == 1 && as_scan_is(s, w->at, AS_B_UPPER)) {
        if (*p == '#') {
            more = !as_scan_is(s, w->end + 1, AS_B_ALNUM);
        } else if (s->end - w->end >= 2 && p[1] == '+') {
            more = 2;
        }
    }
    w->end += more;
    w->done = true;
    return more > 0;
}

/* Joiners beyond ASCII: middle dots, Hebrew geresh, Arabic separators. */
static bool join_high(const as_scan *s, as_word *w)
{
    const as_char ch = as_char_at(s->p, w->end, s->end);
    const as_char_class next = as_scan_class(s, w->end + ch.len);
    switch (ch.cp) {
    case 0x00B7:
    case 0x0387:
    case 0x05F4:
    case 0x2027:
        return next == AS_CH_LETTER ? as_word_join(s, w, ch.len) : false;
    case 0x05F3:
        return next == AS_CH_LETTER ? as_word_join(s, w, ch.len)
                                    : (w->end += ch.len, true);
    case 0x066B:
    case 0x066C:
        return next == AS_CH_DIGIT ? as_word_join(s, w, ch.len) : false;
    default:
        return false;
    }
}

/* A straight double quote stands for gershayim between Hebrew letters. */
static bool join_quote(const as_scan *s, as_word *w)
{
    const size_t next = w->end + 1;
    if (!as_byte_is(s->p[w->run], AS_B_HIGH) ||
        !as_scan_is(s, next, AS_B_HIGH)) {
        return false;
    }
    const uint32_t left = as_char_at(s->p, w->run, s->end).cp;
    const uint32_t right = as_char_at(s->p, next, s->end).cp;
    return left >= 0x05D0 && left < 0x05EB && right >= 0x05D0 && right < 0x05EB
               ? as_word_join(s, w, 1)
               : false;
}

bool as_word_join_more(const as_scan *s, as_word *w)
{
    switch (s->p[w->end]) {
    case '.':
        return join_stop(s, w);
    case ',':
    case ':':
        return digits_around(s, w) ? as_word_join(s, w, 1) : false;
    case '-':
        return join_hyphen(s, w);
    case '/':
        return join_slash(s, w);
    case '&':
        return join_amp(s, w);
    case '*':
        return join_stars(s, w);
    case '$':
    case '#':
    case '+':
        return join_last(s, w);
    case '"':
        return join_quote(s, w);
    default:
        return as_byte_is(s->p[w->end], AS_B_HIGH) ? join_high(s, w) : false;
    }
}

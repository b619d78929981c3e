/* word.c - words and numbers, with what joins them and what is split off.
 *
 * A word is a run of letters and digits. The character behind it says
 * whether another run is joined (1,000  9/11  U.S.  e-mail  O'Neill  AT&T)
 * or the token ends. When it has ended, a clitic (do|n't), a unit (5|kg), a
 * currency (USD|5) or the second of two words (can|not) is split off.
 * Each rule looks ahead no further than it joins, or a bounded number of
 * bytes, so that the whole stays linear. */
#include "text/token_int.h"

#include <string.h>

#include "text/utf8.h"

enum { GROUPS_MAX = 8, DIGITS_MAX = 8 };

typedef struct word {
    size_t beg;  /* of the token, a sign included */
    size_t at;   /* of its first run */
    size_t run;  /* of its last run */
    size_t end;
    unsigned flags;
    bool done; /* nothing more can join */
} word;

static bool is_at(const as_scan *s, size_t at, unsigned classes)
{
    return at < s->end && as_byte_is(s->p[at], classes);
}

static as_char_class class_at(const as_scan *s, size_t at)
{
    return at < s->end
               ? (as_char_class)as_char_at(s->p, at, s->end).cls
               : AS_CH_SPACE;
}

/* ---- runs ------------------------------------------------------------------ */

/* Does a character of class `next` go on a run that `first` began? */
static bool goes_on(as_char_class first, as_char_class next)
{
    switch (next) {
    case AS_CH_MARK:
        return true;
    case AS_CH_LETTER:
    case AS_CH_DIGIT:
        return first == AS_CH_LETTER || first == AS_CH_DIGIT;
    case AS_CH_KANA:
    case AS_CH_SEA:
        return first == next;
    default:
        return false;
    }
}

/* Underscores inside a word: where it goes on behind them, or `at`. */
static size_t skip_underscores(const as_scan *s, size_t at)
{
    size_t i = at;
    while (i < s->end && s->p[i] == '_') {
        i++;
    }
    return is_at(s, i, AS_B_ALNUM) ? i : at;
}

static size_t long_run_end(const as_scan *s, size_t at)
{
    as_char_class first = class_at(s, at);
    size_t end = at;
    while (at < s->end) {
        if (as_byte_is(s->p[at], AS_B_ALNUM) && goes_on(first, AS_CH_LETTER)) {
            end = ++at;
            continue;
        }
        const as_char ch = as_char_at(s->p, at, s->end);
        if (ch.cp == '_' && at == end && end > 0) {
            at = skip_underscores(s, at);
            if (at == end || !goes_on(first, AS_CH_LETTER)) {
                break;
            }
        } else if (at == end && first == AS_CH_IDEO && ch.cls == first) {
            end = at += ch.len;
            first = AS_CH_MARK; /* one character, then its marks */
        } else if (goes_on(first, (as_char_class)ch.cls)) {
            end = at += ch.len;
        } else if (ch.cls == AS_CH_FORMAT) {
            at += ch.len; /* counts when the run goes on behind it */
        } else {
            break;
        }
    }
    return end;
}

size_t as_run_end(const as_scan *s, size_t at)
{
    size_t end = at;
    while (is_at(s, end, AS_B_ALNUM)) {
        end++;
    }
    if (end < s->end && (as_byte_is(s->p[end], AS_B_HIGH) ||
                         s->p[end] == '_')) {
        return long_run_end(s, at);
    }
    return end;
}

/* The run behind a joiner of `len` bytes joins. */
static bool join(const as_scan *s, word *w, size_t len)
{
    w->run = w->end + len;
    w->end = as_run_end(s, w->run);
    return true;
}

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
    while (n < limit && is_at(s, at + n, AS_B_DIGIT)) {
        n++;
    }
    return n;
}

static bool digits_around(const as_scan *s, const word *w)
{
    return as_byte_is(s->p[w->end - 1], AS_B_DIGIT) &&
           is_at(s, w->end + 1, AS_B_DIGIT);
}

/* ---- full stops --------------------------------------------------------------- */

static char next_char(const as_scan *s, size_t at)
{
    return at < s->end ? s->p[at] : as_scan_next(s);
}

static bool keep_stop(word *w, size_t end)
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
    if (!(as_token_shape(s->p, beg, end) & AS_TOK_UPPER)) {
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
static bool acronym(const as_scan *s, word *w)
{
    size_t n = 0;
    size_t at = w->run;
    for (;;) {
        if (class_at(s, at) != AS_CH_LETTER) {
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
    if (next > at && class_at(s, at) == AS_CH_LETTER) {
        if (next - at == as_char_at(s->p, at, s->end).len) {
            w->end = next; /* U.K, U.S.A */
            w->done = true;
            return true;
        }
        const bool upper = as_byte_is(s->p[w->run], AS_B_UPPER | AS_B_HIGH);
        return n > 1 || upper ? keep_stop(w, at) : false;
    }
    if (n == 1 && (is_at(s, at, AS_B_PUNCT) ? s->p[at] == '.' : false)) {
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

static bool is_abbr(const as_scan *s, const word *w)
{
    const size_t next = w->end + 1;
    const char *p = s->p + w->run;
    const unsigned lex = as_lex_find(p, w->end - w->run);
    if (!(lex & AS_LEX_ANY_ABBR) || (next < s->end && s->p[next] == '.')) {
        return false;
    }
    if ((lex & (AS_LEX_TITLE | AS_LEX_SUFFIX)) ||
        ((lex & AS_LEX_CAPITAL) && as_byte_is(*p, AS_B_UPPER)) ||
        ((lex & AS_LEX_NUMREF) &&
         as_byte_is(next_char(s, next), AS_B_DIGIT))) {
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
    static const char *const DOTTED[] = {"ph.d", "m.sc", "b.sc", "d.phil",
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
        if (k == n && !is_at(s, at + n, AS_B_ALNUM | AS_B_HIGH)) {
            return at + n;
        }
    }
    return at;
}

static bool join_stop(const as_scan *s, word *w)
{
    if (digits_around(s, w)) {
        return join(s, w, 1);
    }
    const as_char first = as_char_at(s->p, w->run, s->end);
    if (first.cls != AS_CH_LETTER) {
        return false;
    }
    if (is_at(s, w->end + 1, AS_B_ALPHA)) {
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

/* ---- hyphens ----------------------------------------------------------------------- */

/* 713-654-0365, 2004-11-17, 345-8702; but not 1990-95 or 2-1. */
static bool join_groups(const as_scan *s, word *w)
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
    if (is_at(s, at, AS_B_ALPHA)) { /* 2004-11-17T12:30 */
        w->end = as_run_end(s, at);
    }
    return true;
}

static bool is_prefix(const as_scan *s, const word *w)
{
    const size_t len = w->end - w->at;
    if (w->run != w->at ||
        !(as_lex_find(s->p + w->at, len) & AS_LEX_PREFIX)) {
        return false;
    }
    if (len == 1) { /* e-mail, X-ray; not E-J, C-130, A-level */
        return (s->p[w->at] | 0x20) != 'a' &&
               is_at(s, w->end + 1, AS_B_LOWER);
    }
    return len == 2 || !all_upper(s, w->at, w->end) ||
           is_at(s, w->end + 1, AS_B_UPPER);
}

static bool join_hyphen(const as_scan *s, word *w)
{
    const size_t next = w->end + 1;
    if (digits_around(s, w)) {
        return join_groups(s, w);
    }
    if (!is_at(s, next, AS_B_ALNUM | AS_B_HIGH)) {
        return false;
    }
    if (class_at(s, next) > AS_CH_DIGIT || class_at(s, next) == AS_CH_SPACE) {
        return false;
    }
    const size_t end = as_run_end(s, next);
    if (is_prefix(s, w) ||
        (as_lex_find(s->p + next, end - next) & AS_LEX_TAIL)) {
        return join(s, w, 1);
    }
    return false;
}

/* ---- slashes and other joiners ------------------------------------------------------- */

static unsigned small_number(const as_scan *s, size_t at, size_t n)
{
    unsigned value = 0;
    for (size_t i = 0; i < n; i++) {
        value = value * 10 + (unsigned)(s->p[at + i] - '0');
    }
    return value;
}

/* 9/11 is a day, 1/2 a fraction, 24/7 and 2001/02 are two numbers. */
static bool is_day(const as_scan *s, const word *w, size_t n_next)
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

static bool join_slash_digits(const as_scan *s, word *w)
{
    const size_t next = w->end + 1;
    const size_t len = count_digits(s, next, DIGITS_MAX);
    if (!all_digits(s, w->run, w->end) || is_at(s, next + len, AS_B_ALPHA)) {
        return false;
    }
    const bool again = next + len < s->end && s->p[next + len] == '/' &&
                       is_at(s, next + len + 1, AS_B_DIGIT);
    const bool phone = len == 3 && w->end - w->run == 3 &&
                       next + len < s->end && s->p[next + len] == '-' &&
                       count_digits(s, next + len + 1, 5) == 4;
    const bool third = w->run > w->at && s->p[w->run - 1] == '/';
    return again || phone || third || is_day(s, w, len) ? join(s, w, 1)
                                                        : false;
}

/* w/o, I/O: one letter on each side, or w/out. */
static bool join_slash(const as_scan *s, word *w)
{
    const size_t next = w->end + 1;
    if (digits_around(s, w)) {
        return join_slash_digits(s, w);
    }
    if (w->end - w->at != 1 || !is_at(s, w->at, AS_B_ALPHA) ||
        !is_at(s, next, AS_B_ALPHA)) {
        return false;
    }
    const size_t len = as_run_end(s, next) - next;
    const bool out = len == 3 && memcmp(s->p + next, "out", 3) == 0;
    return len == 1 || (out && (s->p[w->at] | 0x20) == 'w') ? join(s, w, 1)
                                                            : false;
}

/* AT&T, R&D. */
static bool join_amp(const as_scan *s, word *w)
{
    const size_t next = w->end + 1;
    if (!is_at(s, next, AS_B_ALPHA)) {
        return false;
    }
    const size_t end = as_run_end(s, next);
    const size_t left = w->end - w->run;
    const size_t right = end - next;
    const bool upper =
        all_upper(s, w->run, w->end) && all_upper(s, next, end);
    return (upper && left <= 4 && right <= 4) || (left == 1 && right == 1)
               ? join(s, w, 1)
               : false;
}

/* sh*t */
static bool join_stars(const as_scan *s, word *w)
{
    size_t len = 1;
    while (w->end + len < s->end && s->p[w->end + len] == '*') {
        len++;
    }
    return is_at(s, w->end - 1, AS_B_ALPHA) &&
                   is_at(s, w->end + len, AS_B_ALPHA)
               ? join(s, w, len)
               : false;
}

/* What ends a name: US$, C++, C#. */
static bool join_last(const as_scan *s, word *w)
{
    const size_t len = w->end - w->at;
    const char *p = s->p + w->end;
    size_t more = 0;
    if (*p == '$') {
        more = len <= 3 && all_upper(s, w->at, w->end);
    } else if (len == 1 && is_at(s, w->at, AS_B_UPPER)) {
        if (*p == '#') {
            more = !is_at(s, w->end + 1, AS_B_ALNUM);
        } else if (s->end - w->end >= 2 && p[1] == '+') {
            more = 2;
        }
    }
    w->end += more;
    w->done = true;
    return more > 0;
}

/* Joiners beyond ASCII: middle dots, Hebrew geresh, Arabic separators. */
static bool join_high(const as_scan *s, word *w)
{
    const as_char ch = as_char_at(s->p, w->end, s->end);
    const as_char_class next = class_at(s, w->end + ch.len);
    switch (ch.cp) {
    case 0x00B7:
    case 0x0387:
    case 0x05F4:
    case 0x2027:
        return next == AS_CH_LETTER ? join(s, w, ch.len) : false;
    case 0x05F3:
        return next == AS_CH_LETTER ? join(s, w, ch.len)
                                    : (w->end += ch.len, true);
    case 0x066B:
    case 0x066C:
        return next == AS_CH_DIGIT ? join(s, w, ch.len) : false;
    default:
        return false;
    }
}

/* A straight double quote stands for gershayim between Hebrew letters. */
static bool join_quote(const as_scan *s, word *w)
{
    const size_t next = w->end + 1;
    if (!as_byte_is(s->p[w->run], AS_B_HIGH) || !is_at(s, next, AS_B_HIGH)) {
        return false;
    }
    const uint32_t left = as_char_at(s->p, w->run, s->end).cp;
    const uint32_t right = as_char_at(s->p, next, s->end).cp;
    return left >= 0x05D0 && left < 0x05EB && right >= 0x05D0 &&
                   right < 0x05EB
               ? join(s, w, 1)
               : false;
}

static bool join_more(const as_scan *s, word *w)
{
    switch (s->p[w->end]) {
    case '.':
        return join_stop(s, w);
    case ',':
    case ':':
        return digits_around(s, w) ? join(s, w, 1) : false;
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

/* ---- clitics --------------------------------------------------------------------------- */

size_t as_clitic_end(const as_scan *s, size_t at)
{
    const bool tick = s->p[at] == '`';
    const size_t len = tick ? 1 : as_apos_len(s->p, at, s->end);
    const size_t word_at = at + len;
    if (len == 0 || !is_at(s, word_at, AS_B_ALPHA)) {
        return at;
    }
    const size_t end = as_run_end(s, word_at);
    const char a = (char)(s->p[word_at] | 0x20);
    if (end - word_at == 1) {
        return a == 's' || (!tick && (a == 'm' || a == 'd')) ? end : at;
    }
    const char b = (char)(s->p[word_at + 1] | 0x20);
    const bool two = end - word_at == 2 && !tick;
    return two && ((a == 'l' && b == 'l') ||
                   (b == 'e' && (a == 'r' || a == 'v')))
               ? end
               : at;
}

/* The `t` of n't behind the apostrophe of `len` bytes at the word's end. */
static bool is_not(const as_scan *s, const word *w, size_t len)
{
    const size_t t = w->end + len;
    return (s->p[w->end - 1] | 0x20) == 'n' && is_at(s, t, AS_B_ALPHA) &&
           (s->p[t] | 0x20) == 't' && as_run_end(s, t) == t + 1;
}

static void put_pair(as_scan *s, size_t beg, size_t cut, size_t end)
{
    if (cut > beg) {
        as_scan_put(s, beg, cut, 0);
    }
    as_scan_put(s, cut, end, 0);
}

/* An apostrophe at the end of the word. True if a clitic was split off and
 * the word is added; else the word may have grown. */
static bool apostrophe(as_scan *s, word *w, size_t len)
{
    const bool digit = as_byte_is(s->p[w->end - 1], AS_B_DIGIT);
    if (!digit && is_not(s, w, len)) {
        put_pair(s, w->beg, w->end - 1, w->end + len + 1);
        w->end += len + 1;
        return true;
    }
    const size_t end = as_clitic_end(s, w->end);
    if (end > w->end && !digit) {
        put_pair(s, w->beg, w->end, end);
        w->end = end;
        return true;
    }
    const as_char_class next = class_at(s, w->end + len);
    if (next == AS_CH_LETTER && (!digit || end > w->end)) {
        (void)join(s, w, len); /* O'Neill, Shi'ite, 1960's */
    } else {
        w->done = true;
    }
    return false;
}

/* ---- what is split off in the end --------------------------------------------------------- */

static bool is_numeric(const as_scan *s, size_t beg, size_t end)
{
    if (!is_at(s, beg, AS_B_DIGIT)) {
        return false;
    }
    while (beg < end && (as_byte_is(s->p[beg], AS_B_DIGIT) ||
                         strchr(".,:/-", s->p[beg]) != NULL)) {
        beg++;
    }
    return beg == end;
}

/* 5|kg, 1.5|m, 7|pm; not 90s, 5G, 4th. */
static size_t unit_cut(const as_scan *s, const word *w)
{
    size_t cut = w->end;
    while (cut > w->at && as_byte_is(s->p[cut - 1], AS_B_ALPHA)) {
        cut--;
    }
    const size_t n = w->end - cut;
    if (n == 0 || !(as_lex_find(s->p + cut, n) & AS_LEX_UNIT) ||
        !is_numeric(s, w->at, cut)) {
        return w->end;
    }
    const bool letter = n == 1 && as_byte_is(s->p[cut], AS_B_UPPER);
    const bool model = letter && w->at >= s->beg + 2 && /* T-72B */
                       s->p[w->at - 1] == '-' &&
                       as_byte_is(s->p[w->at - 2], AS_B_ALPHA);
    return model || (letter && strchr("MBK", s->p[cut]) == NULL) ? w->end
                                                                : cut;
}

/* 7|p.m.: the abbreviation that follows a number without a space. */
static bool is_clock(const as_scan *s, const word *w)
{
    const size_t a = w->end - 1;
    return w->end - w->at >= 2 && w->end - w->at <= 6 &&
           s->end - a >= 3 && s->p[a + 1] == '.' &&
           strchr("apAP", s->p[a]) != NULL && (s->p[a + 2] | 0x20) == 'm' &&
           is_numeric(s, w->at, a);
}

/* USD|500, Rs|1000. */
static size_t money_cut(const as_scan *s, const word *w)
{
    size_t cut = w->at;
    while (cut < w->end && as_byte_is(s->p[cut], AS_B_ALPHA)) {
        cut++;
    }
    const bool known = (as_lex_find(s->p + w->at, cut - w->at) &
                        AS_LEX_MONEY) != 0;
    return known && is_numeric(s, cut, w->end) ? cut : w->end;
}

static size_t word_cut(const as_scan *s, const word *w)
{
    const size_t n = w->end - w->beg;
    const char *p = s->p + w->beg;
    if (n < 2 || w->at != w->beg) {
        return w->end;
    }
    if (as_byte_is(p[0], AS_B_DIGIT)) {
        return unit_cut(s, w);
    }
    if (as_byte_is(p[n - 1], AS_B_DIGIT)) {
        return money_cut(s, w);
    }
    const unsigned lex =
        n <= 8 && as_lex_may_cut(p, n) ? as_lex_find(p, n) : 0;
    const size_t last = lex & AS_LEX_CUT1   ? 1
                        : lex & AS_LEX_CUT2 ? 2
                        : lex & AS_LEX_CUT3 ? 3
                                            : 0;
    return w->end - last;
}

static size_t word_put(as_scan *s, const word *w)
{
    const size_t cut = w->flags == 0 ? word_cut(s, w) : w->end;
    if (cut < w->end) {
        put_pair(s, w->beg, cut, w->end);
    } else {
        as_scan_put(s, w->beg, w->end, w->flags);
    }
    return w->end;
}

size_t as_scan_word(as_scan *s, size_t beg, size_t at)
{
    if (s->marks != 0) {
        const size_t end = as_link_end(s, at);
        if (end > at) {
            as_scan_put(s, beg, end, AS_TOK_URL);
            return end;
        }
    }
    word w = {.beg = beg, .at = at, .run = at, .end = as_run_end(s, at)};
    while (w.end < s->end && !w.done) {
        size_t len = as_apos_len(s->p, w.end, s->end);
        len = len == 0 && s->p[w.end] == '`' ? 1 : len;
        if (len > 0) {
            if (apostrophe(s, &w, len)) {
                return w.end;
            }
        } else if (is_clock(s, &w)) {
            w.end--;
            break;
        } else if (!join_more(s, &w)) {
            break;
        }
    }
    return word_put(s, &w);
}

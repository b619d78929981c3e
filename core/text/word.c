/* word.c - words and numbers: their runs of letters and digits, and what is
 * split off.
 *
 * A word is a run; the character behind it says whether another run is
 * joined (join.c: 1,000  U.S.  e-mail) or the token ends. An apostrophe
 * joins (O'Neill) or splits off a clitic (do|n't). In the end a unit (5|kg),
 * a currency (USD|5) or the second of two words (can|not) is split off.
 * Each rule looks ahead no further than it joins, or a bounded number of
 * bytes, so that the whole stays linear. */
#include "text/word_int.h"

#include <string.h>

/* ---- runs --------------------------------------------------------------- */

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
    return as_scan_is(s, i, AS_B_ALNUM) ? i : at;
}

static size_t long_run_end(const as_scan *s, size_t at)
{
    as_char_class first = as_scan_class(s, at);
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
    while (as_scan_is(s, end, AS_B_ALNUM)) {
        end++;
    }
    if (end < s->end &&
        (as_byte_is(s->p[end], AS_B_HIGH) || s->p[end] == '_')) {
        return long_run_end(s, at);
    }
    return end;
}

/* ---- clitics ------------------------------------------------------------ */

size_t as_clitic_end(const as_scan *s, size_t at)
{
    const bool tick = s->p[at] == '`';
    const size_t len = tick ? 1 : as_apos_len(s->p, at, s->end);
    const size_t word_at = at + len;
    if (len == 0 || !as_scan_is(s, word_at, AS_B_ALPHA)) {
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
static bool is_not(const as_scan *s, const as_word *w, size_t len)
{
    const size_t t = w->end + len;
    return (s->p[w->end - 1] | 0x20) == 'n' && as_scan_is(s, t, AS_B_ALPHA) &&
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
static bool apostrophe(as_scan *s, as_word *w, size_t len)
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
    const as_char_class next = as_scan_class(s, w->end + len);
    if (next == AS_CH_LETTER && (!digit || end > w->end)) {
        (void)as_word_join(s, w, len); /* O'Neill, Shi'ite, 1960's */
    } else {
        w->done = true;
    }
    return false;
}

/* ---- what is split off in the end --------------------------------------- */

static bool is_numeric(const as_scan *s, size_t beg, size_t end)
{
    if (!as_scan_is(s, beg, AS_B_DIGIT)) {
        return false;
    }
    while (beg < end && (as_byte_is(s->p[beg], AS_B_DIGIT) ||
                         strchr(".,:/-", s->p[beg]) != NULL)) {
        beg++;
    }
    return beg == end;
}

/* 5|kg, 1.5|m, 7|pm; not 90s, 5G, 4th. */
static size_t unit_cut(const as_scan *s, const as_word *w)
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
    return model || (letter && strchr("MBK", s->p[cut]) == NULL) ? w->end : cut;
}

/* 7|p.m.: the abbreviation that follows a number without a space. */
static bool is_clock(const as_scan *s, const as_word *w)
{
    const size_t a = w->end - 1;
    return w->end - w->at >= 2 && w->end - w->at <= 6 && s->end - a >= 3 &&
           s->p[a + 1] == '.' && strchr("apAP", s->p[a]) != NULL &&
           (s->p[a + 2] | 0x20) == 'm' && is_numeric(s, w->at, a);
}

/* USD|500, Rs|1000. */
static size_t money_cut(const as_scan *s, const as_word *w)
{
    size_t cut = w->at;
    while (cut < w->end && as_byte_is(s->p[cut], AS_B_ALPHA)) {
        cut++;
    }
    const bool known =
        (as_lex_find(s->p + w->at, cut - w->at) & AS_LEX_MONEY) != 0;
    return known && is_numeric(s, cut, w->end) ? cut : w->end;
}

static size_t word_cut(const as_scan *s, const as_word *w)
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
    const unsigned lex = as_lex_find(p, n);
    const size_t last = lex & AS_LEX_CUT1   ? 1
                        : lex & AS_LEX_CUT2 ? 2
                        : lex & AS_LEX_CUT3 ? 3
                                            : 0;
    return w->end - last;
}

static size_t word_put(as_scan *s, const as_word *w)
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
    as_word w = {.beg = beg, .at = at, .run = at, .end = as_run_end(s, at)};
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
        } else if (!as_word_join_more(s, &w)) {
            break;
        }
    }
    return word_put(s, &w);
}

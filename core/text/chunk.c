/* chunk.c - the tokens of a chunk that is more than a plain word.
 *
 * From left to right, one rule per first character: words go to word.c;
 * here are the marks between them. Runs of one mark are one token (`...`,
 * `--`, `***`), brackets and quotes stand alone, a pictograph takes its
 * whole cluster. Each byte is looked at a bounded number of times. */
#include "text/token_int.h"

#include <string.h>

static const char DRAWING[] = "-=+|*~_<>#{}";

static bool is_in(char c, const char *set)
{
    for (; *set != '\0'; set++) {
        if (c == *set) {
            return true;
        }
    }
    return false;
}

static bool digit_at(const as_scan *s, size_t at)
{
    return at < s->end && as_byte_is(s->p[at], AS_B_DIGIT);
}

static size_t run_of(const as_scan *s, size_t at, const char *set)
{
    while (at < s->end && is_in(s->p[at], set)) {
        at++;
    }
    return at;
}

static size_t put_punct(as_scan *s, size_t at, size_t end, unsigned flags)
{
    as_scan_put(s, at, end, flags);
    return end;
}

/* ---- full stops, question and exclamation marks ------------------------- */

/* `.50`, `.doc`: a stop that begins a token; its end, or `at`. */
static size_t lead_stop(as_scan *s, size_t at)
{
    const bool first = at == s->beg;
    if (digit_at(s, at + 1)) {
        if (first || is_in(s->p[at - 1], "$(+-\"'=<>~/#")) {
            return as_scan_word(s, at, at + 1);
        }
        return at;
    }
    if (!first || at + 1 >= s->end) {
        return at;
    }
    const size_t end = as_run_end(s, at + 1);
    const unsigned lex = as_lex_find(s->p + at + 1, end - at - 1);
    return lex & (AS_LEX_FILE | AS_LEX_HOST)
               ? put_punct(s, at, end, AS_TOK_URL)
               : at;
}

/* `...` is a token of its own; so is any other run: `?!`, `!!!`. */
static size_t stops(as_scan *s, size_t at)
{
    const size_t dots = run_of(s, at, ".");
    if (dots - at == 1) {
        const size_t end = lead_stop(s, at);
        if (end > at) {
            return end;
        }
    }
    if (dots - at >= 2) {
        return put_punct(s, at, dots, AS_TOK_STOP);
    }
    size_t end = at;
    while (end < s->end && is_in(s->p[end], ".!?") &&
           !(end > at && end + 1 < s->end && s->p[end] == '.' &&
             s->p[end + 1] == '.')) {
        end++;
    }
    return put_punct(s, at, end, AS_TOK_STOP);
}

/* ---- apostrophes -------------------------------------------------------- */

/* `'07`, `'60s`: its end, or `at`. */
static size_t short_year(const as_scan *s, size_t at, size_t word)
{
    const bool after = at > s->beg && !as_byte_is(s->p[at - 1], AS_B_PUNCT);
    if (after || !digit_at(s, word) || !digit_at(s, word + 1)) {
        return at;
    }
    size_t end = as_run_end(s, word);
    const bool plural = end - word == 3 && (s->p[word + 2] | 0x20) == 's';
    return end - word == 2 || plural ? end : at;
}

/* `'em`, `'til`: its end, or `at`. */
static size_t elided(const as_scan *s, size_t at, size_t word)
{
    if (at != s->beg || word >= s->end) {
        return at;
    }
    const size_t end = as_run_end(s, word);
    const bool known =
        (as_lex_find(s->p + word, end - word) & AS_LEX_ELIDED) != 0;
    return known && as_apos_len(s->p, end, s->end) == 0 ? end : at;
}

static size_t apostrophe(as_scan *s, size_t at, size_t len)
{
    const size_t word = at + len;
    const size_t twin = as_apos_len(s->p, word, s->end);
    if (twin == len) {
        return put_punct(s, at, word + twin, 0);
    }
    size_t end = as_clitic_end(s, at);
    if (end == at) {
        end = short_year(s, at, word);
    }
    if (end == at) {
        end = elided(s, at, word);
    }
    return put_punct(s, at, end > at ? end : word, 0);
}

/* ---- other ASCII marks -------------------------------------------------- */

/* Hyphens, and the head of an arrow behind or before them. */
static size_t dashes(as_scan *s, size_t at)
{
    size_t end = run_of(s, at, "-=");
    if (end > at && end < s->end && s->p[end] == '>') {
        return put_punct(s, at, end + 1, 0);
    }
    const char one[2] = {s->p[at], '\0'};
    return put_punct(s, at, run_of(s, at, one), 0);
}

static size_t same_run(as_scan *s, size_t at)
{
    const char one[2] = {s->p[at], '\0'};
    return put_punct(s, at, run_of(s, at, one), 0);
}

static size_t smile_len(const as_scan *s, size_t at)
{
    return as_emoticon_len(s->p + at, s->end - at, at == s->beg);
}

static size_t ascii_mark(as_scan *s, size_t at)
{
    const size_t smile = smile_len(s, at);
    if (smile > 0) {
        return put_punct(s, at, at + smile, AS_TOK_STOP);
    }
    switch (s->p[at]) {
    case '.':
    case '!':
    case '?':
        return stops(s, at);
    case '\'':
        return apostrophe(s, at, 1);
    case '-':
    case '=':
        return dashes(s, at);
    case '#':
    case '@': {
        const size_t end = as_tag_end(s, at);
        return end > at ? put_punct(s, at, end, AS_TOK_URL)
                        : same_run(s, at);
    }
    case '+':
        return at == s->beg && digit_at(s, at + 1)
                   ? as_scan_word(s, at, at + 1)
                   : same_run(s, at);
    case '`': {
        const size_t end = as_clitic_end(s, at);
        return end > at ? put_punct(s, at, end, 0) : same_run(s, at);
    }
    case '"':
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case '%':
    case '&':
    case ';':
        return put_punct(s, at, at + 1, 0);
    default:
        return same_run(s, at);
    }
}

/* ---- other characters --------------------------------------------------- */

static unsigned stop_flag(uint32_t cp)
{
    switch (cp) {
    case 0x2026: /* ellipsis */
    case 0x203C: /* !! ?? ?! !? */
    case 0x2047:
    case 0x2048:
    case 0x2049:
    case 0x3002: /* ideographic, full-width, half-width */
    case 0xFF01:
    case 0xFF0E:
    case 0xFF1F:
    case 0xFF61:
    case 0x037E: /* Greek, Armenian, Arabic, Urdu, Hindi */
    case 0x0589:
    case 0x061F:
    case 0x06D4:
    case 0x0964:
    case 0x0965:
    case 0x1362: /* Ethiopic, Burmese, Khmer */
    case 0x104A:
    case 0x104B:
    case 0x17D4:
        return AS_TOK_STOP;
    default:
        return 0;
    }
}

/* Marks of which a run is one token. */
static bool is_run_mark(uint32_t cp)
{
    return stop_flag(cp) != 0 || (cp >= 0x2010 && cp <= 0x2015) ||
           (cp >= 0x2500 && cp < 0x25A0);
}

static size_t skip_marks(const as_scan *s, size_t at)
{
    while (at < s->end && as_byte_is(s->p[at], AS_B_HIGH)) {
        const as_char ch = as_char_at(s->p, at, s->end);
        if (ch.cls != AS_CH_MARK) {
            break;
        }
        at += ch.len;
    }
    return at;
}

/* Two single quotation marks are a double one, made of what was at hand. */
static bool is_twin_quote(uint32_t a, uint32_t b)
{
    return a == 0x2018 && (b == 0x2018 || b == 0x2019);
}

static size_t high_mark(as_scan *s, size_t at, as_char ch)
{
    if (ch.cp == 0x2019) {
        return apostrophe(s, at, ch.len);
    }
    size_t end = at + ch.len;
    const bool run = is_run_mark(ch.cp);
    while (end < s->end) {
        const as_char next = as_char_at(s->p, end, s->end);
        const bool dots = ch.cp == 0x2026 && next.cp == '.';
        const bool twin = end == at + ch.len && is_twin_quote(ch.cp, next.cp);
        if (!(run && next.cp == ch.cp) && !dots && !twin) {
            break;
        }
        end += next.len;
    }
    return put_punct(s, at, skip_marks(s, end), stop_flag(ch.cp));
}

static size_t high_at(as_scan *s, size_t at)
{
    const as_char ch = as_char_at(s->p, at, s->end);
    switch ((as_char_class)ch.cls) {
    case AS_CH_SPACE:
    case AS_CH_FORMAT:
        return at + ch.len;
    case AS_CH_LETTER:
    case AS_CH_DIGIT:
        return as_scan_word(s, at, at);
    case AS_CH_IDEO:
    case AS_CH_KANA:
    case AS_CH_SEA:
        return put_punct(s, at, as_run_end(s, at), 0);
    case AS_CH_EMOJI:
        return put_punct(s, at, as_cluster_end(s->p, at, s->end), 0);
    case AS_CH_MARK:
        return put_punct(s, at, skip_marks(s, at), 0);
    case AS_CH_PUNCT:
        break;
    }
    return high_mark(s, at, ch);
}

/* ---- chunks ------------------------------------------------------------- */

/* `>--------|`: a line that was drawn is one token. */
static bool is_drawing(const as_scan *s)
{
    return s->end - s->beg >= 4 && run_of(s, s->beg, DRAWING) == s->end;
}

/* What of links there may be, so that few chunks ask again. */
static unsigned chunk_marks(const as_scan *s)
{
    unsigned marks = 0;
    for (size_t i = s->beg; i + 1 < s->end; i++) {
        const char c = s->p[i];
        const char next = s->p[i + 1];
        marks |= c == '@' ? AS_HAS_AT : 0;
        marks |= c == ':' && next == '/' ? AS_HAS_SLASH : 0;
        marks |= c == '.' && as_byte_is(next, AS_B_ALNUM) ? AS_HAS_DOT : 0;
    }
    return marks;
}

void as_scan_chunk(as_scan *s, size_t beg, size_t end, bool links)
{
    s->beg = beg;
    s->end = end;
    s->marks = links ? chunk_marks(s) : 0;
    if (as_byte_is(s->p[beg], AS_B_PUNCT) && is_drawing(s)) {
        as_scan_put(s, beg, end, 0);
        return;
    }
    for (size_t at = beg; at < end && !s->failed;) {
        if (as_byte_is(s->p[at], AS_B_HIGH)) {
            at = high_at(s, at);
        } else if (as_byte_is(s->p[at], AS_B_ALNUM)) {
            const size_t smile =
                at == beg && end - at <= 3 ? smile_len(s, at) : 0;
            at = smile ? put_punct(s, at, at + smile, AS_TOK_STOP)
                       : as_scan_word(s, at, at);
        } else {
            at = ascii_mark(s, at);
        }
    }
}

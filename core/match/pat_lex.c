/* pat_lex.c - a pattern's text to lexemes.
 *
 * The lexer works on demand and never looks back; a lexeme is a slice of
 * the source. Inside [ ] the parser of tests reads by itself, from the byte
 * where the bracket ends. Cost: linear. It refuses marks that a reader could
 * take for an operator: they must be quoted. */
#include "match/pat_int.h"

#include <ctype.h>

/* ---- lexemes ------------------------------------------------------------ */

bool pat_is_word_byte(unsigned char c)
{
    return c >= 0x80 || isalnum(c) || c == '_' || c == '\'' || c == '-' ||
           c == '.';
}

static bool is_name_beg(unsigned char c)
{
    return c >= 0x80 || isalpha(c) || c == '_';
}

static unsigned char byte_at(const pat_reader *r, size_t at)
{
    return at < r->text.n ? (unsigned char)r->text.p[at] : 0;
}

void pat_skip_space(pat_reader *r)
{
    while (r->at < r->text.n &&
           (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\t' ||
            r->text.p[r->at] == '\n' || r->text.p[r->at] == '\r')) {
        r->at++;
    }
}

/* End of the name that begins at `at`; `at` itself if none does. A hyphen
 * may stand inside a name. */
static size_t name_end(const pat_reader *r, size_t at)
{
    if (!is_name_beg(byte_at(r, at))) {
        return at;
    }
    while (is_name_beg(byte_at(r, at)) || isdigit(byte_at(r, at)) ||
           (byte_at(r, at) == '-' && (is_name_beg(byte_at(r, at + 1)) ||
                                      isdigit(byte_at(r, at + 1))))) {
        at++;
    }
    return at;
}

static as_slice cut(const pat_reader *r, size_t beg, size_t end)
{
    return as_slice_of(r->text.p + beg, end - beg);
}

/* A number of at most three digits at *at; false if there is none. */
static bool number_at(const pat_reader *r, size_t *at, uint32_t *n)
{
    size_t i = *at;
    *n = 0;
    while (isdigit(byte_at(r, i)) && i - *at < 4) {
        *n = *n * 10 + (uint32_t)(byte_at(r, i) - '0');
        i++;
    }
    bool found = i > *at;
    *at = i;
    return found;
}

static void blanks(const pat_reader *r, size_t *at)
{
    while (byte_at(r, *at) == ' ') {
        (*at)++;
    }
}

static as_status lex_sigil(pat_reader *r, pat_lexeme *lx, lex_kind kind,
                           const char *what, as_err *err)
{
    size_t end = name_end(r, r->at + 1);
    if (end == r->at + 1) {
        return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                               "'%c' without a name: write %c%s, or \"%c\" "
                               "for the mark itself",
                               r->text.p[r->at], r->text.p[r->at], what,
                               r->text.p[r->at]);
    }
    lx->kind = kind;
    lx->text = cut(r, r->at + 1, end);
    r->at = end;
    return AS_OK;
}

/* From the opening mark to `close`, no line break between. */
static as_status lex_until(pat_reader *r, pat_lexeme *lx, lex_kind kind,
                           char close, as_err *err)
{
    size_t i = r->at + 1;
    while (i < r->text.n && r->text.p[i] != close && r->text.p[i] != '\n') {
        i += r->text.p[i] == '\\' && kind != L_LEMMAS && i + 1 < r->text.n
                 ? 2
                 : 1;
    }
    if (i >= r->text.n || r->text.p[i] != close) {
        return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                               "'%c' is never closed: write '%c' behind it",
                               r->text.p[r->at], close);
    }
    lx->kind = kind;
    lx->text = cut(r, r->at + 1, i);
    r->at = i + 1;
    return AS_OK;
}

static as_status lex_regex(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    as_status st = lex_until(r, lx, L_REGEX, '/', err);
    if (st != AS_OK) {
        return st;
    }
    if (byte_at(r, r->at) == 'i') {
        lx->flag = true;
        r->at++;
    }
    if (isalnum(byte_at(r, r->at))) {
        return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                               "unknown flag '%c' of a regular expression: "
                               "there is only i",
                               r->text.p[r->at]);
    }
    return AS_OK;
}

static as_status lex_less(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    static const struct {
        const char *text;
        uint32_t bit;
    } marks[] = {{"<s>", EDGE_S_BEG},
                 {"</s>", EDGE_S_END},
                 {"<p>", EDGE_P_BEG},
                 {"</p>", EDGE_P_END}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i].text);
        if (r->text.n - r->at >= n &&
            memcmp(r->text.p + r->at, marks[i].text, n) == 0) {
            lx->kind = L_EDGE;
            lx->number = marks[i].bit;
            r->at += n;
            return AS_OK;
        }
    }
    if (byte_at(r, r->at + 1) == '<') {
        lx->kind = L_LEFT;
        r->at += 2;
        return AS_OK;
    }
    return lex_until(r, lx, L_LEMMAS, '>', err);
}

static as_status lex_braces(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    size_t i = r->at + 1;
    uint32_t lo = 0;
    blanks(r, &i);
    bool ok = number_at(r, &i, &lo);
    uint32_t hi = lo;
    blanks(r, &i);
    if (ok && byte_at(r, i) == ',') {
        i++;
        blanks(r, &i);
        ok = number_at(r, &i, &hi);
        blanks(r, &i);
    }
    if (!ok || byte_at(r, i) != '}') {
        return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                               "bad repetition: write {n} or {n,m}");
    }
    if (hi > PAT_REPEAT_MAX || lo > hi || hi == 0) {
        return pat_reader_fail(r, r->at, AS_EINVAL, err,
                               "bad repetition {%u,%u}: write {n,m} with "
                               "n <= m and m from 1 to %d",
                               lo, hi, PAT_REPEAT_MAX);
    }
    lx->kind = L_REPEAT;
    lx->lo = (uint8_t)lo;
    lx->hi = (uint8_t)hi;
    r->at = i + 1;
    return AS_OK;
}

static as_status lex_repeat(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    char c = r->text.p[r->at];
    if (c == '{') {
        as_status st = lex_braces(r, lx, err);
        if (st != AS_OK) {
            return st;
        }
    } else {
        lx->kind = L_REPEAT;
        lx->lo = c == '+';
        lx->hi = c == '?' ? 1 : PAT_FOREVER;
        r->at++;
    }
    if (byte_at(r, r->at) == '?') {
        lx->flag = true;
        r->at++;
    }
    return AS_OK;
}

static as_status lex_gap(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    size_t i = r->at + 1;
    if (!number_at(r, &i, &lx->number)) {
        return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                               "'~' without a number: write ~3 for a gap of "
                               "at most 3 tokens");
    }
    if (lx->number == 0 || lx->number > PAT_REPEAT_MAX) {
        return pat_reader_fail(r, r->at, AS_EINVAL, err,
                               "bad gap ~%u: write a number from 1 to %d",
                               lx->number, PAT_REPEAT_MAX);
    }
    lx->kind = L_GAP;
    r->at = i;
    return AS_OK;
}

/* A comma or colon between digits: 30,000 and 10:30 are words. */
static bool joins_digits(const pat_reader *r, size_t at)
{
    unsigned char c = byte_at(r, at);
    return (c == ',' || c == ':') && at > r->at &&
           isdigit(byte_at(r, at - 1)) && isdigit(byte_at(r, at + 1));
}

static as_status lex_word(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    size_t end = name_end(r, r->at);
    if (end > r->at && byte_at(r, end) == ':') {
        lx->kind = L_CAPTURE;
        lx->text = cut(r, r->at, end);
        r->at = end + 1;
        return AS_OK;
    }
    end = r->at;
    while (pat_is_word_byte(byte_at(r, end)) || joins_digits(r, end)) {
        end++;
    }
    lx->kind = L_WORD;
    lx->text = cut(r, r->at, end);
    if (as_slice_eq(lx->text, AS_LIT("."))) {
        return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                               "a lone full stop: write \".\" for the mark, "
                               "[] for any token");
    }
    r->at = end;
    return AS_OK;
}

static bool lex_mark(pat_reader *r, pat_lexeme *lx)
{
    switch (r->text.p[r->at]) {
    case '(': lx->kind = L_OPEN; break;
    case ')': lx->kind = L_CLOSE; break;
    case '|': lx->kind = L_BAR; break;
    case '[': lx->kind = L_BRACKET; break;
    case '!': lx->kind = L_BANG; break;
    case ',':
    case ';':
    case ':':
        lx->kind = L_WORD;
        lx->text = cut(r, r->at, r->at + 1);
        break;
    default: return false;
    }
    r->at++;
    return true;
}

static as_status lex_other(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    unsigned char c = (unsigned char)r->text.p[r->at];
    if (c == '>' && byte_at(r, r->at + 1) == '>') {
        lx->kind = L_RIGHT;
        r->at += 2;
        return AS_OK;
    }
    if (pat_is_word_byte(c)) {
        return lex_word(r, lx, err);
    }
    if (lex_mark(r, lx)) {
        return AS_OK;
    }
    if (c < ' ' || c == 0x7F) {
        return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                               "control character %u: remove it", c);
    }
    return pat_reader_fail(r, r->at, AS_ESYNTAX, err,
                           "unexpected '%c': write \"%s%c\" for the mark "
                           "itself",
                           c, c == '\\' ? "\\" : "", c);
}

static as_status lex_one(pat_reader *r, pat_lexeme *lx, as_err *err)
{
    switch (r->text.p[r->at]) {
    case '"': return lex_until(r, lx, L_QUOTED, '"', err);
    case '/': return lex_regex(r, lx, err);
    case '<': return lex_less(r, lx, err);
    case '@': return lex_sigil(r, lx, L_LABEL, "Label", err);
    case '%': return lex_sigil(r, lx, L_GAZ, "gazetteer", err);
    case '$': return lex_sigil(r, lx, L_MACRO, "MACRO", err);
    case '~': return lex_gap(r, lx, err);
    case '?':
    case '*':
    case '+':
    case '{': return lex_repeat(r, lx, err);
    default: return lex_other(r, lx, err);
    }
}

as_status pat_lex(pat_reader *r, pat_lexeme *out, as_err *err)
{
    pat_skip_space(r);
    pat_lexeme lx = {.kind = L_END, .at = (uint32_t)r->at};
    if (r->at < r->text.n) {
        as_status st = lex_one(r, &lx, err);
        if (st != AS_OK) {
            return st;
        }
    }
    lx.end = (uint32_t)r->at;
    *out = lx;
    return AS_OK;
}

as_status pat_unquote(as_slice text, as_buf *out, as_err *err)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\' && i + 1 < text.n) {
            i++;
        }
        as_status st = as_buf_add_byte(out, text.p[i], err);
        if (st != AS_OK) {
            return st;
        }
    }
    return AS_OK;
}

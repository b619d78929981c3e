/* sent_line.c - sentences by the structure of lines and lists.
 *
 * A single line break is either the edge of a page, in the middle of a
 * sentence, or meant. Lines of a paragraph that end where the next word had
 * no more room were wrapped; a line that ends early was ended on purpose.
 * A list on one line is known by its markers: the same form, each one more
 * than the last.
 * Cost: the lines of a paragraph are measured once, in linear time; the next
 * marker is looked for over at most ITEM_WINDOW tokens. */
#include <string.h>

#include "text/sent_int.h"
#include "text/token_int.h"
#include "text/utf8.h"

enum {
    ITEM_WINDOW = 256,
    ITEM_MISSES = 8,   /* other markers of the same form on the way */
    DATELINE_MAX = 16, /* tokens */
    PAGE_MIN = 60,  /* bytes: no page is narrower, unless its lines say so */
    PAGE_MAX = 120, /* no page is wider: such lines are paragraphs */
    ITEM_MAX = 40   /* lines of a list without stops are shorter */
};

/* ---- lines -------------------------------------------------------------- */

static size_t line_beg(const as_split *sp, size_t i)
{
    while (i > 0 && !as_split_has(sp, i, AS_TOK_LINE)) {
        i--;
    }
    return i;
}

static bool is_stop(const as_split *sp, size_t i)
{
    return as_split_has(sp, i, AS_TOK_STOP) ||
           (i > 0 && as_split_has(sp, i, AS_TOK_PUNCT) &&
            as_split_has(sp, i - 1, AS_TOK_STOP));
}

/* Bytes up to the next white space behind token i. */
static size_t word_len(const as_split *sp, size_t i)
{
    const uint32_t beg = sp->t->beg[i];
    uint32_t end = sp->t->end[i];
    while (++i < sp->t->n && sp->t->beg[i] == end && end - beg < PAGE_MAX) {
        end = sp->t->end[i];
    }
    return end - beg;
}

static size_t measure_longest(const as_split *sp, as_lines *lines)
{
    size_t from = lines->beg;
    size_t longest = 0;
    size_t i = lines->beg + 1;
    for (; i <= sp->t->n; i++) {
        if (i < sp->t->n && !as_split_has(sp, i, AS_TOK_LINE)) {
            continue;
        }
        const size_t len = sp->t->end[i - 1] - sp->t->beg[from];
        longest = len > longest ? len : longest;
        lines->n++;
        lines->n_stop += is_stop(sp, i - 1);
        from = i;
        if (i == sp->t->n || as_split_has(sp, i, AS_TOK_BLANK)) {
            break;
        }
    }
    lines->longest = longest;
    return i;
}

/* Had the word at i, first of its line, room on the line before? */
static bool had_room(const as_split *sp, size_t from, size_t i, size_t width)
{
    const size_t len = sp->t->end[i - 1] - sp->t->beg[from];
    return len + 1 + word_len(sp, i) <= width;
}

/* The lines of the last paragraph that was started. */
static void measure(as_split *sp)
{
    as_lines lines = {.beg = sp->paras->v[sp->paras->n - 1]};
    lines.end = measure_longest(sp, &lines);
    size_t from = lines.beg;
    for (size_t k = lines.beg + 1; k < lines.end; k++) {
        if (as_split_has(sp, k, AS_TOK_LINE)) {
            lines.n_fit += had_room(sp, from, k, lines.longest);
            from = k;
        }
    }
    sp->lines = lines;
}

/* A line that cannot be over: it ends in a comma or with `of the`. */
static bool is_open_end(const as_split *sp, size_t i)
{
    if (as_split_is(sp, i, ',') || as_split_is(sp, i, '-')) {
        return true;
    }
    return as_split_has(sp, i, AS_TOK_LOWER) &&
           (as_split_lex(sp, i) &
            (AS_LEX_STARTER | AS_LEX_PREP | AS_LEX_AT)) != 0;
}

static bool is_wrapped(const as_lines *lines)
{
    return lines->n >= 3 && lines->longest <= PAGE_MAX &&
           lines->n_fit * 4 <= lines->n - 1;
}

bool as_split_line(as_split *sp, size_t i)
{
    if (sp->paras->n == 0) {
        return false;
    }
    if (i >= sp->lines.end) {
        measure(sp);
    }
    const as_lines *lines = &sp->lines;
    if (as_split_marker(sp, i) > i) {
        return true;
    }
    if (is_open_end(sp, i - 1)) {
        return false;
    }
    if (lines->n >= 3 && lines->n_stop == 0 && lines->longest < ITEM_MAX &&
        word_len(sp, i) > 2) {
        return true; /* a list of short things */
    }
    const bool lower = as_split_has(sp, i, AS_TOK_LOWER) &&
                       !as_split_has(sp, i, AS_TOK_URL);
    const bool mark = as_split_has(sp, i, AS_TOK_PUNCT);
    if (lower || is_wrapped(lines)) {
        return false;
    }
    if (lines->longest > PAGE_MAX) {
        return true;
    }
    const size_t width =
        lines->longest > PAGE_MIN ? lines->longest : (size_t)PAGE_MIN;
    return !mark && had_room(sp, line_beg(sp, i - 1), i, width);
}

/* ---- datelines ---------------------------------------------------------- */

static bool is_dash_token(const as_split *sp, size_t i)
{
    const as_slice s = as_split_text(sp, i);
    const bool dash = (s.n <= 2 && s.p[0] == '-' && s.p[s.n - 1] == '-') ||
                      (s.n == 3 && memcmp(s.p, "\xE2\x80", 2) == 0 &&
                       (s.p[2] == '\x93' || s.p[2] == '\x94'));
    return dash && as_split_has(sp, i, AS_TOK_SPACE) &&
           as_split_has(sp, i + 1, AS_TOK_SPACE);
}

size_t as_split_dateline(const as_split *sp, size_t i)
{
    const as_tokens *t = sp->t;
    const size_t first = t->end[i] - t->beg[i];
    if (!(t->flags[i] & AS_TOK_UPPER) || first < 3) {
        return SIZE_MAX;
    }
    const unsigned inside = AS_TOK_TITLE | AS_TOK_UPPER | AS_TOK_NUM |
                            AS_TOK_PUNCT;
    for (size_t k = i + 1; k < t->n && k - i < DATELINE_MAX; k++) {
        if (t->flags[k] & AS_TOK_LINE) {
            break;
        }
        if (is_dash_token(sp, k)) {
            return as_split_has(sp, k + 1, AS_TOK_TITLE) ? k + 1 : SIZE_MAX;
        }
        if (!(t->flags[k] & inside)) {
            break;
        }
    }
    return SIZE_MAX;
}

/* ---- lists -------------------------------------------------------------- */

typedef struct marker {
    unsigned style;  /* brackets, stop, digits or letters */
    unsigned number; /* 0: none */
    unsigned letter; /* a = 1; 0: none */
    unsigned roman;  /* 0: none */
    uint32_t bullet; /* 0: none */
    size_t end;      /* the token behind it */
} marker;

static bool is_bullet(uint32_t cp)
{
    return cp == 0x2022 || cp == 0x2043 || cp == 0x25AA || cp == 0x25E6 ||
           cp == 0x25CF || cp == 0x2023 || cp == 0x25A0 || cp == 0x25BA ||
           cp == 0x00B7;
}

static unsigned roman_value(as_slice s)
{
    unsigned value = 0;
    unsigned last = 0;
    for (size_t k = s.n; k-- > 0;) {
        const char c = (char)(s.p[k] | 0x20);
        const unsigned v = c == 'i' ? 1 : c == 'v' ? 5 : c == 'x' ? 10 : 0;
        if (v == 0 || s.n > 5) {
            return 0;
        }
        value = v < last ? value - v : value + v;
        last = v > last ? v : last;
    }
    return value;
}

/* The number or letter of a marker; false if token i is neither. */
static bool marker_value(const as_split *sp, size_t i, marker *m)
{
    const as_slice s = as_split_text(sp, i);
    if (s.n <= 3 && as_split_has(sp, i, AS_TOK_NUM)) {
        for (size_t k = 0; k < s.n; k++) {
            if (!as_byte_is(s.p[k], AS_B_DIGIT)) {
                return false;
            }
            m->number = m->number * 10 + (unsigned)(s.p[k] - '0');
        }
        m->style |= 1;
        return true;
    }
    if (s.n > 5 || !as_split_has(sp, i, AS_TOK_ALPHA) ||
        !as_split_has(sp, i, AS_TOK_ASCII)) {
        return false;
    }
    m->letter = s.n == 1 ? ((unsigned char)s.p[0] & 31u) : 0;
    m->roman = roman_value(s);
    m->style |= as_split_has(sp, i, AS_TOK_UPPER) ? 4 : 2;
    return m->letter != 0 || m->roman != 0;
}

/* A number, letter or both brackets: `2.` `2)` `2.)` `(b)`. */
static bool marker_read(const as_split *sp, size_t i, marker *m)
{
    const as_tokens *t = sp->t;
    const bool open = as_split_is(sp, i, '(');
    i += open;
    if (i + 1 >= t->n || (open && as_split_has(sp, i, AS_TOK_SPACE)) ||
        !marker_value(sp, i, m)) {
        return false;
    }
    i++;
    if (!open && as_split_is(sp, i, '.') &&
        !as_split_has(sp, i, AS_TOK_SPACE)) {
        m->style |= 8;
        i++;
    }
    if (as_split_is(sp, i, ')') && !as_split_has(sp, i, AS_TOK_SPACE)) {
        m->style |= 16;
        i++;
    }
    m->style |= open ? 32 : 0;
    m->end = i;
    return (m->style & (open ? 16 : 24)) != 0 &&
           (i >= t->n || as_split_has(sp, i, AS_TOK_SPACE));
}

static bool marker_at(const as_split *sp, size_t i, marker *m)
{
    const as_slice s = as_split_text(sp, i);
    *m = (marker){.end = i};
    if (as_byte_is(s.p[0], AS_B_HIGH)) {
        size_t len;
        const uint32_t cp = as_utf8_decode(s.p, s.n, &len);
        if (!is_bullet(cp) || len != s.n) {
            return false;
        }
        marker inner = {0};
        m->bullet = cp;
        m->end = i + 1;
        if (i + 1 < sp->t->n && marker_read(sp, i + 1, &inner)) {
            m->end = inner.end;
        }
        return true;
    }
    if (s.n > 5 || (s.n > 1 && !as_split_has(sp, i, AS_TOK_NUM |
                                                        AS_TOK_ALPHA))) {
        return false;
    }
    return marker_read(sp, i, m);
}

/* `-` and `*` are bullets only where a line starts. */
static bool is_dash(const as_split *sp, size_t i)
{
    return (as_split_is(sp, i, '-') || as_split_is(sp, i, '*')) &&
           (i == 0 || as_split_has(sp, i, AS_TOK_LINE)) &&
           as_split_has(sp, i + 1, AS_TOK_SPACE);
}

size_t as_split_marker(const as_split *sp, size_t i)
{
    marker m;
    if (is_dash(sp, i)) {
        return i + 1;
    }
    return i < sp->t->n && marker_at(sp, i, &m) ? m.end : i;
}

static bool follows(const marker *a, const marker *b)
{
    if (a->bullet != 0) {
        return a->bullet == b->bullet;
    }
    return a->style == b->style &&
           ((a->number != 0 && b->number == a->number + 1) ||
            (a->letter != 0 && b->letter == a->letter + 1) ||
            (a->roman != 0 && b->roman == a->roman + 1));
}

size_t as_split_next_item(const as_split *sp, size_t i)
{
    marker here;
    const size_t n = sp->t->n;
    if (i >= n || !marker_at(sp, i, &here)) {
        return SIZE_MAX;
    }
    const size_t limit =
        n - here.end < ITEM_WINDOW ? n : here.end + ITEM_WINDOW;
    unsigned misses = 0;
    for (size_t k = here.end; k < limit && misses < ITEM_MISSES; k++) {
        marker next;
        if (as_split_has(sp, k, AS_TOK_BLANK)) {
            break;
        }
        if (as_split_has(sp, k, AS_TOK_SPACE) && marker_at(sp, k, &next)) {
            if (follows(&here, &next)) {
                return k;
            }
            misses += next.style == here.style;
        }
    }
    return SIZE_MAX;
}

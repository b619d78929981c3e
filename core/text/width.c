/* width.c - columns by utf8proc, which differs from the table of the C library
 * and so from terminals, in what joins() and takes_room() say. Cost: linear. */
#include "text/width.h"

#include <string.h>

#include <utf8proc.h>

#include "text/utf8.h"

#define ELLIPSIS "\xE2\x80\xA6"

enum { INDENT = 2 };

/* ---- width -------------------------------------------------------------- */

/* Vowels and finals of Hangul, which join the letter before them. */
static bool joins(uint32_t cp)
{
    return (cp >= 0x1160 && cp <= 0x11FF) || (cp >= 0xD7B0 && cp <= 0xD7FB);
}

/* Marks that take room (vowel signs of Indic scripts), and signs before numbers
 * in Arabic and Syriac. */
static bool takes_room(uint32_t cp)
{
    return utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_MC ||
           (cp >= 0x600 && cp <= 0x605) || cp == 0x6DD || cp == 0x70F ||
           cp == 0x8E2;
}

size_t as_char_width(uint32_t cp)
{
    if (cp < 0x7F) {
        return cp >= 0x20;
    }
    if (joins(cp)) {
        return 0;
    }
    const int columns = utf8proc_charwidth((utf8proc_int32_t)cp);
    return columns > 0 ? (size_t)columns : takes_room(cp);
}

size_t as_text_width(as_slice s)
{
    size_t width = 0;
    for (size_t i = 0; i < s.n;) {
        size_t len;
        width += as_char_width(as_utf8_decode(s.p + i, s.n - i, &len));
        i += len;
    }
    return width;
}

size_t as_width_fit(as_slice s, size_t room)
{
    size_t used = 0, at = 0;
    while (at < s.n) {
        size_t len;
        used += as_char_width(as_utf8_decode(s.p + at, s.n - at, &len));
        if (used > room) {
            break;
        }
        at += len;
    }
    return at;
}

/* ---- a window ----------------------------------------------------------- */

/* The first byte from which on `columns` or fewer are left before `at`. */
static size_t back_from(as_slice line, size_t at, size_t columns)
{
    const size_t before = as_text_width(as_slice_of(line.p, at));
    if (before <= columns) {
        return 0;
    }
    size_t from = as_width_fit(line, before - columns);
    const as_slice rest = as_slice_of(line.p + from, at - from);
    if (as_text_width(rest) > columns) { /* within a wide character */
        size_t len;
        (void)as_utf8_decode(rest.p, rest.n, &len);
        from += len;
    }
    return from;
}

as_status as_width_window(as_slice line, size_t at, size_t width, as_buf *out,
                          size_t *column, as_err *err)
{
    if (at > line.n) {
        return as_err_set(err, AS_ERANGE, "no byte %zu in the line", at);
    }
    const size_t total = as_text_width(line);
    const size_t before = as_text_width(as_slice_of(line.p, at));
    if (width < 8 || total + (at == line.n) <= width) {
        *column = before;
        return as_buf_add_slice(out, line, err);
    }
    /* half of it before the place, more where less is behind */
    const size_t behind = total - before + 1;
    const size_t most = width - 2; /* both ellipses */
    const size_t half = most / 2;
    const size_t left = behind < half ? most - behind : half;
    const size_t from = before < width - 1 - half ? 0 : back_from(line, at, left);
    const size_t lead = from > 0 ? 1 : 0;
    const as_slice rest = as_slice_of(line.p + from, line.n - from);
    const bool all = as_text_width(rest) <= width - lead;
    const size_t n = all ? rest.n : as_width_fit(rest, width - lead - 1);
    as_status st = as_buf_printf(out, err, "%s%.*s%s", lead ? ELLIPSIS : "",
                                 (int)n, rest.p, all ? "" : ELLIPSIS);
    if (st == AS_OK) {
        *column = lead + as_text_width(as_slice_of(rest.p, at - from));
    }
    return st;
}

/* ---- lines -------------------------------------------------------------- */

static size_t blanks(as_slice s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && s.p[at + n] == ' ') {
        n++;
    }
    return n;
}

static size_t word(as_slice s, size_t at)
{
    size_t n = 0;
    while (at + n < s.n && s.p[at + n] != ' ') {
        n++;
    }
    return n;
}

static as_status wrap_line(as_slice line, size_t width, as_buf *out,
                           as_err *err)
{
    size_t used = 0;
    as_status st = AS_OK;
    for (size_t at = 0; st == AS_OK && at < line.n;) {
        const size_t gap = blanks(line, at), n = word(line, at + gap);
        const as_slice both = as_slice_of(line.p + at, gap + n);
        const size_t columns = as_text_width(both);
        if (at == 0 || used + columns <= width || n == 0) {
            st = as_buf_add_slice(out, both, err);
            used += columns;
        } else {
            st = as_buf_printf(out, err, "\n%*s%.*s", INDENT, "", (int)n,
                               line.p + at + gap);
            used = INDENT + columns - gap;
        }
        at += gap + n;
    }
    return st;
}

/* Line of `s` from byte `at` on, without its end. */
static as_slice line_at(as_slice s, size_t at)
{
    const char *stop = memchr(s.p + at, '\n', s.n - at);
    return as_slice_of(s.p + at, stop ? (size_t)(stop - s.p) - at : s.n - at);
}

/* Blanks and a caret, which points at the line before. */
static bool is_caret(as_slice line)
{
    return line.n > 0 && line.p[line.n - 1] == '^' &&
           blanks(line, 0) == line.n - 1;
}

/* A line and the caret below it. */
static as_status point(as_slice line, as_slice caret, size_t width,
                       as_buf *out, as_err *err)
{
    size_t column = 0;
    const size_t at = as_width_fit(line, caret.n - 1);
    as_status st = as_width_window(line, at, width, out, &column, err);
    if (st == AS_OK) {
        st = as_buf_printf(out, err, "\n%*s^", (int)column, "");
    }
    return st;
}

as_status as_width_wrap(as_slice s, size_t width, as_buf *out, as_err *err)
{
    if (width == 0) {
        return as_buf_add_slice(out, s, err);
    }
    as_status st = AS_OK;
    for (size_t at = 0; st == AS_OK && at < s.n;) {
        const as_slice line = line_at(s, at);
        size_t end = at + line.n;
        const as_slice below =
            end < s.n ? line_at(s, end + 1) : as_slice_of("", 0);
        if (is_caret(below)) {
            st = point(line, below, width, out, err);
            end += 1 + below.n;
        } else {
            st = wrap_line(line, width, out, err);
        }
        if (st == AS_OK && end < s.n) {
            st = as_buf_add_byte(out, '\n', err);
        }
        at = end + 1;
    }
    return st;
}

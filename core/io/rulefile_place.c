/* rulefile_place.c - places in rule files.
 *
 * libcyaml keeps no places, so that a part is looked up once something is
 * wrong with it (io/yaml.h). A place in a pattern is one in the value of a
 * scalar; the scalar is read once more, as its style says (plain, quoted,
 * block), a character at a time, until as much of the value has passed by.
 * Cost: linear in the file, for each fault. */
#include "io/rulefile_int.h"

#include <stdio.h>

#include "io/yaml.h"

/* A place in the file, and the one in the value that it stands for; lines
 * and columns from 1, columns in code points. */
typedef struct cursor {
    as_slice text;
    size_t at;
    size_t line, col;
    size_t v_line, v_col;
} cursor;

static int peek(const cursor *c, size_t ahead)
{
    const size_t at = c->at + ahead;
    return at < c->text.n ? (unsigned char)c->text.p[at] : -1;
}

static bool is_blank(int ch)
{
    return ch == ' ' || ch == '\t' || ch == '\r';
}

/* One character of the file. */
static void step(cursor *c)
{
    if (peek(c, 0) == '\n') {
        c->line++;
        c->col = 1;
        c->at++;
        return;
    }
    c->col++;
    do {
        c->at++;
    } while ((peek(c, 0) & 0xC0) == 0x80 && peek(c, 0) >= 0);
}

static void steps(cursor *c, size_t n)
{
    while (n-- > 0 && c->at < c->text.n) {
        step(c);
    }
}

static void value_line(cursor *c, size_t n)
{
    c->v_line += n;
    c->v_col = n > 0 ? 1 : c->v_col;
}

static bool is_there(const cursor *c, const as_pattern_place *in)
{
    return c->at >= c->text.n || c->v_line > in->line ||
           (c->v_line == in->line && c->v_col >= in->col);
}

/* The end of a line in a block may be CR LF; that of the value never is. */
static as_slice line_at(const cursor *c)
{
    const char *p = c->text.p + c->at;
    const size_t left = c->text.n - c->at;
    const char *nl = memchr(p, '\n', left);
    size_t n = nl ? (size_t)(nl - p) : left;
    return as_slice_of(p, n > 0 && p[n - 1] == '\r' ? n - 1 : n);
}

static void next_line(cursor *c)
{
    while (c->at < c->text.n && peek(c, 0) != '\n') {
        step(c);
    }
    steps(c, 1);
}

static size_t indent_of(as_slice line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] == ' ') {
        n++;
    }
    return n;
}

/* ---- plain and quoted ------------------------------------------------- */

/* Blanks, and lines that are folded: one break is a space of the value, more
 * are one less. */
static void fold(cursor *c)
{
    size_t blanks = 0;
    size_t breaks = 0;
    for (; is_blank(peek(c, 0)) || peek(c, 0) == '\n'; step(c)) {
        breaks += peek(c, 0) == '\n';
        blanks++;
    }
    if (breaks == 0) {
        c->v_col += blanks;
    } else if (breaks == 1) {
        c->v_col++;
    } else {
        value_line(c, breaks - 1);
    }
}

/* A backslash in "double quotes". */
static void escape(cursor *c)
{
    const int what = peek(c, 1);
    if (what == '\n' || what == '\r') { /* the lines are joined */
        next_line(c);
        while (is_blank(peek(c, 0))) {
            step(c);
        }
        return;
    }
    steps(c, what == 'x' ? 4 : what == 'u' ? 6 : what == 'U' ? 10 : 2);
    if (what == 'n') {
        value_line(c, 1);
    } else {
        c->v_col++;
    }
}

static void into_flow(cursor *c, const as_pattern_place *in)
{
    const int quote = peek(c, 0);
    const bool quoted = quote == '"' || quote == '\'';
    steps(c, quoted);
    while (!is_there(c, in)) {
        const int ch = peek(c, 0);
        if (is_blank(ch) || ch == '\n') {
            const cursor before = *c;
            fold(c);
            if (c->line == before.line && is_there(c, in)) {
                *c = before; /* within blanks of one line */
                steps(c, in->col - before.v_col);
                return;
            }
        } else if (quote == '"' && ch == '\\') {
            escape(c);
        } else if (quoted && ch == quote) {
            if (quote == '"' || peek(c, 1) != quote) {
                return; /* the end */
            }
            steps(c, 2);
            c->v_col++;
        } else {
            step(c);
            c->v_col++;
        }
    }
}

/* ---- blocks ----------------------------------------------------------- */

/* Of the lines of a block: the header's digit, counted from the key or the
 * dash that it belongs to, or else that of the first line that has text. */
static size_t block_indent(const cursor *header, as_slice head_line,
                           cursor body)
{
    size_t own = indent_of(head_line);
    for (size_t at = own; at + 1 < header->col - 1 && head_line.p[at] == '-';
         own = at) {
        const size_t dash = at++;
        at += indent_of(as_slice_of(head_line.p + at, head_line.n - at));
        if (at + 1 >= header->col) {
            own = dash;
            break;
        }
    }
    for (size_t i = 1; i < 3; i++) {
        if (peek(header, i) >= '1' && peek(header, i) <= '9') {
            return own + (size_t)(peek(header, i) - '0');
        }
    }
    while (body.at < body.text.n &&
           indent_of(line_at(&body)) == line_at(&body).n) {
        next_line(&body);
    }
    return indent_of(line_at(&body));
}

/* Is the line empty, or one that folding leaves alone? `indent` is taken off
 * already. */
static bool stands_alone(as_slice line)
{
    return line.n == 0 || is_blank((unsigned char)line.p[0]);
}

static as_slice less_indent(as_slice line, size_t indent)
{
    const size_t n = indent < line.n ? indent : line.n;
    return as_slice_of(line.p + n, line.n - n);
}

static size_t points_in(as_slice s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    }
    return n;
}

/* From the end of the line at `c` to the next that has text: how its break
 * and the empty lines there come out in the value. */
static void block_break(cursor *c, size_t indent, bool folded)
{
    const as_slice line = less_indent(line_at(c), indent);
    size_t empty = 0;
    c->v_col += points_in(line);
    next_line(c);
    while (c->at < c->text.n && less_indent(line_at(c), indent).n == 0) {
        empty++;
        next_line(c);
    }
    const as_slice next = less_indent(line_at(c), indent);
    if (!folded || line.n == 0 || stands_alone(line) || stands_alone(next)) {
        value_line(c, empty + 1);
    } else if (empty > 0) {
        value_line(c, empty);
    } else {
        c->v_col++;
    }
}

/* Does the place lie in the line at `c`? In a block the break is one too. */
static bool in_line(const cursor *c, size_t indent,
                    const as_pattern_place *in)
{
    const size_t n = points_in(less_indent(line_at(c), indent));
    return c->at >= c->text.n || c->v_line > in->line ||
           (c->v_line == in->line && c->v_col + n >= in->col);
}

static void into_block(cursor *c, const as_pattern_place *in)
{
    cursor header = *c;
    const bool folded = peek(c, 0) == '>';
    while (header.at > 0 && header.text.p[header.at - 1] != '\n') {
        header.at--;
    }
    const as_slice head_line = line_at(&header);
    header = *c;
    next_line(c);
    const size_t indent = block_indent(&header, head_line, *c);
    while (c->at < c->text.n && less_indent(line_at(c), indent).n == 0 &&
           c->v_line < in->line) {
        next_line(c); /* empty lines at the beginning are lines of the value */
        value_line(c, 1);
    }
    while (!in_line(c, indent, in)) {
        block_break(c, indent, folded);
    }
    steps(c, indent + (in->col > c->v_col ? in->col - c->v_col : 0));
}

/* ---- the whole -------------------------------------------------------- */

/* What may stand before a scalar: !tag, &anchor. */
static void pass_properties(cursor *c)
{
    while (peek(c, 0) == '!' || peek(c, 0) == '&') {
        while (c->at < c->text.n && !is_blank(peek(c, 0)) &&
               peek(c, 0) != '\n') {
            step(c);
        }
        while (is_blank(peek(c, 0)) || peek(c, 0) == '\n') {
            step(c);
        }
    }
}

/* From the beginning of a scalar to a place in it. */
static void into_scalar(as_slice text, const as_pattern_place *in,
                        size_t *line, size_t *column)
{
    cursor c = {text, 0, 1, 1, 1, 1};
    while (c.at < text.n &&
           (c.line < *line || (c.line == *line && c.col < *column))) {
        step(&c);
    }
    pass_properties(&c);
    if (peek(&c, 0) == '|' || peek(&c, 0) == '>') {
        into_block(&c, in);
    } else {
        into_flow(&c, in);
    }
    *line = c.line;
    *column = c.col;
}

void rulefile_place(as_slice text, const char *part,
                    const as_pattern_place *in, size_t *line, size_t *column)
{
    char where[128];
    (void)snprintf(where, sizeof where, "%s", part);
    *line = *column = 1;
    bool whole = true;
    while (!as_yaml_find(text, where, line, column)) {
        char *dot = strrchr(where, '.');
        whole = false;
        if (dot == NULL) {
            return;
        }
        *dot = '\0'; /* what it would be in */
    }
    if (in != NULL && whole) {
        into_scalar(text, in, line, column);
    }
}

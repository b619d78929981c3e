/* prompt_hint.c - the signature of the call under the cursor, dim, behind the
 * end of the line.
 *
 * Readline does not know of it: it is drawn when there is nothing to read, by
 * moving the cursor there and back within one row of the screen, and erased
 * before readline gets the next byte. So it never scrolls, never reaches the
 * last column, and is left out where the cursor is in another row than the
 * line's end, or where that cannot be told: a character is as wide as readline
 * takes it for, by the locale's table. Without colours it stands behind
 * `--', as a comment would. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include <readline/readline.h>

#include "shell/prompt_int.h"
#include "text/escape.h"
#include "text/utf8.h"
#include "text/width.h"

enum { ROOM_MIN = 12 };

/* Where readline's line ends on the screen. */
typedef struct place {
    int ahead; /* columns from the cursor to the end */
    int room;  /* columns behind it, without the last */
} place;

static bool has_controls(as_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) {
            return true;
        }
    }
    return as_utf8_valid(s) != s.n;
}

/* Columns that readline takes a character for, -1 if it is not known. */
static int columns_of(uint32_t cp)
{
    return cp < 0x7F ? 1 : wcwidth((wchar_t)cp);
}

/* A cell of the rows that the line takes. */
typedef struct cell {
    int row, column;
} cell;

/* Behind one more character of the line. A wide one does not stand in two
 * rows: the last column of the first stays empty. */
static cell behind(cell at, int width, int columns)
{
    if (at.column + width > columns) {
        at = (cell){at.row + 1, 0};
    }
    at.column += width;
    return at.column < columns ? at : (cell){at.row + 1, 0};
}

/* Where byte `point` of the line and its end are, as readline draws them.
 * False if that cannot be told. */
static bool find_cells(as_slice line, size_t point, int indent, int columns,
                       cell *cursor, cell *end)
{
    cell at = {0, indent};
    for (size_t i = 0; i < line.n;) {
        size_t len;
        const int w = columns_of(as_utf8_decode(line.p + i, line.n - i, &len));
        if (i == point) {
            *cursor = at;
        }
        if (w < 0 || (w == 0 && at.column == 0)) {
            return false;
        }
        at = behind(at, w, columns);
        i += len;
    }
    *end = at;
    if (point == line.n) {
        *cursor = at;
    }
    return true;
}

/* False where there is no room, or it cannot be told. */
static bool find_end(place *out)
{
    const char *last = memrchr(rl_line_buffer, '\n', (size_t)rl_end);
    const int from = last ? (int)(last + 1 - rl_line_buffer) : 0;
    int rows, columns;
    cell cursor = {0, 0}, end = {0, 0};
    if (rl_point < from) {
        return false;
    }
    rl_get_screen_size(&rows, &columns);
    const as_slice line =
        as_slice_of(rl_line_buffer + from, (size_t)(rl_end - from));
    if (has_controls(line) || columns <= ROOM_MIN ||
        !find_cells(line, (size_t)(rl_point - from), last ? 0 : PROMPT_COLUMNS,
                    columns, &cursor, &end) ||
        cursor.row != end.row || (end.row > 0 && end.column == 0)) {
        return false;
    }
    *out = (place){.ahead = end.column - cursor.column,
                   .room = columns - 1 - end.column};
    return out->room >= ROOM_MIN;
}

/* ---- what to say -------------------------------------------------------- */

typedef struct hint {
    as_buf text;
    size_t beg, end; /* the part that is not dim */
} hint;

/* The lines of the open block before this one belong to the call. */
static void ask(prompt *p, hint *h)
{
    as_buf all = {0};
    as_buf raw = {0};
    const as_slice line = as_slice_of(rl_line_buffer, (size_t)rl_end);
    size_t at = p->entry.n + (size_t)rl_point, n_out;
    size_t beg = 0, end = 0;
    if (as_buf_add_slice(&all, as_buf_slice(&p->entry), NULL) == AS_OK &&
        as_buf_add_slice(&all, line, NULL) == AS_OK &&
        as_lua_hint(p->session->lua, as_buf_slice(&all), at, &raw, &beg, &end,
                    NULL) == AS_OK &&
        as_escape_strip(as_buf_slice(&raw), false, &h->text, &n_out, NULL) ==
            AS_OK &&
        n_out == 0) {
        h->beg = beg;
        h->end = end;
    }
    as_buf_clear(&raw);
    as_buf_clear(&all);
}

static void say(hint *h, as_slice what)
{
    size_t n_out;
    (void)as_escape_strip(what, false, &h->text, &n_out, NULL);
}

static void find_hint(prompt *p, hint *h)
{
    if (p->note[0] != '\0') {
        say(h, as_slice_str(p->note));
    } else if (!as_lua_switched(p->session->lua, "hints")) {
        return;
    } else if (rl_end > 0) {
        ask(p, h);
    } else if (p->entry.n > 0) {
        say(h, as_buf_slice(&p->wanted));
    }
}

/* Keep what fits into `room` columns; how many it takes. */
static int cut(hint *h, int room)
{
    const as_slice text = as_buf_slice(&h->text);
    h->text.n = as_width_fit(text, room > 0 ? (size_t)room : 0);
    h->beg = h->beg < h->text.n ? h->beg : h->text.n;
    h->end = h->end < h->text.n ? h->end : h->text.n;
    return (int)as_text_width(as_buf_slice(&h->text));
}

/* ---- the screen --------------------------------------------------------- */

static bool is_typing(void)
{
    return !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH |
                       RL_STATE_NUMERICARG | RL_STATE_MULTIKEY |
                       RL_STATE_METANEXT | RL_STATE_VIMOTION |
                       RL_STATE_CHARSEARCH | RL_STATE_COMPLETING);
}

static void put(const as_buf *out)
{
    (void)fflush(rl_outstream);
    if (write(STDOUT_FILENO, out->p, out->n) < 0) {
        return; /* so much for hints */
    }
}

/* `columns` to the right (C) or left (D). */
static as_status move(as_buf *out, int columns, char where)
{
    return columns > 0 ? as_buf_printf(out, NULL, "\033[%d%c", columns, where)
                       : AS_OK;
}

static as_status draw(const hint *h, bool color, as_buf *out)
{
    const char *text = h->text.p;
    if (!color) {
        return as_buf_printf(out, NULL, "  -- %.*s", (int)h->text.n, text);
    }
    return as_buf_printf(out, NULL,
                         "\033[0;2m  %.*s\033[22m%.*s\033[2m%.*s\033[0m",
                         (int)h->beg, text, (int)(h->end - h->beg),
                         text + h->beg, (int)(h->text.n - h->end),
                         text + h->end);
}

void prompt_hint_show(prompt *p)
{
    place where;
    hint h = {0};
    as_buf out = {0};
    if (!p->ansi || p->is_hinted || !is_typing() || !find_end(&where)) {
        return;
    }
    find_hint(p, &h);
    const int lead = p->color ? 2 : 5;
    const int used = cut(&h, where.room - lead);
    if (h.text.n > 0 && move(&out, where.ahead, 'C') == AS_OK &&
        draw(&h, p->color, &out) == AS_OK &&
        move(&out, where.ahead + lead + used, 'D') == AS_OK) {
        put(&out);
        p->is_hinted = true;
        p->hint_ahead = where.ahead;
    }
    as_buf_clear(&h.text);
    as_buf_clear(&out);
}

void prompt_hint_clear(prompt *p)
{
    as_buf out = {0};
    p->note[0] = '\0';
    if (p->is_hinted && move(&out, p->hint_ahead, 'C') == AS_OK &&
        as_buf_add(&out, "\033[K", 3, NULL) == AS_OK &&
        move(&out, p->hint_ahead, 'D') == AS_OK) {
        put(&out);
    }
    p->is_hinted = false;
    as_buf_clear(&out);
}

void prompt_hint_lost(prompt *p)
{
    const as_buf below = {.p = (char[]){"\033[J"}, .n = 3};
    if (p->is_hinted) {
        put(&below); /* the rest of the line, too: readline draws it again */
        p->is_hinted = false;
    }
}

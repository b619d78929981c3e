/* prompt_keys.c - what keys do that readline does not know of. Home and End
 * go to the ends of the line within a block, pressed again to those of the
 * block.
 *
 * Up and Down move between the lines of a block; at its first and last line
 * they go through the history, by what stands before the cursor, and go on
 * doing so as long as they are pressed. At `   ..> ' Up takes the open block
 * back to be edited as a whole.
 *
 * A paste (between ESC [ 2 0 0 ~ and ESC [ 2 0 1 ~, where the terminal says
 * so) is read as a whole, so that nothing in it acts as a key, and made plain
 * text. One that would not fit the screen is held: a comment stands for it in
 * the line. Nothing of it runs before Enter.
 *
 * Keys that inputrc binds otherwise stay what it says. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "shell/paste.h"
#include "shell/prompt_int.h"
#include "shell/signals.h"

#define PASTE_END "\033[201~"

/* ---- up and down -------------------------------------------------------- */

static int go_up(int count, int key);
static int go_down(int count, int key);

static bool was_walking(void)
{
    return prompt_here->walking &&
           (rl_last_func == go_up || rl_last_func == go_down);
}

/* Where the line of byte `at` begins in the buffer. */
static int line_begin(int at)
{
    while (at > 0 && rl_line_buffer[at - 1] != '\n') {
        at--;
    }
    return at;
}

static int line_end(int at)
{
    while (at < rl_end && rl_line_buffer[at] != '\n') {
        at++;
    }
    return at;
}

/* To the same place of the line that begins at `to`, not within a letter. */
static void move_to(int to, int place)
{
    int at = to + place;
    const int end = line_end(to);
    at = at < end ? at : end;
    while (at > to && ((unsigned char)rl_line_buffer[at] & 0xC0) == 0x80) {
        at--;
    }
    rl_point = at;
}

/* By readline's own search, which goes on if its last command was one. */
static int walk(rl_command_func_t *search, int count, int key)
{
    rl_last_func = was_walking() ? search : NULL;
    prompt_here->walking = true;
    return search(count, key);
}

/* The lines of the open block and this one, to be edited as one. */
static void take_back(prompt *p)
{
    const int before = (int)p->entry.n;
    as_buf all = {0};
    if (as_buf_add_slice(&all, as_buf_slice(&p->entry), NULL) == AS_OK &&
        as_buf_add_slice(&all, as_slice_of(rl_line_buffer, (size_t)rl_end),
                         NULL) == AS_OK &&
        as_buf_add_byte(&all, '\0', NULL) == AS_OK) {
        p->entry.n = 0;
        rl_clear_visible_line();
        rl_replace_line(all.p, 1);
        rl_point = before - 1; /* the end of the line above */
        (void)rl_set_prompt(prompt_text(p));
        (void)rl_on_new_line();
    }
    as_buf_clear(&all);
}

static int go_up(int count, int key)
{
    prompt *p = prompt_here;
    const int begin = line_begin(rl_point);
    if (!was_walking() && begin > 0) {
        p->walking = false;
        move_to(line_begin(begin - 1), rl_point - begin);
        return 0;
    }
    if (!was_walking() && p->entry.n > 0) {
        p->walking = false;
        take_back(p);
        return 0;
    }
    return walk(rl_history_search_backward, count, key);
}

static int go_down(int count, int key)
{
    const int end = line_end(rl_point);
    if (!was_walking() && end < rl_end) {
        prompt_here->walking = false;
        move_to(end + 1, rl_point - line_begin(rl_point));
        return 0;
    }
    return walk(rl_history_search_forward, count, key);
}

/* To the ends of the line, and once there to those of the block. */
static int go_home(int count, int key)
{
    (void)count;
    (void)key;
    const int begin = line_begin(rl_point);
    rl_point = rl_point == begin ? 0 : begin;
    return 0;
}

static int go_end(int count, int key)
{
    (void)count;
    (void)key;
    const int end = line_end(rl_point);
    rl_point = rl_point == end ? rl_end : end;
    return 0;
}

/* ---- brackets ----------------------------------------------------------- */

/* Show the bracket that one closes, while a person types: what comes in a burst
 * has more behind it. */
static int insert_close(int count, int key)
{
    return as_signals_ready(STDIN_FILENO) ? rl_insert(count, key)
                                          : rl_insert_close(count, key);
}

/* ---- paste -------------------------------------------------------------- */

/* All bytes up to the end mark; false if it does not come. */
static bool read_paste(as_buf *out)
{
    const size_t n = sizeof PASTE_END - 1;
    for (;;) {
        prompt_here->pasting = true;
        const int c = rl_read_key();
        prompt_here->pasting = false;
        if (c < 0 || as_signals_pending() ||
            as_buf_add_byte(out, (char)c, NULL) != AS_OK) {
            return false;
        }
        if (out->n >= n && memcmp(out->p + out->n - n, PASTE_END, n) == 0) {
            out->n -= n;
            return true;
        }
    }
}

static void note_paste(prompt *p, const as_paste *what)
{
    char lines[64] = "", left[64] = "";
    if (what->n_lines > 1) {
        (void)snprintf(lines, sizeof lines, "%zu lines: Enter runs them",
                       what->n_lines);
    }
    if (what->n_left_out > 0) {
        (void)snprintf(left, sizeof left, "%zu control character%s left out",
                       what->n_left_out, what->n_left_out == 1 ? "" : "s");
    }
    (void)snprintf(p->note, sizeof p->note, "%s%s%s", lines,
                   lines[0] && left[0] ? ", " : "", left);
}

/* In the place of what is held before, if there is something. */
static void hold(prompt *p, as_buf *text, const as_paste *what)
{
    as_buf_clear(&p->held);
    p->held = *text;
    *text = (as_buf){0};
    (void)snprintf(p->held_name, sizeof p->held_name,
                   "--[[ %zu lines pasted ]]", what->n_lines);
    (void)rl_insert_text(p->held_name);
}

static int take_paste(int count, int key)
{
    prompt *p = prompt_here;
    as_buf raw = {0}, text = {0};
    as_paste what;
    int rows, columns;
    (void)count;
    (void)key;
    rl_get_screen_size(&rows, &columns);
    if (read_paste(&raw) &&
        as_paste_clean(as_buf_slice(&raw), &text, &what, NULL) == AS_OK &&
        as_buf_add_byte(&text, '\0', NULL) == AS_OK) {
        text.n--;
        if (what.n_lines > 1 && what.n_lines + 2 > (size_t)rows) {
            hold(p, &text, &what);
        } else {
            (void)rl_insert_text(text.p);
        }
        note_paste(p, &what);
    }
    as_buf_clear(&raw);
    as_buf_clear(&text);
    return 0;
}

/* ---- bindings ----------------------------------------------------------- */

/* Bind where the key does still what readline does by itself. */
static void bind_instead(const char *keys, rl_command_func_t *usual,
                         rl_command_func_t *ours)
{
    int type;
    rl_command_func_t *now = rl_function_of_keyseq(keys, NULL, &type);
    if (now == usual && type == ISFUNC) {
        (void)rl_bind_keyseq(keys, ours);
    }
}

void prompt_keys_bind(void)
{
    static const struct {
        const char *keys;
        rl_command_func_t *usual, *ours;
    } bindings[] = {
        {"\033[A", rl_get_previous_history, go_up},
        {"\033OA", rl_get_previous_history, go_up},
        {"\033[B", rl_get_next_history, go_down},
        {"\033OB", rl_get_next_history, go_down},
        {"\001", rl_beg_of_line, go_home},
        {"\033[H", rl_beg_of_line, go_home},
        {"\033OH", rl_beg_of_line, go_home},
        {"\033[1~", rl_beg_of_line, go_home},
        {"\005", rl_end_of_line, go_end},
        {"\033[F", rl_end_of_line, go_end},
        {"\033OF", rl_end_of_line, go_end},
        {"\033[4~", rl_end_of_line, go_end},
        {")", rl_insert_close, insert_close},
        {"]", rl_insert_close, insert_close},
        {"}", rl_insert_close, insert_close},
    };
    (void)rl_add_defun("assay-up", go_up, -1);
    (void)rl_add_defun("assay-down", go_down, -1);
    (void)rl_add_defun("assay-line-begin", go_home, -1);
    (void)rl_add_defun("assay-line-end", go_end, -1);
    for (size_t i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        bind_instead(bindings[i].keys, bindings[i].usual, bindings[i].ours);
    }
    bind_instead("\033[200~", rl_bracketed_paste_begin, take_paste);
    (void)rl_bind_keyseq_if_unbound("\033[5~", rl_history_search_backward);
    (void)rl_bind_keyseq_if_unbound("\033[6~", rl_history_search_forward);
}

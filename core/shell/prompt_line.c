/* prompt_line.c - one line: readline gets a byte when there is one, and this
 * file looks at the signals in between.
 *
 * The terminal makes no signals of keys while a line is read: in a paste they
 * are text. Those of the user's hand are told here, and do what a signal does.
 *
 * Stopping (Ctrl-Z) and going on: readline's modes are taken off the terminal
 * before, and put on again after; whoever stopped us otherwise may have
 * changed them, so SIGCONT alone does the latter, too. */
#include <errno.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include <readline/readline.h>

#include "shell/prompt_int.h"
#include "base/clock.h"
#include "shell/signals.h"

#define ABORT 7 /* Ctrl-G */

/* Seconds after which a key within a paste is one of the user's: the mark at
 * its end got lost. */
#define PAUSE 0.5

/* Keys that are signals elsewhere: as the terminal was found. */
static struct {
    cc_t interrupt, stop, quit;
    bool known;
} keys;

const char *prompt_text(const prompt *p)
{
    if (p->entry.n > 0) {
        return p->color ? "\001\033[2m\002   ..>\001\033[0m\002 " : "   ..> ";
    }
    return p->color ? "\001\033[1;36m\002assay>\001\033[0m\002 " : "assay> ";
}

static void on_line(char *line)
{
    prompt_here->line = line;
    prompt_here->got = true;
    rl_callback_handler_remove(); /* the terminal is the entry's now */
}

/* Give up the line being typed; true if it was empty. */
static bool drop_line(void)
{
    if (rl_point > 0 && rl_line_buffer[rl_point - 1] == ABORT) {
        (void)rl_delete_text(rl_point - 1, rl_point); /* behind Ctrl-V */
        rl_point--;
    }
    bool empty = rl_end == 0;
    rl_point = rl_end; /* do not write over the rest of it */
    rl_redisplay();
    (void)fputs("^C\n", rl_outstream); /* before the modes, which go left */
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_replace_line("", 0);
    rl_callback_handler_remove();
    return empty;
}

static void on_resize(prompt *p)
{
    size_t width, height;
    prompt_hint_lost(p);
    rl_resize_terminal();
    (void)fflush(rl_outstream);
    as_session_size(&width, &height);
    as_lua_size_set(p->session->lua, width, height);
}

static void draw_again(void)
{
    rl_reset_after_signal();
    rl_forced_update_display();
    (void)fflush(rl_outstream);
}

static void on_stop(prompt *p)
{
    prompt_hint_clear(p);
    rl_cleanup_after_signal();
    (void)fflush(rl_outstream);
    as_signals_stop();
    (void)as_signals_continued();
    (void)fputs("\r", rl_outstream);
    draw_again();
}

/* ---- keys and signals --------------------------------------------------- */

/* Readline's modes, without signals of keys. */
static void prepare(int meta)
{
    struct termios t;
    rl_prep_terminal(meta);
    keys.known = tcgetattr(STDIN_FILENO, &t) == 0 && (t.c_lflag & ISIG) != 0;
    if (keys.known) {
        keys.interrupt = t.c_cc[VINTR];
        keys.stop = t.c_cc[VSUSP];
        keys.quit = t.c_cc[VQUIT];
        t.c_lflag &= ~(tcflag_t)ISIG;
        t.c_iflag &= ~(tcflag_t)IXON; /* Ctrl-S searches */
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
    }
}

/* Does `c`, which took `waited` seconds to come, stand for a signal? Whatever
 * came before it, Escape or Ctrl-V: an interrupt is never lost. */
static bool is_signal(cc_t c, cc_t key, double waited)
{
    return keys.known && c == key && key != _POSIX_VDISABLE &&
           (!prompt_here->pasting || waited > PAUSE);
}

/* A byte; *again: it was none, or one that has been dealt with. An interrupt
 * gives Ctrl-G, which ends whatever readline asks for; the flag stays
 * raised. */
static int take_byte(FILE *stream, double waited, bool *again)
{
    unsigned char c;
    const ssize_t n = read(fileno(stream), &c, 1);
    *again = n < 0 && errno == EINTR;
    if (n != 1) {
        return EOF;
    }
    if (is_signal(c, keys.interrupt, waited)) {
        as_signals_interrupt();
        return ABORT;
    }
    if (is_signal(c, keys.stop, waited)) {
        on_stop(prompt_here);
        *again = true;
    } else if (is_signal(c, keys.quit, waited)) {
        *again = true;
    }
    return c;
}

static int get_byte(FILE *stream)
{
    const double since = as_clock_now();
    for (;;) {
        if (as_signals_wait(fileno(stream))) {
            bool again;
            const int c = take_byte(stream, as_clock_now() - since, &again);
            if (!again) {
                return c;
            }
        }
        if (as_signals_ended() || as_signals_pending()) {
            return ABORT;
        }
        /* The others are for who waits for lines; they must not keep this
         * loop from sleeping. */
        if (as_signals_stopped()) {
            on_stop(prompt_here);
        }
        if (as_signals_continued()) {
            draw_again();
        }
        if (as_signals_resized()) {
            on_resize(prompt_here);
        }
    }
}

/* Ctrl-G is ours in all modes: where it is a letter, as vi's are, readline
 * takes as many as it can get, and a terminal that is gone gives them for
 * ever. */
void prompt_line_start(void)
{
    const Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap,
                           vi_movement_keymap};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        (void)rl_bind_key_in_map(ABORT, rl_abort, maps[i]);
    }
    rl_getc_function = get_byte;
    rl_prep_term_function = prepare;
}

/* What signals asked for; true if that is the end of the line. */
static bool look_at_signals(prompt *p, bool *empty, answer *out)
{
    if (as_signals_resized()) {
        on_resize(p);
    }
    if (as_signals_stopped()) {
        on_stop(p);
    }
    if (as_signals_continued()) {
        draw_again();
    }
    if (as_signals_ended()) {
        prompt_hint_clear(p);
        rl_callback_handler_remove();
        *out = ANSWER_LEAVE;
        return true;
    }
    if (as_signals_interrupted()) {
        prompt_hint_clear(p);
        *empty = drop_line();
        *out = ANSWER_INTERRUPT;
        return true;
    }
    return false;
}

answer prompt_line_read(prompt *p, bool *empty)
{
    answer out = ANSWER_LEAVE;
    p->got = false;
    p->line = NULL;
    p->walking = false;
    as_signals_catch_stop(true);
    (void)as_signals_continued(); /* of what ran: there is no line to draw again */
    rl_callback_handler_install(prompt_text(p), on_line);
    if (!p->ready && !prompt_get_ready(p)) {
        as_signals_catch_stop(false);
        return ANSWER_LEAVE;
    }
    while (!p->got) {
        if (!as_signals_ready(STDIN_FILENO)) {
            prompt_hint_show(p); /* nothing is typed ahead */
        }
        if (as_signals_wait(STDIN_FILENO)) {
            prompt_hint_clear(p);
            rl_callback_read_char();
        }
        if (!p->got && look_at_signals(p, empty, &out)) {
            break;
        }
    }
    if (p->got) {
        out = p->line ? ANSWER_LINE : ANSWER_LEAVE;
    }
    as_signals_catch_stop(false);
    return out;
}

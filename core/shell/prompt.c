/* prompt.c - the interactive session; the only user of readline.
 *
 * Readline is driven by its callback interface: this loop waits for keys and
 * for signals alike, so that no handler ever touches readline's state. While
 * an entry runs the terminal is as it was found, and an interrupt goes to
 * the Lua state by the handler of signals.c.
 *
 * An entry may take several lines: they are gathered in `entry` until Lua
 * says that it is complete. It becomes one entry of the history.
 *
 * Readline has global state, so there can be one prompt; `here` is it. */
#include "shell/prompt.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "shell/history.h"
#include "shell/signals.h"

#define CHUNK "prompt" /* what Lua calls an entry in its messages */

/* Everything that is no part of a Lua name. */
#define BREAKS " \t\n\"\\'`@$><=;|&{}()[]+-*/%^#~!?,.:"

typedef enum answer {
    ANSWER_LINE,
    ANSWER_LEAVE,    /* Ctrl-D, or the terminal is gone */
    ANSWER_INTERRUPT /* Ctrl-C */
} answer;

typedef struct prompt {
    as_session *session;
    const char *history; /* path, or NULL */
    as_buf entry;        /* lines so far */
    bool color;
    char *line; /* what readline gave; NULL at the end of input */
    bool got;
    bool ready;    /* plugins and Lua are there */
    bool made_way; /* something was written where the prompt stood */
} prompt;

static prompt *here;

/* ---- completion ------------------------------------------------------------ */

/* A name as readline wants it: standing for line[start..], while the library
 * means line[from..]. malloc, because readline frees it. */
static char *fit_name(const char *name, size_t from, size_t start)
{
    size_t n = strlen(name);
    if (from < start) {
        size_t cut = start - from < n ? start - from : n;
        return strdup(name + cut);
    }
    char *fit = malloc(from - start + n + 1);
    if (fit) {
        memcpy(fit, rl_line_buffer + start, from - start);
        memcpy(fit + (from - start), name, n + 1);
    }
    return fit;
}

typedef struct names {
    as_lua_names list;
    size_t from, start, next;
} names;

static names found;

/* Readline's generator: a name a call. */
static char *next_name(const char *text, int state)
{
    if (state == 0) {
        found.next = 0;
    }
    size_t n = strlen(text);
    while (found.next < found.list.n) {
        char *name =
            fit_name(found.list.v[found.next++], found.from, found.start);
        if (name && strncmp(name, text, n) == 0) {
            return name;
        }
        free(name);
    }
    return NULL;
}

/* Names of Lua; inside quotes NULL, for readline's own file names. */
static char **complete(const char *text, int start, int end)
{
    if (rl_completion_quote_character != 0) {
        return NULL;
    }
    rl_attempted_completion_over = 1;
    rl_completion_append_character = '\0';
    as_slice line = as_slice_of(rl_line_buffer, (size_t)rl_end);
    found = (names){.start = (size_t)start};
    if (as_lua_complete(here->session->lua, line, (size_t)end, &found.from,
                        &found.list, NULL) != AS_OK) {
        return NULL;
    }
    char **matches = rl_completion_matches(text, next_name);
    as_lua_names_free(&found.list);
    return matches;
}

/* ---- a line --------------------------------------------------------------------- */

static void on_line(char *line)
{
    here->line = line;
    here->got = true;
    rl_callback_handler_remove(); /* the terminal is the entry's now */
}

/* Give up the line being typed; true if it was empty. */
static bool drop_line(void)
{
    bool empty = rl_end == 0;
    rl_point = rl_end; /* do not write over the rest of it */
    rl_redisplay();
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_replace_line("", 0);
    rl_callback_handler_remove();
    (void)fputs("^C\n", rl_outstream);
    return empty;
}

static void on_resize(prompt *p)
{
    rl_resize_terminal();
    size_t width, height;
    as_session_size(&width, &height);
    as_lua_size_set(p->session->lua, width, height);
}

/* ---- getting ready ------------------------------------------------------------- */

/* Somebody writes to the terminal while the prompt stands there. */
static void make_way(void *ctx)
{
    prompt *p = ctx;
    if (!p->made_way) {
        p->made_way = true;
        rl_clear_visible_line();
        (void)fflush(rl_outstream);
    }
}

/* Load what entries need, while the user reads the prompt: it is there before
 * the plugins are, and what is typed meanwhile waits in the terminal. False if
 * there can be no session. */
static bool get_ready(prompt *p)
{
    as_report *report = &p->session->report;
    report->before = make_way;
    report->before_ctx = p;
    as_signals_hold(true); /* Ctrl-C is about what is typed, not about this */
    p->ready = as_session_load(p->session, AS_LOAD_ALL) &&
               as_session_lua(p->session);
    as_signals_hold(false);
    report->before = NULL;
    if (!p->ready) {
        rl_callback_handler_remove();
    } else if (p->made_way) {
        rl_on_new_line();
        rl_redisplay();
    }
    return p->ready;
}

/* Wait for a line. *empty is set when an interrupt found nothing typed. */
static answer read_line(prompt *p, const char *text, bool *empty)
{
    p->got = false;
    p->line = NULL;
    rl_callback_handler_install(text, on_line);
    if (!p->ready && !get_ready(p)) {
        return ANSWER_LEAVE;
    }
    while (!p->got) {
        if (as_signals_wait(STDIN_FILENO)) {
            rl_callback_read_char();
        }
        if (p->got) {
            break;
        }
        if (as_signals_resized()) {
            on_resize(p);
        }
        if (as_signals_ended()) {
            rl_callback_handler_remove();
            return ANSWER_LEAVE;
        }
        if (as_signals_interrupted()) {
            *empty = drop_line();
            return ANSWER_INTERRUPT;
        }
    }
    return p->line ? ANSWER_LINE : ANSWER_LEAVE;
}

/* Colours stand between \001 and \002, for readline to count columns. */
static const char *prompt_text(const prompt *p)
{
    if (p->entry.n > 0) {
        return p->color ? "\001\033[2m\002   ..>\001\033[0m\002 " : "   ..> ";
    }
    return p->color ? "\001\033[1;36m\002assay>\001\033[0m\002 " : "assay> ";
}

/* ---- history ---------------------------------------------------------------------- */

static void remember(void *ctx, const char *entry)
{
    (void)ctx;
    add_history(entry);
}

/* Without its history a session is still a session: told once. */
static void history_failed(prompt *p, const as_err *err)
{
    as_report_fail(&p->session->report, AS_EXIT_DONE, err->msg);
    p->history = NULL;
}

static void start_history(prompt *p)
{
    as_err err;
    using_history();
    as_status st =
        as_history_path(p->session->options->arena, &p->history, &err);
    if (st == AS_OK && p->history) {
        st = as_history_load(p->history, remember, NULL, &err);
    }
    if (st != AS_OK) {
        history_failed(p, &err);
    }
}

/* The entry as gathered, but its last line feed; not the same twice. */
static void keep_entry(prompt *p)
{
    as_slice text = as_buf_slice(&p->entry);
    while (text.n > 0 && text.p[text.n - 1] == '\n') {
        text.n--;
    }
    char *entry = text.n ? strndup(text.p, text.n) : NULL;
    if (entry == NULL) {
        return;
    }
    HIST_ENTRY *last = history_length
                           ? history_get(history_base + history_length - 1)
                           : NULL;
    if (last == NULL || strcmp(last->line, entry) != 0) {
        as_err err;
        add_history(entry);
        if (p->history &&
            as_history_append(p->history, text, &err) != AS_OK) {
            history_failed(p, &err);
        }
    }
    free(entry);
}

/* ---- an entry --------------------------------------------------------------------- */

/* `error: message`, and where the message has line and column also that
 * line. The name of the chunk says nothing at a prompt. */
static void tell_error(const prompt *p, const as_err *err)
{
    const char *msg = err->msg;
    as_buf caret = {0}, shown = {0};
    as_slice entry = as_buf_slice(&p->entry);
    (void)as_report_caret(msg, CHUNK, entry, &caret, NULL);
    bool one_line = memchr(entry.p, '\n', entry.n) == entry.p + entry.n - 1;
    if (one_line && strncmp(msg, CHUNK ":1:", sizeof CHUNK + 2) == 0) {
        msg += sizeof CHUNK + 2;
        msg += strspn(msg, "0123456789:");
        msg += strspn(msg, " ");
    }
    bool color = p->color && isatty(STDERR_FILENO);
    if (as_report_escape(as_slice_str(msg), true, &shown, NULL) == AS_OK) {
        (void)fprintf(stderr, "%serror:%s %.*s\n%.*s",
                      color ? "\033[1;31m" : "", color ? "\033[0m" : "",
                      (int)shown.n, shown.n ? shown.p : "", (int)caret.n,
                      caret.n ? caret.p : "");
    }
    as_buf_clear(&caret);
    as_buf_clear(&shown);
}

/* Run what was gathered, unless it goes on. */
static void run_entry(prompt *p)
{
    as_err err;
    bool more = false;
    (void)as_signals_interrupted(); /* what came before is not meant */
    as_status st = as_lua_enter(p->session->lua, as_buf_slice(&p->entry),
                                &more, &err);
    (void)as_signals_interrupted(); /* it was meant for what ran */
    if (st == AS_OK && more) {
        return;
    }
    if (st == AS_ECANCEL) {
        as_screen_tell_interrupted(&p->session->screen);
    } else if (st != AS_OK) {
        tell_error(p, &err);
    }
    as_screen_reset(&p->session->screen);
    (void)fflush(stdout);
    keep_entry(p);
    p->entry.n = 0;
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r")] == '\0';
}

static void take_line(prompt *p)
{
    if (is_blank(p->line)) {
        keep_entry(p); /* given up, but perhaps worth another try */
        p->entry.n = 0;
        return;
    }
    as_err err;
    if (as_buf_add_slice(&p->entry, as_slice_str(p->line), &err) != AS_OK ||
        as_buf_add_byte(&p->entry, '\n', &err) != AS_OK) {
        as_report_fail(&p->session->report, AS_EXIT_DONE, err.msg);
        p->entry.n = 0;
        return;
    }
    run_entry(p);
}

/* ---- the session ------------------------------------------------------------------- */

static void start_readline(prompt *p)
{
    /* Letters beyond ASCII take columns by the locale's table. */
    if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
    here = p;
    rl_readline_name = "assay";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_attempted_completion_function = complete;
    rl_completer_quote_characters = "\"'";
    rl_basic_word_break_characters = BREAKS;
    rl_completer_word_break_characters = BREAKS;
    start_history(p);
}

static void loop(prompt *p)
{
    for (;;) {
        bool empty = false;
        answer got = read_line(p, prompt_text(p), &empty);
        if (got == ANSWER_LEAVE) {
            return;
        }
        if (got == ANSWER_INTERRUPT) {
            if (empty && p->entry.n == 0) {
                (void)puts("Ctrl-D leaves");
            }
            p->entry.n = 0;
            continue;
        }
        take_line(p);
        free(p->line);
        p->line = NULL;
        if (as_signals_ended()) {
            return;
        }
    }
}

void as_prompt_run(as_session *session)
{
    prompt p = {.session = session,
                .color = as_session_color(session->options)};
    session->screen.pages = true;
    start_readline(&p);
    if (!session->options->quiet) {
        (void)puts("assay " AS_VERSION "  help: what there is, Ctrl-D: leave");
    }
    loop(&p);
    keep_entry(&p);
    if (!as_signals_ended() && p.ready) {
        (void)putchar('\n');
    }
    as_buf_clear(&p.entry);
    clear_history();
    here = NULL;
    if (p.ready) { /* what entries did wrong is no failure of the session */
        session->report.script = session->report.input = false;
    }
    if (as_signals_ended()) {
        as_report_mark(&session->report, AS_EXIT_INTERRUPT);
    }
}

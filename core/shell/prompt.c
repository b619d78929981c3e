/* prompt.c - the prompt: readline reads lines, the Lua floor runs entries.
 *
 * Lines are read through readline's callback interface, so that a signal is
 * looked at between keys. An entry that is not complete yet collects further
 * lines; an empty line or Ctrl-C abandons it. Each entry is appended to the
 * history file at once, under a lock, in one write: a session that is killed
 * loses nothing and two sessions do not cut each other's lines. Line feeds
 * of an entry are kept there as U+2028. */
#include "shell/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/mem.h"
#include "io/file.h"
#include "shell/share.h"
#include "shell/signals.h"

enum { HISTORY_MAX = 16 << 20, HISTORY_LINES = 10000 };

/* readline's callbacks have no context. */
static struct {
    as_session *session;
    as_buf entry;        /* lines of the entry so far */
    const char *history; /* path; NULL: none is kept */
    bool color, done;
    char prompt[64];
} the;

static const char line_mark[] = "\xE2\x80\xA8";

/* ---- history -------------------------------------------------------------------- */

static void make_folders(const char *path)
{
    char dir[4096];
    (void)snprintf(dir, sizeof dir, "%s", path);
    for (char *p = dir + 1; *p; p++) {
        if (*p == '/') {
            *p = '\0';
            (void)mkdir(dir, 0700);
            *p = '/';
        }
    }
}

static void history_load(void)
{
    as_buf text = {0};
    if (the.history == NULL ||
        as_file_read(the.history, HISTORY_MAX, &text, NULL) != AS_OK ||
        as_buf_add_byte(&text, '\0', NULL) != AS_OK) {
        as_buf_clear(&text);
        return;
    }
    for (char *line = text.p; *line;) {
        char *next = line + strcspn(line, "\n");
        const bool last = *next == '\0';
        *next = '\0';
        for (char *m; (m = strstr(line, line_mark)) != NULL;) {
            *m = '\n';
            memmove(m + 1, m + 3, strlen(m + 3) + 1);
        }
        if (*line) {
            add_history(line);
        }
        if (last) {
            break;
        }
        line = next + 1;
    }
    stifle_history(HISTORY_LINES);
    as_buf_clear(&text);
}

static as_status encode(as_slice entry, as_buf *out)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < entry.n && st == AS_OK; i++) {
        st = entry.p[i] == '\n'
                 ? as_buf_add(out, line_mark, 3, NULL)
                 : as_buf_add_byte(out, entry.p[i], NULL);
    }
    return st == AS_OK ? as_buf_add_byte(out, '\n', NULL) : st;
}

static void history_keep(as_slice entry)
{
    as_buf line = {0};
    if (as_buf_add_slice(&line, entry, NULL) == AS_OK &&
        as_buf_add_byte(&line, '\0', NULL) == AS_OK) {
        add_history(line.p);
    }
    line.n = 0;
    const int fd = the.history
                       ? open(the.history,
                              O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)
                       : -1;
    if (fd >= 0 && encode(entry, &line) == AS_OK) {
        (void)flock(fd, LOCK_EX);
        if (write(fd, line.p, line.n) != (ssize_t)line.n) {
            the.history = NULL; /* a full disk: keep it in memory only */
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    as_buf_clear(&line);
}

/* ---- completion ------------------------------------------------------------------ */

static as_lua_names names;
static size_t names_at;
static as_slice stem; /* of the word, what stands before the names: "doc:" */

static char *next_name(const char *text, int state)
{
    (void)text;
    if (state == 0) {
        names_at = 0;
    }
    if (names_at == names.n) {
        return NULL;
    }
    const char *name = names.v[names_at++];
    char *whole = malloc(stem.n + strlen(name) + 1); /* readline frees it */
    if (whole != NULL) {
        memcpy(whole, stem.p, stem.n);
        memcpy(whole + stem.n, name, strlen(name) + 1);
    }
    return whole;
}

/* Inside quotation marks readline's own completion of file names is used. */
static bool in_quotes(const char *line, int at)
{
    char open = '\0';
    for (int i = 0; i < at; i++) {
        if (open == '\0' && (line[i] == '"' || line[i] == '\'')) {
            open = line[i];
        } else if (line[i] == open) {
            open = '\0';
        }
    }
    return open != '\0';
}

static char **complete(const char *text, int start, int end)
{
    (void)text;
    if (in_quotes(rl_line_buffer, start)) {
        return NULL;
    }
    rl_attempted_completion_over = 1;
    rl_completion_append_character = '\0';
    size_t from;
    as_lua_names_free(&names);
    names = (as_lua_names){0};
    if (as_lua_complete(the.session->lua, as_slice_str(rl_line_buffer),
                        (size_t)end, &from, &names, NULL) != AS_OK ||
        names.n == 0) {
        return NULL;
    }
    const size_t beg = (size_t)start;
    stem = as_slice_of(rl_line_buffer + beg, from > beg ? from - beg : 0);
    return rl_completion_matches(text, next_name);
}

/* ---- entries ----------------------------------------------------------------------- */

static void set_prompt(void)
{
    const char *plain = the.entry.n ? "  ... " : "assay> ";
    (void)snprintf(the.prompt, sizeof the.prompt, "%s%s%s",
                   the.color ? "\001\033[1m\002" : "", plain,
                   the.color ? "\001\033[0m\002" : "");
}

static void tell(const as_err *err, as_slice entry)
{
    as_buf text = {0};
    as_status st = as_buf_printf(&text, NULL, "error: %s", err->msg);
    if (st == AS_OK) {
        st = as_report_caret(err->msg, "prompt", entry, &text, NULL);
    }
    if (st == AS_OK && as_buf_add_byte(&text, '\0', NULL) == AS_OK) {
        as_report_tell(&the.session->report, AS_EXIT_DONE, text.p);
    }
    as_buf_clear(&text);
}

static void run_entry(void)
{
    bool more = false;
    as_err err;
    const as_slice entry = as_buf_slice(&the.entry);
    const as_status st =
        as_lua_enter(the.session->lua, entry, &more, &err);
    if (more) {
        (void)as_buf_add_byte(&the.entry, '\n', NULL);
        return;
    }
    history_keep(entry);
    if (st == AS_ECANCEL || as_signals_interrupted()) {
        (void)fprintf(stderr, "interrupted\n");
    } else if (st != AS_OK) {
        tell(&err, entry);
    }
    the.entry.n = 0;
}

static void take_line(char *line)
{
    rl_callback_handler_remove();
    if (line == NULL) {
        the.done = true;
        (void)printf("\n");
        return;
    }
    const bool blank = line[strspn(line, " \t")] == '\0';
    if (blank) {
        the.entry.n = 0; /* abandons what was begun */
    } else if (as_buf_add(&the.entry, line, strlen(line), NULL) == AS_OK) {
        run_entry();
        (void)fflush(stdout);
    }
    free(line);
    if (!as_signals_ended()) {
        set_prompt();
        rl_callback_handler_install(the.prompt, take_line);
    }
}

/* Ctrl-C between entries: a fresh line, nothing is lost but what was typed. */
static void abandon(void)
{
    const bool idle = the.entry.n == 0 && rl_end == 0;
    the.entry.n = 0;
    rl_free_line_state();
    rl_callback_sigcleanup();
    rl_replace_line("", 0);
    rl_crlf();
    if (idle) {
        (void)printf("Ctrl-D leaves\n");
        (void)fflush(stdout);
    }
    set_prompt();
    rl_set_prompt(the.prompt);
    rl_on_new_line();
    rl_redisplay();
}

static void start(as_session *session)
{
    the.session = session;
    the.color = as_session_color(session->options);
    if (as_share_user(session->options->arena, "XDG_STATE_HOME",
                      ".local/state", "history", &the.history, NULL) !=
        AS_OK) {
        the.history = NULL;
    }
    if (the.history != NULL) {
        make_folders(the.history);
    }
    rl_readline_name = "assay";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_attempted_completion_function = complete;
    rl_completer_quote_characters = "\"'";
    rl_basic_word_break_characters = " \t\n\"'`()[]{}<>=,;+-*/%^#&|~";
    const char *term = getenv("TERM");
    if (term == NULL || strcmp(term, "dumb") == 0) {
        rl_variable_bind("enable-bracketed-paste", "off");
    }
    using_history();
    history_load();
    if (!session->options->quiet) {
        (void)printf("assay " AS_VERSION ": help lists the commands, Ctrl-D "
                     "leaves\n");
    }
}

int as_prompt(as_session *session)
{
    start(session);
    set_prompt();
    rl_callback_handler_install(the.prompt, take_line);
    while (!the.done && !as_signals_ended()) {
        const bool ready = as_signals_wait(STDIN_FILENO);
        if (as_signals_resized()) {
            rl_resize_terminal();
            as_lua_width_set(session->lua, as_session_width());
        }
        if (as_signals_interrupted()) {
            abandon();
        }
        if (ready) {
            rl_callback_read_char();
        }
    }
    rl_callback_handler_remove();
    as_buf_clear(&the.entry);
    as_lua_names_free(&names);
    return AS_EXIT_DONE;
}

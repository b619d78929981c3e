/* prompt.c - the interactive session.
 *
 * Readline is driven by its callback interface: prompt_line.c waits for keys
 * and for signals alike, so that no handler ever touches readline's state.
 * While an entry runs the terminal is as it was found, and an interrupt goes
 * to the Lua state by the handler of signals.c. */
#include "shell/prompt.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "shell/prompt_int.h"
#include "shell/signals.h"

/* How long the cursor shows the bracket that one closes, in microseconds; the
 * next key ends it. */
#define BLINK 300000

prompt *prompt_here;

/* Hints need a cursor that moves by the sequences of ECMA-48; a terminal that
 * clears by one of them has the others. */
static bool has_ansi(void)
{
    const char *clear = rl_get_termcap("ce");
    return isatty(STDOUT_FILENO) && clear != NULL &&
           strncmp(clear, "\033[K", 3) == 0;
}

static void start_readline(prompt *p)
{
    /* Letters beyond ASCII take columns by the locale's table. */
    if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
    prompt_here = p;
    rl_readline_name = "assay"; /* of `$if assay' in inputrc */
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    prompt_complete_start();
    prompt_history_start(p);
    (void)rl_variable_bind("blink-matching-paren", "on");
    (void)rl_set_paren_blink_timeout(BLINK);
    (void)rl_initialize(); /* inputrc has the last word */
    prompt_line_start();
    prompt_keys_bind();
    p->ansi = has_ansi();
}

static void loop(prompt *p)
{
    while (!as_signals_ended()) {
        bool empty = false;
        answer got = prompt_line_read(p, &empty);
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
        prompt_entry_take(p);
        free(p->line);
        p->line = NULL;
    }
}

void as_prompt_run(as_session *session)
{
    prompt p = {.session = session,
                .ready = session->lua != NULL,
                .color = as_session_color(session->options)};
    session->screen.pages = true;
    start_readline(&p);
    if (!session->options->quiet) {
        (void)puts("assay " AS_VERSION "  help: what there is, Ctrl-D: leave");
    }
    loop(&p);
    prompt_entry_drop(&p);
    if (!as_signals_ended() && p.ready) {
        (void)putchar('\n');
    }
    as_buf_clear(&p.entry);
    as_buf_clear(&p.wanted);
    as_buf_clear(&p.held);
    clear_history();
    prompt_here = NULL;
    if (p.ready) { /* what entries did wrong is no failure of the session */
        session->report.script = session->report.input = false;
    }
    if (as_signals_ended()) {
        as_report_mark(&session->report, AS_EXIT_INTERRUPT);
    }
}

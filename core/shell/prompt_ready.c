/* prompt_ready.c - the prompt is there before the plugins are: they are loaded
 * while the user reads it. Whatever is told meanwhile takes the prompt's place
 * on the screen, and the prompt is drawn again below. */
#include <stdio.h>

#include <readline/readline.h>

#include "shell/prompt_int.h"
#include "shell/rc.h"
#include "shell/signals.h"

static void make_way(void *ctx)
{
    prompt *p = ctx;
    if (!p->made_way) {
        p->made_way = true;
        rl_clear_visible_line();
        (void)fflush(rl_outstream);
    }
}

/* It may print and ask: the terminal is as it was found meanwhile. */
static void run_rc(prompt *p)
{
    const char *path = as_rc_find(p->session->options);
    if (path == NULL) {
        return;
    }
    make_way(p);
    rl_cleanup_after_signal();
    (void)as_rc_run(p->session, path);
    (void)as_signals_interrupted();
    as_screen_reset(&p->session->screen);
    rl_reset_after_signal();
}

bool prompt_get_ready(prompt *p)
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
        return false;
    }
    run_rc(p);
    if (p->made_way) {
        rl_on_new_line();
        rl_redisplay();
    }
    return true;
}

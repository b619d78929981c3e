/* screen.c - pages and progress of a session. */
#include "shell/screen.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "shell/pager.h"

static bool is_long(as_slice text)
{
    struct winsize size = {0};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 1 &&
           as_pager_overflows(text, size.ws_col, size.ws_row - 1U);
}

static void page(void *ctx, as_slice text, const char *pager)
{
    const as_screen *screen = ctx;
    const char *command = screen->pages && isatty(STDIN_FILENO)
                              ? as_pager_command(pager)
                              : NULL;
    if (command == NULL || !is_long(text) || !as_pager_show(text, command)) {
        (void)fwrite(text.p, 1, text.n, stdout);
        (void)fflush(stdout);
    }
}

/* ---- progress ----------------------------------------------------------- */

static void begin(as_screen *screen, const as_lua_progress *now)
{
    as_progress_start(&screen->progress,
                      !screen->is_quiet && isatty(STDERR_FILENO), now->what);
    screen->report->before = as_progress_clear;
    screen->report->before_ctx = &screen->progress;
    screen->is_drawing = true;
}

static void end(as_screen *screen)
{
    as_progress_clear(&screen->progress);
    screen->report->before = NULL;
    screen->is_drawing = false;
}

static void progress(void *ctx, const as_lua_progress *now)
{
    as_screen *screen = ctx;
    if (now == NULL) {
        end(screen);
        return;
    }
    if (!screen->is_drawing) {
        begin(screen, now);
    }
    as_progress *p = &screen->progress;
    p->docs = now->docs;
    p->docs_total = now->docs_total;
    p->errors = now->errors;
    (void)snprintf(p->unit, sizeof p->unit, "%s", now->unit ? now->unit : "");
    as_progress_read(p, now->bytes, now->bytes_total);
    (void)snprintf(screen->kept, sizeof screen->kept, "%s",
                   now->kept ? now->kept : "");
    as_progress_draw(p);
}

void as_screen_reset(as_screen *screen)
{
    if (screen->is_drawing) {
        end(screen);
    }
    screen->kept[0] = '\0';
}

void as_screen_tell_interrupted(as_screen *screen)
{
    const as_progress *p = &screen->progress;
    char of[32] = "";
    clearerr(stdout); /* a write that the signal ended is no failed one */
    if (screen->is_drawing) {
        end(screen);
    }
    if (screen->kept[0] == '\0') {
        (void)fputs("interrupted\n", stderr);
        return;
    }
    if (p->docs_total > 0) {
        (void)snprintf(of, sizeof of, " of %llu",
                       (unsigned long long)p->docs_total);
    }
    (void)fprintf(stderr, "interrupted: %llu%s %s %s\n",
                  (unsigned long long)p->docs, of,
                  p->unit[0] ? p->unit : "documents", screen->kept);
}

as_lua_screen as_screen_calls(as_screen *screen)
{
    return (as_lua_screen){.page = page, .progress = progress, .ctx = screen};
}

/* prompt_entry.c - lines to entries: gathered, run, told, remembered.
 *
 * A line may hold several (a paste, a block from the history): it is taken
 * apart at its line feeds just as if each had been typed. An entry ends where
 * Lua says that it is complete; it becomes one entry of the history before it
 * runs, so that it is kept whatever happens then. Where there is more than
 * one, each is shown before it runs, and the first that fails is the last. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>

#include "shell/history.h"
#include "shell/prompt_int.h"
#include "shell/signals.h"
#include "text/escape.h"
#include "text/width.h"

#define CHUNK "prompt" /* what Lua calls an entry in its messages */
#define ERROR "error:"

/* ---- history ------------------------------------------------------------ */

/* The file may hold anything, and readline writes what it shows as it is: what
 * acts on a terminal is escaped, which in a string of Lua means the same. */
static void remember(void *ctx, const char *entry)
{
    (void)ctx;
    as_buf safe = {0};
    if (as_escape(as_slice_str(entry), true, &safe, NULL) == AS_OK &&
        as_buf_add_byte(&safe, '\0', NULL) == AS_OK) {
        add_history(safe.p);
    }
    as_buf_clear(&safe);
}

/* Without its history a session is still a session: told once. */
static void history_failed(prompt *p, const as_err *err)
{
    as_report_fail(&p->session->report, AS_EXIT_DONE, err->msg);
    p->history = NULL;
}

void prompt_history_start(prompt *p)
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

/* An entry without its last line feed; not the same twice. */
static void keep(prompt *p, as_slice text)
{
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

void prompt_entry_drop(prompt *p)
{
    keep(p, as_buf_slice(&p->entry)); /* perhaps worth another try */
    p->entry.n = p->wanted.n = 0;
}

/* ---- errors ------------------------------------------------------------- */

/* `error: message`, and where the message has line and column also that
 * line. The name of the chunk says nothing at a prompt. */
static void tell_error(const prompt *p, as_slice entry, const as_err *err)
{
    const size_t width = p->session->report.width;
    const char *msg = err->msg;
    as_buf caret = {0}, text = {0}, shown = {0};
    (void)as_report_caret(msg, CHUNK, entry, width, &caret, NULL);
    bool one_line = memchr(entry.p, '\n', entry.n) == entry.p + entry.n - 1;
    if (one_line && strncmp(msg, CHUNK ":1:", sizeof CHUNK + 2) == 0) {
        msg += sizeof CHUNK + 2;
        msg += strspn(msg, "0123456789:");
        msg += strspn(msg, " ");
    }
    bool color = p->color && isatty(STDERR_FILENO);
    if (as_buf_add_slice(&text, AS_LIT(ERROR " "), NULL) == AS_OK &&
        as_escape(as_slice_str(msg), true, &text, NULL) == AS_OK &&
        as_width_wrap(as_buf_slice(&text), width, &shown, NULL) == AS_OK) {
        (void)fprintf(stderr, "%s" ERROR "%s%.*s\n%.*s",
                      color ? "\033[1;31m" : "", color ? "\033[0m" : "",
                      (int)(shown.n - strlen(ERROR)), shown.p + strlen(ERROR),
                      (int)caret.n, caret.n ? caret.p : "");
    }
    as_buf_clear(&caret);
    as_buf_clear(&text);
    as_buf_clear(&shown);
}

/* Which calls led to it, if that is wished for. */
static void tell_trace(const prompt *p)
{
    as_lua *lua = p->session->lua;
    as_buf trace = {0}, shown = {0};
    if (as_buf_add_slice(&trace, as_lua_trace(lua), NULL) == AS_OK &&
        trace.n > 0 && as_lua_switched(lua, "trace") &&
        as_escape(as_buf_slice(&trace), true, &shown, NULL) == AS_OK) {
        (void)fprintf(stderr, "%.*s\n", (int)shown.n, shown.p);
    }
    as_buf_clear(&trace);
    as_buf_clear(&shown);
}

/* ---- running ------------------------------------------------------------ */

/* False if it failed or was interrupted. */
static bool run(prompt *p, as_slice entry)
{
    as_err err;
    bool more = false;
    size_t height;
    keep(p, entry);
    as_session_size(&p->session->report.width, &height);
    (void)as_signals_interrupted(); /* what came before is not meant */
    as_status st = as_lua_enter(p->session->lua, entry, &more, &err);
    (void)as_signals_interrupted(); /* it was meant for what ran */
    if (st == AS_ECANCEL) {
        as_screen_tell_interrupted(&p->session->screen);
    } else if (st != AS_OK) {
        as_screen_reset(&p->session->screen);
        tell_error(p, entry, &err);
        tell_trace(p);
    }
    as_screen_reset(&p->session->screen);
    (void)fflush(stdout);
    return st == AS_OK;
}

/* As if it had been typed. */
static void echo(const prompt *p, as_slice entry)
{
    as_buf shown = {0};
    const char *dim = p->color ? "\033[2m" : "";
    const char *off = p->color ? "\033[0m" : "";
    for (size_t at = 0; at < entry.n;) {
        const char *stop = memchr(entry.p + at, '\n', entry.n - at);
        const size_t end = stop ? (size_t)(stop - entry.p) : entry.n;
        shown.n = 0;
        (void)as_escape(as_slice_of(entry.p + at, end - at), false, &shown,
                        NULL);
        (void)printf("%s%s%s %.*s\n", dim, at == 0 ? "assay>" : "   ..>", off,
                     (int)shown.n, shown.n ? shown.p : "");
        at = end + 1;
    }
    (void)fflush(stdout);
    as_buf_clear(&shown);
}

/* ---- lines to entries --------------------------------------------------- */

/* Where the entries of the gathered text end. */
typedef AS_VEC(size_t) ends;

static bool is_blank(as_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\n') {
            return false;
        }
    }
    return true;
}

/* The end of the entry that begins at `from`, 0 if it goes on. Blank lines
 * before it belong to it. */
static size_t end_of_entry(prompt *p, as_slice text, size_t from)
{
    for (size_t at = from; at < text.n;) {
        const char *stop = memchr(text.p + at, '\n', text.n - at);
        at = stop ? (size_t)(stop - text.p) + 1 : text.n;
        const as_slice entry = as_slice_of(text.p + from, at - from);
        p->wanted.n = 0;
        if (!is_blank(entry) &&
            !as_lua_goes_on(p->session->lua, entry, &p->wanted)) {
            return at;
        }
    }
    return 0;
}

static bool find_entries(prompt *p, as_slice text, ends *out)
{
    for (size_t at = 0; at < text.n;) {
        const size_t end = end_of_entry(p, text, at);
        size_t *place = end ? as_vec_push(out, NULL) : NULL;
        if (place == NULL) {
            return end == 0;
        }
        *place = at = end;
    }
    return true;
}

/* Run what is complete; the rest stays gathered. */
static void run_all(prompt *p)
{
    as_buf text = p->entry;
    ends list = {0};
    size_t at = 0;
    p->entry = (as_buf){0};
    if (!find_entries(p, as_buf_slice(&text), &list)) {
        list.n = 0;
    }
    for (size_t i = 0; i < list.n; i++) {
        const as_slice entry = as_slice_of(text.p + at, list.v[i] - at);
        at = list.v[i];
        if (list.n > 1) {
            echo(p, entry);
        }
        if (!run(p, entry) && at < text.n) {
            if (!is_blank(as_slice_of(text.p + at, text.n - at))) {
                (void)fputs("what stands behind it did not run\n", stderr);
            }
            at = text.n;
            break;
        }
    }
    const as_slice rest = as_slice_of(text.n ? text.p + at : "", text.n - at);
    if (!is_blank(rest)) {
        (void)as_buf_add_slice(&p->entry, rest, NULL);
    }
    as_vec_clear(&list);
    as_buf_clear(&text);
}

/* The line, with what is held in the place of its name. */
static as_status gather(prompt *p, as_err *err)
{
    const char *line = p->line;
    const char *name = p->held.n ? strstr(line, p->held_name) : NULL;
    const size_t before = name ? (size_t)(name - line) : strlen(line);
    as_status st =
        as_buf_add_slice(&p->entry, as_slice_of(line, before), err);
    if (st == AS_OK && name) {
        st = as_buf_add_slice(&p->entry, as_buf_slice(&p->held), err);
    }
    if (st == AS_OK && name) {
        st = as_buf_add_slice(
            &p->entry, as_slice_str(name + strlen(p->held_name)), err);
    }
    as_buf_clear(&p->held);
    return st == AS_OK ? as_buf_add_byte(&p->entry, '\n', err) : st;
}

void prompt_entry_take(prompt *p)
{
    if (is_blank(as_slice_str(p->line))) {
        prompt_entry_drop(p);
        return;
    }
    as_err err;
    if (gather(p, &err) != AS_OK) {
        as_report_fail(&p->session->report, AS_EXIT_DONE, err.msg);
        p->entry.n = 0;
        return;
    }
    run_all(p);
}

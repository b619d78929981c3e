/* api_ask.c - questions to the user at the terminal: store.ask, ask_secret.
 *
 * Asked on standard error, so that standard output stays clean; answered on
 * standard input. Only where both are terminals: a script's input is data,
 * not consent. Waits in small steps, so that an interrupt ends it. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "bind/api_ask.h"

enum { STEP_MS = 50, ANSWER_MAX = 1024 };

/* Echo off for the time of an answer; on a terminal only. */
typedef struct hush {
    struct termios before;
    bool on;
} hush;

static void hush_begin(hush *h)
{
    h->on = tcgetattr(STDIN_FILENO, &h->before) == 0;
    if (h->on) {
        struct termios quiet = h->before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        h->on = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
}

static void hush_end(const hush *h)
{
    if (h->on) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &h->before);
        (void)fputc('\n', stderr);
    }
}

/* A line without its end; false at the end of input or when interrupted. */
static bool read_line(const as_guard *guard, char out[ANSWER_MAX], size_t *n)
{
    *n = 0;
    for (;;) {
        struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
        if (as_cancelled(&guard->cancel)) {
            return false;
        }
        const int ready = poll(&p, 1, STEP_MS);
        if (ready < 0 && errno != EINTR) {
            return false;
        }
        if (ready <= 0) {
            continue;
        }
        char c;
        const ssize_t got = read(STDIN_FILENO, &c, 1);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return *n > 0;
        }
        if (got == 1 && c == '\n') {
            return true;
        }
        if (got == 1 && *n < ANSWER_MAX) {
            out[(*n)++] = c;
        }
    }
}

static int ask_with(lua_State *L, bool secret)
{
    size_t len;
    const char *question = luaL_checklstring(L, 1, &len);
    char answer[ANSWER_MAX];
    size_t n;
    hush h = {.on = false};
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        return 0;
    }
    if (secret) {
        hush_begin(&h); /* before the question: what is typed at it counts */
    }
    (void)fflush(stdout);
    (void)fwrite(question, 1, len, stderr);
    (void)fflush(stderr);
    const bool good = read_line(&as_bind_of(L)->guard, answer, &n);
    hush_end(&h);
    as_guard_check(L); /* interrupted: raise it */
    if (!good) {
        return 0;
    }
    lua_pushlstring(L, answer, n);
    return 1;
}

static int ask(lua_State *L)
{
    return ask_with(L, false);
}

static int ask_secret(lua_State *L)
{
    return ask_with(L, true);
}

const luaL_Reg as_api_ask[] = {{"ask", ask},
                               {"ask_secret", ask_secret},
                               {NULL, NULL}};

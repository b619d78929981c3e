/* pager.c - a pager on a pipe, the terminal its own.
 *
 * It is of our process group, as what a shell starts in the foreground is, so
 * that Ctrl-C and Ctrl-Z reach it; ours is told to look away meanwhile
 * (as_signals_hold). The shell says by 126 or 127 that there is no such
 * program. Should the pager be killed, the terminal gets back its modes. */
#include "shell/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "shell/signals.h"
#include "text/width.h"

extern char **environ;

#define LESS "command -v less >/dev/null || exit 127; exec less -FRX"

/* less shows colours only when told to; so does lv. */
#define BEFORE "LESS=${LESS-FRX} LV=${LV--c}; export LESS LV; "

enum { NOT_RUN = 126, NOT_FOUND = 127 };

/* ---- how long ----------------------------------------------------------- */

/* Length of the colour sequence at p, or 0. */
static size_t colour(const char *p, size_t n)
{
    size_t i = 2;
    if (n < 3 || p[0] != '\x1B' || p[1] != '[') {
        return 0;
    }
    while (i < n && (p[i] == ';' || (p[i] >= '0' && p[i] <= '9'))) {
        i++;
    }
    return i < n && p[i] == 'm' ? i + 1 : 0;
}

static size_t columns_of(as_slice line)
{
    size_t used = 0, from = 0;
    for (size_t i = 0; i <= line.n;) {
        const size_t skip =
            i < line.n ? colour(line.p + i, line.n - i) : 1;
        if (skip > 0) {
            used += as_text_width(as_slice_of(line.p + from, i - from));
            from = i + skip;
            i += skip;
        } else {
            i++;
        }
    }
    return used;
}

bool as_pager_overflows(as_slice text, size_t columns, size_t rows)
{
    size_t used = 0;
    for (size_t at = 0; at < text.n && used <= rows;) {
        const char *p = text.p + at;
        const char *stop = memchr(p, '\n', text.n - at);
        const size_t n = stop ? (size_t)(stop - p) : text.n - at;
        const size_t width = columns_of(as_slice_of(p, n));
        used += width > columns && columns > 0
                    ? (width + columns - 1) / columns
                    : 1;
        at += n + 1;
    }
    return used > rows;
}

/* ---- the program -------------------------------------------------------- */

const char *as_pager_command(const char *named)
{
    const char *command = named ? named : getenv("PAGER");
    if (command == NULL) {
        return LESS;
    }
    const size_t blank = strspn(command, " \t");
    return command[blank] == '\0' || strcmp(command + blank, "cat") == 0
               ? NULL
               : command;
}

/* Signals as a program expects them, and `in` as its standard input. */
static bool start(const char *command, int in, pid_t *pid)
{
    static const int ours[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT,
                               SIGTSTP, SIGWINCH, SIGXFSZ};
    const size_t room = strlen(command) + sizeof BEFORE;
    char *script = malloc(room);
    posix_spawnattr_t attr;
    posix_spawn_file_actions_t acts;
    sigset_t defaults, none;
    if (script == NULL || posix_spawnattr_init(&attr) != 0) {
        free(script);
        return false;
    }
    (void)snprintf(script, room, BEFORE "%s", command);
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        sigaddset(&defaults, ours[i]);
    }
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawnattr_setflags(&attr,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    bool good = posix_spawn_file_actions_init(&acts) == 0;
    if (good) {
        char sh[] = "sh", c[] = "-c";
        char *argv[] = {sh, c, script, NULL};
        good = posix_spawn_file_actions_adddup2(&acts, in, STDIN_FILENO) ==
                   0 &&
               posix_spawn(pid, "/bin/sh", &acts, &attr, argv, environ) == 0;
        posix_spawn_file_actions_destroy(&acts);
    }
    posix_spawnattr_destroy(&attr);
    free(script);
    return good;
}

/* Until all is written or nobody reads any more. */
static void feed(int fd, as_slice text)
{
    while (text.n > 0 && !as_signals_ended()) {
        const ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno != EINTR) {
            return;
        }
        if (n > 0) {
            text = as_slice_of(text.p + n, text.n - (size_t)n);
        }
    }
}

/* Milliseconds between two looks at the flags, which a signal may raise just
 * before the wait; looks after which a pager that does not end is killed. */
enum { LOOK = 100, PATIENCE = 20 };

static void ask_to_end(pid_t pid, unsigned looks)
{
    if (looks == 0) {
        (void)kill(pid, SIGTERM);
        (void)kill(pid, SIGCONT);
    } else if (looks == PATIENCE) {
        (void)kill(pid, SIGKILL);
    }
}

/* Its exit status, or -1. */
static int wait_for(pid_t pid)
{
    struct pollfd gone = {.fd = pidfd_open(pid, 0), .events = POLLIN};
    int status = 0;
    unsigned looks = 0;
    pid_t got;
    while ((got = waitpid(pid, &status, WNOHANG)) == 0 ||
           (got < 0 && errno == EINTR)) {
        if (as_signals_ended()) {
            ask_to_end(pid, looks++);
        }
        (void)poll(&gone, 1, LOOK); /* where there is no such fd, a sleep */
    }
    if (gone.fd >= 0) {
        (void)close(gone.fd);
    }
    return got == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool as_pager_show(as_slice text, const char *command)
{
    int ends[2];
    pid_t pid;
    struct termios modes;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    const bool has_modes = tcgetattr(STDOUT_FILENO, &modes) == 0;
    as_signals_hold(true);
    bool good = start(command, ends[0], &pid);
    (void)close(ends[0]);
    if (good) {
        feed(ends[1], text);
    }
    (void)close(ends[1]);
    if (good) {
        const int code = wait_for(pid);
        good = code != NOT_RUN && code != NOT_FOUND;
    }
    if (has_modes) {
        (void)tcsetattr(STDOUT_FILENO, TCSADRAIN, &modes);
    }
    as_signals_hold(false);
    return good;
}

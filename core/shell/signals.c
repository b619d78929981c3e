/* signals.c - handlers that only set flags.
 *
 * The handlers stay installed without SA_RESTART, so that a read that waits
 * for a terminal or a pipe comes back and finds the flag. as_signals_wait
 * keeps signals blocked but for the moment of waiting (ppoll), which closes
 * the gap between looking at a flag and going to sleep. Workers of a pool
 * block all signals, so that the handlers run on the main thread. */
#include "shell/signals.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>

static as_cancel cancel;
static _Atomic(as_lua *) running;
static atomic_bool interrupted, ended, resized, held, stopped, continued;
static bool in_session;

static void stop_all(void)
{
    as_cancel_raise(&cancel);
    as_lua *lua = atomic_load(&running);
    if (lua) {
        as_lua_interrupt(lua);
    }
}

static void on_interrupt(int sig)
{
    if (atomic_load(&held)) {
        return;
    }
    atomic_store(&interrupted, true);
    stop_all();
    if (!in_session) {
        (void)signal(sig, SIG_DFL); /* should it not listen: a way out */
    }
}

static void on_end(int sig)
{
    (void)sig;
    atomic_store(&ended, true);
    stop_all();
}

static void on_resize(int sig)
{
    (void)sig;
    atomic_store(&resized, true);
}

static void on_stop(int sig)
{
    (void)sig;
    atomic_store(&stopped, true);
}

static void on_continue(int sig)
{
    (void)sig;
    atomic_store(&continued, true);
}

static void install(int sig, void (*handler)(int))
{
    struct sigaction act = {.sa_handler = handler};
    sigemptyset(&act.sa_mask);
    sigaction(sig, &act, NULL);
}

void as_signals_start(bool session)
{
    in_session = session;
    install(SIGPIPE, SIG_IGN);
    install(SIGXFSZ, SIG_IGN);
    install(SIGINT, on_interrupt);
    install(SIGTERM, on_end);
    install(SIGHUP, on_end);
    if (session) {
        install(SIGWINCH, on_resize);
        install(SIGCONT, on_continue);
        install(SIGQUIT, SIG_IGN);
    }
}

const as_cancel *as_signals_cancel(void)
{
    return &cancel;
}

void as_signals_lua(as_lua *lua)
{
    atomic_store(&running, lua);
}

bool as_signals_interrupted(void)
{
    bool was = atomic_exchange(&interrupted, false);
    if (!atomic_load(&ended)) {
        as_cancel_lower(&cancel);
    }
    return was;
}

void as_signals_interrupt(void)
{
    atomic_store(&interrupted, true);
}

bool as_signals_pending(void)
{
    return atomic_load(&interrupted);
}

void as_signals_catch_stop(bool on)
{
    install(SIGTSTP, on ? on_stop : SIG_DFL);
}

bool as_signals_stopped(void)
{
    return atomic_exchange(&stopped, false);
}

bool as_signals_continued(void)
{
    return atomic_exchange(&continued, false);
}

void as_signals_stop(void)
{
    install(SIGTSTP, SIG_DFL);
    (void)kill(0, SIGTSTP); /* all that a terminal would stop */
    install(SIGTSTP, on_stop);
}

bool as_signals_ended(void)
{
    return atomic_load(&ended);
}

void as_signals_hold(bool on)
{
    atomic_store(&held, on);
}

bool as_signals_resized(void)
{
    return atomic_exchange(&resized, false);
}

static bool any_raised(void)
{
    return atomic_load(&interrupted) || atomic_load(&ended) ||
           atomic_load(&resized) || atomic_load(&stopped) ||
           atomic_load(&continued);
}

bool as_signals_ready(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

bool as_signals_wait(int fd)
{
    sigset_t ours, before;
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGHUP);
    sigaddset(&ours, SIGWINCH);
    sigaddset(&ours, SIGTSTP);
    sigaddset(&ours, SIGCONT);
    pthread_sigmask(SIG_BLOCK, &ours, &before);
    bool ready = false;
    if (!any_raised()) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        ready = ppoll(&p, 1, NULL, &before) > 0;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ready;
}

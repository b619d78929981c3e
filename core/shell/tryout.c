/* tryout.c - a worker that tries what is due and tells each plugin's verdict;
 * when it dies, the plugin that it was at is to blame, and another goes on
 * with the rest. */
#include "shell/tryout.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/vec.h"
#include "bind/lua_plugin.h"
#include "shell/crew_kid.h"

enum {
    MARGIN = 60,   /* seconds that an example may take, beside those of all */
    TICK_MS = 100, /* plugins' Lua */
    FAILED = 3     /* exit status */
};

typedef struct tryout {
    as_examples x;
    const as_examples_how *how;
    as_worker_needs needs;
    as_kid kid; /* in the parent */
    double left;
    size_t n_begun; /* examples of the plugin that is next */
    void (*said)(void *ctx, const char *line);
    void *said_ctx;
    int fd; /* in the child */
    as_wire_problems problems;
} tryout;

/* ---- the child ---------------------------------------------------------- */

static void send_all(const tryout *t, const as_buf *out)
{
    for (size_t at = 0; at < out->n;) {
        const ssize_t n = write(t->fd, out->p + at, out->n - at);
        if (n < 0 && errno != EINTR) {
            _exit(FAILED);
        }
        at += n > 0 ? (size_t)n : 0;
    }
}

static void keep_problem(void *ctx, const as_err *err)
{
    tryout *t = ctx;
    as_wire_problem_keep(&t->problems, err);
}

static void tell_tried(void *ctx, size_t i, as_examples_state state)
{
    tryout *t = ctx;
    as_buf out = {0};
    if (as_wire_tried(&out, i, state, &t->problems, NULL) != AS_OK) {
        _exit(FAILED);
    }
    send_all(t, &out);
    as_buf_clear(&out);
    t->problems.n = 0;
}

static void inside(void *ctx, int fd, as_status st, const as_err *why)
{
    tryout *t = ctx;
    const as_examples_how how = {.maker = as_lua_plugin_trial,
                                 .maker_ctx = (void *)t->how->cancel,
                                 .problem = keep_problem,
                                 .problem_ctx = t,
                                 .tried = tell_tried,
                                 .cancel = t->how->cancel};
    as_err err;
    as_buf out = {0};
    t->fd = fd;
    if (st == AS_OK) {
        st = as_examples_try(&t->x, &how, &err);
        why = &err;
    }
    t->problems.n = 0;
    if (as_wire_ready(&out, st, why, &t->problems, NULL, NULL) != AS_OK) {
        _exit(FAILED);
    }
    send_all(t, &out);
    _exit(0);
}

/* ---- the parent --------------------------------------------------------- */

/* The first that is due; the count of plugins: none is. */
static size_t first_due(const tryout *t)
{
    const size_t n = as_plugins_count(t->x.plugins);
    size_t i = 0;
    while (i < n && t->x.states[i] != AS_EXAMPLES_DUE) {
        i++;
    }
    return i;
}

static double patience(const tryout *t)
{
    return MARGIN + (double)t->needs.seconds;
}

static size_t count_examples(const tryout *t, size_t i)
{
    return as_rules_example_count(as_plugins_get(t->x.plugins, i)->rules);
}

/* A verdict can only be of the one that is next, and not more can be begun
 * than it has. */
static as_status take_tried(tryout *t, as_slice small, as_err *err)
{
    size_t i = 0;
    as_examples_state state = AS_EXAMPLES_DUE;
    as_wire_problems problems = {0};
    as_status st = as_wire_tried_read(small, &i, &state, &problems, err);
    if (st == AS_OK && i != first_due(t)) {
        st = as_err_set(err, AS_ESYNTAX, "a verdict on another plugin");
    } else if (st == AS_OK && state == AS_EXAMPLES_DUE &&
               ++t->n_begun > count_examples(t, i)) {
        st = as_err_set(err, AS_ESYNTAX, "more examples than there are");
    }
    for (size_t p = 0; st == AS_OK && p < problems.n; p++) {
        t->how->problem(t->how->problem_ctx, &problems.v[p]);
    }
    if (st == AS_OK) {
        t->x.states[i] = state;
        t->n_begun = state == AS_EXAMPLES_DUE ? t->n_begun : 0;
        t->left = patience(t);
    }
    as_vec_clear(&problems);
    return st;
}

/* AS_EOF: it says that it is done, or what `err` says. */
static as_status take_frame(tryout *t, const as_wire_frame *frame,
                            as_status *done, as_err *err)
{
    if (frame->kind == AS_WIRE_TRIED) {
        return take_tried(t, frame->small, err);
    }
    as_wire_started end = {0};
    as_status st = frame->kind == AS_WIRE_READY
                       ? as_wire_ready_read(frame->small, &end, err)
                       : as_err_set(err, AS_ESYNTAX, "an answer to nothing");
    if (st == AS_OK) {
        *done = end.st;
        *err = end.st != AS_OK ? end.why : *err;
        st = AS_EOF;
    }
    as_wire_started_clear(&end);
    return st;
}

/* Wait for something, and take what comes. AS_OK: there will be more; AS_EOF:
 * it is at its end, *done tells how; another: its answer makes no sense. */
static as_status hear(tryout *t, as_status *done, as_err *err)
{
    struct pollfd fds[] = {{.fd = t->kid.worker.fd, .events = POLLIN},
                           {.fd = t->kid.worker.said, .events = POLLIN}};
    const int ready = poll(fds, 2, TICK_MS);
    if (ready == 0) {
        t->left -= TICK_MS / 1e3;
    }
    if (fds[1].revents != 0 && ready > 0) {
        as_worker_listen(&t->kid.worker, t->said, t->said_ctx);
    }
    if (ready <= 0 || fds[0].revents == 0) {
        return AS_OK;
    }
    as_status st = as_kid_read(&t->kid, err);
    bool any = false;
    if (st == AS_EOF) {
        return as_err_set(err, AS_EIO, "died");
    }
    while (st == AS_OK) {
        as_wire_frame frame;
        st = as_kid_cut(&t->kid, 0, &frame, err);
        any = st == AS_OK;
        if (any) {
            st = take_frame(t, &frame, done, err);
            as_kid_drop(&t->kid, &frame);
        }
    }
    return st == AS_EOF && !any ? AS_OK : st;
}

/* `why` is NULL if it died. */
static void blame(tryout *t, const char *how, const char *why)
{
    const size_t i = first_due(t);
    as_err err;
    if (i == as_plugins_count(t->x.plugins)) {
        return;
    }
    as_err_set(&err, AS_EINVAL,
               "%s: its examples cannot be tried: the worker %s%s%s: the "
               "plugin is left out",
               as_plugins_get(t->x.plugins, i)->dir, why ? why : "died (",
               why ? "" : how, why ? "" : ")");
    t->how->problem(t->how->problem_ctx, &err);
    t->x.states[i] = AS_EXAMPLES_BAD;
}

/* One worker, until its end. */
static as_status run_worker(tryout *t, as_err *err)
{
    as_status done = AS_OK;
    as_err why;
    char how[AS_WORKER_DEATH];
    as_status st = as_worker_start(&t->needs.wall, inside, t, &t->kid.worker,
                                   err);
    if (st != AS_OK) {
        return st;
    }
    t->left = patience(t);
    t->n_begun = 0;
    while (st == AS_OK && t->left > 0 && !as_cancelled(t->how->cancel)) {
        st = hear(t, &done, &why);
    }
    as_worker_end(&t->kid.worker, t->said, t->said_ctx, how);
    as_kid_clear(&t->kid);
    if (as_cancelled(t->how->cancel)) {
        return as_err_set(err, AS_ECANCEL, "interrupted");
    }
    if (st == AS_EOF) {
        return done == AS_OK ? AS_OK : as_err_set(err, done, "%s", why.msg);
    }
    blame(t, how,
          st == AS_OK    ? "ran too long without an answer"
          : st == AS_EIO ? NULL
                         : "answered nonsense");
    return AS_OK;
}

as_status as_tryout(as_plugins *plugins, unsigned wall,
                    const as_examples_how *how,
                    void (*said)(void *ctx, const char *line), void *said_ctx,
                    as_err *err)
{
    tryout t = {.how = how, .said = said, .said_ctx = said_ctx};
    as_status st = as_examples_init(plugins, &t.x, err);
    if (st == AS_OK && first_due(&t) < as_plugins_count(plugins)) {
        st = as_worker_needs_of(plugins, wall, &t.needs, err);
        t.needs.wall.n_write = 0; /* examples leave no traces */
        while (st == AS_OK && first_due(&t) < as_plugins_count(plugins)) {
            const size_t before = first_due(&t);
            st = run_worker(&t, err);
            if (st == AS_OK && first_due(&t) == before) {
                blame(&t, "", "ended too early");
            }
        }
    }
    if (st == AS_OK) {
        as_examples_settle(&t.x, how->problem, how->problem_ctx);
    }
    as_examples_clear(&t.x);
    as_worker_needs_clear(&t.needs);
    return st;
}

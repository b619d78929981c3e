/* worker.c - fork, listen, end.
 *
 * Address space of a worker: what is mapped when it is forked, what the
 * plugins' Lua may use, and ROOM; crew_procs.c adds what a large document
 * needs, from outside. */
#include "shell/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "bind/lua_plugin.h"

enum {
    LINE_MAX_SAID = 1000,
    SAID_MAX = 256 << 10,
    SAID_BLOCK = 4096,
    ROOM = 512 << 20
};

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
    *fd = -1;
}

/* In the child. */
static void run(const as_wall *wall, pid_t parent, int fd, int said,
                as_worker_fn fn, void *ctx)
{
    as_err why;
    const as_status st = as_wall_raise(wall, parent, fd, said, &why);
    fn(ctx, AS_WALL_FD, st, &why);
    _exit(0);
}

as_status as_worker_start(const as_wall *wall, as_worker_fn fn, void *ctx,
                          as_worker *out, as_err *err)
{
    int talk[2] = {-1, -1}, said[2] = {-1, -1};
    const pid_t parent = getpid();
    pid_t pid = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, talk) == 0 &&
        pipe2(said, O_CLOEXEC) == 0 &&
        fcntl(talk[0], F_SETFL, O_NONBLOCK) == 0 &&
        fcntl(said[0], F_SETFL, O_NONBLOCK) == 0) {
        pid = fork();
    }
    const int why = errno;
    if (pid == 0) {
        run(wall, parent, talk[1], said[1], fn, ctx);
    }
    close_fd(&talk[1]);
    close_fd(&said[1]);
    if (pid < 0) {
        close_fd(&talk[0]);
        close_fd(&said[0]);
        return as_err_set(err, AS_EIO, "cannot start a worker process: %s",
                          strerror(why));
    }
    *out = (as_worker){.pid = pid,
                       .fd = talk[0],
                       .said = said[0],
                       .memory = wall->memory};
    return AS_OK;
}

void as_worker_memory(as_worker *worker, uint64_t bytes)
{
    struct rlimit r;
    if (worker->memory == 0 || worker->memory == bytes ||
        prlimit(worker->pid, RLIMIT_AS, NULL, &r) != 0 ||
        r.rlim_cur == RLIM_INFINITY) {
        return;
    }
    worker->memory = bytes;
    r.rlim_cur = bytes < r.rlim_max ? bytes : r.rlim_max;
    (void)prlimit(worker->pid, RLIMIT_AS, &r, NULL);
}

/* ---- what it says ------------------------------------------------------- */

typedef struct listening {
    as_worker *worker;
    as_worker_tell tell;
    void *ctx;
} listening;

static void tell_line(const listening *l)
{
    as_worker *worker = l->worker;
    if (worker->line.n > 0 &&
        as_buf_add_byte(&worker->line, '\0', NULL) == AS_OK) {
        l->tell(l->ctx, worker->line.p);
    }
    worker->line.n = 0;
}

static void take_said(const listening *l, const char *p, size_t n)
{
    as_worker *worker = l->worker;
    if (worker->n_said >= SAID_MAX) {
        return;
    }
    worker->n_said += n;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\n' || worker->line.n >= LINE_MAX_SAID) {
            tell_line(l);
        }
        if (p[i] != '\n' && p[i] != '\0') {
            (void)as_buf_add_byte(&worker->line, p[i], NULL);
        }
    }
    if (worker->n_said >= SAID_MAX) {
        tell_line(l);
        l->tell(l->ctx, "assay: a worker says more than 256 KiB: the rest is "
                        "left out");
    }
}

void as_worker_listen(as_worker *worker, as_worker_tell tell, void *ctx)
{
    const listening l = {worker, tell, ctx};
    char block[SAID_BLOCK];
    /* No more than a few blocks at a time: there are other workers. */
    for (int i = 0; i < 16 && worker->said >= 0; i++) {
        const ssize_t n = read(worker->said, block, sizeof block);
        if (n > 0) {
            take_said(&l, block, (size_t)n);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            tell_line(&l);
            close_fd(&worker->said);
        } else {
            return;
        }
    }
}

/* ---- its end ------------------------------------------------------------ */

static void describe(int status, char how[AS_WORKER_DEATH])
{
    if (WIFSIGNALED(status)) {
        const char *name = sigabbrev_np(WTERMSIG(status));
        (void)snprintf(how, AS_WORKER_DEATH, "killed by signal %d%s%s",
                       WTERMSIG(status), name ? ", SIG" : "",
                       name ? name : "");
    } else {
        (void)snprintf(how, AS_WORKER_DEATH, "exit status %d",
                       WEXITSTATUS(status));
    }
}

void as_worker_end(as_worker *worker, as_worker_tell tell, void *ctx,
                   char how[AS_WORKER_DEATH])
{
    int status = 0;
    if (worker->pid > 0) {
        /* One that is dying already stays at what it dies of. */
        (void)kill(worker->pid, SIGKILL);
        while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
        }
        describe(status, how);
        as_worker_listen(worker, tell, ctx);
    }
    close_fd(&worker->fd);
    close_fd(&worker->said);
    as_buf_clear(&worker->line);
    worker->pid = 0;
}

/* ---- what plugins come to ----------------------------------------------- */

static void add_plugin(as_worker_needs *needs, const as_plugin *plugin)
{
    size_t memory = 0;
    uint32_t seconds = 0;
    as_lua_plugin_limits(plugin, &memory, &seconds);
    needs->wall.memory += memory;
    needs->seconds += seconds;
    needs->read[needs->wall.n_read++] = plugin->dir;
    for (size_t i = 0; i < plugin->n_grants; i++) {
        const as_lock_grant *grant = &plugin->grants[i];
        if (strcmp(grant->name, "read") == 0) {
            needs->read[needs->wall.n_read++] = grant->folder;
        } else if (strcmp(grant->name, "write") == 0) {
            needs->write[needs->wall.n_write++] = grant->folder;
        }
    }
}

as_status as_worker_needs_of(const as_plugins *plugins, unsigned parts,
                             as_worker_needs *out, as_err *err)
{
    const size_t n = as_plugins_count(plugins);
    size_t n_folders = n;
    for (size_t i = 0; i < n; i++) {
        n_folders += as_plugins_get(plugins, i)->n_grants;
    }
    *out = (as_worker_needs){.wall = {.parts = parts}};
    out->read = as_mem_zero(n_folders, sizeof *out->read);
    out->write = as_mem_zero(n_folders, sizeof *out->write);
    if (out->read == NULL || out->write == NULL) {
        return as_err_nomem(err);
    }
    out->wall.memory = as_wall_mapped() + ROOM;
    for (size_t i = 0; i < n; i++) {
        add_plugin(out, as_plugins_get(plugins, i));
    }
    out->wall.read = out->read;
    out->wall.write = out->write;
    return AS_OK;
}

void as_worker_needs_clear(as_worker_needs *needs)
{
    as_mem_free(needs->read);
    as_mem_free(needs->write);
    *needs = (as_worker_needs){0};
}

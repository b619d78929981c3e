/* crew_procs.c - processes behind a wall, and a loop that talks to them.
 *
 * All of it runs on the caller's thread: each call of the crew is some turns
 * of `turn`, which sends, reads, and hands over results that are next. A
 * document goes to the worker that has the least to do; a short one may
 * follow before the first is answered, so that no worker waits for us.
 *
 * A worker is started when there is work for it, and when one has died. What
 * it was at is lost; what it was sent beyond that goes to another. A worker
 * is killed when it answers nonsense, or not within its time: of the CPU
 * seconds that the plugins have for the document, and MARGIN for the rest, a
 * MiB, times the workers that share a processor. Only time in which we wait
 * is counted: a reader of the output that stops does not make workers slow,
 * nor does a stopped terminal.
 *
 * When cancelled, workers are told by SIGTERM and have AS_PROCS_GRACE
 * seconds. */
#include <assert.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>

#include "base/clock.h"

#include "shell/crew_procs_int.h"

enum {
    MARGIN = 60,  /* seconds */
    TICK_MS = 100 /* a signal may come just before we wait */
};

/* ---- what workers get --------------------------------------------------- */

static void start_kid(as_crew *crew, as_kid *kid)
{
    as_procs *x = crew->inner;
    kid->inside = (as_crew_inside){&crew->opts, (size_t)(kid - x->kids)};
    as_err err;
    if (as_worker_start(&x->needs.wall, as_crew_inside_run, &kid->inside,
                        &kid->worker, &err) != AS_OK) {
        as_procs_failed_start(crew, err.msg);
        return;
    }
    x->n_starting++;
    kid->left = MARGIN + (double)x->needs.seconds;
}

/* The place that is to be worked on next; NULL: there is none. */
static as_place *next_waiting(as_crew *crew)
{
    as_procs *x = crew->inner;
    as_ring *ring = &crew->ring;
    for (x->next = x->next < ring->head ? ring->head : x->next;
         x->next < ring->tail; x->next++) {
        as_place *place = as_ring_at(ring, x->next);
        if (!x->given[place - ring->places] && !place->done) {
            return as_ring_may_begin(ring, place) ? place : NULL;
        }
    }
    return NULL;
}

/* The one that has least to do and may take it. */
static as_kid *best_kid(const as_crew *crew, const as_place *place)
{
    const as_procs *x = crew->inner;
    as_kid *best = NULL;
    for (size_t i = 0; i < crew->opts.jobs; i++) {
        as_kid *kid = &x->kids[i];
        if (as_kid_takes(kid, place) &&
            (best == NULL || kid->n_queued < best->n_queued)) {
            best = kid;
        }
    }
    return best;
}

static void give(as_crew *crew, as_kid *kid, as_place *place)
{
    const as_procs *x = crew->inner;
    const size_t before = kid->n_queued > 0 ? kid->queue[0]->text : 0;
    as_kid_queue(kid, place);
    x->given[place - crew->ring.places] = true;
    if (kid->n_queued == 1) {
        as_procs_begin(x, kid);
    }
    /* In steps of 64 MiB, so that it is seldom told. */
    const uint64_t need = (uint64_t)AS_PROCS_EACH * (before + place->text);
    as_worker_memory(&kid->worker,
                     x->needs.wall.memory + (need >> 26 << 26));
}

/* As many as there are documents that wait. */
static void start_some(as_crew *crew)
{
    const as_procs *x = crew->inner;
    const size_t waiting = crew->ring.tail - x->next;
    assert(x->kids != NULL);
    for (size_t i = 0; i < crew->opts.jobs && x->n_starting < waiting; i++) {
        if (x->kids[i].worker.pid == 0) {
            start_kid(crew, &x->kids[i]);
        }
    }
}

/* Start what is worth it, give what can be given. */
static void give_all(as_crew *crew)
{
    as_place *place;
    while ((place = next_waiting(crew)) != NULL) {
        as_kid *kid = best_kid(crew, place);
        if (kid == NULL || kid->n_queued > 0) {
            start_some(crew);
        }
        if (kid == NULL) {
            return;
        }
        give(crew, kid, place);
    }
}

/* ---- a turn ------------------------------------------------------------- */

/* True if there was one. */
static bool hand_over(as_crew *crew)
{
    bool any = false;
    as_place *place;
    while ((place = as_ring_next(&crew->ring)) != NULL) {
        crew->opts.fn(crew->opts.ctx, &place->result);
        as_ring_empty(&crew->ring, place);
        as_ring_pass(&crew->ring);
        any = true;
    }
    return any;
}

/* Nothing new is begun; what is under way has a little time. */
static void cancel(as_crew *crew)
{
    as_procs *x = crew->inner;
    for (size_t i = 0; !x->cancelling && i < crew->opts.jobs; i++) {
        as_kid *kid = &x->kids[i];
        if (kid->worker.pid > 0) {
            (void)kill(kid->worker.pid, SIGTERM);
            kid->left = AS_PROCS_GRACE;
        }
    }
    x->cancelling = true;
    for (uint64_t i = crew->ring.head; i < crew->ring.tail; i++) {
        as_place *place = as_ring_at(&crew->ring, i);
        if (!place->done && !x->given[place - crew->ring.places]) {
            as_procs_lose(crew, place, AS_ECANCEL, "interrupted");
        }
    }
}

static bool is_at_work(const as_kid *kid)
{
    return kid->worker.pid > 0 &&
           (kid->n_queued > 0 || !kid->up || kid->ending);
}

static void be_patient(as_crew *crew, double waited)
{
    const as_procs *x = crew->inner;
    for (size_t i = 0; i < crew->opts.jobs; i++) {
        as_kid *kid = &x->kids[i];
        if (!is_at_work(kid)) {
            continue;
        }
        kid->left -= waited;
        if (kid->left <= 0 && kid->ending) {
            as_procs_end_kid(crew, kid);
        } else if (kid->left <= 0) {
            as_procs_lose_kid(crew, kid, "ran too long without an answer");
        }
    }
}

/* Three for each worker: to read, and what it says. The rest is `fd`. */
static size_t list_fds(const as_crew *crew, int fd)
{
    const as_procs *x = crew->inner;
    size_t n = 0;
    for (size_t i = 0; i < crew->opts.jobs; i++) {
        const as_kid *kid = &x->kids[i];
        const bool sends = as_kid_sends(kid);
        x->fds[n++] = (struct pollfd){
            .fd = kid->worker.pid > 0 ? kid->worker.fd : -1,
            .events = (short)(POLLIN | (sends ? POLLOUT : 0))};
        x->fds[n++] = (struct pollfd){
            .fd = kid->worker.pid > 0 ? kid->worker.said : -1,
            .events = POLLIN};
    }
    x->fds[n++] = (struct pollfd){.fd = fd, .events = POLLIN};
    return n;
}

static void answer_fds(as_crew *crew)
{
    const as_procs *x = crew->inner;
    for (size_t i = 0; i < crew->opts.jobs; i++) {
        as_kid *kid = &x->kids[i];
        const short talk = x->fds[2 * i].revents;
        if (x->fds[2 * i + 1].revents != 0) {
            as_worker_listen(&kid->worker, crew->opts.said,
                             crew->opts.said_ctx);
        }
        if ((talk & (POLLIN | POLLHUP | POLLERR)) != 0) {
            as_procs_hear(crew, kid);
        }
        if (kid->ended) {
            as_procs_end_kid(crew, kid);
        }
        as_kid_send(kid);
    }
}

/* Wait at most `ms` for something to happen, and do what follows. True if
 * `fd` (-1: none) has something to read. */
static bool turn(as_crew *crew, int ms, int fd)
{
    const as_procs *x = crew->inner;
    if (x->cancelling || as_cancelled(crew->opts.cancel) ||
        crew->broken != AS_OK) {
        cancel(crew);
    } else {
        give_all(crew);
    }
    for (size_t i = 0; i < crew->opts.jobs; i++) {
        as_kid_send(&x->kids[i]);
    }
    if (hand_over(crew)) {
        ms = 0;
    }
    const size_t n = list_fds(crew, fd);
    const double begun = ms > 0 ? as_clock_now() : 0;
    const int ready = poll(x->fds, n, ms);
    const double waited = ms > 0 ? as_clock_now() - begun : 0;
    const bool has = ready > 0 && x->fds[n - 1].revents != 0;
    if (ready > 0) {
        answer_fds(crew);
    }
    /* What was readable was read first; a stop of all of us is no wait. */
    be_patient(crew, waited < ms / 1e3 ? waited : ms / 1e3);
    (void)hand_over(crew);
    return has;
}

/* ---- the owner's side --------------------------------------------------- */

static double per_mib(const as_crew_opts *opts, const as_procs *x)
{
    cpu_set_t set;
    size_t cpus = 1;
    if (opts->patience > 0) {
        return opts->patience;
    }
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        cpus = (size_t)CPU_COUNT(&set);
    }
    const size_t share = (opts->jobs + cpus - 1) / (cpus ? cpus : 1);
    return (double)(x->needs.seconds + MARGIN) * (double)share;
}

static as_status make(as_crew *crew, as_err *err)
{
    const as_crew_opts *opts = &crew->opts;
    as_procs *x = crew->inner = as_mem_zero(1, sizeof *x);
    if (x == NULL) {
        return as_err_nomem(err);
    }
    x->kids = as_mem_zero(opts->jobs, sizeof *x->kids);
    x->given = as_mem_zero(crew->ring.n_places, sizeof *x->given);
    x->fds = as_mem_zero(2 * opts->jobs + 1, sizeof *x->fds);
    if (x->kids == NULL || x->given == NULL || x->fds == NULL) {
        return as_err_nomem(err);
    }
    as_status st =
        as_worker_needs_of(opts->plugins, opts->wall, &x->needs, err);
    if (st == AS_OK) {
        x->per_mib = per_mib(opts, x);
    }
    return st;
}

/* The first worker says what is wrong with the plugins. */
static as_status start(as_crew *crew, as_err *err)
{
    const as_procs *x = NULL;
    as_status st = make(crew, err);
    if (st != AS_OK) {
        return st;
    }
    x = crew->inner;
    while (crew->broken == AS_OK && !x->kids[0].up && !x->cancelling) {
        if (x->kids[0].worker.pid == 0) {
            start_kid(crew, &x->kids[0]);
        }
        (void)turn(crew, TICK_MS, -1);
    }
    return as_crew_broken(crew, err);
}

static void put(as_crew *crew, as_input_item *item)
{
    while (!as_ring_has_room(&crew->ring, item->text.n)) {
        (void)turn(crew, TICK_MS, -1);
    }
    (void)as_ring_put(&crew->ring, item);
    (void)turn(crew, 0, -1);
}

static void wait_input(as_crew *crew, int fd)
{
    while (!turn(crew, TICK_MS, fd) && !as_cancelled(crew->opts.cancel)) {
    }
}

/* Ask for times; those that are not up have none. */
static void say_end(as_crew *crew)
{
    const as_procs *x = crew->inner;
    for (size_t i = 0; i < crew->opts.jobs; i++) {
        as_kid *kid = &x->kids[i];
        if (kid->worker.pid > 0 && (!kid->up || x->cancelling)) {
            as_procs_end_kid(crew, kid);
        } else if (kid->worker.pid > 0) {
            kid->left = as_kid_end(kid) == AS_OK ? AS_PROCS_GRACE : 0;
            kid->ending = true;
        }
    }
}

static bool any_kid(const as_crew *crew)
{
    const as_procs *x = crew->inner;
    for (size_t i = 0; i < crew->opts.jobs; i++) {
        if (x->kids[i].worker.pid > 0) {
            return true;
        }
    }
    return false;
}

static void finish(as_crew *crew)
{
    as_procs *x = crew->inner;
    if (x == NULL) {
        return;
    }
    if (x->kids != NULL && x->given != NULL && x->fds != NULL) {
        while (!as_ring_is_empty(&crew->ring)) {
            (void)turn(crew, TICK_MS, -1);
        }
        say_end(crew);
        while (any_kid(crew)) {
            (void)turn(crew, TICK_MS, -1);
        }
    }
    as_worker_needs_clear(&x->needs);
    as_mem_free(x->kids);
    as_mem_free(x->given);
    as_mem_free(x->fds);
    as_mem_free(x);
    crew->inner = NULL;
}

const as_crew_way as_crew_procs = {start, put, wait_input, finish};

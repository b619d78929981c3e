/* crew_threads.c - a pool of threads, and one more, the scribe, that hands
 * over the results.
 *
 * Jobs of the pool start in order, so that the next one to be handed over is
 * always under way or done, and nobody waits for ever. */
#include <pthread.h>
#include <signal.h>

#include "base/pool.h"
#include "shell/crew_int.h"

typedef struct threads {
    as_pool *pool;
    pthread_t scribe;
    bool has_scribe;
    pthread_mutex_t lock; /* of the ring and of `ended` */
    pthread_cond_t changed;
    bool ended;     /* nothing more will be put */
    as_mate *mates; /* each touched by its worker alone until the end */
} threads;

/* ---- a worker's side ---------------------------------------------------- */

static void ignore_problem(void *ctx, const as_err *err)
{
    (void)ctx;
    (void)err; /* the first pipeline had the same and told it */
}

static void wait_for_turn(as_crew *crew, const as_place *place)
{
    threads *x = crew->inner;
    pthread_mutex_lock(&x->lock);
    while (!as_ring_may_begin(&crew->ring, place)) {
        pthread_cond_wait(&x->changed, &x->lock);
    }
    pthread_mutex_unlock(&x->lock);
}

static void work(void *arg, size_t worker)
{
    as_place *place = arg;
    as_crew *crew = place->owner;
    threads *x = crew->inner;
    as_mate *mate = &x->mates[worker];
    as_crew_result *result = &place->result;
    wait_for_turn(crew, place);
    result->st = AS_OK;
    if (mate->pipe == NULL) {
        result->st = as_mate_init(mate, &crew->opts, worker, ignore_problem,
                                  NULL, &result->err);
    }
    if (result->st == AS_OK) {
        as_mate_run(mate, &place->item.text, &place->item.meta,
                    place->tables, result);
    }
    pthread_mutex_lock(&x->lock);
    as_ring_done(&crew->ring, place);
    pthread_cond_broadcast(&x->changed);
    pthread_mutex_unlock(&x->lock);
}

/* ---- the scribe --------------------------------------------------------- */

static void *hand_over(void *arg)
{
    as_crew *crew = arg;
    threads *x = crew->inner;
    pthread_mutex_lock(&x->lock);
    for (;;) {
        as_place *place = as_ring_next(&crew->ring);
        if (place != NULL) {
            pthread_mutex_unlock(&x->lock);
            crew->opts.fn(crew->opts.ctx, &place->result);
            as_ring_empty(&crew->ring, place);
            pthread_mutex_lock(&x->lock);
            as_ring_pass(&crew->ring);
            pthread_cond_broadcast(&x->changed);
        } else if (as_ring_is_empty(&crew->ring) && x->ended) {
            break;
        } else {
            pthread_cond_wait(&x->changed, &x->lock);
        }
    }
    pthread_mutex_unlock(&x->lock);
    return NULL;
}

/* Signals are for the owner's thread. */
static as_status start_scribe(as_crew *crew, as_err *err)
{
    threads *x = crew->inner;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    x->has_scribe = pthread_create(&x->scribe, NULL, hand_over, crew) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return x->has_scribe ? AS_OK
                         : as_err_set(err, AS_EIO, "cannot start a thread");
}

/* ---- the owner's side --------------------------------------------------- */

static as_status start(as_crew *crew, as_err *err)
{
    const as_crew_opts *opts = &crew->opts;
    threads *x = crew->inner = as_mem_zero(1, sizeof *x);
    if (x == NULL) {
        return as_err_nomem(err);
    }
    pthread_mutex_init(&x->lock, NULL);
    pthread_cond_init(&x->changed, NULL);
    x->mates = as_mem_zero(opts->jobs, sizeof *x->mates);
    if (x->mates == NULL) {
        return as_err_nomem(err);
    }
    as_status st = as_mate_init(&x->mates[0], opts, 0, opts->problem,
                                opts->problem_ctx, err);
    if (st == AS_OK) {
        st = as_pool_new(opts->jobs, crew->ring.n_places, &x->pool, err);
    }
    return st == AS_OK ? start_scribe(crew, err) : st;
}

static void put(as_crew *crew, as_input_item *item)
{
    threads *x = crew->inner;
    pthread_mutex_lock(&x->lock);
    while (!as_ring_has_room(&crew->ring, item->text.n)) {
        pthread_cond_wait(&x->changed, &x->lock);
    }
    as_place *place = as_ring_put(&crew->ring, item);
    pthread_mutex_unlock(&x->lock);
    as_pool_put(x->pool, work, place);
}

static void wait_input(as_crew *crew, int fd)
{
    (void)crew; /* the scribe is awake */
    (void)fd;
}

static void sum_times(as_crew *crew, as_mate *mate)
{
    for (size_t i = 0; i < as_mate_timing_count(mate); i++) {
        const as_timing t = as_mate_timing(mate, i);
        if (as_crew_time(crew, i, as_slice_str(t.name), NULL) == AS_OK) {
            as_crew_add_time(crew, i, &t);
        }
    }
}

static void finish(as_crew *crew)
{
    threads *x = crew->inner;
    if (x == NULL) {
        return;
    }
    if (x->pool) {
        as_pool_wait(x->pool);
    }
    if (x->has_scribe) {
        pthread_mutex_lock(&x->lock);
        x->ended = true;
        pthread_cond_broadcast(&x->changed);
        pthread_mutex_unlock(&x->lock);
        pthread_join(x->scribe, NULL);
    }
    as_pool_free(x->pool);
    for (size_t i = 0; x->mates && i < crew->opts.jobs; i++) {
        if (x->mates[i].pipe) {
            sum_times(crew, &x->mates[i]);
        }
        as_mate_clear(&x->mates[i]);
    }
    as_mem_free(x->mates);
    pthread_cond_destroy(&x->changed);
    pthread_mutex_destroy(&x->lock);
    as_mem_free(x);
    crew->inner = NULL;
}

const as_crew_way as_crew_threads = {start, put, wait_input, finish};

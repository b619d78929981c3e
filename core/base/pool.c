/* pool.c - a ring of jobs under one mutex. Jobs are documents, so a lock a
 * job costs nothing that can be measured. */
#include "base/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

typedef struct task {
    as_job job;
    void *arg;
} task;

typedef struct worker {
    as_pool *pool;
    size_t index;
    pthread_t thread;
} worker;

struct as_pool {
    pthread_mutex_t lock;
    pthread_cond_t filled; /* a job was put, or the pool stops */
    pthread_cond_t freed;  /* a place came free, or a job ended */
    task *ring;
    size_t cap, head, n; /* n waiting jobs from head on */
    size_t running;
    bool stop;
    size_t n_workers;
    worker *workers;
};

static void *work(void *arg)
{
    worker *w = arg;
    as_pool *pool = w->pool;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (pool->n == 0 && !pool->stop) {
            pthread_cond_wait(&pool->filled, &pool->lock);
        }
        if (pool->n == 0) {
            break;
        }
        task t = pool->ring[pool->head];
        pool->head = (pool->head + 1) % pool->cap;
        pool->n--;
        pool->running++;
        pthread_mutex_unlock(&pool->lock);
        t.job(t.arg, w->index);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
        pthread_cond_broadcast(&pool->freed);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* Threads inherit the mask of their maker: block all, start, restore. */
static as_status start_all(as_pool *pool, size_t n_workers, as_err *err)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    as_status st = AS_OK;
    for (size_t i = 0; i < n_workers && st == AS_OK; i++) {
        worker *w = &pool->workers[i];
        *w = (worker){.pool = pool, .index = i};
        if (pthread_create(&w->thread, NULL, work, w) != 0) {
            st = as_err_set(err, AS_EIO, "cannot start a worker thread");
        } else {
            pool->n_workers++;
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return st;
}

as_status as_pool_new(size_t n_workers, size_t queue_cap, as_pool **out,
                      as_err *err)
{
    if (n_workers == 0) {
        return as_err_set(err, AS_EINVAL, "a pool needs a worker");
    }
    as_pool *pool = as_mem_zero(1, sizeof *pool);
    if (pool == NULL) {
        return as_err_nomem(err);
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->filled, NULL);
    pthread_cond_init(&pool->freed, NULL);
    pool->cap = queue_cap ? queue_cap : 1;
    pool->ring = as_mem_zero(pool->cap, sizeof *pool->ring);
    pool->workers = as_mem_zero(n_workers, sizeof *pool->workers);
    as_status st = pool->ring && pool->workers
                       ? start_all(pool, n_workers, err)
                       : as_err_nomem(err);
    if (st != AS_OK) {
        as_pool_free(pool);
        return st;
    }
    *out = pool;
    return AS_OK;
}

void as_pool_put(as_pool *pool, as_job job, void *arg)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->n == pool->cap) {
        pthread_cond_wait(&pool->freed, &pool->lock);
    }
    pool->ring[(pool->head + pool->n++) % pool->cap] = (task){job, arg};
    pthread_cond_signal(&pool->filled);
    pthread_mutex_unlock(&pool->lock);
}

void as_pool_wait(as_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->n > 0 || pool->running > 0) {
        pthread_cond_wait(&pool->freed, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
}

void as_pool_free(as_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->filled);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < pool->n_workers; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    pthread_cond_destroy(&pool->freed);
    pthread_cond_destroy(&pool->filled);
    pthread_mutex_destroy(&pool->lock);
    as_mem_free(pool->workers);
    as_mem_free(pool->ring);
    as_mem_free(pool);
}

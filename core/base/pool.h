/* pool.h - worker threads that take jobs from one bounded queue.
 * Jobs start in the order given; how they end is the caller's to order. */
#ifndef AS_BASE_POOL_H
#define AS_BASE_POOL_H

#include <stddef.h>

#include "base/err.h"

typedef struct as_pool as_pool;

/* `worker` is 0 .. n_workers - 1: an index for per-thread state. */
typedef void (*as_job)(void *arg, size_t worker);

/* Start `n_workers` >= 1 threads with signals blocked, so that signals reach
 * the caller's thread. Errors: AS_ENOMEM, AS_EINVAL (n_workers is 0), AS_EIO
 * (the system refused a thread). */
as_status as_pool_new(size_t n_workers, size_t queue_cap, as_pool **out,
                      as_err *err);

/* Queue a job; waits while the queue is full. Only the owner calls this. */
void as_pool_put(as_pool *pool, as_job job, void *arg);

/* Wait until every job given so far has ended. */
void as_pool_wait(as_pool *pool);

/* Waits for the jobs, then ends the threads. Accepts NULL. */
void as_pool_free(as_pool *pool);

#endif

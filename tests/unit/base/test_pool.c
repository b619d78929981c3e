/* test_pool.c - workers that take jobs from a bounded queue. */
#include "unit/base/unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/cancel.h"
#include "base/pool.h"
#include "support/failmem.h"

enum { JOBS = 2000, WORKERS = 3 };

typedef struct counter {
    atomic_uint done;
    atomic_uint bad_worker;
    unsigned seen[JOBS];
    atomic_uint next;
    as_cancel cancel;
} counter;

typedef struct task {
    counter *c;
    unsigned i;
} task;

static void count(void *arg, size_t worker)
{
    task *t = arg;
    t->c->seen[t->i]++;
    atomic_fetch_add(&t->c->done, 1);
    atomic_fetch_add(&t->c->bad_worker, worker >= WORKERS);
}

static void test_every_job_runs_once(void **state)
{
    (void)state;
    static counter c;
    static task tasks[JOBS];
    as_pool *pool;
    assert_int_equal(as_pool_new(WORKERS, 4, &pool, NULL), AS_OK);
    for (unsigned i = 0; i < JOBS; i++) {
        tasks[i] = (task){&c, i};
        as_pool_put(pool, count, &tasks[i]);
        if (i == JOBS / 2) {
            as_pool_wait(pool);
            assert_int_equal(atomic_load(&c.done), i + 1);
        }
    }
    as_pool_wait(pool);
    assert_int_equal(atomic_load(&c.done), JOBS);
    assert_int_equal(atomic_load(&c.bad_worker), 0);
    for (unsigned i = 0; i < JOBS; i++) {
        assert_int_equal(c.seen[i], 1);
    }
    as_pool_free(pool);
}

static void order(void *arg, size_t worker)
{
    (void)worker;
    task *t = arg;
    t->c->seen[t->i] = atomic_fetch_add(&t->c->next, 1);
}

static void test_jobs_start_in_order_and_end_before_free(void **state)
{
    (void)state;
    static counter c;
    static task tasks[JOBS];
    as_pool *pool;
    assert_int_equal(as_pool_new(1, 0, &pool, NULL), AS_OK);
    for (unsigned i = 0; i < JOBS; i++) {
        tasks[i] = (task){&c, i};
        as_pool_put(pool, order, &tasks[i]);
    }
    as_pool_free(pool); /* waits */
    for (unsigned i = 0; i < JOBS; i++) {
        assert_int_equal(c.seen[i], i);
    }
    as_pool_free(NULL);
}

static void block_mask(void *arg, size_t worker)
{
    (void)worker;
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    *(int *)arg = sigismember(&now, SIGINT);
}

static void test_workers_block_signals(void **state)
{
    (void)state;
    int blocked = 0;
    as_pool *pool;
    assert_int_equal(as_pool_new(1, 1, &pool, NULL), AS_OK);
    as_pool_put(pool, block_mask, &blocked);
    as_pool_free(pool);
    assert_int_equal(blocked, 1);
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    assert_int_equal(sigismember(&now, SIGINT), 0);
}

static void until_cancelled(void *arg, size_t worker)
{
    (void)worker;
    counter *c = arg;
    while (!as_cancelled(&c->cancel)) {
    }
    atomic_fetch_add(&c->done, 1);
}

static void test_cancel_stops_a_running_job(void **state)
{
    (void)state;
    static counter c;
    as_pool *pool;
    assert_false(as_cancelled(NULL));
    assert_int_equal(as_pool_new(2, 2, &pool, NULL), AS_OK);
    as_pool_put(pool, until_cancelled, &c);
    as_pool_put(pool, until_cancelled, &c);
    as_cancel_raise(&c.cancel);
    as_pool_wait(pool);
    assert_int_equal(atomic_load(&c.done), 2);
    as_cancel_lower(&c.cancel);
    assert_false(as_cancelled(&c.cancel));
    as_pool_free(pool);
}

static void test_a_pool_that_cannot_be_is_refused(void **state)
{
    (void)state;
    as_pool *pool = NULL;
    as_err err = {0};
    assert_int_equal(as_pool_new(0, 1, &pool, &err), AS_EINVAL);
    assert_string_equal(err.msg, "a pool needs a worker");
    for (size_t n = 1;; n++) {
        failmem_arm(n);
        const as_status st = as_pool_new(2, 2, &pool, NULL);
        if (!failmem_disarm()) {
            assert_int_equal(st, AS_OK);
            break;
        }
        assert_int_equal(st, AS_ENOMEM);
        assert_null(pool);
    }
    as_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_job_runs_once),
        cmocka_unit_test(test_jobs_start_in_order_and_end_before_free),
        cmocka_unit_test(test_workers_block_signals),
        cmocka_unit_test(test_cancel_stops_a_running_job),
        cmocka_unit_test(test_a_pool_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}

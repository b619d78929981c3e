/* Where SIGURG is somebody else's, a count hook stops what the timer would
 * have stopped. */
#include "unit/bind/bind_test.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

static void not_ours(int sig)
{
    (void)sig;
}

static void *interrupt_soon(void *arg)
{
    const struct timespec pause = {0, 100 * 1000 * 1000};
    nanosleep(&pause, NULL);
    as_lua_interrupt(arg);
    return NULL;
}

static void stops(const char *code)
{
    as_lua *lua = lua_make();
    pthread_t t;
    assert_int_equal(pthread_create(&t, NULL, interrupt_soon, lua), 0);
    lua_fails(lua, code, AS_ECANCEL, "interrupted");
    pthread_join(t, NULL);
    lua_does(lua, "for i = 1, 1e6 do end");
    as_lua_free(lua);
}

static void test_loops_stop_without_the_timer(void **state)
{
    (void)state;
    struct sigaction act = {.sa_handler = not_ours};
    sigaction(SIGURG, &act, NULL);
    stops("while true do end");
    stops("while true do pcall(function() while true do end end) end");
    stops("coroutine.wrap(function() while true do end end)()");
    sigaction(SIGURG, NULL, &act);
    assert_ptr_equal(act.sa_handler, not_ours);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loops_stop_without_the_timer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

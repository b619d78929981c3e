/* Interrupts: from a signal handler and from another thread, of loops,
 * coroutines and what tries to swallow them. The state stays good. */
#include "unit/bind/bind_test.h"

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

static as_lua *the_lua;

static void on_alarm(int sig)
{
    (void)sig;
    as_lua_interrupt(the_lua);
}

static void alarm_in(long ms)
{
    struct sigaction act = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &act, NULL);
    const struct itimerval once = {{0, 0}, {0, ms * 1000}};
    setitimer(ITIMER_REAL, &once, NULL);
}

static void stops(const char *code)
{
    the_lua = lua_make();
    as_err err = {0};
    alarm_in(100);
    as_status st = as_lua_run_string(the_lua, as_slice_str(code), "test",
                                     NULL, 0, &err);
    if (st != AS_ECANCEL) {
        fail_msg("status %d, \"%s\"\n%s", (int)st, err.msg, code);
    }
    assert_string_equal(err.msg, "interrupted");
    lua_does(the_lua, "assert(assay.text('a b'):text(2) == 'b')\n"
                      "for i = 1, 1e5 do end");
    as_lua_free(the_lua);
}

static void test_a_loop_stops(void **state)
{
    (void)state;
    stops("while true do end");
}

static void test_a_loop_in_a_coroutine_stops(void **state)
{
    (void)state;
    stops("coroutine.wrap(function() while true do end end)()");
    stops("local co = coroutine.create(function()\n"
          "  coroutine.wrap(function() while true do end end)() end)\n"
          "while true do coroutine.resume(co) end");
}

static void test_a_generator_stops(void **state)
{
    (void)state;
    stops("local co = coroutine.wrap(function()\n"
          "  while true do coroutine.yield(1) end end)\n"
          "while true do co() end");
}

static void test_pcall_does_not_swallow_it(void **state)
{
    (void)state;
    stops("while true do pcall(function() while true do end end) end");
    stops("local function f() pcall(f) f() end f()");
    stops("while true do\n"
          "  local ok, why = xpcall(function() while true do end end,\n"
          "    function(m) return m end)\n"
          "end");
}

static void test_what_is_closed_stops_too(void **state)
{
    (void)state;
    stops("local x <close> = setmetatable({}, {__close = function()\n"
          "  while true do end end})");
    stops("local co = coroutine.create(function()\n"
          "  local x <close> = setmetatable({}, {__close = function()\n"
          "    while true do end end})\n"
          "  coroutine.yield() end)\n"
          "coroutine.resume(co) coroutine.close(co)");
}

static void test_loops_over_documents_stop(void **state)
{
    (void)state;
    stops("while true do\n"
          "  for d in assay.each('examples/talks.txt') do d:column('norm') "
          "end\n"
          "end");
    stops("local d = assay.text(('a b '):rep(1e5))\n"
          "while true do pcall(d.column, d, 'text') end");
}

/* Exponential in Lua's own matcher, where no hook could look. */
static void test_patterns_stop(void **state)
{
    (void)state;
    stops("local n = 50\n"
          "return ('a'):rep(n):match(('a?'):rep(n) .. ('a'):rep(n))");
    stops("return ('a'):rep(1e6):gsub('.-.-.-b', '')");
    stops("for x in ('a'):rep(1e6):gmatch('a*a*a*b') do end");
}

static void *interrupt_soon(void *arg)
{
    const struct timespec pause = {0, 100 * 1000 * 1000};
    nanosleep(&pause, NULL);
    as_lua_interrupt(arg);
    return NULL;
}

static void test_another_thread_can_interrupt(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    pthread_t t;
    assert_int_equal(pthread_create(&t, NULL, interrupt_soon, lua), 0);
    as_err err;
    assert_int_equal(as_lua_run_string(lua, AS_LIT("while true do end"), "t",
                                       NULL, 0, &err), AS_ECANCEL);
    pthread_join(t, NULL);
    lua_does(lua, "assert(1 + 1 == 2)");
    as_lua_free(lua);
}

static void test_an_early_interrupt_is_forgotten(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    as_lua_interrupt(lua);
    lua_does(lua, "for i = 1, 1e6 do end");
    as_lua_free(lua);
}

/* A suspended coroutine that had the hook set runs on in a later call. */
static void test_a_coroutine_outlives_an_interrupt(void **state)
{
    (void)state;
    the_lua = lua_make();
    lua_does(the_lua, "co = coroutine.create(function()\n"
                      "  for i = 1, math.huge do coroutine.yield(i) end end)");
    as_err err;
    alarm_in(100);
    const char *code = "while true do n = select(2, coroutine.resume(co)) "
                       "end";
    assert_int_equal(as_lua_run_string(the_lua, as_slice_str(code), "t", NULL,
                                       0, &err), AS_ECANCEL);
    lua_does(the_lua, "assert(coroutine.status(co) == 'suspended' or\n"
                      "  coroutine.status(co) == 'dead')");
    as_lua_free(the_lua);
}

static void test_coroutines_do_what_lua_says(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua,
             "local co = coroutine.create(function(a, b)\n"
             "  local c = coroutine.yield(a + b)\n"
             "  local d, e = coroutine.yield(c * 2)\n"
             "  return d, e end)\n"
             "local function same(want, ...)\n"
             "  assert(table.concat({tostring((...)), select(2, ...)}, ' ')\n"
             "    == want, want) end\n"
             "same('true 3', coroutine.resume(co, 1, 2))\n"
             "same('true 8', coroutine.resume(co, 4))\n"
             "same('true 5 6', coroutine.resume(co, 5, 6))\n"
             "same('false cannot resume dead coroutine',\n"
             "  coroutine.resume(co))\n"
             "local bad = coroutine.wrap(function() error('x', 0) end)\n"
             "local ok, why = pcall(bad)\n"
             "assert(not ok and why:find('x$'))\n"
             "local t = {}\n"
             "local ok, why = pcall(coroutine.wrap(function() error(t) end))\n"
             "assert(why == t)\n"
             "co = coroutine.create(function() coroutine.yield() end)\n"
             "coroutine.resume(co)\n"
             "assert(coroutine.close(co))\n"
             "assert(coroutine.status(co) == 'dead')\n"
             "assert(not pcall(coroutine.close, coroutine.running()))\n"
             "assert(coroutine.isyieldable() == false)");
    as_lua_free(lua);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_loop_stops),
        cmocka_unit_test(test_a_loop_in_a_coroutine_stops),
        cmocka_unit_test(test_a_generator_stops),
        cmocka_unit_test(test_pcall_does_not_swallow_it),
        cmocka_unit_test(test_what_is_closed_stops_too),
        cmocka_unit_test(test_loops_over_documents_stop),
        cmocka_unit_test(test_patterns_stop),
        cmocka_unit_test(test_another_thread_can_interrupt),
        cmocka_unit_test(test_an_early_interrupt_is_forgotten),
        cmocka_unit_test(test_a_coroutine_outlives_an_interrupt),
        cmocka_unit_test(test_coroutines_do_what_lua_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* bind_test.h - a user's state for tests, and what it printed. Tests run
 * from the folder of the checkout, whose lua/ they load. */
#ifndef AS_TESTS_BIND_TEST_H
#define AS_TESTS_BIND_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "bind/lua_state.h"

static inline as_lua *lua_make(void)
{
    const as_lua_opts opts = {.share = "."};
    as_lua *lua = NULL;
    as_err err = {0};
    as_status st = as_lua_new(&opts, &lua, &err);
    if (st != AS_OK) {
        fail_msg("as_lua_new: %s", err.msg);
    }
    return lua;
}

/* Run a string that must do as it says; Lua's `assert` does the testing. */
static inline void lua_does(as_lua *lua, const char *code)
{
    as_err err = {0};
    as_status st = as_lua_run_string(lua, as_slice_str(code), "test", NULL, 0,
                                     &err);
    if (st != AS_OK) {
        fail_msg("%s\n%s", err.msg, code);
    }
}

/* Run a string that must fail with a message that holds `part`. */
static inline void lua_fails(as_lua *lua, const char *code, as_status want,
                             const char *part)
{
    as_err err = {0};
    as_status st = as_lua_run_string(lua, as_slice_str(code), "test", NULL, 0,
                                     &err);
    if (st != want || !strstr(err.msg, part)) {
        fail_msg("status %d, \"%s\" instead of %d, \"%s\"\n%s", (int)st,
                 err.msg, (int)want, part, code);
    }
    assert_int_equal(err.status, want);
}

/* Enter at the prompt; whether more is asked for. */
static inline bool lua_enters(as_lua *lua, const char *code)
{
    as_err err = {0};
    bool more = true;
    as_status st = as_lua_enter(lua, as_slice_str(code), &more, &err);
    if (st != AS_OK) {
        fail_msg("%s\n%s", err.msg, code);
    }
    return more;
}

#endif

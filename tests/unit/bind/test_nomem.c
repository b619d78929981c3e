/* Every allocation refused once: an error comes back, nothing leaks (under
 * ASan), and the next call works. */
#include "unit/bind/bind_test.h"

#include "base/mem.h"

/* Lets `left` allocations through, refuses one, then lets all through. */
typedef struct gate {
    size_t left;
    bool refused;
} gate;

static int pass(void *ctx, size_t size)
{
    gate *g = ctx;
    (void)size;
    if (g->refused) {
        return 1;
    }
    if (g->left == 0) {
        g->refused = true;
        return 0;
    }
    g->left--;
    return 1;
}

static void test_making_a_state(void **state)
{
    (void)state;
    const as_lua_opts opts = {.share = "."};
    for (size_t n = 0;; n += 1 + n / 16) {
        gate g = {.left = n};
        as_lua *lua = NULL;
        as_err err = {0};
        as_mem_gate_set(pass, &g);
        as_status st = as_lua_new(&opts, &lua, &err);
        as_mem_gate_set(NULL, NULL);
        if (st == AS_OK) {
            as_lua_free(lua);
        }
        assert_true(st == AS_OK || st == AS_ENOMEM || st == AS_ESCRIPT);
        if (!g.refused) {
            break;
        }
    }
}

static void refuse_in(const char *code, bool enter)
{
    as_lua *lua = lua_make();
    for (size_t n = 0;; n += 1 + n / 64) {
        gate g = {.left = n};
        as_err err = {0};
        bool more;
        lua_does(lua, "collectgarbage()");
        as_mem_gate_set(pass, &g);
        as_status st = enter ? as_lua_enter(lua, as_slice_str(code), &more,
                                            &err)
                             : as_lua_run_string(lua, as_slice_str(code),
                                                 "t", NULL, 0, &err);
        as_mem_gate_set(NULL, NULL);
        if (st != AS_OK && st != AS_ENOMEM) {
            /* what had no memory may say so in words of its own */
            assert_int_equal(st, AS_ESCRIPT);
            assert_non_null(strstr(err.msg, "memory"));
        }
        lua_does(lua, "assert(assay.text('a b'):text(2) == 'b')");
        if (!g.refused) {
            break;
        }
    }
    as_lua_free(lua);
}

static void test_documents(void **state)
{
    (void)state;
    refuse_in("local d = assay.text('Kyiv and Moscow met. It rained.')\n"
              "d:column('norm') d:column('text')\n"
              "d:add('event', 1, 4, {type = 'X', who = {'a', 'b'}})\n"
              "local n = #d:records() + #d:spans('event')\n"
              "n = n + #d:within('event', 1, 4)\n"
              "for a, b in d:find('and moscow') do n = n + a end\n"
              "d:close()", false);
}

static void test_gazetteers(void **state)
{
    (void)state;
    refuse_in("local g = assay.gazetteer{entries = {'Red Cross',\n"
              "  {text = 'UN', also = {'U.N.'}, name = 'x'}}}\n"
              "local d <close> = assay.text('the red cross and the UN')\n"
              "for f, l, e in d:find(g) do assert(e) end", false);
}

static void test_reading(void **state)
{
    (void)state;
    refuse_in("for d in assay.each{'examples/talks.txt'} do\n"
              "  assert(#d > 0) end", false);
}

/* Steps, and the session's rules: what a refusal leaves is as it was. */
static void test_steps(void **state)
{
    (void)state;
    refuse_in("local core = require 'assay.core'\n"
              "local d <close> = assay.text('A convoy. B convoys.')\n"
              "local set = core.rules({{name = 'c', label = 'C',\n"
              "  pattern = 'convoy', examples = {match = {'A convoy.'}}}},\n"
              "  'session')\n"
              "d:add('x', 1, 1, {list = {'a'}, t = 'b'})\n"
              "assert(core.journal.rules(d, set) == 1)\n"
              "assert(#core.journal.try(d, set) == 1)\n"
              "undo()\n"
              "assert(#d:spans('x') == 0 and #d:spans('c') == 1)\n"
              "redo()\n"
              "assert(#d:spans('x') == 1)", false);
}

static void test_output(void **state)
{
    (void)state;
    refuse_in("local core = require 'assay.core'\n"
              "local o = core.output\n"
              "local d <close> = assay.text('In Kyiv.')\n"
              "o.json('a\\255\"') o.json(0.1) o.utf8('\\255')\n"
              "o.head('csv', 'entity') o.records(d, 'jsonl', {'document'})\n"
              "local f <close> = o.draft('build/nomem.draft')\n"
              "assert(f:write('x'))\n"
              "core.rules.data('plugins/quotes/rules/attributions.yaml')", false);
}

static void test_entering(void **state)
{
    (void)state;
    refuse_in("local a = {1, 2}", true);
    refuse_in("{1, 2}, kwic", true);
}

static void test_what_outlives_a_session(void **state)
{
    (void)state;
    refuse_in("local s = require 'assay.core'.state\n"
              "local t = s.parse('{\"a\":[1,2.5,\"x\",true,null]}')\n"
              "assert(t.a[3] == 'x' and s.path 'x' and s.sha256 'x')\n"
              "assert(s.read('examples/talks.txt', 50))", false);
}

/* What completes and hints is loaded, with all that they read, whichever
 * allocation is refused; the next time it is there. */
static void test_completing(void **state)
{
    (void)state;
    const as_slice line = AS_LIT("doc:records(\"quote\")[1].sp");
    for (size_t n = 0;; n = n * 9 / 8 + 1) {
        as_lua *lua = lua_make();
        gate g = {.left = n};
        as_err err;
        as_lua_names names = {0};
        as_buf hint = {0};
        size_t from, beg, end;
        as_mem_gate_set(pass, &g);
        as_status st = as_lua_complete(lua, line, line.n, &from, &names,
                                       &err);
        as_status hinted = as_lua_hint(lua, line, 15, &hint, &beg, &end,
                                       &err);
        as_mem_gate_set(NULL, NULL);
        assert_true(st == AS_OK || st == AS_ENOMEM || st == AS_ESCRIPT);
        assert_true(hinted == AS_OK || hinted == AS_ENOMEM ||
                    hinted == AS_ESCRIPT);
        as_lua_names_free(&names);
        assert_int_equal(as_lua_complete(lua, line, line.n, &from, &names,
                                         &err),
                         AS_OK);
        assert_int_equal(names.n, 4); /* speaker ... speaker_end */
        as_lua_names_free(&names);
        as_buf_clear(&hint);
        as_lua_free(lua);
        if (!g.refused) {
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_making_a_state),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_gazetteers),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_output),
        cmocka_unit_test(test_entering),
        cmocka_unit_test(test_what_outlives_a_session),
        cmocka_unit_test(test_completing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The user's state: scripts, arguments, errors, handles, values. */
#include "unit/bind/bind_test.h"

static void test_a_script_gets_its_arguments(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    const char *const args[] = {"one", "two"};
    as_err err;
    const char *code = "local a, b = ...\n"
                       "assert(a == 'one' and b == 'two')\n"
                       "assert(arg[0] == 'name' and arg[2] == 'two')";
    assert_int_equal(as_lua_run_string(lua, as_slice_str(code), "name", args,
                                       2, &err), AS_OK);
    as_lua_free(lua);
}

static void test_errors_name_file_and_line(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_fails(lua, "\nlocal x = = 1", AS_ESYNTAX, "test:2: ");
    lua_fails(lua, "\n\nerror('no luck')", AS_ESCRIPT, "test:3: no luck");
    assert_int_equal(as_lua_trace(lua).n, 0);
    lua_does(lua, "assay.term.trace = true");
    lua_fails(lua, "\n\nerror('no luck')", AS_ESCRIPT, "test:3: no luck");
    as_slice trace = as_lua_trace(lua);
    assert_non_null(memmem(trace.p, trace.n, "traceback", 9));
    lua_fails(lua, "error({})", AS_ESCRIPT, "table value");
    lua_fails(lua, "error('a\\nb\\27[1m')", AS_ESCRIPT, "test:1: a b [1m");
    lua_fails(lua, "require 'nothing.there'", AS_ESCRIPT, "not found");
    lua_fails(lua, "kwick 'x'", AS_ESCRIPT,
              "test:1: there is no `kwick`; did you mean `kwic`?");
    lua_fails(lua, "local t = {name = 1}\nt.nane()", AS_ESCRIPT,
              "test:2: there is no `nane` in `t`; did you mean `name`?");
    as_lua_free(lua);
}

static void test_a_missing_file_is_an_input_error(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    as_err err;
    assert_int_equal(as_lua_run_file(lua, "no/such.lua", NULL, 0, &err),
                     AS_EIO);
    assert_non_null(strstr(err.msg, "no/such.lua"));
    as_lua_free(lua);
}

static void test_bytecode_does_not_run_as_a_string(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_fails(lua, "\033Lua", AS_ESYNTAX, "binary");
    as_lua_free(lua);
}

static void test_call_reaches_a_module(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua, "package.loaded.mine = {go = function(...)\n"
                  "  got = table.concat({...}, ',') end}");
    const char *const args[] = {"a", "b"};
    as_err err;
    assert_int_equal(as_lua_call(lua, "mine", "go", args, 2, &err), AS_OK);
    lua_does(lua, "assert(got == 'a,b')");
    assert_int_equal(as_lua_call(lua, "mine", "gone", args, 2, &err),
                     AS_ESCRIPT);
    as_lua_free(lua);
}

static void test_a_library_that_is_not_there_is_told(void **state)
{
    (void)state;
    const as_lua_opts opts = {.share = "no/such/folder"};
    as_lua *lua = NULL;
    as_err err;
    assert_int_equal(as_lua_new(&opts, &lua, &err), AS_ESCRIPT);
    assert_non_null(strstr(err.msg, "assay"));
    assert_null(lua);
}

static void test_stale_handles_are_errors(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua, "local d = assay.text('One two.')\n"
                  "local nxt, s, i = d:tokens()\n"
                  "local found = d:find('two')\n"
                  "d:close() d:close()\n"
                  "for _, f in ipairs{function() return #d end,\n"
                  "  function() return d.id end,\n"
                  "  function() return d:text() end,\n"
                  "  function() return nxt(s, i) end, found} do\n"
                  "  local ok, why = pcall(f)\n"
                  "  assert(not ok and why:find('closed'), why)\n"
                  "end\n"
                  "local e = assay.text('Three')\n"
                  "assert(not pcall(function() return #d end))\n"
                  "assert(e:text() == 'Three')\n"
                  "assert(tostring(d) == 'doc (closed)')");
    as_lua_free(lua);
}

static void test_dropped_documents_are_collected(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua, "local t = ('word '):rep(50000)\n"
                  "for i = 1, 400 do assay.text(t) end");
    as_lua_free(lua);
}

static void test_positions_are_one_based_and_inclusive(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua,
             "local d = assay.text('Kyiv and Moscow met.')\n"
             "local text, norm, b, e = d:token(3)\n"
             "assert(text == 'Moscow' and norm == 'moscow')\n"
             "assert(d:text():sub(b, e) == 'Moscow')\n"
             "assert(d:slice(b, e) == 'Moscow')\n"
             "assert(d:text(1, 3) == 'Kyiv and Moscow')\n"
             "assert(d:text(1, 0) == '' and d:text(#d + 1, #d) == '')\n"
             "assert(d:text(2) == 'and')\n"
             "assert(#d == 5 and d:column('norm')[5] == '.')\n"
             "local f, l = d:sentences()(d, 0)\n"
             "assert(f == 1 and l == 5)");
    lua_fails(lua, "assay.text('a'):text(0)", AS_ESCRIPT, "not within");
    lua_fails(lua, "assay.text('a'):text(1, 2)", AS_ESCRIPT, "not within");
    lua_fails(lua, "assay.text('a'):token(2)", AS_ESCRIPT, "no token 2");
    as_lua_free(lua);
}

static void test_added_spans_come_back(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua,
             "local d = assay.text('Kyiv and Moscow met.')\n"
             "d:add('event', 1, 4, {type = 'CONSULT', n = 2, x = 1.5,\n"
             "  ok = true, who = {'a', 'b'}, place = {3, 3}})\n"
             "local s = d:spans('event')[1]\n"
             "assert(s.first == 1 and s.last == 4)\n"
             "assert(s.begin == 1 and s.finish == 19)\n"
             "assert(s.type == 'CONSULT' and s.n == 2 and s.x == 1.5)\n"
             "assert(s.ok == true and s.who[2] == 'b')\n"
             "assert(s.place.text == 'Moscow' and s.place.first == 3)\n"
             "assert(s.rule == 'script@0/test', s.rule)\n"
             "d:add('event', 2, 2, {rule = 'mine', place = s.place})\n"
             "assert(d:spans('event')[2].rule == 'script@0/mine')\n"
             "assert(#d:within('event', 1, 4) == 2)\n"
             "assert(#d:after('event', 1, 1) == 1)\n"
             "assert(#d:before('event', 5, 5) == 2)\n"
             "assert(#d:spans('event', 'flat') == 1)\n"
             "assert(d:kinds()[1] == 'event')");
    lua_fails(lua, "assay.text('a'):add('x', 1, 0)", AS_ESCRIPT,
              "at least one token");
    lua_fails(lua, "assay.text('a'):add('x', 1, 1, {f = print})", AS_ESCRIPT,
              "field \"f\"");
    lua_fails(lua, "assay.text('a'):add('x', 1, 1, {1})", AS_ESCRIPT,
              "field names");
    lua_fails(lua, "assay.text('a'):add('x', 1, 1, {f = {1, 9}})",
              AS_ESCRIPT, "outside");
    lua_fails(lua, "assay.text('a'):add('x', 1, 1, {f = 0/0})", AS_ESCRIPT,
              "finite");
    as_lua_free(lua);
}

static void test_records_are_those_of_the_output(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua,
             "local d = assay.text('\u00C9t\u00E9 in Kyiv', {id = 'x'})\n"
             "d:add('entity', 3, 3, {type = 'LOC', name = 'Kyiv'})\n"
             "local r = d:records('entity')[1]\n"
             "assert(r.start == 9 and r['end'] == 13 and r.doc == 'x')\n"
             "assert(r.kind == 'entity' and r.name == 'Kyiv')\n"
             "r = d:records('entity', {chars = true})[1]\n"
             "assert(r.start == 7 and r['end'] == 11 and r.text == 'Kyiv')\n"
             "assert(#d:records('quote') == 0)");
    as_lua_free(lua);
}

static void test_text_with_nul_and_bad_bytes_survives(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua, "local d = assay.text('a\\0b \\xff c')\n"
                  "assert(d.repaired == 1)\n"
                  "assert(d:text():find('a\\0b', 1, true))\n"
                  "assert(assay.text('').id == 'text')\n"
                  "assert(#assay.text('') == 0)");
    as_lua_free(lua);
}

static void test_gazetteers_from_tables(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua,
             "local g = assay.gazetteer{name = 'g', label = 'ORG',\n"
             "  entries = {'Red Cross', {text = 'UN', match = 'exact',\n"
             "    also = {'U.N.'}, name = 'United Nations', n = 3}}}\n"
             "assert(#g >= 2, #g)\n"
             "local d = assay.text('The un and the UN met the red cross')\n"
             "local hits = {}\n"
             "for f, l, e in d:find(g) do\n"
             "  hits[#hits + 1] = d:text(f, l) .. (e.name or e.label)\n"
             "end\n"
             "assert(table.concat(hits, ' ') ==\n"
             "  'UNUnited Nations red crossORG')");
    lua_fails(lua, "assay.gazetteer(nil)", AS_ESCRIPT,
              "must be a table or a path (got nil)");
    lua_fails(lua, "assay.gazetteer{}", AS_ESCRIPT, "entries");
    lua_fails(lua, "assay.gazetteer{entries = {{}}}", AS_ESCRIPT, "entry 1");
    lua_fails(lua, "assay.gazetteer{entries = {'a', ''}}", AS_ESCRIPT,
              "entry 2");
    lua_fails(lua, "assay.text('a'):find(nil)", AS_ESCRIPT,
              "doc:find: pattern must be a pattern, a gazetteer or a string (got nil)");
    as_lua_free(lua);
}

static void test_what_reaches_a_terminal_is_clean(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    lua_does(lua,
             "assert(assay.clean('a\\27[31mb\\7\\0c\\r\\n') == 'a[31mbc  ')\n"
             "assert(assay.clean('\\u{9B}2J\\u{202E}x') == '2Jx')\n"
             "assert(assay.clean('a\\27[31mb\\27]0;t\\7', 'print')\n"
             "  == 'a\\27[31mb]0;t')\n"
             "assert(assay.clean('\\xff') == '\\u{FFFD}')\n"
             "assert(assay.width('\\u{4E2D}x') == 3)\n"
             "assert(assay.cut('abcdef', 4) == 'abc\\u{2026}')\n"
             "assert(assay.cut('abcd', 4) == 'abcd')");
    as_lua_free(lua);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_script_gets_its_arguments),
        cmocka_unit_test(test_errors_name_file_and_line),
        cmocka_unit_test(test_a_missing_file_is_an_input_error),
        cmocka_unit_test(test_bytecode_does_not_run_as_a_string),
        cmocka_unit_test(test_call_reaches_a_module),
        cmocka_unit_test(test_a_library_that_is_not_there_is_told),
        cmocka_unit_test(test_stale_handles_are_errors),
        cmocka_unit_test(test_dropped_documents_are_collected),
        cmocka_unit_test(test_positions_are_one_based_and_inclusive),
        cmocka_unit_test(test_added_spans_come_back),
        cmocka_unit_test(test_records_are_those_of_the_output),
        cmocka_unit_test(test_text_with_nul_and_bad_bytes_survives),
        cmocka_unit_test(test_gazetteers_from_tables),
        cmocka_unit_test(test_what_reaches_a_terminal_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

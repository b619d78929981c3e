/* The prompt: expressions, commands, statements, locals; and completion. */
#include "unit/bind/bind_test.h"

#include "base/buf.h"

/* Everything printed between capture and captured goes to a file. */
static int saved_out;
static FILE *caught;

static void capture(void)
{
    fflush(stdout);
    caught = tmpfile();
    assert_non_null(caught);
    saved_out = dup(1);
    dup2(fileno(caught), 1);
}

static const char *captured(void)
{
    static char text[1 << 16];
    fflush(stdout);
    dup2(saved_out, 1);
    close(saved_out);
    rewind(caught);
    size_t n = fread(text, 1, sizeof text - 1, caught);
    text[n] = '\0';
    fclose(caught);
    return text;
}

static void prints(as_lua *lua, const char *code, const char *want)
{
    capture();
    as_err err = {0};
    bool more;
    as_status st = as_lua_enter(lua, as_slice_str(code), &more, &err);
    const char *got = captured();
    if (st != AS_OK || more || strcmp(got, want) != 0) {
        fail_msg("%s printed \"%s\" (%s)", code, got, err.msg);
    }
}

static void test_expressions_print_their_value(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    prints(lua, "1 + 2", "3\n");
    prints(lua, "1, nil, 'x'", "1\nnil\nx\n");
    prints(lua, "_", "1\n");
    prints(lua, "return 4", "4\n");
    prints(lua, "{1, a = {2}}", "{1, a = {2}}\n");
    prints(lua, "x = 5", "");
    prints(lua, "x -- the value", "5\n");
    prints(lua, "(function() end)()", "");
    prints(lua, "", "");
    prints(lua, "  ", "");
    prints(lua, "-- nothing", "");
    as_lua_free(lua);
}

static void test_a_bare_command_runs(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    prints(lua, "docs", "no document is open; try open \"report.txt\"\n");
    prints(lua, "tool = {docs = docs}", "");
    prints(lua, " tool.docs ",
           "no document is open; try open \"report.txt\"\n");
    prints(lua, "print(docs == nil)", "false\n");
    as_lua_free(lua);
}

static void test_locals_stay(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    prints(lua, "local a, b = 1, 2", "");
    prints(lua, "a + b", "3\n");
    prints(lua, "a = a + 1", "");
    prints(lua, "a", "2\n");
    prints(lua, "rawget(_G, 'a')", "nil\n");
    prints(lua, "local N <const> = 7 local s = 'local x <const>' "
                "local t <const> = {}", "");
    prints(lua, "N, s, #t", "7\nlocal x <const>\n0\n");
    prints(lua, "local function f(n) return n < 2 and 1 or n * f(n - 1) end",
           "");
    prints(lua, "f(5)", "120\n");
    prints(lua, "local a = 10 do local a = 11 end", "");
    prints(lua, "a", "10\n");
    prints(lua, "g = 1 for i = 1, 2 do local inner = i end", "");
    prints(lua, "rawget(_G, 'g'), inner", "1\nnil\n");
    as_lua_free(lua);
}

/* What a script prints, and what its lines print when they are typed. */
static void type_script(const char *path)
{
    as_lua *lua = lua_make();
    as_err err = {0};
    capture();
    as_status st = as_lua_run_file(lua, path, NULL, 0, &err);
    char *ran = strdup(captured());
    as_lua_free(lua);
    lua = lua_make();
    as_buf entry = {0};
    char line[256];
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    capture();
    while (st == AS_OK && fgets(line, sizeof line, f)) {
        bool more = false;
        assert_int_equal(as_buf_add(&entry, line, strlen(line), NULL), 0);
        st = as_lua_enter(lua, as_buf_slice(&entry), &more, &err);
        entry.n = more ? entry.n : 0;
    }
    const char *typed = captured();
    fclose(f);
    as_buf_clear(&entry);
    as_lua_free(lua);
    if (st != AS_OK || strcmp(ran, typed) != 0 || !*ran) {
        fail_msg("%s: %s\n--- run\n%s--- typed\n%s", path, err.msg, ran,
                 typed);
    }
    free(ran);
}

static void test_typed_scripts_do_the_same(void **state)
{
    (void)state;
    type_script("examples/01-countries.lua");
    type_script("examples/03-own-gazetteer.lua");
}

static void test_an_unfinished_entry_asks_for_more(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    const char *const open[] = {"for i = 1, 2 do", "x =", "f(", "1 +",
                                "local function f()", "s = [[abc", "{1,",
                                "if x then y = 1 else"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        assert_true(lua_enters(lua, open[i]));
    }
    prints(lua, "for i = 1, 2 do\n  print(i)\nend", "1\n2\n");
    as_lua_free(lua);
}

static void test_errors_at_the_prompt(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    as_err err;
    bool more;
    assert_int_equal(as_lua_enter(lua, AS_LIT("x = = 1"), &more, &err),
                     AS_ESYNTAX);
    assert_false(more);
    assert_non_null(strstr(err.msg, "prompt:1:"));
    assert_null(strstr(err.msg, "__assay"));
    assert_int_equal(as_lua_enter(lua, AS_LIT("error 'x'"), &more, &err),
                     AS_ESCRIPT);
    assert_int_equal(as_lua_enter(lua, AS_LIT("\033Lua"), &more, &err),
                     AS_ESYNTAX);
    as_lua_free(lua);
}

/* ---- completion ------------------------------------------------------- */

/* Names joined by blanks. */
static const char *complete(as_lua *lua, const char *line, size_t *from)
{
    static char text[8192];
    as_lua_names names = {0};
    as_err err;
    as_slice s = as_slice_str(line);
    assert_int_equal(as_lua_complete(lua, s, s.n, from, &names, &err), AS_OK);
    text[0] = '\0';
    for (size_t i = 0; i < names.n; i++) {
        strcat(strcat(text, i ? " " : ""), names.v[i]);
    }
    as_lua_names_free(&names);
    return text;
}

static void test_completion_knows_names(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    size_t from;
    lua_does(lua, "doc = assay.text('a')\n"
                  "trap = setmetatable({}, {__index = error,\n"
                  "  __pairs = error})\n"
                  "derived = setmetatable({own = 1}, {__index =\n"
                  "  {base = print}})");
    lua_enters(lua, "local longish = {field = {deeper = 1}}");
    assert_string_equal(complete(lua, "entit", &from), "entities");
    assert_int_equal(from, 0);
    assert_string_equal(complete(lua, "print(assay.te", &from), "term text");
    assert_int_equal(from, 12);
    assert_string_equal(complete(lua, "doc:se", &from),
                        "sentence_at sentences");
    assert_string_equal(complete(lua, "doc.i", &from), "id");
    assert_string_equal(complete(lua, "longi", &from), "longish");
    assert_string_equal(complete(lua, "longish.field.", &from), "deeper");
    assert_string_equal(complete(lua, "x = whi", &from), "while");
    assert_string_equal(complete(lua, "derived.", &from), "base own");
    assert_string_equal(complete(lua, "derived:", &from), "base");
    assert_string_equal(complete(lua, "trap.x", &from), "");
    assert_string_equal(complete(lua, "nothing.at.all", &from), "");
    assert_string_equal(complete(lua, "f().x", &from), "");
    assert_string_equal(complete(lua, "open \"ent", &from), "");
    assert_string_equal(complete(lua, "-- ent", &from), "");
    assert_string_equal(complete(lua, "'a'..entit", &from), "entities");
    assert_string_equal(complete(lua, "__assay", &from), "__assay_keep");
    as_lua_free(lua);
}

static void test_completion_knows_types(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    size_t from;
    assert_string_equal(complete(lua, "doc:sent", &from),
                        "sentence_at sentences");
    lua_does(lua, "require = error"); /* the user's, not ours */
    assert_string_equal(complete(lua, "doc:records(\"quote\")[1].speaker_t",
                                 &from),
                        "speaker_text");
    assert_int_equal(from, 24);
    assert_string_equal(complete(lua, "records(\"casu", &from), "casualty");
    assert_int_equal(from, 9);
    assert_string_equal(complete(lua, "brief{fu", &from), "full");
    as_lua_free(lua);
}

static void test_a_hint_marks_the_parameter(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    as_buf out = {0};
    as_err err;
    size_t beg = 0, end = 0;
    as_slice line = AS_LIT("doc:slice(f(1, 2), 3)");
    assert_int_equal(as_lua_hint(lua, line, 19, &out, &beg, &end, &err),
                     AS_OK);
    assert_true(as_slice_eq(as_buf_slice(&out),
                            AS_LIT("doc:slice(begin, finish)")));
    assert_int_equal(beg, 17);
    assert_int_equal(end, 23);
    assert_int_equal(as_lua_hint(lua, line, line.n, &out, &beg, &end, &err),
                     AS_OK);
    assert_int_equal(out.n, 0);
    assert_int_equal(as_lua_hint(lua, line, line.n + 1, &out, &beg, &end,
                                 &err),
                     AS_ERANGE);
    as_buf_clear(&out);
    as_lua_free(lua);
}

static void test_completion_takes_a_place_in_the_line(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    as_lua_names names = {0};
    as_err err;
    size_t from = 99;
    as_slice line = AS_LIT("entit(1)");
    assert_int_equal(as_lua_complete(lua, line, 5, &from, &names, &err),
                     AS_OK);
    assert_int_equal(from, 0);
    assert_int_equal(names.n, 1);
    as_lua_names_free(&names);
    assert_int_equal(as_lua_complete(lua, line, 9, &from, &names, &err),
                     AS_ERANGE);
    as_lua_free(lua);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions_print_their_value),
        cmocka_unit_test(test_a_bare_command_runs),
        cmocka_unit_test(test_locals_stay),
        cmocka_unit_test(test_typed_scripts_do_the_same),
        cmocka_unit_test(test_an_unfinished_entry_asks_for_more),
        cmocka_unit_test(test_errors_at_the_prompt),
        cmocka_unit_test(test_completion_knows_names),
        cmocka_unit_test(test_completion_knows_types),
        cmocka_unit_test(test_a_hint_marks_the_parameter),
        cmocka_unit_test(test_completion_takes_a_place_in_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

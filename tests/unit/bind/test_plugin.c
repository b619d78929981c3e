/* A plugin's main.lua as a stage: what it may do, and what stops it. */
#include "unit/bind/bind_test.h"

#include <sys/stat.h>
#include <time.h>

#include "bind/lua_plugin.h"

static char dir[] = "/tmp/assay-test-XXXXXX";

static void write_file(const char *name, const char *bytes, size_t n)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static as_manifest_limits limits = {.memory_mb = 8, .seconds = 1};
static as_manifest manifest = {
    .name = (char *)"probe", .version = (char *)"1.2.0", .limits = &limits};

static as_status make(const char *code, size_t n, const as_cancel *cancel,
                      as_stage *out, as_err *err)
{
    static const as_plugin plugin = {
        .manifest = &manifest, .dir = dir, .main = "main.lua"};
    write_file("main.lua", code, n);
    return as_lua_plugin_stage((void *)(uintptr_t)cancel, &plugin, out, err);
}

static as_doc *doc_make(const char *text)
{
    as_buf buf = {0};
    as_err err;
    assert_int_equal(as_buf_add_slice(&buf, as_slice_str(text), &err), AS_OK);
    const as_doc_meta meta = {.id = AS_LIT("d")};
    as_doc *doc = NULL;
    assert_int_equal(as_doc_new(&buf, &meta, &doc, &err), AS_OK);
    return doc;
}

/* Make a stage of `code` and run it over a document. */
static as_status run(const char *code, const char *text, as_doc **out,
                     as_err *err)
{
    as_stage stage = {0};
    as_status st = make(code, strlen(code), NULL, &stage, err);
    if (st != AS_OK) {
        fail_msg("%s\n%s", err->msg, code);
    }
    as_doc *doc = doc_make(text);
    st = stage.run(stage.state, doc, err);
    stage.free(stage.state);
    if (out) {
        *out = doc;
    } else {
        as_doc_free(doc);
    }
    return st;
}

static void annotates(const char *body)
{
    char code[2048];
    snprintf(code, sizeof code, "return {annotate = function(doc) %s end}",
             body);
    as_err err = {0};
    if (run(code, "Kyiv and Moscow met.", NULL, &err) != AS_OK) {
        fail_msg("%s\n%s", err.msg, body);
    }
}

static void refuses(const char *body, as_status want, const char *part)
{
    char code[2048];
    snprintf(code, sizeof code, "return {annotate = function(doc) %s end}",
             body);
    as_err err = {0};
    as_status st = run(code, "Kyiv and Moscow met.", NULL, &err);
    if (st != want || !strstr(err.msg, part)) {
        fail_msg("status %d, \"%s\"\n%s", (int)st, err.msg, body);
    }
}

static void test_a_plugin_annotates(void **state)
{
    (void)state;
    as_doc *doc = NULL;
    as_err err = {0};
    const char *code =
        "local gaz = assay.gazetteer{label = 'LOC', entries = {'Kyiv'}}\n"
        "return {annotate = function(doc)\n"
        "  for first, last, entry in doc:find(gaz) do\n"
        "    doc:add('entity', first, last, {type = entry.label})\n"
        "    doc:add('entity', 3, 3, {rule = 'x'})\n"
        "  end\n"
        "end}";
    assert_int_equal(run(code, "In Kyiv it rains", &doc, &err), AS_OK);
    const as_layer *layer = as_doc_layer_find(doc, AS_LIT("entity"));
    assert_non_null(layer);
    const as_span *a = as_layer_get(layer, 0), *b = as_layer_get(layer, 1);
    assert_true(as_slice_eq(a->label, AS_LIT("LOC")));
    assert_true(as_slice_eq(a->prov->rule, AS_LIT("probe@1.2.0/annotate")));
    assert_true(as_slice_eq(b->prov->rule, AS_LIT("probe@1.2.0/x")));
    as_doc_free(doc);
}

static void test_a_plugin_without_annotate_is_no_stage(void **state)
{
    (void)state;
    as_stage stage = {0};
    as_err err;
    assert_int_equal(make("return {}", 9, NULL, &stage, &err), AS_EOF);
    assert_null(stage.run);
    const as_plugin none = {.manifest = &manifest, .dir = dir};
    assert_int_equal(as_lua_plugin_stage(NULL, &none, &stage, &err), AS_EOF);
}

static void test_loading_errors_name_the_line(void **state)
{
    (void)state;
    const struct {
        const char *code;
        as_status want;
        const char *part;
    } cases[] = {
        {"\n\nlocal = 3", AS_ESYNTAX, "/main.lua:3: "},
        {"\nerror('no')", AS_ESCRIPT, "/main.lua:2: no"},
        {"return 5", AS_ESCRIPT, "/main.lua: must return a table"},
        {"return {annotate = 1}", AS_ESCRIPT, "must be a function"},
        {"\033Lua\x54", AS_ESYNTAX, "/main.lua: attempt to load a binary"},
        {"while true do end", AS_ELIMIT, "ran longer than 1 s"},
        {"require 'gone'", AS_ESCRIPT, "gone.lua: cannot open"},
        {"require '../etc'", AS_ESCRIPT, "cannot be a module"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        as_stage stage = {0};
        as_err err = {0};
        as_status st = make(cases[i].code, strlen(cases[i].code), NULL,
                            &stage, &err);
        if (st != cases[i].want || !strstr(err.msg, cases[i].part) ||
            strncmp(err.msg, dir, strlen(dir)) != 0) {
            fail_msg("%zu: status %d, \"%s\"", i, (int)st, err.msg);
        }
    }
}

static void test_its_own_modules_load(void **state)
{
    (void)state;
    char sub[256];
    snprintf(sub, sizeof sub, "%s/lib", dir);
    mkdir(sub, 0700);
    const char *words = "n = (n or 0) + 1 return {word = 'Kyiv', name = ...}";
    write_file("lib/words.lua", words, strlen(words));
    annotates("local w = require 'lib.words' "
              "assert(w.word == 'Kyiv' and w.name == 'lib.words') "
              "assert(require 'lib.words' == w and n == 1)");
    const char *loop = "return require 'turn'";
    write_file("turn.lua", loop, strlen(loop));
    refuses("require 'turn'", AS_ESCRIPT, "requires itself");
    const char *bad = "\n\nx = = 1";
    write_file("bad.lua", bad, strlen(bad));
    refuses("require 'bad'", AS_ESCRIPT, "/bad.lua:3: ");
}

static void test_there_are_no_files_and_no_process(void **state)
{
    (void)state;
    annotates("for _, name in ipairs{'io', 'os', 'debug', 'package', "
              "'dofile', 'loadfile', 'warn'} do "
              "assert(_G[name] == nil, name) end "
              "assert(string.dump == nil and assay.open == nil)");
    refuses("assay.gazetteer('../../etc/passwd')", AS_ESCRIPT,
            "not in the plugin's folder");
    refuses("collectgarbage('stop')", AS_ESCRIPT, "only");
}

static void test_bytecode_is_refused(void **state)
{
    (void)state;
    annotates("local f, why = load('\\27Lua') "
              "assert(not f and why:find('binary'))");
    annotates("assert(load('return 1 + 1')() == 2)");
    annotates("assert(load('return x', 'c', 't', {x = 3})() == 3)");
    refuses("load(function() return ' ' end)", AS_ESCRIPT, "string");
}

static void test_metatables_are_hidden(void **state)
{
    (void)state;
    annotates("assert(getmetatable(doc) == 'assay.doc') "
              "assert(getmetatable('') == 'string') "
              "assert(not pcall(setmetatable, {}, {__gc = print})) "
              "assert(not pcall(setmetatable, "
              "setmetatable({}, {__metatable = 1}), {}))");
}

static void test_memory_is_capped(void **state)
{
    (void)state;
    refuses("local t = {} for i = 1, 1e9 do t[i] = {} end", AS_ELIMIT,
            "8 MiB");
    refuses("return ('x'):rep(1e9)", AS_ELIMIT, "8 MiB");
    refuses("while true do doc:add('x', 1, 2, {a = 'b'}) end", AS_ESCRIPT,
            "8 MiB");
    refuses("local t = {} while true do "
            "t[#t + 1] = assay.gazetteer{entries = {'a', 'b'}} end",
            AS_ESCRIPT, "more than 2000 gazetteers");
    refuses("local e, t = {}, {} for i = 1, 5000 do e[i] = 'w' .. i end "
            "while true do t[#t + 1] = assay.gazetteer{entries = e} end",
            AS_ESCRIPT, "8 MiB");
}

static void test_time_is_limited(void **state)
{
    (void)state;
    static const char *const loops[] = {
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "while true do xpcall(error, function() while true do end end) end",
        "local function f() return f() end f()",
        "for i in function() return 1 end do end",
        "return ('a'):rep(50):find(('a?'):rep(50) .. ('a'):rep(50))",
    };
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
        refuses(loops[i], AS_ELIMIT, "ran longer than 1 s");
    }
}

static void test_endless_loops_in_c_are_refused(void **state)
{
    (void)state;
    annotates("assert((''):rep(1 << 60) == '')");
    refuses("table.move({}, 1, 1 << 60, 2)", AS_ESCRIPT, "more than");
    refuses("table.insert(setmetatable({}, {__len = function() "
            "return 1 << 60 end}), 1, 1)", AS_ESCRIPT, "__len");
    annotates("local t = {1, 2} table.insert(t, 3) table.remove(t, 1) "
              "assert(#t == 2 and t[1] == 2) "
              "assert(#table.move({1, 2, 3}, 1, 3, 2) == 4) "
              "assert(('ab'):rep(2, '-') == 'ab-ab')");
}

static void test_xpcall_calls_its_handler(void **state)
{
    (void)state;
    annotates("local ok, m = xpcall(function(a) error(a, 0) end, "
              "function(m) return m .. '!' end, 'x') "
              "assert(not ok and m == 'x!') "
              "local ok, a, b = xpcall(function(...) return ... end, print, "
              "1, 2) assert(ok and a == 1 and b == 2)");
}

static void test_coroutines_run_and_close(void **state)
{
    (void)state;
    annotates("local co = coroutine.create(function(a) "
              "local b = coroutine.yield(a + 1) "
              "local ok, c = pcall(function() return coroutine.yield(b) end) "
              "return ok, c end) "
              "local function go(...) return select('#', ...), ... end "
              "local _, ok, v = go(coroutine.resume(co, 1)) "
              "assert(ok and v == 2) "
              "assert(select(2, coroutine.resume(co, 5)) == 5) "
              "local _, done, in_pcall, c = go(coroutine.resume(co, 7)) "
              "assert(done and in_pcall and c == 7) "
              "assert(coroutine.status(co) == 'dead')");
    annotates("local closed local co = coroutine.create(function() "
              "local x <close> = setmetatable({}, {__close = function() "
              "closed = true end}) coroutine.yield() end) "
              "coroutine.resume(co) assert(coroutine.close(co) and closed)");
    annotates("local f = coroutine.wrap(function() error('e', 0) end) "
              "local ok, why = pcall(f) assert(not ok and why == 'e') "
              "for i in coroutine.wrap(function() for i = 1, 3 do "
              "coroutine.yield(i) end end) do assert(i < 4) end");
}

static void test_sorting_keeps_the_order_of_equals(void **state)
{
    (void)state;
    annotates("local t = {} for i = 1, 100 do t[i] = {i % 7, i} end "
              "table.sort(t, function(a, b) return a[1] < b[1] end) "
              "for i = 2, 100 do local a, b = t[i - 1], t[i] "
              "assert(a[1] < b[1] or (a[1] == b[1] and a[2] < b[2])) end");
    annotates("local t = {3, 1, 2} table.sort(t) "
              "assert(table.concat(t, ',') == '1,2,3') "
              "assert(select('#', table.unpack({}, 1, 3)) == 3) "
              "assert(table.concat(table.move({1, 2, 3}, 1, 3, 2)) "
              "== '1123')");
    refuses("table.sort {1, 'a'}", AS_ESCRIPT, "attempt to compare");
    refuses("table.concat {1, {}}", AS_ESCRIPT, "invalid value (table)");
}

static void test_options_have_their_types(void **state)
{
    (void)state;
    as_manifest_option options[] = {
        {(char *)"n", (char *)"number", (char *)"3", NULL},
        {(char *)"x", (char *)"number", (char *)"2.5", NULL},
        {(char *)"b", (char *)"boolean", (char *)"false", NULL},
        {(char *)"t", (char *)"text", (char *)"3", NULL},
        {(char *)"none", (char *)"text", NULL, NULL}};
    as_lock_pair set[] = {{(char *)"n", (char *)"7"},
                          {(char *)"x", (char *)"much"}};
    as_manifest with = manifest;
    with.config = options;
    with.n_config = 5;
    const as_plugin plugin = {.manifest = &with, .dir = dir,
                              .main = "main.lua", .config = set,
                              .n_config = 2};
    const char *code = "local c = assay.config "
                       "assert(c.n == 7 and c.x == 2.5 and c.b == false "
                       "and c.t == '3' and c.none == nil) "
                       "return {annotate = function() end}";
    as_stage stage = {0};
    as_err err = {0};
    write_file("main.lua", code, strlen(code));
    if (as_lua_plugin_stage(NULL, &plugin, &stage, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    stage.free(stage.state);
}

/* What a stopped state left behind is nobody's to go on with. */
static void test_a_stopped_state_is_made_anew(void **state)
{
    (void)state;
    as_stage stage = {0};
    as_err err = {0};
    const char *code = "local n = 0\n"
                       "return {annotate = function(doc)\n"
                       "  n = n + 1\n"
                       "  if #doc == 1 then while true do end end\n"
                       "  assert(n == #doc - 1)\n"
                       "end}";
    assert_int_equal(make(code, strlen(code), NULL, &stage, &err), AS_OK);
    const char *const texts[] = {"one", "one two", "one two three", "one",
                                 "one two"};
    const as_status want[] = {AS_ELIMIT, AS_OK, AS_OK, AS_ELIMIT, AS_OK};
    for (size_t i = 0; i < 5; i++) {
        as_doc *doc = doc_make(texts[i]);
        assert_int_equal(stage.run(stage.state, doc, &err), want[i]);
        as_doc_free(doc);
    }
    stage.free(stage.state);
}

static void test_a_kept_handle_is_stale(void **state)
{
    (void)state;
    as_stage stage = {0};
    as_err err = {0};
    const char *code = "local kept\n"
                       "return {annotate = function(doc)\n"
                       "  if kept then\n"
                       "    assert(not pcall(function() return #kept end))\n"
                       "    assert(#doc == 2)\n"
                       "  end\n"
                       "  kept = doc\n"
                       "end}";
    assert_int_equal(make(code, strlen(code), NULL, &stage, &err), AS_OK);
    for (int i = 0; i < 3; i++) {
        as_doc *doc = doc_make("two words");
        as_status st = stage.run(stage.state, doc, &err);
        as_doc_free(doc);
        if (st != AS_OK) {
            fail_msg("%s", err.msg);
        }
    }
    stage.free(stage.state);
}

static void test_a_failed_document_leaves_the_stage_good(void **state)
{
    (void)state;
    as_stage stage = {0};
    as_err err = {0};
    const char *code = "return {annotate = function(doc)\n"
                       "  if #doc == 1 then while true do end end\n"
                       "  if #doc == 2 then error('two') end\n"
                       "end}";
    assert_int_equal(make(code, strlen(code), NULL, &stage, &err), AS_OK);
    const char *const texts[] = {"one", "one two", "one two three"};
    const as_status want[] = {AS_ELIMIT, AS_ESCRIPT, AS_OK};
    for (size_t i = 0; i < 3; i++) {
        as_doc *doc = doc_make(texts[i]);
        assert_int_equal(stage.run(stage.state, doc, &err), want[i]);
        as_doc_free(doc);
    }
    stage.free(stage.state);
}

static void test_chance_is_the_same_for_every_document(void **state)
{
    (void)state;
    as_stage stage = {0};
    as_err err = {0};
    const char *code = "local seen\n"
                       "return {annotate = function(doc)\n"
                       "  local x = math.random(1 << 30)\n"
                       "  assert(not seen or seen == x)\n"
                       "  seen = x\n"
                       "end}";
    assert_int_equal(make(code, strlen(code), NULL, &stage, &err), AS_OK);
    for (int i = 0; i < 2; i++) {
        as_doc *doc = doc_make("a");
        assert_int_equal(stage.run(stage.state, doc, &err), AS_OK);
        as_doc_free(doc);
    }
    stage.free(stage.state);
}

static void test_a_raised_flag_stops_it(void **state)
{
    (void)state;
    as_cancel cancel = {0};
    as_stage stage = {0};
    as_err err = {0};
    const char *code = "return {annotate = function() while true do end end}";
    assert_int_equal(make(code, strlen(code), &cancel, &stage, &err), AS_OK);
    as_doc *doc = doc_make("a");
    as_cancel_raise(&cancel);
    assert_int_equal(stage.run(stage.state, doc, &err), AS_ECANCEL);
    as_doc_free(doc);
    stage.free(stage.state);
}

static int dir_make(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

static int dir_remove(void **state)
{
    (void)state;
    static const char *const names[] = {"main.lua", "lib/words.lua", "lib",
                                        "turn.lua", "bad.lua", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        remove(path);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_plugin_annotates),
        cmocka_unit_test(test_a_plugin_without_annotate_is_no_stage),
        cmocka_unit_test(test_loading_errors_name_the_line),
        cmocka_unit_test(test_its_own_modules_load),
        cmocka_unit_test(test_there_are_no_files_and_no_process),
        cmocka_unit_test(test_bytecode_is_refused),
        cmocka_unit_test(test_metatables_are_hidden),
        cmocka_unit_test(test_memory_is_capped),
        cmocka_unit_test(test_time_is_limited),
        cmocka_unit_test(test_endless_loops_in_c_are_refused),
        cmocka_unit_test(test_xpcall_calls_its_handler),
        cmocka_unit_test(test_coroutines_run_and_close),
        cmocka_unit_test(test_sorting_keeps_the_order_of_equals),
        cmocka_unit_test(test_options_have_their_types),
        cmocka_unit_test(test_a_stopped_state_is_made_anew),
        cmocka_unit_test(test_a_kept_handle_is_stale),
        cmocka_unit_test(test_a_failed_document_leaves_the_stage_good),
        cmocka_unit_test(test_chance_is_the_same_for_every_document),
        cmocka_unit_test(test_a_raised_flag_stops_it),
    };
    return cmocka_run_group_tests(tests, dir_make, dir_remove);
}

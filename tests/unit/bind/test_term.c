/* test_term.c - the terminal as the library sees it: sizes, switches, pages,
 * progress, and whether an entry goes on. */
#include "unit/bind/bind_test.h"

#include <string.h>

#include "support/failmem.h"

typedef struct shown {
    as_buf pages;
    char pager[32];
    size_t n_pages, n_steps, n_ends;
    as_lua_progress last; /* without its strings */
    char what[32], kept[32];
} shown;

static void page(void *ctx, as_slice text, const char *pager)
{
    shown *s = ctx;
    s->n_pages++;
    (void)snprintf(s->pager, sizeof s->pager, "%s", pager ? pager : "-");
    (void)as_buf_add_slice(&s->pages, text, NULL);
}

static void progress(void *ctx, const as_lua_progress *now)
{
    shown *s = ctx;
    if (now == NULL) {
        s->n_ends++;
        return;
    }
    s->n_steps++;
    s->last = *now;
    (void)snprintf(s->what, sizeof s->what, "%s", now->what);
    (void)snprintf(s->kept, sizeof s->kept, "%s", now->kept ? now->kept : "-");
}

static as_lua *make(shown *s)
{
    const as_lua_opts opts = {
        .share = ".", .width = 60, .height = 10, .color = true,
        .screen = {.page = page, .progress = progress, .ctx = s}};
    as_lua *lua = NULL;
    as_err err = {0};
    memset(s, 0, sizeof *s);
    assert_int_equal(as_lua_new(&opts, &lua, &err), AS_OK);
    return lua;
}

static void drop(as_lua *lua, shown *s)
{
    as_lua_free(lua);
    as_buf_clear(&s->pages);
}

static void test_sizes_follow_the_terminal_unless_fixed(void **state)
{
    (void)state;
    shown s;
    as_lua *lua = make(&s);
    lua_does(lua, "local t = assay.term\n"
                  "assert(t.width == 60 and t.height == 10 and t.color)");
    as_lua_size_set(lua, 90, 20);
    lua_does(lua, "local t = assay.term\n"
                  "assert(t.width == 90 and t.screen == 90 and "
                  "t.height == 20) t.fixed = true");
    as_lua_size_set(lua, 50, 5);
    lua_does(lua, "local t = assay.term\n"
                  "assert(t.width == 90 and t.screen == 50 and "
                  "t.height == 5)");
    drop(lua, &s);
}

static void test_switches_are_seen(void **state)
{
    (void)state;
    shown s;
    as_lua *lua = make(&s);
    assert_true(as_lua_switched(lua, "hints"));
    assert_false(as_lua_switched(lua, "trace"));
    lua_does(lua, "assay.term.hints = false assay.term.trace = true");
    assert_false(as_lua_switched(lua, "hints"));
    assert_true(as_lua_switched(lua, "trace"));
    assert_false(as_lua_switched(lua, "no such"));
    drop(lua, &s);
}

static void test_pages_are_clean_and_go_to_the_pager(void **state)
{
    (void)state;
    shown s;
    as_lua *lua = make(&s);
    lua_does(lua, "assay.page('a\\27[2J\\7b\\n\\27[1mc\\27[0m')");
    assert_int_equal(s.n_pages, 1);
    assert_string_equal(s.pager, "-");
    static const char want[] = "a[2Jb\n\033[1mc\033[0m\n";
    assert_int_equal(s.pages.n, sizeof want - 1);
    assert_memory_equal(s.pages.p, want, sizeof want - 1);
    lua_does(lua, "assay.term.pager = 'most -s' assay.page('x')");
    assert_string_equal(s.pager, "most -s");
    lua_fails(lua, "assay.page(1)", AS_ESCRIPT, "text must be a string");
    drop(lua, &s);
}

static void test_progress_is_handed_on(void **state)
{
    (void)state;
    shown s;
    as_lua *lua = make(&s);
    lua_does(lua, "bar = assay.progress('open', 9, 'are open')\n"
                  "bar:bytes(100, 200) bar:step(3, 1)");
    assert_int_equal(s.n_steps, 2);
    assert_string_equal(s.what, "open");
    assert_string_equal(s.kept, "are open");
    assert_int_equal(s.last.docs, 3);
    assert_int_equal(s.last.docs_total, 9);
    assert_int_equal(s.last.errors, 1);
    assert_int_equal(s.last.bytes, 100);
    assert_int_equal(s.last.bytes_total, 200);
    lua_does(lua, "bar:step(4, nil, 12)");
    assert_int_equal(s.last.docs_total, 12);
    assert_int_equal(s.n_ends, 0);
    lua_does(lua, "bar:done() bar:done() bar:step(5)");
    assert_int_equal(s.n_ends, 1);
    assert_int_equal(s.last.docs, 4);
    drop(lua, &s);
}

static void test_progress_ends_with_its_scope(void **state)
{
    (void)state;
    shown s;
    as_lua *lua = make(&s);
    lua_does(lua, "do local b <close> = assay.progress('x') end");
    assert_int_equal(s.n_ends, 1);
    lua_fails(lua, "local b <close> = assay.progress('x') error('no')",
              AS_ESCRIPT, "no");
    assert_int_equal(s.n_ends, 2);
    lua_fails(lua, "assay.progress()", AS_ESCRIPT, "what must be a string");
    lua_fails(lua, "assay.progress('x', -1)", AS_ESCRIPT, "total must be");
    lua_fails(lua, "assay.progress('x'):step(1.5)", AS_ESCRIPT,
              "done must be");
    drop(lua, &s);
}

static void check_goes_on(as_lua *lua, const char *code, bool want,
                          const char *wanted)
{
    as_buf out = {0};
    assert_int_equal(as_lua_goes_on(lua, as_slice_str(code), &out), want);
    assert_int_equal(as_buf_add_byte(&out, '\0', NULL), AS_OK);
    assert_string_equal(out.p, wanted);
    as_buf_clear(&out);
}

static void test_an_open_entry_says_what_it_waits_for(void **state)
{
    (void)state;
    as_lua *lua = lua_make();
    check_goes_on(lua, "for i = 1, 2 do\n", true,
                  "'end' expected (to close 'for' at line 1)");
    check_goes_on(lua, "f(1,", true, "unexpected symbol");
    check_goes_on(lua, "x = {1, 2", true, "'}' expected");
    check_goes_on(lua, "x = 1", false, "");
    check_goes_on(lua, "x = = 1", false, "");
    check_goes_on(lua, "docs", false, "");
    check_goes_on(lua, "", false, "");
    assert_false(as_lua_goes_on(lua, AS_LIT("error('never run')"), NULL));
    as_lua_free(lua);
}

/* Each allocation refused once: the state stays good. */
static void test_without_memory_nothing_breaks(void **state)
{
    (void)state;
    shown s;
    as_lua *lua = make(&s);
    static const char code[] =
        "local b <close> = assay.progress('x', 1) b:step(1) assay.page('y')";
    bool refused = true;
    for (size_t n = 1; refused; n++) {
        as_buf out = {0};
        as_err err = {0};
        failmem_arm(n);
        (void)as_lua_goes_on(lua, AS_LIT("for i = 1, 2 do"), &out);
        refused = failmem_disarm();
        as_buf_clear(&out);
        failmem_arm(n);
        const as_status st = as_lua_run_string(lua, as_slice_str(code), "t",
                                               NULL, 0, &err);
        refused = failmem_disarm() || refused;
        assert_true(st == AS_OK || st == AS_ENOMEM || st == AS_ESCRIPT);
        check_goes_on(lua, "x = {", true, "unexpected symbol");
    }
    drop(lua, &s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_follow_the_terminal_unless_fixed),
        cmocka_unit_test(test_switches_are_seen),
        cmocka_unit_test(test_pages_are_clean_and_go_to_the_pager),
        cmocka_unit_test(test_progress_is_handed_on),
        cmocka_unit_test(test_progress_ends_with_its_scope),
        cmocka_unit_test(test_an_open_entry_says_what_it_waits_for),
        cmocka_unit_test(test_without_memory_nothing_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

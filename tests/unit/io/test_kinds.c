/* test_kinds.c - the contract's kinds, and those of plugins. */
#include "unit/io/io_test.h"

#include "io/date.h"
#include "io/kinds.h"

static as_kinds *kinds_of(void)
{
    as_kinds *kinds = NULL;
    assert_int_equal(as_kinds_new(&kinds, NULL), AS_OK);
    return kinds;
}

static void check_fields(const as_kinds *kinds, const char *kind,
                         const char *want)
{
    size_t n;
    const as_slice *f = as_kinds_fields(kinds, as_slice_str(kind), &n);
    assert_non_null(f);
    as_buf got = {0};
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(as_buf_printf(&got, NULL, "%s%.*s", i ? " " : "",
                                       (int)f[i].n, f[i].p),
                         AS_OK);
    }
    assert_slice(as_buf_slice(&got), want);
    as_buf_clear(&got);
}

static void test_the_contract_has_its_fields_in_order(void **state)
{
    (void)state;
    as_kinds *kinds = kinds_of();
    assert_int_equal(as_kinds_count(kinds), 13);
    assert_slice(as_kinds_name(kinds, 0), "document");
    check_fields(kinds, "sentence", "");
    check_fields(kinds, "entity", "type name actor country mention");
    check_fields(kinds, "quote",
                 "speaker speaker_text speaker_start speaker_end cue "
                 "cue_start cue_end content content_start content_end direct "
                 "negated anonymous");
    as_kinds_free(kinds);
}

static void test_an_unknown_kind_has_no_fields(void **state)
{
    (void)state;
    as_kinds *kinds = kinds_of();
    size_t n = 7;
    assert_null(as_kinds_fields(kinds, AS_LIT("gone"), &n));
    assert_int_equal(n, 0);
    as_kinds_free(kinds);
}

static void test_a_plugin_adds_kinds_and_fields_once(void **state)
{
    (void)state;
    as_kinds *kinds = kinds_of();
    const as_slice fields[] = {AS_LIT("name"), AS_LIT("calibre"),
                               AS_LIT("calibre")};
    assert_int_equal(as_kinds_add(kinds, AS_LIT("weapon"), fields, 3, NULL),
                     AS_OK);
    assert_int_equal(as_kinds_add(kinds, AS_LIT("entity"), fields, 2, NULL),
                     AS_OK);
    check_fields(kinds, "weapon", "name calibre");
    check_fields(kinds, "entity", "type name actor country mention calibre");
    as_kinds_free(kinds);
}

static as_status make_and_add(void)
{
    as_kinds *kinds = NULL;
    as_status st = as_kinds_new(&kinds, NULL);
    if (st == AS_OK) {
        const as_slice fields[] = {AS_LIT("a"), AS_LIT("b")};
        const size_t before = as_kinds_count(kinds);
        st = as_kinds_add(kinds, AS_LIT("new"), fields, 2, NULL);
        assert_int_equal(as_kinds_count(kinds), before + (st == AS_OK));
    }
    as_kinds_free(kinds);
    return st;
}

static void test_refused_memory_leaves_no_half_kind(void **state)
{
    (void)state;
    FOR_EACH_FAILURE(st_ = make_and_add());
}

static void check_date(const char *s, const char *want)
{
    as_slice date;
    const bool ok = as_date_prefix(as_slice_str(s), &date);
    if (want == NULL) {
        assert_false(ok);
        return;
    }
    assert_true(ok);
    assert_slice(date, want);
}

static void test_dates_are_days_that_exist(void **state)
{
    (void)state;
    check_date("2026", "2026");
    check_date("2026-11", "2026-11");
    check_date("2026-11-23", "2026-11-23");
    check_date("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z");
    check_date("2026-11-23 10:00", "2026-11-23 10:00");
    check_date("2026-11-23T10:00:00.25+0530", "2026-11-23T10:00:00.25+0530");
    check_date("2026-11-23T23:59-03:00", "2026-11-23T23:59-03:00");
    check_date("2026-11-23T24:00", "2026-11-23");
    check_date("2026-11-23T10", "2026-11-23");
    check_date("2026-11-23T10:00:00.", "2026-11-23");
    check_date("2026-11-23T10:00+3", "2026-11-23");
    check_date("2026-11-23 in the morning", "2026-11-23");
    check_date("2024-02-29", "2024-02-29");
    check_date("2000-02-29", "2000-02-29");
    const char *const bad[] = {
        "",           "20",         "2026-",      "2026-1",     "2026-13",
        "2026-00",    "2026-11-",   "2026-11-31", "2026-02-29", "1900-02-29",
        "2026-11-00", "2026/11/23", "26-11-2026", "20261123",   "November",
        "2026-11-23x10:00"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        check_date(bad[i], NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_contract_has_its_fields_in_order),
        cmocka_unit_test(test_an_unknown_kind_has_no_fields),
        cmocka_unit_test(test_a_plugin_adds_kinds_and_fields_once),
        cmocka_unit_test(test_refused_memory_leaves_no_half_kind),
        cmocka_unit_test(test_dates_are_days_that_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

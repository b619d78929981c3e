/* test_utf8.c - checking, repairing and walking UTF-8. */
#include "unit/base/unit.h"

#include <string.h>

#include "support/failmem.h"
#include "text/utf8.h"

typedef struct repair_case {
    const char *in;
    const char *out;
    size_t n_bad;
    size_t good; /* bytes before the first bad one */
} repair_case;

#define BAD "\xEF\xBF\xBD"

/* Maximal subparts as in The Unicode Standard, tables 3-8 to 3-11. */
static const repair_case REPAIRS[] = {
    {"plain", "plain", 0, 5},
    {"caf\xC3\xA9", "caf\xC3\xA9", 0, 5},
    {"\xF0\x9F\x98\x80 ok", "\xF0\x9F\x98\x80 ok", 0, 7},
    {"a\x80z", "a" BAD "z", 1, 1},
    {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41",
     BAD BAD BAD BAD BAD BAD BAD BAD "A", 8, 0},
    {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41",
     BAD BAD BAD BAD BAD BAD BAD BAD "A", 8, 0},
    {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42",
     BAD BAD BAD BAD BAD "A" BAD BAD "B", 7, 0},
    {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", BAD BAD BAD BAD "A", 4, 0},
    {"abcdefghij\xE2\x82", "abcdefghij" BAD, 1, 10},
    {"\xC3", BAD, 1, 0},
    {"\xEF\xBB\xBFx\r\n", "\xEF\xBB\xBFx\r\n", 0, 6}, /* BOM, CR: kept */
    {"\xF4\x8F\xBF\xBF\xF5", "\xF4\x8F\xBF\xBF" BAD, 1, 4},
};

static void test_each_ill_formed_part_becomes_one_mark(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REPAIRS / sizeof *REPAIRS; i++) {
        const repair_case *c = &REPAIRS[i];
        as_buf out = {0};
        size_t bad = 100;
        as_buf_add(&out, "<", 1, NULL);
        assert_int_equal(as_utf8_valid(as_slice_str(c->in)), c->good);
        assert_int_equal(as_utf8_repair(as_slice_str(c->in), &out, &bad, NULL),
                         AS_OK);
        assert_int_equal(bad, 100 + c->n_bad);
        assert_int_equal(out.n, strlen(c->out) + 1);
        assert_memory_equal(out.p + 1, c->out, out.n - 1);
        as_buf_clear(&out);
    }
}

static void test_nul_is_kept(void **state)
{
    (void)state;
    as_buf out = {0};
    size_t bad = 0;
    as_utf8_repair(as_slice_of("a\0b\xFF\0", 5), &out, &bad, NULL);
    assert_int_equal(out.n, 7);
    assert_memory_equal(out.p, "a\0b" BAD "\0", 7);
    as_buf_clear(&out);
}

static void test_every_scalar_value_goes_round(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        if (cp >= 0xD800 && cp < 0xE000) {
            continue;
        }
        char bytes[4];
        size_t len;
        const size_t n = as_utf8_encode(cp, bytes);
        assert_int_equal(as_utf8_valid(as_slice_of(bytes, n)), n);
        assert_int_equal(as_utf8_decode(bytes, n, &len), cp);
        assert_int_equal(len, n);
    }
}

/* A bad byte is seen wherever it lies among skipped ASCII. */
static void test_position_does_not_matter(void **state)
{
    (void)state;
    char text[100];
    for (size_t n = 1; n <= sizeof text; n++) {
        for (size_t at = 0; at < n; at++) {
            memset(text, 'x', sizeof text);
            text[at] = '\x9F';
            assert_int_equal(as_utf8_valid(as_slice_of(text, n)), at);
        }
    }
    assert_int_equal(as_utf8_valid((as_slice){NULL, 0}), 0);
}

static void test_count_counts_code_points(void **state)
{
    (void)state;
    assert_int_equal(as_utf8_count(AS_LIT("")), 0);
    assert_int_equal(as_utf8_count(AS_LIT("a\xC3\xA9\xF0\x9F\x98\x80")), 3);
}

static void test_a_refusal_leaves_the_output(void **state)
{
    (void)state;
    char text[300];
    memset(text, '\xFF', sizeof text);
    for (size_t n = 1;; n++) {
        as_buf out = {0};
        size_t bad = 0;
        as_buf_add(&out, "kept", 4, NULL);
        failmem_arm(n);
        const as_status st =
            as_utf8_repair(as_slice_of(text, sizeof text), &out, &bad, NULL);
        const bool refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_OK);
        assert_int_equal(out.n, refused ? 4 : 4 + 3 * sizeof text);
        assert_int_equal(bad, refused ? 0 : sizeof text);
        assert_memory_equal(out.p, "kept", 4);
        as_buf_clear(&out);
        if (!refused) {
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_ill_formed_part_becomes_one_mark),
        cmocka_unit_test(test_nul_is_kept),
        cmocka_unit_test(test_every_scalar_value_goes_round),
        cmocka_unit_test(test_position_does_not_matter),
        cmocka_unit_test(test_count_counts_code_points),
        cmocka_unit_test(test_a_refusal_leaves_the_output),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}

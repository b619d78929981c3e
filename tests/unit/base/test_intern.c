/* test_intern.c - strings to dense ids and back. */
#include "unit/base/unit.h"

#include <stdio.h>

#include "base/intern.h"
#include "support/failmem.h"

static as_slice numbered(char *room, unsigned i)
{
    return as_slice_of(room, (size_t)sprintf(room, "word-%u", i));
}

static void test_ids_are_dense_and_stable(void **state)
{
    (void)state;
    as_intern *in = as_intern_new();
    char room[32];
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 20000; i++) {
            uint32_t id;
            assert_int_equal(as_intern_add(in, numbered(room, i), &id, NULL),
                             AS_OK);
            assert_int_equal(id, i);
        }
    }
    assert_int_equal(as_intern_count(in), 20000);
    for (unsigned i = 0; i < 20000; i++) {
        assert_int_equal(as_intern_find(in, numbered(room, i)), i);
        assert_true(as_slice_eq(as_intern_get(in, i), numbered(room, i)));
        assert_int_equal(as_intern_get(in, i).p[as_intern_get(in, i).n], 0);
    }
    as_intern_free(in);
}

static void test_any_bytes_are_a_string(void **state)
{
    (void)state;
    as_intern *in = as_intern_new();
    uint32_t a;
    uint32_t b;
    uint32_t c;
    assert_int_equal(as_intern_add(in, as_slice_of("x\0y", 3), &a, NULL), 0);
    assert_int_equal(as_intern_add(in, as_slice_of("x\0z", 3), &b, NULL), 0);
    assert_int_equal(as_intern_add(in, (as_slice){NULL, 0}, &c, NULL), 0);
    assert_true(a != b && b != c && a != c);
    assert_int_equal(as_intern_find(in, AS_LIT("")), c);
    assert_int_equal(as_intern_find(in, AS_LIT("x")), AS_INTERN_NONE);
    as_intern_free(in);
    as_intern_free(NULL);
}

static void test_a_refusal_adds_nothing(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        failmem_arm(n);
        as_intern *in = as_intern_new();
        if (!failmem_disarm()) {
            assert_non_null(in);
            as_intern_free(in);
            break;
        }
        assert_null(in);
    }
    as_intern *in = as_intern_new();
    char room[32];
    unsigned refused = 0;
    for (unsigned i = 0; i < 3000; i++) {
        uint32_t id = 12345;
        failmem_arm(1);
        as_status st = as_intern_add(in, numbered(room, i), &id, NULL);
        if (failmem_disarm()) {
            assert_int_equal(st, AS_ENOMEM);
            assert_int_equal(id, 12345);
            assert_int_equal(as_intern_count(in), i);
            assert_int_equal(as_intern_find(in, numbered(room, i)),
                             AS_INTERN_NONE);
            refused++;
            st = as_intern_add(in, numbered(room, i), &id, NULL);
        }
        assert_int_equal(st, AS_OK);
        assert_int_equal(id, i);
    }
    assert_true(refused > 5);
    as_intern_free(in);
}

/* Strings that come twice in one call, that are there, that are new. */
static void test_many_at_once_are_as_one_by_one(void **state)
{
    (void)state;
    enum { N = 1000 };
    static char rooms[N][32];
    as_slice s[N];
    uint32_t ids[N];
    size_t done = 0;
    for (unsigned i = 0; i < N; i++) {
        s[i] = numbered(rooms[i], i % 300);
    }
    as_intern *in = as_intern_new();
    assert_int_equal(as_intern_add_many(in, s + 10, 5, ids, &done, NULL),
                     AS_OK);
    assert_int_equal(as_intern_add_many(in, s, N, ids, &done, NULL), AS_OK);
    assert_int_equal(done, N);
    assert_int_equal(as_intern_count(in), 300);
    for (unsigned i = 0; i < N; i++) {
        assert_int_equal(ids[i], as_intern_find(in, s[i]));
        assert_true(as_slice_eq(as_intern_get(in, ids[i]), s[i]));
    }
    as_intern_free(in);
    in = as_intern_new();
    failmem_arm(2);
    assert_int_equal(as_intern_add_many(in, s, N, ids, &done, NULL),
                     AS_ENOMEM);
    assert_true(failmem_disarm());
    assert_int_equal(done, as_intern_count(in)); /* none came twice yet */
    assert_true(as_intern_size(in) > 0);
    as_intern_free(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_are_dense_and_stable),
        cmocka_unit_test(test_any_bytes_are_a_string),
        cmocka_unit_test(test_a_refusal_adds_nothing),
        cmocka_unit_test(test_many_at_once_are_as_one_by_one),
    };
    return cmocka_run_group_tests_name("intern", tests, NULL, NULL);
}

/* test_vec.c - typed vectors. */
#include "unit/base/unit.h"

#include "base/vec.h"
#include "support/failmem.h"

typedef struct item {
    uint64_t a;
    uint8_t b;
} item;

typedef AS_VEC(item) items;

static void test_pushes_are_kept_in_order(void **state)
{
    (void)state;
    items v = {0};
    for (uint64_t i = 0; i < 5000; i++) {
        item *it = as_vec_push(&v, NULL);
        assert_non_null(it);
        *it = (item){i * i, (uint8_t)i};
    }
    assert_int_equal(v.n, 5000);
    for (uint64_t i = 0; i < 5000; i++) {
        assert_int_equal(v.v[i].a, i * i);
        assert_int_equal(v.v[i].b, (uint8_t)i);
    }
    as_vec_clear(&v);
    assert_int_equal(v.cap, 0);
    assert_null(v.v);
}

static void test_reserve_makes_room_at_once(void **state)
{
    (void)state;
    items v = {0};
    assert_int_equal(as_vec_reserve(&v, 1000, NULL), AS_OK);
    assert_true(v.cap >= 1000);
    const item *p = v.v;
    for (int i = 0; i < 1000; i++) {
        (void)as_vec_push(&v, NULL);
    }
    assert_ptr_equal(v.v, p);
    as_vec_clear(&v);
}

static void test_room_that_overflows_is_refused(void **state)
{
    (void)state;
    items v = {0};
    as_err err = {0};
    (void)as_vec_push(&v, NULL);
    assert_int_equal(as_vec_reserve(&v, SIZE_MAX / 2, &err), AS_ENOMEM);
    assert_int_equal(err.status, AS_ENOMEM);
    assert_int_equal(v.n, 1);
    as_vec_clear(&v);
}

static void test_a_refusal_leaves_the_vector(void **state)
{
    (void)state;
    items v = {0};
    for (size_t n = 0; n < 8; n++) {
        as_vec_push(&v, NULL)->a = n;
    }
    const item *p = v.v;
    failmem_arm(1);
    assert_null(as_vec_push(&v, NULL));
    assert_true(failmem_disarm());
    assert_int_equal(v.n, 8);
    assert_ptr_equal(v.v, p);
    assert_int_equal(v.v[7].a, 7);
    assert_non_null(as_vec_push(&v, NULL));
    as_vec_clear(&v);
}

static void test_relaxing_keeps_the_room_of_short_documents(void **state)
{
    (void)state;
    items v = {0};
    const size_t most = AS_VEC_KEPT / sizeof(item);
    assert_int_equal(as_vec_reserve(&v, most, NULL), AS_OK);
    v.n = most;
    const item *p = v.v;
    as_vec_relax(&v);
    assert_int_equal(v.n, 0);
    assert_ptr_equal(v.v, p);
    assert_int_equal(as_vec_reserve(&v, most + 1, NULL), AS_OK);
    v.n = 1;
    as_vec_relax(&v);
    assert_int_equal(v.n, 0);
    assert_int_equal(v.cap, 0);
    assert_null(v.v);
    as_vec_relax(&v);
    assert_non_null(as_vec_push(&v, NULL));
    as_vec_clear(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pushes_are_kept_in_order),
        cmocka_unit_test(test_reserve_makes_room_at_once),
        cmocka_unit_test(test_room_that_overflows_is_refused),
        cmocka_unit_test(test_a_refusal_leaves_the_vector),
        cmocka_unit_test(test_relaxing_keeps_the_room_of_short_documents),
    };
    return cmocka_run_group_tests_name("vec", tests, NULL, NULL);
}

/* test_map.c - bytes to a 64-bit value. */
#include "unit/base/unit.h"

#include <stdio.h>

#include "base/map.h"
#include "support/failmem.h"

static void test_values_are_set_and_replaced(void **state)
{
    (void)state;
    as_map *map = as_map_new();
    char key[16];
    for (uint64_t i = 0; i < 3000; i++) {
        const size_t n = (size_t)sprintf(key, "%u", (unsigned)i % 1000);
        assert_int_equal(as_map_set(map, as_slice_of(key, n), i, NULL), 0);
    }
    assert_int_equal(as_map_count(map), 1000);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(as_map_value(map, i), i + 2000);
        const size_t n = (size_t)sprintf(key, "%u", (unsigned)i);
        assert_true(as_slice_eq(as_map_key(map, i), as_slice_of(key, n)));
    }
    as_map_free(map);
}

static void test_a_missing_key_writes_nothing(void **state)
{
    (void)state;
    as_map *map = as_map_new();
    uint64_t value = 77;
    assert_false(as_map_find(map, AS_LIT("no"), &value));
    assert_int_equal(value, 77);
    assert_int_equal(as_map_set(map, AS_LIT("yes"), UINT64_MAX, NULL), 0);
    assert_true(as_map_find(map, AS_LIT("yes"), &value));
    assert_true(value == UINT64_MAX);
    as_map_free(map);
    as_map_free(NULL);
}

static void test_a_refusal_leaves_the_map(void **state)
{
    (void)state;
    for (size_t n = 1;; n++) {
        failmem_arm(n);
        as_map *map = as_map_new();
        const bool refused = failmem_disarm();
        assert_true(refused == (map == NULL));
        as_map_free(map);
        if (!refused) {
            break;
        }
    }
    as_map *map = as_map_new();
    char key[16];
    for (unsigned i = 0; i < 500; i++) {
        const size_t n = (size_t)sprintf(key, "%u", i);
        for (size_t refuse = 1;; refuse++) {
            failmem_arm(refuse);
            const as_status st = as_map_set(map, as_slice_of(key, n), i, NULL);
            if (!failmem_disarm()) {
                assert_int_equal(st, AS_OK);
                break;
            }
            assert_int_equal(st, AS_ENOMEM);
            assert_int_equal(as_map_count(map), i);
        }
    }
    assert_int_equal(as_map_count(map), 500);
    as_map_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_set_and_replaced),
        cmocka_unit_test(test_a_missing_key_writes_nothing),
        cmocka_unit_test(test_a_refusal_leaves_the_map),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}

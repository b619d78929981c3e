/* test_arena.c - memory that is given back down to a mark. */
#include "unit/base/unit.h"

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"
#include "support/failmem.h"

static void test_memory_is_aligned_and_distinct(void **state)
{
    (void)state;
    as_arena *arena = as_arena_new();
    unsigned char *last = NULL;
    for (size_t size = 1; size < 200; size++) {
        unsigned char *p = as_arena_get(arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        memset(p, 0xAB, size);
        assert_true(p != last);
        last = p;
    }
    as_arena_free(arena);
}

static void test_zeroed_memory_is_zero(void **state)
{
    (void)state;
    as_arena *arena = as_arena_new();
    const as_arena_mark start = as_arena_mark_now(arena);
    memset(as_arena_get(arena, 1000), 0xFF, 1000);
    as_arena_rollback(arena, start);
    const unsigned char *p = as_arena_zero(arena, 100, 10);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(p[i], 0);
    }
    assert_null(as_arena_zero(arena, SIZE_MAX / 2, 4));
    assert_null(as_arena_get(arena, SIZE_MAX));
    as_arena_free(arena);
}

static void test_copy_ends_in_nul(void **state)
{
    (void)state;
    as_arena *arena = as_arena_new();
    const as_slice made = as_arena_copy(arena, as_slice_of("a\0b", 3));
    assert_int_equal(made.n, 3);
    assert_memory_equal(made.p, "a\0b", 4);
    const as_slice empty = as_arena_copy(arena, (as_slice){NULL, 0});
    assert_int_equal(empty.n, 0);
    assert_string_equal(empty.p, "");
    assert_null(as_arena_copy(arena, (as_slice){"", SIZE_MAX}).p);
    as_arena_free(arena);
}

static void test_rollback_gives_back_what_came_later(void **state)
{
    (void)state;
    as_arena *arena = as_arena_new();
    char *kept = as_arena_get(arena, 100);
    memset(kept, 'k', 100);
    const as_arena_mark mark = as_arena_mark_now(arena);
    const size_t size = as_arena_size(arena);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++) {
            memset(as_arena_get(arena, 5000), i, 5000);
        }
        assert_true(as_arena_size(arena) > size + 100 * 5000);
        as_arena_rollback(arena, mark);
        assert_int_equal(as_arena_size(arena), size);
        /* what was large does not make the next chunk so: it is cleared by
         * the system each time */
        (void)as_arena_get(arena, 5000);
        assert_true(as_arena_size(arena) < size + 20000);
        as_arena_rollback(arena, mark);
    }
    for (int i = 0; i < 100; i++) {
        assert_int_equal(kept[i], 'k');
    }
    as_arena_free(arena);
}

static void test_marks_nest(void **state)
{
    (void)state;
    as_arena *arena = as_arena_new();
    const as_arena_mark outer = as_arena_mark_now(arena);
    char *a = as_arena_get(arena, 10);
    const as_arena_mark inner = as_arena_mark_now(arena);
    char *b = as_arena_get(arena, 10);
    as_arena_rollback(arena, inner);
    assert_ptr_equal(as_arena_get(arena, 10), b);
    as_arena_rollback(arena, outer);
    assert_int_equal(as_arena_size(arena), 0); /* a mark before any chunk */
    a = as_arena_get(arena, 10);
    assert_non_null(a);
    as_arena_free(arena);
    as_arena_free(NULL);
}

static void test_a_block_is_given_back_with_all_that_came_later(void **state)
{
    (void)state;
    as_arena *arena = as_arena_new();
    const char *first = as_arena_get(arena, 10);
    const size_t size = as_arena_size(arena);
    char *b = as_arena_get(arena, 10);
    for (int i = 0; i < 50; i++) {
        (void)as_arena_get(arena, 100000);
    }
    as_arena_rollback_to(arena, b);
    assert_int_equal(as_arena_size(arena), size);
    assert_ptr_equal(as_arena_get(arena, 10), b);
    const char *own = as_arena_get(arena, 100000); /* begins a chunk */
    assert_true(as_arena_size(arena) > size);
    as_arena_rollback_to(arena, own);
    assert_int_equal(as_arena_size(arena), size);
    as_arena_rollback_to(arena, first);
    assert_int_equal(as_arena_size(arena), 0);
    as_arena_free(arena);
}

static void test_refused_memory_is_null(void **state)
{
    (void)state;
    failmem_arm(1);
    assert_null(as_arena_new());
    assert_true(failmem_disarm());
    as_arena *arena = as_arena_new();
    const char *before = as_arena_get(arena, 8);
    const size_t size = as_arena_size(arena);
    failmem_arm(1);
    assert_null(as_arena_get(arena, 1 << 20));
    assert_true(failmem_disarm());
    assert_int_equal(as_arena_size(arena), size);
    assert_ptr_equal((const char *)as_arena_get(arena, 8), before + 16);
    as_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_aligned_and_distinct),
        cmocka_unit_test(test_zeroed_memory_is_zero),
        cmocka_unit_test(test_copy_ends_in_nul),
        cmocka_unit_test(test_rollback_gives_back_what_came_later),
        cmocka_unit_test(test_marks_nest),
        cmocka_unit_test(test_a_block_is_given_back_with_all_that_came_later),
        cmocka_unit_test(test_refused_memory_is_null),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}

/* failmem.h - refuse one allocation, to see what a function does then.
 *
 *     for (size_t n = 1;; n++) {
 *         failmem_arm(n);
 *         as_status st = work();
 *         if (!failmem_disarm()) {
 *             assert_int_equal(st, AS_OK);
 *             break;
 *         }
 *         assert_int_equal(st, AS_ENOMEM);
 *     }
 *
 * What is not given back then is the leak sanitizer's to find. */
#ifndef AS_TESTS_FAILMEM_H
#define AS_TESTS_FAILMEM_H

#include <stdbool.h>
#include <stddef.h>

/* Refuse the n-th allocation from now on (1 is the next), and no other. */
void failmem_arm(size_t n);

/* Let all through again. True if one was refused. */
bool failmem_disarm(void);

/* Refuse all allocations larger than `size` bytes, until disarmed. */
void failmem_cap(size_t size);

#endif

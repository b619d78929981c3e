/* doc_fixture.h - what the tests of documents and gazetteers share: making
 * a document, random numbers, and failing the n-th allocation. */
#ifndef AS_TESTS_DOC_FIXTURE_H
#define AS_TESTS_DOC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "doc/doc.h"
#include "doc/layer.h"

#define FIXTURE static inline __attribute__((unused))

FIXTURE as_doc *doc_of_bytes(const char *p, size_t n)
{
    as_buf buf = {0};
    as_doc *doc = NULL;
    as_err err;
    assert_int_equal(as_buf_add(&buf, p, n, NULL), AS_OK);
    if (as_doc_new(&buf, NULL, &doc, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    return doc;
}

FIXTURE as_doc *doc_of(const char *text)
{
    return doc_of_bytes(text, strlen(text));
}

FIXTURE void assert_doc_ok(const as_doc *doc)
{
    as_err err;
    if (as_doc_check(doc, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
}

#define assert_slice(slice, text)                                             \
    do {                                                                      \
        const as_slice s_ = (slice);                                          \
        assert_int_equal(s_.n, strlen(text));                                 \
        assert_memory_equal(s_.p, (text), s_.n);                              \
    } while (0)

/* xorshift64*: the same numbers on every machine for one seed. */
typedef struct rng {
    uint64_t x;
} rng;

FIXTURE uint32_t rng_below(rng *r, uint32_t n)
{
    r->x ^= r->x >> 12;
    r->x ^= r->x << 25;
    r->x ^= r->x >> 27;
    return (uint32_t)((r->x * 0x2545F4914F6CDD1Dull >> 33) % n);
}

/* Let `left` allocations through, then refuse one and all after it. */
FIXTURE int failing_gate(void *left, size_t size)
{
    (void)size;
    size_t *n = left;
    if (*n == 0) {
        return 0;
    }
    --*n;
    return 1;
}

/* Run `body` with the first, the second ... allocation refused until it has
 * success. `body` sees `st_`, which it must set. Bounded, so that a leak of
 * the gate shows. */
#define FOR_EACH_FAILURE(body)                                                \
    do {                                                                      \
        as_status st_ = AS_ENOMEM;                                            \
        for (size_t nth_ = 0; st_ != AS_OK; nth_++) {                         \
            size_t left_ = nth_;                                              \
            assert_true(nth_ < 100000);                                       \
            as_mem_gate_set(failing_gate, &left_);                            \
            body;                                                             \
            as_mem_gate_set(NULL, NULL);                                      \
            assert_true(st_ == AS_OK || st_ == AS_ENOMEM);                    \
        }                                                                     \
    } while (0)

#endif

/* doc_fixture.h - what the tests of documents and gazetteers share: making
 * a document, random numbers, and refusing each allocation in turn. */
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

#include "doc/doc.h"
#include "doc/layer.h"
#include "support/failmem.h"

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

/* Run `body` with the first, the second ... allocation refused until none
 * is. `body` sets `st_`. Bounded, so that a loop without end shows. */
#define FOR_EACH_FAILURE(body)                                                \
    do {                                                                      \
        as_status st_ = AS_ENOMEM;                                            \
        for (size_t nth_ = 1; st_ != AS_OK; nth_++) {                         \
            assert_true(nth_ < 100000);                                       \
            failmem_arm(nth_);                                                \
            body;                                                             \
            assert_int_equal(st_, failmem_disarm() ? AS_ENOMEM : AS_OK);      \
        }                                                                     \
    } while (0)

#endif

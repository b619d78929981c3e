/* io_test.h - what the tests of io and flow share: a temporary folder, files
 * in it, problems that were told. */
#ifndef AS_TESTS_IO_TEST_H
#define AS_TESTS_IO_TEST_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "doc/layer.h"
#include "support/failmem.h"

#define HELPER static inline __attribute__((unused))

/* The folder of the running test; `*state` of cmocka is not used. */
static char the_dir[64];

HELPER int dir_make(void **state)
{
    (void)state;
    (void)snprintf(the_dir, sizeof the_dir, "/tmp/assay-io-XXXXXX");
    return mkdtemp(the_dir) == NULL;
}

HELPER int dir_entry_drop(const char *path, const struct stat *sb, int type,
                          struct FTW *ftw)
{
    (void)sb;
    (void)type;
    (void)ftw;
    return remove(path);
}

HELPER int dir_drop(void **state)
{
    (void)state;
    return nftw(the_dir, dir_entry_drop, 16, FTW_DEPTH | FTW_PHYS);
}

/* A test with a temporary folder of its own. */
#define DIR_TEST(f) cmocka_unit_test_setup_teardown(f, dir_make, dir_drop)

/* The path of `name` in the folder. Sixteen may be in use at a time. */
HELPER const char *in_dir(const char *name)
{
    static char paths[16][256];
    static int next;
    char *path = paths[next++ % 16];
    (void)snprintf(path, sizeof paths[0], "%s/%s", the_dir, name);
    return path;
}

HELPER const char *file_put(const char *name, const char *p, size_t n)
{
    const char *path = in_dir(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return path;
}

HELPER const char *file_of(const char *name, const char *text)
{
    return file_put(name, text, strlen(text));
}

HELPER const char *folder_of(const char *name)
{
    const char *path = in_dir(name);
    assert_int_equal(mkdir(path, 0777), 0);
    return path;
}

/* `text` with the folder's path in front of it. */
#define assert_message(msg, text)                                             \
    do {                                                                      \
        char want_[1400];                                                     \
        (void)snprintf(want_, sizeof want_, "%s/%s", the_dir, text);          \
        assert_string_equal(msg, want_);                                      \
    } while (0)

#define assert_slice(slice, text)                                             \
    do {                                                                      \
        const as_slice s_ = (slice);                                          \
        assert_int_equal(s_.n, strlen(text));                                 \
        assert_memory_equal(s_.n ? s_.p : "", (text), s_.n);                  \
    } while (0)

/* Problems, a line each: "lost " or "told ", then the message. */
typedef struct problems {
    char text[8192];
    size_t n;
} problems;

HELPER void problem_keep(void *ctx, const as_err *err, bool lost)
{
    problems *p = ctx;
    const size_t room = sizeof p->text - p->n;
    int n = snprintf(p->text + p->n, room, "%s %s\n", lost ? "lost" : "told",
                     err->msg);
    assert_true(n > 0 && (size_t)n < room);
    p->n += (size_t)n;
}

HELPER as_doc *doc_of_meta(const char *text, const as_doc_meta *meta)
{
    as_buf buf = {0};
    as_doc *doc = NULL;
    as_err err;
    assert_int_equal(as_buf_add(&buf, text, strlen(text), NULL), AS_OK);
    if (as_doc_new(&buf, meta, &doc, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    return doc;
}

/* Run `body` with the first, the second ... allocation refused until none
 * is. `body` sets `st_`. */
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

/* rulefile_fixture.h - rule files from memory, and all that is told of them. */
#ifndef AS_TESTS_RULEFILE_FIXTURE_H
#define AS_TESTS_RULEFILE_FIXTURE_H

#include "io/rulefile_int.h"
#include "unit/io/io_test.h"

enum { HEARD_MAX = 24 };

typedef struct heard {
    struct {
        bool lint;
        char msg[1024], caret[256];
    } v[HEARD_MAX];
    size_t n, n_faults;
    as_err err; /* what the call itself said */
} heard;

HELPER void heard_add(void *ctx, const as_rulefile_problem *p)
{
    heard *h = ctx;
    assert_true(h->n < HEARD_MAX);
    h->v[h->n].lint = p->lint;
    (void)snprintf(h->v[h->n].msg, sizeof h->v[0].msg, "%s", p->msg);
    (void)snprintf(h->v[h->n].caret, sizeof h->v[0].caret, "%s", p->caret);
    h->n++;
    h->n_faults += !p->lint;
}

/* The file "r.yaml" with `text`. Without memory for it to be refused: what
 * goes wrong is told, and the first of it is the error. */
HELPER as_status bytes_read(as_slice text, const as_pattern_env *env,
                            const char *root, heard *h, as_rules **out)
{
    static const char *const path = "r.yaml";
    const as_rulefile_spec spec = {.paths = &path,
                                   .n_paths = 1,
                                   .root = root,
                                   .origin = AS_LIT("news@1"),
                                   .env = env,
                                   .tell = heard_add,
                                   .ctx = h};
    *h = (heard){.n = 0};
    return rulefile_read(&spec, &text, out, &h->err);
}

HELPER as_status rules_read(const char *text, const as_pattern_env *env,
                            const char *root, heard *h, as_rules **out)
{
    return bytes_read(as_slice_str(text), env, root, h, out);
}

#endif

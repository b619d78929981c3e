/* crew_fixture.h - a crew of processes without plugins, whose `make` does
 * what a document's text says (deeds.c), and what became of each. */
#ifndef AS_TESTS_CREW_FIXTURE_H
#define AS_TESTS_CREW_FIXTURE_H

#include "unit/base/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "shell/crew.h"
#include "shell/wall.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#else
#define UNDER_ASAN 0
#endif

enum { OUTCOMES = 700 };

typedef struct outcome {
    as_status st;
    char text[200]; /* of the table, or the message */
    size_t n_found;
} outcome;

typedef struct run {
    outcome all[OUTCOMES];
    size_t n;
    char said[4000];
    size_t n_problems;
    as_cancel cancel;
} run;

/* Does what the text says; see deeds in test_crew.c. */
as_status do_deed(void *ctx, as_doc *doc, size_t worker, as_buf *table,
                  size_t *n_found, as_err *err);

static inline void keep_result(void *ctx, const as_crew_result *r)
{
    run *x = ctx;
    outcome *o = &x->all[x->n++];
    assert_true(x->n <= OUTCOMES);
    o->st = r->st;
    o->n_found = r->n_found;
    const as_slice text = r->st == AS_OK ? as_buf_slice(&r->tables[0])
                                         : as_slice_str(r->err.msg);
    (void)snprintf(o->text, sizeof o->text, "%.*s", (int)text.n,
                   text.n ? text.p : "");
}

static inline void keep_said(void *ctx, const char *line)
{
    run *x = ctx;
    const size_t n = strlen(x->said);
    (void)snprintf(x->said + n, sizeof x->said - n, "%s\n", line);
}

static inline void count_problem(void *ctx, const as_err *err)
{
    run *x = ctx;
    (void)err;
    x->n_problems++;
}

static inline as_plugins *no_plugins(void)
{
    const as_plugins_spec spec = {.sources = NULL};
    as_plugins *plugins = NULL;
    assert_int_equal(as_plugins_load(&spec, &plugins, NULL), AS_OK);
    return plugins;
}

static inline void put_text(as_crew *crew, const char *text)
{
    as_input_item item = {0};
    assert_int_equal(as_buf_add_slice(&item.text, as_slice_str(text), NULL),
                     AS_OK);
    item.meta.id = AS_LIT("doc");
    as_crew_put(crew, &item);
}

static inline as_crew_opts opts_of(run *x, as_plugins *plugins, size_t jobs,
                                   unsigned wall)
{
    *x = (run){0};
    return (as_crew_opts){.plugins = plugins,
                          .jobs = jobs,
                          .n_tables = 1,
                          .make = do_deed,
                          .make_ctx = x,
                          .cancel = &x->cancel,
                          .problem = count_problem,
                          .problem_ctx = x,
                          .fn = keep_result,
                          .ctx = x,
                          .isolate = true,
                          .wall = wall,
                          .patience = 2,
                          .said = keep_said,
                          .said_ctx = x};
}

/* A good document, the deed, a good document, by one worker. */
static inline outcome do_between(run *x, unsigned wall, const char *deed)
{
    as_plugins *plugins = no_plugins();
    const as_crew_opts opts = opts_of(x, plugins, 1, wall);
    as_crew *crew = NULL;
    assert_int_equal(as_crew_new(&opts, &crew, NULL), AS_OK);
    put_text(crew, "good");
    put_text(crew, deed);
    put_text(crew, "good");
    as_crew_free(crew);
    as_plugins_unref(plugins);
    assert_int_equal(x->n, 3);
    for (size_t i = 0; i < 3; i += 2) {
        assert_int_equal(x->all[i].st, AS_OK);
        assert_string_equal(x->all[i].text, "done good");
    }
    return x->all[1];
}

#endif

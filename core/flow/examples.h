/* examples.h - do the examples of rules come out as they say?
 *
 * An example is a text of its own. It goes through whatever comes before its
 * rules, and then these; it matches if its rule wins something in it. */
#ifndef AS_FLOW_EXAMPLES_H
#define AS_FLOW_EXAMPLES_H

#include "flow/pipeline.h"

/* What comes before the rules, and these too. */
typedef as_status (*as_examples_annotate)(void *ctx, as_doc *doc,
                                          as_err *err);

/* Called for each example; `why` says what is wrong with it, "" if it is good.
 * Lives until it returns. */
typedef void (*as_examples_tell)(void *ctx, const as_rule_example *example,
                                 as_slice why);

/* Try every example of `rules`; what `annotate` says is told of the example.
 * Errors: AS_ENOMEM, AS_ECANCEL. */
as_status as_examples_run(as_rules *rules, as_examples_annotate annotate,
                          void *annotate_ctx, as_examples_tell tell,
                          void *tell_ctx, as_err *err);

/* ---- all plugins -------------------------------------------------------- */

typedef enum as_examples_state {
    AS_EXAMPLES_NONE, /* there are none, or what they say is known as good */
    AS_EXAMPLES_DUE,
    AS_EXAMPLES_GOOD,
    AS_EXAMPLES_BAD
} as_examples_state;

typedef struct as_examples_how {
    as_stage_maker maker;
    void *maker_ctx;
    as_plugins_problem problem; /* each example that fails, with its place */
    void *problem_ctx;
    /* Plugin `i` was tried, or (AS_EXAMPLES_DUE) another example of it is
     * going to be; NULL: nobody wants to know. */
    void (*tried)(void *problem_ctx, size_t i, as_examples_state state);
    const as_cancel *cancel;
} as_examples_how;

/* Try the examples of all plugins, each in the pipeline up to its rules, and
 * leave out those of which one fails: it is told, with its place. What was
 * good is remembered (io/cachedir.h) until something that it rests on
 * changes. Before anybody shares `plugins`. Errors: AS_ENOMEM, AS_ECANCEL. */
as_status as_examples_check(as_plugins *plugins, const as_examples_how *how,
                            as_err *err);

/* The same in steps, of which the second runs the plugins' Lua and may be
 * done elsewhere (shell/tryout.c). */
typedef struct as_examples {
    as_plugins *plugins; /* borrowed */
    as_examples_state *states; /* one for each plugin, in running order */
    uint64_t hash; /* of what all of them rest on */
} as_examples;

/* Which are due. Errors: AS_ENOMEM; clear it all the same. */
as_status as_examples_init(as_plugins *plugins, as_examples *out, as_err *err);

/* Try what is due. */
as_status as_examples_try(as_examples *x, const as_examples_how *how,
                          as_err *err);

/* Remember what is good, leave out what is bad. The states do not fit the
 * plugins afterwards. */
void as_examples_settle(as_examples *x, as_plugins_problem problem, void *ctx);
void as_examples_clear(as_examples *x);

#endif

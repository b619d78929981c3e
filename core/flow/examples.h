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

/* Try the examples of all plugins, each in the pipeline up to its rules, and
 * leave out those of which one fails: it is told, with its place. What was
 * good is remembered (io/cachedir.h) until something that it rests on
 * changes. Before anybody shares `plugins`. Errors: AS_ENOMEM, AS_ECANCEL. */
as_status as_examples_check(as_plugins *plugins, as_stage_maker maker,
                            void *maker_ctx, as_plugins_problem problem,
                            void *problem_ctx, const as_cancel *cancel,
                            as_err *err);

#endif

/* pipeline.h - the stages that a document goes through, in order, each
 * named, timed and able to be switched off. One a thread: stages may hold
 * state (a Lua state, say). */
#ifndef AS_FLOW_PIPELINE_H
#define AS_FLOW_PIPELINE_H

#include "base/cancel.h"
#include "doc/layer.h"
#include "flow/plugins.h"

typedef struct as_pipeline as_pipeline;

/* A stage annotates a document. On error the pipeline rolls back what the
 * stage added, remembers the error, and goes on with the next. */
typedef struct as_stage {
    const char *name; /* borrowed: must outlive the pipeline */
    as_status (*run)(void *state, as_doc *doc, as_err *err);
    void (*free)(void *state); /* may be NULL */
    void *state;
    /* What the plugin does with a hit of a rule that says `do`, in place of
     * adding its span; NULL: nothing. */
    as_status (*act)(void *state, as_doc *doc, const as_rules *rules,
                     const as_rule_hit *hit, as_err *err);
    /* Around all calls of `act` for one document; NULL where `act` is. */
    void (*act_begin)(void *state, const as_doc *doc);
    void (*act_end)(void *state);
} as_stage;

/* Makes what a plugin's main.lua does into a stage; *out untouched and AS_EOF
 * if it has nothing to run. A stage may be there for its `act` alone: `run`
 * is then NULL. bind/ supplies one; NULL leaves Lua out. */
typedef as_status (*as_stage_maker)(void *ctx, const as_plugin *plugin,
                                    as_stage *out, as_err *err);

/* A pipeline of the stages `tags` (where a plugin has models, tags.h),
 * `names` (every plugin's gazetteers, names.h) and `finder` (where a plugin
 * has a model of names, finder.h), and then, in order of plugins, each one's
 * rules ("NAME/rules") and Lua ("NAME"). A plugin whose stage cannot be made
 * is told to `problem` and left out. Errors: AS_ENOMEM. */
as_status as_pipeline_new(as_plugins *plugins, as_stage_maker maker,
                          void *maker_ctx, as_plugins_problem problem,
                          void *problem_ctx, const as_cancel *cancel,
                          as_pipeline **out, as_err *err);
void as_pipeline_free(as_pipeline *p);

/* Run every stage that is on. Errors: AS_ECANCEL, AS_ENOMEM at once; a stage
 * that failed otherwise: the first such error, after all stages ran, with
 * the plugin's and document's name in front. */
as_status as_pipeline_run(as_pipeline *p, as_doc *doc, as_err *err);

/* As as_pipeline_run, but only up to the rules of `plugin`, and these. What
 * goes wrong before them is not told: it is no fault of theirs. */
as_status as_pipeline_run_rules(as_pipeline *p, const as_plugin *plugin,
                                as_doc *doc, as_err *err);

/* False for a plugin without rules, or whose code could not be made. */
bool as_pipeline_has_rules(const as_pipeline *p, const as_plugin *plugin);

/* `name` is a stage, "rules" (of all plugins), or a plugin: its gazetteers,
 * rules and Lua go together. Errors: AS_EINVAL, an unknown name, listing
 * those there are. */
as_status as_pipeline_switch(as_pipeline *p, const char *name, bool on,
                             as_err *err);

typedef struct as_timing {
    const char *name;
    double seconds; /* CPU time of this thread */
    uint64_t docs, failed;
} as_timing;

size_t as_pipeline_count(const as_pipeline *p);
as_timing as_pipeline_timing(const as_pipeline *p, size_t i);

#endif

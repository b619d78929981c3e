/* rules.c - see rules.h. A runner is a thread's own, and so is the stage. */
#include "flow/rules.h"

#include "base/mem.h"

typedef struct rules {
    const as_plugin *plugin;
    as_stage code; /* .act NULL: there is none */
    const as_cancel *cancel;
    as_rule_runner *runner;
} rules;

static as_status act(void *ctx, as_doc *doc, const as_rule_hit *hit,
                     as_err *err)
{
    const rules *r = ctx;
    return r->code.act(r->code.state, doc, r->plugin->rules, hit, err);
}

static as_status run(void *state, as_doc *doc, as_err *err)
{
    rules *r = state;
    if (r->code.act == NULL) {
        return as_rules_run(r->runner, doc, r->cancel, NULL, NULL, err);
    }
    r->code.act_begin(r->code.state, doc);
    as_status st = as_rules_run(r->runner, doc, r->cancel, act, r, err);
    r->code.act_end(r->code.state);
    return st;
}

static void rules_free(void *state)
{
    rules *r = state;
    as_rule_runner_free(r->runner);
    as_mem_free(r);
}

as_status as_rules_stage(const as_plugin *plugin, const as_stage *code,
                         as_rule_room *room, const as_cancel *cancel,
                         as_stage *out, as_err *err)
{
    rules *r = as_mem_zero(1, sizeof *r);
    if (r == NULL) {
        return as_err_nomem(err);
    }
    r->plugin = plugin;
    r->cancel = cancel;
    if (code != NULL) {
        r->code = *code;
    }
    as_status st = as_rule_runner_new(plugin->rules, room, &r->runner, err);
    if (st != AS_OK) {
        rules_free(r);
        return st;
    }
    *out = (as_stage){.name = plugin->rule_stage, .run = run,
                      .free = rules_free, .state = r};
    return AS_OK;
}

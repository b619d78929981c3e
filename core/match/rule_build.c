/* rule_build.c - specs to a set of rules.
 *
 * Each rule is made by itself (rule_make.c); what the set knows of them
 * together is worked out then: labels, phases, groups, examples, lints. At the
 * end there is a set, or there is none and every fault was told. Refuses: more
 * than AS_RULES_MAX rules. */
#include <stdio.h>

#include "match/rule_int.h"

static as_status count_rules(rule_builder *b)
{
    size_t n = 0;
    for (size_t f = 0; f < b->n_files; f++) {
        n += b->files[f].n_rules;
    }
    if (n > AS_RULES_MAX) {
        as_rule_fault fault = {.file = 0, .part = "rules"};
        (void)snprintf(fault.what, sizeof fault.what,
                       "%zu rules: at most %d in a set", n, AS_RULES_MAX);
        b->tell(b->tell_ctx, &fault);
        return as_err_set(b->err, AS_ELIMIT, "%s", fault.what);
    }
    b->set->rules = as_arena_zero(b->set->arena, n + 1, sizeof(rule));
    return b->set->rules ? AS_OK : as_err_nomem(b->err);
}

static as_status add_rules(rule_builder *b, as_slice origin)
{
    as_status st = count_rules(b);
    for (b->file = 0; st == AS_OK && b->file < b->n_files; b->file++) {
        const as_rule_file *f = &b->files[b->file];
        for (size_t i = 0; st == AS_OK && i < f->n_rules; i++) {
            rule *r = &b->set->rules[b->set->n_rules];
            b->spec = &f->rules[i];
            r->file = (uint32_t)b->file;
            r->at = (uint32_t)i;
            b->set->n_rules++;
            st = rule_make(b, r, origin);
        }
    }
    return st;
}

/* Labels compete by name, and only within a layer. */
static void number_labels(as_rules *set)
{
    for (uint32_t i = 0; i < set->n_rules; i++) {
        rule *r = &set->rules[i];
        r->label_id = set->n_labels;
        for (uint32_t k = 0; k < i; k++) {
            const rule *o = &set->rules[k];
            if (as_slice_eq(o->layer, r->layer) &&
                as_slice_eq(o->span_label, r->span_label)) {
                r->label_id = o->label_id;
                break;
            }
        }
        set->n_labels += r->label_id == set->n_labels;
    }
}

static as_status list_examples(as_rules *set, as_err *err)
{
    size_t n = 0;
    for (uint32_t i = 0; i < set->n_rules; i++) {
        n += set->rules[i].n_match + set->rules[i].n_no_match;
    }
    set->examples = as_arena_zero(set->arena, n + 1, sizeof *set->examples);
    if (set->examples == NULL) {
        return as_err_nomem(err);
    }
    for (uint32_t i = 0; i < set->n_rules; i++) {
        const rule *r = &set->rules[i];
        for (uint32_t k = 0; k < r->n_match + r->n_no_match; k++) {
            bool must = k < r->n_match;
            uint32_t at = must ? k : k - r->n_match;
            as_rule_example *e = &set->examples[set->n_examples++];
            *e = (as_rule_example){.rule = i, .file = r->file, .must = must};
            e->text = must ? r->match[at] : r->no_match[at];
            (void)snprintf(e->part, sizeof e->part, "rules.%u.examples.%s.%u",
                           r->at, must ? "match" : "no_match", at);
        }
    }
    return AS_OK;
}

static void set_free(as_rules *set)
{
    if (set != NULL) {
        pat_tests_free(set->tests);
        as_arena_free(set->arena);
        as_mem_free(set);
    }
}

static as_status build(rule_builder *b, as_slice origin)
{
    as_rules *set = b->set;
    set->arena = as_arena_new();
    as_status st = set->arena ? pat_tests_new(&set->tests, b->err)
                              : as_err_nomem(b->err);
    st = st == AS_OK ? add_rules(b, origin) : st;
    if (st == AS_OK && !b->failed) {
        number_labels(set);
        st = rule_phases(b);
    }
    if (st == AS_OK && b->failed) {
        return as_err_set(b->err, AS_EINVAL, "the rules have faults");
    }
    st = st == AS_OK ? rule_groups(set, b->err) : st;
    st = st == AS_OK ? list_examples(set, b->err) : st;
    if (st != AS_OK || (b->env != NULL && b->env->no_lints)) {
        return st;
    }
    return rule_lint_all(b);
}

static void tell_nobody(void *ctx, const as_rule_fault *fault)
{
    (void)ctx;
    (void)fault;
}

as_status as_rules_new(const as_rule_file *files, size_t n_files,
                       as_slice origin, const as_pattern_env *env,
                       as_rule_tell tell, void *tell_ctx, as_rules **out,
                       as_err *err)
{
    as_rules *set = as_mem_zero(1, sizeof *set);
    if (set == NULL) {
        return as_err_nomem(err);
    }
    set->refs = 1;
    rule_builder b = {.set = set,
                      .files = files,
                      .n_files = n_files,
                      .env = env,
                      .tell = tell ? tell : tell_nobody,
                      .tell_ctx = tell_ctx,
                      .labels = as_intern_new(),
                      .attributes = as_intern_new(),
                      .err = err};
    as_status st = b.labels && b.attributes ? build(&b, origin)
                                            : as_err_nomem(err);
    as_intern_free(b.labels);
    as_intern_free(b.attributes);
    if (st != AS_OK) {
        set_free(set);
        return st;
    }
    *out = set;
    return AS_OK;
}

as_rules *as_rules_ref(as_rules *rules)
{
    (void)__atomic_add_fetch(&rules->refs, 1, __ATOMIC_RELAXED);
    return rules;
}

void as_rules_unref(as_rules *rules)
{
    if (rules != NULL &&
        __atomic_sub_fetch(&rules->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        set_free(rules);
    }
}

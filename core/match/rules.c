/* rules.c - what can be asked of a set of rules. */
#include "match/rule_int.h"

size_t as_rules_size(const as_rules *rules)
{
    return sizeof *rules + as_arena_size(rules->arena) +
           pat_tests_size(rules->tests);
}

size_t as_rules_count(const as_rules *rules)
{
    return rules->n_rules;
}

as_slice as_rules_name(const as_rules *rules, size_t i)
{
    return rules->rules[i].name;
}

as_slice as_rules_label(const as_rules *rules, size_t i)
{
    return rules->rules[i].label;
}

as_slice as_rules_layer(const as_rules *rules, size_t i)
{
    return rules->rules[i].layer;
}

as_slice as_rules_origin(const as_rules *rules, size_t i)
{
    return rules->rules[i].prov.rule;
}

as_scope as_rules_scope(const as_rules *rules, size_t i)
{
    return rules->rules[i].scope;
}

as_slice as_rules_action(const as_rules *rules, size_t i)
{
    return rules->rules[i].action;
}

uint32_t as_rules_phase(const as_rules *rules, size_t i)
{
    return rules->rules[i].phase;
}

size_t as_rules_find(const as_rules *rules, as_slice name)
{
    for (size_t i = 0; i < rules->n_rules; i++) {
        if (as_slice_eq(rules->rules[i].name, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

const as_slice *as_rules_field(const as_rules *rules, size_t i, size_t field)
{
    const as_slice *name = &rules->rules[i].field_names[field];
    return name->p ? name : NULL;
}

size_t as_rules_example_count(const as_rules *rules)
{
    return rules->n_examples;
}

as_rule_example as_rules_example(const as_rules *rules, size_t i)
{
    return rules->examples[i];
}

as_slice as_rules_capture_name(const as_rules *rules, size_t rule_id,
                               uint32_t name)
{
    return rules->rules[rule_id].captures[name];
}

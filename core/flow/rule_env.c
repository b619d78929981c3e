/* rule_env.c - see rule_env.h.
 *
 * A label is known if it is a type of entity (RECORDS has them), a kind, what
 * a gazetteer or an entry of it gives, what rules give, or what a manifest
 * names under `provides`: that is how Lua tells. A feature is known if it is a
 * field of a kind, of a rule or of an entry of a gazetteer. Of a gazetteer the
 * first entries are asked; all of them before a name counts as unknown. */
#include "flow/rule_env.h"

enum { ENTRIES_ASKED = 16 };

static const char *const entity_types[] = {"PERSON", "ORG",   "LOC",
                                           "NORP",   "FAC",   "EVENT",
                                           "PRODUCT", "WEAPON", "MISC"};

/* ---- gazetteers ---------------------------------------------------------- */

static as_gaz *gaz_of(const as_plugin *p, as_slice name)
{
    const as_manifest *m = p->manifest;
    for (uint32_t i = 0; i < m->n_gazetteers; i++) {
        if (as_slice_eq(name, as_slice_str(m->gazetteers[i].name))) {
            return p->gazetteers[i];
        }
    }
    return NULL;
}

static as_gaz *env_gaz(void *ctx, as_slice name)
{
    const as_rule_env *e = ctx;
    as_gaz *gaz = e->own ? gaz_of(e->own, name) : NULL;
    for (size_t i = 0; !gaz && i < as_plugins_count(e->plugins); i++) {
        gaz = gaz_of(as_plugins_get(e->plugins, i), name);
    }
    return gaz;
}

/* ---- every name there is ------------------------------------------------ */

/* Is it the one that is looked for? Or only offered, for messages. */
typedef struct asking {
    as_slice name;
    as_suggest *near; /* NULL: looking */
    bool found;
    bool thorough; /* ask every entry of every gazetteer */
} asking;

static void ask(asking *a, as_slice name)
{
    if (a->near != NULL) {
        as_suggest_offer(a->near, name);
    } else {
        a->found |= as_slice_eq(a->name, name);
    }
}

/* A layer is read by its name in any case, @Quote. */
static void ask_layer(asking *a, as_slice layer)
{
    if (a->near == NULL) {
        a->found |= as_slice_eq_folded(a->name, layer);
    } else if (layer.n > 0) {
        as_suggest_offer(a->near, layer);
    }
}

static void ask_field_keys(asking *a, const as_gaz_info *info)
{
    for (size_t f = 0; f < info->n_fields; f++) {
        ask(a, info->fields[f].key);
    }
}

static void ask_entry_label(asking *a, const as_gaz_info *info)
{
    ask(a, info->label);
}

static void ask_entries(asking *a, const as_gaz *gaz,
                        void (*about)(asking *, const as_gaz_info *))
{
    size_t n = as_gaz_count(gaz);
    n = n < ENTRIES_ASKED || a->thorough ? n : ENTRIES_ASKED;
    for (uint32_t i = 0; !a->found && i < n; i++) {
        const as_gaz_info *info = NULL;
        if (as_gaz_info_of(gaz, i, &info, NULL) != AS_OK) {
            return;
        }
        about(a, info);
    }
}

static void ask_plugin_labels(asking *a, const as_plugin *p)
{
    const as_manifest *m = p->manifest;
    for (uint32_t i = 0; i < m->n_gazetteers; i++) {
        if (m->gazetteers[i].label != NULL) {
            ask(a, as_slice_str(m->gazetteers[i].label));
        }
        ask_layer(a, as_slice_str(m->gazetteers[i].kind));
        ask_entries(a, p->gazetteers[i], ask_entry_label);
    }
    for (uint32_t i = 0; i < m->n_provides; i++) {
        ask(a, as_slice_str(m->provides[i]));
        ask_layer(a, as_slice_str(m->provides[i]));
    }
    for (size_t i = 0; p->rules && i < as_rules_count(p->rules); i++) {
        ask(a, as_rules_label(p->rules, i));
        ask_layer(a, as_rules_layer(p->rules, i));
    }
}

static void ask_labels(const as_rule_env *e, asking *a)
{
    const as_kinds *kinds = as_plugins_kinds(e->plugins);
    for (size_t i = 0; i < sizeof entity_types / sizeof *entity_types; i++) {
        ask(a, as_slice_str(entity_types[i]));
    }
    for (size_t i = 0; i < as_kinds_count(kinds); i++) {
        ask_layer(a, as_kinds_name(kinds, i));
    }
    for (size_t i = 0; i < as_plugins_count(e->plugins); i++) {
        ask_plugin_labels(a, as_plugins_get(e->plugins, i));
    }
}

/* What rules give, records or not. */
static void ask_rule_fields(asking *a, const as_rules *rules)
{
    for (size_t i = 0; rules && !a->found && i < as_rules_count(rules); i++) {
        const as_slice *field = NULL;
        for (size_t f = 0; (field = as_rules_field(rules, i, f)) != NULL;
             f++) {
            ask(a, *field);
        }
    }
}

static void ask_attributes(const as_rule_env *e, asking *a)
{
    const as_kinds *kinds = as_plugins_kinds(e->plugins);
    for (size_t i = 0; i < as_kinds_count(kinds); i++) {
        size_t n = 0;
        const as_slice *f = as_kinds_fields(kinds, as_kinds_name(kinds, i),
                                            &n);
        for (size_t k = 0; k < n; k++) {
            ask(a, f[k]);
        }
    }
    for (size_t i = 0; i < as_plugins_count(e->plugins); i++) {
        const as_plugin *p = as_plugins_get(e->plugins, i);
        for (uint32_t g = 0; !a->found && g < p->manifest->n_gazetteers; g++) {
            ask_entries(a, p->gazetteers[g], ask_field_keys);
        }
        ask_rule_fields(a, p->rules);
    }
}

static bool is_known(const as_rule_env *e, as_slice name,
                     void (*names)(const as_rule_env *, asking *))
{
    asking a = {.name = name};
    names(e, &a);
    if (!a.found) {
        a.thorough = true;
        names(e, &a);
    }
    return a.found;
}

static bool env_label(void *ctx, as_slice name)
{
    return is_known(ctx, name, ask_labels);
}

static bool env_attribute(void *ctx, as_slice name)
{
    return is_known(ctx, name, ask_attributes);
}

static void env_offer(void *ctx, char sigil, as_suggest *near)
{
    const as_rule_env *e = ctx;
    asking a = {.near = near};
    if (sigil == '@') {
        ask_labels(e, &a);
    } else if (sigil == '[') {
        ask_attributes(e, &a);
    }
    for (size_t i = 0; sigil == '%' && i < as_plugins_count(e->plugins); i++) {
        const as_manifest *m = as_plugins_get(e->plugins, i)->manifest;
        for (uint32_t k = 0; k < m->n_gazetteers; k++) {
            as_suggest_offer(near, as_slice_str(m->gazetteers[k].name));
        }
    }
}

bool as_rule_env_open(const as_rule_env *known)
{
    bool open = false;
    for (size_t i = 0; i < as_plugins_count(known->plugins); i++) {
        const as_plugin *p = as_plugins_get(known->plugins, i);
        open |= p->main != NULL && p->trust != AS_TRUST_BUNDLED;
    }
    return open;
}

void as_rule_env_make(const as_rule_env *known, as_pattern_env *env)
{
    *env = (as_pattern_env){.ctx = (void *)known,
                            .gaz = env_gaz,
                            .label = env_label,
                            .attribute = env_attribute,
                            .offer = env_offer};
}

/* rule_pattern.c - the patterns of rules: what they may name, and what is
 * told when one is wrong.
 *
 * A name is looked for in the rule's file, then among the labels and fields
 * of all rules of the set, then in the environment. */
#include <stdarg.h>
#include <stdio.h>

#include "match/rule_int.h"

/* ---- faults ----------------------------------------------------------- */

static void fault_begin(const rule_builder *b, const rule *r, const char *part,
                        bool lint, as_rule_fault *f)
{
    *f = (as_rule_fault){.file = r->file, .lint = lint};
    (void)snprintf(f->part, sizeof f->part, "rules.%u%s%.60s", r->at,
                   part[0] ? "." : "", part);
    (void)b;
}

void rule_fault(rule_builder *b, const rule *r, const char *part, bool lint,
                const char *fmt, ...)
{
    as_rule_fault f;
    fault_begin(b, r, part, lint, &f);
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(f.what, sizeof f.what, fmt, ap);
    va_end(ap);
    b->failed |= !lint;
    b->tell(b->tell_ctx, &f);
}

static void pattern_fault(rule_builder *b, const rule *r, const char *part,
                          bool lint, const as_pattern_place *place)
{
    as_rule_fault f;
    fault_begin(b, r, part, lint, &f);
    (void)snprintf(f.what, sizeof f.what, "%s", place->what);
    f.in_pattern = true;
    f.place = *place;
    b->failed |= !lint;
    b->tell(b->tell_ctx, &f);
}

/* ---- what patterns may name ------------------------------------------- */

static const as_rule_name *find_name(const as_rule_name *v, size_t n,
                                     as_slice name)
{
    for (size_t i = 0; i < n; i++) {
        if (as_slice_eq(v[i].name, name)) {
            return &v[i];
        }
    }
    return NULL;
}

static bool env_macro(void *ctx, as_slice name, as_slice *source)
{
    const rule_builder *b = ctx;
    const as_rule_file *f = &b->files[b->file];
    const as_rule_name *m = find_name(f->macros, f->n_macros, name);
    if (m != NULL) {
        *source = m->pattern;
        return true;
    }
    return b->env && b->env->macro && b->env->macro(b->env->ctx, name, source);
}

static as_gaz *env_gaz(void *ctx, as_slice name)
{
    const rule_builder *b = ctx;
    const as_rule_file *f = &b->files[b->file];
    const as_rule_name *g = find_name(f->gazetteers, f->n_gazetteers, name);
    if (g != NULL) {
        return g->gaz;
    }
    return b->env && b->env->gaz ? b->env->gaz(b->env->ctx, name) : NULL;
}

static bool spec_writes(const as_rule_spec *s, as_slice label)
{
    return as_slice_eq(s->label, label) ||
           as_slice_eq_folded(s->kind.n ? s->kind : s->label, label);
}

static bool label_known(const rule_builder *b, as_slice name)
{
    for (size_t f = 0; f < b->n_files; f++) {
        for (size_t i = 0; i < b->files[f].n_rules; i++) {
            if (spec_writes(&b->files[f].rules[i], name)) {
                return true;
            }
        }
    }
    return !b->env || !b->env->label || b->env->label(b->env->ctx, name);
}

/* NAME, or NAME_text of a field that is a name. */
static bool spec_gives(const as_rule_spec *s, as_slice key)
{
    for (size_t i = 0; i < s->n_fields; i++) {
        const as_slice name = s->fields[i].name;
        if (as_slice_eq(name, key) ||
            (s->fields[i].as == AS_RULE_NAME && key.n == name.n + 5 &&
             memcmp(key.p, name.p, name.n) == 0 &&
             memcmp(key.p + name.n, "_text", 5) == 0)) {
            return true;
        }
    }
    return false;
}

static bool attribute_known(const rule_builder *b, as_slice name)
{
    for (size_t f = 0; f < b->n_files; f++) {
        for (size_t i = 0; i < b->files[f].n_rules; i++) {
            if (spec_gives(&b->files[f].rules[i], name)) {
                return true;
            }
        }
    }
    return !b->env || !b->env->attribute ||
           b->env->attribute(b->env->ctx, name);
}

/* A pattern names the same few again and again, and to find one out goes
 * through all plugins: what is known is remembered. */
static bool ask_once(rule_builder *b, as_intern *known, as_slice name,
                     bool (*ask)(const rule_builder *b, as_slice name))
{
    uint32_t id = 0;
    if (as_intern_find(known, name) != AS_INTERN_NONE) {
        return true;
    }
    const bool yes = ask(b, name);
    b->starved |= yes && as_intern_add(known, name, &id, NULL) != AS_OK;
    return yes;
}

static bool env_label(void *ctx, as_slice name)
{
    rule_builder *b = ctx;
    return ask_once(b, b->labels, name, label_known);
}

static bool env_attribute(void *ctx, as_slice name)
{
    rule_builder *b = ctx;
    return ask_once(b, b->attributes, name, attribute_known);
}

static void offer_all(const as_rule_name *v, size_t n, as_suggest *near)
{
    for (size_t i = 0; i < n; i++) {
        as_suggest_offer(near, v[i].name);
    }
}

static void env_offer(void *ctx, char sigil, as_suggest *near)
{
    const rule_builder *b = ctx;
    const as_rule_file *own = &b->files[b->file];
    if (sigil == '$') {
        offer_all(own->macros, own->n_macros, near);
    }
    if (sigil == '%') {
        offer_all(own->gazetteers, own->n_gazetteers, near);
    }
    for (size_t f = 0; f < b->n_files; f++) {
        for (size_t i = 0; i < b->files[f].n_rules; i++) {
            const as_rule_spec *s = &b->files[f].rules[i];
            if (sigil == '@') {
                as_suggest_offer(near, s->label);
            }
            for (size_t k = 0; sigil == '[' && k < s->n_fields; k++) {
                as_suggest_offer(near, s->fields[k].name);
            }
        }
    }
    if (b->env != NULL && b->env->offer != NULL) {
        b->env->offer(b->env->ctx, sigil, near);
    }
}

/* ---- patterns --------------------------------------------------------- */

static void part_lint(void *ctx, const char *msg, const as_pattern_place *place)
{
    const rule_part *p = ctx;
    (void)msg;
    pattern_fault(p->b, p->r, p->name, true, place);
}

as_status rule_capture(const rule_part *p, as_slice name, uint32_t *id)
{
    for (size_t i = 0; i < p->names->n; i++) {
        if (as_slice_eq(p->names->v[i], name)) {
            *id = (uint32_t)i;
            return AS_OK;
        }
    }
    as_slice *last = as_vec_push(p->names, p->b->err);
    if (last == NULL) {
        return AS_ENOMEM;
    }
    *last = as_arena_copy(p->b->set->arena, name);
    *id = (uint32_t)p->names->n - 1;
    return last->p ? AS_OK : as_err_nomem(p->b->err);
}

/* What the program's captures are called in the rule. */
static as_status name_captures(const rule_part *p, rule_prog *out)
{
    const pat_prog *g = &out->prog;
    out->names = as_arena_zero(p->b->set->arena, g->n_captures + 1u,
                               sizeof *out->names);
    if (out->names == NULL) {
        return as_err_nomem(p->b->err);
    }
    as_status st = AS_OK;
    for (uint32_t i = 1; st == AS_OK && i < g->n_captures; i++) {
        st = rule_capture(p, g->captures[i], &out->names[i - 1]);
    }
    return st;
}

static as_status make(const rule_part *p, const pat_source *src, rule_prog *out,
                      rule_cuts *cuts)
{
    as_rules *set = p->b->set;
    pat_tree tree = {0};
    as_status st = pat_parse(src, set->tests, set->arena, &tree, p->b->err);
    st = st == AS_OK ? pat_check(src, &tree, p->b->err) : st;
    if (st == AS_OK && cuts != NULL) {
        st = rule_cuts_of(&tree, set->tests, false, set->arena, cuts,
                          p->b->err);
    }
    st = st == AS_OK ? pat_compile(src, &tree, set->arena, &out->prog,
                                   p->b->err)
                     : st;
    as_intern_free(tree.captures);
    return st == AS_OK ? name_captures(p, out) : st;
}

as_status rule_compile(const rule_part *p, as_slice source, rule_prog *out,
                         rule_cuts *cuts)
{
    const as_pattern_env env = {.ctx = p->b,
                                .macro = env_macro,
                                .gaz = env_gaz,
                                .label = env_label,
                                .attribute = env_attribute,
                                .open = p->b->env && p->b->env->open,
                                .offer = env_offer};
    as_pattern_place place = {0};
    const bool lints = p->b->env == NULL || !p->b->env->no_lints;
    const pat_source src = {p->r->name, source,    &env,
                            lints ? part_lint : NULL, (void *)p, &place};
    as_status st = make(p, &src, out, cuts);
    if (p->b->starved) {
        st = as_err_nomem(p->b->err);
    }
    if (st == AS_OK || st == AS_ENOMEM) {
        return st;
    }
    out->prog = (pat_prog){0};
    pattern_fault(p->b, p->r, p->name, false, &place);
    return AS_OK;
}

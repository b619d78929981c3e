/* rule_make.c - one rule, from its spec.
 *
 * Its name and kind are checked, its patterns compiled over the table of tests
 * that the set shares, its fields tied to the captures that they come from. A
 * fault is told and making goes on, so that an author sees all of them at
 * once. Cost: linear in the patterns, with macros expanded. Refuses: names
 * that no record could carry, fields of captures that are not there. */
#include <stdio.h>

#include "base/hash.h"
#include "match/rule_int.h"

enum { WITHIN_DEFAULT = 20, NAME_MAX_LEN = 64 };

/* ---- names ------------------------------------------------------------ */

static as_status copy(rule_builder *b, as_slice from, as_slice *to)
{
    *to = as_arena_copy(b->set->arena, from);
    return to->p ? AS_OK : as_err_nomem(b->err);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A letter, then letters, digits, and what is in `also`. */
static bool is_name(as_slice s, const char *also)
{
    bool good = s.n > 0 && s.n <= NAME_MAX_LEN && is_letter(s.p[0]);
    for (size_t i = 1; good && i < s.n; i++) {
        good = is_letter(s.p[i]) || (s.p[i] >= '0' && s.p[i] <= '9') ||
               (s.p[i] != '\0' && strchr(also, s.p[i]) != NULL);
    }
    return good;
}

static bool is_lower(as_slice s)
{
    bool good = is_name(s, "_");
    for (size_t i = 0; good && i < s.n; i++) {
        good = !(s.p[i] >= 'A' && s.p[i] <= 'Z');
    }
    return good;
}

static bool is_reserved(as_slice name)
{
    static const char *const names[] = {"doc",  "kind", "start",
                                        "end", "text", "rule"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (as_slice_eq(name, as_slice_str(names[i]))) {
            return true;
        }
    }
    return false;
}

static as_status lower(rule_builder *b, as_slice s, as_slice *out)
{
    as_status st = copy(b, s, out);
    char *p = (char *)out->p; /* our own copy */
    for (size_t i = 0; st == AS_OK && i < s.n; i++) {
        p[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
    }
    return st;
}

static void check_names(rule_builder *b, const rule *r)
{
    if (!is_name(r->name, "_-")) {
        rule_fault(b, r, "name", false,
                   "a rule's name is a letter, then letters, digits, - and _, "
                   "%d at most",
                   NAME_MAX_LEN);
    }
    if (!is_name(b->spec->label, "_")) {
        rule_fault(b, r, "label", false,
                   "a label is a letter, then letters, digits and _: write "
                   "Casualty or ASSAULT");
    }
    as_slice kind = b->spec->kind;
    if (kind.n > 1 && kind.p[0] == '_') { /* between plugins, no record */
        kind = as_slice_of(kind.p + 1, kind.n - 1);
    }
    if (b->spec->kind.n > 0 && !is_lower(kind)) {
        rule_fault(b, r, "kind", false,
                   "a kind is lower-case letters, digits and _, as event");
    }
    size_t other = as_rules_find(b->set, r->name);
    if (&b->set->rules[other] != r) {
        rule_fault(b, r, "name", false,
                   "a rule is called \"%.*s\" already: choose another name",
                   (int)r->name.n, r->name.p);
    }
}

/* ---- fields ----------------------------------------------------------- */

static as_status constant(rule_builder *b, const rule *r, size_t i,
                          const as_rule_field *spec, as_value *out)
{
    char where[48];
    double x = 0;
    as_slice v = spec->value;
    (void)snprintf(where, sizeof where, "fields.%zu.value", i);
    switch (spec->as) {
    case AS_RULE_NUMBER:
        if (!pat_number(v, &x)) {
            rule_fault(b, r, where, false, "\"%.*s\" is no number",
                       (int)(v.n < 40 ? v.n : 40), v.p);
        }
        *out = rule_number(x);
        return AS_OK;
    case AS_RULE_BOOL:
        *out = (as_value){.type = AS_VAL_BOOL,
                          .truth = as_slice_eq(v, AS_LIT("true"))};
        if (!out->truth && !as_slice_eq(v, AS_LIT("false"))) {
            rule_fault(b, r, where, false, "write true or false");
        }
        return AS_OK;
    case AS_RULE_SPAN:
    case AS_RULE_TEXT:
        out->type = AS_VAL_TEXT;
        return copy(b, v, &out->text);
    default:
        rule_fault(b, r, where, false,
                   "a constant is `as: text', number or bool");
        return AS_OK;
    }
}

static void unknown_capture(rule_builder *b, const rule *r, const char *where,
                            as_slice name)
{
    as_suggest near = as_suggest_for(name);
    for (uint32_t i = 0; i < r->n_captures; i++) {
        as_suggest_offer(&near, r->captures[i]);
    }
    rule_fault(b, r, where, false,
               "there is no capture \"%.*s\"%s%.*s%s", (int)name.n, name.p,
               near.best.n ? ": did you mean " : "", (int)near.best.n,
               near.best.n ? near.best.p : "",
               near.best.n ? "?" : ": name it in the pattern, NAME:x, or give "
                                   "a value");
}

/* The capture called `name`, of which `key` of field `i` speaks. PAT_NONE and
 * a fault if there is none. */
static uint32_t capture_of(rule_builder *b, const rule *r, size_t i,
                           const char *key, as_slice name)
{
    for (uint32_t k = 0; k < r->n_captures; k++) {
        if (as_slice_eq(r->captures[k], name)) {
            return k;
        }
    }
    if (r->main.prog.n_states > 0) { /* else that is told already */
        char where[48];
        (void)snprintf(where, sizeof where, "fields.%zu.%s", i, key);
        unknown_capture(b, r, where, name);
    }
    return PAT_NONE;
}

static as_status make_field(rule_builder *b, rule *r, size_t i)
{
    const as_rule_field *spec = &b->spec->fields[i];
    rule_field *f = &r->fields[i];
    as_status st = copy(b, spec->name, &f->name);
    st = st == AS_OK ? copy(b, spec->feature, &f->feature) : st;
    f->as = f->feature.n > 0 ? AS_RULE_TEXT : spec->as;
    f->capture = PAT_NONE;
    f->when = spec->when.n == 0 ? PAT_NONE
                                : capture_of(b, r, i, "when", spec->when);
    if (st != AS_OK || spec->value.p != NULL) {
        return st == AS_OK ? constant(b, r, i, spec, &f->constant) : st;
    }
    f->capture = spec->from.n > 0 ? capture_of(b, r, i, "from", spec->from)
                                  : capture_of(b, r, i, "name", spec->name);
    if (f->as == AS_RULE_NAME) {
        char buf[NAME_MAX_LEN + 8];
        int n = snprintf(buf, sizeof buf, "%.*s_text",
                         (int)(f->name.n < NAME_MAX_LEN ? f->name.n
                                                        : NAME_MAX_LEN),
                         f->name.p);
        return copy(b, as_slice_of(buf, (size_t)n), &f->text_name);
    }
    return AS_OK;
}

/* Can `f`, a later field of the same name, never have its turn? */
static bool is_late(const rule_field *f, const rule_field *g)
{
    bool same = f->capture == g->capture && f->as == g->as &&
                f->when == g->when && as_slice_eq(f->feature, g->feature);
    return same || (g->capture == PAT_NONE && g->when == PAT_NONE);
}

static void check_field(rule_builder *b, const rule *r, size_t i)
{
    const rule_field *f = &r->fields[i];
    char where[48];
    (void)snprintf(where, sizeof where, "fields.%zu.name", i);
    if (!is_lower(f->name)) {
        rule_fault(b, r, where, false,
                   "a field's name is lower-case letters, digits and _");
    } else if (is_reserved(f->name)) {
        rule_fault(b, r, where, false,
                   "every record has doc, kind, start, end, text and rule "
                   "already: choose another name");
    }
    for (size_t k = 0; k < i; k++) {
        const rule_field *g = &r->fields[k];
        if ((is_late(f, g) && as_slice_eq(f->name, g->name)) ||
            (g->text_name.n && as_slice_eq(f->name, g->text_name)) ||
            (f->text_name.n && as_slice_eq(f->text_name, g->name))) {
            rule_fault(b, r, where, false,
                       "the field \"%.*s\" is there twice: keep one, or put "
                       "what may be missing first",
                       (int)f->name.n, f->name.p);
        }
    }
}

static as_status make_fields(rule_builder *b, rule *r)
{
    const size_t n = b->spec->n_fields;
    r->fields = as_arena_zero(b->set->arena, n + 1, sizeof *r->fields);
    r->field_names = as_arena_zero(b->set->arena, 2 * n + 1,
                                   sizeof *r->field_names);
    if (r->fields == NULL || r->field_names == NULL) {
        return as_err_nomem(b->err);
    }
    as_status st = AS_OK;
    size_t names = 0;
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        st = make_field(b, r, i);
        if (st == AS_OK) {
            check_field(b, r, i);
            r->field_names[names++] = r->fields[i].name;
            if (r->fields[i].text_name.n > 0) {
                r->field_names[names++] = r->fields[i].text_name;
            }
            r->n_fields++;
        }
    }
    return st;
}

/* ---- roles and guards ------------------------------------------------- */

static as_status make_role(rule_part *p, size_t i)
{
    const as_rule_role *spec = &p->b->spec->roles[i];
    rule_role *role = &p->r->roles[i];
    rule_cuts cuts = {0};
    if (!is_name(spec->name, "_")) {
        (void)snprintf(p->name, sizeof p->name, "frame.roles.%zu.name", i);
        rule_fault(p->b, p->r, p->name, false,
                   "a role's name is a letter, then letters, digits and _");
        return AS_OK;
    }
    role->side = spec->side;
    role->within = spec->within ? spec->within : WITHIN_DEFAULT;
    role->required = spec->required;
    if (role->within > AS_RULE_WITHIN_MAX) {
        (void)snprintf(p->name, sizeof p->name, "frame.roles.%zu.within", i);
        rule_fault(p->b, p->r, p->name, false, "within %u tokens: at most %d",
                   spec->within, AS_RULE_WITHIN_MAX);
    }
    as_status st = copy(p->b, spec->name, &role->name);
    st = st == AS_OK ? rule_capture(p, spec->name, &role->capture) : st;
    (void)snprintf(p->name, sizeof p->name, "frame.roles.%zu.find", i);
    st = st == AS_OK ? rule_compile(p, spec->find, &role->find, &cuts) : st;
    if (st == AS_OK && role->required) {
        rule_cuts_join(&p->r->cuts, &cuts);
    }
    (void)snprintf(p->name, sizeof p->name, "frame.roles.%zu.barrier", i);
    return st == AS_OK && spec->barrier.n > 0
               ? rule_compile(p, spec->barrier, &role->barrier, NULL)
               : st;
}

static as_status make_roles(rule_part *p)
{
    const as_rule_spec *spec = p->b->spec;
    rule *r = p->r;
    r->roles = as_arena_zero(p->b->set->arena, spec->n_roles + 1,
                             sizeof *r->roles);
    if (r->roles == NULL) {
        return as_err_nomem(p->b->err);
    }
    if (spec->n_roles == 0) {
        rule_fault(p->b, r, "frame", false,
                   "a frame has roles: without, write a pattern");
    }
    if (spec->n_roles > AS_RULE_ROLES_MAX) {
        rule_fault(p->b, r, "frame.roles", false, "%zu roles: at most %d",
                   spec->n_roles, AS_RULE_ROLES_MAX);
        return AS_OK;
    }
    as_status st = rule_capture(p, AS_LIT("trigger"), &r->trigger);
    for (size_t i = 0; st == AS_OK && i < spec->n_roles; i++) {
        st = make_role(p, i);
        r->n_roles++;
    }
    return st;
}

static as_status make_guards(rule_part *p)
{
    const as_rule_spec *spec = p->b->spec;
    rule *r = p->r;
    r->guards = as_arena_zero(p->b->set->arena, spec->n_unless + 1,
                              sizeof *r->guards);
    as_status st = r->guards ? AS_OK : as_err_nomem(p->b->err);
    for (size_t i = 0; st == AS_OK && i < spec->n_unless; i++) {
        (void)snprintf(p->name, sizeof p->name, "unless.%zu.pattern", i);
        r->guards[i].within = spec->unless[i].within;
        r->guards[i].id = p->b->set->n_guards++;
        st = rule_compile(p, spec->unless[i].pattern, &r->guards[i].prog, NULL);
        r->n_guards++;
    }
    return st;
}

/* ---- one rule --------------------------------------------------------- */

static as_status copy_list(rule_builder *b, const as_slice *from, size_t n,
                           const as_slice **to)
{
    as_slice *list = as_arena_zero(b->set->arena, n + 1, sizeof *list);
    as_status st = list ? AS_OK : as_err_nomem(b->err);
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        st = copy(b, from[i], &list[i]);
    }
    *to = list;
    return st;
}

/* Of what makes the rule what it is: two versions of it differ in this. */
static uint64_t definition_hash(const as_rule_spec *s)
{
    uint64_t h = as_hash_portable(s->label);
    h = as_hash_mix(h, as_hash_portable(s->kind));
    h = as_hash_mix(h, as_hash_portable(s->pattern));
    h = as_hash_mix(h, as_hash_portable(s->action));
    h = as_hash_mix(h, (uint64_t)(uint32_t)s->priority << 8 |
                           (uint64_t)s->scope << 4 | (uint64_t)s->mode);
    for (size_t i = 0; i < s->n_roles; i++) {
        h = as_hash_mix(h, as_hash_portable(s->roles[i].name));
        h = as_hash_mix(h, as_hash_portable(s->roles[i].find));
        h = as_hash_mix(h, as_hash_portable(s->roles[i].barrier));
        h = as_hash_mix(h, (uint64_t)s->roles[i].within << 4 |
                               (uint64_t)s->roles[i].side << 1 |
                               s->roles[i].required);
    }
    for (size_t i = 0; i < s->n_fields; i++) {
        h = as_hash_mix(h, as_hash_portable(s->fields[i].name));
        h = as_hash_mix(h, as_hash_portable(s->fields[i].from));
        h = as_hash_mix(h, as_hash_portable(s->fields[i].value));
        h = as_hash_mix(h, as_hash_portable(s->fields[i].feature));
        h = as_hash_mix(h, as_hash_portable(s->fields[i].when));
        h = as_hash_mix(h, (uint64_t)s->fields[i].as);
    }
    for (size_t i = 0; i < s->n_unless; i++) {
        h = as_hash_mix(h, as_hash_portable(s->unless[i].pattern));
        h = as_hash_mix(h, (uint64_t)s->unless[i].within);
    }
    return h;
}

static as_status provenance(rule_builder *b, rule *r, as_slice origin)
{
    as_buf text = {0};
    as_status st = as_buf_printf(&text, b->err, "%.*s/%.*s", (int)origin.n,
                                 origin.p, (int)r->name.n, r->name.p);
    st = st == AS_OK ? copy(b, as_buf_slice(&text), &r->prov.rule) : st;
    as_buf_clear(&text);
    r->prov.hash = definition_hash(b->spec);
    return st;
}

static as_status copy_head(rule_builder *b, rule *r, as_slice origin)
{
    const as_rule_spec *s = b->spec;
    r->priority = s->priority;
    r->scope = s->scope;
    r->mode = s->mode;
    r->is_frame = s->is_frame;
    r->n_match = (uint32_t)s->n_match;
    r->n_no_match = (uint32_t)s->n_no_match;
    as_status st = copy(b, s->label, &r->label);
    st = st == AS_OK ? copy(b, s->action, &r->action) : st;
    if (st == AS_OK && s->kind.n > 0) {
        r->span_label = r->label;
        st = copy(b, s->kind, &r->layer);
    } else if (st == AS_OK) {
        st = lower(b, s->label, &r->layer);
    }
    st = st == AS_OK ? copy_list(b, s->match, s->n_match, &r->match) : st;
    st = st == AS_OK ? copy_list(b, s->no_match, s->n_no_match, &r->no_match)
                     : st;
    return st == AS_OK ? provenance(b, r, origin) : st;
}

static as_status compile_rule(rule_builder *b, rule *r)
{
    rule_names names = {0};
    rule_part p = {.b = b, .r = r, .names = &names};
    (void)snprintf(p.name, sizeof p.name, "%s",
                   r->is_frame ? "frame.trigger" : "pattern");
    as_status st = rule_compile(&p, b->spec->pattern, &r->main, &r->cuts);
    st = st == AS_OK && r->is_frame ? make_roles(&p) : st;
    if (st == AS_OK) {
        r->captures = as_arena_zero(b->set->arena, names.n + 1,
                                    sizeof *r->captures);
        st = r->captures ? AS_OK : as_err_nomem(b->err);
    }
    if (st == AS_OK && names.n > 0) {
        memcpy(r->captures, names.v, names.n * sizeof *r->captures);
    }
    r->n_captures = (uint32_t)names.n;
    st = st == AS_OK ? make_fields(b, r) : st;
    st = st == AS_OK ? make_guards(&p) : st;
    as_vec_clear(&names);
    return st;
}

as_status rule_make(rule_builder *b, rule *r, as_slice origin)
{
    as_status st = copy(b, b->spec->name, &r->name);
    if (st == AS_OK) {
        check_names(b, r);
        st = copy_head(b, r, origin);
    }
    return st == AS_OK ? compile_rule(b, r) : st;
}

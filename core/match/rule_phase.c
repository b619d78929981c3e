/* rule_phase.c - in which order labels are worked out.
 *
 * Rules of one label compete, so that they run together: what is ordered are
 * labels. A label comes behind every label that one of its rules reads, by
 * `@X`, by [label=X], or by a barrier. A feature alone ([country=FRA]) makes
 * no order, because nobody can say whose it is.
 * Cost: labels squared times the depth of what depends on what.
 * Refuses: rings, a label that is read by its own rules among them. */
#include "match/rule_int.h"

typedef struct order {
    rule_builder *b;
    uint32_t n;      /* labels */
    uint8_t *reads;  /* n * n: does the first read the second? */
    uint32_t *phase;
    const rule **of; /* a rule of each label */
} order;

/* Does `r` write what `name` ("@X", sigil included) reads? */
static bool writes(const rule *r, const pat_name *name)
{
    return name->text.p[0] == '@' &&
           (as_slice_eq(r->label, as_slice_of(name->text.p + 1,
                                              name->text.n - 1)) ||
            as_slice_eq(r->layer, name->layer));
}

/* Every program of a rule, one after another: `i` from 0; NULL at the end. */
static const pat_prog *prog_at(const rule *r, uint32_t i)
{
    if (i == 0) {
        return &r->main.prog;
    }
    i--;
    if (i < 2 * r->n_roles) {
        const rule_role *role = &r->roles[i / 2];
        return i % 2 == 0 ? &role->find.prog : &role->barrier.prog;
    }
    i -= 2 * r->n_roles;
    return i < r->n_guards ? &r->guards[i].prog.prog : NULL;
}

/* ---- what is read ----------------------------------------------------- */

static void read_name(const order *o, const rule *r, uint32_t name)
{
    const pat_name *text = &o->b->set->tests->names.v[name];
    for (uint32_t l = 0; l < o->n; l++) {
        if (writes(o->of[l], text)) {
            o->reads[(size_t)r->label_id * o->n + l] = 1;
        }
    }
}

static void read_label(const order *o, const rule *r, as_slice label)
{
    for (uint32_t l = 0; l < o->n; l++) {
        if (as_slice_eq(o->of[l]->span_label, label)) {
            o->reads[(size_t)r->label_id * o->n + l] = 1;
        }
    }
}

/* As deep as the test, which the parser bounds. */
static void read_test(const order *o, const rule *r, uint32_t test)
{
    if (test == PAT_NONE) {
        return;
    }
    const pat_test *t = &o->b->set->tests->nodes.v[test];
    if (t->kind == T_NOT || t->kind == T_AND || t->kind == T_OR) {
        read_test(o, r, t->a);
    }
    if (t->kind == T_AND || t->kind == T_OR) {
        read_test(o, r, t->b);
    }
    if (t->kind == T_INSIDE) {
        read_name(o, r, t->a);
        read_test(o, r, t->b);
    }
    for (uint32_t i = 0; t->kind == T_LABEL && !t->re && i < t->n_values;
         i++) {
        read_label(o, r, t->values[i]);
    }
}

static void read_prog(const order *o, const rule *r, const pat_prog *g)
{
    for (; g != NULL; g = g->left) {
        for (uint32_t i = 1; i < g->n_states; i++) {
            if (g->states[i].name != PAT_NONE) {
                read_name(o, r, g->states[i].name);
            }
            read_test(o, r, g->states[i].test);
        }
    }
}

/* ---- order ------------------------------------------------------------ */

/* One round; true if something moved. */
static bool relax(const order *o, uint32_t *moved)
{
    bool any = false;
    for (uint32_t l = 0; l < o->n; l++) {
        for (uint32_t k = 0; k < o->n; k++) {
            if (o->reads[(size_t)l * o->n + k] &&
                o->phase[l] <= o->phase[k]) {
                o->phase[l] = o->phase[k] + 1;
                *moved = l;
                any = true;
            }
        }
    }
    return any;
}

/* What `l` waits for: what stands latest. */
static uint32_t before(const order *o, uint32_t l)
{
    uint32_t best = PAT_NONE;
    for (uint32_t k = 0; k < o->n; k++) {
        if (o->reads[(size_t)l * o->n + k] &&
            (best == PAT_NONE || o->phase[k] > o->phase[best])) {
            best = k;
        }
    }
    return best;
}

static as_status tell_ring(const order *o, uint32_t at)
{
    as_buf ring = {0};
    for (uint32_t i = 0; i < o->n; i++) {
        at = before(o, at); /* so many steps end in the ring for certain */
    }
    const uint32_t start = at;
    const rule *first = o->of[start];
    as_status st = as_buf_printf(&ring, o->b->err, "%.*s",
                                 (int)first->label.n, first->label.p);
    do {
        at = before(o, at);
        const rule *r = o->of[at];
        st = st == AS_OK ? as_buf_printf(&ring, o->b->err, " reads %.*s",
                                         (int)r->label.n, r->label.p)
                         : st;
    } while (st == AS_OK && at != start && ring.n < 400);
    if (st == AS_OK) {
        rule_fault(o->b, first, "label", false,
                   "labels in a ring: %.*s: write one of them under another "
                   "label",
                   (int)ring.n, ring.p);
    }
    as_buf_clear(&ring);
    return st;
}

static as_status sort(order *o)
{
    as_rules *set = o->b->set;
    for (uint32_t i = 0; i < set->n_rules; i++) {
        const pat_prog *g = NULL;
        for (uint32_t k = 0; (g = prog_at(&set->rules[i], k)); k++) {
            read_prog(o, &set->rules[i], g);
        }
    }
    uint32_t moved = 0;
    for (uint32_t round = 0; relax(o, &moved); round++) {
        if (round > o->n) {
            return tell_ring(o, moved);
        }
    }
    set->n_phases = set->n_rules > 0;
    for (uint32_t i = 0; i < set->n_rules; i++) {
        rule *r = &set->rules[i];
        r->phase = o->phase[r->label_id];
        set->n_phases = r->phase >= set->n_phases ? r->phase + 1
                                                  : set->n_phases;
    }
    return AS_OK;
}

as_status rule_phases(rule_builder *b)
{
    as_rules *set = b->set;
    order o = {.b = b, .n = set->n_labels};
    o.reads = as_mem_zero((size_t)o.n * o.n + 1, 1);
    o.phase = as_mem_zero(o.n + 1u, sizeof *o.phase);
    o.of = as_mem_zero(o.n + 1u, sizeof *o.of);
    as_status st = AS_ENOMEM;
    if (o.reads != NULL && o.phase != NULL && o.of != NULL) {
        for (uint32_t i = set->n_rules; i-- > 0;) {
            o.of[set->rules[i].label_id] = &set->rules[i];
        }
        st = sort(&o);
    } else {
        (void)as_err_nomem(b->err);
    }
    as_mem_free(o.reads);
    as_mem_free(o.phase);
    as_mem_free((void *)o.of);
    return st;
}

/* actor_told.c - what rules told of mentions, in layers that are no records.
 * Each span is looked up among the mentions by place. */
#include "base/mem.h"
#include "flow/actor_int.h"

typedef void (*told_fn)(cast *c, const as_span *s);

static as_status each(cast *c, const char *name, told_fn fn)
{
    as_layer *layer = as_doc_layer_find(c->doc, as_slice_str(name));
    const uint32_t *flat = NULL;
    size_t n = 0;
    as_status st = layer ? as_layer_flat(layer, &flat, &n, c->err) : AS_OK;
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        const as_span *s = as_layer_get(layer, flat[i]);
        if (s->first_tok < s->end_tok) {
            fn(c, s);
        }
    }
    return st;
}

/* The mention that has just these tokens, or NULL. */
static mention *exactly(const cast *c, const as_span *s)
{
    mention *m = actor_mention_at(c, s->first_tok);
    return m != NULL && m->first == s->first_tok && m->end == s->end_tok
               ? m
               : NULL;
}

/* ---- no name ------------------------------------------------------------- */

static void one_not(cast *c, const as_span *s)
{
    const mention *m = exactly(c, s);
    if (m != NULL && (!m->is_list || m->type == ACTOR_PERSON)) {
        c->drop[m->span] = true;
        c->n_drop++;
    }
}

as_status actor_told_not(cast *c)
{
    if (as_doc_layer_find(c->doc, AS_LIT("_not")) == NULL) {
        return AS_OK;
    }
    c->n_drop = 0;
    c->drop = as_mem_zero(as_layer_count(c->entity) + 1, sizeof *c->drop);
    as_status st = c->drop ? each(c, "_not", one_not) : as_err_nomem(c->err);
    if (st == AS_OK && c->n_drop > 0) {
        as_layer_drop(c->entity, c->drop);
        st = actor_gather(c);
    }
    as_mem_free(c->drop);
    c->drop = NULL;
    return st;
}

/* ---- seats and types ---------------------------------------------------- */

static void one_acting(cast *c, const as_span *s)
{
    mention *m = exactly(c, s);
    if (m != NULL && actor_text_of(s, "government").n > 0) {
        m->acting = s;
    }
}

as_status actor_told_acting(cast *c)
{
    return each(c, "_acting", one_acting);
}

/* "the town of X": whatever X seemed to be. Lists know better. */
static void one_type(cast *c, const as_span *s)
{
    mention *m = exactly(c, s);
    const as_slice label = actor_text_of(s, "label");
    if (m != NULL && !m->is_list && label.n > 0 &&
        !as_slice_eq(label, m->label)) {
        m->label = label;
        m->type = (uint8_t)actor_type_of(label);
        m->retype = true;
    }
}

as_status actor_told_type(cast *c)
{
    return each(c, "_type", one_type);
}

/* ---- of actors ---------------------------------------------------------- */

/* Of a person whose first word it is, or that stands right behind. */
static void one_gender(cast *c, const as_span *s)
{
    const as_slice gender = actor_text_of(s, "gender");
    const mention *m = actor_mention_at(c, s->first_tok);
    if (m == NULL && s->end_tok < as_doc_tokens(c->doc)->n) {
        m = actor_mention_at(c, s->end_tok);
    }
    if (m == NULL || m->type != ACTOR_PERSON || m->actor == ACTOR_NONE ||
        gender.n == 0 || s->first_tok > m->first) {
        return;
    }
    actor *a = &c->actors.v[m->actor];
    a->gender = a->gender == 0 ? gender.p[0] : a->gender;
}

as_status actor_told_gender(cast *c)
{
    return each(c, "_gender", one_gender);
}

static void one_role(cast *c, const as_span *s)
{
    const uint32_t who = actor_at(c, s, "person_text");
    as_slice copy = who != ACTOR_NONE
                        ? as_arena_copy(c->arena, actor_text_of(s, "role"))
                        : (as_slice){NULL, 0};
    char *p = (char *)copy.p; /* our own copy */
    for (size_t i = 0; i < copy.n; i++) {
        p[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]);
    }
    if (copy.p != NULL) {
        c->actors.v[who].role = copy;
    }
}

as_status actor_told_role(cast *c)
{
    return each(c, "role", one_role);
}

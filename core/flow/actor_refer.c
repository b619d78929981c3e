/* actor_refer.c - whom nouns and pronouns stand for.
 *
 * References are taken in order of the text. Whom one can mean are the actors
 * mentioned before it, looked for first in its sentence, then in the one
 * before, and so on, REACH sentences back: the first of these stretches that
 * has somebody who fits decides, if it has one alone. Of a noun that is a role
 * ("the minister") the whole text before is one stretch, and only who bears
 * the role fits. Of other nouns those fit first whose name ends in it ("the
 * union" behind "GDL union"): within reach, then anywhere before where nobody
 * else is. (The agreement and recency of J. Hobbs, "Resolving Pronoun
 * References", 1978, without syntax; what is in doubt stays open.)
 * Cost: references times mentions within reach, LOOKED at most. */
#include "flow/actor_int.h"

#include <stdlib.h>
#include <strings.h>

enum { REACH = 2, LOOKED = 256 };

typedef struct reference {
    const as_span *span;
    bool is_pronoun;
    char gender;     /* of a pronoun: m f n */
    char word_case;  /* s o p r */
    actor_type type; /* of a noun */
    as_slice role;   /* the noun, where it is one */
    as_slice noun;   /* of a noun for a body; empty: no name has it */
} reference;

typedef AS_VEC(reference) references;

/* ---- gathering ---------------------------------------------------------- */

static char first_letter(const as_span *s, const char *key)
{
    const as_slice v = actor_text_of(s, key);
    return v.n > 0 ? v.p[0] : '\0';
}

static as_status add_all(cast *c, const char *name, bool is_pronoun,
                         references *out)
{
    as_layer *layer = as_doc_layer_find(c->doc, as_slice_str(name));
    const uint32_t *flat = NULL;
    size_t n = 0;
    as_status st = layer ? as_layer_flat(layer, &flat, &n, c->err) : AS_OK;
    st = st == AS_OK ? as_vec_reserve(out, n, c->err) : st;
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        const as_span *s = as_layer_get(layer, flat[i]);
        const char refers = first_letter(s, "refers");
        out->v[out->n++] = (reference){
            .span = s,
            .is_pronoun = is_pronoun,
            .gender = first_letter(s, "gender"),
            .word_case = first_letter(s, "case"),
            .type = refers == 'P'   ? ACTOR_PERSON
                    : refers == 'O' ? ACTOR_ORG
                                    : ACTOR_PLACE,
            .role = actor_text_of(s, "role"),
            .noun = actor_text_of(s, "noun")};
    }
    return st;
}

static int by_place(const void *a, const void *b)
{
    const reference *x = a;
    const reference *y = b;
    return (x->span->beg > y->span->beg) - (x->span->beg < y->span->beg);
}

/* ---- who fits ----------------------------------------------------------- */

/* Does it end in the word `tail`, which is in lower case? */
static bool ends_with(as_slice s, as_slice tail)
{
    return tail.n > 0 && s.n >= tail.n &&
           strncasecmp(s.p + s.n - tail.n, tail.p, tail.n) == 0 &&
           (s.n == tail.n || s.p[s.n - tail.n - 1] == ' ' ||
            s.p[s.n - tail.n - 1] == '-');
}

static bool fits(const cast *c, const reference *r, const mention *m)
{
    const actor *a = &c->actors.v[m->actor];
    if (!r->is_pronoun && r->role.n > 0) {
        return a->type == ACTOR_PERSON && ends_with(a->role, r->role);
    }
    if (!r->is_pronoun) {
        return a->type == r->type &&
               (r->type != ACTOR_PLACE || a->country.n > 0) &&
               (r->noun.n == 0 || ends_with(a->name, r->noun)) &&
               !as_slice_eq(m->label, AS_LIT("NORP"));
    }
    if (r->gender == 'n') {
        return a->type == ACTOR_ORG;
    }
    return a->type == ACTOR_PERSON &&
           (a->gender == 0 || a->gender == r->gender);
}

/* Mentions before the reference, from token `from` on: the one actor that
 * fits, nobody, or more than one. At most LOOKED of them are looked at. */
static uint32_t only_one(const cast *c, const reference *r, uint32_t from,
                         uint32_t until)
{
    uint32_t found = ACTOR_NONE;
    int looked = 0;
    for (size_t i = c->merged.n; i-- > 0 && looked < LOOKED;) {
        const mention *m = &c->merged.v[i];
        if (m->first < from) {
            break;
        }
        looked++;
        if (m->end > until || m->actor == ACTOR_NONE || !fits(c, r, m)) {
            continue;
        }
        if (found != ACTOR_NONE && found != m->actor) {
            return ACTOR_MANY;
        }
        found = m->actor;
    }
    return found;
}

/* The nearest that fits: for himself, whose word is the subject's. */
static uint32_t nearest(const cast *c, const reference *r, uint32_t from)
{
    int looked = 0;
    for (size_t i = c->merged.n; i-- > 0 && looked < LOOKED; looked++) {
        const mention *m = &c->merged.v[i];
        if (m->first < from) {
            break;
        }
        if (m->actor != ACTOR_NONE && fits(c, r, m)) {
            return m->actor;
        }
    }
    return ACTOR_NONE;
}

static uint32_t by_stretches(const cast *c, const reference *r)
{
    const uint32_t at = r->span->first_tok;
    uint32_t sent = as_doc_sent_of(c->doc, at);
    uint32_t from = 0;
    uint32_t end = 0;
    as_doc_sent(c->doc, sent, &from, &end);
    if (r->word_case == 'r') {
        return nearest(c, r, from);
    }
    uint32_t until = at;
    /* "went with him" is not who went: his own sentence is passed over */
    uint32_t found = r->word_case == 'o' ? ACTOR_NONE
                                         : only_one(c, r, from, until);
    if (r->is_pronoun && r->gender == 'n') {
        return found; /* "it" is too often nobody */
    }
    for (int back = 0; found == ACTOR_NONE && back < REACH && sent > 0;
         back++) {
        until = from;
        as_doc_sent(c->doc, --sent, &from, &end);
        found = only_one(c, r, from, until);
    }
    return found;
}

static uint32_t resolve(const cast *c, reference r)
{
    if (!r.is_pronoun && r.role.n > 0) {
        return only_one(c, &r, 0, r.span->first_tok);
    }
    const as_slice noun = r.noun;
    uint32_t found = by_stretches(c, &r);
    if (noun.n > 0 && found == ACTOR_NONE) {
        r.noun = (as_slice){0};
        found = by_stretches(c, &r);
    }
    if (noun.n > 0 && found == ACTOR_NONE) {
        r.noun = noun;
        found = only_one(c, &r, 0, r.span->first_tok);
    }
    return found;
}

/* ---- to mentions -------------------------------------------------------- */

static as_status add_mention(cast *c, const reference *r, uint32_t who)
{
    mention *m = as_vec_push(&c->merged, c->err);
    if (m == NULL) {
        return AS_ENOMEM;
    }
    const actor *a = &c->actors.v[who];
    *m = (mention){.span = ACTOR_NONE,
                   .first = r->span->first_tok,
                   .end = r->span->end_tok,
                   .type = (uint8_t)a->type,
                   .label = a->label,
                   .kind = r->is_pronoun ? KIND_PRONOUN : KIND_NOMINAL,
                   .actor = who};
    return AS_OK;
}

/* "X, the former minister for trade" says what X is. */
static bool is_role(const cast *c, const reference *r)
{
    as_layer *roles = as_doc_layer_find(c->doc, AS_LIT("role"));
    uint32_t hit = 0;
    size_t n = 0;
    return roles != NULL &&
           as_layer_query(roles, AS_OVERLAPPING, r->span->beg, r->span->end,
                          &hit, 1, &n, NULL) == AS_OK &&
           n > 0;
}

static as_status refer(cast *c, const reference *r)
{
    if ((!r->is_pronoun && is_role(c, r)) ||
        r->span->first_tok >= r->span->end_tok ||
        actor_mention_at(c, r->span->first_tok) != NULL ||
        actor_mention_at(c, r->span->end_tok - 1) != NULL ||
        (c->merged.n > 0 &&
         c->merged.v[c->merged.n - 1].end > r->span->first_tok)) {
        return AS_OK; /* within a name, or another reference */
    }
    const uint32_t who = resolve(c, *r);
    return who < ACTOR_MANY ? add_mention(c, r, who) : AS_OK;
}

/* Names and references in order of place: what a reference sees is all that
 * was merged before it. */
static as_status merge(cast *c, const references *all)
{
    size_t at = 0;
    as_status st = AS_OK;
    c->merged.n = 0;
    for (size_t i = 0; st == AS_OK && i <= all->n; i++) {
        const uint32_t until = i < all->n ? all->v[i].span->first_tok
                                          : UINT32_MAX;
        size_t end = at;
        while (end < c->mentions.n && c->mentions.v[end].first < until) {
            end++;
        }
        st = as_vec_reserve(&c->merged, end - at, c->err);
        if (st == AS_OK && end > at) {
            memcpy(c->merged.v + c->merged.n, c->mentions.v + at,
                   (end - at) * sizeof *c->merged.v);
            c->merged.n += end - at;
        }
        at = end;
        st = st == AS_OK && i < all->n ? refer(c, &all->v[i]) : st;
    }
    if (st == AS_OK) {
        const mentions old = c->mentions;
        c->mentions = c->merged;
        c->merged = old;
    }
    return st;
}

as_status actor_refer(cast *c)
{
    references all = {0};
    as_status st = add_all(c, "_nominal", false, &all);
    st = st == AS_OK ? add_all(c, "_pronoun", true, &all) : st;
    if (st == AS_OK && all.n > 1) {
        qsort(all.v, all.n, sizeof *all.v, by_place);
    }
    st = st == AS_OK && all.n > 0 ? merge(c, &all) : st;
    as_vec_clear(&all);
    return st;
}

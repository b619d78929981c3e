/* actors.c - see actors.h.
 *
 * Gathers the mentions from `entity` and what rules told of them, has them
 * clustered and referred, and writes the result back: spans whose actor or
 * name changes are amended, nouns and pronouns added, roles made canonical.
 * Actors are numbered by their first mention. Scratch is kept from document
 * to document. Cost: n log n in the mentions, see actor_names.c and
 * actor_refer.c for the rest. */
#include "flow/actors.h"

#include <stdio.h>
#include <stdlib.h>

#include "flow/actor_int.h"

enum { FEATURES_MAX = 72 };

typedef struct actors {
    const as_cancel *cancel;
    cast cast;
} actors;

as_slice actor_text_of(const as_span *s, const char *key)
{
    const as_value *v = as_span_feature(s, as_slice_str(key));
    return v != NULL && v->type == AS_VAL_TEXT ? v->text : (as_slice){"", 0};
}

/* ---- gathering ---------------------------------------------------------- */

actor_type actor_type_of(as_slice label)
{
    static const struct {
        const char *label;
        actor_type type;
    } types[] = {{"PERSON", ACTOR_PERSON}, {"ORG", ACTOR_ORG},
                 {"LOC", ACTOR_PLACE},     {"NORP", ACTOR_PLACE},
                 {"GPE", ACTOR_PLACE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (as_slice_eq(label, as_slice_str(types[i].label))) {
            return types[i].type;
        }
    }
    return ACTOR_OTHER;
}

/* A list's entry says what it is called, or where it is. */
static bool is_listed(const as_span *s, as_slice text)
{
    const as_slice name = actor_text_of(s, "name");
    return as_span_feature(s, AS_LIT("country")) != NULL ||
           (name.n > 0 && !as_slice_eq(name, text));
}

as_status actor_gather(cast *c)
{
    const uint32_t *flat = NULL;
    size_t n = 0;
    as_status st = as_layer_flat(c->entity, &flat, &n, c->err);
    c->mentions.n = c->actors.n = 0;
    st = st == AS_OK ? as_vec_reserve(&c->mentions, n, c->err) : st;
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        const as_span *s = as_layer_get(c->entity, flat[i]);
        if (s->first_tok >= s->end_tok) {
            continue;
        }
        mention m = {.span = flat[i],
                     .first = s->first_tok,
                     .end = s->end_tok,
                     .type = (uint8_t)actor_type_of(s->label),
                     .label = s->label,
                     .kind = KIND_NAME,
                     .country = actor_text_of(s, "country"),
                     .name = actor_text_of(s, "name"),
                     .actor = ACTOR_NONE};
        const as_slice words = actor_words(c, &m);
        m.is_list = is_listed(s, words);
        m.name = m.name.n > 0 ? m.name : words;
        c->mentions.v[c->mentions.n++] = m;
    }
    return st;
}

as_slice actor_words(const cast *c, const mention *m)
{
    return as_doc_token_text(c->doc, m->first, m->end);
}

uint32_t actor_at(const cast *c, const as_span *s, const char *key)
{
    const as_value *v = as_span_feature(s, as_slice_str(key));
    if (v == NULL || v->type != AS_VAL_SPAN) {
        return ACTOR_NONE;
    }
    const mention *m =
        actor_mention_at(c, as_doc_token_at(c->doc, v->span.beg));
    return m ? m->actor : ACTOR_NONE;
}

mention *actor_mention_at(const cast *c, uint32_t tok)
{
    size_t lo = 0;
    size_t hi = c->mentions.n;
    while (lo < hi) { /* the first that ends behind `tok` */
        const size_t mid = lo + (hi - lo) / 2;
        if (c->mentions.v[mid].end <= tok) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    mention *m = lo < c->mentions.n ? &c->mentions.v[lo] : NULL;
    return m != NULL && m->first <= tok ? m : NULL;
}

/* ---- writing ------------------------------------------------------------ */

static void put(as_feature *all, size_t *n, const char *key, as_slice text)
{
    const as_slice k = as_slice_str(key);
    for (size_t i = 0; i < *n; i++) {
        if (as_slice_eq(all[i].key, k)) {
            all[i].value = (as_value){.type = AS_VAL_TEXT, .text = text};
            return;
        }
    }
    if (*n < FEATURES_MAX) {
        all[(*n)++] =
            (as_feature){k, {.type = AS_VAL_TEXT, .text = text}};
    }
}

static void drop(as_feature *all, size_t *n, const char *key)
{
    for (size_t i = 0; i < *n; i++) {
        if (as_slice_eq(all[i].key, as_slice_str(key))) {
            memmove(&all[i], &all[i + 1], (*n - i - 1) * sizeof *all);
            (*n)--;
            return;
        }
    }
}

static size_t copy_features(const as_span *s, as_feature *all)
{
    const size_t n = s->n_features < FEATURES_MAX - 8 ? s->n_features
                                                      : FEATURES_MAX - 8;
    if (n > 0) {
        memcpy(all, s->features, n * sizeof *all);
    }
    return n;
}

/* name, actor, country and mention, as the actor has them. */
static void put_actor(const cast *c, const mention *m, char number[16],
                      as_feature *all, size_t *n)
{
    static const char *const kinds[] = {[KIND_NAME] = "name",
                                        [KIND_NOMINAL] = "nominal",
                                        [KIND_PRONOUN] = "pronoun"};
    if (m->actor == ACTOR_NONE) {
        drop(all, n, "actor"); /* whose it is stays open */
        return;
    }
    const actor *a = &c->actors.v[m->actor];
    const int len = snprintf(number, 16, "a%u", a->number);
    const as_slice country = m->acting ? actor_text_of(m->acting, "code")
                                       : a->country;
    put(all, n, "name", a->name);
    put(all, n, "actor", as_slice_of(number, (size_t)len));
    put(all, n, "mention", as_slice_str(kinds[m->kind]));
    if (country.n > 0 && m->type != ACTOR_OTHER) {
        put(all, n, "country", country);
    }
}

static bool is_same(const as_span *s, const as_feature *all, size_t n)
{
    bool same = n == s->n_features;
    for (size_t i = 0; same && i < n; i++) {
        same = all[i].value.type != AS_VAL_TEXT ||
               (s->features[i].value.type == AS_VAL_TEXT &&
                as_slice_eq(all[i].value.text, s->features[i].value.text));
    }
    return same;
}

static as_status amend(const cast *c, const mention *m)
{
    as_feature all[FEATURES_MAX];
    char number[16];
    const as_span *s = as_layer_get(c->entity, m->span);
    size_t n = copy_features(s, all);
    if (m->retype) {
        drop(all, &n, "country");
    }
    put_actor(c, m, number, all, &n);
    if (!m->retype && is_same(s, all, n)) {
        return AS_OK;
    }
    const as_span_spec spec = {
        .label = m->label,
        .score = s->score,
        .prov = *s->prov,
        .features = all,
        .n_features = n};
    return as_layer_amend(c->doc, c->entity, m->span, &spec, c->err);
}

static as_status add(const cast *c, const mention *m)
{
    as_feature all[FEATURES_MAX];
    char number[16];
    size_t n = 0;
    const as_tokens *tok = as_doc_tokens(c->doc);
    put_actor(c, m, number, all, &n);
    const as_span_spec spec = {
        .beg = tok->beg[m->first],
        .end = tok->end[m->end - 1],
        .label = m->label,
        .score = 1,
        .prov = {.rule = AS_LIT("assay@" AS_VERSION "/actors")},
        .features = all,
        .n_features = n};
    return as_layer_add(c->doc, c->entity, &spec, NULL, c->err);
}

static as_status write_mentions(const cast *c)
{
    uint32_t number = 0;
    as_status st = AS_OK;
    for (size_t i = 0; i < c->mentions.n; i++) {
        const mention *m = &c->mentions.v[i];
        if (m->actor != ACTOR_NONE && c->actors.v[m->actor].number == 0) {
            c->actors.v[m->actor].number = ++number;
        }
    }
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        const mention *m = &c->mentions.v[i];
        st = m->span == ACTOR_NONE ? add(c, m) : amend(c, m);
    }
    return st;
}

/* `person` and `of` of a role become the names of their actors. */
static as_status amend_role(const cast *c, as_layer *roles, uint32_t index)
{
    static const char *const keys[][2] = {{"person", "person_text"},
                                          {"of", "of_text"}};
    as_feature all[FEATURES_MAX];
    const as_span *s = as_layer_get(roles, index);
    size_t n = copy_features(s, all);
    for (size_t i = 0; i < 2; i++) {
        const uint32_t who = actor_at(c, s, keys[i][1]);
        if (who != ACTOR_NONE) {
            put(all, &n, keys[i][0], c->actors.v[who].name);
        }
    }
    if (is_same(s, all, n)) {
        return AS_OK;
    }
    const as_span_spec spec = {.label = s->label,
                               .score = s->score,
                               .prov = *s->prov,
                               .features = all,
                               .n_features = n};
    return as_layer_amend(c->doc, roles, index, &spec, c->err);
}

static as_status write_roles(const cast *c)
{
    as_layer *roles = as_doc_layer_find(c->doc, AS_LIT("role"));
    const size_t n = roles ? as_layer_count(roles) : 0;
    as_status st = AS_OK;
    for (uint32_t i = 0; st == AS_OK && i < n; i++) {
        st = amend_role(c, roles, i);
    }
    return st;
}

/* ---- the stage ---------------------------------------------------------- */

static as_status work(cast *c)
{
    static as_status (*const steps[])(cast *c) = {
        actor_gather,     actor_told_not,    actor_told_acting,
        actor_told_type,  actor_places,      actor_names,
        actor_told_gender, actor_told_role,  actor_refer};
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < sizeof steps / sizeof *steps; i++) {
        st = steps[i](c);
    }
    st = st == AS_OK ? write_mentions(c) : st;
    st = st == AS_OK ? actor_places_write(c) : st;
    return st == AS_OK ? write_roles(c) : st;
}

static as_status run(void *state, as_doc *doc, as_err *err)
{
    actors *a = state;
    cast *c = &a->cast;
    c->doc = doc;
    c->err = err;
    c->entity = as_doc_layer_find(doc, AS_LIT("entity"));
    if (c->entity == NULL || as_layer_count(c->entity) == 0) {
        return AS_OK;
    }
    const as_arena_mark mark = as_arena_mark_now(c->arena);
    c->keys = as_map_new();
    c->shorts = as_map_new();
    as_status st = c->keys && c->shorts ? work(c) : as_err_nomem(err);
    as_map_free(c->keys);
    as_map_free(c->shorts);
    c->keys = c->shorts = NULL;
    as_arena_rollback(c->arena, mark);
    as_vec_relax(&c->mentions);
    as_vec_relax(&c->merged);
    as_vec_relax(&c->places);
    as_vec_relax(&c->actors);
    return st;
}

static void actors_free(void *state)
{
    actors *a = state;
    as_vec_clear(&a->cast.mentions);
    as_vec_clear(&a->cast.merged);
    as_vec_clear(&a->cast.places);
    as_vec_clear(&a->cast.actors);
    as_arena_free(a->cast.arena);
    as_buf_clear(&a->cast.text);
    as_mem_free(a);
}

as_status as_actors_stage(const as_cancel *cancel, as_stage *out, as_err *err)
{
    actors *a = as_mem_zero(1, sizeof *a);
    if (a == NULL) {
        return as_err_nomem(err);
    }
    a->cancel = cancel;
    a->cast.arena = as_arena_new();
    if (a->cast.arena == NULL) {
        actors_free(a);
        return as_err_nomem(err);
    }
    *out = (as_stage){.name = "actors", .run = run, .free = actors_free,
                      .state = a};
    return AS_OK;
}

/* join.c - names and spans of lists, overlaps settled.
 *
 * Spans and names are both gone through in order of place. What is decided
 * against is dropped from the layer at the end, when nothing can fail any
 * more. Cost: linear, and a sort of the layer. */
#include "flow/join.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "doc/tags.h"
#include "tag/upos.h"

#define SURE 0.9f /* a name as probable outweighs the type of a list */

typedef struct join {
    as_doc *doc;
    as_layer *layer;
    const uint32_t *sorted; /* spans of the layer by place */
    size_t n;
    bool *drop;             /* by index in the layer */
    bool *give_up;          /* by name: it is not written */
    const as_value **country; /* by name: of what it takes the place of */
    as_map *actors;         /* canonical name to number */
    uint64_t last_actor;
} join;

static bool is_model_label(as_slice label)
{
    as_name_kind kind;
    return as_name_kind_find(label, &kind) && kind != AS_NAME_MISC;
}

/* ---- who stays ----------------------------------------------------------- */

/* Does the name win over the span, which it overlaps? */
static bool outweighs(const as_name *name, const as_span *span)
{
    const uint32_t m = name->end - name->first;
    const uint32_t n = span->end_tok - span->first_tok;
    const bool is_thing = !is_model_label(span->label) &&
                          !as_slice_eq(span->label, AS_LIT("NORP"));
    if (is_thing && name->kind == AS_NAME_PERSON) {
        return false;
    }
    if (m != n || name->first != span->first_tok) {
        return m > n;
    }
    return is_model_label(span->label) && name->score >= SURE &&
           !as_slice_eq(span->label, as_name_kind_label(name->kind));
}

/* Spans that the name takes the place of go; the last of them that has a
 * country leaves it to the name. */
static void take_place(join *j, size_t from, const as_name *name,
                       const as_value **country)
{
    for (size_t i = from; i < j->n; i++) {
        const as_span *s = as_layer_get(j->layer, j->sorted[i]);
        if (s->first_tok >= name->end) {
            return;
        }
        if (s->end_tok > name->first &&
            (name->kind != AS_NAME_MISC || is_model_label(s->label))) {
            const as_value *of = as_span_feature(s, AS_LIT("country"));
            *country = of ? of : *country;
            j->drop[j->sorted[i]] = true;
        }
    }
}

static bool is_punct(const join *j, uint32_t beg, uint32_t end)
{
    const as_tokens *tok = as_doc_tokens(j->doc);
    bool all = beg < end;
    for (uint32_t t = beg; all && t < end; t++) {
        all = (tok->flags[t] & AS_TOK_PUNCT) != 0;
    }
    return all;
}

/* Spans of lists from end to end, with marks between: Ukraine-Belarus. */
static bool is_row_of_spans(const join *j, size_t from, const as_name *name)
{
    uint32_t at = name->first;
    int n = 0;
    for (size_t i = from; i < j->n; i++) {
        const as_span *s = as_layer_get(j->layer, j->sorted[i]);
        if (s->first_tok >= name->end) {
            break;
        }
        if (s->first_tok < at) {
            continue;
        }
        if (s->first_tok > at && (n == 0 || !is_punct(j, at, s->first_tok))) {
            return false;
        }
        at = s->end_tok;
        n++;
    }
    return n > 1 && at == name->end;
}

static bool may_stand(const join *j, size_t from, const as_name *name)
{
    if (is_row_of_spans(j, from, name)) {
        return false;
    }
    for (size_t i = from; i < j->n; i++) {
        const as_span *s = as_layer_get(j->layer, j->sorted[i]);
        if (s->first_tok >= name->end) {
            break;
        }
        if (s->end_tok > name->first && !outweighs(name, s)) {
            return false;
        }
    }
    return true;
}

/* A person is not of a country by name: "Abdullah II of Jordan" ends before
 * the preposition, and the country stays what it is. */
static void cut_country(const join *j, size_t from, as_name *name)
{
    as_tags tags;
    for (size_t i = from; name->kind == AS_NAME_PERSON && i < j->n; i++) {
        const as_span *s = as_layer_get(j->layer, j->sorted[i]);
        if (s->first_tok >= name->end) {
            return;
        }
        if (s->end_tok == name->end && s->first_tok > name->first + 1 &&
            as_slice_eq(s->label, AS_LIT("LOC")) &&
            as_span_feature(s, AS_LIT("country")) != NULL &&
            as_doc_tags(j->doc, &tags) &&
            tags.pos[s->first_tok - 1] == AS_UPOS_ADP) {
            name->end = s->first_tok - 1;
        }
    }
}

static void settle(join *j, as_names *names)
{
    size_t from = 0;
    for (size_t i = 0; i < names->n; i++) {
        while (from < j->n &&
               as_layer_get(j->layer, j->sorted[from])->end_tok <=
                   names->v[i].first) {
            from++;
        }
        cut_country(j, from, &names->v[i]);
        j->give_up[i] = !may_stand(j, from, &names->v[i]);
        if (!j->give_up[i]) {
            take_place(j, from, &names->v[i], &j->country[i]);
        }
    }
}

/* ---- writing ------------------------------------------------------------- */

static uint64_t number_of(as_slice id)
{
    uint64_t n = 0;
    for (size_t i = 1; i < id.n && id.p[i] >= '0' && id.p[i] <= '9'; i++) {
        n = n * 10 + (uint64_t)(id.p[i] - '0');
    }
    return n;
}

/* The actors that the layer has. */
static as_status read_actors(join *j, as_err *err)
{
    as_status st = AS_OK;
    for (uint32_t i = 0; i < j->n && st == AS_OK; i++) {
        const as_span *s = as_layer_get(j->layer, i);
        const as_value *name = as_span_feature(s, AS_LIT("name"));
        const as_value *id = as_span_feature(s, AS_LIT("actor"));
        if (name && id && name->type == AS_VAL_TEXT &&
            id->type == AS_VAL_TEXT) {
            const uint64_t n = number_of(id->text);
            j->last_actor = n > j->last_actor ? n : j->last_actor;
            st = as_map_set(j->actors, name->text, n, err);
        }
    }
    return st;
}

static as_status write_name(join *j, const as_name *name,
                            const as_value *country, const as_prov *prov,
                            as_err *err)
{
    const as_tokens *tokens = as_doc_tokens(j->doc);
    const bool is_short = name->whole_end > name->whole_first;
    const as_slice words = as_doc_token_text(
        j->doc, is_short ? name->whole_first : name->first,
        is_short ? name->whole_end : name->end);
    uint64_t n = j->last_actor + 1;
    if (!as_map_find(j->actors, words, &n)) {
        as_status st = as_map_set(j->actors, words, n, err);
        if (st != AS_OK) {
            return st;
        }
        j->last_actor = n;
    }
    char id[24];
    const int len = snprintf(id, sizeof id, "a%llu", (unsigned long long)n);
    as_feature features[4] = {
        {AS_LIT("name"), {.type = AS_VAL_TEXT, .text = words}},
        {AS_LIT("actor"),
         {.type = AS_VAL_TEXT, .text = as_slice_of(id, (size_t)len)}},
        {AS_LIT("mention"), {.type = AS_VAL_TEXT, .text = AS_LIT("name")}},
    };
    size_t n_features = 3;
    if (country != NULL && name->kind != AS_NAME_PERSON) {
        features[n_features++] = (as_feature){AS_LIT("country"), *country};
    }
    const as_span_spec spec = {
        .beg = tokens->beg[name->first],
        .end = tokens->end[name->end - 1],
        .label = as_name_kind_label(name->kind),
        .score = (double)name->score,
        .prov = *prov,
        .features = features,
        .n_features = n_features,
    };
    return as_layer_add(j->doc, j->layer, &spec, NULL, err);
}

static as_status write_names(join *j, const as_names *names,
                             const as_prov *prov, as_err *err)
{
    as_status st = read_actors(j, err);
    for (size_t i = 0; i < names->n && st == AS_OK; i++) {
        if (!j->give_up[i] && names->v[i].kind != AS_NAME_MISC) {
            st = write_name(j, &names->v[i], j->country[i], prov, err);
        }
    }
    return st;
}

as_status as_join_names(as_doc *doc, as_names *names,
                        const as_prov *prov, as_err *err)
{
    if (names->n == 0) {
        return AS_OK;
    }
    join j = {.doc = doc};
    as_status st = as_doc_layer(doc, AS_LIT("entity"), &j.layer, err);
    if (st == AS_OK) {
        st = as_layer_sorted(j.layer, &j.sorted, &j.n, err);
    }
    if (st != AS_OK) {
        return st;
    }
    j.drop = as_mem_zero(j.n + names->n, sizeof *j.drop);
    j.give_up = as_mem_zero(names->n, sizeof *j.give_up);
    j.country = as_mem_zero(names->n, sizeof *j.country);
    j.actors = as_map_new();
    if (!j.drop || !j.give_up || !j.country || !j.actors) {
        st = as_err_nomem(err);
    } else {
        settle(&j, names);
        st = write_names(&j, names, prov, err);
    }
    if (st == AS_OK) {
        as_layer_drop(j.layer, j.drop);
    }
    as_mem_free(j.drop);
    as_mem_free(j.give_up);
    as_mem_free(j.country);
    as_map_free(j.actors);
    return st;
}

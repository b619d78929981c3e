/* actor_place.c - where a place is, when several bear its name.
 *
 * A list gives a place's country, coordinates and population, and, in
 * `others`, places of the same name (country/admin1/lat/lon/population, with
 * ; between them). The best has the highest sum of
 *   log10 of its people (that, for a country, of a large one)
 *   2 for each mention of its country or people, at most three
 *   1 for each place in its country that bears its name alone, at most three
 *   6 where its country, 8 where its state stands right behind (Paris, Texas)
 * What a text speaks of says nothing for a town with less than a sixth of the
 * largest one's people: Geneva is in Switzerland, though America is named.
 * One name is one place in a document. (Default sense, context and spatial
 * minimality: J. Leidner, "Toponym Resolution in Text", 2007.)
 * Cost: linear in mentions, and candidates, of which there are few. */
#include "flow/actor_int.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { CANDIDATES_MAX = 12 };

static const double COUNTRY_PEOPLE = 8.5;
static const double SMALL_TOWN = 0.8; /* log10: a sixth */

typedef struct candidate {
    as_slice country, admin, lat, lon;
    double people; /* log10 */
} candidate;

static double number_of(as_slice s)
{
    char buf[32];
    const size_t n = s.n < sizeof buf - 1 ? s.n : sizeof buf - 1;
    if (n > 0) {
        memcpy(buf, s.p, n);
    }
    buf[n] = '\0';
    return strtod(buf, NULL);
}

/* The text up to `by`, which is passed over. */
static as_slice part(as_slice *rest, char by)
{
    const char *at = rest->n ? memchr(rest->p, by, rest->n) : NULL;
    const size_t n = at ? (size_t)(at - rest->p) : rest->n;
    const as_slice out = as_slice_of(rest->p, n);
    *rest = as_slice_of(rest->p + n + (at != NULL),
                        rest->n - n - (at != NULL));
    return out;
}

static candidate other(as_slice *rest)
{
    as_slice one = part(rest, ';');
    candidate c = {.country = part(&one, '/')};
    c.admin = part(&one, '/');
    c.lat = part(&one, '/');
    c.lon = part(&one, '/');
    c.people = log10(number_of(one) + 10);
    return c;
}

static size_t candidates(const cast *c, const mention *m, candidate *out)
{
    const as_span *s = as_layer_get(c->entity, m->span);
    const as_slice people = actor_text_of(s, "population");
    as_slice others = actor_text_of(s, "others");
    size_t n = 0;
    out[n++] = (candidate){
        .country = m->country,
        .admin = actor_text_of(s, "admin1"),
        .lat = actor_text_of(s, "lat"),
        .lon = actor_text_of(s, "lon"),
        .people = people.n > 0 ? log10(number_of(people) + 10)
                               : COUNTRY_PEOPLE};
    while (others.n > 0 && n < CANDIDATES_MAX) {
        out[n++] = other(&others);
    }
    return n;
}

static bool is_ambiguous(const cast *c, const mention *m)
{
    return actor_text_of(as_layer_get(c->entity, m->span), "others").n > 0;
}

static bool is_town(const cast *c, const mention *m)
{
    return actor_text_of(as_layer_get(c->entity, m->span), "lat").n > 0;
}

/* ---- evidence ----------------------------------------------------------- */

/* What stands behind `m` and a comma. */
static const mention *behind(const cast *c, const mention *m)
{
    const uint32_t n = (uint32_t)as_doc_tokens(c->doc)->n;
    if (m->end + 1 >= n ||
        !as_slice_eq(as_doc_token_text(c->doc, m->end, m->end + 1),
                     AS_LIT(","))) {
        return NULL;
    }
    const mention *b = actor_mention_at(c, m->end + 1);
    return b != NULL && b->type == ACTOR_PLACE ? b : NULL;
}

static double beside(const cast *c, const mention *m, const candidate *k)
{
    const mention *b = behind(c, m);
    if (b == NULL) {
        return 0;
    }
    if (k->admin.n > 0 && as_slice_eq(b->name, k->admin)) {
        return 8;
    }
    return b->country.n > 0 && as_slice_eq(b->country, k->country) ? 6 : 0;
}

/* How much each country is spoken of: of countries and peoples in the upper
 * half of the value, of towns in the lower one. */
static as_status count_countries(const cast *c, as_map *counts)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        const mention *m = &c->mentions.v[i];
        const as_slice where = m->acting ? actor_text_of(m->acting, "code")
                                         : m->country;
        uint64_t n = 0;
        if (m->type != ACTOR_PLACE || where.n == 0 || is_ambiguous(c, m)) {
            continue;
        }
        (void)as_map_find(counts, where, &n);
        n += is_town(c, m) ? 1 : (uint64_t)1 << 32;
        st = as_map_set(counts, where, n, c->err);
    }
    return st;
}

static double at_most(uint64_t n, uint64_t most)
{
    return (double)(n < most ? n : most);
}

static double score(const cast *c, const mention *m, const candidate *k,
                    double largest, const as_map *counts)
{
    uint64_t n = 0;
    if (!is_town(c, m) || largest - k->people < SMALL_TOWN) {
        (void)as_map_find(counts, k->country, &n);
    }
    return k->people + 2 * at_most(n >> 32, 3) +
           at_most(n & UINT32_MAX, 3) + beside(c, m, k);
}

static const candidate *choose(const cast *c, const mention *m,
                               const as_map *counts, candidate *all,
                               double *most)
{
    const size_t n = candidates(c, m, all);
    size_t best = 0;
    double largest = all[0].people;
    for (size_t i = 1; i < n; i++) {
        largest = all[i].people > largest ? all[i].people : largest;
    }
    *most = score(c, m, &all[0], largest, counts);
    for (size_t i = 1; i < n; i++) {
        const double s = score(c, m, &all[i], largest, counts);
        if (s > *most) {
            *most = s;
            best = i;
        }
    }
    return &all[best];
}

/* Of all mentions of a name the surest decides; `by_name` has the number of
 * its place in c->places, `scores` how sure it was. */
static as_status choose_place(cast *c, const mention *m, const as_map *counts,
                              as_map *by_name, double *score_of)
{
    candidate all[CANDIDATES_MAX];
    double most = 0;
    uint64_t at = 0;
    const candidate *k = choose(c, m, counts, all, &most);
    if (!as_map_find(by_name, m->name, &at)) {
        at = c->places.n;
        as_status st = as_map_set(by_name, m->name, at, c->err);
        actor_place *p = st == AS_OK ? as_vec_push(&c->places, c->err) : NULL;
        if (p == NULL) {
            return AS_ENOMEM;
        }
        score_of[at] = -1;
    }
    if (most > score_of[at]) {
        score_of[at] = most;
        c->places.v[at] = (actor_place){k->country, k->lat, k->lon, 0};
    }
    return AS_OK;
}

/* ---- to mentions and records -------------------------------------------- */

static bool can_be_placed(const mention *m)
{
    return m->type == ACTOR_PLACE && m->country.n > 0;
}

static as_status choose_all(cast *c, as_map *counts, as_map *by_name)
{
    double *score_of = as_mem_new((c->mentions.n + 1) * sizeof *score_of);
    uint64_t at = 0;
    c->places.n = 0;
    as_status st = score_of ? count_countries(c, counts)
                            : as_err_nomem(c->err);
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        if (can_be_placed(&c->mentions.v[i])) {
            st = choose_place(c, &c->mentions.v[i], counts, by_name,
                              score_of);
        }
    }
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        mention *m = &c->mentions.v[i];
        if (can_be_placed(m) && as_map_find(by_name, m->name, &at)) {
            const actor_place *p = &c->places.v[at];
            m->place = (uint32_t)at + 1;
            m->country = p->country.n > 0 ? p->country : m->country;
        }
    }
    as_mem_free(score_of);
    return st;
}

as_status actor_places(cast *c)
{
    as_map *counts = as_map_new();
    as_map *by_name = as_map_new();
    as_status st = counts && by_name ? choose_all(c, counts, by_name)
                                     : as_err_nomem(c->err);
    as_map_free(counts);
    as_map_free(by_name);
    return st;
}

static bool is_placed(const mention *m)
{
    return m->type == ACTOR_PLACE && m->span != ACTOR_NONE &&
           m->acting == NULL && !m->retype && m->country.n > 0 &&
           !as_slice_eq(m->label, AS_LIT("NORP"));
}

static void put_degrees(as_feature *all, size_t *n, const char *key,
                        as_slice text)
{
    if (text.n > 0) {
        all[(*n)++] = (as_feature){
            as_slice_str(key),
            {.type = AS_VAL_REAL, .real = number_of(text)}};
    }
}

/* The plugin and version that the place is known from. */
static as_slice source_of(const as_span *s)
{
    as_slice rule = s->prov->rule;
    return part(&rule, '/');
}

static as_status add_place(const cast *c, as_layer *layer, const mention *m)
{
    as_feature all[8];
    size_t n = 0;
    const as_span *s = as_layer_get(c->entity, m->span);
    actor_place *p = m->place > 0 ? &c->places.v[m->place - 1] : NULL;
    if (p != NULL && p->written > 0) {
        return as_layer_add_like(c->doc, layer, p->written - 1, s->beg,
                                 s->end, NULL, c->err);
    }
    const as_slice name = m->actor != ACTOR_NONE ? c->actors.v[m->actor].name
                                                 : m->name;
    all[n++] = (as_feature){AS_LIT("name"),
                            {.type = AS_VAL_TEXT, .text = name}};
    all[n++] = (as_feature){AS_LIT("country"),
                            {.type = AS_VAL_TEXT, .text = m->country}};
    if (p != NULL) {
        put_degrees(all, &n, "lat", p->lat);
        put_degrees(all, &n, "lon", p->lon);
    }
    all[n++] = (as_feature){AS_LIT("source"),
                            {.type = AS_VAL_TEXT, .text = source_of(s)}};
    const as_span_spec spec = {
        .beg = s->beg,
        .end = s->end,
        .score = 1,
        .prov = {.rule = AS_LIT("assay@" AS_VERSION "/places")},
        .features = all,
        .n_features = n};
    uint32_t index = 0;
    as_status st = as_layer_add(c->doc, layer, &spec, &index, c->err);
    if (st == AS_OK && p != NULL) {
        p->written = index + 1;
    }
    return st;
}

as_status actor_places_write(const cast *c)
{
    as_layer *layer = NULL;
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        const mention *m = &c->mentions.v[i];
        if (!is_placed(m)) {
            continue;
        }
        st = layer ? AS_OK : as_doc_layer(c->doc, AS_LIT("location"), &layer,
                                          c->err);
        st = st == AS_OK ? add_place(c, layer, m) : st;
    }
    return st;
}

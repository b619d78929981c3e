/* actor_names.c - which names of a document are one actor's.
 *
 * Each mention has a key: the skeleton (text/skeleton.h) of its canonical
 * name. What is left are short forms, which join the one longer name that
 * they can be short for:
 *   a single word    a person one of whose names it is, the surname first
 *   last words       a person whose names go on before them
 *   initials         an organisation whose words begin with them
 *   first words      an organisation that goes on behind them
 * The forms that a name can be shortened to are in one table, each with its
 * actor, or with none where there are two: then it joins neither, and a
 * person's has no actor at all. Cost: linear; a surname that nobody bears is
 * compared, letter by letter, with those of SURNAMES_MAX persons at most. */
#include "flow/actor_int.h"

#include "doc/tags.h"
#include "tag/upos.h"
#include "text/skeleton.h"

enum { ORG_WORDS = 4, INITIALS_MAX = 12 };

/* ---- keys ---------------------------------------------------------------- */

/* `letter` and the skeleton of `name`, in c->text. */
static as_status key_of(cast *c, char letter, as_slice name, as_slice *out)
{
    c->text.n = 0;
    as_status st = as_buf_add_byte(&c->text, letter, c->err);
    st = st == AS_OK ? as_skeleton(name, &c->text, c->err) : st;
    *out = as_buf_slice(&c->text);
    return st;
}

/* The actor of a key, a new one for `m` if there is none. */
static as_status actor_of(cast *c, as_slice key, const mention *m,
                          uint32_t *out)
{
    uint64_t found = 0;
    if (as_map_find(c->keys, key, &found)) {
        *out = (uint32_t)found;
        return AS_OK;
    }
    actor *a = as_vec_push(&c->actors, c->err);
    if (a == NULL) {
        return AS_ENOMEM;
    }
    *a = (actor){.type = (actor_type)m->type, .label = m->label,
                 .name = m->name, .country = m->country,
                 .is_list = m->is_list, .n_tokens = m->end - m->first};
    *out = (uint32_t)c->actors.n - 1;
    return as_map_set(c->keys, key, *out, c->err);
}

/* The fullest name is the canonical one; that of a list before others. */
static void join(cast *c, mention *m, uint32_t at)
{
    actor *a = &c->actors.v[at];
    const uint32_t n = m->end - m->first;
    bool better = m->is_list ? !a->is_list : !a->is_list && n > a->n_tokens;
    m->actor = at;
    if (better && m->type == a->type) {
        a->name = m->name;
        a->is_list = m->is_list;
    }
    a->n_tokens = n > a->n_tokens ? n : a->n_tokens;
    a->country = a->country.n ? a->country : m->country;
}

static as_status take_key(cast *c, mention *m)
{
    static const char letters[] = {'P', 'O', 'L', 'X'};
    as_slice key;
    uint32_t at = 0;
    as_status st = key_of(c, letters[m->type], m->name, &key);
    st = st == AS_OK ? actor_of(c, key, m, &at) : st;
    if (st == AS_OK) {
        join(c, m, at);
    }
    return st;
}

/* A seat that acts is its government, whatever it is called. */
static as_status take_seat(cast *c, mention *m)
{
    as_slice key;
    const mention as = {.type = ACTOR_PLACE,
                        .name = actor_text_of(m->acting, "government"),
                        .country = actor_text_of(m->acting, "code"),
                        .label = AS_LIT("LOC"),
                        .is_list = true,
                        .end = 1};
    as_status st = key_of(c, 'L', as.name, &key);
    return st == AS_OK ? actor_of(c, key, &as, &m->actor) : st;
}

/* ---- short forms -------------------------------------------------------- */

/* `key` may be short for an actor; for two it is short for none. */
static as_status add_short(cast *c, as_slice key, uint32_t who)
{
    uint64_t found = 0;
    if (as_map_find(c->shorts, key, &found)) {
        return found == who || found == ACTOR_MANY
                   ? AS_OK
                   : as_map_set(c->shorts, key, ACTOR_MANY, c->err);
    }
    return as_map_set(c->shorts, key, who, c->err);
}

static uint32_t find_short(const cast *c, as_slice key)
{
    uint64_t found = ACTOR_NONE;
    (void)as_map_find(c->shorts, key, &found);
    return (uint32_t)found;
}

/* s: surname, g: another name. */
static as_status shorts_of_person(cast *c, mention *m)
{
    as_status st = AS_OK;
    for (uint32_t t = m->first; st == AS_OK && t < m->end; t++) {
        as_slice key;
        const as_slice word = as_doc_token_text(c->doc, t, t + 1);
        st = key_of(c, t + 1 == m->end ? 's' : 'g', word, &key);
        if (st == AS_OK && key.n > 2) {
            st = add_short(c, key, m->actor);
        }
    }
    return st;
}

/* t: its last words, two or more (Barth Eide, von der Leyen). */
static as_status tails_of_person(cast *c, mention *m)
{
    as_status st = AS_OK;
    for (uint32_t t = m->first + 1; st == AS_OK && t + 1 < m->end; t++) {
        as_slice key;
        st = key_of(c, 't', as_doc_token_text(c->doc, t, m->end), &key);
        st = st == AS_OK ? add_short(c, key, m->actor) : st;
    }
    return st;
}

static as_status take_tail(cast *c, mention *m)
{
    as_slice key;
    as_status st = key_of(c, 't', actor_words(c, m), &key);
    const uint32_t who = st == AS_OK ? find_short(c, key) : ACTOR_NONE;
    if (who < ACTOR_MANY) {
        join(c, m, who);
    }
    return st;
}

static bool is_capital(char ch)
{
    return ch >= 'A' && ch <= 'Z';
}

/* i: the initials of its capitalised words. */
static as_status add_initials(cast *c, const mention *m)
{
    char key[INITIALS_MAX + 1] = "i";
    size_t n = 1;
    for (uint32_t t = m->first; t < m->end && n < sizeof key; t++) {
        const as_slice w = as_doc_token_text(c->doc, t, t + 1);
        if (w.n > 0 && is_capital(w.p[0])) {
            key[n++] = w.p[0];
        }
    }
    return n > 2 ? add_short(c, as_slice_of(key, n), m->actor) : AS_OK;
}

/* w: its first words. */
static as_status shorts_of_org(cast *c, const mention *m)
{
    as_status st = add_initials(c, m);
    for (uint32_t n = 1; st == AS_OK && n <= ORG_WORDS &&
                         m->first + n < m->end; n++) {
        as_slice key;
        st = key_of(c, 'w',
                    as_doc_token_text(c->doc, m->first, m->first + n), &key);
        st = st == AS_OK ? add_short(c, key, m->actor) : st;
    }
    return st;
}

/* One letter too many, too few, or another. */
static bool is_near(as_slice a, as_slice b)
{
    if (a.n > b.n) {
        as_slice t = a;
        a = b;
        b = t;
    }
    if (b.n - a.n > 1 || a.n < 6) {
        return false;
    }
    size_t i = 0;
    while (i < a.n && a.p[i] == b.p[i]) {
        i++;
    }
    size_t rest = a.n == b.n ? i + 1 : i;
    return rest >= a.n || memcmp(a.p + rest, b.p + i + 1, a.n - rest) == 0;
}

/* The first surnames; the table keeps order of insertion. */
static void list_surnames(cast *c)
{
    c->n_surnames = 0;
    for (size_t i = 0;
         i < as_map_count(c->shorts) && c->n_surnames < SURNAMES_MAX; i++) {
        const as_slice key = as_map_key(c->shorts, i);
        if (key.p[0] == 's') {
            c->surnames[c->n_surnames++] =
                (surname){key, (uint32_t)as_map_value(c->shorts, i)};
        }
    }
}

/* A surname that is nearly `key`: misspelt, or romanised in yet another way.
 * The first persons are asked. */
static uint32_t near_surname(const cast *c, as_slice key)
{
    uint32_t found = ACTOR_NONE;
    for (size_t i = 0; i < c->n_surnames; i++) {
        if (is_near(key, c->surnames[i].key)) {
            const uint32_t who = c->surnames[i].who;
            if (found != ACTOR_NONE && found != who) {
                return ACTOR_MANY;
            }
            found = who;
        }
    }
    return found;
}

/* The person that a single word is short for. */
static as_status person_of(cast *c, const mention *m, uint32_t *out)
{
    as_slice key;
    as_status st = key_of(c, 's', actor_words(c, m), &key);
    if (st != AS_OK) {
        return st;
    }
    *out = find_short(c, key);
    if (*out == ACTOR_NONE) {
        *out = near_surname(c, key);
    }
    if (*out == ACTOR_NONE) {
        c->text.p[0] = 'g';
        *out = find_short(c, as_buf_slice(&c->text));
    }
    return AS_OK;
}

/* FRJ, F.R.J.: capital letters alone, two or more, to a key of initials. */
static bool is_acronym(as_slice s, char key[INITIALS_MAX + 1], size_t *n_key)
{
    size_t n = 1;
    key[0] = 'i';
    for (size_t i = 0; i < s.n; i++) {
        if (is_capital(s.p[i]) && n <= INITIALS_MAX) {
            key[n++] = s.p[i];
        } else if (s.p[i] != '.') {
            return false;
        }
    }
    *n_key = n;
    return n > 2;
}

static as_status org_of(cast *c, const mention *m, uint32_t *out)
{
    char initials[INITIALS_MAX + 1];
    size_t n = 0;
    as_slice key;
    *out = ACTOR_NONE;
    if (is_acronym(actor_words(c, m), initials, &n)) {
        *out = find_short(c, as_slice_of(initials, n));
    }
    as_status st = *out == ACTOR_NONE ? key_of(c, 'w', actor_words(c, m), &key)
                                      : AS_OK;
    if (st == AS_OK && *out == ACTOR_NONE) {
        *out = find_short(c, key);
    }
    return st;
}

/* ---- passes ------------------------------------------------------------- */

static bool is_full(const mention *m)
{
    return m->end - m->first > 1;
}

/* What has a key of its own: full names, and what lists know. */
static as_status first_pass(cast *c)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        mention *m = &c->mentions.v[i];
        if (m->acting != NULL ||
            !(is_full(m) || (m->is_list && m->type != ACTOR_PERSON))) {
            continue;
        }
        st = take_key(c, m);
        if (st == AS_OK && is_full(m) && m->type == ACTOR_ORG) {
            st = shorts_of_org(c, m);
        }
    }
    return st;
}

/* Full names of persons: their last words first, which may be names of other
 * mentions; then what single words are short for. */
static as_status persons_pass(cast *c)
{
    static as_status (*const steps[])(cast *c, mention *m) = {
        tails_of_person, take_tail, shorts_of_person};
    as_status st = AS_OK;
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
            mention *m = &c->mentions.v[i];
            if (m->type == ACTOR_PERSON && is_full(m) && m->acting == NULL) {
                st = steps[k](c, m);
            }
        }
    }
    return st;
}

/* Behind a preposition ("in Jordan") a place is one, whoever bears its name. */
static bool is_place_there(const cast *c, const mention *m)
{
    as_tags tags;
    return m->type == ACTOR_PLACE && m->first > 0 &&
           as_doc_tags(c->doc, &tags) && tags.pos[m->first - 1] == AS_UPOS_ADP;
}

static void become_person(cast *c, mention *m, uint32_t who)
{
    m->retype |= m->type != ACTOR_PERSON;
    m->label = m->retype ? c->actors.v[who].label : m->label;
    m->type = ACTOR_PERSON;
    m->is_list = false;
    m->name = actor_words(c, m);
    m->country = (as_slice){"", 0};
    m->acting = NULL;
    join(c, m, who);
}

/* Single words. One that a list has as a place may be a surname here. */
static as_status short_form(cast *c, mention *m)
{
    uint32_t who = ACTOR_NONE;
    as_status st = AS_OK;
    const bool free = m->actor == ACTOR_NONE;
    if (m->type == ACTOR_PERSON ||
        (m->type != ACTOR_OTHER && !is_place_there(c, m))) {
        st = person_of(c, m, &who);
    }
    if (st == AS_OK && who < ACTOR_MANY) {
        become_person(c, m, who);
        return AS_OK;
    }
    if (who == ACTOR_MANY && m->type == ACTOR_PERSON) {
        return st; /* whose name it is stays open */
    }
    if (st == AS_OK && m->acting != NULL) {
        return take_seat(c, m);
    }
    if (st == AS_OK && free && m->type == ACTOR_ORG) {
        st = org_of(c, m, &who);
        if (st == AS_OK && who < ACTOR_MANY) {
            join(c, m, who);
            return AS_OK;
        }
    }
    return st == AS_OK && free ? take_key(c, m) : st;
}

static as_status second_pass(cast *c)
{
    as_status st = AS_OK;
    list_surnames(c); /* no more are added */
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        mention *m = &c->mentions.v[i];
        uint32_t who = ACTOR_NONE;
        if (!is_full(m)) {
            st = short_form(c, m);
        } else if (m->acting != NULL) {
            st = take_seat(c, m);
        } else if (m->type == ACTOR_ORG && !m->is_list) {
            st = org_of(c, m, &who); /* F. R. J., or first words */
            if (st == AS_OK && who < ACTOR_MANY) {
                join(c, m, who);
            }
        }
    }
    return st;
}

as_status actor_names(cast *c)
{
    as_status st = first_pass(c);
    st = st == AS_OK ? persons_pass(c) : st;
    return st == AS_OK ? second_pass(c) : st;
}

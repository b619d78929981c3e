/* actor_names.c - which names of a document are one actor's.
 *
 * Each mention has a key: the canonical name that a list gives, or the
 * skeleton (text/skeleton.h) of its words. What is left are short forms, which
 * join the one longer name that they can be short for:
 *   a single word    a person one of whose names it is
 *   initials         an organisation whose words begin with them
 *   first words      an organisation that goes on behind them
 * A short form of two different actors joins neither, and has no actor.
 * Cost: short forms times actors of the document. */
#include "flow/actor_int.h"

#include "doc/tags.h"
#include "tag/upos.h"
#include "text/skeleton.h"

/* ---- keys ---------------------------------------------------------------- */

static as_status key_of(cast *c, actor_type type, as_slice name,
                        as_slice *out)
{
    static const char letters[] = {'P', 'O', 'L', 'X'};
    c->text.n = 0;
    as_status st = as_buf_add_byte(&c->text, letters[type], c->err);
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
    *a = (actor){.type = m->type, .label = m->label, .name = m->name,
                 .country = m->country, .is_list = m->is_list,
                 .n_tokens = m->end - m->first};
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

/* ---- short forms ----------------------------------------------------------- */

/* The skeleton of token `tok`, at the end of c->text. */
static as_status token_key(cast *c, uint32_t tok, as_slice *out)
{
    const size_t beg = c->text.n;
    as_status st = as_skeleton(as_doc_token_text(c->doc, tok, tok + 1),
                               &c->text, c->err);
    *out = as_slice_of(c->text.p + beg, c->text.n - beg);
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

/* Is the word of `m` a name of person `full`? 2: the last one, its surname. */
static as_status is_name_of(cast *c, const mention *m, const mention *full,
                            int *how)
{
    as_slice word;
    c->text.n = 0;
    as_status st = token_key(c, m->first, &word);
    const size_t n_word = word.n;
    *how = 0;
    for (uint32_t t = full->first; st == AS_OK && t < full->end; t++) {
        as_slice part;
        c->text.n = n_word;
        st = token_key(c, t, &part);
        word = as_slice_of(c->text.p, n_word); /* it may have moved */
        bool same = as_slice_eq(word, part) || is_near(word, part);
        if (n_word > 1 && same) {
            *how = t + 1 == full->end ? 2 : *how > 1 ? *how : 1;
        }
    }
    return st;
}

/* The only person with that name, before or behind; surnames count more. */
static as_status person_of(cast *c, const mention *m, uint32_t *out)
{
    uint32_t found[3] = {ACTOR_NONE, ACTOR_NONE, ACTOR_NONE};
    bool many[3] = {false, false, false};
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        const mention *full = &c->mentions.v[i];
        int how = 0;
        if (full->type != ACTOR_PERSON || full->end - full->first < 2) {
            continue;
        }
        st = is_name_of(c, m, full, &how);
        if (how > 0) {
            many[how] |= found[how] != ACTOR_NONE && found[how] != full->actor;
            found[how] = full->actor;
        }
    }
    const int best = found[2] != ACTOR_NONE ? 2 : 1;
    *out = many[best] ? ACTOR_NONE - 1 : found[best];
    return st;
}

static bool is_capital(char ch)
{
    return ch >= 'A' && ch <= 'Z';
}

/* FRJ, F.R.J.: capital letters alone, two or more. */
static bool is_acronym(as_slice s, size_t *n_letters)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (is_capital(s.p[i])) {
            n++;
        } else if (s.p[i] != '.') {
            return false;
        }
    }
    *n_letters = n;
    return n >= 2;
}

/* Do the capitalised words of `full` begin with the letters of `s`? */
static bool has_initials(const cast *c, const mention *full, as_slice s)
{
    size_t at = 0;
    for (uint32_t t = full->first; t < full->end; t++) {
        const as_slice w = as_doc_token_text(c->doc, t, t + 1);
        if (w.n == 0 || !is_capital(w.p[0])) {
            continue;
        }
        while (at < s.n && s.p[at] == '.') {
            at++;
        }
        if (at >= s.n || s.p[at] != w.p[0]) {
            return false;
        }
        at++;
    }
    while (at < s.n && s.p[at] == '.') {
        at++;
    }
    return at == s.n;
}

static bool begins(const cast *c, const mention *full, const mention *m)
{
    const uint32_t n = m->end - m->first;
    if (full->end - full->first <= n) {
        return false;
    }
    return as_slice_eq(as_doc_token_text(c->doc, full->first,
                                         full->first + n),
                       m->text);
}

/* The only organisation that `m` can be short for. */
static uint32_t org_of(const cast *c, const mention *m)
{
    size_t n_letters = 0;
    const bool acronym = is_acronym(m->text, &n_letters);
    uint32_t found = ACTOR_NONE;
    for (size_t i = 0; i < c->mentions.n; i++) {
        const mention *full = &c->mentions.v[i];
        if (full->type != ACTOR_ORG || full->end - full->first < 2 ||
            full->actor == ACTOR_NONE) {
            continue;
        }
        if (acronym ? has_initials(c, full, m->text) : begins(c, full, m)) {
            if (found != ACTOR_NONE && found != full->actor) {
                return ACTOR_NONE - 1;
            }
            found = full->actor;
        }
    }
    return found;
}

/* ---- passes ------------------------------------------------------------------- */

static bool is_full(const mention *m)
{
    return m->end - m->first > 1;
}

static as_status take_key(cast *c, mention *m)
{
    as_slice key;
    uint32_t at = 0;
    as_status st = key_of(c, m->type, m->name, &key);
    st = st == AS_OK ? actor_of(c, key, m, &at) : st;
    if (st == AS_OK) {
        join(c, m, at);
    }
    return st;
}

/* A seat that acts is its government, whatever it is called. */
static as_status take_seat(cast *c, mention *m)
{
    mention as = *m;
    as_slice key;
    uint32_t at = 0;
    as.type = ACTOR_PLACE;
    as.name = m->government;
    as.country = m->code;
    as.label = AS_LIT("LOC");
    as.is_list = true;
    as_status st = key_of(c, ACTOR_PLACE, as.name, &key);
    st = st == AS_OK ? actor_of(c, key, &as, &at) : st;
    m->actor = at;
    return st;
}

/* What has a key of its own: full names, and what lists know. */
static as_status first_pass(cast *c)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        mention *m = &c->mentions.v[i];
        if (m->government.n == 0 &&
            (is_full(m) || (m->is_list && m->type != ACTOR_PERSON))) {
            st = take_key(c, m);
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

/* Single words. One that a list has as a place may be a surname here. */
static as_status short_form(cast *c, mention *m)
{
    uint32_t at = ACTOR_NONE;
    as_status st = AS_OK;
    const bool free = m->actor == ACTOR_NONE;
    bool ask = m->type == ACTOR_PERSON ||
               (m->type != ACTOR_OTHER && !is_place_there(c, m));
    if (ask) {
        st = person_of(c, m, &at);
    }
    if (st != AS_OK) {
        return st;
    }
    if (at < ACTOR_NONE - 1) {
        m->retype |= m->type != ACTOR_PERSON;
        m->label = m->retype ? c->actors.v[at].label : m->label;
        m->type = ACTOR_PERSON;
        m->is_list = false;
        m->name = m->text;
        m->country = m->government = m->code = (as_slice){"", 0};
        join(c, m, at);
        return AS_OK;
    }
    if (at == ACTOR_NONE - 1 && m->type == ACTOR_PERSON) {
        return AS_OK; /* whose name it is stays open */
    }
    if (m->government.n > 0) {
        return take_seat(c, m);
    }
    if (free && m->type == ACTOR_ORG) {
        at = org_of(c, m);
        if (at < ACTOR_NONE - 1) {
            join(c, m, at);
            return AS_OK;
        }
    }
    return free ? take_key(c, m) : AS_OK;
}

static as_status second_pass(cast *c)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < c->mentions.n; i++) {
        mention *m = &c->mentions.v[i];
        if (m->end - m->first == 1) {
            st = short_form(c, m);
        } else if (m->government.n > 0) {
            st = take_seat(c, m);
        } else if (m->type == ACTOR_ORG && !m->is_list) {
            uint32_t at = org_of(c, m); /* F. R. J., or first words */
            if (at < ACTOR_NONE - 1) {
                join(c, m, at);
            }
        }
    }
    return st;
}

as_status actor_names(cast *c)
{
    as_status st = first_pass(c);
    return st == AS_OK ? second_pass(c) : st;
}

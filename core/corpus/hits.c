/* hits.c - patterns and gazetteers over many documents.
 *
 * A pattern tells which words it cannot do without (as_pattern_needs). Of
 * these sets the rarest here is taken, and only the sentences that have one
 * of its words are searched; a document without any is not even opened.
 * All but the largest patterns are looked for by sweep.c, without a search of
 * each document. */
#include "corpus/corpus_int.h"

void as_hits_clear(as_hits *hits)
{
    as_vec_clear(&hits->v);
    as_vec_clear(&hits->caps);
    as_vec_clear(&hits->cap_off);
}

/* ---- where a match may be ------------------------------------------------ */

static bool has_column(const as_pattern_need *need, as_need_column column)
{
    for (size_t i = 0; i < need->n; i++) {
        if (need->words[i].column == column) {
            return true;
        }
    }
    return false;
}

as_status type_set_need(const corpus_column *col, const as_pattern_need *need,
                        as_need_column column, const as_cancel *cancel,
                        type_set *set, as_err *err)
{
    AS_VEC(as_slice) texts = {0};
    as_status st = as_vec_reserve(&texts, need->n, err);
    for (size_t i = 0; st == AS_OK && i < need->n; i++) {
        if (need->words[i].column == column && need->words[i].regex == NULL) {
            texts.v[texts.n++] = need->words[i].text;
        }
    }
    st = st == AS_OK ? type_set_texts(col, texts.v, texts.n, set, err) : st;
    for (size_t i = 0; st == AS_OK && i < need->n; i++) {
        if (need->words[i].column == column && need->words[i].regex != NULL) {
            st = type_set_regex(col, &need->words[i], cancel, set, err);
        }
    }
    as_vec_clear(&texts);
    return st;
}

/* Both lists, each ascending, as one in `a`. */
static as_status join(as_u32s *a, const as_u32s *b, as_err *err)
{
    if (as_vec_reserve(a, b->n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    size_t i = a->n, k = b->n, at = i + k;
    a->n = at;
    while (k > 0) {
        a->v[--at] = i > 0 && a->v[i - 1] > b->v[k - 1] ? a->v[--i]
                                                        : b->v[--k];
    }
    return AS_OK;
}

as_by corpus_by(const as_corpus *c, as_need_column column)
{
    switch (column) {
    case AS_NEED_TEXT: return AS_BY_WORD;
    case AS_NEED_LEMMA: return c->tagged ? AS_BY_LEMMA : AS_BY_NORM;
    default: return AS_BY_NORM;
    }
}

/* A need as types, by column; and about how many tokens are of them. */
typedef struct need_types {
    type_set sets[AS_NEED_COLUMNS];
    uint64_t weight;
} need_types;

static void need_types_clear(need_types *t)
{
    for (int k = 0; k < AS_NEED_COLUMNS; k++) {
        type_set_clear(&t->sets[k]);
    }
    t->weight = 0;
}

static as_status need_types_of(as_corpus *c, const as_pattern_need *need,
                               const as_cancel *cancel, need_types *out,
                               as_err *err)
{
    as_status st = AS_OK;
    need_types_clear(out);
    for (int k = 0; st == AS_OK && k < AS_NEED_COLUMNS; k++) {
        const as_need_column column = (as_need_column)k;
        const as_by by = corpus_by(c, column);
        corpus_column *col = &c->columns[by];
        if (!has_column(need, column)) {
            continue;
        }
        st = as_corpus_column(c, by, cancel, err);
        st = st == AS_OK ? corpus_post(c, col, cancel, err) : st;
        st = st == AS_OK ? type_set_need(col, need, column, cancel,
                                         &out->sets[k], err)
                         : st;
        out->weight += st == AS_OK ? corpus_weight(c, col, &out->sets[k]) : 0;
    }
    return st;
}

static as_status need_places(as_corpus *c, const need_types *types,
                             const as_cancel *cancel, as_u32s *out,
                             as_err *err)
{
    as_status st = AS_OK;
    as_u32s more = {0};
    out->n = 0;
    for (int k = 0; st == AS_OK && k < AS_NEED_COLUMNS; k++) {
        corpus_column *col = &c->columns[corpus_by(c, (as_need_column)k)];
        if (types->sets[k].ids.n > 0) {
            st = corpus_places(c, col, &types->sets[k], cancel, &more, err);
            st = st == AS_OK ? join(out, &more, err) : st;
        }
    }
    as_vec_clear(&more);
    return st;
}

as_status needed_places(as_corpus *c, const as_pattern *p, uint64_t limit,
                        bool texts, const as_cancel *cancel, as_u32s *out,
                        bool *few, as_err *err)
{
    const as_pattern_need *needs;
    const size_t n = as_pattern_needs(p, &needs);
    need_types best = {.weight = UINT64_MAX}, types = {.weight = 0};
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        if (needs[i].n == 0 ||
            (!texts && has_column(&needs[i], AS_NEED_TEXT))) {
            continue;
        }
        st = need_types_of(c, &needs[i], cancel, &types, err);
        if (st == AS_OK && types.weight < best.weight) {
            const need_types other = best;
            best = types;
            types = other;
        }
    }
    *few = best.weight <= limit;
    st = st == AS_OK && *few ? need_places(c, &best, cancel, out, err) : st;
    need_types_clear(&best);
    need_types_clear(&types);
    return st;
}

/* ---- patterns ----------------------------------------------------------- */

static as_status keep_captures(as_hits *hits, const as_match *m,
                               uint32_t shift, as_err *err)
{
    if (as_vec_reserve(&hits->caps, m->n_captures, err) != AS_OK ||
        as_vec_reserve(&hits->cap_off, 2, err) != AS_OK) {
        return AS_ENOMEM;
    }
    for (size_t i = 0; i < m->n_captures; i++) {
        const as_capture c = m->captures[i];
        hits->caps.v[hits->caps.n++] =
            (as_capture){c.name, c.first - shift, c.end - shift};
    }
    if (hits->cap_off.n == 0) {
        hits->cap_off.v[hits->cap_off.n++] = 0;
    }
    hits->cap_off.v[hits->cap_off.n++] = (uint32_t)hits->caps.n;
    return AS_OK;
}

as_status hits_add(as_hits *hits, uint32_t doc, const as_match *m,
                   uint32_t shift, bool named, as_err *err)
{
    const uint32_t nth = (uint32_t)hits->v.n;
    as_hit *hit = as_vec_push(&hits->v, err);
    if (hit == NULL) {
        return AS_ENOMEM;
    }
    *hit = (as_hit){doc, m->first - shift, m->end - shift, nth};
    return named ? keep_captures(hits, m, shift, err) : AS_OK;
}

typedef struct hunt {
    as_corpus *c;
    const as_choice *choice;
    const as_pattern *p;
    as_search *search;
    as_hits *hits;
    as_err *err;
} hunt;

/* All matches in tokens [first, end) of the document that is open. */
static as_status hunt_range(const hunt *h, uint32_t doc, uint32_t first,
                            uint32_t end)
{
    as_match m;
    as_status st = as_search_range(h->search, first, end, AS_SCOPE_SENTENCE,
                                   AS_MATCH_FIRST, h->err);
    const bool named = as_pattern_capture_count(h->p) > 0;
    while (st == AS_OK &&
           (st = as_search_next(h->search, &m, h->err)) == AS_OK) {
        st = hits_add(h->hits, doc, &m, 0, named, h->err);
    }
    return st == AS_EOF ? AS_OK : st;
}

/* Every sentence of every document. */
static as_status hunt_all(const hunt *h, const as_cancel *cancel)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < h->choice->n; i++) {
        const corpus_doc *d = &h->c->docs.v[h->choice->docs[i]];
        if (as_cancelled(cancel)) {
            return corpus_stopped(h->err);
        }
        if (d->doc == NULL) {
            continue;
        }
        st = as_search_open(h->search, h->p, d->doc, h->err);
        st = st == AS_OK ? hunt_range(h, (uint32_t)i, 0, d->n) : st;
    }
    return st;
}

/* The sentences that hold any of the places. */
static as_status hunt_places(const hunt *h, const as_u32s *places,
                             const as_cancel *cancel)
{
    uint32_t id = 0, sent = 0, done = 0, opened = AS_TYPE_NONE;
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < places->n; i++) {
        if (places->v[i] < done) {
            continue;
        }
        if (as_cancelled(cancel)) {
            return corpus_stopped(h->err);
        }
        id = corpus_doc_at(h->c, places->v[i], id);
        const corpus_doc *d = &h->c->docs.v[id];
        if (h->choice->rank[id] == AS_TYPE_NONE || d->doc == NULL) {
            done = d->first + d->n;
            continue;
        }
        if (opened != id) {
            st = as_search_open(h->search, h->p, d->doc, h->err);
            opened = id;
            sent = 0;
        }
        uint32_t first, end;
        corpus_sentence(d->doc, places->v[i] - d->first, &sent, &first, &end);
        done = d->first + end;
        st = st == AS_OK ? hunt_range(h, h->choice->rank[id], first, end) : st;
    }
    return st == AS_OK && !h->choice->in_order
               ? hits_in_order(h->c, h->choice, cancel, h->hits, h->err)
               : st;
}

/* Document by document. */
static as_status hunt_for(const hunt *h, const as_cancel *cancel)
{
    as_u32s places = {0};
    bool known = false;
    as_status st = needed_places(h->c, h->p, h->c->n_tokens, true, cancel,
                                 &places, &known, h->err);
    if (st == AS_OK) {
        st = known ? hunt_places(h, &places, cancel) : hunt_all(h, cancel);
    }
    as_vec_clear(&places);
    return st;
}

as_status as_hits_pattern(as_corpus *c, const as_choice *choice,
                          const as_pattern *p, const as_cancel *cancel,
                          as_hits *hits, as_err *err)
{
    bool swept = false;
    hunt h = {c, choice, p, NULL, hits, err};
    as_hits_clear(hits);
    as_status st = corpus_sweep(c, choice, p, cancel, hits, &swept, err);
    st = st == AS_OK && !swept ? as_search_new(&h.search, err) : st;
    if (st == AS_OK && !swept) {
        as_search_cancel(h.search, cancel);
        st = hunt_for(&h, cancel);
    }
    as_search_free(h.search);
    if (st != AS_OK) {
        as_hits_clear(hits);
    }
    return st;
}

/* ---- gazetteers --------------------------------------------------------- */

static as_status gaz_doc(const corpus_doc *d, uint32_t rank,
                         const as_gaz *gaz, const as_cancel *cancel,
                         as_gaz_hits *found, as_hits *hits, as_err *err)
{
    as_norms norms;
    if (d->doc == NULL) {
        return AS_OK;
    }
    found->n = 0;
    as_status st = as_doc_norms(d->doc, &norms, err);
    st = st == AS_OK ? as_gaz_all(gaz, d->doc, &norms, 0, d->n, cancel, found,
                                  err)
                     : st;
    st = st == AS_OK ? as_vec_reserve(&hits->v, found->n, err) : st;
    for (size_t i = 0; st == AS_OK && i < found->n; i++) {
        const as_gaz_hit *g = &found->v[i];
        hits->v.v[hits->v.n++] = (as_hit){rank, g->first, g->end, g->entry};
    }
    return st;
}

as_status as_hits_gaz(as_corpus *c, const as_choice *choice, const as_gaz *gaz,
                      const as_cancel *cancel, as_hits *hits, as_err *err)
{
    as_gaz_hits found = {0};
    as_status st = AS_OK;
    as_hits_clear(hits);
    for (size_t i = 0; st == AS_OK && i < choice->n; i++) {
        st = as_cancelled(cancel)
                 ? corpus_stopped(err)
                 : gaz_doc(&c->docs.v[choice->docs[i]], (uint32_t)i, gaz,
                           cancel, &found, hits, err);
    }
    as_vec_clear(&found);
    if (st != AS_OK) {
        as_hits_clear(hits);
    }
    return st;
}

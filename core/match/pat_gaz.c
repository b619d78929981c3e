/* pat_gaz.c - the hits of many gazetteers in one document.
 *
 * A gazetteer alone reads all tokens (gaz_find.c). Rules name dozens of small
 * ones, so here the first words are asked: the key of each word type is worked
 * out once a document, and every gazetteer's filter of first words says which
 * types may begin an entry; only where those stand is it asked for a hit, and
 * of a type that can only be an entry by itself, once.
 *   keys        of each type of the column
 *   off, list   tokens of type i: list[off[i] .. off[i + 1])
 *   alone       what a type is as an entry of one word; only this gazetteer's
 *   starts      two bits a token: a hit may begin here; ask what it is
 * Cost: linear in tokens once; types a gazetteer, plus where it may hit. One
 * that may hit at many places reads all tokens after all.
 * Invariant: the hits are those of as_gaz_find, but that a lemma with capitals,
 * a name's, begins none: `%x` reads as <say> does. A filter that errs errs
 * towards asking. */
#include <assert.h>

#include "match/gaz_scan.h"
#include "match/pat_run.h"

void pat_gaz_clear(pat_view *v)
{
    as_vec_clear(&v->by_norm.keys);
    as_vec_clear(&v->by_norm.off);
    as_vec_clear(&v->by_norm.list);
    as_vec_clear(&v->by_lemma.keys);
    as_vec_clear(&v->by_lemma.folded);
    as_vec_clear(&v->by_lemma.off);
    as_vec_clear(&v->by_lemma.list);
    as_vec_clear(&v->starts);
    as_vec_clear(&v->alone);
}

static void column_relax(view_column *c)
{
    c->serial = 0;
    as_vec_relax(&c->keys);
    as_vec_relax(&c->folded);
    as_vec_relax(&c->off);
    as_vec_relax(&c->list);
}

void pat_gaz_relax(pat_view *v, bool all)
{
    as_vec_relax(&v->gaz_hits);
    as_vec_relax(&v->starts);
    as_vec_relax(&v->alone);
    if (all) {
        column_relax(&v->by_norm);
        column_relax(&v->by_lemma);
    }
}

static as_status fold_lemmas(view_column *c, uint64_t serial,
                             const as_tags *tags, as_err *err)
{
    char room[GAZ_NORM_MAX];
    if (c->serial == serial) {
        return AS_OK;
    }
    if (as_vec_reserve(&c->folded, tags->n_lemmas, err) != AS_OK) {
        return AS_ENOMEM;
    }
    for (uint32_t i = 0; i < tags->n_lemmas; i++) {
        c->folded.v[i] = gaz_norm_key(gaz_lemma(tags->lemmas[i].norm, room));
    }
    return AS_OK;
}

/* Keys, and tokens by type: a counting sort. Kept from one set of tests to
 * the next of the same document. */
static as_status column_open(view_column *c, uint64_t serial,
                             const uint32_t *type, uint32_t n_tokens,
                             const as_type *types, uint32_t n_types,
                             as_err *err)
{
    if (c->serial == serial) {
        return AS_OK;
    }
    c->serial = 0;
    const size_t n_off = (size_t)n_types + 2;
    c->keys.n = c->off.n = c->list.n = 0;
    if (as_vec_reserve(&c->keys, n_types, err) != AS_OK ||
        as_vec_reserve(&c->off, n_off, err) != AS_OK ||
        as_vec_reserve(&c->list, n_tokens, err) != AS_OK) {
        return AS_ENOMEM;
    }
    uint32_t *off = c->off.v;
    memset(off, 0, n_off * sizeof *off);
    for (uint32_t t = 0; t < n_tokens; t++) {
        off[type[t] + 2]++;
    }
    for (size_t i = 2; i < n_off; i++) {
        off[i] += off[i - 1];
    }
    for (uint32_t t = 0; t < n_tokens; t++) {
        c->list.v[off[type[t] + 1]++] = t;
    }
    for (uint32_t i = 0; i < n_types; i++) {
        c->keys.v[i] = gaz_norm_key(types[i].norm);
    }
    c->keys.n = n_types;
    c->list.n = n_tokens;
    c->off.n = n_off - 1;
    c->serial = serial;
    return AS_OK;
}

static void mark_type(pat_view *v, const view_column *c, size_t type,
                      uint64_t pair)
{
    for (uint32_t k = c->off.v[type]; k < c->off.v[type + 1]; k++) {
        const uint32_t tok = c->list.v[k];
        v->starts.v[tok / 32] |= pair << (tok % 32 * 2);
    }
}

/* Mark the tokens of types that may begin an entry. How many there are, one by
 * one. */
static size_t add_starts(pat_view *v, const view_column *c, const as_gaz *gaz)
{
    size_t n = 0;
    for (size_t i = 0; i < c->keys.n; i++) {
        if (gaz_start_bits(gaz->starts, gaz->start_mask, c->keys.v[i]) != 0) {
            mark_type(v, c, i, 3);
            n += c->off.v[i + 1] - c->off.v[i];
        }
    }
    return n;
}

/* The same where one column decides: what can only be an entry by itself is
 * asked for now, at its first token. */
static as_status add_types(pat_view *v, const view_column *c, gaz_scan *s,
                           as_err *err)
{
    const as_gaz *gaz = s->gaz;
    as_gaz_hit hit;
    if (as_vec_reserve(&v->alone, c->keys.n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    for (size_t i = 0; i < c->keys.n; i++) {
        const unsigned bits =
            gaz_start_bits(gaz->starts, gaz->start_mask, c->keys.v[i]);
        if (bits == 0 || c->off.v[i] == c->off.v[i + 1]) {
            continue;
        }
        const uint32_t tok = c->list.v[c->off.v[i]];
        s->end = tok + 1;
        if ((bits & GAZ_LONGER) || c->keys.v[i] == 0) {
            mark_type(v, c, i, 3);
        } else if (gaz_longest_at(s, tok, &hit)) {
            v->alone.v[i] = hit.entry;
            mark_type(v, c, i, 1);
        }
    }
    return AS_OK;
}

static as_status add_hit(pat_view *v, uint32_t name, const as_gaz_hit *hit,
                         as_err *err)
{
    pat_mark *m = as_vec_push(&v->gaz_hits, err);
    if (m == NULL) {
        return AS_ENOMEM;
    }
    *m = (pat_mark){hit->first, hit->end, name, NULL, hit->entry};
    return AS_OK;
}

static as_status ask_all(pat_view *v, uint32_t name, as_err *err)
{
    enum { HITS = 64 };
    as_gaz_hit hits[HITS];
    as_status st = AS_OK;
    for (uint32_t from = 0; st == AS_OK && from < v->n_tokens;) {
        const size_t n = as_gaz_find(v->tests->names.v[name].gaz, v->doc,
                                     &v->norms, &from, v->n_tokens, hits,
                                     HITS);
        for (size_t i = 0; st == AS_OK && i < n; i++) {
            st = add_hit(v, name, &hits[i], err);
        }
    }
    return st;
}

/* A hit may begin at each of v->starts, and nowhere else; `type` is the column
 * that v->alone is for. */
static as_status ask_starts(pat_view *v, uint32_t name, gaz_scan *s,
                            const uint32_t *type, as_err *err)
{
    const uint64_t firsts = UINT64_C(0x5555555555555555);
    uint32_t free_from = 0;
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < v->starts.n; i++) {
        const uint64_t word = v->starts.v[i];
        for (uint64_t left = word & firsts; st == AS_OK && left != 0;
             left &= left - 1) {
            const int bit = __builtin_ctzll(left);
            const uint32_t at = (uint32_t)(i * 32) + (uint32_t)bit / 2;
            as_gaz_hit hit = {at, at + 1, 0};
            if (at < free_from) {
                continue;
            }
            s->end = v->n_tokens - at > GAZ_TOKENS_MAX ? at + GAZ_TOKENS_MAX
                                                       : v->n_tokens;
            assert(type != NULL || (word >> (bit + 1) & 1));
            if (!(word >> (bit + 1) & 1)) {
                hit.entry = v->alone.v[type[at]];
            } else if (!gaz_longest_at(s, at, &hit)) {
                continue;
            }
            free_from = hit.end;
            st = add_hit(v, name, &hit, err);
        }
    }
    return st;
}

static as_status starts_clear(pat_view *v, as_err *err)
{
    const size_t words = v->n_tokens / 32 + 1;
    v->starts.n = 0;
    if (as_vec_reserve(&v->starts, words, err) != AS_OK) {
        return AS_ENOMEM;
    }
    v->starts.n = words;
    memset(v->starts.v, 0, words * sizeof *v->starts.v);
    return AS_OK;
}

/* Where entries are all of one sort, and not of exact texts, one column
 * decides. */
static as_status find_hits(pat_view *v, uint32_t name, bool lemmas,
                           as_err *err)
{
    enum { MANY = 8 }; /* a token in so many: then reading all is faster */
    const as_gaz *gaz = v->tests->names.v[name].gaz;
    const uint32_t lemma_kind = 1u << AS_GAZ_LEMMA;
    const bool by_lemma = lemmas && (gaz->kinds & lemma_kind);
    const bool one = by_lemma ? gaz->kinds == lemma_kind
                              : !(gaz->kinds & 1u << AS_GAZ_EXACT);
    gaz_scan s = gaz_scan_of(gaz, v->doc, &v->norms, v->n_tokens);
    s.lemma_keys = by_lemma ? v->by_lemma.folded.v : NULL;
    as_status st = starts_clear(v, err);
    if (st != AS_OK) {
        return st;
    }
    if (one) {
        st = add_types(v, by_lemma ? &v->by_lemma : &v->by_norm, &s, err);
        return st == AS_OK
                   ? ask_starts(v, name, &s,
                                by_lemma ? v->tags.lemma : v->norms.type, err)
                   : st;
    }
    size_t n = add_starts(v, &v->by_norm, gaz);
    n += by_lemma ? add_starts(v, &v->by_lemma, gaz) : 0;
    /* Reading all for lemmas means asking at each token. */
    return !by_lemma && n > v->n_tokens / MANY
               ? ask_all(v, name, err)
               : ask_starts(v, name, &s, NULL, err);
}

as_status pat_gaz_find(pat_view *v, as_err *err)
{
    const pat_tests *tests = v->tests;
    const bool lemmas = v->tags.lemma != NULL;
    const uint64_t serial = as_doc_serial(v->doc);
    bool any = false;
    v->gaz_hits.n = 0;
    for (uint32_t k = 0; k < tests->names.n; k++) {
        any |= tests->names.v[k].gaz != NULL;
    }
    if (!any || v->n_tokens == 0) {
        return AS_OK;
    }
    as_status st = column_open(&v->by_norm, serial, v->norms.type,
                               v->n_tokens, v->norms.types,
                               v->norms.n_types, err);
    if (st == AS_OK && lemmas) {
        st = fold_lemmas(&v->by_lemma, serial, &v->tags, err);
    }
    if (st == AS_OK && lemmas) {
        st = column_open(&v->by_lemma, serial, v->tags.lemma, v->n_tokens,
                         v->tags.lemmas, v->tags.n_lemmas, err);
    }
    for (uint32_t k = 0; st == AS_OK && k < tests->names.n; k++) {
        if (tests->names.v[k].gaz != NULL) {
            st = find_hits(v, k, lemmas, err);
        }
    }
    return st;
}

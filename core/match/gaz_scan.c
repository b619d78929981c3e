/* gaz_scan.c - the phrase of a gazetteer that begins at a token.
 *
 * Layout: see gaz_int.h.
 * Cost: a walk from a token reads one bucket for each token that it goes;
 * what it finds is compared byte for byte.
 * Invariants: of the entries that begin at a token the longest wins, then the
 * one added first.
 * Entries that match lemmas are walked to over the lemmas' keys, in a second
 * walk from the same token; which column an entry is compared with is its
 * own affair, whichever walk came to it.
 * Refuses nothing: a gazetteer is never changed here. */
#include "match/gaz_scan.h"

gaz_found gaz_table_find_on(const as_gaz *gaz, uint64_t key)
{
    uint64_t at = gaz_bucket_of(key, gaz->n_buckets);
    const uint32_t tag = gaz_tag_of(key);
    for (uint32_t far = 0; far < gaz->reach; far++) {
        at = at + 1 < gaz->n_buckets ? at + 1 : 0;
        const gaz_bucket *b = &gaz->buckets[at];
        unsigned over;
        const unsigned equal = gaz_tags_equal(b, tag, &over);
        if (equal != 0) {
            const int i = __builtin_ctz(equal);
            return (gaz_found){b->val[i], b->tag[i]};
        }
        if (!(over >> gaz_over_of(tag) & 1)) {
            break;
        }
    }
    return (gaz_found){GAZ_NONE, 0};
}

/* ---- tokens -------------------------------------------------------------- */

gaz_scan gaz_scan_of(const as_gaz *gaz, const as_doc *doc,
                     const as_norms *norms, uint32_t end)
{
    gaz_scan s = {.gaz = gaz,
                  .norms = norms,
                  .tokens = as_doc_tokens(doc),
                  .text = as_doc_text(doc),
                  .end = end,
                  .avx512 = as_token_avx512()};
    if (gaz->kinds & 1u << AS_GAZ_LEMMA) {
        s.lemmas_too = as_doc_tags(doc, &s.tags) && s.tags.lemma != NULL;
    }
    s.by_norm = !s.lemmas_too || gaz->kinds != 1u << AS_GAZ_LEMMA;
    return s;
}

static inline as_slice token_at(const gaz_scan *s, uint32_t tok)
{
    const uint32_t beg = s->tokens->beg[tok];
    return (as_slice){s->text.p + beg, s->tokens->end[tok] - beg};
}

/* The norm of a token; in `room` if it has to be made. */
static as_slice norm_at(const gaz_scan *s, uint32_t tok,
                        char room[GAZ_NORM_MAX])
{
    if (s->norms != NULL) {
        return s->norms->types[s->norms->type[tok]].norm;
    }
    const as_slice token = token_at(s, tok);
    return token.n <= GAZ_TOKEN_BYTES ? gaz_norm(token, room)
                                      : (as_slice){NULL, 0};
}

as_slice gaz_lemma(as_slice lemma, char room[GAZ_NORM_MAX])
{
    return lemma.n <= GAZ_TOKEN_BYTES ? gaz_norm(lemma, room)
                                      : (as_slice){NULL, 0};
}

/* The folded lemma, or the norm where there is none. */
static as_slice lemma_at(const gaz_scan *s, uint32_t tok,
                         char room[GAZ_NORM_MAX])
{
    if (s->lemmas_too) {
        const as_slice lemma = s->tags.lemmas[s->tags.lemma[tok]].norm;
        if (lemma.n > 0 && lemma.n <= GAZ_TOKEN_BYTES) {
            return gaz_norm(lemma, room);
        }
    }
    return norm_at(s, tok, room);
}

uint64_t gaz_slow_key_at(const gaz_scan *s, uint32_t tok)
{
    char room[GAZ_NORM_MAX];
    return gaz_norm_key(norm_at(s, tok, room));
}

static uint64_t key_at(const gaz_scan *s, uint32_t tok)
{
    gaz_word w;
    return gaz_word_at(s, tok, &w) ? gaz_word_key(w)
                                   : gaz_slow_key_at(s, tok);
}

/* The folded lemma of token `tok`, if it has one, in ASCII and short. */
static bool lemma_word_at(const gaz_scan *s, uint32_t tok, gaz_word *w)
{
    const as_slice lemma = s->lemmas_too
                               ? s->tags.lemmas[s->tags.lemma[tok]].norm
                               : (as_slice){NULL, 0};
    if (lemma.n == 0 || lemma.n > GAZ_WORD_MAX) {
        return false;
    }
    *w = gaz_word_fold(lemma.p, lemma.n, lemma.n);
    return gaz_word_is_ascii(*w);
}

static uint64_t lemma_key_at(const gaz_scan *s, uint32_t tok)
{
    char room[GAZ_NORM_MAX];
    gaz_word w;
    const uint64_t key =
        s->lemma_keys ? s->lemma_keys[s->tags.lemma[tok]] : 0;
    if (key != 0) {
        return key;
    }
    return lemma_word_at(s, tok, &w) ? gaz_word_key(w)
                                     : gaz_norm_key(lemma_at(s, tok, room));
}

/* ---- entries ------------------------------------------------------------- */

/* Bytes that are still to be compared with tokens. */
typedef struct record {
    const char *p, *stop; /* `stop` is the end of all texts */
    as_gaz_match match;
} record;

/* The record at `at`, and its entry; false if the image is damaged. */
static bool record_open(const as_gaz *gaz, uint32_t at, record *r,
                        uint32_t *entry)
{
    const size_t beg = (size_t)at * GAZ_RECORD;
    uint32_t head;
    if (beg + sizeof head > gaz->n_texts) {
        return false;
    }
    memcpy(&head, gaz->texts + beg, sizeof head);
    *entry = head & GAZ_NONE;
    *r = (record){gaz->texts + beg + sizeof head, gaz->texts + gaz->n_texts,
                  (as_gaz_match)(head >> 30)};
    return *entry < gaz->n_entries && r->match <= AS_GAZ_LEMMA;
}

/* Does the record go on with token `tok`? Behind it afterwards. */
static bool record_has(const gaz_scan *s, record *r, uint32_t tok)
{
    const size_t left = (size_t)(r->stop - r->p);
    gaz_word w;
    if ((r->match == AS_GAZ_NORM && gaz_word_at(s, tok, &w)) ||
        (r->match == AS_GAZ_LEMMA && lemma_word_at(s, tok, &w))) {
        const size_t n = w.hi >> 56;
        if (n > left) {
            return false;
        }
        const gaz_word have = gaz_word_load(r->p, n, left);
        r->p += n;
        return have.lo == w.lo && have.hi == w.hi;
    }
    char room[GAZ_NORM_MAX];
    const as_slice have = r->match == AS_GAZ_EXACT  ? token_at(s, tok)
                          : r->match == AS_GAZ_NORM ? norm_at(s, tok, room)
                                                    : lemma_at(s, tok, room);
    if (have.n == 0 || have.n > left || memcmp(r->p, have.p, have.n) != 0) {
        return false;
    }
    r->p += have.n;
    return true;
}

/* Is the record, byte for byte, tokens [first, end)? */
static bool record_is(const gaz_scan *s, uint32_t at, uint32_t first,
                      uint32_t end, uint32_t *entry)
{
    record r;
    if (!record_open(s->gaz, at, &r, entry)) {
        return false;
    }
    for (uint32_t tok = first; tok < end; tok++) {
        const char mark = tok + 1 < end ? GAZ_SEP : GAZ_STOP;
        if (!record_has(s, &r, tok) || r.p == r.stop || *r.p++ != mark) {
            return false;
        }
    }
    return true;
}

/* The records of a value, one by one: start with *at 0. */
static bool record_next(const as_gaz *gaz, uint32_t val, uint32_t *at,
                        uint32_t *found)
{
    const uint32_t first = val & GAZ_NONE;
    if (!(val & GAZ_MANY)) {
        *found = first;
        return first != GAZ_NONE && (*at)++ == 0;
    }
    const size_t i = (size_t)first + *at;
    if (i >= gaz->n_many || (*at > 0 && (gaz->many[i - 1] & GAZ_LAST))) {
        return false;
    }
    ++*at;
    *found = gaz->many[i] & ~GAZ_LAST;
    return true;
}

bool gaz_entry_next(const gaz_scan *s, uint32_t val, uint32_t first,
                    uint32_t end, uint32_t *at, uint32_t *entry)
{
    uint32_t found;
    while (record_next(s->gaz, val, at, &found)) {
        if (record_is(s, found, first, end, entry)) {
            return true;
        }
    }
    return false;
}

/* ---- walks --------------------------------------------------------------- */

static void trail_put(gaz_trail *t, uint32_t end, uint32_t val)
{
    if (gaz_has_entry(val)) {
        t->end[t->n] = end;
        t->val[t->n] = val;
        t->n++;
    }
}

void gaz_walk(const gaz_scan *s, uint32_t first, bool by_lemma, gaz_trail *t)
{
    const as_gaz *gaz = s->gaz;
    uint64_t key = by_lemma ? lemma_key_at(s, first) : key_at(s, first);
    const unsigned bits =
        gaz_start_bits(gaz->starts, gaz->start_mask, key);
    t->n = 0;
    if (bits & GAZ_ALONE) {
        trail_put(t, first + 1, gaz_table_find(gaz, key).val);
    }
    if (!(bits & GAZ_LONGER)) {
        return;
    }
    const uint32_t end = s->end - first > GAZ_TOKENS_MAX
                             ? first + GAZ_TOKENS_MAX
                             : s->end;
    for (uint32_t tok = first + 1; tok < end; tok++) {
        key = gaz_key_on(key,
                         by_lemma ? lemma_key_at(s, tok) : key_at(s, tok));
        if (tok == first + 1 && !gaz_pair_may_be(gaz, key)) {
            return;
        }
        const uint32_t val = gaz_table_find(gaz, key).val;
        trail_put(t, tok + 1, val);
        if (!(val & GAZ_CHILD)) {
            return;
        }
    }
}

static bool longest_of(const gaz_scan *s, uint32_t first, const gaz_trail *t,
                       as_gaz_hit *hit)
{
    for (uint32_t i = t->n; i-- > 0;) {
        uint32_t at = 0, entry;
        if (gaz_entry_next(s, t->val[i], first, t->end[i], &at, &entry)) {
            *hit = (as_gaz_hit){first, t->end[i], entry};
            return true;
        }
    }
    return false;
}

bool gaz_longest_at(const gaz_scan *s, uint32_t first, as_gaz_hit *hit)
{
    gaz_trail t;
    as_gaz_hit other;
    bool found = false;
    if (s->by_norm) {
        gaz_walk(s, first, false, &t);
        found = longest_of(s, first, &t, hit);
    }
    if (s->lemmas_too) {
        gaz_walk(s, first, true, &t);
        if (longest_of(s, first, &t, &other) &&
            (!found || other.end > hit->end ||
             (other.end == hit->end && other.entry < hit->entry))) {
            *hit = other;
            found = true;
        }
    }
    return found;
}

as_status as_gaz_next(const as_gaz *gaz, const as_doc *doc,
                      const as_norms *norms, uint32_t from, uint32_t end,
                      as_gaz_hit *hit)
{
    const gaz_scan s = gaz_scan_of(gaz, doc, norms, end);
    for (uint32_t tok = from; tok < end; tok++) {
        if (gaz_longest_at(&s, tok, hit)) {
            return AS_OK;
        }
    }
    return AS_EOF;
}

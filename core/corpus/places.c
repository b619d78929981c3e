/* places.c - sets of types, and where types stand.
 *
 * Places of one type are a list as it is; of many types they are marked in a
 * row of bits, a token each, and read off it: so they come out in order
 * without sorting. Cost: a look a place, and one for 64 tokens. */
#include "corpus/corpus_int.h"

enum { TAIL = 1 << 16 }; /* tokens that need no lists */

/* ---- sets of types ------------------------------------------------------ */

void type_set_clear(type_set *set)
{
    as_vec_clear(&set->ids);
    as_mem_free(set->bits);
    *set = (type_set){0};
}

static as_status set_open(const corpus_column *col, type_set *set,
                          as_err *err)
{
    type_set_clear(set);
    set->bits = as_mem_zero(as_intern_count(col->lex) / 64 + 1,
                            sizeof *set->bits);
    return set->bits ? AS_OK : as_err_nomem(err);
}

static as_status set_add(type_set *set, uint32_t type, as_err *err)
{
    uint32_t *id = as_vec_push(&set->ids, err);
    if (id == NULL) {
        return AS_ENOMEM;
    }
    *id = type;
    set->bits[type / 64] |= UINT64_C(1) << (type % 64);
    return AS_OK;
}

/* Back to the last * that can take one byte more; linear but for the number
 * of stars. */
bool as_glob_fits(as_slice glob, as_slice text)
{
    size_t g = 0, t = 0, star = SIZE_MAX, star_t = 0;
    while (t < text.n) {
        if (g < glob.n && glob.p[g] == '*') {
            star = g++;
            star_t = t;
        } else if (g < glob.n && glob.p[g] == text.p[t]) {
            g++;
            t++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            t = ++star_t;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.p[g] == '*') {
        g++;
    }
    return g == glob.n;
}

as_status type_set_glob(const corpus_column *col, as_slice glob,
                        type_set *set, as_err *err)
{
    if (memchr(glob.p, '*', glob.n) == NULL) {
        return type_set_texts(col, &glob, 1, set, err);
    }
    as_status st = set_open(col, set, err);
    set->any = as_slice_eq(glob, AS_LIT("*"));
    const uint32_t n = set->any ? 0 : as_intern_count(col->lex);
    for (uint32_t i = 0; st == AS_OK && i < n; i++) {
        if (as_glob_fits(glob, as_intern_get(col->lex, i))) {
            st = set_add(set, i, err);
        }
    }
    return st;
}

as_status type_set_texts(const corpus_column *col, const as_slice *texts,
                         size_t n, type_set *set, as_err *err)
{
    as_status st = set_open(col, set, err);
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        const uint32_t type = as_intern_find(col->lex, texts[i]);
        if (type != AS_INTERN_NONE && !type_in(set, type)) {
            st = set_add(set, type, err);
        }
    }
    return st;
}

as_status type_set_regex(const corpus_column *col, const as_pattern_word *word,
                         const as_cancel *cancel, type_set *set, as_err *err)
{
    enum { STEP = 1 << 10 };
    void *scratch = as_pattern_scratch_new();
    const uint32_t n = as_intern_count(col->lex);
    as_status st = scratch ? AS_OK : as_err_nomem(err);
    for (uint32_t i = 0; st == AS_OK && i < n; i++) {
        if (i % STEP == 0 && as_cancelled(cancel)) {
            st = corpus_stopped(err);
            break;
        }
        const int fits = as_pattern_word_fits(word, scratch,
                                              as_intern_get(col->lex, i));
        if (fits < 0) {
            st = as_err_nomem(err);
        } else if (fits > 0 && !type_in(set, i)) {
            st = set_add(set, i, err);
        }
    }
    as_pattern_scratch_free(scratch);
    return st;
}

/* ---- lists -------------------------------------------------------------- */

/* How often each type stands, as the beginnings of its places. */
static as_status count_types(const as_corpus *c, const corpus_column *col,
                             const as_cancel *cancel, uint32_t *off,
                             size_t n_types, as_err *err)
{
    for (uint32_t i = 0; i < c->n_tokens; i++) {
        if (corpus_stop(cancel, i)) {
            return corpus_stopped(err);
        }
        off[col->types.v[i] + 2]++;
    }
    for (size_t t = 2; t < n_types + 2; t++) {
        off[t] += off[t - 1];
    }
    return AS_OK;
}

static as_status fill_places(const as_corpus *c, const corpus_column *col,
                             const as_cancel *cancel, uint32_t *off,
                             uint32_t *places, as_err *err)
{
    for (uint32_t i = 0; i < c->n_tokens; i++) {
        if (corpus_stop(cancel, i)) {
            return corpus_stopped(err);
        }
        places[off[col->types.v[i] + 1]++] = i;
    }
    return AS_OK;
}

/* New lists, in the place of the old ones when they are done. */
static as_status post(const as_corpus *c, corpus_column *col,
                      const as_cancel *cancel, as_err *err)
{
    const size_t n_types = as_intern_count(col->lex);
    as_u32s off = {0}, places = {0};
    as_status st = as_vec_reserve(&off, n_types + 2, err);
    st = st == AS_OK ? as_vec_reserve(&places, c->n_tokens, err) : st;
    if (st == AS_OK) {
        memset(off.v, 0, (n_types + 2) * sizeof *off.v);
        st = count_types(c, col, cancel, off.v, n_types, err);
    }
    st = st == AS_OK ? fill_places(c, col, cancel, off.v, places.v, err) : st;
    if (st != AS_OK) {
        as_vec_clear(&off);
        as_vec_clear(&places);
        return st;
    }
    off.n = n_types + 1;
    places.n = c->n_tokens;
    as_vec_clear(&col->off);
    as_vec_clear(&col->places);
    col->off = off;
    col->places = places;
    col->n_posted = c->n_tokens;
    return AS_OK;
}

static uint32_t n_places(const corpus_column *col, uint32_t type)
{
    return type + 1 < col->off.n ? col->off.v[type + 1] - col->off.v[type] : 0;
}

uint64_t corpus_weight(const as_corpus *c, const corpus_column *col,
                       const type_set *set)
{
    uint64_t n = 0;
    for (size_t i = 0; i < set->ids.n; i++) {
        n += n_places(col, set->ids.v[i]) + 1u;
    }
    return set->any ? c->n_tokens : n;
}

/* ---- places ------------------------------------------------------------- */

/* Those among tokens [from, n_tokens), one by one. */
static as_status scan(const as_corpus *c, const corpus_column *col,
                      const type_set *set, uint32_t from,
                      const as_cancel *cancel, as_u32s *out, as_err *err)
{
    for (uint32_t i = from; i < c->n_tokens; i++) {
        if (corpus_stop(cancel, i)) {
            return corpus_stopped(err);
        }
        if (type_in(set, col->types.v[i])) {
            uint32_t *at = as_vec_push(out, err);
            if (at == NULL) {
                return AS_ENOMEM;
            }
            *at = i;
        }
    }
    return AS_OK;
}

static void read_bits(uint64_t *bits, uint32_t n_words, as_u32s *out)
{
    for (uint32_t w = 0; w < n_words; w++) {
        for (uint64_t b = bits[w]; b != 0; b &= b - 1) {
            out->v[out->n++] = w * 64 + (uint32_t)__builtin_ctzll(b);
        }
    }
}

static as_status mark_listed(const corpus_column *col, const type_set *set,
                             const as_cancel *cancel, uint64_t *bits,
                             as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < set->ids.n; i++) {
        const uint32_t n = n_places(col, set->ids.v[i]);
        const uint32_t *at = n > 0 ? col->places.v + col->off.v[set->ids.v[i]]
                                   : NULL;
        for (uint32_t k = 0; k < n; k++) {
            bits[at[k] / 64] |= UINT64_C(1) << (at[k] % 64);
        }
        st = as_cancelled(cancel) ? corpus_stopped(err) : st;
    }
    return st;
}

as_status corpus_mark(const as_corpus *c, const corpus_column *col,
                      const type_set *set, const as_cancel *cancel,
                      uint64_t *bits, as_err *err)
{
    as_status st = mark_listed(col, set, cancel, bits, err);
    for (uint32_t i = col->n_posted; st == AS_OK && i < c->n_tokens; i++) {
        bits[i / 64] |= (uint64_t)type_in(set, col->types.v[i]) << (i % 64);
        st = corpus_stop(cancel, i) ? corpus_stopped(err) : st;
    }
    return st;
}

/* The lists of several types as one; `out` has room. */
static as_status merge(const corpus_column *col, const type_set *set,
                       const as_cancel *cancel, as_u32s *out, as_err *err)
{
    const uint32_t n_words = col->n_posted / 64 + 1;
    uint64_t *bits = as_mem_zero(n_words, sizeof *bits);
    if (bits == NULL) {
        return as_err_nomem(err);
    }
    as_status st = mark_listed(col, set, cancel, bits, err);
    if (st == AS_OK) {
        read_bits(bits, n_words, out);
    }
    as_mem_free(bits);
    return st;
}

static as_status listed(const corpus_column *col, const type_set *set,
                        const as_cancel *cancel, as_u32s *out, as_err *err)
{
    size_t n = 0, n_types = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < set->ids.n; i++) {
        const uint32_t many = n_places(col, set->ids.v[i]);
        n += many;
        n_types += many > 0;
        last = many > 0 ? set->ids.v[i] : last;
    }
    if (n == 0) {
        return AS_OK;
    }
    if (as_vec_reserve(out, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    if (n_types > 1) {
        return merge(col, set, cancel, out, err);
    }
    memcpy(out->v, col->places.v + col->off.v[last], n * sizeof *out->v);
    out->n = n;
    return AS_OK;
}

as_status corpus_post(const as_corpus *c, corpus_column *col,
                      const as_cancel *cancel, as_err *err)
{
    return c->n_tokens - col->n_posted > col->n_posted / 4 + TAIL
               ? post(c, col, cancel, err)
               : AS_OK;
}

as_status corpus_places(as_corpus *c, corpus_column *col, const type_set *set,
                        const as_cancel *cancel, as_u32s *out, as_err *err)
{
    out->n = 0;
    if (!set->any && set->ids.n == 0) {
        return AS_OK;
    }
    as_status st = set->any ? AS_OK : corpus_post(c, col, cancel, err);
    st = st == AS_OK && !set->any ? listed(col, set, cancel, out, err) : st;
    return st == AS_OK ? scan(c, col, set, set->any ? 0 : col->n_posted,
                              cancel, out, err)
                       : st;
}

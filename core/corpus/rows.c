/* rows.c - what is known of every token, a bit each: where sentences and
 * paragraphs begin, and which tokens have a flag. Documents do not change, so
 * that a row is worked out once for each, when a sweep (sweep.c) first asks
 * for it. A document that went before that leaves only its borders. Cost:
 * some ns a sentence, one a token and flag; a 64th of the tokens, in words. */
#include "corpus/corpus_int.h"

static as_status grow(const as_corpus *c, corpus_bits *row, as_err *err)
{
    const size_t n = (size_t)c->n_tokens / 64 + 2;
    if (n <= row->n) {
        return AS_OK;
    }
    if (as_vec_reserve(row, n - row->n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(row->v + row->n, 0, (n - row->n) * sizeof *row->v);
    row->n = n;
    return AS_OK;
}

/* ---- borders ------------------------------------------------------------ */

static void mark(corpus_bits *row, uint32_t at)
{
    row->v[at / 64] |= UINT64_C(1) << (at % 64);
}

static void mark_doc(corpus_bits *row, const corpus_doc *d,
                     const as_starts *starts)
{
    mark(row, d->first);
    mark(row, d->first + d->n);
    for (size_t i = 0; starts != NULL && i < starts->n; i++) {
        mark(row, d->first + starts->v[i]);
    }
}

as_status corpus_borders(as_corpus *c, const as_cancel *cancel, as_err *err)
{
    as_status st = grow(c, &c->sents, err);
    st = st == AS_OK ? grow(c, &c->paras, err) : st;
    for (; st == AS_OK && c->n_bordered < c->docs.n; c->n_bordered++) {
        const corpus_doc *d = &c->docs.v[c->n_bordered];
        if (as_cancelled(cancel)) {
            return corpus_stopped(err);
        }
        mark_doc(&c->sents, d, d->doc ? as_doc_sents(d->doc) : NULL);
        mark_doc(&c->paras, d, d->doc ? as_doc_paras(d->doc) : NULL);
    }
    return st;
}

/* ---- flags -------------------------------------------------------------- */

static uint64_t bits_of(const uint16_t *flags, uint32_t n, uint16_t flag)
{
    uint8_t bytes[64] = {0};
    if (n == 64) { /* so that the compiler knows the length */
        for (unsigned i = 0; i < 64; i++) {
            bytes[i] = (flags[i] & flag) != 0;
        }
    } else {
        for (uint32_t i = 0; i < n; i++) {
            bytes[i] = (flags[i] & flag) != 0;
        }
    }
    return corpus_pack(bytes);
}

static void flag_doc(corpus_bits *row, const corpus_doc *d, uint16_t flag)
{
    const uint16_t *flags = as_doc_tokens(d->doc)->flags;
    for (uint32_t tok = 0, n; tok < d->n; tok += n) {
        const uint32_t at = d->first + tok, room = 64 - at % 64;
        n = room < d->n - tok ? room : d->n - tok;
        row->v[at / 64] |= bits_of(flags + tok, n, flag) << (at % 64);
    }
}

as_status corpus_flag(as_corpus *c, unsigned bit, const as_cancel *cancel,
                      as_err *err)
{
    corpus_flag_row *f = &c->flags[bit];
    as_status st = grow(c, &f->row, err);
    for (; st == AS_OK && f->n_docs < c->docs.n; f->n_docs++) {
        const corpus_doc *d = &c->docs.v[f->n_docs];
        if (as_cancelled(cancel)) {
            return corpus_stopped(err);
        }
        if (d->doc != NULL) {
            flag_doc(&f->row, d, (uint16_t)(1u << bit));
        }
    }
    return st;
}

void corpus_rows_clear(as_corpus *c)
{
    as_vec_clear(&c->sents);
    as_vec_clear(&c->paras);
    c->n_bordered = 0;
    for (unsigned bit = 0; bit < CORPUS_FLAGS; bit++) {
        as_vec_clear(&c->flags[bit].row);
        c->flags[bit].n_docs = 0;
    }
}

size_t corpus_rows_size(const as_corpus *c)
{
    size_t n = c->sents.cap + c->paras.cap;
    for (unsigned bit = 0; bit < CORPUS_FLAGS; bit++) {
        n += c->flags[bit].row.cap;
    }
    return n * sizeof *c->sents.v;
}

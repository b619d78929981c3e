/* sweep.c - a pattern over all documents, 64 tokens at a time
 * (match/sweep.h).
 *
 * The tokens that pass a leaf are a row of bits. Where its words' places are
 * listed and few, they are marked in a row of all tokens, once; of the rest a
 * window's part is made as the window comes: from the column of types, the
 * documents' flags or parts of speech. An exact text is looked for where its
 * norm stands.
 *
 *   window  a run of pieces, which are whole sentences of documents that
 *           stand one behind the other in the corpus's numbering; its rows
 *           begin at a multiple of 64 tokens, so that those of all tokens are
 *           read as they are
 *
 * Where the pattern needs a rare word a window is one sentence that has it.
 * Cost: some ns a place, about one a token and leaf that is not listed. */
#include <endian.h>

#include "corpus/corpus_int.h"
#include "doc/tags.h"
#include "match/sweep.h"
#include "text/norm.h"

enum {
    WINDOW = 1 << 12, /* tokens, about */
    RARE = 512,       /* so many tokens a place: sentences are looked at */
    OFTEN = 8         /* so few: places are not worth a list */
};

/* Sentences of a document. */
typedef struct piece {
    uint32_t rank;       /* of the document in the choice */
    const corpus_doc *d;
    uint32_t first, end; /* tokens, in the document's numbers */
    size_t sent, para;   /* the first that begins in it */
} piece;

typedef AS_VEC(uint64_t) row_bits;

typedef struct leaf_row {
    const as_leaf *leaf;
    const corpus_column *col;
    type_set set;
    row_bits whole; /* of all tokens, where there are lists */
    row_bits part;  /* of the window */
} leaf_row;

typedef struct sweep {
    as_corpus *c;
    const as_choice *choice;
    const as_cancel *cancel;
    as_err *err;
    as_sweep *s;
    as_hits *hits;
    bool named;
    leaf_row rows[AS_LEAVES_MAX];
    size_t n_rows;
    AS_VEC(piece) pieces;
    row_bits sents, paras;
    const uint64_t *leaves[AS_LEAVES_MAX];
    uint32_t base; /* the number of the rows' first bit */
} sweep;

static void sweep_clear(sweep *w)
{
    for (size_t i = 0; i < w->n_rows; i++) {
        type_set_clear(&w->rows[i].set);
        as_vec_clear(&w->rows[i].whole);
        as_vec_clear(&w->rows[i].part);
    }
    as_vec_clear(&w->pieces);
    as_vec_clear(&w->sents);
    as_vec_clear(&w->paras);
    as_sweep_free(w->s);
}

/* `n` words, all zero. */
static as_status bits_open(row_bits *row, size_t n, as_err *err)
{
    row->n = 0;
    if (as_vec_reserve(row, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(row->v, 0, n * sizeof *row->v);
    row->n = n;
    return AS_OK;
}

static void bit_set(row_bits *row, uint32_t at)
{
    row->v[at / 64] |= UINT64_C(1) << (at % 64);
}

/* ---- leaves ------------------------------------------------------------- */

static bool is_exact(const as_leaf *leaf)
{
    return leaf->kind == AS_LEAF_WORDS && leaf->words.n > 0 &&
           leaf->words.words[0].column == AS_NEED_TEXT &&
           leaf->words.words[0].regex == NULL;
}

/* The types whose norm is that of one of the texts. */
static as_status norms_set(const corpus_column *col,
                           const as_pattern_need *texts, type_set *set,
                           as_err *err)
{
    as_buf norms = {0};
    AS_VEC(as_slice) each = {0};
    as_u32s ends = {0};
    as_status st = as_vec_reserve(&each, texts->n, err);
    st = st == AS_OK ? as_vec_reserve(&ends, texts->n, err) : st;
    for (size_t i = 0; st == AS_OK && i < texts->n; i++) {
        st = as_norm(texts->words[i].text, &norms, err);
        ends.v[ends.n++] = (uint32_t)norms.n;
    }
    for (size_t i = 0; st == AS_OK && i < texts->n; i++) {
        const size_t beg = i > 0 ? ends.v[i - 1] : 0;
        each.v[each.n++] = as_slice_of(norms.p + beg, ends.v[i] - beg);
    }
    st = st == AS_OK ? type_set_texts(col, each.v, each.n, set, err) : st;
    as_buf_clear(&norms);
    as_vec_clear(&each);
    as_vec_clear(&ends);
    return st;
}

static as_status words_open(sweep *w, leaf_row *r)
{
    as_corpus *c = w->c;
    const bool exact = is_exact(r->leaf);
    const as_need_column column =
        exact ? AS_NEED_NORM : r->leaf->words.words[0].column;
    const as_by by = corpus_by(c, column);
    as_status st = as_corpus_column(c, by, w->cancel, w->err);
    r->col = &c->columns[by];
    if (st != AS_OK) {
        return st;
    }
    st = exact ? norms_set(r->col, &r->leaf->words, &r->set, w->err)
               : type_set_need(r->col, &r->leaf->words, column, w->cancel,
                               &r->set, w->err);
    if (st == AS_OK && r->col->n_posted > 0 &&
        corpus_weight(c, r->col, &r->set) < c->n_tokens / OFTEN) {
        st = bits_open(&r->whole, (size_t)c->n_tokens / 64 + 2, w->err);
        st = st == AS_OK ? corpus_mark(c, r->col, &r->set, w->cancel,
                                       r->whole.v, w->err)
                         : st;
    }
    return st;
}

static as_status leaves_open(sweep *w)
{
    const as_leaf *leaves;
    const size_t n = as_sweep_leaves(w->s, &leaves);
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        leaf_row *r = &w->rows[w->n_rows++];
        r->leaf = &leaves[i];
        st = r->leaf->kind == AS_LEAF_WORDS ? words_open(w, r) : AS_OK;
    }
    return st;
}

/* ---- rows of a window --------------------------------------------------- */

/* 64 bytes, each 0 or 1, as bits: eight by one multiplication, which brings
 * each to its place in the highest byte. */
static uint64_t pack(const uint8_t *bytes)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 8; i++) {
        uint64_t eight;
        memcpy(&eight, bytes + (size_t)i * 8, sizeof eight);
        eight = le64toh(eight) * UINT64_C(0x0102040810204080) >> 56;
        bits |= eight << (i * 8);
    }
    return bits;
}

/* A row from bytes that `passes` gives of 64 tokens at a time; of those at the
 * ends of a piece some are of no meaning, and cut off. */
typedef void (*passes)(const leaf_row *r, const piece *p, uint32_t from,
                       uint32_t n, uint8_t *restrict bytes);

static void by_flags(const leaf_row *r, const piece *p, uint32_t from,
                     uint32_t n, uint8_t *restrict bytes)
{
    const uint16_t *flags = as_doc_tokens(p->d->doc)->flags + from;
    const uint16_t mask = (uint16_t)r->leaf->mask;
    if (n == 64) { /* so that the compiler knows the length */
        for (unsigned i = 0; i < 64; i++) {
            bytes[i] = (flags[i] & mask) != 0;
        }
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        bytes[i] = (flags[i] & mask) != 0;
    }
}

static void by_pos(const leaf_row *r, const piece *p, uint32_t from,
                   uint32_t n, uint8_t *restrict bytes)
{
    as_tags tags;
    if (!as_doc_tags(p->d->doc, &tags) || tags.pos == NULL) {
        memset(bytes, r->leaf->untagged, n);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        bytes[i] = r->leaf->mask >> tags.pos[from + i] & 1;
    }
}

static void by_type(const leaf_row *r, const piece *p, uint32_t from,
                    uint32_t n, uint8_t *restrict bytes)
{
    const uint32_t *types = r->col->types.v + p->d->first + from;
    for (uint32_t i = 0; i < n; i++) {
        bytes[i] = r->set.bits[types[i] / 64] >> (types[i] % 64) & 1;
    }
}

static void fill_piece(const sweep *w, leaf_row *r, const piece *p,
                       passes f)
{
    uint8_t bytes[64] = {0};
    for (uint32_t tok = p->first; tok < p->end;) {
        const uint32_t at = p->d->first + tok - w->base;
        const uint32_t room = 64 - at % 64, left = p->end - tok;
        const uint32_t n = room < left ? room : left;
        const uint64_t all = n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
        f(r, p, tok, n, bytes);
        r->part.v[at / 64] |= (pack(bytes) & all) << (at % 64);
        tok += n;
    }
}

/* Take out the tokens whose text is none of those asked for. */
static void keep_exact(const sweep *w, leaf_row *r, const piece *p)
{
    const uint32_t from = p->d->first + p->first - w->base;
    const uint32_t end = p->d->first + p->end - w->base;
    for (uint32_t word = from / 64; word <= (end - 1) / 64; word++) {
        for (uint64_t left = r->part.v[word]; left != 0; left &= left - 1) {
            const uint32_t bit = (uint32_t)__builtin_ctzll(left);
            const uint32_t at = word * 64 + bit;
            if (at < from || at >= end) {
                continue;
            }
            const uint32_t tok = at + w->base - p->d->first;
            const as_slice text = as_doc_token_text(p->d->doc, tok, tok + 1);
            bool is = false;
            for (size_t i = 0; !is && i < r->leaf->words.n; i++) {
                is = as_slice_eq(text, r->leaf->words.words[i].text);
            }
            if (!is) {
                r->part.v[word] &= ~(UINT64_C(1) << bit);
            }
        }
    }
}

static as_status fill_leaf(sweep *w, leaf_row *r, size_t n_words,
                           const uint64_t **out)
{
    static const passes fill[] = {by_type, by_flags, by_pos};
    const bool exact = is_exact(r->leaf);
    const uint64_t *whole = r->whole.n > 0 ? r->whole.v + w->base / 64 : NULL;
    *out = whole;
    if (whole != NULL && !exact) {
        return AS_OK;
    }
    as_status st = bits_open(&r->part, n_words, w->err);
    if (st == AS_OK && whole != NULL) {
        memcpy(r->part.v, whole, n_words * sizeof *whole);
    }
    for (size_t i = 0; st == AS_OK && i < w->pieces.n; i++) {
        if (whole == NULL) {
            fill_piece(w, r, &w->pieces.v[i], fill[r->leaf->kind]);
        }
        if (exact) {
            keep_exact(w, r, &w->pieces.v[i]);
        }
    }
    *out = r->part.v;
    return st;
}

/* Starts of sentences or paragraphs in a piece, and at its end, where one
 * ends there, too. */
static void mark_starts(const sweep *w, const piece *p, const as_starts *s,
                        size_t from, row_bits *row)
{
    const uint32_t shift = p->d->first - w->base;
    size_t i = from;
    for (; i < s->n && s->v[i] < p->end; i++) {
        bit_set(row, shift + s->v[i]);
    }
    if (i < s->n ? s->v[i] == p->end : p->end == p->d->n) {
        bit_set(row, shift + p->end);
    }
}

/* ---- a window ----------------------------------------------------------- */

static as_status keep_hits(sweep *w)
{
    const piece *p = w->pieces.v;
    as_match m;
    as_status st;
    while ((st = as_sweep_next(w->s, &m, w->err)) == AS_OK) {
        while (m.first + w->base >= p->d->first + p->end) {
            p++;
        }
        st = hits_add(w->hits, p->rank, &m, p->d->first - w->base, w->named,
                      w->err);
        if (st != AS_OK) {
            return st;
        }
    }
    return st == AS_EOF ? AS_OK : st;
}

/* Look at the pieces, and be done with them. */
static as_status window_close(sweep *w)
{
    if (w->pieces.n == 0) {
        return AS_OK;
    }
    const piece *first = w->pieces.v, *last = first + w->pieces.n - 1;
    const uint32_t beg = first->d->first + first->first;
    w->base = beg / 64 * 64;
    const as_window win = {w->leaves, NULL, NULL, beg - w->base,
                           last->d->first + last->end - w->base};
    const size_t n_words = win.end / 64 + 1;
    as_status st = as_cancelled(w->cancel) ? corpus_stopped(w->err) : AS_OK;
    st = st == AS_OK ? bits_open(&w->sents, n_words, w->err) : st;
    st = st == AS_OK ? bits_open(&w->paras, n_words, w->err) : st;
    for (const piece *p = first; st == AS_OK && p <= last; p++) {
        mark_starts(w, p, as_doc_sents(p->d->doc), p->sent, &w->sents);
        mark_starts(w, p, as_doc_paras(p->d->doc), p->para, &w->paras);
    }
    for (const piece *p = first;
         st == AS_OK && as_sweep_reads_spans(w->s) && p <= last; p++) {
        st = as_sweep_spans(w->s, p->d->doc, p->first, p->end,
                            p->d->first + p->first - w->base, w->err);
    }
    for (size_t i = 0; st == AS_OK && i < w->n_rows; i++) {
        st = fill_leaf(w, &w->rows[i], n_words, &w->leaves[i]);
    }
    if (st == AS_OK) {
        as_window now = win;
        now.sents = w->sents.v;
        now.paras = w->paras.v;
        st = as_sweep_open(w->s, &now, w->err);
    }
    w->pieces.n = st == AS_OK ? w->pieces.n : 0;
    st = st == AS_OK ? keep_hits(w) : st;
    w->pieces.n = 0;
    return st;
}

static size_t start_from(const as_starts *s, uint32_t tok, size_t from)
{
    size_t lo = from, hi = s->n;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        *(s->v[mid] < tok ? &lo : &hi) = s->v[mid] < tok ? mid + 1 : mid;
    }
    return lo;
}

static as_status window_add(sweep *w, const piece *p)
{
    piece *at = as_vec_push(&w->pieces, w->err);
    if (at == NULL) {
        return AS_ENOMEM;
    }
    *at = *p;
    return AS_OK;
}

/* ---- which windows ------------------------------------------------------ */

/* The number behind the last token of a window that has some. */
static uint32_t window_end(const sweep *w)
{
    const piece *last = w->pieces.v + w->pieces.n - 1;
    return last->d->first + last->end;
}

/* A document, in as many pieces as it takes; what it ends with may stay open
 * for the next document. */
static as_status sweep_doc(sweep *w, uint32_t rank, const corpus_doc *d)
{
    const as_starts *sents = as_doc_sents(d->doc);
    const as_starts *paras = as_doc_paras(d->doc);
    piece p = {.rank = rank, .d = d};
    as_status st = AS_OK;
    if (w->pieces.n > 0 && window_end(w) != d->first) {
        st = window_close(w);
    }
    while (st == AS_OK && p.first < d->n) {
        const size_t next = d->n - p.first <= WINDOW
                                ? sents->n
                                : start_from(sents, p.first + WINDOW, p.sent);
        p.end = next < sents->n ? sents->v[next] : d->n;
        st = window_add(w, &p);
        const piece *first = w->pieces.v;
        if (st == AS_OK && window_end(w) - first->d->first - first->first >=
                               WINDOW) {
            st = window_close(w);
        }
        p.first = p.end;
        p.sent = next;
        p.para = start_from(paras, p.first, p.para);
    }
    return st;
}

static as_status sweep_all(sweep *w)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < w->choice->n; i++) {
        const corpus_doc *d = &w->c->docs.v[w->choice->docs[i]];
        if (d->doc != NULL && d->n > 0) {
            st = sweep_doc(w, (uint32_t)i, d);
        }
    }
    return st == AS_OK ? window_close(w) : st;
}

/* The sentences that hold any of the places. */
static as_status sweep_places(sweep *w, const as_u32s *places)
{
    uint32_t id = 0, sent = 0, done = 0;
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < places->n; i++) {
        if (places->v[i] < done) {
            continue;
        }
        const uint32_t was = id;
        id = corpus_doc_at(w->c, places->v[i], id);
        sent = id == was ? sent : 0;
        const corpus_doc *d = &w->c->docs.v[id];
        piece p = {.rank = w->choice->rank[id], .d = d, .end = d->n};
        if (p.rank != AS_TYPE_NONE && d->doc != NULL) {
            corpus_sentence(d->doc, places->v[i] - d->first, &sent, &p.first,
                            &p.end);
            p.sent = sent;
            p.para = start_from(as_doc_paras(d->doc), p.first, 0);
            st = window_add(w, &p);
            st = st == AS_OK ? window_close(w) : st;
        }
        done = d->first + p.end;
    }
    return st == AS_OK && !w->choice->in_order
               ? hits_in_order(w->c, w->choice, w->cancel, w->hits, w->err)
               : st;
}

as_status corpus_sweep(as_corpus *c, const as_choice *choice,
                       const as_pattern *p, const as_cancel *cancel,
                       as_hits *hits, bool *done, as_err *err)
{
    sweep w = {.c = c,
               .choice = choice,
               .cancel = cancel,
               .err = err,
               .hits = hits,
               .named = as_pattern_capture_count(p) > 0};
    as_u32s places = {0};
    bool few = false;
    as_status st = as_sweep_new(p, &w.s, err);
    *done = w.s != NULL;
    if (st == AS_OK && *done) {
        st = needed_places(c, p, c->n_tokens / RARE, false, cancel, &places,
                           &few, err);
        st = st == AS_OK ? leaves_open(&w) : st;
        st = st != AS_OK ? st : few ? sweep_places(&w, &places)
                                    : sweep_all(&w);
    }
    sweep_clear(&w);
    as_vec_clear(&places);
    return st;
}

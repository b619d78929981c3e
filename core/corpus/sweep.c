/* sweep.c - a pattern over all documents, 64 tokens at a time
 * (match/sweep.h).
 *
 * The tokens that pass a leaf are a row of bits. Rows of flags are kept
 * (rows.c). Where its words' places are listed and few, they are marked in a
 * row of all tokens, once; of the rest a window's part is made as the window
 * comes: from the column of types or the documents' parts of speech. An exact
 * text is looked for where its norm stands.
 *
 *   window  a run of pieces, which are whole sentences of documents that
 *           stand one behind the other in the corpus's numbering; its rows
 *           begin at a multiple of 64 tokens, so that those of all tokens are
 *           read as they are
 *
 * Where the pattern needs a rare word a window is one sentence that has it.
 * Cost: some ns a place, about one a token and leaf that is not listed. */
#include <assert.h>

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
    size_t sent;         /* the first that begins in it */
} piece;

typedef struct leaf_row {
    const as_leaf *leaf;
    const corpus_column *col;
    type_set set;
    corpus_bits whole;     /* of all tokens, where there are lists */
    const uint64_t *known; /* of all tokens; NULL: the window's part is made */
    corpus_bits part;      /* of the window */
    corpus_bits numbers;   /* n - 1: is n one of the leaf's? */
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
    const uint64_t *leaves[AS_LEAVES_MAX];
    uint32_t base; /* the number of the rows' first bit */
} sweep;

static void sweep_clear(sweep *w)
{
    for (size_t i = 0; i < w->n_rows; i++) {
        type_set_clear(&w->rows[i].set);
        as_vec_clear(&w->rows[i].whole);
        as_vec_clear(&w->rows[i].part);
        as_vec_clear(&w->rows[i].numbers);
    }
    as_vec_clear(&w->pieces);
    as_sweep_free(w->s);
}

/* `n` words, all zero. */
static as_status bits_open(corpus_bits *row, size_t n, as_err *err)
{
    row->n = 0;
    if (as_vec_reserve(row, n, err) != AS_OK) {
        return AS_ENOMEM;
    }
    memset(row->v, 0, n * sizeof *row->v);
    row->n = n;
    return AS_OK;
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
        r->known = r->whole.v;
    }
    return st;
}

/* Tokens that have one of the flags. */
static as_status flags_open(sweep *w, leaf_row *r)
{
    const size_t n = (size_t)w->c->n_tokens / 64 + 2;
    as_status st = AS_OK;
    assert(r->leaf->mask != 0);
    for (uint32_t left = r->leaf->mask; st == AS_OK && left != 0;
         left &= left - 1) {
        const unsigned bit = (unsigned)__builtin_ctz(left);
        st = corpus_flag(w->c, bit, w->cancel, w->err);
        const uint64_t *row = w->c->flags[bit].row.v;
        if (left == r->leaf->mask && (left & (left - 1)) == 0) {
            r->known = row;
            return st;
        }
        st = st == AS_OK && r->whole.n == 0 ? bits_open(&r->whole, n, w->err)
                                            : st;
        for (size_t i = 0; st == AS_OK && i < n; i++) {
            r->whole.v[i] |= row[i];
        }
    }
    r->known = r->whole.v;
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
        st = r->leaf->kind == AS_LEAF_WORDS   ? words_open(w, r)
             : r->leaf->kind == AS_LEAF_FLAGS ? flags_open(w, r)
                                              : AS_OK;
    }
    return st;
}

/* ---- rows of a window --------------------------------------------------- */

/* A row from bytes that `passes` gives of 64 tokens at a time; of those at the
 * ends of a piece some are of no meaning, and cut off. */
typedef void (*passes)(const leaf_row *r, const piece *p, uint32_t from,
                       uint32_t n, uint8_t *restrict bytes);

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
        r->part.v[at / 64] |= (corpus_pack(bytes) & all) << (at % 64);
        tok += n;
    }
}

/* Have r->numbers up to `n`. */
static as_status numbers_upto(sweep *w, leaf_row *r, uint32_t n)
{
    while (r->numbers.n < (size_t)n / 64 + 1) {
        const uint32_t from = (uint32_t)r->numbers.n * 64;
        uint64_t *word = as_vec_push(&r->numbers, w->err);
        if (word == NULL) {
            return AS_ENOMEM;
        }
        *word = 0;
        for (uint32_t i = 0; i < 64; i++) {
            *word |= (uint64_t)as_leaf_has(r->leaf, from + i + 1) << i;
        }
    }
    return AS_OK;
}

/* Add `n` bits to a row from `at` on; NULL: all of them. */
static void bits_add(uint64_t *row, uint32_t at, const uint64_t *bits,
                     uint32_t n)
{
    for (uint32_t i = 0, step; i < n; i += step) {
        const uint32_t to = at + i, room = 64 - to % 64;
        const uint32_t left = 64 - i % 64;
        step = room < left ? room : left;
        step = n - i < step ? n - i : step;
        const uint64_t some = bits ? bits[i / 64] >> (i % 64) : UINT64_MAX;
        const uint64_t all = step < 64 ? (UINT64_C(1) << step) - 1 : UINT64_MAX;
        row[to / 64] |= (some & all) << (to % 64);
    }
}

/* Of each sentence the tokens whose numbers are asked for, or all. */
static as_status fill_numbers(sweep *w, leaf_row *r, const piece *p)
{
    const bool of_sents = r->leaf->kind == AS_LEAF_SENT;
    const as_starts *sents = as_doc_sents(p->d->doc);
    as_status st = AS_OK;
    for (size_t i = p->sent; st == AS_OK && i < sents->n; i++) {
        const uint32_t first = sents->v[i];
        const uint32_t end = i + 1 < sents->n ? sents->v[i + 1] : p->d->n;
        const uint32_t at = p->d->first + first - w->base;
        if (first >= p->end) {
            break;
        }
        st = numbers_upto(w, r, of_sents ? (uint32_t)i : end - first);
        if (st == AS_OK && !of_sents) {
            bits_add(r->part.v, at, r->numbers.v, end - first);
        } else if (st == AS_OK && (r->numbers.v[i / 64] >> (i % 64) & 1)) {
            bits_add(r->part.v, at, NULL, end - first);
        }
    }
    return st;
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
    const passes fill = r->leaf->kind == AS_LEAF_POS ? by_pos : by_type;
    const bool exact = is_exact(r->leaf);
    const bool of_numbers = r->leaf->kind == AS_LEAF_SENT ||
                            r->leaf->kind == AS_LEAF_ID;
    const uint64_t *whole = r->known ? r->known + w->base / 64 : NULL;
    *out = whole;
    if (whole != NULL && !exact) {
        return AS_OK;
    }
    as_status st = bits_open(&r->part, n_words, w->err);
    if (st == AS_OK && whole != NULL) {
        memcpy(r->part.v, whole, n_words * sizeof *whole);
    }
    for (size_t i = 0; st == AS_OK && i < w->pieces.n; i++) {
        if (of_numbers) {
            st = fill_numbers(w, r, &w->pieces.v[i]);
        } else if (whole == NULL) {
            fill_piece(w, r, &w->pieces.v[i], fill);
        }
        if (exact) {
            keep_exact(w, r, &w->pieces.v[i]);
        }
    }
    *out = r->part.v;
    return st;
}

/* ---- a window ----------------------------------------------------------- */

/* Matches that are all of one length, off the row of where they can begin. */
static as_status keep_alike(sweep *w, const uint64_t *starts, uint32_t n_words,
                            uint32_t length)
{
    const piece *p = w->pieces.v;
    as_hits *hits = w->hits;
    uint32_t shift = p->d->first - w->base, end = shift + p->end, free_from = 0;
    as_status st = as_vec_reserve(&hits->v, (size_t)n_words * 64, w->err);
    for (uint32_t i = 0; st == AS_OK && i < n_words; i++) {
        for (uint64_t left = starts[i]; left != 0; left &= left - 1) {
            const uint32_t at = i * 64 + (uint32_t)__builtin_ctzll(left);
            if (at < free_from) {
                continue;
            }
            while (at >= end) {
                p++;
                shift = p->d->first - w->base;
                end = shift + p->end;
            }
            free_from = at + length;
            hits->v.v[hits->v.n] = (as_hit){p->rank, at - shift,
                                            free_from - shift,
                                            (uint32_t)hits->v.n};
            hits->v.n++;
        }
    }
    return st;
}

static as_status keep_hits(sweep *w)
{
    const uint64_t *starts;
    uint32_t n_words;
    const uint32_t length = as_sweep_alike(w->s, &starts, &n_words);
    if (length > 0) {
        return keep_alike(w, starts, n_words, length);
    }
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
    const as_window win = {w->leaves,
                           w->c->sents.v + w->base / 64,
                           w->c->paras.v + w->base / 64,
                           beg - w->base,
                           last->d->first + last->end - w->base};
    const size_t n_words = win.end / 64 + 1;
    as_status st = as_cancelled(w->cancel) ? corpus_stopped(w->err) : AS_OK;
    for (const piece *p = first;
         st == AS_OK && as_sweep_reads_spans(w->s) && p <= last; p++) {
        st = as_sweep_spans(w->s, p->d->doc, p->first, p->end,
                            p->d->first + p->first - w->base, w->err);
    }
    for (size_t i = 0; st == AS_OK && i < w->n_rows; i++) {
        st = fill_leaf(w, &w->rows[i], n_words, &w->leaves[i]);
    }
    st = st == AS_OK ? as_sweep_open(w->s, &win, w->err) : st;
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
        st = st == AS_OK ? corpus_borders(c, cancel, err) : st;
        st = st == AS_OK ? leaves_open(&w) : st;
        st = st != AS_OK ? st : few ? sweep_places(&w, &places)
                                    : sweep_all(&w);
    }
    sweep_clear(&w);
    as_vec_clear(&places);
    return st;
}

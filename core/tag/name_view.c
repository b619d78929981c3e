/* name_view.c - from a document to views of its sentences.
 *
 * A document is gone through twice: once to gather what is seen of each type
 * of word anywhere, then sentence by sentence for who asked. The first time
 * the id of each token's form is kept for the second, but for those before
 * the last time that the forms were forgotten. Cost: some 30 ns a token and
 * pass. */
#include "tag/name_view.h"

#include <string.h>

#include "base/mem.h"
#include "base/vec.h"
#include "tag/crf.h"

enum { WORDS_MAX = AS_NAME_FORMS_MORE, LINKS_MAX = 3 };

/* Forms of signs that say something of the word beside them. */
typedef struct signs {
    as_name_form open, close, owner, curly;
} signs;

struct as_name_reader {
    as_name_forms *forms;
    signs signs;
    as_name_word border;
    as_name_form border_form;
    as_doc *doc;
    as_norms norms;
    as_tags tags;
    const as_clue *clues;
    size_t n_clues;
    AS_VEC(uint32_t) seen; /* by type */
    AS_VEC(uint32_t) ids;  /* of forms, by token, good from ids_from on */
    uint32_t ids_from;
    bool gathering;        /* `seen` is not complete yet */
    uint32_t sent, at;     /* where to go on: sentence, token */
    size_t clue;           /* the first that may matter from there on */
    as_name_word words[WORDS_MAX + 4];
};

_Static_assert(3 * AS_CLUE_CLASSES <= 64, "a word's clues fit in 64 bits");

_Static_assert(WORDS_MAX <= UINT16_MAX, "a run fits in 16 bits");

static void make_signs(const as_name_lists *lists, signs *s)
{
    as_name_form_make(AS_LIT("("), AS_LIT("("), lists, &s->open);
    as_name_form_make(AS_LIT(")"), AS_LIT(")"), lists, &s->close);
    as_name_form_make(AS_LIT("'s"), AS_LIT("'s"), lists, &s->owner);
    as_name_form_make(AS_LIT("\xE2\x80\x99s"), AS_LIT("'s"), lists,
                      &s->curly);
}

as_status as_name_reader_new(const as_name_lists *lists, as_name_reader **out,
                             as_err *err)
{
    as_name_reader *r = as_mem_zero(1, sizeof *r);
    if (r == NULL) {
        return as_err_nomem(err);
    }
    as_status st = as_name_forms_new(lists, &r->forms, err);
    if (st != AS_OK) {
        as_name_reader_free(r);
        return st;
    }
    make_signs(lists, &r->signs);
    r->border_form = as_name_form_border();
    r->border = (as_name_word){.form = &r->border_form,
                               .id = AS_NAME_NO_FORM,
                               .roles = r->border_form.roles,
                               .caps = r->border_form.caps,
                               .upos = AS_DOC_POS_MAX};
    *out = r;
    return AS_OK;
}

void as_name_reader_free(as_name_reader *reader)
{
    if (reader != NULL) {
        as_name_forms_free(reader->forms);
        as_vec_clear(&reader->seen);
        as_vec_clear(&reader->ids);
        as_mem_free(reader);
    }
}

uint64_t as_name_reader_epoch(const as_name_reader *reader)
{
    return as_name_forms_epoch(reader->forms);
}

void as_name_reader_rewind(as_name_reader *r)
{
    r->sent = r->at = 0;
    r->clue = 0;
}

/* ---- words --------------------------------------------------------------- */

static uint32_t form_of(as_name_reader *r, uint32_t tok)
{
    if (!r->gathering && tok >= r->ids_from) {
        return r->ids.v[tok];
    }
    const as_tokens *tokens = as_doc_tokens(r->doc);
    const as_slice text =
        as_slice_of(as_doc_text(r->doc).p + tokens->beg[tok],
                    tokens->end[tok] - tokens->beg[tok]);
    r->ids.v[tok] = as_name_forms_id(
        r->forms, text, r->norms.types[r->norms.type[tok]].norm);
    return r->ids.v[tok];
}

static void make_word(as_name_reader *r, uint32_t tok, as_name_word *w)
{
    const uint32_t id = form_of(r, tok);
    const as_name_form *form = as_name_forms_at(r->forms, id);
    *w = (as_name_word){
        .form = form,
        .id = id,
        .seen = r->gathering ? 0 : r->seen.v[r->norms.type[tok]],
        .roles = form->roles,
        .caps = form->caps,
        .upos = r->tags.pos[tok]};
}

/* Classes that have their bits set by an entry keep those of the longest
 * that begins first. */
static void mark_clue(as_name_word *w, uint32_t n, const as_clue *c,
                      uint32_t first)
{
    const unsigned shift = 3 * (unsigned)c->class;
    for (uint32_t t = c->first; t < c->end; t++) {
        const uint64_t place = c->end - c->first == 1 ? AS_CRF_S
                               : t == c->first        ? AS_CRF_B
                               : t + 1 == c->end      ? AS_CRF_E
                                                      : AS_CRF_I;
        if (t >= first && t - first < n && (w[t - first].clues >> shift & 7) == 0) {
            w[t - first].clues |= (place + 1) << shift;
        }
    }
}

static void mark_clues(as_name_reader *r, as_name_word *w, uint32_t n,
                       uint32_t first)
{
    while (r->clue < r->n_clues && r->clues[r->clue].end <= first) {
        r->clue++;
    }
    for (size_t i = r->clue;
         i < r->n_clues && r->clues[i].first < first + n; i++) {
        mark_clue(w, n, &r->clues[i], first);
    }
}

/* ---- sentences ----------------------------------------------------------- */

static bool in_run(const as_name_word *w)
{
    return as_name_is_capital(w->caps);
}

static uint8_t mode_of(const as_name_word *w, size_t n)
{
    size_t up = 0, words = 0, capital = 0, small = 0;
    for (size_t i = 0; i < n; i++) {
        const uint8_t caps = w[i].caps;
        if (caps == AS_NAME_DIGITS || caps == AS_NAME_SIGNS) {
            continue;
        }
        words++;
        up += caps == AS_NAME_UPPER || caps == AS_NAME_SINGLE;
        capital += i > 0 && in_run(&w[i]);
        small += i > 0 && caps == AS_NAME_LOWER && w[i].form->is_long &&
                 (w[i].roles & AS_ROLE_LINK) == 0;
    }
    if (words >= 3 && up * 10 >= words * 7) {
        return AS_NAME_CAPITALS;
    }
    return capital >= 4 && small * 6 <= capital ? AS_NAME_HEADLINE
                                                : AS_NAME_PLAIN;
}

static void mark_first(as_name_word *w, size_t n)
{
    size_t i = 0;
    while (i + 1 < n && i < 2 && w[i].caps == AS_NAME_SIGNS) {
        w[i++].first = true;
    }
    if (i < n) {
        w[i].first = true;
    }
}

/* The end of the run of capitals, with links between them, that begins at
 * `i`. */
static size_t run_end(const as_name_word *w, size_t n, size_t i)
{
    size_t end = i + 1;
    for (;;) {
        size_t k = end;
        while (k < n && k - end < LINKS_MAX && !in_run(&w[k]) &&
               (w[k].roles & AS_ROLE_LINK) != 0) {
            k++;
        }
        if (k >= n || !in_run(&w[k])) {
            return end;
        }
        end = k + 1;
    }
}

static void mark_runs(as_name_word *w, size_t n)
{
    for (size_t i = 0; i < n;) {
        if (!in_run(&w[i])) {
            i++;
            continue;
        }
        const size_t end = run_end(w, n, i);
        for (size_t k = i; k < end; k++) {
            w[k].run_beg = (uint16_t)i;
            w[k].run_end = (uint16_t)end;
        }
        i = end;
    }
}

static void read_words(as_name_reader *r, uint32_t first, uint32_t n,
                       bool at_border, as_name_view *view)
{
    as_name_word *w = r->words + 2;
    for (uint32_t i = 0; i < n; i++) {
        make_word(r, first + i, &w[i]);
    }
    w[-2] = w[-1] = w[n] = w[n + 1] = r->border;
    mark_clues(r, w, n, first);
    if (at_border) {
        mark_first(w, n);
    }
    mark_runs(w, n);
    *view = (as_name_view){.word = w, .type = r->norms.type + first, .n = n,
                           .first = first, .at_border = at_border,
                           .mode = mode_of(w, n)};
}

bool as_name_reader_peek(const as_name_reader *r, uint32_t *beg, uint32_t *end)
{
    if (r->sent >= as_doc_sents(r->doc)->n) {
        return false;
    }
    as_doc_sent(r->doc, r->sent, beg, end);
    *beg = r->at > *beg ? r->at : *beg;
    *end = *end - *beg > WORDS_MAX ? *beg + WORDS_MAX : *end;
    return true;
}

void as_name_reader_skip(as_name_reader *r)
{
    uint32_t beg, end, first, last;
    if (as_name_reader_peek(r, &beg, &end)) {
        as_doc_sent(r->doc, r->sent, &first, &last);
        r->sent += end == last;
        r->at = end;
    }
}

as_status as_name_reader_next(as_name_reader *r, as_name_view *view,
                              as_err *err)
{
    (void)err;
    uint32_t beg, end, first, last;
    if (!as_name_reader_peek(r, &beg, &end)) {
        return AS_EOF;
    }
    as_doc_sent(r->doc, r->sent, &first, &last);
    as_name_reader_skip(r);
    if (as_name_forms_trim(r->forms)) {
        r->ids_from = r->gathering ? beg : UINT32_MAX;
    }
    read_words(r, beg, end - beg, beg == first, view);
    return AS_OK;
}

/* ---- what the document says ---------------------------------------------- */

static bool has_role(const as_name_word *w, enum as_name_role role)
{
    return (w->roles & role) != 0;
}

static uint32_t seen_of_run(const as_name_word *w, size_t i)
{
    const size_t beg = w[i].run_beg, end = w[i].run_end;
    uint32_t seen = 0;
    for (size_t k = beg; k < end; k++) {
        seen |= has_role(&w[k], AS_ROLE_ORG) ? AS_SEEN_ORG_RUN : 0;
        seen |= has_role(&w[k], AS_ROLE_PLACE) ? AS_SEEN_PLACE_RUN : 0;
    }
    const bool after = i > 0 && in_run(&w[i - 1]);
    if (after) {
        return seen | (i + 1 == end ? AS_SEEN_LAST : 0);
    }
    return seen | (in_run(&w[i + 1]) ? AS_SEEN_HEAD : AS_SEEN_ALONE);
}

static bool is_sign(const as_name_word *w, const as_name_form *like)
{
    return w->form->exact == like->exact;
}

static uint32_t seen_of(const as_name_word *w, size_t i, const signs *s)
{
    const as_name_word *prev = &w[(ptrdiff_t)i - 1], *next = &w[i + 1];
    uint32_t seen = seen_of_run(w, i) | (w[i].first ? 0 : AS_SEEN_INSIDE);
    if (in_run(prev)) {
        seen |= has_role(prev, AS_ROLE_TITLE) ? AS_SEEN_TITLE : 0;
        seen |= as_name_clue(prev, AS_CLUE_LOOKUP_PERSON) &&
                        !has_role(prev, AS_ROLE_TITLE)
                    ? AS_SEEN_GIVEN
                    : 0;
    }
    seen |= has_role(prev, AS_ROLE_AT) ? AS_SEEN_AT : 0;
    seen |= has_role(next, AS_ROLE_SAY) ? AS_SEEN_SAY : 0;
    seen |= is_sign(prev, &s->open) && is_sign(next, &s->close)
                ? AS_SEEN_BRACKETS
                : 0;
    seen |= is_sign(next, &s->owner) || is_sign(next, &s->curly)
                ? AS_SEEN_OWNER
                : 0;
    seen |= as_name_clue(&w[i], AS_CLUE_PERSON) ? AS_SEEN_PERSON : 0;
    seen |= as_name_clue(&w[i], AS_CLUE_LOC) ? AS_SEEN_LOC : 0;
    seen |= as_name_clue(&w[i], AS_CLUE_ORG) ? AS_SEEN_ORG : 0;
    return seen;
}

static void gather(as_name_reader *r, const as_name_view *v)
{
    for (size_t i = 0; i < v->n; i++) {
        const as_name_word *w = &v->word[i];
        if (w->caps == AS_NAME_LOWER) {
            r->seen.v[v->type[i]] |= AS_SEEN_LOWER;
        } else if (in_run(w) && v->mode != AS_NAME_CAPITALS) {
            uint32_t seen = seen_of(v->word, i, &r->signs);
            if (v->mode == AS_NAME_HEADLINE) {
                seen &= ~(uint32_t)AS_SEEN_INSIDE;
            }
            r->seen.v[v->type[i]] |= seen;
        }
    }
}

as_status as_name_reader_begin(as_name_reader *r, as_doc *doc,
                               const as_clue *clues, size_t n_clues,
                               const as_cancel *cancel, as_err *err)
{
    as_status st = as_doc_norms(doc, &r->norms, err);
    r->seen.n = 0;
    if (st == AS_OK) {
        st = as_vec_reserve(&r->seen, (size_t)r->norms.n_types + 1, err);
    }
    r->ids.n = 0;
    if (st == AS_OK) {
        st = as_vec_reserve(&r->ids, as_doc_tokens(doc)->n, err);
    }
    if (st != AS_OK) {
        return st;
    }
    memset(r->seen.v, 0, r->norms.n_types * sizeof *r->seen.v);
    r->seen.n = r->norms.n_types;
    r->doc = doc;
    (void)as_doc_tags(doc, &r->tags);
    r->clues = clues;
    r->n_clues = n_clues;
    r->gathering = true;
    r->ids_from = 0;
    as_name_reader_rewind(r);
    as_name_view view;
    while (as_name_reader_next(r, &view, err) == AS_OK) {
        if (as_cancelled(cancel)) {
            return as_err_set(err, AS_ECANCEL, "interrupted");
        }
        gather(r, &view);
    }
    r->gathering = false;
    as_name_reader_rewind(r);
    return AS_OK;
}

void as_name_reader_end(as_name_reader *r)
{
    as_vec_relax(&r->seen);
    as_vec_relax(&r->ids);
}

/* ---- parts --------------------------------------------------------------- */

enum { AROUND = 2 };

static bool has_capital(const as_name_view *v)
{
    for (size_t i = 0; i < v->n; i++) {
        if (in_run(&v->word[i])) {
            return true;
        }
    }
    return false;
}

bool as_name_view_part(const as_name_view *v, size_t *beg, size_t *end)
{
    size_t i = *beg;
    while (i < v->n && !in_run(&v->word[i])) {
        i++;
    }
    if (i == v->n) {
        *end = v->n;
        return *beg == 0 && v->n > 0 && !has_capital(v);
    }
    const size_t from = i - *beg > AROUND ? i - AROUND : *beg;
    size_t to = i + 1;
    for (i = to; i < v->n && i < to + 2 * AROUND + 1; i++) {
        to = in_run(&v->word[i]) ? i + 1 : to;
    }
    *beg = from;
    *end = v->n - to > AROUND ? to + AROUND : v->n;
    return true;
}

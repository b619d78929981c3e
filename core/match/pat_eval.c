/* pat_eval.c - is a test true of a token, of a span?
 *
 * Words in norm and lemma tests were looked up once a type (pat_view.c). What
 * depends on words alone is remembered once a class of tokens when first
 * asked, regular expressions above all. The rest is a few instructions.
 * Recursion follows ! and the right side of & and |, which the parser
 * bounds. A refused allocation sets view->failed. */
#include <assert.h>
#include <stdio.h>

#include "match/pat_run.h"
#include "tag/upos.h"
#include "text/norm.h"

static bool in_values(const pat_test *t, as_slice s)
{
    uint32_t lo = 0;
    uint32_t hi = t->n_values;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int c = as_slice_cmp(t->values[mid], s);
        if (c == 0) {
            return true;
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return false;
}

bool pat_in_numbers(const pat_test *t, double x)
{
    for (uint32_t i = 0; i < t->n_values; i++) {
        double y = t->numbers[i];
        if (t->op == OP_EQ ? x == y : t->op == OP_LT ? x < y : x > y) {
            return true;
        }
    }
    return false;
}

static bool run_regex(pat_view *v, const pat_test *t, as_slice s)
{
    int r = pat_regex_match(t->re, v->re_scratch, s);
    v->failed |= r < 0;
    return r > 0;
}

/* ---- features ----------------------------------------------------------- */

static bool text_passes(pat_view *v, const pat_test *t, as_slice s)
{
    double x = 0;
    if (t->re != NULL) {
        return run_regex(v, t, s);
    }
    if (t->op == OP_EQ && in_values(t, s)) {
        return true;
    }
    if (t->numeric) {
        return pat_number(s, &x) && pat_in_numbers(t, x);
    }
    int c = as_slice_cmp(s, t->values[0]);
    return (t->op == OP_LT && c < 0) || (t->op == OP_GT && c > 0);
}

static bool number_passes(pat_view *v, const pat_test *t, double x)
{
    if (t->re == NULL) {
        return t->numeric && pat_in_numbers(t, x);
    }
    char buf[64];
    int n = snprintf(buf, sizeof buf, "%.15g", x);
    return run_regex(v, t, as_slice_of(buf, (size_t)n));
}

static bool value_passes(pat_view *v, const pat_test *t, const as_value *val)
{
    switch (val->type) {
    case AS_VAL_TEXT: return text_passes(v, t, val->text);
    case AS_VAL_INT: return number_passes(v, t, (double)val->integer);
    case AS_VAL_REAL: return number_passes(v, t, val->real);
    case AS_VAL_BOOL:
        return text_passes(v, t,
                           val->truth ? AS_LIT("true") : AS_LIT("false"));
    case AS_VAL_SPAN:
        return text_passes(v, t,
                           as_slice_of(v->text.p + val->span.beg,
                                       val->span.end - val->span.beg));
    case AS_VAL_LIST:
        for (size_t i = 0; i < val->list.n; i++) {
            if (text_passes(v, t, val->list.v[i])) {
                return true;
            }
        }
        return false;
    }
    return false;
}

static bool span_passes(pat_view *v, const pat_test *t, const as_span *s)
{
    if (t->kind == T_LABEL) {
        return text_passes(v, t, s->label);
    }
    const as_value *val = as_span_feature(s, t->key);
    return val != NULL && value_passes(v, t, val);
}

bool pat_test_span(pat_view *v, uint32_t test, const as_span *span)
{
    return span_passes(v, &v->tests->nodes.v[test], span);
}

/* Some span over the token, in any layer's flat view. */
static bool covered(pat_view *v, const pat_test *t, uint32_t tok)
{
    for (size_t i = 0; i < v->layers.n; i++) {
        const view_layer *l = &v->layers.v[i];
        size_t lo = 0; /* spans before lo begin at or before tok */
        size_t hi = l->n;
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (as_layer_get(l->layer, l->flat[mid])->first_tok <= tok) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        const as_span *s =
            lo > 0 ? as_layer_get(l->layer, l->flat[lo - 1]) : NULL;
        if (s != NULL && s->end_tok > tok && span_passes(v, t, s)) {
            return true;
        }
    }
    return false;
}

/* ---- tokens ------------------------------------------------------------- */

static as_slice token_text(const pat_view *v, uint32_t tok)
{
    return as_slice_of(v->text.p + v->tok->beg[tok],
                       v->tok->end[tok] - v->tok->beg[tok]);
}

/* The text of `tok` in the test's column. */
static as_slice column_text(const pat_view *v, const pat_test *t, uint32_t tok)
{
    switch ((test_column)t->column) {
    case COL_TEXT: return token_text(v, tok);
    case COL_POS:
        if (v->tags.pos == NULL || v->tags.pos[tok] >= AS_UPOS_N) {
            return AS_LIT("");
        }
        return as_upos_name(v->tags.pos[tok]);
    case COL_LEMMA:
        if (v->tags.lemma != NULL) {
            return v->tags.lemmas[v->tags.lemma[tok]].norm;
        }
        break;
    case COL_NORM: break;
    }
    return v->norms.types[v->norms.type[tok]].norm;
}

static bool listed(const uint32_t *list, uint32_t n, uint32_t test)
{
    for (uint32_t i = 0; i < n; i++) {
        if (list[i] == test) {
            return true;
        }
    }
    return false;
}

static bool pos_passes(const pat_view *v, const pat_test *t, uint32_t tok)
{
    return v->tags.pos != NULL && (t->flags >> v->tags.pos[tok] & 1) != 0;
}

static bool inside(pat_view *v, const pat_test *t, uint32_t tok)
{
    const pat_mark *m = pat_mark_over(v, tok, t->a);
    return m != NULL && pat_test_mark(v, t->b, m);
}

/* Of a token in its sentence, from 1. */
static uint32_t number_of(const pat_view *v, uint32_t tok)
{
    uint32_t first = 0;
    uint32_t end = 0;
    as_doc_sent(v->doc, as_doc_sent_of(v->doc, tok), &first, &end);
    return tok - first + 1;
}

static bool eval(pat_view *v, uint32_t test, uint32_t tok)
{
    const pat_test *t = &v->tests->nodes.v[test];
    uint32_t n = 0;
    const uint32_t *list = NULL;
    for (;;) { /* second sides of & and | */
        switch ((test_kind)t->kind) {
        case T_ANY: return true;
        case T_NOT: return !pat_test_token(v, t->a, tok);
        case T_AND:
        case T_OR:
            if (pat_test_token(v, t->first, tok) == (t->kind == T_OR)) {
                return t->kind == T_OR;
            }
            test = t->second;
            t = &v->tests->nodes.v[test];
            continue;
        case T_FLAG: return (v->tok->flags[tok] & t->flags) != 0;
        case T_TEXT: return in_values(t, token_text(v, tok));
        case T_NORM:
            list = pat_lex_norm(v, tok, &n);
            return listed(list, n, test);
        case T_LEMMA:
            list = pat_lex_lemma(v, tok, &n);
            return listed(list, n, test);
        case T_POS: return pos_passes(v, t, tok);
        case T_REGEX:
            return run_regex(v, t, column_text(v, t, tok));
        case T_SENT:
            return pat_in_numbers(t, (double)as_doc_sent_of(v->doc, tok) + 1);
        case T_ID: return pat_in_numbers(t, (double)number_of(v, tok));
        case T_LABEL:
        case T_FEATURE: return covered(v, t, tok);
        case T_INSIDE: return inside(v, t, tok);
        }
    }
}

bool pat_test_token(pat_view *v, uint32_t test, uint32_t tok)
{
    const uint32_t slot = v->tests->nodes.v[test].slot;
    if (slot == PAT_NONE) {
        return eval(v, test, tok);
    }
    uint64_t *word = &v->memo.v[(size_t)v->classes.of[tok] * v->memo_words +
                                slot / 32];
    const unsigned at = slot % 32 * 2;
    if ((*word >> at & 3) == 0) {
        *word |= (eval(v, test, tok) ? UINT64_C(2) : UINT64_C(1)) << at;
    }
    return *word >> (at + 1) & 1;
}

/* ---- spans -------------------------------------------------------------- */

static as_slice span_norm(pat_view *v, as_slice text)
{
    v->scratch.n = 0;
    v->failed |= as_norm(text, &v->scratch, NULL) != AS_OK;
    return as_buf_slice(&v->scratch);
}

static bool span_leaf(pat_view *v, const pat_test *t, const pat_mark *m)
{
    const as_span *s = m->span;
    as_slice text = as_slice_of(v->text.p + s->beg, s->end - s->beg);
    switch ((test_kind)t->kind) {
    case T_TEXT: return in_values(t, text);
    case T_NORM: return in_values(t, span_norm(v, text));
    case T_REGEX:
        return run_regex(v, t,
                         t->column == COL_NORM ? span_norm(v, text) : text);
    case T_SENT:
        return pat_in_numbers(t, (double)as_doc_sent_of(v->doc, m->first) + 1);
    case T_LABEL:
    case T_FEATURE: return span_passes(v, t, s);
    default: return t->kind == T_ANY;
    }
}

bool pat_test_mark(pat_view *v, uint32_t test, const pat_mark *mark)
{
    if (test == PAT_NONE) {
        return true;
    }
    assert(mark->span != NULL); /* the parser gives %x no test */
    const pat_test *t = &v->tests->nodes.v[test];
    while (t->kind == T_AND || t->kind == T_OR) {
        if (pat_test_mark(v, t->b, mark) == (t->kind == T_OR)) {
            return t->kind == T_OR;
        }
        t = &v->tests->nodes.v[t->a];
    }
    return t->kind == T_NOT ? !pat_test_mark(v, t->a, mark)
                            : span_leaf(v, t, mark);
}

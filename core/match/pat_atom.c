/* pat_atom.c - one item of a pattern to a node: words, tests, labels,
 * gazetteers, edges, groups, macros, gaps.
 *
 * Macros are expanded as trees, so that what a macro holds never joins with
 * what stands beside it. Cost: linear in the tree. */
#include "match/pat_parse.h"
#include "text/token.h"
#include "text/utf8.h"

/* ---- atoms -------------------------------------------------------------- */

static as_status atom_token(pat_parser *p, const pat_lexeme *lx, uint32_t test,
                            pat_node **out)
{
    pat_node *n = NULL;
    as_status st = pat_node_new(p, N_TOKEN, lx->at, &n);
    if (st == AS_OK) {
        n->test = test;
        n->src = as_slice_of(p->r->text.p + lx->at, lx->end - lx->at);
        *out = n;
    }
    return st;
}

/* Each token of `text` as a node of a sequence (one node if there is one). */
static as_status phrase_nodes(pat_parser *p, const pat_lexeme *lx, as_slice text,
                              const as_tokens *toks, pat_node **out)
{
    pat_node *seq = NULL;
    pat_node **tail = out;
    as_status st = AS_OK;
    if (toks->n > 1) {
        st = pat_node_new(p, N_SEQ, lx->at, &seq);
        tail = seq ? &seq->kid : out;
    }
    for (size_t i = 0; st == AS_OK && i < toks->n; i++) {
        as_slice word = as_slice_of(text.p + toks->beg[i],
                                    toks->end[i] - toks->beg[i]);
        uint32_t test = 0;
        st = pat_test_word(p->tests, lx->kind == L_WORD ? T_NORM : T_TEXT,
                           word, &test, p->err);
        st = st == AS_OK ? atom_token(p, lx, test, tail) : st;
        if (st == AS_OK) {
            tail = &(*tail)->next;
        }
    }
    if (st == AS_OK && seq != NULL) {
        *out = seq;
    }
    return st;
}

/* A bare word or "Exact words", cut as a document's text would be. */
static as_status atom_words(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    as_buf plain = {0};
    as_tokens *toks = &p->tests->words;
    as_status st = lx->kind == L_QUOTED
                       ? pat_unquote(lx->text, &plain, p->err)
                       : as_buf_add_slice(&plain, lx->text, p->err);
    as_slice text = as_buf_slice(&plain);
    st = st == AS_OK ? as_tokenize(text, toks, p->err) : st;
    if (st == AS_OK && toks->n == 0) {
        st = pat_fail_at(p, lx->at, AS_ESYNTAX,
                     "no token between the quotes: write a word or a mark");
    }
    st = st == AS_OK ? phrase_nodes(p, lx, text, toks, out) : st;
    as_buf_clear(&plain);
    return st;
}

/* A name with its sigil, as tests know it. */
static as_status name_id(pat_parser *p, char sigil, as_slice name, as_gaz *gaz,
                         uint32_t *id)
{
    as_buf text = {0};
    as_status st = as_buf_add_byte(&text, sigil, p->err);
    st = st == AS_OK ? as_buf_add_slice(&text, name, p->err) : st;
    st = st == AS_OK ? pat_name_add(p->tests, as_buf_slice(&text), gaz, id,
                                    p->err)
                     : st;
    as_buf_clear(&text);
    return st;
}

/* A name that nobody knows: `fmt` has it, then what it was meant to be. */
static as_status unknown(pat_parser *p, const pat_lexeme *lx, char sigil,
                         const char *what, const char *advice)
{
    enum { SHOWN = 80 };
    const int n = (int)(lx->text.n < SHOWN ? lx->text.n : SHOWN);
    pat_near_text near;
    pat_near_name(&near, p->src, sigil, lx->text);
    const char *colon = near.p[0] ? "" : ": ";
    advice = near.p[0] ? near.p : advice;
    return sigil == '@'
               ? pat_unknown(p->r, lx->at, p->err, "unknown %s %c%.*s%s%s",
                             what, sigil, n, lx->text.p, colon, advice)
               : pat_reader_fail(p->r, lx->at, AS_EINVAL, p->err,
                                 "unknown %s %c%.*s%s%s", what, sigil, n,
                                 lx->text.p, colon, advice);
}

static as_status label_test(pat_parser *p, pat_node *n)
{
    if (p->r->at >= p->r->text.n || p->r->text.p[p->r->at] != '[') {
        return AS_OK;
    }
    p->r->at++;
    return pat_parse_test(p->r, p->tests, true, &n->test, p->err);
}

static as_status atom_label(pat_parser *p, const pat_lexeme *lx,
                            pat_node **out)
{
    const as_pattern_env *env = p->src->env;
    as_status st = AS_OK;
    if (env && env->label && !env->label(env->ctx, lx->text)) {
        st = unknown(p, lx, '@', "label",
                     "no rule, gazetteer or stage writes it");
    }
    pat_node *n = NULL;
    st = st == AS_OK ? pat_node_new(p, N_SPAN, lx->at, &n) : st;
    st = st == AS_OK ? name_id(p, '@', lx->text, NULL, &n->name) : st;
    st = st == AS_OK ? label_test(p, n) : st;
    if (st == AS_OK) {
        n->src = as_slice_of(p->r->text.p + lx->at, p->r->at - lx->at);
        *out = n;
    }
    return st;
}

static as_status atom_gaz(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    const as_pattern_env *env = p->src->env;
    as_gaz *gaz = env && env->gaz ? env->gaz(env->ctx, lx->text) : NULL;
    if (gaz == NULL) {
        return unknown(p, lx, '%', "gazetteer",
                       "define it, or write \"%\" for the mark");
    }
    pat_node *n = NULL;
    as_status st = pat_node_new(p, N_SPAN, lx->at, &n);
    st = st == AS_OK ? name_id(p, '%', lx->text, gaz, &n->name) : st;
    if (st == AS_OK) {
        n->src = as_slice_of(p->r->text.p + lx->at, lx->end - lx->at);
        *out = n;
    }
    return st;
}

static as_status atom_test(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    uint32_t test = 0;
    as_status st = pat_parse_test(p->r, p->tests, false, &test, p->err);
    pat_lexeme whole = *lx;
    whole.end = (uint32_t)p->r->at;
    return st == AS_OK ? atom_token(p, &whole, test, out) : st;
}

static as_status atom_edge(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    pat_node *n = NULL;
    as_status st = pat_node_new(p, N_EDGE, lx->at, &n);
    if (st == AS_OK) {
        n->name = lx->number;
        n->src = as_slice_of(p->r->text.p + lx->at, lx->end - lx->at);
        *out = n;
    }
    return st;
}

static as_status atom_group(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    as_status st = pat_advance(p);
    st = st == AS_OK ? pat_parse_alt(p, out) : st;
    if (st == AS_OK && p->lx.kind != L_CLOSE) {
        st = p->lx.kind == L_END
                 ? pat_fail_at(p, lx->at, AS_ESYNTAX,
                           "'(' is never closed: write ')'")
                 : pat_fail_at(p, p->lx.at, AS_ESYNTAX,
                           "<< and >> stand outside of groups and macros");
    }
    return st;
}

/* ---- macros ------------------------------------------------------------- */

static as_status macro_find(pat_parser *p, const pat_lexeme *lx, as_slice *text)
{
    const as_pattern_env *env = p->src->env;
    for (const pat_reader *r = p->r; r != NULL; r = r->outer) {
        if (r->outer != NULL && as_slice_eq(r->macro, lx->text)) {
            return pat_reader_fail(p->r, lx->at, AS_EINVAL, p->err,
                                   "macro $%.*s contains itself: take the "
                                   "inner use out",
                                   (int)lx->text.n, lx->text.p);
        }
    }
    if (p->macros >= PAT_MACRO_DEPTH_MAX) {
        return pat_reader_fail(p->r, lx->at, AS_ELIMIT, p->err,
                               "macros nested more than %d deep",
                               PAT_MACRO_DEPTH_MAX);
    }
    if (!env || !env->macro || !env->macro(env->ctx, lx->text, text)) {
        return unknown(p, lx, '$', "macro",
                       "define it, or write \"$\" for the mark");
    }
    if (text->n > PAT_SOURCE_MAX || as_utf8_valid(*text) != text->n) {
        return pat_reader_fail(p->r, lx->at, AS_ESYNTAX, p->err,
                               "macro $%.*s is too long or no UTF-8",
                               (int)lx->text.n, lx->text.p);
    }
    return pat_macro_keep(p->tests, text, p->err);
}

static as_status atom_macro(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    as_slice text;
    as_status st = macro_find(p, lx, &text);
    if (st != AS_OK) {
        return st;
    }
    pat_reader inner = {.src = p->src,
                        .text = text,
                        .macro = lx->text,
                        .used_at = pat_reader_at(p->r, lx->at),
                        .outer = p->r};
    int depth = p->depth;
    p->depth = 0;
    p->macros++;
    p->r = &inner;
    st = pat_advance(p);
    st = st == AS_OK ? pat_parse_alt(p, out) : st;
    if (st == AS_OK && p->lx.kind != L_END) {
        st = pat_fail_at(p, p->lx.at, AS_ESYNTAX,
                     p->lx.kind == L_CLOSE
                         ? "')' without '('"
                         : "<< and >> stand outside of groups and macros");
    }
    p->r = inner.outer;
    p->macros--;
    p->depth = depth;
    return st;
}

/* ---- gaps --------------------------------------------------------------- */

/* Behind ~n: the barrier, if there is one. The next lexeme is then still to
 * be read. */
static as_status gap_test(pat_parser *p, uint32_t *test)
{
    pat_skip_space(p->r);
    if (p->r->at >= p->r->text.n || p->r->text.p[p->r->at] != '!') {
        return pat_test_any(p->tests, test, p->err);
    }
    size_t at = p->r->at;
    pat_node *n = NULL;
    as_status st = pat_advance(p); /* the ! */
    st = st == AS_OK ? pat_advance(p) : st;
    st = st == AS_OK ? pat_parse_atom(p, &n) : st;
    int left = PAT_TERMS_MAX;
    if (st == AS_OK && !pat_is_barrier(n, &left)) {
        st = pat_fail_at(p, at, AS_ESYNTAX,
                         "a barrier is one token or span: write a word, "
                         "<lemma>, [test], @Label, %gazetteer or a few "
                         "alternatives of them");
    }
    st = st == AS_OK ? pat_barrier(p->tests, n, test, p->err) : st;
    return st == AS_OK ? pat_test_not(p->tests, *test, test, p->err) : st;
}

static as_status atom_gap(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    pat_node *rep = NULL;
    uint32_t test = 0;
    as_status st = gap_test(p, &test);
    st = st == AS_OK ? pat_node_new(p, N_REPEAT, lx->at, &rep) : st;
    pat_lexeme whole = *lx;
    whole.end = (uint32_t)p->r->at;
    st = st == AS_OK ? atom_token(p, &whole, test, &rep->kid) : st;
    if (st == AS_OK) {
        rep->hi = (uint8_t)lx->number;
        rep->lazy = rep->gap = true;
        *out = rep;
    }
    return st;
}

/* ---- one atom ---------------------------------------------------------- */

static as_status no_atom(pat_parser *p, const pat_lexeme *lx)
{
    switch (lx->kind) {
    case L_REPEAT:
        return pat_fail_at(p, lx->at, AS_ESYNTAX,
                       "a quantifier with nothing before it: write what it "
                       "repeats, in ( ) if it is more than one item");
    case L_CAPTURE:
        return pat_fail_at(p, lx->at, AS_ESYNTAX,
                       "two capture names: write outer:(inner:x)");
    case L_BANG:
        return pat_fail_at(p, lx->at, AS_ESYNTAX,
                       "'!' outside of a test: write [!test], or ~3!x for a "
                       "barrier");
    default:
        return pat_fail_at(p, lx->at, AS_ESYNTAX,
                       "something to match is missing here: write a word, "
                       "[test], @Label, %gazetteer or ( )");
    }
}

static as_status atom_by_kind(pat_parser *p, const pat_lexeme *lx, pat_node **out)
{
    uint32_t test = 0;
    as_status st = AS_OK;
    switch (lx->kind) {
    case L_WORD:
    case L_QUOTED: return atom_words(p, lx, out);
    case L_LEMMAS:
        st = pat_test_lemmas(p->r, p->tests, lx, &test, p->err);
        return st == AS_OK ? atom_token(p, lx, test, out) : st;
    case L_REGEX:
        st = pat_test_regex(p->r, p->tests, lx, COL_TEXT, &test, p->err);
        return st == AS_OK ? atom_token(p, lx, test, out) : st;
    case L_BRACKET: return atom_test(p, lx, out);
    case L_LABEL: return atom_label(p, lx, out);
    case L_GAZ: return atom_gaz(p, lx, out);
    case L_MACRO: return atom_macro(p, lx, out);
    case L_EDGE: return atom_edge(p, lx, out);
    case L_OPEN: return atom_group(p, lx, out);
    case L_GAP: return atom_gap(p, lx, out);
    default: return no_atom(p, lx);
    }
}

/* From the atom's first lexeme to just behind it; the next lexeme is not
 * read, so that a caller can look at the very next byte. */
as_status pat_parse_atom(pat_parser *p, pat_node **out)
{
    pat_lexeme lx = p->lx;
    if (++p->depth > PAT_DEPTH_MAX) {
        return pat_reader_fail(p->r, lx.at, AS_ELIMIT, p->err,
                               "groups nested more than %d deep",
                               PAT_DEPTH_MAX);
    }
    as_status st = atom_by_kind(p, &lx, out);
    p->depth--;
    return st;
}


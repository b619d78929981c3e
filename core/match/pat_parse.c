/* pat_parse.c - lexemes to a tree; macros are expanded as trees, so that
 * what a macro holds never joins with what stands beside it.
 *
 *   pattern = [alt "<<"] alt [">>" alt]
 *   alt     = seq { "|" seq }        seq = item { item }
 *   item    = [NAME ":"] atom [quant]
 * Recursive descent, one lexeme ahead. Bounded by PAT_DEPTH_MAX, by
 * PAT_MACRO_DEPTH_MAX and by PAT_NODES_MAX nodes with macros expanded.
 * Cost: linear in the tree. */
#include "match/pat_int.h"
#include "text/token.h"
#include "text/utf8.h"

typedef struct parser {
    pat_reader *r; /* the innermost source */
    pat_lexeme lx; /* the next lexeme of it */
    const pat_source *src;
    pat_tests *tests;
    as_arena *arena;
    as_intern *captures;
    int depth, macros;
    bool after; /* behind >>: no captures */
    size_t n_nodes;
    as_err *err;
} parser;

static as_status parse_alt(parser *p, pat_node **out);

static as_status fail_at(parser *p, size_t at, as_status st, const char *what)
{
    return pat_reader_fail(p->r, at, st, p->err, "%s", what);
}

static as_status advance(parser *p)
{
    return pat_lex(p->r, &p->lx, p->err);
}

static as_status node_new(parser *p, node_kind kind, size_t at, pat_node **out)
{
    if (++p->n_nodes > PAT_NODES_MAX) {
        return pat_reader_fail(p->r, at, AS_ELIMIT, p->err,
                               "more than %d parts with macros expanded: "
                               "split the pattern",
                               PAT_NODES_MAX);
    }
    pat_node *n = as_arena_zero(p->arena, 1, sizeof *n);
    if (n == NULL) {
        return as_err_nomem(p->err);
    }
    n->kind = (uint8_t)kind;
    n->test = n->name = PAT_NONE;
    n->at = pat_reader_at(p->r, at);
    *out = n;
    return AS_OK;
}

/* ---- atoms -------------------------------------------------------------- */

static as_status atom_token(parser *p, const pat_lexeme *lx, uint32_t test,
                            pat_node **out)
{
    pat_node *n = NULL;
    as_status st = node_new(p, N_TOKEN, lx->at, &n);
    if (st == AS_OK) {
        n->test = test;
        n->src = as_slice_of(p->r->text.p + lx->at, lx->end - lx->at);
        *out = n;
    }
    return st;
}

/* Each token of `text` as a node of a sequence (one node if there is one). */
static as_status phrase_nodes(parser *p, const pat_lexeme *lx, as_slice text,
                              const as_tokens *toks, pat_node **out)
{
    pat_node *seq = NULL;
    pat_node **tail = out;
    as_status st = AS_OK;
    if (toks->n > 1) {
        st = node_new(p, N_SEQ, lx->at, &seq);
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
static as_status atom_words(parser *p, const pat_lexeme *lx, pat_node **out)
{
    as_buf plain = {0};
    as_tokens toks = {0};
    as_status st = lx->kind == L_QUOTED
                       ? pat_unquote(lx->text, &plain, p->err)
                       : as_buf_add_slice(&plain, lx->text, p->err);
    as_slice text = as_buf_slice(&plain);
    st = st == AS_OK ? as_tokenize(text, &toks, p->err) : st;
    if (st == AS_OK && toks.n == 0) {
        st = fail_at(p, lx->at, AS_ESYNTAX,
                     "no token between the quotes: write a word or a mark");
    }
    st = st == AS_OK ? phrase_nodes(p, lx, text, &toks, out) : st;
    as_tokens_clear(&toks);
    as_buf_clear(&plain);
    return st;
}

/* A name with its sigil, as tests know it. */
static as_status name_id(parser *p, char sigil, as_slice name, as_gaz *gaz,
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

static as_status atom_label(parser *p, const pat_lexeme *lx, pat_node **out)
{
    const as_pattern_env *env = p->src->env;
    if (env && env->label && !env->label(env->ctx, lx->text)) {
        return pat_reader_fail(p->r, lx->at, AS_EINVAL, p->err,
                               "unknown label @%.*s: no rule, gazetteer or "
                               "stage writes it",
                               (int)lx->text.n, lx->text.p);
    }
    pat_node *n = NULL;
    as_status st = node_new(p, N_SPAN, lx->at, &n);
    st = st == AS_OK ? name_id(p, '@', lx->text, NULL, &n->name) : st;
    if (st != AS_OK) {
        return st;
    }
    if (p->r->at < p->r->text.n && p->r->text.p[p->r->at] == '[') {
        p->r->at++;
        st = pat_parse_test(p->r, p->tests, true, &n->test, p->err);
        if (st != AS_OK) {
            return st;
        }
    }
    n->src = as_slice_of(p->r->text.p + lx->at, p->r->at - lx->at);
    *out = n;
    return AS_OK;
}

static as_status atom_gaz(parser *p, const pat_lexeme *lx, pat_node **out)
{
    const as_pattern_env *env = p->src->env;
    as_gaz *gaz = env && env->gaz ? env->gaz(env->ctx, lx->text) : NULL;
    if (gaz == NULL) {
        return pat_reader_fail(p->r, lx->at, AS_EINVAL, p->err,
                               "unknown gazetteer %%%.*s: define it, or "
                               "correct the name",
                               (int)lx->text.n, lx->text.p);
    }
    pat_node *n = NULL;
    as_status st = node_new(p, N_SPAN, lx->at, &n);
    st = st == AS_OK ? name_id(p, '%', lx->text, gaz, &n->name) : st;
    if (st == AS_OK) {
        n->src = as_slice_of(p->r->text.p + lx->at, lx->end - lx->at);
        *out = n;
    }
    return st;
}

static as_status atom_test(parser *p, const pat_lexeme *lx, pat_node **out)
{
    uint32_t test = 0;
    as_status st = pat_parse_test(p->r, p->tests, false, &test, p->err);
    pat_lexeme whole = *lx;
    whole.end = (uint32_t)p->r->at;
    return st == AS_OK ? atom_token(p, &whole, test, out) : st;
}

static as_status atom_edge(parser *p, const pat_lexeme *lx, pat_node **out)
{
    pat_node *n = NULL;
    as_status st = node_new(p, N_EDGE, lx->at, &n);
    if (st == AS_OK) {
        n->name = lx->number;
        n->src = as_slice_of(p->r->text.p + lx->at, lx->end - lx->at);
        *out = n;
    }
    return st;
}

static as_status atom_group(parser *p, const pat_lexeme *lx, pat_node **out)
{
    as_status st = advance(p);
    st = st == AS_OK ? parse_alt(p, out) : st;
    if (st == AS_OK && p->lx.kind != L_CLOSE) {
        st = p->lx.kind == L_END
                 ? fail_at(p, lx->at, AS_ESYNTAX,
                           "'(' is never closed: write ')'")
                 : fail_at(p, p->lx.at, AS_ESYNTAX,
                           "<< and >> stand outside of groups and macros");
    }
    return st;
}

/* ---- macros ------------------------------------------------------------- */

static as_status macro_find(parser *p, const pat_lexeme *lx, as_slice *text)
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
        return pat_reader_fail(p->r, lx->at, AS_EINVAL, p->err,
                               "unknown macro $%.*s: define it, or write "
                               "\"$\" for the mark",
                               (int)lx->text.n, lx->text.p);
    }
    if (text->n > PAT_SOURCE_MAX || as_utf8_valid(*text) != text->n) {
        return pat_reader_fail(p->r, lx->at, AS_ESYNTAX, p->err,
                               "macro $%.*s is too long or no UTF-8",
                               (int)lx->text.n, lx->text.p);
    }
    *text = as_arena_copy(p->arena, *text);
    return text->p ? AS_OK : as_err_nomem(p->err);
}

static as_status atom_macro(parser *p, const pat_lexeme *lx, pat_node **out)
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
    st = advance(p);
    st = st == AS_OK ? parse_alt(p, out) : st;
    if (st == AS_OK && p->lx.kind != L_END) {
        st = fail_at(p, p->lx.at, AS_ESYNTAX,
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

static as_status parse_atom(parser *p, pat_node **out);

/* Behind ~n: the barrier, if there is one. The next lexeme is then still to
 * be read. */
static as_status gap_test(parser *p, uint32_t *test)
{
    if (p->r->at >= p->r->text.n || p->r->text.p[p->r->at] != '!') {
        return pat_test_any(p->tests, test, p->err);
    }
    size_t at = p->r->at;
    pat_node *n = NULL;
    as_status st = advance(p); /* the ! */
    st = st == AS_OK ? advance(p) : st;
    st = st == AS_OK ? parse_atom(p, &n) : st;
    int left = PAT_TERMS_MAX;
    if (st == AS_OK && !pat_is_one_token(n, &left)) {
        st = fail_at(p, at, AS_ESYNTAX,
                     "a barrier is one token: write a word, <lemma>, [test] "
                     "or a few alternatives of them");
    }
    st = st == AS_OK ? pat_barrier(p->tests, n, test, p->err) : st;
    return st == AS_OK ? pat_test_not(p->tests, *test, test, p->err) : st;
}

static as_status atom_gap(parser *p, const pat_lexeme *lx, pat_node **out)
{
    pat_node *rep = NULL;
    uint32_t test = 0;
    as_status st = gap_test(p, &test);
    st = st == AS_OK ? node_new(p, N_REPEAT, lx->at, &rep) : st;
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

/* ---- the rest of the grammar -------------------------------------------- */

static as_status no_atom(parser *p, const pat_lexeme *lx)
{
    switch (lx->kind) {
    case L_REPEAT:
        return fail_at(p, lx->at, AS_ESYNTAX,
                       "a quantifier with nothing before it: write what it "
                       "repeats, in ( ) if it is more than one item");
    case L_CAPTURE:
        return fail_at(p, lx->at, AS_ESYNTAX,
                       "two capture names: write outer:(inner:x)");
    case L_BANG:
        return fail_at(p, lx->at, AS_ESYNTAX,
                       "'!' outside of a test: write [!test], or ~3!x for a "
                       "barrier");
    default:
        return fail_at(p, lx->at, AS_ESYNTAX,
                       "something to match is missing here: write a word, "
                       "[test], @Label, %gazetteer or ( )");
    }
}

static as_status atom_by_kind(parser *p, const pat_lexeme *lx, pat_node **out)
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
static as_status parse_atom(parser *p, pat_node **out)
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

static as_status parse_quant(parser *p, lex_kind first, pat_node **atom)
{
    if (p->lx.kind != L_REPEAT) {
        return AS_OK;
    }
    pat_lexeme lx = p->lx;
    pat_node *rep = NULL;
    if (first == L_GAP) {
        return fail_at(p, lx.at, AS_ESYNTAX,
                       "a gap takes no quantifier: ~n already means 0 to n");
    }
    if (first == L_EDGE) {
        return fail_at(p, lx.at, AS_ESYNTAX,
                       "an anchor takes no quantifier: it has no width");
    }
    as_status st = node_new(p, N_REPEAT, (*atom)->at, &rep);
    if (st != AS_OK) {
        return st;
    }
    rep->at = (*atom)->at;
    rep->kid = *atom;
    rep->lo = lx.lo;
    rep->hi = lx.hi;
    rep->lazy = lx.flag;
    *atom = rep;
    st = advance(p);
    if (st == AS_OK && p->lx.kind == L_REPEAT) {
        st = fail_at(p, p->lx.at, AS_ESYNTAX,
                     "two quantifiers: write (x?)* for the second to repeat "
                     "the first");
    }
    return st;
}

static as_status capture_id(parser *p, const pat_lexeme *lx, uint32_t *id)
{
    if (p->after) {
        return fail_at(p, lx->at, AS_ESYNTAX,
                       "a capture behind >>: move >> behind it, since what "
                       "follows is only looked at");
    }
    as_status st = as_intern_add(p->captures, lx->text, id, p->err);
    if (st == AS_OK && *id >= PAT_CAPTURES_MAX) {
        st = pat_reader_fail(p->r, lx->at, AS_ELIMIT, p->err,
                             "more than %d capture names",
                             PAT_CAPTURES_MAX - 1);
    }
    return st;
}

static as_status parse_item(parser *p, pat_node **out)
{
    pat_lexeme lx = p->lx;
    bool named = lx.kind == L_CAPTURE;
    uint32_t id = 0;
    as_status st = named ? capture_id(p, &lx, &id) : AS_OK;
    st = st == AS_OK && named ? advance(p) : st;
    lex_kind first = p->lx.kind;
    st = st == AS_OK ? parse_atom(p, out) : st;
    st = st == AS_OK ? advance(p) : st;
    st = st == AS_OK ? parse_quant(p, first, out) : st;
    if (st != AS_OK || !named) {
        return st;
    }
    pat_node *cap = NULL;
    st = node_new(p, N_CAPTURE, lx.at, &cap);
    if (st == AS_OK) {
        cap->name = id;
        cap->kid = *out;
        *out = cap;
    }
    return st;
}

static bool ends_seq(lex_kind kind)
{
    return kind == L_END || kind == L_CLOSE || kind == L_BAR ||
           kind == L_LEFT || kind == L_RIGHT;
}

/* Items, or alternatives, in a node of `kind`; alone, without one. */
static as_status parse_list(parser *p, node_kind kind, pat_node **out)
{
    size_t at = p->lx.at;
    pat_node *first = NULL;
    pat_node **tail = &first;
    for (;;) {
        as_status st = kind == N_ALT ? parse_list(p, N_SEQ, tail)
                                     : parse_item(p, tail);
        if (st != AS_OK) {
            return st;
        }
        tail = &(*tail)->next;
        if (kind == N_ALT ? p->lx.kind != L_BAR : ends_seq(p->lx.kind)) {
            break;
        }
        st = kind == N_ALT ? advance(p) : AS_OK;
        if (st != AS_OK) {
            return st;
        }
    }
    if (first->next == NULL) {
        *out = first;
        return AS_OK;
    }
    as_status st = node_new(p, kind, at, out);
    if (st == AS_OK) {
        (*out)->kid = first;
    }
    return st;
}

static as_status parse_alt(parser *p, pat_node **out)
{
    return parse_list(p, N_ALT, out);
}

/* ---- context ------------------------------------------------------------ */

static as_status with_core(parser *p, pat_node *left, pat_node *core,
                           pat_node *right, pat_node **out)
{
    pat_node *cap = NULL;
    as_status st = node_new(p, N_CAPTURE, 0, &cap);
    st = st == AS_OK ? node_new(p, N_SEQ, 0, out) : st;
    if (st != AS_OK) {
        return st;
    }
    cap->at = core->at;
    cap->name = 0;
    cap->kid = core;
    cap->next = right;
    (*out)->kid = left ? left : cap;
    if (left != NULL) {
        left->next = cap;
    }
    return AS_OK;
}

static as_status parse_top(parser *p, pat_tree *out)
{
    pat_node *left = NULL;
    pat_node *core = NULL;
    pat_node *right = NULL;
    as_status st = parse_alt(p, &core);
    if (st == AS_OK && p->lx.kind == L_LEFT) {
        left = core;
        st = advance(p);
        st = st == AS_OK ? parse_alt(p, &core) : st;
    }
    if (st == AS_OK && p->lx.kind == L_RIGHT) {
        p->after = true;
        st = advance(p);
        st = st == AS_OK ? parse_alt(p, &right) : st;
    }
    if (st == AS_OK && p->lx.kind != L_END) {
        st = fail_at(p, p->lx.at, AS_ESYNTAX,
                     p->lx.kind == L_CLOSE
                         ? "')' without '('"
                         : "one << and then one >> at most");
    }
    if (st != AS_OK) {
        return st;
    }
    out->has_core = left != NULL || right != NULL;
    out->root = core;
    return out->has_core ? with_core(p, left, core, right, &out->root) : AS_OK;
}

as_status pat_parse(const pat_source *src, pat_tests *tests, as_arena *arena,
                    pat_tree *out, as_err *err)
{
    size_t good = as_utf8_valid(src->text);
    if (src->text.n > PAT_SOURCE_MAX) {
        return pat_fail(src, 0, AS_ELIMIT, err,
                        "a pattern of %zu bytes: at most %d are allowed",
                        src->text.n, PAT_SOURCE_MAX);
    }
    if (good != src->text.n) {
        return pat_fail(src, good, AS_ESYNTAX, err,
                        "no UTF-8 here: save the file as UTF-8");
    }
    pat_reader r = {.src = src, .text = as_arena_copy(arena, src->text)};
    parser p = {.r = &r,
                .src = src,
                .tests = tests,
                .arena = arena,
                .captures = as_intern_new(),
                .err = err};
    pat_tree tree = {.captures = p.captures};
    uint32_t core = 0;
    as_status st = p.captures && r.text.p
                       ? as_intern_add(p.captures, AS_LIT(""), &core, err)
                       : as_err_nomem(err);
    st = st == AS_OK ? advance(&p) : st;
    st = st == AS_OK ? parse_top(&p, &tree) : st;
    if (st != AS_OK) {
        as_intern_free(p.captures);
        return st;
    }
    *out = tree;
    return AS_OK;
}

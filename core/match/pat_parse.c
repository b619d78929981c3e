/* pat_parse.c - lexemes to a tree: how items join.
 *
 *   pattern = [alt "<<"] alt [">>" alt]
 *   alt     = seq { "|" seq }        seq = item { item }
 *   item    = [NAME ":"] atom [quant]
 * Recursive descent, one lexeme ahead. Bounded by PAT_DEPTH_MAX, by
 * PAT_MACRO_DEPTH_MAX and by PAT_NODES_MAX nodes with macros expanded.
 * Cost: linear in the tree. */
#include "match/pat_parse.h"
#include "text/utf8.h"

as_status pat_fail_at(pat_parser *p, size_t at, as_status st, const char *what)
{
    return pat_reader_fail(p->r, at, st, p->err, "%s", what);
}

as_status pat_advance(pat_parser *p)
{
    return pat_lex(p->r, &p->lx, p->err);
}

as_status pat_node_new(pat_parser *p, node_kind kind, size_t at, pat_node **out)
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

/* ---- items -------------------------------------------------------------- */

static as_status parse_quant(pat_parser *p, lex_kind first, pat_node **atom)
{
    if (p->lx.kind != L_REPEAT) {
        return AS_OK;
    }
    pat_lexeme lx = p->lx;
    pat_node *rep = NULL;
    if (first == L_GAP) {
        return pat_fail_at(p, lx.at, AS_ESYNTAX,
                       "a gap takes no quantifier: ~n already means 0 to n");
    }
    if (first == L_EDGE) {
        return pat_fail_at(p, lx.at, AS_ESYNTAX,
                       "an anchor takes no quantifier: it has no width");
    }
    as_status st = pat_node_new(p, N_REPEAT, (*atom)->at, &rep);
    if (rep == NULL) {
        return st;
    }
    rep->at = (*atom)->at;
    rep->kid = *atom;
    rep->lo = lx.lo;
    rep->hi = lx.hi;
    rep->lazy = lx.flag;
    *atom = rep;
    st = pat_advance(p);
    if (st == AS_OK && p->lx.kind == L_REPEAT) {
        st = pat_fail_at(p, p->lx.at, AS_ESYNTAX,
                     "two quantifiers: write (x?)* for the second to repeat "
                     "the first");
    }
    return st;
}

static as_status capture_id(pat_parser *p, const pat_lexeme *lx, uint32_t *id)
{
    as_status st = as_intern_add(p->captures, lx->text, id, p->err);
    if (st == AS_OK && *id >= PAT_CAPTURES_MAX) {
        st = pat_reader_fail(p->r, lx->at, AS_ELIMIT, p->err,
                             "more than %d capture names",
                             PAT_CAPTURES_MAX - 1);
    }
    return st;
}

static as_status parse_item(pat_parser *p, pat_node **out)
{
    pat_lexeme lx = p->lx;
    bool named = lx.kind == L_CAPTURE;
    uint32_t id = 0;
    as_status st = named ? capture_id(p, &lx, &id) : AS_OK;
    st = st == AS_OK && named ? pat_advance(p) : st;
    lex_kind first = p->lx.kind;
    st = st == AS_OK ? pat_parse_atom(p, out) : st;
    st = st == AS_OK ? pat_advance(p) : st;
    st = st == AS_OK ? parse_quant(p, first, out) : st;
    if (st != AS_OK || !named) {
        return st;
    }
    pat_node *cap = NULL;
    st = pat_node_new(p, N_CAPTURE, lx.at, &cap);
    if (cap != NULL) {
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
static as_status parse_list(pat_parser *p, node_kind kind, pat_node **out)
{
    size_t at = p->lx.at;
    pat_node *first = NULL;
    pat_node **tail = &first;
    for (;;) {
        pat_node *one = NULL;
        as_status st = kind == N_ALT ? parse_list(p, N_SEQ, &one)
                                     : parse_item(p, &one);
        if (st != AS_OK || one == NULL) {
            return st;
        }
        *tail = one;
        tail = &one->next;
        if (kind == N_ALT ? p->lx.kind != L_BAR : ends_seq(p->lx.kind)) {
            break;
        }
        st = kind == N_ALT ? pat_advance(p) : AS_OK;
        if (st != AS_OK) {
            return st;
        }
    }
    if (first->next == NULL) {
        *out = first;
        return AS_OK;
    }
    pat_node *list = NULL;
    as_status st = pat_node_new(p, kind, at, &list);
    if (list != NULL) {
        list->kid = first;
        *out = list;
    }
    return st;
}

as_status pat_parse_alt(pat_parser *p, pat_node **out)
{
    return parse_list(p, N_ALT, out);
}

/* ---- context ------------------------------------------------------------ */

/* The core as capture 0, then what stands behind >>. */
static as_status with_core(pat_parser *p, pat_node *core, pat_node *right,
                           pat_node **out)
{
    pat_node *cap = NULL;
    pat_node *seq = NULL;
    as_status st = pat_node_new(p, N_CAPTURE, 0, &cap);
    st = st == AS_OK ? pat_node_new(p, N_SEQ, 0, &seq) : st;
    if (cap != NULL && seq != NULL) {
        cap->at = core->at;
        cap->name = 0;
        cap->kid = core;
        cap->next = right;
        seq->kid = cap;
        *out = seq;
    }
    return st;
}

/* Turn every sequence round, for reading leftwards. */
static void turn_round(pat_node *n)
{
    pat_node *turned = NULL;
    for (pat_node *k = n->kid; k != NULL;) {
        pat_node *next = k->next;
        turn_round(k);
        if (n->kind == N_SEQ) {
            k->next = turned;
            turned = k;
        }
        k = next;
    }
    n->kid = n->kind == N_SEQ ? turned : n->kid;
}

static as_status parse_parts(pat_parser *p, pat_tree *out, pat_node **right)
{
    as_status st = pat_parse_alt(p, &out->root);
    if (st == AS_OK && p->lx.kind == L_LEFT && out->root != NULL) {
        out->left = out->root;
        turn_round(out->left);
        p->tests->leftwards = true;
        st = pat_advance(p);
        st = st == AS_OK ? pat_parse_alt(p, &out->root) : st;
    }
    if (st == AS_OK && p->lx.kind == L_RIGHT) {
        st = pat_advance(p);
        st = st == AS_OK ? pat_parse_alt(p, right) : st;
    }
    return st;
}

static as_status parse_top(pat_parser *p, pat_tree *out)
{
    pat_node *right = NULL;
    as_status st = parse_parts(p, out, &right);
    if (st == AS_OK && p->lx.kind != L_END) {
        st = pat_fail_at(p, p->lx.at, AS_ESYNTAX,
                         p->lx.kind == L_CLOSE
                             ? "')' without '(': remove it"
                             : "more than a << and a >>: write left << "
                               "what is matched >> right");
    }
    if (st == AS_OK && right != NULL && out->root != NULL) {
        out->has_core = true;
        st = with_core(p, out->root, right, &out->root);
    }
    return st;
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
    pat_parser p = {.r = &r,
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
    st = st == AS_OK ? pat_advance(&p) : st;
    st = st == AS_OK ? parse_top(&p, &tree) : st;
    if (st != AS_OK) {
        as_intern_free(p.captures);
        return st;
    }
    *out = tree;
    return AS_OK;
}

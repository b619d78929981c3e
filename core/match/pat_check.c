/* pat_check.c - what is wrong with a pattern that parses: it can match
 * nothing (an error), or part of it never does anything (a lint). And what
 * can stand behind ~n! in a gap.
 * Recursion is as deep as the tree, which the parser bounds. */
#include "match/pat_int.h"

/* Fill `nullable`: can this part match without a token? */
static bool nullable(pat_node *n)
{
    bool all = true;
    bool any = false;
    for (pat_node *k = n->kid; k != NULL; k = k->next) {
        bool one = nullable(k);
        all &= one;
        any |= one;
    }
    switch ((node_kind)n->kind) {
    case N_TOKEN:
    case N_SPAN: n->nullable = false; break;
    case N_EDGE: n->nullable = true; break;
    case N_ALT: n->nullable = any; break;
    case N_REPEAT: n->nullable = n->lo == 0 || all; break;
    case N_SEQ:
    case N_CAPTURE: n->nullable = all; break;
    }
    return n->nullable;
}

/* Like nullable, but an anchor asks for something. */
static bool optional(const pat_node *n)
{
    if (n->kind == N_EDGE) {
        return false;
    }
    if (n->kind == N_ALT) {
        for (const pat_node *k = n->kid; k != NULL; k = k->next) {
            if (optional(k)) {
                return true;
            }
        }
        return false;
    }
    if (n->kind == N_REPEAT && n->lo == 0) {
        return true;
    }
    if (n->kid == NULL) {
        return false;
    }
    for (const pat_node *k = n->kid; k != NULL; k = k->next) {
        if (!optional(k)) {
            return false;
        }
    }
    return true;
}

/* `free_end`: everything behind `n`, up to the pattern's end, is optional. */
static void lint_gaps(const pat_source *src, const pat_node *n, bool free_end)
{
    if (n->kind == N_REPEAT && n->lazy && n->lo < n->hi && free_end) {
        pat_lint(src, n->at,
                 n->gap ? "a gap before only optional items never extends: "
                          "write the gap inside the option, (~3 x)?"
                        : "a lazy repetition before only optional items "
                          "never extends: drop the second '?'");
    }
    for (const pat_node *k = n->kid; k != NULL; k = k->next) {
        bool end = free_end && !(n->kind == N_REPEAT && n->hi > 1);
        for (const pat_node *l = k->next; l && n->kind == N_SEQ; l = l->next) {
            end = end && optional(l);
        }
        lint_gaps(src, k, end);
    }
}

/* The leftmost match wins, so that a gap in front takes in what it can. */
static void lint_first_gap(const pat_source *src, const pat_node *n)
{
    while (n->kind == N_SEQ || n->kind == N_CAPTURE) {
        n = n->kid;
    }
    if (n->kind == N_REPEAT && n->gap) {
        pat_lint(src, n->at, "a gap in front takes in as many tokens as it "
                             "may: drop it, or write << behind it");
    }
}

/* ---- contexts ----------------------------------------------------------- */

static bool has_capture(const pat_node *n)
{
    bool has = n->kind == N_CAPTURE;
    for (const pat_node *k = n->kid; !has && k != NULL; k = k->next) {
        has = has_capture(k);
    }
    return has;
}

/* A repetition without a bound, or NULL. */
static const pat_node *endless(const pat_node *n)
{
    const pat_node *found = n->kind == N_REPEAT && n->hi == PAT_FOREVER
                                ? n
                                : NULL;
    for (const pat_node *k = n->kid; !found && k != NULL; k = k->next) {
        found = endless(k);
    }
    return found;
}

/* Captures of a context are read anew for each match: without a bound, many
 * matches could each read the whole text. */
static as_status check_context(const pat_source *src, const pat_node *n,
                               const char *mark, as_err *err)
{
    bool named = has_capture(n);
    const pat_node *loop = named ? endless(n) : NULL;
    if (loop != NULL) {
        return pat_fail(src, loop->at, AS_EINVAL, err,
                        "a context with captures needs a bound: write {0,%d} "
                        "for * and {1,%d} for +",
                        PAT_REPEAT_MAX, PAT_REPEAT_MAX);
    }
    if (!named && optional(n)) {
        pat_lint(src, n->at, "what stands %s can be nothing, so that it asks "
                             "for nothing: make one part of it required",
                 mark);
    } else {
        lint_gaps(src, n, true);
    }
    return AS_OK;
}

/* ---- the whole ---------------------------------------------------------- */

as_status pat_check(const pat_source *src, const pat_tree *tree, as_err *err)
{
    (void)nullable(tree->root);
    const pat_node *core = tree->has_core ? tree->root->kid : tree->root;
    if (core->nullable) {
        return pat_fail(src, core->at, AS_EINVAL, err,
                        "%s can match nothing: make one part of it required",
                        tree->has_core || tree->left ? "what is matched"
                                                     : "the pattern");
    }
    as_status st = AS_OK;
    if (tree->left != NULL) {
        (void)nullable(tree->left);
        st = check_context(src, tree->left, "before <<", err);
    } else {
        lint_first_gap(src, core);
    }
    if (st == AS_OK && tree->has_core) {
        st = check_context(src, core->next, "behind >>", err);
    }
    if (st == AS_OK && !(tree->has_core && !optional(core->next))) {
        lint_gaps(src, core, true);
    }
    return st;
}

/* ---- barriers ----------------------------------------------------------- */

bool pat_is_barrier(const pat_node *n, int *left)
{
    if (n->kind == N_ALT) {
        for (const pat_node *k = n->kid; k != NULL; k = k->next) {
            if (!pat_is_barrier(k, left)) {
                return false;
            }
        }
        return true;
    }
    return (n->kind == N_TOKEN || n->kind == N_SPAN) && --*left >= 0;
}

as_status pat_barrier(pat_tests *tests, const pat_node *n, uint32_t *test,
                      as_err *err)
{
    if (n->kind == N_TOKEN) {
        *test = n->test;
        return AS_OK;
    }
    if (n->kind == N_SPAN) {
        pat_test t = {.kind = T_INSIDE, .a = n->name, .b = n->test};
        return pat_test_add(tests, &t, test, err);
    }
    as_status st = pat_barrier(tests, n->kid, test, err);
    for (const pat_node *k = n->kid->next; st == AS_OK && k; k = k->next) {
        uint32_t b = 0;
        st = pat_barrier(tests, k, &b, err);
        pat_test t = {.kind = T_OR, .a = *test, .b = b};
        st = st == AS_OK ? pat_test_add(tests, &t, test, err) : st;
    }
    return st;
}

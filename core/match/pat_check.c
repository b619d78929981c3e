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

/* ---- the whole ---------------------------------------------------------- */

static const pat_node *core_of(const pat_tree *tree)
{
    const pat_node *n = tree->root;
    if (tree->has_core) {
        n = n->kid;
        while (n->kind != N_CAPTURE || n->name != 0) {
            n = n->next;
        }
    }
    return n;
}

as_status pat_check(const pat_source *src, const pat_tree *tree, as_err *err)
{
    (void)nullable(tree->root);
    const pat_node *core = core_of(tree);
    if (core->nullable) {
        return pat_fail(src, core->at, AS_EINVAL, err,
                        "%s can match nothing: make one part of it required",
                        tree->has_core ? "what stands between << and >>"
                                       : "the pattern");
    }
    lint_gaps(src, tree->root, true);
    return AS_OK;
}

/* ---- barriers ----------------------------------------------------------- */

bool pat_is_one_token(const pat_node *n, int *left)
{
    if (n->kind == N_ALT) {
        for (const pat_node *k = n->kid; k != NULL; k = k->next) {
            if (!pat_is_one_token(k, left)) {
                return false;
            }
        }
        return true;
    }
    return n->kind == N_TOKEN && --*left >= 0;
}

as_status pat_barrier(pat_tests *tests, const pat_node *n, uint32_t *test,
                      as_err *err)
{
    if (n->kind == N_TOKEN) {
        *test = n->test;
        return AS_OK;
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

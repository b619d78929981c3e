/* tree.c - see tree.h: lists of files, their text, what differs. Folders are
 * read in tree_walk.c.
 *
 * All of a tree lies in one arena. A listing is made once, when the tree is;
 * its cost is that of its bytes; comparing is one merge of two sorted lists.
 */
#include "store/tree.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "store/shown.h"
#include "store/tree_int.h"
#include "text/escape.h"
#include "text/utf8.h"

void tree_hex(const unsigned char sum[32], char out[AS_TREE_HEX])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 32; i++) {
        out[2 * i] = digits[sum[i] >> 4];
        out[2 * i + 1] = digits[sum[i] & 15];
    }
    out[AS_TREE_HEX - 1] = '\0';
}

void as_sha256_hex(as_slice bytes, char out[AS_TREE_HEX])
{
    unsigned char sum[32];
    crypto_hash_sha256(sum, (const unsigned char *)bytes.p, bytes.n);
    tree_hex(sum, out);
}

/* ---- names ------------------------------------------------------------ */

static const char *part_fault(as_slice part, bool first)
{
    if (part.n == 0) {
        return "has an empty part";
    }
    if (as_slice_eq(part, AS_LIT(".")) || as_slice_eq(part, AS_LIT(".."))) {
        return "has a part . or ..";
    }
    if (part.n > 255) {
        return "has a part of more than 255 bytes";
    }
    if (first && as_slice_eq(part, AS_LIT(".git"))) {
        return "is git's own";
    }
    return NULL;
}

static const char *letters_fault(as_slice path)
{
    if (as_utf8_valid(path) != path.n) {
        return "is not named in UTF-8";
    }
    for (size_t at = 0, len = 1; at < path.n; at += len) {
        const uint32_t cp = as_utf8_decode(path.p + at, path.n - at, &len);
        if (as_text_steers(cp)) {
            return "has a control character in its name";
        }
        if (cp == '\\') {
            return "has a backslash in its name";
        }
    }
    return NULL;
}

const char *as_tree_path_fault(as_slice path)
{
    size_t parts = 0;
    if (path.n > AS_TREE_PATH) {
        return "has a path of more than 200 bytes";
    }
    if (path.n > 0 && path.p[0] == '/') {
        return "is an absolute path";
    }
    for (size_t at = 0; at <= path.n;) {
        const char *slash = path.n > at
                                ? memchr(path.p + at, '/', path.n - at)
                                : NULL;
        const size_t end = slash ? (size_t)(slash - path.p) : path.n;
        const char *fault = part_fault(as_slice_of(path.p + at, end - at),
                                       at == 0);
        if (fault != NULL) {
            return fault;
        }
        if (++parts > AS_TREE_PARTS) {
            return "lies more than 16 levels deep";
        }
        at = end + 1;
    }
    return letters_fault(path);
}

/* ---- making ----------------------------------------------------------- */

as_tree *tree_new(void)
{
    as_arena *arena = as_arena_new();
    as_tree *tree = arena ? as_arena_zero(arena, 1, sizeof *tree) : NULL;
    if (tree == NULL) {
        as_arena_free(arena);
        return NULL;
    }
    tree->arena = arena;
    return tree;
}

void as_tree_free(as_tree *tree)
{
    if (tree != NULL) {
        as_arena_free(tree->arena);
    }
}

as_tree_file *tree_add(as_tree *tree, tree_files *files, as_slice path,
                       as_err *err)
{
    const as_slice kept = as_arena_copy(tree->arena, path);
    as_tree_file *file = kept.p ? as_vec_push(files, err) : NULL;
    if (file == NULL) {
        (void)as_err_nomem(err);
        return NULL;
    }
    *file = (as_tree_file){.path = kept.p, .n_path = kept.n};
    return file;
}

static int by_path(const void *a, const void *b)
{
    const as_tree_file *x = a, *y = b;
    return as_slice_cmp(as_slice_of(x->path, x->n_path),
                        as_slice_of(y->path, y->n_path));
}

static as_status make_listing(as_tree *tree, as_buf *text, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; st == AS_OK && i < tree->n; i++) {
        st = as_buf_printf(text, err, "%s  %s\n", tree->files[i].sha256,
                           tree->files[i].path);
    }
    if (st == AS_OK) {
        tree->listing = as_arena_copy(tree->arena, as_buf_slice(text));
        st = tree->listing.p ? AS_OK : as_err_nomem(err);
    }
    return st;
}

as_status tree_finish(as_tree *tree, tree_files *files, as_err *err)
{
    as_buf text = {0};
    as_status st = AS_OK;
    if (files->n > 0) {
        qsort(files->v, files->n, sizeof *files->v, by_path);
        tree->files = as_arena_zero(tree->arena, files->n, sizeof *files->v);
        if (tree->files == NULL) {
            return as_err_nomem(err);
        }
        memcpy(tree->files, files->v, files->n * sizeof *files->v);
        tree->n = files->n;
        st = make_listing(tree, &text, err);
    } else {
        tree->listing = AS_LIT("");
    }
    if (st == AS_OK) {
        as_sha256_hex(tree->listing, tree->hash);
    }
    as_buf_clear(&text);
    return st;
}

/* ---- a listing as text ------------------------------------------------ */

/* `name:line: path why`, with what a stranger wrote made fit to be shown. */
static as_status bad_line(as_err *err, as_status st, const char *name,
                          size_t line, as_slice path, const char *why)
{
    char shown[AS_SHOWN];
    return as_err_set(err, st, "%s:%zu: %s %s", name, line,
                      as_shown(path, shown, sizeof shown), why);
}

static as_status parse_line(as_tree *tree, tree_files *files, as_slice line,
                            const char *name, size_t number, as_err *err)
{
    const size_t digits = AS_TREE_HEX - 1;
    if (line.n < digits + 3 || !as_slice_is_hex(as_slice_of(line.p, digits)) ||
        line.p[digits] != ' ' ||
        (line.p[digits + 1] != ' ' && line.p[digits + 1] != '*')) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s:%zu: not a line of sha256sum: 64 digits, two "
                          "blanks, a path", name, number);
    }
    const as_slice path = as_slice_of(line.p + digits + 2,
                                      line.n - digits - 2);
    const char *fault = as_tree_path_fault(path);
    if (fault != NULL) {
        return bad_line(err, AS_EINVAL, name, number, path, fault);
    }
    if (files->n == AS_TREE_FILES) {
        return as_err_set(err, AS_ELIMIT, "%s:%zu: more than %d files", name,
                          number, AS_TREE_FILES);
    }
    as_tree_file *file = tree_add(tree, files, path, err);
    if (file == NULL) {
        return AS_ENOMEM;
    }
    memcpy(file->sha256, line.p, digits);
    file->sha256[digits] = '\0';
    return AS_OK;
}

static as_status parse(as_tree *tree, tree_files *files, as_slice text,
                       const char *name, as_err *err)
{
    size_t number = 0;
    for (size_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        const size_t n = (end ? (size_t)(end - text.p) : text.n) - at;
        as_status st = parse_line(tree, files, as_slice_of(text.p + at, n),
                                  name, ++number, err);
        if (st != AS_OK) {
            return st;
        }
        at += n + 1;
    }
    as_status st = tree_finish(tree, files, err);
    for (size_t i = 1; st == AS_OK && i < tree->n; i++) {
        if (by_path(&tree->files[i - 1], &tree->files[i]) == 0) {
            st = as_err_set(err, AS_EINVAL, "%s: %s is listed twice", name,
                            tree->files[i].path);
        }
    }
    return st;
}

as_status as_tree_parse(as_slice text, const char *name, as_tree **out,
                        as_err *err)
{
    tree_files files = {0};
    as_tree *tree = tree_new();
    if (tree == NULL) {
        return as_err_nomem(err);
    }
    as_status st = parse(tree, &files, text, name, err);
    as_vec_clear(&files);
    if (st != AS_OK) {
        as_tree_free(tree);
        return st;
    }
    *out = tree;
    return AS_OK;
}

/* ---- what differs ----------------------------------------------------- */

const char *as_tree_what_name(as_tree_what what)
{
    static const char *const names[] = {"changed", "added", "missing"};
    return names[what];
}

as_status as_tree_compare(const as_tree *listed, const as_tree *found,
                          as_tree_visit visit, void *ctx, as_err *err)
{
    as_status st = AS_OK;
    size_t i = 0, j = 0;
    while (st == AS_OK && (i < listed->n || j < found->n)) {
        const int c = i == listed->n  ? 1
                      : j == found->n ? -1
                                      : by_path(&listed->files[i],
                                                &found->files[j]);
        if (c < 0) {
            st = visit(ctx, listed->files[i++].path, AS_TREE_MISSING, err);
        } else if (c > 0) {
            st = visit(ctx, found->files[j++].path, AS_TREE_ADDED, err);
        } else {
            if (strcmp(listed->files[i].sha256,
                       found->files[j].sha256) != 0) {
                st = visit(ctx, found->files[j].path, AS_TREE_CHANGED, err);
            }
            i++;
            j++;
        }
    }
    return st;
}

typedef struct first_fault {
    const char *path;
    as_tree_what what;
    size_t n;
} first_fault;

static as_status keep_first(void *ctx, const char *path, as_tree_what what,
                            as_err *err)
{
    first_fault *f = ctx;
    (void)err;
    if (f->n++ == 0) {
        f->path = path;
        f->what = what;
    }
    return AS_OK;
}

as_status as_tree_check(const as_tree *tree, const char *name, as_err *err)
{
    static const char *const says[] = {
        "is not as " AS_TREE_SUMS " says", "is not in " AS_TREE_SUMS,
        "of " AS_TREE_SUMS " is not there"};
    as_tree *listed;
    first_fault f = {0};
    char more[48] = "";
    if (tree->sums.p == NULL || as_slice_eq(tree->sums, tree->listing)) {
        return AS_OK;
    }
    as_status st = as_tree_parse(tree->sums, AS_TREE_SUMS, &listed, err);
    if (st != AS_OK) {
        as_err_prefix(err, "%s: ", name);
        return st;
    }
    (void)as_tree_compare(listed, tree, keep_first, &f, NULL);
    if (f.n > 1) {
        (void)snprintf(more, sizeof more, " (and %zu more file%s)", f.n - 1,
                       f.n > 2 ? "s" : "");
    }
    if (f.n > 0) {
        st = as_err_set(err, AS_EINVAL, "%s: %s %s%s", name, f.path,
                        says[f.what], more);
    }
    as_tree_free(listed);
    return st;
}

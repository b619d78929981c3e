/* git_tree.c - tags, branches, commits and their files: see git.h.
 *
 * What a commit has is listed by ls-tree before a byte is written, so that a
 * link, a submodule or a file too many is named; `git archive` then gives the
 * files as a tar, and what came out is held against the list. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/version.h"
#include "store/archive.h"
#include "store/git_int.h"
#include "store/shown.h"

/* ---- refs ------------------------------------------------------------- */

/* The next field of a line, up to a blank or its end. */
static as_slice field(as_slice *line)
{
    const char *end = line->n ? memchr(line->p, ' ', line->n) : NULL;
    const size_t n = end ? (size_t)(end - line->p) : line->n;
    const as_slice f = as_slice_of(line->p, n);
    *line = as_slice_of(line->p + n + (end != NULL), line->n - n -
                                                         (end != NULL));
    return f;
}

/* A line of for-each-ref: name, number, type, and number and type of what an
 * annotated tag stands for. A tag of something else than a commit, or a name
 * that cannot be shown, is passed over. The name goes to git->names; `name`
 * is its place there for now. */
static as_status take_ref(as_git *git, as_slice line, as_err *err)
{
    as_slice name = field(&line);
    as_slice commit = field(&line), type = field(&line);
    const as_slice peeled = field(&line), peeled_type = field(&line);
    const bool tag = name.n > 10 && memcmp(name.p, "refs/tags/", 10) == 0;
    const size_t skip = tag ? 10 : 11; /* refs/heads/ */
    char shown[AS_SHOWN];
    if (peeled.n > 0) {
        commit = peeled;
        type = peeled_type;
    }
    if (name.n <= skip || name.n - skip >= GIT_NAME ||
        !as_slice_eq(type, AS_LIT("commit")) || !as_commit_ok(commit) ||
        git->refs.n == GIT_REFS) {
        return AS_OK;
    }
    name = as_slice_of(name.p + skip, name.n - skip);
    (void)as_shown(name, shown, sizeof shown);
    if (!as_slice_eq(name, as_slice_str(shown))) {
        return AS_OK;
    }
    as_git_ref *ref = as_vec_push(&git->refs, err);
    if (ref == NULL) {
        return AS_ENOMEM;
    }
    *ref = (as_git_ref){.name = NULL, .tag = tag};
    memcpy(ref->commit, commit.p, commit.n);
    as_status st = as_buf_add_slice(&git->names, name, err);
    return st == AS_OK ? as_buf_add_byte(&git->names, '\0', err) : st;
}

static int by_kind_and_name(const void *a, const void *b)
{
    const as_git_ref *x = a, *y = b;
    return x->tag != y->tag ? y->tag - x->tag : strcmp(x->name, y->name);
}

static as_status read_refs(as_git *git, as_err *err)
{
    static const char format[] =
        "--format=%(refname) %(objectname) %(objecttype) "
        "%(*objectname) %(*objecttype)";
    const char *const args[] = {"for-each-ref", format, "refs/tags",
                                "refs/heads", NULL};
    as_buf text = {0};
    as_status st = git_do(git, args, &text, err);
    git->refs.n = 0;
    git->names.n = 0;
    for (size_t at = 0; st == AS_OK && at < text.n;) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        const size_t n = (end ? (size_t)(end - text.p) : text.n) - at;
        st = take_ref(git, as_slice_of(text.p + at, n), err);
        at += n + 1;
    }
    as_buf_clear(&text);
    if (st != AS_OK) {
        return st;
    }
    const char *name = git->names.p;
    for (size_t i = 0; i < git->refs.n; i++, name += strlen(name) + 1) {
        git->refs.v[i].name = name;
    }
    if (git->refs.n > 0) {
        qsort(git->refs.v, git->refs.n, sizeof *git->refs.v,
              by_kind_and_name);
    }
    git->have_refs = true;
    return AS_OK;
}

as_status as_git_refs(as_git *git, const as_git_ref **refs, size_t *n,
                      as_err *err)
{
    as_status st = git->have_refs ? AS_OK : read_refs(git, err);
    if (st == AS_OK) {
        *refs = git->refs.v;
        *n = git->refs.n;
    }
    return st;
}

/* ---- one commit ------------------------------------------------------- */

/* The whole number of a commit that git finds by `what`. */
static as_status parse_commit(as_git *git, const char *what, bool *found,
                              char commit[AS_GIT_COMMIT], as_err *err)
{
    const char *const args[] = {"rev-parse", "--verify", "--quiet",
                                "--end-of-options", what, NULL};
    as_buf text = {0};
    as_status st = git_do(git, args, &text, err);
    *found = false;
    if (st == AS_OK && text.n > 0 && text.p[text.n - 1] == '\n' &&
        as_commit_ok(as_slice_of(text.p, text.n - 1))) {
        memcpy(commit, text.p, text.n - 1);
        commit[text.n - 1] = '\0';
        *found = true;
    }
    as_buf_clear(&text);
    return st == AS_EIO ? AS_OK : st; /* it is not there */
}

static as_status by_number(as_git *git, as_slice ref, bool *found,
                           char commit[AS_GIT_COMMIT], as_err *err)
{
    char what[AS_GIT_COMMIT + 16];
    *found = false;
    if (ref.n < 7 || ref.n >= AS_GIT_COMMIT || !as_slice_is_hex(ref)) {
        return AS_OK;
    }
    (void)snprintf(what, sizeof what, "%.*s^{commit}", (int)ref.n, ref.p);
    as_status st = parse_commit(git, what, found, commit, err);
    const bool whole = ref.n == 40 || ref.n == AS_GIT_COMMIT - 1;
    if (st == AS_OK && !*found && whole && !git->offline) {
        char number[AS_GIT_COMMIT];
        memcpy(number, ref.p, ref.n);
        number[ref.n] = '\0';
        st = git_fetch_commit(git, number, err);
        st = st == AS_OK ? parse_commit(git, what, found, commit, err)
             : st == AS_EIO ? AS_OK
                            : st;
    }
    return st;
}

/* `url: no tag, branch or commit X: it has v1.0.0, v1.1.0 and main` */
static as_status no_such_ref(as_git *git, const char *ref, as_err *err)
{
    enum { SHOW = 8 };
    char names[600] = "";
    size_t at = 0;
    const size_t n = git->refs.n < SHOW ? git->refs.n : SHOW;
    for (size_t i = 0; i < n; i++) {
        const int w = snprintf(names + at, sizeof names - at, "%s%s",
                               i ? ", " : "", git->refs.v[i].name);
        if (w < 0 || (size_t)w >= sizeof names - at) {
            names[at] = '\0';
            break;
        }
        at += (size_t)w;
    }
    return as_err_set(err, AS_EINVAL,
                      "%s: no tag, branch or commit %s: it has %s%s",
                      git->url, ref, git->refs.n ? names : "none at all",
                      git->refs.n > SHOW ? " ..." : "");
}

static as_status default_branch(as_git *git, char commit[AS_GIT_COMMIT],
                                as_err *err)
{
    bool found = false;
    as_status st = parse_commit(git, GIT_HEAD_COMMIT, &found, commit,
                                err);
    if (st == AS_OK && !found) {
        st = as_err_set(err, AS_EINVAL,
                        "%s: has no default branch: name a tag or a branch",
                        git->url);
    }
    return st;
}

static as_status check_ref(const as_git *git, const char *ref, as_err *err)
{
    char shown[AS_SHOWN];
    (void)as_shown(as_slice_str(ref), shown, sizeof shown);
    if (ref[0] == '\0' || ref[0] == '-' || strlen(ref) >= GIT_NAME ||
        strcmp(ref, shown) != 0 || strpbrk(ref, " ~^:?*[\\") != NULL ||
        strstr(ref, "..") != NULL || strstr(ref, "@{") != NULL) {
        return as_err_set(err, AS_EINVAL,
                          "%s: \"%s\" is no name of a tag, branch or commit",
                          git->url, shown);
    }
    return AS_OK;
}

as_status as_git_resolve(as_git *git, const char *ref,
                         char commit[AS_GIT_COMMIT], as_err *err)
{
    const as_git_ref *refs;
    char number[AS_GIT_COMMIT];
    size_t n;
    bool found = false;
    if (ref == NULL) {
        return default_branch(git, commit, err);
    }
    as_status st = check_ref(git, ref, err);
    st = st == AS_OK ? as_git_refs(git, &refs, &n, err) : st;
    if (st != AS_OK) {
        return st;
    }
    for (size_t i = 0; i < n; i++) { /* tags come first */
        if (strcmp(refs[i].name, ref) == 0) {
            memcpy(commit, refs[i].commit, AS_GIT_COMMIT);
            return AS_OK;
        }
    }
    st = by_number(git, as_slice_str(ref), &found, number, err);
    if (st == AS_OK && !found) {
        st = no_such_ref(git, ref, err);
    }
    if (st == AS_OK) {
        memcpy(commit, number, sizeof number);
    }
    return st;
}

/* ---- files ------------------------------------------------------------ */

/* What a commit has. */
typedef struct listing {
    as_buf paths; /* each NUL-ended */
    size_t n;
    uint64_t bytes;
} listing;

static as_status bad_file(const as_git *git, as_status st, as_slice path,
                          const char *why, as_err *err)
{
    char shown[AS_SHOWN];
    return as_err_set(err, st, "%s: %s %s", git->url,
                      as_shown(path, shown, sizeof shown), why);
}

/* `mode type number size<tab>path`, the size padded with blanks. */
static as_status check_entry(const as_git *git, as_slice entry, listing *all,
                             as_err *err)
{
    const char *tab = memchr(entry.p, '\t', entry.n);
    if (tab == NULL) {
        return as_err_set(err, AS_EIO, "%s: git lists files in a way of its "
                                       "own", git->url);
    }
    const as_slice path = as_slice_of(tab + 1,
                                      (size_t)(entry.p + entry.n - tab - 1));
    as_slice head = as_slice_of(entry.p, (size_t)(tab - entry.p));
    const as_slice mode = field(&head);
    if (as_slice_eq(mode, AS_LIT("120000"))) {
        return bad_file(git, AS_EINVAL, path, "is a symbolic link: a plugin "
                                              "has only files", err);
    }
    if (as_slice_eq(mode, AS_LIT("160000"))) {
        return bad_file(git, AS_EINVAL, path, "is a submodule: a plugin has "
                                              "only files of its own", err);
    }
    const char *fault = as_tree_path_fault(path);
    if (fault != NULL) {
        return bad_file(git, AS_EINVAL, path, fault, err);
    }
    uint64_t size = 0;
    for (size_t i = head.n; i > 0 && head.p[i - 1] != ' '; i--) {
        head.n = i - 1; /* to the blank before the size */
    }
    for (const char *p = head.p + head.n; p < tab && *p >= '0' && *p <= '9';
         p++) {
        size = size > AS_TREE_BYTES ? size : size * 10 + (uint64_t)(*p - '0');
    }
    all->bytes += size;
    if (size > AS_TREE_FILE_BYTES) {
        return bad_file(git, AS_ELIMIT, path, "is larger than 64 MiB", err);
    }
    if (++all->n > AS_TREE_FILES + 2 || all->bytes > AS_TREE_BYTES) {
        return as_err_set(err, AS_ELIMIT,
                          "%s: more than %d files, or 256 MiB in all",
                          git->url, AS_TREE_FILES);
    }
    as_status st = as_buf_add_slice(&all->paths, path, err);
    return st == AS_OK ? as_buf_add_byte(&all->paths, '\0', err) : st;
}

static as_status check_files(as_git *git, const char *commit, listing *all,
                             as_err *err)
{
    const char *const args[] = {"ls-tree", "-r", "-z", "-l", "--full-tree",
                                "--end-of-options", commit, NULL};
    as_buf text = {0};
    as_status st = git_do(git, args, &text, err);
    for (size_t at = 0; st == AS_OK && at < text.n;) {
        const char *end = memchr(text.p + at, '\0', text.n - at);
        const size_t n = (end ? (size_t)(end - text.p) : text.n) - at;
        st = check_entry(git, as_slice_of(text.p + at, n), all, err);
        at += n + 1;
    }
    as_buf_clear(&text);
    return st;
}

static as_status check_sizes(as_git *git, const char *to, const listing *all,
                             as_err *err)
{
    as_tree *tree;
    as_status st = as_tree_read(to, git->cancel, &tree, err);
    if (st != AS_OK) {
        return st;
    }
    const size_t apart = (tree->sums.p != NULL) + (tree->signature.p != NULL);
    if (tree->n + apart != all->n ||
        tree->bytes + tree->sums.n + tree->signature.n != all->bytes) {
        st = as_err_set(err, AS_EIO,
                        "%s: git gave other files than the commit has",
                        git->url);
    }
    as_tree_free(tree);
    return st;
}

/* As many files and bytes as listed, and each path is there. */
static as_status check_export(as_git *git, const char *to,
                              const listing *all, as_err *err)
{
    as_status st = check_sizes(git, to, all, err);
    const int top = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t at = 0; st == AS_OK && at < all->paths.n;) {
        const char *path = all->paths.p + at;
        const int fd = as_disk_open(top, path, O_PATH);
        if (fd < 0) {
            st = bad_file(git, AS_EIO, as_slice_str(path),
                          "is not named so in what git gave: give it a "
                          "shorter name", err);
        } else {
            (void)close(fd);
        }
        at += strlen(path) + 1;
    }
    if (top >= 0) {
        (void)close(top);
    }
    return st;
}

static as_status export(as_git *git, const char *commit, const char *to,
                        listing *all, as_err *err)
{
    const char *const args[] = {"archive", "--format=tar", commit, NULL};
    git_run r;
    as_status st = check_files(git, commit, all, err);
    st = st == AS_OK ? git_start(git, args, &r, err) : st;
    if (st != AS_OK) {
        return st;
    }
    as_err tar = {AS_OK, ""};
    const as_status unpacked = as_tar_unpack(r.run.out, git->url, to,
                                             git->cancel, &tar);
    /* No tar: git has more to say of that than libarchive. */
    st = git_end(git, &r, unpacked == AS_ESYNTAX ? AS_OK : unpacked, err);
    if (unpacked != AS_OK) {
        return st == AS_EIO ? st : as_err_set(err, unpacked, "%s", tar.msg);
    }
    st = st == AS_OK ? check_export(git, to, all, err) : st;
    if (st != AS_OK) {
        (void)as_disk_remove(to, NULL);
    }
    return st;
}

as_status as_git_export(as_git *git, const char *commit, const char *to,
                        as_err *err)
{
    listing all = {0};
    if (!as_commit_ok(as_slice_str(commit))) {
        return as_err_set(err, AS_EINVAL, "%s: not a commit", git->url);
    }
    as_status st = export(git, commit, to, &all, err);
    as_buf_clear(&all.paths);
    return st;
}

/* git_int.h - shared by git.c (URLs, mirrors) and git_tree.c (refs, files).
 */
#ifndef AS_STORE_GIT_INT_H
#define AS_STORE_GIT_INT_H

#include <limits.h>

#include "base/vec.h"
#include "store/disk.h"
#include "store/git.h"
#include "store/run.h"

enum {
    GIT_ARGS = 64,
    GIT_SECONDS = 600,
    GIT_TEXT = 64 << 20,  /* of refs, of a listing */
    GIT_FILE = 1 << 30,   /* largest file that git may write */
    GIT_NAME = 201,       /* of a ref, with its NUL */
    GIT_REFS = 50000
};

/* The commit of the default branch, as it was fetched. */
#define GIT_HEAD "refs/assay/head"
#define GIT_HEAD_COMMIT GIT_HEAD "^{commit}"
#define GIT_HEAD_FETCH "+HEAD:refs/assay/head"

struct as_git {
    char *url; /* all three NUL-ended, on the heap */
    char *cache, *mirror;
    char *temp; /* a cache for this time only, or NULL */
    const char **env;
    size_t n_env;
    as_disk_lock *lock;
    bool offline;
    const as_cancel *cancel;
    unsigned seconds;
    AS_VEC(as_git_ref) refs;
    as_buf names; /* of refs */
    bool have_refs;
};

/* Run git in the mirror: `args` is NULL-ended, what stands behind
 * `git -c ... --git-dir=...`. Start and end as of run.h; git_end turns a bad
 * exit into AS_EIO `url: git: what it said`. */
typedef struct git_run {
    run run;
    run_spec spec;
    const char *argv[GIT_ARGS];
    char dir[PATH_MAX + 16];
} git_run;

as_status git_start(as_git *git, const char *const *args, git_run *r,
                    as_err *err);
as_status git_end(as_git *git, git_run *r, as_status st, as_err *err);

/* Both, with its output appended to `out` (NULL: there is none). */
as_status git_do(as_git *git, const char *const *args, as_buf *out,
                 as_err *err);

/* Fetch one commit, which no ref need reach, by its whole number. */
as_status git_fetch_commit(as_git *git, const char *commit, as_err *err);

#endif

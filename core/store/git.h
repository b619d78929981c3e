/* git.h - plugins and indexes out of git repositories, by the git of the
 * system, which is run without a shell, without hooks, without submodules,
 * without filters, and never asks for anything.
 *
 * A repository is named by https://..., ssh://..., file:///... or an absolute
 * path. A bare mirror of it is kept in a folder of the cache and fetched anew
 * each time it is opened, unless offline. What is taken from it are the
 * bytes of the commit: export-ignore, export-subst, line ends, filters of the
 * repository's attributes are off.
 *
 * Errors: AS_EINVAL for what is refused before git starts, a name that is not
 * there, links and submodules in a tree; AS_EIO with what git said, in one
 * line; AS_ECANCEL; AS_ELIMIT (time, size); AS_ENOMEM.
 * Threads: a repository belongs to one at a time; a mirror is locked against
 * other processes while it is open. */
#ifndef AS_STORE_GIT_H
#define AS_STORE_GIT_H

#include "base/buf.h"
#include "base/cancel.h"

enum { AS_GIT_COMMIT = 65 }; /* 40 or 64 digits and a NUL */

typedef struct as_git as_git;

typedef struct as_git_options {
    const char *cache;       /* folder of mirrors; NULL: git/ in the cache */
    bool offline;            /* what the cache has, else AS_EINVAL */
    const as_cancel *cancel; /* may be NULL */
    unsigned seconds;        /* at most, each run of git; 0: 600 */
} as_git_options;

/* Is it a URL with a scheme (of any kind: as_git_open says what it takes), or
 * the absolute path of a bare repository? A folder with files and a .git is
 * not: it is a folder. */
bool as_git_is_url(const char *url);

/* `options` may be NULL; `cancel` is borrowed until as_git_free. */
as_status as_git_open(const char *url, const as_git_options *options,
                      as_git **out, as_err *err);
void as_git_free(as_git *git); /* accepts NULL */

typedef struct as_git_ref {
    const char *name; /* v1.2.0 */
    bool tag;         /* else a branch */
    char commit[AS_GIT_COMMIT];
} as_git_ref;

/* Tags, then branches, each by name; they belong to `git`. */
as_status as_git_refs(as_git *git, const as_git_ref **refs, size_t *n,
                      as_err *err);

/* The commit of a tag, else a branch, else of 7 or more digits of its own
 * name; NULL: the default branch. AS_EINVAL says what there is. */
as_status as_git_resolve(as_git *git, const char *ref,
                         char commit[AS_GIT_COMMIT], as_err *err);

/* The files of a commit, as resolved, in the new folder `to`, which must not
 * be there, and is not there after an error. */
as_status as_git_export(as_git *git, const char *commit, const char *to,
                        as_err *err);

#endif

/* share.c - looking for the program's own files.
 *
 * A folder counts when it holds lua/assay. The walk upwards lets a program
 * in a build folder use the checkout that it was built from; three steps are
 * enough for build/VARIANT/assay and cannot reach a stranger's folder from
 * the usual places. */
#include "shell/share.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/userdir.h"

enum { MAX_UP = 3 };

static bool is_folder(const char *path)
{
    struct stat sb;
    return stat(path, &sb) == 0 && S_ISDIR(sb.st_mode);
}

/* Sets *out to `dir` when the files are there. */
static as_status try_folder(as_arena *arena, const char *dir,
                            const char **out, as_err *err)
{
    const char *lua = as_path_join(arena, dir, "lua/assay");
    if (lua == NULL) {
        return as_err_nomem(err);
    }
    if (is_folder(lua)) {
        *out = dir;
    }
    return AS_OK;
}

/* `path` without its last part; false at the root. */
static bool cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash == NULL || slash == path) {
        return false;
    }
    *slash = '\0';
    return true;
}

static as_status find_above(as_arena *arena, const char **out, as_err *err)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0) {
        return AS_OK;
    }
    path[n] = '\0';
    as_status st = AS_OK;
    for (int up = 0; up <= MAX_UP && cut_last(path) && st == AS_OK; up++) {
        as_slice dir = as_arena_copy(arena, as_slice_str(path));
        const char *beside =
            dir.p ? as_path_join(arena, dir.p, "share/assay") : NULL;
        if (beside == NULL) {
            return as_err_nomem(err);
        }
        st = try_folder(arena, dir.p, out, err);
        if (st == AS_OK && *out == NULL && up == 1) {
            st = try_folder(arena, beside, out, err);
        }
        if (*out) {
            break;
        }
    }
    return st;
}

as_status as_share_find(as_arena *arena, const char **out, as_err *err)
{
    const char *found = NULL, *given = getenv("ASSAY_SHARE");
    if (given && given[0]) {
        as_status st = try_folder(arena, given, &found, err);
        if (st == AS_OK && found == NULL) {
            st = as_err_set(err, AS_EIO,
                            "ASSAY_SHARE is %s, which has no lua/assay folder",
                            given);
        }
        if (st == AS_OK) {
            *out = found;
        }
        return st;
    }
    as_status st = find_above(arena, &found, err);
    if (st == AS_OK && found == NULL) {
        st = try_folder(arena, AS_PREFIX "/share/assay", &found, err);
    }
    if (st == AS_OK && found == NULL) {
        st = as_err_set(err, AS_EIO,
                        "cannot find its own files (lua/assay, plugins): "
                        "neither near the program nor in %s; set ASSAY_SHARE "
                        "to the folder that holds them",
                        AS_PREFIX "/share/assay");
    }
    if (st == AS_OK) {
        *out = found;
    }
    return st;
}

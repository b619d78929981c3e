/* userdir.c - see userdir.h. */
#include "io/userdir.h"

#include <stdlib.h>
#include <string.h>

const char *as_path_join(as_arena *arena, const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b);
    char *p = as_arena_get(arena, n + m + 2);
    if (p != NULL) {
        memcpy(p, a, n);
        p[n] = '/';
        memcpy(p + n + 1, b, m + 1);
    }
    return p;
}

as_status as_user_path(as_arena *arena, as_userdir which, const char *rest,
                       const char **out, as_err *err)
{
    static const struct {
        const char *name, *fallback;
    } dirs[] = {
        [AS_USER_DATA] = {"XDG_DATA_HOME", ".local/share"},
        [AS_USER_CONFIG] = {"XDG_CONFIG_HOME", ".config"},
        [AS_USER_STATE] = {"XDG_STATE_HOME", ".local/state"},
    };
    const char *base = getenv(dirs[which].name), *home = getenv("HOME");
    if (base == NULL || base[0] != '/') {
        if (home == NULL || home[0] == '\0') {
            *out = NULL;
            return AS_OK;
        }
        base = as_path_join(arena, home, dirs[which].fallback);
    }
    const char *ours = base ? as_path_join(arena, base, "assay") : NULL;
    const char *path = ours ? as_path_join(arena, ours, rest) : NULL;
    if (path == NULL) {
        return as_err_nomem(err);
    }
    *out = path;
    return AS_OK;
}

/* userdir.h - the user's own folders (XDG Base Directory Specification), and
 * paths in them. */
#ifndef AS_IO_USERDIR_H
#define AS_IO_USERDIR_H

#include "base/arena.h"
#include "base/err.h"

typedef enum as_userdir {
    AS_USER_DATA,   /* $XDG_DATA_HOME, ~/.local/share */
    AS_USER_CONFIG, /* $XDG_CONFIG_HOME, ~/.config */
    AS_USER_STATE,  /* $XDG_STATE_HOME, ~/.local/state */
} as_userdir;

/* Our folder there, and `rest` beneath it, owned by `arena`: `DIR/assay/rest`.
 * A variable that is no absolute path counts as unset. NULL in *out when HOME
 * is unset too. Errors: AS_ENOMEM. */
as_status as_user_path(as_arena *arena, as_userdir which, const char *rest,
                       const char **out, as_err *err);

/* "a/b" for "a" and "b", owned by `arena`; NULL if memory is refused. */
const char *as_path_join(as_arena *arena, const char *a, const char *b);

#endif

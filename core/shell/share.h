/* share.h - where the program's own files are: lua/assay/ and plugins/. */
#ifndef AS_SHELL_SHARE_H
#define AS_SHELL_SHARE_H

#include "base/arena.h"
#include "base/err.h"

/* The folder that holds lua/assay and plugins, owned by `arena`: that of
 * $ASSAY_SHARE; else the folder of the program or one of the next three
 * above it (a checkout); else share/assay beside its bin; else that of the
 * installation prefix. Errors: AS_EIO naming the places; AS_ENOMEM. */
as_status as_share_find(as_arena *arena, const char **out, as_err *err);

#endif

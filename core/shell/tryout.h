/* tryout.h - examples of plugins' rules, tried in a worker process behind the
 * wall (wall.h): they run the plugins' Lua. */
#ifndef AS_SHELL_TRYOUT_H
#define AS_SHELL_TRYOUT_H

#include "flow/examples.h"

/* As as_examples_check with the Lua of plugins; `how->maker` and `tried` are
 * ours. A plugin at whose examples the worker dies, hangs or answers nonsense
 * is told and left out. `said` gets lines that the worker wrote to standard
 * error. The caller must have no threads. Errors: those of as_examples_check;
 * AS_EIO (no process to be had, or no wall). */
as_status as_tryout(as_plugins *plugins, unsigned wall,
                    const as_examples_how *how,
                    void (*said)(void *ctx, const char *line), void *said_ctx,
                    as_err *err);

#endif

/* installed.h - from what is installed (store/store.h) to what is loaded. */
#ifndef AS_FLOW_INSTALLED_H
#define AS_FLOW_INSTALLED_H

#include "base/arena.h"
#include "base/vec.h"
#include "flow/plugins.h"
#include "store/store.h"

typedef AS_VEC(as_plugin_source) as_plugin_sources;

/* Append a source for each plugin of `lock` that is switched on, and is as it
 * was installed; others are told to `problem`. Known is one whose signer is
 * among the user's keys. Paths are owned by `arena`, entries by `lock`.
 * Errors: AS_ENOMEM. */
as_status as_installed_sources(const as_store_paths *paths,
                               const as_lock *lock, as_arena *arena,
                               as_plugins_problem problem, void *ctx,
                               as_plugin_sources *out, as_err *err);

#endif

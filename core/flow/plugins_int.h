/* plugins_int.h - the set of plugins, for the files that make it. */
#ifndef AS_FLOW_PLUGINS_INT_H
#define AS_FLOW_PLUGINS_INT_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/vec.h"
#include "flow/plugins.h"

struct as_plugins {
    atomic_uint refs;
    AS_VEC(as_plugin) list;
    as_kinds *kinds;
    as_arena *arena; /* paths, arrays of gazetteers */
};

/* Give back what a plugin holds. */
void plugins_clear_one(as_plugin *p);

/* NULL if there is none of that name. */
const as_plugin *plugins_find(const as_plugins *set, const char *name);

/* The plugin at `i` goes. */
void plugins_leave_out(as_plugins *set, size_t i);

/* Leave out, and tell, those that cannot be used as things are. */
void plugins_drop_wanting(as_plugins *set, as_plugins_problem problem,
                          void *ctx);

/* By name, and then each behind those it must follow. Errors: AS_ENOMEM;
 * AS_EINVAL (a ring of them, naming it). */
as_status plugins_sort(as_plugins *set, as_err *err);

#endif

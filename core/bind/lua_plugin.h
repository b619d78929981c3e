/* lua_plugin.h - a plugin's main.lua as a stage: a Lua state of its own with
 * base, string, table, math and utf8 only (no files, no bytecode), a memory
 * cap and a deadline a document, or a MiB of it (manifest `limits`). main.lua
 * returns a table; its `annotate(doc)` is called for every document. */
#ifndef AS_BIND_LUA_PLUGIN_H
#define AS_BIND_LUA_PLUGIN_H

#include "flow/pipeline.h"

/* An as_stage_maker; `ctx` is a const as_cancel * (may be NULL).
 * Errors: AS_ESYNTAX, AS_ESCRIPT with `path:line: what`; AS_ENOMEM; AS_EOF
 * when the plugin has no main.lua or it gives no `annotate`. */
as_status as_lua_plugin_stage(void *ctx, const as_plugin *plugin,
                              as_stage *out, as_err *err);

/* The same for examples and tests, which nobody reads as documents: what the
 * plugin would write is refused. */
as_status as_lua_plugin_trial(void *ctx, const as_plugin *plugin,
                              as_stage *out, as_err *err);

/* What its Lua may use: bytes of memory (beside 16 for a byte of a document),
 * and seconds of CPU time for a document, or a MiB of it. Both 0 without a
 * main.lua. */
void as_lua_plugin_limits(const as_plugin *plugin, size_t *memory,
                          uint32_t *seconds);

#endif

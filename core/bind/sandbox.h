/* sandbox.h - the libraries that a plugin's state gets: base, string, table,
 * math, utf8 and coroutine, without what reads files or runs bytecode, and
 * without loops in C that no deadline could stop. Plugin code reaches its own
 * files (chunks.h), public modules of the plugins that it requires, its
 * options (assay.config), and folders that the user granted (files.h). */
#ifndef AS_BIND_SANDBOX_H
#define AS_BIND_SANDBOX_H

#include "bind/bind_int.h"
#include "io/lockfile.h"
#include "io/manifest.h"

/* Fill a new state whose as_bind has `plugin`, `dir` and `origin`. May
 * raise. */
void as_sandbox_open(lua_State *L);

/* A new document: all of print's and assay.files' quota is there again. */
void as_sandbox_restart(as_bind *b);

/* Push a table of the manifest's options: the user's values, else the
 * defaults, each of the option's type; nil without either. */
void as_sandbox_config(lua_State *L, const as_manifest *m,
                       const as_lock_pair *config, size_t n);

#endif

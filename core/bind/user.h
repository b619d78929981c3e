/* user.h - the user's state, shared by the files that make it up: lua_state.c,
 * api_open.c, enter.c, complete.c. */
#ifndef AS_BIND_USER_H
#define AS_BIND_USER_H

#include "bind/bind_int.h"

/* Plugins that made way for others: documents of the time still have what
 * these found. */
typedef struct as_retired {
    as_plugins *plugins;
    as_pipeline *pipe;
} as_retired;

struct as_lua {
    as_bind bind;
    lua_State *L;
    as_lua_opts opts; /* its strings are the caller's */
    as_kinds *own_kinds; /* where there are no plugins */
    AS_VEC(as_retired) retired;
    as_pipeline *pipe; /* made when the first document is opened */
    size_t opened;     /* bytes of documents since the last collection */
    size_t collect_at; /* collect when `opened` is larger */
    uint32_t n_entries;
    uint32_t entry;    /* the prompt's entry that runs; 0: a script */
    uint32_t step;     /* the step given last, and ... */
    uint32_t step_entry; /* ... the entry that it was for (journal.h) */
    as_buf trace;      /* where the last script error came from */
};

/* The environment of the prompt, in the registry: top-level locals, then
 * the globals behind it. */
#define AS_PROMPT_ENV "assay.prompt"

/* Lua's own require, in the registry. */
#define AS_REQUIRE "assay.require"

/* Keep the code of a chunk that is named `source` ("=prompt"), for messages
 * about it (assay.errors). May raise. */
void as_source_keep(lua_State *L, const char *source, as_slice code);

/* The message on top in the words of errors[name](message, code), from
 * lua/assay/errors.lua; as it is where that fails. */
void as_lua_explain(lua_State *L, const char *name, as_slice code);

/* Run `fn(arg)` in protected mode under the guard. */
as_status as_lua_protect(as_lua *lua, lua_CFunction fn, void *arg,
                         as_err *err);

/* Push a module of lua/assay, whatever `require` the user has made. Raises
 * what loading it raises. */
void as_lua_library(lua_State *L, const char *module);

/* Call the function and its `n` arguments on top of the stack with a message
 * handler that keeps the traceback. Under the guard only. LUA_OK leaves the
 * results, else the message is on top. */
int as_lua_traced(lua_State *L, int n, int n_results);

#endif

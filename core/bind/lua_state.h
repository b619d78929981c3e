/* lua_state.h - the user's Lua: full libraries, the `assay` table, the
 * commands of lua/assay/. What scripts, -e, the prompt and the brief run in.
 * Threads: one, but as_lua_interrupt. */
#ifndef AS_BIND_LUA_STATE_H
#define AS_BIND_LUA_STATE_H

#include "base/buf.h"
#include "base/vec.h"
#include "flow/pipeline.h"
#include "io/input.h"
#include "store/store.h"

typedef struct as_lua as_lua;

/* What plugins there are now; of the caller's. `sources` as in the options. */
typedef as_status (*as_lua_reload)(void *ctx, as_plugins **plugins,
                                   const as_plugin_source **sources,
                                   size_t *n_sources, as_err *err);

/* How far long work is; strings are borrowed for the call. */
typedef struct as_lua_progress {
    const char *what; /* "open" */
    const char *kept; /* what is kept when it is interrupted: "are open" */
    const char *unit; /* what is counted; NULL: "documents" */
    uint64_t docs, docs_total;   /* total 0: not known */
    uint64_t bytes, bytes_total; /* both 0: not counted */
    uint64_t errors;
} as_lua_progress;

/* What the shell shows for the library. A NULL function: the library writes
 * to standard output itself, or shows nothing. They are called while the
 * state runs and must not call back into it. */
typedef struct as_lua_screen {
    /* Show `text`, whole lines; by `pager` (a command of the shell; NULL: the
     * user's) if it is longer than the screen. */
    void (*page)(void *ctx, as_slice text, const char *pager);
    /* `now` NULL: that work is over, be it done or not. */
    void (*progress)(void *ctx, const as_lua_progress *now);
    void *ctx;
} as_lua_screen;

/* Strings and arrays are borrowed until as_lua_free. `problem` is called while
 * the state runs and must not call back into it. */
typedef struct as_lua_opts {
    const char *share;   /* folder that holds lua/assay/ */
    as_plugins *plugins; /* a reference is taken */
    const as_plugin_source *sources; /* where they are from */
    size_t n_sources;
    const as_store_paths *paths; /* of what is installed; NULL: nowhere */
    as_lua_reload reload; /* assay.reload(); NULL: never */
    void *reload_ctx;
    const char *const *without; /* stages to leave out; told when the first */
    size_t n_without;           /* document is opened if there is none such */
    /* Defaults of assay.open and assay.each. `cancel` is not looked at: the
     * state has a flag of its own, which as_lua_interrupt raises. */
    as_input_opts input;
    size_t width;        /* columns of the terminal; 0: not a terminal */
    size_t height;       /* its rows */
    bool color;
    as_lua_screen screen;
    bool chars;          /* records with code point offsets */
    /* Warnings: repaired bytes, plugins that failed ... */
    as_input_problem problem;
    void *problem_ctx;
} as_lua_opts;

/* Errors: AS_ENOMEM; AS_ESCRIPT (the library in `share` does not load). */
as_status as_lua_new(const as_lua_opts *opts, as_lua **out, as_err *err);
void as_lua_free(as_lua *lua);

/* Run a file ("-": standard input) or a string; `args` become `arg` and
 * `...`. Errors: AS_EIO, AS_ESYNTAX, AS_ESCRIPT with traceback in the
 * message's place `file:line: what`; AS_ECANCEL. */
as_status as_lua_run_file(as_lua *lua, const char *path,
                          const char *const *args, size_t n_args,
                          as_err *err);
as_status as_lua_run_string(as_lua *lua, as_slice code, const char *name,
                            const char *const *args, size_t n_args,
                            as_err *err);

/* Where the last error of a script came from: Lua's traceback, several
 * lines; empty if there is none, or core.term.trace is not set. Valid until
 * the next call. */
as_slice as_lua_trace(const as_lua *lua);

/* Call `require(module)[name](args...)`, all strings: how the command line
 * uses what is written in Lua (the brief). Errors as above. */
as_status as_lua_call(as_lua *lua, const char *module, const char *name,
                      const char *const *args, size_t n_args, as_err *err);

/* One entry at the prompt: an expression prints its value, a bare command
 * runs, a statement runs, top-level locals stay for the next entry. *more is
 * set (and nothing run) when the entry is not complete yet. */
as_status as_lua_enter(as_lua *lua, as_slice entry, bool *more, as_err *err);

/* Only that: whether `entry` goes on; `wanted` (may be NULL) then gets what it
 * waits for, in Lua's words: "'end' expected (to close 'for' at line 1)".
 * False as well for what can never be right. */
bool as_lua_goes_on(as_lua *lua, as_slice entry, as_buf *wanted);

/* Names that could stand for the word that ends at `at` in `line`; `*from` is
 * where that word begins. Within a string those that the parameter takes: none
 * where it takes any; `paths` tells that it may name a file. `line` may be
 * several lines. Never runs user code with side effects (no metamethods of
 * the user's). The list and its strings are the caller's: as_lua_names_free. */
typedef struct as_lua_names {
    char **v;
    size_t n;
    size_t cap;
    bool paths;
} as_lua_names;
as_status as_lua_complete(as_lua *lua, as_slice line, size_t at, size_t *from,
                          as_lua_names *out, as_err *err);
void as_lua_names_free(as_lua_names *names);

/* The signature of the call that `at` in `line` is within, in one line:
 * `out` gets `kwic(pattern [, docs] [, options])`, [*beg, *end) are the bytes
 * of the parameter that is being written (empty: none). Without such a call,
 * or where nothing is known of it, `out` is empty. `line` may be several
 * lines. Runs none of the user's code. The first call reads the description
 * of the API (some milliseconds), the others take far below one.
 * Errors: AS_ERANGE, AS_ENOMEM, AS_ECANCEL, AS_ESCRIPT (the description does
 * not read);
 * `out` is then empty. */
as_status as_lua_hint(as_lua *lua, as_slice line, size_t at, as_buf *out,
                      size_t *beg, size_t *end, as_err *err);

/* Is core.term.NAME (hints, pager, trace) true? */
bool as_lua_switched(as_lua *lua, const char *name);

/* The terminal was resized. */
void as_lua_size_set(as_lua *lua, size_t width, size_t height);

/* Stop what runs: loops, coroutines, C passes. Safe in a signal handler on
 * any thread; the call then ends with AS_ECANCEL and the state stays good.
 * Forgotten when nothing runs. What it cannot stop: a finalizer (__gc), and a
 * function of a C library other than ours. */
void as_lua_interrupt(as_lua *lua);

#endif

/* session.h - what every command needs: the program's files, the plugins,
 * and, for those that run Lua, a state. */
#ifndef AS_SHELL_SESSION_H
#define AS_SHELL_SESSION_H

#include "bind/lua_state.h"
#include "flow/installed.h"
#include "shell/options.h"
#include "shell/report.h"
#include "shell/screen.h"

typedef struct as_session {
    const as_options *options;
    as_report report;
    const char *share;
    as_store_paths paths;      /* of what is installed */
    bool has_paths;            /* else there is no HOME */
    as_lock *lock;             /* what is installed; NULL: could not be read */
    as_plugin_sources sources; /* where plugins are from */
    as_plugins *plugins;
    bool isolate;  /* AS_LOAD_MANY: plugins run behind a wall ... */
    unsigned wall; /* ... of these parts, enum as_wall_part */
    as_screen screen;
    as_lua *lua; /* NULL until as_session_lua */
} as_session;

/* Which plugins a command wants. */
typedef enum as_load {
    AS_LOAD_ALL,     /* those that are good */
    AS_LOAD_MANY,    /* the same, for work on documents with as_many */
    AS_LOAD_LENIENT, /* those with faults in rules or examples, too */
    AS_LOAD_NONE     /* it only looks at where they are */
} as_load;

/* Find the program's files and where plugins are. Wrong folders in the options
 * end the program (status 2). Errors: told to the report; false. */
bool as_session_find(as_session *session, const as_options *options,
                     as_load load);

/* Load the plugins. A plugin that fails is told and left out. With
 * AS_LOAD_MANY it is decided here whether plugins run in processes behind a
 * wall: by --isolate, --no-isolate, and else by whether there is a plugin that
 * is neither bundled nor signed by a known key. What the kernel lacks for the
 * wall is told; with --isolate it is an error. Errors: told to the report;
 * false. */
bool as_session_load(as_session *session, as_load load);

/* Both. */
bool as_session_open(as_session *session, const as_options *options,
                     as_load load);

/* Make the Lua state. The terminal's width and colours are asked for only
 * when standard output is one. Errors: told; false. */
bool as_session_lua(as_session *session);

/* All of a command that is written in Lua: open, run `main(args...)` of the
 * module, tell what it raises, close; the exit status. */
int as_session_module(const as_options *options, const char *module,
                      as_load load, const as_strings *args);

/* Flush standard output, free everything; the exit status. */
int as_session_close(as_session *session);

/* Callbacks for the floors below; `ctx` is the as_report. */
void as_session_plugin_problem(void *ctx, const as_err *err);
void as_session_input_problem(void *ctx, const as_err *err, bool lost);

/* Columns and rows of the terminal on standard output; 0 if it is none. */
void as_session_size(size_t *width, size_t *height);

/* Whether standard output takes colours: a terminal that is not dumb, and
 * neither --no-color nor NO_COLOR (https://no-color.org). */
bool as_session_color(const as_options *options);

/* Tell an error of writing; one that only says that the reader went away
 * (a closed pipe) is not told. */
void as_session_output_failed(as_report *report, const as_err *err);

#endif

/* session.h - what every command needs: the program's files, the plugins,
 * and, for those that run Lua, a state. */
#ifndef AS_SHELL_SESSION_H
#define AS_SHELL_SESSION_H

#include "bind/lua_state.h"
#include "shell/options.h"
#include "shell/report.h"

typedef struct as_session {
    const as_options *options;
    as_report report;
    const char *share;
    as_plugins *plugins;
    as_lua *lua; /* NULL until as_session_lua */
} as_session;

/* Find the files and load the plugins. A plugin that fails is told and left
 * out, but with `lenient` one whose rules or examples do. Wrong folders in the options end the program (status 2). Errors: told
 * to the report; false. */
bool as_session_open(as_session *session, const as_options *options,
                     bool lenient);

/* Make the Lua state. The terminal's width and colours are asked for only
 * when standard output is one. Errors: told; false. */
bool as_session_lua(as_session *session);

/* Flush standard output, free everything; the exit status. */
int as_session_close(as_session *session);

/* Callbacks for the floors below; `ctx` is the as_report. */
void as_session_plugin_problem(void *ctx, const as_err *err);
void as_session_input_problem(void *ctx, const as_err *err, bool lost);

/* Columns of the terminal on standard output; 0 if it is none. */
size_t as_session_width(void);

/* Whether standard output takes colours: a terminal that is not dumb, and
 * neither --no-color nor NO_COLOR (https://no-color.org). */
bool as_session_color(const as_options *options);

/* Tell an error of writing; one that only says that the reader went away
 * (a closed pipe) is not told. */
void as_session_output_failed(as_report *report, const as_err *err);

#endif

/* rc.h - the user's own beginning of a session: rc.lua in
 * $XDG_CONFIG_HOME/assay (or ~/.config/assay), or what --rc names. */
#ifndef AS_SHELL_RC_H
#define AS_SHELL_RC_H

#include "shell/session.h"

/* The file to run before a prompt; NULL: there is none, or none is wanted. */
const char *as_rc_find(const as_options *options);

/* Run it. What goes wrong is told with file and line; false. */
bool as_rc_run(as_session *session, const char *path);

#endif

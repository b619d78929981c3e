/* prompt.h - the interactive session. */
#ifndef AS_SHELL_PROMPT_H
#define AS_SHELL_PROMPT_H

#include "shell/session.h"

/* Read entries and run them until Ctrl-D, SIGTERM or SIGHUP. What fails at
 * the prompt is told and does not count for the exit status. `session` is
 * found, its plugins and Lua state are loaded here; as_signals_start(true) was
 * called. */
void as_prompt_run(as_session *session);

#endif

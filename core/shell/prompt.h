/* prompt.h - the interactive session. The only user of GNU readline. */
#ifndef AS_SHELL_PROMPT_H
#define AS_SHELL_PROMPT_H

#include "shell/session.h"

/* Read entries from the terminal until its end. Errors of entries are told
 * and the session goes on. The exit status. */
int as_prompt(as_session *session);

#endif

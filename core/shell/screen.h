/* screen.h - what a session shows for the library: pages at the prompt, and
 * how far long work is. For the main thread. */
#ifndef AS_SHELL_SCREEN_H
#define AS_SHELL_SCREEN_H

#include "bind/lua_state.h"
#include "shell/progress.h"
#include "shell/report.h"

typedef struct as_screen {
    as_report *report; /* its messages go above the line of progress */
    bool pages;        /* long results go through a pager */
    bool is_quiet;     /* no progress */
    as_progress progress;
    bool is_drawing;
    char kept[64]; /* of interrupted work: "are open"; may be empty */
} as_screen;

/* The callbacks; `screen` must stay. */
as_lua_screen as_screen_calls(as_screen *screen);

/* What an entry left is over and forgotten. */
void as_screen_reset(as_screen *screen);

/* Write to standard error that work was interrupted, and how much of it is
 * kept: "interrupted: 312 of 1000 documents are open". */
void as_screen_tell_interrupted(as_screen *screen);

#endif

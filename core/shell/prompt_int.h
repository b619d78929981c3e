/* prompt_int.h - what the parts of the prompt share. The prompt_*.c files are
 * the only users of readline:
 *
 *     prompt.c           the session: begin, entry after entry, end
 *     prompt_line.c      one line: keys and signals, drawn and drawn again
 *     prompt_ready.c     the first prompt stands while plugins are loaded
 *     prompt_keys.c      what keys do that readline does not know of
 *     prompt_complete.c  names and paths for TAB
 *     prompt_hint.c      what stands dim behind the line
 *     prompt_entry.c     lines to entries, run, told, remembered
 *
 * Readline has global state, so there can be one prompt: prompt_here. */
#ifndef AS_SHELL_PROMPT_INT_H
#define AS_SHELL_PROMPT_INT_H

#include "shell/prompt.h"

typedef struct prompt {
    as_session *session;
    const char *history; /* path, or NULL: not kept */
    as_buf entry;        /* lines of an open block */
    as_buf wanted;       /* what that block waits for */
    bool ready;          /* plugins and Lua are there */
    bool made_way;       /* something was written where the prompt stood */
    bool color;
    bool ansi; /* the terminal has a cursor that can be moved */
    /* the line */
    char *line; /* what readline gave; NULL at the end of input */
    bool got;
    as_buf held;        /* a paste too long to be edited ... */
    char held_name[48]; /* ... and what stands for it in the line */
    char note[160];     /* shown once in the place of a hint */
    bool walking;       /* the last key went through the history */
    bool pasting;       /* what comes is text, whatever it is */
    /* the hint that is on the screen now */
    int hint_ahead; /* columns from the cursor to the end of the line */
    bool is_hinted;
} prompt;

extern prompt *prompt_here;

/* ---- prompt_line.c ---- */

typedef enum answer {
    ANSWER_LINE,
    ANSWER_LEAVE,    /* Ctrl-D, or the terminal is gone */
    ANSWER_INTERRUPT /* Ctrl-C */
} answer;

/* `assay> ', or `   ..> ' within a block. Colours stand between \001 and
 * \002, for readline to count columns. */
const char *prompt_text(const prompt *p);

/* Wait for a line. *empty is set when an interrupt found nothing typed. */
answer prompt_line_read(prompt *p, bool *empty);

/* Have readline take its bytes and its terminal modes from here. */
void prompt_line_start(void);

/* ---- prompt_ready.c ---- */

/* Load what entries need, and run the user's rc file, while the user reads the
 * prompt: what is typed meanwhile waits in the terminal. False if there can be
 * no session. */
bool prompt_get_ready(prompt *p);

/* ---- prompt_keys.c ---- */

/* Bind what inputrc has left alone. Once readline is initialised. */
void prompt_keys_bind(void);

/* ---- prompt_complete.c ---- */

void prompt_complete_start(void);

/* ---- prompt_hint.c ---- */

enum { PROMPT_COLUMNS = 7 };

/* Draw what there is to say of the line; at the end of what is written. */
void prompt_hint_show(prompt *p);

/* Take it off the screen, before readline writes anything. */
void prompt_hint_clear(prompt *p);

/* The same after the terminal was resized, which may have moved it. */
void prompt_hint_lost(prompt *p);

/* ---- prompt_entry.c ---- */

void prompt_history_start(prompt *p);

/* Run what a line (p->line) completes, or keep it for the next one. */
void prompt_entry_take(prompt *p);

/* What was gathered goes into the history, and is forgotten. */
void prompt_entry_drop(prompt *p);

#endif

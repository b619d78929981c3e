/* journal.h - what the user's Lua adds to documents, in steps that can be
 * undone (doc/cut.h). One entry at the prompt is a step, whatever it adds and
 * to how many documents; in a script each call is one.
 * lua/assay/undo.lua keeps the list of steps. */
#ifndef AS_BIND_JOURNAL_H
#define AS_BIND_JOURNAL_H

#include "bind/bind_int.h"

/* The user is about to add to the document whose handle is at `idx`: from
 * here on what is added belongs to a step, whose number it is. 0 where it
 * does not: in a plugin's state, or while rules run on the document, which
 * is part of their step. Raises nothing. */
uint32_t as_journal_begin(lua_State *L, int idx, as_doc *doc);

/* The end of it, before anything else may raise. */
void as_journal_end(as_doc *doc, uint32_t step);

/* Tell undo.lua that `what` added `n` spans in the step. May raise. */
void as_journal_tell(lua_State *L, int idx, uint32_t step, const char *what,
                     uint64_t n);

/* assay.core.journal, in the user's state; set in the table on top. */
void as_journal_open(lua_State *L);

#endif

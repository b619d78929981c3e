/* api_corpus.h - what the files of `assay.core.corpus` share: api_corpus.c
 * (documents, hits), api_counts.c (tables of counts). In the user's state
 * alone. */
#ifndef AS_BIND_API_CORPUS_H
#define AS_BIND_API_CORPUS_H

#include "bind/bind_int.h"
#include "corpus/counts.h"

extern const luaL_Reg as_api_counts[];

/* t.corpus for the table on top, and the metatable of hits. */
void as_corpus_open(lua_State *L);

/* The state's corpus, made when it is first asked for. May raise. */
as_corpus *as_corpus_of(lua_State *L);

/* The documents of the list at `idx`, in a box that is pushed. Raises for one
 * that is none or closed, naming `fn`. */
const as_choice *as_choice_push(lua_State *L, int idx, const char *fn);

/* Another one, which leaves the first as it is. */
const as_choice *as_choice_beside(lua_State *L, int idx, const char *fn);

/* Where what is at `idx` (words, a pattern or a gazetteer) stands in them, in
 * the order of documents; in a box that is pushed. *what: it, or the pattern
 * that it was compiled into, as a place on the stack. */
as_hits *as_hits_push(lua_State *L, const as_choice *choice, int idx,
                      int *what);

/* A number below `n` for each document, from the list of numbers from 1 at
 * `idx`; lives as long as the stack place that is pushed. */
const uint32_t *as_numbers_push(lua_State *L, int idx, size_t n_docs,
                                size_t n);

/* Fields of the table of options at `idx`. */
lua_Integer as_opt_integer(lua_State *L, int idx, const char *key,
                           lua_Integer otherwise);
bool as_opt_bool(lua_State *L, int idx, const char *key);
/* One of `names` (NULL behind the last) by number; `otherwise` without it. */
int as_opt_name(lua_State *L, int idx, const char *key,
                const char *const *names, int otherwise);

#endif

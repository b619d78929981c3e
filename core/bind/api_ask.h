/* api_ask.h - questions to the user at the terminal. */
#ifndef AS_BIND_API_ASK_H
#define AS_BIND_API_ASK_H

#include "bind/bind_int.h"

/* ask(question), ask_secret(question): the answer without its line end; nil
 * where there is no terminal, or no answer. Cleaning the question is the
 * caller's. */
extern const luaL_Reg as_api_ask[];

#endif

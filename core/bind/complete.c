/* complete.c - names for the word under the cursor.
 *
 * Tables are read raw, and a metatable's __index is followed only where it
 * is a table, so that no code of the user's runs. Names that begin with an
 * underscore are offered when the word does too. */
#include "bind/user.h"

#include <ctype.h>
#include <stdlib.h>

enum { DEEP = 16 }; /* steps along __index */

typedef struct search {
    as_slice line;
    size_t from, at; /* the word */
    char mark;       /* '.', ':' or 0 before it */
    as_lua_names *out;
} search;

static bool is_part(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* ---- collecting ------------------------------------------------------- */

static void add_name(lua_State *L, const search *s, as_slice name)
{
    as_slice word = {s->line.p + s->from, s->at - s->from};
    if (name.n < word.n || memcmp(name.p, word.p, word.n) != 0 ||
        name.n == 0 || isdigit((unsigned char)*name.p) ||
        (*name.p == '_' && word.n == 0)) {
        return;
    }
    for (size_t i = 0; i < name.n; i++) {
        if (!is_part(name.p[i])) {
            return;
        }
    }
    char **place = NULL;
    char *copy = as_mem_new(name.n + 1);
    if (copy) {
        place = as_vec_push(s->out, NULL);
    }
    if (!place) {
        as_mem_free(copy);
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    memcpy(copy, name.p, name.n);
    copy[name.n] = '\0';
    *place = copy;
}

static bool callable(lua_State *L, int idx)
{
    if (lua_isfunction(L, idx)) {
        return true;
    }
    if (!lua_getmetatable(L, idx)) {
        return false;
    }
    lua_pushliteral(L, "__call");
    bool yes = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    return yes;
}

/* The string keys of the table on top. */
static void add_keys(lua_State *L, const search *s)
{
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (lua_type(L, -2) == LUA_TSTRING &&
            (s->mark != ':' || callable(L, -1))) {
            add_name(L, s, as_to_slice(L, -2));
        }
        lua_pop(L, 1);
    }
}

static void add_literals(lua_State *L, const search *s,
                         const char *const *names)
{
    for (; *names; names++) {
        add_name(L, s, as_slice_str(*names));
    }
}

/* ---- looking things up ------------------------------------------------ */

/* Replace the value on top by its metatable's __index table; false (and
 * nothing left) where there is none. */
static bool step_index(lua_State *L)
{
    if (luaL_testudata(L, -1, AS_DOC_TYPE)) {
        lua_pop(L, 1);
        return lua_getfield(L, LUA_REGISTRYINDEX, AS_DOC_METHODS) ==
               LUA_TTABLE;
    }
    if (!lua_getmetatable(L, -1)) {
        lua_pop(L, 1);
        return false;
    }
    lua_pushliteral(L, "__index");
    bool table = lua_rawget(L, -2) == LUA_TTABLE;
    lua_replace(L, -3);
    lua_pop(L, 1);
    if (!table) {
        lua_pop(L, 1);
    }
    return table;
}

/* Replace the value on top by its field `key`; false (and nothing left)
 * when it has none. */
static bool step_field(lua_State *L, as_slice key)
{
    for (int i = 0; i < DEEP; i++) {
        if (lua_istable(L, -1)) {
            as_push_slice(L, key);
            if (lua_rawget(L, -2) != LUA_TNIL) {
                lua_remove(L, -2);
                return true;
            }
            lua_pop(L, 1);
        }
        if (!step_index(L)) {
            return false;
        }
    }
    lua_pop(L, 1);
    return false;
}

static bool push_variable(lua_State *L, as_slice name)
{
    lua_getfield(L, LUA_REGISTRYINDEX, AS_PROMPT_ENV);
    return step_field(L, name);
}

/* Push what stands before the mark that ends at `end`; false if that cannot
 * be told without running code. */
static bool push_owner(lua_State *L, const search *s, size_t end)
{
    size_t beg = end;
    while (beg > 0 && is_part(s->line.p[beg - 1])) {
        beg--;
    }
    as_slice name = {s->line.p + beg, end - beg};
    if (name.n == 0 || isdigit((unsigned char)*name.p)) {
        return false;
    }
    if (beg == 0 || (s->line.p[beg - 1] != '.' && s->line.p[beg - 1] != ':') ||
        (beg > 1 && s->line.p[beg - 2] == '.')) {
        return push_variable(L, name);
    }
    luaL_checkstack(L, 8, "complete");
    return s->line.p[beg - 1] == '.' && push_owner(L, s, beg - 1) &&
           step_field(L, name);
}

static void add_members(lua_State *L, const search *s)
{
    static const char *const properties[] = {
        "id", "title", "date", "source", "lang", "repaired", "size", NULL};
    if (!push_owner(L, s, s->from - 1)) {
        return;
    }
    if (s->mark == '.' && luaL_testudata(L, -1, AS_DOC_TYPE)) {
        add_literals(L, s, properties);
        lua_pop(L, 1);
        return;
    }
    for (int i = 0; i < DEEP; i++) {
        if (lua_istable(L, -1)) {
            add_keys(L, s);
        }
        if (!step_index(L)) {
            return;
        }
    }
    lua_pop(L, 1);
}

static void add_variables(lua_State *L, const search *s)
{
    static const char *const words[] = {
        "and",   "break", "do",  "else",     "elseif", "end",   "false", "for",
        "function", "goto", "if", "in",      "local",  "nil",   "not",   "or",
        "repeat", "return", "then", "true",  "until",  "while", NULL};
    lua_getfield(L, LUA_REGISTRYINDEX, AS_PROMPT_ENV);
    add_keys(L, s);
    lua_pushglobaltable(L);
    add_keys(L, s);
    lua_pop(L, 2);
    add_literals(L, s, words);
}

/* ---- the word --------------------------------------------------------- */

/* The place is within quotation marks or behind a comment mark. */
static bool in_string(as_slice line, size_t at)
{
    char quote = 0;
    for (size_t i = 0; i < at; i++) {
        char c = line.p[i];
        if (quote && c == '\\') {
            i++;
        } else if (quote) {
            quote = c == quote || c == '\n' ? 0 : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '-' && i + 1 < at && line.p[i + 1] == '-') {
            while (i < at && line.p[i] != '\n') {
                i++;
            }
            if (i >= at) {
                return true;
            }
        }
    }
    return quote != 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_unique(as_lua_names *names)
{
    if (names->n == 0) {
        return;
    }
    qsort(names->v, names->n, sizeof *names->v, by_name);
    size_t n = 1;
    for (size_t i = 1; i < names->n; i++) {
        if (strcmp(names->v[i], names->v[n - 1]) == 0) {
            as_mem_free(names->v[i]);
        } else {
            names->v[n++] = names->v[i];
        }
    }
    names->n = n;
}

static int look_up(lua_State *L)
{
    const search *s = lua_touserdata(L, 1);
    if (s->mark) {
        add_members(L, s);
    } else {
        add_variables(L, s);
    }
    return 0;
}

as_status as_lua_complete(as_lua *lua, as_slice line, size_t at, size_t *from,
                          as_lua_names *out, as_err *err)
{
    if (at > line.n) {
        return as_err_set(err, AS_ERANGE, "no place %zu in the line", at);
    }
    search s = {.line = line, .from = at, .at = at};
    as_lua_names found = {0};
    s.out = &found;
    while (s.from > 0 && is_part(line.p[s.from - 1])) {
        s.from--;
    }
    char before = s.from > 0 ? line.p[s.from - 1] : 0;
    bool concat = s.from > 1 && before == '.' && line.p[s.from - 2] == '.';
    if ((before == '.' || before == ':') && !concat) {
        s.mark = before;
    }
    as_status st = AS_OK;
    if (!in_string(line, s.from)) {
        st = as_lua_protect(lua, look_up, &s, err);
    }
    if (st != AS_OK) {
        as_lua_names_free(&found);
        return st;
    }
    sort_unique(&found);
    *out = found;
    *from = s.from;
    return AS_OK;
}

void as_lua_names_free(as_lua_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        as_mem_free(names->v[i]);
    }
    as_vec_clear(names);
}

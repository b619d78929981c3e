/* enter.c - one entry at the prompt.
 *
 * An entry is tried as an expression, then as statements. Both run with the
 * prompt's environment: a table that holds the top-level locals of earlier
 * entries, with the globals behind it. To keep the locals of this one, a
 * call is put at its end, where they all are still in scope. What compiles
 * only without that call (it ends in `return`) runs without it.
 *
 * A closure that was made together with a local shares it only within that
 * entry; later entries see the value that it had at the entry's end.
 *
 * What came of an entry, be it values or an error, is for assay.results: it
 * numbers, prints and remembers. */
#include "bind/user.h"

#include <ctype.h>

#include "base/clock.h"

#define KEEP "__assay_keep"
#define NAMES "assay.prompt.names" /* of the entry's locals, in the registry */
#define SOURCE "=prompt"

typedef struct entry {
    as_slice code;
    bool more;
    as_buf *wanted; /* what it waits for; may be NULL */
    as_status st;
    const char *form; /* "expression", "command" or "statement" */
    const char *why;  /* it failed: the message */
} entry;

/* ---- locals ----------------------------------------------------------- */

/* Called at the end of an entry: its locals into the environment. */
static int keep(lua_State *L)
{
    lua_Debug ar;
    if (!lua_getstack(L, 1, &ar)) {
        return 0;
    }
    lua_getfield(L, LUA_REGISTRYINDEX, NAMES);
    lua_getfield(L, LUA_REGISTRYINDEX, AS_PROMPT_ENV);
    const char *name;
    for (int i = 1; (name = lua_getlocal(L, &ar, i)) != NULL; i++) {
        if (*name == '(') { /* not a variable of the user's */
            lua_pop(L, 1);
            continue;
        }
        lua_pushstring(L, name);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -5, (lua_Integer)lua_rawlen(L, -5) + 1);
        lua_insert(L, -2);
        lua_rawset(L, -3);
    }
    return 0;
}

/* ---- `local x <const>` ------------------------------------------------ */

/* The next token of Lua code; type: 'n' a name, 's' a string or comment or
 * blank, 0 the end, else the character. */
typedef struct lexer {
    const char *p, *end;
    const char *tok;
    size_t n;
} lexer;

/* Skip [==[ ... ]==] at lx->p; false if none begins there. */
static bool skip_long(lexer *lx)
{
    const char *p = lx->p + 1;
    while (p < lx->end && *p == '=') {
        p++;
    }
    if (p >= lx->end || *p != '[') {
        return false;
    }
    size_t level = (size_t)(p - lx->p) - 1;
    for (p++; p < lx->end; p++) {
        const char *q = p + 1;
        if (*p != ']') {
            continue;
        }
        while (q < lx->end && *q == '=') {
            q++;
        }
        if (q < lx->end && *q == ']' && (size_t)(q - p) - 1 == level) {
            lx->p = q + 1;
            return true;
        }
    }
    lx->p = lx->end;
    return true;
}

static void skip_quoted(lexer *lx)
{
    char quote = *lx->p++;
    while (lx->p < lx->end && *lx->p != quote) {
        lx->p += *lx->p == '\\' && lx->p + 1 < lx->end ? 2 : 1;
    }
    lx->p += lx->p < lx->end;
}

static void skip_comment(lexer *lx)
{
    lx->p += 2;
    if (lx->p < lx->end && *lx->p == '[' && skip_long(lx)) {
        return;
    }
    while (lx->p < lx->end && *lx->p != '\n') {
        lx->p++;
    }
}

static int next_token(lexer *lx)
{
    if (lx->p >= lx->end) {
        return 0;
    }
    lx->tok = lx->p;
    unsigned char c = (unsigned char)*lx->p;
    int type = 's';
    if (isalnum(c) || c == '_') {
        while (lx->p < lx->end &&
               (isalnum((unsigned char)*lx->p) || *lx->p == '_')) {
            lx->p++;
        }
        type = 'n';
    } else if (c == '"' || c == '\'') {
        skip_quoted(lx);
        type = '"';
    } else if (c == '-' && lx->end - lx->p > 1 && lx->p[1] == '-') {
        skip_comment(lx);
    } else if (c == '[' && skip_long(lx)) {
        type = '"';
    } else {
        lx->p++;
        type = isspace(c) ? 's' : c;
    }
    lx->n = (size_t)(lx->p - lx->tok);
    return type;
}

static int next_solid(lexer *lx)
{
    int type;
    do {
        type = next_token(lx);
    } while (type == 's');
    return type;
}

static bool is_word(const lexer *lx, const char *word)
{
    return as_slice_eq((as_slice){lx->tok, lx->n}, as_slice_str(word));
}

/* Blank out <const> in `code`, whose locals would be folded away. */
static void blank_const(char *code, size_t n)
{
    lexer lx = {code, code + n, code, 0};
    bool names = false; /* in the names of a `local` */
    for (int type; (type = next_solid(&lx)) != 0;) {
        if (type == 'n' && is_word(&lx, "local")) {
            names = true;
        } else if (names && type == '<') {
            char *open = code + (lx.tok - code);
            bool yes = next_solid(&lx) == 'n' && is_word(&lx, "const");
            if (next_solid(&lx) == '>' && yes) {
                memset(open, ' ', (size_t)(lx.p - open));
            }
        } else if (type != 'n' && type != ',') {
            names = false;
        }
    }
}

/* Push the entry with <const> blanked and the call at its end. */
static void push_keeping(lua_State *L, as_slice code)
{
    char *copy = as_scratch(L, code.n, 1);
    memcpy(copy, code.p, code.n);
    blank_const(copy, code.n);
    lua_pushlstring(L, copy, code.n);
    lua_pushliteral(L, "\n;" KEEP "()");
    lua_concat(L, 2);
    lua_remove(L, -2);
}

/* ---- compiling -------------------------------------------------------- */

static int load(lua_State *L, as_slice code)
{
    return luaL_loadbufferx(L, code.p, code.n, SOURCE, "t");
}

/* The message on top says that the code ended too early. */
static bool unfinished(lua_State *L, int st)
{
    as_slice msg = as_to_slice(L, -1);
    return st == LUA_ERRSYNTAX && msg.n >= 5 &&
           memcmp(msg.p + msg.n - 5, "<eof>", 5) == 0;
}

/* Keep of "prompt:3: 'end' expected (to close 'for' at line 1) near <eof>",
 * on top, what is in between. */
static void keep_wanted(lua_State *L, const entry *e)
{
    static const char near[] = " near <eof>";
    as_slice msg = as_to_slice(L, -1);
    const char *colon = memchr(msg.p, ' ', msg.n);
    if (e->wanted == NULL || colon == NULL || msg.n < sizeof near) {
        return;
    }
    const size_t from = (size_t)(colon + 1 - msg.p);
    const size_t to = msg.n - (sizeof near - 1);
    if (from < to) {
        (void)as_buf_add(e->wanted, msg.p + from, to - from, NULL);
    }
}

/* Push the compiled entry; false when more is needed. Raises what is wrong
 * with it, as seen in the entry as it was typed. */
static bool compile(lua_State *L, entry *e)
{
    lua_pushliteral(L, "return ");
    as_push_slice(L, e->code);
    lua_concat(L, 2);
    int st = load(L, as_to_slice(L, -1));
    e->form = "expression";
    if (st == LUA_OK) {
        return true;
    }
    bool more = unfinished(L, st);
    st = load(L, e->code);
    if (st == LUA_OK) {
        e->form = "statement";
        push_keeping(L, e->code);
        if (load(L, as_to_slice(L, -1)) != LUA_OK) {
            lua_pushvalue(L, -3);
        }
        return true;
    }
    if (more || unfinished(L, st)) {
        keep_wanted(L, e);
        return false;
    }
    e->st = st == LUA_ERRSYNTAX ? AS_ESYNTAX : AS_OK;
    as_lua_explain(L, "syntax", e->code);
    lua_error(L);
    return false;
}

/* ---- running ---------------------------------------------------------- */

/* The entry is a name, or names joined by dots; a semicolon may end it. */
static bool is_name(as_slice s)
{
    bool start = true;
    while (s.n > 0 && (isspace((unsigned char)s.p[s.n - 1]) ||
                       s.p[s.n - 1] == ';')) {
        s.n--;
    }
    while (s.n > 0 && isspace((unsigned char)*s.p)) {
        s.p++;
        s.n--;
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '.' && !start) {
            start = true;
        } else if (isalpha(c) || c == '_' || (isdigit(c) && !start)) {
            start = false;
        } else {
            return false;
        }
    }
    return s.n > 0 && !start;
}

static bool is_command(lua_State *L, int idx)
{
    if (!lua_istable(L, idx) || !lua_getmetatable(L, idx)) {
        return false;
    }
    lua_pushliteral(L, "__command");
    lua_rawget(L, -2);
    bool yes = lua_toboolean(L, -1) != 0;
    lua_pop(L, 2);
    return yes;
}

/* Push a function of assay.results, which the library loaded. */
static void push_results(lua_State *L, const char *name)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "assay.results");
    lua_getfield(L, -1, name);
    lua_insert(L, -3);
    lua_pop(L, 2);
}

/* Hand the values above `base` on: results.took(env, code, how, values...). */
static int take_results(lua_State *L, int base, const entry *e,
                        double seconds)
{
    const int n = lua_gettop(L) - base;
    luaL_checkstack(L, 12, "too many results");
    push_results(L, "took");
    lua_getfield(L, LUA_REGISTRYINDEX, AS_PROMPT_ENV);
    as_push_slice(L, e->code);
    lua_createtable(L, 0, 3);
    lua_pushstring(L, e->form);
    lua_setfield(L, -2, "form");
    lua_pushnumber(L, seconds);
    lua_setfield(L, -2, "seconds");
    lua_getfield(L, LUA_REGISTRYINDEX, NAMES);
    lua_setfield(L, -2, "names");
    lua_rotate(L, base + 1, 4);
    return as_lua_traced(L, n + 3, 0) == LUA_OK ? 0 : lua_error(L);
}

/* Names of the entry's locals come here. */
static void set_names(lua_State *L)
{
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, NAMES);
}

static int run_entry(lua_State *L)
{
    entry *e = lua_touserdata(L, 1);
    if (!compile(L, e)) {
        e->more = true;
        return 0;
    }
    set_names(L);
    as_source_keep(L, SOURCE, e->code);
    lua_getfield(L, LUA_REGISTRYINDEX, AS_PROMPT_ENV);
    lua_pushcfunction(L, keep);
    lua_setfield(L, -2, KEEP);
    if (!lua_setupvalue(L, -2, 1)) {
        lua_pop(L, 1);
    }
    push_results(L, "starts");
    lua_call(L, 0, 0);
    int base = lua_gettop(L) - 1;
    const double start = as_clock_now();
    if (as_lua_traced(L, 0, LUA_MULTRET) != LUA_OK) {
        return lua_error(L);
    }
    if (lua_gettop(L) == base + 1 && is_name(e->code) &&
        is_command(L, base + 1)) {
        e->form = "command";
        if (as_lua_traced(L, 0, LUA_MULTRET) != LUA_OK) {
            return lua_error(L);
        }
    }
    return take_results(L, base, e, as_clock_now() - start);
}

/* results.failed(code, state, message) */
static int tell_failed(lua_State *L)
{
    const entry *e = lua_touserdata(L, 1);
    push_results(L, "failed");
    as_push_slice(L, e->code);
    lua_pushstring(L, e->st == AS_ECANCEL ? "interrupted" : "failed");
    lua_pushstring(L, e->why);
    lua_call(L, 3, 0);
    return 0;
}

static int look_at_entry(lua_State *L)
{
    entry *e = lua_touserdata(L, 1);
    e->more = !compile(L, e);
    return 0;
}

bool as_lua_goes_on(as_lua *lua, as_slice code, as_buf *wanted)
{
    entry e = {.code = {code.n ? code.p : "", code.n}, .wanted = wanted};
    return as_lua_protect(lua, look_at_entry, &e, NULL) == AS_OK && e.more;
}

as_status as_lua_enter(as_lua *lua, as_slice code, bool *more, as_err *err)
{
    entry e = {.code = {code.n ? code.p : "", code.n}};
    lua->trace.n = 0;
    lua->entry = ++lua->n_entries;
    as_status st = as_lua_protect(lua, run_entry, &e, err);
    lua->entry = 0;
    if (st == AS_ESCRIPT && e.st != AS_OK) {
        st = e.st;
        if (err) {
            err->status = st;
        }
    }
    *more = st == AS_OK && e.more;
    if (st != AS_OK) {
        e.st = st;
        e.why = err ? err->msg : "";
        (void)as_lua_protect(lua, tell_failed, &e, NULL);
    }
    return st;
}

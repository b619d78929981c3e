/* script.c - scripts: files, standard input, -e, and functions of the library
 * that are commands of the program.
 *
 * What is no Lua as a whole, but is entry by entry as one types them at the
 * prompt, runs as it would there; a text that is neither does not run at all.
 * Cost: reading, compiling; of entries, that of assay.prompt.entries too. */
#include "bind/user.h"

#include <string.h>
#include <unistd.h>

#include "io/file.h"

enum { PART = 64 << 10, SCRIPT_MAX = 64 << 20 };

typedef struct job {
    const char *path; /* or: */
    as_slice code;
    const char *name;
    const char *module; /* or: this and name */
    const char *const *args;
    size_t n_args;
    as_status st; /* of what Lua's codes do not tell apart */
} job;

/* Fill `arg`, and push the arguments for `...`. */
static void push_args(lua_State *L, const job *j)
{
    luaL_checkstack(L, (int)j->n_args + 4, "too many arguments");
    for (size_t i = 0; i < j->n_args; i++) {
        lua_pushstring(L, j->args[i]);
    }
}

static void set_arg(lua_State *L, const job *j, const char *name)
{
    lua_createtable(L, (int)j->n_args, 1);
    lua_pushstring(L, name);
    lua_rawseti(L, -2, 0);
    for (size_t i = 0; i < j->n_args; i++) {
        lua_pushstring(L, j->args[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setglobal(L, "arg");
}

/* Call what is on the stack below `n` arguments; raises what it raises. */
static int finish(lua_State *L, int n)
{
    return as_lua_traced(L, n, 0) == LUA_OK ? 0 : lua_error(L);
}

static int load_failed(lua_State *L, job *j, int st)
{
    if (st == LUA_ERRSYNTAX) {
        j->st = AS_ESYNTAX;
    } else if (st == LUA_ERRFILE) {
        j->st = AS_EIO;
    }
    return lua_error(L);
}

/* The code is no Lua, says the message on top: perhaps it is entries, as one
 * types them at the prompt (assay.prompt.entries). Replaces the message by the
 * chunk, or by what is wrong with an entry, where that says more. */
static int load_entries(lua_State *L, as_slice code, const char *source)
{
    as_lua_library(L, "assay.prompt.entries");
    lua_getfield(L, -1, "load");
    as_push_slice(L, code);
    lua_pushstring(L, source);
    lua_call(L, 2, 2); /* message, module, chunk, what is wrong */
    const int st = lua_isnil(L, -2) ? LUA_ERRSYNTAX : LUA_OK;
    const int better = st == LUA_OK ? -2 : -1;
    if (!lua_isnil(L, better)) {
        lua_pushvalue(L, better);
        lua_replace(L, -5);
    }
    lua_pop(L, 3);
    return st;
}

/* Push the chunk, or what is wrong with it. */
static int load_code(lua_State *L, as_slice code, const char *source)
{
    as_source_keep(L, source, code);
    int st = luaL_loadbufferx(L, code.n ? code.p : "", code.n, source, NULL);
    return st == LUA_ERRSYNTAX ? load_entries(L, code, source) : st;
}

/* All of standard input, in a buffer that is pushed. */
static as_slice read_input(lua_State *L)
{
    as_buf *all = as_buf_push(L);
    for (size_t n = 1; n > 0;) {
        as_err err;
        as_status st = as_file_read_some(STDIN_FILENO, "stdin", PART, all, &n,
                                         &err);
        if (st != AS_OK) {
            (void)as_bind_raise(L, st, &err);
        }
    }
    return as_buf_slice(all);
}

/* Without a first line that is the system's (#!), but for its line feed: lines
 * keep their numbers. */
static as_slice without_first(as_slice code)
{
    if (code.n == 0 || *code.p != '#') {
        return code;
    }
    const char *end = memchr(code.p, '\n', code.n);
    end = end ? end : code.p + code.n;
    return (as_slice){end, code.n - (size_t)(end - code.p)};
}

/* As luaL_loadfilex, which takes compiled files, too; what is no Lua is read
 * once more. */
static int load_file(lua_State *L, const char *path)
{
    int st = luaL_loadfilex(L, path, NULL);
    if (st != LUA_ERRSYNTAX) {
        return st;
    }
    as_buf *all = as_buf_push(L);
    if (as_file_read(path, SCRIPT_MAX, all, NULL) == AS_OK) {
        lua_pushfstring(L, "@%s", path);
        lua_pushvalue(L, -3);
        st = load_entries(L, without_first(as_buf_slice(all)),
                          lua_tostring(L, -2));
    } else {
        lua_pushvalue(L, -2);
    }
    return st;
}

static int run_file(lua_State *L)
{
    job *j = lua_touserdata(L, 1);
    bool in = strcmp(j->path, "-") == 0;
    set_arg(L, j, j->path);
    int st = in ? load_code(L, without_first(read_input(L)), "=stdin")
                : load_file(L, j->path);
    if (st != LUA_OK) {
        return load_failed(L, j, st);
    }
    push_args(L, j);
    return finish(L, (int)j->n_args);
}

static int run_string(lua_State *L)
{
    job *j = lua_touserdata(L, 1);
    set_arg(L, j, j->name);
    lua_pushfstring(L, "=%s", j->name);
    int st = load_code(L, j->code, lua_tostring(L, -1));
    if (st != LUA_OK) {
        return load_failed(L, j, st);
    }
    push_args(L, j);
    return finish(L, (int)j->n_args);
}

static int run_call(lua_State *L)
{
    const job *j = lua_touserdata(L, 1);
    lua_getglobal(L, "require");
    lua_pushstring(L, j->module);
    if (as_lua_traced(L, 1, 1) != LUA_OK) {
        return lua_error(L);
    }
    lua_getfield(L, -1, j->name);
    push_args(L, j);
    return finish(L, (int)j->n_args);
}

static as_status run(as_lua *lua, lua_CFunction fn, job *j, as_err *err)
{
    lua->trace.n = 0;
    as_status st = as_lua_protect(lua, fn, j, err);
    if (st == AS_ESCRIPT && j->st != AS_OK) {
        st = j->st;
        if (err) {
            err->status = st;
        }
    }
    return st;
}

as_status as_lua_run_file(as_lua *lua, const char *path,
                          const char *const *args, size_t n_args, as_err *err)
{
    job j = {.path = path, .args = args, .n_args = n_args};
    return run(lua, run_file, &j, err);
}

as_status as_lua_run_string(as_lua *lua, as_slice code, const char *name,
                            const char *const *args, size_t n_args,
                            as_err *err)
{
    job j = {.code = code, .name = name, .args = args, .n_args = n_args};
    return run(lua, run_string, &j, err);
}

as_status as_lua_call(as_lua *lua, const char *module, const char *name,
                      const char *const *args, size_t n_args, as_err *err)
{
    job j = {.module = module, .name = name, .args = args,
             .n_args = n_args};
    return run(lua, run_call, &j, err);
}

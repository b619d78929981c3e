/* api_output.c - assay.core.output: what leaves the program, as bytes. The
 * writers are those of the command line (io/format, io/json), so that a
 * file saved at the prompt is the one that `assay extract` writes. Only in
 * the user's state. */
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "bind/user.h"
#include "io/format.h"
#include "io/json.h"
#include "store/disk.h"
#include "store/draft.h"
#include "text/utf8.h"

/* What is in the buffer on top, as a string in its place. */
static int give(lua_State *L, as_status st, const as_buf *buf,
                const as_err *err)
{
    if (st != AS_OK) {
        return as_bind_raise(L, st, err);
    }
    as_push_slice(L, as_buf_slice(buf));
    as_box_drop(lua_touserdata(L, -2));
    return 1;
}

/* output.json(x): a string, number or boolean as JSON; nil is null, as is a
 * number that is none. */
static int json(lua_State *L)
{
    const int type = lua_type(L, 1);
    if (type == LUA_TSTRING) {
        as_buf *buf = as_buf_push(L);
        as_err err;
        const as_status st = as_json_text(buf, as_to_slice(L, 1), &err);
        return give(L, st, buf, &err);
    }
    if (type == LUA_TNUMBER && !lua_isinteger(L, 1) &&
        isfinite(lua_tonumber(L, 1))) {
        as_buf *buf = as_buf_push(L);
        as_err err;
        const as_status st = as_json_real(buf, lua_tonumber(L, 1), &err);
        return give(L, st, buf, &err);
    }
    if (type == LUA_TNUMBER && lua_isinteger(L, 1)) {
        lua_pushfstring(L, "%I", (LUAI_UACINT)lua_tointeger(L, 1));
    } else if (type == LUA_TBOOLEAN) {
        lua_pushstring(L, lua_toboolean(L, 1) ? "true" : "false");
    } else if (type == LUA_TNUMBER || type == LUA_TNIL) {
        lua_pushliteral(L, "null");
    } else {
        return as_bind_arg(L, 1, "output.json", "value",
                           "a string, number or boolean");
    }
    return 1;
}

/* output.utf8(s): s, what is ill-formed replaced by U+FFFD. */
static int utf8(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING) {
        return as_bind_arg(L, 1, "output.utf8", "text", "a string");
    }
    const as_slice s = as_to_slice(L, 1);
    if (as_utf8_valid(s) == s.n) {
        lua_settop(L, 1);
        return 1;
    }
    as_buf *buf = as_buf_push(L);
    size_t n_bad = 0;
    as_err err;
    const as_status st = as_utf8_repair(s, buf, &n_bad, &err);
    return give(L, st, buf, &err);
}

/* ---- records ------------------------------------------------------------ */

static as_format format_arg(lua_State *L, int idx, const char *fn)
{
    as_format format = AS_FORMAT_JSONL;
    as_err err;
    if (lua_type(L, idx) != LUA_TSTRING) {
        as_bind_arg(L, idx, fn, "format", "a string");
    }
    const as_status st = as_format_find(as_to_slice(L, idx), &format, &err);
    if (st != AS_OK) {
        as_bind_error(L, "%s: %s", fn, err.msg);
    }
    return format;
}

/* The names in the list at `idx`, NULL for nil. Pushes what owns them; the
 * list keeps the strings. */
static const as_slice *kinds_arg(lua_State *L, int idx, const char *fn,
                                 size_t *n)
{
    *n = 0;
    if (lua_isnoneornil(L, idx)) {
        return NULL;
    }
    if (!lua_istable(L, idx)) {
        as_bind_arg(L, idx, fn, "kinds", "a list of names");
    }
    const size_t count = lua_rawlen(L, idx);
    as_slice *v = as_scratch(L, count + 1, sizeof *v);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(L, idx, (lua_Integer)i + 1) != LUA_TSTRING) {
            as_bind_arg(L, -1, fn, "kind", "a name such as \"entity\"");
        }
        v[i] = as_to_slice(L, -1);
        lua_pop(L, 1);
    }
    *n = count;
    return v;
}

/* output.records(doc, format [, kinds [, chars]]): the bytes that `assay
 * extract` writes of it. */
static int records(lua_State *L)
{
    const char *fn = "output.records";
    as_doc *doc = as_handle_check(L, 1, fn);
    const as_bind *bind = as_bind_of(L);
    const as_format format = format_arg(L, 2, fn);
    as_record_opts opts = {.chars = bind->chars};
    if (!lua_isnoneornil(L, 4)) {
        opts.chars = lua_toboolean(L, 4) != 0;
    }
    opts.kinds = kinds_arg(L, 3, fn, &opts.n_kinds);
    as_buf *buf = as_buf_push(L);
    as_err err;
    const as_status st = as_format_doc(format, doc, bind->kinds, &opts, buf,
                                       &err);
    return give(L, st, buf, &err);
}

/* output.head(format, kind): the first line of a table of that kind; "" for
 * formats that are none. */
static int head(lua_State *L)
{
    const char *fn = "output.head";
    const as_format format = format_arg(L, 1, fn);
    if (lua_type(L, 2) != LUA_TSTRING) {
        return as_bind_arg(L, 2, fn, "kind", "a name such as \"entity\"");
    }
    as_buf *buf = as_buf_push(L);
    as_err err;
    const as_status st = as_format_head(format, as_bind_of(L)->kinds,
                                        as_to_slice(L, 2), buf, &err);
    return give(L, st, buf, &err);
}

/* ---- files -------------------------------------------------------------- */

#define DRAFT_TYPE "assay.draft"

/* A draft that may still be written to. */
static as_draft *draft_self(lua_State *L)
{
    as_draft **d = luaL_checkudata(L, 1, DRAFT_TYPE);
    if (*d == NULL) {
        as_bind_error(L, "the file is done with");
    }
    return *d;
}

/* draft:write(s): true, or nil and why not. */
static int draft_write(lua_State *L)
{
    as_draft *d = draft_self(L);
    as_err err;
    luaL_checktype(L, 2, LUA_TSTRING);
    as_guard_step(L);
    if (as_draft_write(d, as_to_slice(L, 2), &err) != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_pushboolean(L, 1);
    return 1;
}

static int draft_drop(lua_State *L)
{
    as_draft **d = luaL_checkudata(L, 1, DRAFT_TYPE);
    as_draft_free(*d);
    *d = NULL;
    return 0;
}

/* draft:keep(replaces): true, or nil and why not; of no use afterwards. */
static int draft_keep(lua_State *L)
{
    as_draft *d = draft_self(L);
    as_err err;
    const as_status st = as_draft_keep(d, lua_toboolean(L, 2) != 0, &err);
    lua_pushcfunction(L, draft_drop);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 0);
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    lua_pushboolean(L, 1);
    return 1;
}

static void draft_type(lua_State *L)
{
    static const luaL_Reg meta[] = {
        {"__gc", draft_drop}, {"__close", draft_drop}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"write", draft_write},
                                       {"keep", draft_keep},
                                       {NULL, NULL}};
    as_bind_type(L, DRAFT_TYPE, meta, methods);
}

/* output.draft(path): a file that is put into its place by draft:keep, and
 * gone without that; or nil and why not. */
static int draft(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "output.draft");
    draft_type(L);
    as_draft **d = lua_newuserdatauv(L, sizeof(as_draft *), 0);
    *d = NULL;
    luaL_setmetatable(L, DRAFT_TYPE);
    as_err err;
    const as_status st = as_draft_new(path, d, &err);
    return st == AS_OK ? 1 : as_bind_fail(L, &err);
}

/* ---- folders ------------------------------------------------------------ */

#define FOLDER_TYPE "assay.folder"

/* What is made beside its place, as a path; NULL: kept or gone. */
typedef struct folder {
    as_buf path;
} folder;

static int folder_drop(lua_State *L)
{
    folder *f = luaL_checkudata(L, 1, FOLDER_TYPE);
    if (f->path.n > 0) {
        (void)as_disk_remove(f->path.p, NULL);
    }
    as_buf_clear(&f->path);
    return 0;
}

/* folder:path(): where its files are to be written. */
static int folder_path(lua_State *L)
{
    const folder *f = luaL_checkudata(L, 1, FOLDER_TYPE);
    as_push_slice(L, as_buf_slice(&f->path));
    return 1;
}

/* folder:keep(path): put it there, where nothing is; true, or nil and why
 * not. */
static int folder_keep(lua_State *L)
{
    folder *f = luaL_checkudata(L, 1, FOLDER_TYPE);
    const char *path = luaL_checkstring(L, 2);
    const mode_t mask = umask(077);
    (void)umask(mask);
    as_err err;
    as_status st = f->path.n > 0 ? AS_OK : as_err_set(&err, AS_EINVAL, "%s: "
                                               "done with", path);
    if (st == AS_OK) {
        (void)chmod(f->path.p, 0777 & ~mask);
        st = as_disk_move(f->path.p, path, &err);
    }
    if (st != AS_OK) {
        return as_bind_fail(L, &err);
    }
    as_buf_clear(&f->path);
    lua_pushboolean(L, 1);
    return 1;
}

static void folder_type(lua_State *L)
{
    static const luaL_Reg meta[] = {
        {"__gc", folder_drop}, {"__close", folder_drop}, {NULL, NULL}};
    static const luaL_Reg methods[] = {{"path", folder_path},
                                       {"keep", folder_keep},
                                       {NULL, NULL}};
    as_bind_type(L, FOLDER_TYPE, meta, methods);
}

/* output.folder(parent): a new folder in it, gone unless it is kept; or nil
 * and why not. */
static int new_folder(lua_State *L)
{
    const char *parent = luaL_checkstring(L, 1);
    folder_type(L);
    folder *f = lua_newuserdatauv(L, sizeof *f, 0);
    *f = (folder){{0}};
    luaL_setmetatable(L, FOLDER_TYPE);
    as_err err;
    const as_status st = as_disk_temp(parent, &f->path, &err);
    return st == AS_OK ? 1 : as_bind_fail(L, &err);
}

const luaL_Reg as_api_output[] = {{"json", json},
                                  {"utf8", utf8},
                                  {"records", records},
                                  {"head", head},
                                  {"draft", draft},
                                  {"folder", new_folder},
                                  {NULL, NULL}};

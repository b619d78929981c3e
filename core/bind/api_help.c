/* api_help.c - assay.core.api(): what the files of lua/assay/api say, as
 * tables. Only in the user's state. It is read when somebody asks for it: no
 * prompt waits for it. */
#include <dirent.h>

#include "bind/api_store.h"
#include "bind/tables.h"
#include "bind/user.h"
#include "io/apifile.h"
#include "io/file.h"

static const char suffix[] = ".yaml";

static void close_folder(void *p)
{
    if (p) {
        (void)closedir(p);
    }
}

static void free_file(void *p)
{
    as_api_file_free(p);
}

/* ---- one file --------------------------------------------------------- */

static void push_values(lua_State *L, const as_api_value *v, uint32_t n)
{
    lua_createtable(L, (int)n, 0);
    for (uint32_t i = 0; i < n; i++) {
        lua_createtable(L, 0, 4);
        as_set_text(L, "name", v[i].name);
        as_set_text(L, "type", v[i].type);
        as_set_text(L, "doc", v[i].doc);
        as_set_bool(L, "optional", v[i].optional);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_entry(lua_State *L, const as_api_entry *e, const char *file)
{
    lua_createtable(L, 0, 14);
    as_set_text(L, "name", e->name);
    as_set_text(L, "kind", as_api_kind_name(e->kind));
    as_set_text(L, "file", file);
    as_set_text(L, "call", e->call);
    as_set_text(L, "summary", e->summary);
    as_set_text(L, "doc", e->doc);
    as_set_text(L, "extends", e->extends);
    as_set_text(L, "since", e->since);
    as_set_text(L, "capability", e->capability);
    as_set_text(L, "example", e->example);
    as_set_text(L, "prints", e->prints);
    push_values(L, e->params, e->n_params);
    lua_setfield(L, -2, "params");
    push_values(L, e->returns, e->n_returns);
    lua_setfield(L, -2, "returns");
    push_values(L, e->fields, e->n_fields);
    lua_setfield(L, -2, "fields");
}

/* Put the entries of a file behind those of the list at `list`. `file` is
 * the file's name, without folder. */
static void add_file(lua_State *L, int list, const char *dir, const char *file)
{
    const char *path = lua_pushfstring(L, "%s/%s", dir, file);
    as_buf *text = as_buf_push(L);
    as_box *box = as_box_push(L, free_file);
    as_api_file *f = NULL;
    as_err err;
    as_status st = as_file_read(path, AS_API_FILE_MAX, text, &err);
    if (st == AS_OK) {
        st = as_api_file_read(path, as_buf_slice(text), &f, &err);
    }
    if (st != AS_OK) {
        as_bind_raise(L, st, &err);
    }
    box->p = f;
    lua_Integer n = (lua_Integer)lua_rawlen(L, list);
    for (uint32_t i = 0; i < f->n_entries; i++) {
        push_entry(L, &f->entries[i], file);
        lua_rawseti(L, list, ++n);
    }
    as_box_drop(box);
    lua_pop(L, 3);
}

/* ---- the folder ------------------------------------------------------- */

/* Push the names of the files in `dir`, sorted. */
static void push_names(lua_State *L, const char *dir)
{
    as_box *box = as_box_push(L, close_folder);
    DIR *open = box->p = opendir(dir);
    lua_newtable(L);
    lua_Integer n = 0;
    for (const struct dirent *e; open && (e = readdir(open)) != NULL;) {
        const size_t len = strlen(e->d_name);
        if (len >= sizeof suffix && e->d_name[0] != '.' &&
            strcmp(e->d_name + len - (sizeof suffix - 1), suffix) == 0) {
            lua_pushstring(L, e->d_name);
            lua_rawseti(L, -2, ++n);
        }
    }
    as_box_drop(box);
    lua_remove(L, -2);
    as_tables_sort(L, lua_gettop(L));
}

/* core.api([dir]): every entry, file by file; raises what is wrong with the
 * first file that is. */
static int api(lua_State *L)
{
    const char *share = as_bind_of(L)->lua->opts.share;
    const char *dir = luaL_optstring(L, 1, NULL);
    if (dir == NULL) {
        dir = lua_pushfstring(L, "%s/lua/assay/api", share ? share : ".");
    }
    lua_newtable(L);
    const int list = lua_gettop(L);
    push_names(L, dir);
    const int names = lua_gettop(L);
    for (lua_Integer i = 1; lua_rawgeti(L, names, i) == LUA_TSTRING; i++) {
        add_file(L, list, dir, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    lua_settop(L, list);
    return 1;
}

const luaL_Reg as_api_help[] = {{"api", api}, {NULL, NULL}};

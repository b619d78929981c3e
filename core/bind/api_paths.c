/* api_paths.c - assay.core.paths: what there is on disk, for the commands
 * about plugins. Only in the user's state. Lua's io does the reading and the
 * writing; this is what it lacks. */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bind/bind_int.h"

static int failed(lua_State *L, const char *path)
{
    const int code = errno;
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s", path, strerror(code));
    return 2;
}

/* paths.kind(path): "file", "folder", "other", or nil: nothing is there.
 * Links are followed. */
static int kind(lua_State *L)
{
    struct stat sb;
    if (stat(as_path_arg(L, 1, "paths.kind"), &sb) != 0) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushstring(L, S_ISREG(sb.st_mode)   ? "file"
                      : S_ISDIR(sb.st_mode) ? "folder"
                                            : "other");
    return 1;
}

/* paths.home(path): with the user's home in the place of a leading `~/`. */
static int home(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    lua_settop(L, 1);
    as_home_path(L, 1);
    return 1;
}

static void free_path(void *p)
{
    free(p);
}

/* paths.real(path): absolute, without links; nil and a message. */
static int real(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "paths.real");
    as_box *box = as_box_push(L, free_path);
    box->p = realpath(path, NULL);
    if (box->p == NULL) {
        return failed(L, path);
    }
    lua_pushstring(L, box->p);
    as_box_drop(box);
    return 1;
}

/* paths.enter(folder): it is the one that relative paths begin in; true, or
 * nil and a message. */
static int enter(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "paths.enter");
    if (chdir(path) != 0) {
        return failed(L, path);
    }
    lua_pushboolean(L, 1);
    return 1;
}

static void close_folder(void *p)
{
    if (p) {
        (void)closedir(p);
    }
}

/* Sort the strings of the table on top, by their bytes. */
static void sort(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, LUA_TABLIBNAME);
    lua_getfield(L, -1, "sort");
    lua_pushvalue(L, -4);
    lua_call(L, 1, 0);
    lua_pop(L, 2);
}

/* paths.list(path): names in a folder, sorted; nil and a message. */
static int list(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "paths.list");
    as_box *box = as_box_push(L, close_folder);
    DIR *dir = box->p = opendir(path);
    if (dir == NULL) {
        return failed(L, path);
    }
    lua_newtable(L);
    lua_Integer n = 0;
    for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            lua_pushstring(L, e->d_name);
            lua_rawseti(L, -2, ++n);
        }
    }
    as_box_drop(box);
    sort(L);
    return 1;
}

static void free_glob(void *p)
{
    if (p) {
        globfree(p);
    }
    as_mem_free(p);
}

/* paths.glob(pattern): paths that fit, sorted; what cannot be read is left
 * out. The memory that glob allocates is not ours to count. */
static int fitting(lua_State *L)
{
    const char *pattern = as_path_arg(L, 1, "paths.glob");
    as_box *box = as_box_push(L, free_glob);
    glob_t *found = box->p = as_mem_zero(1, sizeof *found);
    if (!found) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    if (glob(pattern, 0, NULL, found) == GLOB_NOSPACE) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    lua_newtable(L);
    for (size_t i = 0; i < found->gl_pathc; i++) {
        lua_pushstring(L, found->gl_pathv[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    as_box_drop(box);
    sort(L);
    return 1;
}

/* paths.mkdir(path): with those above it; true, also if it is there. */
static int make(lua_State *L)
{
    const char *path = as_path_arg(L, 1, "paths.mkdir");
    const size_t n = strlen(path);
    char *part = as_scratch(L, n + 1, 1);
    for (size_t i = 1; i <= n; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            return failed(L, part);
        }
    }
    struct stat sb;
    if (stat(path, &sb) != 0 || !S_ISDIR(sb.st_mode)) {
        errno = ENOTDIR;
        return failed(L, path);
    }
    lua_pushboolean(L, 1);
    return 1;
}

const luaL_Reg as_api_paths[] = {{"kind", kind},
                                 {"home", home},
                                 {"real", real},
                                 {"enter", enter},
                                 {"list", list},
                                 {"glob", fitting},
                                 {"mkdir", make},
                                 {NULL, NULL}};

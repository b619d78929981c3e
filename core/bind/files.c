/* files.c - see files.h. Whatever is open while Lua may raise an error is in
 * a box, so that no descriptor is lost. */
#include "bind/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bind/tables.h"
#include "flow/plugins.h"
#include "io/file.h"
#include "store/disk.h"
#include "text/utf8.h"

enum {
    WRITE_MAX = 16 << 20, /* bytes a document */
    WRITES_MAX = 1000,    /* calls a document: each may make a file */
    LIST_MAX = 10000,     /* names of a folder */
    NAME_MAX_BYTES = 1024
};

/* Upvalue of each function: the granted folder, or nil. */
enum { UP_FOLDER = 1 };

/* ---- opening ---------------------------------------------------------- */

/* dir/name, where name cannot leave dir; -1 and errno. */
static int open_beneath(const char *dir, const char *name, int flags,
                        bool links)
{
    const int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (at < 0) {
        return -1;
    }
    struct open_how how = {
        .flags = (uint64_t)(flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
                            (links ? 0 : O_NOFOLLOW)),
        .mode = flags & O_CREAT ? 0666 : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
                   (links ? 0 : RESOLVE_NO_SYMLINKS)};
    long fd = -1;
    do {
        fd = syscall(SYS_openat2, at, name, &how, sizeof how);
    } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
    if (fd < 0 && links && (errno == ENOSYS || errno == EPERM)) {
        /* A system without: a plugin's own code is read part by part, and
         * links in it are not. */
        fd = as_disk_open(at, name, flags | O_NONBLOCK | O_NOCTTY);
    }
    const int saved = errno;
    (void)close(at);
    errno = saved;
    return (int)fd;
}

static const char *why(int error)
{
    switch (error) {
    case EXDEV:
        return "leads out of the folder";
    case ELOOP:
        return "is a link, and links are not followed";
    case ENOSYS:
        return "this system cannot keep a path within a folder (no openat2), "
               "so that files are refused";
    case ENXIO:
        return "is not a regular file";
    default:
        return strerror(error);
    }
}

as_status as_files_code(const char *dir, const char *name, size_t max,
                        as_buf *out, as_err *err)
{
    int fd = open_beneath(dir, name, O_RDONLY, true);
    struct stat sb;
    as_status st = AS_OK;
    size_t got = 1;
    if (fd < 0 || fstat(fd, &sb) != 0) {
        st = as_err_set(err, AS_EIO, "%s: cannot open: %s", name, why(errno));
    } else if (!S_ISREG(sb.st_mode)) {
        st = as_err_set(err, AS_EIO, "%s: cannot open: not a regular file",
                        name);
    }
    while (st == AS_OK && got > 0) {
        st = as_file_read_some(fd, name, 65536, out, &got, err);
        if (st == AS_OK && out->n > max) {
            st = as_err_set(err, AS_ELIMIT, "%s: too long (more than %zu MiB)",
                            name, max >> 20);
        }
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return st;
}

/* ---- arguments -------------------------------------------------------- */

static const char *folder(lua_State *L, const char *fn, const char *cap)
{
    const char *dir = lua_tostring(L, lua_upvalueindex(UP_FOLDER));
    if (!dir) {
        const as_plugin *p = as_bind_of(L)->plugin;
        as_bind_error(L, "%s: plugin %s has no capability to %s: the user did "
                         "not grant it",
                      fn, p ? p->manifest->name : "?", cap);
    }
    return dir;
}

/* Argument 1, fit to name a file beneath the folder. */
static const char *name_arg(lua_State *L, const char *fn, const char *def)
{
    if (def && lua_isnoneornil(L, 1)) {
        return def;
    }
    if (lua_type(L, 1) != LUA_TSTRING) {
        as_bind_arg(L, 1, fn, "name", "a string");
    }
    const as_slice s = as_to_slice(L, 1);
    bool good = s.n > 0 && s.n <= NAME_MAX_BYTES && as_utf8_valid(s) == s.n &&
                strlen(s.p) == s.n && as_file_inside(s.p);
    for (size_t i = 0; good && i < s.n; i++) {
        good = (unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7F;
    }
    if (!good) {
        as_bind_error(L, "%s: name must be a path within the folder", fn);
    }
    return s.p;
}

/* Push nil and a message; 2. */
static int fail(lua_State *L, const char *name, const char *what)
{
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s", name, what);
    return 2;
}

static void fd_free(void *p)
{
    const int *fd = p;
    (void)close(*fd);
    as_mem_free(p);
}

/* Close what is in the box now, not when it is collected: descriptors are
 * few. For the end of a function that gives `n` results. */
static int done(as_box *box, int n)
{
    as_box_drop(box);
    return n;
}

/* An open file in a box, pushed; -1 and errno, and an empty box. */
static int open_boxed(lua_State *L, const char *dir, const char *name,
                      int flags, as_box **out)
{
    as_box *box = *out = as_box_push(L, fd_free);
    int *fd = as_mem_new(sizeof *fd);
    if (!fd) {
        as_bind_raise(L, AS_ENOMEM, NULL);
    }
    *fd = open_beneath(dir, name, flags, false);
    if (*fd < 0) {
        as_mem_free(fd);
        return -1;
    }
    box->p = fd;
    return *fd;
}

/* ---- reading ---------------------------------------------------------- */

/* assay.files.read(name) -> text | nil, message */
static int files_read(lua_State *L)
{
    const char *fn = "assay.files.read";
    const char *dir = folder(L, fn, "read");
    const char *name = name_arg(L, fn, NULL);
    as_box *box = NULL;
    const int fd = open_boxed(L, dir, name, O_RDONLY, &box);
    struct stat sb;
    if (fd < 0 || fstat(fd, &sb) != 0) {
        return done(box, fail(L, name, why(errno)));
    }
    if (!S_ISREG(sb.st_mode)) {
        return done(box, fail(L, name, "is not a regular file"));
    }
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (;;) {
        char *p = luaL_prepbuffsize(&b, 65536);
        const ssize_t n = read(fd, p, 65536);
        as_guard_step(L);
        if (n < 0 && errno != EINTR) {
            return done(box, fail(L, name, strerror(errno)));
        }
        if (n == 0) {
            break;
        }
        luaL_addsize(&b, n > 0 ? (size_t)n : 0);
    }
    luaL_pushresult(&b);
    return done(box, 1);
}

static void dir_free(void *p)
{
    (void)closedir(p);
}

/* Regular files, and folders with a slash behind; "" for anything else. */
static const char *suffix_of(DIR *d, const struct dirent *e)
{
    struct stat sb;
    if (e->d_name[0] == '.' &&
        (e->d_name[1] == '\0' || strcmp(e->d_name, "..") == 0)) {
        return NULL;
    }
    if (fstatat(dirfd(d), e->d_name, &sb, AT_SYMLINK_NOFOLLOW) != 0) {
        return NULL;
    }
    return S_ISDIR(sb.st_mode) ? "/" : S_ISREG(sb.st_mode) ? "" : NULL;
}

/* assay.files.list([dir]) -> {names}, sorted | nil, message */
static int files_list(lua_State *L)
{
    const char *fn = "assay.files.list";
    const char *dir = folder(L, fn, "read");
    const char *name = name_arg(L, fn, ".");
    as_box *box = as_box_push(L, dir_free);
    const int fd = open_beneath(dir, name, O_RDONLY | O_DIRECTORY, false);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) {
        const int saved = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        return fail(L, name, why(saved));
    }
    box->p = d;
    lua_newtable(L);
    lua_Integer n = 0;
    for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
        const char *suffix = suffix_of(d, e);
        as_guard_step(L);
        if (suffix && n == LIST_MAX) {
            return done(box, fail(L, name, "holds more than 10000 files"));
        }
        if (suffix) {
            lua_pushfstring(L, "%s%s", e->d_name, suffix);
            lua_rawseti(L, -2, ++n);
        }
    }
    as_tables_sort(L, lua_gettop(L));
    return done(box, 1);
}

/* ---- writing ---------------------------------------------------------- */

void as_files_restart(as_bind *b)
{
    b->write_left = WRITE_MAX;
    b->writes_left = WRITES_MAX;
}

/* Count the call and its bytes; raises when there is no more. */
static void charge(lua_State *L, const char *fn, size_t n)
{
    as_bind *b = as_bind_of(L);
    if (n > b->write_left || b->writes_left == 0) {
        as_bind_error(L, "%s: more than %d MiB or %d files for one document",
                      fn, WRITE_MAX >> 20, WRITES_MAX);
    }
    b->write_left -= n;
    b->writes_left--;
}

static bool write_all(int fd, as_slice s, bool once)
{
    while (s.n > 0) {
        const ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        if (once && (size_t)n < s.n) {
            errno = ENOSPC;
            return false;
        }
        s = (as_slice){s.p + n, s.n - (size_t)n};
    }
    return true;
}

/* write replaces, append adds by one write(2), so that lines of several
 * processes do not mix. */
static int put(lua_State *L, const char *fn, bool append)
{
    const char *dir = folder(L, fn, "write");
    const char *name = name_arg(L, fn, NULL);
    if (lua_type(L, 2) != LUA_TSTRING) {
        as_bind_arg(L, 2, fn, "text", "a string");
    }
    const as_slice text = as_to_slice(L, 2);
    if (as_bind_of(L)->trial) {
        return fail(L, name, "not written: this is only an example");
    }
    charge(L, fn, text.n);
    as_box *box = NULL;
    const int fd =
        open_boxed(L, dir, name,
                   O_WRONLY | O_CREAT | (append ? O_APPEND : 0), &box);
    struct stat sb;
    if (fd < 0 || fstat(fd, &sb) != 0) {
        return done(box, fail(L, name, why(errno)));
    }
    if (!S_ISREG(sb.st_mode) || sb.st_nlink != 1) {
        return done(box, fail(L, name, S_ISREG(sb.st_mode)
                                           ? "has a second name (link)"
                                           : "is not a regular file"));
    }
    if ((!append && ftruncate(fd, 0) != 0) || !write_all(fd, text, append)) {
        return done(box, fail(L, name, strerror(errno)));
    }
    lua_pushboolean(L, 1);
    return done(box, 1);
}

/* assay.files.write(name, text) -> true | nil, message */
static int files_write(lua_State *L)
{
    return put(L, "assay.files.write", false);
}

/* assay.files.append(name, text) -> true | nil, message */
static int files_append(lua_State *L)
{
    return put(L, "assay.files.append", true);
}

/* ---- the table -------------------------------------------------------- */

/* Push the granted folder, or nil. */
static void push_grant(lua_State *L, const as_plugin *p, const char *cap)
{
    for (size_t i = 0; p && i < p->n_grants; i++) {
        if (strcmp(p->grants[i].name, cap) == 0 && p->grants[i].folder) {
            lua_pushstring(L, p->grants[i].folder);
            return;
        }
    }
    lua_pushnil(L);
}

void as_files_open(lua_State *L, const as_plugin *plugin)
{
    static const luaL_Reg readers[] = {
        {"read", files_read}, {"list", files_list}, {NULL, NULL}};
    static const luaL_Reg writers[] = {
        {"write", files_write}, {"append", files_append}, {NULL, NULL}};
    lua_newtable(L);
    push_grant(L, plugin, "read");
    luaL_setfuncs(L, readers, 1);
    push_grant(L, plugin, "write");
    luaL_setfuncs(L, writers, 1);
}

/* cachedir.c - see cachedir.h. A stamp is an empty file named for its hash;
 * its age is its time of change. */
#include "io/cachedir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DAY = 24 * 60 * 60, KEEP = 30 * DAY };

bool as_cachedir(const char *kind, char out[PATH_MAX])
{
    const char *off = getenv("ASSAY_NO_CACHE");
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = 0;
    if (off != NULL && off[0] != '\0') {
        return false;
    }
    if (base != NULL && base[0] == '/') {
        n = snprintf(out, PATH_MAX, "%s/assay/%s", base, kind);
    } else if (home != NULL && home[0] == '/') {
        n = snprintf(out, PATH_MAX, "%s/.cache/assay/%s", home, kind);
    }
    return n > 0 && n < PATH_MAX - 64;
}

void as_cachedir_make(const char *path)
{
    char part[PATH_MAX];
    for (const char *at = strchr(path + 1, '/');; at = strchr(at + 1, '/')) {
        const size_t n = at ? (size_t)(at - path) : strlen(path);
        memcpy(part, path, n);
        part[n] = '\0';
        (void)mkdir(part, 0700);
        if (at == NULL) {
            return;
        }
    }
}

/* ---- stamps -------------------------------------------------------------- */

static bool stamp_path(const char *kind, uint64_t hash, char folder[PATH_MAX],
                       char path[PATH_MAX])
{
    if (!as_cachedir(kind, folder)) {
        return false;
    }
    const int n = snprintf(path, PATH_MAX, "%s/%016llx.ok", folder,
                           (unsigned long long)hash);
    return n < PATH_MAX;
}

bool as_stamp_find(const char *kind, uint64_t hash)
{
    char folder[PATH_MAX], path[PATH_MAX];
    struct stat sb;
    if (!stamp_path(kind, hash, folder, path) ||
        lstat(path, &sb) != 0 || !S_ISREG(sb.st_mode) ||
        sb.st_uid != geteuid() || time(NULL) - sb.st_mtime > KEEP) {
        return false;
    }
    if (time(NULL) - sb.st_mtime > DAY) {
        (void)utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
    }
    return true;
}

static void prune(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *d;
    struct stat sb;
    while (dir != NULL && (d = readdir(dir)) != NULL) {
        const size_t n = strlen(d->d_name);
        if (n > 3 && strcmp(d->d_name + n - 3, ".ok") == 0 &&
            fstatat(dirfd(dir), d->d_name, &sb, AT_SYMLINK_NOFOLLOW) == 0 &&
            time(NULL) - sb.st_mtime > KEEP) {
            (void)unlinkat(dirfd(dir), d->d_name, 0);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

void as_stamp_put(const char *kind, uint64_t hash)
{
    char folder[PATH_MAX], path[PATH_MAX];
    if (!stamp_path(kind, hash, folder, path)) {
        return;
    }
    as_cachedir_make(folder);
    /* Without blocking: a pipe of that name has no reader. */
    const int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
                              O_NONBLOCK, 0600);
    if (fd >= 0) {
        (void)futimens(fd, NULL); /* it may be an old one */
        (void)close(fd);
        prune(folder);
    }
}

/* gazcache.c - see gazcache.h.
 *
 * Cost: reading and hashing the sources, then one open and one map; a build
 * where the file is not there. The sources are read into memory, not mapped,
 * because somebody may be editing them.
 * Invariants: what is hashed is what is built from. A file in the cache is
 * never written to again, only renamed into place and removed, so that a map
 * of it stays whole.
 * Refuses: files of another user, or that others may write. */
#include "io/gazcache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "io/cachedir.h"
#include "io/file.h"
#include "io/gazfile_int.h"

enum {
    FORMAT = 1, /* changes when the same sources give another gazetteer */
    DAY = 24 * 60 * 60,
    KEEP_UNUSED = 30 * DAY,
    KEEP_HALF = 60 * 60 /* what a killed process left */
};

/* ---- reading ------------------------------------------------------------ */

typedef struct mapping {
    void *p;
    size_t n;
} mapping;

static void unmap(void *ctx)
{
    mapping *m = ctx;
    (void)munmap(m->p, m->n);
    as_mem_free(m);
}

static bool is_ours(const struct stat *sb)
{
    return S_ISREG(sb->st_mode) && sb->st_uid == geteuid() &&
           (sb->st_mode & (S_IWGRP | S_IWOTH)) == 0 && sb->st_size > 0;
}

/* NULL, and no error, when the file is not there or not good. */
static as_gaz *map_open(int fd, const struct stat *sb)
{
    mapping *m = as_mem_new(sizeof *m);
    as_gaz *gaz = NULL;
    if (m == NULL) {
        return NULL;
    }
    m->n = (size_t)sb->st_size;
    m->p = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE, fd, 0);
    if (m->p == MAP_FAILED) {
        as_mem_free(m);
        return NULL;
    }
    if (as_gaz_open((as_slice){m->p, m->n}, unmap, m, &gaz, NULL) != AS_OK) {
        unmap(m);
        return NULL;
    }
    return gaz;
}

static as_gaz *cached(const char *path)
{
    struct stat sb;
    as_gaz *gaz = NULL;
    const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &sb) == 0 && is_ours(&sb)) {
        gaz = map_open(fd, &sb);
    }
    if (gaz != NULL && time(NULL) - sb.st_mtime > DAY) {
        (void)futimens(fd, NULL); /* in use: not to be cleared away */
    }
    (void)close(fd);
    return gaz;
}

/* ---- writing ------------------------------------------------------------ */

/* Remove what nobody uses. */
static void prune(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *d;
    struct stat sb;
    while (dir != NULL && (d = readdir(dir)) != NULL) {
        const bool is_half = strncmp(d->d_name, "tmp-", 4) == 0;
        const size_t n = strlen(d->d_name);
        if (!is_half && (n < 4 || strcmp(d->d_name + n - 4, ".gaz") != 0)) {
            continue;
        }
        if (fstatat(dirfd(dir), d->d_name, &sb, AT_SYMLINK_NOFOLLOW) == 0 &&
            time(NULL) - sb.st_mtime > (is_half ? KEEP_HALF : KEEP_UNUSED)) {
            (void)unlinkat(dirfd(dir), d->d_name, 0);
        }
    }
    if (dir != NULL) {
        (void)closedir(dir);
    }
}

static bool write_all(int fd, as_slice bytes)
{
    for (size_t at = 0; at < bytes.n;) {
        const ssize_t n = write(fd, bytes.p + at, bytes.n - at);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Put the image in its place; if that fails there is none. */
static void keep(const char *folder, const char *path, as_slice image)
{
    char half[PATH_MAX];
    as_cachedir_make(folder);
    const int n = snprintf(half, sizeof half, "%s/tmp-XXXXXX", folder);
    const int fd = n < (int)sizeof half ? mkostemp(half, O_CLOEXEC) : -1;
    if (fd < 0) {
        return;
    }
    bool good = write_all(fd, image) && fdatasync(fd) == 0;
    good = close(fd) == 0 && good;
    if (!good || rename(half, path) != 0) {
        (void)unlink(half);
        return;
    }
    prune(folder);
}

/* ---- sources ------------------------------------------------------------ */

/* The bytes of the rules, then those of each file. */
typedef struct sources {
    as_buf *v;
    size_t n, size;
    uint64_t key;
} sources;

static void key_add(sources *s, as_slice bytes)
{
    s->key = as_hash_mix(s->key, bytes.n);
    s->key = as_hash_mix(s->key, as_hash_portable(bytes));
}

static as_status sources_read(const as_gazcache_spec *spec, sources *s,
                              as_err *err)
{
    const uint32_t numbers[] = {FORMAT, spec->defaults.match, spec->overlaps,
                                spec->rules != NULL, 0x01020304};
    *s = (sources){.v = as_mem_zero(spec->n_files + 1, sizeof *s->v),
                   .n = spec->n_files + 1};
    if (s->v == NULL) {
        return as_err_nomem(err);
    }
    key_add(s, (as_slice){(const char *)numbers, sizeof numbers});
    key_add(s, spec->name);
    key_add(s, spec->defaults.label);
    as_status st = AS_OK;
    for (size_t i = 0; i < s->n && st == AS_OK; i++) {
        const char *path = i ? spec->files[i - 1] : spec->rules;
        if (path == NULL) {
            continue;
        }
        st = gazfile_bytes(path, &s->v[i], err);
        const char *dot = strrchr(path, '.');
        key_add(s, as_slice_str(dot ? dot : ""));
        key_add(s, as_buf_slice(&s->v[i]));
        s->size += s->v[i].n;
    }
    return st;
}

static void sources_clear(sources *s)
{
    for (size_t i = 0; s->v != NULL && i < s->n; i++) {
        as_buf_clear(&s->v[i]);
    }
    as_mem_free(s->v);
}

static as_status compile(const as_gazcache_spec *spec, const sources *s,
                         as_gaz **out, as_err *err)
{
    as_gaz_builder *b;
    as_status st = as_gaz_builder_new(&b, err);
    if (st != AS_OK) {
        return st;
    }
    if (spec->rules != NULL) {
        st = gazfile_rules(spec->rules, as_buf_slice(&s->v[0]), b, err);
    }
    for (size_t i = 0; i < spec->n_files && st == AS_OK; i++) {
        st = gazfile_read(spec->files[i], as_buf_slice(&s->v[i + 1]),
                          &spec->defaults, b, err);
    }
    if (st == AS_OK) {
        st = as_gaz_build(b, spec->name, spec->overlaps, out, err);
    }
    as_gaz_builder_free(b);
    return st;
}

as_status as_gazcache_load(const as_gazcache_spec *spec, as_gaz **out,
                           as_err *err)
{
    sources s;
    char folder[PATH_MAX], path[PATH_MAX];
    as_gaz *gaz = NULL;
    as_status st = sources_read(spec, &s, err);
    bool keeps = st == AS_OK && s.size >= AS_GAZCACHE_FROM &&
                 as_cachedir("gazetteers", folder);
    if (keeps) {
        const int n = snprintf(path, sizeof path, "%s/%016llx-%zx.gaz",
                               folder, (unsigned long long)s.key, s.size);
        keeps = n < (int)sizeof path;
        gaz = keeps ? cached(path) : NULL;
    }
    if (st == AS_OK && gaz == NULL) {
        st = compile(spec, &s, &gaz, err);
        if (st == AS_OK && keeps) {
            keep(folder, path, as_gaz_image(gaz));
        }
    }
    sources_clear(&s);
    if (st == AS_OK) {
        *out = gaz;
    }
    return st;
}

/* archive_read.c - entries of a tar into a folder: see archive.h.
 *
 * libarchive reads tar and zstd here, and nothing else: no other format is
 * enabled, and it writes no file. Files are made by descriptors beneath a
 * folder that is new, each with O_EXCL, so that an entry that comes twice, or
 * as a file and as a folder, is met by the file system's own word. No link
 * is ever made, so that none can be followed.
 *
 * libarchive turns names of pax headers into the charset of the locale: the
 * thread's locale is UTF-8 while it is asked. It also composes letters and
 * accents in them (NFC), and cannot be kept from it: who reads such a stream
 * holds the names against a list. Names outside pax headers (all of ours, and
 * git's up to 100 bytes) stay as they are.
 * Cost: that of the bytes; stops at the limits of a tree. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/mem.h"
#include "store/archive_int.h"
#include "store/disk_int.h"
#include "store/shown.h"

enum {
    ENTRIES = 4 * AS_TREE_FILES, /* with folders */
    STALL = 120 * 1000           /* milliseconds without a byte */
};
/* What a stream may come to uncompressed: files, padding, heads. */
static const int64_t stream_most = AS_TREE_BYTES + ENTRIES * (int64_t)4096;

typedef struct reader {
    const tar_source *source;
    struct archive *a;
    int to;     /* the folder of the files */
    char *name; /* of the top folder; NULL: none */
    char *block;
    uint64_t bytes;
    size_t n_files, n_entries;
    as_err *err;
    bool cancelled; /* told by the callback */
} reader;

bool archive_name_ok(as_slice name)
{
    bool good = name.n > 0 && name.n < AS_ARCHIVE_NAME &&
                name.p[0] >= 'a' && name.p[0] <= 'z';
    for (size_t i = 1; good && i < name.n; i++) {
        const char c = name.p[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    return good;
}

/* ---- messages --------------------------------------------------------- */

static as_status refuse(reader *r, as_status st, as_slice path,
                        const char *why)
{
    char shown[AS_SHOWN];
    return as_err_set(r->err, st, "%s: %s %s", r->source->label,
                      as_shown(path, shown, sizeof shown), why);
}

static as_status damaged(reader *r)
{
    char shown[AS_SHOWN];
    const char *why = archive_error_string(r->a);
    if (r->cancelled) {
        return as_err_set(r->err, AS_ECANCEL, "%s: interrupted",
                          r->source->label);
    }
    return as_err_set(r->err, AS_ESYNTAX, "%s: cannot be unpacked: %s",
                      r->source->label,
                      as_shown(as_slice_str(why ? why : "damaged"), shown,
                               sizeof shown));
}

static as_status cannot_write(reader *r, as_slice path)
{
    char why[160];
    if (errno == EEXIST || errno == ENOTDIR || errno == EISDIR) {
        return refuse(r, AS_EINVAL, path,
                      "comes twice, or as a file and as a folder");
    }
    (void)snprintf(why, sizeof why, "cannot be written: %s", strerror(errno));
    return refuse(r, AS_EIO, path, why);
}

/* ---- files ------------------------------------------------------------ */

/* Make the folders above the last part of `path`; that of the file, or -1
 * and errno. */
static int make_folders(int top, const char *path)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int at = fcntl(top, F_DUPFD_CLOEXEC, 0);
    for (const char *end; at >= 0 && (end = strchr(path, '/')) != NULL;
         path = end + 1) {
        char part[NAME_MAX + 1];
        memcpy(part, path, (size_t)(end - path)); /* at most 255 */
        part[end - path] = '\0';
        int in = -1;
        if (mkdirat(at, part, 0755) == 0 || errno == EEXIST) {
            in = openat(at, part, flags);
        }
        const int why = errno;
        (void)close(at);
        errno = why;
        at = in;
    }
    return at;
}

static as_status copy_data(reader *r, int fd, as_slice path)
{
    uint64_t size = 0;
    for (;;) {
        const la_ssize_t n = archive_read_data(r->a, r->block, DISK_BLOCK);
        if (n < 0 || r->cancelled) {
            return damaged(r);
        }
        if (n == 0) {
            return AS_OK;
        }
        size += (uint64_t)n;
        r->bytes += (uint64_t)n;
        if (size > AS_TREE_FILE_BYTES) {
            return refuse(r, AS_ELIMIT, path, "is larger than 64 MiB");
        }
        if (r->bytes > AS_TREE_BYTES) {
            return refuse(r, AS_ELIMIT, path, "makes it more than 256 MiB in "
                                              "all");
        }
        if (!disk_write_all(fd, r->block, (size_t)n)) {
            return cannot_write(r, path);
        }
    }
}

static as_status extract_file(reader *r, as_slice path)
{
    const int folder = make_folders(r->to, path.p);
    const char *slash = memrchr(path.p, '/', path.n);
    const char *base = slash ? slash + 1 : path.p;
    if (folder < 0) {
        return cannot_write(r, path);
    }
    const int fd = openat(folder, base, O_WRONLY | O_CREAT | O_EXCL |
                                            O_NOFOLLOW | O_CLOEXEC, 0644);
    as_status st = AS_OK;
    if (fd < 0 || fchmod(fd, 0644) != 0) {
        st = cannot_write(r, path);
    } else {
        st = copy_data(r, fd, path);
    }
    if (fd >= 0 && close(fd) != 0 && st == AS_OK) {
        st = cannot_write(r, path);
    }
    (void)close(folder);
    return st;
}

/* ---- entries ---------------------------------------------------------- */

static const char *kind_fault(struct archive_entry *e)
{
    if (archive_entry_hardlink(e) != NULL) {
        return "is a hard link: a plugin has only files";
    }
    if (archive_entry_sparse_count(e) > 0) {
        return "is a file with holes: pack it anew";
    }
    switch (archive_entry_filetype(e)) {
    case AE_IFREG:
    case AE_IFDIR: return NULL;
    case AE_IFLNK: return "is a symbolic link: a plugin has only files";
    default: return "is neither a file nor a folder";
    }
}

/* The first entry names the top folder: from now on it is r->to. */
static as_status begin_name(reader *r, as_slice top)
{
    if (!archive_name_ok(top)) {
        return refuse(r, AS_EINVAL, top, "is no name of a plugin");
    }
    memcpy(r->name, top.p, top.n);
    r->name[top.n] = '\0';
    if (mkdirat(r->to, r->name, 0755) != 0) {
        return cannot_write(r, top);
    }
    const int fd = openat(r->to, r->name, O_RDONLY | O_DIRECTORY |
                                              O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return cannot_write(r, top);
    }
    r->to = fd; /* closed by tar_extract; the other one is the caller's */
    return AS_OK;
}

/* Take NAME/ from the front of the path. */
static as_status below_name(reader *r, as_slice full, bool folder,
                            as_slice *path)
{
    const char *slash = full.n ? memchr(full.p, '/', full.n) : NULL;
    const as_slice top = as_slice_of(full.p, slash ? (size_t)(slash - full.p)
                                                   : full.n);
    if (slash == NULL && !folder) {
        return refuse(r, AS_EINVAL, full, "lies in no folder");
    }
    if (r->name[0] == '\0') {
        as_status st = begin_name(r, top);
        if (st != AS_OK) {
            return st;
        }
    }
    if (!as_slice_eq(top, as_slice_str(r->name))) {
        return refuse(r, AS_EINVAL, full, "lies outside the plugin's folder");
    }
    *path = slash ? as_slice_of(slash + 1, full.n - top.n - 1)
                  : as_slice_of("", 0);
    return AS_OK;
}

static as_status take_entry(reader *r, struct archive_entry *e)
{
    const char *given = archive_entry_pathname(e);
    as_slice path = as_slice_str(given);
    const bool folder = archive_entry_filetype(e) == AE_IFDIR;
    if (given == NULL || path.n == 0) {
        return refuse(r, AS_EINVAL, AS_LIT("an entry"), "has no name");
    }
    if (++r->n_entries > ENTRIES ||
        archive_filter_bytes(r->a, 0) > stream_most) {
        return refuse(r, AS_ELIMIT, path, "is one entry too many");
    }
    const char *fault = kind_fault(e);
    if (fault != NULL) {
        return refuse(r, AS_EINVAL, path, fault);
    }
    while (folder && path.n > 1 && path.p[path.n - 1] == '/') {
        path.n--;
    }
    const as_slice full = path;
    if (r->name != NULL) {
        as_status st = below_name(r, full, folder, &path);
        if (st != AS_OK) {
            return st;
        }
    }
    if (!(folder && path.n == 0) &&
        (fault = as_tree_path_fault(path)) != NULL) {
        return refuse(r, AS_EINVAL, full, fault);
    }
    if (folder) {
        return AS_OK; /* made with the first file in it */
    }
    if (++r->n_files > AS_TREE_FILES + 2) { /* the listing, its signature */
        return as_err_set(r->err, AS_ELIMIT, "%s: more than %d files",
                          r->source->label, AS_TREE_FILES);
    }
    return extract_file(r, path);
}

/* ---- the stream ------------------------------------------------------- */

static la_ssize_t read_more(struct archive *a, void *ctx, const void **out)
{
    reader *r = ctx;
    struct pollfd in = {.fd = r->source->fd, .events = POLLIN};
    for (int waited = 0; !as_cancelled(r->source->cancel);) {
        const int ready = poll(&in, 1, 100);
        if (ready == 0 && (waited += 100) > STALL) {
            archive_set_error(a, EIO, "nothing comes any more");
            return -1;
        }
        if (ready <= 0) {
            continue;
        }
        const ssize_t n = read(in.fd, r->block + DISK_BLOCK, DISK_BLOCK);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (n < 0) {
            archive_set_error(a, errno, "%s", strerror(errno));
        }
        *out = r->block + DISK_BLOCK;
        return n;
    }
    r->cancelled = true;
    archive_set_error(a, EINTR, "interrupted");
    return -1;
}

static as_status open_stream(reader *r)
{
    const tar_source *s = r->source;
    int good = archive_read_support_format_tar(r->a);
    if (s->zstd && good == ARCHIVE_OK) {
        /* Anything else than ARCHIVE_OK: it would run a program. */
        good = archive_read_support_filter_zstd(r->a);
    }
    if (good != ARCHIVE_OK) {
        return as_err_set(r->err, AS_EIO,
                          "%s: the library libarchive has no %s", s->label,
                          s->zstd ? "zstd" : "tar");
    }
    good = s->fd >= 0
               ? archive_read_open(r->a, r, NULL, read_more, NULL)
               : archive_read_open_memory(r->a, s->bytes.p, s->bytes.n);
    if (good == ARCHIVE_OK && s->zstd &&
        archive_filter_code(r->a, 0) != ARCHIVE_FILTER_ZSTD) {
        return as_err_set(r->err, AS_ESYNTAX, "%s: not compressed by zstd",
                          s->label);
    }
    return good == ARCHIVE_OK ? AS_OK : damaged(r);
}

static as_status extract_all(reader *r)
{
    struct archive_entry *e;
    as_status st = open_stream(r);
    while (st == AS_OK) {
        if (as_cancelled(r->source->cancel)) {
            return as_err_set(r->err, AS_ECANCEL, "%s: interrupted",
                              r->source->label);
        }
        const int got = archive_read_next_header(r->a, &e);
        if (got == ARCHIVE_EOF) {
            break;
        }
        st = got == ARCHIVE_OK ? take_entry(r, e) : damaged(r);
    }
    if (st == AS_OK && r->name != NULL && r->name[0] == '\0') {
        st = as_err_set(r->err, AS_EINVAL, "%s: empty", r->source->label);
    }
    return st;
}

as_status tar_extract(const tar_source *source, int to,
                      char name[AS_ARCHIVE_NAME], as_err *err)
{
    reader r = {.source = source, .to = to, .name = name, .err = err};
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    const locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    as_status st = AS_ENOMEM;
    if (name != NULL) {
        name[0] = '\0';
    }
    r.block = as_mem_new(2 * (size_t)DISK_BLOCK); /* one side each */
    r.a = r.block ? archive_read_new() : NULL;
    if (r.a == NULL) {
        st = as_err_nomem(err);
    } else {
        st = extract_all(&r);
        (void)archive_read_free(r.a);
    }
    as_mem_free(r.block);
    if (r.to != to) {
        (void)close(r.to);
    }
    if (utf8) {
        (void)uselocale(before);
        freelocale(utf8);
    }
    return st;
}

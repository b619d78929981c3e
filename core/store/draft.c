/* draft.c - see draft.h. The file has a name of its own, .tmp-..., in the
 * folder of its place; a kill leaves that one, which nobody reads. */
#include "store/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/disk_int.h"

struct as_draft {
    disk_place at;
    int fd; /* -1: kept */
    char temp[DISK_TEMP];
    char path[]; /* for messages */
};

as_status as_draft_new(const char *path, as_draft **out, as_err *err)
{
    const size_t n = strlen(path) + 1;
    as_draft *d = as_mem_zero(1, sizeof *d + n);
    if (d == NULL) {
        return as_err_nomem(err);
    }
    memcpy(d->path, path, n);
    as_status st = disk_place_open(path, &d->at, err);
    if (st != AS_OK) {
        as_mem_free(d);
        return st;
    }
    disk_temp_name(d->temp);
    d->fd = openat(d->at.folder, d->temp,
                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (d->fd < 0) {
        st = disk_fail(err, path, "write");
        as_draft_free(d);
        return st;
    }
    *out = d;
    return AS_OK;
}

as_status as_draft_write(as_draft *draft, as_slice bytes, as_err *err)
{
    return disk_write_all(draft->fd, bytes.p, bytes.n)
               ? AS_OK
               : disk_fail(err, draft->path, "write");
}

as_status as_draft_keep(as_draft *draft, bool replaces, as_err *err)
{
    const disk_place *at = &draft->at;
    struct stat sb;
    bool good = true;
    if (replaces && fstatat(at->folder, at->name, &sb, 0) == 0) {
        good = fchmod(draft->fd, sb.st_mode & 0777) == 0;
    }
    good = good && fsync(draft->fd) == 0 &&
           (replaces ? renameat(at->folder, draft->temp, at->folder, at->name)
                     : disk_rename_new(at->folder, draft->temp, at->folder,
                                       at->name)) == 0;
    if (!good) {
        return !replaces && errno == EEXIST
                   ? as_err_set(err, AS_EINVAL, "%s: is there already",
                                draft->path)
                   : disk_fail(err, draft->path, "write");
    }
    (void)close(draft->fd);
    draft->fd = -1;
    return fsync(at->folder) == 0 || errno == EINVAL
               ? AS_OK
               : disk_fail(err, draft->path, "write");
}

void as_draft_free(as_draft *draft)
{
    if (draft == NULL) {
        return;
    }
    if (draft->fd >= 0) {
        (void)unlinkat(draft->at.folder, draft->temp, 0);
        (void)close(draft->fd);
    }
    disk_place_close(&draft->at);
    as_mem_free(draft);
}

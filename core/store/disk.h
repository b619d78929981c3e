/* disk.h - files and folders that are whole whatever happens: after a crash
 * or a kill there is the old file or the new one, never half of one.
 * What is removed or opened beneath a folder never leads out of it: symbolic
 * links are removed, not followed.
 * Errors: AS_EIO with the path and the system's reason, unless told else.
 * Threads: any; a lock belongs to whoever took it, other threads wait. */
#ifndef AS_STORE_DISK_H
#define AS_STORE_DISK_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/cancel.h"

/* ---- files ------------------------------------------------------------ */

/* Put a file of these bytes in the place of `path`, which need not be there:
 * written beside it, to the disk, then renamed. `mode` as of chmod, whatever
 * the umask. A symbolic link at `path` is replaced, not followed. */
as_status as_disk_replace(const char *path, as_slice bytes, mode_t mode,
                          as_err *err);

/* The same, but never in the place of another: AS_EINVAL if there is one. */
as_status as_disk_create(const char *path, as_slice bytes, mode_t mode,
                         as_err *err);

/* Append the bytes of a regular file; the last part of the path is no link.
 * Errors: AS_EINVAL for what is no regular file; AS_ELIMIT above `max`. */
as_status as_disk_read(const char *path, size_t max, as_buf *out,
                       as_err *err);

bool as_disk_exists(const char *path); /* anything, a dead link as well */

/* ---- folders ---------------------------------------------------------- */

/* Make `path` and what is missing above it, for the user alone (0700). One
 * that is there is left as it is; AS_EINVAL if it is no folder. */
as_status as_disk_folder(const char *path, as_err *err);

/* A new folder for the user alone, PARENT/.tmp-XXXXXX; its path is appended
 * to `path`, NUL-ended behind the end. */
as_status as_disk_temp(const char *parent, as_buf *path, as_err *err);

/* Rename, and see both folders to the disk. AS_EINVAL if `to` is there. */
as_status as_disk_move(const char *from, const char *to, as_err *err);

/* Remove a file, a link or a folder with all in it. What is not there is
 * no error. What cannot be removed is the error; the rest is gone. */
as_status as_disk_remove(const char *path, as_err *err);

/* See a folder, all files and folders in it, and the entry of it in the
 * folder above to the disk. Call it before a rename that must last. */
as_status as_disk_sync(const char *path, as_err *err);

/* Open `path` beneath the folder open as `folder`, no part of it a link.
 * A descriptor (close-on-exec), or -1 and errno (ELOOP for a link). */
int as_disk_open(int folder, const char *path, int flags);

/* ---- locks ------------------------------------------------------------ */

typedef struct as_disk_lock as_disk_lock;

/* Take the lock that the file `path` stands for; it is made (0600) if it is
 * missing, and stays. Gone with the process, however that ends. Without
 * `wait`, or when `cancel` (may be NULL) is raised, a lock that another has
 * is an error: AS_EINVAL
 * `path: another assay (process 123) is at work here: wait for it to end`,
 * or AS_ECANCEL. */
as_status as_disk_lock_take(const char *path, bool wait,
                            const as_cancel *cancel, as_disk_lock **out,
                            as_err *err);
void as_disk_lock_free(as_disk_lock *lock); /* accepts NULL */

#endif

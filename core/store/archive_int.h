/* archive_int.h - a tar stream into a folder: shared by the files of
 * archive.h, and by git.c, which has a stream of its own. */
#ifndef AS_STORE_ARCHIVE_INT_H
#define AS_STORE_ARCHIVE_INT_H

#include "store/archive.h"

typedef struct tar_source {
    const char *label;  /* for messages */
    bool zstd;          /* compressed, else plain */
    as_slice bytes;     /* if fd is -1 */
    int fd;             /* else; read from here */
    const as_cancel *cancel;
} tar_source;

/* Unpack what is below one folder NAME, told in `name`, or all (NULL), into
 * the folder open as `to`, which is new and empty. Folders without files are
 * left out, and what is not a file or a folder is refused; what was written
 * before an error stays for the caller to remove. */
as_status tar_extract(const tar_source *source, int to,
                      char name[AS_ARCHIVE_NAME], as_err *err);

/* [a-z][a-z0-9-]*, at most 64 bytes */
bool archive_name_ok(as_slice name);

#endif

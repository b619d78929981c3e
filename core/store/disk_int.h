/* disk_int.h - what the files of the store share of disk.h. */
#ifndef AS_STORE_DISK_INT_H
#define AS_STORE_DISK_INT_H

#include <limits.h>
#include <stdint.h>

#include "store/disk.h"

enum {
    DISK_BLOCK = 1 << 16,
    DISK_TEMP = 5 + 16 + 1, /* ".tmp-", digits, NUL */
    DISK_DEPTH = 200        /* of folders that are removed or synced */
};

/* A path as the folder that holds it, open, and a name in that. */
typedef struct disk_place {
    int folder;
    char name[NAME_MAX + 1];
} disk_place;

/* AS_EIO `path: cannot WHAT: the system's reason`. */
as_status disk_fail(as_err *err, const char *path, const char *what);

as_status disk_place_open(const char *path, disk_place *out, as_err *err);
void disk_place_close(disk_place *place);

/* A name that no file has. */
void disk_temp_name(char out[DISK_TEMP]);

/* False and errno. */
bool disk_write_all(int fd, const char *p, size_t n);

/* renameat that does not replace: -1 and EEXIST. */
int disk_rename_new(int from, const char *name, int to, const char *as);

#endif

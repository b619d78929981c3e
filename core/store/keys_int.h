/* keys_int.h - shared by keys.c and keys_sign.c. */
#ifndef AS_STORE_KEYS_INT_H
#define AS_STORE_KEYS_INT_H


#include "store/disk_int.h"
#include "store/keys.h"

enum {
    KEYS_BYTES = 8 << 10, /* of a file of a key */
    KEYS_ROOM = 3 * DISK_BLOCK
};

/* DIR/NAMEending, if the name is one. */
as_status keys_path(const char *dir, const char *name, const char *ending,
                    char out[PATH_MAX], as_err *err);

/* `line` and `id` from `pub`. */
as_status keys_fill(as_key *key, as_err *err);

/* Clear a buffer that held a secret. */
void keys_wipe(as_buf *text);

#endif

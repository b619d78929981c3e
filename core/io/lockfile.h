/* lockfile.h - which plugins are installed: plugins.lock, one YAML file that
 * is replaced as a whole by whoever changes something (store/store.h). */
#ifndef AS_IO_LOCKFILE_H
#define AS_IO_LOCKFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum { AS_LOCK_FORMAT = 1, AS_LOCK_HASH = 64 };

/* A capability that the user granted, and the folder it is for. */
typedef struct as_lock_grant {
    const char *name, *folder;
} as_lock_grant;

/* A value that the user gave an option of the plugin. */
typedef struct as_lock_pair {
    const char *name, *value;
} as_lock_pair;

/* One version of a plugin, as it was installed. */
typedef struct as_lock_version {
    const char *version;
    const char *tree;   /* hash of its files, AS_LOCK_HASH digits (store/tree.h) */
    const char *source; /* where from, as the user named it */
    const char *commit; /* of a git repository; NULL: it is none */
    const char *signer; /* public key (store/minisign.h); NULL: not signed */
    as_lock_grant *grants;
    uint32_t n_grants;
} as_lock_version;

typedef struct as_lock_entry {
    const char *name;
    as_lock_version now;
    bool enabled;
    bool pinned; /* not to be updated */
    bool wanted; /* the user asked for it; else it is there for others */
    as_lock_pair *config;
    uint32_t n_config;
    as_lock_version *previous; /* newest first */
    uint32_t n_previous;
} as_lock_entry;

typedef struct as_lock {
    uint32_t format;
    as_lock_entry *plugins; /* sorted by name, each once */
    uint32_t n_plugins;
    char **disabled; /* names of plugins that were not installed by us */
    uint32_t n_disabled;
} as_lock;

/* Read `text`, the bytes of `path`; empty text is an empty lock. Everything
 * lives as long as *out. Errors: AS_ESYNTAX `path:line:column: what`,
 * AS_ENOMEM. */
as_status as_lock_read(const char *path, as_slice text, as_lock **out,
                       as_err *err);
void as_lock_free(as_lock *lock); /* accepts NULL; not for one of your own */

/* Append `lock` as text; of the same lock the same bytes. Errors: AS_EINVAL
 * (not a lock that as_lock_read would take, telling why), AS_ENOMEM. */
as_status as_lock_write(const as_lock *lock, as_buf *out, as_err *err);

/* NULL if there is none of that name. */
const as_lock_entry *as_lock_find(const as_lock *lock, const char *name);

/* Is a plugin that was not installed by us switched off? */
bool as_lock_disables(const as_lock *lock, const char *name);

#endif

/* lockfile.c - plugins.lock by a schema, then what a schema cannot say.
 *
 * The flat form in the file (`version:` beside `name:`) is that of
 * as_lock_entry with its `now` spread out: cyaml only knows offsets, so that
 * the schema points into it. Writing checks by reading what was written.
 * Refuses: another format, names and hashes that are none, entries out of
 * order or twice: the file is ours, and whoever edits it by hand is told. */
#include "io/lockfile.h"

#include <stdio.h>
#include <string.h>

#include "io/need.h"
#include "io/version.h"
#include "io/yaml_schema.h"

enum { WHERE_MAX = 64 };

/* The fields of a version, whose struct is at `at` in `type`. */
#define VERSION(type, at)                                                     \
    TEXT("version", 0, type, at version), TEXT("tree", 0, type, at tree),     \
        TEXT("source", 0, type, at source),                                   \
        TEXT("commit", OPTIONAL, type, at commit),                            \
        TEXT("signer", OPTIONAL, type, at signer),                            \
        LIST_OF("grants", type, at grants, at n_grants, &a_grant)

static const cyaml_schema_value_t a_text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t grant_fields[] = {
    TEXT("name", 0, as_lock_grant, name),
    TEXT("folder", 0, as_lock_grant, folder),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_grant = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_lock_grant, grant_fields),
};

static const cyaml_schema_field_t pair_fields[] = {
    TEXT("name", 0, as_lock_pair, name),
    CYAML_FIELD_STRING_PTR("value", CYAML_FLAG_POINTER, as_lock_pair, value, 0,
                           CYAML_UNLIMITED),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_pair = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_lock_pair, pair_fields),
};

static const cyaml_schema_field_t version_fields[] = {
    VERSION(as_lock_version, ),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_version = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_lock_version, version_fields),
};

static const cyaml_schema_field_t entry_fields[] = {
    TEXT("name", 0, as_lock_entry, name),
    VERSION(as_lock_entry, now.),
    ANSWER("enabled", 0, as_lock_entry, enabled),
    ANSWER("pinned", 0, as_lock_entry, pinned),
    ANSWER("wanted", 0, as_lock_entry, wanted),
    LIST("config", as_lock_entry, config, &a_pair),
    LIST("previous", as_lock_entry, previous, &a_version),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t an_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_lock_entry, entry_fields),
};

static const cyaml_schema_field_t fields[] = {
    CYAML_FIELD_UINT("lock", CYAML_FLAG_DEFAULT, as_lock, format),
    LIST("plugins", as_lock, plugins, &an_entry),
    LIST("disabled", as_lock, disabled, &a_text),
    CYAML_FIELD_END,
};

/* With the arena behind it. */
typedef struct held {
    as_lock lock; /* first: what the caller has points here */
    as_arena *arena;
} held;

static const cyaml_schema_value_t schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, held, fields),
};

/* ---- checks ----------------------------------------------------------- */

typedef struct checker {
    const char *path;
    as_slice text;
    as_err *err;
} checker;

static as_status bad(const checker *c, const char *where, const char *what)
{
    return as_yaml_fault(c->path, c->text, where, what, c->err);
}

static as_status check_version(const checker *c, const char *at,
                               const as_lock_version *v)
{
    char where[WHERE_MAX];
    if (!as_version_ok(v->version)) {
        (void)snprintf(where, sizeof where, "%s.version", at);
        return bad(c, where, "a version is MAJOR.MINOR.PATCH");
    }
    if (!as_hash_ok(as_slice_str(v->tree))) {
        (void)snprintf(where, sizeof where, "%s.tree", at);
        return bad(c, where, "a hash of 64 hexadecimal digits is wanted");
    }
    if (v->commit != NULL && !as_commit_ok(as_slice_str(v->commit))) {
        (void)snprintf(where, sizeof where, "%s.commit", at);
        return bad(c, where, "a commit is 40 or 64 hexadecimal digits");
    }
    for (uint32_t i = 0; i < v->n_grants; i++) {
        if (v->grants[i].folder[0] != '/') {
            (void)snprintf(where, sizeof where, "%s.grants.%u.folder", at, i);
            return bad(c, where, "a folder is granted by its full path");
        }
    }
    return AS_OK;
}

static as_status check_entry(const checker *c, const as_lock *lock, uint32_t i)
{
    const as_lock_entry *e = &lock->plugins[i];
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "plugins.%u.name", i);
    if (!as_plugin_name_ok(e->name)) {
        return bad(c, where, "a plugin's name is lower-case letters, digits "
                             "and -, and begins with a letter");
    }
    if (i > 0 && strcmp(lock->plugins[i - 1].name, e->name) >= 0) {
        return bad(c, where, "plugins stand in order of their names, each "
                             "once");
    }
    (void)snprintf(where, sizeof where, "plugins.%u", i);
    as_status st = check_version(c, where, &e->now);
    for (uint32_t k = 0; k < e->n_previous && st == AS_OK; k++) {
        (void)snprintf(where, sizeof where, "plugins.%u.previous.%u", i, k);
        st = check_version(c, where, &e->previous[k]);
    }
    return st;
}

static as_status check(const checker *c, const as_lock *lock)
{
    if (lock->format != AS_LOCK_FORMAT) {
        return bad(c, "lock", "written by another version of assay: use that, "
                              "or remove the file and install anew");
    }
    as_status st = AS_OK;
    for (uint32_t i = 0; i < lock->n_plugins && st == AS_OK; i++) {
        st = check_entry(c, lock, i);
    }
    for (uint32_t i = 0; i < lock->n_disabled && st == AS_OK; i++) {
        char where[WHERE_MAX];
        (void)snprintf(where, sizeof where, "disabled.%u", i);
        st = as_plugin_name_ok(lock->disabled[i])
                 ? AS_OK
                 : bad(c, where, "a plugin's name is wanted");
    }
    return st;
}

/* ---- reading and writing ---------------------------------------------- */

as_status as_lock_read(const char *path, as_slice text, as_lock **out,
                       as_err *err)
{
    as_arena *arena = as_arena_new();
    held *h = arena ? as_arena_zero(arena, 1, sizeof *h) : NULL;
    if (h == NULL) {
        as_arena_free(arena);
        return as_err_nomem(err);
    }
    h->lock.format = AS_LOCK_FORMAT;
    as_status st = AS_OK;
    if (text.n > 0) {
        void *data = NULL;
        const checker c = {path, text, err};
        st = as_yaml_load(path, text, &schema, NULL, arena, &data, err);
        h = st == AS_OK ? data : h;
        st = st == AS_OK ? check(&c, &h->lock) : st;
    }
    if (st != AS_OK) {
        as_arena_free(arena);
        return st;
    }
    h->arena = arena;
    *out = &h->lock;
    return AS_OK;
}

void as_lock_free(as_lock *lock)
{
    if (lock != NULL) {
        as_arena_free(((held *)lock)->arena);
    }
}

as_status as_lock_write(const as_lock *lock, as_buf *out, as_err *err)
{
    const held h = {.lock = *lock};
    const size_t before = out->n;
    as_lock *again = NULL;
    as_status st = as_buf_add_slice(
        out, AS_LIT("# Written by assay: `assay plugin' changes it.\n"), err);
    st = st == AS_OK ? as_yaml_save(&schema, &h, out, err) : st;
    if (st == AS_OK) {
        as_err why;
        st = as_lock_read("plugins.lock",
                          as_slice_of(out->p + before, out->n - before),
                          &again, &why);
        as_lock_free(again);
        if (st == AS_ENOMEM) {
            (void)as_err_nomem(err);
        } else if (st != AS_OK) {
            st = as_err_set(err, AS_EINVAL, "%s", why.msg);
        }
    }
    if (st != AS_OK) {
        out->n = before;
    }
    return st;
}

const as_lock_entry *as_lock_find(const as_lock *lock, const char *name)
{
    for (uint32_t i = 0; i < lock->n_plugins; i++) {
        if (strcmp(lock->plugins[i].name, name) == 0) {
            return &lock->plugins[i];
        }
    }
    return NULL;
}

bool as_lock_disables(const as_lock *lock, const char *name)
{
    for (uint32_t i = 0; i < lock->n_disabled; i++) {
        if (strcmp(lock->disabled[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* keys.c - see keys.h: the folder of keys. Signing and checking are
 * keys_sign.c.
 *
 * A folder of keys is small: each question reads all of it. Files are made
 * in one step and never replaced, so that no key is ever lost to another. */
#include "store/keys.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "io/file.h"
#include "store/keys_int.h"
#include "store/shown.h"

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

static bool name_ok(as_slice name)
{
    bool good = name.n > 0 && name.n < AS_KEY_NAME && is_alnum(name.p[0]);
    for (size_t i = 1; good && i < name.n; i++) {
        good = is_alnum(name.p[i]) || strchr("._-@", name.p[i]) != NULL;
    }
    return good;
}

as_status keys_path(const char *dir, const char *name, const char *ending,
                    char out[PATH_MAX], as_err *err)
{
    char shown[AS_SHOWN];
    if (!name_ok(as_slice_str(name))) {
        return as_err_set(err, AS_EINVAL,
                          "%s: not a name for a key: letters, digits, "
                          ". _ - @, at most 64",
                          as_shown(as_slice_str(name), shown, sizeof shown));
    }
    const int n = snprintf(out, PATH_MAX, "%s/%s%s", dir, name, ending);
    return n < PATH_MAX ? AS_OK
                        : as_err_set(err, AS_EINVAL, "%s: path too long",
                                     dir);
}

as_status keys_fill(as_key *key, as_err *err)
{
    as_buf line = {0};
    as_status st = as_public_line(&key->pub, &line, err);
    if (st == AS_OK) {
        (void)snprintf(key->line, sizeof key->line, "%.*s", (int)line.n,
                       line.p);
        as_key_id_text(key->pub.id, key->id);
    }
    as_buf_clear(&line);
    return st;
}

static as_status read_public(const char *path, as_key *key, as_err *err)
{
    as_buf text = {0};
    as_status st = as_file_read(path, KEYS_BYTES, &text, err);
    if (st == AS_OK) {
        st = as_public_read(as_buf_slice(&text), path, &key->pub, err);
    }
    as_buf_clear(&text);
    return st == AS_OK ? keys_fill(key, err) : st;
}

/* ---- listing ---------------------------------------------------------- */

/* One that cannot be read is there all the same. Errors: AS_ENOMEM. */
static as_status look_at_secret(const char *dir, as_key *key, as_err *err)
{
    char path[PATH_MAX];
    as_buf text = {0};
    if (keys_path(dir, key->name, ".key", path, NULL) != AS_OK ||
        !as_disk_exists(path)) {
        return AS_OK;
    }
    key->secret = true;
    as_status st = as_buf_reserve(&text, KEYS_ROOM, err);
    if (st == AS_OK &&
        as_disk_read(path, KEYS_BYTES, &text, NULL) == AS_OK) {
        key->locked = as_secret_is_locked(as_buf_slice(&text));
    }
    keys_wipe(&text);
    return st;
}

static as_status list_one(const char *dir, as_slice name, as_keys *out,
                          as_err *err)
{
    as_key key = {0};
    char path[PATH_MAX];
    if (!name_ok(name)) {
        return AS_OK;
    }
    memcpy(key.name, name.p, name.n);
    as_status st = keys_path(dir, key.name, ".pub", path, err);
    st = st == AS_OK ? read_public(path, &key, err) : st;
    if (st == AS_ESYNTAX || st == AS_ELIMIT) {
        return AS_OK; /* somebody's notes, no key */
    }
    st = st == AS_OK ? look_at_secret(dir, &key, err) : st;
    if (st == AS_OK) {
        as_key *kept = as_vec_push(out, err);
        st = kept ? AS_OK : AS_ENOMEM;
        if (kept != NULL) {
            *kept = key;
        }
    }
    return st;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const as_key *)a)->name, ((const as_key *)b)->name);
}

as_status as_keys_list(const char *dir, as_keys *out, as_err *err)
{
    as_keys keys = {0};
    as_status st = AS_OK;
    DIR *d = opendir(dir);
    const struct dirent *e;
    if (d == NULL && errno != ENOENT) {
        return disk_fail(err, dir, "open the folder of keys");
    }
    while (d != NULL && st == AS_OK && (e = readdir(d)) != NULL) {
        const size_t n = strlen(e->d_name);
        if (n > 4 && strcmp(e->d_name + n - 4, ".pub") == 0) {
            st = list_one(dir, as_slice_of(e->d_name, n - 4), &keys, err);
        }
    }
    if (d != NULL) {
        (void)closedir(d);
    }
    if (st != AS_OK) {
        as_vec_clear(&keys);
        return st;
    }
    if (keys.n > 0) {
        qsort(keys.v, keys.n, sizeof *keys.v, by_name);
    }
    *out = keys;
    return AS_OK;
}

static bool is_text(as_slice what, const char *text, size_t size)
{
    return what.n > 0 && what.n < size && text[what.n] == '\0' &&
           memcmp(what.p, text, what.n) == 0;
}

bool as_keys_find(const as_keys *keys, as_slice what, const as_key **out)
{
    for (size_t i = 0; i < keys->n; i++) {
        const as_key *k = &keys->v[i];
        if (is_text(what, k->name, sizeof k->name) ||
            is_text(what, k->line, sizeof k->line) ||
            (what.n == AS_KEY_ID_TEXT - 1 &&
             strncasecmp(what.p, k->id, what.n) == 0)) {
            *out = k;
            return true;
        }
    }
    return false;
}

/* ---- changes ---------------------------------------------------------- */

void keys_wipe(as_buf *text)
{
    if (text->p != NULL) {
        sodium_memzero(text->p, text->cap);
    }
    as_buf_clear(text);
}

static as_status write_pair(const char *dir, as_key *key,
                            const as_secret_key *secret, as_slice password,
                            as_err *err)
{
    char pub_path[PATH_MAX], key_path[PATH_MAX];
    as_buf pub_text = {0}, key_text = {0};
    as_status st = keys_path(dir, key->name, ".pub", pub_path, err);
    st = st == AS_OK ? keys_path(dir, key->name, ".key", key_path, err) : st;
    if (st == AS_OK && as_disk_exists(pub_path)) {
        st = as_err_set(err, AS_EINVAL, "%s: is there already", pub_path);
    }
    /* Room for all of it, so that no copy of it is left in freed memory. */
    st = st == AS_OK ? as_buf_reserve(&key_text, KEYS_BYTES, err) : st;
    st = st == AS_OK ? as_secret_write(secret, password, &key_text, err) : st;
    st = st == AS_OK ? as_public_write(&key->pub, &pub_text, err) : st;
    if (st == AS_OK) {
        st = as_disk_create(key_path, as_buf_slice(&key_text), 0600, err);
    }
    if (st == AS_OK) {
        st = as_disk_create(pub_path, as_buf_slice(&pub_text), 0644, err);
        if (st != AS_OK) {
            (void)as_disk_remove(key_path, NULL);
        }
    }
    as_buf_clear(&pub_text);
    keys_wipe(&key_text);
    return st;
}

as_status as_keys_new(const char *dir, const char *name, as_slice password,
                      as_key *out, as_err *err)
{
    as_key key = {.secret = true, .locked = password.n > 0};
    as_secret_key secret;
    char path[PATH_MAX];
    as_status st = keys_path(dir, name, ".key", path, err);
    st = st == AS_OK ? as_disk_folder(dir, err) : st;
    st = st == AS_OK ? as_key_pair_new(&secret, &key.pub, err) : st;
    if (st != AS_OK) {
        return st;
    }
    (void)snprintf(key.name, sizeof key.name, "%s", name);
    st = keys_fill(&key, err);
    st = st == AS_OK ? write_pair(dir, &key, &secret, password, err) : st;
    as_secret_wipe(&secret);
    if (st == AS_OK) {
        *out = key;
    }
    return st;
}

/* The key of a line, or of a file. */
static as_status read_given(const char *what, as_key *key, as_err *err)
{
    const as_slice line = as_slice_str(what);
    if (line.n > 2 && memcmp(what, "RW", 2) == 0 &&
        as_public_read(line, "the key", &key->pub, NULL) == AS_OK) {
        return keys_fill(key, err);
    }
    return read_public(what, key, err);
}

/* May it be kept under this name? */
static as_status check_new(const as_keys *keys, const as_key *key,
                           bool *is_there, as_err *err)
{
    *is_there = false;
    for (size_t i = 0; i < keys->n; i++) {
        const as_key *k = &keys->v[i];
        const bool same = strcmp(k->line, key->line) == 0;
        if (strcmp(k->name, key->name) == 0) {
            if (!same) {
                return as_err_set(err, AS_EINVAL,
                                  "there is another key named %s: choose "
                                  "another name, or forget that one first",
                                  key->name);
            }
            *is_there = true;
        } else if (same || memcmp(k->pub.id, key->pub.id,
                                  sizeof k->pub.id) == 0) {
            return as_err_set(err, AS_EINVAL,
                              same ? "this key is known already, as %s"
                                   : "the key of %s has the same number: "
                                     "one of them is forged",
                              k->name);
        }
    }
    return AS_OK;
}

as_status as_keys_trust(const char *dir, const char *name, const char *what,
                        as_key *out, as_err *err)
{
    as_key key = {0};
    as_keys keys = {0};
    as_buf text = {0};
    char path[PATH_MAX];
    bool is_there = false;
    as_status st = keys_path(dir, name, ".pub", path, err);
    st = st == AS_OK ? read_given(what, &key, err) : st;
    st = st == AS_OK ? as_disk_folder(dir, err) : st;
    st = st == AS_OK ? as_keys_list(dir, &keys, err) : st;
    if (st == AS_OK) {
        (void)snprintf(key.name, sizeof key.name, "%s", name);
        st = look_at_secret(dir, &key, err);
    }
    if (st == AS_OK) {
        st = check_new(&keys, &key, &is_there, err);
    }
    if (st == AS_OK && !is_there) {
        st = as_public_write(&key.pub, &text, err);
        st = st == AS_OK ? as_disk_create(path, as_buf_slice(&text), 0644, err)
                         : st;
    }
    as_vec_clear(&keys);
    as_buf_clear(&text);
    if (st == AS_OK) {
        *out = key;
    }
    return st;
}

as_status as_keys_forget(const char *dir, const char *name, as_err *err)
{
    char pub_path[PATH_MAX], key_path[PATH_MAX];
    as_status st = keys_path(dir, name, ".pub", pub_path, err);
    st = st == AS_OK ? keys_path(dir, name, ".key", key_path, err) : st;
    if (st != AS_OK) {
        return st;
    }
    if (!as_disk_exists(pub_path)) {
        return as_err_set(err, AS_EINVAL, "there is no key named %s", name);
    }
    if (as_disk_exists(key_path)) {
        return as_err_set(err, AS_EINVAL,
                          "%s is a key of your own, with its secret part: "
                          "remove %s first if you mean it", name, key_path);
    }
    return as_disk_remove(pub_path, err);
}

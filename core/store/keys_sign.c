/* keys_sign.c - signing a plugin's folder, and asking who signed: keys.h.
 *
 * A signature names its key by eight bytes that its maker chose: they find a
 * key, and prove nothing. A known key of that number must hold, or the
 * signature is bad, whatever key it brings with it. */
#include <stdio.h>
#include <time.h>

#include "store/disk.h"
#include "store/keys_int.h"
#include "store/shown.h"

#define KEY_MARK "\tkey:"

/* ---- signing ---------------------------------------------------------- */

static as_status read_secret(const char *dir, const char *name,
                             as_slice password, as_secret_key *secret,
                             as_err *err)
{
    char path[PATH_MAX];
    as_buf text = {0};
    as_status st = keys_path(dir, name, ".key", path, err);
    if (st == AS_OK && !as_disk_exists(path)) {
        st = as_err_set(err, AS_EINVAL,
                        "there is no secret key named %s: make one, or name "
                        "another", name);
    }
    /* Room for each read, so that no copy is left in freed memory. */
    st = st == AS_OK ? as_buf_reserve(&text, KEYS_ROOM, err) : st;
    st = st == AS_OK ? as_disk_read(path, KEYS_BYTES, &text, err) : st;
    if (st == AS_OK) {
        st = as_secret_read(as_buf_slice(&text), path, password, secret, err);
    }
    keys_wipe(&text);
    return st;
}

static as_status sign_tree(const as_tree *tree, const as_secret_key *secret,
                           as_key *key, as_buf *out, as_err *err)
{
    char comment[AS_SIGN_COMMENT_MAX];
    memcpy(key->pub.id, secret->id, sizeof key->pub.id);
    memcpy(key->pub.key, secret->key + 32, sizeof key->pub.key);
    as_status st = keys_fill(key, err);
    if (st != AS_OK) {
        return st;
    }
    const int n = snprintf(comment, sizeof comment,
                           "timestamp:%lld\tfile:" AS_TREE_SUMS
                           "\thashed" KEY_MARK "%s",
                           (long long)time(NULL), key->line);
    return as_sign(secret, tree->listing,
                   as_slice_of(comment, (size_t)n), out, err);
}

/* The old signature goes first: it is not over the new listing. */
static as_status write_signed(const char *folder, as_slice listing,
                              as_slice signature, as_err *err)
{
    char sums[PATH_MAX], sig[PATH_MAX];
    if (snprintf(sums, sizeof sums, "%s/" AS_TREE_SUMS, folder) >= PATH_MAX ||
        snprintf(sig, sizeof sig, "%s/" AS_TREE_SIGNATURE, folder) >=
            PATH_MAX) {
        return as_err_set(err, AS_EINVAL, "%s: path too long", folder);
    }
    as_status st = as_disk_remove(sig, err);
    st = st == AS_OK ? as_disk_replace(sums, listing, 0644, err) : st;
    return st == AS_OK ? as_disk_replace(sig, signature, 0644, err) : st;
}

as_status as_keys_sign(const char *dir, const char *name, as_slice password,
                       const char *folder, as_key *out, as_err *err)
{
    as_secret_key secret;
    as_key key = {.secret = true, .locked = password.n > 0};
    as_tree *tree = NULL;
    as_buf text = {0};
    as_status st = as_tree_read(folder, NULL, &tree, err);
    if (st == AS_OK && tree->n == 0) {
        st = as_err_set(err, AS_EINVAL, "%s: no file to sign", folder);
    }
    if (st == AS_OK) {
        st = read_secret(dir, name, password, &secret, err);
    }
    if (st == AS_OK) {
        (void)snprintf(key.name, sizeof key.name, "%s", name);
        st = sign_tree(tree, &secret, &key, &text, err);
        as_secret_wipe(&secret);
    }
    if (st == AS_OK) {
        st = write_signed(folder, tree->listing, as_buf_slice(&text), err);
    }
    as_tree_free(tree);
    as_buf_clear(&text);
    if (st == AS_OK && out != NULL) {
        *out = key;
    }
    return st;
}

/* ---- checking --------------------------------------------------------- */

static bool is_id_of(const as_signature *sig, const as_public_key *key)
{
    return memcmp(sig->id, key->id, sizeof sig->id) == 0;
}

static void judge(as_signer *s, const as_signature *sig, const as_tree *tree,
                  const as_key *key)
{
    s->key = *key;
    if (as_signature_holds(sig, &key->pub, tree->sums)) {
        s->state = AS_SIGNED_GOOD;
        s->known = key->name[0] != '\0';
        return;
    }
    s->state = AS_SIGNED_BAD;
    (void)snprintf(s->why, sizeof s->why,
                   "the signature is not one by %s%s over this " AS_TREE_SUMS,
                   key->name[0] ? "the key of " : "its key ",
                   key->name[0] ? key->name : key->id);
}

/* The key behind KEY_MARK in the comment, if it is that of the signature. */
static bool brought_key(const as_signature *sig, as_key *key)
{
    const char *at = strstr(sig->comment, KEY_MARK);
    if (at == NULL) {
        return false;
    }
    at += strlen(KEY_MARK);
    const as_slice line = as_slice_of(at, strcspn(at, "\t "));
    return as_public_read(line, "key", &key->pub, NULL) == AS_OK &&
           is_id_of(sig, &key->pub);
}

static as_status find_signer(const as_keys *keys, const as_signature *sig,
                             const as_tree *tree, const char *also,
                             as_signer *s, as_err *err)
{
    as_key key = {0};
    for (size_t i = 0; i < keys->n; i++) {
        if (is_id_of(sig, &keys->v[i].pub)) {
            judge(s, sig, tree, &keys->v[i]);
            s->key.secret = s->key.locked = false;
            return AS_OK;
        }
    }
    const bool last = also != NULL && as_public_read(as_slice_str(also), "key",
                                                     &key.pub, NULL) == AS_OK;
    if ((last && is_id_of(sig, &key.pub)) || brought_key(sig, &key)) {
        as_status st = keys_fill(&key, err);
        if (st == AS_OK) {
            judge(s, sig, tree, &key);
        }
        return st;
    }
    s->state = AS_SIGNED_UNKNOWN;
    as_key_id_text(sig->id, s->key.id);
    (void)snprintf(s->why, sizeof s->why,
                   "signed by the key %s, which is not here: get it from its "
                   "owner, and trust it", s->key.id);
    return AS_OK;
}

static void show_comment(const char *comment, char out[AS_SIGN_COMMENT_MAX])
{
    char text[AS_SIGN_COMMENT_MAX];
    (void)snprintf(text, sizeof text, "%s", comment);
    for (char *p = text; *p != '\0'; p++) {
        *p = *p == '\t' ? ' ' : *p; /* minisign's own mark between fields */
    }
    (void)as_shown(as_slice_str(text), out, AS_SIGN_COMMENT_MAX);
}

as_status as_keys_check(const char *dir, const as_tree *tree, const char *also,
                        as_signer *out, as_err *err)
{
    as_signer s = {.state = AS_SIGNED_BAD};
    as_signature sig;
    as_keys keys = {0};
    as_status st = AS_OK;
    if (tree->signature.p == NULL) {
        s.state = AS_SIGNED_NONE;
    } else if (tree->sums.p == NULL) {
        (void)snprintf(s.why, sizeof s.why,
                       AS_TREE_SIGNATURE " is there without " AS_TREE_SUMS);
    } else if (as_signature_read(tree->signature, AS_TREE_SIGNATURE, &sig,
                                 NULL) != AS_OK) {
        (void)snprintf(s.why, sizeof s.why,
                       AS_TREE_SIGNATURE " is not a signature of minisign");
    } else {
        show_comment(sig.comment, s.comment);
        st = as_keys_list(dir, &keys, err);
        if (st == AS_OK) {
            st = find_signer(&keys, &sig, tree, also, &s, err);
        }
        as_vec_clear(&keys);
    }
    if (st == AS_OK) {
        *out = s;
    }
    return st;
}

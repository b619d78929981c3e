/* keys.h - a folder of keys, and what they sign.
 *
 * NAME.pub is a public key that the user trusts, their own or another's;
 * NAME.key (0600) is a secret key, with or without a password; both are files
 * of minisign. A name is letters, digits, `.`, `_`, `-` and `@`, begins with
 * a letter or digit, and has at most 64 bytes.
 *
 * A plugin is signed by SHA256SUMS.minisig, over SHA256SUMS. The signed
 * comment of a signature of ours has the public key in it ("key:RW..."): a
 * signature by a stranger can so be checked, and be the same stranger's the
 * next time. That makes nobody known: `known` says whether the key is in the
 * folder.
 *
 * Errors: AS_EIO; AS_EINVAL (names, a key that is or is not there, a wrong
 * password); AS_ESYNTAX for files that are no keys; AS_ENOMEM.
 * Threads: any. */
#ifndef AS_STORE_KEYS_H
#define AS_STORE_KEYS_H

#include "base/vec.h"
#include "store/minisign.h"
#include "store/tree.h"

enum { AS_KEY_NAME = 65, AS_KEY_LINE = 64 };

typedef struct as_key {
    char name[AS_KEY_NAME];
    as_public_key pub;
    char line[AS_KEY_LINE]; /* RW..., NUL-ended */
    char id[AS_KEY_ID_TEXT];
    bool secret; /* NAME.key is there */
    bool locked; /* and takes a password */
} as_key;

typedef AS_VEC(as_key) as_keys;

/* All keys in `dir` by name; none if it is not there. A file NAME.pub that is
 * no key is passed over here, and an error in as_keys_trust and _new. Free
 * by as_vec_clear. */
as_status as_keys_list(const char *dir, as_keys *out, as_err *err);

/* The key of a name, an id (16 digits, either case) or a line RW... in `dir`.
 * False, without a message, if there is none. */
bool as_keys_find(const as_keys *keys, as_slice what, const as_key **out);

/* Make a pair, and `dir` if need be. An empty password: none. Never in the
 * place of another. */
as_status as_keys_new(const char *dir, const char *name, as_slice password,
                      as_key *out, as_err *err);

/* Keep the public key `what`: a line RW... or the path of a file. Its key
 * under another name is AS_EINVAL; just this key under this name is fine. */
as_status as_keys_trust(const char *dir, const char *name, const char *what,
                        as_key *out, as_err *err);

/* Remove NAME.pub. AS_EINVAL if there is none, or if there is a secret key of
 * that name: that is the user's to remove. */
as_status as_keys_forget(const char *dir, const char *name, as_err *err);

/* ---- signing and checking --------------------------------------------- */

/* Write SHA256SUMS and SHA256SUMS.minisig into `folder`, each atomically, the
 * old signature removed first. `out` may be NULL. */
as_status as_keys_sign(const char *dir, const char *name, as_slice password,
                       const char *folder, as_key *out, as_err *err);

typedef enum as_signed {
    AS_SIGNED_NONE,    /* no SHA256SUMS.minisig */
    AS_SIGNED_GOOD,    /* `key` signed SHA256SUMS as it is */
    AS_SIGNED_BAD,     /* damaged, or not over this SHA256SUMS, or there is no
                        * SHA256SUMS; `why` says it */
    AS_SIGNED_UNKNOWN, /* by a key that is nowhere: cannot be checked */
} as_signed;

typedef struct as_signer {
    as_signed state;
    bool known; /* good, and by a key of the folder: `key.name` */
    as_key key; /* what is known of it; .line "" if only the id is; .id ""
                 * if not even that. `secret` and `locked` are not set */
    char comment[AS_SIGN_COMMENT_MAX]; /* the signed one; control characters
                                        * are taken out */
    char why[256];                     /* for BAD and UNKNOWN: a message */
} as_signer;

/* Who signed SHA256SUMS of `tree`? It says nothing of the files: that is
 * as_tree_check. Also tried is the key of the line `also` (may be NULL; then
 * of no name), such as the one that signed the last version. */
as_status as_keys_check(const char *dir, const as_tree *tree,
                        const char *also, as_signer *out, as_err *err);

#endif

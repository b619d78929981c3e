/* minisign.h - signatures of files, as the program minisign makes them
 * (https://jedisct1.github.io/minisign/): Ed25519 over the file's BLAKE2b-512
 * (algorithm "ED"), or over the file itself ("Ed", only checked). What is
 * written here minisign reads, and the other way round. Keys and signatures
 * are text of two or four lines. */
#ifndef AS_STORE_MINISIGN_H
#define AS_STORE_MINISIGN_H

#include "base/buf.h"

enum {
    AS_KEY_ID_BYTES = 8,
    AS_KEY_ID_TEXT = 2 * AS_KEY_ID_BYTES + 1,
    AS_SIGN_COMMENT_MAX = 512
};

typedef struct as_public_key {
    unsigned char id[AS_KEY_ID_BYTES];
    unsigned char key[32];
} as_public_key;

/* Wipe it (as_secret_wipe) as soon as it is not needed. */
typedef struct as_secret_key {
    unsigned char id[AS_KEY_ID_BYTES];
    unsigned char key[64]; /* seed and public key, as libsodium has them */
} as_secret_key;

typedef struct as_signature {
    unsigned char id[AS_KEY_ID_BYTES]; /* of the key that made it */
    bool hashed;
    unsigned char sig[64], global[64];
    char comment[AS_SIGN_COMMENT_MAX]; /* the trusted one; NUL-ended */
} as_signature;

/* A new pair. Errors: AS_EIO (no random numbers). */
as_status as_key_pair_new(as_secret_key *secret, as_public_key *public_key,
                      as_err *err);
void as_secret_wipe(as_secret_key *secret);

/* The number of a key as minisign shows it: 16 hexadecimal digits. */
void as_key_id_text(const unsigned char id[AS_KEY_ID_BYTES],
                    char out[AS_KEY_ID_TEXT]);

/* `text` is a file of two lines, or the second of them alone; `name` is for
 * messages. Errors: AS_ESYNTAX. */
as_status as_public_read(as_slice text, const char *name, as_public_key *out,
                         as_err *err);
as_status as_public_write(const as_public_key *key, as_buf *out, as_err *err);
/* The second line alone, without its end. */
as_status as_public_line(const as_public_key *key, as_buf *out, as_err *err);

/* A file of a secret key, encrypted by `password` (scrypt; writing takes about
 * a second and 256 MiB, reading what the file says, at most a gigabyte) unless
 * that is empty. Errors: AS_ESYNTAX; AS_EINVAL for
 * a wrong password, or one that is missing; AS_ENOMEM. */
as_status as_secret_read(as_slice text, const char *name, as_slice password,
                         as_secret_key *out, as_err *err);
as_status as_secret_write(const as_secret_key *key, as_slice password,
                          as_buf *out, as_err *err);
/* Does it take a password? False also for what is no key. */
bool as_secret_is_locked(as_slice text);

/* Append the signature of `message`, with a trusted comment of one line that
 * is signed, too. Errors: AS_EINVAL (a comment too long, or of two lines). */
as_status as_sign(const as_secret_key *key, as_slice message, as_slice comment,
                  as_buf *out, as_err *err);

/* Errors: AS_ESYNTAX. */
as_status as_signature_read(as_slice text, const char *name,
                            as_signature *out, as_err *err);

/* Has this key signed just this message, and the comment? */
bool as_signature_holds(const as_signature *sig, const as_public_key *key,
                        as_slice message);

#endif

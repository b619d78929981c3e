/* minisign.c - see minisign.h.
 *
 * A secret key's file holds, in base64: "Ed", the key derivation ("Sc" or two
 * zero bytes), "B2", salt, limits (64-bit, little-endian), and then id, key
 * and their checksum, all three masked by scrypt's output where there is a
 * password. Limits in a file are not believed beyond what minisign itself
 * writes: they are time and memory that a stranger chooses. */
#include "store/minisign.h"

#include <sodium.h>

#include "base/mem.h"

enum {
    SALT = 32,
    MASKED = AS_KEY_ID_BYTES + 64 + 32,
    PUBLIC_BYTES = 2 + AS_KEY_ID_BYTES + 32,
    SECRET_BYTES = 6 + SALT + 16 + MASKED,
    SIG_BYTES = 2 + AS_KEY_ID_BYTES + 64,
    GLOBAL_BYTES = 64,
    TEXT_MAX = 1024,
    /* A quarter of minisign's own cost: a gigabyte is not always to be had.
     * N = 2^18, r = 8, p = 1. */
    SCRYPT_OPS = 1 << 23,
    SCRYPT_MEM = 256 << 20
};

#define UNTRUSTED "untrusted comment: "
#define TRUSTED "trusted comment: "

static bool ready(as_err *err)
{
    if (sodium_init() >= 0) {
        return true;
    }
    as_err_set(err, AS_EIO, "the library libsodium cannot be used");
    return false;
}

/* ---- text ------------------------------------------------------------- */

/* The next line of `*rest`, without its end. False at the end. */
static bool next_line(as_slice *rest, as_slice *line)
{
    if (rest->n == 0) {
        return false;
    }
    const char *end = memchr(rest->p, '\n', rest->n);
    size_t n = end ? (size_t)(end - rest->p) : rest->n;
    size_t skip = end ? n + 1 : n;
    *line = as_slice_of(rest->p, n > 0 && rest->p[n - 1] == '\r' ? n - 1 : n);
    *rest = as_slice_of(rest->p + skip, rest->n - skip);
    return true;
}

static bool begins(as_slice s, const char *with)
{
    size_t n = strlen(with);
    return s.n >= n && memcmp(s.p, with, n) == 0;
}

/* Just `size` bytes in base64, as they are written, and in no other way. */
static bool decode(as_slice line, unsigned char *out, size_t size)
{
    size_t n = 0;
    char again[TEXT_MAX];
    bool good = line.n > 0 && line.n < sizeof again &&
                sodium_base642bin(out, size, line.p, line.n, NULL, &n, NULL,
                                  sodium_base64_VARIANT_ORIGINAL) == 0 &&
                n == size;
    if (good) {
        sodium_bin2base64(again, sizeof again, out, n,
                          sodium_base64_VARIANT_ORIGINAL);
        good = sodium_memcmp(again, line.p, line.n) == 0 &&
               again[line.n] == '\0';
        sodium_memzero(again, sizeof again);
    }
    return good;
}

static as_status encode(const unsigned char *in, size_t n, as_buf *out,
                        as_err *err)
{
    char text[TEXT_MAX];
    sodium_bin2base64(text, sizeof text, in, n,
                      sodium_base64_VARIANT_ORIGINAL);
    as_status st = as_buf_add_slice(out, as_slice_str(text), err);
    sodium_memzero(text, sizeof text);
    return st;
}

/* The line of base64 of a key: behind the comment, or alone. */
static bool key_line(as_slice text, as_slice *line)
{
    as_slice rest = text;
    bool have = next_line(&rest, line);
    if (have && begins(*line, UNTRUSTED)) {
        have = next_line(&rest, line);
    }
    return have;
}

static void put64(unsigned char *p, uint64_t x)
{
    for (int i = 0; i < 8; i++) {
        p[i] = (unsigned char)(x >> (8 * i));
    }
}

static uint64_t get64(const unsigned char *p)
{
    uint64_t x = 0;
    for (int i = 0; i < 8; i++) {
        x |= (uint64_t)p[i] << (8 * i);
    }
    return x;
}

/* ---- keys ------------------------------------------------------------- */

as_status as_key_pair_new(as_secret_key *secret, as_public_key *public_key,
                      as_err *err)
{
    if (!ready(err)) {
        return AS_EIO;
    }
    randombytes_buf(secret->id, sizeof secret->id);
    crypto_sign_keypair(public_key->key, secret->key);
    memcpy(public_key->id, secret->id, sizeof secret->id);
    return AS_OK;
}

void as_secret_wipe(as_secret_key *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

void as_key_id_text(const unsigned char id[AS_KEY_ID_BYTES],
                    char out[AS_KEY_ID_TEXT])
{
    static const char digits[] = "0123456789ABCDEF";
    for (int i = 0; i < AS_KEY_ID_BYTES; i++) { /* a number, low byte first */
        unsigned char b = id[AS_KEY_ID_BYTES - 1 - i];
        out[2 * i] = digits[b >> 4];
        out[2 * i + 1] = digits[b & 15];
    }
    out[AS_KEY_ID_TEXT - 1] = '\0';
}

as_status as_public_read(as_slice text, const char *name, as_public_key *out,
                         as_err *err)
{
    unsigned char raw[PUBLIC_BYTES];
    as_slice line;
    if (!key_line(text, &line) || !decode(line, raw, sizeof raw) ||
        memcmp(raw, "Ed", 2) != 0) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: not a public key of minisign: it begins with "
                          "RW, alone or behind a line of comment", name);
    }
    memcpy(out->id, raw + 2, sizeof out->id);
    memcpy(out->key, raw + 2 + sizeof out->id, sizeof out->key);
    return AS_OK;
}

as_status as_public_line(const as_public_key *key, as_buf *out, as_err *err)
{
    unsigned char raw[PUBLIC_BYTES] = {'E', 'd'};
    memcpy(raw + 2, key->id, sizeof key->id);
    memcpy(raw + 2 + sizeof key->id, key->key, sizeof key->key);
    return encode(raw, sizeof raw, out, err);
}

as_status as_public_write(const as_public_key *key, as_buf *out, as_err *err)
{
    char id[AS_KEY_ID_TEXT];
    as_key_id_text(key->id, id);
    as_status st = as_buf_printf(out, err,
                                 UNTRUSTED "minisign public key %s\n", id);
    st = st == AS_OK ? as_public_line(key, out, err) : st;
    return st == AS_OK ? as_buf_add_byte(out, '\n', err) : st;
}

/* ---- secret keys ------------------------------------------------------ */

static void checksum(const as_secret_key *key, unsigned char out[32])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    crypto_generichash_update(&state, (const unsigned char *)"Ed", 2);
    crypto_generichash_update(&state, key->id, sizeof key->id);
    crypto_generichash_update(&state, key->key, sizeof key->key);
    crypto_generichash_final(&state, out, 32);
}

/* Put scrypt's output over masked[MASKED], or take it off again. */
static as_status mask(unsigned char *masked, as_slice password,
                      const unsigned char *salt, uint64_t ops, uint64_t mem,
                      as_err *err)
{
    unsigned char stream[MASKED];
    if (crypto_pwhash_scryptsalsa208sha256(stream, sizeof stream, password.p,
                                           password.n, salt, ops,
                                           (size_t)mem) != 0) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < sizeof stream; i++) {
        masked[i] ^= stream[i];
    }
    sodium_memzero(stream, sizeof stream);
    return AS_OK;
}

static bool secret_raw(as_slice text, unsigned char raw[SECRET_BYTES])
{
    as_slice line;
    return key_line(text, &line) && decode(line, raw, SECRET_BYTES) &&
           memcmp(raw, "Ed", 2) == 0 && memcmp(raw + 4, "B2", 2) == 0;
}

static bool raw_is_locked(const unsigned char raw[SECRET_BYTES])
{
    return raw[2] != 0 || raw[3] != 0;
}

bool as_secret_is_locked(as_slice text)
{
    unsigned char raw[SECRET_BYTES] = {0};
    bool locked = secret_raw(text, raw) && raw_is_locked(raw);
    sodium_memzero(raw, sizeof raw);
    return locked;
}

static as_status unlock(unsigned char raw[SECRET_BYTES], const char *name,
                        as_slice password, as_err *err)
{
    const uint64_t ops = get64(raw + 6 + SALT);
    const uint64_t mem = get64(raw + 6 + SALT + 8);
    if (memcmp(raw + 2, "Sc", 2) != 0 ||
        ops > crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE ||
        mem > crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: encrypted in a way that minisign does not use",
                          name);
    }
    if (password.n == 0) {
        return as_err_set(err, AS_EINVAL,
                          "%s: the key takes a password, and there is none",
                          name);
    }
    return mask(raw + 6 + SALT + 16, password, raw + 6, ops, mem, err);
}

/* Does the key behind the head of a file hold together? Minisign leaves the
 * checksum out (zeros) where there is no password: there the two halves of the
 * key, seed and public key, must belong together. */
static bool is_whole(const as_secret_key *key, const unsigned char *sum,
                     bool locked)
{
    unsigned char want[32], pub[32], whole[64];
    if (locked) {
        checksum(key, want);
        return sodium_memcmp(want, sum, sizeof want) == 0;
    }
    (void)crypto_sign_seed_keypair(pub, whole, key->key);
    const bool good = sodium_memcmp(whole, key->key, sizeof whole) == 0;
    sodium_memzero(whole, sizeof whole);
    return good;
}

as_status as_secret_read(as_slice text, const char *name, as_slice password,
                         as_secret_key *out, as_err *err)
{
    unsigned char raw[SECRET_BYTES] = {0};
    as_secret_key key;
    as_status st = AS_OK;
    if (!ready(err)) {
        return AS_EIO;
    }
    if (!secret_raw(text, raw)) {
        st = as_err_set(err, AS_ESYNTAX, "%s: not a secret key of minisign",
                        name);
    } else if (raw_is_locked(raw)) {
        st = unlock(raw, name, password, err);
    }
    if (st == AS_OK) {
        const unsigned char *p = raw + 6 + SALT + 16;
        memcpy(key.id, p, sizeof key.id);
        memcpy(key.key, p + sizeof key.id, sizeof key.key);
        const bool locked = raw_is_locked(raw);
        if (!is_whole(&key, p + sizeof key.id + sizeof key.key, locked)) {
            st = as_err_set(err, AS_EINVAL,
                            locked ? "%s: wrong password"
                                   : "%s: the key is damaged",
                            name);
        } else {
            *out = key;
        }
    }
    sodium_memzero(raw, sizeof raw);
    sodium_memzero(&key, sizeof key);
    return st;
}

as_status as_secret_write(const as_secret_key *key, as_slice password,
                          as_buf *out, as_err *err)
{
    unsigned char raw[SECRET_BYTES] = {'E', 'd', 0, 0, 'B', '2'};
    unsigned char *p = raw + 6 + SALT + 16;
    as_status st = ready(err) ? AS_OK : AS_EIO;
    memcpy(p, key->id, sizeof key->id);
    memcpy(p + sizeof key->id, key->key, sizeof key->key);
    if (st == AS_OK && password.n > 0) {
        checksum(key, p + sizeof key->id + sizeof key->key);
        memcpy(raw + 2, "Sc", 2);
        randombytes_buf(raw + 6, SALT);
        put64(raw + 6 + SALT, SCRYPT_OPS);
        put64(raw + 6 + SALT + 8, SCRYPT_MEM);
        st = mask(p, password, raw + 6, SCRYPT_OPS, SCRYPT_MEM, err);
    }
    if (st == AS_OK) {
        st = as_buf_printf(out, err, UNTRUSTED "minisign %s secret key\n",
                           password.n > 0 ? "encrypted" : "unencrypted");
    }
    st = st == AS_OK ? encode(raw, sizeof raw, out, err) : st;
    sodium_memzero(raw, sizeof raw);
    return st == AS_OK ? as_buf_add_byte(out, '\n', err) : st;
}

/* ---- signatures ------------------------------------------------------- */

static void digest(as_slice message, unsigned char out[64])
{
    crypto_generichash(out, 64, (const unsigned char *)message.p, message.n,
                       NULL, 0);
}

/* What the second signature is over: the first, and the comment. */
static size_t signed_comment(const unsigned char sig[64], as_slice comment,
                             unsigned char out[64 + AS_SIGN_COMMENT_MAX])
{
    memcpy(out, sig, 64);
    memcpy(out + 64, comment.p, comment.n);
    return 64 + comment.n;
}

static bool is_line(as_slice s)
{
    return s.n == 0 || (memchr(s.p, '\n', s.n) == NULL &&
                        memchr(s.p, '\r', s.n) == NULL &&
                        memchr(s.p, '\0', s.n) == NULL);
}

as_status as_sign(const as_secret_key *key, as_slice message, as_slice comment,
                  as_buf *out, as_err *err)
{
    unsigned char hash[64];
    unsigned char both[64 + AS_SIGN_COMMENT_MAX];
    unsigned char global[64];
    unsigned char raw[SIG_BYTES] = {'E', 'D'};
    char id[AS_KEY_ID_TEXT];
    if (comment.n >= AS_SIGN_COMMENT_MAX || !is_line(comment)) {
        return as_err_set(err, AS_EINVAL,
                          "a comment is one line of less than %d bytes",
                          AS_SIGN_COMMENT_MAX);
    }
    if (!ready(err)) {
        return AS_EIO;
    }
    unsigned char *sig = raw + 2 + AS_KEY_ID_BYTES;
    memcpy(raw + 2, key->id, sizeof key->id);
    digest(message, hash);
    crypto_sign_detached(sig, NULL, hash, sizeof hash, key->key);
    size_t n = signed_comment(sig, comment, both);
    crypto_sign_detached(global, NULL, both, n, key->key);
    as_key_id_text(key->id, id);
    as_status st = as_buf_printf(out, err, UNTRUSTED "signature by key %s\n",
                                 id);
    st = st == AS_OK ? encode(raw, sizeof raw, out, err) : st;
    if (st == AS_OK) {
        st = as_buf_printf(out, err, "\n" TRUSTED "%.*s\n", (int)comment.n,
                           comment.p);
    }
    st = st == AS_OK ? encode(global, sizeof global, out, err) : st;
    return st == AS_OK ? as_buf_add_byte(out, '\n', err) : st;
}

as_status as_signature_read(as_slice text, const char *name,
                            as_signature *out, as_err *err)
{
    unsigned char raw[SIG_BYTES];
    as_signature s = {.hashed = false};
    as_slice rest = text;
    as_slice line = {0};
    bool good = next_line(&rest, &line) && begins(line, UNTRUSTED) &&
                next_line(&rest, &line) && decode(line, raw, sizeof raw) &&
                (memcmp(raw, "Ed", 2) == 0 || memcmp(raw, "ED", 2) == 0) &&
                next_line(&rest, &line) && begins(line, TRUSTED) &&
                line.n - strlen(TRUSTED) < AS_SIGN_COMMENT_MAX &&
                memchr(line.p, '\0', line.n) == NULL;
    if (good) {
        const size_t n = strlen(TRUSTED);
        memcpy(s.comment, line.p + n, line.n - n);
        good = next_line(&rest, &line) &&
               decode(line, s.global, GLOBAL_BYTES) && rest.n == 0;
    }
    if (!good) {
        return as_err_set(err, AS_ESYNTAX, "%s: not a signature of minisign",
                          name);
    }
    s.hashed = raw[1] == 'D';
    memcpy(s.id, raw + 2, sizeof s.id);
    memcpy(s.sig, raw + 2 + sizeof s.id, sizeof s.sig);
    *out = s;
    return AS_OK;
}

bool as_signature_holds(const as_signature *sig, const as_public_key *key,
                        as_slice message)
{
    unsigned char hash[64];
    unsigned char both[64 + AS_SIGN_COMMENT_MAX];
    as_slice over = message;
    if (memcmp(sig->id, key->id, sizeof sig->id) != 0 || !ready(NULL)) {
        return false;
    }
    if (sig->hashed) {
        digest(message, hash);
        over = as_slice_of((const char *)hash, sizeof hash);
    }
    size_t n = signed_comment(sig->sig, as_slice_str(sig->comment), both);
    return crypto_sign_verify_detached(sig->sig,
                                       (const unsigned char *)over.p, over.n,
                                       key->key) == 0 &&
           crypto_sign_verify_detached(sig->global, both, n, key->key) == 0;
}

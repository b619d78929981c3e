/* archive.c - see archive.h: packing, the trailer, and what is around the
 * reading of a tar (archive_read.c).
 *
 * The trailer has a fixed size, so that it is found from the end; it is
 * compared as a whole, so that none of its bytes may be another.
 * The tar is GNU's: names are written as bytes, in no locale's charset, and
 * names of up to 100 bytes are those of ustar. */
#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <sodium.h>

#include "io/file.h"
#include "store/archive_int.h"
#include "store/disk_int.h"
#include "store/tree_int.h"

enum { FRAME = 8, PAYLOAD = 16 + 7 + 64 + 1, TRAILER = FRAME + PAYLOAD };

/* The frame behind `bytes`: magic and size, little-endian, and the text. */
static void make_trailer(as_slice bytes, char out[TRAILER + 1])
{
    static const unsigned char head[FRAME] = {0x50, 0x2A, 0x4D, 0x18,
                                              PAYLOAD, 0, 0, 0};
    char hex[AS_TREE_HEX];
    as_sha256_hex(bytes, hex);
    memcpy(out, head, FRAME);
    (void)snprintf(out + FRAME, PAYLOAD + 1,
                   "assay archive 1\nsha256 %s\n", hex);
}

/* ---- packing ---------------------------------------------------------- */

typedef struct packer {
    const char *dir, *name;
    const as_cancel *cancel;
    int folder;
    struct archive *a;
    struct archive_entry *entry;
    as_buf *out, block;
    size_t before; /* of `out` */
    as_err *err;
    as_status refused; /* by the callback */
} packer;

/* Never fails: a writer that was told so gives back less than it took. What
 * went wrong is in `refused`, and all else is then swallowed. */
static la_ssize_t keep_bytes(struct archive *a, void *ctx, const void *p,
                             size_t n)
{
    packer *k = ctx;
    (void)a;
    if (k->refused == AS_OK &&
        k->out->n - k->before + n + TRAILER > AS_ARCHIVE_BYTES) {
        k->refused = as_err_set(k->err, AS_ELIMIT,
                                "%s: more than 64 MiB when packed", k->dir);
    }
    if (k->refused == AS_OK) {
        k->refused = as_buf_add(k->out, p, n, k->err);
    }
    return (la_ssize_t)n;
}

/* `good`: what libarchive was asked for is done. */
static as_status pack_status(packer *k, bool good)
{
    const char *why = archive_error_string(k->a);
    if (k->refused != AS_OK || good) {
        return k->refused;
    }
    return as_err_set(k->err, AS_EIO, "%s: cannot be packed: %s", k->dir,
                      why ? why : "no reason told");
}

static as_status pack_head(packer *k, const char *path, uint64_t size)
{
    char full[AS_ARCHIVE_NAME + AS_TREE_PATH + 2];
    struct archive_entry *e = archive_entry_clear(k->entry);
    (void)snprintf(full, sizeof full, "%s/%s", k->name, path);
    archive_entry_copy_pathname(e, full);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0644);
    archive_entry_set_size(e, (la_int64_t)size);
    archive_entry_set_mtime(e, 0, 0);
    return pack_status(k, archive_write_header(k->a, e) == ARCHIVE_OK);
}

static as_status pack_bytes(packer *k, as_slice bytes)
{
    const la_ssize_t n = archive_write_data(k->a, bytes.p, bytes.n);
    return pack_status(k, n == (la_ssize_t)bytes.n);
}

static as_status pack_text(packer *k, const char *path, as_slice text)
{
    as_status st = pack_head(k, path, text.n);
    return st == AS_OK && text.n > 0 ? pack_bytes(k, text) : st;
}

static as_status pack_data(packer *k, int fd, const as_tree_file *file)
{
    crypto_hash_sha256_state sha;
    unsigned char sum[32];
    char hex[AS_TREE_HEX];
    uint64_t size = 0;
    size_t got = 1;
    as_status st = pack_head(k, file->path, file->size);
    crypto_hash_sha256_init(&sha);
    while (st == AS_OK && got > 0) {
        k->block.n = 0;
        st = as_cancelled(k->cancel)
                 ? as_err_set(k->err, AS_ECANCEL, "%s: interrupted", k->dir)
                 : as_file_read_some(fd, file->path, DISK_BLOCK, &k->block,
                                     &got, k->err);
        size += got;
        if (st == AS_OK && got > 0 && size <= file->size) {
            crypto_hash_sha256_update(&sha, (unsigned char *)k->block.p,
                                      got);
            st = pack_bytes(k, as_buf_slice(&k->block));
        }
        if (size > file->size) {
            break;
        }
    }
    crypto_hash_sha256_final(&sha, sum);
    tree_hex(sum, hex);
    if (st == AS_OK &&
        (size != file->size || strcmp(hex, file->sha256) != 0)) {
        st = as_err_set(k->err, AS_EINVAL,
                        "%s/%s changed while it was packed: try again",
                        k->dir, file->path);
    }
    return st;
}

static as_status pack_file(packer *k, const as_tree_file *file)
{
    const int fd = as_disk_open(k->folder, file->path, O_RDONLY | O_NONBLOCK);
    if (fd < 0) {
        return as_err_set(k->err, AS_EIO, "%s/%s: cannot open: %s", k->dir,
                          file->path, strerror(errno));
    }
    as_status st = pack_data(k, fd, file);
    (void)close(fd);
    return st;
}

static as_status pack_all(packer *k, const as_tree *tree)
{
    if (archive_write_add_filter_zstd(k->a) != ARCHIVE_OK ||
        archive_write_set_format_gnutar(k->a) != ARCHIVE_OK ||
        archive_write_set_filter_option(k->a, NULL, "compression-level",
                                        "12") != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(k->a, 1) != ARCHIVE_OK ||
        archive_write_open(k->a, k, NULL, keep_bytes, NULL) != ARCHIVE_OK) {
        return pack_status(k, false);
    }
    const bool signed_as_is = tree->signature.p != NULL;
    as_status st = pack_text(k, AS_TREE_SUMS, signed_as_is ? tree->sums
                                                           : tree->listing);
    if (st == AS_OK && signed_as_is) {
        st = pack_text(k, AS_TREE_SIGNATURE, tree->signature);
    }
    for (size_t i = 0; st == AS_OK && i < tree->n; i++) {
        st = pack_file(k, &tree->files[i]);
    }
    return st == AS_OK
               ? pack_status(k, archive_write_close(k->a) == ARCHIVE_OK)
               : st;
}

static as_status pack_tree(packer *k, const as_tree *tree)
{
    char trailer[TRAILER + 1];
    as_status st = AS_OK;
    k->folder = open(k->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (k->folder < 0) {
        return disk_fail(k->err, k->dir, "open the folder");
    }
    k->a = archive_write_new();
    k->entry = archive_entry_new();
    st = k->a && k->entry ? pack_all(k, tree) : as_err_nomem(k->err);
    k->refused = st; /* what is written while it is freed */
    archive_entry_free(k->entry);
    (void)archive_write_free(k->a);
    (void)close(k->folder);
    if (st == AS_OK) {
        make_trailer(as_slice_of(k->out->p + k->before,
                                 k->out->n - k->before), trailer);
        st = as_buf_add(k->out, trailer, TRAILER, k->err);
    }
    as_buf_clear(&k->block);
    return st;
}

/* A signature is over SHA256SUMS as it is: that must be there, and true. */
static as_status check_signed(const as_tree *tree, const char *dir,
                              as_err *err)
{
    if (tree->signature.p == NULL) {
        return AS_OK;
    }
    if (tree->sums.p == NULL) {
        return as_err_set(err, AS_EINVAL,
                          "%s: there is " AS_TREE_SIGNATURE " without "
                          AS_TREE_SUMS ": sign it again", dir);
    }
    as_status st = as_tree_check(tree, dir, err);
    if (st == AS_EINVAL && err != NULL) {
        const size_t n = strlen(err->msg);
        (void)snprintf(err->msg + n, sizeof err->msg - n,
                       ": sign it again, or take back what changed");
    }
    return st;
}

as_status as_archive_pack(const char *dir, const char *name,
                          const as_cancel *cancel, as_buf *out,
                          as_tree **tree, as_err *err)
{
    packer k = {.dir = dir, .name = name, .cancel = cancel, .out = out,
                .before = out->n, .err = err};
    as_tree *t;
    if (!archive_name_ok(as_slice_str(name))) {
        return as_err_set(err, AS_EINVAL, "%s: no name of a plugin", name);
    }
    as_status st = as_tree_read(dir, cancel, &t, err);
    if (st != AS_OK) {
        return st;
    }
    st = t->n > 0 ? check_signed(t, dir, err)
                  : as_err_set(err, AS_EINVAL, "%s: no file to pack", dir);
    st = st == AS_OK ? pack_tree(&k, t) : st;
    if (st != AS_OK) {
        out->n = k.before;
    }
    if (st == AS_OK && tree != NULL) {
        *tree = t;
    } else {
        as_tree_free(t);
    }
    return st;
}

/* ---- unpacking -------------------------------------------------------- */

static as_status check_trailer(as_slice bytes, const char *label, as_err *err)
{
    char want[TRAILER + 1];
    if (bytes.n > AS_ARCHIVE_BYTES) {
        return as_err_set(err, AS_ELIMIT, "%s: larger than 64 MiB", label);
    }
    if (bytes.n <= TRAILER) {
        return as_err_set(err, AS_ESYNTAX, "%s: not an .assay file", label);
    }
    const as_slice body = as_slice_of(bytes.p, bytes.n - TRAILER);
    make_trailer(body, want);
    const char *have = bytes.p + body.n;
    const size_t fixed = TRAILER - 65; /* up to the digits */
    if (memcmp(have, want, fixed) != 0) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: not an .assay file, or its end is missing",
                          label);
    }
    if (memcmp(have + fixed, want + fixed, TRAILER - fixed) != 0) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: damaged: its bytes are not those that were "
                          "packed", label);
    }
    return AS_OK;
}

/* The files are there: are they those that are listed? */
static as_status check_unpacked(const char *label, const char *to,
                                const char *name, const as_cancel *cancel,
                                as_tree **tree, as_err *err)
{
    as_buf path = {0};
    as_tree *t = NULL;
    as_status st = as_buf_printf(&path, err, "%s/%s", to, name);
    st = st == AS_OK ? as_buf_add_byte(&path, '\0', err) : st;
    st = st == AS_OK ? as_tree_read(path.p, cancel, &t, err) : st;
    as_buf_clear(&path);
    if (st != AS_OK) {
        return st;
    }
    if (t->n == 0) {
        st = as_err_set(err, AS_EINVAL, "%s: empty", label);
    } else if (t->sums.p == NULL) {
        st = as_err_set(err, AS_EINVAL, "%s: without " AS_TREE_SUMS, label);
    } else {
        st = as_tree_check(t, label, err);
    }
    if (st == AS_OK && tree != NULL) {
        *tree = t;
    } else {
        as_tree_free(t);
    }
    return st;
}

static as_status new_folder(const char *to, int *fd, as_err *err)
{
    if (mkdir(to, 0755) != 0) {
        return errno == EEXIST
                   ? as_err_set(err, AS_EINVAL, "%s: is there already", to)
                   : disk_fail(err, to, "make the folder");
    }
    *fd = open(to, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*fd < 0) {
        const as_status st = disk_fail(err, to, "open");
        (void)as_disk_remove(to, NULL);
        return st;
    }
    return AS_OK;
}

as_status as_archive_unpack(as_slice bytes, const char *label, const char *to,
                            const as_cancel *cancel,
                            char name[AS_ARCHIVE_NAME], as_tree **tree,
                            as_err *err)
{
    char top[AS_ARCHIVE_NAME];
    int fd = -1;
    as_status st = check_trailer(bytes, label, err);
    st = st == AS_OK ? new_folder(to, &fd, err) : st;
    if (st != AS_OK) {
        return st;
    }
    const tar_source source = {label, true,
                               as_slice_of(bytes.p, bytes.n - TRAILER), -1,
                               cancel};
    st = tar_extract(&source, fd, top, err);
    (void)close(fd);
    if (st == AS_OK) {
        st = check_unpacked(label, to, top, cancel, tree, err);
    }
    if (st != AS_OK) {
        (void)as_disk_remove(to, NULL);
        return st;
    }
    memcpy(name, top, sizeof top);
    return AS_OK;
}

as_status as_tar_unpack(int fd, const char *label, const char *to,
                        const as_cancel *cancel, as_err *err)
{
    const tar_source source = {label, false, {NULL, 0}, fd, cancel};
    int folder = -1;
    as_status st = new_folder(to, &folder, err);
    if (st != AS_OK) {
        return st;
    }
    st = tar_extract(&source, folder, NULL, err);
    (void)close(folder);
    if (st != AS_OK) {
        (void)as_disk_remove(to, NULL);
    }
    return st;
}

/* archive.h - a plugin as one file, NAME.assay: a zstd-compressed tar with
 * the plugin's folder NAME (SHA256SUMS first, its signature if there is one,
 * then the files by path), and behind it a frame that zstd skips, with the
 * SHA-256 of all bytes before it. `zstd -dc X.assay | tar -x`, sha256sum and
 * minisign read it without assay.
 *
 * The bytes depend on nothing but names and contents of the files (and the
 * releases of libarchive and zstd): no times, owners, modes, locale, order.
 *
 * Reading stops at the limits of a tree (tree.h) and refuses, with the entry
 * named: any changed byte, links, devices, paths that leave the folder or
 * that a tree does not have, an entry that comes twice, a file beneath a
 * file, a SHA256SUMS that does not list just the files. Nothing is left
 * behind then. Signatures are not checked here: keys.h.
 *
 * Errors: AS_EIO; AS_ESYNTAX for what is no such file; AS_EINVAL for what is
 * refused; AS_ELIMIT; AS_ECANCEL; AS_ENOMEM. Threads: any. */
#ifndef AS_STORE_ARCHIVE_H
#define AS_STORE_ARCHIVE_H

#include "store/tree.h"

enum {
    AS_ARCHIVE_BYTES = 64 << 20, /* largest .assay file */
    AS_ARCHIVE_NAME = 65         /* of a plugin, with its NUL */
};

/* Append the archive of the folder `dir` as that of the plugin `name`
 * ([a-z][a-z0-9-]*, at most 64 bytes). `tree` may be NULL; else the caller
 * frees what it gets. A folder with a signature must be as its SHA256SUMS
 * says: AS_EINVAL. Without one, SHA256SUMS is made. */
as_status as_archive_pack(const char *dir, const char *name,
                          const as_cancel *cancel, as_buf *out,
                          as_tree **tree, as_err *err);

/* Unpack `bytes` into the new folder `to`, as to/NAME/...; NAME is told in
 * `name`. `label` is for messages. `to` must not be there (AS_EINVAL), and is
 * not there after an error. `tree` (may be NULL) is as of as_tree_read of
 * to/NAME. Nothing is forced to the disk. */
as_status as_archive_unpack(as_slice bytes, const char *label,
                            const char *to, const as_cancel *cancel,
                            char name[AS_ARCHIVE_NAME], as_tree **tree,
                            as_err *err);

/* Unpack a plain tar stream from `fd` into the new folder `to`: the files of
 * a tree, at its top, folders between them. The rest as above. */
as_status as_tar_unpack(int fd, const char *label, const char *to,
                        const as_cancel *cancel, as_err *err);

#endif

/* tree.h - a plugin's folder as a list of files with their SHA-256.
 *
 * Regular files only, sorted by the bytes of their paths. The listing is text
 * as sha256sum writes it, a line `<64 hex>  <path>` each; it is what is
 * signed, and its SHA-256 is the tree's hash: a plugin's identity. `.git` at
 * the top is left out, and so are the listing itself (SHA256SUMS) and its
 * signature (SHA256SUMS.minisig) at the top, which are read apart. Folders
 * without files, times, owners and modes do not count.
 *
 * Refused, with the file named: symbolic links, devices and the like, names
 * with control characters or a backslash, ill-formed UTF-8, paths of more
 * than 200 bytes or 16 parts, more than 10,000 files, a file above 64 MiB,
 * 256 MiB in all.
 *
 * Errors: AS_EIO; AS_EINVAL for what is refused; AS_ELIMIT for sizes and
 * numbers; AS_ECANCEL; AS_ENOMEM. Messages begin with the path.
 * Threads: a tree never changes once made. */
#ifndef AS_STORE_TREE_H
#define AS_STORE_TREE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cancel.h"

enum {
    AS_TREE_HEX = 65, /* 64 lower-case digits and a NUL */
    AS_TREE_FILES = 10000,
    AS_TREE_FILE_BYTES = 64 << 20,
    AS_TREE_BYTES = 256 << 20,
    AS_TREE_PATH = 200,
    AS_TREE_PARTS = 16
};

#define AS_TREE_SUMS "SHA256SUMS"
#define AS_TREE_SIGNATURE "SHA256SUMS.minisig"

typedef struct as_tree_file {
    const char *path; /* below the folder */
    size_t n_path;
    uint64_t size; /* 0 in a tree that was read from a listing */
    char sha256[AS_TREE_HEX];
} as_tree_file;

typedef struct as_tree {
    as_arena *arena;     /* owns all of it */
    as_tree_file *files; /* sorted by path */
    size_t n;
    uint64_t bytes;
    as_slice listing;       /* as computed, whatever SHA256SUMS says */
    char hash[AS_TREE_HEX]; /* SHA-256 of `listing` */
    as_slice sums;          /* SHA256SUMS as the folder has it; .p NULL: no */
    as_slice signature;     /* SHA256SUMS.minisig likewise */
} as_tree;

/* Read and hash the folder `dir`, which may be a link to one. */
as_status as_tree_read(const char *dir, const as_cancel *cancel,
                       as_tree **out, as_err *err);
/* Accepts NULL. */
void as_tree_free(as_tree *tree);

/* The same, and a copy of all files (mode 0644), with SHA256SUMS and its
 * signature, in the new folder `to`. Each file is read once: the bytes that
 * were hashed are those that were written. `to` must not be there (AS_EINVAL)
 * and is not there after an error. Nothing is forced to the disk. */
as_status as_tree_copy(const char *dir, const char *to,
                       const as_cancel *cancel, as_tree **out, as_err *err);

/* A tree from the text of a listing; `name` is for messages. Lines may come
 * in any order, in text or binary mode of sha256sum. Errors: AS_ESYNTAX with
 * the line, AS_EINVAL for a path that is refused or that comes twice. */
as_status as_tree_parse(as_slice text, const char *name, as_tree **out,
                        as_err *err);

/* ---- what differs ----------------------------------------------------- */

typedef enum as_tree_what {
    AS_TREE_CHANGED,
    AS_TREE_ADDED,  /* in the folder, not in the listing */
    AS_TREE_MISSING /* in the listing, not in the folder */
} as_tree_what;

/* "changed", "added", "missing" */
const char *as_tree_what_name(as_tree_what what);

typedef as_status (*as_tree_visit)(void *ctx, const char *path,
                                   as_tree_what what, as_err *err);

/* Visit what differs between a listing and a folder, by path; stops at the
 * first status that is not AS_OK. */
as_status as_tree_compare(const as_tree *listed, const as_tree *found,
                          as_tree_visit visit, void *ctx, as_err *err);

/* AS_OK if `tree` has no SHA256SUMS, or one that lists just its files; else
 * AS_EINVAL `name: main.lua is not as SHA256SUMS says (and 2 more files)`. */
as_status as_tree_check(const as_tree *tree, const char *name, as_err *err);

/* ---- names and fingerprints ------------------------------------------- */

/* NULL if a file may have this path in a tree, else why not, as the end of a
 * sentence that begins with the path. */
const char *as_tree_path_fault(as_slice path);

/* A number for a folder as the file system has it, without reading a file:
 * over path, device, inode, size, times of change of all in it. While it
 * stays the same and `settled` is true, so does the tree's hash; it is not
 * the same on another machine. `settled` is false when something changed
 * less than three seconds ago: a file system's clock may be coarse, do not
 * remember it then. Errors: as of as_tree_read. */
as_status as_tree_fingerprint(const char *dir, char out[AS_TREE_HEX],
                              bool *settled, as_err *err);

/* SHA-256 of some bytes, in hexadecimal digits. */
void as_sha256_hex(as_slice bytes, char out[AS_TREE_HEX]);

#endif

/* tree_int.h - making trees: shared by tree.c and tree_walk.c. */
#ifndef AS_STORE_TREE_INT_H
#define AS_STORE_TREE_INT_H

#include "base/vec.h"
#include "store/tree.h"

enum {
    TREE_SUMS_BYTES = 4 << 20,     /* of SHA256SUMS: more than 10,000 lines */
    TREE_SIGNATURE_BYTES = 16 << 10
};

typedef AS_VEC(as_tree_file) tree_files;

/* An empty tree with an arena, or NULL. */
as_tree *tree_new(void);

/* Append a file; its hash is the caller's to write. NULL: no memory. */
as_tree_file *tree_add(as_tree *tree, tree_files *files, as_slice path,
                       as_err *err);

/* Sort `files` into the tree, make its listing and hash. `files` stays the
 * caller's. Errors: AS_ENOMEM. */
as_status tree_finish(as_tree *tree, tree_files *files, as_err *err);

/* Lower-case digits of 32 bytes. */
void tree_hex(const unsigned char sum[32], char out[AS_TREE_HEX]);

#endif

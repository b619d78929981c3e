/* floor: store
 * fuzz_minisign.c - keys, signatures and listings from any bytes: refused, or
 * read and then written so that they read the same. A password would take a
 * second each: an encrypted key is only looked at. */
#include <stdint.h>
#include <stdlib.h>

#include "store/minisign.h"
#include "store/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void read_public(as_slice text)
{
    as_public_key key, again;
    as_buf out = {0};
    if (as_public_read(text, "x", &key, NULL) == AS_OK) {
        must(as_public_write(&key, &out, NULL) == AS_OK);
        must(as_public_read(as_buf_slice(&out), "x", &again, NULL) == AS_OK);
        must(memcmp(&key, &again, sizeof key) == 0);
    }
    as_buf_clear(&out);
}

static void read_secret(as_slice text)
{
    as_secret_key key, again;
    as_buf out = {0};
    if (!as_secret_is_locked(text) &&
        as_secret_read(text, "x", AS_LIT(""), &key, NULL) == AS_OK) {
        must(as_secret_write(&key, AS_LIT(""), &out, NULL) == AS_OK);
        must(as_secret_read(as_buf_slice(&out), "x", AS_LIT(""), &again,
                            NULL) == AS_OK);
        must(memcmp(&key, &again, sizeof key) == 0);
    }
    as_buf_clear(&out);
}

static void read_signature(as_slice text)
{
    static const as_public_key nobody;
    as_signature sig;
    if (as_signature_read(text, "x", &sig, NULL) == AS_OK) {
        must(strlen(sig.comment) < AS_SIGN_COMMENT_MAX);
        as_public_key key = nobody;
        memcpy(key.id, sig.id, sizeof key.id);
        must(!as_signature_holds(&sig, &key, AS_LIT("message")));
    }
}

static void read_listing(as_slice text)
{
    as_tree *tree, *again;
    if (as_tree_parse(text, "x", &tree, NULL) != AS_OK) {
        return;
    }
    must(as_tree_parse(tree->listing, "x", &again, NULL) == AS_OK);
    must(strcmp(tree->hash, again->hash) == 0);
    for (size_t i = 0; i < tree->n; i++) {
        must(as_tree_path_fault(as_slice_str(tree->files[i].path)) == NULL);
    }
    as_tree_free(tree);
    as_tree_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const as_slice text = as_slice_of((const char *)data, size);
    read_public(text);
    read_secret(text);
    read_signature(text);
    read_listing(text);
    return 0;
}

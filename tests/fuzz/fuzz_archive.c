/* floor: store
 * fuzz_archive.c - archives from any bytes.
 * The first byte says what the rest is: 'a', an .assay file as it stands; 's',
 * the same without its trailer, which is added; 't', a plain tar; and any
 * other, a tar that is compressed by nothing and unpacked below one folder.
 * Refused with nothing left behind, or unpacked into a sound tree. */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fcntl.h>

#include "store/archive_int.h"
#include "store/disk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char top[64], to[96];

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void drop(void)
{
    (void)as_disk_remove(top, NULL);
}

static void begin(void)
{
    if (top[0] == '\0') {
        (void)snprintf(top, sizeof top, "/dev/shm/fuzz_archive.XXXXXX");
        if (mkdtemp(top) == NULL) {
            (void)snprintf(top, sizeof top, "/tmp/fuzz_archive.XXXXXX");
            must(mkdtemp(top) != NULL);
        }
        (void)snprintf(to, sizeof to, "%s/u", top);
        (void)atexit(drop);
    }
}

/* What was unpacked is a tree as any other. */
static void end(as_status st)
{
    as_tree *tree;
    must(as_disk_exists(to) == (st == AS_OK));
    if (st == AS_OK) {
        must(as_tree_read(to, NULL, &tree, NULL) == AS_OK);
        as_tree_free(tree);
        must(as_disk_remove(to, NULL) == AS_OK);
    }
}

static void unpack(as_slice bytes)
{
    char name[AS_ARCHIVE_NAME];
    as_tree *tree;
    as_status st = as_archive_unpack(bytes, "x", to, NULL, name, &tree, NULL);
    if (st == AS_OK) {
        must(archive_name_ok(as_slice_str(name)));
        must(as_tree_check(tree, "x", NULL) == AS_OK);
        as_tree_free(tree);
        must(as_disk_remove(to, NULL) == AS_OK);
    }
    must(!as_disk_exists(to));
}

static void sealed(as_slice body)
{
    char hex[AS_TREE_HEX];
    as_buf bytes = {0};
    as_sha256_hex(body, hex);
    must(as_buf_add_slice(&bytes, body, NULL) == AS_OK);
    must(as_buf_add(&bytes, "\x50\x2A\x4D\x18\x58\0\0\0", 8, NULL) == AS_OK);
    must(as_buf_printf(&bytes, NULL, "assay archive 1\nsha256 %s\n", hex) ==
         AS_OK);
    unpack(as_buf_slice(&bytes));
    as_buf_clear(&bytes);
}

static void plain(as_slice bytes)
{
    const int fd = memfd_create("tar", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n &&
         lseek(fd, 0, SEEK_SET) == 0);
    end(as_tar_unpack(fd, "x", to, NULL, NULL));
    (void)close(fd);
}

static void below_a_folder(as_slice bytes)
{
    char name[AS_ARCHIVE_NAME];
    const tar_source source = {"x", false, bytes, -1, NULL};
    must(mkdir(to, 0755) == 0);
    const int fd = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    must(fd >= 0);
    as_status st = tar_extract(&source, fd, name, NULL);
    must(st != AS_OK || archive_name_ok(as_slice_str(name)));
    (void)close(fd);
    must(as_disk_remove(to, NULL) == AS_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    begin();
    if (size == 0) {
        return 0;
    }
    const as_slice rest = as_slice_of((const char *)data + 1, size - 1);
    switch (data[0]) {
    case 'a': unpack(rest); break;
    case 's': sealed(rest); break;
    case 't': plain(rest); break;
    default: below_a_folder(rest);
    }
    return 0;
}

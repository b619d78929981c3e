/* test_archive.c - packing the same bytes, unpacking what was packed, and
 * refusing all else with nothing left behind. Archives that assay does not
 * write are made here by libarchive and sealed like real ones. */
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include "store/archive.h"
#include "unit/store/store_test.h"

static as_buf packed(const char *name)
{
    as_buf out = {0};
    assert_ok(as_archive_pack(in_dir(name), name, NULL, &out, NULL, &err));
    return out;
}

static void small_plugin(const char *name)
{
    char path[128];
    static const char *const files[][2] = {
        {"plugin.yaml", "name: t\n"}, {"main.lua", "return {}\n"},
        {"lib/b.lua", "b"},           {"data/e\xCC\x81t\xC3\xA9.tsv", ""}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", name, files[i][0]);
        (void)deep_file(path, files[i][1]);
    }
}

static as_status unpack(as_slice bytes, const char *to, as_tree **tree)
{
    char name[AS_ARCHIVE_NAME] = "before";
    err.msg[0] = '\0';
    as_status st = as_archive_unpack(bytes, "x.assay", in_dir(to), NULL, name,
                                     tree, &err);
    assert_string_equal(name, st == AS_OK ? "t" : "before");
    return st;
}

/* `bytes` are refused, with this message, and nothing stays. */
static void assert_none(as_slice bytes, as_status status, const char *message)
{
    const int before = n_open();
    as_tree *tree = NULL;
    as_status st = unpack(bytes, "u", &tree);
    if (st != status || strcmp(err.msg, message) != 0) {
        fail_msg("%d %s, not %d %s", (int)st, err.msg, (int)status, message);
    }
    assert_false(is_there("u"));
    assert_null(tree);
    assert_int_equal(n_open(), before);
}

/* ---- packing ---------------------------------------------------------- */

static void test_what_is_packed_comes_out(void **state)
{
    (void)state;
    small_plugin("t");
    as_buf out = packed("t");
    as_tree *tree = NULL, *was = NULL;
    assert_int_equal(unpack(as_buf_slice(&out), "u", &tree), AS_OK);
    assert_ok(as_tree_read(in_dir("t"), NULL, &was, &err));
    assert_string_equal(tree->hash, was->hash);
    assert_slice(tree->sums, file_text("u/t/SHA256SUMS"));
    assert_sh("diff -r t u/t | grep -v '^Only in u/t: SHA256SUMS$' && exit 1 "
              "|| exit 0");
    assert_refused(AS_EINVAL, "/u: is there already",
                   unpack(as_buf_slice(&out), "u", NULL));
    assert_true(is_there("u/t/main.lua"));
    as_tree_free(tree);
    as_tree_free(was);
    as_buf_clear(&out);
}

static void test_packing_gives_the_same_bytes_anywhere(void **state)
{
    (void)state;
    small_plugin("t");
    as_buf one = packed("t");
    assert_sh("mkdir other other/t && cd t && find . -type f | LC_ALL=C sort "
              "-r | xargs -d '\\n' cp --parents -t ../other/t && "
              "cd ../other/t && touch -d 2001-01-01 main.lua && "
              "chmod 755 main.lua && chmod 600 plugin.yaml && "
              "mkdir -p empty .git && touch .git/x");
    static const char *const locales[] = {"C", "C.UTF-8", "en_US.UTF-8",
                                          "de_DE.ISO-8859-1", "POSIX"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        (void)setlocale(LC_ALL, locales[i]);
        umask(i % 2 ? 077 : 0);
        as_buf two = {0};
        assert_ok(as_archive_pack(in_dir("other/t"), "t", NULL, &two, NULL,
                                  &err));
        assert_int_equal(one.n, two.n);
        assert_memory_equal(one.p, two.p, one.n);
        assert_int_equal(unpack(as_buf_slice(&two), "u", NULL), AS_OK);
        assert_true(is_there("u/t/data/e\xCC\x81t\xC3\xA9.tsv"));
        assert_sh("rm -r u");
        as_buf_clear(&two);
    }
    umask(022);
    (void)setlocale(LC_ALL, "C");
    as_buf_clear(&one);
}

static void test_a_stale_listing_without_a_signature_is_made_anew(
    void **state)
{
    (void)state;
    small_plugin("t");
    as_buf one = packed("t");
    (void)file_of("t/SHA256SUMS", "old\n");
    as_buf two = packed("t");
    assert_int_equal(one.n, two.n);
    assert_memory_equal(one.p, two.p, one.n);
    as_buf_clear(&one);
    as_buf_clear(&two);
}

static void test_long_names_survive_in_every_locale(void **state)
{
    (void)state;
    char name[192];
    /* 60 of two bytes each, decomposed ones among them, below a folder. */
    (void)deep_file("t/plugin.yaml", "name: t\n");
    int n = snprintf(name, sizeof name, "t/lib/");
    for (int i = 0; i < 30; i++) {
        n += snprintf(name + n, sizeof name - (size_t)n, "\xC3\xA9"
                                                         "e\xCC\x81");
    }
    (void)deep_file(name, "x");
    as_buf out = packed("t");
    static const char *const locales[] = {"C", "C.UTF-8"};
    for (size_t i = 0; i < 2; i++) {
        (void)setlocale(LC_ALL, locales[i]);
        assert_int_equal(unpack(as_buf_slice(&out), "u", NULL), AS_OK);
        assert_sh("diff -r t u/t | grep -v 'Only in u/t: SHA256SUMS' && exit "
                  "1; rm -r u");
    }
    (void)setlocale(LC_ALL, "C");
    as_buf_clear(&out);
}

static void test_a_signed_folder_is_packed_only_as_it_was_signed(void **state)
{
    (void)state;
    small_plugin("t");
    as_buf out = packed("t");
    as_tree *tree = NULL;
    assert_int_equal(unpack(as_buf_slice(&out), "u", NULL), AS_OK);
    assert_sh("cp u/t/SHA256SUMS t && echo signature > t/SHA256SUMS.minisig "
              "&& rm -r u");
    as_buf with = packed("t");
    assert_int_equal(unpack(as_buf_slice(&with), "u", &tree), AS_OK);
    assert_slice(tree->signature, "signature\n");
    as_tree_free(tree);
    (void)file_of("t/main.lua", "changed");
    out.n = 0;
    assert_refused(AS_EINVAL,
                   "/t: main.lua is not as SHA256SUMS says: sign it again, "
                   "or take back what changed",
                   as_archive_pack(in_dir("t"), "t", NULL, &out, NULL, &err));
    assert_int_equal(out.n, 0);
    assert_sh("rm t/SHA256SUMS");
    assert_refused(AS_EINVAL, "there is SHA256SUMS.minisig without "
                              "SHA256SUMS: sign it again",
                   as_archive_pack(in_dir("t"), "t", NULL, &out, NULL, &err));
    as_buf_clear(&out);
    as_buf_clear(&with);
}

static void test_what_cannot_be_packed_is_told(void **state)
{
    (void)state;
    as_buf out = {0};
    (void)folder_of("t");
    assert_refused(AS_EINVAL, "/t: no file to pack",
                   as_archive_pack(in_dir("t"), "t", NULL, &out, NULL, &err));
    (void)file_of("t/a", "");
    static const char *const names[] = {"", "T", "../t", "t/u", "1t", "-t"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(as_archive_pack(in_dir("t"), names[i], NULL, &out,
                                         NULL, &err), AS_EINVAL);
    }
    as_cancel cancel = {true};
    assert_int_equal(as_archive_pack(in_dir("t"), "t", &cancel, &out, NULL,
                                     &err), AS_ECANCEL);
    assert_int_equal(out.n, 0);
    assert_sh("head -c 68000000 /dev/urandom | split -b 60M - t/r");
    assert_refused(AS_ELIMIT, "/t: more than 64 MiB when packed",
                   as_archive_pack(in_dir("t"), "t", NULL, &out, NULL, &err));
    assert_int_equal(out.n, 0);
    as_buf_clear(&out);
}

static void test_other_programs_read_it(void **state)
{
    (void)state;
    NEEDS("zstd");
    small_plugin("t");
    as_buf out = packed("t");
    (void)file_put("t.assay", out.p, out.n);
    as_buf_clear(&out);
    assert_sh("mkdir v && zstd -dcq < t.assay | tar -x -C v");
    assert_sh("cd v/t && sha256sum -c --strict SHA256SUMS");
    assert_sh("diff -r t v/t | grep -v '^Only in v/t: SHA256SUMS$' && exit 1 "
              "|| exit 0");
    assert_sh("zstd -dcq < t.assay | tar -tv --numeric-owner | head -1");
    assert_non_null(strstr(file_text("out.txt"), "-rw-r--r-- 0/0"));
    assert_non_null(strstr(file_text("out.txt"), "1970-01-01"));
    assert_non_null(strstr(file_text("out.txt"), " t/SHA256SUMS\n"));
    assert_sh("tail -c 88 t.assay | head -1");
    assert_string_equal(file_text("out.txt"), "assay archive 1\n");
    assert_sh("n=$(($(stat -c %%s t.assay) - 96)); head -c $n t.assay | "
              "sha256sum | cut -c1-64 > a; tail -c 65 t.assay > b; cmp a b");
}

/* ---- damage ----------------------------------------------------------- */

static void test_no_byte_may_be_another(void **state)
{
    (void)state;
    small_plugin("t");
    as_buf out = packed("t");
    for (size_t i = 0; i < out.n; i++) {
        static const char by[] = {1, 0x20, (char)0x80, (char)0xFF};
        for (size_t k = 0; k < sizeof by; k++) {
            out.p[i] = (char)(out.p[i] ^ by[k]);
            if (unpack(as_buf_slice(&out), "u", NULL) == AS_OK ||
                is_there("u")) {
                fail_msg("byte %zu of %zu may be another", i, out.n);
            }
            assert_ptr_equal(strstr(err.msg, "x.assay: "), err.msg);
            out.p[i] = (char)(out.p[i] ^ by[k]);
        }
    }
    assert_int_equal(unpack(as_buf_slice(&out), "u", NULL), AS_OK);
    as_buf_clear(&out);
}

static void test_no_byte_may_be_missing_or_added(void **state)
{
    (void)state;
    small_plugin("t");
    as_buf out = packed("t");
    const size_t n = out.n;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(unpack(as_slice_of(out.p, i), "u", NULL),
                         AS_ESYNTAX);
    }
    assert_ok(as_buf_add_byte(&out, '\0', &err));
    assert_none(as_buf_slice(&out), AS_ESYNTAX,
                "x.assay: not an .assay file, or its end is missing");
    assert_none(as_slice_of(out.p + 1, n - 1), AS_ESYNTAX,
                "x.assay: damaged: its bytes are not those that were packed");
    as_buf_clear(&out);
}

/* ---- archives that are not ours --------------------------------------- */

/* An archive in the making: as assay would not write it. */
typedef struct forged {
    struct archive *a;
    as_buf out, sums;
} forged;

static la_ssize_t keep(struct archive *a, void *ctx, const void *p, size_t n)
{
    (void)a;
    assert_int_equal(as_buf_add(&((forged *)ctx)->out, p, n, NULL), AS_OK);
    return (la_ssize_t)n;
}

static void forge(forged *f, bool zstd)
{
    *f = (forged){.a = archive_write_new()};
    assert_int_equal(archive_write_set_format_pax_restricted(f->a), 0);
    if (zstd) {
        assert_int_equal(archive_write_add_filter_zstd(f->a), 0);
    }
    (void)archive_write_set_bytes_in_last_block(f->a, 1);
    assert_int_equal(archive_write_open(f->a, f, NULL, keep, NULL), 0);
}

/* An entry; `target` of links; `text` NULL: `size` zeros. */
static void add_entry(forged *f, const char *path, int type, const char *text,
                      size_t size, const char *target)
{
    static const char zeros[65536];
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, path);
    archive_entry_set_filetype(e, (unsigned)type);
    if (type == AE_IFREG && target != NULL) {
        archive_entry_set_hardlink(e, target);
    } else if (target != NULL) {
        archive_entry_set_symlink(e, target);
    }
    archive_entry_set_perm(e, 0777);
    size = text ? strlen(text) : size;
    archive_entry_set_size(e, (la_int64_t)size);
    assert_int_equal(archive_write_header(f->a, e), ARCHIVE_OK);
    for (size_t at = 0; at < size;) {
        const size_t n = size - at < sizeof zeros ? size - at : sizeof zeros;
        assert_int_equal(archive_write_data(f->a, text ? text + at : zeros, n),
                         n);
        at += n;
    }
    archive_entry_free(e);
}

/* A file, and a line of the listing for it. */
static void add(forged *f, const char *path, const char *text)
{
    char hex[AS_TREE_HEX];
    add_entry(f, path, AE_IFREG, text, 0, NULL);
    as_sha256_hex(as_slice_str(text), hex);
    assert_ok(as_buf_printf(&f->sums, &err, "%s  %s\n", hex,
                            strchr(path, '/') ? strchr(path, '/') + 1 : path));
}

static void seal(as_buf *out)
{
    char hex[AS_TREE_HEX];
    as_sha256_hex(as_buf_slice(out), hex);
    assert_ok(as_buf_add(out, "\x50\x2A\x4D\x18\x58\0\0\0", 8, &err));
    assert_ok(as_buf_printf(out, &err, "assay archive 1\nsha256 %s\n", hex));
}

/* The listing, and the seal; the bytes are the caller's. */
static as_buf finish(forged *f, bool with_sums)
{
    if (with_sums) {
        assert_ok(as_buf_add_byte(&f->sums, '\0', &err));
        add_entry(f, "t/SHA256SUMS", AE_IFREG, f->sums.p, 0, NULL);
    }
    assert_int_equal(archive_write_close(f->a), ARCHIVE_OK);
    assert_int_equal(archive_write_free(f->a), ARCHIVE_OK);
    as_buf_clear(&f->sums);
    seal(&f->out);
    return f->out;
}

static void assert_forged_none(forged *f, as_status status,
                               const char *message)
{
    as_buf bytes = finish(f, true);
    assert_none(as_buf_slice(&bytes), status, message);
    as_buf_clear(&bytes);
}

static void test_a_sound_archive_of_another_maker_is_read(void **state)
{
    (void)state;
    forged f;
    forge(&f, true);
    add_entry(&f, "t/", AE_IFDIR, NULL, 0, NULL);
    add(&f, "t/a", "a");
    add_entry(&f, "t/lib", AE_IFDIR, NULL, 0, NULL);
    add(&f, "t/lib/b", "b");
    as_buf bytes = finish(&f, true);
    as_tree *tree = NULL;
    assert_int_equal(unpack(as_buf_slice(&bytes), "u", &tree), AS_OK);
    assert_int_equal(tree->n, 2);
    struct stat sb;
    assert_int_equal(stat(in_dir("u/t/a"), &sb), 0);
    assert_int_equal(sb.st_mode & 07777, 0644); /* not the entry's 0777 */
    as_tree_free(tree);
    as_buf_clear(&bytes);
}

static void test_each_bad_entry_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int type;
        const char *target;
        const char *message;
    } bad[] = {
        {"t/l", AE_IFLNK, "/etc/passwd",
         "t/l is a symbolic link: a plugin has only files"},
        {"t/l", AE_IFLNK, "a",
         "t/l is a symbolic link: a plugin has only files"},
        {"t/h", AE_IFREG, "t/a",
         "t/h is a hard link: a plugin has only files"},
        {"t/c", AE_IFCHR, NULL, "t/c is neither a file nor a folder"},
        {"t/p", AE_IFIFO, NULL, "t/p is neither a file nor a folder"},
        {"t/../../x", AE_IFREG, NULL, "t/../../x has a part . or .."},
        {"t/..", AE_IFDIR, NULL, "t/.. has a part . or .."},
        {"../x", AE_IFREG, NULL, "../x lies outside the plugin's folder"},
        {"/tmp/x", AE_IFREG, NULL, "/tmp/x lies outside the plugin's folder"},
        {"u/x", AE_IFREG, NULL, "u/x lies outside the plugin's folder"},
        {"u", AE_IFDIR, NULL, "u lies outside the plugin's folder"},
        {"x", AE_IFREG, NULL, "x lies in no folder"},
        {"t//x", AE_IFREG, NULL, "t//x is an absolute path"},
        {"t/./x", AE_IFREG, NULL, "t/./x has a part . or .."},
        {"t/\x1B[2J", AE_IFREG, NULL,
         "t/?[2J has a control character in its name"},
        {"t/a\nb", AE_IFREG, NULL,
         "t/a?b has a control character in its name"},
        {"t/a\\b", AE_IFREG, NULL, "t/a\\b has a backslash in its name"},
        {"t/.git/config", AE_IFREG, NULL, "t/.git/config is git's own"},
        {"t/a", AE_IFREG, NULL,
         "a comes twice, or as a file and as a folder"},
        {"t/a/b", AE_IFREG, NULL,
         "a/b comes twice, or as a file and as a folder"},
        {"t/lib", AE_IFREG, NULL,
         "lib comes twice, or as a file and as a folder"},
        {"t/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", AE_IFREG, NULL,
         "t/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17 lies more than 16 "
         "levels deep"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char message[256];
        forged f;
        forge(&f, true);
        add(&f, "t/a", "a");
        add(&f, "t/lib/b", "b");
        add_entry(&f, bad[i].path, bad[i].type, NULL, 0, bad[i].target);
        (void)snprintf(message, sizeof message, "x.assay: %s",
                       bad[i].message);
        assert_forged_none(&f, AS_EINVAL, message);
    }
}

static void test_the_folder_bears_a_plugins_name(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"T/a", "x.assay: T is no name of a plugin"},
        {"../a", "x.assay: .. is no name of a plugin"},
        {"/etc/a", "x.assay:  is no name of a plugin"},
        {"a b/a", "x.assay: a b is no name of a plugin"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        forged f;
        forge(&f, true);
        add(&f, names[i][0], "a");
        assert_forged_none(&f, AS_EINVAL, names[i][1]);
    }
}

static void test_the_listing_must_be_that_of_the_files(void **state)
{
    (void)state;
    forged f;
    forge(&f, true);
    add(&f, "t/a", "a");
    add_entry(&f, "t/b", AE_IFREG, "hidden", 0, NULL);
    assert_forged_none(&f, AS_EINVAL, "x.assay: b is not in SHA256SUMS");
    forge(&f, true);
    add(&f, "t/a", "a");
    assert_ok(as_buf_add_slice(&f.sums, AS_LIT(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        "  gone\n"), &err));
    assert_forged_none(&f, AS_EINVAL,
                       "x.assay: gone of SHA256SUMS is not there");
    forge(&f, true);
    add(&f, "t/a", "a");
    f.sums.p[0] = f.sums.p[0] == '0' ? '1' : '0';
    assert_forged_none(&f, AS_EINVAL,
                       "x.assay: a is not as SHA256SUMS says");
    forge(&f, true);
    add(&f, "t/a", "a");
    as_buf bytes = finish(&f, false);
    assert_none(as_buf_slice(&bytes), AS_EINVAL,
                "x.assay: without SHA256SUMS");
    as_buf_clear(&bytes);
    forge(&f, true);
    assert_forged_none(&f, AS_EINVAL, "x.assay: empty");
    forge(&f, true);
    bytes = finish(&f, false);
    assert_none(as_buf_slice(&bytes), AS_EINVAL, "x.assay: empty");
    as_buf_clear(&bytes);
}

static void test_bombs_stop_at_the_limits(void **state)
{
    (void)state;
    enum { MIB = 1 << 20 };
    forged f;
    forge(&f, true);
    add_entry(&f, "t/big", AE_IFREG, NULL, 64 * MIB + 1, NULL);
    assert_forged_none(&f, AS_ELIMIT, "x.assay: big is larger than 64 MiB");
    forge(&f, true);
    for (int i = 0; i < 5; i++) {
        char path[16];
        (void)snprintf(path, sizeof path, "t/%d", i);
        add_entry(&f, path, AE_IFREG, NULL, 60 * MIB, NULL);
    }
    assert_forged_none(&f, AS_ELIMIT,
                       "x.assay: 4 makes it more than 256 MiB in all");
    forge(&f, true);
    for (int i = 0; i < AS_TREE_FILES + 3; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "t/%d", i);
        add_entry(&f, path, AE_IFREG, "", 0, NULL);
    }
    assert_forged_none(&f, AS_ELIMIT, "x.assay: more than 10000 files");
    forge(&f, true);
    for (int i = 0; i < 4 * AS_TREE_FILES + 1; i++) {
        add_entry(&f, "t/d", AE_IFDIR, NULL, 0, NULL);
    }
    assert_forged_none(&f, AS_ELIMIT, "x.assay: t/d/ is one entry too many");
}

/* Heads of pax, one behind another, that never come to a file. */
static void test_a_bomb_of_heads_stops(void **state)
{
    (void)state;
    NEEDS("zstd");
    assert_sh("python3 -c 'import sys,tarfile\n"
              "t=tarfile.TarInfo(\"h\"); t.type=b\"x\"; t.size=1<<20\n"
              "b=b\"1048576 comment=\"\n"
              "b+=b\"x\"*((1<<20)-len(b)-1)+b\"\\n\"\n"
              "h=t.tobuf(tarfile.USTAR_FORMAT)\n"
              "[sys.stdout.buffer.write(h+b) for i in range(1500)]' | "
              "zstd -q > bomb");
    as_buf bytes = {0};
    FILE *file = fopen(in_dir("bomb"), "rb");
    int c;
    while ((c = getc(file)) != EOF) {
        assert_ok(as_buf_add_byte(&bytes, (char)c, &err));
    }
    (void)fclose(file);
    seal(&bytes);
    assert_int_equal(unpack(as_buf_slice(&bytes), "u", NULL), AS_ESYNTAX);
    assert_false(is_there("u"));
    as_buf_clear(&bytes);
}

static void test_what_is_not_zstd_and_tar_is_refused(void **state)
{
    (void)state;
    forged f;
    forge(&f, false);
    add(&f, "t/a", "a");
    assert_forged_none(&f, AS_ESYNTAX, "x.assay: not compressed by zstd");
    as_buf bytes = {0};
    assert_ok(as_buf_add_slice(&bytes, AS_LIT("hello, this is no archive, as "
                                              "anybody can see"), &err));
    seal(&bytes);
    assert_int_equal(unpack(as_buf_slice(&bytes), "u", NULL), AS_ESYNTAX);
    assert_false(is_there("u"));
    bytes.n = 0;
    seal(&bytes);
    assert_none(as_buf_slice(&bytes), AS_ESYNTAX,
                "x.assay: not an .assay file");
    as_buf_clear(&bytes);
}

/* A file that says more than it has, sealed. */
static void test_a_stream_that_ends_early_is_refused(void **state)
{
    (void)state;
    forged f;
    forge(&f, true);
    add_entry(&f, "t/a", AE_IFREG, NULL, 300000, NULL);
    as_buf bytes = finish(&f, false);
    bytes.n = (bytes.n - 96) / 2;
    seal(&bytes);
    assert_int_equal(unpack(as_buf_slice(&bytes), "u", NULL), AS_ESYNTAX);
    assert_false(is_there("u"));
    as_buf_clear(&bytes);
}

/* ---- plain tar -------------------------------------------------------- */

static as_status untar(const char *file, const as_cancel *cancel)
{
    const int fd = open(in_dir(file), O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    err.msg[0] = '\0';
    as_status st = as_tar_unpack(fd, "x.tar", in_dir("u"), cancel, &err);
    assert_int_equal(close(fd), 0);
    return st;
}

static void test_a_plain_tar_gives_its_files(void **state)
{
    (void)state;
    small_plugin("t");
    /* Composed: in a head of pax libarchive would make it so. */
    assert_sh("mv t/data/* t/data/\xC3\xA9t\xC3\xA9.tsv");
    static const char *const formats[] = {"ustar", "pax", "gnu"};
    for (size_t i = 0; i < 3; i++) {
        assert_sh("cd t && tar --format=%s -cf ../x.tar *", formats[i]);
        assert_int_equal(untar("x.tar", NULL), AS_OK);
        assert_sh("diff -r t u && rm -r u");
    }
}

static void test_a_plain_tar_is_checked_alike(void **state)
{
    (void)state;
    small_plugin("t");
    assert_sh("ln -s main.lua t/link; cd t && tar -cf ../x.tar *");
    assert_int_equal(untar("x.tar", NULL), AS_EINVAL);
    assert_string_equal(err.msg, "x.tar: link is a symbolic link: a plugin "
                                 "has only files");
    assert_false(is_there("u"));
    assert_sh("tar -cPf x.tar t/../t/main.lua");
    assert_int_equal(untar("x.tar", NULL), AS_EINVAL);
    assert_false(is_there("u"));
    assert_sh("truncate -s 1T hole && tar -cSf x.tar hole; rm hole");
    assert_int_equal(untar("x.tar", NULL), AS_EINVAL);
    assert_string_equal(err.msg, "x.tar: hole is a file with holes: pack it "
                                 "anew");
    assert_sh("tar -czf x.tar t/main.lua"); /* compressed is not plain */
    assert_int_equal(untar("x.tar", NULL), AS_ESYNTAX);
    const as_cancel cancel = {true};
    assert_sh("tar -cf x.tar t/main.lua");
    assert_int_equal(untar("x.tar", &cancel), AS_ECANCEL);
    assert_false(is_there("u"));
}

/* ---- memory ----------------------------------------------------------- */

static void test_no_memory_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    small_plugin("t");
    as_buf out = {0};
    FOR_EACH_FAILURE({
        st_ = as_archive_pack(in_dir("t"), "t", NULL, &out, NULL, NULL);
        assert_true(st_ == AS_OK || out.n == 0);
    });
    char name[AS_ARCHIVE_NAME];
    FOR_EACH_FAILURE({
        st_ = as_archive_unpack(as_buf_slice(&out), "x", in_dir("u"), NULL,
                                name, NULL, NULL);
        assert_int_equal(is_there("u"), st_ == AS_OK);
    });
    as_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_what_is_packed_comes_out),
        DIR_TEST(test_packing_gives_the_same_bytes_anywhere),
        DIR_TEST(test_a_stale_listing_without_a_signature_is_made_anew),
        DIR_TEST(test_long_names_survive_in_every_locale),
        DIR_TEST(test_a_signed_folder_is_packed_only_as_it_was_signed),
        DIR_TEST(test_what_cannot_be_packed_is_told),
        DIR_TEST(test_other_programs_read_it),
        DIR_TEST(test_no_byte_may_be_another),
        DIR_TEST(test_no_byte_may_be_missing_or_added),
        DIR_TEST(test_a_sound_archive_of_another_maker_is_read),
        DIR_TEST(test_each_bad_entry_is_named),
        DIR_TEST(test_the_folder_bears_a_plugins_name),
        DIR_TEST(test_the_listing_must_be_that_of_the_files),
        DIR_TEST(test_bombs_stop_at_the_limits),
        DIR_TEST(test_a_bomb_of_heads_stops),
        DIR_TEST(test_what_is_not_zstd_and_tar_is_refused),
        DIR_TEST(test_a_stream_that_ends_early_is_refused),
        DIR_TEST(test_a_plain_tar_gives_its_files),
        DIR_TEST(test_a_plain_tar_is_checked_alike),
        DIR_TEST(test_no_memory_is_told_and_leaves_nothing),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}

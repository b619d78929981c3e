/* test_tree.c - listing, hash, copy, what differs, what is refused. */
#include <sys/socket.h>
#include <sys/un.h>

#include "store/tree.h"
#include "unit/store/store_test.h"

static as_tree *tree_of(const char *name)
{
    as_tree *tree = NULL;
    assert_ok(as_tree_read(in_dir(name), NULL, &tree, &err));
    return tree;
}

static void small_plugin(const char *name)
{
    char path[128];
    static const char *const files[][2] = {
        {"plugin.yaml", "name: t\n"},  {"main.lua", "return {}\n"},
        {"lib/b.lua", "b"},            {"lib/a.lua", "a"},
        {"lib-x", "before lib/a"},     {"data/\xC3\xA9t\xC3\xA9.tsv", ""},
        {".luarc.json", "{}"},         {"lib/.git", "a file of that name"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", name, files[i][0]);
        (void)deep_file(path, files[i][1]);
    }
}

static void test_listing_is_that_of_sha256sum(void **state)
{
    (void)state;
    small_plugin("t");
    as_tree *tree = tree_of("t");
    assert_sh("cd t && find . -type f | sed s,./,, | LC_ALL=C sort | "
              "xargs -d '\\n' sha256sum > ../want");
    assert_slice(tree->listing, file_text("want"));
    assert_sh("sha256sum want | cut -c1-64 | tr -d '\\n' > hash");
    assert_string_equal(tree->hash, file_text("hash"));
    assert_int_equal(tree->n, 8);
    assert_string_equal(tree->files[1].path, "data/\xC3\xA9t\xC3\xA9.tsv");
    assert_int_equal(tree->files[1].size, 0);
    uint64_t sum = 0;
    for (size_t i = 0; i < tree->n; i++) {
        sum += tree->files[i].size;
    }
    assert_int_equal(sum, tree->bytes);
    assert_null(tree->sums.p);
    as_tree_free(tree);
}

static void test_hash_depends_on_names_and_bytes_alone(void **state)
{
    (void)state;
    small_plugin("t");
    as_tree *one = tree_of("t");
    assert_sh("mkdir u && cd t && find . -type f | LC_ALL=C sort -r | "
              "xargs -d '\\n' cp --parents -t ../u && cd ../u && "
              "chmod 700 main.lua && touch -d 2001-01-01 lib-x && "
              "mkdir -p empty/er .git/objects && echo x > .git/HEAD");
    as_tree *two = tree_of("u");
    assert_string_equal(one->hash, two->hash);
    as_tree_free(two);
    (void)file_of("u/lib/a.lua", "A");
    two = tree_of("u");
    assert_string_not_equal(one->hash, two->hash);
    as_tree_free(two);
    assert_sh("mv t/lib/a.lua t/lib/c.lua");
    two = tree_of("t");
    assert_string_not_equal(one->hash, two->hash);
    as_tree_free(two);
    as_tree_free(one);
}

static void test_sums_and_signature_are_read_apart(void **state)
{
    (void)state;
    small_plugin("t");
    as_tree *bare = tree_of("t");
    (void)file_of("t/SHA256SUMS", "the sums");
    (void)file_of("t/SHA256SUMS.minisig", "the signature");
    (void)file_of("t/lib/SHA256SUMS", "");
    as_tree *tree = tree_of("t");
    assert_slice(tree->sums, "the sums");
    assert_slice(tree->signature, "the signature");
    assert_int_equal(tree->n, bare->n + 1);
    as_tree_free(bare);
    as_tree_free(tree);
}

static void test_an_empty_folder_has_a_hash(void **state)
{
    (void)state;
    (void)folder_of("t");
    as_tree *tree = tree_of("t");
    assert_int_equal(tree->n, 0);
    assert_string_equal(tree->hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e"
                                    "4649b934ca495991b7852b855");
    as_tree_free(tree);
}

/* ---- copies ----------------------------------------------------------- */

static void test_copy_has_the_same_files(void **state)
{
    (void)state;
    small_plugin("t");
    (void)file_of("t/SHA256SUMS", "sums");
    assert_sh("mkdir -p t/empty/er t/.git && chmod 755 t/main.lua");
    as_tree *tree = NULL;
    const int before = n_open();
    umask(077);
    assert_ok(as_tree_copy(in_dir("t"), in_dir("u"), NULL, &tree, &err));
    umask(022);
    assert_int_equal(n_open(), before);
    as_tree *copy = tree_of("u");
    assert_string_equal(copy->hash, tree->hash);
    assert_slice(copy->sums, "sums");
    assert_false(is_there("u/empty"));
    assert_false(is_there("u/.git"));
    struct stat sb;
    assert_int_equal(stat(in_dir("u/main.lua"), &sb), 0);
    assert_int_equal(sb.st_mode & 0777, 0644);
    as_tree_free(copy);
    as_tree_free(tree);
    assert_refused(AS_EINVAL, "/u: is there already",
                   as_tree_copy(in_dir("t"), in_dir("u"), NULL, &tree, &err));
    assert_true(is_there("u/main.lua"));
}

static void test_failed_copy_leaves_nothing(void **state)
{
    (void)state;
    small_plugin("t");
    assert_int_equal(symlink("main.lua", in_dir("t/lib/link")), 0);
    as_tree *tree = NULL;
    const int before = n_open();
    assert_refused(AS_EINVAL, "/t/lib/link is a symbolic link: a plugin has "
                              "only files",
                   as_tree_copy(in_dir("t"), in_dir("u"), NULL, &tree, &err));
    assert_false(is_there("u"));
    as_cancel cancel = {true};
    assert_sh("rm t/lib/link");
    assert_int_equal(as_tree_copy(in_dir("t"), in_dir("u"), &cancel, &tree,
                                  &err), AS_ECANCEL);
    assert_false(is_there("u"));
    assert_int_equal(n_open(), before);
    assert_null(tree);
}

/* ---- what is refused -------------------------------------------------- */

static void assert_tree_refused(as_status status, const char *ending)
{
    as_tree *tree = NULL;
    char print[AS_TREE_HEX];
    bool settled;
    assert_refused(status, ending,
                   as_tree_read(in_dir("t"), NULL, &tree, &err));
    if (status == AS_EINVAL) {
        assert_int_equal(as_tree_fingerprint(in_dir("t"), print, &settled,
                                             &err), status);
    }
    assert_sh("rm -rf t && mkdir t");
}

static void test_what_is_no_file_is_refused(void **state)
{
    (void)state;
    (void)folder_of("t");
    assert_int_equal(symlink("/etc/passwd", in_dir("t/p")), 0);
    assert_tree_refused(AS_EINVAL, "/t/p is a symbolic link: a plugin has "
                                   "only files");
    assert_int_equal(symlink("/etc", in_dir("t/etc")), 0);
    assert_tree_refused(AS_EINVAL, "/t/etc is a symbolic link: a plugin has "
                                   "only files");
    assert_int_equal(mkfifo(in_dir("t/pipe"), 0600), 0);
    assert_tree_refused(AS_EINVAL, "/t/pipe is neither a file nor a folder");
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    (void)snprintf(at.sun_path, sizeof at.sun_path, "%s", in_dir("t/s"));
    const int s = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(s, (struct sockaddr *)&at, sizeof at), 0);
    assert_tree_refused(AS_EINVAL, "/t/s is neither a file nor a folder");
    (void)close(s);
}

static void test_names_that_deceive_are_refused(void **state)
{
    (void)state;
    (void)folder_of("t");
    static const char *const names[][2] = {
        {"a\nb", "/t/a?b has a control character in its name"},
        {"\x1B[2J", "/t/?[2J has a control character in its name"},
        {"a\xC2\x9B" "b", "/t/a?b has a control character in its name"},
        {"a\xE2\x80\xAE" "b", "/t/a?b has a control character in its name"},
        {"a\\b", "/t/a\\b has a backslash in its name"},
        {"a\xFF", "/t/a? is not named in UTF-8"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "t/%s", names[i][0]);
        (void)file_of(path, "");
        assert_tree_refused(AS_EINVAL, names[i][1]);
        (void)folder_of(path); /* even without a file in it */
        assert_tree_refused(AS_EINVAL, names[i][1]);
    }
}

static void test_limits_hold(void **state)
{
    (void)state;
    (void)folder_of("t");
    assert_sh("d=t/$(seq -s/ 1 15); mkdir -p $d && : > $d/f");
    as_tree *tree = tree_of("t"); /* 16 parts */
    as_tree_free(tree);
    assert_sh("d=t/$(seq -s/ 1 16); mkdir -p $d && : > $d/f");
    assert_tree_refused(AS_EINVAL, "16/f lies more than 16 levels deep");
    assert_sh("d=$(printf %%0100d 0); mkdir t/$d && : > t/$d/"
              "$(printf %%099d 0)");
    tree = tree_of("t"); /* 200 bytes */
    as_tree_free(tree);
    assert_sh("d=$(printf %%0100d 0); : > t/$d/$(printf %%0100d 0)");
    assert_tree_refused(AS_EINVAL, "0 has a path of more than 200 bytes");
    assert_sh("cd t && seq 1 10000 | xargs touch");
    tree = tree_of("t");
    assert_int_equal(tree->n, 10000);
    as_tree_free(tree);
    assert_sh("touch t/one-more");
    assert_tree_refused(AS_ELIMIT, "/t: more than 10000 files");
    assert_sh("truncate -s 67108865 t/big"); /* a hole */
    assert_tree_refused(AS_ELIMIT, "/t/big is larger than 67108864 bytes");
    assert_sh("for i in 1 2 3 4; do truncate -s 64M t/$i; done; echo > t/5");
    assert_tree_refused(AS_ELIMIT, "/t: more than 268435456 bytes in all");
    assert_sh("truncate -s 5M t/SHA256SUMS");
    assert_tree_refused(AS_ELIMIT, "SHA256SUMS is larger than 4194304 bytes");
}

static void test_no_folder_is_told(void **state)
{
    (void)state;
    as_tree *tree;
    assert_refused(AS_EIO, "/t: cannot open the folder: No such file or "
                           "directory",
                   as_tree_read(in_dir("t"), NULL, &tree, &err));
    (void)file_of("t", "");
    assert_refused(AS_EIO, "/t: cannot open the folder: Not a directory",
                   as_tree_read(in_dir("t"), NULL, &tree, &err));
}

static void test_paths_that_lead_out_have_a_fault(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",    "/",    "/a",   "a/",    "a//b", ".",         "..",
        "a/.", "./a",  "../a", "a/..",  "a/../b", "a\\b",    "a\tb",
        "\x7F", "a\x80", ".git", ".git/hooks/x"};
    static const char *const good[] = {"a",   "a/b",     "...",      "..a",
                                       ".a",  "a b",     "a/.git",   ".gitx",
                                       "\xC3\xA9", "lib/x.lua"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_non_null(as_tree_path_fault(as_slice_str(bad[i])));
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_null(as_tree_path_fault(as_slice_str(good[i])));
    }
    assert_non_null(as_tree_path_fault(as_slice_of("a\0b", 3)));
}

/* ---- listings --------------------------------------------------------- */

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void test_a_listing_is_read_back(void **state)
{
    (void)state;
    small_plugin("t");
    as_tree *tree = tree_of("t"), *again = NULL;
    assert_ok(as_tree_parse(tree->listing, "SHA256SUMS", &again, &err));
    assert_string_equal(again->hash, tree->hash);
    as_tree_free(again);
    assert_ok(as_tree_parse(AS_LIT(HASH " *b\n" HASH "  a"), "x", &again,
                            &err)); /* binary mode, unsorted, no last end */
    assert_slice(again->listing, HASH "  a\n" HASH "  b\n");
    as_tree_free(again);
    as_tree_free(tree);
}

static void test_listings_that_are_none_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        as_status status;
        const char *ending;
    } bad[] = {
        {"\n", AS_ESYNTAX, "x:1: not a line of sha256sum: 64 digits, two "
                           "blanks, a path"},
        {HASH "  a\n" HASH "\n", AS_ESYNTAX, "two blanks, a path"},
        {HASH " a\n", AS_ESYNTAX, "two blanks, a path"},
        {"E" HASH "  a\n", AS_ESYNTAX, "two blanks, a path"},
        {HASH "  ../a\n", AS_EINVAL, "x:1: ../a has a part . or .."},
        {HASH "  a\n" HASH "  /etc\n", AS_EINVAL,
         "x:2: /etc is an absolute path"},
        {HASH "  a\x1B\n", AS_EINVAL, "x:1: a? has a control character in "
                                      "its name"},
        {HASH "  a\n" HASH "  b\n" HASH "  a\n", AS_EINVAL,
         "x: a is listed twice"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        as_tree *tree = NULL;
        assert_refused(bad[i].status, bad[i].ending,
                       as_tree_parse(as_slice_str(bad[i].text), "x", &tree,
                                     &err));
        assert_null(tree);
    }
}

static as_status tell(void *ctx, const char *path, as_tree_what what,
                      as_err *e)
{
    as_buf *out = ctx;
    return as_buf_printf(out, e, "%s %s\n", as_tree_what_name(what), path);
}

static void test_what_differs_is_told_in_order(void **state)
{
    (void)state;
    small_plugin("t");
    as_tree *old = tree_of("t");
    as_buf out = {0};
    assert_sh("rm t/lib/a.lua; echo > t/main.lua; echo > t/aaa; "
              "echo > t/zzz; rm t/plugin.yaml");
    as_tree *now = tree_of("t");
    assert_ok(as_tree_compare(old, now, tell, &out, &err));
    assert_slice(as_buf_slice(&out),
                 "added aaa\nmissing lib/a.lua\nchanged main.lua\n"
                 "missing plugin.yaml\nadded zzz\n");
    out.n = 0;
    assert_ok(as_tree_compare(now, now, tell, &out, &err));
    assert_int_equal(out.n, 0);
    as_buf_clear(&out);
    as_tree_free(old);
    as_tree_free(now);
}

static void assert_check(as_status status, const char *ending)
{
    as_tree *tree = tree_of("t");
    if (status == AS_OK) {
        assert_ok(as_tree_check(tree, "t", &err));
    } else {
        assert_refused(status, ending, as_tree_check(tree, "t", &err));
    }
    as_tree_free(tree);
}

static void test_a_folder_is_held_against_its_own_listing(void **state)
{
    (void)state;
    small_plugin("t");
    assert_check(AS_OK, "");
    as_tree *tree = tree_of("t");
    (void)file_put("t/SHA256SUMS", tree->listing.p, tree->listing.n);
    as_tree_free(tree);
    assert_check(AS_OK, "");
    assert_sh("sort -r -o t/SHA256SUMS t/SHA256SUMS");
    assert_check(AS_OK, "");
    (void)file_of("t/main.lua", "return 1");
    assert_check(AS_EINVAL, "t: main.lua is not as SHA256SUMS says");
    (void)file_of("t/x", "");
    assert_check(AS_EINVAL, "t: main.lua is not as SHA256SUMS says (and 1 "
                            "more file)");
    assert_sh("rm t/lib-x t/lib/a.lua");
    assert_check(AS_EINVAL, "t: lib-x of SHA256SUMS is not there (and 3 more "
                            "files)");
    (void)file_of("t/SHA256SUMS", "what");
    assert_check(AS_ESYNTAX, "t: SHA256SUMS:1: not a line of sha256sum: 64 "
                             "digits, two blanks, a path");
}

/* ---- fingerprints ----------------------------------------------------- */

static void print_of(char out[AS_TREE_HEX], bool *settled)
{
    assert_ok(as_tree_fingerprint(in_dir("t"), out, settled, &err));
}

static void test_a_fingerprint_changes_with_the_folder(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "printf A > t/lib/a.lua",                 /* the same size */
        "touch t/new", "rm t/new",
        "cp t/main.lua m; mv m t/main.lua",       /* another file */
        "touch -d 2001-01-01 t/lib-x", "mv t/lib-x t/lib-y",
        "echo > t/SHA256SUMS"};
    char last[AS_TREE_HEX], now[AS_TREE_HEX];
    bool settled;
    small_plugin("t");
    print_of(last, &settled);
    assert_false(settled); /* it was made a moment ago */
    print_of(now, &settled);
    assert_string_equal(last, now);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        (void)usleep(20000); /* the clock of the file system is coarse */
        assert_sh("%s", changes[i]);
        print_of(now, &settled);
        assert_string_not_equal(last, now);
        memcpy(last, now, sizeof last);
    }
    sleep(4);
    print_of(now, &settled);
    assert_true(settled);
    assert_string_equal(last, now);
}

static void test_no_memory_is_told_and_leaves_nothing(void **state)
{
    (void)state;
    as_tree *tree = NULL;
    char print[AS_TREE_HEX];
    bool settled;
    small_plugin("t");
    (void)file_of("t/SHA256SUMS", HASH "  a\n");
    FOR_EACH_FAILURE({
        st_ = as_tree_copy(in_dir("t"), in_dir("u"), NULL, &tree, NULL);
        assert_int_equal(is_there("u"), st_ == AS_OK);
    });
    as_tree *listed = NULL;
    FOR_EACH_FAILURE(st_ = as_tree_parse(tree->sums, "x", &listed, NULL));
    FOR_EACH_FAILURE({
        st_ = as_tree_check(tree, "x", NULL);
        st_ = st_ == AS_EINVAL ? AS_OK : st_;
    });
    FOR_EACH_FAILURE(st_ = as_tree_fingerprint(in_dir("t"), print, &settled,
                                               NULL));
    as_tree_free(tree);
    as_tree_free(listed);
    as_tree_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_listing_is_that_of_sha256sum),
        DIR_TEST(test_hash_depends_on_names_and_bytes_alone),
        DIR_TEST(test_sums_and_signature_are_read_apart),
        DIR_TEST(test_an_empty_folder_has_a_hash),
        DIR_TEST(test_copy_has_the_same_files),
        DIR_TEST(test_failed_copy_leaves_nothing),
        DIR_TEST(test_what_is_no_file_is_refused),
        DIR_TEST(test_names_that_deceive_are_refused),
        DIR_TEST(test_limits_hold),
        DIR_TEST(test_no_folder_is_told),
        cmocka_unit_test(test_paths_that_lead_out_have_a_fault),
        DIR_TEST(test_a_listing_is_read_back),
        cmocka_unit_test(test_listings_that_are_none_are_refused),
        DIR_TEST(test_what_differs_is_told_in_order),
        DIR_TEST(test_a_folder_is_held_against_its_own_listing),
        DIR_TEST(test_a_fingerprint_changes_with_the_folder),
        DIR_TEST(test_no_memory_is_told_and_leaves_nothing),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}

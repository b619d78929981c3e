/* test_keys.c - the folder of keys; folders signed and checked, by us and by
 * minisign(1). */
#include "store/disk.h"
#include "store/keys.h"
#include "unit/store/store_test.h"

static const char *keys(void)
{
    return in_dir("keys");
}

static as_key new_key(const char *name, const char *password)
{
    as_key key;
    assert_ok(as_keys_new(keys(), name, as_slice_str(password), &key, &err));
    return key;
}

static as_signer check_with(const char *dir, const char *also)
{
    as_tree *tree = NULL;
    as_signer s;
    assert_ok(as_tree_read(in_dir("t"), NULL, &tree, &err));
    assert_ok(as_keys_check(dir, tree, also, &s, &err));
    as_tree_free(tree);
    return s;
}

static as_signer check(void)
{
    return check_with(keys(), NULL);
}

static void plugin(void)
{
    (void)deep_file("t/plugin.yaml", "name: t\n");
    (void)deep_file("t/lib/a.lua", "return 1\n");
}

static void sign(const char *name)
{
    assert_ok(as_keys_sign(keys(), name, AS_LIT(""), in_dir("t"), NULL,
                           &err));
}

/* Names of all keys, with marks, as one text. */
static const char *listed(void)
{
    static char text[1024];
    as_keys all = {0};
    size_t n = 0;
    text[0] = '\0';
    assert_ok(as_keys_list(keys(), &all, &err));
    for (size_t i = 0; i < all.n; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%s ",
                              all.v[i].name, all.v[i].secret ? "+" : "",
                              all.v[i].locked ? "*" : "");
    }
    as_vec_clear(&all);
    return text;
}

/* ---- the folder ------------------------------------------------------- */

static void test_keys_are_made_listed_and_found(void **state)
{
    (void)state;
    assert_string_equal(listed(), ""); /* not even the folder is there */
    const as_key mara = new_key("mara", "");
    const as_key b = new_key("b.desk_1-2@x", "secret");
    assert_string_equal(listed(), "b.desk_1-2@x+* mara+ ");
    struct stat sb;
    assert_int_equal(stat(in_dir("keys/mara.key"), &sb), 0);
    assert_int_equal(sb.st_mode & 0777, 0600);
    assert_int_equal(stat(in_dir("keys"), &sb), 0);
    assert_int_equal(sb.st_mode & 0777, 0700);
    as_keys all = {0};
    const as_key *k = NULL;
    assert_ok(as_keys_list(keys(), &all, &err));
    const char *const ways[] = {"mara", mara.line, mara.id};
    for (size_t i = 0; i < 3; i++) {
        assert_true(as_keys_find(&all, as_slice_str(ways[i]), &k));
        assert_string_equal(k->name, "mara");
        assert_string_equal(k->line, mara.line);
    }
    assert_true(as_keys_find(&all, as_slice_str(b.id), &k));
    assert_true(k->secret && k->locked);
    assert_false(as_keys_find(&all, AS_LIT("nobody"), &k));
    assert_false(as_keys_find(&all, AS_LIT(""), &k));
    as_vec_clear(&all);
}

static void test_no_key_is_ever_replaced(void **state)
{
    (void)state;
    const as_key mara = new_key("mara", "");
    const char *before = file_text("keys/mara.key");
    as_key key;
    assert_refused(AS_EINVAL, "/keys/mara.pub: is there already",
                   as_keys_new(keys(), "mara", AS_LIT(""), &key, &err));
    assert_sh("rm keys/mara.pub");
    assert_refused(AS_EINVAL, "/keys/mara.key: is there already",
                   as_keys_new(keys(), "mara", AS_LIT(""), &key, &err));
    assert_string_equal(file_text("keys/mara.key"), before);
    assert_ok(as_keys_trust(keys(), "mara", mara.line, &key, &err));
    assert_true(key.secret);
    assert_string_equal(listed(), "mara+ ");
}

static void test_names_of_keys_stay_in_the_folder(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", ".", "..", "a/b", "../a", "-a", ".a", "a b", "a\n", "\xC3\xA9",
        "a23456789a23456789a23456789a23456789a23456789a23456789a23456789a2345"
    };
    as_key key;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(as_keys_new(keys(), bad[i], AS_LIT(""), &key, &err),
                         AS_EINVAL);
        assert_int_equal(as_keys_forget(keys(), bad[i], &err), AS_EINVAL);
        assert_int_equal(as_keys_trust(keys(), bad[i], "x", &key, &err),
                         AS_EINVAL);
    }
    assert_false(is_there("keys"));
}

#define LINE "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

static void test_keys_of_others_are_trusted_and_forgotten(void **state)
{
    (void)state;
    as_key key;
    (void)file_of("their.pub", "untrusted comment: minisign public key\n"
                               LINE "\n");
    assert_ok(as_keys_trust(keys(), "frank", in_dir("their.pub"), &key,
                            &err));
    assert_string_equal(key.id, "E7620F1842B4E81F");
    assert_string_equal(key.line, LINE);
    assert_false(key.secret);
    assert_ok(as_keys_trust(keys(), "frank", LINE, &key, &err)); /* again */
    assert_refused(AS_EINVAL, "this key is known already, as frank",
                   as_keys_trust(keys(), "other", LINE, &key, &err));
    const as_key mara = new_key("mara", "");
    assert_refused(AS_EINVAL, "there is another key named frank: choose "
                              "another name, or forget that one first",
                   as_keys_trust(keys(), "frank", mara.line, &key, &err));
    assert_ok(as_keys_forget(keys(), "frank", &err));
    assert_string_equal(listed(), "mara+ ");
    assert_refused(AS_EINVAL, "there is no key named frank",
                   as_keys_forget(keys(), "frank", &err));
    assert_int_equal(as_keys_forget(keys(), "mara", &err), AS_EINVAL);
    assert_non_null(strstr(err.msg, "remove "));
    assert_true(is_there("keys/mara.pub"));
}

static void test_what_is_no_key_is_not_trusted(void **state)
{
    (void)state;
    as_key key;
    (void)file_of("notes", "hello\n");
    assert_int_equal(as_keys_trust(keys(), "x", in_dir("notes"), &key, &err),
                     AS_ESYNTAX);
    assert_int_equal(as_keys_trust(keys(), "x", in_dir("none"), &key, &err),
                     AS_EIO);
    assert_int_equal(as_keys_trust(keys(), "x", "RWQabc", &key, &err),
                     AS_EIO);
    (void)new_key("mara", "");
    (void)file_of("keys/notes.pub", "hello\n");
    (void)file_of("keys/.pub", LINE);
    (void)file_of("keys/a b.pub", LINE);
    assert_string_equal(listed(), "mara+ ");
}

/* ---- signing and checking --------------------------------------------- */

static void test_who_signed_is_told(void **state)
{
    (void)state;
    plugin();
    assert_int_equal(check().state, AS_SIGNED_NONE);
    const as_key mara = new_key("mara", "");
    sign("mara");
    as_signer s = check();
    assert_int_equal(s.state, AS_SIGNED_GOOD);
    assert_true(s.known);
    assert_string_equal(s.key.name, "mara");
    assert_string_equal(s.key.line, mara.line);
    assert_non_null(strstr(s.comment, " file:SHA256SUMS hashed key:RW"));
    /* To somebody who does not know her, she is the key she brought. */
    s = check_with(in_dir("none"), NULL);
    assert_int_equal(s.state, AS_SIGNED_GOOD);
    assert_false(s.known);
    assert_string_equal(s.key.line, mara.line);
    assert_string_equal(s.key.name, "");
    assert_sh("cd t && sha256sum -c --strict SHA256SUMS");
}

static void test_a_changed_listing_is_not_signed(void **state)
{
    (void)state;
    plugin();
    (void)new_key("mara", "");
    sign("mara");
    assert_sh("sed -i s/^./0/ t/SHA256SUMS; sed -i 's/^0\\(.*a.lua\\)/1\\1/' "
              "t/SHA256SUMS");
    as_signer s = check();
    assert_int_equal(s.state, AS_SIGNED_BAD);
    assert_false(s.known);
    assert_string_equal(s.why, "the signature is not one by the key of mara "
                               "over this SHA256SUMS");
    s = check_with(in_dir("none"), NULL);
    assert_int_equal(s.state, AS_SIGNED_BAD);
    assert_sh("rm t/SHA256SUMS");
    assert_int_equal(check().state, AS_SIGNED_BAD);
    (void)file_of("t/SHA256SUMS.minisig", "x");
    (void)file_of("t/SHA256SUMS", "x");
    s = check();
    assert_int_equal(s.state, AS_SIGNED_BAD);
    assert_ends(s.why, "is not a signature of minisign");
}

/* Eve cannot be Mara by taking the number of Mara's key. */
static void test_a_forged_number_is_bad(void **state)
{
    (void)state;
    plugin();
    const as_key mara = new_key("mara", "");
    as_secret_key eve;
    as_public_key pub;
    as_buf text = {0}, line = {0};
    char comment[200];
    sign("mara");
    assert_ok(as_key_pair_new(&eve, &pub, &err));
    memcpy(eve.id, mara.pub.id, sizeof eve.id);
    memcpy(pub.id, mara.pub.id, sizeof pub.id);
    assert_ok(as_public_line(&pub, &line, &err));
    (void)snprintf(comment, sizeof comment, "t\tkey:%.*s", (int)line.n,
                   line.p);
    const char *sums = file_text("t/SHA256SUMS");
    assert_ok(as_sign(&eve, as_slice_str(sums), as_slice_str(comment), &text,
                      &err));
    (void)file_put("t/SHA256SUMS.minisig", text.p, text.n);
    assert_int_equal(check().state, AS_SIGNED_BAD);
    /* The same where her key is that of the last version. */
    assert_int_equal(check_with(in_dir("none"), mara.line).state,
                     AS_SIGNED_BAD);
    as_signer s = check_with(in_dir("none"), NULL);
    assert_int_equal(s.state, AS_SIGNED_GOOD); /* by a stranger */
    assert_false(s.known);
    as_key key;
    assert_refused(AS_EINVAL, "the key of mara has the same number: one of "
                              "them is forged",
                   as_keys_trust(keys(), "eve", s.key.line, &key, &err));
    as_buf_clear(&text);
    as_buf_clear(&line);
}

static void test_signatures_of_minisign_are_checked(void **state)
{
    (void)state;
    NEEDS("minisign");
    plugin();
    as_key key;
    assert_sh("minisign -G -W -f -p m.pub -s m.key");
    assert_sh("cd t && sha256sum plugin.yaml lib/a.lua > SHA256SUMS && "
              "minisign -S -s ../m.key -m SHA256SUMS -t 'mine\x1B[2J'");
    as_signer s = check();
    assert_int_equal(s.state, AS_SIGNED_UNKNOWN);
    assert_string_equal(s.key.line, "");
    assert_int_equal(strlen(s.key.id), 16);
    assert_ends(s.why, "which is not here: get it from its owner, and trust "
                       "it");
    assert_null(strchr(s.comment, 0x1B));
    assert_ok(as_keys_trust(keys(), "mini", in_dir("m.pub"), &key, &err));
    s = check();
    assert_int_equal(s.state, AS_SIGNED_GOOD);
    assert_string_equal(s.key.name, "mini");
    s = check_with(in_dir("none"), key.line);
    assert_int_equal(s.state, AS_SIGNED_GOOD);
    assert_false(s.known);
}

static void test_minisign_checks_what_we_signed(void **state)
{
    (void)state;
    NEEDS("minisign");
    plugin();
    (void)new_key("mara", "");
    sign("mara");
    assert_sh("cd t && minisign -V -p ../keys/mara.pub -m SHA256SUMS && "
              "sha256sum -c --strict SHA256SUMS");
    /* And a key that minisign made signs here. */
    assert_sh("minisign -G -W -f -p keys/m.pub -s keys/m.key");
    sign("m");
    assert_sh("cd t && minisign -V -p ../keys/m.pub -m SHA256SUMS");
    assert_string_equal(check().key.name, "m");
}

static void test_a_password_is_asked_for_and_checked(void **state)
{
    (void)state;
    plugin();
    (void)new_key("mara", "open");
    const char *t = in_dir("t");
    assert_refused(AS_EINVAL, "the key takes a password, and there is none",
                   as_keys_sign(keys(), "mara", AS_LIT(""), t, NULL, &err));
    assert_refused(AS_EINVAL, "wrong password",
                   as_keys_sign(keys(), "mara", AS_LIT("Open"), t, NULL,
                                &err));
    assert_false(is_there("t/SHA256SUMS"));
    as_key key;
    assert_ok(as_keys_sign(keys(), "mara", AS_LIT("open"), t, &key, &err));
    assert_string_equal(key.name, "mara");
    assert_int_equal(check().state, AS_SIGNED_GOOD);
}

static void test_what_cannot_be_signed_is_told(void **state)
{
    (void)state;
    plugin();
    assert_refused(AS_EINVAL, "there is no secret key named mara: make one, "
                              "or name another",
                   as_keys_sign(keys(), "mara", AS_LIT(""), in_dir("t"), NULL,
                                &err));
    (void)new_key("mara", "");
    assert_refused(AS_EINVAL, "/e: no file to sign",
                   as_keys_sign(keys(), "mara", AS_LIT(""), folder_of("e"),
                                NULL, &err));
    sign("mara");
    assert_int_equal(symlink("x", in_dir("t/link")), 0);
    assert_int_equal(as_keys_sign(keys(), "mara", AS_LIT(""), in_dir("t"),
                                  NULL, &err), AS_EINVAL);
    assert_sh("rm t/link"); /* the last signature stands */
    assert_int_equal(check().state, AS_SIGNED_GOOD);
}

static void test_no_memory_is_told(void **state)
{
    (void)state;
    plugin();
    as_key key;
    as_signer s;
    as_keys all = {0};
    as_tree *tree = NULL;
    int i = 0;
    FOR_EACH_FAILURE({
        char name[16];
        (void)snprintf(name, sizeof name, "k%d", i++);
        st_ = as_keys_new(keys(), name, AS_LIT(""), &key, NULL);
    });
    assert_string_equal(listed()[0] == 'k' ? "one" : "", "one");
    FOR_EACH_FAILURE(st_ = as_keys_list(keys(), &all, NULL));
    assert_int_equal(all.n, 1); /* what failed left nothing */
    FOR_EACH_FAILURE(st_ = as_keys_trust(keys(), "f", LINE, &key, NULL));
    FOR_EACH_FAILURE(st_ = as_keys_sign(keys(), all.v[0].name, AS_LIT(""),
                                        in_dir("t"), NULL, NULL));
    assert_ok(as_tree_read(in_dir("t"), NULL, &tree, &err));
    FOR_EACH_FAILURE(st_ = as_keys_check(keys(), tree, NULL, &s, NULL));
    as_tree_free(tree);
    as_vec_clear(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_keys_are_made_listed_and_found),
        DIR_TEST(test_no_key_is_ever_replaced),
        DIR_TEST(test_names_of_keys_stay_in_the_folder),
        DIR_TEST(test_keys_of_others_are_trusted_and_forgotten),
        DIR_TEST(test_what_is_no_key_is_not_trusted),
        DIR_TEST(test_who_signed_is_told),
        DIR_TEST(test_a_changed_listing_is_not_signed),
        DIR_TEST(test_a_forged_number_is_bad),
        DIR_TEST(test_signatures_of_minisign_are_checked),
        DIR_TEST(test_minisign_checks_what_we_signed),
        DIR_TEST(test_a_password_is_asked_for_and_checked),
        DIR_TEST(test_what_cannot_be_signed_is_told),
        DIR_TEST(test_no_memory_is_told),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}

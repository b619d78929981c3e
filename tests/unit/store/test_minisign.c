/* test_minisign.c - keys and signatures, and that minisign(1) reads ours and
 * we read its. */
#include "store/minisign.h"
#include "unit/store/store_test.h"

static as_secret_key the_secret;
static as_public_key the_public;

static void make_keys(void)
{
    assert_ok(as_key_pair_new(&the_secret, &the_public, &err));
}

static as_buf signature_of(const char *message, const char *comment)
{
    as_buf sig = {0};
    assert_ok(as_sign(&the_secret, as_slice_str(message),
                      as_slice_str(comment), &sig, &err));
    return sig;
}

static void test_what_is_signed_holds_and_nothing_else(void **state)
{
    (void)state;
    make_keys();
    as_buf text = signature_of("hello", "from me");
    as_signature sig;
    as_public_key other;
    as_secret_key secret;
    assert_ok(as_signature_read(as_buf_slice(&text), "x", &sig, &err));
    assert_string_equal(sig.comment, "from me");
    assert_true(as_signature_holds(&sig, &the_public, AS_LIT("hello")));
    assert_false(as_signature_holds(&sig, &the_public, AS_LIT("hellp")));
    assert_false(as_signature_holds(&sig, &the_public, AS_LIT("")));
    assert_ok(as_key_pair_new(&secret, &other, &err));
    assert_false(as_signature_holds(&sig, &other, AS_LIT("hello")));
    memcpy(other.id, the_public.id, sizeof other.id);
    assert_false(as_signature_holds(&sig, &other, AS_LIT("hello")));
    sig.comment[0] = 'F';
    assert_false(as_signature_holds(&sig, &the_public, AS_LIT("hello")));
    as_buf_clear(&text);
}

static void test_each_bit_of_a_signature_counts(void **state)
{
    (void)state;
    make_keys();
    as_buf text = signature_of("hello", "c");
    /* The comment that nobody signs may be another. */
    const size_t from = strlen("untrusted comment: signature by key ") + 17;
    for (size_t i = from; i < text.n; i++) {
        for (int bit = 0; bit < 8; bit++) {
            as_signature sig;
            text.p[i] = (char)(text.p[i] ^ (1 << bit));
            as_status st = as_signature_read(as_buf_slice(&text), "x", &sig,
                                             &err);
            if (st == AS_OK &&
                as_signature_holds(&sig, &the_public, AS_LIT("hello"))) {
                fail_msg("bit %d of byte %zu does not count", bit, i);
            }
            text.p[i] = (char)(text.p[i] ^ (1 << bit));
        }
    }
    as_buf_clear(&text);
}

static void test_keys_survive_their_files(void **state)
{
    (void)state;
    static const char *const passwords[] = {"", "s\xC3\xA9same, ouvre-toi"};
    make_keys();
    for (int i = 0; i < 2; i++) {
        as_buf pub = {0}, key = {0};
        as_public_key p;
        as_secret_key s;
        const as_slice password = as_slice_str(passwords[i]);
        assert_ok(as_public_write(&the_public, &pub, &err));
        assert_ok(as_secret_write(&the_secret, password, &key, &err));
        assert_int_equal(as_secret_is_locked(as_buf_slice(&key)), i);
        assert_ok(as_public_read(as_buf_slice(&pub), "p", &p, &err));
        assert_ok(as_secret_read(as_buf_slice(&key), "k", password, &s,
                                 &err));
        assert_memory_equal(&p, &the_public, sizeof p);
        assert_memory_equal(&s, &the_secret, sizeof s);
        if (i == 1) {
            assert_refused(AS_EINVAL, "k: wrong password",
                           as_secret_read(as_buf_slice(&key), "k",
                                          AS_LIT("sesame"), &s, &err));
            assert_refused(AS_EINVAL, "there is none",
                           as_secret_read(as_buf_slice(&key), "k", AS_LIT(""),
                                          &s, &err));
        }
        as_buf_clear(&pub);
        as_buf_clear(&key);
    }
}

static void test_files_that_are_no_keys_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "\n", "untrusted comment: x", "untrusted comment: x\n",
        "RWQ", "hello", "untrusted comment: x\nhello\n",
        "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO",
        "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO33",
        "rWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"};
    as_public_key p;
    as_secret_key s;
    as_signature g;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const as_slice text = as_slice_str(bad[i]);
        assert_int_equal(as_public_read(text, "p", &p, &err), AS_ESYNTAX);
        assert_int_equal(as_secret_read(text, "s", AS_LIT(""), &s, &err),
                         AS_ESYNTAX);
        assert_int_equal(as_signature_read(text, "g", &g, &err), AS_ESYNTAX);
        assert_false(as_secret_is_locked(text));
    }
    assert_ok(as_public_read(AS_LIT("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1"
                                    "CBM0QTaLn73Y7GFO3"), "p", &p, &err));
    char id[AS_KEY_ID_TEXT];
    as_key_id_text(p.id, id);
    assert_string_equal(id, "E7620F1842B4E81F"); /* minisign's own key */
}

static void test_a_comment_is_one_line(void **state)
{
    (void)state;
    as_buf sig = {0};
    char longest[AS_SIGN_COMMENT_MAX + 1];
    make_keys();
    memset(longest, 'x', sizeof longest);
    assert_int_equal(as_sign(&the_secret, AS_LIT("m"), AS_LIT("a\nb"), &sig,
                             &err), AS_EINVAL);
    assert_int_equal(as_sign(&the_secret, AS_LIT("m"),
                             as_slice_of(longest, AS_SIGN_COMMENT_MAX), &sig,
                             &err), AS_EINVAL);
    assert_int_equal(sig.n, 0);
    as_signature got;
    assert_ok(as_sign(&the_secret, AS_LIT("m"),
                      as_slice_of(longest, AS_SIGN_COMMENT_MAX - 1), &sig,
                      &err));
    assert_ok(as_signature_read(as_buf_slice(&sig), "x", &got, &err));
    assert_true(as_signature_holds(&got, &the_public, AS_LIT("m")));
    as_buf_clear(&sig);
}

static void put_buf(const char *name, as_buf *buf)
{
    (void)file_put(name, buf->p, buf->n);
    as_buf_clear(buf);
}

static void test_minisign_reads_what_we_write(void **state)
{
    (void)state;
    NEEDS("minisign");
    make_keys();
    as_buf text = {0};
    (void)file_of("m", "the message\n");
    assert_ok(as_public_write(&the_public, &text, &err));
    put_buf("our.pub", &text);
    text = signature_of("the message\n", "written by us");
    put_buf("m.minisig", &text);
    assert_sh("minisign -V -p our.pub -m m");
    assert_non_null(strstr(file_text("out.txt"), "written by us"));
    (void)file_of("m", "the massage\n");
    assert_int_not_equal(sh("minisign -V -p our.pub -m m"), 0);
    /* Secret keys: without a password, and with one. */
    assert_ok(as_secret_write(&the_secret, AS_LIT(""), &text, &err));
    put_buf("our.key", &text);
    assert_sh("minisign -S -W -s our.key -m m || minisign -S -s our.key -m m");
    assert_sh("minisign -V -p our.pub -m m");
    assert_ok(as_secret_write(&the_secret, AS_LIT("open"), &text, &err));
    put_buf("locked.key", &text);
    assert_sh("rm m.minisig; echo open | minisign -S -s locked.key -m m");
    assert_sh("minisign -V -p our.pub -m m");
}

static as_buf read_in(const char *name)
{
    as_buf buf = {0};
    const char *text = file_text(name);
    assert_ok(as_buf_add_slice(&buf, as_slice_str(text), &err));
    return buf;
}

static void test_we_read_what_minisign_writes(void **state)
{
    (void)state;
    NEEDS("minisign");
    (void)file_of("m", "the message\n");
    for (int locked = 0; locked < 2; locked++) {
        assert_sh(locked ? "printf 'pw\\npw\\n' | minisign -G -f -p p -s s"
                         : "minisign -G -W -f -p p -s s");
        as_buf pub = read_in("p"), key = read_in("s");
        as_public_key p;
        as_secret_key s;
        assert_int_equal(as_secret_is_locked(as_buf_slice(&key)), locked);
        assert_ok(as_public_read(as_buf_slice(&pub), "p", &p, &err));
        assert_ok(as_secret_read(as_buf_slice(&key), "s",
                                 locked ? AS_LIT("pw") : AS_LIT(""), &s,
                                 &err));
        assert_memory_equal(s.id, p.id, sizeof p.id);
        assert_memory_equal(s.key + 32, p.key, sizeof p.key);
        static const char *const ways[] = {"", "-H", "-l"};
        /* -l: not hashed, old. A password takes seconds each time. */
        for (size_t i = 0; i < (locked ? 1 : 3); i++) {
            if (sh("rm -f m.minisig; echo pw | minisign -S %s -s s -m m -t "
                   "'our comment'", ways[i]) != 0) {
                continue; /* a release without it */
            }
            as_buf sig = read_in("m.minisig");
            as_signature g;
            assert_ok(as_signature_read(as_buf_slice(&sig), "g", &g, &err));
            assert_int_equal(g.hashed, i != 2);
            assert_string_equal(g.comment, "our comment");
            assert_true(as_signature_holds(&g, &p, AS_LIT("the message\n")));
            assert_false(as_signature_holds(&g, &p, AS_LIT("the message")));
            as_buf_clear(&sig);
        }
        as_buf_clear(&pub);
        as_buf_clear(&key);
    }
}

static void test_no_memory_is_told(void **state)
{
    (void)state;
    make_keys();
    as_buf buf = {0};
    FOR_EACH_FAILURE({
        as_buf_clear(&buf);
        st_ = as_sign(&the_secret, AS_LIT("m"), AS_LIT("c"), &buf, NULL);
    });
    FOR_EACH_FAILURE({
        as_buf_clear(&buf);
        st_ = as_secret_write(&the_secret, AS_LIT(""), &buf, NULL);
    });
    FOR_EACH_FAILURE({
        as_buf_clear(&buf);
        st_ = as_public_write(&the_public, &buf, NULL);
    });
    as_buf_clear(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_signed_holds_and_nothing_else),
        cmocka_unit_test(test_each_bit_of_a_signature_counts),
        cmocka_unit_test(test_keys_survive_their_files),
        cmocka_unit_test(test_files_that_are_no_keys_are_refused),
        cmocka_unit_test(test_a_comment_is_one_line),
        DIR_TEST(test_minisign_reads_what_we_write),
        DIR_TEST(test_we_read_what_minisign_writes),
        cmocka_unit_test(test_no_memory_is_told),
    };
    return cmocka_run_group_tests_name("minisign", tests, NULL, NULL);
}

/* test_lockfile.c - plugins.lock and entries of indexes: what was written is
 * read, the same state has the same bytes, and what is wrong has a place. */
#include "unit/io/io_test.h"

#include "io/indexfile.h"
#include "io/lockfile.h"

#define TREE "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define COMMIT "0123456789abcdef0123456789abcdef01234567"

static as_lock_grant grants[] = {{"read", "/home/a b/lists"}};
static as_lock_pair config[] = {{"label", ""}, {"least", "3"}};
static as_lock_version before[] = {
    {"1.0.0", TREE, "/tmp/tolls-1.0.0.assay", NULL, NULL, NULL, 0}};
static as_lock_entry entries[] = {
    {"alerts", {"0.1.0", TREE, "./x", NULL, NULL, NULL, 0}, false, true,
     false, NULL, 0, NULL, 0},
    {"tolls", {"1.2.0", TREE, "https://example.org/t.git#v1.2.0", COMMIT,
               "RWQxyz+/=", grants, 1}, true, false, true, config, 2, before,
     1}};
static char cities[] = "cities", dates[] = "dates";
static char *off[] = {cities, dates};
static const as_lock whole = {1, entries, 2, off, 2};

static void check_tolls(const as_lock_entry *e)
{
    assert_non_null(e);
    assert_string_equal(e->now.version, "1.2.0");
    assert_string_equal(e->now.commit, COMMIT);
    assert_string_equal(e->now.signer, "RWQxyz+/=");
    assert_int_equal(e->now.n_grants, 1);
    assert_string_equal(e->now.grants[0].folder, "/home/a b/lists");
    assert_true(e->enabled && !e->pinned && e->wanted);
    assert_int_equal(e->n_config, 2);
    assert_string_equal(e->config[0].value, "");
    assert_string_equal(e->config[1].value, "3");
    assert_int_equal(e->n_previous, 1);
    assert_string_equal(e->previous[0].version, "1.0.0");
    assert_null(e->previous[0].commit);
}

static void test_written_is_read(void **state)
{
    as_buf text = {0}, again = {0};
    as_lock *lock = NULL;
    as_err err;
    (void)state;
    if (as_lock_write(&whole, &text, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    assert_int_equal(as_lock_read("l", as_buf_slice(&text), &lock, &err),
                     AS_OK);
    check_tolls(as_lock_find(lock, "tolls"));
    const as_lock_entry *alerts = as_lock_find(lock, "alerts");
    assert_true(!alerts->enabled && alerts->pinned && !alerts->wanted);
    assert_null(as_lock_find(lock, "toll"));
    assert_true(as_lock_disables(lock, "dates"));
    assert_false(as_lock_disables(lock, "tolls"));
    assert_int_equal(as_lock_write(lock, &again, &err), AS_OK);
    assert_int_equal(again.n, text.n);
    assert_memory_equal(again.p, text.p, text.n);
    as_lock_free(lock);
    as_buf_clear(&text);
    as_buf_clear(&again);
}

static void test_nothing_is_an_empty_lock(void **state)
{
    as_lock *lock = NULL;
    as_buf text = {0};
    (void)state;
    assert_int_equal(as_lock_read("l", AS_LIT(""), &lock, NULL), AS_OK);
    assert_int_equal(lock->n_plugins, 0);
    assert_int_equal(as_lock_write(lock, &text, NULL), AS_OK);
    as_lock_free(lock);
    assert_int_equal(as_lock_read("l", as_buf_slice(&text), &lock, NULL),
                     AS_OK);
    assert_int_equal(lock->n_plugins + lock->n_disabled, 0);
    as_lock_free(lock);
    as_buf_clear(&text);
}

#define ENTRY(name)                                                           \
    "  - name: " name "\n    version: 1.0.0\n    tree: " TREE                  \
    "\n    source: x\n    enabled: yes\n    pinned: no\n    wanted: yes\n"

static void test_faults_have_a_place(void **state)
{
    static const struct {
        const char *text, *msg;
    } cases[] = {
        {"lock: 2\n", "l:1:7: written by another version"},
        {"lock: 1\nplugins:\n" ENTRY("b") ENTRY("a"),
         "l:10:11: plugins stand in order"},
        {"lock: 1\nplugins:\n" ENTRY("a") ENTRY("a"),
         "l:10:11: plugins stand in order"},
        {"lock: 1\nplugins:\n" ENTRY("../a"), "l:3:11: a plugin's name"},
        {"lock: 1\nplugins:\n" ENTRY("a") "    commit: xyz\n",
         "l:10:13: a commit is"},
        {"lock: 1\nplugins:\n" ENTRY("a")
         "    grants: [{name: read, folder: lists}]\n",
         "l:10:35: a folder is granted by its full path"},
        {"lock: 1\nplugins:\n" ENTRY("a") "    previous:\n"
         "      - {version: one, tree: " TREE ", source: x}\n",
         "l:11:19: a version is"},
        {"lock: 1\ndisabled: [A]\n", "l:2:12: a plugin's name"},
        {"lock: 1\nextra: 1\n", "l:2:1: "},
        {"lock: [\n", "l:"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        as_lock *lock = NULL;
        as_err err = {AS_OK, ""};
        assert_int_equal(as_lock_read("l", as_slice_str(cases[i].text), &lock,
                                      &err),
                         AS_ESYNTAX);
        assert_null(lock);
        if (strstr(err.msg, cases[i].msg) == NULL) {
            fail_msg("%zu: \"%s\" lacks \"%s\"", i, err.msg, cases[i].msg);
        }
    }
}

static void test_what_cannot_be_read_is_not_written(void **state)
{
    as_lock_entry twice[] = {entries[0], entries[0]};
    const as_lock bad = {1, twice, 2, NULL, 0};
    as_buf text = {0};
    as_err err;
    (void)state;
    assert_int_equal(as_buf_add(&text, "keep", 4, NULL), AS_OK);
    assert_int_equal(as_lock_write(&bad, &text, &err), AS_EINVAL);
    assert_non_null(strstr(err.msg, "in order"));
    assert_int_equal(text.n, 4);
    as_buf_clear(&text);
}

static const char index_text[] =
    "name: tolls\n"
    "summary: Tolls\n"
    "categories: [news]\n"
    "releases:\n"
    "  - version: 1.1.0\n"
    "    source: https://example.org/t.git\n"
    "    ref: v1.1.0\n"
    "    tree: " TREE "\n"
    "    requires: [\"numbers >=0.1\", phrases]\n"
    "    yanked: counts twice\n"
    "  - {version: 1.0.0, file: tolls-1.0.0.assay}\n";

static void test_index_entry(void **state)
{
    as_index_entry *e = NULL;
    as_err err;
    (void)state;
    if (as_index_entry_read("i", as_slice_str(index_text), &e, &err) !=
        AS_OK) {
        fail_msg("%s", err.msg);
    }
    assert_int_equal(e->n_releases, 2);
    const as_index_release *r = e->releases;
    assert_string_equal(r->requires[0].name, "numbers");
    assert_string_equal(r->requires[0].range, ">=0.1");
    assert_null(r->requires[1].range);
    assert_string_equal(r->yanked, "counts twice");
    assert_string_equal(r[1].file, "tolls-1.0.0.assay");
    assert_int_equal(r[1].n_requires_text, 0);
    as_index_entry_free(e);
}

static void test_index_faults_have_a_place(void **state)
{
    static const struct {
        const char *text, *msg;
    } cases[] = {
        {"name: T\nsummary: x\n", "i:1:7: a plugin's name"},
        {"name: t\nsummary: x\nreleases: [{version: 1, source: x}]\n",
         "i:3:22: a version is"},
        {"name: t\nsummary: x\nreleases: [{version: 1.0.0}]\n",
         "i:3:22: nothing says where"},
        {"name: t\nsummary: x\nreleases: [{version: 1.0.0, file: ../x}]\n",
         "i:3:35: a path within the index"},
        {"name: t\nsummary: x\nreleases: [{version: 1.0.0, source: x, tree: "
         "a}]\n", "i:3:46: a hash is"},
        {"name: t\nsummary: x\nreleases: [{version: 1.0.0, source: x, api: "
         "a}]\n", "i:3:45: a range"},
        {"name: t\nsummary: x\nreleases: [{version: 1.0.0, source: x, "
         "requires: [A]}]\n", "i:3:51: a plugin's name"},
        {"name: t\nsummary: x\nsize: 3\n", "i:3:1: "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        as_index_entry *e = NULL;
        as_err err = {AS_OK, ""};
        assert_int_equal(as_index_entry_read("i", as_slice_str(cases[i].text),
                                             &e, &err),
                         AS_ESYNTAX);
        if (strstr(err.msg, cases[i].msg) == NULL) {
            fail_msg("%zu: \"%s\" lacks \"%s\"", i, err.msg, cases[i].msg);
        }
    }
}

static void test_memory_failures(void **state)
{
    (void)state;
    FOR_EACH_FAILURE({
        as_buf text = {0};
        as_lock *lock = NULL;
        as_err err;
        st_ = as_lock_write(&whole, &text, &err);
        if (st_ == AS_OK) {
            st_ = as_lock_read("l", as_buf_slice(&text), &lock, &err);
        }
        as_lock_free(lock);
        as_buf_clear(&text);
    });
    FOR_EACH_FAILURE({
        as_index_entry *e = NULL;
        as_err err;
        st_ = as_index_entry_read("i", as_slice_str(index_text), &e, &err);
        as_index_entry_free(e);
    });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_is_read),
        cmocka_unit_test(test_nothing_is_an_empty_lock),
        cmocka_unit_test(test_faults_have_a_place),
        cmocka_unit_test(test_what_cannot_be_read_is_not_written),
        cmocka_unit_test(test_index_entry),
        cmocka_unit_test(test_index_faults_have_a_place),
        cmocka_unit_test(test_memory_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_store.c - what is installed and how it changes: from a folder and an
 * archive, twice the same, edited by hand, refused, interrupted, in vain. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "unit/io/io_test.h"

#include "base/arena.h"
#include "store/archive.h"
#include "store/disk.h"
#include "store/store.h"

static as_arena *arena;
static as_store_paths paths;

static int setup(void **state)
{
    (void)dir_make(state);
    (void)setenv("HOME", the_dir, 1);
    (void)setenv("XDG_DATA_HOME", in_dir("data"), 1);
    (void)setenv("XDG_CONFIG_HOME", in_dir("config"), 1);
    (void)setenv("XDG_CACHE_HOME", in_dir("cache"), 1);
    arena = as_arena_new();
    assert_int_equal(as_store_paths_find(arena, &paths, NULL), AS_OK);
    return 0;
}

static int teardown(void **state)
{
    as_arena_free(arena);
    return dir_drop(state);
}

#define STORE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* A plugin's folder NAME of this version. */
static const char *plugin_of(const char *name, const char *version)
{
    char text[256], file[48];
    const char *dir = in_dir(name);
    (void)mkdir(dir, 0755);
    (void)snprintf(file, sizeof file, "%s/plugin.yaml", name);
    (void)snprintf(text, sizeof text,
                   "name: %s\nversion: %s\napi: \">=0.1 <1\"\nsummary: x\n"
                   "license: MIT\n",
                   name, version);
    (void)file_of(file, text);
    return dir;
}

static as_change *begin(void)
{
    as_change *c = NULL;
    as_err err;
    if (as_change_begin(&paths, false, NULL, &c, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    return c;
}

static as_lock_entry entry_of(const as_staged *s)
{
    return (as_lock_entry){.name = s->manifest->name,
                           .now = {.version = s->manifest->version,
                                   .tree = s->tree,
                                   .source = "x"},
                           .enabled = true,
                           .wanted = true};
}

/* Install the folder, with `before` as what it replaces (may be NULL). */
static void install(const char *dir, const as_lock_version *before,
                    as_lock_entry *out)
{
    as_change *c = begin();
    const as_staged *s = NULL;
    as_err err;
    bool changed = false;
    if (as_change_folder(c, dir, &s, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    static char version[32], tree[AS_TREE_HEX], name[32];
    as_lock_entry e = entry_of(s); /* gone when it is committed */
    (void)snprintf(name, sizeof name, "%s", e.name);
    (void)snprintf(version, sizeof version, "%s", e.now.version);
    (void)snprintf(tree, sizeof tree, "%s", e.now.tree);
    e.name = name;
    e.now.version = version;
    e.now.tree = tree;
    e.previous = (as_lock_version *)before;
    e.n_previous = before ? 1 : 0;
    as_lock next = {.format = AS_LOCK_FORMAT, .plugins = &e, .n_plugins = 1};
    if (as_change_commit(c, &next, &changed, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    assert_true(changed);
    *out = e;
    as_change_free(c);
}

/* Names in the store but its lock. */
static size_t in_store(void)
{
    size_t n = 0;
    DIR *dir = opendir(paths.store);
    for (const struct dirent *d; dir && (d = readdir(dir)) != NULL;) {
        n += d->d_name[0] != '.' && strcmp(d->d_name, "lock") != 0;
        n += strncmp(d->d_name, ".tmp-", 5) == 0;
    }
    if (dir) {
        (void)closedir(dir);
    }
    return n;
}

static void assert_good(const as_lock_entry *e, bool good, const char *what)
{
    as_err err = {AS_OK, ""};
    assert_int_equal(as_store_check(&paths, e->name, &e->now, &err),
                     good ? AS_OK : AS_EINVAL);
    assert_non_null(strstr(err.msg, what));
}

static void test_nothing_is_installed(void **state)
{
    as_lock *lock = NULL;
    (void)state;
    assert_int_equal(as_store_read(&paths, &lock, NULL), AS_OK);
    assert_int_equal(lock->n_plugins, 0);
    as_lock_free(lock);
}

static void test_a_folder_is_installed(void **state)
{
    as_lock_entry e;
    as_lock *lock = NULL;
    as_buf dir = {0};
    (void)state;
    install(plugin_of("tolls", "1.0.0"), NULL, &e);
    assert_int_equal(as_store_read(&paths, &lock, NULL), AS_OK);
    assert_string_equal(as_lock_find(lock, "tolls")->now.tree, e.now.tree);
    as_lock_free(lock);
    assert_int_equal(as_store_dir(&paths, "tolls", e.now.tree, &dir, NULL),
                     AS_OK);
    assert_true(as_disk_exists(dir.p));
    as_buf_clear(&dir);
    assert_good(&e, true, "");
    assert_int_equal(in_store(), 1);
}

static void test_the_same_state_is_not_written_again(void **state)
{
    as_lock_entry e;
    struct stat before, after;
    bool changed = true;
    (void)state;
    install(plugin_of("tolls", "1.0.0"), NULL, &e);
    assert_int_equal(stat(paths.lock, &before), 0);
    as_change *c = begin();
    const as_lock next = {AS_LOCK_FORMAT, &e, 1, NULL, 0};
    assert_int_equal(as_change_commit(c, &next, &changed, NULL), AS_OK);
    as_change_free(c);
    assert_false(changed);
    assert_int_equal(stat(paths.lock, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
}

static void test_what_no_entry_names_is_swept(void **state)
{
    as_lock_entry old, new, kept;
    (void)state;
    install(plugin_of("tolls", "1.0.0"), NULL, &old);
    const as_lock_version before = {"1.0.0", in_dir("x"), "x", NULL, NULL,
                                    NULL, 0};
    as_lock_version was = before;
    char tree[AS_TREE_HEX];
    (void)snprintf(tree, sizeof tree, "%s", old.now.tree);
    was.tree = tree;
    install(plugin_of("tolls", "1.1.0"), &was, &kept);
    assert_int_equal(in_store(), 2); /* to roll back to */
    install(plugin_of("tolls", "1.2.0"), NULL, &new);
    assert_int_equal(in_store(), 1);
}

static void test_an_edited_plugin_is_noticed(void **state)
{
    as_lock_entry e;
    as_buf dir = {0};
    (void)state;
    install(plugin_of("tolls", "1.0.0"), NULL, &e);
    assert_good(&e, true, "");
    assert_int_equal(as_store_dir(&paths, "tolls", e.now.tree, &dir, NULL),
                     AS_OK);
    char path[512];
    (void)snprintf(path, sizeof path, "%s/extra.lua", dir.p);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fclose(f);
    assert_good(&e, false, "plugin tolls 1.0.0: its files are not those");
    assert_int_equal(unlink(path), 0);
    assert_good(&e, true, "");
    /* Installed again, it is whole again. */
    (void)snprintf(path, sizeof path, "%s/plugin.yaml", dir.p);
    assert_int_equal(unlink(path), 0);
    assert_good(&e, false, "plugin tolls 1.0.0: ");
    as_change *c = begin();
    const as_staged *s = NULL;
    assert_int_equal(as_change_folder(c, in_dir("tolls"), &s, NULL), AS_OK);
    const as_lock next = {AS_LOCK_FORMAT, &e, 1, NULL, 0};
    bool changed = true;
    assert_int_equal(as_change_commit(c, &next, &changed, NULL), AS_OK);
    assert_false(changed);
    as_change_free(c);
    assert_good(&e, true, "");
    as_buf_clear(&dir);
}

/* The plugin that is broken must not keep others from changing. */
static void test_another_may_change_meanwhile(void **state)
{
    as_lock_entry e;
    as_buf dir = {0};
    (void)state;
    install(plugin_of("tolls", "1.0.0"), NULL, &e);
    assert_int_equal(as_store_dir(&paths, "tolls", e.now.tree, &dir, NULL),
                     AS_OK);
    assert_int_equal(as_disk_remove(dir.p, NULL), AS_OK);
    as_buf_clear(&dir);
    as_change *c = begin();
    const as_staged *s = NULL;
    assert_int_equal(as_change_folder(c, plugin_of("alerts", "2.0.0"), &s,
                                      NULL),
                     AS_OK);
    as_lock_entry both[] = {entry_of(s), e};
    const as_lock next = {AS_LOCK_FORMAT, both, 2, NULL, 0};
    assert_int_equal(as_change_commit(c, &next, NULL, NULL), AS_OK);
    as_change_free(c);
}

static void test_an_archive_is_installed(void **state)
{
    as_buf bytes = {0};
    const as_staged *s = NULL;
    as_err err;
    (void)state;
    const char *dir = plugin_of("tolls", "1.0.0");
    assert_int_equal(as_archive_pack(dir, "tolls", NULL, &bytes, NULL, &err),
                     AS_OK);
    const char *file = file_put("tolls.assay", bytes.p, bytes.n);
    as_change *c = begin();
    if (as_change_archive(c, file, &s, &err) != AS_OK) {
        fail_msg("%s", err.msg);
    }
    as_lock_entry e = entry_of(s);
    const as_lock next = {AS_LOCK_FORMAT, &e, 1, NULL, 0};
    assert_int_equal(as_change_commit(c, &next, NULL, &err), AS_OK);
    assert_int_equal(in_store(), 1);
    /* Packed as another than it says. */
    bytes.n = 0;
    assert_int_equal(as_archive_pack(dir, "rolls", NULL, &bytes, NULL, &err),
                     AS_OK);
    file = file_put("rolls.assay", bytes.p, bytes.n);
    assert_int_equal(as_change_archive(c, file, &s, &err), AS_EINVAL);
    assert_non_null(strstr(err.msg, "its folder is called rolls"));
    as_change_free(c);
    assert_int_equal(in_store(), 1);
    as_buf_clear(&bytes);
}

static void test_what_is_refused_leaves_nothing(void **state)
{
    static const struct {
        const char *file, *text, *what;
    } cases[] = {
        {"plugin.yaml", "name: tolls\n", "plugin.yaml:1:1: "},
        {"plugin.yaml", NULL, "has no plugin.yaml"},
        {"SHA256SUMS", "junk\n", "SHA256SUMS"},
        {"SHA256SUMS.minisig", "junk\n", "signature"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[64];
        const char *dir = plugin_of("tolls", "1.0.0");
        as_change *c = begin();
        const as_staged *s = NULL;
        as_err err = {AS_OK, ""};
        (void)snprintf(path, sizeof path, "tolls/%s", cases[i].file);
        if (cases[i].text) {
            (void)file_of(path, cases[i].text);
        } else {
            assert_int_equal(unlink(in_dir(path)), 0);
        }
        assert_int_not_equal(as_change_folder(c, dir, &s, &err), AS_OK);
        if (strstr(err.msg, cases[i].what) == NULL) {
            fail_msg("\"%s\" lacks \"%s\"", err.msg, cases[i].what);
        }
        assert_int_equal(in_store(), 0);
        as_change_free(c);
        (void)unlink(in_dir(path));
    }
    assert_false(as_disk_exists(paths.lock));
}

static void test_a_state_without_files_is_refused(void **state)
{
    static char zeros[AS_TREE_HEX];
    as_err err;
    (void)state;
    memset(zeros, '0', sizeof zeros - 1);
    as_lock_entry e = {.name = "tolls",
                       .now = {"1.0.0", zeros, "x", NULL, NULL, NULL, 0},
                       .enabled = true};
    const as_lock next = {AS_LOCK_FORMAT, &e, 1, NULL, 0};
    as_change *c = begin();
    assert_int_equal(as_change_commit(c, &next, NULL, &err), AS_EINVAL);
    as_change_free(c);
    assert_false(as_disk_exists(paths.lock));
}

/* What a killed process left is swept by the next; a living one is waited
 * for, or told. */
static void test_one_change_at_a_time(void **state)
{
    as_change *c = NULL;
    as_err err;
    int ready[2], status;
    char byte;
    (void)state;
    const char *dir = plugin_of("tolls", "1.0.0");
    assert_int_equal(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        const as_staged *s = NULL;
        if (as_change_begin(&paths, false, NULL, &c, NULL) == AS_OK &&
            as_change_folder(c, dir, &s, NULL) == AS_OK) {
            (void)!write(ready[1], "x", 1);
        }
        for (;;) {
            (void)pause();
        }
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(as_change_begin(&paths, false, NULL, &c, &err),
                     AS_EINVAL);
    assert_non_null(strstr(err.msg, "another assay"));
    assert_int_equal(in_store(), 1);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    c = begin();
    assert_int_equal(in_store(), 0);
    as_change_free(c);
    (void)close(ready[0]);
    (void)close(ready[1]);
}

/* Fetch and install, all of it. */
static as_status install_once(const char *dir)
{
    as_change *c = NULL;
    const as_staged *s = NULL;
    as_status st = as_change_begin(&paths, false, NULL, &c, NULL);
    st = st == AS_OK ? as_change_folder(c, dir, &s, NULL) : st;
    if (st == AS_OK) {
        as_lock_entry e = entry_of(s);
        const as_lock next = {AS_LOCK_FORMAT, &e, 1, NULL, 0};
        st = as_change_commit(c, &next, NULL, NULL);
    }
    as_change_free(c);
    return st;
}

static void test_memory_failures(void **state)
{
    (void)state;
    const char *dir = plugin_of("tolls", "1.0.0");
    /* Sweeping goes on without: success is allowed, half a state is not. */
    bool refused = true;
    for (size_t nth = 1; refused; nth++) {
        as_lock *lock = NULL;
        failmem_arm(nth);
        const as_status st = install_once(dir);
        refused = failmem_disarm();
        assert_true(st == AS_OK || (refused && st == AS_ENOMEM));
        assert_int_equal(as_store_read(&paths, &lock, NULL), AS_OK);
        assert_true(st != AS_OK || lock->n_plugins == 1);
        as_lock_free(lock);
    }
    assert_int_equal(in_store(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_nothing_is_installed),
        STORE_TEST(test_a_folder_is_installed),
        STORE_TEST(test_the_same_state_is_not_written_again),
        STORE_TEST(test_what_no_entry_names_is_swept),
        STORE_TEST(test_an_edited_plugin_is_noticed),
        STORE_TEST(test_another_may_change_meanwhile),
        STORE_TEST(test_an_archive_is_installed),
        STORE_TEST(test_what_is_refused_leaves_nothing),
        STORE_TEST(test_a_state_without_files_is_refused),
        STORE_TEST(test_one_change_at_a_time),
        STORE_TEST(test_memory_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_rulefile_files.c - rule files on disk: several of them, gazetteers
 * beside them and below a root, files that are too large or not there, memory
 * that is refused; and stamps of what was tried (io/cachedir.h). */
#include <fcntl.h>
#include <time.h>

#include "io/cachedir.h"
#include "unit/io/rulefile_fixture.h"

static heard h;

static as_status load(const char *const *paths, size_t n, const char *root,
                      as_rules **out)
{
    const as_rulefile_spec spec = {.paths = paths, .n_paths = n, .root = root,
                                   .origin = AS_LIT("news@1"),
                                   .tell = heard_add, .ctx = &h};
    h = (heard){.n = 0};
    *out = NULL;
    return as_rulefile_load(&spec, out, &h.err);
}

static as_status load_one(const char *path, const char *root, as_rules **out)
{
    return load(&path, 1, root, out);
}

static size_t hits(as_rules *set, const char *text)
{
    as_doc *doc = doc_of_meta(text, NULL);
    as_rule_runner *r = NULL;
    size_t n = 0;
    assert_int_equal(as_rule_runner_new(set, NULL, &r, NULL), AS_OK);
    assert_int_equal(as_rules_run(r, doc, NULL, NULL, NULL, NULL), AS_OK);
    for (size_t i = 0; i < as_doc_layer_count(doc); i++) {
        n += as_layer_count(as_doc_layer_at(doc, i));
    }
    as_rule_runner_free(r);
    as_doc_free(doc);
    return n;
}

#define GAZ(more) "gazetteers:\n  - {name: g, " more "}\n" \
                  "rules: [{name: r, label: Hit, pattern: \"x:%g\"}]\n"

static void test_gazetteers_from_files(void **state)
{
    (void)state;
    as_rules *set = NULL;
    folder_of("data");
    file_of("data/w.yaml", "words: [mortar, Grad]\n");
    file_of("data/w.tsv", "text\nhowitzer\n");
    const char *rules = file_of(
        "r.yaml", GAZ("files: [data/w.yaml, ./data/w.tsv], match: exact"));
    assert_int_equal(load_one(rules, NULL, &set), AS_OK);
    assert_int_equal(hits(set, "A mortar, a howitzer, Grad, grad."), 3);
    as_rules_unref(set);
    assert_int_equal(load_one(rules, the_dir, &set), AS_OK);
    assert_int_equal(hits(set, "A mortar."), 1);
    as_rules_unref(set);
}

static void gaz_refused(const char *yaml, const char *root, const char *want)
{
    as_rules *set = NULL;
    const char *rules = file_of("r.yaml", yaml);
    const as_status st = load_one(rules, root, &set);
    const char *got = h.n ? h.v[0].msg : h.err.msg;
    if (st == AS_OK || strstr(got, want) == NULL) {
        fail_msg("%s\nwant %s\ngot %d %s", yaml, want, st, got);
    }
    assert_null(set);
    assert_string_equal(h.err.msg, h.v[0].msg);
    assert_int_equal(h.n, 1);
}

static void test_gazetteers_that_cannot_be(void **state)
{
    (void)state;
    file_of("bad.yaml", "entries: [{txt: a}]\n");
    gaz_refused(GAZ("label: X"), NULL, "r.yaml:2:5: neither entries nor files");
    gaz_refused(GAZ("entries: []"), NULL, "r.yaml:2:5: neither");
    gaz_refused(GAZ("entries: [a], files: [b.tsv]"), NULL,
                "r.yaml:2:5: entries and files: keep one");
    gaz_refused(GAZ("files: [b.csv]"), NULL, "r.yaml:2:23: a gazetteer is");
    gaz_refused(GAZ("files: [none.tsv]"), NULL, "none.tsv: cannot open");
    gaz_refused(GAZ("files: [bad.yaml]"), NULL,
                "bad.yaml:1:12: unknown key \"txt\"");
    gaz_refused(GAZ("entries: [a, '']"), NULL, "r.yaml:2:28: ");
    gaz_refused(GAZ("entries: [a], inflect: none.tsv"), NULL,
                "none.tsv: cannot open");
    gaz_refused(GAZ("entries: [a], match: lower"), NULL,
                "\"match\" cannot be \"lower\": it is norm or exact or lemma");
}

static void test_a_plugins_paths_stay_within_its_root(void **state)
{
    (void)state;
    const char *root = folder_of("plugin");
    const char *const out[] = {"/etc/a.tsv",   "../a.tsv",  "..",
                               "a/../../b.tsv", "a//../b.tsv", "./../a.tsv",
                               "a/.."};
    char yaml[256];
    file_of("a.tsv", "text\na\n");
    for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
        (void)snprintf(yaml, sizeof yaml,
                       "gazetteers:\n  - {name: g, files: [\"%s\"]}\n"
                       "rules: []\n", out[i]);
        gaz_refused(yaml, root, "r.yaml:2:23: a path within the plugin's");
    }
    gaz_refused(GAZ("entries: [a], inflect: ../a.tsv"), root,
                "r.yaml:2:38: a path within the plugin's folder is wanted");
    as_rules *set = NULL;
    file_of("plugin/..a.tsv", "text\nmortar\n");
    const char *rules = file_of("r.yaml", GAZ("files: [..a.tsv]"));
    assert_int_equal(load_one(rules, root, &set), AS_OK);
    assert_int_equal(hits(set, "A mortar."), 1);
    as_rules_unref(set);
}

static void test_without_a_root_any_path_is_read(void **state)
{
    (void)state;
    char yaml[512];
    as_rules *set = NULL;
    folder_of("sub");
    const char *list = file_of("w.tsv", "text\nmortar\n");
    (void)snprintf(yaml, sizeof yaml,
                   "gazetteers:\n- {name: a, files: [../w.tsv]}\n"
                   "- {name: b, files: ['%s']}\n"
                   "rules: [{name: r, label: Hit, pattern: '(%%a | %%b)'}]\n",
                   list);
    assert_int_equal(load_one(file_of("sub/r.yaml", yaml), NULL, &set), AS_OK);
    assert_int_equal(hits(set, "A mortar."), 1);
    as_rules_unref(set);
}

/* A rule file in a plugin's folder names files as the manifest does. */
static void test_a_plugin_is_seen_from_its_rule_file(void **state)
{
    (void)state;
    as_rules *set = NULL;
    folder_of("plug");
    folder_of("plug/rules");
    file_of("plug/plugin.yaml", "name: plug\n");
    file_of("plug/a.tsv", "text\nmortar\n");
    const char *path = file_of(
        "plug/rules/r.yaml", "gazetteers: [{name: g, files: [a.tsv]}]\n"
                             "rules: [{name: r, label: R, pattern: '%g'}]\n");
    assert_int_equal(load_one(path, NULL, &set), AS_OK);
    assert_int_equal(hits(set, "A mortar."), 1);
    as_rules_unref(set);
}

static void test_several_files_see_each_others_labels_not_macros(void **state)
{
    (void)state;
    as_rules *set = NULL;
    const char *paths[] = {
        file_of("a.yaml", "macros: [{name: M, pattern: (one | two)}]\n"
                          "rules: [{name: r, label: Num, pattern: $M}]\n"),
        file_of("b.yaml", "macros: [{name: M, pattern: men}]\n"
                          "rules: [{name: s, label: Men, pattern: '@Num $M'}]"
                          "\n")};
    assert_int_equal(load(paths, 2, NULL, &set), AS_OK);
    assert_int_equal(hits(set, "two men"), 2);
    as_rules_unref(set);
    paths[1] = file_of("b.yaml", "rules: [{name: s, label: Men, pattern: $M}]");
    assert_int_equal(load(paths, 2, NULL, &set), AS_EINVAL);
    assert_non_null(strstr(h.v[0].msg, "/b.yaml:1:40: "));
    paths[0] = file_of("a.yaml", "rules: x\n");
    paths[1] = file_of("b.yaml", "rules: y\n");
    assert_int_equal(load(paths, 2, NULL, &set), AS_ESYNTAX);
    assert_int_equal(h.n, 2);
    assert_non_null(strstr(h.v[1].msg, "/b.yaml:1:8: "));
    assert_int_equal(load(paths, 0, NULL, &set), AS_OK);
    assert_int_equal(as_rules_count(set), 0);
    as_rules_unref(set);
}

static void test_files_that_cannot_be_read(void **state)
{
    (void)state;
    as_rules *set = NULL;
    assert_int_equal(load_one(in_dir("none.yaml"), NULL, &set), AS_EIO);
    assert_non_null(strstr(h.v[0].msg, "/none.yaml: cannot open: "));
    assert_int_equal(load_one(the_dir, NULL, &set), AS_EIO);
    assert_int_equal(h.n, 1);
    const char *large = file_of("large.yaml", "rules: []\n");
    assert_int_equal(truncate(large, 5 << 20), 0);
    assert_int_equal(load_one(large, NULL, &set), AS_ELIMIT);
    assert_int_equal(h.n, 1);
    assert_int_equal(h.err.status, AS_ELIMIT);
    assert_null(set);
}

/* Many rules are read in time that grows with their number. */
static void test_a_long_file(void **state)
{
    (void)state;
    enum { RULES = 10001 };
    as_rules *set = NULL;
    as_buf text = {0};
    assert_int_equal(as_buf_add_slice(&text, AS_LIT("rules:\n"), NULL), AS_OK);
    for (int i = 0; i < RULES; i++) {
        assert_int_equal(as_buf_printf(&text, NULL,
                                       "  - {name: r%d, label: Hit, pattern: "
                                       "w%d}\n", i, i), AS_OK);
    }
    assert_int_equal(load_one(file_put("l.yaml", text.p, text.n), NULL, &set),
                     AS_ELIMIT);
    assert_true(h.n > 0);
    assert_int_equal(h.err.status, AS_ELIMIT);
    as_buf_clear(&text);
}

static void test_memory_may_be_refused_anywhere(void **state)
{
    (void)state;
    const char *root = the_dir;
    file_of("w.tsv", "text\nmortar\n");
    assert_int_equal(setenv("ASSAY_NO_CACHE", "1", 1), 0);
    const char *rules = file_of(
        "m.yaml",
        "macros: [{name: M, pattern: (one | two)}]\n"
        "gazetteers: [{name: a, entries: [men]}, {name: b, files: [w.tsv]}]\n"
        "rules:\n  - name: r\n    label: Hit\n    pattern: \"$M x:(%a | %b)\"\n"
        "    fields: [{name: x, as: text}]\n    unless: [{pattern: film}]\n"
        "    examples: {match: [two men]}\n"
        "  - name: f\n    label: F\n    frame: {trigger: hit, roles: "
        "[{name: by, find: man}]}\n");
    FOR_EACH_FAILURE({
        as_rules *set = NULL;
        st_ = load_one(rules, root, &set);
        assert_true((set != NULL) == (st_ == AS_OK));
        as_rules_unref(set);
    });
    rules = file_of("m.yaml", "gazetteers: [{name: a}]\n"
                              "rules: [{name: r, label: Hit}]\n");
    for (size_t nth = 1, refused = 1; refused; nth++) {
        as_rules *set = NULL;
        failmem_arm(nth);
        const as_status st = load_one(rules, root, &set);
        refused = failmem_disarm();
        assert_int_equal(st, refused ? AS_ENOMEM : AS_EINVAL);
        assert_int_equal(h.err.status, st);
    }
    assert_int_equal(unsetenv("ASSAY_NO_CACHE"), 0);
}

/* ---- stamps ----------------------------------------------------------------- */

static const char *stamp_file(uint64_t hash)
{
    char name[64];
    (void)snprintf(name, sizeof name, "assay/t/%016llx.ok",
                   (unsigned long long)hash);
    return in_dir(name);
}

static void age(const char *path, time_t seconds)
{
    const struct timespec t[2] = {{.tv_sec = time(NULL) - seconds},
                                  {.tv_sec = time(NULL) - seconds}};
    assert_int_equal(utimensat(AT_FDCWD, path, t, 0), 0);
}

static void test_a_stamp_is_found_once_it_was_put(void **state)
{
    (void)state;
    assert_int_equal(setenv("XDG_CACHE_HOME", the_dir, 1), 0);
    assert_false(as_stamp_find("t", 7));
    as_stamp_put("t", 7);
    assert_true(as_stamp_find("t", 7));
    assert_false(as_stamp_find("t", 8));
    assert_false(as_stamp_find("u", 7));
    as_stamp_put("t", 7); /* again */
    as_stamp_put("t", UINT64_MAX);
    assert_true(as_stamp_find("t", UINT64_MAX));
    assert_int_equal(access(stamp_file(7), F_OK), 0);
}

static void test_without_a_cache_there_are_no_stamps(void **state)
{
    (void)state;
    assert_int_equal(setenv("XDG_CACHE_HOME", the_dir, 1), 0);
    as_stamp_put("t", 7);
    assert_int_equal(setenv("ASSAY_NO_CACHE", "1", 1), 0);
    assert_false(as_stamp_find("t", 7));
    as_stamp_put("t", 8);
    assert_int_equal(setenv("ASSAY_NO_CACHE", "", 1), 0);
    assert_true(as_stamp_find("t", 7));
    assert_false(as_stamp_find("t", 8));
    assert_int_equal(unsetenv("ASSAY_NO_CACHE"), 0);
    assert_int_equal(setenv("XDG_CACHE_HOME", "relative", 1), 0);
    assert_int_equal(setenv("HOME", "", 1), 0);
    as_stamp_put("t", 9);
    assert_false(as_stamp_find("t", 9));
    assert_int_equal(setenv("XDG_CACHE_HOME", "/dev/null/x", 1), 0);
    as_stamp_put("t", 9);
    assert_false(as_stamp_find("t", 9));
}

static void test_home_has_the_cache_unless_it_is_set(void **state)
{
    (void)state;
    char path[PATH_MAX], want[PATH_MAX];
    assert_int_equal(unsetenv("XDG_CACHE_HOME"), 0);
    assert_int_equal(setenv("HOME", the_dir, 1), 0);
    assert_true(as_cachedir("t", path));
    (void)snprintf(want, sizeof want, "%s/.cache/assay/t", the_dir);
    assert_string_equal(path, want);
}

static void test_old_stamps_go(void **state)
{
    (void)state;
    const time_t day = 24 * 60 * 60;
    struct stat sb;
    assert_int_equal(setenv("XDG_CACHE_HOME", the_dir, 1), 0);
    as_stamp_put("t", 1);
    age(stamp_file(1), 29 * day);
    assert_true(as_stamp_find("t", 1)); /* and is young again */
    assert_int_equal(stat(stamp_file(1), &sb), 0);
    assert_true(time(NULL) - sb.st_mtime < 60);
    age(stamp_file(1), 31 * day);
    assert_false(as_stamp_find("t", 1));
    as_stamp_put("t", 2);
    assert_int_not_equal(access(stamp_file(1), F_OK), 0);
    as_stamp_put("t", 1);
    age(stamp_file(1), 31 * day);
    as_stamp_put("t", 1); /* what is put again is young */
    assert_true(as_stamp_find("t", 1));
}

static void test_what_others_put_there_is_no_stamp(void **state)
{
    (void)state;
    assert_int_equal(setenv("XDG_CACHE_HOME", the_dir, 1), 0);
    as_stamp_put("t", 1);
    const char *there = stamp_file(1);
    assert_int_equal(symlink(there, stamp_file(3)), 0);
    assert_int_equal(mkdir(stamp_file(4), 0777), 0);
    assert_int_equal(mkfifo(stamp_file(5), 0666), 0);
    for (uint64_t i = 3; i < 6; i++) {
        assert_false(as_stamp_find("t", i));
        as_stamp_put("t", i); /* must not hang, nor follow */
        assert_false(as_stamp_find("t", i));
    }
    if (geteuid() == 0) {
        assert_int_equal(chown(there, 4711, 4711), 0);
        assert_false(as_stamp_find("t", 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_gazetteers_from_files),
        DIR_TEST(test_gazetteers_that_cannot_be),
        DIR_TEST(test_a_plugins_paths_stay_within_its_root),
        DIR_TEST(test_without_a_root_any_path_is_read),
        DIR_TEST(test_a_plugin_is_seen_from_its_rule_file),
        DIR_TEST(test_several_files_see_each_others_labels_not_macros),
        DIR_TEST(test_files_that_cannot_be_read),
        DIR_TEST(test_a_long_file),
        DIR_TEST(test_memory_may_be_refused_anywhere),
        DIR_TEST(test_a_stamp_is_found_once_it_was_put),
        DIR_TEST(test_without_a_cache_there_are_no_stamps),
        DIR_TEST(test_home_has_the_cache_unless_it_is_set),
        DIR_TEST(test_old_stamps_go),
        DIR_TEST(test_what_others_put_there_is_no_stamp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_gazfile.c - entries from files, and the cache of what was compiled:
 * hit, missed, damaged, out of reach, by two processes, by one that dies. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/gazcache.h"
#include "io/gazfile_int.h"
#include "unit/match/gaz_fixture.h"

enum { WORDS = 6000 };

static char root[] = "/tmp/test_gazfile.XXXXXX";
static char source[64], folder[64];

static as_status read_as(const char *path, const char *text, as_gaz **gaz,
                         as_err *err)
{
    const as_gazfile_defaults def = {AS_LIT("D"), AS_GAZ_NORM};
    as_gaz_builder *b = builder_new();
    as_status st = gazfile_read(path, as_slice_str(text), &def, b, err);
    if (st == AS_OK) {
        st = as_gaz_build(b, AS_LIT("x"), false, gaz, err);
    }
    as_gaz_builder_free(b);
    return st;
}

/* The hit of `text` as "words label key=value ...". */
static void assert_found(const as_gaz *gaz, const char *text, const char *want)
{
    as_doc *doc = doc_of(text);
    as_gaz_hit hit;
    char got[256] = "none";
    const uint32_t end = (uint32_t)as_doc_tokens(doc)->n;
    if (as_gaz_next(gaz, doc, NULL, 0, end, &hit) == AS_OK) {
        const as_gaz_info *info;
        const as_slice s = as_doc_token_text(doc, hit.first, hit.end);
        assert_int_equal(as_gaz_info_of(gaz, hit.entry, &info, NULL), AS_OK);
        int n = snprintf(got, sizeof got, "%.*s %.*s", (int)s.n, s.p,
                         (int)info->label.n, info->label.p);
        for (size_t i = 0; i < info->n_fields; i++) {
            const as_feature *f = &info->fields[i];
            n += snprintf(got + n, sizeof got - (size_t)n, " %.*s=",
                          (int)f->key.n, f->key.p);
            const as_value *v = &f->value;
            char *to = got + n;
            const size_t room = sizeof got - (size_t)n;
            n += v->type == AS_VAL_TEXT
                     ? snprintf(to, room, "%.*s", (int)v->text.n, v->text.p)
                 : v->type == AS_VAL_INT
                     ? snprintf(to, room, "%lld", (long long)v->integer)
                 : v->type == AS_VAL_LIST
                     ? snprintf(to, room, "%zu:%.*s", v->list.n,
                                (int)v->list.v[0].n, v->list.v[0].p)
                     : snprintf(to, room, "%g", v->real);
        }
    }
    assert_string_equal(got, want);
    as_doc_free(doc);
}

static void test_each_format_gives_entries_with_fields(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"a.yaml", "entries:\n  - {text: Doha, also: [Ad Dawhah], label: L, "
                   "fields: [{name: country, value: QAT}]}\nwords: [Oslo]\n"},
        {"a.tsv", "text\tlabel\tcountry\tmatch\tinflect\n# x\nDoha\tL\tQAT\n"
                  "Ad Dawhah\tL\tQAT\texact\tno\nOslo\n"},
        {"a.jsonl", "{\"text\": \"Doha\", \"also\": [\"Ad Dawhah\"], \"label\""
                    ": \"L\", \"country\": \"QAT\", \"x\": null}\n\n"
                    "{\"text\": \"Oslo\", \"match\": \"lemma\"}\n"}};
    for (size_t i = 0; i < 3; i++) {
        as_gaz *gaz = NULL;
        as_err err = {AS_OK, ""};
        as_status st = read_as(texts[i][0], texts[i][1], &gaz, &err);
        assert_string_equal(err.msg, "");
        assert_int_equal(st, AS_OK);
        assert_found(gaz, "in doha.", "doha L country=QAT");
        assert_found(gaz, "in Ad Dawhah", "Ad Dawhah L country=QAT");
        assert_found(gaz, "in OSLO", "OSLO D");
        as_gaz_unref(gaz);
    }
}

static void test_json_values_keep_their_types(void **state)
{
    (void)state;
    as_gaz *gaz = NULL;
    assert_int_equal(read_as("a.jsonl",
                             "{\"text\": \"Doha\", \"p\": [\"a\", \"b\"], "
                             "\"n\": 3, \"q\": [\"c\"], \"r\": 1.5}",
                             &gaz, NULL), AS_OK);
    assert_found(gaz, "Doha", "Doha D p=2:a n=3 q=1:c r=1.5");
    as_gaz_unref(gaz);
}

static void test_errors_name_the_place_and_what_to_do(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"a.tsv", "text\tmatch\nDoha\tx\n",
         "a.tsv:2:6: match must be exact, norm or lemma"},
        {"a.tsv", "text\tinflect\nDoha\tx\n",
         "a.tsv:2:6: inflect must be yes or no"},
        {"a.tsv", "text\n\tx\n", "a.tsv:2:1: more cells than columns"},
        {"a.jsonl", "\n{\"text\": 3}", "a.jsonl:2:1: \"text\" must be a text"},
        {"a.jsonl", "[]", "a.jsonl:1:1: an object is wanted, with \"text\""},
        {"a.jsonl", "{}", "a.jsonl:1:1: \"text\" is missing or empty"},
        {"a.jsonl", "{\"text\": \" \"}", "a.jsonl:1:1: entry without a token"},
        {"a.jsonl", "{\"text\": \"a\", \"b\": {}}",
         "a.jsonl:1:1: \"b\" is an object: a field is a text, a number, true "
         "or false, or a list of texts"},
        {"a.yaml", "entries: [{text: a, match: x}]\n", "a.yaml:1:"},
        {"a.yaml", "entries: [{text: a, inflect: maybe}]\n",
         "a.yaml:1:30: \"inflect\" cannot be \"maybe\": it is true or false "
         "or yes or no"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        as_gaz *gaz = NULL;
        as_err err = {AS_OK, ""};
        assert_int_equal(read_as(cases[i][0], cases[i][1], &gaz, &err),
                         AS_ESYNTAX + (i == 6));
        assert_memory_equal(err.msg, cases[i][2], strlen(cases[i][2]));
    }
}

static void test_rules_of_inflection_from_a_table(void **state)
{
    (void)state;
    as_gaz_builder *b = builder_new();
    as_err err;
    assert_int_equal(gazfile_rules("r.tsv", AS_LIT("ending\tform\n\ts\ny\ties"
                                                   "\n"), b, NULL), AS_OK);
    assert_int_equal(gazfile_rules("r.tsv", AS_LIT("a\tb\n"), b, &err),
                     AS_ESYNTAX);
    assert_int_equal(gazfile_rules("r.tsv", AS_LIT("ending\tform\ny\n"), b,
                                   &err), AS_ESYNTAX);
    assert_string_equal(err.msg,
                        "r.tsv:2:1: two cells are wanted: ending and form");
    entry_add(b, "army", AS_GAZ_NORM, "D");
    as_gaz *gaz = gaz_build(b);
    assert_found(gaz, "two armies", "armies D");
    as_gaz_unref(gaz);
    as_gaz_builder_free(b);
}

/* ---- the cache --------------------------------------------------------------- */

static void source_write(const char *last)
{
    FILE *f = fopen(source, "w");
    assert_non_null(f);
    fputs("text\tcountry\n", f);
    for (int i = 0; i < WORDS; i++) {
        fprintf(f, "Place Number%d\tC%d\n", i, i % 300);
    }
    fprintf(f, "%s\tLAST\n", last);
    fclose(f);
}

static as_status load(as_gaz **gaz, as_err *err)
{
    const char *files[] = {source};
    const as_gazcache_spec spec = {.name = AS_LIT("places"),
                                   .defaults = {AS_LIT("LOC"), AS_GAZ_NORM},
                                   .files = files,
                                   .n_files = 1};
    return as_gazcache_load(&spec, gaz, err);
}

static void load_check(void)
{
    as_gaz *gaz = NULL;
    assert_int_equal(load(&gaz, NULL), AS_OK);
    assert_int_equal(as_gaz_count(gaz), WORDS + 1);
    assert_found(gaz, "at place number77 now", "place number77 LOC country=C77");
    assert_found(gaz, "in Doha", "Doha LOC country=LAST");
    as_gaz_unref(gaz);
}

/* Files in the cache whose names end in `ending`; the last one's path. */
static int cache_files(const char *begin, const char *ending, char path[512])
{
    DIR *dir = opendir(folder);
    const struct dirent *d;
    int n = 0;
    while (dir != NULL && (d = readdir(dir)) != NULL) {
        const size_t len = strlen(d->d_name), m = strlen(ending);
        if (d->d_name[0] != '.' && len >= m &&
            strncmp(d->d_name, begin, strlen(begin)) == 0 &&
            strcmp(d->d_name + len - m, ending) == 0) {
            snprintf(path, 512, "%s/%s", folder, d->d_name);
            n++;
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return n;
}

static int start(void **state)
{
    (void)state;
    char command[128], part[64];
    snprintf(command, sizeof command, "rm -rf %s/*", root);
    snprintf(part, sizeof part, "%s/cache", root);
    snprintf(source, sizeof source, "%s/places.tsv", root);
    snprintf(folder, sizeof folder, "%s/cache/assay/gazetteers", root);
    setenv("XDG_CACHE_HOME", part, 1);
    unsetenv("ASSAY_NO_CACHE");
    if (system(command) != 0) {
        return -1;
    }
    source_write("Doha");
    return 0;
}

static ino_t inode_of(const char *path)
{
    struct stat sb;
    return stat(path, &sb) == 0 ? sb.st_ino : 0;
}

static void test_what_was_compiled_is_used_again(void **state)
{
    (void)state;
    char path[512];
    load_check();
    assert_int_equal(cache_files("", ".gaz", path), 1);
    const ino_t before = inode_of(path);
    load_check();
    assert_int_equal(cache_files("", "", path), 1);
    assert_int_equal(inode_of(path), before);
    source_write("Dohb");
    as_gaz *gaz = NULL;
    assert_int_equal(load(&gaz, NULL), AS_OK);
    assert_found(gaz, "in Dohb", "Dohb LOC country=LAST");
    as_gaz_unref(gaz);
    assert_int_equal(cache_files("", ".gaz", path), 2);
}

static void test_a_damaged_file_is_made_again(void **state)
{
    (void)state;
    char path[512];
    load_check();
    assert_int_equal(cache_files("", ".gaz", path), 1);
    struct stat sb;
    assert_int_equal(stat(path, &sb), 0);
    for (off_t at = 0; at < sb.st_size; at += sb.st_size / 23) {
        const ino_t before = inode_of(path);
        int fd = open(path, O_RDWR);
        char byte;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        byte ^= 4;
        if (at % 2) {
            assert_int_equal(ftruncate(fd, at), 0);
        } else {
            assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        }
        close(fd);
        load_check();
        assert_int_not_equal(inode_of(path), before);
    }
}

static void test_without_a_folder_it_is_made_in_memory(void **state)
{
    (void)state;
    char path[512] = "";
    setenv("ASSAY_NO_CACHE", "1", 1);
    load_check();
    assert_int_equal(cache_files("", "", path), 0);
    unsetenv("ASSAY_NO_CACHE");
    setenv("XDG_CACHE_HOME", "/dev/null", 1);
    load_check();
    setenv("XDG_CACHE_HOME", "/proc/self", 1); /* cannot be written to */
    load_check();
}

static void test_a_full_disk_leaves_no_half_a_file(void **state)
{
    (void)state;
    char path[512] = "";
    const pid_t pid = fork();
    if (pid == 0) {
        const struct rlimit most = {10000, 10000};
        as_gaz *gaz = NULL;
        signal(SIGXFSZ, SIG_IGN);
        _exit(setrlimit(RLIMIT_FSIZE, &most) != 0 ||
              load(&gaz, NULL) != AS_OK || as_gaz_count(gaz) != WORDS + 1);
    }
    int status = 1;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(cache_files("", "", path), 0);
}

static void test_two_processes_may_build_at_once(void **state)
{
    (void)state;
    enum { CHILDREN = 6 };
    char path[512];
    pid_t pids[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            as_gaz *gaz = NULL;
            for (int k = 0; k < 5; k++) {
                if (load(&gaz, NULL) != AS_OK ||
                    as_gaz_count(gaz) != WORDS + 1) {
                    _exit(1);
                }
                as_gaz_unref(gaz);
                if (i % 2 && cache_files("", ".gaz", path)) {
                    unlink(path);
                }
            }
            _exit(0);
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        int status = 1;
        waitpid(pids[i], &status, 0);
        assert_int_equal(status, 0);
    }
    load_check();
    assert_int_equal(cache_files("tmp-", "", path), 0);
    assert_int_equal(cache_files("", ".gaz", path), 1);
}

static void test_a_killed_build_does_no_harm(void **state)
{
    (void)state;
    char path[512];
    for (int i = 0; i < 30; i++) {
        const pid_t pid = fork();
        if (pid == 0) {
            as_gaz *gaz;
            for (;;) {
                if (load(&gaz, NULL) == AS_OK) {
                    as_gaz_unref(gaz);
                }
                if (cache_files("", ".gaz", path)) {
                    unlink(path);
                }
            }
        }
        usleep(3000 + 700 * (useconds_t)i);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        load_check();
    }
    /* What is left over goes once it is old, and so do files unused. */
    char half[600], old[600];
    snprintf(half, sizeof half, "%s/tmp-abcdef", folder);
    snprintf(old, sizeof old, "%s/0123.gaz", folder);
    const struct timespec ages[2] = {{1000, 0}, {1000, 0}};
    close(open(half, O_CREAT | O_WRONLY, 0600));
    close(open(old, O_CREAT | O_WRONLY, 0600));
    utimensat(AT_FDCWD, half, ages, 0);
    utimensat(AT_FDCWD, old, ages, 0);
    source_write("Dohc");
    as_gaz *gaz = NULL;
    assert_int_equal(load(&gaz, NULL), AS_OK);
    as_gaz_unref(gaz);
    assert_int_not_equal(access(half, F_OK), 0);
    assert_int_not_equal(access(old, F_OK), 0);
}

/* Where mapping is refused it is built anew, so that all may be well. */
static void load_with_failures(void)
{
    bool refused = true;
    for (size_t nth = 1; refused; nth++) {
        as_gaz *gaz = NULL;
        failmem_arm(nth);
        as_status st = load(&gaz, NULL);
        refused = failmem_disarm();
        assert_true(st == AS_OK || (refused && st == AS_ENOMEM));
        assert_true((st == AS_OK) == (gaz != NULL));
        as_gaz_unref(gaz);
    }
}

static void test_refused_memory_is_told_and_nothing_else(void **state)
{
    (void)state;
    setenv("ASSAY_NO_CACHE", "1", 1);
    load_with_failures();
    unsetenv("ASSAY_NO_CACHE");
    load_check();
    load_with_failures();
}

int main(void)
{
    if (mkdtemp(root) == NULL) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_format_gives_entries_with_fields),
        cmocka_unit_test(test_json_values_keep_their_types),
        cmocka_unit_test(test_errors_name_the_place_and_what_to_do),
        cmocka_unit_test(test_rules_of_inflection_from_a_table),
        cmocka_unit_test_setup(test_what_was_compiled_is_used_again, start),
        cmocka_unit_test_setup(test_a_damaged_file_is_made_again, start),
        cmocka_unit_test_setup(test_without_a_folder_it_is_made_in_memory,
                               start),
        cmocka_unit_test_setup(test_a_full_disk_leaves_no_half_a_file, start),
        cmocka_unit_test_setup(test_two_processes_may_build_at_once, start),
        cmocka_unit_test_setup(test_a_killed_build_does_no_harm, start),
        cmocka_unit_test_setup(test_refused_memory_is_told_and_nothing_else,
                               start),
    };
    const int failed =
        cmocka_run_group_tests_name("gazfile", tests, NULL, NULL);
    (void)start(NULL);
    unlink(source);
    rmdir(root);
    return failed;
}

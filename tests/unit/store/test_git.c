/* test_git.c - mirrors, refs and files of repositories that are made here;
 * what is refused, and that nothing of a repository runs. */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "store/git.h"
#include "store/shown.h"
#include "unit/store/store_test.h"

/* Programs of git in the repository r, by somebody of no interest. */
#define GIT "git -C r -c user.name=x -c user.email=x@x.x "

static as_git_options here(void)
{
    return (as_git_options){.cache = in_dir("cache")};
}

static void repo(void)
{
    assert_sh("git init -q -b main r && mkdir r/lib && "
              "echo 'name: t' > r/plugin.yaml && echo one > r/lib/a.lua && "
              GIT "add -A && " GIT "commit -qm one && " GIT "tag v1.0.0 && "
              "echo two > r/lib/a.lua && " GIT "commit -qam two && "
              GIT "tag -a -m 'the second' v1.1.0 && " GIT "branch next && "
              "echo three > r/lib/a.lua && " GIT "commit -qam three");
}

static as_git *open_repo(const char *name)
{
    as_git *git = NULL;
    const as_git_options o = here();
    assert_ok(as_git_open(in_dir(name), &o, &git, &err));
    return git;
}

static const char *resolved(as_git *git, const char *ref)
{
    static char commits[4][AS_GIT_COMMIT];
    static int next;
    char *commit = commits[next++ % 4];
    assert_ok(as_git_resolve(git, ref, commit, &err));
    return commit;
}

static as_status export_ref(as_git *git, const char *ref, const char *to)
{
    char commit[AS_GIT_COMMIT];
    err.msg[0] = '\0';
    as_status st = as_git_resolve(git, ref, commit, &err);
    return st == AS_OK ? as_git_export(git, commit, in_dir(to), &err) : st;
}

/* ---- refs and commits ------------------------------------------------- */

static void test_tags_and_branches_are_listed_with_commits(void **state)
{
    (void)state;
    repo();
    as_git *git = open_repo("r");
    const as_git_ref *refs;
    size_t n;
    char text[1024] = "";
    assert_ok(as_git_refs(git, &refs, &n, &err));
    for (size_t i = 0; i < n; i++) {
        const size_t at = strlen(text);
        (void)snprintf(text + at, sizeof text - at, "%s %s %s\n",
                       refs[i].tag ? "tag" : "branch", refs[i].name,
                       refs[i].commit);
    }
    assert_sh("for t in v1.0.0 v1.1.0; do echo tag $t $(" GIT
              "rev-parse $t^{commit}); done; for b in main next; do "
              "echo branch $b $(" GIT "rev-parse $b); done");
    assert_string_equal(text, file_text("out.txt"));
    as_git_free(git);
}

static void test_names_and_numbers_are_resolved(void **state)
{
    (void)state;
    repo();
    assert_sh(GIT "branch v1.0.0 main && " GIT "tag deadbeef next");
    as_git *git = open_repo("r");
    static const char *const names[][2] = {
        {"v1.0.0", "refs/tags/v1.0.0"}, {"v1.1.0", "next"}, {"main", "main"},
        {"next", "next"}, {"deadbeef", "next"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_sh(GIT "rev-parse %s^{commit} | tr -d '\\n'", names[i][1]);
        assert_string_equal(resolved(git, names[i][0]), file_text("out.txt"));
    }
    assert_sh(GIT "rev-parse main | tr -d '\\n'");
    const char *main_is = file_text("out.txt");
    assert_string_equal(resolved(git, NULL), main_is);
    assert_string_equal(resolved(git, main_is), main_is);
    char brief[8];
    (void)snprintf(brief, sizeof brief, "%.7s", main_is);
    assert_string_equal(resolved(git, brief), main_is);
    char commit[AS_GIT_COMMIT];
    assert_refused(AS_EINVAL, "no tag, branch or commit v2: it has deadbeef, "
                              "v1.0.0, v1.1.0, main, next, v1.0.0",
                   as_git_resolve(git, "v2", commit, &err));
    assert_refused(AS_EINVAL, "main, next, v1.0.0",
                   as_git_resolve(git, "0123456789012345678901234567890123456"
                                       "789", commit, &err));
    as_git_free(git);
}

static void test_a_commit_that_no_ref_reaches_is_fetched(void **state)
{
    (void)state;
    repo();
    assert_sh("echo lost > r/lib/a.lua && " GIT "commit -qam lost && " GIT
              "rev-parse HEAD | tr -d '\\n'");
    char lost[64];
    (void)snprintf(lost, sizeof lost, "%.40s", file_text("out.txt"));
    assert_sh(GIT "reset -q --hard HEAD~ && " GIT
              "config uploadpack.allowAnySHA1InWant true");
    as_git *git = open_repo("r");
    assert_string_equal(resolved(git, lost), lost);
    assert_int_equal(export_ref(git, lost, "u"), AS_OK);
    assert_string_equal(file_text("u/lib/a.lua"), "lost\n");
    as_git_free(git);
}

static void test_refs_that_are_options_or_expressions_are_refused(
    void **state)
{
    (void)state;
    repo();
    as_git *git = open_repo("r");
    static const char *const bad[] = {
        "", "-x", "--upload-pack=touch pwned", "main~1", "main^", "main:lib",
        "main..next", "@{-1}", "a b", "ma\nin", "\x1B[2J", "*", "ma?n",
        "[m]ain", "a\\b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char commit[AS_GIT_COMMIT];
        assert_refused(AS_EINVAL, "is no name of a tag, branch or commit",
                       as_git_resolve(git, bad[i], commit, &err));
        assert_null(strchr(err.msg, 0x1B));
    }
    static const char *const commits[] = {"main", "-x", "", "HEAD",
                                          "--output=/tmp/pwned"};
    for (size_t i = 0; i < sizeof commits / sizeof *commits; i++) {
        assert_refused(AS_EINVAL, ": not a commit",
                       as_git_export(git, commits[i], in_dir("u"), &err));
    }
    as_git_free(git);
}

/* ---- the mirror ------------------------------------------------------- */

static void test_what_is_new_is_fetched_and_what_is_gone_goes(void **state)
{
    (void)state;
    repo();
    as_git *git = open_repo("r");
    char before[AS_GIT_COMMIT];
    (void)snprintf(before, sizeof before, "%s", resolved(git, "main"));
    as_git_free(git);
    /* Moved tag, rewritten branch, new tag, branch gone. */
    assert_sh(GIT "commit -q --amend -m three! && " GIT "tag -f v1.0.0 && "
              GIT "tag v2 && " GIT "branch -D next");
    git = open_repo("r");
    assert_string_not_equal(resolved(git, "main"), before);
    assert_string_equal(resolved(git, "v1.0.0"), resolved(git, "main"));
    assert_string_equal(resolved(git, "v2"), resolved(git, NULL));
    char commit[AS_GIT_COMMIT];
    assert_int_equal(as_git_resolve(git, "next", commit, &err), AS_EINVAL);
    as_git_free(git);
}

static void test_offline_has_what_was_fetched(void **state)
{
    (void)state;
    repo();
    as_git_options o = here();
    o.offline = true;
    as_git *git = NULL;
    assert_refused(AS_EINVAL, "/r: was never fetched, and nothing is fetched "
                              "offline: try again online",
                   as_git_open(in_dir("r"), &o, &git, &err));
    as_git_free(open_repo("r"));
    assert_sh("mv r away");
    assert_ok(as_git_open(in_dir("r"), &o, &git, &err));
    assert_int_equal(export_ref(git, "v1.0.0", "u"), AS_OK);
    assert_string_equal(file_text("u/lib/a.lua"), "one\n");
    as_git_free(git);
    o.offline = false;
    git = NULL;
    assert_int_equal(as_git_open(in_dir("r"), &o, &git, &err), AS_EIO);
    assert_non_null(strstr(err.msg, "/r: git: "));
    assert_null(git);
    o.offline = true; /* and it is there still */
    assert_ok(as_git_open(in_dir("r"), &o, &git, &err));
    as_git_free(git);
}

static void test_a_mirror_left_half_done_is_made_anew(void **state)
{
    (void)state;
    repo();
    as_git_free(open_repo("r"));
    assert_sh("cd cache/*/ && : > assay-busy && : > packed-refs.lock && "
              ": > HEAD.lock && rm -rf objects");
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, NULL, "u"), AS_OK);
    as_git_free(git);
}

static void test_file_urls_are_repositories_as_well(void **state)
{
    (void)state;
    repo();
    as_git *git = NULL;
    const as_git_options o = here();
    char url[128];
    (void)snprintf(url, sizeof url, "file://%s", in_dir("r"));
    assert_ok(as_git_open(url, &o, &git, &err));
    assert_int_equal(export_ref(git, "v1.1.0", "u"), AS_OK);
    assert_string_equal(file_text("u/lib/a.lua"), "two\n");
    as_git_free(git);
    assert_false(as_git_is_url(in_dir("r"))); /* a folder with a .git */
    assert_true(as_git_is_url(in_dir("r/.git")));
    assert_true(as_git_is_url(url));
    assert_true(as_git_is_url("https://x.org/y"));
    assert_false(as_git_is_url("ext::sh -c x://"));
    assert_false(as_git_is_url("tolls"));
    assert_false(as_git_is_url("./a://b"));
}

static void test_an_empty_repository_is_told(void **state)
{
    (void)state;
    assert_sh("git init -q -b main r");
    as_git *git = open_repo("r");
    char commit[AS_GIT_COMMIT];
    assert_refused(AS_EINVAL, "/r: has no default branch: name a tag or a "
                              "branch",
                   as_git_resolve(git, NULL, commit, &err));
    assert_refused(AS_EINVAL, "/r: no tag, branch or commit v1: it has none "
                              "at all",
                   as_git_resolve(git, "v1", commit, &err));
    as_git_free(git);
}

static void test_urls_of_other_kinds_never_reach_git(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "-x", "--upload-pack=touch pwned", "ext::sh -c touch% pwned",
        "http://example.org/x", "git://example.org/x", "ftp://example.org/x",
        "fd::7", "git@example.org:x", "host:path", "r", "./r", "../r",
        "file://host/x", "https://", "https:///x", "ssh://-oProxyCommand=x/y",
        "ssh://-l@host/y", "ssh://user@-oProxyCommand=x/y",
        "https://user:secret@example.org/x", "https://example.org/a b",
        "https://example.org/\n", "https://example.org/\x1B[2J",
        "HTTPS://example.org/x", "https://\xFF", "ssh://:22/x"};
    const as_git_options o = here();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        as_git *git = NULL;
        err.msg[0] = '\0';
        assert_int_equal(as_git_open(bad[i], &o, &git, &err), AS_EINVAL);
        assert_true(strlen(err.msg) > 10);
        for (const char *p = err.msg; *p != '\0'; p++) {
            assert_true((unsigned char)*p >= 0x20);
        }
    }
    assert_false(is_there("cache")); /* git was never begun with */
    assert_false(is_there("pwned"));
}

/* ---- files ------------------------------------------------------------ */

static void test_the_bytes_are_those_of_the_commit(void **state)
{
    (void)state;
    repo();
    assert_sh("cd r && printf 'a\\r\\nb\\n' > crlf.txt && "
              "echo '$Format:%%H$ $Id$' > subst.txt && "
              "printf hidden > ignored.txt && mkdir dir && "
              "printf x > dir/f && "
              "printf 'J\\0\\0\\0' > wide.txt && "
              "printf big > lfs.bin && "
              "printf '%%s\\n' '* text=auto eol=crlf' '*.txt ident' "
              "'subst.txt export-subst' 'ignored.txt export-ignore' "
              "'dir export-ignore' 'wide.txt working-tree-encoding=UTF-32LE' "
              "'*.bin filter=bad -text' > attributes");
    assert_sh("cd r && for f in crlf.txt subst.txt ignored.txt wide.txt "
              "lfs.bin dir/f; do git update-index --add --cacheinfo "
              "100755,$(git hash-object -w --no-filters $f),$f; done; "
              "git update-index --add --cacheinfo "
              "100644,$(git hash-object -w attributes),.gitattributes; "
              "git update-index --add --cacheinfo "
              "100644,$(git hash-object -w attributes),dir/.gitattributes");
    assert_sh(GIT "commit -qm bytes && cat r/attributes > attributes");
    /* The user's own settings would run a filter, and end lines in CR LF. */
    assert_sh("printf '[core]\\n autocrlf = true\\n attributesFile = "
              "%s/attributes\\n[filter \"bad\"]\\n smudge = touch %s/pwned\\n"
              " clean = cat\\n required = true\\n' > .gitconfig",
              the_dir, the_dir);
    const char *home = getenv("HOME");
    char was[512];
    (void)snprintf(was, sizeof was, "%s", home ? home : "/");
    assert_int_equal(setenv("HOME", the_dir, 1), 0);
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, NULL, "u"), AS_OK);
    as_git_free(git);
    assert_int_equal(setenv("HOME", was, 1), 0);
    assert_sh("cd r && for f in crlf.txt subst.txt ignored.txt wide.txt "
              "lfs.bin dir/f; do cmp $f ../u/$f || exit 1; done");
    assert_sh("cmp attributes u/.gitattributes");
    assert_false(is_there("pwned"));
    struct stat sb;
    assert_int_equal(stat(in_dir("u/lfs.bin"), &sb), 0);
    assert_int_equal(sb.st_mode & 0777, 0644);
}

static void test_links_and_submodules_are_refused(void **state)
{
    (void)state;
    repo();
    assert_sh("ln -s /etc/passwd r/lib/link && " GIT "add -A && " GIT
              "commit -qm link && " GIT "tag link && rm r/lib/link && " GIT
              "update-index --add --cacheinfo 160000,$(" GIT
              "rev-parse HEAD),lib/sub && printf '[submodule \"lib/sub\"]\\n"
              "path = lib/sub\\nurl = %s/r\\n' > r/.gitmodules && " GIT
              "rm -q --cached lib/link && " GIT "add .gitmodules && " GIT
              "commit -qm sub && " GIT "tag sub", the_dir);
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, "link", "u"), AS_EINVAL);
    assert_ends(err.msg, "/r: lib/link is a symbolic link: a plugin has only "
                         "files");
    assert_false(is_there("u"));
    assert_int_equal(export_ref(git, "sub", "u"), AS_EINVAL);
    assert_ends(err.msg, "/r: lib/sub is a submodule: a plugin has only files "
                         "of its own");
    assert_false(is_there("u"));
    as_git_free(git);
}

static void test_names_that_a_tree_does_not_have_are_refused(void **state)
{
    (void)state;
    repo();
    assert_sh("cd r && printf x > \"$(printf 'a\\033[2J')\"");
    assert_sh(GIT "add -A && " GIT "commit -qm x");
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, NULL, "u"), AS_EINVAL);
    assert_ends(err.msg, "/r: a?[2J has a control character in its name");
    assert_false(is_there("u"));
    as_git_free(git);
}

static void test_long_names_come_out_or_are_told(void **state)
{
    (void)state;
    repo();
    /* 120 bytes in a part: composed letters come through pax, those that
     * libarchive would compose are told. */
    assert_sh("cd r && echo x > $(printf '\xC3\xA9%%.0s' $(seq 60)) && " 
              "git add -A && git -c user.name=x -c user.email=x@x.x commit "
              "-qm x && git tag good && echo x > $(printf 'e\xCC\x81%%.0s' "
              "$(seq 40)) && git add -A && git -c user.name=x -c "
              "user.email=x@x.x commit -qm x && git tag bad");
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, "good", "u"), AS_OK);
    assert_sh("test -f u/$(printf '\xC3\xA9%%.0s' $(seq 60)) && rm -r u");
    assert_int_equal(export_ref(git, "bad", "u"), AS_EIO);
    assert_ends(err.msg, "is not named so in what git gave: give it a shorter "
                         "name");
    assert_false(is_there("u"));
    as_git_free(git);
}

static void test_limits_hold_before_a_byte_is_written(void **state)
{
    (void)state;
    assert_sh("git init -q -b main r && cd r && seq 1 10003 | xargs touch");
    assert_sh(GIT "add -A && " GIT "commit -qm x && cd r && git rm -rq . && "
              "truncate -s 65M big && git add big");
    assert_sh(GIT "commit -qm big && " GIT "tag big && " GIT "tag many big~");
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, "many", "u"), AS_ELIMIT);
    assert_ends(err.msg, "/r: more than 10000 files, or 256 MiB in all");
    assert_int_equal(export_ref(git, "big", "u"), AS_ELIMIT);
    assert_ends(err.msg, "/r: big is larger than 64 MiB");
    assert_false(is_there("u"));
    as_git_free(git);
}

/* ---- nothing runs, everything ends ------------------------------------ */

static void test_no_hook_and_no_template_runs(void **state)
{
    (void)state;
    repo();
    assert_sh("mkdir -p hooks template/hooks && for h in post-checkout "
              "reference-transaction post-update update pre-auto-gc "
              "fsmonitor-watchman post-index-change; do printf "
              "'#!/bin/sh\\ntouch %s/pwned\\n' > hooks/$h; done; "
              "chmod +x hooks/*; cp hooks/* template/hooks; "
              "cp hooks/* r/.git/hooks", the_dir);
    assert_sh("printf '[init]\\n templateDir = %s/template\\n[core]\\n "
              "hooksPath = %s/hooks\\n fsmonitor = touch %s/pwned\\n' > "
              ".gitconfig", the_dir, the_dir, the_dir);
    char was[512];
    (void)snprintf(was, sizeof was, "%s", getenv("HOME"));
    assert_int_equal(setenv("HOME", the_dir, 1), 0);
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, "v1.0.0", "u"), AS_OK);
    as_git_free(git);
    assert_int_equal(setenv("HOME", was, 1), 0);
    assert_false(is_there("pwned"));
    assert_sh("! ls cache/*/hooks");
}

/* What the environment says of another repository is not heard. */
static void test_a_repository_of_the_environment_is_left_alone(void **state)
{
    (void)state;
    repo();
    assert_sh("git init -q other");
    (void)setenv("GIT_DIR", in_dir("other/.git"), 1);
    (void)setenv("GIT_CONFIG_COUNT", "1", 1);
    (void)setenv("GIT_CONFIG_KEY_0", "core.hooksPath", 1);
    (void)setenv("GIT_CONFIG_VALUE_0", the_dir, 1);
    as_git *git = open_repo("r");
    assert_int_equal(export_ref(git, "v1.0.0", "u"), AS_OK);
    as_git_free(git);
    (void)unsetenv("GIT_DIR");
    (void)unsetenv("GIT_CONFIG_COUNT");
    assert_sh("test -z \"$(git -C other for-each-ref)\"");
}

/* A git that takes for ever, in the place of the real one. */
static void slow_git(const char *body)
{
    char text[1024], path[4096];
    (void)snprintf(text, sizeof text, "#!/bin/sh\n%s\n", body);
    (void)deep_file("bin/git", text);
    assert_int_equal(chmod(in_dir("bin/git"), 0755), 0);
    (void)snprintf(path, sizeof path, "%s:%s", in_dir("bin"), getenv("PATH"));
    (void)setenv("PATH", path, 1);
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static as_cancel the_cancel;

static void on_alarm(int sig)
{
    (void)sig;
    as_cancel_raise(&the_cancel);
}

static void test_an_interruption_ends_git_and_its_children(void **state)
{
    (void)state;
    char was[4096];
    (void)snprintf(was, sizeof was, "%s", getenv("PATH"));
    slow_git("trap '' TERM; sleep 60 & echo $! > \"$(dirname \"$0\")/pid\"; "
             "wait; wait");
    as_git_options o = here();
    o.cancel = &the_cancel;
    as_cancel_lower(&the_cancel);
    (void)signal(SIGALRM, on_alarm);
    (void)alarm(1);
    as_git *git = NULL;
    const double begin = seconds();
    const int before = n_open();
    assert_refused(AS_ECANCEL, "https://x.invalid/y: interrupted",
                   as_git_open("https://x.invalid/y", &o, &git, &err));
    assert_true(seconds() - begin < 8);
    assert_int_equal(n_open(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* reaped */
    (void)usleep(100000);
    const pid_t child = (pid_t)atoi(file_text("bin/pid"));
    assert_true(child > 1); /* gone, or nobody's yet to reap */
    assert_sh("! grep -s '^State' /proc/%d/status | grep -v Z", (int)child);
    (void)setenv("PATH", was, 1);
}

static void test_git_that_takes_too_long_is_ended(void **state)
{
    (void)state;
    char was[4096];
    (void)snprintf(was, sizeof was, "%s", getenv("PATH"));
    slow_git("exec sleep 60");
    as_git_options o = here();
    o.seconds = 1;
    as_git *git = NULL;
    const double begin = seconds();
    assert_refused(AS_ELIMIT, "https://x.invalid/y: git has not ended after 1 "
                              "seconds: given up",
                   as_git_open("https://x.invalid/y", &o, &git, &err));
    assert_true(seconds() - begin < 6);
    (void)setenv("PATH", was, 1);
}

static void test_what_git_says_becomes_one_clean_line(void **state)
{
    (void)state;
    char was[4096];
    (void)snprintf(was, sizeof was, "%s", getenv("PATH"));
    slow_git("printf 'remote: \\033[31mno such thing\\nhint: try\\nfatal: "
             "could not\\tread\\n' >&2; exit 128");
    as_git *git = NULL;
    const as_git_options o = here();
    assert_refused(AS_EIO, "https://x.invalid/y: git: ?[31mno such thing; "
                           "could not?read",
                   as_git_open("https://x.invalid/y", &o, &git, &err));
    slow_git("kill -9 $$");
    assert_refused(AS_EIO, "https://x.invalid/y: git: failed without a word",
                   as_git_open("https://x.invalid/y", &o, &git, &err));
    (void)setenv("PATH", in_dir("nothing"), 1);
    assert_refused(AS_EIO, "the program git is not there: install it",
                   as_git_open("https://x.invalid/y", &o, &git, &err));
    (void)setenv("PATH", was, 1);
}

static void test_no_memory_is_told(void **state)
{
    (void)state;
    repo();
    as_git *git = open_repo("r");
    as_git_free(git);
    as_git_options o = here();
    o.offline = true; /* a run of git each time would take long */
    git = NULL;
    FOR_EACH_FAILURE(st_ = as_git_open(in_dir("r"), &o, &git, NULL));
    const as_git_ref *refs;
    size_t n;
    FOR_EACH_FAILURE(st_ = as_git_refs(git, &refs, &n, NULL));
    char commit[AS_GIT_COMMIT];
    FOR_EACH_FAILURE(st_ = as_git_resolve(git, NULL, commit, NULL));
    FOR_EACH_FAILURE({
        st_ = as_git_export(git, commit, in_dir("u"), NULL);
        assert_int_equal(is_there("u"), st_ == AS_OK);
    });
    as_git_free(git);
    as_git_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_tags_and_branches_are_listed_with_commits),
        DIR_TEST(test_names_and_numbers_are_resolved),
        DIR_TEST(test_a_commit_that_no_ref_reaches_is_fetched),
        DIR_TEST(test_refs_that_are_options_or_expressions_are_refused),
        DIR_TEST(test_what_is_new_is_fetched_and_what_is_gone_goes),
        DIR_TEST(test_offline_has_what_was_fetched),
        DIR_TEST(test_a_mirror_left_half_done_is_made_anew),
        DIR_TEST(test_file_urls_are_repositories_as_well),
        DIR_TEST(test_an_empty_repository_is_told),
        DIR_TEST(test_urls_of_other_kinds_never_reach_git),
        DIR_TEST(test_the_bytes_are_those_of_the_commit),
        DIR_TEST(test_links_and_submodules_are_refused),
        DIR_TEST(test_names_that_a_tree_does_not_have_are_refused),
        DIR_TEST(test_long_names_come_out_or_are_told),
        DIR_TEST(test_limits_hold_before_a_byte_is_written),
        DIR_TEST(test_no_hook_and_no_template_runs),
        DIR_TEST(test_a_repository_of_the_environment_is_left_alone),
        DIR_TEST(test_an_interruption_ends_git_and_its_children),
        DIR_TEST(test_git_that_takes_too_long_is_ended),
        DIR_TEST(test_what_git_says_becomes_one_clean_line),
        DIR_TEST(test_no_memory_is_told),
    };
    return cmocka_run_group_tests_name("git", tests, NULL, NULL);
}

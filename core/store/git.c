/* git.c - see git.h: URLs, the mirror, running git.
 *
 * A mirror is CACHE/<sha256 of the URL>, a bare repository made without
 * templates, so that it has no hooks; beside it lies its lock. Its
 * info/attributes, which come before all others, switch off what would make
 * `git archive` write other bytes than the commit has. Two files in it are
 * ours: "assay-busy" while something is fetched (found at the next opening,
 * the mirror is made anew), "assay-fetched" once it is whole.
 *
 * The user's own settings hold (proxies, keys, credentials); what would run
 * a program for a repository's sake is switched off on the command line,
 * which comes before all of them. */
#include "store/git.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/cachedir.h"
#include "store/git_int.h"
#include "store/shown.h"
#include "store/tree.h"
#include "text/escape.h"
#include "text/utf8.h"

extern char **environ;

/* ---- URLs ------------------------------------------------------------- */

static bool begins(const char *s, const char *with)
{
    return strncmp(s, with, strlen(with)) == 0;
}

static const char *letters_fault(const char *url)
{
    const size_t n = strlen(url);
    if (n > 2000 || as_utf8_valid(as_slice_of(url, n)) != n) {
        return "is no URL";
    }
    for (size_t at = 0, len = 1; at < n; at += len) {
        const uint32_t cp = as_utf8_decode(url + at, n - at, &len);
        if (as_text_steers(cp)) {
            return "has a control character";
        }
    }
    return NULL;
}

/* `rest` is what stands behind https:// or ssh://. */
static const char *host_fault(const char *rest)
{
    const size_t n = strcspn(rest, "/");
    const char *at = memrchr(rest, '@', n);
    const char *host = at ? at + 1 : rest;
    if (host[0] == '\0' || host[0] == '/' || host[0] == ':') {
        return "names no host";
    }
    if (host[0] == '-' || rest[0] == '-') {
        return "has a host or user that begins with -, which a program would "
               "take for an option";
    }
    if (at != NULL && memchr(rest, ':', (size_t)(at - rest)) != NULL) {
        return "has a password in it: leave that to git's credential helper";
    }
    if (strpbrk(rest, " ") != NULL) {
        return "has a blank in it: write %20";
    }
    return NULL;
}

/* What is wrong with a URL, as the end of a sentence that begins with it; or
 * NULL. */
static const char *url_fault(const char *url)
{
    const char *fault = letters_fault(url);
    if (fault != NULL) {
        return fault;
    }
    if (begins(url, "https://")) {
        return host_fault(url + 8);
    }
    if (begins(url, "ssh://")) {
        return host_fault(url + 6);
    }
    if (url[0] == '/' || begins(url, "file:///")) {
        return NULL;
    }
    if (url[0] == '-') {
        return "begins with -, which git would take for an option";
    }
    if (strstr(url, "://") == NULL && strchr(url, ':') != NULL) {
        return "is not taken: write ssh://USER@HOST/PATH";
    }
    return "is not taken: a repository is https://..., ssh://..., "
           "file:///... or an absolute path";
}

bool as_git_is_url(const char *url)
{
    static const char *const parts[] = {"HEAD", "objects", "refs"};
    const size_t scheme = strspn(url, "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ+.-");
    if (scheme > 0 && begins(url + scheme, "://")) {
        return true;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[PATH_MAX];
        const int n = snprintf(path, sizeof path, "%s/%s", url, parts[i]);
        if (url[0] != '/' || n >= PATH_MAX || !as_disk_exists(path)) {
            return false;
        }
    }
    return true;
}

/* ---- the environment -------------------------------------------------- */

/* What git is told by the environment that is the user's for this program is
 * not: a repository, an index, configuration. How to connect is. */
static bool env_stays(const char *var)
{
    static const char *const stay[] = {"GIT_SSH=", "GIT_SSH_COMMAND=",
                                       "GIT_SSH_VARIANT=", "GIT_SSL_",
                                       "GIT_PROXY_", "GIT_EXEC_PATH="};
    static const char *const go[] = {"GIT_", "SSH_ASKPASS", "LC_", "LANG",
                                     "LANGUAGE"};
    for (size_t i = 0; i < sizeof stay / sizeof *stay; i++) {
        if (begins(var, stay[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof go / sizeof *go; i++) {
        if (begins(var, go[i])) {
            return false;
        }
    }
    return true;
}

static as_status make_env(as_git *git, as_err *err)
{
    static const char *const ours[] = {
        "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=file:https:ssh",
        "GIT_PROTOCOL_FROM_USER=0", "GIT_LFS_SKIP_SMUDGE=1",
        "GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1",
        "GIT_NO_LAZY_FETCH=1", "GIT_ATTR_NOSYSTEM=1", "GIT_ASKPASS=",
        "SSH_ASKPASS_REQUIRE=never", "LC_ALL=C"};
    const size_t n_ours = sizeof ours / sizeof *ours;
    size_t n = 0;
    while (environ != NULL && environ[n] != NULL) {
        n++;
    }
    git->env = as_mem_zero(n + n_ours + 1, sizeof *git->env);
    if (git->env == NULL) {
        return as_err_nomem(err);
    }
    for (size_t i = 0; i < n; i++) {
        if (env_stays(environ[i])) {
            git->env[git->n_env++] = environ[i];
        }
    }
    for (size_t i = 0; i < n_ours; i++) {
        git->env[git->n_env++] = ours[i];
    }
    return AS_OK;
}

/* ---- running ---------------------------------------------------------- */

as_status git_start(as_git *git, const char *const *args, git_run *r,
                    as_err *err)
{
    static const char *const settings[] = {
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.askPass=",
        "core.attributesFile=/dev/null", "core.autocrlf=false",
        "core.alternateRefsCommand=", "core.pager=cat", "gc.auto=0",
        "maintenance.auto=false", "submodule.recurse=false",
        "fetch.recurseSubmodules=false", "fetch.writeCommitGraph=false",
        "transfer.fsckObjects=true", "transfer.bundleURI=false",
        "protocol.ext.allow=never", "tar.umask=0022",
        "http.lowSpeedLimit=1", "http.lowSpeedTime=60"};
    size_t n = 0;
    r->argv[n++] = "git";
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        r->argv[n++] = "-c";
        r->argv[n++] = settings[i];
    }
    (void)snprintf(r->dir, sizeof r->dir, "--git-dir=%s", git->mirror);
    r->argv[n++] = r->dir;
    for (size_t i = 0; args[i] != NULL && n + 1 < GIT_ARGS; i++) {
        r->argv[n++] = args[i];
    }
    r->argv[n] = NULL;
    r->spec = (run_spec){.label = git->url,
                         .argv = r->argv,
                         .env = git->env,
                         .cancel = git->cancel,
                         .seconds = git->seconds,
                         .file_bytes = GIT_FILE};
    return run_start(&r->spec, &r->run, err);
}

as_status git_end(as_git *git, git_run *r, as_status st, as_err *err)
{
    char said[400];
    int code;
    st = run_end(&r->run, st, &code, said, sizeof said, err);
    if (st == AS_OK && code != 0) {
        st = as_err_set(err, AS_EIO, "%s: git: %s", git->url,
                        said[0] ? said : "failed without a word");
    }
    return st;
}

as_status git_do(as_git *git, const char *const *args, as_buf *out,
                 as_err *err)
{
    git_run r;
    as_buf none = {0};
    as_status st = git_start(git, args, &r, err);
    if (st != AS_OK) {
        return st;
    }
    st = run_read(&r.run, GIT_TEXT, out ? out : &none, err);
    st = git_end(git, &r, st, err);
    as_buf_clear(&none);
    return st;
}

/* ---- the mirror ------------------------------------------------------- */

/* CACHE/MIRROR/name */
static as_status mirror_path(const as_git *git, const char *name,
                             char out[PATH_MAX], as_err *err)
{
    const int n = snprintf(out, PATH_MAX, "%s/%s", git->mirror, name);
    return n < PATH_MAX ? AS_OK
                        : as_err_set(err, AS_EINVAL, "%s: path too long",
                                     git->mirror);
}

static as_status make_mirror(as_git *git, as_err *err)
{
    static const char attributes[] =
        "* -text !eol !crlf -ident -filter !working-tree-encoding "
        "-export-ignore -export-subst\n";
    const char *const init[] = {"init", "--quiet", "--bare", "--template=",
                                NULL};
    char info[PATH_MAX], path[PATH_MAX];
    as_status st = mirror_path(git, "info", info, err);
    st = st == AS_OK ? mirror_path(git, "info/attributes", path, err) : st;
    st = st == AS_OK ? git_do(git, init, NULL, err) : st;
    st = st == AS_OK ? as_disk_folder(info, err) : st;
    return st == AS_OK ? as_disk_replace(path, AS_LIT(attributes), 0644, err)
                       : st;
}

/* Whether git could not find the default branch: an empty repository, or one
 * whose HEAD names a branch that is not there. */
static bool no_head(const as_err *e)
{
    return strcasestr(e->msg, "find remote ref HEAD") != NULL;
}

static as_status fetch_all(as_git *git, as_err *err)
{
    const char *args[] = {"fetch", "--quiet", "--force", "--prune",
                          "--no-tags", "--no-write-fetch-head",
                          "--no-recurse-submodules", "--", git->url,
                          "+refs/heads/*:refs/heads/*",
                          "+refs/tags/*:refs/tags/*", GIT_HEAD_FETCH,
                          NULL};
    const char *const forget[] = {"update-ref", "-d", GIT_HEAD, NULL};
    as_err e = {AS_OK, ""};
    as_status st = git_do(git, args, NULL, &e);
    if (st == AS_EIO && no_head(&e)) {
        args[sizeof args / sizeof *args - 2] = NULL;
        st = git_do(git, args, NULL, &e);
        st = st == AS_OK ? git_do(git, forget, NULL, &e) : st;
    }
    return st == AS_OK ? st : as_err_set(err, st, "%s", e.msg);
}

as_status git_fetch_commit(as_git *git, const char *commit, as_err *err)
{
    char spec[2 * AS_GIT_COMMIT + 32];
    const char *const args[] = {"fetch", "--quiet", "--no-tags",
                                "--no-write-fetch-head",
                                "--no-recurse-submodules", "--", git->url,
                                spec, NULL};
    (void)snprintf(spec, sizeof spec, "+%s:refs/assay/commit/%s", commit,
                   commit);
    return git_do(git, args, NULL, err);
}

static as_status update(as_git *git, as_err *err)
{
    char busy[PATH_MAX], whole[PATH_MAX];
    as_status st = mirror_path(git, "assay-busy", busy, err);
    st = st == AS_OK ? mirror_path(git, "assay-fetched", whole, err) : st;
    if (st != AS_OK) {
        return st;
    }
    if (git->offline) {
        return as_disk_exists(whole)
                   ? AS_OK
                   : as_err_set(err, AS_EINVAL,
                                "%s: was never fetched, and nothing is "
                                "fetched offline: try again online",
                                git->url);
    }
    if (as_disk_exists(busy) || !as_disk_exists(whole)) {
        st = as_disk_remove(git->mirror, err);
    }
    st = st == AS_OK ? make_mirror(git, err) : st;
    st = st == AS_OK ? as_disk_replace(busy, AS_LIT(""), 0600, err) : st;
    if (st == AS_OK) {
        st = fetch_all(git, err);
        /* git put its files in order, unless it had to be killed. */
        if (st == AS_OK || st == AS_EIO) {
            (void)as_disk_remove(busy, NULL);
        }
    }
    return st == AS_OK ? as_disk_replace(whole, AS_LIT(""), 0600, err) : st;
}

/* ---- opening ---------------------------------------------------------- */

static char *text_of(const char *a, const char *b, const char *c)
{
    const size_t n = strlen(a) + strlen(b) + strlen(c) + 1;
    char *s = as_mem_new(n);
    if (s != NULL) {
        (void)snprintf(s, n, "%s%s%s", a, b, c);
    }
    return s;
}

/* The folder of mirrors: given, the user's, or one for this time. */
static as_status find_cache(as_git *git, const char *given, as_err *err)
{
    char folder[PATH_MAX];
    if (given != NULL || as_cachedir("git", folder)) {
        git->cache = text_of(given ? given : folder, "", "");
        return git->cache ? as_disk_folder(git->cache, err)
                          : as_err_nomem(err);
    }
    const char *tmp = getenv("TMPDIR");
    as_buf path = {0};
    as_status st = as_disk_temp(tmp && tmp[0] == '/' ? tmp : "/tmp", &path,
                                err);
    if (st == AS_OK) {
        git->temp = text_of(path.p, "", "");
        git->cache = text_of(path.p, "", "");
        st = git->temp && git->cache ? AS_OK : as_err_nomem(err);
        if (git->temp == NULL) {
            (void)as_disk_remove(path.p, NULL);
        }
    }
    as_buf_clear(&path);
    return st;
}

static as_status open_mirror(as_git *git, const char *url,
                             const as_git_options *o, as_err *err)
{
    char hex[AS_TREE_HEX];
    as_sha256_hex(as_slice_str(url), hex);
    git->url = text_of(url, "", "");
    as_status st = git->url ? find_cache(git, o->cache, err)
                            : as_err_nomem(err);
    if (st != AS_OK) {
        return st;
    }
    git->mirror = text_of(git->cache, "/", hex);
    char *lock = git->mirror ? text_of(git->mirror, ".lock", "") : NULL;
    if (lock == NULL || strlen(lock) + 64 > PATH_MAX) {
        st = lock ? as_err_set(err, AS_EINVAL, "%s: path too long",
                               git->cache)
                  : as_err_nomem(err);
    }
    st = st == AS_OK ? make_env(git, err) : st;
    if (st == AS_OK) {
        st = as_disk_lock_take(lock, true, git->cancel, &git->lock, err);
    }
    as_mem_free(lock);
    return st == AS_OK ? update(git, err) : st;
}

as_status as_git_open(const char *url, const as_git_options *options,
                      as_git **out, as_err *err)
{
    const as_git_options o = options ? *options : (as_git_options){0};
    const char *fault = url_fault(url);
    char shown[AS_SHOWN];
    if (fault != NULL) {
        return as_err_set(err, AS_EINVAL, "%s %s",
                          as_shown(as_slice_str(url), shown, sizeof shown),
                          fault);
    }
    as_git *git = as_mem_zero(1, sizeof *git);
    if (git == NULL) {
        return as_err_nomem(err);
    }
    git->offline = o.offline;
    git->cancel = o.cancel;
    git->seconds = o.seconds ? o.seconds : GIT_SECONDS;
    as_status st = open_mirror(git, url, &o, err);
    if (st != AS_OK) {
        as_git_free(git);
        return st;
    }
    *out = git;
    return AS_OK;
}

void as_git_free(as_git *git)
{
    if (git == NULL) {
        return;
    }
    as_disk_lock_free(git->lock);
    if (git->temp != NULL) {
        (void)as_disk_remove(git->temp, NULL);
    }
    as_vec_clear(&git->refs);
    as_buf_clear(&git->names);
    as_mem_free(git->env); /* the texts are the environment's */
    as_mem_free(git->url);
    as_mem_free(git->cache);
    as_mem_free(git->mirror);
    as_mem_free(git->temp);
    as_mem_free(git);
}

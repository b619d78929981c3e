/* session.c - the common beginning and end of the commands. */
#include "shell/session.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bind/lua_plugin.h"
#include "flow/examples.h"
#include "io/userdir.h"
#include "shell/share.h"
#include "shell/signals.h"
#include "shell/tryout.h"
#include "shell/wall.h"

void as_session_plugin_problem(void *ctx, const as_err *err)
{
    as_report_tell(ctx, AS_EXIT_SCRIPT, err->msg);
}

void as_session_input_problem(void *ctx, const as_err *err, bool lost)
{
    as_exit why = AS_EXIT_DONE;
    if (err->status == AS_ESCRIPT) {
        why = AS_EXIT_SCRIPT;
    } else if (lost) {
        why = AS_EXIT_INPUT;
    }
    as_report_tell(ctx, why, err->msg);
}

void as_session_size(size_t *width, size_t *height)
{
    struct winsize size = {0};
    *width = *height = 0;
    if (isatty(STDOUT_FILENO) &&
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        *width = size.ws_col ? size.ws_col : 80;
        *height = size.ws_row ? size.ws_row : 24;
    }
}

bool as_session_color(const as_options *options)
{
    const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
    return !options->no_color && (none == NULL || none[0] == '\0') &&
           term != NULL && strcmp(term, "dumb") != 0 && isatty(STDOUT_FILENO);
}

void as_session_output_failed(as_report *report, const as_err *err)
{
    const char *gone = strerror(EPIPE);
    size_t n = strlen(err->msg), n_gone = strlen(gone);
    if (n >= n_gone && strcmp(err->msg + n - n_gone, gone) == 0) {
        as_report_mark(report, AS_EXIT_OUTPUT);
    } else {
        as_report_tell(report, AS_EXIT_OUTPUT, err->msg);
    }
}

/* A folder that was named must be there: the floor below passes over what
 * is not, as it must for the user's own folder. */
static void check_folder(const char *dir)
{
    struct stat sb;
    char inner[4096];
    if (stat(dir, &sb) != 0) {
        as_options_wrong(NULL, "--plugins: %s: %s", dir, strerror(errno));
    }
    if (!S_ISDIR(sb.st_mode)) {
        as_options_wrong(NULL, "--plugins: %s: not a folder", dir);
    }
    (void)snprintf(inner, sizeof inner, "%s/plugin.yaml", dir);
    if (stat(inner, &sb) == 0) {
        as_options_wrong(NULL,
                         "--plugins: %s is a plugin itself: name the folder "
                         "that holds it",
                         dir);
    }
}

static as_status add_source(as_session *session, const char *dir,
                            as_trust trust, as_err *err)
{
    as_plugin_source *s = as_vec_push(&session->sources, err);
    if (s == NULL) {
        return AS_ENOMEM;
    }
    *s = (as_plugin_source){.dir = dir, .trust = trust};
    return AS_OK;
}

/* Who only looks at plugins, or changes them, finds out what is wrong with
 * one when it matters. */
static void mute(void *ctx, const as_err *err)
{
    (void)ctx;
    (void)err;
}

/* What is installed, and what the user put beside it by hand. */
static as_status add_users(as_session *session, as_load how, as_err *err)
{
    const as_store_paths *paths = &session->paths;
    const as_plugins_problem problem =
        how == AS_LOAD_NONE ? mute : as_session_plugin_problem;
    as_err why;
    as_status st = add_source(session, paths->own, AS_TRUST_UNKNOWN, err);
    if (st == AS_OK && as_store_read(paths, &session->lock, &why) != AS_OK) {
        problem(&session->report, &why);
    }
    if (st != AS_OK || session->lock == NULL) {
        return st;
    }
    return as_installed_sources(paths, session->lock,
                                session->options->arena, problem,
                                &session->report, &session->sources, err);
}

/* Those that were named, the user's, and the program's. */
static as_status find_sources(as_session *session, as_load how, as_err *err)
{
    const as_options *options = session->options;
    as_status st = AS_OK;
    for (size_t i = 0; i < options->plugins.n && st == AS_OK; i++) {
        check_folder(options->plugins.v[i]);
        st = add_source(session, options->plugins.v[i], AS_TRUST_UNKNOWN,
                        err);
    }
    if (options->no_plugins || st != AS_OK) {
        return st;
    }
    const char *bundled =
        as_path_join(options->arena, session->share, "plugins");
    if (bundled == NULL) {
        return as_err_nomem(err);
    }
    st = session->has_paths ? add_users(session, how, err) : AS_OK;
    return st == AS_OK
               ? add_source(session, bundled, AS_TRUST_BUNDLED, err)
               : st;
}

static bool told(as_session *session, as_exit why, const as_err *err)
{
    as_report_fail(&session->report, why, err->msg);
    return false;
}

/* ---- plugins that are not trusted ---------------------------------------- */

static bool any_unknown(const as_plugins *plugins)
{
    for (size_t i = 0; i < as_plugins_count(plugins); i++) {
        if (as_plugins_get(plugins, i)->trust == AS_TRUST_UNKNOWN) {
            return true;
        }
    }
    return false;
}

static as_status choose_isolation(as_session *session, as_err *err)
{
    const as_options *options = session->options;
    session->isolate = options->isolate ||
                       (!options->no_isolate && any_unknown(session->plugins));
    session->wall = session->isolate ? as_wall_here() : 0;
    if (!session->isolate || session->wall == AS_WALL_ALL) {
        return AS_OK;
    }
    const char *lack = (session->wall & AS_WALL_CALLS) != 0   ? "Landlock"
                       : (session->wall & AS_WALL_FILES) != 0 ? "seccomp"
                                                     : "Landlock and seccomp";
    if (options->isolate) {
        return as_err_set(err, AS_EIO,
                          "--isolate: this kernel has no %s: leave --isolate "
                          "out to run with what there is",
                          lack);
    }
    as_err why;
    as_err_set(&why, AS_EIO,
               "assay: plugins from elsewhere are not well isolated: this "
               "kernel has no %s",
               lack);
    as_report_tell(&session->report, AS_EXIT_DONE, why.msg);
    return AS_OK;
}

static void tell_said(void *ctx, const char *line)
{
    as_report_say(ctx, line);
}

/* They run the plugins' Lua. */
static as_status check_examples(as_session *session, as_err *err)
{
    const as_examples_how how = {.maker = as_lua_plugin_trial,
                                 .maker_ctx = (void *)as_signals_cancel(),
                                 .problem = as_session_plugin_problem,
                                 .problem_ctx = &session->report,
                                 .cancel = as_signals_cancel()};
    return session->isolate
               ? as_tryout(session->plugins, session->wall, &how, tell_said,
                           &session->report, err)
               : as_examples_check(session->plugins, &how, err);
}

/* ---- opening ------------------------------------------------------------ */

static as_status load(as_session *session, as_load how, as_err *err)
{
    const bool lenient = how == AS_LOAD_LENIENT || how == AS_LOAD_NONE;
    const as_plugins_spec spec = {
        .sources = session->sources.v,
        .n_sources = how == AS_LOAD_NONE ? 0 : session->sources.n,
        .lock = session->lock,
        .lenient = lenient,
        .problem = as_session_plugin_problem,
        .ctx = &session->report};
    as_status st = as_plugins_load(&spec, &session->plugins, err);
    if (st == AS_OK && how == AS_LOAD_MANY) {
        st = choose_isolation(session, err);
    }
    return st == AS_OK && !lenient ? check_examples(session, err) : st;
}

bool as_session_find(as_session *session, const as_options *options,
                     as_load how)
{
    *session = (as_session){.options = options,
                            .report = {.quiet = options->quiet}};
    as_err err;
    if (options->no_cache) {
        (void)setenv("ASSAY_NO_CACHE", "1", 1);
    }
    if (as_share_find(options->arena, &session->share, &err) != AS_OK) {
        return told(session, AS_EXIT_SCRIPT, &err);
    }
    session->has_paths =
        as_store_paths_find(options->arena, &session->paths, &err) == AS_OK;
    as_status st = find_sources(session, how, &err);
    return st == AS_OK || told(session, AS_EXIT_SCRIPT, &err);
}

bool as_session_load(as_session *session, as_load how)
{
    as_err err;
    return load(session, how, &err) == AS_OK ||
           told(session, AS_EXIT_SCRIPT, &err);
}

bool as_session_open(as_session *session, const as_options *options,
                     as_load how)
{
    return as_session_find(session, options, how) &&
           as_session_load(session, how);
}

/* The session's plugins as they are now on the disk. */
static as_status reload(void *ctx, as_plugins **plugins,
                        const as_plugin_source **sources, size_t *n_sources,
                        as_err *err)
{
    as_session *session = ctx;
    session->sources.n = 0;
    as_lock_free(session->lock);
    session->lock = NULL;
    as_status st = find_sources(session, AS_LOAD_ALL, err);
    *sources = session->sources.v;
    *n_sources = session->sources.n;
    as_plugins *before = session->plugins;
    st = st == AS_OK ? load(session, AS_LOAD_ALL, err) : st;
    if (st != AS_OK) {
        session->plugins = before;
        return st;
    }
    as_plugins_unref(before);
    *plugins = as_plugins_ref(session->plugins);
    return AS_OK;
}

bool as_session_lua(as_session *session)
{
    const as_options *options = session->options;
    as_lua_opts opts = {
        .share = session->share,
        .plugins = session->plugins,
        .sources = session->sources.v,
        .n_sources = session->sources.n,
        .paths = session->has_paths ? &session->paths : NULL,
        .reload = reload,
        .reload_ctx = session,
        .input = options->input,
        .color = as_session_color(options),
        .problem = as_session_input_problem,
        .problem_ctx = &session->report,
    };
    opts.input.cancel = as_signals_cancel();
    as_session_size(&opts.width, &opts.height);
    session->screen.report = &session->report;
    session->screen.is_quiet = options->quiet != 0;
    opts.screen = as_screen_calls(&session->screen);
    as_err err;
    if (as_lua_new(&opts, &session->lua, &err) != AS_OK) {
        return told(session, AS_EXIT_SCRIPT, &err);
    }
    as_signals_lua(session->lua);
    return true;
}

/* The reader of a pipe went away. */
static bool is_closed(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

/* What was printed may only now meet a full disk; what Lua printed before
 * has left nothing but a flag. */
static void flush_output(as_report *report)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    if (fflush(stdout) == 0 && !failed) {
        return;
    }
    if (is_closed(STDOUT_FILENO)) {
        as_report_mark(report, AS_EXIT_OUTPUT);
    } else {
        as_report_tell(report, AS_EXIT_OUTPUT,
                       failed ? "standard output: cannot write all of it"
                              : "standard output: cannot write the end of it");
    }
}

int as_session_close(as_session *session)
{
    flush_output(&session->report);
    as_signals_lua(NULL);
    as_lua_free(session->lua);
    as_plugins_unref(session->plugins);
    as_vec_clear(&session->sources);
    as_lock_free(session->lock);
    as_report_end(&session->report);
    return as_report_status(&session->report);
}

int as_session_module(const as_options *options, const char *module,
                      as_load how, const as_strings *args)
{
    as_session session;
    as_err err;
    as_signals_start(false);
    if (as_session_open(&session, options, how) &&
        as_session_lua(&session) &&
        as_lua_call(session.lua, module, "main", args->v, args->n, &err) !=
            AS_OK) {
        as_report_fail(&session.report, as_report_exit_of(&err), err.msg);
    }
    if (as_cancelled(as_signals_cancel())) {
        as_report_mark(&session.report, AS_EXIT_INTERRUPT);
    }
    return as_session_close(&session);
}

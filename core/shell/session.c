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

size_t as_session_width(void)
{
    struct winsize size = {0};
    if (!isatty(STDOUT_FILENO) ||
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) {
        return 0;
    }
    return size.ws_col ? size.ws_col : 80;
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

typedef AS_VEC(as_plugin_source) sources;

static as_status add_source(sources *list, const char *dir, as_trust trust,
                            as_err *err)
{
    as_plugin_source *s = as_vec_push(list, err);
    if (s == NULL) {
        return AS_ENOMEM;
    }
    *s = (as_plugin_source){.dir = dir, .trust = trust};
    return AS_OK;
}

/* Those that were named, the user's own, and the program's. */
static as_status find_sources(const as_session *session, sources *list,
                              as_err *err)
{
    const as_options *options = session->options;
    as_status st = AS_OK;
    for (size_t i = 0; i < options->plugins.n && st == AS_OK; i++) {
        check_folder(options->plugins.v[i]);
        st = add_source(list, options->plugins.v[i], AS_TRUST_UNKNOWN, err);
    }
    if (options->no_plugins || st != AS_OK) {
        return st;
    }
    const char *own = NULL;
    st = as_user_path(options->arena, AS_USER_DATA, "plugins", &own, err);
    const char *bundled =
        as_path_join(options->arena, session->share, "plugins");
    if (st != AS_OK || bundled == NULL) {
        return as_err_nomem(err);
    }
    st = own ? add_source(list, own, AS_TRUST_UNKNOWN, err) : AS_OK;
    return st == AS_OK ? add_source(list, bundled, AS_TRUST_BUNDLED, err)
                       : st;
}

static bool told(as_session *session, as_exit why, const as_err *err)
{
    as_report_fail(&session->report, why, err->msg);
    return false;
}

bool as_session_open(as_session *session, const as_options *options,
                     bool lenient)
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
    sources list = {0};
    as_status st = find_sources(session, &list, &err);
    if (st == AS_OK) {
        const as_plugins_spec spec = {.sources = list.v,
                                      .n_sources = list.n,
                                      .lenient = lenient,
                                      .problem = as_session_plugin_problem,
                                      .ctx = &session->report};
        st = as_plugins_load(&spec, &session->plugins, &err);
    }
    as_vec_clear(&list);
    if (st == AS_OK && !lenient) {
        st = as_examples_check(session->plugins, as_lua_plugin_stage,
                               (void *)as_signals_cancel(),
                               as_session_plugin_problem, &session->report,
                               as_signals_cancel(), &err);
    }
    return st == AS_OK || told(session, AS_EXIT_SCRIPT, &err);
}

bool as_session_lua(as_session *session)
{
    const as_options *options = session->options;
    as_lua_opts opts = {
        .share = session->share,
        .plugins = session->plugins,
        .input = options->input,
        .width = as_session_width(),
        .color = as_session_color(options),
        .problem = as_session_input_problem,
        .problem_ctx = &session->report,
    };
    opts.input.cancel = as_signals_cancel();
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
    as_report_end(&session->report);
    return as_report_status(&session->report);
}

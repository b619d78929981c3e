/* rc.c - see rc.h. */
#include "shell/rc.h"

#include <stdio.h>
#include <unistd.h>

#include "io/userdir.h"

const char *as_rc_find(const as_options *options)
{
    const char *path = NULL;
    if (options->rc || options->no_rc) {
        return options->rc;
    }
    if (as_user_path(options->arena, AS_USER_CONFIG, "rc.lua", &path, NULL) !=
            AS_OK ||
        path == NULL || access(path, F_OK) != 0) {
        return NULL;
    }
    return path;
}

bool as_rc_run(as_session *session, const char *path)
{
    as_err err;
    const as_status st =
        as_lua_run_file(session->lua, path, NULL, 0, &err);
    if (st == AS_ECANCEL) {
        as_screen_tell_interrupted(&session->screen);
    } else if (st != AS_OK) {
        as_report_fail(&session->report, as_report_exit_of(&err), err.msg);
    }
    (void)fflush(stdout);
    return st == AS_OK;
}

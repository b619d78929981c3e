/* main.c - the commands, as a table, and what they do in few lines. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shell/extract.h"
#include "shell/prompt.h"
#include "shell/session.h"
#include "shell/signals.h"

/* How a finished run of Lua counts. */
static void settle(as_session *session, as_status st, const as_err *err)
{
    if (st == AS_OK) {
        return;
    }
    const as_exit why = as_report_exit_of(err);
    if (why == AS_EXIT_INTERRUPT) {
        as_report_mark(&session->report, why);
    } else {
        as_report_fail(&session->report, why, err->msg);
    }
}

static int run_script(const as_options *options, const char *path)
{
    as_session session;
    as_signals_start(false);
    if (as_session_open(&session, options) && as_session_lua(&session)) {
        as_err err;
        settle(&session,
               as_lua_run_file(session.lua, path, options->args.v,
                               options->args.n, &err),
               &err);
    }
    return as_session_close(&session);
}

static int command_run(const as_options *options)
{
    return run_script(options, options->script);
}

static int run_code(const as_options *options)
{
    as_session session;
    as_signals_start(false);
    if (as_session_open(&session, options) && as_session_lua(&session)) {
        as_err err;
        settle(&session,
               as_lua_run_string(session.lua, as_slice_str(options->code),
                                 "-e", options->args.v, options->args.n,
                                 &err),
               &err);
    }
    return as_session_close(&session);
}

static int run_brief(const as_options *options)
{
    as_session session;
    as_signals_start(false);
    if (as_session_open(&session, options) && as_session_lua(&session)) {
        as_err err;
        settle(&session,
               as_lua_call(session.lua, "assay.brief", "main",
                           options->args.v, options->args.n, &err),
               &err);
    }
    return as_session_close(&session);
}

static int run_prompt(const as_options *options)
{
    as_session session;
    as_signals_start(true);
    int status = AS_EXIT_SCRIPT;
    bool open = as_session_open(&session, options);
    /* A plugin that failed was told; the session is not a failure for it. */
    session.report.script = false;
    if (open && as_session_lua(&session)) {
        status = as_prompt(&session);
    }
    const int closed = as_session_close(&session);
    return status == AS_EXIT_DONE && closed == AS_EXIT_OUTPUT ? closed
                                                              : status;
}

static int command_none(const as_options *options)
{
    if (options->code != NULL) {
        return run_code(options);
    }
    if (options->args.n > 0) {
        return run_brief(options);
    }
    return isatty(STDIN_FILENO) ? run_prompt(options)
                                : run_script(options, "-");
}

static const as_command commands[] = {
    {"extract", "FILE...", "write what was found as records",
     "FILE is a text, a data set (.jsonl), a folder, or - for standard "
     "input.",
     AS_COMMAND_EXTRACT, as_extract},
    {"run", "SCRIPT [ARG...]", "run a Lua script",
     "SCRIPT may be - for standard input; it finds ARG... in `arg' and "
     "`...'.",
     AS_COMMAND_SCRIPT, command_run},
    {NULL, "[FILE...]\nCOMMAND [ARG...]",
     "tells who, what and where in reports: a brief of each FILE, or without "
     "one a prompt",
     NULL, AS_COMMAND_CODE, command_none},
};

int main(int argc, char **argv)
{
    as_options options = {0};
    const as_command *command;
    as_err err;
    const as_status st =
        as_options_parse(argc, argv, commands,
                         sizeof commands / sizeof *commands, &options,
                         &command, &err);
    int status = AS_EXIT_SCRIPT;
    if (st == AS_OK) {
        status = command->run(&options);
    } else {
        (void)fprintf(stderr, "assay: %s\n", err.msg);
    }
    as_options_clear(&options);
    return status;
}

/* main.c - which command is asked for, and what runs it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shell/extract.h"
#include "shell/find.h"
#include "shell/plugin.h"
#include "shell/prompt.h"
#include "shell/rc.h"
#include "shell/session.h"
#include "shell/signals.h"
#include "shell/train.h"

/* What Lua says of a failed script: the message, and where it came from. */
static void tell_script(as_session *session, const as_err *err)
{
    as_report *report = &session->report;
    if (err->status == AS_ECANCEL) {
        as_report_mark(report, AS_EXIT_INTERRUPT);
        return;
    }
    as_report_fail(report, as_report_exit_of(err), err->msg);
    as_slice trace = as_lua_trace(session->lua);
    as_buf text = {0};
    if (trace.n > 0 && as_buf_add_slice(&text, trace, NULL) == AS_OK &&
        as_buf_add_byte(&text, '\0', NULL) == AS_OK) {
        as_report_tell(report, AS_EXIT_DONE, text.p);
    }
    as_buf_clear(&text);
}

/* Is there something to do but to give a prompt? */
static bool has_work(const as_options *options)
{
    return options->code != NULL || options->script != NULL ||
           options->args.n > 0;
}

/* Without arguments on a terminal there is a session; else a script. */
static bool is_session(const as_options *options)
{
    return options->interactive ||
           (!has_work(options) && isatty(STDIN_FILENO));
}

static as_status run_lua(as_session *session, as_err *err)
{
    const as_options *options = session->options;
    const char *const *args = options->args.v;
    size_t n = options->args.n;
    if (options->code) {
        return as_lua_run_string(session->lua, as_slice_str(options->code),
                                 "-e", args, n, err);
    }
    if (options->script) {
        return as_lua_run_file(session->lua, options->script, args, n, err);
    }
    if (n > 0 && options->interactive) {
        return as_lua_run_string(session->lua, AS_LIT("show(open(...))"),
                                 "-i", args, n, err);
    }
    if (n > 0) {
        return as_lua_call(session->lua, "assay.brief",
                           options->full ? "full" : "main", args, n, err);
    }
    return as_lua_run_file(session->lua, "-", args, n, err);
}

/* Plugins, Lua, the rc file (before a script only where it is named), and what
 * there is to do. False if there is no session to go on with. */
static bool work(as_session *session)
{
    const as_options *options = session->options;
    as_err err;
    if (!as_session_load(session, AS_LOAD_ALL) || !as_session_lua(session)) {
        return false;
    }
    const char *rc =
        options->interactive ? as_rc_find(options) : options->rc;
    if (rc && !as_rc_run(session, rc) && !options->interactive) {
        return false;
    }
    if (run_lua(session, &err) != AS_OK) {
        tell_script(session, &err);
    }
    return true;
}

/* The prompt, a script, -e, or the brief. */
static int interpret(const as_options *options)
{
    as_session session;
    const bool talk = is_session(options);
    as_signals_start(talk);
    if (as_session_find(&session, options, AS_LOAD_ALL)) {
        bool good = talk && !has_work(options) ? true : work(&session);
        if (talk && good) {
            (void)as_signals_interrupted(); /* it stopped what ran */
            as_screen_reset(&session.screen);
            as_prompt_run(&session);
        }
    }
    if (!talk && as_cancelled(as_signals_cancel())) {
        as_report_mark(&session.report, AS_EXIT_INTERRUPT);
    }
    return as_session_close(&session);
}

static void check_rules_usage(const as_options *options)
{
    const char *action = options->args.v[0];
    if (strcmp(action, "check") != 0 && strcmp(action, "test") != 0 &&
        strcmp(action, "profile") != 0) {
        as_options_wrong("rules", "there is no \"%s\": write check, test or "
                                  "profile",
                         action);
    }
    if (options->args.n < 2) {
        as_options_wrong("rules", "a rule file is missing");
    }
    if (strcmp(action, "profile") == 0 && options->args.n < 3) {
        as_options_wrong("rules", "a document is missing");
    }
}

/* `assay rules', written in Lua; what it raises is how many faults there
 * were. */
static int rules(const as_options *options)
{
    check_rules_usage(options);
    return as_session_module(options, "assay.rules", AS_LOAD_LENIENT,
                             &options->args);
}

/* FILE:OFFSET: something, a colon, digits. */
static bool is_place(const char *arg)
{
    const char *colon = strrchr(arg, ':');
    return colon != NULL && colon > arg && colon[1] != '\0' &&
           strspn(colon + 1, "0123456789") == strlen(colon + 1);
}

static int why(const as_options *options)
{
    for (size_t i = 0; i < options->args.n; i++) {
        if (!is_place(options->args.v[i])) {
            as_options_wrong("why",
                             "\"%s\" must be FILE:OFFSET, a number of bytes "
                             "as a brief has them at the ends of lines",
                             options->args.v[i]);
        }
    }
    return as_session_module(options, "assay.why", AS_LOAD_ALL,
                             &options->args);
}

static const as_command commands[] = {
    {"extract", "FILE...", "Write the records of documents",
     "FILE may be a folder (its .txt, .text, .md, .jsonl and .ndjson files), "
     "or - for standard input.",
     "a file, a folder or - for standard input",
     AS_COMMAND_READ | AS_COMMAND_EXTRACT, as_extract},
    {"find", "PATTERN FILE...", "Find a pattern in documents, as grep does",
     "Words alone find themselves: assay find 'killed' report.txt; "
     "assay find 'act:<kill|wound> ~3 n:[num]' reports. `help \"patterns\"' "
     "at the prompt tells how patterns are written. The exit status is 0 if something was found, 1 "
     "if not; in case of an error it is that of `assay extract'.",
     "a pattern", AS_COMMAND_READ | AS_COMMAND_FIND, as_find},
    {"rules", "check|test|profile RULES [FILE...]",
     "Check, test or profile rule files",
     "check: everything that is wrong with RULES, a YAML file (or several), "
     "or of no use in it, and examples that do not come out as they say; the "
     "exit status is then 1. test: every example. profile: how often each "
     "rule of RULES wakes, finds and wins in the documents FILE, and its time.",
     "what to do, check, test or profile,", AS_COMMAND_READ, rules},
    {"plugin", "ACTION [ARG...]", "Make, get, look at and share plugins",
     as_plugin_doc, "what to do (list, info, search, install ...)",
     AS_COMMAND_READ | AS_COMMAND_PLUGIN, as_plugin_run},
    {"why", "FILE:OFFSET...", "Tell what was found at a place, and why",
     "Each record whose bytes cover byte OFFSET of FILE (counted from 0, as "
     "records and the ends of a brief's lines have them): its fields, what it "
     "rests on, the rule that found it, with file and line, and what that "
     "rule asks for. The exit status is 1 if nothing was found there.",
     "a place, FILE:OFFSET,", AS_COMMAND_READ, why},
    {"run", "SCRIPT [ARG...]", "Run a script in Lua",
     "SCRIPT may be - for standard input.", "a script to run",
     AS_COMMAND_READ | AS_COMMAND_SCRIPT, interpret},
    {"train", "pos|lemma|names|clusters",
     "Learn a model from sentences with tags, or from marked documents",
     "pos: a model of parts of speech (UPOS); lemma: one of lemmas; names: one "
     "of persons, organisations and places. Name them in a plugin.yaml as "
     "`models: [FILE, ...]'. A corpus for pos and lemma is CoNLL-U, or lines "
     "of FORM, LEMMA and UPOS between tabs with a blank line behind each "
     "sentence. Documents for names are lines of JSON with `text' and `spans' "
     "[{b, e, label}], bytes; the labels are PERSON, ORG, LOC and MISC. "
     "clusters: groups of words that stand in like places, from any text, for "
     "`--clusters'.",
     "what to learn, pos, lemma, names or clusters,",
     AS_COMMAND_READ | AS_COMMAND_TRAIN,
     as_train_run},
    {NULL, "[FILE...]\n-e CODE [ARG...]\nCOMMAND [ARG...]",
     "Tell who said and did what in news and reports. Without arguments: a "
     "prompt, or a script on standard input. With files: a brief of each.",
     "Commands:\n", NULL, AS_COMMAND_READ | AS_COMMAND_CODE, interpret},
};

int main(int argc, char **argv)
{
    as_options options;
    const as_command *command;
    as_err err;
    if (as_options_parse(argc, argv, commands,
                         sizeof commands / sizeof *commands, &options,
                         &command, &err) != AS_OK) {
        (void)fprintf(stderr, "assay: %s\n", err.msg);
        return AS_EXIT_SCRIPT;
    }
    int status = command->run(&options);
    as_options_clear(&options);
    return status;
}

/* options.h - the command line as plain values. What is wrong with it is
 * told on standard error and ends the program with status 2, as is the
 * custom of argp. */
#ifndef AS_SHELL_OPTIONS_H
#define AS_SHELL_OPTIONS_H

#include "base/arena.h"
#include "base/vec.h"
#include "io/format.h"
#include "io/input.h"

/* Borrowed NUL-ended strings. */
typedef AS_VEC(const char *) as_strings;

typedef enum as_progress_when {
    AS_PROGRESS_AUTO,
    AS_PROGRESS_NEVER,
    AS_PROGRESS_ALWAYS
} as_progress_when;

typedef struct as_options {
    /* of every command */
    as_input_opts input;
    as_strings plugins; /* folders, in the order given */
    as_strings without; /* stages that are switched off */
    int no_plugins, no_color, no_cache, quiet;
    /* of extract */
    as_format format;
    as_strings kinds;
    int chars;
    const char *output; /* NULL: standard output */
    size_t jobs;        /* 0: one for each processor */
    int timings;
    as_progress_when progress;
    int isolate, no_isolate; /* also of find; not both */
    /* of train */
    const char *train, *dev; /* corpora; dev may be NULL */
    const char *lang, *about, *lexicon; /* NULL: the default, none, none */
    const char *clusters;               /* may be NULL */
    size_t seed, epochs;     /* 0: the default */
    /* of find */
    const char *pattern;
    size_t before, after, around; /* sentences of context */
    int count, list, only;
    int as_jsonl;
    /* of the program itself */
    const char *code;   /* of -e; or NULL */
    const char *script; /* of run; or NULL */
    int interactive;    /* a prompt after what is given to do */
    const char *rc;     /* run first; NULL: the user's, at a prompt */
    int no_rc;
    int full;           /* the brief folds nothing */
    as_strings passed;  /* options of plugin, for Lua: "--name=value" */
    as_strings args;    /* files, or what is the script's */
    as_arena *arena;    /* owns the strings that are not argv's */
} as_options;

/* What a command does; the exit status. */
typedef int (*as_command_fn)(const as_options *options);

/* A command by name; one without a name stands for none: `assay FILE`. */
typedef struct as_command {
    const char *name;
    const char *usage;   /* behind the name: "SCRIPT [ARG...]" */
    const char *summary; /* one line */
    const char *doc;     /* more, for --help; may be NULL */
    const char *wanted;  /* what its first argument is; NULL: there may be
                            none */
    int flags;           /* of enum as_command_flag */
    as_command_fn run;
} as_command;

enum as_command_flag {
    AS_COMMAND_READ = 1,    /* reads documents and runs plugins on them */
    AS_COMMAND_EXTRACT = 2, /* has the options of extract */
    AS_COMMAND_TRAIN = 4,   /* has those of train */
    AS_COMMAND_SCRIPT = 8,  /* its first argument is a script */
    AS_COMMAND_CODE = 16,   /* has -e */
    AS_COMMAND_FIND = 32,   /* its first argument is a pattern */
    AS_COMMAND_PLUGIN = 64  /* has the options of plugin */
};

/* Parse argv and give the command that it asks for. The last of the
 * `commands` must be the one without a name. Errors: AS_ENOMEM. */
as_status as_options_parse(int argc, char **argv, const as_command *commands,
                           size_t n_commands, as_options *options,
                           const as_command **chosen, as_err *err);

/* End the program with status 2 as if the parser had found fault with the
 * arguments of `command` (NULL: of the program). */
void as_options_wrong(const char *command, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

void as_options_clear(as_options *options);

#endif

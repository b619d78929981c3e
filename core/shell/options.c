/* options.c - the command line, by argp.
 *
 * What an option sets is data: a row of `settings` says how its argument is
 * read and where it goes. Each command is an argp with those of its groups
 * as children. Options may stand before the name of a command; everything
 * behind a script belongs to the script. */
#include "shell/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/suggest.h"
#include "io/date.h"
#include "shell/options_help.h"
#include "text/escape.h"

#define PROGRAM "assay"

enum { MAX_JOBS = 256, MAX_EPOCHS = 1000, MAX_SENTS = 1000, MAX_KIDS = 8 };

/* ---- how an argument is read ------------------------------------------- */

typedef struct choice {
    const char *name; /* NULL ends the list */
    int value;
} choice;

typedef enum reading {
    READ_FLAG,   /* int, set to 1 */
    READ_TEXT,   /* const char * */
    READ_DATE,   /* the same, a calendar date */
    READ_CHOICE, /* an enum or int */
    READ_COUNT,  /* size_t, 1 .. MAX_JOBS */
    READ_LIST,   /* as_strings, one more */
    READ_COMMAS, /* as_strings, one more for each part */
    READ_PASS    /* as_strings, one more: "--name=value" */
} reading;

typedef struct setting {
    int key;
    const char *name;
    reading how;
    size_t where; /* in as_options */
    const choice *choices;
    size_t most; /* of READ_COUNT */
} setting;

static const choice inputs[] = {{"auto", AS_INPUT_AUTO},
                                {"text", AS_INPUT_TEXT},
                                {"jsonl", AS_INPUT_JSONL},
                                {NULL, 0}};
static const choice formats[] = {{"jsonl", AS_FORMAT_JSONL},
                                 {"json", AS_FORMAT_JSON},
                                 {"csv", AS_FORMAT_CSV},
                                 {"tsv", AS_FORMAT_TSV},
                                 {"conllu", AS_FORMAT_CONLLU},
                                 {NULL, 0}};
static const choice find_formats[] = {{"text", 0}, {"jsonl", 1}, {NULL, 0}};
static const choice units[] = {{"byte", 0}, {"char", 1}, {NULL, 0}};
static const choice whens[] = {{"auto", AS_PROGRESS_AUTO},
                               {"never", AS_PROGRESS_NEVER},
                               {"always", AS_PROGRESS_ALWAYS},
                               {NULL, 0}};
_Static_assert(sizeof(as_input_format) == sizeof(int) &&
                   sizeof(as_format) == sizeof(int) &&
                   sizeof(as_progress_when) == sizeof(int),
               "a choice is written as an int");

#define AT(field) offsetof(as_options, field)
static const setting settings[] = {
    {KEY_INPUT, "--input", READ_CHOICE, AT(input.format), inputs, 0},
    {KEY_ID_FIELD, "--id-field", READ_TEXT, AT(input.id_field), NULL, 0},
    {KEY_TEXT_FIELD, "--text-field", READ_TEXT, AT(input.text_field), NULL, 0},
    {KEY_DATE_FIELD, "--date-field", READ_TEXT, AT(input.date_field), NULL, 0},
    {KEY_SOURCE_FIELD, "--source-field", READ_TEXT, AT(input.source_field),
     NULL, 0},
    {KEY_TITLE_FIELD, "--title-field", READ_TEXT, AT(input.title_field), NULL,
     0},
    {KEY_DATE, "--date", READ_DATE, AT(input.date), NULL, 0},
    {KEY_NO_COLOR, "--no-color", READ_FLAG, AT(no_color), NULL, 0},
    {KEY_NO_CACHE, "--no-cache", READ_FLAG, AT(no_cache), NULL, 0},
    {KEY_QUIET, "--quiet", READ_FLAG, AT(quiet), NULL, 0},
    {KEY_PLUGINS, "--plugins", READ_LIST, AT(plugins), NULL, 0},
    {KEY_NO_PLUGINS, "--no-plugins", READ_FLAG, AT(no_plugins), NULL, 0},
    {KEY_WITHOUT, "--without", READ_COMMAS, AT(without), NULL, 0},
    {KEY_FORMAT, "--format", READ_CHOICE, AT(format), formats, 0},
    {KEY_KINDS, "--kinds", READ_COMMAS, AT(kinds), NULL, 0},
    {KEY_OFFSETS, "--offsets", READ_CHOICE, AT(chars), units, 0},
    {KEY_OUTPUT, "--output", READ_TEXT, AT(output), NULL, 0},
    {KEY_JOBS, "--jobs", READ_COUNT, AT(jobs), NULL, MAX_JOBS},
    {KEY_ISOLATE, "--isolate", READ_FLAG, AT(isolate), NULL, 0},
    {KEY_NO_ISOLATE, "--no-isolate", READ_FLAG, AT(no_isolate), NULL, 0},
    {KEY_TIMINGS, "--timings", READ_FLAG, AT(timings), NULL, 0},
    {KEY_PROGRESS, "--progress", READ_CHOICE, AT(progress), whens, 0},
    {KEY_TRAIN, "--train", READ_TEXT, AT(train), NULL, 0},
    {KEY_DEV, "--dev", READ_TEXT, AT(dev), NULL, 0},
    {KEY_LANG, "--lang", READ_TEXT, AT(lang), NULL, 0},
    {KEY_ABOUT, "--about", READ_TEXT, AT(about), NULL, 0},
    {KEY_LEXICON, "--lexicon", READ_TEXT, AT(lexicon), NULL, 0},
    {KEY_CLUSTERS, "--clusters", READ_TEXT, AT(clusters), NULL, 0},
    {KEY_SEED, "--seed", READ_COUNT, AT(seed), NULL, UINT32_MAX},
    {KEY_EPOCHS, "--epochs", READ_COUNT, AT(epochs), NULL, MAX_EPOCHS},
    {KEY_CODE, "-e", READ_TEXT, AT(code), NULL, 0},
    {KEY_FULL, "--full", READ_FLAG, AT(full), NULL, 0},
    {KEY_INTERACTIVE, "--interactive", READ_FLAG, AT(interactive), NULL, 0},
    {KEY_RC, "--rc", READ_TEXT, AT(rc), NULL, 0},
    {KEY_NO_RC, "--no-rc", READ_FLAG, AT(no_rc), NULL, 0},
    {0},
};
static const setting find_settings[] = {
    {FIND_AFTER, "--after-context", READ_COUNT, AT(after), NULL, MAX_SENTS},
    {FIND_BEFORE, "--before-context", READ_COUNT, AT(before), NULL, MAX_SENTS},
    {FIND_AROUND, "--context", READ_COUNT, AT(around), NULL, MAX_SENTS},
    {FIND_COUNT, "--count", READ_FLAG, AT(count), NULL, 0},
    {FIND_LIST, "--files-with-matches", READ_FLAG, AT(list), NULL, 0},
    {FIND_ONLY, "--only-matching", READ_FLAG, AT(only), NULL, 0},
    {FIND_FORMAT, "--format", READ_CHOICE, AT(as_jsonl), find_formats, 0},
    {FIND_OFFSETS, "--offsets", READ_CHOICE, AT(chars), units, 0},
    {FIND_JOBS, "--jobs", READ_COUNT, AT(jobs), NULL, MAX_JOBS},
    {FIND_ISOLATE, "--isolate", READ_FLAG, AT(isolate), NULL, 0},
    {FIND_NO_ISOLATE, "--no-isolate", READ_FLAG, AT(no_isolate), NULL, 0},
    {0},
};

static const setting plugin_settings[] = {
    {PLUGIN_JSON, "--json", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_DRY_RUN, "--dry-run", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_OFFLINE, "--offline", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_YES, "--yes", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_GRANT, "--grant", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_NO_GRANTS, "--no-grants", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_TO, "--to", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_REF, "--ref", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_INDEX, "--index", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_KEY, "--key", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_SIGNER, "--signer", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_NO_PASSWORD, "--no-password", READ_PASS, AT(passed), NULL, 0},
    {PLUGIN_OUTPUT, "--output", READ_PASS, AT(passed), NULL, 0},
    {0},
};

/* ---- reading ------------------------------------------------------------ */

/* What the parsers share. */
typedef struct parse {
    as_options *options;
    const as_command *commands;
    size_t n_commands;
    const as_command *command; /* the one being parsed */
    int rest;                  /* where a named command begins; 0: nowhere */
    int n_kids;                /* groups of options that the command has */
} parse;

static bool push(as_strings *list, const char *text)
{
    const char **last = as_vec_push(list, NULL);
    if (last) {
        *last = text;
    }
    return last != NULL;
}

static bool push_parts(as_options *options, as_strings *list, const char *arg)
{
    for (const char *p = arg;; p++) {
        size_t n = strcspn(p, ",");
        as_slice part = as_arena_copy(options->arena, as_slice_of(p, n));
        if (part.p == NULL || (n > 0 && !push(list, part.p))) {
            return false;
        }
        p += n;
        if (*p == '\0') {
            return true;
        }
    }
}

/* What is wrong, fit for a terminal: an argument may be the name of a file that
 * the shell put there. */
static void say(as_buf *out, const char *fmt, va_list ap)
{
    char text[4096];
    (void)vsnprintf(text, sizeof text, fmt, ap);
    if (as_escape(as_slice_str(text), true, out, NULL) != AS_OK) {
        out->n = 0;
    }
}

/* Tell it as argp does; the end of the program. */
static void wrong(struct argp_state *state, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void wrong(struct argp_state *state, const char *fmt, ...)
{
    as_buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    say(&text, fmt, ap);
    va_end(ap);
    argp_error(state, "%.*s", (int)text.n, text.n ? text.p : "");
    as_buf_clear(&text);
}

/* A whole day at least: "Wednesday" is told from it. */
static bool is_date(const char *s)
{
    const as_slice given = as_slice_str(s);
    as_slice date;
    return as_date_prefix(given, &date) && date.n == given.n && date.n >= 10;
}

static void read_choice(const setting *set, const char *arg, int *out,
                        struct argp_state *state)
{
    char known[128] = "";
    for (const choice *c = set->choices; c->name; c++) {
        if (strcmp(c->name, arg) == 0) {
            *out = c->value;
            return;
        }
        size_t n = strlen(known);
        (void)snprintf(known + n, sizeof known - n, "%s%s", n ? ", " : "",
                       c->name);
    }
    wrong(state, "%s: unknown \"%s\", it must be one of: %s", set->name,
               arg, known);
}

static void read_count(const setting *set, const char *arg, size_t *out,
                       struct argp_state *state)
{
    char *end;
    unsigned long n = strtoul(arg, &end, 10);
    if (arg[0] < '0' || arg[0] > '9' || *end || n < 1 || n > set->most) {
        wrong(state, "%s: \"%s\" must be a number from 1 to %zu",
                   set->name, arg, set->most);
    }
    *out = n;
}

/* "--name", or "--name=value". */
static bool pass_on(as_options *options, const setting *set, as_strings *list,
                    const char *arg)
{
    const size_t n = strlen(set->name) + (arg ? strlen(arg) : 0) + 2;
    char *text = as_arena_get(options->arena, n);
    if (text != NULL) {
        (void)snprintf(text, n, "%s%s%s", set->name, arg ? "=" : "",
                       arg ? arg : "");
    }
    return text != NULL && push(list, text);
}

static error_t apply(const setting *set, char *arg, struct argp_state *state)
{
    as_options *options = ((parse *)state->input)->options;
    void *at = (char *)options + set->where;
    bool kept = true;
    switch (set->how) {
    case READ_FLAG:
        *(int *)at = 1;
        break;
    case READ_DATE:
        if (!is_date(arg)) {
            wrong(state, "%s: \"%s\" is not a date like 2026-03-04",
                       set->name, arg);
        }
        *(const char **)at = arg;
        break;
    case READ_TEXT:
        *(const char **)at = arg;
        break;
    case READ_CHOICE:
        read_choice(set, arg, at, state);
        break;
    case READ_COUNT:
        read_count(set, arg, at, state);
        break;
    case READ_LIST:
        kept = push(at, arg);
        break;
    case READ_COMMAS:
        kept = push_parts(options, at, arg);
        break;
    case READ_PASS:
        kept = pass_on(options, set, at, arg);
        break;
    }
    return kept ? 0 : ENOMEM;
}

static error_t parse_in(const setting *list, int key, char *arg,
                        struct argp_state *state)
{
    for (; list->name != NULL; list++) {
        if (list->key == key) {
            return apply(list, arg, state);
        }
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    return parse_in(settings, key, arg, state);
}

static error_t parse_find(int key, char *arg, struct argp_state *state)
{
    return parse_in(find_settings, key, arg, state);
}

static error_t parse_plugin(int key, char *arg, struct argp_state *state)
{
    return parse_in(plugin_settings, key, arg, state);
}

static const as_command *find_command(const parse *p, const char *name)
{
    for (size_t i = 0; i < p->n_commands; i++) {
        if (p->commands[i].name && strcmp(p->commands[i].name, name) == 0) {
            return &p->commands[i];
        }
    }
    return NULL;
}

/* A first argument that is no file and nearly a command is a slip. */
static void refuse_slip(const parse *p, const char *arg,
                        struct argp_state *state)
{
    as_suggest near = as_suggest_for(as_slice_str(arg));
    for (size_t i = 0; i < p->n_commands; i++) {
        as_suggest_offer(&near, as_slice_str(p->commands[i].name));
    }
    if (near.best.n > 0 && access(arg, F_OK) != 0) {
        wrong(state,
                   "there is no command and no file \"%s\": did you mean "
                   "\"%.*s\"?",
                   arg, (int)near.best.n, near.best.p);
    }
}

/* All that is left is the script's, whatever it looks like. */
static error_t take_rest(as_options *options, struct argp_state *state)
{
    while (state->next < state->argc) {
        if (!push(&options->args, state->argv[state->next++])) {
            return ENOMEM;
        }
    }
    return 0;
}

static error_t parse_arg(parse *p, char *arg, struct argp_state *state)
{
    as_options *options = p->options;
    if (p->command->name == NULL && options->code == NULL &&
        options->args.n == 0 && !state->quoted) {
        const as_command *named = find_command(p, arg);
        if (named) {
            p->command = named;
            p->rest = state->next - 1;
            state->next = state->argc;
            return 0;
        }
        refuse_slip(p, arg, state);
    }
    if (p->command->flags & AS_COMMAND_SCRIPT) {
        options->script = arg;
        return take_rest(options, state);
    }
    if (p->command->flags & AS_COMMAND_FIND && options->pattern == NULL) {
        options->pattern = arg;
        return 0;
    }
    if (!push(&options->args, arg)) {
        return ENOMEM;
    }
    return options->code ? take_rest(options, state) : 0;
}

static error_t parse_command(int key, char *arg, struct argp_state *state)
{
    parse *p = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        for (int i = 0; i < p->n_kids; i++) {
            state->child_inputs[i] = p;
        }
        return 0;
    case ARGP_KEY_ARG:
        return parse_arg(p, arg, state);
    case ARGP_KEY_END:
        if (p->options->isolate && p->options->no_isolate) {
            argp_error(state, "--isolate and --no-isolate: choose one");
        }
        if (p->options->rc && p->options->no_rc) {
            argp_error(state, "--rc and --no-rc: choose one");
        }
        if (p->options->interactive && !isatty(STDIN_FILENO)) {
            argp_error(state, "--interactive: standard input is no terminal");
        }
        if (p->rest == 0 && p->command->wanted && p->options->args.n == 0 &&
            p->options->script == NULL) {
            argp_error(state, "%s is missing",
                       p->options->pattern != NULL
                           ? "a file, a folder or - for standard input"
                           : p->command->wanted);
        }
        return 0;
    default:
        return parse_option(key, arg, state);
    }
}

/* ---- one command -------------------------------------------------------- */

static const struct argp find_argp = {as_help_find, parse_find, 0, 0, 0, 0, 0};
static const struct argp manage_argp = {as_help_manage, parse_plugin, 0, 0,
                                        0, 0, 0};
static const struct argp input_argp = {as_help_input, parse_option, 0, 0,
                                       0, 0, 0};
static const struct argp plugin_argp = {as_help_plugin, parse_option, 0, 0,
                                        0, 0, 0};
static const struct argp screen_argp = {as_help_screen, parse_option, 0, 0,
                                        0, 0, 0};
static const struct argp extract_argp = {as_help_extract, parse_option, 0, 0,
                                         0, 0, 0};
static const struct argp train_argp = {as_help_train, parse_option, 0, 0,
                                       0, 0, 0};

/* Groups of options, and the commands that have them. */
static const struct {
    const struct argp *argp;
    int flag; /* 0: every command */
} groups[] = {
    {&input_argp, AS_COMMAND_READ},      {&plugin_argp, AS_COMMAND_READ},
    {&screen_argp, 0},                   {&extract_argp, AS_COMMAND_EXTRACT},
    {&train_argp, AS_COMMAND_TRAIN},     {&find_argp, AS_COMMAND_FIND},
    {&manage_argp, AS_COMMAND_PLUGIN},
};
_Static_assert(sizeof groups / sizeof *groups <= MAX_KIDS, "each has room");

/* The text of --help: what the command is, and behind the options (\v) the
 * names of the others. */
static const char *doc_of(const parse *p, as_err *err)
{
    as_buf doc = {0};
    const as_command *c = p->command;
    as_status st = as_buf_printf(&doc, err, "%s\n\v%s", c->summary,
                                 c->doc ? c->doc : "");
    if (c->name == NULL) {
        for (size_t i = 0; i < p->n_commands && st == AS_OK; i++) {
            const as_command *other = &p->commands[i];
            if (other->name) {
                st = as_buf_printf(&doc, err, "  %-10s%s\n", other->name,
                                   other->summary);
            }
        }
        if (st == AS_OK) {
            st = as_buf_printf(&doc, err,
                               "\n`" PROGRAM " COMMAND --help' says more.");
        }
    }
    as_slice kept = {0};
    if (st == AS_OK && as_buf_add_byte(&doc, '\0', err) == AS_OK) {
        kept = as_arena_copy(p->options->arena, as_buf_slice(&doc));
    }
    as_buf_clear(&doc);
    return kept.p;
}

static as_status parse_one(parse *p, int argc, char **argv, as_err *err)
{
    struct argp_child kids[MAX_KIDS + 1] = {{0}};
    p->n_kids = 0;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        if (groups[i].flag == 0 || p->command->flags & groups[i].flag) {
            kids[p->n_kids++].argp = groups[i].argp;
        }
    }
    struct argp argp = {
        .options = p->command->flags & AS_COMMAND_CODE ? as_help_code : NULL,
        .parser = parse_command,
        .args_doc = p->command->usage,
        .doc = doc_of(p, err),
        .children = kids,
    };
    if (argp.doc == NULL) {
        return as_err_nomem(err);
    }
    /* A script's options are its own: parse in order. The same for the
     * program, whose first argument may be a command. */
    unsigned flags = p->command->name == NULL ||
                             p->command->flags & AS_COMMAND_SCRIPT
                         ? ARGP_IN_ORDER
                         : 0;
    return argp_parse(&argp, argc, argv, flags, NULL, p) == 0
               ? AS_OK
               : as_err_nomem(err);
}

static char *full_name(as_options *options, const as_command *command)
{
    char *name = as_arena_get(options->arena, 80);
    if (name) {
        (void)snprintf(name, 80, PROGRAM " %s", command->name);
    }
    return name;
}

as_status as_options_parse(int argc, char **argv, const as_command *commands,
                           size_t n_commands, as_options *options,
                           const as_command **chosen, as_err *err)
{
    argp_err_exit_status = 2;
    argp_program_version = PROGRAM " " AS_VERSION;
    *options = (as_options){.arena = as_arena_new()};
    if (options->arena == NULL) {
        return as_err_nomem(err);
    }
    parse p = {.options = options,
               .commands = commands,
               .n_commands = n_commands,
               .command = &commands[n_commands - 1]};
    as_status st = parse_one(&p, argc, argv, err);
    if (st == AS_OK && p.rest) {
        int at = p.rest;
        p.rest = 0;
        argv[at] = full_name(options, p.command);
        st = argv[at] ? parse_one(&p, argc - at, argv + at, err)
                      : as_err_nomem(err);
    }
    if (st == AS_OK) {
        *chosen = p.command;
    }
    return st;
}

void as_options_wrong(const char *command, const char *fmt, ...)
{
    as_buf text = {0};
    va_list ap;
    va_start(ap, fmt);
    say(&text, fmt, ap);
    va_end(ap);
    const char *space = command ? " " : "";
    command = command ? command : "";
    (void)fprintf(stderr,
                  PROGRAM "%s%s: %.*s\nTry `" PROGRAM
                          "%s%s --help' for more information.\n",
                  space, command, (int)text.n, text.n ? text.p : "", space,
                  command);
    as_buf_clear(&text);
    exit(2);
}

void as_options_clear(as_options *options)
{
    as_vec_clear(&options->plugins);
    as_vec_clear(&options->without);
    as_vec_clear(&options->kinds);
    as_vec_clear(&options->passed);
    as_vec_clear(&options->args);
    as_arena_free(options->arena);
    *options = (as_options){0};
}

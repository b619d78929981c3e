/* plugin.c - see plugin.h: which actions there are, and how many words each
 * takes. Most look only at folders and files, so that a plugin that cannot be
 * loaded can still be looked at, mended and removed. */
#include "shell/plugin.h"

#include <limits.h>
#include <string.h>

#include "base/suggest.h"
#include "shell/session.h"

const char as_plugin_doc[] =
    "Look: list; info NAME...; search [WORD...]; why NAME; verify "
    "[NAME|FOLDER|FILE...].\n"
    "Get: install SOURCE... (a folder, a .assay file, the URL of a git "
    "repository with #TAG, or a name in an index); update [NAME...]; remove, "
    "enable, disable, unpin, rollback NAME...; pin NAME [VERSION]; config "
    "NAME [KEY=VALUE...]; index [add|remove URL].\n"
    "Make: new NAME; test [NAME|FOLDER...]; sign FOLDER; pack FOLDER; unpack "
    "FILE [FOLDER]; keys [new NAME|trust NAME KEY|forget NAME|show NAME].\n"
    "Nothing of a plugin runs while it is installed. What it asks for is "
    "shown with its reasons and refused unless you grant it. The exit status "
    "is 1 if something was refused or is not as it should be.";

typedef struct action {
    const char *name;
    size_t least, most; /* words behind it */
    const char *wanted; /* what is missing when there are too few */
    as_load load;
} action;

enum { ANY = INT_MAX };

static const action actions[] = {
    {"list", 0, 0, NULL, AS_LOAD_NONE},
    {"info", 1, ANY, "a plugin's name", AS_LOAD_LENIENT},
    {"search", 0, ANY, NULL, AS_LOAD_NONE},
    {"install", 1, ANY, "what to install", AS_LOAD_NONE},
    {"update", 0, ANY, NULL, AS_LOAD_NONE},
    {"remove", 1, ANY, "a plugin's name", AS_LOAD_NONE},
    {"enable", 1, ANY, "a plugin's name", AS_LOAD_NONE},
    {"disable", 1, ANY, "a plugin's name", AS_LOAD_NONE},
    {"pin", 1, 2, "a plugin's name", AS_LOAD_NONE},
    {"unpin", 1, ANY, "a plugin's name", AS_LOAD_NONE},
    {"rollback", 1, ANY, "a plugin's name", AS_LOAD_NONE},
    {"verify", 0, ANY, NULL, AS_LOAD_NONE},
    {"test", 0, ANY, NULL, AS_LOAD_NONE},
    {"new", 1, 1, "a name for the plugin", AS_LOAD_NONE},
    {"pack", 1, 1, "a plugin's folder", AS_LOAD_NONE},
    {"unpack", 1, 2, "a .assay file", AS_LOAD_NONE},
    {"sign", 1, 1, "a plugin's folder", AS_LOAD_NONE},
    {"keys", 0, 3, NULL, AS_LOAD_NONE},
    {"why", 1, ANY, "a plugin's name", AS_LOAD_NONE},
    {"index", 0, 2, NULL, AS_LOAD_NONE},
    {"config", 1, ANY, "a plugin's name", AS_LOAD_NONE},
};

static const action *find(const char *name)
{
    as_suggest near = as_suggest_for(as_slice_str(name));
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(actions[i].name, name) == 0) {
            return &actions[i];
        }
        as_suggest_offer(&near, as_slice_str(actions[i].name));
    }
    if (near.best.n > 0) {
        as_options_wrong("plugin", "there is no \"%s\": did you mean \"%.*s\"?",
                         name, (int)near.best.n, near.best.p);
    }
    as_options_wrong("plugin", "there is no \"%s\": --help lists what there is",
                     name);
}

int as_plugin_run(const as_options *options)
{
    const as_strings *args = &options->args;
    const action *a = find(args->v[0]);
    const size_t n = args->n - 1;
    if (n < a->least) {
        as_options_wrong("plugin", "%s: %s is missing", a->name, a->wanted);
    }
    if (n > a->most) {
        as_options_wrong("plugin", "%s: \"%s\" is one word too many", a->name,
                         args->v[a->most + 1]);
    }
    as_strings words = {0};
    as_err err;
    if (as_vec_reserve(&words, options->passed.n + args->n, &err) != AS_OK) {
        return AS_EXIT_SCRIPT;
    }
    words.v[words.n++] = args->v[0];
    for (size_t i = 0; i < options->passed.n; i++) {
        words.v[words.n++] = options->passed.v[i];
    }
    for (size_t i = 1; i < args->n; i++) {
        words.v[words.n++] = args->v[i];
    }
    const int status =
        as_session_module(options, "assay.plugin", a->load, &words);
    as_vec_clear(&words);
    return status;
}

/* options_help.h - the options by group, as argp knows them, with what --help
 * says of each. For options.c, which reads them. */
#ifndef AS_SHELL_OPTIONS_HELP_H
#define AS_SHELL_OPTIONS_HELP_H

#include <argp.h>

enum key {
    KEY_INPUT = 0x100, /* above what could be a letter */
    KEY_ID_FIELD,
    KEY_TEXT_FIELD,
    KEY_DATE_FIELD,
    KEY_TITLE_FIELD,
    KEY_SOURCE_FIELD,
    KEY_DATE,
    KEY_NO_COLOR,
    KEY_NO_CACHE,
    KEY_PLUGINS,
    KEY_NO_PLUGINS,
    KEY_WITHOUT,
    KEY_FORMAT,
    KEY_KINDS,
    KEY_OFFSETS,
    KEY_JOBS,
    KEY_TIMINGS,
    KEY_ISOLATE,
    KEY_NO_ISOLATE,
    KEY_PROGRESS,
    KEY_TRAIN,
    KEY_DEV,
    KEY_LANG,
    KEY_ABOUT,
    KEY_LEXICON,
    KEY_CLUSTERS,
    KEY_SEED,
    KEY_EPOCHS,
    KEY_FULL,
    KEY_RC,
    KEY_NO_RC,
    KEY_QUIET = 'q',
    KEY_INTERACTIVE = 'i',
    KEY_OUTPUT = 'o',
    KEY_CODE = 'e'
};

/* Of find alone: -o means something else there. */
enum find_key {
    FIND_AFTER = 'A',
    FIND_BEFORE = 'B',
    FIND_AROUND = 'C',
    FIND_COUNT = 'c',
    FIND_LIST = 'l',
    FIND_ONLY = 'o',
    FIND_FORMAT = 0x200,
    FIND_OFFSETS,
    FIND_JOBS,
    FIND_ISOLATE,
    FIND_NO_ISOLATE
};

/* Of plugin alone. */
enum plugin_key {
    PLUGIN_JSON = 0x300,
    PLUGIN_DRY_RUN,
    PLUGIN_OFFLINE,
    PLUGIN_GRANT,
    PLUGIN_NO_GRANTS,
    PLUGIN_TO,
    PLUGIN_REF,
    PLUGIN_INDEX,
    PLUGIN_KEY,
    PLUGIN_SIGNER,
    PLUGIN_NO_PASSWORD,
    PLUGIN_YES = 'y',
    PLUGIN_OUTPUT = 'o'
};

extern const struct argp_option as_help_input[];
extern const struct argp_option as_help_plugin[];
extern const struct argp_option as_help_screen[];
extern const struct argp_option as_help_extract[];
extern const struct argp_option as_help_train[];
extern const struct argp_option as_help_find[];
extern const struct argp_option as_help_manage[];
extern const struct argp_option as_help_code[];

#endif

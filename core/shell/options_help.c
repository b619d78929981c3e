/* options_help.c - the options by group, and what --help says of each. */
#include "shell/options_help.h"

const struct argp_option as_help_input[] = {
    {0, 0, 0, 0, "How documents are read:", 1},
    {"input", KEY_INPUT, "FORMAT", 0,
     "text, jsonl (an object a line), or auto: jsonl for files that end in "
     ".jsonl or .ndjson (the default)", 1},
    {"id-field", KEY_ID_FIELD, "NAME", 0, "field of a JSONL document's id", 1},
    {"text-field", KEY_TEXT_FIELD, "NAME", 0, "field of its text", 1},
    {"date-field", KEY_DATE_FIELD, "NAME", 0, "field of its date", 1},
    {"title-field", KEY_TITLE_FIELD, "NAME", 0, "field of its title", 1},
    {"source-field", KEY_SOURCE_FIELD, "NAME", 0,
     "field of where it is from (a newspaper); the file without it", 1},
    {"date", KEY_DATE, "YYYY-MM-DD", 0,
     "date of documents that do not say theirs: what \"Wednesday\" is "
     "reckoned from", 1},
    {0}};

const struct argp_option as_help_plugin[] = {
    {0, 0, 0, 0, "What finds things:", 3},
    {"plugins", KEY_PLUGINS, "DIR", 0,
     "use the plugins in folder DIR too, before the others (may be repeated)",
     3},
    {"no-plugins", KEY_NO_PLUGINS, 0, 0,
     "leave out your own plugins and those that came with the program", 3},
    {"no-cache", KEY_NO_CACHE, 0, 0,
     "compile gazetteers anew and keep nothing (as with ASSAY_NO_CACHE set)",
     3},
    {"without", KEY_WITHOUT, "STAGE,...", 0,
     "leave out a stage; --timings lists them", 3},
    {0}};

const struct argp_option as_help_screen[] = {
    {0, 0, 0, 0, "What is shown:", 4},
    {"no-color", KEY_NO_COLOR, 0, 0, "no colours (as with NO_COLOR set)", 4},
    {"quiet", KEY_QUIET, 0, 0, "no banner, no remarks, no progress", 4},
    {0}};

const struct argp_option as_help_extract[] = {
    {0, 0, 0, 0, "What is written:", 2},
    {"format", KEY_FORMAT, "FORMAT", 0,
     "jsonl (a record a line, the default), json (a document a line), csv, "
     "tsv, conllu (tokens and sentences alone)", 2},
    {"kinds", KEY_KINDS, "KIND,...", 0,
     "only these kinds of records (default: all but token and sentence)", 2},
    {"offsets", KEY_OFFSETS, "UNIT", 0,
     "byte (the default) or char: count bytes or code points", 2},
    {"output", KEY_OUTPUT, "FILE", 0,
     "write to FILE; for csv and tsv with several kinds a folder that gets a "
     "file for each", 2},
    {"jobs", KEY_JOBS, "N", 0,
     "documents at a time (default: one for each processor)", 2},
    {"isolate", KEY_ISOLATE, 0, 0,
     "run plugins in processes that can open no other files and no network; "
     "the default if a plugin is neither bundled nor signed by a known key", 2},
    {"no-isolate", KEY_NO_ISOLATE, 0, 0, "run them in threads, whoever made "
     "them", 2},
    {"timings", KEY_TIMINGS, 0, 0,
     "tell at the end how long each stage took", 2},
    {"progress", KEY_PROGRESS, "WHEN", 0,
     "auto (on a terminal, the default), never, always", 2},
    {0}};

const struct argp_option as_help_train[] = {
    {0, 0, 0, 0, "What is learnt:", 2},
    {"train", KEY_TRAIN, "FILE", 0, "sentences or documents to learn from", 2},
    {"dev", KEY_DEV, "FILE", 0,
     "other sentences, to score each epoch and the model on", 2},
    {"output", KEY_OUTPUT, "MODEL", 0, "the file to write", 2},
    {"lang", KEY_LANG, "CODE", 0,
     "language of the model, ISO 639-1 (default: en)", 2},
    {"lexicon", KEY_LEXICON, "FILE", 0,
     "for pos and names: lines of WORD, tab, CLASS; words of one class behave "
     "alike", 2},
    {"clusters", KEY_CLUSTERS, "FILE", 0,
     "for names: what `assay train clusters' wrote", 2},
    {"about", KEY_ABOUT, "TEXT", 0,
     "source and licence, kept in the model", 2},
    {"seed", KEY_SEED, "N", 0,
     "the same seed and files give the same model, byte for byte", 2},
    {"epochs", KEY_EPOCHS, "N", 0, "times to go through the sentences", 2},
    {0}};

const struct argp_option as_help_find[] = {
    {0, 0, 0, 0, "What is written:", 2},
    {"after-context", FIND_AFTER, "N", 0, "N sentences behind each hit", 2},
    {"before-context", FIND_BEFORE, "N", 0, "N sentences before it", 2},
    {"context", FIND_AROUND, "N", 0, "N on both sides", 2},
    {"count", FIND_COUNT, 0, 0, "only how many matches each document has", 2},
    {"files-with-matches", FIND_LIST, 0, 0,
     "only the names of documents with a match", 2},
    {"only-matching", FIND_ONLY, 0, 0,
     "each match on a line of its own, without its sentence", 2},
    {"format", FIND_FORMAT, "FORMAT", 0,
     "text (the default) or jsonl: an object for each match, with captures",
     2},
    {"offsets", FIND_OFFSETS, "UNIT", 0,
     "in jsonl, byte (the default) or char: count bytes or code points", 2},
    {"jobs", FIND_JOBS, "N", 0,
     "documents at a time (default: one for each processor)", 2},
    {"isolate", FIND_ISOLATE, 0, 0,
     "run plugins in processes that can open no other files and no network; "
     "the default if a plugin is neither bundled nor signed by a known key", 2},
    {"no-isolate", FIND_NO_ISOLATE, 0, 0, "run them in threads, whoever made "
     "them", 2},
    {0}};

const struct argp_option as_help_manage[] = {
    {0, 0, 0, 0, "How it is done:", 2},
    {"dry-run", PLUGIN_DRY_RUN, 0, 0, "show what would change, change nothing",
     2},
    {"yes", PLUGIN_YES, 0, 0,
     "do not ask before something changes (grants nothing)", 2},
    {"grant", PLUGIN_GRANT, "CAPABILITY[=FOLDER]", 0,
     "grant what the plugin asks for: read or write, beneath FOLDER (may be "
     "repeated)", 2},
    {"no-grants", PLUGIN_NO_GRANTS, 0, 0,
     "install it without what it asks for", 2},
    {"offline", PLUGIN_OFFLINE, 0, 0, "fetch nothing: use what was fetched", 2},
    {"to", PLUGIN_TO, "VERSION", 0, "this version, be it older or newer", 2},
    {"ref", PLUGIN_REF, "REF", 0,
     "tag, branch or commit of a repository (or write URL#REF)", 2},
    {"index", PLUGIN_INDEX, "URL", 0, "look in this index alone", 2},
    {"key", PLUGIN_KEY, "NAME", 0, "sign with this key of yours", 2},
    {"signer", PLUGIN_SIGNER, "ID", 0,
     "accept that this key has signed the new version, and not that which "
     "signed the old one", 2},
    {"no-password", PLUGIN_NO_PASSWORD, 0, 0, "make a key without password",
     2},
    {"output", PLUGIN_OUTPUT, "FILE", 0, "write to FILE", 2},
    {"json", PLUGIN_JSON, 0, 0, "tell it as JSON", 2},
    {0}};

const struct argp_option as_help_code[] = {
    {0, KEY_CODE, "CODE", 0, "run CODE; further arguments are its own", 0},
    {"full", KEY_FULL, 0, 0, "briefs with all that was found, not the best", 0},
    {"interactive", KEY_INTERACTIVE, 0, 0,
     "open FILE..., or run CODE, and give a prompt then", 0},
    {"rc", KEY_RC, "FILE", 0,
     "run FILE first, instead of assay/rc.lua in the user's configuration "
     "folder, which runs before a prompt alone", 0},
    {"no-rc", KEY_NO_RC, 0, 0, "leave out the file that --rc tells of", 0},
    {0}};

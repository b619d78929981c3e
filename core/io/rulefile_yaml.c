/* rulefile_yaml.c - the schema of rule files, and places in them.
 *
 * libcyaml keeps no places, so that a part is looked up once something is
 * wrong with it (io/yaml.h). A pattern is a scalar of one of YAML's styles:
 * in a block (|) its lines are lines of the file, less their indentation; of
 * one in a line the place follows from its beginning. Only where lines were
 * folded together is the place that of the first. */
#include "io/rulefile_int.h"
#include "io/yaml.h"

#include <stdio.h>

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define TEXT(key, flags, type, member)                                         \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), type, member, 1, \
                           CYAML_UNLIMITED)
#define LIST(key, flags, type, member, entry)                                  \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | (flags), type,        \
                               member, n_##member, entry, 0, CYAML_UNLIMITED)
#define WORD(key, type, member, words)                                         \
    CYAML_FIELD_ENUM(key, OPTIONAL | CYAML_FLAG_STRICT, type, member, words,   \
                     CYAML_ARRAY_LEN(words))
#define MAPPING(type, fields)                                                  \
    {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)}

static const cyaml_strval_t matches[] = {
    {"norm", AS_GAZ_NORM}, {"exact", AS_GAZ_EXACT}, {"lemma", AS_GAZ_LEMMA}};
static const cyaml_strval_t scopes[] = {{"sentence", AS_SCOPE_SENTENCE},
                                        {"paragraph", AS_SCOPE_PARAGRAPH},
                                        {"document", AS_SCOPE_DOCUMENT}};
static const cyaml_strval_t modes[] = {{"first", AS_MATCH_FIRST},
                                       {"longest", AS_MATCH_LONGEST},
                                       {"all", AS_MATCH_ALL}};
static const cyaml_strval_t withins[] = {{"sentence", AS_WITHIN_SENTENCE},
                                         {"match", AS_WITHIN_MATCH},
                                         {"paragraph", AS_WITHIN_PARAGRAPH},
                                         {"document", AS_WITHIN_DOCUMENT}};
static const cyaml_strval_t sides[] = {{"any", AS_SIDE_ANY},
                                       {"left", AS_SIDE_LEFT},
                                       {"right", AS_SIDE_RIGHT}};
static const cyaml_strval_t conversions[] = {
    {"span", AS_RULE_SPAN},       {"text", AS_RULE_TEXT},
    {"lemma", AS_RULE_LEMMA},     {"number", AS_RULE_NUMBER},
    {"date", AS_RULE_DATE},       {"name", AS_RULE_NAME},
    {"country", AS_RULE_COUNTRY}, {"bool", AS_RULE_BOOL}};

static const cyaml_schema_value_t a_text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED)};

static const cyaml_schema_field_t name_fields[] = {
    TEXT("name", 0, rulefile_name, name),
    TEXT("pattern", 0, rulefile_name, pattern), CYAML_FIELD_END};
static const cyaml_schema_value_t a_name = MAPPING(rulefile_name, name_fields);

static const cyaml_schema_field_t gaz_fields[] = {
    TEXT("name", 0, rulefile_gaz, name),
    LIST("entries", OPTIONAL, rulefile_gaz, entries, &a_text),
    LIST("files", OPTIONAL, rulefile_gaz, files, &a_text),
    WORD("match", rulefile_gaz, match, matches),
    TEXT("label", OPTIONAL, rulefile_gaz, label),
    TEXT("inflect", OPTIONAL, rulefile_gaz, inflect),
    CYAML_FIELD_END};
static const cyaml_schema_value_t a_gaz = MAPPING(rulefile_gaz, gaz_fields);

static const cyaml_schema_field_t field_fields[] = {
    TEXT("name", 0, rulefile_field, name),
    TEXT("from", OPTIONAL, rulefile_field, from),
    CYAML_FIELD_STRING_PTR("value", CYAML_FLAG_POINTER | OPTIONAL,
                           rulefile_field, value, 0, CYAML_UNLIMITED),
    WORD("as", rulefile_field, as, conversions),
    TEXT("feature", OPTIONAL, rulefile_field, feature), CYAML_FIELD_END};
static const cyaml_schema_value_t a_field =
    MAPPING(rulefile_field, field_fields);

static const cyaml_schema_field_t guard_fields[] = {
    WORD("within", rulefile_guard, within, withins),
    TEXT("pattern", 0, rulefile_guard, pattern), CYAML_FIELD_END};
static const cyaml_schema_value_t a_guard =
    MAPPING(rulefile_guard, guard_fields);

static const cyaml_schema_field_t role_fields[] = {
    TEXT("name", 0, rulefile_role, name),
    TEXT("find", 0, rulefile_role, find),
    WORD("side", rulefile_role, side, sides),
    CYAML_FIELD_UINT("within", OPTIONAL, rulefile_role, within),
    TEXT("barrier", OPTIONAL, rulefile_role, barrier),
    CYAML_FIELD_BOOL("required", OPTIONAL, rulefile_role, required),
    CYAML_FIELD_END};
static const cyaml_schema_value_t a_role = MAPPING(rulefile_role, role_fields);

static const cyaml_schema_field_t frame_fields[] = {
    TEXT("trigger", 0, rulefile_frame, trigger),
    LIST("roles", 0, rulefile_frame, roles, &a_role), CYAML_FIELD_END};

static const cyaml_schema_field_t example_fields[] = {
    LIST("match", OPTIONAL, rulefile_examples, match, &a_text),
    LIST("no_match", OPTIONAL, rulefile_examples, no_match, &a_text),
    CYAML_FIELD_END};

static const cyaml_schema_field_t rule_fields[] = {
    TEXT("name", 0, rulefile_rule, name),
    TEXT("label", 0, rulefile_rule, label),
    TEXT("kind", OPTIONAL, rulefile_rule, kind),
    CYAML_FIELD_INT("priority", OPTIONAL, rulefile_rule, priority),
    WORD("scope", rulefile_rule, scope, scopes),
    WORD("mode", rulefile_rule, mode, modes),
    TEXT("pattern", OPTIONAL, rulefile_rule, pattern),
    CYAML_FIELD_MAPPING_PTR("frame", OPTIONAL, rulefile_rule, frame,
                            frame_fields),
    LIST("fields", OPTIONAL, rulefile_rule, fields, &a_field),
    LIST("unless", OPTIONAL, rulefile_rule, unless, &a_guard),
    CYAML_FIELD_MAPPING_PTR("examples", OPTIONAL, rulefile_rule, examples,
                            example_fields),
    TEXT("do", OPTIONAL, rulefile_rule, action),
    CYAML_FIELD_END};
static const cyaml_schema_value_t a_rule = MAPPING(rulefile_rule, rule_fields);

static const cyaml_schema_field_t file_fields[] = {
    LIST("macros", OPTIONAL, rulefile, macros, &a_name),
    LIST("gazetteers", OPTIONAL, rulefile, gazetteers, &a_gaz),
    LIST("rules", 0, rulefile, rules, &a_rule), CYAML_FIELD_END};
static const cyaml_schema_value_t a_file = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, rulefile, file_fields)};

as_status rulefile_yaml(const char *path, as_slice text, as_arena *arena,
                        const rulefile **out, as_err *err)
{
    void *data = NULL;
    as_status st = as_yaml_load(path, text, &a_file, NULL, arena, &data, err);
    if (st == AS_OK) {
        *out = data;
    }
    return st;
}

/* ---- places -------------------------------------------------------------- */

static as_slice line_at(as_slice text, size_t line)
{
    size_t at = 0;
    while (--line > 0 && at < text.n) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        at = nl ? (size_t)(nl - text.p) + 1 : text.n;
    }
    const char *nl = memchr(text.p + at, '\n', text.n - at);
    return as_slice_of(text.p + at,
                       nl ? (size_t)(nl - text.p) - at : text.n - at);
}

static size_t indent_of(as_slice line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] == ' ') {
        n++;
    }
    return n;
}

/* The byte in `line` that column `col`, in code points from 1, begins at. */
static size_t byte_of(as_slice line, size_t col)
{
    size_t at = 0;
    for (size_t n = 0; at < line.n; at++) {
        n += ((unsigned char)line.p[at] & 0xC0) != 0x80;
        if (n == col) {
            break;
        }
    }
    return at;
}

/* From the beginning of a scalar to a place in it. */
static void into_scalar(as_slice text, const as_pattern_place *in,
                        size_t *line, size_t *column)
{
    const as_slice first = line_at(text, *line);
    const size_t at = byte_of(first, *column);
    const char style = at < first.n ? first.p[at] : ' ';
    if (style == '|' || style == '>') {
        size_t body = *line + 1;
        while (body < *line + in->line &&
               indent_of(line_at(text, body)) == line_at(text, body).n) {
            body++; /* blank */
        }
        *column = indent_of(line_at(text, body)) + 1;
        if (style == '>') {
            *line = body;
            return;
        }
        *line += in->line; /* blank lines are lines of the pattern, too */
        *column += in->col - 1;
        return;
    }
    if (in->line == 1) {
        *column += in->col - 1 + (style == '"' || style == '\'');
    }
}

void rulefile_place(as_slice text, const char *part,
                    const as_pattern_place *in, size_t *line, size_t *column)
{
    char where[128];
    (void)snprintf(where, sizeof where, "%s", part);
    *line = *column = 1;
    bool whole = true;
    while (!as_yaml_find(text, where, line, column)) {
        char *dot = strrchr(where, '.');
        whole = false;
        if (dot == NULL) {
            return;
        }
        *dot = '\0'; /* what it would be in */
    }
    if (in != NULL && whole) {
        into_scalar(text, in, line, column);
    }
}

/* rulefile_yaml.c - the schema of rule files. Numbers are texts here: libcyaml
 * would read 12x as 12, and 1.5 as 1 (rulefile.c reads them). */
#include "io/rulefile_int.h"
#include "io/yaml.h"

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
    {"lemma", AS_RULE_LEMMA},     {"norm", AS_RULE_NORM},
    {"number", AS_RULE_NUMBER},
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
    TEXT("feature", OPTIONAL, rulefile_field, feature),
    TEXT("when", OPTIONAL, rulefile_field, when), CYAML_FIELD_END};
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
    TEXT("within", OPTIONAL, rulefile_role, within),
    TEXT("barrier", OPTIONAL, rulefile_role, barrier),
    CYAML_FIELD_ENUM("required", OPTIONAL | CYAML_FLAG_STRICT, rulefile_role,
                     required, as_yaml_answers, AS_YAML_ANSWERS),
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
    TEXT("priority", OPTIONAL, rulefile_rule, priority),
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

/* manifest.c - the schema of plugin.yaml, and what a schema cannot say:
 * the form of names and versions. */
#include "io/manifest.h"

#include <string.h>

#include "io/yaml.h"

#define OPT (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define REQ CYAML_FLAG_POINTER
#define TEXT(key, flags, of, member)                                           \
    CYAML_FIELD_STRING_PTR(key, flags, of, member, 0, CYAML_UNLIMITED)
#define LIST(key, flags, of, member, schema)                                   \
    CYAML_FIELD_SEQUENCE_COUNT(key, flags, of, member, n_##member, schema, 0,  \
                               CYAML_UNLIMITED)

static const cyaml_schema_value_t text_value = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED)};

static const cyaml_strval_t matches[] = {{"norm", AS_GAZ_NORM},
                                         {"exact", AS_GAZ_EXACT}};

static const cyaml_schema_field_t gaz_fields[] = {
    TEXT("name", REQ, as_manifest_gaz, name),
    LIST("files", REQ, as_manifest_gaz, files, &text_value),
    TEXT("kind", OPT, as_manifest_gaz, kind),
    TEXT("label", OPT, as_manifest_gaz, label),
    CYAML_FIELD_ENUM("match", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT,
                     as_manifest_gaz, match, matches, 2),
    CYAML_FIELD_END};
static const cyaml_schema_value_t gaz_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_manifest_gaz, gaz_fields)};

static const cyaml_schema_field_t kind_fields[] = {
    TEXT("name", REQ, as_manifest_kind, name),
    LIST("fields", OPT, as_manifest_kind, fields, &text_value),
    CYAML_FIELD_END};
static const cyaml_schema_value_t kind_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_manifest_kind, kind_fields)};

static const cyaml_schema_field_t cap_fields[] = {
    TEXT("name", REQ, as_manifest_cap, name),
    TEXT("reason", REQ, as_manifest_cap, reason), CYAML_FIELD_END};
static const cyaml_schema_value_t cap_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_manifest_cap, cap_fields)};

static const cyaml_schema_field_t limit_fields[] = {
    CYAML_FIELD_UINT("memory_mb", CYAML_FLAG_OPTIONAL, as_manifest_limits,
                     memory_mb),
    CYAML_FIELD_UINT("seconds", CYAML_FLAG_OPTIONAL, as_manifest_limits,
                     seconds),
    CYAML_FIELD_END};

static const cyaml_schema_field_t option_fields[] = {
    TEXT("name", REQ, as_manifest_option, name),
    TEXT("type", OPT, as_manifest_option, type),
    TEXT("value", OPT, as_manifest_option, value),
    TEXT("doc", OPT, as_manifest_option, doc), CYAML_FIELD_END};
static const cyaml_schema_value_t option_value = {CYAML_VALUE_MAPPING(
    CYAML_FLAG_DEFAULT, as_manifest_option, option_fields)};

static const cyaml_schema_field_t fields[] = {
    TEXT("name", REQ, as_manifest, name),
    TEXT("version", REQ, as_manifest, version),
    TEXT("api", REQ, as_manifest, api),
    TEXT("summary", REQ, as_manifest, summary),
    TEXT("license", REQ, as_manifest, license),
    TEXT("homepage", OPT, as_manifest, homepage),
    LIST("authors", OPT, as_manifest, authors, &text_value),
    LIST("categories", OPT, as_manifest, categories, &text_value),
    LIST("provides", OPT, as_manifest, provides, &text_value),
    LIST("requires", OPT, as_manifest, requires, &text_value),
    LIST("after", OPT, as_manifest, after, &text_value),
    LIST("gazetteers", OPT, as_manifest, gazetteers, &gaz_value),
    LIST("kinds", OPT, as_manifest, kinds, &kind_value),
    LIST("capabilities", OPT, as_manifest, capabilities, &cap_value),
    CYAML_FIELD_MAPPING_PTR("limits", OPT, as_manifest, limits, limit_fields),
    LIST("config", OPT, as_manifest, config, &option_value),
    CYAML_FIELD_END};
static const cyaml_schema_value_t schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, as_manifest, fields)};

static bool is_name(const char *s)
{
    return s[0] >= 'a' && s[0] <= 'z' &&
           s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* MAJOR.MINOR.PATCH, maybe with -pre or +build (semver.org 2.0.0). */
static bool is_version(const char *s)
{
    for (int part = 0; part < 3; part++) {
        size_t n = strspn(s, "0123456789");
        if (n == 0 || n > 9 || (n > 1 && s[0] == '0')) {
            return false;
        }
        s += n;
        if (part < 2 && *s++ != '.') {
            return false;
        }
    }
    return *s == '\0' || ((*s == '-' || *s == '+') && s[1] != '\0');
}

/* The folder that a manifest lies in must bear its name. */
static bool is_folder_of(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return true;
    }
    const char *beg = slash;
    while (beg > path && beg[-1] != '/') {
        beg--;
    }
    const size_t n = (size_t)(slash - beg);
    return (n == 1 && *beg == '.') ||
           (n == strlen(name) && memcmp(beg, name, n) == 0);
}

static as_status check(const char *path, const as_manifest *m, as_err *err)
{
    if (!is_name(m->name)) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: name \"%s\": use a-z, 0-9 and -, a letter "
                          "first",
                          path, m->name);
    }
    if (!is_folder_of(path, m->name)) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: name \"%s\" is not that of its folder: rename "
                          "one of them",
                          path, m->name);
    }
    if (!is_version(m->version)) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: version \"%s\" is not like 1.2.3", path,
                          m->version);
    }
    for (uint32_t i = 0; i < m->n_capabilities; i++) {
        if (m->capabilities[i].reason[0] == '\0') {
            return as_err_set(err, AS_ESYNTAX,
                              "%s: capability \"%s\" needs a reason", path,
                              m->capabilities[i].name);
        }
    }
    return AS_OK;
}

as_status as_manifest_load(const char *path, as_manifest **out, as_err *err)
{
    void *data;
    as_status st = as_yaml_load(path, &schema, &data, err);
    if (st != AS_OK) {
        return st;
    }
    st = check(path, data, err);
    if (st != AS_OK) {
        as_yaml_free(&schema, data);
        return st;
    }
    *out = data;
    return AS_OK;
}

void as_manifest_free(as_manifest *m)
{
    as_yaml_free(&schema, m);
}

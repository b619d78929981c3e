/* manifest.c - plugin.yaml by a schema, then what a schema cannot say.
 *
 * Everything lies in one arena, the as_manifest too: `read` ties the two.
 * Each check names the place of the value, which is looked up only once it
 * failed. Refuses: unknown keys, a name that is not the folder's, a path that
 * leaves the folder, an API range that this program is not in. */
#include "io/manifest.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "io/file.h"
#include "io/gazfile.h"
#include "io/need.h"
#include "io/version.h"
#include "io/yaml_schema.h"

enum { WHERE_MAX = 128 };

static const cyaml_schema_value_t a_text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};

/* What the schema fills, in the arena. */
typedef struct read {
    as_manifest manifest; /* first: what the caller has points here */
    char **requires, **conflicts; /* as they are written */
    uint32_t n_requires, n_conflicts;
    as_arena *arena;
} read;

static const cyaml_strval_t matches[] = {
    {"norm", AS_GAZ_NORM},
    {"exact", AS_GAZ_EXACT},
    {"lemma", AS_GAZ_LEMMA},
};

static const cyaml_schema_field_t gaz_fields[] = {
    TEXT("name", 0, as_manifest_gaz, name),
    LIST("files", as_manifest_gaz, files, &a_text),
    TEXT("kind", OPTIONAL, as_manifest_gaz, kind),
    TEXT("label", OPTIONAL, as_manifest_gaz, label),
    CYAML_FIELD_ENUM("match", OPTIONAL | CYAML_FLAG_STRICT, as_manifest_gaz,
                     match, matches, 3),
    ANSWER("overlaps", OPTIONAL, as_manifest_gaz, overlaps),
    TEXT("inflect", OPTIONAL, as_manifest_gaz, inflect),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_gaz = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_manifest_gaz, gaz_fields),
};

static const cyaml_schema_field_t kind_fields[] = {
    TEXT("name", 0, as_manifest_kind, name),
    LIST("fields", as_manifest_kind, fields, &a_text),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_kind = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_manifest_kind, kind_fields),
};

static const cyaml_schema_field_t cap_fields[] = {
    TEXT("name", 0, as_manifest_cap, name),
    TEXT("reason", 0, as_manifest_cap, reason),
    TEXT("folder", OPTIONAL, as_manifest_cap, folder),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_cap = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_manifest_cap, cap_fields),
};

static const cyaml_schema_field_t limits_fields[] = {
    CYAML_FIELD_UINT("memory_mb", OPTIONAL, as_manifest_limits, memory_mb),
    CYAML_FIELD_UINT("seconds", OPTIONAL, as_manifest_limits, seconds),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t option_fields[] = {
    TEXT("name", 0, as_manifest_option, name),
    TEXT("type", 0, as_manifest_option, type),
    CYAML_FIELD_STRING_PTR("value", CYAML_FLAG_POINTER | OPTIONAL,
                           as_manifest_option, value, 0, CYAML_UNLIMITED),
    TEXT("doc", OPTIONAL, as_manifest_option, doc),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t an_option = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_manifest_option,
                        option_fields),
};

static const cyaml_schema_field_t fields[] = {
    TEXT("name", 0, as_manifest, name),
    TEXT("version", 0, as_manifest, version),
    TEXT("api", 0, as_manifest, api),
    TEXT("summary", 0, as_manifest, summary),
    TEXT("license", 0, as_manifest, license),
    TEXT("homepage", OPTIONAL, as_manifest, homepage),
    LIST("authors", as_manifest, authors, &a_text),
    LIST("categories", as_manifest, categories, &a_text),
    LIST("provides", as_manifest, provides, &a_text),
    LIST("requires", read, requires, &a_text),
    LIST("conflicts", read, conflicts, &a_text),
    LIST("modules", as_manifest, modules, &a_text),
    LIST("after", as_manifest, after, &a_text),
    LIST("before", as_manifest, before, &a_text),
    LIST("gazetteers", as_manifest, gazetteers, &a_gaz),
    LIST("models", as_manifest, models, &a_text),
    LIST("rules", as_manifest, rules, &a_text),
    LIST("kinds", as_manifest, kinds, &a_kind),
    LIST("capabilities", as_manifest, capabilities, &a_cap),
    CYAML_FIELD_MAPPING_PTR("limits", OPTIONAL, as_manifest, limits,
                            limits_fields),
    LIST("config", as_manifest, config, &an_option),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, read, fields),
};

typedef struct checker {
    const char *path;
    as_slice text;
    const as_manifest *m;
    as_arena *arena;
    as_err *err;
} checker;

/* ---- checks ------------------------------------------------------------- */

/* `PATH:LINE:COLUMN: what`, the place being that of `where`. */
static as_status bad(const checker *c, const char *where, const char *what)
{
    return as_yaml_fault(c->path, c->text, where, what, c->err);
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* [a-z][a-z0-9]*, and `also` behind the first letter. */
static bool is_name(const char *s, char also)
{
    if (!is_lower(*s)) {
        return false;
    }
    for (; *s != '\0'; s++) {
        if (!is_lower(*s) && !(*s >= '0' && *s <= '9') && *s != also) {
            return false;
        }
    }
    return true;
}

/* The last part of the path of the folder that `path` lies in. */
static bool is_folder(const char *path, const char *name)
{
    char *full = realpath(path, NULL);
    const char *slash = full ? strrchr(full, '/') : NULL;
    const char *given = strrchr(path, '/');
    bool same = slash == NULL;
    const size_t n = strlen(name);
    if (slash != NULL) {
        const size_t len = (size_t)(slash - full);
        same = len > n && full[len - n - 1] == '/' &&
               memcmp(full + len - n, name, n) == 0;
    }
    free(full);
    /* A link to the folder may bear the name instead. */
    if (!same && given != NULL) {
        const size_t len = (size_t)(given - path);
        same = len >= n && memcmp(given - n, name, n) == 0 &&
               (len == n || given[-(ptrdiff_t)n - 1] == '/');
    }
    return same;
}

static as_status check_head(const checker *c)
{
    char what[AS_ERR_MSG_MAX / 2];
    const as_manifest *m = c->m;
    if (!as_plugin_name_ok(m->name)) {
        return bad(c, "name",
                   "a plugin's name is lower-case letters, digits and -, "
                   "begins with a letter and has at most 64 of them");
    }
    if (!as_version_ok(m->version)) {
        return bad(c, "version", "a version is MAJOR.MINOR.PATCH, as in 1.0.2");
    }
    bool fits = false;
    if (!as_version_in(m->api, AS_VERSION, &fits)) {
        return bad(c, "api", "a range of versions is like \">=0.1 <1\"");
    }
    if (!fits) {
        (void)snprintf(what, sizeof what,
                       "needs API %.100s, and this is %s: get another version "
                       "of the plugin or of assay",
                       m->api, AS_VERSION);
        return bad(c, "api", what);
    }
    return AS_OK;
}

static as_status check_folder(const checker *c)
{
    char what[AS_ERR_MSG_MAX / 2];
    if (is_folder(c->path, c->m->name)) {
        return AS_OK;
    }
    (void)snprintf(what, sizeof what,
                   "the plugin is called \"%.100s\" and its folder is not: "
                   "rename one of them",
                   c->m->name);
    return bad(c, "name", what);
}

/* "NAME" or "NAME RANGE", once each, and not the plugin itself. */
static as_status check_need(const checker *c, const char *key, char *text,
                            const as_manifest_need *before, uint32_t i,
                            as_manifest_need *out)
{
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "%s.%u", key, i);
    if (!as_need_parse(text, out)) {
        return bad(c, where,
                   "a plugin's name is wanted, and a range of versions may "
                   "follow it, as in \"numbers >=0.1 <1\"");
    }
    for (uint32_t k = 0; k < i; k++) {
        if (strcmp(before[k].name, out->name) == 0) {
            return bad(c, where, "this plugin is named twice: keep one");
        }
    }
    return strcmp(out->name, c->m->name) != 0
               ? AS_OK
               : bad(c, where, "this is the plugin itself: leave it out");
}

/* The list at `key` as name and range, in the arena. */
static as_status check_needs(const checker *c, const char *key, char **texts,
                             uint32_t n, as_manifest_need **out)
{
    as_manifest_need *list = as_arena_zero(c->arena, n + 1u, sizeof *list);
    as_status st = list ? AS_OK : as_err_nomem(c->err);
    for (uint32_t i = 0; i < n && st == AS_OK; i++) {
        st = check_need(c, key, texts[i], list, i, &list[i]);
    }
    *out = list;
    return st;
}

/* A module: words joined by full stops, as `require` takes them. */
static as_status check_module(const checker *c, uint32_t i)
{
    char where[WHERE_MAX];
    const char *s = c->m->modules[i];
    bool start = true, good = true;
    for (; *s != '\0' && good; s++) {
        const bool part = isalnum((unsigned char)*s) || *s == '_' || *s == '-';
        good = part || (*s == '.' && !start);
        start = !part;
    }
    (void)snprintf(where, sizeof where, "modules.%u", i);
    return good && !start
               ? AS_OK
               : bad(c, where,
                     "a module is named as `require' takes it, as in "
                     "\"lib.words\" for lib/words.lua");
}

static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\r\n")] == '\0';
}

/* What may be asked for. The reason is for the user who is asked. */
static as_status check_capability(const checker *c, uint32_t i)
{
    static const char *const known[] = {"read", "write"};
    const as_manifest_cap *cap = &c->m->capabilities[i];
    char where[WHERE_MAX];
    bool is = false;
    (void)snprintf(where, sizeof where, "capabilities.%u.name", i);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        is = is || strcmp(cap->name, known[k]) == 0;
    }
    if (!is) {
        return bad(c, where,
                   "there is no such capability: read and write (files "
                   "beneath a folder) are those that there are");
    }
    for (uint32_t k = 0; k < i; k++) {
        if (strcmp(c->m->capabilities[k].name, cap->name) == 0) {
            return bad(c, where, "this capability is named twice: keep one");
        }
    }
    (void)snprintf(where, sizeof where, "capabilities.%u.reason", i);
    return !is_blank(cap->reason)
               ? AS_OK
               : bad(c, where,
                     "a reason is missing: say what the plugin does with it");
}

/* The default must be of the option's type. */
static as_status check_option(const checker *c, uint32_t i)
{
    const as_manifest_option *o = &c->m->config[i];
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "config.%u.name", i);
    if (!is_name(o->name, '_')) {
        return bad(c, where, "an option is lower-case letters, digits and _");
    }
    for (uint32_t k = 0; k < i; k++) {
        if (strcmp(c->m->config[k].name, o->name) == 0) {
            return bad(c, where, "this name is taken: choose another");
        }
    }
    (void)snprintf(where, sizeof where, "config.%u.type", i);
    if (as_manifest_type(o->type) == AS_OPTION_NONE) {
        return bad(c, where, "a type is text, number or boolean");
    }
    (void)snprintf(where, sizeof where, "config.%u.value", i);
    return o->value == NULL || as_manifest_value_ok(o, o->value)
               ? AS_OK
               : bad(c, where, "the value is not of the option's type");
}

static bool is_table(const char *file)
{
    const char *dot = strrchr(file, '.');
    return as_file_inside(file) && dot != NULL && strcmp(dot, ".tsv") == 0;
}

static as_status check_gaz_files(const checker *c, uint32_t i)
{
    const as_manifest_gaz *g = &c->m->gazetteers[i];
    char where[WHERE_MAX];
    if (g->n_files == 0) {
        (void)snprintf(where, sizeof where, "gazetteers.%u.files", i);
        return bad(c, where, "no file: name at least one");
    }
    for (uint32_t f = 0; f < g->n_files; f++) {
        (void)snprintf(where, sizeof where, "gazetteers.%u.files.%u", i, f);
        if (!as_file_inside(g->files[f])) {
            return bad(c, where, "a path within the plugin's folder is wanted");
        }
        if (!as_gazfile_is(g->files[f])) {
            return bad(c, where,
                       "a gazetteer is a .yaml, .yml, .tsv or .jsonl file");
        }
    }
    (void)snprintf(where, sizeof where, "gazetteers.%u.inflect", i);
    if (g->inflect != NULL && !is_table(g->inflect)) {
        return bad(c, where,
                   "a .tsv file within the plugin's folder is wanted, with "
                   "the columns ending and form");
    }
    return AS_OK;
}

static as_status check_gaz(const checker *c, uint32_t i)
{
    const as_manifest_gaz *g = c->m->gazetteers;
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "gazetteers.%u.name", i);
    if (!is_name(g[i].name, '-')) {
        return bad(c, where,
                   "a gazetteer's name is lower-case letters, digits and -");
    }
    for (uint32_t j = 0; j < i; j++) {
        if (strcmp(g[i].name, g[j].name) == 0) {
            return bad(c, where, "this name is taken: choose another");
        }
    }
    (void)snprintf(where, sizeof where, "gazetteers.%u.kind", i);
    /* As with rules: a kind that begins with _ is between plugins. */
    if (g[i].kind != NULL &&
        !is_name(g[i].kind + (g[i].kind[0] == '_'), '_')) {
        return bad(c, where,
                   "a kind is lower-case letters, digits and _, as entity");
    }
    return check_gaz_files(c, i);
}

static as_status check_model(const checker *c, uint32_t i)
{
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "models.%u", i);
    return as_file_inside(c->m->models[i])
               ? AS_OK
               : bad(c, where, "a path within the plugin's folder is wanted");
}

static as_status check_before(const checker *c, uint32_t i)
{
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "before.%u", i);
    return strcmp(c->m->before[i], "actors") == 0
               ? AS_OK
               : bad(c, where, "the one stage to run before is actors");
}

static as_status check_rules(const checker *c, uint32_t i)
{
    const char *file = c->m->rules[i];
    const char *dot = strrchr(file, '.');
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "rules.%u", i);
    if (as_file_inside(file) && dot != NULL &&
        (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0)) {
        return AS_OK;
    }
    return bad(c, where,
               "a .yaml file within the plugin's folder is wanted");
}

static bool is_reserved(const char *field)
{
    static const char *const names[] = {"doc", "kind", "start",
                                        "end", "text", "rule"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(field, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static as_status check_kind(const checker *c, uint32_t i)
{
    const as_manifest_kind *k = &c->m->kinds[i];
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "kinds.%u.name", i);
    if (!is_name(k->name, '_')) {
        return bad(c, where,
                   "a kind is lower-case letters, digits and _, as entity");
    }
    for (uint32_t f = 0; f < k->n_fields; f++) {
        (void)snprintf(where, sizeof where, "kinds.%u.fields.%u", i, f);
        if (!is_name(k->fields[f], '_')) {
            return bad(c, where,
                       "a field is lower-case letters, digits and _");
        }
        if (is_reserved(k->fields[f])) {
            return bad(c, where,
                       "every record has doc, kind, start, end, text and rule "
                       "already: choose another name");
        }
    }
    return AS_OK;
}

static as_status check_limits(const checker *c)
{
    const as_manifest_limits *l = c->m->limits;
    if (l != NULL && l->memory_mb > AS_LIMIT_MEMORY_MB) {
        return bad(c, "limits.memory_mb", "at most 4096 (MiB)");
    }
    if (l != NULL && l->seconds > AS_LIMIT_SECONDS) {
        return bad(c, "limits.seconds", "at most 600");
    }
    return AS_OK;
}

typedef as_status (*check_fn)(const checker *c, uint32_t i);

static as_status check(const checker *c, read *r)
{
    as_status st = check_head(c);
    if (st == AS_OK) {
        st = check_needs(c, "requires", r->requires, r->n_requires,
                         &r->manifest.requires);
        r->manifest.n_requires = r->n_requires;
    }
    if (st == AS_OK) {
        st = check_needs(c, "conflicts", r->conflicts, r->n_conflicts,
                         &r->manifest.conflicts);
        r->manifest.n_conflicts = r->n_conflicts;
    }
    st = st == AS_OK ? check_limits(c) : st;
    const struct {
        uint32_t n;
        check_fn one;
    } lists[] = {
        {c->m->n_gazetteers, check_gaz}, {c->m->n_models, check_model},
        {c->m->n_before, check_before},  {c->m->n_rules, check_rules},
        {c->m->n_kinds, check_kind},     {c->m->n_modules, check_module},
        {c->m->n_config, check_option},
        {c->m->n_capabilities, check_capability},
    };
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        for (uint32_t i = 0; i < lists[k].n && st == AS_OK; i++) {
            st = lists[k].one(c, i);
        }
    }
    return st;
}

/* ---- reading ------------------------------------------------------------ */

static as_status read_text(const char *path, as_slice text, bool any_folder,
                           as_manifest **out, as_err *err)
{
    as_arena *arena = as_arena_new();
    if (arena == NULL) {
        return as_err_nomem(err);
    }
    void *data = NULL;
    as_status st = as_yaml_load(path, text, &schema, NULL, arena, &data, err);
    if (st == AS_OK) {
        read *r = data;
        const checker c = {path, text, &r->manifest, arena, err};
        r->arena = arena;
        st = check(&c, r);
        st = st == AS_OK && !any_folder ? check_folder(&c) : st;
        *out = st == AS_OK ? &r->manifest : *out;
    }
    if (st != AS_OK) {
        as_arena_free(arena);
    }
    return st;
}

as_status as_manifest_read(const char *path, as_slice text, as_manifest **out,
                           as_err *err)
{
    return read_text(path, text, true, out, err);
}

as_status as_manifest_load(const char *path, as_manifest **out, as_err *err)
{
    as_buf text = {0};
    as_status st = as_file_read(path, AS_MANIFEST_MAX, &text, err);
    if (st == AS_OK) {
        st = read_text(path, as_buf_slice(&text), false, out, err);
    }
    as_buf_clear(&text);
    return st;
}

void as_manifest_free(as_manifest *m)
{
    if (m != NULL) {
        as_arena_free(((read *)m)->arena);
    }
}

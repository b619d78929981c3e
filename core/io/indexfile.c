/* indexfile.c - see indexfile.h. Read by a schema, then what a schema cannot
 * say. Somebody else wrote it: what it names is checked where it is used. */
#include "io/indexfile.h"

#include <stdio.h>
#include <string.h>

#include "io/file.h"
#include "io/version.h"
#include "io/yaml_schema.h"

enum { WHERE_MAX = 64 };

static const cyaml_schema_value_t a_text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t release_fields[] = {
    TEXT("version", 0, as_index_release, version),
    TEXT("source", OPTIONAL, as_index_release, source),
    TEXT("ref", OPTIONAL, as_index_release, ref),
    TEXT("file", OPTIONAL, as_index_release, file),
    TEXT("commit", OPTIONAL, as_index_release, commit),
    TEXT("tree", OPTIONAL, as_index_release, tree),
    TEXT("api", OPTIONAL, as_index_release, api),
    LIST("requires", as_index_release, requires_text, &a_text),
    LIST("conflicts", as_index_release, conflicts_text, &a_text),
    TEXT("signer", OPTIONAL, as_index_release, signer),
    TEXT("yanked", OPTIONAL, as_index_release, yanked),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_release = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_index_release, release_fields),
};

/* With the arena behind it. */
typedef struct held {
    as_index_entry entry; /* first: what the caller has points here */
    as_arena *arena;
} held;

static const cyaml_schema_field_t fields[] = {
    TEXT("name", 0, as_index_entry, name),
    TEXT("summary", 0, as_index_entry, summary),
    TEXT("license", OPTIONAL, as_index_entry, license),
    TEXT("homepage", OPTIONAL, as_index_entry, homepage),
    LIST("categories", as_index_entry, categories, &a_text),
    LIST("releases", as_index_entry, releases, &a_release),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, held, fields),
};

typedef struct checker {
    const char *path;
    as_slice text;
    as_arena *arena;
    as_err *err;
    uint32_t release; /* the one that is looked at */
} checker;

/* Of a field of the release, or (`i`) of an item in it. */
static as_status bad(const checker *c, const char *field, int i,
                     const char *what)
{
    char where[WHERE_MAX];
    const int n = snprintf(where, sizeof where, "releases.%u.%s", c->release, field);
    if (i >= 0) {
        (void)snprintf(where + n, sizeof where - (size_t)n, ".%d", i);
    }
    return as_yaml_fault(c->path, c->text, where, what, c->err);
}

static as_status needs(const checker *c, const char *field, char **texts,
                       uint32_t n, as_manifest_need **out)
{
    as_manifest_need *list = as_arena_zero(c->arena, n + 1u, sizeof *list);
    if (list == NULL) {
        return as_err_nomem(c->err);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!as_need_parse(texts[i], &list[i])) {
            return bad(c, field, (int)i,
                       "a plugin's name is wanted, and a range of versions "
                       "may follow it, as in \"numbers >=0.1 <1\"");
        }
    }
    *out = list;
    return AS_OK;
}

static as_status check_release(const checker *c, as_index_release *r)
{
    bool fits;
    if (!as_version_ok(r->version)) {
        return bad(c, "version", -1,
                   "a version is MAJOR.MINOR.PATCH, as in 1.0.2");
    }
    if (r->source == NULL && r->file == NULL) {
        return bad(c, "version", -1,
                   "nothing says where this release is: give it a source or "
                   "a file");
    }
    if (r->file != NULL && !as_file_inside(r->file)) {
        return bad(c, "file", -1, "a path within the index is wanted");
    }
    if (r->commit != NULL && !as_commit_ok(as_slice_str(r->commit))) {
        return bad(c, "commit", -1, "a commit is 40 or 64 hexadecimal digits");
    }
    if (r->tree != NULL && !as_hash_ok(as_slice_str(r->tree))) {
        return bad(c, "tree", -1, "a hash is 64 hexadecimal digits");
    }
    if (r->api != NULL && !as_version_in(r->api, AS_VERSION, &fits)) {
        return bad(c, "api", -1, "a range of versions is like \">=0.1 <1\"");
    }
    as_status st = needs(c, "requires", r->requires_text, r->n_requires_text,
                         &r->requires);
    return st == AS_OK ? needs(c, "conflicts", r->conflicts_text,
                               r->n_conflicts_text, &r->conflicts)
                       : st;
}

static as_status check(checker *c, as_index_entry *e)
{
    as_status st = AS_OK;
    if (!as_plugin_name_ok(e->name)) {
        return as_yaml_fault(c->path, c->text, "name",
                             "a plugin's name is lower-case letters, digits "
                             "and -, and begins with a letter",
                             c->err);
    }
    for (uint32_t i = 0; i < e->n_releases && st == AS_OK; i++) {
        c->release = i;
        st = check_release(c, &e->releases[i]);
    }
    return st;
}

as_status as_index_entry_read(const char *path, as_slice text,
                              as_index_entry **out, as_err *err)
{
    as_arena *arena = as_arena_new();
    if (arena == NULL) {
        return as_err_nomem(err);
    }
    void *data = NULL;
    as_status st = as_yaml_load(path, text, &schema, NULL, arena, &data, err);
    if (st == AS_OK) {
        checker c = {path, text, arena, err, 0};
        st = check(&c, &((held *)data)->entry);
    }
    if (st != AS_OK) {
        as_arena_free(arena);
        return st;
    }
    held *h = data;
    h->arena = arena;
    *out = &h->entry;
    return AS_OK;
}

void as_index_entry_free(as_index_entry *entry)
{
    if (entry != NULL) {
        as_arena_free(((held *)entry)->arena);
    }
}

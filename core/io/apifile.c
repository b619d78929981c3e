/* apifile.c - see apifile.h. Read by a schema, then what a schema cannot say:
 * names that can be typed, none twice, and no parameters of what is not
 * called. Whether a name exists is asked where there is a Lua state. */
#include "io/apifile.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "io/version.h"
#include "io/yaml_schema.h"

enum { WHERE_MAX = 64 };

static const cyaml_strval_t kinds[] = {
    {"command", AS_API_COMMAND}, {"function", AS_API_FUNCTION},
    {"method", AS_API_METHOD},   {"field", AS_API_FIELD},
    {"type", AS_API_TYPE},       {"topic", AS_API_TOPIC},
    {"part", AS_API_PART}};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

static const cyaml_schema_field_t value_fields[] = {
    TEXT("name", 0, as_api_value, name),
    TEXT("type", 0, as_api_value, type),
    ANSWER("optional", OPTIONAL, as_api_value, optional),
    TEXT("doc", OPTIONAL, as_api_value, doc),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_api_value, value_fields),
};

static const cyaml_schema_field_t result_fields[] = {
    TEXT("type", 0, as_api_value, type),
    TEXT("name", OPTIONAL, as_api_value, name),
    ANSWER("optional", OPTIONAL, as_api_value, optional),
    TEXT("doc", OPTIONAL, as_api_value, doc),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t a_result = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_api_value, result_fields),
};

static const cyaml_schema_field_t entry_fields[] = {
    TEXT("name", 0, as_api_entry, name),
    CYAML_FIELD_ENUM("kind", CYAML_FLAG_STRICT, as_api_entry, kind, kinds,
                     N_KINDS),
    TEXT("call", OPTIONAL, as_api_entry, call),
    TEXT("summary", 0, as_api_entry, summary),
    TEXT("doc", OPTIONAL, as_api_entry, doc),
    LIST("params", as_api_entry, params, &a_value),
    LIST("returns", as_api_entry, returns, &a_result),
    LIST("fields", as_api_entry, fields, &a_value),
    TEXT("extends", OPTIONAL, as_api_entry, extends),
    TEXT("since", OPTIONAL, as_api_entry, since),
    TEXT("capability", OPTIONAL, as_api_entry, capability),
    TEXT("example", OPTIONAL, as_api_entry, example),
    TEXT("prints", OPTIONAL, as_api_entry, prints),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t an_entry = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, as_api_entry, entry_fields),
};
static const cyaml_schema_value_t schema = {
    CYAML_VALUE_SEQUENCE(CYAML_FLAG_POINTER, as_api_entry, &an_entry, 0,
                         CYAML_UNLIMITED),
};

/* With the arena behind it. */
typedef struct held {
    as_api_file file; /* first: what the caller has points here */
    as_arena *arena;
} held;

typedef struct checker {
    const char *path;
    as_slice text;
    as_err *err;
    uint32_t at; /* the entry that is looked at */
} checker;

static as_status bad(const checker *c, const char *field, const char *what)
{
    char where[WHERE_MAX];
    (void)snprintf(where, sizeof where, "%u.%s", c->at, field);
    return as_yaml_fault(c->path, c->text, where, what, c->err);
}

const char *as_api_kind_name(as_api_kind kind)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        if (kinds[i].val == (int64_t)kind) {
            return kinds[i].str;
        }
    }
    return "";
}

static bool is_called(const as_api_entry *e)
{
    return e->kind == AS_API_COMMAND || e->kind == AS_API_FUNCTION ||
           e->kind == AS_API_METHOD;
}

/* Names joined by full stops; a colon before a method's. "#" stands before a
 * type's length. Topics may have blanks and dashes, as in "keys". */
static bool name_ok(const as_api_entry *e)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    static const char digits[] = "0123456789";
    const char *p = e->name + (e->name[0] == '#');
    bool colon = false;
    for (;; p++) {
        const size_t first = strspn(p, letters);
        if (first == 0) {
            return false;
        }
        p += first;
        p += strspn(p, digits);
        while (strspn(p, letters) > 0 || strspn(p, digits) > 0) {
            p++;
        }
        if (*p == '\0') {
            return colon == (e->kind == AS_API_METHOD);
        }
        if (colon || (*p != '.' && *p != ':')) {
            return false;
        }
        colon = *p == ':';
    }
}

/* The word of a parameter's name; "..." takes any number. */
static bool param_ok(const char *name)
{
    return strcmp(name, "...") == 0 || strpbrk(name, " .:()[]{},\"'") == NULL;
}

static as_status check_entry(const checker *c, const as_api_entry *e)
{
    if (e->kind != AS_API_TOPIC && e->kind != AS_API_PART && !name_ok(e)) {
        return bad(c, "name",
                   "a name is written as it is typed: kwic, rules.add, doc.id; "
                   "that of a method, and no other, has a colon: doc:find");
    }
    if (strchr(e->summary, '\n') != NULL) {
        return bad(c, "summary", "a summary is one line: move the rest to doc");
    }
    if (e->n_params > 0 && !is_called(e)) {
        return bad(c, "params", "only commands, functions and methods have "
                                "parameters: leave them out");
    }
    if (e->extends != NULL && e->kind != AS_API_TYPE) {
        return bad(c, "extends", "only types extend others: leave it out");
    }
    if (e->n_fields > 0 && e->kind != AS_API_TYPE) {
        return bad(c, "fields", "only types have fields: make this a type");
    }
    if (e->kind == AS_API_FIELD && e->n_returns != 1) {
        return bad(c, "name", "a field says what it is by one type under "
                              "returns: add it");
    }
    if (e->prints != NULL && e->example == NULL) {
        return bad(c, "prints", "there is no example that could print this: "
                                "add one");
    }
    if (e->since != NULL && !as_version_ok(e->since)) {
        return bad(c, "since", "a version is MAJOR.MINOR.PATCH, as in 0.2.0");
    }
    for (uint32_t i = 0; i < e->n_params; i++) {
        if (!param_ok(e->params[i].name)) {
            return bad(c, "params", "a parameter's name is one word, or ...");
        }
    }
    return AS_OK;
}

/* A type, a topic and a command may share a name, two of a kind may not. */
static char space_of(const as_api_entry *e)
{
    return e->kind == AS_API_TYPE    ? 't'
           : e->kind == AS_API_TOPIC ? 'h'
           : e->kind == AS_API_PART  ? 'p'
                                     : 'n';
}

static as_status check_twice(const checker *c, const as_api_entry *e,
                             as_map *seen, as_buf *key)
{
    key->n = 0;
    as_status st = as_buf_add_byte(key, space_of(e), c->err);
    if (st == AS_OK) {
        st = as_buf_add_slice(key, as_slice_str(e->name), c->err);
    }
    if (st != AS_OK) {
        return st;
    }
    uint64_t before;
    if (as_map_find(seen, as_buf_slice(key), &before)) {
        return bad(c, "name", "this is described above: keep one");
    }
    return as_map_set(seen, as_buf_slice(key), 1, c->err);
}

static as_status check(checker *c, const as_api_file *f)
{
    as_map *seen = as_map_new();
    as_buf key = {0};
    as_status st = seen ? AS_OK : as_err_nomem(c->err);
    for (uint32_t i = 0; i < f->n_entries && st == AS_OK; i++) {
        c->at = i;
        st = check_entry(c, &f->entries[i]);
        if (st == AS_OK) {
            st = check_twice(c, &f->entries[i], seen, &key);
        }
    }
    as_buf_clear(&key);
    as_map_free(seen);
    return st;
}

as_status as_api_file_read(const char *path, as_slice text, as_api_file **out,
                           as_err *err)
{
    as_arena *arena = as_arena_new();
    held *h = arena ? as_arena_zero(arena, 1, sizeof *h) : NULL;
    as_status st = h ? AS_OK : as_err_nomem(err);
    void *entries = NULL;
    if (st == AS_OK) {
        h->arena = arena;
        st = as_yaml_load_list(path, text, &schema, NULL, arena, &entries,
                               &h->file.n_entries, err);
    }
    if (st == AS_OK) {
        checker c = {path, text, err, 0};
        h->file.entries = entries;
        st = check(&c, &h->file);
    }
    if (st != AS_OK) {
        as_arena_free(arena);
        return st;
    }
    *out = &h->file;
    return AS_OK;
}

void as_api_file_free(as_api_file *file)
{
    if (file != NULL) {
        as_arena_free(((held *)file)->arena);
    }
}

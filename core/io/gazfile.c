/* gazfile.c - entries of gazetteers from files to a builder.
 *
 * YAML goes through a schema; TSV is split by hand, so that a wrong cell is
 * named by line and column. Both end in `add`, which turns a file's idea of
 * an entry into a builder's. Cost: linear; a YAML file is in memory as bytes
 * and as entries at once. Refuses: files above YAML_MAX or TSV_MAX bytes. */
#include "io/gazfile.h"

#include <stdio.h>
#include <string.h>

#include "base/vec.h"
#include "io/file.h"
#include "io/gazfile_int.h"
#include "io/yaml.h"
#include "text/utf8.h"

enum { YAML_MAX = 64 << 20, TSV_MAX = 1 << 30, COLUMNS_MAX = 64 };

/* ---- YAML ------------------------------------------------------------------ */

typedef struct extra {
    char *name, *value;
} extra;

typedef enum entry_match {
    MATCH_DEFAULT, /* as the manifest says */
    MATCH_NORM,
    MATCH_EXACT
} entry_match;

typedef struct entry {
    char *text;
    char **also;
    uint32_t n_also;
    char *label, *name, *country;
    entry_match match;
    extra *fields;
    uint32_t n_fields;
} entry;

typedef struct list {
    entry *entries;
    uint32_t n_entries;
    char **words;
    uint32_t n_words;
} list;

#define OPT (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define TEXT(key, flags, of)                                                   \
    CYAML_FIELD_STRING_PTR(#key, flags, of, key, 1, CYAML_UNLIMITED)
#define LIST(key, of, schema)                                                  \
    CYAML_FIELD_SEQUENCE_COUNT(#key, OPT, of, key, n_##key, schema, 0,         \
                               CYAML_UNLIMITED)

static const cyaml_schema_value_t text_value = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, CYAML_UNLIMITED)};
static const cyaml_strval_t matches[] = {{"norm", MATCH_NORM},
                                         {"exact", MATCH_EXACT}};
static const cyaml_schema_field_t extra_fields[] = {
    TEXT(name, CYAML_FLAG_POINTER, extra),
    TEXT(value, CYAML_FLAG_POINTER, extra), CYAML_FIELD_END};
static const cyaml_schema_value_t extra_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, extra, extra_fields)};
static const cyaml_schema_field_t entry_fields[] = {
    TEXT(text, CYAML_FLAG_POINTER, entry),
    LIST(also, entry, &text_value),
    TEXT(label, OPT, entry),
    TEXT(name, OPT, entry),
    TEXT(country, OPT, entry),
    CYAML_FIELD_ENUM("match", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, entry,
                     match, matches, 2),
    LIST(fields, entry, &extra_value),
    CYAML_FIELD_END};
static const cyaml_schema_value_t entry_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, entry, entry_fields)};
static const cyaml_schema_field_t list_fields[] = {
    LIST(entries, list, &entry_value), LIST(words, list, &text_value),
    CYAML_FIELD_END};
static const cyaml_schema_value_t list_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, list, list_fields)};

/* ---- to the builder ---------------------------------------------------------- */

typedef AS_VEC(as_feature) features;

typedef struct target {
    const char *path;
    const as_gazfile_defaults *def;
    as_gaz_builder *builder;
    features fields; /* of the entry at hand */
} target;

static as_status field(target *t, as_slice key, as_slice value, as_err *err)
{
    as_feature *f = as_vec_push(&t->fields, err);
    if (f == NULL) {
        return AS_ENOMEM;
    }
    *f = (as_feature){key, {.type = AS_VAL_TEXT, .text = value}};
    return AS_OK;
}

static as_status add(target *t, as_slice text, as_slice label,
                     as_gaz_match match, as_err *err)
{
    const as_gaz_entry e = {
        .text = text,
        .match = match,
        .label = label.n ? label : t->def->label,
        .fields = t->fields.v,
        .n_fields = t->fields.n,
    };
    return as_gaz_builder_add(t->builder, &e, err);
}

static as_gaz_match match_of(const target *t, entry_match m)
{
    return m == MATCH_DEFAULT ? t->def->match
           : m == MATCH_EXACT ? AS_GAZ_EXACT
                              : AS_GAZ_NORM;
}

/* The fields of a YAML entry, in the order of a record. */
static as_status collect(target *t, const entry *e, as_err *err)
{
    as_status st = AS_OK;
    t->fields.n = 0;
    if (e->name) {
        st = field(t, AS_LIT("name"), as_slice_str(e->name), err);
    }
    if (st == AS_OK && e->country) {
        st = field(t, AS_LIT("country"), as_slice_str(e->country), err);
    }
    for (uint32_t i = 0; i < e->n_fields && st == AS_OK; i++) {
        st = field(t, as_slice_str(e->fields[i].name),
                   as_slice_str(e->fields[i].value), err);
    }
    return st;
}

/* The builder knows what is wrong with an entry, and the text where it is:
 * `key`.`i` or its `also`.`k` (-1: its text). */
static as_status misplaced(const target *t, as_slice yaml, const char *key,
                           uint32_t i, int64_t k, as_status st, as_err *err)
{
    char where[64];
    size_t line = 1, column = 1;
    if (st == AS_OK || st == AS_ENOMEM) {
        return st;
    }
    if (key[0] == 'w') {
        (void)snprintf(where, sizeof where, "words.%u", i);
    } else if (k < 0) {
        (void)snprintf(where, sizeof where, "entries.%u.text", i);
    } else {
        (void)snprintf(where, sizeof where, "entries.%u.also.%u", i,
                       (unsigned)k);
    }
    (void)as_yaml_find(yaml, where, &line, &column);
    as_err_prefix(err, "%s:%zu:%zu: ", t->path, line, column);
    return st;
}

static as_status add_entry(target *t, as_slice yaml, const entry *e,
                           uint32_t i, as_err *err)
{
    const as_slice label = as_slice_str(e->label);
    const as_gaz_match match = match_of(t, e->match);
    as_status st = collect(t, e, err);
    if (st == AS_OK) {
        st = add(t, as_slice_str(e->text), label, match, err);
        st = misplaced(t, yaml, "entries", i, -1, st, err);
    }
    for (uint32_t k = 0; k < e->n_also && st == AS_OK; k++) {
        st = add(t, as_slice_str(e->also[k]), label, match, err);
        st = misplaced(t, yaml, "entries", i, k, st, err);
    }
    return st;
}

static as_status add_words(target *t, as_slice yaml, const list *l,
                           as_err *err)
{
    as_status st = AS_OK;
    t->fields.n = 0;
    for (uint32_t i = 0; i < l->n_words && st == AS_OK; i++) {
        st = add(t, as_slice_str(l->words[i]), (as_slice){NULL, 0},
                 t->def->match, err);
        st = misplaced(t, yaml, "words", i, -1, st, err);
    }
    return st;
}

static as_status read_yaml(target *t, as_slice yaml, as_err *err)
{
    as_arena *arena = as_arena_new();
    if (arena == NULL) {
        return as_err_nomem(err);
    }
    void *data = NULL;
    as_status st = as_yaml_load(t->path, yaml, &list_value,
                                "plain words go under `words:`, with fields "
                                "under `entries:`",
                                arena, &data, err);
    const list *l = data;
    for (uint32_t i = 0; st == AS_OK && i < l->n_entries; i++) {
        st = add_entry(t, yaml, &l->entries[i], i, err);
    }
    if (st == AS_OK) {
        st = add_words(t, yaml, l, err);
    }
    as_arena_free(arena);
    return st;
}

/* ---- TSV --------------------------------------------------------------------- */

typedef enum role { ROLE_FIELD, ROLE_TEXT, ROLE_LABEL, ROLE_MATCH } role;

typedef struct table {
    as_slice names[COLUMNS_MAX];
    role roles[COLUMNS_MAX];
    size_t n; /* columns; 0: the header was not read yet */
    size_t line;
} table;

static as_status wrong(const target *t, size_t line, size_t column,
                       const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s:%zu:%zu: %s", t->path, line,
                      column, what);
}

/* Cells of `row`; more than COLUMNS_MAX are counted, not kept. */
static size_t split(as_slice row, as_slice cells[COLUMNS_MAX])
{
    size_t n = 0;
    for (;;) {
        const char *tab = row.n ? memchr(row.p, '\t', row.n) : NULL;
        const size_t len = tab ? (size_t)(tab - row.p) : row.n;
        if (n < COLUMNS_MAX) {
            cells[n] = as_slice_of(row.p, len);
        }
        n++;
        if (tab == NULL) {
            return n;
        }
        row = as_slice_of(row.p + len + 1, row.n - len - 1);
    }
}

static as_status read_head(const target *t, as_slice row, table *tab,
                           as_err *err)
{
    bool has_text = false;
    const size_t n = split(row, tab->names);
    if (n > COLUMNS_MAX) {
        return wrong(t, tab->line, 1, "more than 64 columns", err);
    }
    for (size_t i = 0; i < n; i++) {
        const as_slice name = tab->names[i];
        const size_t column = (size_t)(name.p - row.p) + 1;
        if (name.n == 0) {
            return wrong(t, tab->line, column, "a column without a name", err);
        }
        for (size_t k = 0; k < i; k++) {
            if (as_slice_eq(tab->names[k], name)) {
                return wrong(t, tab->line, column,
                             "a column name stands twice", err);
            }
        }
        tab->roles[i] = as_slice_eq(name, AS_LIT("text"))    ? ROLE_TEXT
                        : as_slice_eq(name, AS_LIT("label")) ? ROLE_LABEL
                        : as_slice_eq(name, AS_LIT("match")) ? ROLE_MATCH
                                                             : ROLE_FIELD;
        has_text |= tab->roles[i] == ROLE_TEXT;
    }
    if (!has_text) {
        return wrong(t, tab->line, 1,
                     "no column \"text\" in the first line: name the columns "
                     "there",
                     err);
    }
    tab->n = n;
    return AS_OK;
}

static as_status read_row(target *t, as_slice row, const table *tab,
                          as_err *err)
{
    as_slice cells[COLUMNS_MAX], text = {0}, label = {0};
    as_gaz_match match = t->def->match;
    const size_t n = split(row, cells);
    if (n > tab->n) {
        return wrong(t, tab->line, 1, "more cells than columns", err);
    }
    t->fields.n = 0;
    as_status st = AS_OK;
    for (size_t i = 0; i < n && st == AS_OK; i++) {
        const as_slice cell = cells[i];
        if (tab->roles[i] == ROLE_TEXT) {
            text = cell;
        } else if (tab->roles[i] == ROLE_LABEL) {
            label = cell;
        } else if (tab->roles[i] == ROLE_FIELD && cell.n) {
            st = field(t, tab->names[i], cell, err);
        } else if (as_slice_eq(cell, AS_LIT("exact"))) {
            match = AS_GAZ_EXACT;
        } else if (as_slice_eq(cell, AS_LIT("norm"))) {
            match = AS_GAZ_NORM;
        } else if (cell.n) {
            st = wrong(t, tab->line, (size_t)(cell.p - row.p) + 1,
                       "match must be exact or norm", err);
        }
    }
    if (st == AS_OK && text.n == 0) {
        st = wrong(t, tab->line, 1, "the text is missing", err);
    }
    if (st == AS_OK) {
        st = add(t, text, label, match, err);
        if (st != AS_OK && st != AS_ENOMEM) {
            as_err_prefix(err, "%s:%zu:1: ", t->path, tab->line);
        }
    }
    return st;
}

static as_status read_table(target *t, as_slice text, as_err *err)
{
    table tab = {0};
    as_status st = AS_OK;
    for (size_t at = 0; at < text.n && st == AS_OK;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        const size_t end = nl ? (size_t)(nl - text.p) : text.n;
        as_slice row = as_slice_of(text.p + at, end - at);
        at = end + 1;
        tab.line++;
        if (row.n && row.p[row.n - 1] == '\r') {
            row.n--;
        }
        if (row.n == 0 || row.p[0] == '#') {
            continue;
        }
        st = tab.n ? read_row(t, row, &tab, err)
                   : read_head(t, row, &tab, err);
    }
    if (st == AS_OK && tab.n == 0) {
        st = wrong(t, 1, 1, "no header line naming the columns", err);
    }
    return st;
}

static as_status read_tsv(target *t, as_slice text, as_err *err)
{
    const size_t valid = as_utf8_valid(text);
    if (valid < text.n) {
        size_t line, column;
        as_text_place(text, valid, &line, &column);
        return wrong(t, line, column, "not UTF-8: convert it with iconv", err);
    }
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) {
        text = as_slice_of(text.p + 3, text.n - 3);
    }
    return read_table(t, text, err);
}

/* ---- files ------------------------------------------------------------------ */

static bool ends_in(const char *path, const char *ending)
{
    const size_t n = strlen(path);
    const size_t m = strlen(ending);
    return n > m && strcmp(path + n - m, ending) == 0;
}

as_status gazfile_read(const char *path, as_slice text,
                       const as_gazfile_defaults *def, as_gaz_builder *b,
                       as_err *err)
{
    target t = {.path = path, .def = def, .builder = b};
    as_status st;
    if (ends_in(path, ".tsv")) {
        st = read_tsv(&t, text, err);
    } else {
        st = read_yaml(&t, text, err);
    }
    as_vec_clear(&t.fields);
    return st;
}

as_status as_gazfile_load(const char *path, const as_gazfile_defaults *def,
                          as_gaz_builder *b, as_err *err)
{
    const bool is_table = ends_in(path, ".tsv");
    if (!is_table && !ends_in(path, ".yaml") && !ends_in(path, ".yml")) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: a gazetteer is a .yaml, .yml or .tsv file",
                          path);
    }
    as_buf text = {0};
    as_status st =
        as_file_read(path, is_table ? TSV_MAX : YAML_MAX, &text, err);
    if (st == AS_OK) {
        st = gazfile_read(path, as_buf_slice(&text), def, b, err);
    }
    as_buf_clear(&text);
    return st;
}

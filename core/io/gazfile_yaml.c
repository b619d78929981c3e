/* gazfile_yaml.c - gazetteer entries from YAML, through a schema.
 * Cost: linear; a file is in memory as bytes and as entries at once. */
#include <stdio.h>

#include "io/gazfile_int.h"
#include "io/yaml.h"

/* ---- YAML --------------------------------------------------------------- */

typedef struct extra {
    char *name, *value;
} extra;

typedef enum entry_match {
    MATCH_DEFAULT, /* as the manifest says */
    MATCH_NORM,
    MATCH_EXACT,
    MATCH_LEMMA
} entry_match;

typedef struct entry {
    char *text;
    char **also;
    uint32_t n_also;
    char *label, *name, *country;
    entry_match match;
    bool *inflect; /* NULL: yes */
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
                                         {"exact", MATCH_EXACT},
                                         {"lemma", MATCH_LEMMA}};
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
                     match, matches, 3),
    CYAML_FIELD_ENUM_PTR("inflect", OPT | CYAML_FLAG_STRICT, entry, inflect,
                         as_yaml_answers, AS_YAML_ANSWERS),
    LIST(fields, entry, &extra_value),
    CYAML_FIELD_END};
static const cyaml_schema_value_t entry_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, entry, entry_fields)};
static const cyaml_schema_field_t list_fields[] = {
    LIST(entries, list, &entry_value), LIST(words, list, &text_value),
    CYAML_FIELD_END};
static const cyaml_schema_value_t list_value = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, list, list_fields)};

/* ---- to the builder ----------------------------------------------------- */

typedef gazfile_target target;

static as_status field(target *t, as_slice key, as_slice value, as_err *err)
{
    const as_value v = {.type = AS_VAL_TEXT, .text = value};
    return gazfile_field(t, key, v, err);
}

static as_gaz_match match_of(const target *t, entry_match m)
{
    return m == MATCH_DEFAULT ? t->def->match
           : m == MATCH_EXACT ? AS_GAZ_EXACT
           : m == MATCH_LEMMA ? AS_GAZ_LEMMA
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
    as_gaz_entry add = {.text = as_slice_str(e->text),
                        .label = as_slice_str(e->label),
                        .match = match_of(t, e->match),
                        .no_forms = e->inflect && !*e->inflect};
    as_status st = collect(t, e, err);
    if (st == AS_OK) {
        st = gazfile_add(t, &add, err);
        st = misplaced(t, yaml, "entries", i, -1, st, err);
    }
    for (uint32_t k = 0; k < e->n_also && st == AS_OK; k++) {
        add.text = as_slice_str(e->also[k]);
        st = gazfile_add(t, &add, err);
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
        const as_gaz_entry add = {.text = as_slice_str(l->words[i]),
                                  .match = t->def->match};
        st = gazfile_add(t, &add, err);
        st = misplaced(t, yaml, "words", i, -1, st, err);
    }
    return st;
}

as_status gazfile_yaml(gazfile_target *t, as_slice yaml, as_err *err)
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

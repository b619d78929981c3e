/* kinds.c - the built-in kinds as a table, and what plugins add.
 *
 * A few dozen kinds of a dozen fields: found by looking through them, names
 * in an arena. `type` stands first where a kind has it, since it is the
 * label and not a feature. Refuses to forget a kind or a field. */
#include "io/kinds.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/vec.h"

enum { FIELDS_MAX = 20 };

typedef struct built_in {
    const char *name;
    const char *fields[FIELDS_MAX];
} built_in;

/* RECORDS.md is the contract: fields are added at the end, never moved. */
static const built_in contract[] = {
    {"document",
     {"title", "date", "dateline", "lang", "bytes", "tokens", "sentences",
      "sha256", "repaired"}},
    {"sentence", {NULL}},
    {"token", {"upos", "lemma", "norm"}},
    {"entity", {"type", "name", "actor", "country", "mention"}},
    {"role",
     {"person", "person_text", "person_start", "person_end", "role",
      "role_start", "role_end", "of", "of_text", "of_start", "of_end",
      "former"}},
    {"quote",
     {"speaker", "speaker_text", "speaker_start", "speaker_end", "cue",
      "cue_start", "cue_end", "content", "content_start", "content_end",
      "direct", "negated", "anonymous"}},
    {"stance",
     {"actor", "actor_text", "actor_start", "actor_end", "polarity", "target",
      "target_start", "target_end", "cue", "cue_start", "cue_end", "hedged"}},
    {"event",
     {"type", "source", "target", "source_text", "source_start", "source_end",
      "target_text", "target_start", "target_end", "source_country",
      "target_country", "place", "date", "mode", "cue", "cue_start",
      "cue_end"}},
    {"casualty",
     {"harm", "min", "max", "who", "who_start", "who_end", "actor",
      "actor_text", "actor_start", "actor_end", "place", "date"}},
    {"money", {"amount", "currency", "for", "for_start", "for_end"}},
    {"quantity", {"amount", "unit"}},
    {"date", {"type", "value", "begin", "finish"}},
    {"location", {"name", "country", "lat", "lon", "source"}},
};

typedef struct kind {
    as_slice name;
    AS_VEC(as_slice) fields;
} kind;

struct as_kinds {
    AS_VEC(kind) kinds;
    as_arena *names;
};

static as_status contract_add(as_kinds *kinds, as_err *err)
{
    as_status st = AS_OK;
    const size_t n = sizeof contract / sizeof *contract;
    for (size_t i = 0; i < n && st == AS_OK; i++) {
        as_slice fields[FIELDS_MAX];
        size_t n_fields = 0;
        while (n_fields < FIELDS_MAX && contract[i].fields[n_fields]) {
            fields[n_fields] = as_slice_str(contract[i].fields[n_fields]);
            n_fields++;
        }
        st = as_kinds_add(kinds, as_slice_str(contract[i].name), fields,
                          n_fields, err);
    }
    return st;
}

as_status as_kinds_new(as_kinds **out, as_err *err)
{
    as_kinds *kinds = as_mem_zero(1, sizeof *kinds);
    if (kinds == NULL) {
        return as_err_nomem(err);
    }
    kinds->names = as_arena_new();
    as_status st = kinds->names ? contract_add(kinds, err) : as_err_nomem(err);
    if (st != AS_OK) {
        as_kinds_free(kinds);
        return st;
    }
    *out = kinds;
    return AS_OK;
}

void as_kinds_free(as_kinds *kinds)
{
    if (kinds == NULL) {
        return;
    }
    for (size_t i = 0; i < kinds->kinds.n; i++) {
        as_vec_clear(&kinds->kinds.v[i].fields);
    }
    as_vec_clear(&kinds->kinds);
    as_arena_free(kinds->names);
    as_mem_free(kinds);
}

static kind *find(const as_kinds *kinds, as_slice name)
{
    for (size_t i = 0; i < kinds->kinds.n; i++) {
        if (as_slice_eq(kinds->kinds.v[i].name, name)) {
            return &kinds->kinds.v[i];
        }
    }
    return NULL;
}

static bool has_field(const kind *k, as_slice field)
{
    for (size_t i = 0; i < k->fields.n; i++) {
        if (as_slice_eq(k->fields.v[i], field)) {
            return true;
        }
    }
    return false;
}

/* Room is there already, so that only the copy of a name can fail. */
static as_status fields_add(as_kinds *kinds, kind *k, const as_slice *fields,
                            size_t n, as_err *err)
{
    const size_t before = k->fields.n;
    for (size_t i = 0; i < n; i++) {
        if (has_field(k, fields[i])) {
            continue;
        }
        as_slice copy = as_arena_copy(kinds->names, fields[i]);
        if (copy.p == NULL) {
            k->fields.n = before;
            return as_err_nomem(err);
        }
        k->fields.v[k->fields.n++] = copy;
    }
    return AS_OK;
}

as_status as_kinds_add(as_kinds *kinds, as_slice name, const as_slice *fields,
                       size_t n_fields, as_err *err)
{
    kind *k = find(kinds, name);
    const bool fresh = k == NULL;
    if (fresh) {
        as_slice copy = as_arena_copy(kinds->names, name);
        k = copy.p ? as_vec_push(&kinds->kinds, err) : NULL;
        if (k == NULL) {
            return as_err_nomem(err);
        }
        *k = (kind){.name = copy};
    }
    as_status st = as_vec_reserve(&k->fields, n_fields, err);
    if (st == AS_OK) {
        st = fields_add(kinds, k, fields, n_fields, err);
    }
    if (st != AS_OK && fresh) {
        as_vec_clear(&k->fields);
        kinds->kinds.n--;
    }
    return st;
}

const as_slice *as_kinds_fields(const as_kinds *kinds, as_slice name,
                                size_t *n)
{
    /* A kind without fields is declared all the same: not NULL. */
    static const as_slice none[1];
    const kind *k = find(kinds, name);
    *n = k ? k->fields.n : 0;
    if (k == NULL) {
        return NULL;
    }
    return k->fields.v ? k->fields.v : none;
}

size_t as_kinds_count(const as_kinds *kinds)
{
    return kinds->kinds.n;
}

as_slice as_kinds_name(const as_kinds *kinds, size_t i)
{
    return kinds->kinds.v[i].name;
}

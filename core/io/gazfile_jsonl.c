/* gazfile_jsonl.c - gazetteer entries from lines of JSON, by jansson.
 * A line is an entry; its object lives while the entry is added. */
#include <jansson.h>
#include <stdio.h>

#include "io/gazfile_int.h"

typedef struct line {
    gazfile_target *t;
    size_t number;
    as_gaz_entry entry;
    AS_VEC(as_slice) texts; /* of all lists of the entry */
    as_err *err;
} line;

static as_status wrong(const line *l, const char *key, const char *what)
{
    char text[128];
    (void)snprintf(text, sizeof text, "\"%.40s\" %s", key, what);
    return gazfile_wrong(l->t->path, l->number, 1, text, l->err);
}

static as_slice text_of(const json_t *value)
{
    return as_slice_of(json_string_value(value), json_string_length(value));
}

/* A list of texts; its place among l->texts is in value->list, as an index
 * until no list can move them any more. */
static as_status list_of(line *l, const char *key, const json_t *list,
                         as_value *value)
{
    *value = (as_value){.type = AS_VAL_LIST};
    value->list.n = json_array_size(list);
    if (as_vec_reserve(&l->texts, value->list.n, l->err) != AS_OK) {
        return AS_ENOMEM;
    }
    for (size_t i = 0; i < value->list.n; i++) {
        const json_t *item = json_array_get(list, i);
        if (!json_is_string(item)) {
            return wrong(l, key, "is a list of something else than texts");
        }
        l->texts.v[l->texts.n++] = text_of(item);
    }
    return AS_OK;
}

static as_status field(line *l, const char *key, const json_t *member)
{
    as_value v = {0};
    as_status st = AS_OK;
    if (json_is_null(member)) {
        return AS_OK;
    }
    if (json_is_string(member)) {
        v = (as_value){.type = AS_VAL_TEXT, .text = text_of(member)};
    } else if (json_is_integer(member)) {
        v = (as_value){.type = AS_VAL_INT,
                       .integer = json_integer_value(member)};
    } else if (json_is_real(member)) {
        v = (as_value){.type = AS_VAL_REAL, .real = json_real_value(member)};
    } else if (json_is_boolean(member)) {
        v = (as_value){.type = AS_VAL_BOOL, .truth = json_is_true(member)};
    } else if (json_is_array(member)) {
        st = list_of(l, key, member, &v);
    } else {
        return wrong(l, key, "is an object: a field is a text, a number, true "
                             "or false, or a list of texts");
    }
    return st == AS_OK ? gazfile_field(l->t, as_slice_str(key), v, l->err)
                       : st;
}

static as_status member(line *l, const char *key, const json_t *value)
{
    as_gaz_entry *e = &l->entry;
    const bool is_text = json_is_string(value);
    if (strcmp(key, "text") == 0) {
        e->text = text_of(value);
        return is_text ? AS_OK : wrong(l, key, "must be a text");
    }
    if (strcmp(key, "label") == 0) {
        e->label = text_of(value);
        return is_text ? AS_OK : wrong(l, key, "must be a text");
    }
    if (strcmp(key, "match") == 0) {
        return is_text && gazfile_match(text_of(value), &e->match)
                   ? AS_OK
                   : wrong(l, key, "must be exact, norm or lemma");
    }
    if (strcmp(key, "inflect") == 0) {
        e->no_forms = json_is_false(value);
        return json_is_boolean(value) ? AS_OK
                                      : wrong(l, key, "must be true or false");
    }
    if (strcmp(key, "also") == 0) {
        return json_is_array(value) ? AS_OK : wrong(l, key, "must be a list");
    }
    return field(l, key, value);
}

/* Lists were told apart by their lengths alone: give them their texts. */
static void lists_place(line *l)
{
    size_t at = 0;
    for (size_t i = 0; i < l->t->fields.n; i++) {
        as_value *v = &l->t->fields.v[i].value;
        if (v->type == AS_VAL_LIST) {
            v->list.v = v->list.n > 0 ? l->texts.v + at : NULL;
            at += v->list.n;
        }
    }
}

static as_status add(line *l)
{
    as_status st = gazfile_add(l->t, &l->entry, l->err);
    if (st != AS_OK && st != AS_ENOMEM) {
        as_err_prefix(l->err, "%s:%zu:1: ", l->t->path, l->number);
    }
    return st;
}

static as_status take(line *l, json_t *object)
{
    const char *key;
    json_t *value;
    as_status st = AS_OK;
    l->t->fields.n = l->texts.n = 0;
    l->entry = (as_gaz_entry){.match = l->t->def->match};
    json_object_foreach(object, key, value) {
        st = st == AS_OK ? member(l, key, value) : st;
    }
    if (st == AS_OK && l->entry.text.n == 0) {
        st = wrong(l, "text", "is missing or empty");
    }
    lists_place(l);
    if (st == AS_OK) {
        st = add(l);
    }
    const json_t *also = json_object_get(object, "also");
    for (size_t i = 0; i < json_array_size(also) && st == AS_OK; i++) {
        const json_t *item = json_array_get(also, i);
        l->entry.text = text_of(item);
        st = json_is_string(item)
                 ? add(l)
                 : wrong(l, "also", "is a list of something else than texts");
    }
    return st;
}

static as_status take_line(line *l, as_slice text)
{
    json_error_t why;
    json_t *object =
        json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &why);
    if (object == NULL) {
        if (json_error_code(&why) == json_error_out_of_memory) {
            return as_err_nomem(l->err);
        }
        char what[JSON_ERROR_TEXT_LENGTH + 32];
        (void)snprintf(what, sizeof what, "not JSON: %s", why.text);
        return gazfile_wrong(l->t->path, l->number,
                             why.column > 0 ? (size_t)why.column : 1, what,
                             l->err);
    }
    as_status st = json_is_object(object)
                       ? take(l, object)
                       : gazfile_wrong(l->t->path, l->number, 1,
                                       "an object is wanted, with \"text\"",
                                       l->err);
    json_decref(object);
    return st;
}

as_status gazfile_jsonl(gazfile_target *t, as_slice text, as_err *err)
{
    line l = {.t = t, .err = err};
    as_slice row;
    size_t at = 0;
    as_status st = gazfile_text(t->path, &text, err);
    while (st == AS_OK && gazfile_line(text, &at, &row)) {
        l.number++;
        if (row.n > 0) {
            st = take_line(&l, row);
        }
    }
    as_vec_clear(&l.texts);
    return st;
}

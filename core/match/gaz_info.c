/* gaz_info.c - labels and fields to bytes and back.
 *
 * Layout of the block: the infos, then the fields of all, then the texts of
 * all lists, then the bytes that were interned, which the slices point into.
 * Cost: linear in the bytes; two passes, one to count, one to fill.
 * Invariants: what is read was written here, so reading checks nothing.
 * Refuses: fields that are spans, because an entry belongs to no document,
 * and two fields of one name, because no span may have them. */
#include "match/gaz_info.h"

#include <assert.h>

#include "base/mem.h"

/* ---- writing ------------------------------------------------------------- */

static as_status write_text(as_slice s, as_buf *out, as_err *err)
{
    if (s.n > UINT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "a text of 4 GiB or more");
    }
    const uint32_t n = (uint32_t)s.n;
    as_status st = as_buf_add(out, &n, sizeof n, err);
    return st == AS_OK ? as_buf_add_slice(out, s, err) : st;
}

static as_status write_list(const as_value *value, as_buf *out, as_err *err)
{
    if (value->list.n > UINT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "a list of 2^32 texts or more");
    }
    const uint32_t n = (uint32_t)value->list.n;
    as_status st = as_buf_add(out, &n, sizeof n, err);
    for (uint32_t i = 0; st == AS_OK && i < n; i++) {
        st = write_text(value->list.v[i], out, err);
    }
    return st;
}

static as_status write_value(const as_value *value, as_buf *out, as_err *err)
{
    as_status st = as_buf_add_byte(out, (char)value->type, err);
    if (st != AS_OK) {
        return st;
    }
    switch (value->type) {
    case AS_VAL_TEXT:
        return write_text(value->text, out, err);
    case AS_VAL_INT:
        return as_buf_add(out, &value->integer, sizeof value->integer, err);
    case AS_VAL_REAL:
        return as_buf_add(out, &value->real, sizeof value->real, err);
    case AS_VAL_BOOL:
        return as_buf_add_byte(out, value->truth, err);
    case AS_VAL_LIST:
        return write_list(value, out, err);
    case AS_VAL_SPAN:
        break;
    }
    return as_err_set(err, AS_EINVAL,
                      "a field of an entry cannot be a place in a document");
}

static as_status write_field(const as_gaz_entry *entry, size_t i,
                             as_buf *out, as_err *err)
{
    const as_slice key = entry->fields[i].key;
    for (size_t j = 0; j < i; j++) {
        if (as_slice_eq(entry->fields[j].key, key)) {
            return as_err_set(err, AS_EINVAL, "field \"%.*s\" is given twice",
                              (int)(key.n < 64 ? key.n : 64), key.p);
        }
    }
    as_status st = write_text(key, out, err);
    return st == AS_OK ? write_value(&entry->fields[i].value, out, err) : st;
}

as_status gaz_info_write(const as_gaz_entry *entry, as_buf *out, as_err *err)
{
    if (entry->n_fields > UINT32_MAX) {
        return as_err_set(err, AS_ELIMIT, "2^32 fields or more");
    }
    const uint32_t n = (uint32_t)entry->n_fields;
    as_status st = write_text(entry->label, out, err);
    if (st == AS_OK) {
        st = as_buf_add(out, &n, sizeof n, err);
    }
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        st = write_field(entry, i, out, err);
    }
    return st;
}

/* ---- reading ------------------------------------------------------------- */

static void read_bytes(const char **p, void *to, size_t n)
{
    memcpy(to, *p, n);
    *p += n;
}

static uint32_t read_u32(const char **p)
{
    uint32_t n;
    read_bytes(p, &n, sizeof n);
    return n;
}

static as_slice read_text(const char **p)
{
    const uint32_t n = read_u32(p);
    const as_slice s = {*p, n};
    *p += n;
    return s;
}

/* The texts of a list; counted only if `lists` is NULL. */
static void read_list(const char **p, as_value *value, as_slice *lists,
                      size_t *n_texts)
{
    const uint32_t n = read_u32(p);
    for (uint32_t i = 0; i < n; i++) {
        const as_slice s = read_text(p);
        if (lists != NULL) {
            lists[*n_texts + i] = s;
        }
    }
    value->list.v = lists ? lists + *n_texts : NULL;
    value->list.n = n;
    *n_texts += n;
}

static as_value read_value(const char **p, as_slice *lists, size_t *n_texts)
{
    as_value value = {.type = (as_value_type)*(*p)++};
    switch (value.type) {
    case AS_VAL_TEXT:
        value.text = read_text(p);
        break;
    case AS_VAL_INT:
        read_bytes(p, &value.integer, sizeof value.integer);
        break;
    case AS_VAL_REAL:
        read_bytes(p, &value.real, sizeof value.real);
        break;
    case AS_VAL_BOOL:
        value.truth = *(*p)++ != 0;
        break;
    case AS_VAL_LIST:
        read_list(p, &value, lists, n_texts);
        break;
    case AS_VAL_SPAN:
        assert(!"never written");
    }
    return value;
}

/* The parts of the block, and how much of each is used. */
typedef struct parts {
    gaz_info *infos;
    as_feature *fields;
    as_slice *lists;
    char *bytes;
    size_t n_infos, n_fields, n_texts, n_bytes;
} parts;

/* Add one info to the parts; where there is no block yet, only count it. */
static void read_info(parts *to, as_slice bytes)
{
    const char *p = bytes.p;
    if (to->bytes != NULL) {
        p = memcpy(to->bytes + to->n_bytes, bytes.p, bytes.n);
    }
    gaz_info info = {.label = read_text(&p)};
    const uint32_t n = read_u32(&p);
    info.fields = to->fields && n ? to->fields + to->n_fields : NULL;
    info.n_fields = n;
    for (uint32_t i = 0; i < n; i++) {
        as_feature f = {.key = read_text(&p)};
        f.value = read_value(&p, to->lists, &to->n_texts);
        if (to->fields != NULL) {
            to->fields[to->n_fields + i] = f;
        }
    }
    to->n_fields += n;
    to->n_bytes += bytes.n;
    if (to->infos != NULL) {
        to->infos[to->n_infos] = info;
    }
    to->n_infos++;
}

static parts read_all(const as_intern *infos, parts to)
{
    for (uint32_t id = 0; id < as_intern_count(infos); id++) {
        read_info(&to, as_intern_get(infos, id));
    }
    return to;
}

/* Each part is in memory as interned bytes, of which it takes at least a
 * sixteenth: sums of 64 bits cannot overflow. */
_Static_assert(sizeof(size_t) >= 8, "sums below are not checked");

as_status gaz_infos_make(const as_intern *infos, gaz_info **out, size_t *size,
                         as_err *err)
{
    const parts n = read_all(infos, (parts){0});
    const size_t fields_at = n.n_infos * sizeof(gaz_info);
    const size_t lists_at = fields_at + n.n_fields * sizeof(as_feature);
    const size_t bytes_at = lists_at + n.n_texts * sizeof(as_slice);
    char *block = as_mem_new(bytes_at + n.n_bytes);
    if (block == NULL) {
        return as_err_nomem(err);
    }
    const parts to = {.infos = (gaz_info *)(void *)block,
                      .fields = (as_feature *)(void *)(block + fields_at),
                      .lists = (as_slice *)(void *)(block + lists_at),
                      .bytes = block + bytes_at};
    (void)read_all(infos, to);
    *out = to.infos;
    *size = bytes_at + n.n_bytes;
    return AS_OK;
}

/* gaz_info.c - labels and fields to bytes and back.
 *
 * Layout of a block that was read: the info, its fields, the texts of its
 * lists; all texts stay where they are, in the bytes.
 * Cost: linear in the bytes; two passes, one to count, one to fill.
 * Invariants: reading believes nothing, because the bytes may come from a
 * damaged file: a reader that ran short gives empty texts from then on.
 * Refuses: fields that are spans, because an entry belongs to no document,
 * and two fields of one name, because no span may have them. */
#include "match/gaz_info.h"

#include "base/mem.h"
#include "text/utf8.h"

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
    as_status st = as_buf_add_byte(out, (char)entry->match, err);
    if (st == AS_OK) {
        st = write_text(entry->label, out, err);
    }
    if (st == AS_OK) {
        st = as_buf_add(out, &n, sizeof n, err);
    }
    for (size_t i = 0; st == AS_OK && i < n; i++) {
        st = write_field(entry, i, out, err);
    }
    return st;
}

/* ---- reading ------------------------------------------------------------- */

typedef struct reader {
    const char *p, *end;
    bool bad; /* it ran short, or found what is never written */
    /* Where to put what is read; NULL in the pass that counts. */
    as_feature *fields;
    as_slice *texts;
    size_t n_fields, n_texts;
} reader;

static void read_bytes(reader *r, void *to, size_t n)
{
    if (n > (size_t)(r->end - r->p)) {
        r->bad = true;
        memset(to, 0, n);
        return;
    }
    memcpy(to, r->p, n);
    r->p += n;
}

/* A number of things of at least `size` bytes each. */
static uint32_t read_count(reader *r, size_t size)
{
    uint32_t n;
    read_bytes(r, &n, sizeof n);
    if (n > (size_t)(r->end - r->p) / size) {
        r->bad = true;
        return 0;
    }
    return n;
}

static as_slice read_text(reader *r)
{
    const uint32_t n = read_count(r, 1);
    const as_slice s = {r->p, n};
    r->p += n;
    r->bad |= as_utf8_valid(s) != n;
    return s;
}

static void read_list(reader *r, as_value *value)
{
    const uint32_t n = read_count(r, sizeof(uint32_t));
    as_slice *texts = r->texts ? r->texts + r->n_texts : NULL;
    r->n_texts += n;
    for (uint32_t i = 0; i < n; i++) {
        const as_slice s = read_text(r);
        if (texts != NULL) {
            texts[i] = s;
        }
    }
    value->list.v = texts;
    value->list.n = n;
}

static as_value read_value(reader *r)
{
    unsigned char byte;
    read_bytes(r, &byte, 1);
    as_value value = {.type = (as_value_type)byte};
    switch (value.type) {
    case AS_VAL_TEXT:
        value.text = read_text(r);
        return value;
    case AS_VAL_INT:
        read_bytes(r, &value.integer, sizeof value.integer);
        return value;
    case AS_VAL_REAL:
        read_bytes(r, &value.real, sizeof value.real);
        return value;
    case AS_VAL_BOOL:
        read_bytes(r, &byte, 1);
        value.truth = byte != 0;
        return value;
    case AS_VAL_LIST:
        read_list(r, &value);
        return value;
    case AS_VAL_SPAN:
        break;
    }
    r->bad = true;
    return value;
}

static bool is_twice(const as_feature *fields, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (as_slice_eq(fields[j].key, fields[i].key)) {
            return true;
        }
    }
    return false;
}

static as_gaz_info read_info(reader *r)
{
    unsigned char match;
    read_bytes(r, &match, 1);
    as_gaz_info info = {.label = read_text(r)};
    /* A key's length, a type, and one byte of a value. */
    info.n_fields = read_count(r, sizeof(uint32_t) + 2);
    info.fields = info.n_fields ? r->fields : NULL;
    for (size_t i = 0; i < info.n_fields; i++) {
        as_feature f = {.key = read_text(r)};
        f.value = read_value(r);
        if (r->fields != NULL) {
            r->fields[i] = f;
            r->bad |= is_twice(r->fields, i);
        }
    }
    r->n_fields = info.n_fields;
    return info;
}

as_status gaz_info_read(as_slice bytes, as_gaz_info **out, as_err *err)
{
    reader r = {.p = bytes.p, .end = bytes.p + bytes.n};
    (void)read_info(&r);
    if (!r.bad) {
        const size_t fields_at = sizeof **out;
        const size_t texts_at = fields_at + r.n_fields * sizeof(as_feature);
        char *block = as_mem_new(texts_at + r.n_texts * sizeof(as_slice));
        if (block == NULL) {
            return as_err_nomem(err);
        }
        r = (reader){.p = bytes.p,
                     .end = bytes.p + bytes.n,
                     .fields = (as_feature *)(void *)(block + fields_at),
                     .texts = (as_slice *)(void *)(block + texts_at)};
        as_gaz_info *info = (as_gaz_info *)(void *)block;
        *info = read_info(&r);
        if (!r.bad) {
            *out = info;
            return AS_OK;
        }
        as_mem_free(block);
    }
    return as_err_set(err, AS_EIO,
                      "a compiled gazetteer is damaged: remove its file from "
                      "the cache");
}

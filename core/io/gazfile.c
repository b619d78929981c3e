/* gazfile.c - which reader a file of entries is for, and what they share.
 *
 * Each reader turns its file's idea of an entry into a builder's. Cost:
 * linear. Refuses: files above YAML_MAX or LINES_MAX bytes. */
#include "io/gazfile.h"

#include <string.h>

#include "io/file.h"
#include "io/gazfile_int.h"
#include "text/utf8.h"

enum { YAML_MAX = 64 << 20, LINES_MAX = 1 << 30 };

typedef struct reader {
    const char *ending;
    as_status (*read)(gazfile_target *t, as_slice text, as_err *err);
    size_t max;
} reader;

static const reader readers[] = {{".yaml", gazfile_yaml, YAML_MAX},
                                 {".yml", gazfile_yaml, YAML_MAX},
                                 {".tsv", gazfile_tsv, LINES_MAX},
                                 {".jsonl", gazfile_jsonl, LINES_MAX}};

static const reader *reader_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof readers / sizeof *readers; i++) {
        if (strcmp(dot, readers[i].ending) == 0) {
            return &readers[i];
        }
    }
    return NULL;
}

bool as_gazfile_is(const char *path)
{
    return reader_of(path) != NULL;
}

as_status gazfile_wrong(const char *path, size_t line, size_t column,
                        const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s:%zu:%zu: %s", path, line, column,
                      what);
}

bool gazfile_match(as_slice name, as_gaz_match *match)
{
    static const char *const names[] = {[AS_GAZ_NORM] = "norm",
                                        [AS_GAZ_EXACT] = "exact",
                                        [AS_GAZ_LEMMA] = "lemma"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (as_slice_eq(name, as_slice_str(names[i]))) {
            *match = (as_gaz_match)i;
            return true;
        }
    }
    return false;
}

as_status gazfile_field(gazfile_target *t, as_slice key, as_value value,
                        as_err *err)
{
    as_feature *f = as_vec_push(&t->fields, err);
    if (f == NULL) {
        return AS_ENOMEM;
    }
    *f = (as_feature){key, value};
    return AS_OK;
}

as_status gazfile_add(gazfile_target *t, const as_gaz_entry *entry,
                      as_err *err)
{
    as_gaz_entry e = *entry;
    e.label = e.label.n ? e.label : t->def->label;
    e.fields = t->fields.v;
    e.n_fields = t->fields.n;
    return as_gaz_builder_add(t->builder, &e, err);
}

as_status gazfile_text(const char *path, as_slice *text, as_err *err)
{
    const size_t valid = as_utf8_valid(*text);
    if (valid < text->n) {
        size_t line, column;
        as_text_place(*text, valid, &line, &column);
        return gazfile_wrong(path, line, column,
                             "not UTF-8: convert it with iconv", err);
    }
    if (text->n >= 3 && memcmp(text->p, "\xEF\xBB\xBF", 3) == 0) {
        *text = as_slice_of(text->p + 3, text->n - 3);
    }
    return AS_OK;
}

bool gazfile_line(as_slice text, size_t *at, as_slice *line)
{
    if (*at >= text.n) {
        return false;
    }
    const char *nl = memchr(text.p + *at, '\n', text.n - *at);
    const size_t end = nl ? (size_t)(nl - text.p) : text.n;
    *line = as_slice_of(text.p + *at, end - *at);
    *at = end + 1;
    if (line->n && line->p[line->n - 1] == '\r') {
        line->n--;
    }
    return true;
}

as_status gazfile_bytes(const char *path, as_buf *out, as_err *err)
{
    const reader *r = reader_of(path);
    if (r == NULL) {
        return as_err_set(err, AS_ESYNTAX,
                          "%s: a gazetteer is a .yaml, .yml, .tsv or .jsonl "
                          "file",
                          path);
    }
    return as_file_read(path, r->max, out, err);
}

as_status gazfile_read(const char *path, as_slice text,
                       const as_gazfile_defaults *def, as_gaz_builder *b,
                       as_err *err)
{
    gazfile_target t = {.path = path, .def = def, .builder = b};
    const reader *r = reader_of(path);
    as_status st = r ? r->read(&t, text, err) : AS_EINVAL;
    as_vec_clear(&t.fields);
    return st;
}

as_status as_gazfile_load(const char *path, const as_gazfile_defaults *def,
                          as_gaz_builder *b, as_err *err)
{
    as_buf text = {0};
    as_status st = gazfile_bytes(path, &text, err);
    if (st == AS_OK) {
        st = gazfile_read(path, as_buf_slice(&text), def, b, err);
    }
    as_buf_clear(&text);
    return st;
}

/* format.c - records to bytes, straight into the caller's buffer.
 *
 * What all records of a document share (its id, quoted) is made once.
 * JSON of one document takes one pass over the records of each kind, whose
 * sorted views the document keeps. Cost: linear in the output, no allocation
 * for a record. On failure the buffer is as before.
 * Refuses: more than one kind in a table. */
#include "io/format.h"

#include <math.h>

#include "io/conllu.h"
#include "io/json.h"
#include "text/utf8.h"

typedef struct printer {
    as_format format;
    const as_kinds *kinds;
    as_buf *out;
    as_buf doc; /* the id, quoted for JSON */
    const as_slice *columns;
    size_t n_columns;
    size_t n_done; /* records within the list that is being written */
} printer;

static const char *const names[] = {"jsonl", "json", "csv", "tsv", "conllu"};

as_status as_format_find(as_slice name, as_format *out, as_err *err)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (as_slice_eq(name, as_slice_str(names[i]))) {
            *out = (as_format)i;
            return AS_OK;
        }
    }
    return as_err_set(err, AS_EINVAL,
                      "unknown format \"%.*s\": there are jsonl, json, csv, "
                      "tsv and conllu",
                      (int)(name.n < 64 ? name.n : 64), name.p);
}

static as_status put_int(as_buf *out, int64_t i, as_err *err)
{
    char s[24];
    size_t at = sizeof s;
    uint64_t u = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do {
        s[--at] = (char)('0' + u % 10);
        u /= 10;
    } while (u > 0);
    if (i < 0) {
        s[--at] = '-';
    }
    return as_buf_add(out, s + at, sizeof s - at, err);
}

static as_status put_bool(as_buf *out, bool b, as_err *err)
{
    return as_buf_add_slice(out, b ? AS_LIT("true") : AS_LIT("false"), err);
}

/* An infinity or NaN is a value that is not known. */
static bool is_known(const as_value *v)
{
    return v->type != AS_VAL_REAL || isfinite(v->real);
}

/* ---- JSON ---------------------------------------------------------------- */

static as_status json_list(as_buf *out, const as_value *v, as_err *err)
{
    as_status st = as_buf_add_byte(out, '[', err);
    for (size_t i = 0; i < v->list.n && st == AS_OK; i++) {
        if (i > 0) {
            st = as_buf_add_byte(out, ',', err);
        }
        if (st == AS_OK) {
            st = as_json_text(out, v->list.v[i], err);
        }
    }
    return st == AS_OK ? as_buf_add_byte(out, ']', err) : st;
}

static as_status json_value(as_buf *out, const as_value *v, as_err *err)
{
    switch (v->type) {
    case AS_VAL_TEXT:
        return as_json_text(out, v->text, err);
    case AS_VAL_INT:
        return put_int(out, v->integer, err);
    case AS_VAL_REAL:
        return as_json_real(out, v->real, err);
    case AS_VAL_BOOL:
        return put_bool(out, v->truth, err);
    case AS_VAL_LIST:
        return json_list(out, v, err);
    case AS_VAL_SPAN: /* a record has none: see record.h */
        break;
    }
    return as_buf_add_slice(out, AS_LIT("null"), err);
}

/* `"kind":` and so on are written as literals: they are the same always. */
static as_status json_base(as_buf *out, const as_record *rec, as_err *err)
{
    as_status st = as_buf_add_slice(out, AS_LIT("\"start\":"), err);
    if (st == AS_OK) {
        st = put_int(out, (int64_t)rec->start, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_slice(out, AS_LIT(",\"end\":"), err);
    }
    if (st == AS_OK) {
        st = put_int(out, (int64_t)rec->end, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_slice(out, AS_LIT(",\"text\":"), err);
    }
    if (st == AS_OK) {
        st = as_json_text(out, rec->text, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_slice(out, AS_LIT(",\"rule\":"), err);
    }
    return st == AS_OK ? as_json_text(out, rec->rule, err) : st;
}

static as_status json_fields(as_buf *out, const as_record *rec, as_err *err)
{
    as_status st = AS_OK;
    for (size_t i = 0; i < rec->n_fields && st == AS_OK; i++) {
        const as_feature *f = &rec->fields[i];
        if (!is_known(&f->value)) {
            continue;
        }
        st = as_buf_add_byte(out, ',', err);
        if (st == AS_OK) {
            st = as_json_text(out, f->key, err);
        }
        if (st == AS_OK) {
            st = as_buf_add_byte(out, ':', err);
        }
        if (st == AS_OK) {
            st = json_value(out, &f->value, err);
        }
    }
    return st == AS_OK ? as_buf_add_byte(out, '}', err) : st;
}

static as_status jsonl_record(void *ctx, const as_record *rec, as_err *err)
{
    printer *p = ctx;
    as_status st = as_buf_add_slice(p->out, AS_LIT("{\"doc\":"), err);
    if (st == AS_OK) {
        st = as_buf_add_slice(p->out, as_buf_slice(&p->doc), err);
    }
    if (st == AS_OK) {
        st = as_buf_add_slice(p->out, AS_LIT(",\"kind\":"), err);
    }
    if (st == AS_OK) {
        st = as_json_text(p->out, rec->kind, err);
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(p->out, ',', err);
    }
    if (st == AS_OK) {
        st = json_base(p->out, rec, err);
    }
    if (st == AS_OK) {
        st = json_fields(p->out, rec, err);
    }
    return st == AS_OK ? as_buf_add_byte(p->out, '\n', err) : st;
}

/* A record within its list: doc and kind are said outside. */
static as_status nested_record(void *ctx, const as_record *rec, as_err *err)
{
    printer *p = ctx;
    as_status st = AS_OK;
    if (p->n_done++ > 0) {
        st = as_buf_add_byte(p->out, ',', err);
    }
    if (st == AS_OK) {
        st = as_buf_add_byte(p->out, '{', err);
    }
    if (st == AS_OK) {
        st = json_base(p->out, rec, err);
    }
    return st == AS_OK ? json_fields(p->out, rec, err) : st;
}

/* `,"kind":[...]`; a kind that was not asked for by name and has no record is
 * left out. The document is one object, not a list. */
static as_status nested_kind(printer *p, as_doc *doc, as_slice kind,
                             const as_record_opts *opts, as_err *err)
{
    const bool one = as_slice_eq(kind, AS_LIT("document"));
    const bool asked = opts->kinds != NULL;
    const as_record_opts only = {&kind, 1, opts->chars};
    const size_t before = p->out->n;
    p->n_done = 0;
    as_status st = as_buf_add_byte(p->out, ',', err);
    if (st == AS_OK) {
        st = as_json_text(p->out, kind, err);
    }
    if (st == AS_OK) {
        st = as_buf_add(p->out, ":[", one ? 1 : 2, err);
    }
    if (st == AS_OK) {
        st = as_records_each(doc, p->kinds, &only, nested_record, p, err);
    }
    if (st == AS_OK && p->n_done == 0 && !asked) {
        p->out->n = before;
        return AS_OK;
    }
    return st == AS_OK && !one ? as_buf_add_byte(p->out, ']', err) : st;
}

/* The kinds of a document nobody chose: its own, then its layers. */
static as_status nested_default(printer *p, as_doc *doc,
                                const as_record_opts *opts, as_err *err)
{
    as_status st = nested_kind(p, doc, AS_LIT("document"), opts, err);
    for (size_t i = 0; i < as_doc_layer_count(doc) && st == AS_OK; i++) {
        const as_slice kind = as_layer_name(as_doc_layer_at(doc, i));
        if (!as_slice_eq(kind, AS_LIT("document")) &&
            !as_slice_eq(kind, AS_LIT("sentence")) &&
            !as_slice_eq(kind, AS_LIT("token"))) {
            st = nested_kind(p, doc, kind, opts, err);
        }
    }
    return st;
}

static bool is_repeated(const as_slice *kinds, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (as_slice_eq(kinds[i], kinds[j])) {
            return true;
        }
    }
    return false;
}

static as_status json_doc(printer *p, as_doc *doc, const as_record_opts *opts,
                          as_err *err)
{
    as_status st = as_buf_add_slice(p->out, AS_LIT("{\"doc\":"), err);
    if (st == AS_OK) {
        st = as_buf_add_slice(p->out, as_buf_slice(&p->doc), err);
    }
    if (st == AS_OK && opts->kinds == NULL) {
        st = nested_default(p, doc, opts, err);
    }
    for (size_t i = 0; opts->kinds && i < opts->n_kinds && st == AS_OK; i++) {
        if (!is_repeated(opts->kinds, i)) {
            st = nested_kind(p, doc, opts->kinds[i], opts, err);
        }
    }
    return st == AS_OK ? as_buf_add_slice(p->out, AS_LIT("}\n"), err) : st;
}

/* ---- tables -------------------------------------------------------------- */

static as_status csv_text(as_buf *out, as_slice s, as_err *err)
{
    bool plain = true;
    for (size_t i = 0; i < s.n && plain; i++) {
        plain = s.p[i] != '"' && s.p[i] != ',' && s.p[i] != '\n' &&
                s.p[i] != '\r';
    }
    if (plain) {
        return as_buf_add_slice(out, s, err);
    }
    as_status st = as_buf_add_byte(out, '"', err);
    for (size_t beg = 0; beg < s.n && st == AS_OK;) {
        const char *quote = memchr(s.p + beg, '"', s.n - beg);
        const size_t end = quote ? (size_t)(quote - s.p) + 1 : s.n;
        st = as_buf_add(out, s.p + beg, end - beg, err);
        if (st == AS_OK && quote != NULL) {
            st = as_buf_add_byte(out, '"', err);
        }
        beg = end;
    }
    return st == AS_OK ? as_buf_add_byte(out, '"', err) : st;
}

static as_status tsv_text(as_buf *out, as_slice s, as_err *err)
{
    as_status st = as_buf_reserve(out, s.n, err);
    for (size_t i = 0; i < s.n && st == AS_OK; i++) {
        switch (s.p[i]) {
        case '\t':
            st = as_buf_add(out, "\\t", 2, err);
            break;
        case '\n':
            st = as_buf_add(out, "\\n", 2, err);
            break;
        case '\r':
            st = as_buf_add(out, "\\r", 2, err);
            break;
        case '\\':
            st = as_buf_add(out, "\\\\", 2, err);
            break;
        default:
            st = as_buf_add_byte(out, s.p[i], err);
        }
    }
    return st;
}

static as_status cell_text(printer *p, as_slice s, as_err *err)
{
    as_buf good = {0};
    as_status st = AS_OK;
    if (as_utf8_valid(s) < s.n) {
        size_t n_bad = 0;
        st = as_utf8_repair(s, &good, &n_bad, err);
        s = as_buf_slice(&good);
    }
    if (st == AS_OK) {
        st = p->format == AS_FORMAT_CSV ? csv_text(p->out, s, err)
                                        : tsv_text(p->out, s, err);
    }
    as_buf_clear(&good);
    return st;
}

static as_status cell_list(printer *p, const as_value *v, as_err *err)
{
    as_buf joined = {0};
    as_status st = AS_OK;
    for (size_t i = 0; i < v->list.n && st == AS_OK; i++) {
        st = as_buf_add_slice(&joined, i > 0 ? AS_LIT("; ") : AS_LIT(""),
                              err);
        if (st == AS_OK) {
            st = as_buf_add_slice(&joined, v->list.v[i], err);
        }
    }
    if (st == AS_OK) {
        st = cell_text(p, as_buf_slice(&joined), err);
    }
    as_buf_clear(&joined);
    return st;
}

static as_status cell_value(printer *p, const as_value *v, as_err *err)
{
    switch (v->type) {
    case AS_VAL_TEXT:
        return cell_text(p, v->text, err);
    case AS_VAL_INT:
        return put_int(p->out, v->integer, err);
    case AS_VAL_REAL:
        return as_json_real(p->out, v->real, err);
    case AS_VAL_BOOL:
        return put_bool(p->out, v->truth, err);
    case AS_VAL_LIST:
        return cell_list(p, v, err);
    case AS_VAL_SPAN:
        break;
    }
    return AS_OK;
}

static as_status cell_sep(printer *p, as_err *err)
{
    return as_buf_add_byte(p->out, p->format == AS_FORMAT_CSV ? ',' : '\t',
                           err);
}

static as_status row_end(printer *p, as_err *err)
{
    return as_buf_add_slice(
        p->out, p->format == AS_FORMAT_CSV ? AS_LIT("\r\n") : AS_LIT("\n"),
        err);
}

static const as_value *field_of(const as_record *rec, as_slice key)
{
    for (size_t i = 0; i < rec->n_fields; i++) {
        if (as_slice_eq(rec->fields[i].key, key)) {
            return &rec->fields[i].value;
        }
    }
    return NULL;
}

static as_status table_record(void *ctx, const as_record *rec, as_err *err)
{
    printer *p = ctx;
    const as_value base[] = {
        {.type = AS_VAL_TEXT, .text = rec->doc},
        {.type = AS_VAL_TEXT, .text = rec->kind},
        {.type = AS_VAL_INT, .integer = (int64_t)rec->start},
        {.type = AS_VAL_INT, .integer = (int64_t)rec->end},
        {.type = AS_VAL_TEXT, .text = rec->text},
        {.type = AS_VAL_TEXT, .text = rec->rule},
    };
    const size_t n_base = sizeof base / sizeof *base;
    as_status st = AS_OK;
    for (size_t i = 0; i < n_base + p->n_columns && st == AS_OK; i++) {
        const as_value *v =
            i < n_base ? &base[i] : field_of(rec, p->columns[i - n_base]);
        st = i > 0 ? cell_sep(p, err) : AS_OK;
        if (st == AS_OK && v != NULL && is_known(v)) {
            st = cell_value(p, v, err);
        }
    }
    return st == AS_OK ? row_end(p, err) : st;
}

as_status as_format_head(as_format format, const as_kinds *kinds,
                         as_slice kind, as_buf *out, as_err *err)
{
    if (format != AS_FORMAT_CSV && format != AS_FORMAT_TSV) {
        return AS_OK;
    }
    printer p = {.format = format, .out = out};
    p.columns = as_kinds_fields(kinds, kind, &p.n_columns);
    const size_t before = out->n;
    const as_slice base = format == AS_FORMAT_CSV
                              ? AS_LIT("doc,kind,start,end,text,rule")
                              : AS_LIT("doc\tkind\tstart\tend\ttext\trule");
    as_status st = as_buf_add_slice(out, base, err);
    for (size_t i = 0; i < p.n_columns && st == AS_OK; i++) {
        st = cell_sep(&p, err);
        if (st == AS_OK) {
            st = cell_text(&p, p.columns[i], err);
        }
    }
    if (st == AS_OK) {
        st = row_end(&p, err);
    }
    if (st != AS_OK) {
        out->n = before;
    }
    return st;
}

static as_status table_doc(printer *p, as_doc *doc, const as_record_opts *opts,
                           as_err *err)
{
    if (opts->kinds == NULL || opts->n_kinds != 1) {
        return as_err_set(err, AS_EINVAL,
                          "a table holds one kind of record: name one");
    }
    p->columns = as_kinds_fields(p->kinds, opts->kinds[0], &p->n_columns);
    return as_records_each(doc, p->kinds, opts, table_record, p, err);
}

as_status as_format_doc(as_format format, as_doc *doc, const as_kinds *kinds,
                        const as_record_opts *opts, as_buf *out, as_err *err)
{
    static const as_record_opts defaults;
    if (format == AS_FORMAT_CONLLU) {
        return as_conllu_doc(doc, out, err);
    }
    const size_t before = out->n;
    printer p = {.format = format, .kinds = kinds, .out = out};
    opts = opts ? opts : &defaults;
    as_status st = as_json_text(&p.doc, as_doc_meta_of(doc)->id, err);
    if (st == AS_OK && format == AS_FORMAT_JSONL) {
        st = as_records_each(doc, kinds, opts, jsonl_record, &p, err);
    } else if (st == AS_OK && format == AS_FORMAT_JSON) {
        st = json_doc(&p, doc, opts, err);
    } else if (st == AS_OK) {
        st = table_doc(&p, doc, opts, err);
    }
    as_buf_clear(&p.doc);
    if (st != AS_OK) {
        out->n = before;
    }
    return st;
}

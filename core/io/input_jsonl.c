/* input_jsonl.c - data sets: one JSON object a line (jsonlines.org).
 *
 * Lines are cut from a buffer that is refilled block by block and moved to
 * its front when a line is through: memory is bounded by the longest line.
 * A line that is not what it should be is told with its place and skipped.
 * jansson refuses ill-formed UTF-8, so that is repaired (and counted)
 * first. */
#include "io/input_int.h"

#include <jansson.h>
#include <string.h>

#include "text/utf8.h"

/* The next line without its end; AS_EOF after the last. The slice lives
 * until the next call. */
static as_status cut_line(as_input *in, as_slice *line, as_err *err)
{
    as_buf *b = &in->lines;
    for (;;) {
        const size_t from = in->at + in->scanned;
        const char *nl = b->n > from
                             ? memchr(b->p + from, '\n', b->n - from)
                             : NULL;
        if (nl != NULL || (in->ended && b->n > in->at)) {
            const size_t end = nl ? (size_t)(nl - b->p) : b->n;
            *line = as_slice_of(b->p + in->at, end - in->at);
            in->at = nl ? end + 1 : end;
            in->scanned = 0;
            in->line++;
            return AS_OK;
        }
        if (in->ended) {
            return AS_EOF;
        }
        in->scanned = b->n - in->at;
        if (in->at > 0) {
            memmove(b->p, b->p + in->at, in->scanned);
            b->n = in->scanned;
            in->at = 0;
        }
        size_t got;
        as_status st = as_input_block(in, in->fd, in->path, b, &got, err);
        if (st != AS_OK) {
            return st;
        }
        in->ended = got == 0;
    }
}

static bool is_blank(as_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\r') {
            return false;
        }
    }
    return true;
}

static const char *or_default(const char *given, const char *otherwise)
{
    return given ? given : otherwise;
}

static as_slice text_of(const json_t *value)
{
    return as_slice_of(json_string_value(value), json_string_length(value));
}

/* 2026, 2026-11 or 2026-11-23, whatever follows. */
static bool is_date(as_slice s)
{
    static const char form[] = "dddd-dd-dd";
    size_t i = 0;
    while (i < s.n && i < sizeof form - 1) {
        const bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (form[i] == 'd' ? !digit : s.p[i] != '-') {
            break;
        }
        i++;
    }
    return i == 10 || (i == s.n && (i == 4 || i == 7));
}

static as_slice optional(const as_input *in, const json_t *object,
                         const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value != NULL && !json_is_string(value) && !json_is_null(value)) {
        as_input_tell(in, AS_ESYNTAX, false,
                      "%s:%zu:1: \"%s\" is not a string and is left out",
                      in->path, in->line, key);
    }
    return json_is_string(value) ? text_of(value) : (as_slice){NULL, 0};
}

static as_slice date_of(const as_input *in, const json_t *object)
{
    as_slice date =
        optional(in, object, or_default(in->opts.date_field, "date"));
    if (date.n > 0 && !is_date(date)) {
        as_input_tell(in, AS_ESYNTAX, false,
                      "%s:%zu:1: the date \"%.*s\" is not like 2026-11-23 and "
                      "is left out",
                      in->path, in->line, (int)(date.n < 40 ? date.n : 40),
                      date.p);
        date.n = 0;
    }
    return date.n ? date : as_slice_str(in->opts.date);
}

/* The id as given, or the place of the line. */
static as_status id_of(const as_input *in, const json_t *object, as_buf *out,
                       as_err *err)
{
    const json_t *id =
        json_object_get(object, or_default(in->opts.id_field, "id"));
    if (json_is_string(id) && json_string_length(id) > 0) {
        return as_buf_add_slice(out, text_of(id), err);
    }
    if (json_is_integer(id)) {
        return as_buf_printf(out, err, "%lld",
                             (long long)json_integer_value(id));
    }
    return as_buf_printf(out, err, "%s:%zu", in->path, in->line);
}

static as_status take_object(const as_input *in, const json_t *object,
                             as_input_item *item, as_err *err)
{
    const char *key = or_default(in->opts.text_field, "text");
    const json_t *text = json_object_get(object, key);
    if (!json_is_string(text)) {
        as_input_tell(in, AS_ESYNTAX, true,
                      "%s:%zu:1: no string \"%s\": name the field with "
                      "--text-field; this line is skipped",
                      in->path, in->line, key);
        return AS_EOF;
    }
    as_buf id = {0};
    as_status st = id_of(in, object, &id, err);
    if (st == AS_OK) {
        const as_doc_meta meta = {
            .id = as_buf_slice(&id),
            .title = optional(in, object,
                              or_default(in->opts.title_field, "title")),
            .date = date_of(in, object),
            .source = as_slice_str(in->path)};
        st = as_input_meta(item, &meta, err);
    }
    as_buf_clear(&id);
    return st == AS_OK ? as_buf_add_slice(&item->text, text_of(text), err)
                       : st;
}

static as_status parse_line(const as_input *in, as_slice line,
                            as_input_item *item, as_err *err)
{
    json_error_t why;
    json_t *value = json_loadb(line.p, line.n, JSON_ALLOW_NUL, &why);
    as_status st = AS_EOF;
    if (value == NULL && json_error_code(&why) == json_error_out_of_memory) {
        st = as_err_nomem(err);
    } else if (value == NULL) {
        as_input_tell(in, AS_ESYNTAX, true,
                      "%s:%zu:%d: %s; this line is skipped", in->path,
                      in->line, why.column > 0 ? why.column : 1, why.text);
    } else if (!json_is_object(value)) {
        as_input_tell(in, AS_ESYNTAX, true,
                      "%s:%zu:1: not a JSON object; this line is skipped",
                      in->path, in->line);
    } else {
        st = take_object(in, value, item, err);
    }
    json_decref(value);
    return st;
}

static as_status take_line(const as_input *in, as_slice line,
                           as_input_item *item, as_err *err)
{
    if (as_utf8_valid(line) == line.n) {
        return parse_line(in, line, item, err);
    }
    as_buf repaired = {0};
    size_t n_bad = 0;
    as_status st = as_utf8_repair(line, &repaired, &n_bad, err);
    if (st == AS_OK) {
        as_input_tell(in, AS_ESYNTAX, false,
                      "%s:%zu: %zu ill-formed UTF-8 sequence%s replaced by "
                      "U+FFFD",
                      in->path, in->line, n_bad, n_bad == 1 ? "" : "s");
        st = parse_line(in, as_buf_slice(&repaired), item, err);
    }
    as_buf_clear(&repaired);
    return st;
}

as_status as_input_line(as_input *in, as_input_item *item, as_err *err)
{
    for (;;) {
        as_slice line;
        as_status st = cut_line(in, &line, err);
        if (st != AS_OK) {
            return st;
        }
        if (in->line == 1 && line.n >= 3 &&
            memcmp(line.p, "\xEF\xBB\xBF", 3) == 0) {
            line = as_slice_of(line.p + 3, line.n - 3);
        }
        if (is_blank(line)) {
            continue;
        }
        st = take_line(in, line, item, err);
        if (st != AS_EOF) {
            return st;
        }
        as_input_item_clear(item);
    }
}

/* input_jsonl.c - data sets: one JSON object a line (jsonlines.org).
 *
 * Lines are cut from a buffer that is refilled block by block and moved to
 * its front when a line is through: memory is bounded by the longest line.
 * A line that is not what it should be is told with its place and skipped.
 * jansson refuses ill-formed UTF-8 and lone surrogates, of which data sets
 * from the web are full, so those are replaced by U+FFFD and told first.
 * Refuses lines above LINE_MAX_BYTES. */
#include <jansson.h>
#include <pthread.h>
#include <string.h>

#include "base/mem.h"
#include "io/date.h"
#include "io/input_int.h"
#include "text/utf8.h"

#define LINE_MAX_BYTES ((size_t)1 << 30)

/* ---- lines -------------------------------------------------------------- */

/* One more block behind what is left of the buffer. The first one tells
 * whether this is text at all. */
static as_status refill(as_input *in, as_err *err)
{
    as_buf *b = &in->lines;
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
    if (!in->is_probed) {
        const size_t n = b->n < AS_INPUT_PROBE ? b->n : AS_INPUT_PROBE;
        const char *why = as_input_not_text(as_slice_of(b->p, n));
        in->is_probed = true;
        if (why != NULL) {
            return as_err_set(err, AS_ESYNTAX, "%s: %s",
                              as_input_name(in->path), why);
        }
        if (b->n == 0) {
            as_input_tell(in, AS_OK, false, "%s: empty",
                          as_input_name(in->path));
        }
    }
    return AS_OK;
}

/* The next line without its end; AS_EOF after the last. The slice lives
 * until the next call. A line that is too long is cut, and *too_long set. */
static as_status cut_line(as_input *in, as_slice *line, bool *too_long,
                          as_err *err)
{
    as_buf *b = &in->lines;
    *too_long = false;
    for (;;) {
        const size_t from = in->at + in->scanned;
        const char *nl =
            b->n > from ? memchr(b->p + from, '\n', b->n - from) : NULL;
        if (nl != NULL || (in->ended && (b->n > in->at || *too_long))) {
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
        if (b->n - in->at > LINE_MAX_BYTES) {
            *too_long = true;
            in->at = b->n;
        }
        as_status st = refill(in, err);
        if (st != AS_OK) {
            return st;
        }
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

/* ---- fields ------------------------------------------------------------- */

static const char *or_default(const char *given, const char *otherwise)
{
    return given ? given : otherwise;
}

static as_slice text_of(const json_t *value)
{
    return as_slice_of(json_string_value(value), json_string_length(value));
}

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_NULL:
        return "null";
    default:
        return "true or false";
    }
}

/* Text or nothing; anything else is told and left out. */
static as_slice optional(const as_input *in, json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value)) {
        return text_of(value);
    }
    if (value != NULL && !json_is_null(value)) {
        as_input_tell(in, AS_ESYNTAX, false,
                      "%s:%zu: \"%s\" is %s, not text, and is left out",
                      as_input_name(in->path), in->line, key,
                      type_name(value));
    }
    return (as_slice){NULL, 0};
}

/* With its time, if there is one: what "in two hours" counts from. */
static as_slice date_of(const as_input *in, json_t *object)
{
    const as_slice given =
        optional(in, object, or_default(in->opts.date_field, "date"));
    as_slice date;
    if (given.n > 0 && as_date_prefix(given, &date)) {
        return date;
    }
    if (given.n > 0) {
        as_input_tell(in, AS_ESYNTAX, false,
                      "%s:%zu: \"%.*s\" is not a date like 2026-11-23 and is "
                      "left out",
                      as_input_name(in->path), in->line,
                      (int)(given.n < 40 ? given.n : 40), given.p);
    }
    return as_slice_str(in->opts.date);
}

/* The id as given, or the place of the line. */
static as_status id_of(const as_input *in, json_t *object, as_buf *out,
                       as_err *err)
{
    const char *key = or_default(in->opts.id_field, "id");
    const json_t *id = json_object_get(object, key);
    if (json_is_string(id) && json_string_length(id) > 0) {
        return as_buf_add_slice(out, text_of(id), err);
    }
    if (json_is_integer(id)) {
        return as_buf_printf(out, err, "%lld",
                             (long long)json_integer_value(id));
    }
    if (id != NULL && !json_is_null(id) && !json_is_string(id)) {
        as_input_tell(in, AS_ESYNTAX, false,
                      "%s:%zu: \"%s\" is %s: the line's number serves as id",
                      as_input_name(in->path), in->line, key, type_name(id));
    }
    return as_buf_printf(out, err, "%s:%zu", in->path, in->line);
}

/* "a, b, c": the fields that an object has, as many as fit. */
static void list_fields(json_t *object, char *out, size_t size)
{
    size_t n = 0;
    const char *key;
    json_t *value;
    out[0] = '\0';
    json_object_foreach(object, key, value) {
        const size_t len = strlen(key);
        if (n + len + 6 > size) {
            memcpy(out + n, " ...", 5);
            break;
        }
        if (n > 0) {
            memcpy(out + n, ", ", 2);
            n += 2;
        }
        memcpy(out + n, key, len + 1);
        n += len;
    }
}

static void tell_no_text(const as_input *in, json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    char fields[240];
    if (value != NULL) {
        as_input_tell(in, AS_ESYNTAX, true,
                      "%s:%zu:1: \"%s\" is %s and must be text: this line is "
                      "skipped",
                      as_input_name(in->path), in->line, key,
                      type_name(value));
        return;
    }
    list_fields(object, fields, sizeof fields);
    as_input_tell(in, AS_ESYNTAX, true,
                  "%s:%zu:1: no \"%s\" among its fields (%s): name the one "
                  "that has the text with --text-field; this line is skipped",
                  as_input_name(in->path), in->line, key, fields);
}

/* Where the text is from, a newspaper, say; else the file. Data sets have many
 * things called source: one that is no text is told only where it was named. */
static as_slice source_of(const as_input *in, json_t *object)
{
    const char *key = in->opts.source_field;
    const json_t *value = json_object_get(object, or_default(key, "source"));
    const as_slice source =
        key != NULL || json_is_string(value)
            ? optional(in, object, or_default(key, "source"))
            : (as_slice){NULL, 0};
    return source.n > 0 ? source : as_slice_str(in->path);
}

static as_status take_object(const as_input *in, json_t *object,
                             as_input_item *item, as_err *err)
{
    const char *key = or_default(in->opts.text_field, "text");
    const json_t *text = json_object_get(object, key);
    if (!json_is_string(text)) {
        tell_no_text(in, object, key);
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
            .source = source_of(in, object)};
        st = as_input_meta(item, &meta, err);
    }
    as_buf_clear(&id);
    return st == AS_OK ? as_buf_add_slice(&item->text, text_of(text), err)
                       : st;
}

/* ---- parsing ------------------------------------------------------------ */

/* jansson does not say, or not reliably, that memory was refused. */
static _Thread_local bool was_refused;

static void *jansson_alloc(size_t size)
{
    void *p = as_mem_new(size);
    was_refused |= p == NULL;
    return p;
}

static void jansson_set(void)
{
    json_set_alloc_funcs(jansson_alloc, as_mem_free);
}

/* The four digits of \uXXXX at `at`, or -1. */
static int unit_at(as_slice s, size_t at)
{
    if (s.n < at + 6 || s.p[at] != '\\' || s.p[at + 1] != 'u') {
        return -1;
    }
    int x = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        const char *hex = "0123456789abcdef0123456789ABCDEF";
        const char *digit = s.p[i] ? strchr(hex, s.p[i]) : NULL;
        if (digit == NULL) {
            return -1;
        }
        x = x * 16 + (int)((digit - hex) % 16);
    }
    return x;
}

static bool is_high(int unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(int unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/* Make \uFFFD of each escaped surrogate that is not one of a pair; how many
 * there were. `line` is ours to change. */
static size_t mend_surrogates(char *p, size_t n)
{
    const as_slice line = as_slice_of(p, n);
    size_t bad = 0;
    for (size_t at = 0; at + 1 < n;) {
        if (p[at] != '\\') {
            at++;
            continue;
        }
        const int unit = unit_at(line, at);
        if (is_high(unit) && is_low(unit_at(line, at + 6))) {
            at += 12;
        } else if (is_high(unit) || is_low(unit)) {
            memcpy(p + at, "\\uFFFD", 6);
            bad++;
            at += 6;
        } else {
            at += 2;
        }
    }
    return bad;
}

static void tell_repaired(const as_input *in, const char *what, size_t n)
{
    as_input_tell(in, AS_ESYNTAX, false, "%s:%zu: %zu %s%s replaced by U+FFFD",
                  as_input_name(in->path), in->line, n, what,
                  n == 1 ? "" : "s");
}

/* NULL, and *why filled, if the line is not JSON. A line with lone
 * surrogates gets a second chance. */
static json_t *parse(const as_input *in, as_slice line, json_error_t *why)
{
    json_t *value = json_loadb(line.p, line.n, JSON_ALLOW_NUL, why);
    if (value != NULL || strncmp(why->text, "invalid Unicode", 15) != 0) {
        return value;
    }
    char *copy = jansson_alloc(line.n);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(copy, line.p, line.n);
    const size_t n_bad = mend_surrogates(copy, line.n);
    value = json_loadb(copy, line.n, JSON_ALLOW_NUL, why);
    as_mem_free(copy);
    if (value != NULL) {
        tell_repaired(in, "lone surrogate", n_bad);
    }
    return value;
}

static as_status parse_line(const as_input *in, as_slice line,
                            as_input_item *item, as_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, jansson_set);
    json_error_t why;
    was_refused = false;
    json_t *value = parse(in, line, &why);
    as_status st = AS_EOF;
    if (was_refused) {
        st = as_err_nomem(err);
    } else if (value == NULL) {
        as_input_tell(in, AS_ESYNTAX, true,
                      "%s:%zu:%d: not JSON: %s: this line is skipped",
                      as_input_name(in->path), in->line,
                      why.column > 0 ? why.column : 1, why.text);
    } else if (!json_is_object(value)) {
        as_input_tell(in, AS_ESYNTAX, true,
                      "%s:%zu:1: %s, and not an object {...} with a \"%s\": "
                      "this line is skipped",
                      as_input_name(in->path), in->line, type_name(value),
                      or_default(in->opts.text_field, "text"));
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
        tell_repaired(in, "ill-formed UTF-8 sequence", n_bad);
        st = parse_line(in, as_buf_slice(&repaired), item, err);
    }
    as_buf_clear(&repaired);
    return st;
}

as_status as_input_line(as_input *in, as_input_item *item, as_err *err)
{
    for (;;) {
        as_slice line;
        bool too_long;
        as_status st = cut_line(in, &line, &too_long, err);
        if (st != AS_OK) {
            return st;
        }
        if (too_long) {
            as_input_tell(in, AS_ELIMIT, true,
                          "%s:%zu:1: a line above 1 GiB: this line is skipped",
                          as_input_name(in->path), in->line);
            continue;
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

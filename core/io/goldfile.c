/* goldfile.c - marked documents, line by line, by jansson.
 *
 * Spans that a text does not have, or that are empty or cut a character, are
 * errors: a set that is off by one would teach nonsense quietly. */
#include "io/goldfile.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/vec.h"

typedef AS_VEC(as_gold_span) spans;

typedef struct reader {
    const char *path;
    size_t line;
    spans spans;
    as_gold_fn fn;
    void *ctx;
} reader;

static as_status bad(const reader *r, const char *what, as_err *err)
{
    return as_err_set(err, AS_ESYNTAX, "%s:%zu: %s", r->path, r->line, what);
}

static bool is_border(as_slice text, json_int_t at)
{
    return at >= 0 && (uint64_t)at <= text.n &&
           ((size_t)at == text.n || (text.p[at] & 0xC0) != 0x80);
}

static as_status take_span(reader *r, as_slice text, const json_t *span,
                           as_err *err)
{
    const json_t *label = json_object_get(span, "label");
    const json_t *b = json_object_get(span, "b");
    const json_t *e = json_object_get(span, "e");
    if (!json_is_string(label) || !json_is_integer(b) || !json_is_integer(e)) {
        return bad(r, "a span needs \"b\", \"e\" and \"label\"", err);
    }
    const json_int_t beg = json_integer_value(b), end = json_integer_value(e);
    if (!is_border(text, beg) || !is_border(text, end) || beg >= end) {
        return bad(r, "a span that is empty, cuts a character or leaves the "
                      "text", err);
    }
    as_gold_span *last = as_vec_push(&r->spans, err);
    if (last == NULL) {
        return AS_ENOMEM;
    }
    *last = (as_gold_span){(uint32_t)beg, (uint32_t)end,
                           as_slice_of(json_string_value(label),
                                       json_string_length(label))};
    return AS_OK;
}

static as_status take_object(reader *r, const json_t *object, as_err *err)
{
    enum { TIMES_MAX = 100 };
    const json_t *text = json_object_get(object, "text");
    const json_t *list = json_object_get(object, "spans");
    const json_t *times = json_object_get(object, "times");
    if (!json_is_string(text) || !json_is_array(list)) {
        return bad(r, "expected an object with \"text\" and \"spans\"", err);
    }
    const json_int_t n = times ? json_integer_value(times) : 1;
    if (n < 1 || n > TIMES_MAX) {
        return bad(r, "\"times\" is a number from 1 to 100", err);
    }
    const as_slice s =
        as_slice_of(json_string_value(text), json_string_length(text));
    if (s.n >= UINT32_MAX) {
        return bad(r, "a text of 4 GiB or more", err);
    }
    r->spans.n = 0;
    as_status st = AS_OK;
    for (size_t i = 0; i < json_array_size(list) && st == AS_OK; i++) {
        st = take_span(r, s, json_array_get(list, i), err);
    }
    const as_gold_doc doc = {s, r->spans.v, r->spans.n, (uint32_t)n};
    return st == AS_OK ? r->fn(r->ctx, &doc, err) : st;
}

static as_status take_line(reader *r, const char *line, size_t n, as_err *err)
{
    json_error_t why;
    json_t *object = json_loadb(line, n, JSON_ALLOW_NUL, &why);
    if (object == NULL) {
        return as_err_set(err, AS_ESYNTAX, "%s:%zu: not JSON: %s", r->path,
                          r->line, why.text);
    }
    as_status st = take_object(r, object, err);
    json_decref(object);
    return st;
}

as_status as_goldfile_read(const char *path, as_gold_fn fn, void *ctx,
                           as_err *err)
{
    FILE *f = fopen(path, "rbe");
    if (f == NULL) {
        return as_err_set(err, AS_EIO, "%s: %s", path, strerror(errno));
    }
    reader r = {.path = path, .fn = fn, .ctx = ctx};
    char *line = NULL;
    size_t cap = 0;
    as_status st = AS_OK;
    ssize_t n;
    while (st == AS_OK && (n = getline(&line, &cap, f)) >= 0) {
        r.line++;
        if (strspn(line, " \t\r\n") < (size_t)n) {
            st = take_line(&r, line, (size_t)n, err);
        }
    }
    if (st == AS_OK && ferror(f)) {
        st = as_err_set(err, AS_EIO, "%s: cannot be read", path);
    }
    (void)fclose(f);
    free(line);
    as_vec_clear(&r.spans);
    return st;
}
